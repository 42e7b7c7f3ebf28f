//! Gradient descent of aligned networks typed anew at 500 bits, without enclosures and without this crate's equations.
//!
//! The network is W_L ... W_1 with W_l = sigma_l, so that f is the plain product with the factor m^(-(L-1)/2), and each layer is moved
//! against the derivative of (l(f) + l(-f))/2, typed from the loss as a function of the margin.

use catapult_core::model::LossName;
use rug::{Float, Rational};

const BITS: u32 = 500;

fn small(value: f64) -> Float {
    Float::with_val(BITS, value)
}

/// l'(u).
fn margin_slope(loss: LossName, margin: Float) -> Float {
    match loss {
        LossName::Exponential => -(-margin).exp(),
        LossName::Logistic => -(small(1.0) / (margin.exp() + 1u32)),
        LossName::Squared => margin - 1u32,
    }
}

/// (l'(f) - l'(-f))/2.
pub fn slope(loss: LossName, output: &Float) -> Float {
    (margin_slope(loss, output.clone()) - margin_slope(loss, -output.clone())) / 2u32
}

/// A network, and what it is trained with.
#[derive(Clone, Debug)]
pub struct PlainLayers {
    pub loss: LossName,
    pub learning_rate: Float,
    pub width: Float,
    pub sigma: Vec<Float>,
}

impl PlainLayers {
    pub fn new(loss: LossName, learning_rate: &Rational, width: u32, sigma: &[Rational]) -> Self {
        let number = |value: &Rational| Float::with_val(BITS, value);
        let sigma = sigma.iter().map(number).collect();
        PlainLayers { loss, learning_rate: number(learning_rate), width: small(f64::from(width)), sigma }
    }

    /// m^(-(L-1)/2).
    pub fn scale(&self) -> Float {
        (1..self.sigma.len()).fold(small(1.0), |scale, _| scale / self.width.clone().sqrt())
    }

    /// The derivative of f in sigma_l.
    pub fn tau(&self, layer: usize) -> Float {
        let others = self.sigma.iter().enumerate().filter(|(k, _)| *k != layer);
        others.fold(self.scale(), |product, (_, sigma)| product * sigma)
    }

    pub fn output(&self) -> Float {
        self.tau(0) * &self.sigma[0]
    }

    /// f s(f) eta.
    pub fn push(&self) -> Float {
        let output = self.output();
        self.learning_rate.clone() * slope(self.loss, &output) * output
    }

    /// s(f)/f; f must not be zero.
    pub fn ratio(&self) -> Float {
        let output = self.output();
        slope(self.loss, &output) / output
    }

    /// L''(0): 1, or 1/4 for the logistic loss.
    pub fn kappa(&self) -> Float {
        small(if self.loss == LossName::Logistic { 0.25 } else { 1.0 })
    }

    pub fn lambda(&self) -> Float {
        (0..self.sigma.len()).fold(small(0.0), |sum, layer| sum + self.tau(layer).square())
    }

    /// One step of gradient descent.
    pub fn step(&mut self) {
        let push = self.learning_rate.clone() * slope(self.loss, &self.output());
        let tau: Vec<Float> = (0..self.sigma.len()).map(|layer| self.tau(layer)).collect();
        for (sigma, tau) in self.sigma.iter_mut().zip(tau) {
            *sigma -= push.clone() * tau;
        }
    }

    /// The state after some steps.
    pub fn after(mut self, steps: u64) -> Self {
        (0..steps).for_each(|_| self.step());
        self
    }

    /// The sizes |f_0|, ..., |f_steps|.
    pub fn sizes(&self, steps: u64) -> Vec<Float> {
        let mut state = self.clone();
        (0..=steps)
            .map(|_| {
                let size = state.output().abs();
                state.step();
                size
            })
            .collect()
    }
}

/// What an orbit was seen to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeenLayers {
    /// The smallest layer, and with it |f|, became tiny; whether |f| rose on the way.
    Converges { rose: bool },
    /// |f| became enormous.
    Diverges,
    /// Neither; whether |f| rose so far.
    Unknown { rose: bool },
}

/// Follows an orbit for at most so many steps; the last state.
pub fn watch_layers(mut state: PlainLayers, steps: usize) -> (SeenLayers, PlainLayers) {
    let mut rose = false;
    for _ in 0..steps {
        let before = state.output().abs();
        let lambda = state.lambda();
        let stiffness = state.kappa() * &state.learning_rate * &lambda;
        // the layer that vanishes is |f|/sqrt(lambda)
        if before.clone().square() < lambda * 1e-40 && stiffness < 1.999 {
            return (SeenLayers::Converges { rose }, state);
        }
        if before > 1e30 || !before.is_finite() {
            return (SeenLayers::Diverges, state);
        }
        state.step();
        let after = state.output().abs();
        rose |= after > before.clone() * (small(1.0) + (small(1.0) >> 400));
    }
    (SeenLayers::Unknown { rose }, state)
}
