//! Convergence of aligned networks on D0 without a rise of the loss, (L8a): the lazy border is rigorous.
//!
//! # Lemma
//!
//! L layers, f != 0 at step T, and K >= s(u)/u for 0 < |u| <= |f| there. If
//!
//! > (i) eta K max_l tau_l² <= 2, and (ii) eta K min_l tau_l² < 2,
//!
//! then no |sigma_l| ever grows from T on, the loss never rises, and the orbit converges to a minimum.
//!
//! # Proof
//!
//! The layer ratios of (L1a) are x_l = eta tau_l² s/f, so 0 <= x_l <= eta K tau_l² <= 2 and |sigma_l'| = |sigma_l| |1 - x_l| <=
//! |sigma_l|. So neither |f| nor any tau_l² grows, and (i), (ii) persist with the same K. The |sigma_l| fall to limits. Let the
//! limit of |f| be F > 0; then all limits are positive, so |1 - x_l| -> 1 and every x_l -> 0 or 2. As f stays away from zero and
//! no tau_l vanishes, x_l does not tend to 0, so all x_l -> 2. But x_l <= eta K tau_l² for the layer l of (ii) stays below a
//! number less than 2: a contradiction. So f -> 0. A layer whose limit is not zero has tau_l -> 0 (f/sigma_l), so
//! x_l -> 0, and its sign is constant in the end: sigma converges. It does so to a point with f = 0, a minimum. ∎
//!
//! If eta <= 2/(K lambda) then (i) and (ii) hold (L >= 2), as lambda is the sum of the tau_l²
//! ([`crate::theory::aligned_thresholds::lazy_rate_of_layers`]).
//!
//! # What is monotone in what
//!
//! Both hypotheses become harder as K, the largest and the smallest tau_l² rise.

use super::aligned_bounds::{Map, largest, largest_squares, product_without, slope_ratios, smallest};
use super::aligned_run::AlignedRun;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Expression};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::dynamics::Layers;
use crate::model::{Degenerate, LossName, Risk};

/// The lemma of this file.
pub struct Lazy;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// K.
    pub ratio: T,
    /// An upper bound of the largest tau_l².
    pub largest: T,
    /// An upper bound of the smallest tau_l².
    pub smallest: T,
}

impl<T: Ends> Numbers<T> {
    /// The numbers of an enclosed state, each the end that makes the hypotheses hardest; `None` without layers.
    pub fn at(map: &Map<T>, state: &Layers<T>, output: &T) -> Option<Self>
    where
        Degenerate<LossName>: Risk<T>,
    {
        let [_, ratio] = slope_ratios(map, &output.largest_size());
        let squares = largest_squares(state);
        let scale = map.scale.clone().square();
        let kernels = || (0..squares.len()).map(|l| (scale.clone() * product_without(&squares, &[l])).upper_end());
        Some(Numbers {
            learning_rate: map.learning_rate.clone(),
            ratio,
            largest: largest(kernels())?,
            smallest: smallest(kernels())?,
        })
    }
}

impl Lemma for Lazy {
    const NAME: &'static str = "aligned_lazy";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let push = |kernel: &T| numbers.learning_rate.clone() * &numbers.ratio * kernel;
        vec![
            Slack::weak("eta K max tau_l² <= 2", T::integer(2) - push(&numbers.largest)),
            Slack::strict("eta K min tau_l² < 2", T::integer(2) - push(&numbers.smallest)),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            ratio: variable("K"),
            largest: variable("tau_max"),
            smallest: variable("tau_min"),
        }
    }
}

/// Tests the lemma at step T: lazy if the loss rises at no step before T, catapult if it rises at some.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &AlignedRun) -> Result<Established, Failure> {
    let numbers = Numbers::at(run.map(), run.state(), run.output()).ok_or(Failure::NotApplicable("no layers"))?;
    Lazy::check(&numbers)?;
    Ok(Established { phase: run.phase_if_it_falls_from_here()?, limit: None })
}
