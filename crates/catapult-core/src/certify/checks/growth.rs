//! Divergence of the two-layer network on D0 where s/f does not fall, as with the exponential and the squared loss.
//!
//! # Lemma
//!
//! A loss whose s/f does not fall as |f| rises ([`crate::model::facts`]), an admissible state (lambda >= 2|f|/sqrt m) with f != 0. Put a = eta |s|/sqrt m and
//! R = lambda sqrt m/(2|f|) >= 1. If a >= 8 R at step T, that is
//!
//! > (i) eta f s >= 4 m lambda,
//!
//! then a >= 8 R at all later steps and |f_(t+1)| >= 49 |f_t|: the loss tends to infinity.
//!
//! # Proof
//!
//! In these variables (T1) and (T2) read f'/f = 1 + a² - 2aR =: M and lambda'/lambda = 1 + a² - 2a/R =: N. From a >= 8R:
//! M >= 1 + a² - a²/4 = 1 + 3a²/4 >= 1 + 48 R² >= 49. The new state has R' = R N/M, and as s/f does not decrease in |f|,
//! a' >= a M. So a' >= 8R' follows from a M² >= 8 R N, and this from M² >= N (as a >= 8R and N >= (1 - a)² >= 0), which
//! holds: M² >= (1 + 3a²/4)² >= 1 + 3a²/2 >= N. ∎
//!
//! # What is monotone in what
//!
//! f s rises with |f| and does not depend on the sign of f. So the smallest |f| and the largest lambda of an enclosure decide
//! for all of it ([`Numbers::at`]).
//!
//! Machine-checked: `proofs/Two_layer_growth.v`, `growth` and `growth_on_box`.

use super::run::Run;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::{TwoLayer, TwoLayerState};
use crate::model::facts::Trend;
use crate::model::{Degenerate, LossName, Risk};

/// The lemma of this file.
pub struct Growth;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// m.
    pub width: T,
    /// A lower bound of |f|.
    pub output: T,
    /// s at that bound.
    pub slope: T,
    /// An upper bound of lambda.
    pub kernel: T,
}

impl<T: Ends> Numbers<T> {
    /// The numbers of an enclosed state, each the end that makes (i) hardest.
    pub fn at(map: &TwoLayer<T, Degenerate<LossName>>, state: &TwoLayerState<T>) -> Self
    where
        Degenerate<LossName>: Risk<T>,
    {
        let output = state.output.smallest_size();
        Numbers {
            learning_rate: map.learning_rate.clone(),
            width: map.width().clone(),
            slope: map.risk.slope(output.clone()),
            output,
            kernel: state.lambda.upper_end(),
        }
    }
}

impl Lemma for Growth {
    const NAME: &'static str = "growth";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let push = numbers.learning_rate.clone() * &numbers.output * &numbers.slope;
        let reach = T::integer(4) * &numbers.width * &numbers.kernel;
        vec![Slack::strict("f != 0", numbers.output.clone()), Slack::weak("eta f s >= 4 m lambda", push - reach)]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            width: variable("m"),
            output: variable("f"),
            slope: variable("s"),
            kernel: variable("lambda"),
        }
    }
}

/// Whether the lemma is about a loss.
///
/// # Errors
///
/// [`Failure::NotApplicable`] if s/f falls.
pub fn require(loss: LossName) -> Result<(), Failure> {
    let falls =
        Failure::NotApplicable("it is made for losses whose s/f does not fall, the exponential and the squared loss");
    if applies(loss) { Ok(()) } else { Err(falls) }
}

/// The losses whose s/f does not fall as |f| rises.
pub fn applies(loss: LossName) -> bool {
    matches!(loss.facts().ratio, Trend::Rising | Trend::Constant)
}

/// Tests the lemma at step T: divergent.
///
/// # Errors
///
/// [`Failure`] for other losses, or if (i) could not be confirmed.
///
/// # Guarantee
///
/// Certified. The state is admissible because the start is, which is tested exactly when the problem is validated.
pub fn establish(run: &Run) -> Result<Established, Failure> {
    require(run.problem().system.loss)?;
    let map = run.problem().equations::<Ball>(run.bits());
    Growth::check(&Numbers::at(&map, &run.state()))?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
