//! Certified orbits in one radius around parameters: sharp for as long as gradient descent itself does not spread.
//!
//! # Lemma
//!
//! Let x' = x - eta grad R(x) for parameters x, and for all x with |x - c| <= r let every eigenvalue of Hess R(x) lie in [-omega, Lambda + omega],
//! omega, Lambda >= 0. Then |x' - c'| <= rho r for all such x, with rho = max(1 + eta omega, eta (Lambda + omega) - 1).
//!
//! *Proof.* x' - c' is the mean of I - eta Hess R(c + s (x - c)) over s in [0, 1], applied to x - c. The ball is convex, and a symmetric matrix with
//! eigenvalues in [1 - eta (Lambda + omega), 1 + eta omega] has at most the norm rho. ∎
//!
//! So a radius grows by rho and the roundings of c' in each step. Boxes around the coordinates of a Gram matrix ([`super::mean_value`]) grow by the
//! absolute values of its many derivatives instead, by a factor a step even where gradient descent contracts.
//!
//! For a two-layer network R(Z) = L(N W1^T w2) the Hessian is A^T H A + N (I ⊗ S(g)) with A A^T = K (proofs/THEORY.md section 6, (G2)): Lambda is
//! the largest eigenvalue of H K, and omega = N |g|. Only Z^T Z matters, so Z may be any matrix with the same Gram matrix: one of at most d + 1 rows.
//! For a linear predictor Lambda is the largest eigenvalue of H, and omega = 0.

use super::features::trace;
use super::mean_value::{JACOBIAN_BITS, Surrounding};
use super::problem::Descent;
use super::system::System;
use crate::arithmetic::cholesky::Cholesky;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Field, Interval};
use num_traits::One;
use rug::Rational;

/// A system whose steps are gradient descent on parameters, of which its state is a function.
pub trait InParameters<S: System> {
    /// Parameters of a valid start, enclosed.
    fn parameters(&self, start: &S::State<Rational>, bits: u32) -> Vec<Ball>;

    /// A box that contains the states of all parameters within a distance of the given ones.
    fn state_around(&self, equations: &S::Equations<Ball>, parameters: &[Ball], distance: Magnitude) -> S::State<Ball>;

    /// A step of the parameters.
    fn descend(&self, equations: &S::Equations<Ball>, parameters: &[Ball]) -> Vec<Ball>;

    /// Bounds Lambda, as far as it matters above `enough`, and omega of the lemma over all states of a box, in intervals.
    fn curvature(&self, equations: &S::Equations<Interval>, state: &S::State<Interval>, enough: Magnitude)
    -> Curvature;

    /// The same in balls, whose numbers have no end: Lambda by traces only, which takes few operations.
    fn rough_curvature(&self, equations: &S::Equations<Ball>, state: &S::State<Ball>) -> Curvature;
}

/// Ends of the spectrum of the Hessian: its eigenvalues lie in [-omega, Lambda + omega].
#[derive(Clone, Copy, Debug)]
pub struct Curvature {
    /// An upper bound of Lambda.
    pub largest: Magnitude,
    /// An upper bound of omega.
    pub residual: Magnitude,
}

impl Curvature {
    fn is_finite(self) -> bool {
        self.largest.is_finite() && self.residual.is_finite()
    }

    /// An upper bound of rho = max(1 + eta omega, eta (Lambda + omega) - 1).
    pub fn expansion(self, learning_rate: &Ball) -> Magnitude {
        let [largest, residual] = [self.largest, self.residual].map(|bound| Ball::exact(bound.to_float_up()));
        let below = Ball::one() + learning_rate.clone() * &residual;
        let above = learning_rate.clone() * (largest + residual) - Ball::one();
        below.magnitude_up().max(above.magnitude_up())
    }
}

/// Equations at few bits, in intervals and, for what these cannot hold, in balls.
pub struct Rough<S: System> {
    intervals: S::Equations<Interval>,
    balls: S::Equations<Ball>,
    steps_in_balls: u64,
}

/// The steps that an orbit may take where intervals do not hold its derivatives: beyond them nothing is known of it. They cost a hundred times
/// the others, and the work of a proof is predicted.
pub const MOST_STEPS_IN_BALLS: u64 = 100;

impl<S: System> Rough<S> {
    /// Those of a problem.
    pub fn of(descent: &Descent<S>) -> Self {
        let few = JACOBIAN_BITS;
        Rough { intervals: descent.equations(few), balls: descent.equations(few), steps_in_balls: 0 }
    }

    fn curvature(&mut self, system: &dyn InParameters<S>, state: &S::State<Ball>, enough: Magnitude) -> Curvature {
        let few = S::convert(state, Interval::surrounding);
        let curvature = system.curvature(&self.intervals, &few, enough);
        if curvature.is_finite() || self.steps_in_balls >= MOST_STEPS_IN_BALLS {
            return curvature;
        }
        self.steps_in_balls += 1;
        system.rough_curvature(&self.balls, &S::convert(state, Ball::surrounding))
    }
}

/// All parameters within a radius of a centre.
#[derive(Clone, Debug)]
pub struct Surroundings {
    centre: Vec<Ball>,
    radius: Magnitude,
}

impl Surroundings {
    /// Those of enclosed parameters: the sum of their radii is not below the length of their deviation.
    pub fn of(parameters: &[Ball]) -> Self {
        let radius = parameters.iter().fold(Magnitude::ZERO, |sum, x| sum.add_up(x.radius()));
        Surroundings { centre: parameters.iter().map(Ball::centre).collect(), radius }
    }

    /// The distance from the centre within which they lie.
    pub fn radius(&self) -> Magnitude {
        self.radius
    }

    /// The box of their states.
    pub fn state<S: System>(&self, system: &dyn InParameters<S>, equations: &S::Equations<Ball>) -> S::State<Ball> {
        system.state_around(equations, &self.centre, self.radius)
    }

    /// Those after a step, by the lemma of this file; `state` contains the states of all present ones.
    pub fn advance<S: System>(
        &mut self,
        system: &dyn InParameters<S>,
        equations: &S::Equations<Ball>,
        rough: &mut Rough<S>,
        learning_rate: &Ball,
        state: &S::State<Ball>,
    ) {
        let moved = Surroundings::of(&system.descend(equations, &self.centre));
        let enough = (Ball::integer(2) / learning_rate).magnitude_down();
        let spread = rough.curvature(system, state, enough).expansion(learning_rate);
        self.radius = self.radius.mul_up(spread).add_up(moved.radius);
        self.centre = moved.centre;
    }
}

/// Squarings of a product: (tr P^1024)^(1/1024) is within a third of a percent of the largest eigenvalue of ten.
const MOST_SQUARINGS: u32 = 10;

/// An upper bound of the eigenvalues, real and not negative, of every such matrix in an enclosure: (tr P^p)^(1/p) for p = 1, 2, 4, .., which falls
/// to the largest of them. Ends as soon as it is at most `enough`.
///
/// # Guarantee
///
/// Certified, for products of two positive semidefinite matrices: the trace of P^p is the sum of the powers of the eigenvalues.
pub fn bound_eigenvalues<T: Surrounding>(product: Vec<Vec<T>>, enough: Magnitude) -> Magnitude {
    let mut power = product;
    let mut bound = trace(&power).bound();
    for squarings in 1..=MOST_SQUARINGS {
        if bound.is_at_most(enough) {
            break;
        }
        power = times(&power, &power);
        let mut root = trace(&power).bound();
        for _ in 0..squarings {
            root = root.sqrt_up();
        }
        bound = bound.min(root);
    }
    bound
}

/// Halvings, in logarithms, of the range from the mean to the sum of the eigenvalues: what is left of a hundredfold range is a thousandth.
pub const MOST_HALVINGS: u32 = 12;

/// As [`bound_eigenvalues`] for symmetric positive semidefinite matrices of many rows: c I - P is positive definite iff c exceeds all
/// eigenvalues, which elimination proves in a sixth of the operations of a product of matrices.
///
/// # Guarantee
///
/// Certified: the trace is the sum of the eigenvalues, and each smaller bound is proved by positive pivots.
pub fn bound_by_elimination(matrix: &[Vec<Interval>], enough: Magnitude) -> Magnitude {
    let sum = trace(matrix).bound();
    if sum.is_at_most(enough) || !sum.is_finite() {
        return sum;
    }
    let exceeds = |c: f64| {
        let entry = |i: usize, j: usize| if i == j { Interval::point(c) - matrix[i][j] } else { -matrix[i][j] };
        let form: Vec<Vec<Interval>> =
            (0..matrix.len()).map(|i| (0..matrix.len()).map(|j| entry(i, j)).collect()).collect();
        Cholesky::of(&form).is_some()
    };
    let (least, mut bound) = (enough.to_f64_up(), sum.to_f64_up());
    if exceeds(least) {
        return Magnitude::from_f64(least);
    }
    let mut below = least.max(bound / matrix.len() as f64);
    for _ in 0..MOST_HALVINGS {
        let middle = (below * bound).sqrt();
        if exceeds(middle) {
            bound = middle;
        } else {
            below = middle;
        }
    }
    Magnitude::from_f64(bound)
}

/// The product of two square matrices.
pub fn times<T: Field>(left: &[Vec<T>], right: &[Vec<T>]) -> Vec<Vec<T>> {
    let size = right.len();
    let entry =
        |row: &[T], j: usize| row.iter().zip(right).fold(T::zero(), |sum, (x, other)| sum + x.clone() * &other[j]);
    left.iter().map(|row| (0..size).map(|j| entry(row, j)).collect()).collect()
}

/// An upper bound of the length of enclosed numbers.
pub fn length_up<T: Surrounding>(x: &[T]) -> Magnitude {
    x.iter().fold(Magnitude::ZERO, |sum, entry| sum.add_up(entry.bound().mul_up(entry.bound()))).sqrt_up()
}
