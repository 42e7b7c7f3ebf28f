//! Gradient descent typed anew at 500 bits, without enclosures and without this crate: what proofs are held against.
//!
//! It uses MPFR only. (T1), (T2) and (P1) are typed from proofs/THEORY.md, the losses from their definitions as functions of the
//! margin: s(f) is (l'(f) - l'(-f))/2, not a closed form of the crate. 500 bits lose some ten of them in an orbit of a hundred
//! steps that does not amplify, and less than three a step in one that does; what is decided here is decided by far more.

use catapult_core::model::LossName;
use rug::{Float, Rational};

/// Bits of everything here.
pub const BITS: u32 = 500;

/// A rational number, rounded.
pub fn number(value: &Rational) -> Float {
    Float::with_val(BITS, value)
}

/// A small integer or float.
pub fn small(value: f64) -> Float {
    Float::with_val(BITS, value)
}

/// l(u).
pub fn margin_loss(loss: LossName, margin: &Float) -> Float {
    let negative = Float::with_val(BITS, -margin);
    match loss {
        LossName::Exponential => negative.exp(),
        LossName::Logistic => negative.exp().ln_1p(),
        LossName::Squared => (small(1.0) - margin).square() / 2u32,
    }
}

/// l'(u).
pub fn margin_slope(loss: LossName, margin: &Float) -> Float {
    match loss {
        LossName::Exponential => -Float::with_val(BITS, -margin).exp(),
        LossName::Logistic => -(small(1.0) / (margin.clone().exp() + 1u32)),
        LossName::Squared => margin.clone() - 1u32,
    }
}

/// l''(u).
pub fn margin_curvature(loss: LossName, margin: &Float) -> Float {
    match loss {
        LossName::Exponential => Float::with_val(BITS, -margin).exp(),
        LossName::Logistic => {
            let power = margin.clone().exp();
            power.clone() / (power + 1u32).square()
        }
        LossName::Squared => small(1.0),
    }
}

/// s(f) = L'(f) on D0.
pub fn slope(loss: LossName, output: &Float) -> Float {
    let mirrored = Float::with_val(BITS, -output);
    (margin_slope(loss, output) - margin_slope(loss, &mirrored)) / 2u32
}

/// s(f)/f, and its limit kappa at f = 0.
pub fn ratio(loss: LossName, output: &Float) -> Float {
    if output.is_zero() { margin_curvature(loss, output) } else { slope(loss, output) / output }
}

/// A state of the two-layer network on D0, and what it is trained with.
#[derive(Clone, Debug)]
pub struct TwoLayer {
    pub loss: LossName,
    pub learning_rate: Float,
    pub width: Float,
    pub output: Float,
    pub lambda: Float,
}

impl TwoLayer {
    /// One step of gradient descent, (T1) and (T2).
    pub fn step(&mut self) {
        let push = self.learning_rate.clone() * slope(self.loss, &self.output);
        let growth = push.clone().square() / &self.width + 1u32;
        let output = self.output.clone() * &growth - self.lambda.clone() * &push;
        self.lambda = self.lambda.clone() * &growth - self.output.clone() * &push * 4u32 / &self.width;
        self.output = output;
    }

    /// The state after some steps.
    pub fn after(mut self, steps: u64) -> Self {
        (0..steps).for_each(|_| self.step());
        self
    }

    /// p and q, the smaller one second.
    pub fn factors(&self) -> [Float; 2] {
        let reach = self.output.clone().abs() * 2u32 / self.width.clone().sqrt();
        [self.lambda.clone() + &reach, self.lambda.clone() - reach]
    }

    /// sqrt(p q).
    pub fn mean(&self) -> Float {
        let [p, q] = self.factors();
        (p * q).sqrt()
    }
}

/// A weight of the linear predictor, and what it is trained with.
#[derive(Clone, Debug)]
pub struct Linear {
    pub loss: LossName,
    pub learning_rate: Float,
    /// Signed points with multiplicities.
    pub points: Vec<(Float, u32)>,
    pub weight: Float,
}

impl Linear {
    fn mean(&self, of: impl Fn(&Float) -> Float) -> Float {
        let count: u32 = self.points.iter().map(|(_, multiplicity)| multiplicity).sum();
        let sum = self.points.iter().fold(Float::new(BITS), |sum, (z, multiplicity)| sum + of(z) * *multiplicity);
        sum / count
    }

    /// L(w).
    pub fn risk(&self, weight: &Float) -> Float {
        self.mean(|z| margin_loss(self.loss, &Float::with_val(BITS, z * weight)))
    }

    /// L'(w).
    pub fn slope(&self, weight: &Float) -> Float {
        self.mean(|z| margin_slope(self.loss, &Float::with_val(BITS, z * weight)) * z)
    }

    /// L''(w).
    pub fn curvature(&self, weight: &Float) -> Float {
        self.mean(|z| margin_curvature(self.loss, &Float::with_val(BITS, z * weight)) * z.clone().square())
    }

    /// F(w), (P1).
    pub fn image(&self, weight: &Float) -> Float {
        weight.clone() - self.learning_rate.clone() * self.slope(weight)
    }

    /// One step of gradient descent.
    pub fn step(&mut self) {
        self.weight = self.image(&self.weight);
    }

    /// The state after some steps.
    pub fn after(mut self, steps: u64) -> Self {
        (0..steps).for_each(|_| self.step());
        self
    }

    /// The minimiser: bisection of L' between two weights of opposite signs of L', then Newton's method.
    pub fn minimiser(&self) -> Float {
        let (mut lower, mut upper) = (small(-1.0), small(1.0));
        while self.slope(&lower) > 0 {
            lower *= 2u32;
        }
        while self.slope(&upper) < 0 {
            upper *= 2u32;
        }
        for _ in 0..24 {
            let middle = (lower.clone() + &upper) / 2u32;
            if self.slope(&middle) < 0 { lower = middle } else { upper = middle }
        }
        (0..6).fold(lower, |weight, _| weight.clone() - self.slope(&weight) / self.curvature(&weight))
    }
}

/// What an orbit was seen to do. `None` of a rise: some step was too close to tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// It came to rest at the minimum; whether the loss rose on the way.
    Converges { rose: bool },
    /// It came to rest at the minimum, and a step was too close to say whether the loss rose.
    ConvergesInDoubt,
    /// It escaped beyond everything that comes back.
    Diverges,
    /// It repeats with this prime period, at least two.
    Cycles(usize),
    /// Neither within the steps.
    Unknown,
}

/// Relative differences below this are too close to tell.
fn too_close() -> Float {
    small(1.0) >> 380
}

/// How the loss moves from one size of what it rises with to another: `None` too close to tell.
fn rises(before: &Float, after: &Float) -> Option<bool> {
    let difference = Float::with_val(BITS, after - before);
    (difference.clone().abs() > before.clone().abs() * too_close()).then(|| difference > 0)
}

/// Follows the two-layer orbit for at most so many steps. The loss rises with |f|.
pub fn watch_two_layer(mut state: TwoLayer, steps: usize) -> Seen {
    let (mut rose, mut doubt) = (false, false);
    for _ in 0..steps {
        let before = state.output.clone().abs();
        if before < small(1.0) >> 200 {
            // at rest if the multiplier 1 - eta kappa lambda of f is below one in absolute value
            let kappa = margin_curvature(state.loss, &Float::new(BITS));
            let stiffness = kappa * &state.learning_rate * &state.lambda;
            if stiffness > 0.001 && stiffness < 1.999 {
                return if rose {
                    Seen::Converges { rose }
                } else if doubt {
                    Seen::ConvergesInDoubt
                } else {
                    Seen::Converges { rose }
                };
            }
        }
        if before > 1e30 {
            return Seen::Diverges;
        }
        state.step();
        match rises(&before, &state.output.clone().abs()) {
            Some(true) => rose = true,
            Some(false) => {}
            None => doubt = true,
        }
    }
    Seen::Unknown
}

/// Follows the orbit of a linear predictor for at most so many steps.
pub fn watch_linear(mut state: Linear, steps: usize) -> Seen {
    let (mut rose, mut doubt) = (false, false);
    let mut visited: Vec<Float> = Vec::new();
    let same = |one: &Float, two: &Float| {
        Float::with_val(BITS, one - two).abs() <= (one.clone().abs() + 1u32) * (small(1.0) >> 120)
    };
    for index in 0..steps {
        let (weight, loss) = (state.weight.clone(), state.risk(&state.weight));
        state.step();
        if state.weight.clone().abs() > 1e30 || !state.weight.is_finite() {
            return Seen::Diverges;
        }
        if same(&weight, &state.weight) {
            return match (rose, doubt) {
                (true, _) => Seen::Converges { rose: true },
                (false, true) => Seen::ConvergesInDoubt,
                (false, false) => Seen::Converges { rose: false },
            };
        }
        match rises(&loss, &state.risk(&state.weight)) {
            Some(true) => rose = true,
            Some(false) => {}
            None => doubt = true,
        }
        visited.push(weight);
        if index % 32 == 31 {
            let last = &state.weight;
            if let Some(period) = visited.iter().rev().take(64).position(|earlier| same(earlier, last)) {
                return Seen::Cycles(period + 1);
            }
        }
    }
    Seen::Unknown
}
