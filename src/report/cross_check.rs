//! The runs that the report compares across arithmetics: one of each phase on D0, a cycle and chaos on E2, and two-layer networks on five
//! random data sets.

use crate::certify::Phase;
use crate::data::ExactDataSet;
use crate::model::LossName;
use crate::progress::{Progress, Watch};
use crate::search::{ClassifyOptions, SearchError, classify_watched};
use crate::training::agreement::{Agreement, compare};
use crate::training::shared_run::{AgreementError, SharedRun};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rayon::prelude::*;
use rug::Rational;
use serde::Serialize;

/// sqrt(m) of the two-layer runs.
const ROOT: u32 = 10;
/// Rates of the two-layer runs: lazy, catapult, a catapult that takes long, divergent.
const TWO_LAYER_RATES: [(i32, i32); 4] = [(3, 1), (12, 1), (227, 8), (33, 1)];
/// Steps shown of them.
const TWO_LAYER_STEPS: [usize; 5] = [1, 5, 20, 50, 100];
/// Rates of the linear predictor on E2: convergent, a cycle, chaotic.
const LINEAR_RATES: [i32; 3] = [4, 8, 14];
/// Steps shown of it.
const LINEAR_STEPS: [usize; 6] = [1, 20, 40, 60, 80, 100];
/// sqrt(m) of the networks on random data.
const RANDOM_ROOT: usize = 4;
/// Features of the random data sets, and the rate of each.
const RANDOM_DATA: [(usize, (i32, i32)); 5] = [(2, (1, 2)), (3, (4, 1)), (4, (1, 1)), (5, (4, 1)), (6, (8, 1))];
/// Steps shown of them.
const RANDOM_STEPS: [usize; 5] = [1, 5, 20, 50, 100];
/// Steps that a classification may take. Where it cannot decide, more do not help.
const MOST_STEPS: u64 = 2000;

/// One run of the cross-check.
#[derive(Debug, Serialize)]
pub struct CrossCheck {
    /// The phase, certified; `undecided` where nothing is proved, as for chaos.
    pub phase: Phase,
    /// How far the arithmetics agree.
    #[serde(flatten)]
    pub agreement: Agreement,
}

/// Weights of width 100 with f = 1/2 and lambda = 2 exactly: 51 pairs (1, 1), 46 pairs (1, -1), and (2, 0), (1, 0), (0, 1).
/// So w2·w1 = 51 - 46 = 5 and |w1|² + |w2|² = 2 · 97 + 4 + 1 + 1 = 200.
pub fn two_layer_weights() -> (Vec<i32>, Vec<i32>) {
    let pairs = [vec![(1, 1); 51], vec![(1, -1); 46], vec![(2, 0), (1, 0), (0, 1)]].concat();
    pairs.into_iter().unzip()
}

/// A network of width m = 16 on 3d + 3 points, d features, with entries k/8 and random labels. All numbers are doubles too.
fn on_random_data(seed: u64, features: usize, rate: (i32, i32)) -> Result<SharedRun, AgreementError> {
    let mut generator = ChaCha20Rng::seed_from_u64(seed);
    let mut draw = |count: usize| -> Vec<Rational> {
        (0..count).map(|_| Rational::from((generator.random_range(-12..=12), 8))).collect()
    };
    let width = RANDOM_ROOT * RANDOM_ROOT;
    let first: Vec<Vec<Rational>> = (0..width).map(|_| draw(features)).collect();
    let second = draw(width);
    let samples = (0..3 * features + 3).map(|index| (draw(features), if index % 2 == 0 { 1 } else { -1 })).collect();
    SharedRun::on_data(LossName::Logistic, Rational::from(rate), ExactDataSet { samples }, &first, &second)
}

/// All runs of the cross-check, logistic loss.
///
/// # Errors
///
/// [`AgreementError`] if one cannot be made, or if the watch says stop: it is asked between runs, and at the steps of
/// their classifications.
pub fn cross_check(watch: Watch<'_>) -> Result<Vec<CrossCheck>, AgreementError> {
    let (w1, w2) = two_layer_weights();
    let two_layer = TWO_LAYER_RATES.map(|rate| {
        let run = SharedRun::two_layer(LossName::Logistic, Rational::from(rate), ROOT, &w1, &w2);
        (run, TWO_LAYER_STEPS.as_slice())
    });
    let linear = LINEAR_RATES.map(|rate| {
        let run = SharedRun::linear(LossName::Logistic, Rational::from(rate), ExactDataSet::three_point(), 1);
        (run, LINEAR_STEPS.as_slice())
    });
    let random = (1..)
        .zip(RANDOM_DATA)
        .map(|(seed, (features, rate))| (on_random_data(seed, features, rate), RANDOM_STEPS.as_slice()));
    two_layer
        .into_iter()
        .chain(linear)
        .chain(random)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(run, steps)| {
            let run = run?;
            Progress::unknown().tell(watch)?;
            Ok(CrossCheck { phase: phase(&run, watch)?, agreement: compare(&run, steps)? })
        })
        .collect()
}

fn phase(run: &SharedRun, watch: Watch<'_>) -> Result<Phase, AgreementError> {
    let options = ClassifyOptions { max_steps: MOST_STEPS, ..ClassifyOptions::default() };
    match classify_watched(&run.problem, &options, watch) {
        Ok(answer) => Ok(answer.phase),
        Err(SearchError::Problem(error)) => Err(error.into()),
        Err(SearchError::Interrupted(interrupted)) => Err(interrupted.into()),
    }
}
