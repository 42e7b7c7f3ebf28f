//! Deep networks on D0 for the figures: aligned starts of given output and kernel, dense Gaussian starts, and how their orbits end, as seen.

use super::FigureError;
use crate::arithmetic::FromExact;
use crate::dynamics::Weights;
use crate::dynamics::aligned::ntk_scale;
use crate::dynamics::{DenseSystem, Descent, Equations, System};
use crate::maps::SeenFate;
use crate::model::LossName;
use crate::progress::{Interrupted, Progress, Watch};
use crate::theory::thresholds::sharpness_at_minimum;
use crate::training::Network;
use rug::Rational;

/// The end of an orbit in `f64`.
#[derive(Clone, Debug)]
pub struct DeepEnd<S> {
    /// How it ended.
    pub fate: SeenFate,
    /// Steps taken until that was seen.
    pub steps: u32,
    /// lambda of the last state.
    pub lambda: f64,
    /// The last state.
    pub state: S,
}

/// An |f| beyond which an orbit counts as divergent.
const ESCAPE: f64 = 1e12;
/// By how much |f| must rise, relatively, to be more than roundings.
const LEAST_RISE: f64 = 1e-9;

/// Follows an orbit until |f| < `tolerance` with eta kappa lambda < 2, or until it escapes.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
///
/// # Guarantee
///
/// Numerical.
pub fn follow<S: System>(
    descent: &Descent<S>,
    tolerance: f64,
    budget: u32,
    watch: Watch<'_>,
) -> Result<DeepEnd<S::State<f64>>, Interrupted> {
    let equations = descent.equations::<f64>(53);
    let rate = f64::from_exact(&descent.learning_rate, 53);
    let mut state = descent.start_in::<f64>(53);
    let mut rose = false;
    let mut size = equations.output(&state).abs();
    let mut steps = 0;
    loop {
        Progress::unknown().tell(watch)?;
        let is_stable = || rate * sharpness_at_minimum(&descent.system.loss(), equations.lambda(&state)) < 2.0;
        let small = size < tolerance && is_stable();
        let fate = match (small, size <= ESCAPE) {
            (_, false) => Some(SeenFate::Divergent),
            (true, _) if rose => Some(SeenFate::Catapult),
            (true, _) => Some(SeenFate::Lazy),
            _ if steps == budget => Some(SeenFate::Undecided),
            _ => None,
        };
        if let Some(fate) = fate {
            return Ok(DeepEnd { fate, steps, lambda: equations.lambda(&state), state });
        }
        state = equations.step(state);
        let after = equations.output(&state).abs();
        rose |= after > size * (1.0 + LEAST_RISE);
        size = after;
        steps += 1;
    }
}

/// Singular values with f_0 and lambda_0 close to given ones: one small layer, the others spread evenly over ten per cent on either side of a
/// common size; six decimals, exact.
pub fn aligned_start(width: u32, depth: usize, output: f64, lambda: f64) -> Vec<Rational> {
    let scale = ntk_scale(f64::from(width), depth);
    let others = depth - 1;
    let spread = |k: usize| if others == 1 { 1.0 } else { 0.9 + 0.2 * k as f64 / (others - 1) as f64 };
    let product = (0..others).fold(scale, |product, k| product * spread(k));
    let kernel = |size: f64| {
        let tau = product * (0..others).fold(1.0, |power, _| power * size);
        let rest: f64 = (0..others).map(|k| 1.0 / (size * spread(k)).powi(2)).sum();
        (tau, tau * tau + output * output * rest)
    };
    // lambda rises with the size from where the small layer is the smallest
    let (mut low, mut high) = (1e-3, 1.0);
    while kernel(high).1 < lambda {
        high *= 2.0;
    }
    while kernel(low).1 > lambda {
        low *= 1.5;
    }
    for _ in 0..80 {
        let middle = f64::midpoint(low, high);
        if kernel(middle).1 < lambda { low = middle } else { high = middle }
    }
    let decimal = |value: f64| Rational::from(((value * 1e6).round() as i64, 1_000_000));
    let small = output / kernel(high).0;
    [small].into_iter().chain((0..others).map(|k| high * spread(k))).map(decimal).collect()
}

/// A dense network with normal weights on D0, at the rate 1.
///
/// # Errors
///
/// [`FigureError`] for sizes that cannot be.
pub fn gaussian(loss: LossName, width: usize, depth: usize, seed: u64) -> Result<Descent<DenseSystem>, FigureError> {
    let network = Network::<f64>::random(1, depth, width, seed)?.to_model();
    let weights = network.layers.into_iter().flat_map(|layer| layer.rows).flatten();
    let weights = weights.map(|weight| Rational::from_f64(weight).unwrap_or_default()).collect();
    Ok(Descent::dense(loss, Rational::from(1), width, depth, weights))
}

/// The same problem at another rate.
pub fn at_rate<S: System>(descent: &Descent<S>, rate: f64) -> Descent<S> {
    Descent { learning_rate: Rational::from_f64(rate).unwrap_or_default(), ..descent.clone() }
}

/// kappa lambda at the start.
pub fn initial_sharpness<S: System>(descent: &Descent<S>) -> f64 {
    let lambda = descent.equations::<f64>(53).lambda(&descent.start_in(53));
    sharpness_at_minimum(&descent.system.loss(), lambda)
}

/// The first eta kappa lambda_0, from `from` in steps of the factor `ratio`, at which an orbit is seen to diverge; `None` up to `to`.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
///
/// # Guarantee
///
/// Numerical, and the first *found*.
pub fn first_divergent<S: System>(
    descent: &Descent<S>,
    (from, to): (f64, f64),
    ratio: f64,
    budget: u32,
    watch: Watch<'_>,
) -> Result<Option<f64>, Interrupted> {
    let sharpness = initial_sharpness(descent);
    let mut relative = from;
    while relative <= to {
        let end = follow(&at_rate(descent, relative / sharpness), NEAR, budget, watch)?;
        if end.fate == SeenFate::Divergent {
            return Ok(Some(relative));
        }
        relative *= ratio;
    }
    Ok(None)
}

/// An |f| with eta kappa lambda < 2 from which an orbit is taken not to diverge any more.
const NEAR: f64 = 1e-3;

/// The weights of a dense state as the matrices of its layers, without the first and the last.
pub fn hidden_matrices(state: &Weights<f64>, width: usize) -> Vec<Vec<Vec<f64>>> {
    let hidden = &state.weights[width..state.weights.len() - width];
    let rows: Vec<Vec<f64>> = hidden.chunks(width).map(<[f64]>::to_vec).collect();
    rows.chunks(width).map(<[Vec<f64>]>::to_vec).collect()
}
