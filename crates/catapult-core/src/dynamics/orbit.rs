//! Orbits: a problem iterated in a chosen arithmetic, observed as it goes.

use super::map::{Map, Observation, Sharpness};
use super::mean_value;
use super::system::{Problem, ProblemError};
use crate::arithmetic::{Ball, Dual, FromExact, ScaledInterval};
use rug::Rational;
use std::ops::ControlFlow;
use std::str::FromStr;
use thiserror::Error;

/// The arithmetic of an orbit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// Numerical.
    F64,
    /// Certified, at this many bits.
    Ball(u32),
    /// Exact: squared loss only.
    Exact,
}

/// A text that names no arithmetic.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("`{0}` is not an arithmetic: use f64, ball:BITS with {least} to {most} bits, or exact", least = Arithmetic::LEAST_BITS, most = Arithmetic::MOST_BITS)]
pub struct ArithmeticError(String);

impl Arithmetic {
    /// The smallest precision on offer.
    pub const LEAST_BITS: u32 = 24;
    /// The largest precision on offer.
    pub const MOST_BITS: u32 = 1 << 20;
}

impl FromStr for Arithmetic {
    type Err = ArithmeticError;

    fn from_str(text: &str) -> Result<Self, ArithmeticError> {
        let allowed = Arithmetic::LEAST_BITS..=Arithmetic::MOST_BITS;
        match (text, text.strip_prefix("ball:").map(str::parse)) {
            ("f64", _) => Ok(Arithmetic::F64),
            ("exact", _) => Ok(Arithmetic::Exact),
            (_, Some(Ok(bits))) if allowed.contains(&bits) => Ok(Arithmetic::Ball(bits)),
            _ => Err(ArithmeticError(text.into())),
        }
    }
}

/// One observed state, with the guarantee of the run.
#[derive(Clone, Debug)]
pub enum State {
    /// From an `f64` run.
    Numerical(Observation<f64>),
    /// From a ball run.
    Certified(Observation<Ball>),
    /// From an exact run; the sharpness, a root, is enclosed.
    Exact {
        /// f(1).
        output: Rational,
        /// lambda.
        lambda: Rational,
        /// The sharpness, certified.
        sharpness: Ball,
        /// The risk.
        loss: Rational,
    },
}

/// Why an orbit ended before its last step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// A value left the range of `f64`.
    Overflow,
    /// An enclosure became unbounded: nothing is known of the state any more.
    Unbounded,
    /// An exact number outgrew [`MOST_EXACT_BITS`].
    TooLong,
    /// The visitor asked for no more.
    Asked,
}

impl Stop {
    /// What happened and what would help.
    pub fn explanation(self) -> &'static str {
        match self {
            Stop::Overflow => "the orbit left the range of f64 (about 1.8e308): it diverges numerically",
            Stop::Unbounded => "the enclosure became unbounded: use more bits, or the orbit diverges",
            Stop::TooLong => "an exact number outgrew 16777216 bits: use --arithmetic ball:BITS or fewer steps",
            Stop::Asked => "it was stopped before the end",
        }
    }
}

/// The largest size of a numerator or denominator in an exact orbit.
pub const MOST_EXACT_BITS: u32 = 1 << 24;

/// Bits of the enclosed sharpness in an exact orbit.
const EXACT_SHARPNESS_BITS: u32 = 192;

/// Runs `steps` steps and calls `visit` at each, with the observed state at steps 0, `every`, 2 `every`, ... and the last, and
/// with `None` at the others; the orbit ends where it breaks. Returns why the orbit ended early, if it did: the step
/// whose state could not be computed, or was not asked for, and the reason.
///
/// # Guarantee
///
/// That of the arithmetic: numerical, certified (each step in mean-value form, see [`mean_value`]) or exact.
///
/// # Errors
///
/// [`ProblemError`] before any step: an invalid problem, or one without exact orbits in exact arithmetic.
pub fn run(
    problem: &Problem,
    arithmetic: Arithmetic,
    steps: u64,
    every: u64,
    mut visit: impl FnMut(u64, Option<State>) -> ControlFlow<()>,
) -> Result<Option<(u64, Stop)>, ProblemError> {
    problem.validate()?;
    let every = every.max(1);
    let shown = |step: u64| step.is_multiple_of(every) || step == steps;
    match arithmetic {
        Arithmetic::F64 => {
            let map = problem.observed::<f64>(53);
            let mut state = problem.start_in::<f64>(53);
            for step in 0..=steps {
                if state.iter().any(|x| !x.is_finite()) || !map.loss(&state).is_finite() {
                    return Ok(Some((step, Stop::Overflow)));
                }
                let seen = shown(step).then(|| State::Numerical(map.observe(&state)));
                if visit(step, seen).is_break() {
                    return Ok(Some((step + 1, Stop::Asked)));
                }
                state = map.apply(&state);
            }
        }
        Arithmetic::Ball(bits) => {
            let mut orbit = CertifiedOrbit::new(problem, bits);
            for step in 0..=steps {
                if !orbit.is_bounded() {
                    return Ok(Some((step, Stop::Unbounded)));
                }
                if visit(step, shown(step).then(|| State::Certified(orbit.observe()))).is_break() {
                    return Ok(Some((step + 1, Stop::Asked)));
                }
                orbit.advance();
            }
        }
        Arithmetic::Exact => {
            let map = problem.exact()?;
            let spectrum = problem.observed::<Ball>(EXACT_SHARPNESS_BITS);
            let mut state = problem.start.clone();
            for step in 0..=steps {
                if state.iter().any(|x| size_in_bits(x) > MOST_EXACT_BITS) {
                    return Ok(Some((step, Stop::TooLong)));
                }
                let seen = shown(step).then(|| observe_exact(&*map, &*spectrum, &state));
                if visit(step, seen).is_break() {
                    return Ok(Some((step + 1, Stop::Asked)));
                }
                if step < steps {
                    state = map.apply(&state);
                }
            }
        }
    }
    Ok(None)
}

fn observe_exact(map: &dyn Map<Rational>, spectrum: &dyn Sharpness<Ball>, state: &[Rational]) -> State {
    let enclosed: Vec<Ball> = state.iter().map(|x| Ball::from_exact(x, EXACT_SHARPNESS_BITS)).collect();
    State::Exact {
        output: map.output(state),
        lambda: map.lambda(state),
        sharpness: spectrum.sharpness(&enclosed),
        loss: map.loss(state),
    }
}

/// Bits of the longer of numerator and denominator.
fn size_in_bits(value: &Rational) -> u32 {
    value.numer().significant_bits().max(value.denom().significant_bits())
}

/// A certified orbit in mean-value form, one step at a time.
pub struct CertifiedOrbit {
    map: Box<dyn Sharpness<Ball>>,
    differentiable: Box<dyn Map<Dual<ScaledInterval>>>,
    differentiable_in_balls: Box<dyn Map<Dual<Ball>>>,
    /// The box that contains the state.
    pub state: Vec<Ball>,
}

impl CertifiedOrbit {
    /// The orbit of a validated problem, at its start, at `bits` bits.
    pub fn new(problem: &Problem, bits: u32) -> Self {
        // Derivatives only scale deviations, so few bits are enough for them.
        let few = bits.min(mean_value::JACOBIAN_BITS);
        CertifiedOrbit {
            map: problem.observed(bits),
            differentiable: problem.differentiable(few),
            differentiable_in_balls: problem.differentiable(few),
            state: problem.start_in(bits),
        }
    }

    /// One step, as [`mean_value::step`]: with derivatives in intervals, or in balls where an interval is unbounded.
    pub fn advance(&mut self) {
        let mut reach = mean_value::reach(&*self.differentiable, &self.state);
        if reach.iter().any(|bound| !bound.is_finite()) {
            reach = mean_value::reach(&*self.differentiable_in_balls, &self.state);
        }
        self.state = mean_value::widen(self.map.apply(&mean_value::centre(&self.state)), &reach);
    }

    /// Whether anything is known of every coordinate.
    pub fn is_bounded(&self) -> bool {
        self.state.iter().all(Ball::is_bounded)
    }

    /// The observables of the present state.
    pub fn observe(&self) -> Observation<Ball> {
        self.map.observe(&self.state)
    }
}
