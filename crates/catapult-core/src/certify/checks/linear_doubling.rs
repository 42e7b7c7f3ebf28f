//! Convergence to the minimum at the rate where its multiplier is -1, or a little below: decided by the third derivative.
//!
//! At eta = 2/h, h = L''(w*), the map F(w) = w - eta L'(w) turns around w* without contracting at first order, and the orbit
//! converges like t^(-1/2) if at all. Just below, what contracts first is the cubic term, until the orbit is near.
//!
//! # Lemma (a minimum at or below its period doubling)
//!
//! Let F(w*) = w*, mu = F'(w*), b = |F''(w*)|, G = F∘F, I = [w* - r, w* + r], and for every value g of G''' on I
//!
//! * mu >= -1,
//! * g < 0,
//! * 3 mu² (1 + mu) b² < 8 |g| (1 - mu),
//! * |g| r² + 3 (1 + mu) b r < 6 (1 + mu²).
//!
//! Then every orbit that enters I converges to w*.
//!
//! *Proof.* The third hypothesis gives mu < 1, so |mu| <= 1. G has the derivatives mu² and c = mu (1 + mu) F''(w*) at w*, by the
//! chain rule, so that |c| <= (1 + mu) b. Let w = w* + u in I, u != 0. By Taylor's formula G(w) - w* = u q with
//! q = mu² + c u/2 + g u²/6 and some value g of G''' on I. First, 1 - q = (1 - mu)(1 + mu) - c u/2 + |g| u²/6 > 0: if mu = -1, it is
//! |g| u²/6; otherwise it is a quadratic polynomial in u that opens upwards, without a zero as its discriminant
//! c²/4 - 2 |g| (1 - mu)(1 + mu)/3 has the sign of 3 mu² (1 + mu) b² - 8 |g| (1 - mu) < 0. Second,
//! 6 (1 + q) >= 6 (1 + mu²) - 3 (1 + mu) b r - |g| r² > 0. So |G(w) - w*| < |w - w*|: G maps I into itself, and the distances
//! from w* of an orbit of G fall to some limit. By continuity G keeps the distance of each limit point, which must then be w*:
//! G^k(w) → w*, and F(G^k(w)) → F(w*) = w*. ∎
//!
//! At mu = -1 the hypotheses are g < 0 and |g| r² < 12. There g = -2 F'''(w*) - 3 F''(w*)² at w*, six times -a of the doubling lemma
//! ([`crate::certify::period_doubling`]), or twice the Schwarzian derivative: a minimum attracts at its supercritical doubling.
//!
//! mu = -1 is a tie of an enclosure, and decided where algebra knows w* ([`crate::theory::exact_minimiser`]): F'(w*) is then evaluated
//! exactly. At other minima the hypothesis is confirmed below the rate, and undecided at it.
//!
//! Inside I the loss may rise at every other step, which is why this proves *catapult* only, and needs a certified rise.
//! The slacks fall as b, r and mu away from -1 rise. I is cut into pieces, with G''' enclosed on each.
//!
//! Machine-checked: `proofs/Linear_doubling.v`, `doubling_by_hypotheses` (that G contracts distances, from Taylor's formula).

use super::linear_run::{Statement, follow, linear};
use super::{Established, Failure, linear_minimum};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, Dual, ExactValue, Expression, Field, FromExact};
use crate::certify::cycle_basin::MOST_PIECES;
use crate::certify::interior;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::{WeightMap, subdivide};
use crate::certify::phase::Phase;
use crate::dynamics::{Descent, Equations, LinearSystem, System, Weight};
use rug::{Float, Rational};
use std::cmp::Ordering;

/// The lemma of this file, on one piece of I.
pub struct Doubling;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// mu.
    pub multiplier: T,
    /// b.
    pub bend: T,
    /// r.
    pub radius: T,
    /// g.
    pub third: T,
}

impl Lemma for Doubling {
    const NAME: &'static str = "linear_doubling";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { multiplier, bend, radius, third } = numbers;
        let contraction = -third.clone();
        let above = T::one() + multiplier;
        let square = multiplier.clone().square();
        let cubic = T::integer(8) * &contraction * (T::one() - multiplier);
        let quadratic = T::integer(3) * &square * &above * bend.clone().square();
        let room = T::integer(6) * (T::one() + &square);
        let turn = T::integer(3) * &above * bend * radius + contraction.clone() * radius.clone().square();
        vec![
            Slack::weak("mu >= -1", above),
            Slack::strict("G''' < 0", contraction),
            Slack::strict("3 mu² (1 + mu) b² < 8 |G'''| (1 - mu)", cubic - quadratic),
            Slack::strict("|G'''| r² + 3 (1 + mu) b r < 6 (1 + mu²)", room - turn),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { multiplier: variable("mu"), bend: variable("b"), radius: variable("r"), third: variable("g") }
    }
}

/// Derivatives of the first to third order, by nested dual numbers.
type Jet = Dual<Dual<Dual<Ball>>>;

/// The minimum, with what the lemma asks of the map there.
#[derive(Clone, Debug)]
pub struct Turning {
    /// w*.
    pub weight: Ball,
    /// mu, exact where algebra knows w*.
    pub multiplier: Ball,
    bend: Ball,
    equations: <LinearSystem as System>::Equations<Jet>,
}

impl Turning {
    /// The minimum of a problem.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] where the minimiser is not enclosed at the precision of the map.
    pub fn of(problem: &Descent<LinearSystem>, map: &WeightMap, data: &LinearData) -> Result<Self, Failure> {
        let bits = map.bits();
        let minimiser =
            data.minimiser(bits).map_err(|_| Failure::NotProved("there is a finite minimiser at this precision"))?;
        let weight = minimiser.weight.to_ball(bits);
        let multiplier = match exact_multiplier(problem, data) {
            Some(exact) => Ball::from_exact(&exact, bits),
            None => map.slope(&weight),
        };
        let equations = problem.equations::<Jet>(bits);
        let bend = jet(&equations, &weight).derivative.derivative.value.abs();
        Ok(Turning { weight, multiplier, bend, equations })
    }

    /// I, or a little more: a ball around all numbers within r of some member of the enclosure of w*.
    fn region(&self, radius: Magnitude) -> Ball {
        self.weight.clone().widened(radius)
    }

    /// Confirms the hypotheses for the interval of radius r, on `pieces` pieces.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which was not confirmed.
    pub fn confirm(&self, map: &WeightMap, radius: &Float, pieces: u32) -> Result<(), Failure> {
        let region = self.region(Magnitude::from_float_up(radius));
        subdivide(&region, pieces).try_for_each(|piece| {
            Doubling::check(&Numbers {
                multiplier: self.multiplier.clone(),
                bend: self.bend.clone(),
                radius: Ball::exact(radius.clone()),
                third: self.third(map, &piece),
            })
        })
    }

    /// G''' on a ball of weights.
    fn third(&self, map: &WeightMap, weights: &Ball) -> Ball {
        let mut first = jet(&self.equations, weights);
        // in mean-value form, which is narrower
        first.value.value.value = map.image(weights);
        let twice = Equations::step(&self.equations, Weight { weight: first }).weight;
        twice.derivative.derivative.derivative
    }

    /// Near which weight a point of the 2-cycle lies that a minimum leaves behind just above its doubling: G(w* + u) = w* + u for
    /// u² = 6 (mu² - 1)/|G'''| and more terms. `None` unless mu < -1 and G''' < 0 at w*. Numerical: a guess.
    pub fn two_cycle(&self, map: &WeightMap) -> Option<Ball> {
        let excess = self.multiplier.clone().square() - Ball::integer(1);
        let bend = -self.third(map, &self.weight);
        let positive = |ball: &Ball| ball.sign() == Some(Ordering::Greater);
        (self.multiplier.sign() == Some(Ordering::Less) && positive(&excess) && positive(&bend))
            .then(|| (self.weight.clone() + (Ball::integer(6) * excess / bend).sqrt()).centre())
    }

    /// Whether every member of a ball of weights lies in I.
    pub fn is_within(&self, radius: &Float, state: &Ball) -> bool {
        let displacement = state.clone() - &self.weight;
        interior::Interior::check(&interior::Numbers { radius: Ball::exact(radius.clone()), displacement }).is_ok()
    }
}

/// F with its derivatives over a ball.
fn jet(equations: &<LinearSystem as System>::Equations<Jet>, weight: &Ball) -> Jet {
    let variable = Dual::variable(Dual::variable(Dual::variable(weight.clone())));
    Equations::step(equations, Weight { weight: variable }).weight
}

/// F'(w*) where algebra knows w*. Exact.
pub fn exact_multiplier(problem: &Descent<LinearSystem>, data: &LinearData) -> Option<Rational> {
    let equations = problem.equations::<Dual<ExactValue>>(0);
    let variable = Dual::variable(data.exact_minimiser()?);
    Equations::step(&equations, Weight { weight: variable }).weight.derivative.known().cloned()
}

/// Tests that the loss rises at step `rise`, and that w_step lies within `radius` of the minimum, where the lemma holds.
///
/// # Errors
///
/// [`Failure`] says which hypothesis was not confirmed.
pub fn establish(
    problem: &Descent<LinearSystem>,
    bits: u32,
    step: u64,
    rise: u64,
    radius: &Rational,
    pieces: u32,
) -> Result<Established, Failure> {
    let (map, data) = linear(problem, bits)?;
    // a radius of more bits would be rounded: the lemma is about the number that the slacks have
    let length = Float::with_val(bits, radius);
    if !(1..=MOST_PIECES).contains(&pieces) || *radius <= 0 || length != *radius {
        return Err(Failure::OutOfRange(
            "a radius is a positive binary number of at most the bits of the proof, with 1 to 4096 pieces",
        ));
    }
    let turning = Turning::of(problem, &map, &data)?;
    turning.confirm(&map, &length, pieces)?;
    let state = follow(problem, &map, step, Statement::RisesAt(rise))?;
    if !turning.is_within(&length, &state) {
        return Err(Failure::NotProved("the orbit is near the minimum at the stated step"));
    }
    linear_minimum::converges(&data, Phase::Catapult, bits)
}
