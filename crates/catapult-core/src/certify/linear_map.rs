//! The linear predictor's map F(w) = w - eta L'(w) with the enclosures that proofs about it need.

use crate::arithmetic::{Ball, Dual};
use crate::dynamics::{Descent, Equations, LinearSystem, System, Weight, mean_value};
use num_traits::One;
use rug::Float;

/// (P1) at one precision: images, slopes and losses of balls of weights.
///
/// # Guarantee
///
/// Certified: every method returns a ball that contains the exact value for each weight of its argument.
pub struct WeightMap {
    equations: <LinearSystem as System>::Equations<Ball>,
    differentiable: <LinearSystem as System>::Equations<Dual<Ball>>,
    bits: u32,
}

impl WeightMap {
    /// The map of a linear predictor at `bits` bits.
    pub fn new(problem: &Descent<LinearSystem>, bits: u32) -> Self {
        WeightMap { equations: problem.equations(bits), differentiable: problem.equations(bits), bits }
    }

    /// The working precision.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// F(X), in mean-value form.
    pub fn image(&self, weight: &Ball) -> Ball {
        mean_value::step(&self.equations, &self.differentiable, &Weight { weight: weight.clone() }).weight
    }

    /// F'(X) = 1 - eta L''(X), by automatic differentiation.
    pub fn slope(&self, weight: &Ball) -> Ball {
        self.differentiable.step(Dual::variable(weight.clone())).derivative
    }

    /// L(X).
    pub fn loss(&self, weight: &Ball) -> Ball {
        self.equations.loss(&Weight { weight: weight.clone() })
    }

    /// L''(X).
    pub fn curvature(&self, weight: &Ball) -> Ball {
        self.equations.sharpness(&Weight { weight: weight.clone() })
    }

    /// X, F(X), ..., F^(steps-1)(X), the image F^steps(X), and the slope of F^steps over X by the chain rule.
    pub fn iterate(&self, weight: &Ball, steps: usize) -> Chain {
        let mut points = Vec::with_capacity(steps);
        let mut state = weight.clone();
        let mut slope = Ball::one();
        for _ in 0..steps {
            let image = self.image(&state);
            slope = slope * self.slope(&state);
            points.push(std::mem::replace(&mut state, image));
        }
        Chain { points, image: state, slope }
    }
}

/// Balls of equal radius that together contain the ball.
pub fn subdivide(ball: &Ball, pieces: u32) -> impl Iterator<Item = Ball> {
    let bits = ball.bits();
    let radius = Ball::exact(ball.radius().to_float_up()).with_bits(bits);
    let share = radius.clone() / Ball::exact(Float::with_val(64, pieces));
    let lowest = Ball::exact(ball.midpoint().clone()) - &radius;
    (0..pieces).map(move |index| {
        let odd = Ball::exact(Float::with_val(64, 2 * u64::from(index) + 1));
        // the centre is off by a rounding, which its own radius covers
        (lowest.clone() + share.clone() * odd).widened(share.magnitude_up())
    })
}

/// A piece of an orbit of a ball of weights.
#[derive(Clone, Debug)]
pub struct Chain {
    /// X_0, ..., X_{k-1}.
    pub points: Vec<Ball>,
    /// X_k = F^k(X_0).
    pub image: Ball,
    /// (F^k)'(X_0).
    pub slope: Ball,
}
