//! Convergence of the linear predictor in several features by a trap around the minimiser of the risk.
//!
//! # Lemma
//!
//! Let v* be a minimiser with mu <= H(v*) <= h, X >= max |z_i|. At one step let |v - v*| <= delta, and put x = X delta. If for some r < 1
//!
//! > (i) 1 - eta e^{-x} mu <= r,  (ii) eta e^x h - 1 <= r,
//!
//! then |v_t - v*| contracts by r at each step from there on, and the loss never rises again.
//!
//! # Proof
//!
//! As |l'''| <= l'' the Hessian at every point of the ball |v - v*| <= delta lies between e^{-x} H(v*) and e^x H(v*), so that
//! v' - v* = (I - eta S)(v - v*) with a symmetric S, the mean of Hessians on the segment, whose spectrum lies in [e^{-x} mu, e^x h].
//! The step stays in the ball, so L(v') <= L(v) - eta |g|² (1 - eta e^x h/2), and eta e^x h <= 1 + r < 2. ∎
//!
//! Source: proofs/THEORY.md section 6, (G4) for one layer.
//!
//! # What is monotone in what
//!
//! Both hypotheses become harder as delta, X and h rise and mu falls.

use super::{Established, Failure};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::data_run::{DataRun, StatesOnData, square_length};
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{DataMinimum, Limit};
use crate::dynamics::FeatureSystem;
use rug::Rational;

/// The lemma of this file.
pub struct FeaturesTrap;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// mu.
    pub smallest: T,
    /// h.
    pub largest: T,
    /// X.
    pub longest: T,
    /// delta.
    pub distance: T,
    /// 1 - r.
    pub gap: T,
}

impl Lemma for FeaturesTrap {
    const NAME: &'static str = "features_trap";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate: eta, smallest, largest, longest, distance, gap } = numbers;
        let stretch = (longest.clone() * distance).exp();
        vec![
            Slack::strict("r < 1", gap.clone()),
            Slack::weak("delta >= 0", distance.clone()),
            Slack::weak("1 - eta e^(-x) mu <= r", eta.clone() * smallest / &stretch - gap),
            Slack::weak("eta e^x h - 1 <= r", T::integer(2) - eta.clone() * stretch * largest - gap),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            smallest: variable("mu"),
            largest: variable("h"),
            longest: variable("X"),
            distance: variable("delta"),
            gap: variable("gap"),
        }
    }
}

/// The numbers of a run at its present step.
///
/// # Errors
///
/// [`Failure::NotProved`] without an enclosed minimiser.
pub fn numbers(run: &impl StatesOnData<FeatureSystem>, gap: Ball) -> Result<Numbers<Ball>, Failure> {
    if !run.system().loss.facts().third_within_second {
        return Err(Failure::NotApplicable("it is made for losses with |l'''| <= l''"));
    }
    let minimiser = run.minimiser()?;
    let difference: Vec<Ball> = run.v().iter().zip(&minimiser.point).map(|(v, w)| v.clone() - w).collect();
    Ok(Numbers {
        learning_rate: run.learning_rate(),
        smallest: Ball::exact(Ball::bottom_eigenvalue(&minimiser.hessian).lower()),
        largest: Ball::exact(minimiser.sharpness().upper()),
        longest: run.longest(),
        distance: Ball::exact(square_length(&difference).sqrt().upper()),
        gap,
    })
}

/// Tests the lemma at the present step with the given r: lazy or catapult.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, FeatureSystem>, contraction: &Rational) -> Result<Established, Failure> {
    let gap = Ball::from_exact(&(Rational::from(1) - contraction), run.bits());
    FeaturesTrap::check(&numbers(run, gap)?)?;
    let phase = run.phase_if_it_falls_from_here()?;
    let minimiser = run.minimiser()?;
    let limit = DataMinimum {
        minimiser: minimiser.point.clone(),
        lambda: None,
        ntk_eigenvalue: run.equations().ntk_eigenvalue(),
        sharpness: minimiser.sharpness(),
    };
    Ok(Established { phase, limit: Some(Limit::OnData(limit)) })
}
