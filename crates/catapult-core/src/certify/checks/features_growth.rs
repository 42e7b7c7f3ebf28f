//! Divergence of the linear predictor in several features on non-separable data under the exponential loss.
//!
//! # Lemma
//!
//! Exponential loss; gamma > 0 such that every unit vector u has max_i (-z_i·u) >= gamma. If at one step
//!
//! > (i) gamma |v| >= 2,  (ii) e^{gamma |v|} >= 2 n,  (iii) eta e^{gamma |v|} >= 6 n |v|²,
//!
//! then |v| at least doubles at each step from there on: the loss tends to infinity.
//!
//! # Proof
//!
//! L >= e^{gamma |v|}/n, and v·g >= L - L(0) = L - 1 by convexity, so |g| >= (e^{gamma |v|}/n - 1)/|v| >= e^{gamma |v|}/(2 n |v|) >= 3 |v|/eta
//! by (ii) and (iii), and |v'| >= eta |g| - |v| >= 2 |v|. e^x/x² does not fall as x rises beyond 2, so that all three persist. ∎
//!
//! The hypotheses are tested by their logarithms, so that weights may be of any size.
//!
//! Source: proofs/THEORY.md section 6, (G5e) for one layer.
//!
//! # What is monotone in what
//!
//! All become harder as n rises and as gamma and |v| fall, the latter by the last remark of the proof.

use super::gram_growth::require;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression};
use crate::certify::data_run::{DataRun, StatesOnData, square_length, whole};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::FeatureSystem;

/// The lemma of this file.
pub struct FeaturesGrowth;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// n.
    pub count: T,
    /// gamma.
    pub radius: T,
    /// |v|.
    pub length: T,
}

impl Lemma for FeaturesGrowth {
    const NAME: &'static str = "features_growth";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate: eta, count, radius, length } = numbers;
        let reach = radius.clone() * length;
        let push = (eta.clone() / (T::integer(6) * count)).ln();
        vec![
            Slack::strict("gamma > 0", radius.clone()),
            Slack::weak("gamma |v| >= 2", reach.clone() - T::integer(2)),
            Slack::weak("e^(gamma |v|) >= 2 n", reach.clone() - (T::integer(2) * count).ln()),
            Slack::weak("eta e^(gamma |v|) >= 6 n |v|²", reach + push - T::integer(2) * length.clone().ln()),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            count: variable("n"),
            radius: variable("gamma"),
            length: variable("v"),
        }
    }
}

/// The numbers of a run at its present step.
///
/// # Errors
///
/// [`Failure::NotProved`] without an enclosed minimiser.
pub fn numbers(run: &impl StatesOnData<FeatureSystem>) -> Result<Numbers<Ball>, Failure> {
    Ok(Numbers {
        learning_rate: run.learning_rate(),
        count: whole(run.count(), run.bits()),
        radius: run.inner_radius()?,
        length: square_length(run.v()).sqrt().lower_end(),
    })
}

/// Tests the lemma at the present step: divergent.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, FeatureSystem>) -> Result<Established, Failure> {
    require(run.system().loss)?;
    FeaturesGrowth::check(&numbers(run)?)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
