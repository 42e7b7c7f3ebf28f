//! Exact rational numbers, and reading them from text.

use super::{Field, FromExact};
use rug::{Integer, Rational, ops::Pow};
use thiserror::Error;

impl Field for Rational {
    fn integer(value: i32) -> Self {
        Rational::from(value)
    }
    fn square(self) -> Self {
        Rational::square(self)
    }
}

impl FromExact for Rational {
    fn from_exact(value: &Rational, _bits: u32) -> Self {
        value.clone()
    }
}

/// Why a text is not an exact number.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ExactNumberError {
    /// The text has another form.
    #[error("`{text}` is not a number: write an integer, a fraction such as -3/4, or a decimal such as 0.1 or 2.5e-3")]
    Malformed {
        /// The text, shortened.
        text: String,
    },
    /// A fraction with denominator zero.
    #[error("`{text}` has denominator zero: write a fraction with a non-zero denominator")]
    ZeroDenominator {
        /// The text, shortened.
        text: String,
    },
    /// A number that would take unreasonable memory when written out.
    #[error("`{text}` is out of range: write at most {MOST_DIGITS} digits, and an exponent within ±{LARGEST_EXPONENT}")]
    OutOfRange {
        /// The text, shortened.
        text: String,
    },
}

/// How much of a text is repeated in a message.
const SHOWN_CHARACTERS: usize = 40;

/// More than the decimals of an enclosure with the most digits on offer, `theory::Digits::MOST`, take.
const MOST_DIGITS: usize = 101_000;
const LARGEST_EXPONENT: u64 = 100_000;

/// Reads `7`, `-3/4`, `0.1` or `2.5e-3` as the rational number it denotes: `0.1` is 1/10.
///
/// # Errors
///
/// [`ExactNumberError`] names the text and the remedy. Not-a-number and infinities are malformed: they are not numbers.
///
/// # Guarantee
///
/// Exact.
pub fn parse_exact(text: &str) -> Result<Rational, ExactNumberError> {
    let trimmed = text.trim();
    let shortened = || match trimmed.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => format!("{}…", &trimmed[..end]),
        None => trimmed.to_string(),
    };
    if trimmed.len() > MOST_DIGITS {
        return Err(ExactNumberError::OutOfRange { text: shortened() });
    }
    let malformed = || ExactNumberError::Malformed { text: shortened() };
    let (negative, magnitude) = match trimmed.strip_prefix(['-', '+']) {
        Some(rest) => (trimmed.starts_with('-'), rest),
        None => (false, trimmed),
    };
    let value = if let Some((numerator, denominator)) = magnitude.split_once('/') {
        let numerator = parse_digits(numerator).ok_or_else(malformed)?;
        let denominator = parse_digits(denominator).ok_or_else(malformed)?;
        if denominator.is_zero() {
            return Err(ExactNumberError::ZeroDenominator { text: shortened() });
        }
        Rational::from((numerator, denominator))
    } else {
        let (mantissa, exponent) = match magnitude.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, parse_exponent(exponent).ok_or_else(malformed)?),
            None => (magnitude, 0),
        };
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = parse_digits(&format!("{whole}{fraction}")).ok_or_else(malformed)?;
        let power = exponent.saturating_sub(fraction.len() as i64);
        if power.unsigned_abs() > LARGEST_EXPONENT + MOST_DIGITS as u64 || exponent.unsigned_abs() > LARGEST_EXPONENT {
            return Err(ExactNumberError::OutOfRange { text: shortened() });
        }
        let scale = Integer::from(10).pow(power.unsigned_abs() as u32);
        if power < 0 { Rational::from((digits, scale)) } else { Rational::from(digits * scale) }
    };
    Ok(if negative { -value } else { value })
}

/// An upper bound of the bits, numerator and denominator together, of the number that [`parse_exact`] would read, from the length
/// of the text and its exponent alone: `1e100000` is long although its text is short. No number is written out.
pub fn written_bits(text: &str) -> u64 {
    let exponent = match text.split_once(['e', 'E']) {
        Some((_, exponent)) if text.len() <= MOST_DIGITS => parse_exponent(exponent.trim()).unwrap_or(0).unsigned_abs(),
        _ => 0,
    };
    // a number refused for its exponent is not written out
    let digits = text.len() as u64 + exponent.min(LARGEST_EXPONENT);
    // the digits once for the number and once for the power of ten, at most log2(10) bits each
    2 * digits * 3322 / 1000 + 2
}

/// The bits of numerator and denominator together.
pub fn length_in_bits(value: &Rational) -> u64 {
    u64::from(value.numer().significant_bits()) + u64::from(value.denom().significant_bits())
}

/// A non-empty run of decimal digits.
fn parse_digits(text: &str) -> Option<Integer> {
    let all_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| text.parse().ok()).flatten()
}

/// A signed exponent; one too long for i64 saturates, so that it is reported as out of range and not as malformed.
fn parse_exponent(text: &str) -> Option<i64> {
    let (negative, digits) = match text.strip_prefix(['-', '+']) {
        Some(rest) => (text.starts_with('-'), rest),
        None => (false, text),
    };
    let magnitude = parse_digits(digits)?.to_i64().unwrap_or(i64::MAX);
    Some(if negative { -magnitude } else { magnitude })
}
