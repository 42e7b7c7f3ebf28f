//! What lemmas about linear predictors ask of their data, on data for which the answers are known.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Analytic, Ball, FromExact};
use catapult_core::certify::linear_data::LinearData;
use catapult_core::dynamics::Descent;
use catapult_core::model::LossName;
use catapult_core::theory::exact_minimiser::Commensurable;
use rug::Rational;
use std::cmp::Ordering;

fn rational(numerator: i32, denominator: i32) -> Rational {
    Rational::from((numerator, denominator))
}

/// Signed points with how often each occurs.
fn data(loss: LossName, points: &[(i32, u32)]) -> Option<LinearData> {
    let points = points.iter().map(|(z, multiplicity)| (Rational::from(*z), *multiplicity)).collect();
    LinearData::of(&Descent::linear_on(points, loss, Rational::from(1), Rational::from(1)))
}

#[test]
fn signs_of_points() {
    for (points, degenerate, both_signs, flat) in [
        (&[(1, 2), (-1, 2)][..], true, true, false),
        (&[(1, 2), (-1, 1)], false, true, false),
        (&[(1, 1), (-1, 1), (2, 0)], true, true, false),
        (&[(1, 1), (-1, 1), (2, 1)], false, true, false),
        (&[(1, 1), (-1, 1), (0, 1)], false, true, false),
        (&[(2, 1), (-2, 1)], false, true, false),
        (&[(1, 1)], false, false, false),
        (&[(-1, 1), (0, 2)], false, false, false),
        (&[(1, 1), (-1, 0)], false, false, false),
        (&[(0, 3)], false, false, true),
        (&[(0, 3), (1, 0)], false, false, true),
    ] {
        let data = data(LossName::Logistic, points).expect("points that occur");
        let found = (data.is_degenerate(), data.has_both_signs(), data.is_flat());
        assert_eq!(found, (degenerate, both_signs, flat), "{points:?}");
        let occurring: Vec<_> =
            points.iter().filter(|(_, count)| *count > 0).map(|(z, count)| (Rational::from(*z), *count)).collect();
        assert_eq!(data.points(), occurring);
    }
    assert!(data(LossName::Logistic, &[]).is_none() && data(LossName::Logistic, &[(1, 0)]).is_none());
    let plain = LinearData::of(&Descent::linear(LossName::Logistic, Rational::from(1), Rational::from(1))).unwrap();
    assert!(plain.is_degenerate() && plain.has_both_signs());
    assert_eq!(plain.points(), [(Rational::from(1), 1), (Rational::from(-1), 1)]);
}

/// With the points 1, 1 and -3 the mean of z is -1/3, and that of z² 11/3.
#[test]
fn slopes_and_curvatures() {
    let points = [(1, 2), (-3, 1)];
    for (loss, curvature, smoothness, slope) in [
        (LossName::Exponential, rational(11, 3), None, rational(1, 3)),
        (LossName::Logistic, rational(11, 12), Some(rational(11, 12)), rational(1, 6)),
        (LossName::Squared, rational(11, 3), Some(rational(11, 3)), rational(1, 3)),
    ] {
        let data = data(loss, &points).unwrap();
        assert_eq!(data.mean_square(), rational(11, 3));
        assert_eq!(data.curvature_at_zero(), curvature, "{loss}");
        assert_eq!(data.smoothness(), smoothness, "{loss}");
        assert_eq!(data.exact_slope(&Rational::new()), Some(slope), "{loss}");
        let away = (loss == LossName::Squared).then(|| rational(23, 3));
        assert_eq!(data.exact_slope(&Rational::from(2)), away, "{loss}");
    }
    let flat = data(LossName::Logistic, &[(0, 2)]).unwrap();
    assert_eq!(flat.exact_slope(&Rational::from(5)), Some(Rational::new()));
}

/// Of 1, 1, 1 and -1 the logistic loss has its minimum at log 3, where l'' is 3/16.
#[test]
fn minimisers_and_parts_of_curvatures() {
    let data = data(LossName::Logistic, &[(1, 3), (-1, 1)]).unwrap();
    let minimiser = data.exact_minimiser().expect("a number that algebra knows");
    assert_eq!(minimiser.exp().known(), Some(&Rational::from(3)));
    let weight = Ball::from_exact(&Rational::from(3), 200).ln();
    for (sign, part) in [(Ordering::Greater, (9, 64)), (Ordering::Less, (3, 64)), (Ordering::Equal, (0, 1))] {
        let found = data.partial_curvature(sign, &weight, 200);
        assert!(found.contains(&Rational::from(part)) && found.radius().to_f64_up() < 1e-50, "{found:?}");
    }
}

/// A number is the minimiser only if the slope is zero there, whatever enclosure it comes from; points that never occur and zeros change nothing.
#[test]
fn exact_minimisers_are_stationary() {
    let point = |z: i32, count: u32| (Rational::from(z), count);
    let points = vec![point(1, 3), point(-1, 1)];
    let unit = Commensurable::of(LossName::Logistic, &points).expect("whole numbers");
    let log_3 = Ball::from_exact(&Rational::from(3), 200).ln();
    let found = unit.minimiser(LossName::Logistic, &points, &log_3).expect("log 3");
    assert_eq!((found.sharpness, found.critical_rate), (rational(3, 16), rational(32, 3)));
    // an enclosure that holds 0 too, which is the simplest number in it
    let wide = log_3.widened(Magnitude::from_f64(1.25));
    assert!(wide.contains(&Rational::new()) && unit.minimiser(LossName::Logistic, &points, &wide).is_none());
    let others = vec![point(1, 3), point(0, 4), point(-1, 1), point(7, 0)];
    let unit = Commensurable::of(LossName::Logistic, &others).expect("whole numbers");
    let log_3 = Ball::from_exact(&Rational::from(3), 200).ln();
    let found = unit.minimiser(LossName::Logistic, &others, &log_3).expect("log 3");
    // the zeros count in the mean
    assert_eq!(found.sharpness, rational(3, 32));
    assert!(Commensurable::of(LossName::Logistic, &[point(1, 1), point(-1, 0)]).is_none());
}
