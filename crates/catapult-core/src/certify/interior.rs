//! Strict containment, and the tests of zeros that consist of it, as lemmas: what interval Newton, Krawczyk's test and basins ask of
//! an image, and proofs of an orbit.
//!
//! # Lemma
//!
//! The interval of radius r around m contains x in its interior iff r - (x - m) > 0 and r + (x - m) > 0. *Proof.* |x - m| < r. ∎
//!
//! Both slacks rise with r. Numbers that are enclosures stand for all x in them. The lemmas of zeros are stated and proved in
//! [`crate::theory::newton`].

use super::lemma::{Lemma, Slack};
use crate::arithmetic::{Analytic, Ball, Expression, Field};
use crate::theory::newton::{Krawczyk, Newton, exact_radius, inside};

/// Strict containment in an interval.
pub struct Interior;

/// The numbers of [`Interior`].
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// r.
    pub radius: T,
    /// x - m.
    pub displacement: T,
}

impl Numbers<Ball> {
    /// A ball that should contain another one.
    pub fn of(region: &Ball, inner: &Ball) -> Self {
        Numbers { radius: exact_radius(region), displacement: inner.clone() - region.centre() }
    }
}

impl<T: Field> Numbers<T> {
    /// The hypotheses, which need no functions.
    pub fn slacks(&self) -> [Slack<T>; 2] {
        inside(&self.radius, &self.displacement)
    }
}

impl Lemma for Interior {
    const NAME: &'static str = "interior";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        numbers.slacks().into()
    }

    fn symbols() -> Numbers<Expression> {
        Numbers { radius: Expression::variable("r"), displacement: Expression::variable("d") }
    }
}

/// Whether every member of `inner` lies strictly inside `region`, by the lemma of [the module](self).
///
/// # Guarantee
///
/// `true` is certified; `false` may mean undecided.
pub fn is_inside(region: &Ball, inner: &Ball) -> bool {
    Interior::check(&Numbers::of(region, inner)).is_ok()
}

/// Interval Newton.
pub struct IntervalNewton;

impl Lemma for IntervalNewton {
    const NAME: &'static str = "interval_newton";

    type Numbers<T> = Newton<T>;

    fn slacks<T: Analytic>(numbers: &Newton<T>) -> Vec<Slack<T>> {
        numbers.slacks()
    }

    fn symbols() -> Newton<Expression> {
        let variable = Expression::variable;
        Newton {
            centre: variable("m"),
            radius: variable("r"),
            point: variable("c"),
            value: variable("G"),
            slope: variable("D"),
        }
    }
}

/// Krawczyk's test, with two unknowns in its symbols.
pub struct KrawczykTest;

impl Lemma for KrawczykTest {
    const NAME: &'static str = "krawczyk";

    type Numbers<T> = Krawczyk<T>;

    fn slacks<T: Analytic>(numbers: &Krawczyk<T>) -> Vec<Slack<T>> {
        numbers.slacks()
    }

    fn symbols() -> Krawczyk<Expression> {
        let vector = |name: &str| (1..=2).map(|index| Expression::variable(&format!("{name}{index}"))).collect();
        let matrix = |name: &str| (1..=2).map(|row| vector(&format!("{name}{row}"))).collect();
        Krawczyk {
            centre: vector("c"),
            radii: vector("r"),
            deviations: vector("d"),
            residual: vector("G"),
            jacobian: matrix("J"),
            inverse: matrix("Y"),
        }
    }
}
