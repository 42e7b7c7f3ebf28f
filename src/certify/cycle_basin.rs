//! Certified basins: balls from which every orbit converges to a given cycle.
//!
//! # Lemma (contraction)
//!
//! Let B be a ball and k a multiple of n with F^k(B) in the interior of B and |(F^k)'| <= rho < 1 on B, and let a point x of
//! an n-cycle lie in B. Then every orbit that enters B converges to that cycle.
//!
//! *Proof.* F^k maps the interval B into itself and |F^k(u) - F^k(v)| <= rho |u - v| by the mean value theorem. As n divides
//! k, F^k(x) = x. So for w in B, |F^{jk}(w) - x| <= rho^j |w - x| → 0, and by continuity F^{jk+i}(w) → F^i(x) for each of
//! i = 0, ..., k - 1. ∎
//!
//! k = n serves in general. Close to a period doubling, where the multiplier is near -1, the first-order change of the slope
//! along the cycle cancels in F^{2n}, so k = 2n has a far larger ball. A product of enclosed slopes does not see that they
//! depend on each other; it does where B is cut into small *pieces*, on each of which the conditions are tested.

use super::cycle::Cycle;
use super::linear_map::{WeightMap, subdivide};
use crate::arithmetic::Ball;
use crate::arithmetic::magnitude::Magnitude;

/// A ball from which every orbit converges to the cycle, and the iterate that contracts it.
#[derive(Clone, Debug)]
pub struct Basin {
    /// B.
    pub region: Ball,
    /// k.
    pub power: usize,
    /// The number of pieces of B on which the conditions are tested.
    pub pieces: u32,
}

/// Whether every orbit that enters `basin` converges to the proved `cycle`.
///
/// # Guarantee
///
/// `true` is certified: it means that the conditions of the lemma of [the module](self) hold.
pub fn prove_basin(map: &WeightMap, cycle: &Cycle, basin: &Basin) -> bool {
    let Some(point) = cycle.points.first() else { return false };
    if basin.pieces == 0
        || basin.power == 0
        || !basin.power.is_multiple_of(cycle.period())
        || !basin.region.contains_in_interior(point)
    {
        return false;
    }
    subdivide(&basin.region, basin.pieces).all(|piece| {
        let chain = map.iterate(&piece, basin.power);
        let rate = chain.slope.magnitude_up();
        let contracts = rate.is_at_most(Magnitude::ONE) && rate != Magnitude::ONE;
        contracts && basin.region.contains_in_interior(&chain.image)
    })
}

/// Looks for a wide basin of a stable cycle: radii from `largest` down by halves, for k = n and k = 2n; the wider one.
///
/// # Guarantee
///
/// That of [`prove_basin`]; `None` if no radius was accepted.
pub fn find_basin(map: &WeightMap, cycle: &Cycle, largest: Magnitude) -> Option<Basin> {
    let centre = cycle.points.first()?.centre();
    let widest = |power: usize| {
        let mut radius = largest;
        for halvings in 0..MOST_HALVINGS {
            let basin = |pieces| Basin { region: centre.clone().widened(radius), power, pieces };
            if let Some(basin) = PIECES.map(basin).into_iter().find(|basin| prove_basin(map, cycle, basin)) {
                return Some((halvings, basin));
            }
            radius = radius.mul_up(Magnitude::power_of_two(-1));
        }
        None
    };
    match (widest(cycle.period()), widest(2 * cycle.period())) {
        // the second iterate costs twice the steps to check, so it must be wider to be chosen
        (Some((halvings, _)), Some((fewer, basin))) if fewer < halvings => Some(basin),
        (Some((_, basin)), _) | (None, Some((_, basin))) => Some(basin),
        (None, None) => None,
    }
}

/// The cuts that are tried. A failing cut fails at its first piece in most cases, so the fine ones cost little.
const PIECES: [u32; 4] = [1, 8, 64, 512];

/// The largest number of pieces that a proof may ask for.
pub const MOST_PIECES: u32 = 4096;

/// Basins narrower than 2^-60 of the largest one are not looked for.
const MOST_HALVINGS: u32 = 60;
