//! Worst corners: how the numbers of a lemma follow from an enclosed state, written once for floats and enclosures.
//!
//! The numbers of a lemma are bounds: the largest |f|, the smallest lambda. Of an enclosure they are its ends, and of an `f64`,
//! which stands for itself, the number. So the function that reads a lemma's numbers off a state serves the checker and the
//! search alike.

use crate::arithmetic::{Analytic, Ball};
use rug::Float;
use rug::float::Round;
use std::cmp::Ordering;

/// An arithmetic whose values have ends.
///
/// # Guarantee
///
/// Balls: ends are exact numbers, rounded outward, and unbounded if the ball is. `f64`: numerical.
pub trait Ends: Analytic {
    /// A number not above any member.
    #[must_use]
    fn lower_end(&self) -> Self;
    /// A number not below any member.
    #[must_use]
    fn upper_end(&self) -> Self;
    /// A number not above the absolute value of any member.
    #[must_use]
    fn smallest_size(&self) -> Self;
    /// A number not below the absolute value of any member.
    #[must_use]
    fn largest_size(&self) -> Self;
    /// A number not above any member of either.
    #[must_use]
    fn smaller(&self, other: &Self) -> Self;
    /// A number not below any member of either.
    #[must_use]
    fn larger(&self, other: &Self) -> Self;
    /// A finite number below the lower end, of an enclosure by about a millionth of it. A lemma that asks for a number below a
    /// bound confirms this one, with room for its roundings.
    #[must_use]
    fn just_below(&self) -> Self;
}

/// A float stands for itself.
impl Ends for f64 {
    fn lower_end(&self) -> f64 {
        *self
    }
    fn upper_end(&self) -> f64 {
        *self
    }
    fn smallest_size(&self) -> f64 {
        self.abs()
    }
    fn largest_size(&self) -> f64 {
        self.abs()
    }
    // The one that is a number, where the other is NaN.
    fn smaller(&self, other: &f64) -> f64 {
        self.min(*other)
    }
    fn larger(&self, other: &f64) -> f64 {
        self.max(*other)
    }
    fn just_below(&self) -> f64 {
        self.min(f64::MAX)
    }
}

/// log2 of how far [`Ends::just_below`] goes below, relative to the number.
const ROOM: u32 = 20;

impl Ends for Ball {
    fn lower_end(&self) -> Ball {
        Ball::exact(self.lower())
    }
    fn upper_end(&self) -> Ball {
        Ball::exact(self.upper())
    }
    fn smallest_size(&self) -> Ball {
        let lower = self.clone().abs().lower();
        if lower.is_sign_negative() { Ball::exact(Float::new(self.bits())) } else { Ball::exact(lower) }
    }
    fn largest_size(&self) -> Ball {
        self.clone().abs().upper_end()
    }
    fn smaller(&self, other: &Ball) -> Ball {
        let (one, two) = (self.lower(), other.lower());
        Ball::exact(if one.partial_cmp(&two) == Some(Ordering::Greater) { two } else { one })
    }
    fn larger(&self, other: &Ball) -> Ball {
        let (one, two) = (self.upper(), other.upper());
        Ball::exact(if one.partial_cmp(&two) == Some(Ordering::Less) { two } else { one })
    }
    fn just_below(&self) -> Ball {
        let lower = self.lower();
        let room = Float::with_val(lower.prec(), lower.abs_ref()) >> ROOM;
        Ball::exact(Float::with_val_round(lower.prec(), &lower - &room, Round::Down).0)
    }
}
