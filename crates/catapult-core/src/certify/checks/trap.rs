//! Convergence of the two-layer network on D0 by a trap around f = 0.
//!
//! # Lemma
//!
//! Let g = s/f, which is even and monotone in |f|, with g(0) = kappa. At some step T let
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
//! # What is monotone in what
//!
//! Both hypotheses become harder as delta, Phi and lambda_T rise and as phi and V fall; V rises with lambda and falls as |f| rises,
//! and s/f is monotone in |f| for every loss of [`crate::model::facts`]. So an enclosed state is tested at one corner: the largest
//! |f|, the largest lambda in (i), the smallest in V ([`Numbers::at`]). p q is even in lambda, so that an enclosure that
//! reaches far below zero could pass for a large V: hence the hypothesis that the smaller of p and q is not negative there. And
//! V itself must not be negative, or a large S would make up for it in lambda_min.
//!
//! The numbers hold 1 - rho and not rho, which floats cannot tell from 1 where learning rates are small.
//!
//! Machine-checked: `proofs/Two_layer_trap.v`, `trap_on_box` and, for each loss, `trap_exponential`, `trap_logistic`, `trap_squared`.
//!
//! At f = 0 the sharpness is (T5) with s = 0, and it is continuous, so its limit is (T5) at (0, lambda_inf).

use super::run::Run;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{Limit, Minimum};
use crate::dynamics::{FactorisedState, TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LossName, Risk};
use num_traits::Zero;
use rug::Rational;

/// The lemma of this file.
pub struct Trap;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// m.
    pub width: T,
    /// delta >= |f|.
    pub output: T,
    /// phi <= s/f on [0, delta].
    pub smallest: T,
    /// Phi >= s/f on [0, delta].
    pub largest: T,
    /// An upper bound of lambda.
    pub kernel: T,
    /// A lower bound of the smaller one of p and q.
    pub factor: T,
    /// V, a lower bound of sqrt(p q).
    pub mean: T,
    /// 1 - rho.
    pub gap: T,
}

/// Terms that several hypotheses share.
struct Terms<T> {
    /// (eta Phi delta)²/m.
    push: T,
    /// S.
    sum: T,
}

impl<T: Analytic> Numbers<T> {
    fn terms(&self) -> Terms<T> {
        let push = (self.learning_rate.clone() * &self.largest * &self.output).square() / &self.width;
        // 1 - rho² = (1 - rho) (1 + rho)
        let shrink = self.gap.clone() * (T::integer(2) - &self.gap);
        Terms { sum: push.clone() / shrink, push }
    }

    /// S.
    pub fn sum(&self) -> T {
        self.terms().sum
    }

    /// lambda_min.
    pub fn least_kernel(&self) -> T {
        self.least_kernel_by(&self.terms())
    }

    fn least_kernel_by(&self, terms: &Terms<T>) -> T {
        self.mean.clone() * (T::one() - &terms.sum)
    }

    /// What 1 - rho may be at most by (i): 2 - eta lambda Phi.
    fn room_below(&self) -> T {
        T::integer(2) - self.learning_rate.clone() * &self.kernel * &self.largest
    }

    /// What 1 - rho may be at most by (ii), if no later lambda is less than `kernel`: eta kernel phi - (eta Phi delta)²/m.
    fn room_above(&self, kernel: &T, push: &T) -> T {
        self.learning_rate.clone() * kernel * &self.smallest - push
    }

    /// What 1 - rho may conceivably be at most, whatever it is: by (i), and by (ii) as if S were zero.
    pub fn rooms(&self) -> [T; 2] {
        [self.room_below(), self.room_above(&self.mean, &self.terms().push)]
    }
}

impl<T: Ends> Numbers<T> {
    /// The numbers of an enclosed state, each the end that makes the hypotheses hardest.
    pub fn at(map: &TwoLayer<T, Degenerate<LossName>>, state: &TwoLayerState<T>, gap: T) -> Self
    where
        Degenerate<LossName>: Risk<T>,
    {
        let output = state.output.largest_size();
        let kappa = map.risk.curvature(T::zero());
        let ratio = map.risk.slope(output.clone()) / &output;
        let FactorisedState { p, q } = factors(map, output.clone(), state.lambda.lower_end());
        Numbers {
            learning_rate: map.learning_rate.clone(),
            width: map.width().clone(),
            smallest: ratio.smaller(&kappa),
            largest: ratio.larger(&kappa),
            output,
            kernel: state.lambda.upper_end(),
            factor: q.lower_end(),
            mean: (p * q).sqrt().lower_end(),
            gap,
        }
    }
}

impl Lemma for Trap {
    const NAME: &'static str = "trap";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let terms = numbers.terms();
        let above = numbers.room_above(&numbers.least_kernel_by(&terms), &terms.push);
        vec![
            Slack::strict("delta > 0 (where f = 0, give a proof of kind `hit`)", numbers.output.clone()),
            Slack::strict("s/f >= phi > 0 on [0, delta]", numbers.smallest.clone()),
            Slack::strict("rho < 1", numbers.gap.clone()),
            Slack::strict("rho > 0", T::one() - &numbers.gap),
            Slack::weak("p >= 0 and q >= 0 over the whole enclosure", numbers.factor.clone()),
            Slack::weak("V >= 0", numbers.mean.clone()),
            Slack::weak("eta lambda Phi <= 1 + rho", numbers.room_below() - &numbers.gap),
            Slack::weak("1 + (eta Phi delta)²/m - eta lambda_min phi <= rho", above - &numbers.gap),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            width: variable("m"),
            output: variable("delta"),
            smallest: variable("phi"),
            largest: variable("Phi"),
            kernel: variable("lambda"),
            factor: variable("q"),
            mean: variable("V"),
            gap: variable("gap"),
        }
    }
}

/// p and q at an output that is not negative: q is the smaller one.
fn factors<T: Analytic>(map: &TwoLayer<T, Degenerate<LossName>>, output: T, lambda: T) -> FactorisedState<T> {
    FactorisedState::from_output(TwoLayerState { output, lambda }, &map.width().clone().sqrt())
}

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
pub fn establish(run: &Run, contraction: &Rational) -> Result<Established, Failure> {
    let map = run.problem().equations::<Ball>(run.bits());
    let lambda = enclose_limit(&map, &run.state(), contraction, run.bits())?;
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
    state: &TwoLayerState<Ball>,
    contraction: &Rational,
    bits: u32,
) -> Result<Ball, Failure> {
    let gap = Ball::from_exact(&(Rational::from(1) - contraction), bits);
    let numbers = Numbers::at(map, state, gap);
    Trap::check(&numbers)?;
    Ok(Ball::between(&numbers.least_kernel().lower(), &largest_mean(map, state).upper(), bits))
}

/// An upper bound of sqrt(p q), from which it falls: it rises with lambda and falls as |f| rises.
pub fn largest_mean(map: &TwoLayer<Ball, Degenerate<LossName>>, state: &TwoLayerState<Ball>) -> Ball {
    let FactorisedState { p, q } = factors(map, state.output.smallest_size(), state.lambda.upper_end());
    (p * q).sqrt().upper_end()
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
