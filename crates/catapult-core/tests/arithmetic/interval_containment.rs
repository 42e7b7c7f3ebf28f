//! Intervals enclose: every operation and function against MPFR, on points, on wide boxes and on the extremes; and they
//! are as tight as their documentation says.

use crate::random_arguments::{EXTREMES, argument, generator};
use catapult_core::arithmetic::{Analytic, Field, FromExact, Interval};
use catapult_core::hostile;
use num_traits::{One, Zero};
use rand::RngExt;
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational, float::Round, ops::AssignRound};

/// Bits of the reference: more than four times those of a float.
const PRECISION: u32 = 256;
const ARGUMENTS: usize = 100_000;
const BOXES: usize = 50_000;

/// Whether the interval contains an MPFR number (compared exactly, infinities included).
fn contains(interval: &Interval, value: &Float) -> bool {
    *value >= interval.lower() && *value <= interval.upper()
}

/// The distance from `value` to a float in units in the last place of `value`; values beyond the largest float count as it.
fn distance_in_ulps(value: &Float, end: f64) -> f64 {
    let clamped = value.clone().clamp(&-f64::MAX, &f64::MAX);
    let exponent = clamped.get_exp().map_or(-1074, |exponent| (exponent - 53).max(-1074));
    let difference = Float::with_val(PRECISION, end - clamped);
    (difference >> exponent).abs().to_f64()
}

/// The end of an interval as the largest real number it stands for.
fn finite(end: f64) -> f64 {
    end.clamp(-f64::MAX, f64::MAX)
}

struct Function {
    name: &'static str,
    interval: fn(Interval) -> Interval,
    reference: fn(Float) -> Float,
    domain: fn(f64) -> bool,
    /// How far an end may be from the true value at a point, in ulps.
    slack: f64,
}

fn everywhere(_: f64) -> bool {
    true
}

fn softplus(x: Float) -> Float {
    let tail = Float::with_val(PRECISION, -x.clone().abs()).exp().ln_1p();
    x.max(&Float::new(PRECISION)) + tail
}

fn ln_2cosh(x: Float) -> Float {
    let distance = x.abs();
    let tail = Float::with_val(PRECISION, -2 * distance.clone()).exp().ln_1p();
    distance + tail
}

const FUNCTIONS: [Function; 9] = [
    Function { name: "exp", interval: Analytic::exp, reference: Float::exp, domain: everywhere, slack: 1.5 },
    Function { name: "ln", interval: Analytic::ln, reference: Float::ln, domain: |x| x > 0.0, slack: 1.5 },
    Function { name: "sinh", interval: Analytic::sinh, reference: Float::sinh, domain: everywhere, slack: 1.5 },
    Function { name: "cosh", interval: Analytic::cosh, reference: Float::cosh, domain: everywhere, slack: 1.5 },
    Function { name: "tanh", interval: Analytic::tanh, reference: Float::tanh, domain: everywhere, slack: 1.5 },
    Function { name: "sqrt", interval: Analytic::sqrt, reference: Float::sqrt, domain: |x| x >= 0.0, slack: 1.0 },
    Function { name: "softplus", interval: Analytic::softplus, reference: softplus, domain: everywhere, slack: 4.5 },
    Function { name: "ln_2cosh", interval: Analytic::ln_2cosh, reference: ln_2cosh, domain: everywhere, slack: 3.5 },
    Function { name: "square", interval: Field::square, reference: Float::square, domain: everywhere, slack: 1.0 },
];

fn value_of(function: &Function, x: f64) -> Float {
    (function.reference)(Float::with_val(PRECISION, x))
}

fn check_point(function: &Function, x: f64) {
    let name = function.name;
    let enclosure = (function.interval)(Interval::point(x));
    if !(function.domain)(x) {
        assert_eq!(enclosure, Interval::ENTIRE, "{name}({x:e}) is undefined");
        return;
    }
    let value = value_of(function, x);
    assert!(contains(&enclosure, &value), "{name}({x:e}) = {value} is outside {enclosure}");
    let slack = match name {
        "exp" if value < f64::MIN_POSITIVE => 4.0,
        "softplus" if value < f64::MIN_POSITIVE => 5.0,
        _ => function.slack,
    };
    for end in [enclosure.lower(), enclosure.upper()] {
        let distance = distance_in_ulps(&value, finite(end));
        assert!(distance <= slack, "{name}({x:e}) = {value}: the end {end:e} is {distance} ulp away");
    }
}

#[test]
fn functions_enclose_and_are_tight_at_points() {
    for (index, function) in FUNCTIONS.iter().enumerate() {
        let mut random = generator(index as u64);
        let extremes = EXTREMES.iter().flat_map(|&x| [x.next_down(), x, x.next_up()]).filter(|x| x.is_finite());
        extremes.for_each(|x| check_point(function, x));
        (0..ARGUMENTS).for_each(|_| check_point(function, argument(&mut random)));
    }
}

/// A random box, and a random point of it: anywhere, or at an end.
fn random_box(random: &mut ChaCha8Rng) -> (Interval, f64) {
    let (x, y) = match random.random_range(0..4) {
        3 => {
            let hostile = hostile::interval(random);
            (finite(hostile.lower()), hostile.upper())
        }
        0 => (argument(random), argument(random)),
        1 => {
            let x = argument(random);
            (x, x + x * random.random_range(-0.1..0.1))
        }
        _ => (EXTREMES[random.random_range(0..EXTREMES.len())], argument(random)),
    };
    let y = finite(y);
    let enclosure = Interval::new(x.min(y), x.max(y)).unwrap();
    let inside = match random.random_range(0..4) {
        0 => x,
        1 => y,
        2 => argument(random).clamp(enclosure.lower(), enclosure.upper()),
        _ => {
            let share = random.random_range(0.0..1.0);
            (x * share + y * (1.0 - share)).clamp(enclosure.lower(), enclosure.upper())
        }
    };
    (enclosure, inside)
}

/// The same box without one bound or without both.
fn unbound(random: &mut ChaCha8Rng, enclosure: Interval) -> Interval {
    let lower = if random.random() { f64::NEG_INFINITY } else { enclosure.lower() };
    let upper = if random.random() { f64::INFINITY } else { enclosure.upper() };
    Interval::new(lower, upper).unwrap()
}

#[test]
fn functions_enclose_the_images_of_inner_points() {
    for (index, function) in FUNCTIONS.iter().enumerate() {
        let mut random = generator(100 + index as u64);
        for round in 0..BOXES {
            let (bounded, inside) = random_box(&mut random);
            let argument = if round % 8 == 0 { unbound(&mut random, bounded) } else { bounded };
            let image = (function.interval)(argument);
            let name = function.name;
            if !((function.domain)(argument.lower()) && (function.domain)(argument.upper())) {
                assert_eq!(image, Interval::ENTIRE, "{name}({argument}) is undefined");
                continue;
            }
            let value = value_of(function, inside);
            assert!(contains(&image, &value), "{name}({inside:e}) = {value} is outside {name}({argument}) = {image}");
        }
    }
}

#[test]
fn images_of_boxes_are_spanned_by_two_values() {
    let mut random = generator(200);
    for _ in 0..BOXES {
        let (argument, _) = random_box(&mut random);
        for Function { name, interval, domain, .. } in &FUNCTIONS {
            if !(domain(argument.lower()) && domain(argument.upper())) {
                continue;
            }
            let (least, greatest) = match *name {
                "cosh" | "ln_2cosh" | "square" if argument.contains_zero() => (0.0, argument.magnitude()),
                "cosh" | "ln_2cosh" | "square" if argument.upper() < 0.0 => (argument.upper(), argument.lower()),
                _ => (argument.lower(), argument.upper()),
            };
            let spanned = (interval(Interval::point(least)).lower(), interval(Interval::point(greatest)).upper());
            let image = interval(argument);
            assert_eq!((image.lower(), image.upper()), spanned, "{name}({argument})");
        }
    }
}

#[test]
fn subnormal_exponentials_are_enclosed() {
    let mut random = generator(250);
    for _ in 0..4 * ARGUMENTS {
        check_point(&FUNCTIONS[0], random.random_range(-746.0..-708.0));
    }
    // `pxfm` 0.1.30 is wrong at these two
    check_point(&FUNCTIONS[0], -709.193_564_056_254_3);
    check_point(&FUNCTIONS[0], -710.578_663_252_520_4);
}

#[test]
fn exact_values_stay_exact() {
    let (zero, one) = (Interval::zero(), Interval::one());
    assert_eq!(zero.exp(), one);
    assert_eq!(zero.sinh(), zero);
    assert_eq!(zero.cosh(), one);
    assert_eq!(zero.tanh(), zero);
    assert_eq!(one.ln(), zero);
    assert_eq!(Interval::point(-0.0).exp(), one);
    for root in [0.0, 1.0, 3.0, 12.0, 1e10, 2f64.powi(-537), 2f64.powi(500)] {
        assert_eq!(Interval::point(root * root).sqrt(), Interval::point(root), "{root:e}");
    }
    assert_eq!(one + one, Interval::integer(2));
    assert_eq!(Interval::integer(-7) * Interval::integer(6), Interval::integer(-42));
    assert_eq!(Interval::integer(-42) / Interval::integer(6), Interval::integer(-7));
    assert_eq!(Interval::integer(i32::MIN).square(), Interval::point(2f64.powi(62)));
}

#[test]
fn ranges_are_never_left() {
    let wide = Interval::new(-1e3, 1e3).unwrap();
    for argument in [wide, Interval::ENTIRE, Interval::new(-1.0, f64::INFINITY).unwrap()] {
        assert!(argument.tanh().is_subset_of(&Interval::new(-1.0, 1.0).unwrap()));
        assert_eq!(argument.cosh().lower(), 1.0);
        assert!(argument.exp().lower() >= 0.0);
        assert!(argument.softplus().lower() >= 0.0);
        assert_eq!(argument.square().lower(), 0.0);
        let log_2 = Float::with_val(PRECISION, rug::float::Constant::Log2);
        assert_eq!(argument.ln_2cosh().lower(), log_2.to_f64_round(Round::Down));
    }
    assert_eq!(Interval::ENTIRE.tanh(), Interval::new(-1.0, 1.0).unwrap());
    // no bound below means that the exponential comes as near to 0 as it likes
    let below = Interval::new(f64::NEG_INFINITY, -1e308).unwrap();
    assert_eq!((below.exp().lower(), below.softplus().lower(), below.tanh().lower()), (0.0, 0.0, -1.0));
    assert!(below.exp().upper() > 0.0 && below.softplus().upper() > 0.0 && below.tanh().upper() > -1.0);
}

#[test]
fn overflow_keeps_the_largest_float_as_a_lower_bound() {
    let huge = Interval::point(f64::MAX);
    let beyond = Interval::new(f64::MAX, f64::INFINITY).unwrap();
    assert_eq!(huge + huge, beyond);
    assert_eq!(-huge - huge, -beyond);
    assert_eq!(huge * huge, beyond);
    assert_eq!(-huge * huge, -beyond);
    assert_eq!(huge / Interval::point(0.5), beyond);
    assert_eq!(huge.square(), beyond);
    assert_eq!(Interval::point(1000.0).exp(), beyond);
    assert_eq!(Interval::point(-1000.0).sinh(), -beyond);
    assert_eq!(Interval::point(1000.0).cosh(), beyond);
    let googolplex = Rational::from(rug::Integer::from(1) << 2000u32);
    assert_eq!(Interval::from_exact(&googolplex, 53), beyond);
    assert_eq!(Interval::from_exact(&-googolplex.clone(), 53), -beyond);
    let tiny = Interval::from_exact(&googolplex.recip(), 53);
    assert_eq!((tiny.lower(), tiny.upper()), (0.0, 5e-324));
}

#[test]
fn undefined_operations_give_all_numbers() {
    let zero = Interval::zero();
    let one = Interval::one();
    let around = Interval::new(-1.0, 1.0).unwrap();
    for divisor in
        [zero, around, Interval::new(0.0, 1.0).unwrap(), Interval::new(-1.0, -0.0).unwrap(), Interval::ENTIRE]
    {
        assert_eq!(one / divisor, Interval::ENTIRE);
        assert_eq!(zero / divisor, Interval::ENTIRE);
    }
    for argument in [zero, around, -one, Interval::new(0.0, f64::INFINITY).unwrap(), Interval::ENTIRE] {
        assert_eq!(argument.ln(), Interval::ENTIRE);
    }
    for argument in [around, -one, Interval::new(-5e-324, 1.0).unwrap(), Interval::ENTIRE] {
        assert_eq!(argument.sqrt(), Interval::ENTIRE);
    }
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(Interval::point(value), Interval::ENTIRE);
    }
    assert_eq!(Interval::ENTIRE - Interval::ENTIRE, Interval::ENTIRE);
    assert_eq!(Interval::ENTIRE * zero, zero);
    // 1/MAX is just above 2^-1024, which is 2^50 times the smallest positive float
    let reciprocal = one / Interval::new(f64::MAX, f64::INFINITY).unwrap();
    assert_eq!(reciprocal, Interval::new(0.0, f64::from_bits(1 << 50).next_up()).unwrap());
}

/// One operation on floats, rounded by MPFR in the given direction: the reference for tightness.
type Rounded = fn(f64, f64, Round) -> f64;
/// The same to 256 bits: the reference for containment.
type Precise = fn(&Float, &Float) -> Float;

struct Operation {
    name: &'static str,
    interval: fn(Interval, Interval) -> Interval,
    rounded: Rounded,
    precise: Precise,
}

macro_rules! operation {
    ($name:literal, $operator:tt) => {
        Operation {
            name: $name,
            interval: |x, y| x $operator &y,
            rounded: |x, y, direction| {
                let (x, y) = (Float::with_val(53, x), Float::with_val(53, y));
                let mut result = Float::new(53);
                result.assign_round(&x $operator &y, direction);
                result.to_f64_round(direction)
            },
            precise: |x, y| Float::with_val(PRECISION, x $operator y),
        }
    };
}

fn operations() -> [Operation; 4] {
    [operation!("+", +), operation!("-", -), operation!("*", *), operation!("/", /)]
}

fn check_operation(operation: &Operation, x: f64, y: f64) {
    let name = operation.name;
    let result = (operation.interval)(Interval::point(x), Interval::point(y));
    if name == "/" && y == 0.0 {
        assert_eq!(result, Interval::ENTIRE);
        return;
    }
    let (lower, upper) = ((operation.rounded)(x, y, Round::Down), (operation.rounded)(x, y, Round::Up));
    assert_eq!(result, Interval::new(lower, upper).unwrap(), "{x:e} {name} {y:e}");
}

#[test]
fn operations_are_the_tightest_enclosures_at_points() {
    for (index, operation) in operations().iter().enumerate() {
        let mut random = generator(300 + index as u64);
        for x in EXTREMES {
            for y in EXTREMES {
                check_operation(operation, x, y);
            }
        }
        for _ in 0..ARGUMENTS {
            let x = argument(&mut random);
            // operands of similar size, so that sums round in the last places and products land anywhere
            let y = if random.random() { argument(&mut random) } else { x * random.random_range(-4.0..4.0) };
            check_operation(operation, x, finite(y));
        }
    }
}

#[test]
fn products_and_quotients_near_the_underflow_threshold_enclose() {
    let mut random = generator(400);
    let [_, _, product, quotient] = operations();
    for _ in 0..ARGUMENTS {
        // few significant bits make products exact or nearly so; exponents put them on both sides of every threshold
        let mut short = |exponents: std::ops::Range<i32>| {
            let mantissa = f64::from(random.random_range(-(1 << 20)..1 << 20));
            mantissa * 2f64.powi(random.random_range(exponents))
        };
        let (x, y) = (short(-520..-460), short(-600..-460));
        check_operation(&product, x, y);
        check_operation(&quotient, short(-1010..-930), short(-70..70));
        check_operation(&quotient, x * y, y);
    }
}

#[test]
fn operations_on_boxes_are_spanned_by_their_corners() {
    for (index, operation) in operations().iter().enumerate() {
        let mut random = generator(500 + index as u64);
        for _ in 0..BOXES {
            let (x, inner_x) = random_box(&mut random);
            let (y, inner_y) = random_box(&mut random);
            let result = (operation.interval)(x, y);
            if operation.name == "/" && y.contains_zero() {
                assert_eq!(result, Interval::ENTIRE, "{x} / {y}");
                continue;
            }
            let corners =
                [(x.lower(), y.lower()), (x.lower(), y.upper()), (x.upper(), y.lower()), (x.upper(), y.upper())];
            let values = |direction| corners.map(|(a, b)| (operation.rounded)(a, b, direction));
            let lower = values(Round::Down).into_iter().reduce(f64::min).unwrap();
            let upper = values(Round::Up).into_iter().reduce(f64::max).unwrap();
            let tightest = Interval::new(lower, upper).unwrap();
            let name = operation.name;
            assert_eq!(result, tightest, "{x} {name} {y}");
            let inside = (operation.precise)(&Float::with_val(53, inner_x), &Float::with_val(53, inner_y));
            assert!(contains(&result, &inside), "{inner_x:e} {name} {inner_y:e} = {inside} is outside {result}");
        }
    }
}

#[test]
fn operations_on_unbounded_boxes_enclose() {
    for (index, operation) in operations().iter().enumerate() {
        let mut random = generator(600 + index as u64);
        for _ in 0..BOXES {
            let (x, inner_x) = random_box(&mut random);
            let (y, inner_y) = random_box(&mut random);
            let (x, y) = (unbound(&mut random, x), unbound(&mut random, y));
            let result = (operation.interval)(x, y);
            assert!(!result.lower().is_nan() && !result.upper().is_nan());
            if operation.name == "/" && inner_y == 0.0 {
                continue;
            }
            let inside = (operation.precise)(&Float::with_val(53, inner_x), &Float::with_val(53, inner_y));
            let name = operation.name;
            assert!(contains(&result, &inside), "{x} {name} {y} = {result} lacks {inside}");
        }
    }
}

#[test]
fn rationals_are_enclosed_by_neighbouring_floats() {
    let mut random = generator(700);
    for _ in 0..ARGUMENTS {
        let float = argument(&mut random);
        let exact = Rational::from_f64(float).unwrap();
        assert_eq!(Interval::from_exact(&exact, 53), Interval::point(float));
        // somewhere between two floats, or beyond them
        let offset = Rational::from((random.random_range(1..i32::MAX), random.random_range(1..i32::MAX)));
        let value = exact * offset;
        let enclosure = Interval::from_exact(&value, 53);
        assert!(enclosure.contains_rational(&value), "{enclosure}");
        assert!(
            enclosure.lower() == enclosure.upper() || enclosure.lower().next_up() == enclosure.upper(),
            "{enclosure}"
        );
    }
}
