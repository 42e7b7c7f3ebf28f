//! Balanced starts of aligned networks on D0, all |sigma_l| equal: the complete answer, (L4d).
//!
//! # Lemma
//!
//! L >= 2, all |sigma_l| equal at the start, Q = sigma_l², f_0 != 0, and eta_c = 2 Q/(f_0 s(f_0)). If eta < eta_c, all |sigma_l| and
//! the loss fall at every step and every sigma_l tends to 0: so do lambda and the sharpness. If eta > eta_c, the |sigma_l| and the loss rise at every
//! step, to infinity. If eta = eta_c, sigma changes its sign at every step: a 2-cycle.
//!
//! # Proof
//!
//! By (L1a) equal |sigma_l| stay equal, and |sigma'| = |sigma| |1 - r| with r = c/Q = 2 eta/eta_c =
//! eta N |sigma|^(L-2) |s(N |sigma|^L)|, which rises strictly with |sigma|, as |s| does. If r < 2 then |sigma| falls, or is zero after the step (r = 1),
//! so r falls; the limit has |1 - r| = 1 and r < 2, hence r = 0 and sigma = 0 (|s(f)| > 0 for f != 0). If r > 2 then |sigma|, r and
//! r - 1 > 1 rise, so |sigma| tends to infinity. If r = 2, |sigma| stays and every sigma_l changes its sign. Every tau_l, and with it lambda, tends to 0 with sigma. ∎
//!
//! # What is monotone in what
//!
//! That the start is balanced is an equation between rational numbers, tested exactly.

use super::aligned_trap::limit_at;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, ExactValue, Expression};
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::{AlignedSystem, Descent};
use crate::theory::aligned_thresholds::balanced_rate;
use num_traits::Zero;

/// The lemma of this file for eta < eta_c.
pub struct Falls;

/// The lemma of this file for eta > eta_c.
pub struct Grows;

/// The numbers of both statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// eta_c.
    pub critical_rate: T,
}

impl Lemma for Falls {
    const NAME: &'static str = "aligned_balanced_falls";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        vec![Slack::strict("eta < eta_c", numbers.critical_rate.clone() - &numbers.learning_rate)]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { learning_rate: variable("eta"), critical_rate: variable("eta_c") }
    }
}

impl Lemma for Grows {
    const NAME: &'static str = "aligned_balanced_grows";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        vec![Slack::strict("eta > eta_c", numbers.learning_rate.clone() - &numbers.critical_rate)]
    }

    fn symbols() -> Numbers<Expression> {
        Falls::symbols()
    }
}

/// Whether the start is balanced, f not zero. Exact.
pub fn applies(problem: &Descent<AlignedSystem>) -> bool {
    let sigma = &problem.start.sigma;
    sigma.len() >= 2 && !sigma[0].is_zero() && sigma.iter().all(|other| other.cmp_abs(&sigma[0]).is_eq())
}

/// Tests the lemma: lazy, divergent, or oscillating where eta = eta_c exactly.
///
/// # Errors
///
/// [`Failure`] for other starts, or if eta could not be told from eta_c.
///
/// # Guarantee
///
/// Exact for the form of the start and for eta = eta_c, certified for the rest.
pub fn establish(problem: &Descent<AlignedSystem>, bits: u32) -> Result<Established, Failure> {
    if !applies(problem) {
        return Err(Failure::NotApplicable("it is made for two or more layers of equal size, not zero"));
    }
    let map = problem.equations::<Ball>(bits);
    let critical_rate = balanced_rate(&map, &problem.start_in::<Ball>(bits));
    let numbers = Numbers { learning_rate: map.learning_rate.clone(), critical_rate };
    if Falls::check(&numbers).is_ok() {
        let sigma = vec![Ball::zero(); problem.start.sigma.len()];
        return Ok(Established { phase: Phase::Lazy, limit: Some(limit_at(&map, sigma, None, Ball::zero())) });
    }
    if Grows::check(&numbers).is_ok() {
        return Ok(Established { phase: Phase::Divergent, limit: None });
    }
    let exact = balanced_rate(&problem.equations::<ExactValue>(0), &problem.start_in(0));
    if exact.known() == Some(&problem.learning_rate) {
        return Ok(Established { phase: Phase::Oscillating, limit: None });
    }
    Err(Failure::NotProved("eta < eta_c or eta > eta_c"))
}
