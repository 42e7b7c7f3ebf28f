//! Convergence of the two-layer network on D0 by a trap around f = 0.
//!
//! # Lemma
//!
//! Let g = s/f, which is even and monotone in |f| for the three losses, with g(0) = kappa. At some step T let
//! |f_T| <= delta with delta > 0, and let phi <= g <= Phi on [0, delta], with phi > 0: the smaller and the larger of kappa and g(delta) will do.
//! Let 0 < rho < 1. With V = sqrt(p q) at step T, p = lambda + 2f/sqrt m and q = lambda - 2f/sqrt m, put
//!
//! > S = (eta Phi delta)² / (m (1 - rho²)),  lambda_min = V (1 - S).
//!
//! If
//!
//! > (i) eta lambda_T Phi <= 1 + rho, and
//! > (ii) 1 + (eta Phi delta)²/m - eta lambda_min phi <= rho,
//!
//! then |f_(t+1)| <= rho |f_t| and lambda_(t+1) <= lambda_t for all t >= T. So the loss never rises from T on, the orbit
//! converges to the minimum f = 0, and lambda_inf lies in [lambda_min, V], with lambda_min > 0.
//!
//! # Proof
//!
//! (T1) and (T2) read f' = M f with M = 1 + a² - eta lambda g, a² = eta² s²/m, and
//! lambda' = lambda - (eta f s/m)(4 - eta lambda g). Write V_t for sqrt(p q) at step t; by (T4) V' = V |1 - a²|, and
//! V_t <= lambda_t as the geometric mean of p, q >= 0. By (ii), eta lambda_min phi >= 1 - rho > 0, so lambda_min > 0 and S < 1.
//! Induction over t with the hypothesis |f_s| <= rho^(s-T) delta for T <= s <= t and lambda_min <= lambda_t <= lambda_T.
//! Then a_s² <= (eta Phi)² f_s²/m, so the a_s² sum up to at most S < 1 (a geometric series), and
//! V_(t+1) = V_T times the product of the 1 - a_s² is at least V_T (1 - S) = lambda_min; so lambda_(t+1) >= lambda_min. As
//! a_t² <= (eta Phi delta)²/m, M <= rho by (ii), and M >= 1 - eta lambda_T Phi >= -rho by (i): |f_(t+1)| <= rho |f_t|. As
//! 0 <= eta lambda_t g < 2 by (i), lambda_(t+1) <= lambda_t. Finally lambda_t² - V_t² = 4 f_t²/m -> 0, so lambda_inf is the
//! limit of V_t, which falls from V_T and stays above lambda_min. ∎
//!
//! Machine-checked: `proofs/Two_layer_trap.v`, `trap_on_box` and, for each loss, `trap_exponential`, `trap_logistic`, `trap_squared`.
//!
//! At f = 0 the sharpness is (T5) with s = 0, and it is continuous, so its limit is (T5) at (0, lambda_inf).

use super::run::Run;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Field, FromExact};
use crate::certify::phase::{Limit, Minimum};
use crate::dynamics::{Descent, FactorisedState, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, Loss, LossName};
use num_traits::{One, Zero};
use rug::{Float, Rational};

/// Tests the lemma at step T with the given rho: then the orbit converges to the minimum, lazy if the loss rises at no
/// step before T, catapult if it rises at some.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(
    problem: &Descent<TwoLayerSystem>,
    bits: u32,
    step: u64,
    contraction: &Rational,
) -> Result<Established, Failure> {
    let map = problem.equations::<Ball>(bits);
    let run = Run::until(problem, bits, step)?;
    let lambda = enclose_limit(&map, problem.system.loss, &run.state(), contraction, bits)?;
    let phase = run.phase_if_it_falls_from_here()?;
    Ok(Established { phase, limit: Some(limit_at(&map, lambda)) })
}

/// Tests the lemma at one enclosed state; returns the enclosure of lambda_inf.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
pub fn enclose_limit(
    map: &TwoLayer<Ball, Degenerate<LossName>>,
    loss: LossName,
    state: &TwoLayerState<Ball>,
    contraction: &Rational,
    bits: u32,
) -> Result<Ball, Failure> {
    if *contraction <= 0 || *contraction >= 1 {
        return Err(Failure::OutOfRange("the contraction of a trap lies strictly between 0 and 1"));
    }
    let Extremes { delta, smallest, largest } = ratio_extremes(loss, &state.output)?;
    let (eta, width) = (&map.learning_rate, map.width());
    let rho = Ball::from_exact(contraction, bits);
    // p q is even in lambda: without this, an enclosure that reaches far below zero would pass for a large V.
    if state.lambda.lower().is_sign_negative() {
        return Err(Failure::NotProved("lambda >= 0 over the whole enclosure"));
    }
    // V increases in lambda and decreases in |f|, so its bounds come from the ends of the enclosures.
    let least = geometric_mean(map, delta.clone(), state.lambda.lower());
    let most = geometric_mean(map, smallest_size(&state.output), state.lambda.upper());
    let push = (eta.clone() * &largest * &delta).square() / width;
    let sum = push.clone() / (Ball::one() - rho.clone().square());
    let lambda_min = least * (Ball::one() - &sum);

    let stiffness = eta.clone() * &state.lambda * &largest;
    if !stiffness.is_certainly_less(&(Ball::one() + &rho)) {
        return Err(Failure::NotProved("eta lambda Phi <= 1 + rho"));
    }
    let multiplier = Ball::one() + &push - eta.clone() * &lambda_min * &smallest;
    if !multiplier.is_certainly_less(&rho) {
        return Err(Failure::NotProved("1 + (eta Phi delta)²/m - eta lambda_min phi <= rho"));
    }
    Ok(Ball::between(&lambda_min.lower(), &most.upper(), bits))
}

/// V = sqrt(p q) at an output and a kernel.
pub fn geometric_mean(map: &TwoLayer<Ball, Degenerate<LossName>>, output: Ball, lambda: Float) -> Ball {
    let state = TwoLayerState { output, lambda: Ball::exact(lambda) };
    let FactorisedState { p, q } = FactorisedState::from_output(state, &map.width().clone().sqrt());
    (p * &q).sqrt()
}

/// The smallest |f| of an enclosure, exact.
pub fn smallest_size(output: &Ball) -> Ball {
    let lower = output.clone().abs().lower();
    if lower.is_sign_negative() { Ball::zero() } else { Ball::exact(lower) }
}

/// delta with phi and Phi.
pub struct Extremes {
    /// An upper bound of |f|, exact and positive.
    pub delta: Ball,
    /// phi <= s/f on [0, delta], exact and positive.
    pub smallest: Ball,
    /// Phi >= s/f on [0, delta], exact.
    pub largest: Ball,
}

/// delta = the largest |f| in the enclosure, and the extremes of s/f, which is monotone, from its values kappa and g(delta).
///
/// # Errors
///
/// [`Failure`] if delta is zero or phi is not certainly positive.
pub fn ratio_extremes(loss: LossName, output: &Ball) -> Result<Extremes, Failure> {
    let delta = Ball::exact(output.clone().abs().upper());
    if delta.sign() != Some(std::cmp::Ordering::Greater) {
        return Err(Failure::NotApplicable("f is zero at this step: give a proof of kind `hit`"));
    }
    let kappa: Ball = loss.kappa();
    let ratio = loss.degenerate_slope(delta.clone()) / &delta;
    if !ratio.is_bounded() {
        return Err(Failure::NotProved("s/f is bounded on [0, delta]"));
    }
    let smallest = Ball::exact(ratio.lower().min(&kappa.lower()));
    let largest = Ball::exact(ratio.upper().max(&kappa.upper()));
    if smallest.sign() != Some(std::cmp::Ordering::Greater) {
        return Err(Failure::NotProved("s/f >= phi > 0 on [0, delta]"));
    }
    Ok(Extremes { delta, smallest, largest })
}

/// The minimum with an enclosed lambda_inf. Its sharpness is (T5) at f = 0, which is kappa lambda there and so increases in
/// lambda: it lies between the values at the two ends, evaluated apart to keep wide enclosures from growing.
pub fn limit_at(map: &TwoLayer<Ball, Degenerate<LossName>>, lambda: Ball) -> Limit<Ball> {
    let sharpness_at = |lambda| map.sharpness_of(&TwoLayerState { output: Ball::zero(), lambda });
    let sharpness = if lambda.is_exact() {
        sharpness_at(lambda.clone())
    } else {
        let [low, high] = [lambda.lower(), lambda.upper()].map(|end| sharpness_at(Ball::exact(end)));
        Ball::between(&low.lower(), &high.upper(), lambda.bits())
    };
    Limit::Minimum(Minimum { lambda, sharpness })
}
