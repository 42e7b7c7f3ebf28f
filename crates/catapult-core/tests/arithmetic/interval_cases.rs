//! Intervals, balls and scaled intervals against a table of tightest enclosures, over the kinds of arguments of ITF1788.
//!
//! `tests/reference/make_interval_cases.py` made the table by exact rational arithmetic and mpmath. What is guaranteed of each
//! operation is in `CONFORMANCE.md`; here it is tested: arithmetic and sets are tightest, functions accurate to the
//! number of floats that is stated, all are enclosures, and nothing is known where the standard's answer would need an empty set, two
//! pieces or a restricted domain.

use catapult_core::arithmetic::{Analytic, Ball, Field, FromExact, Interval, ScaledInterval};
use rug::{Float, Rational};

const TABLE: &str = include_str!("../reference/interval_cases.tsv");

/// A double as `float.hex` of Python writes it, or an infinity.
fn double(text: &str) -> f64 {
    let (negative, size) = match text.strip_prefix('-') {
        Some(size) => (true, size),
        None => (false, text),
    };
    let value = if size == "inf" {
        f64::INFINITY
    } else {
        let (mantissa, exponent) = size.strip_prefix("0x").unwrap().split_once('p').unwrap();
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = u64::from_str_radix(&format!("{whole}{fraction}"), 16).unwrap();
        let shift = exponent.parse::<i32>().unwrap() - 4 * i32::try_from(fraction.len()).unwrap();
        (Float::with_val(64, digits) << shift).to_f64()
    };
    if negative { -value } else { value }
}

fn interval(text: &str) -> Option<Interval> {
    if text == "none" {
        return None;
    }
    let (lower, upper) = text.split_once(' ').unwrap();
    Some(Interval::new(double(lower), double(upper)).unwrap())
}

/// Operation, arguments and result of each row.
fn rows() -> impl Iterator<Item = [&'static str; 4]> {
    TABLE.lines().skip(1).map(|line| {
        let mut fields = line.split('\t');
        [(); 4].map(|()| fields.next().unwrap())
    })
}

/// How many doubles lie from one to the other.
fn apart(one: f64, other: f64) -> u64 {
    let place = |x: f64| if x < 0.0 { -((-x).to_bits() as i64) } else { x.to_bits() as i64 };
    place(one).abs_diff(place(other))
}

/// The most doubles by which an end may miss the tightest one: 1.5 ulp of the true value are at most two doubles more than it.
const ACCURATE: u64 = 2;
/// For exponentials below the normal range, 4 ulp of a subnormal.
const SUBNORMAL: u64 = 4;

#[test]
fn intervals_conform() {
    let mut counted = [0; 3];
    for [name, first, second, result] in rows() {
        let context = format!("{name} {first} {second}");
        let x = interval(first).unwrap();
        let y = (!second.is_empty()).then(|| interval(second)).flatten();
        if let Some(slack) = match name {
            "mag" => Some((x.magnitude(), 0)),
            "mig" => Some((x.mignitude(), 0)),
            "wid" => Some((x.width(), 0)),
            _ => None,
        } {
            assert_eq!(slack.0, double(result), "{context}");
            counted[0] += 1;
            continue;
        }
        if let Some(holds) = y.and_then(|y| match name {
            "equal" => Some(x == y),
            "subset" => Some(x.is_subset_of(&y)),
            "interior" => Some(x.is_interior_to(&y)),
            "precedes" => Some(x.certainly_less(&y) == Some(true)),
            _ => None,
        }) {
            assert_eq!(holds.to_string(), result, "{context}");
            counted[1] += 1;
            continue;
        }
        let tightest = interval(result);
        if name == "intersection" {
            assert_eq!(x.intersection(&y.unwrap()), tightest, "{context}");
            continue;
        }
        let (image, slack) = match (name, y) {
            ("neg", None) => (-x, 0),
            ("sqr", None) => (x.square(), 0),
            ("sqrt", None) => (Analytic::sqrt(x), 0),
            ("exp", None) => (x.exp(), if x.upper() < -708.0 { SUBNORMAL } else { ACCURATE }),
            ("ln", None) => (x.ln(), ACCURATE),
            ("sinh", None) => (x.sinh(), ACCURATE),
            ("cosh", None) => (x.cosh(), ACCURATE),
            ("tanh", None) => (x.tanh(), ACCURATE),
            ("add", Some(y)) => (x + y, 0),
            ("sub", Some(y)) => (x - y, 0),
            ("mul", Some(y)) => (x * y, 0),
            ("div", Some(y)) => (x / y, 0),
            ("hull", Some(y)) => (x.hull(&y), 0),
            _ => panic!("unknown operation: {context}"),
        };
        let Some(tightest) = tightest else {
            assert_eq!(image, Interval::ENTIRE, "{context}");
            continue;
        };
        assert!(tightest.is_subset_of(&image), "{context}: {image:?} lacks some of {tightest:?}");
        for (end, best) in [(image.lower(), tightest.lower()), (image.upper(), tightest.upper())] {
            let slack = if best.abs() < f64::MIN_POSITIVE && slack > 0 { SUBNORMAL } else { slack };
            assert!(end == best || apart(end, best) <= slack, "{context}: {end:e}, the tightest is {best:e}");
        }
        counted[2] += 1;
    }
    assert!(counted.iter().all(|count| *count > 150), "{counted:?}");
}

/// The ball around an interval with finite ends, of doubles' precision.
fn ball(x: &Interval) -> Option<Ball> {
    let end = |end: f64| Float::with_val(53, end);
    x.is_bounded().then(|| Ball::between(&end(x.lower()), &end(x.upper()), 53))
}

fn rational(end: f64) -> Rational {
    Rational::from_f64(end).unwrap()
}

/// The ends of the tightest enclosure that are real numbers; those at the end of the range of doubles are bounds only.
fn members(tightest: &Interval) -> Vec<Rational> {
    // where the tightest ends differ by more than a rounding, both values just inside are members
    let (lower, upper) = (tightest.lower(), tightest.upper());
    if lower == upper {
        return if lower.is_finite() { vec![rational(lower)] } else { vec![] };
    }
    let inside = [lower.next_up(), upper.next_down()];
    inside.into_iter().filter(|x| x.is_finite() && lower < *x && *x < upper).map(rational).collect()
}

#[test]
fn balls_and_scaled_intervals_conform() {
    let mut counted = 0;
    for [name, first, second, result] in rows() {
        let context = format!("{name} {first} {second}");
        if !result.contains(' ') {
            continue;
        }
        let (Some(x), Some(tightest)) = (interval(first), interval(result)) else { continue };
        let y = if second.is_empty() { Some(x) } else { interval(second) }.and_then(|y| ball(&y));
        let (Some(x), Some(y)) = (ball(&x), y) else { continue };
        let (left, right) = (ScaledInterval::from_ball(&x), ScaledInterval::from_ball(&y));
        let (image, scaled) = match name {
            "neg" => (-x, -left),
            "sqr" => (x.square(), left.square()),
            "sqrt" => (Analytic::sqrt(x), Analytic::sqrt(left)),
            "exp" => (x.exp(), left.exp()),
            "ln" => (x.ln(), left.ln()),
            "sinh" => (x.sinh(), left.sinh()),
            "cosh" => (x.cosh(), left.cosh()),
            "tanh" => (x.tanh(), left.tanh()),
            "add" => (x + &y, left + right),
            "sub" => (x - &y, left - right),
            "mul" => (x * &y, left * right),
            "div" => (x / &y, left / right),
            _ => continue,
        };
        for member in members(&tightest) {
            assert!(image.contains(&member), "{context}: {image:?} lacks {member}");
            assert!(scaled.contains_rational(&member), "{context}: {scaled:?} lacks {member}");
        }
        counted += 1;
    }
    assert!(counted > 1000, "{counted}");
}

/// On points, balls are accurate: within two units in the last place of their precision, and exact where the result is.
#[test]
fn balls_are_accurate_at_points() {
    let mut counted = 0;
    for [name, first, second, result] in rows() {
        let point = |text: &str| interval(text).filter(|x| x.lower() == x.upper()).map(|x| x.lower());
        if !result.contains(' ') {
            continue;
        }
        let (Some(x), Some(tightest)) = (point(first), interval(result)) else { continue };
        let y = if second.is_empty() { Some(x) } else { point(second) };
        let Some(y) = y else { continue };
        let [x, y] = [x, y].map(|x| Ball::from_exact(&rational(x), 53));
        let image = match name {
            "add" => x + &y,
            "sub" => x - &y,
            "mul" => x * &y,
            "div" => x / &y,
            "sqr" => x.square(),
            "exp" => x.exp(),
            "ln" => x.ln(),
            "sinh" => x.sinh(),
            "cosh" => x.cosh(),
            "tanh" => x.tanh(),
            "sqrt" => Analytic::sqrt(x),
            _ => continue,
        };
        let context = format!("{name} {first} {second}: {image:?}");
        if tightest.lower() == tightest.upper() {
            assert!(image.contains(&rational(tightest.lower())), "{context}");
            assert!(image.is_exact(), "{context} is not exact");
        } else if tightest.is_bounded() && tightest.mignitude() > f64::MIN_POSITIVE {
            assert!(image.accurate_bits().is_none_or(|bits| bits >= 51), "{context}");
        }
        counted += 1;
    }
    assert!(counted > 150, "{counted}");
}
