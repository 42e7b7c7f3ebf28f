//! Starts of the two-layer network on D0 at the boundary of the admissible states, where w1 and w2 are parallel and
//! |w1| = |w2|: one factor of (T3) is zero.
//!
//! # Lemma
//!
//! Let m lambda_0² = 4 f_0² with f_0 != 0, and a = eta |s(f_0)|/sqrt m. If a < 2, then |f_t| never rises, f_t -> 0 and
//! lambda_t -> 0: the orbit converges to the minimum, and its sharpness tends to 0. If a > 2, then |f_t| tends to infinity.
//!
//! # Proof
//!
//! Let f_0 > 0 (the other case is its mirror image). Then q = 0, which (T3) keeps, and with p = 4f/sqrt m it reads
//! f' = f (1 - a(f))², a(f) = eta s(f)/sqrt m, which does not decrease in f. So f_t >= 0, and lambda_t = 2 f_t/sqrt m. If
//! a(f_0) < 2 then (1 - a)² <= 1, so f falls to a limit f* with f* (1 - a(f*))² = f* and a(f*) < 2, hence
//! f* = 0 or a(f*) = 0, that is f* = 0. If a(f_0) > 2 then f rises by the factor (a(f_0) - 1)² > 1 at least. ∎
//!
//! # What is monotone in what
//!
//! a rises with |f|. The two hypotheses are those of two lemmas, [`Falls`] and [`Grows`]; that the start is on the boundary
//! is an equation, tested exactly.
//!
//! Machine-checked: `proofs/Two_layer_boundary.v`, `boundary_converges` and `boundary_diverges`.

use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression};
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{Limit, Minimum, Phase};
use crate::dynamics::{Descent, TwoLayerState, TwoLayerSystem};
use num_traits::Zero;
use rug::Rational;

/// The lemma of this file for a < 2.
pub struct Falls;

/// The lemma of this file for a > 2.
pub struct Grows;

/// The number of both statements.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// a at the start.
    pub rate: T,
}

impl Lemma for Falls {
    const NAME: &'static str = "boundary_falls";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        vec![Slack::strict("a < 2", T::integer(2) - &numbers.rate)]
    }

    fn symbols() -> Numbers<Expression> {
        Numbers { rate: Expression::variable("a") }
    }
}

impl Lemma for Grows {
    const NAME: &'static str = "boundary_grows";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        vec![Slack::strict("a > 2", numbers.rate.clone() - T::integer(2))]
    }

    fn symbols() -> Numbers<Expression> {
        Falls::symbols()
    }
}

/// Whether the start lies on the boundary, f not zero. Exact.
pub fn applies(problem: &Descent<TwoLayerSystem>) -> bool {
    let TwoLayerState { output, lambda } = &problem.start;
    !output.is_zero() && lambda.clone().square() * &problem.system.width == output.clone().square() * Rational::from(4)
}

/// Tests the lemma: lazy or divergent.
///
/// # Errors
///
/// [`Failure`] off the boundary, or if a could not be told from 2.
///
/// # Guarantee
///
/// Exact for the place of the start, certified for a.
pub fn establish(problem: &Descent<TwoLayerSystem>, bits: u32) -> Result<Established, Failure> {
    let map = problem.equations::<Ball>(bits);
    if !applies(problem) {
        return Err(Failure::NotApplicable("it is made for starts with m lambda² = 4 f² and f != 0"));
    }
    let start = problem.start_in::<Ball>(bits);
    let numbers = Numbers { rate: map.factor_step(start.output.abs()) };
    if Falls::check(&numbers).is_ok() {
        let limit = Limit::Minimum(Minimum { lambda: Ball::zero(), sharpness: Ball::zero() });
        Ok(Established { phase: Phase::Lazy, limit: Some(limit) })
    } else if Grows::check(&numbers).is_ok() {
        Ok(Established { phase: Phase::Divergent, limit: None })
    } else {
        Err(Failure::NotProved("a < 2 or a > 2"))
    }
}
