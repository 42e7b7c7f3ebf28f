//! Convergence of aligned networks on D0 by a trap around f = 0, (L4a): one layer vanishes, and all limits are enclosed.
//!
//! # Lemma
//!
//! L >= 2 layers; at step T let |f| <= F with F > 0, 0 < phi <= s(u)/u <= Phi for 0 < |u| <= F, one chosen layer j, and a_k <= q_k <= b_k
//! for the others. Let 0 < rho < 1 and put
//!
//! > C = eta Phi F²/(1 - rho²),  t_- = N² prod_{k != j} (a_k - 2C),  t_+ = N² prod_{k != j} b_k.
//!
//! If
//!
//! > (i) a_k > 2C for all k != j,  (ii) eta phi t_- >= 1 - rho,  (iii) eta Phi t_+ <= 1 + rho,
//!
//! then |f_(t+1)| <= rho |f_t| for t >= T, so the loss never rises from T on; sigma_j -> 0, the other sigma_k keep their signs and
//! the limits of the q_k lie in [a_k - 2C, b_k]; that of lambda lies in [t_-, t_+].
//!
//! # Proof
//!
//! Let c_t = eta f_t s(f_t), which is at most eta Phi f_t². Induction over t, with the hypothesis |f_i| <= rho^(i-T) F for
//! T <= i <= t, so that the c_i up to c_t sum up to at most C (a geometric series). For k != j, (L1a) gives q_k' = q_k - 2c + c²/q_k >=
//! q_k - 2c; so at step t q_k >= a_k - 2 (C - c_t) > 2 c_t, and 0 <= x_k = c_t/q_k < 1/2: q_k falls, sigma_k keeps its sign, and q_k
//! stays in [a_k - 2C, b_k]. Hence tau_j² = N² prod_{k != j} q_k is in [t_-, t_+], and with g = s/f, x_j = eta tau_j² g is in
//! [1 - rho, 1 + rho] by (ii) and (iii) (phi <= Phi). So |f'| = |f| |1 - x_j| prod_{k != j} (1 - x_k) <= rho |f|. In the limit f = 0, the
//! q_k, k != j, are positive, so sigma_j -> 0, and lambda -> tau_j² as the other tau_k contain sigma_j. ∎
//!
//! # What is monotone in what
//!
//! The hypotheses become harder as F, Phi and the b_k rise and as phi and the a_k fall. So an enclosed state is tested at one
//! corner ([`Numbers::at`]). A product of several negative a_k - 2C could be positive: (i) is tested at the smallest a_k.
//!
//! The numbers hold 1 - rho and not rho, which floats cannot tell from 1 where learning rates are small. At f = 0 the sharpness is
//! kappa lambda (L1b), and it is continuous.

use super::aligned_bounds::{Map, largest_squares, least_squares, product_without, slope_ratios, smallest};
use super::aligned_run::AlignedRun;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{AlignedMinimum, Limit};
use crate::dynamics::Layers;
use crate::model::{Degenerate, LossName, Risk};
use crate::theory::thresholds::sharpness_at_minimum;
use num_traits::Zero;
use rug::{Float, Rational};

/// The lemma of this file.
pub struct Trap;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// F.
    pub output: T,
    /// phi.
    pub smallest: T,
    /// Phi.
    pub largest: T,
    /// The smallest a_k.
    pub weakest: T,
    /// t_-.
    pub lower_kernel: T,
    /// t_+.
    pub upper_kernel: T,
    /// 1 - rho.
    pub gap: T,
}

/// 2C, by which the q_k may still fall.
pub fn drift<T: Analytic>(learning_rate: &T, largest: &T, output: &T, gap: &T) -> T {
    // 1 - rho² = (1 - rho) (1 + rho)
    let shrink = gap.clone() * (T::integer(2) - gap);
    T::integer(2) * learning_rate * largest * output.clone().square() / shrink
}

impl<T: Analytic> Numbers<T> {
    /// 2C.
    pub fn drift(&self) -> T {
        drift(&self.learning_rate, &self.largest, &self.output, &self.gap)
    }

    /// What 1 - rho may be at most by (ii), and by (iii).
    pub fn rooms(&self) -> [T; 2] {
        let pull = |ratio: &T, kernel: &T| self.learning_rate.clone() * ratio * kernel;
        [pull(&self.smallest, &self.lower_kernel), T::integer(2) - pull(&self.largest, &self.upper_kernel)]
    }
}

impl<T: Ends> Numbers<T> {
    /// The numbers of an enclosed state for the layer j, counted from 0, each the end that makes the hypotheses hardest; `None` without
    /// another layer.
    pub fn at(map: &Map<T>, state: &Layers<T>, output: &T, layer: usize, gap: T) -> Option<Self>
    where
        Degenerate<LossName>: Risk<T>,
    {
        let output = output.largest_size();
        let [lowest, largest] = slope_ratios(map, &output);
        let drift = drift(&map.learning_rate, &largest, &output, &gap);
        let scale = map.scale.clone().square();
        let (least, most) = (least_squares(state), largest_squares(state));
        let others = least.iter().enumerate().filter(|(k, _)| *k != layer).map(|(_, a)| a.clone());
        let weakest = smallest(others)?;
        let left: Vec<T> = least.iter().map(|a| (a.clone() - &drift).lower_end()).collect();
        Some(Numbers {
            learning_rate: map.learning_rate.clone(),
            output,
            smallest: lowest,
            largest,
            weakest,
            lower_kernel: (scale.clone() * product_without(&left, &[layer])).lower_end(),
            upper_kernel: (scale * product_without(&most, &[layer])).upper_end(),
            gap,
        })
    }
}

impl Lemma for Trap {
    const NAME: &'static str = "aligned_trap";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let [above, below] = numbers.rooms();
        vec![
            Slack::strict("F > 0 (where f = 0, give a proof with the lemma `hit`)", numbers.output.clone()),
            Slack::strict("s/f >= phi > 0 on [0, F]", numbers.smallest.clone()),
            Slack::strict("rho < 1", numbers.gap.clone()),
            Slack::strict("rho > 0", T::one() - &numbers.gap),
            Slack::strict("q_k > 2C for all k != j", numbers.weakest.clone() - numbers.drift()),
            Slack::weak("eta phi t_- >= 1 - rho", above - &numbers.gap),
            Slack::weak("eta Phi t_+ <= 1 + rho", below - &numbers.gap),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            output: variable("F"),
            smallest: variable("phi"),
            largest: variable("Phi"),
            weakest: variable("a"),
            lower_kernel: variable("t_low"),
            upper_kernel: variable("t_up"),
            gap: variable("gap"),
        }
    }
}

/// Tests the lemma at step T for a layer, counted from 1, with the given rho: then the orbit converges, lazy if the loss rises at no
/// step before T, catapult if it rises at some.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &AlignedRun, layer: usize, contraction: &Rational) -> Result<Established, Failure> {
    let state = run.state();
    let index = layer.checked_sub(1).filter(|index| *index < state.sigma.len());
    let index = index.ok_or(Failure::OutOfRange("the vanishing layer is one of the layers, counted from 1"))?;
    let gap = Ball::from_exact(&(Rational::from(1) - contraction), run.bits());
    let numbers = Numbers::at(run.map(), state, run.output(), index, gap);
    let numbers = numbers.ok_or(Failure::NotApplicable("it is made for two or more layers"))?;
    Trap::check(&numbers)?;
    let phase = run.phase_if_it_falls_from_here()?;
    let drift = numbers.drift();
    let limit_of = |(k, sigma): (usize, &Ball)| {
        let (low, high) = (sigma.smallest_size().square() - &drift, sigma.largest_size());
        if k == index { Ball::zero() } else { signed(sigma, &low.sqrt().lower(), &high.upper()) }
    };
    let sigma = state.sigma.iter().enumerate().map(limit_of).collect();
    let lambda = Ball::between(&numbers.lower_kernel.lower(), &numbers.upper_kernel.upper(), run.bits());
    Ok(Established { phase, limit: Some(limit_at(run.map(), sigma, Some(layer), lambda)) })
}

/// A number with the sign of another, which is certain, and a size between two numbers.
pub fn signed(sign: &Ball, low: &Float, high: &Float) -> Ball {
    let size = Ball::between(low, high, sign.bits());
    if sign.midpoint().is_sign_negative() { -size } else { size }
}

/// A minimum with enclosed sigma and lambda. Its sharpness is kappa lambda.
pub fn limit_at(map: &Map<Ball>, sigma: Vec<Ball>, vanishing: Option<usize>, lambda: Ball) -> Limit<Ball> {
    let sharpness = sharpness_at_minimum(&map.risk.0, lambda.clone());
    Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness })
}
