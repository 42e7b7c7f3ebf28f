//! The search for a neighbourhood of the minimum in which every orbit converges to it: a ball that an iterate contracts
//! ([`cycle_basin`](crate::certify::cycle_basin)), or, at and just below the rate where the multiplier is -1, one in which the third
//! derivative makes it converge ([`linear_doubling`](crate::certify::checks::linear_doubling)).

use crate::arithmetic::Ball;
use crate::arithmetic::magnitude::Magnitude;
use crate::certify::certificate::Exact;
use crate::certify::checks::linear_doubling::Turning;
use crate::certify::cycle::Cycle;
use crate::certify::cycle_basin::{Basin, find_basin, widest};
use crate::certify::linear_map::WeightMap;
use crate::certify::linear_proof::{LinearProof, Region};
use rug::Float;

/// Where every orbit converges to the minimum.
pub enum Near<'a> {
    /// An iterate contracts a ball.
    Contraction(Region, Basin),
    /// The third derivative of the second iterate is negative.
    Doubling(&'a Turning, Neighbourhood),
}

impl Near<'_> {
    /// The proof for an orbit whose loss has risen, if its state is near.
    pub fn proof(&self, bits: u32, step: u64, rise: u64, state: &Ball) -> Option<LinearProof> {
        match self {
            Near::Contraction(region, basin) => region.to_ball(bits).contains_in_interior(state).then(|| {
                let (power, pieces) = (basin.power as u32, basin.pieces);
                LinearProof::Contraction { bits, step, rise, basin: region.clone(), power, pieces }
            }),
            Near::Doubling(turning, Neighbourhood { radius, pieces }) => {
                let radius = turning.is_within(radius, state).then(|| radius.to_rational()).flatten().map(Exact)?;
                Some(LinearProof::Doubling { bits, step, rise, radius, pieces: *pieces })
            }
        }
    }
}

/// Whether a multiplier may be -1 or a little more.
pub fn is_turning(multiplier: &Ball) -> bool {
    multiplier.upper() < -0.9 && multiplier.lower() > -1.1
}

/// How much wider the neighbourhood of a doubling must be than a ball that an iterate contracts, in doublings: proofs of the latter can
/// be checked by Coq.
const MUCH_WIDER: i64 = 4;

/// Where every orbit converges to the minimum, the wider the better.
pub fn find_near<'a>(
    map: &WeightMap,
    cycle: &Cycle,
    turning: Option<&'a Turning>,
    largest: Magnitude,
) -> Option<Near<'a>> {
    let contraction = cycle.stability().and_then(|_| find_basin(map, cycle, largest));
    let around = |basin: Basin| Some(Near::Contraction(Region::around(&basin.region)?, basin));
    let Some(turning) = turning else { return contraction.and_then(around) };
    let Some(near) = find_neighbourhood(map, turning, largest) else { return contraction.and_then(around) };
    let reach = Magnitude::from_float_down(&near.radius).shifted(-MUCH_WIDER);
    match contraction {
        Some(basin) if reach.is_at_most(basin.region.radius()) => around(basin),
        _ => Some(Near::Doubling(turning, near)),
    }
}

/// Bits of a radius: it is a power of two.
const RADIUS_BITS: u32 = 24;

/// Numbers of pieces to try, and the halvings of the largest radius.
const PIECES: [u32; 3] = [1, 8, 64];
const MOST_HALVINGS: i64 = 40;

/// A radius around the minimum in which every orbit converges to it, and the pieces on which that is tested.
#[derive(Clone, Debug)]
pub struct Neighbourhood {
    /// r.
    pub radius: Float,
    /// The number of pieces.
    pub pieces: u32,
}

/// A wide neighbourhood: radii from `largest` down by halves.
fn find_neighbourhood(map: &WeightMap, turning: &Turning, largest: Magnitude) -> Option<Neighbourhood> {
    let exponent = i32::try_from(largest.exponent()?).ok()?;
    let at = |pieces: u32, halvings: i64| {
        let radius = (Float::with_val(RADIUS_BITS, 1) << exponent) >> u32::try_from(halvings).unwrap_or(0);
        Neighbourhood { radius, pieces }
    };
    widest(PIECES, MOST_HALVINGS, at, |near| turning.confirm(map, &near.radius, near.pieces).is_ok())
}
