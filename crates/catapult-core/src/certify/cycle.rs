//! Cycles of the linear predictor: existence, uniqueness, prime period and stability, proved by interval Newton.
//!
//! # Lemma (interval Newton on the n-fold map)
//!
//! Let X be a ball around c, D an enclosure of (F^n)' over X with 1 not in D, and
//! N = c - (F^n(c) - c)/(D - 1). If N lies in the interior of X, then F^n has exactly one fixed point in X, and it lies in N.
//!
//! *Proof.* That is interval Newton ([`crate::theory::newton`]) for G(w) = F^n(w) - w. ∎
//!
//! The n-fold map is used, and not the system x_{i+1} = F(x_i) of n unknowns: a composition in mean-value form loses the
//! logarithm of the largest product of consecutive slopes, a few tens of bits for n <= 64, which balls of any precision
//! simply carry, while the system would need n enclosures and an approximate inverse in each certificate.
//!
//! # Lemma (prime period)
//!
//! If F^d(x) != x for all x in N and every proper divisor d of n, the fixed point of F^n in N has prime period n. *Proof.* The
//! prime period divides n; were it d < n, the point would be a fixed point of F^d. ∎ The slack is (F^d(x) - x)².
//!
//! # Lemma (multiplier)
//!
//! (F^n)' is the same at all points of the cycle (chain rule). |(F^n)'| < 1: the cycle attracts an open set of starts, it is
//! *stable*; |(F^n)'| > 1: it repels every neighbouring orbit, it is *unstable*. The slacks are 1 - |(F^n)'| and its negative.

use super::lemma::{Lemma, Slack};
use super::linear_map::WeightMap;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, Expression, Field};
use crate::theory::newton::{Newton, end_with, prove_by_doubling};
use num_traits::One;
use std::cmp::Ordering;

/// The longest period that is looked for.
pub const LONGEST_PERIOD: usize = 64;

/// A proved cycle.
///
/// # Guarantee
///
/// Certified: exactly one cycle has a point in `points[0]`, its prime period is the number of points, and each ball contains
/// the next point of the cycle.
#[derive(Clone, Debug)]
pub struct Cycle {
    /// Enclosures of w, F(w), ..., F^(n-1)(w).
    pub points: Vec<Ball>,
    /// (F^n)'(w).
    pub multiplier: Ball,
}

/// What a multiplier says of nearby orbits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stability {
    /// |multiplier| < 1.
    Stable,
    /// |multiplier| > 1.
    Unstable,
}

impl Cycle {
    /// The prime period.
    pub fn period(&self) -> usize {
        self.points.len()
    }

    /// Stable or unstable; `None` where the enclosure of the multiplier contains 1 or -1.
    pub fn stability(&self) -> Option<Stability> {
        let numbers = Multiplier { size: self.multiplier.clone().abs() };
        if Attracting::check(&numbers).is_ok() {
            return Some(Stability::Stable);
        }
        Repelling::check(&numbers).ok().map(|()| Stability::Unstable)
    }
}

/// That a cycle attracts.
pub struct Attracting;

/// That a cycle repels.
pub struct Repelling;

/// The numbers of [`Attracting`] and [`Repelling`].
#[derive(Clone, Debug, PartialEq)]
pub struct Multiplier<T> {
    /// |(F^n)'|.
    pub size: T,
}

impl Lemma for Attracting {
    const NAME: &'static str = "cycle_attracting";

    type Numbers<T> = Multiplier<T>;

    fn slacks<T: Analytic>(numbers: &Multiplier<T>) -> Vec<Slack<T>> {
        vec![Slack::strict("|(F^n)'| < 1", T::one() - &numbers.size)]
    }

    fn symbols() -> Multiplier<Expression> {
        Multiplier { size: Expression::variable("size") }
    }
}

impl Lemma for Repelling {
    const NAME: &'static str = "cycle_repelling";

    type Numbers<T> = Multiplier<T>;

    fn slacks<T: Analytic>(numbers: &Multiplier<T>) -> Vec<Slack<T>> {
        vec![Slack::strict("|(F^n)'| > 1", numbers.size.clone() - T::one())]
    }

    fn symbols() -> Multiplier<Expression> {
        Attracting::symbols()
    }
}

/// That a point is no fixed point of an iterate.
pub struct NotFixed;

/// The numbers of [`NotFixed`].
#[derive(Clone, Debug, PartialEq)]
pub struct Moved<T> {
    /// F^d(x) - x.
    pub by: T,
}

impl Lemma for NotFixed {
    const NAME: &'static str = "cycle_not_fixed";

    type Numbers<T> = Moved<T>;

    fn slacks<T: Analytic>(numbers: &Moved<T>) -> Vec<Slack<T>> {
        vec![Slack::strict("F^d(x) != x", numbers.by.clone().square())]
    }

    fn symbols() -> Moved<Expression> {
        Moved { by: Expression::variable("moved") }
    }
}

/// Proves that `region` holds exactly one point of prime period `period`, and encloses its cycle.
///
/// # Guarantee
///
/// Certified by the three lemmas of [the module](self), whose conditions are the comparisons below. `None`: not proved with
/// this region at this precision.
pub fn prove_cycle(map: &WeightMap, region: &Ball, period: usize) -> Option<Cycle> {
    if period == 0 {
        return None;
    }
    let centre = region.centre();
    let displacement = map.iterate(&centre, period).image - &centre;
    let slope = map.iterate(region, period).slope - Ball::one();
    let root = Newton::over(region, centre, displacement, slope).root()?;
    let chain = map.iterate(&root, period);
    let distinct = |divisor: usize| NotFixed::check(&Moved { by: chain.points[divisor].clone() - &root }).is_ok();
    let prime = (1..period).filter(|divisor| period.is_multiple_of(*divisor)).all(distinct);
    prime.then_some(Cycle { points: chain.points, multiplier: chain.slope })
}

/// Looks for a cycle of the given period near `guess` and proves it.
///
/// Newton's method on F^n(w) - w comes close; a ball around its limit, a little wider than its last step, is offered to
/// [`prove_cycle`] and doubled until that succeeds.
///
/// # Guarantee
///
/// That of [`prove_cycle`]; the second value is the region it accepted. `None`: nothing found at this precision.
pub fn find_cycle(map: &WeightMap, guess: &Ball, period: usize) -> Option<(Cycle, Ball)> {
    let newton_step = |point: &Ball| {
        let chain = map.iterate(point, period);
        let step = (chain.image - point) / (chain.slope - Ball::one());
        step.is_bounded().then_some(step)
    };
    let mut point = guess.clone().with_bits(map.bits()).centre();
    let mut step = newton_step(&point)?;
    // Newton doubles the correct bits each time, after a few steps to come near from a rough guess.
    for _ in 0..u32::BITS - map.bits().leading_zeros() + ROUGH_STEPS {
        point = (point - &step).centre();
        step = newton_step(&point)?;
    }
    let scale = Magnitude::from_float_up(point.midpoint()).max(Magnitude::power_of_two(0));
    let smallest = scale.mul_up(Magnitude::power_of_two(4 - i64::from(map.bits())));
    prove_by_doubling(step.magnitude_up().max(smallest), map.bits() / 2, |radius| {
        let region = point.clone().widened(radius);
        end_with(prove_cycle(map, &region, period).map(|cycle| (cycle, region)))
    })
}

/// Newton steps granted to a guess that is only about right.
const ROUGH_STEPS: u32 = 6;

/// Brackets in an interval where F^n(w) - w changes sign certainly, on a grid of `cells` cells: where to start
/// [`find_cycle`] for unstable cycles, which no orbit shows.
///
/// # Guarantee
///
/// The signs are certified; a root inside each bracket follows by continuity. Roots between equal signs are not seen.
pub fn bracket_cycles(map: &WeightMap, lower: i32, upper: i32, cells: i32, period: usize) -> Vec<Ball> {
    let node = |index: i32| {
        let along = Ball::integer(upper - lower).with_bits(map.bits()) * Ball::integer(index) / Ball::integer(cells);
        (Ball::integer(lower) + along).centre()
    };
    let sign = |point: &Ball| (map.iterate(point, period).image - point).sign();
    let mut brackets = Vec::new();
    let mut left = node(0);
    let mut left_sign = sign(&left);
    for index in 1..=cells {
        let right = node(index);
        let right_sign = sign(&right);
        if let (Some(before), Some(after)) = (left_sign, right_sign)
            && before != after
        {
            brackets.push(Ball::between(left.midpoint(), right.midpoint(), map.bits()));
        }
        (left, left_sign) = (right, right_sign);
    }
    brackets
}

/// The cycles of a prime period that certified sign changes show on a grid, each once, in the order of the grid.
///
/// # Guarantee
///
/// Each is proved ([`prove_cycle`]). There may be more.
pub fn find_cycles(map: &WeightMap, lower: i32, upper: i32, cells: i32, period: usize) -> Vec<Cycle> {
    let mut found: Vec<Cycle> = Vec::new();
    for bracket in bracket_cycles(map, lower, upper, cells, period) {
        let Some((cycle, _)) = find_cycle(map, &bracket, period) else { continue };
        let seen = found
            .iter()
            .any(|other| other.points.iter().any(|point| point.compare(&cycle.points[0]).is_none_or(Ordering::is_eq)));
        if !seen {
            found.push(cycle);
        }
    }
    found
}
