//! Certified steps that stay sharp: F(X) lies in F(c) + J(X) (X - c), c the centre of the box X and J the Jacobian over X.
//!
//! Iterating a map directly on balls forgets that the same f stands in several places of the equation, and loses digits at
//! every step even where the map contracts. In mean-value form the radius grows by the Jacobian alone.

use super::map::Map;
use crate::arithmetic::{Ball, Dual};

/// One certified step from the box `state`. `map` and `differentiable` are the same system, over balls and over duals.
///
/// # Guarantee
///
/// Certified: the result contains the image of every point of `state`, by the mean value theorem along the segment from
/// the centre (the box is convex), each coordinate being the midpoint evaluation plus Jacobian entries times deviations.
pub fn step(
    map: &(impl Map<Ball> + ?Sized),
    differentiable: &(impl Map<Dual<Ball>> + ?Sized),
    state: &[Ball],
) -> Vec<Ball> {
    let centre: Vec<Ball> = state.iter().map(Ball::centre).collect();
    let mut image = map.apply(&centre);
    for direction in 0..state.len() {
        let deviation = state[direction].deviation();
        let point: Vec<Dual<Ball>> = state
            .iter()
            .enumerate()
            .map(|(index, x)| if index == direction { Dual::variable(x.clone()) } else { Dual::constant(x.clone()) })
            .collect();
        for (entry, partial) in image.iter_mut().zip(differentiable.apply(&point)) {
            *entry = entry.clone() + deviation.clone() * &partial.derivative;
        }
    }
    image
}
