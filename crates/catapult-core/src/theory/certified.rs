//! Values with the guarantee they carry, and the loop that raises the precision until enough digits are certain.

use crate::arithmetic::exact::length_in_bits;
use crate::arithmetic::{Ball, Enclosure, FromExact, Logarithm};
use rug::Rational;
use rug::float::Round;
use thiserror::Error;

/// A number that is exact or certified; never a guess.
#[derive(Clone, Debug)]
pub enum CertifiedValue {
    /// Known exactly.
    Exact(Rational),
    /// Known exactly, as a multiple of the logarithm of a rational number, so that digits are a matter of one evaluation.
    Logarithm(Logarithm),
    /// Known to lie in the ball.
    Enclosed(Ball),
}

impl CertifiedValue {
    /// Outward-rounded decimal ends with at least `digits` significant digits (as far as the enclosure is that narrow).
    pub fn enclosure(&self, digits: usize) -> Enclosure {
        match self {
            CertifiedValue::Exact(value) => Enclosure::of_rational(value, digits),
            CertifiedValue::Logarithm(value) => Enclosure::of_ball(&ball_of(value, bits_of(digits)), digits),
            CertifiedValue::Enclosed(ball) => Enclosure::of_ball(ball, digits),
        }
    }

    /// The nearest `f64` to the value or to the midpoint of its enclosure: numerical, for plots.
    pub fn to_f64(&self) -> f64 {
        match self {
            CertifiedValue::Exact(value) => rug::Float::with_val_round(53, value, Round::Nearest).0.to_f64(),
            CertifiedValue::Logarithm(value) => ball_of(value, 64).midpoint().to_f64(),
            CertifiedValue::Enclosed(ball) => ball.midpoint().to_f64(),
        }
    }

    /// The value as a ball at `bits` bits.
    pub fn to_ball(&self, bits: u32) -> Ball {
        match self {
            CertifiedValue::Exact(value) => Ball::from_exact(value, bits),
            CertifiedValue::Logarithm(value) => ball_of(value, bits).with_bits(bits),
            CertifiedValue::Enclosed(ball) => ball.clone(),
        }
    }

    /// The value in writing where it is known exactly: `3/16`, `log 3`.
    pub fn closed_form(&self) -> Option<String> {
        match self {
            CertifiedValue::Exact(value) => Some(value.to_string()),
            CertifiedValue::Logarithm(value) => Some(value.to_string()),
            CertifiedValue::Enclosed(_) => None,
        }
    }

    /// Whether both ends begin with the same `digits` significant digits.
    fn shares(&self, digits: Digits) -> bool {
        match self {
            CertifiedValue::Exact(_) | CertifiedValue::Logarithm(_) => true,
            CertifiedValue::Enclosed(ball) => {
                ball.is_bounded() && self.enclosure(digits.count()).common_digits() >= digits.count()
            }
        }
    }

    /// Whether zero is in the enclosure, and its width below 10^-digits of the largest of others.
    fn is_negligible(&self, others: &[CertifiedValue], digits: Digits) -> bool {
        let CertifiedValue::Enclosed(ball) = self else { return false };
        let size = |value: &CertifiedValue| match value {
            CertifiedValue::Enclosed(ball) => ball.magnitude_up().exponent(),
            CertifiedValue::Exact(_) | CertifiedValue::Logarithm(_) => None,
        };
        let largest = others.iter().filter_map(size).max();
        let radius = ball.radius().exponent().unwrap_or(i64::MIN / 2);
        ball.is_bounded()
            && ball.contains(&Rational::new())
            && others.len() > 1
            && largest.is_some_and(|largest| radius + i64::from(digits.bits()) < largest)
    }

    /// Whether the enclosure is narrower than 10^-digits relative to its value.
    fn is_narrow(&self, digits: Digits) -> bool {
        match self {
            CertifiedValue::Exact(_) | CertifiedValue::Logarithm(_) => true,
            CertifiedValue::Enclosed(ball) => {
                ball.is_bounded() && ball.accurate_bits().is_none_or(|bits| bits > i64::from(digits.bits()))
            }
        }
    }
}

/// A logarithm with about `bits` right bits. That of c is relatively as inexact as c is long where c is close to 1.
fn ball_of(value: &Logarithm, bits: u32) -> Ball {
    let length = u32::try_from(length_in_bits(value.argument())).unwrap_or(u32::MAX);
    value.evaluate(bits.saturating_add(length).saturating_add(SPARE_BITS))
}

/// A number of significant decimal digits to certify, from 1 to [`Digits::MOST`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits(usize);

/// Why digits cannot be had.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DigitsError {
    /// A count outside the allowed range.
    #[error("`{0}` digits cannot be certified: ask for 1 to {most} digits", most = Digits::MOST)]
    OutOfRange(usize),
    /// The enclosure stayed too wide at the largest working precision.
    #[error("{digits} digits are still undecided at {bits} bits: ask for fewer digits")]
    Undecided {
        /// Digits asked for.
        digits: usize,
        /// The largest working precision tried.
        bits: u32,
    },
}

impl Digits {
    /// The largest number of digits on offer.
    pub const MOST: usize = 100_000;

    /// Checks a count of digits.
    ///
    /// # Errors
    ///
    /// [`DigitsError::OutOfRange`] outside 1 to [`Digits::MOST`].
    pub fn new(count: usize) -> Result<Self, DigitsError> {
        if (1..=Digits::MOST).contains(&count) { Ok(Digits(count)) } else { Err(DigitsError::OutOfRange(count)) }
    }

    /// The number of digits.
    pub fn count(self) -> usize {
        self.0
    }

    /// log2(10) bits a digit, rounded up.
    pub fn bits(self) -> u32 {
        bits_of(self.0)
    }
}

/// log2(10) bits a digit, rounded up.
fn bits_of(digits: usize) -> u32 {
    u32::try_from((digits as u64).saturating_mul(3322).div_ceil(1000)).unwrap_or(u32::MAX)
}

impl Default for Digits {
    fn default() -> Self {
        Digits(30)
    }
}

/// Bits beyond the asked digits that a first attempt may lose.
const SPARE_BITS: u32 = 64;

/// Doublings of the working precision before giving up.
const MOST_DOUBLINGS: u32 = 6;

/// Evaluates `compute` at rising precision until the two ends of every value share their first `digits` digits.
///
/// A value next to a carry, such as 1 - 10^-1000, has ends that never share a digit (0.99... and 1); at the largest precision
/// it is enough that the relative width is below 10^-digits.
///
/// # Errors
///
/// [`DigitsError::Undecided`] when six doublings of the first precision were not enough.
pub fn certify_digits<const N: usize>(
    digits: Digits,
    compute: impl Fn(u32) -> [CertifiedValue; N],
) -> Result<[CertifiedValue; N], DigitsError> {
    let values = certify_all(digits, |bits| compute(bits).to_vec())?;
    // as many as `compute` gives
    Ok(std::array::from_fn(|index| values[index].clone()))
}

/// As [`certify_digits`], for any number of values. One that cannot be told from zero has its digits beside the largest.
///
/// # Errors
///
/// As [`certify_digits`].
pub fn certify_all(
    digits: Digits,
    compute: impl Fn(u32) -> Vec<CertifiedValue>,
) -> Result<Vec<CertifiedValue>, DigitsError> {
    let mut bits = digits.bits() + SPARE_BITS;
    for _ in 0..MOST_DOUBLINGS {
        let values = compute(bits);
        if values.iter().all(|value| value.shares(digits) || value.is_negligible(&values, digits)) {
            return Ok(values);
        }
        bits *= 2;
    }
    let values = compute(bits);
    if values.iter().all(|value| value.is_narrow(digits)) {
        return Ok(values);
    }
    Err(DigitsError::Undecided { digits: digits.count(), bits })
}
