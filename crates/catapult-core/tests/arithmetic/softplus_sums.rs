//! The sum of softplus with one logarithm for eight arguments is as accurate as its documentation says.

use catapult_core::arithmetic::Analytic;
use catapult_core::model::{Loss, LossName};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Float;
use rug::ops::CompleteRound;

/// Σ log(1 + e^x) to 300 bits.
fn reference(arguments: &[f64]) -> Float {
    let term = |x: &f64| {
        let exponential = Float::with_val(300, *x).exp();
        exponential.ln_1p()
    };
    arguments.iter().fold(Float::new(300), |sum, x| (&sum + &term(x)).complete(300))
}

fn check(arguments: &[f64]) {
    let groups = arguments.len().div_ceil(8) as f64;
    let expected = reference(arguments);
    // Units of the documentation, and subnormal terms may each be wrong by 1.5 of the smallest number.
    let bound = |unit: f64, tiny: f64| {
        Float::with_val(300, &expected * ((20.0 + groups) * unit)) + 1.5 * tiny * arguments.len() as f64
    };
    let gap = Float::with_val(300, f64::sum_softplus(arguments) - &expected).abs();
    assert!(gap <= bound(2f64.powi(-53), 5e-324), "{arguments:?}: off by {gap}");

    let single: Vec<f32> = arguments.iter().map(|x| *x as f32).collect();
    let expected = reference(&single.iter().map(|x| f64::from(*x)).collect::<Vec<_>>());
    if expected < f64::from(f32::MAX) {
        let gap = Float::with_val(300, f64::from(f32::sum_softplus(&single)) - &expected).abs();
        let bound =
            Float::with_val(300, &expected * ((20.0 + groups) * 2f64.powi(-24))) + 1.5e-45 * arguments.len() as f64;
        assert!(gap <= bound, "{single:?} in f32: off by {gap}");
    }
}

#[test]
fn sums_are_within_the_documented_error() {
    let mut generator = ChaCha8Rng::seed_from_u64(4);
    for scale in [1e-300, 1e-5, 0.1, 1.0, 10.0, 100.0, 700.0, 1e5] {
        for count in [1, 3, 7, 8, 9, 64, 100] {
            for shift in [0.0, -1.0, 1.0] {
                let arguments: Vec<f64> =
                    (0..count).map(|_| scale * (generator.random_range(-1.0..1.0) + shift)).collect();
                check(&arguments);
            }
        }
    }
    check(&[0.0, -0.0, -700.0, -745.0, -1e300, 5e-324]);
}

#[test]
fn what_has_no_sum_has_none() {
    assert!(f64::sum_softplus(&[1.0, f64::NAN]).is_nan());
    assert!(f64::sum_softplus(&[f64::NAN]).is_nan());
    assert_eq!(f64::sum_softplus(&[f64::INFINITY, 0.0]), f64::INFINITY);
    assert_eq!(f64::sum_softplus(&[f64::NEG_INFINITY]), 0.0);
    assert_eq!(f64::sum_softplus(&[]), 0.0);
}

#[test]
fn total_losses_are_sums_of_losses() {
    let margins: Vec<f64> = (-20..40).map(|i| f64::from(i) / 7.0).collect();
    for loss in LossName::ALL {
        let expected: f64 = margins.iter().map(|margin| loss.margin_loss(*margin)).sum();
        let found = loss.total_margin_loss(&margins);
        assert!((found - expected).abs() <= 1e-14 * expected, "{loss}: {found} {expected}");
    }
}
