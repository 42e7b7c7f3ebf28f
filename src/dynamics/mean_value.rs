//! Certified steps that stay sharp: F(X) lies in F(c) + J(X) (X - c), c the centre of the box X and J the Jacobian over X.
//!
//! Iterating a map directly on balls forgets that the same f stands in several places of the equation, and loses digits at
//! every step even where the map contracts. In mean-value form the radius grows by the Jacobian alone.

use super::map::Map;
use crate::arithmetic::{Ball, Dual};

/// Bits for the evaluation of the Jacobian, whose entries multiply radii only.
pub const JACOBIAN_BITS: u32 = 64;

/// One certified step from the box `state`. `map` and `differentiable` are the same system, over balls and over duals.
///
/// The parameters of `differentiable` may be rounded to 64 bits ([`Ball::with_bits`]) to save time: of the Jacobian only
/// the magnitude is used, and the state is rounded to 64 bits for it here.
///
/// # Guarantee
///
/// Certified: the result contains the image of every point of `state`, by the mean value theorem along the segment from
/// the centre (the box is convex), each coordinate being the midpoint evaluation plus Jacobian entries times deviations.
/// The Jacobian is taken over a box that contains `state`. Coordinates without deviation need no derivative.
pub fn step(
    map: &(impl Map<Ball> + ?Sized),
    differentiable: &(impl Map<Dual<Ball>> + ?Sized),
    state: &[Ball],
) -> Vec<Ball> {
    let centre: Vec<Ball> = state.iter().map(Ball::centre).collect();
    let mut image = map.apply(&centre);
    let surroundings: Vec<Ball> = state.iter().map(|x| x.clone().with_bits(JACOBIAN_BITS.min(x.bits()))).collect();
    for (direction, coordinate) in state.iter().enumerate().filter(|(_, coordinate)| !coordinate.is_exact()) {
        let point: Vec<Dual<Ball>> = surroundings
            .iter()
            .enumerate()
            .map(|(index, x)| if index == direction { Dual::variable(x.clone()) } else { Dual::constant(x.clone()) })
            .collect();
        for (entry, partial) in image.iter_mut().zip(differentiable.apply(&point)) {
            let reach = partial.derivative.magnitude_up().mul_up(coordinate.radius());
            *entry = entry.clone().widened(reach);
        }
    }
    image
}
