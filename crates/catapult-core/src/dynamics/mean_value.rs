//! Certified steps that stay sharp: F(X) lies in F(c) + J(X) (X - c), c the centre of the box X and J the Jacobian over X.
//!
//! Iterating a map directly on balls forgets that the same f stands in several places of the equation, and loses digits at
//! every step even where the map contracts. In mean-value form the radius grows by the Jacobian alone.

use super::map::Map;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Dual, Field, ScaledInterval};

/// Bits for the evaluation of the Jacobian in balls. Its entries multiply radii only.
pub const JACOBIAN_BITS: u32 = 64;

/// An arithmetic in which a Jacobian may be enclosed.
pub trait Surrounding: Field {
    /// An enclosure of a ball.
    fn surrounding(ball: &Ball) -> Self;
    /// An upper bound on the absolute values in an enclosure.
    fn bound(&self) -> Magnitude;
}

/// Rounded to [`JACOBIAN_BITS`]. Nothing overflows; ten times slower than [`ScaledInterval`].
impl Surrounding for Ball {
    fn surrounding(ball: &Ball) -> Self {
        ball.clone().with_bits(JACOBIAN_BITS.min(ball.bits()))
    }
    fn bound(&self) -> Magnitude {
        self.magnitude_up()
    }
}

/// 53 bits; exponentials of arguments beyond 709 are unbounded.
impl Surrounding for ScaledInterval {
    fn surrounding(ball: &Ball) -> Self {
        ScaledInterval::from_ball(ball)
    }
    fn bound(&self) -> Magnitude {
        self.magnitude_up()
    }
}

/// One certified step from the box `state`. `map` and `differentiable` are the same system, over balls and over duals.
///
/// The parameters of `differentiable` may be rounded to 64 bits ([`Ball::with_bits`]) to save time: of the Jacobian only
/// the magnitude is used.
///
/// # Guarantee
///
/// Certified: the result contains the image of every point of `state`, by the mean value theorem along the segment from
/// the centre (the box is convex), each coordinate being the midpoint evaluation plus Jacobian entries times deviations.
/// The Jacobian is taken over a box that contains `state`. Coordinates without deviation need no derivative.
pub fn step<T: Surrounding>(
    map: &(impl Map<Ball> + ?Sized),
    differentiable: &(impl Map<Dual<T>> + ?Sized),
    state: &[Ball],
) -> Vec<Ball> {
    widen(map.apply(&centre(state)), &reach(differentiable, state))
}

/// The midpoints of a box.
pub(super) fn centre(state: &[Ball]) -> Vec<Ball> {
    state.iter().map(Ball::centre).collect()
}

/// Adds to every coordinate of the image of the centre how far the rest of the box may reach from it.
pub(super) fn widen(image: Vec<Ball>, reach: &[Magnitude]) -> Vec<Ball> {
    image.into_iter().zip(reach).map(|(entry, &reach)| entry.widened(reach)).collect()
}

/// Σ_j |J_ij| r_j for each coordinate i, above: J over the box `state`, r_j its radii.
pub(super) fn reach<T: Surrounding>(differentiable: &(impl Map<Dual<T>> + ?Sized), state: &[Ball]) -> Vec<Magnitude> {
    let mut reach = vec![Magnitude::ZERO; state.len()];
    let mut point: Vec<Dual<T>> = state.iter().map(|x| Dual::constant(T::surrounding(x))).collect();
    for (direction, coordinate) in state.iter().enumerate().filter(|(_, coordinate)| !coordinate.is_exact()) {
        point[direction].derivative = T::one();
        for (entry, partial) in reach.iter_mut().zip(differentiable.apply(&point)) {
            *entry = entry.add_up(partial.derivative.bound().mul_up(coordinate.radius()));
        }
        point[direction].derivative = T::zero();
    }
    reach
}
