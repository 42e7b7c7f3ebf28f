//! Intervals as sets: construction, queries, hull, intersection, bisection, comparison and printing.

use crate::random_arguments::{EXTREMES, generator};
use catapult_core::arithmetic::{Field, FromExact, Interval, parse_exact};
use catapult_core::hostile;
use num_traits::{One, Zero};
use proptest::prelude::*;
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational, float::Round};
use std::cmp::Ordering;

fn interval(lower: f64, upper: f64) -> Interval {
    Interval::new(lower, upper).unwrap()
}

fn random_interval(random: &mut ChaCha8Rng) -> Interval {
    hostile::interval(random)
}

#[test]
fn ends_that_are_none_are_refused_by_name() {
    const UP: f64 = f64::INFINITY;
    for (lower, upper) in [(2.0, 1.0), (f64::NAN, 1.0), (1.0, f64::NAN), (UP, UP), (-UP, -UP), (UP, -UP)] {
        let message = Interval::new(lower, upper).unwrap_err().to_string();
        assert!(message.contains(&format!("[{lower}, {upper}]")) && message.contains("give ends"), "{message}");
    }
    assert_eq!(Interval::new(-UP, UP), Ok(Interval::ENTIRE));
    assert_eq!(Interval::new(1.0, 1.0), Ok(Interval::point(1.0)));
}

#[test]
fn zero_and_one_are_points() {
    assert!(Interval::zero().is_zero() && Interval::point(-0.0).is_zero());
    assert!(!interval(0.0, 5e-324).is_zero() && !interval(-5e-324, 0.0).is_zero() && !Interval::ENTIRE.is_zero());
    assert!(Interval::one().is_one() && !interval(1.0, 1.5).is_one());
    assert_eq!(Interval::integer(i32::MAX), Interval::point(2_147_483_647.0));
}

#[test]
fn queries_agree_with_the_definition() {
    let x = interval(-2.0, 3.0);
    assert_eq!(
        (x.lower(), x.upper(), x.width(), x.midpoint(), x.magnitude(), x.mignitude()),
        (-2.0, 3.0, 5.0, 0.5, 3.0, 0.0)
    );
    assert_eq!((interval(-5.0, -2.0).mignitude(), interval(-5.0, -2.0).magnitude()), (2.0, 5.0));
    assert_eq!((x.abs(), interval(-5.0, -2.0).abs()), (interval(0.0, 3.0), interval(2.0, 5.0)));
    assert_eq!(interval(2.0, 5.0).abs(), interval(2.0, 5.0));
    assert!(x.contains(-2.0) && x.contains(3.0) && x.contains(-0.0) && !x.contains(3.0f64.next_up()));
    assert!(!Interval::ENTIRE.contains(f64::INFINITY) && !Interval::ENTIRE.contains(f64::NAN));
    assert!(x.contains_zero() && interval(0.0, 1.0).contains_zero() && !interval(5e-324, 1.0).contains_zero());
    assert!(x.is_bounded() && !interval(0.0, f64::INFINITY).is_bounded() && !Interval::ENTIRE.is_bounded());
    let third = Rational::from((1, 3));
    assert!(Interval::from_exact(&third, 53).contains_rational(&third));
    assert!(!Interval::point(1.0 / 3.0).contains_rational(&third));
    assert!(Interval::ENTIRE.contains_rational(&parse_exact("1e400").unwrap()));
    // rounded upwards, so that width <= tolerance proves it
    assert_eq!(interval(-1.0, 1e-300).width(), 1.0f64.next_up());
    assert_eq!(interval(-f64::MAX, f64::MAX).width(), f64::INFINITY);
}

/// A sign is one that all members share.
#[test]
fn signs() {
    let least = f64::from_bits(1);
    for (lower, upper, sign) in [
        (least, 1.0, Some(Ordering::Greater)),
        (0.0, 1.0, None),
        (0.0, 0.0, Some(Ordering::Equal)),
        (-0.0, 0.0, Some(Ordering::Equal)),
        (-1.0, 0.0, None),
        (-1.0, -least, Some(Ordering::Less)),
        (-1.0, 1.0, None),
        (1.0, f64::INFINITY, Some(Ordering::Greater)),
        (f64::NEG_INFINITY, f64::INFINITY, None),
    ] {
        assert_eq!(interval(lower, upper).sign(), sign, "[{lower}, {upper}]");
    }
}

#[test]
fn inclusion_is_strict_only_in_the_interior() {
    let (inner, outer) = (interval(0.0, 1.0), interval(-1.0, 1.0));
    assert!(inner.is_subset_of(&outer) && !outer.is_subset_of(&inner) && inner.is_subset_of(&inner));
    assert!(!inner.is_interior_to(&outer) && !inner.is_interior_to(&inner));
    assert!(interval(0.0, 1.0f64.next_down()).is_interior_to(&outer));
    assert!(inner.is_interior_to(&Interval::ENTIRE));
    let half_line = interval(0.0, f64::INFINITY);
    assert!(half_line.is_subset_of(&Interval::ENTIRE) && !half_line.is_interior_to(&Interval::ENTIRE));
    assert!(!Interval::ENTIRE.is_interior_to(&Interval::ENTIRE));
}

#[test]
fn comparison_says_yes_no_or_unknown() {
    let x = interval(0.0, 1.0);
    assert_eq!(x.certainly_less(&interval(1.5, 2.0)), Some(true));
    assert_eq!(x.certainly_less(&interval(1.0, 2.0)), None);
    assert_eq!(x.certainly_less(&interval(-1.0, 0.0)), Some(false));
    assert_eq!(x.certainly_less(&x), None);
    assert_eq!(Interval::point(1.0).certainly_less(&Interval::point(1.0)), Some(false));
    assert_eq!(x.certainly_less(&Interval::ENTIRE), None);
}

#[test]
fn hull_intersection_and_bisection_are_consistent() {
    let mut random = generator(1);
    for _ in 0..100_000 {
        let (x, y) = (random_interval(&mut random), random_interval(&mut random));
        let hull = x.hull(&y);
        assert!(x.is_subset_of(&hull) && y.is_subset_of(&hull));
        assert_eq!(hull.intersection(&x), Some(x));
        match x.intersection(&y) {
            Some(common) => assert!(common.is_subset_of(&x) && common.is_subset_of(&y)),
            None => assert!(x.certainly_less(&y) == Some(true) || y.certainly_less(&x) == Some(true)),
        }
        let (left, right) = x.bisect();
        assert!(x.contains(x.midpoint()));
        assert_eq!(
            (left.lower(), left.upper(), right.lower(), right.upper()),
            (x.lower(), x.midpoint(), x.midpoint(), x.upper())
        );
    }
}

#[test]
fn repeated_bisection_ends_at_neighbouring_floats() {
    for start in [interval(-f64::MAX, f64::MAX), interval(0.0, 5e-324), interval(1.0, 1.0), interval(0.1, 1e300)] {
        let mut shrinking = start;
        let mut steps = 0;
        while shrinking.lower().next_up() < shrinking.upper() {
            let (left, right) = shrinking.bisect();
            assert!(left != shrinking && right != shrinking, "{shrinking} did not shrink");
            shrinking = if steps % 2 == 0 { right } else { left };
            steps += 1;
        }
        assert!(steps < 2200);
    }
}

#[test]
fn midpoints_of_unbounded_intervals_are_inside() {
    for x in [Interval::ENTIRE, interval(f64::MAX, f64::INFINITY), interval(f64::NEG_INFINITY, 3.0)] {
        assert!(x.contains(x.midpoint()), "{x}");
    }
}

/// Reads a printed interval back exactly; infinite ends as `None`.
fn read(text: &str) -> (Option<Rational>, Option<Rational>) {
    let inner = text.strip_prefix('[').unwrap().strip_suffix(']').unwrap();
    let (lower, upper) = inner.split_once(", ").unwrap();
    let end = |text: &str| if text.ends_with("inf") { None } else { Some(parse_exact(text).unwrap()) };
    (end(lower), end(upper))
}

#[test]
fn printed_intervals_enclose_and_are_tight() {
    let mut random = generator(2);
    let pairs =
        EXTREMES.iter().flat_map(|&x| EXTREMES.iter().map(move |&y| interval(x.min(y), x.max(y)))).collect::<Vec<_>>();
    let random = (0..20_000).map(|_| random_interval(&mut random)).filter(Interval::is_bounded);
    for x in pairs.into_iter().chain(random) {
        for (text, digits) in [(x.to_string(), 17), (format!("{x:.6}"), 6), (format!("{x:.1}"), 1)] {
            let (lower, upper) = read(&text);
            let (lower, upper) = (lower.unwrap(), upper.unwrap());
            assert!(lower <= x.lower() && upper >= x.upper(), "{text} does not enclose {x:?}");
            // one unit of the last printed digit, relative
            let slack = Rational::from((1, 1u64)) / rug::Integer::from(rug::Integer::u_pow_u(10, digits - 1));
            let near = |printed: &Rational, end: f64| {
                let end = Rational::from_f64(end).unwrap();
                Rational::from(printed - &end).abs() <= end.abs() * &slack
            };
            assert!(near(&lower, x.lower()) && near(&upper, x.upper()), "{text} is far from {x:?}");
        }
    }
}

#[test]
fn printed_forms() {
    assert_eq!(interval(-2.0, 10.0).to_string(), "[-2, 10]");
    assert_eq!(Interval::ENTIRE.to_string(), "[-inf, inf]");
    assert_eq!(interval(-0.0, 0.5).to_string(), "[0, 0.5]");
    assert_eq!(Interval::point(0.1).to_string(), "[0.1, 0.10000000000000001]");
    assert_eq!(interval(1e-7, 1.5e300).to_string(), "[9.9999999999999995e-8, 1.5000000000000001e300]");
    assert_eq!(format!("{:.3}", interval(-1234.5, 0.000_123_45)), "[-1240, 0.000124]");
    assert_eq!(format!("{:.0}", interval(1.0, 9.5)), "[1, 10]");
}

proptest! {
    #[test]
    fn rationals_are_enclosed_as_tightly_as_mpfr_rounds(numerator in any::<i128>(), denominator in 1..i128::MAX) {
        let value = Rational::from((numerator, denominator));
        let x = Interval::from_exact(&value, 53);
        prop_assert_eq!(x.lower(), Float::with_val_round(53, &value, Round::Down).0.to_f64());
        prop_assert_eq!(x.upper(), Float::with_val_round(53, &value, Round::Up).0.to_f64());
        prop_assert!(x.contains_rational(&value));
    }
}
