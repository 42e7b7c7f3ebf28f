//! Convergence of the two-layer network on separable data: the loss falls to zero for ever, and the sharpness with it.
//!
//! # Lemma
//!
//! (G4s) Let the loss have 0 < l'' <= |l'| <= l ([`crate::model::facts`]), and let some unit vector u have z_i·u >= gamma > 0 for all i.
//! With X = max |z_i|, T = tr M + b and the loss L, let at one step
//!
//! > (i) n L < l(0),  (ii) eta N X L <= 1/2,  (iii) 5 eta X² T² L <= b,  (iv) 3 gamma (1 - n L/2) b >= 16 N.
//!
//! Then the loss falls to 0 from there on, L T² never rises, b never falls, the sharpness tends to 0, and v/|v| tends to the direction
//! of maximum margin (G4m).
//!
//! # Proof
//!
//! By (i) all margins are positive, so v·g < 0 and b' >= b by (G1). With Delta = v' - v and a = eta N |g|: -g·Delta >= eta b |g|²,
//! |Delta| <= eta T |g| (1 + a/2), a <= 1/2, and X |Delta| <= 1/4 by (iii). With G = (1/n) Σ |l'| <= L: |g| <= X G and H <= X² G.
//! So L' <= L - eta b |g|² + (1/2) e^{1/4} X² L eta² T² (5/4)² |g|² <= L - (3/4) eta b |g|². Also |g| >= gamma G >= gamma L (1 - n L/2)
//! and T' <= (1 + a)² T, hence log(L' T'²) - log(L T²) <= -eta |g| [(3/4) b gamma (1 - n L/2) - 4 N] <= 0 by (iv). All four conditions
//! persist, L' <= L - c L² with c > 0, so L -> 0; and the sharpness is at most |K| |H| + omega <= T X² L + N X L -> 0, as
//! T L <= (L T²)^{1/2} L^{1/2}. The direction is the theory's (G4m). ∎
//!
//! Source: proofs/THEORY.md section 6, (G4s), (G4m).
//!
//! # What is monotone in what
//!
//! All become harder as L, T, X and N rise and as b and gamma fall. By (i) the vector v itself separates the data, so that gamma is
//! taken from it: min z_i·v/|v|.

use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::data_run::{DataRun, StatesOnData, square_length, whole};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{Direction, Infimum, Limit};
use crate::dynamics::GramSystem;
use crate::model::{Loss, LossName, network::dot};
use num_traits::Zero;
use rug::Rational;

/// The lemma of this file.
pub struct GramSeparable;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// N = m^{-1/2}.
    pub scale: T,
    /// X.
    pub longest: T,
    /// n.
    pub count: T,
    /// l(0).
    pub at_zero: T,
    /// L.
    pub loss: T,
    /// T.
    pub trace: T,
    /// b.
    pub b: T,
    /// gamma.
    pub margin: T,
}

impl Lemma for GramSeparable {
    const NAME: &'static str = "gram_separable";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate: eta, scale, longest, count, at_zero, loss, trace, b, margin } = numbers;
        let total = count.clone() * loss;
        let push = T::integer(2) * eta * scale * longest * loss;
        let reach = T::integer(5) * eta * longest.clone().square() * trace.clone().square() * loss;
        let pull = T::integer(3) * margin * (T::one() - total.clone() / T::integer(2)) * b;
        vec![
            Slack::strict("gamma > 0", margin.clone()),
            Slack::strict("n L < l(0)", at_zero.clone() - total),
            Slack::weak("eta N X L <= 1/2", T::one() - push),
            Slack::weak("5 eta X² T² L <= b", b.clone() - reach),
            Slack::weak("3 gamma (1 - n L/2) b >= 16 N", pull - T::integer(16) * scale),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            scale: variable("N"),
            longest: variable("X"),
            count: variable("n"),
            at_zero: variable("l0"),
            loss: variable("L"),
            trace: variable("T"),
            b: variable("b"),
            margin: variable("gamma"),
        }
    }
}

/// Whether the lemma is about a loss.
///
/// # Errors
///
/// [`Failure::NotApplicable`].
pub fn require(loss: LossName) -> Result<(), Failure> {
    if loss.facts().self_bounding {
        Ok(())
    } else {
        Err(Failure::NotApplicable(
            "it is made for losses with l'' <= |l'| <= l, the exponential and the logistic loss",
        ))
    }
}

/// The numbers of a run at its present step.
pub fn numbers(run: &impl StatesOnData<GramSystem>) -> Numbers<Ball> {
    let system = run.system();
    let bits = run.bits();
    let state = run.state();
    let least = run.risk().points().map(|z| dot(z, &state.v).lower_end()).reduce(|one, other| one.smaller(&other));
    let length = square_length(&state.v).sqrt().upper_end();
    Numbers {
        learning_rate: run.learning_rate(),
        scale: scale(&system.width, bits),
        longest: run.longest(),
        count: whole(run.count(), bits),
        at_zero: system.loss.margin_loss(Ball::zero().with_bits(bits)),
        loss: run.loss().upper_end(),
        trace: state.trace().upper_end(),
        b: state.b.lower_end(),
        margin: least.unwrap_or_else(Ball::zero) / length,
    }
}

/// N = m^{-1/2}.
pub fn scale(width: &Rational, bits: u32) -> Ball {
    Ball::from_exact(&(Rational::from(1) / width), bits).sqrt()
}

/// Tests the lemma at the present step: lazy or catapult, to zero loss.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, GramSystem>) -> Result<Established, Failure> {
    require(run.system().loss)?;
    GramSeparable::check(&numbers(run))?;
    let phase = run.phase_if_it_falls_from_here()?;
    Ok(Established { phase, limit: Some(Limit::Infimum(Infimum::zero(Some(Direction::MaximumMargin)))) })
}
