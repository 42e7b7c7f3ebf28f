//! Divergence of the two-layer network on D0 with the logistic loss, for eta > 2 sqrt(2m).
//!
//! # Lemma
//!
//! Logistic loss, A = eta/(2 sqrt m) > 1, a(f) = eta s(f)/sqrt m (so |a| = A tanh(|f|/2)), c = 2 log((A + 1)/(A - 1)). Let
//! p = lambda + 2f/sqrt m and q = lambda - 2f/sqrt m be positive at step T, V = sqrt(p q) and u = |log p - log q| there. Let d > 0, the
//! margin, and put
//!
//! > w = min(u, c - u) - d,  0 < F <= (sqrt m/2) V sinh(w/2),  a_0 = a(F),  G = a_0² - 1,
//! > drift = (4/G) · 2A e^(-F)/(1 - e^(-F (G - 1))).
//!
//! If
//!
//! > (i) w > 0,  (ii) a_0² > 2,  (iii) drift <= d,
//!
//! then |f_t| >= F G^(t-T) for all t >= T, with G > 1: the loss tends to infinity. The sign of f alternates.
//!
//! # Proof
//!
//! Write u_t and V_t for u and V at step t. By (T3), |f_t| = (sqrt m/2) V_t sinh(u_t/2) and V_(t+1) = V_t |1 - a²|. By (ii)
//! A > a_0 > sqrt 2, so G > 1.
//! Induction over t, with the hypothesis for all s from T to t: u_s differs by at most d from u_T (s - T even) or from c - u_T
//! (s - T odd), so that w <= u_s <= c - w; and V_s >= V_T G^(s-T).
//! Then |f_s| >= F G^(s-T) >= F, so |a_s| >= a_0 and V_(s+1) >= V_s G.
//! By symmetry (swapping p and q changes the sign of f) let f_s > 0. Then, by (T3),
//! log p - log q changes by -h(a_s), h(a) = 2 log((a + 1)/(a - 1)), which decreases in a > 1 with |h'| = 4/(a² - 1). As
//! a_0 <= a_s < A, h(a_s) = c + e_s with 0 <= e_s <= (4/G)(A - a_s), and A - a_s = 2A/(e^(f_s) + 1) <= 2A e^(-f_s). As
//! u_s < c, the sign changes and u_(s+1) = c - u_s + e_s. Two steps give u_(s+2) = u_s - e_s + e_(s+1). So u_(t+1) differs
//! from u_T or from c - u_T by at most the sum of the e_s, which is at most (4/G) 2A times the sum of e^(-F G^k) over k >= 0;
//! by Bernoulli G^k >= 1 + k (G - 1), so that sum is at most e^(-F)/(1 - e^(-F (G - 1))), and the whole at most
//! drift <= d. ∎
//!
//! Machine-checked: `proofs/Two_layer_alternation.v`, `alternation` and `alternation_on_box`.

use super::run::Run;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Field, FromExact};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, FactorisedState, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, LossName};
use num_traits::One;
use rug::{Rational, float::Round};
use std::cmp::Ordering;

/// Tests the lemma at step T with the given d: divergent.
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
    margin: &Rational,
) -> Result<Established, Failure> {
    let map = problem.equations::<Ball>(bits);
    if problem.system.loss != LossName::Logistic {
        return Err(Failure::NotApplicable("it is made for the logistic loss"));
    }
    let run = Run::until(problem, bits, step)?;
    test(&map, &run.state(), margin, bits)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}

/// Tests the lemma at one enclosed state.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
pub fn test(
    map: &TwoLayer<Ball, Degenerate<LossName>>,
    state: &TwoLayerState<Ball>,
    margin: &Rational,
    bits: u32,
) -> Result<(), Failure> {
    let factors = FactorisedState::from_output(state.clone(), &map.width().clone().sqrt());
    test_factors(map, factors, margin, bits)
}

/// The numbers w and F of the lemma at a state, exact and positive.
pub struct Reach {
    /// w, at most the smaller of u and c - u, less d.
    pub gap: Ball,
    /// F, a lower bound of |f|.
    pub output: Ball,
}

/// Tests the lemma at one state given by p and q.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
pub fn test_factors(
    map: &TwoLayer<Ball, Degenerate<LossName>>,
    factors: FactorisedState<Ball>,
    margin: &Rational,
    bits: u32,
) -> Result<(), Failure> {
    let Reach { output: least, .. } = reach(map, factors, margin, bits)?;
    let one = Ball::one();
    let top = top_rate(map);
    let growth = map.factor_step(least.clone()).square() - &one;
    if !one.is_certainly_less(&growth) {
        return Err(Failure::NotProved("a(F)² > 2"));
    }
    let geometric = one.clone() - (-lower_end(&(least.clone() * (growth.clone() - &one)))).exp();
    let drift = Ball::integer(8) * &top / &growth * (-least).exp() / geometric;
    let allowed = Ball::from_exact(margin, bits);
    if drift.is_certainly_less(&allowed) { Ok(()) } else { Err(Failure::NotProved("drift <= d")) }
}

/// A = eta/(2 sqrt m).
fn top_rate(map: &TwoLayer<Ball, Degenerate<LossName>>) -> Ball {
    map.learning_rate.clone() / (Ball::integer(2) * map.width().clone().sqrt())
}

/// w and F at one state given by p and q.
///
/// # Errors
///
/// [`Failure`] if A > 1, p > 0, q > 0, w > 0 or F > 0 could not be confirmed.
pub fn reach(
    map: &TwoLayer<Ball, Degenerate<LossName>>,
    FactorisedState { p, q }: FactorisedState<Ball>,
    margin: &Rational,
    bits: u32,
) -> Result<Reach, Failure> {
    if *margin <= 0 {
        return Err(Failure::OutOfRange("the margin of an alternation is positive"));
    }
    let (one, two) = (Ball::one(), Ball::integer(2));
    let allowed = Ball::from_exact(margin, bits);
    let top = top_rate(map);
    if [&p, &q, &(top.clone() - &one)].iter().any(|value| value.sign() != Some(Ordering::Greater)) {
        return Err(Failure::NotProved("p > 0, q > 0 and A > 1"));
    }
    let turn = two.clone() * ((top.clone() + &one) / (top - &one)).ln();
    let distance = (p.clone().ln() - q.clone().ln()).abs();
    // Downward, should the second have more bits than the first.
    let mut room = distance.lower();
    room.min_round(&(turn - &distance).lower(), Round::Down);
    let gap = lower_end(&(Ball::exact(room) - &allowed));
    let output = lower_end(&(map.width().clone().sqrt() / &two * (p * &q).sqrt() * (gap.clone() / &two).sinh()));
    if output.sign() == Some(Ordering::Greater) {
        Ok(Reach { gap, output })
    } else {
        Err(Failure::NotProved("w > 0 and F > 0"))
    }
}

/// The lower end as an exact number: decreasing functions of it bound those of the value, and do not suffer from a large
/// absolute radius.
fn lower_end(value: &Ball) -> Ball {
    Ball::exact(value.lower())
}
