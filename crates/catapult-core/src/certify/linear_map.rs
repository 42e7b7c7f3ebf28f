//! The linear predictor's map F(w) = w - eta L'(w) with the enclosures that proofs about it need.

use crate::arithmetic::{Ball, Dual};
use crate::dynamics::{Map, Network, Problem, Sharpness, mean_value};
use num_traits::One;
use rug::Float;

/// (P1) at one precision: images, slopes and losses of balls of weights.
///
/// # Guarantee
///
/// Certified: every method returns a ball that contains the exact value for each weight of its argument.
pub struct WeightMap {
    map: Box<dyn Sharpness<Ball>>,
    differentiable: Box<dyn Map<Dual<Ball>>>,
    bits: u32,
}

impl WeightMap {
    /// The map of a linear predictor at `bits` bits; `None` for another network.
    pub fn new(problem: &Problem, bits: u32) -> Option<Self> {
        matches!(problem.network, Network::Linear { .. }).then(|| WeightMap {
            map: problem.observed(bits),
            differentiable: problem.differentiable(bits),
            bits,
        })
    }

    /// The working precision.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// F(X), in mean-value form.
    pub fn image(&self, weight: &Ball) -> Ball {
        let image = mean_value::step(&*self.map, &*self.differentiable, std::slice::from_ref(weight));
        image.into_iter().next().unwrap_or_else(|| Ball::unbounded(self.bits))
    }

    /// F'(X) = 1 - eta L''(X), by automatic differentiation.
    pub fn slope(&self, weight: &Ball) -> Ball {
        let image = self.differentiable.apply(&[Dual::variable(weight.clone())]);
        image.into_iter().next().map_or_else(|| Ball::unbounded(self.bits), |dual| dual.derivative)
    }

    /// L(X).
    pub fn loss(&self, weight: &Ball) -> Ball {
        self.map.loss(std::slice::from_ref(weight))
    }

    /// L''(X).
    pub fn curvature(&self, weight: &Ball) -> Ball {
        self.map.sharpness(std::slice::from_ref(weight))
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
