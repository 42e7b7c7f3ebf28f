//! Gradient descent of a small linear network with explicit weights, observed at steps that are equally spaced in log t.

use crate::arithmetic::FromExact;
use crate::data::ExactDataSet;
use crate::dynamics::network::{Sample, gradient_step, risk};
use crate::model::{LinearNetwork, LossName, network::Matrix};
use crate::progress::{Interrupted, Progress, Watch};
use crate::training::{Network, TrainingError};
use rug::Rational;

/// Observations a decade of steps.
const PER_DECADE: f64 = 24.0;

/// The end of a run.
#[derive(Clone, Debug)]
pub struct Descent<S> {
    /// (t, what was seen of the weights of step t).
    pub seen: Vec<(usize, S)>,
    /// Whether the loss exceeded the bound, or anything was not finite.
    pub divergent: bool,
}

/// Steps 0, 1, ... and then about 24 a decade, up to `steps`; from step 10 on even ones, so that an orbit that alternates is not
/// seen now on one side and now on the other.
fn observed_steps(steps: usize) -> Vec<usize> {
    let last = (steps.max(1) as f64).log10() * PER_DECADE;
    let mut chosen: Vec<usize> =
        (0..=last.round() as usize).map(|k| 10f64.powf(k as f64 / PER_DECADE).round() as usize).collect();
    chosen.insert(0, 0);
    chosen.push(steps);
    chosen.iter_mut().filter(|step| **step > 10).for_each(|step| *step -= *step % 2);
    chosen.retain(|step| *step <= steps);
    chosen.dedup();
    chosen
}

/// Signed points as samples with label +1.
pub fn samples(data: &ExactDataSet) -> Vec<Sample<f64>> {
    let sample = |z: Vec<Rational>| Sample { input: z.iter().map(|x| f64::from_exact(x, 53)).collect(), label: 1.0 };
    data.signed_points().into_iter().map(sample).collect()
}

/// f(x) = w·x.
pub fn predictor(weight: &[f64]) -> LinearNetwork<f64> {
    LinearNetwork { scale: 1.0, layers: vec![Matrix { rows: vec![weight.to_vec()] }] }
}

/// A two-layer network with normal weights.
///
/// # Errors
///
/// [`TrainingError`] for sizes that cannot be.
pub fn two_layer(dimension: usize, width: usize, seed: u64) -> Result<LinearNetwork<f64>, TrainingError> {
    Network::random(dimension, 2, width, seed).map(|network| network.to_model())
}

/// v with f(x) = v·x.
pub fn end_to_end(network: &LinearNetwork<f64>, dimension: usize) -> Vec<f64> {
    (0..dimension)
        .map(|j| network.output(&(0..dimension).map(|k| f64::from(u8::from(j == k))).collect::<Vec<f64>>()))
        .collect()
}

/// Losses beyond this count as divergent.
pub const LARGEST_LOSS: f64 = 1e6;

/// Runs `steps` steps of (D1)'s gradient descent, with `observe(network, loss)` at the chosen ones.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop; it is asked at every step.
///
/// # Guarantee
///
/// Numerical: `f64`.
pub fn descend<S>(
    start: LinearNetwork<f64>,
    data: &[Sample<f64>],
    loss: LossName,
    (learning_rate, steps): (f64, usize),
    observe: impl Fn(&LinearNetwork<f64>, f64) -> S,
    watch: Watch<'_>,
) -> Result<Descent<S>, Interrupted> {
    let mut network = start;
    let mut seen = Vec::new();
    let mut at = 0;
    for step in observed_steps(steps) {
        while at < step {
            network = gradient_step(&network, data, &loss, &learning_rate);
            at += 1;
            Progress::unknown().tell(watch)?;
        }
        let value = risk(&network, data, &loss);
        if !value.is_finite() || value > LARGEST_LOSS {
            return Ok(Descent { seen, divergent: true });
        }
        seen.push((step, observe(&network, value)));
    }
    Ok(Descent { seen, divergent: false })
}

/// A number rounded to six significant digits. What comes from faer's kernels may differ in the last digits between kinds of
/// processors; figures should not.
pub fn six_digits(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}
