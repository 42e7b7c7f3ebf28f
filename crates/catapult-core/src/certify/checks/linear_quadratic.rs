//! A quadratic loss: one linear map, decided exactly.
//!
//! # Lemma
//!
//! Let l be quadratic, as the squared loss is, h = L'' > 0, and w* the minimiser of L. Then w' - w* = (1 - eta h)(w - w*) and
//! L(w) - L(w*) = h (w - w*)²/2. For w0 != w*, that is L'(w0) != 0, and eta > 0:
//!
//! * eta h < 2: w_t → w* and the loss falls at every step until the minimum is reached: *lazy*.
//! * eta h = 2: w_t alternates between w0 and 2 w* - w0, a cycle of period 2 and multiplier (1 - eta h)² = 1: *oscillating*.
//! * eta h > 2: |w_t - w*| = |1 - eta h|^t |w0 - w*| → ∞, and the loss with it: *divergent*.
//!
//! *Proof.* L'(w) = h (w - w*), as L' is a linear function; the rest is the size of 1 - eta h. ∎
//!
//! All numbers are rational, so that exactly one case is confirmed. The balance 2 - eta h falls as eta and h rise; a tie is
//! the second case.
//!
//! Machine-checked: `proofs/Linear_checks.v`, `linear_quadratic_lazy`, `linear_quadratic_cycle`, `linear_quadratic_divergent`.

use super::{Established, Failure, linear_minimum, linear_run};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::certify::lemma::{Lemma, Slack, confirm};
use crate::certify::phase::{Cycle, Limit, Phase};
use crate::dynamics::orbit::ExactOrbit;
use crate::dynamics::{Descent, LinearSystem};
use num_traits::One;
use rug::Rational;

/// The case eta h < 2.
pub struct Falling;

/// The case eta h = 2.
pub struct Alternating;

/// The case eta h > 2.
pub struct Growing;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// h.
    pub curvature: T,
    /// L'(w0).
    pub slope: T,
}

impl<T: Field> Numbers<T> {
    /// 2 - eta h.
    fn balance(&self) -> T {
        T::integer(2) - self.learning_rate.clone() * &self.curvature
    }

    /// The hypotheses of all cases, and those of one.
    fn with(&self, case: impl IntoIterator<Item = Slack<T>>) -> Vec<Slack<T>> {
        let common = [
            Slack::strict("eta > 0", self.learning_rate.clone()),
            Slack::strict("h > 0", self.curvature.clone()),
            Slack::strict("L'(w0) != 0", self.slope.clone().square()),
        ];
        common.into_iter().chain(case).collect()
    }

    /// The hypotheses of [`Falling`].
    pub fn falls(&self) -> Vec<Slack<T>> {
        self.with([Slack::strict("eta h < 2", self.balance())])
    }

    /// The hypotheses of [`Alternating`].
    pub fn alternates(&self) -> Vec<Slack<T>> {
        self.with([Slack::weak("eta h <= 2", self.balance()), Slack::weak("eta h >= 2", -self.balance())])
    }

    /// The hypotheses of [`Growing`].
    pub fn grows(&self) -> Vec<Slack<T>> {
        self.with([Slack::strict("eta h > 2", -self.balance())])
    }

    fn variables() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { learning_rate: variable("eta"), curvature: variable("h"), slope: variable("slope") }
    }
}

macro_rules! case {
    ($lemma:ident, $name:literal, $slacks:ident) => {
        impl Lemma for $lemma {
            const NAME: &'static str = $name;

            type Numbers<T> = Numbers<T>;

            fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
                numbers.$slacks()
            }

            fn symbols() -> Numbers<Expression> {
                Numbers::<Expression>::variables()
            }
        }
    };
}

case!(Falling, "linear_quadratic_falling", falls);
case!(Alternating, "linear_quadratic_alternating", alternates);
case!(Growing, "linear_quadratic_growing", grows);

/// Decides the three cases exactly; `bits` is the precision of the limit.
///
/// # Errors
///
/// [`Failure`] for another loss, a constant risk, or a start at the minimum.
pub fn establish(problem: &Descent<LinearSystem>, bits: u32) -> Result<Established, Failure> {
    let data = linear_run::data(problem)?;
    if !data.loss().facts().quadratic {
        return Err(Failure::NotApplicable("it is made for the squared loss"));
    }
    let unknown = Failure::NotApplicable("it needs exact slopes");
    let slope = data.exact_slope(&problem.start.weight).ok_or(unknown.clone())?;
    let (learning_rate, curvature) = (problem.learning_rate.clone(), data.curvature_at_zero());
    let numbers = Numbers::<Rational> { learning_rate, curvature, slope };
    if confirm(&numbers.falls()).is_ok() {
        return linear_minimum::converges(&data, Phase::Lazy, bits);
    }
    if confirm(&numbers.alternates()).is_ok() {
        let mut orbit = ExactOrbit::new(problem);
        if !orbit.advance() {
            return Err(unknown);
        }
        let cycle = [&problem.start, &orbit.state];
        let cycle = cycle.iter().map(|state| Ball::from_exact(&state.weight, bits)).collect();
        let limit = Limit::Cycle(Cycle { cycle, multiplier: Ball::one() });
        return Ok(Established { phase: Phase::Oscillating, limit: Some(limit) });
    }
    confirm(&numbers.grows())?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
