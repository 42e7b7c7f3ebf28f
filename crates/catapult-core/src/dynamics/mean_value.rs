//! Certified steps that stay sharp: F(X) lies in F(c) + J(X) (X - c), c the centre of the box X and J the Jacobian over X.
//!
//! Iterating a map directly on balls forgets that the same f stands in several places of the equation, and loses digits at
//! every step even where the map contracts. In mean-value form the radius grows by the Jacobian alone.

use super::state::State;
use super::system::Equations;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Dual, Field, Interval, ScaledInterval};

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

/// As [`ScaledInterval`] without its range, and faster.
impl Surrounding for Interval {
    fn surrounding(ball: &Ball) -> Self {
        ScaledInterval::from_ball(ball).plain()
    }
    fn bound(&self) -> Magnitude {
        Magnitude::from_f64(self.magnitude())
    }
}

/// One certified step from the box `state`. `equations` and `differentiable` are the same system, over balls and over duals.
///
/// The parameters of `differentiable` may be rounded to 64 bits ([`Ball::with_bits`]) to save time: of the Jacobian only
/// the magnitude is used.
///
/// # Guarantee
///
/// Certified: the result contains the image of every point of `state`, by the mean value theorem along the segment from
/// the centre (the box is convex), each coordinate being the midpoint evaluation plus Jacobian entries times deviations.
/// The Jacobian is taken over a box that contains `state`. Coordinates without deviation need no derivative.
pub fn step<S: State<Ball>, D: State<Dual<T>>, T: Surrounding>(
    equations: &impl Equations<Ball, State = S>,
    differentiable: &impl Equations<Dual<T>, State = D>,
    state: &S,
) -> S {
    widen(equations.step(centre(state)), &reach(differentiable, state))
}

/// The midpoints of a box.
pub(super) fn centre<S: State<Ball>>(state: &S) -> S {
    let mut centre = state.clone();
    for index in 0..state.dimension() {
        *centre.coordinate_mut(index) = state.coordinate(index).centre();
    }
    centre
}

/// Adds to every coordinate of the image of the centre how far the rest of the box may reach from it.
pub(super) fn widen<S: State<Ball>>(mut image: S, reach: &[Magnitude]) -> S {
    for (index, &reach) in reach.iter().enumerate() {
        let entry = image.coordinate(index).clone().widened(reach);
        *image.coordinate_mut(index) = entry;
    }
    image
}

/// Σ_j |J_ij| r_j for each coordinate i, above: J over the box `state`, r_j its radii.
pub(super) fn reach<S: State<Ball>, D: State<Dual<T>>, T: Surrounding>(
    differentiable: &impl Equations<Dual<T>, State = D>,
    state: &S,
) -> Vec<Magnitude> {
    let mut reach = vec![Magnitude::ZERO; state.dimension()];
    let constants = state.coordinates().map(|x| Dual::constant(T::surrounding(x))).collect();
    // A system's states have the same number of coordinates in every arithmetic.
    let Some(mut point) = D::from_coordinates(constants) else { return vec![Magnitude::INFINITE; state.dimension()] };
    for (direction, coordinate) in state.coordinates().enumerate().filter(|(_, coordinate)| !coordinate.is_exact()) {
        point.coordinate_mut(direction).derivative = T::one();
        let image = differentiable.step(point.clone());
        for (entry, partial) in reach.iter_mut().zip(image.coordinates()) {
            *entry = entry.add_up(partial.derivative.bound().mul_up(coordinate.radius()));
        }
        point.coordinate_mut(direction).derivative = T::zero();
    }
    reach
}
