//! Orbits: a problem iterated in a chosen arithmetic, observed as it goes.

use super::mean_value;
use super::parameters::{Rough, Surroundings};
use super::problem::{Descent, Job, Problem, ProblemError};
use super::state::State as _;
use super::system::{Equations, Observation, System};
use crate::arithmetic::{Ball, Dual, ExactValue, FromExact, ScaledInterval};
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

/// One observed state, with the guarantee of the run: the values in the order of [`System::observables`].
#[derive(Clone, Debug)]
pub enum State {
    /// From an `f64` run.
    Numerical(Vec<f64>),
    /// From a ball run.
    Certified(Vec<Ball>),
    /// From an exact run: what is not rational, as a root is not, is enclosed.
    Exact(Vec<ExactOrEnclosed>),
}

/// One observable of an exact run.
#[derive(Clone, Debug)]
pub enum ExactOrEnclosed {
    /// Exact.
    Exact(Rational),
    /// Certified.
    Enclosed(Ball),
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
    /// A value is not known to be rational.
    Irrational,
}

impl Stop {
    /// What happened and what would help.
    pub fn explanation(self) -> &'static str {
        match self {
            Stop::Overflow => "the orbit left the range of f64 (about 1.8e308): it diverges numerically",
            Stop::Unbounded => "the enclosure became unbounded: use more bits, or the orbit diverges",
            Stop::TooLong => "an exact number outgrew 16777216 bits: enclose it in balls, or take fewer steps",
            Stop::Asked => "it was stopped before the end",
            Stop::Irrational => "the next state is not rational: enclose it in balls",
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
    visit: impl FnMut(u64, Option<State>) -> ControlFlow<()>,
) -> Result<Option<(u64, Stop)>, ProblemError> {
    problem.validate()?;
    if arithmetic == Arithmetic::Exact {
        problem.require_rational()?;
    }
    Ok(problem.visit(Run { arithmetic, steps, every: every.max(1), visit }))
}

/// The arguments of [`run`].
struct Run<V> {
    arithmetic: Arithmetic,
    steps: u64,
    every: u64,
    visit: V,
}

impl<V: FnMut(u64, Option<State>) -> ControlFlow<()>> Job for Run<V> {
    type Output = Option<(u64, Stop)>;

    fn run<S: System>(self, descent: &Descent<S>) -> Option<(u64, Stop)> {
        let Run { arithmetic, steps, every, mut visit } = self;
        let shown = |step: u64| step.is_multiple_of(every) || step == steps;
        match arithmetic {
            Arithmetic::F64 => {
                let equations = descent.equations::<f64>(53);
                let mut state = descent.start_in::<f64>(53);
                for step in 0..=steps {
                    if state.coordinates().any(|x| !x.is_finite()) || !equations.loss(&state).is_finite() {
                        return Some((step, Stop::Overflow));
                    }
                    let seen = shown(step).then(|| State::Numerical(descent.system.show(&equations, &state)));
                    if visit(step, seen).is_break() {
                        return Some((step + 1, Stop::Asked));
                    }
                    state = equations.step(state);
                }
            }
            Arithmetic::Ball(bits) => {
                let mut orbit = CertifiedOrbit::new(descent, bits);
                for step in 0..=steps {
                    if !orbit.is_bounded() {
                        return Some((step, Stop::Unbounded));
                    }
                    if visit(step, shown(step).then(|| State::Certified(orbit.show(&descent.system)))).is_break() {
                        return Some((step + 1, Stop::Asked));
                    }
                    orbit.advance();
                }
            }
            Arithmetic::Exact => {
                let mut orbit = ExactOrbit::new(descent);
                let spectrum = descent.equations::<Ball>(EXACT_SHARPNESS_BITS);
                for step in 0..=steps {
                    if orbit.size_in_bits() > MOST_EXACT_BITS {
                        return Some((step, Stop::TooLong));
                    }
                    if visit(step, shown(step).then(|| orbit.show(&descent.system, &spectrum))).is_break() {
                        return Some((step + 1, Stop::Asked));
                    }
                    if step < steps && !orbit.advance() {
                        return Some((step + 1, Stop::Irrational));
                    }
                }
            }
        }
        None
    }
}

/// An exact orbit, one step at a time.
pub struct ExactOrbit<S: System> {
    equations: S::Equations<ExactValue>,
    /// The state.
    pub state: S::State<Rational>,
}

impl<S: System> ExactOrbit<S> {
    /// The orbit of a validated problem, at its start.
    pub fn new(descent: &Descent<S>) -> Self {
        let start = descent.start_in::<ExactValue>(0);
        let known: Option<Vec<Rational>> = start.coordinates().map(|x| x.known().cloned()).collect();
        // `System::require_rational` refuses starts that are not rational
        let state = known.and_then(StateOf::<S>::from_coordinates).unwrap_or_else(|| descent.start.clone());
        ExactOrbit { equations: descent.equations(0), state }
    }

    /// One step. False, and the state stays, where the next state is not known to be rational.
    pub fn advance(&mut self) -> bool {
        let next = self.equations.step(S::convert(&self.state, |x| ExactValue::from(x.clone())));
        let known: Option<Vec<Rational>> = next.coordinates().map(|x| x.known().cloned()).collect();
        match known.and_then(StateOf::<S>::from_coordinates) {
            Some(state) => {
                self.state = state;
                true
            }
            None => false,
        }
    }

    /// Bits of the longest numerator or denominator.
    pub fn size_in_bits(&self) -> u32 {
        self.state.coordinates().map(size_in_bits).max().unwrap_or(0)
    }

    /// The observables: exact where the system says that they are rational, the others from equations over balls.
    fn show(&self, system: &S, spectrum: &S::Equations<Ball>) -> State {
        let exact = S::convert(&self.state, |x| ExactValue::from(x.clone()));
        let enclosed = system.show(spectrum, &S::convert(&self.state, |x| Ball::from_exact(x, EXACT_SHARPNESS_BITS)));
        let known = system.show_exactly(&self.equations, &exact);
        let either = |(known, enclosed): (Option<ExactValue>, Ball)| match known.as_ref().and_then(ExactValue::known) {
            Some(value) => ExactOrEnclosed::Exact(value.clone()),
            None => ExactOrEnclosed::Enclosed(enclosed),
        };
        State::Exact(known.into_iter().zip(enclosed).map(either).collect())
    }
}

type StateOf<S> = <S as System>::State<Rational>;

/// Bits of the longer of numerator and denominator.
pub fn size_in_bits(value: &Rational) -> u32 {
    value.numer().significant_bits().max(value.denom().significant_bits())
}

/// A certified orbit, one step at a time: in boxes, in mean-value form, or in one radius around parameters, where the system has them.
pub struct CertifiedOrbit<S: System> {
    equations: S::Equations<Ball>,
    enclosure: Enclosure<S>,
    /// The box that contains the state.
    pub state: S::State<Ball>,
}

/// What a step starts from, with equations at few bits: derivatives only scale deviations, so few are enough for them.
enum Enclosure<S: System> {
    /// The box.
    Box(Box<Derivatives<S>>),
    /// Parameters, the box of their states, and the system that knows them.
    Around(Box<Around<S>>),
}

/// The equations over duals: of intervals, and of balls for what these cannot hold.
struct Derivatives<S: System> {
    intervals: S::Equations<Dual<ScaledInterval>>,
    balls: S::Equations<Dual<Ball>>,
}

/// See [`super::parameters`].
struct Around<S: System> {
    system: S,
    learning_rate: Ball,
    surroundings: Surroundings,
    state: S::State<Ball>,
    rough: Rough<S>,
}

impl<S: System> CertifiedOrbit<S> {
    /// The orbit of a validated problem, at its start, at `bits` bits.
    pub fn new(descent: &Descent<S>, bits: u32) -> Self {
        let few = bits.min(mean_value::JACOBIAN_BITS);
        let equations = descent.equations(bits);
        let enclosure = match descent.system.in_parameters() {
            None => {
                let (intervals, balls) = (descent.equations(few), descent.equations(few));
                Enclosure::Box(Box::new(Derivatives { intervals, balls }))
            }
            Some(system) => {
                let surroundings = Surroundings::of(&system.parameters(&descent.start, bits));
                let state = surroundings.state(system, &equations);
                let learning_rate = Ball::from_exact(&descent.learning_rate, few);
                let (system, rough) = (descent.system.clone(), Rough::of(descent));
                Enclosure::Around(Box::new(Around { system, learning_rate, surroundings, state, rough }))
            }
        };
        CertifiedOrbit { equations, enclosure, state: descent.start_in(bits) }
    }

    /// One step, as [`mean_value::step`], with derivatives in intervals, or in balls where an interval is unbounded; or as [`Surroundings::advance`].
    pub fn advance(&mut self) {
        self.state = match &mut self.enclosure {
            Enclosure::Box(derivatives) => {
                let mut reach = mean_value::reach(&derivatives.intervals, &self.state);
                if reach.iter().any(|bound| !bound.is_finite()) {
                    reach = mean_value::reach(&derivatives.balls, &self.state);
                }
                mean_value::widen(self.equations.step(mean_value::centre(&self.state)), &reach)
            }
            Enclosure::Around(around) => {
                let Around { system, learning_rate, surroundings, state, rough } = around.as_mut();
                if let Some(system) = system.in_parameters() {
                    surroundings.advance(system, &self.equations, rough, learning_rate, state);
                    *state = surroundings.state(system, &self.equations);
                }
                state.clone()
            }
        };
    }

    /// Whether anything is known of every coordinate.
    pub fn is_bounded(&self) -> bool {
        self.state.coordinates().all(Ball::is_bounded)
    }

    /// The observables of the present state.
    pub fn observe(&self) -> Observation<Ball> {
        self.equations.observe(&self.state)
    }

    /// What the system shows of the present state.
    pub fn show(&self, system: &S) -> Vec<Ball> {
        system.show(&self.equations, &self.state)
    }

    /// The equations over balls.
    pub fn equations(&self) -> &S::Equations<Ball> {
        &self.equations
    }
}
