//! The memory of a sweep is predicted from its sizes, and decides what may run.

use catapult::training::memory::{MOST_BYTES, affordable_formulation, predicted_memory};
use catapult::training::sweep::Sizes;
use catapult::training::{Formulation, TrainingError};

const GIB: f64 = (1_u64 << 30) as f64;

/// 24 rates on 2048 images of 3072 features, width 500, 500 steps.
const CIFAR: Sizes = Sizes {
    samples: 2048,
    dimension: 3072,
    width: 500,
    depth: 2,
    rates: 24,
    total_steps: 12_000,
    longest: 500,
    bytes: 8,
};

/// By hand: 24 dense copies of the weights alone are 24 · 8 · 1,536,500 bytes = 0.275 GiB; measured in function space, the
/// program took 294 MB.
#[test]
fn the_paper_s_sweep_fits_in_every_formulation() {
    assert!(predicted_memory(&CIFAR, Formulation::RankOne) > 0.275 * GIB);
    assert!(predicted_memory(&CIFAR, Formulation::FunctionSpace) > 294e6);
    for formulation in Formulation::ALL {
        assert!(predicted_memory(&CIFAR, formulation) < GIB, "{formulation}");
    }
    assert_eq!(affordable_formulation(&CIFAR), Ok(CIFAR.cheapest()));
    let single = Sizes { bytes: 4, ..CIFAR };
    assert!(predicted_memory(&single, Formulation::RankOne) < predicted_memory(&CIFAR, Formulation::RankOne));
}

/// X X^T of 60,000 samples is 26.8 GiB: a long sweep that would be fastest with it must do without.
#[test]
fn a_formulation_that_does_not_fit_is_passed_over() {
    let many = Sizes { samples: 60_000, dimension: 100_000, rates: 1, total_steps: 1 << 40, longest: 1 << 40, ..CIFAR };
    assert!(predicted_memory(&many, Formulation::FunctionSpace) > 26.8 * GIB);
    let many = Sizes { dimension: 2000, ..many };
    let chosen = affordable_formulation(&many).expect("feature space and rank one fit");
    assert_ne!(chosen, Formulation::FunctionSpace);
    assert!(predicted_memory(&many, chosen) <= MOST_BYTES);
}

#[test]
fn what_fits_in_no_formulation_is_refused() {
    let wide = Sizes { width: 1_000_000, dimension: 1, samples: 2, rates: 1000, ..CIFAR };
    let error = affordable_formulation(&wide).expect_err("too much");
    // 1000 copies of two million doubles, and a little more.
    assert!(matches!(error, TrainingError::Memory { gibibytes: 15..=16, limit: 8 }), "{error}");
}
