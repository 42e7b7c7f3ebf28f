//! Degenerate ends of aligned networks on D0: the smallest layers are equal, vanish together, and lambda tends to 0, as in (L4c).
//!
//! # Lemma
//!
//! Let G be two or more layers with the same |sigma_l| at the start, and so for ever, and not all layers. At step T let f != 0,
//! g_- <= q_l <= g for l in G, a_k <= q_k <= b_k for the others, K >= s(u)/u for 0 < |u| <= |f|, and
//! tau² = N² g^(|G|-1) prod_{k not in G} b_k. If
//!
//! > (i) a_k > g for all k not in G, and (ii) X := eta K tau² <= 1,
//!
//! then the loss never rises from T on, the orbit converges to a minimum, sigma_l -> 0 for l in G, lambda and the sharpness tend to 0,
//! and for k not in G sigma_k keeps its sign, with a limit of q_k in
//! [(a_k - g) (1 - X g/(a_k - 2g)), b_k - g_-] if a_k > 2g.
//!
//! # Proof
//!
//! The layers of G have the largest tau_l², at most tau²; so 0 <= x_l <= eta K tau_l² <= 1 for all l, no |sigma_l| grows, nor |f|, nor a tau_l². By
//! (L1a) (q_k - q_l)' = (q_k - q_l) (1 - x_k x_l) is not negative for l in G: q_k >= q_l persists, and with it everything. So [`super::aligned_lazy`]
//! applies (its (i) and (ii) hold, as 1 < 2): f -> 0 and the |sigma_l| converge, and the smallest, those of G, to zero. Each
//! tau_k² contains a q_l with l in G, as there are two: lambda -> 0.
//! For l in G, q_l - q_l' = c (2 - x_l) >= c, so the c_t from T on sum up to at most g. So q_k >= a_k - 2g for ever, x_k <= c/(a_k - 2g), and the x_k x_l
//! sum up to at most X g/(a_k - 2g) (x_l <= X). The limit of q_k is that of q_k - q_l, which is (q_k - q_l) at T times the product of the
//! 1 - x_k x_l, at most 1 and at least 1 minus their sum. As x_k < 1 strictly (q_k > q_l, x_l <= 1) sigma_k keeps its sign. ∎
//!
//! # What is monotone in what
//!
//! K, g and the b_k make the hypotheses harder as they rise, the a_k as they fall.

use super::aligned_bounds::{Map, largest, largest_squares, least_squares, product_without, slope_ratios, smallest};
use super::aligned_run::AlignedRun;
use super::aligned_trap::{limit_at, signed};
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, Field};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::dynamics::{AlignedSystem, Descent, Layers};
use crate::model::{Degenerate, LossName, Risk};
use num_traits::{One, Zero};
use rug::Float;

/// The lemma of this file.
pub struct Together;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// K.
    pub ratio: T,
    /// tau².
    pub kernel: T,
    /// g.
    pub group: T,
    /// The smallest a_k.
    pub next: T,
}

impl<T: Analytic> Numbers<T> {
    /// X.
    pub fn pull(&self) -> T {
        self.learning_rate.clone() * &self.ratio * &self.kernel
    }
}

impl<T: Ends> Numbers<T> {
    /// The numbers of an enclosed state with the group G, layers counted from 0; `None` without a group or another layer.
    pub fn at(map: &Map<T>, state: &Layers<T>, output: &T, group: &[usize]) -> Option<Self>
    where
        Degenerate<LossName>: Risk<T>,
    {
        let [_, ratio] = slope_ratios(map, &output.largest_size());
        let (least, most) = (least_squares(state), largest_squares(state));
        let others = least.iter().enumerate().filter(|(k, _)| !group.contains(k)).map(|(_, a)| a.clone());
        let kernel = map.scale.clone().square() * product_without(&most, &[*group.first()?]);
        Some(Numbers {
            learning_rate: map.learning_rate.clone(),
            ratio,
            kernel: kernel.upper_end(),
            group: largest(group.iter().map(|l| most[*l].clone()))?,
            next: smallest(others)?,
        })
    }
}

impl Lemma for Together {
    const NAME: &'static str = "aligned_degenerate";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        vec![
            Slack::strict("q_k > g for the layers outside G", numbers.next.clone() - &numbers.group),
            Slack::weak("eta K tau² <= 1", T::one() - numbers.pull()),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            ratio: variable("K"),
            kernel: variable("tau_max"),
            group: variable("g"),
            next: variable("a"),
        }
    }
}

/// The layers, counted from 0, that are as large as a given one at the start. Exact.
pub fn group_of(problem: &Descent<AlignedSystem>, layer: usize) -> Vec<usize> {
    let sigma = &problem.start.sigma;
    (0..sigma.len()).filter(|l| sigma[*l].cmp_abs(&sigma[layer]).is_eq()).collect()
}

/// Tests the lemma at step T for the layers as large as a given one, counted from 1: lazy if the loss rises at no step before T,
/// catapult if it rises at some.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Exact for the equality of layers, certified for the rest.
pub fn establish(run: &AlignedRun, layer: usize) -> Result<Established, Failure> {
    const ALONE: Failure =
        Failure::NotApplicable("it is made for two or more layers of equal size, and at least one other");
    let state = run.state();
    let index = layer.checked_sub(1).filter(|index| *index < state.sigma.len());
    let index = index.ok_or(Failure::OutOfRange("the layer is one of the layers, counted from 1"))?;
    let group = group_of(run.problem(), index);
    if group.len() < 2 {
        return Err(ALONE);
    }
    let numbers = Numbers::at(run.map(), state, run.output(), &group).ok_or(ALONE)?;
    Together::check(&numbers)?;
    let phase = run.phase_if_it_falls_from_here()?;
    let sigma =
        (0..state.sigma.len())
            .map(|k| {
                if group.contains(&k) { Ball::zero() } else { limit_of(&numbers, &state.sigma[k], &state.sigma[index]) }
            })
            .collect();
    Ok(Established { phase, limit: Some(limit_at(run.map(), sigma, None, Ball::zero())) })
}

/// The limit of a layer outside the group, enclosed.
fn limit_of(numbers: &Numbers<Ball>, layer: &Ball, member: &Ball) -> Ball {
    let (least, group) = (layer.smallest_size().square(), &numbers.group);
    let room = least.clone() - Ball::integer(2) * group;
    let share = Ball::one() - numbers.pull() * group / &room;
    let lower = (least - group) * share;
    let known = room.lower() > 0 && lower.lower() > 0;
    let low = if known { lower.lower_end().sqrt().lower() } else { Float::new(layer.bits()) };
    let high = (layer.largest_size().square() - member.smallest_size().square()).upper_end().sqrt().upper();
    signed(layer, &low, &high)
}
