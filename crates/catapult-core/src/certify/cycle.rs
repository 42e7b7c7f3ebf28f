//! Cycles of the linear predictor: existence, uniqueness, prime period and stability, proved by interval Newton.
//!
//! # Lemma (interval Newton on the n-fold map)
//!
//! Let X be a ball around c, D an enclosure of (F^n)' over X with 1 not in D, and
//! N = c - (F^n(c) - c)/(D - 1). If N lies in the interior of X, then F^n has exactly one fixed point in X, and it lies in N.
//!
//! *Proof.* Put G(w) = F^n(w) - w and X = [a, b]. For every x in X the mean value theorem gives G(x) = G(c) + g (x - c), that
//! is x - G(x)/g = c - G(c)/g, with some g in D - 1; the right side lies in N. For x = a it therefore exceeds a, so that
//! G(a)/g < 0, and for x = b it is below b, so that G(b)/g > 0. All of D - 1 has one sign, so G(a) and G(b) have opposite
//! signs, and G has a zero in X. G' is never 0 on X, so it is the only one; and being x = c - G(c)/g it lies in N. ∎
//!
//! The n-fold map is used, and not the system x_{i+1} = F(x_i) of n unknowns: a composition in mean-value form loses the
//! logarithm of the largest product of consecutive slopes, a few tens of bits for n <= 64, which balls of any precision
//! simply carry, while the system would need n enclosures and an approximate inverse in each certificate.
//!
//! # Lemma (prime period)
//!
//! If F^d(N) and N are disjoint for every proper divisor d of n, the fixed point of F^n in N has prime period n. *Proof.* The
//! prime period divides n; were it d < n, the point would lie in both. ∎
//!
//! # Lemma (multiplier)
//!
//! (F^n)' is the same at all points of the cycle (chain rule). |(F^n)'| < 1: the cycle attracts an open set of starts, it is
//! *stable*; |(F^n)'| > 1: it repels every neighbouring orbit, it is *unstable*.

use super::linear_map::WeightMap;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Field};
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
        match self.multiplier.clone().abs().compare(&Ball::one())? {
            Ordering::Less => Some(Stability::Stable),
            Ordering::Greater => Some(Stability::Unstable),
            Ordering::Equal => None,
        }
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
    let newton = centre - displacement / slope;
    if !region.contains_in_interior(&newton) {
        return None;
    }
    let chain = map.iterate(&newton, period);
    let distinct = |divisor: usize| chain.points[divisor].compare(&newton).is_some_and(Ordering::is_ne);
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
    let mut radius = step.magnitude_up().max(smallest);
    for _ in 0..map.bits() / 2 {
        radius = radius.add_up(radius);
        let region = point.clone().widened(radius);
        if let Some(cycle) = prove_cycle(map, &region, period) {
            return Some((cycle, region));
        }
    }
    None
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
