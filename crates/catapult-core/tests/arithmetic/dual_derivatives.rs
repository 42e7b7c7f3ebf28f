//! Dual numbers differentiate: exactly over rationals, to rounding over floats, with enclosures over intervals, twice when
//! nested; and the losses' slopes and curvatures are the derivatives of their values.

use catapult_core::arithmetic::{Analytic, Dual, Field, Gradient, Interval};
use catapult_core::model::{Loss, LossName, Squared};
use num_traits::{One, Zero};
use proptest::prelude::*;
use rand::RngExt;
use rand_chacha::{ChaCha8Rng, rand_core::SeedableRng};
use rug::{Float, Rational, ops::Pow};

const PRECISION: u32 = 256;
const ARGUMENTS: usize = 20_000;

/// The generator of one test.
fn generator(seed: u64) -> ChaCha8Rng {
    ChaCha8Rng::seed_from_u64(seed)
}

/// The variable of a second derivative: its value's derivative and its derivative's value are both seeded.
fn twice<T: Field>(value: T) -> Dual<Dual<T>> {
    Dual::variable(Dual::variable(value))
}

// ---- exact, over rationals ----

/// Σ c_k x^k by Horner's rule.
fn polynomial<T: Field>(coefficients: &[T], x: &T) -> T {
    coefficients.iter().rev().fold(T::zero(), |sum, coefficient| sum * x + coefficient)
}

/// The coefficients of the derivative, by the power rule.
fn power_rule(coefficients: &[Rational]) -> Vec<Rational> {
    coefficients.iter().enumerate().skip(1).map(|(k, coefficient)| Rational::from(coefficient * k as u32)).collect()
}

fn rational() -> impl Strategy<Value = Rational> {
    (-1000i32..1000, 1i32..200).prop_map(Rational::from)
}

proptest! {
    #[test]
    fn quotients_of_polynomials_are_differentiated_exactly(
        numerator in prop::collection::vec(rational(), 0..6),
        denominator in prop::collection::vec(rational(), 1..6),
        x in rational(),
    ) {
        let derivatives = |coefficients: &[Rational]| {
            let first = power_rule(coefficients);
            let second = power_rule(&first);
            [polynomial(coefficients, &x), polynomial(&first, &x), polynomial(&second, &x)]
        };
        let [p, dp, ddp] = derivatives(&numerator);
        let [q, dq, ddq] = derivatives(&denominator);
        prop_assume!(!q.is_zero());
        let first = (dp.clone() * &q - p.clone() * &dq) / q.clone().square();
        // (p/q)'' = (p'' - 2 (p/q)' q' - (p/q) q'') / q
        let second = (ddp - first.clone() * 2 * &dq - p.clone() / &q * &ddq) / &q;

        let lift = |list: &[Rational]| list.iter().cloned().map(Dual::constant).collect::<Vec<_>>();
        let dual = Dual::variable(x.clone());
        let quotient = polynomial(&lift(&numerator), &dual) / polynomial(&lift(&denominator), &dual);
        prop_assert_eq!(&quotient.value, &(p / &q));
        prop_assert_eq!(&quotient.derivative, &first);

        let lift = |list: &[Rational]| list.iter().cloned().map(Dual::constant).map(Dual::constant).collect::<Vec<_>>();
        let dual = twice(x.clone());
        let quotient = polynomial(&lift(&numerator), &dual) / polynomial(&lift(&denominator), &dual);
        prop_assert_eq!(&quotient.value.derivative, &first);
        prop_assert_eq!(&quotient.derivative.value, &first);
        prop_assert_eq!(&quotient.derivative.derivative, &second);
    }

    #[test]
    fn derivatives_in_a_direction_are_linear(x in rational(), y in rational(), u in rational(), v in rational()) {
        // x² y - (x - y)/(1 + x² ), with gradient (2xy - (1 + x² - 2x(x - y))/(1 + x²)², x² + 1/(1 + x²))
        let along = |u: &Rational, v: &Rational| {
            let x = Dual { value: x.clone(), derivative: u.clone() };
            let y = Dual { value: y.clone(), derivative: v.clone() };
            let bottom = Dual::one() + x.clone().square();
            (x.clone().square() * &y - (x - &y) / bottom).derivative
        };
        let one = Rational::from(1);
        let bottom: Rational = x.clone().square() + &one;
        let difference = Rational::from(&x - &y);
        let by_x: Rational = Rational::from(2) * &x * &y - (bottom.clone() - difference * &x * 2) / bottom.clone().square();
        let by_y = x.clone().square() + one.clone() / &bottom;
        prop_assert_eq!(along(&one, &Rational::new()), by_x.clone());
        prop_assert_eq!(along(&Rational::new(), &one), by_y.clone());
        prop_assert_eq!(along(&u, &v), by_x * &u + by_y * &v);
    }

    #[test]
    fn ring_identities_hold_for_duals(a in rational(), b in rational(), c in rational(), d in rational()) {
        let (x, y) = (Dual { value: a, derivative: b }, Dual { value: c, derivative: d });
        prop_assert_eq!(x.clone().square(), x.clone() * x.clone());
        prop_assert_eq!(x.clone() - &y, x.clone() + -y.clone());
        prop_assert_eq!(x.clone() + Dual::zero(), x.clone());
        prop_assert_eq!(x.clone() * Dual::one(), x.clone());
        prop_assert_eq!(x.clone() * &y, y.clone() * &x);
        if !y.value.is_zero() {
            prop_assert_eq!(x.clone() / &y * &y, x);
        }
    }

    #[test]
    fn the_squared_loss_is_differentiated_exactly(x in rational()) {
        check_loss_exactly(Squared, x)?;
    }
}

fn check_loss_exactly<L>(loss: L, x: Rational) -> Result<(), TestCaseError>
where
    L: Loss<Rational> + Loss<Dual<Rational>>,
{
    let variable = Dual::variable(x.clone());
    prop_assert_eq!(loss.margin_loss(variable.clone()).derivative, loss.margin_slope(x.clone()));
    prop_assert_eq!(loss.margin_slope(variable.clone()).derivative, loss.margin_curvature(x.clone()));
    prop_assert_eq!(loss.degenerate_risk(variable.clone()).derivative, loss.degenerate_slope(x.clone()));
    prop_assert_eq!(loss.degenerate_slope(variable).derivative, loss.degenerate_curvature(x));
    Ok(())
}

#[test]
fn a_dual_is_zero_only_with_its_derivative() {
    assert!(Dual::<f64>::zero().is_zero());
    assert!(!Dual::variable(0.0).is_zero());
    assert!(!Dual::<f64>::constant(1.0).is_zero());
    assert_eq!(Dual::<f64>::integer(3), Dual::constant(3.0));
}

// ---- several directions at once ----

/// Sums, differences, products, quotients, squares and negatives of three numbers, and one that does not depend on them.
fn operations<T: Field>([x, y, z]: [T; 3]) -> Vec<T> {
    let shifted = y.clone().square() + T::one();
    vec![
        x.clone() * &y - z.clone() / &shifted,
        -(x.clone() / &shifted) * (z.clone() + T::integer(3)),
        T::integer(2) / &shifted + z.square() * T::integer(5),
        T::one() / T::integer(7),
    ]
}

/// The elementary functions of what [`operations`] gives.
fn compositions<T: Analytic>(point: [T; 3]) -> Vec<T> {
    let parts = operations(point);
    let positive = parts[0].clone().square() + T::one();
    let [first, second] = [parts[0].clone(), parts[1].clone()];
    vec![
        first.clone().tanh().exp() * second.clone().tanh().sinh(),
        positive.clone().ln() * second.clone().tanh().cosh(),
        positive.sqrt() - first.clone().softplus(),
        first.clone().falling_sigmoid() * second.clone().ln_2cosh() + second.sigmoid_slope(),
        parts[3].clone().exp().ln() + parts[3].clone().cosh().tanh(),
        first,
    ]
}

/// Whether a gradient is the value and the derivatives that duals give, one direction after the other.
fn is_what_duals_give<T: Field + PartialEq>(
    point: [T; 3],
    at_once: impl Fn([Gradient<T, 3>; 3]) -> Vec<Gradient<T, 3>>,
    one_by_one: impl Fn([Dual<T>; 3]) -> Vec<Dual<T>>,
) -> bool {
    let unit = |row: usize, column: usize| if row == column { T::one() } else { T::zero() };
    let seeded = std::array::from_fn(|index| Dual {
        value: point[index].clone(),
        derivative: std::array::from_fn(|direction| unit(index, direction)),
    });
    let gradients = at_once(seeded);
    (0..3).all(|direction| {
        let seeded =
            std::array::from_fn(|index| Dual { value: point[index].clone(), derivative: unit(index, direction) });
        let duals = one_by_one(seeded);
        let same = |(dual, gradient): (&Dual<T>, &Gradient<T, 3>)| {
            dual.value == gradient.value && dual.derivative == gradient.derivative[direction]
        };
        duals.len() == gradients.len() && duals.iter().zip(&gradients).all(same)
    })
}

proptest! {
    #[test]
    fn gradients_are_the_duals_of_each_direction(x in -3.0f64..3.0, y in -3.0f64..3.0, z in -3.0f64..3.0, width in 0.0f64..0.5) {
        let point = [x, y, z];
        prop_assert!(is_what_duals_give(point.map(|x| Rational::from_f64(x).unwrap()), operations, operations));
        prop_assert!(is_what_duals_give(point, compositions, compositions));
        prop_assert!(is_what_duals_give(point.map(|x| Interval::new(x, x + width).unwrap()), compositions, compositions));
        // and constants have none
        let constant = compositions(point.map(Gradient::<f64, 3>::constant));
        prop_assert!(constant.iter().zip(compositions(point)).all(|(dual, value)| *dual == Dual::constant(value)));
    }
}

#[test]
fn a_gradient_is_zero_only_with_all_its_derivatives() {
    assert!(Gradient::<f64, 2>::zero().is_zero());
    assert!(!Dual { value: 0.0, derivative: [0.0, 1.0] }.is_zero());
}

// ---- the elementary functions, against MPFR ----

/// A function in every arithmetic, and its first two derivatives by their textbook formulas in MPFR.
struct Function {
    name: &'static str,
    float: fn(Dual<f64>) -> Dual<f64>,
    float_twice: fn(Dual<Dual<f64>>) -> Dual<Dual<f64>>,
    interval: fn(Dual<Interval>) -> Dual<Interval>,
    interval_twice: fn(Dual<Dual<Interval>>) -> Dual<Dual<Interval>>,
    positive_only: bool,
    first: fn(Float) -> Float,
    second: fn(Float) -> Float,
}

macro_rules! function {
    ($name:literal, $path:path, $positive:literal, $first:expr, $second:expr) => {
        Function {
            name: $name,
            float: $path,
            float_twice: $path,
            interval: $path,
            interval_twice: $path,
            positive_only: $positive,
            first: $first,
            second: $second,
        }
    };
}

/// 1/(1 + e^{-x})
fn sigmoid(x: Float) -> Float {
    (Float::with_val(PRECISION, -x).exp() + 1u32).recip()
}

fn functions() -> [Function; 9] {
    [
        function!("exp", Analytic::exp, false, Float::exp, Float::exp),
        function!("ln", Analytic::ln, true, Float::recip, |x| -x.square().recip()),
        function!("sinh", Analytic::sinh, false, Float::cosh, Float::sinh),
        function!("cosh", Analytic::cosh, false, Float::sinh, Float::cosh),
        function!("tanh", Analytic::tanh, false, |x| x.sech().square(), |x| -2 * x.clone().tanh() * x.sech().square()),
        function!("sqrt", Analytic::sqrt, true, |x| x.recip_sqrt() / 2u32, |x| -x.recip_sqrt().pow(3u32) / 4u32),
        function!("softplus", Analytic::softplus, false, sigmoid, |x| sigmoid(x.clone()) * sigmoid(-x)),
        function!("ln_2cosh", Analytic::ln_2cosh, false, Float::tanh, |x| x.sech().square()),
        function!("square", Field::square, false, |x| x * 2u32, |_| Float::with_val(PRECISION, 2)),
    ]
}

/// An argument within ±300, where no first or second derivative over- or underflows.
fn moderate(random: &mut ChaCha8Rng) -> f64 {
    match random.random_range(0..4) {
        0 => random.random_range(-2.0..2.0),
        1 => random.random_range(-40.0..40.0),
        2 => random.random_range(-300.0..300.0),
        _ => random.random_range(-60.0..8.0f64).exp2() * if random.random() { 1.0 } else { -1.0 },
    }
}

/// The derivatives are short compositions of operations with relative errors of at most 2^-53 each (1.5 ulp, 3 · 2^-53, for
/// the composed functions), at most 16 of them and without cancellation.
const RELATIVE: f64 = 16.0 * f64::EPSILON;

#[track_caller]
fn assert_near(what: &str, x: f64, computed: f64, value: &Float) {
    let error = Float::with_val(PRECISION, computed - value).abs();
    assert!(error <= value.clone().abs() * RELATIVE, "{what} at {x:e} is {value}, computed {computed:e}");
}

#[test]
fn derivatives_over_floats_are_right_to_rounding() {
    for (seed, function) in functions().iter().enumerate() {
        let mut random = generator(seed as u64);
        for _ in 0..ARGUMENTS {
            let x = moderate(&mut random);
            let x = if function.positive_only { x.abs() } else { x };
            let (first, second) =
                ((function.first)(Float::with_val(PRECISION, x)), (function.second)(Float::with_val(PRECISION, x)));
            let name = function.name;
            assert_near(&format!("{name}'"), x, (function.float)(Dual::variable(x)).derivative, &first);
            let nested = (function.float_twice)(twice(x));
            assert_near(&format!("{name}' (outer)"), x, nested.derivative.value, &first);
            assert_near(&format!("{name}' (inner)"), x, nested.value.derivative, &first);
            assert_near(&format!("{name}''"), x, nested.derivative.derivative, &second);
            // the chain rule scales with the direction, a power of two exactly
            let steep = (function.float)(Dual { value: x, derivative: -4.0 });
            assert_eq!(steep.derivative, -4.0 * (function.float)(Dual::variable(x)).derivative);
        }
    }
}

#[test]
fn derivatives_over_intervals_enclose() {
    for (seed, function) in functions().iter().enumerate() {
        let mut random = generator(100 + seed as u64);
        for round in 0..ARGUMENTS {
            let (x, y) = (moderate(&mut random), moderate(&mut random));
            let (x, y) = if function.positive_only { (x.abs(), y.abs()) } else { (x, y) };
            let y = if round % 2 == 0 { x } else { y };
            let argument = Interval::new(x.min(y), x.max(y)).unwrap();
            let share: f64 = random.random();
            let inside = (x * share + y * (1.0 - share)).clamp(argument.lower(), argument.upper());
            let (first, second) = (
                (function.first)(Float::with_val(PRECISION, inside)),
                (function.second)(Float::with_val(PRECISION, inside)),
            );
            let once = (function.interval)(Dual::variable(argument));
            let nested = (function.interval_twice)(twice(argument));
            let name = function.name;
            for (order, value, enclosures) in [
                (1, &first, vec![once.derivative, nested.derivative.value, nested.value.derivative]),
                (2, &second, vec![nested.derivative.derivative]),
            ] {
                for enclosure in enclosures {
                    assert!(
                        *value >= enclosure.lower() && *value <= enclosure.upper(),
                        "derivative {order} of {name} at {inside:e} is {value}, outside {enclosure} over {argument}"
                    );
                    // at a point the enclosure says something: its width is a rounding error
                    let scale = value.clone().abs().to_f64();
                    assert!(
                        x != y || enclosure.width() <= 4.0 * RELATIVE * scale,
                        "{name} at {x:e}: {enclosure} is wide"
                    );
                }
            }
            assert_eq!(once.value, nested.value.value);
        }
    }
}

#[test]
fn derivatives_over_wide_boxes_stay_bounded() {
    let wide = Dual::variable(Interval::new(-1000.0, 1000.0).unwrap());
    let unit = Interval::new(0.0, 1.0).unwrap();
    assert!(wide.clone().tanh().derivative.is_subset_of(&unit));
    assert!(wide.clone().softplus().derivative.is_subset_of(&unit));
    assert!(wide.ln_2cosh().derivative.is_subset_of(&Interval::new(-1.0, 1.0).unwrap()));
}

#[test]
fn derivatives_that_do_not_exist_are_unbounded() {
    let touching_zero = Dual::variable(Interval::new(0.0, 1.0).unwrap());
    assert_eq!(touching_zero.clone().sqrt().derivative, Interval::ENTIRE);
    assert_eq!(touching_zero.clone().ln().derivative, Interval::ENTIRE);
    assert_eq!((Dual::one() / touching_zero).derivative, Interval::ENTIRE);
}

// ---- the losses ----

/// One derivative pair of a loss: a function and what is claimed to be its derivative.
struct Pair<T> {
    name: &'static str,
    function: fn(&LossName, Dual<T>) -> Dual<T>,
    derivative: fn(&LossName, T) -> T,
}

fn pairs<T: Analytic>() -> [Pair<T>; 4] {
    [
        Pair { name: "margin_slope", function: Loss::margin_loss, derivative: Loss::margin_slope },
        Pair { name: "margin_curvature", function: Loss::margin_slope, derivative: Loss::margin_curvature },
        Pair { name: "degenerate_slope", function: Loss::degenerate_risk, derivative: Loss::degenerate_slope },
        Pair { name: "degenerate_curvature", function: Loss::degenerate_slope, derivative: Loss::degenerate_curvature },
    ]
}

#[test]
fn slopes_and_curvatures_are_derivatives_over_floats() {
    for loss in LossName::ALL {
        for pair in pairs::<f64>() {
            let mut random = generator(200);
            for _ in 0..ARGUMENTS {
                let x = moderate(&mut random);
                let by_dual = (pair.function)(&loss, Dual::variable(x)).derivative;
                let written = (pair.derivative)(&loss, x);
                let error = (by_dual - written).abs();
                assert!(
                    error <= RELATIVE * written.abs(),
                    "{loss} {} at {x:e}: {written:e}, by dual {by_dual:e}",
                    pair.name
                );
            }
        }
    }
}

#[test]
fn slopes_and_curvatures_are_derivatives_over_intervals() {
    for loss in LossName::ALL {
        for pair in pairs::<Interval>() {
            let mut random = generator(300);
            for round in 0..ARGUMENTS {
                let (x, y) = (moderate(&mut random), moderate(&mut random));
                let y = if round % 2 == 0 { x } else { y };
                let argument = Interval::new(x.min(y), x.max(y)).unwrap();
                let by_dual = (pair.function)(&loss, Dual::variable(argument)).derivative;
                let written = (pair.derivative)(&loss, argument);
                let name = pair.name;
                let common = by_dual.intersection(&written);
                assert!(common.is_some(), "{loss} {name} over {argument}: {written}, by dual {by_dual}");
                // overlap proves something only if both are narrow, as they are at points
                let narrow = |enclosure: Interval| enclosure.width() <= 4.0 * RELATIVE * enclosure.magnitude();
                assert!(x != y || (narrow(by_dual) && narrow(written)), "{loss} {name} at {x:e}: {written}, {by_dual}");
            }
        }
    }
}
