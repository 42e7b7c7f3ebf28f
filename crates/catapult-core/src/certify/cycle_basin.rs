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
//! depend on each other; it does where B is cut into small *pieces*, on each of which the conditions are tested. The slacks of the
//! rate are 1 - (F^k)' and 1 + (F^k)', those of the image are of [`super::interior`]; ties fail.

use super::checks::Failure;
use super::cycle::Cycle;
use super::interior::{self, is_inside};
use super::lemma::{Lemma, Slack};
use super::linear_map::{WeightMap, subdivide};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, Expression};

/// The lemma of this file, on one piece of B.
pub struct Contraction;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// Where F^k(B) lies in B.
    pub image: interior::Numbers<T>,
    /// (F^k)' on the piece.
    pub slope: T,
}

impl Lemma for Contraction {
    const NAME: &'static str = "basin_contraction";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let rate = [
            Slack::strict("(F^k)' < 1", T::one() - &numbers.slope),
            Slack::strict("(F^k)' > -1", T::one() + &numbers.slope),
        ];
        rate.into_iter().chain(numbers.image.slacks()).collect()
    }

    fn symbols() -> Numbers<Expression> {
        Numbers { image: interior::Interior::symbols(), slope: Expression::variable("slope") }
    }
}

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

/// Confirms that every orbit that enters `basin` converges to the proved `cycle`.
///
/// # Errors
///
/// [`Failure`] says which condition does not hold, or was not confirmed.
///
/// # Guarantee
///
/// `Ok` is certified: it means that the conditions of the lemma of [the module](self) hold.
pub fn confirm_basin(map: &WeightMap, cycle: &Cycle, basin: &Basin) -> Result<(), Failure> {
    if basin.pieces == 0 || basin.power == 0 || !basin.power.is_multiple_of(cycle.period()) {
        return Err(Failure::OutOfRange("a basin has pieces, and its power is a multiple of the period"));
    }
    if !cycle.points.first().is_some_and(|point| is_inside(&basin.region, point)) {
        return Err(Failure::NotProved("a point of the cycle lies in the basin"));
    }
    subdivide(&basin.region, basin.pieces).try_for_each(|piece| {
        let chain = map.iterate(&piece, basin.power);
        let image = interior::Numbers::of(&basin.region, &chain.image);
        Contraction::check(&Numbers { image, slope: chain.slope })
    })
}

/// The widest of neighbourhoods that `holds`: for each cost in turn, from the largest down by halves. A costlier one is taken only
/// where it is at least four times as wide.
pub fn widest<C: Copy, N>(
    costs: impl IntoIterator<Item = C>,
    most_halvings: i64,
    at: impl Fn(C, i64) -> N,
    holds: impl Fn(&N) -> bool,
) -> Option<N> {
    let mut best: Option<(i64, N)> = None;
    for cost in costs {
        let most = best.as_ref().map_or(most_halvings, |(halvings, _)| halvings - 2);
        let wider = (0..=most).map(|halvings| (halvings, at(cost, halvings)));
        best = wider.into_iter().find(|(_, neighbourhood)| holds(neighbourhood)).or(best);
    }
    best.map(|(_, neighbourhood)| neighbourhood)
}

/// Looks for a wide basin of a stable cycle: radii from `largest` down by halves, for k = n and k = 2n and several cuts.
///
/// # Guarantee
///
/// That of [`confirm_basin`]; `None` if no radius was accepted.
pub fn find_basin(map: &WeightMap, cycle: &Cycle, largest: Magnitude) -> Option<Basin> {
    let centre = cycle.points.first()?.clone().with_bits(map.bits()).centre();
    let basin = |(doubling, pieces): (usize, u32), halvings: i64| {
        let region = centre.clone().widened(largest.mul_up(Magnitude::power_of_two(-halvings)));
        Basin { region, power: doubling * cycle.period(), pieces }
    };
    widest(COSTS, MOST_HALVINGS, basin, |basin| confirm_basin(map, cycle, basin).is_ok())
}

/// k/n and the number of pieces, in the order of their product. A failing cut fails at its first piece in most cases, so
/// trying the fine ones costs little.
const COSTS: [(usize, u32); 6] = [(1, 1), (2, 1), (1, 8), (2, 16), (2, 64), (2, 512)];

/// The largest number of pieces that a proof may ask for.
pub const MOST_PIECES: u32 = 4096;

/// Basins narrower than 2^-60 of the largest one are not looked for.
const MOST_HALVINGS: i64 = 60;
