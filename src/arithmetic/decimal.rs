//! Decimal enclosures: two decimal numbers, rounded outward, between which the true value lies.

use super::Ball;
use rug::float::Round;
use rug::ops::Pow;
use rug::{Float, Integer, Rational};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A certified enclosure in decimals, as printed and as written to JSON: lower <= value <= upper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// A decimal number not above the value.
    pub lower: String,
    /// A decimal number not below the value.
    pub upper: String,
}

/// Digits beyond the asked ones that are printed, so that outward rounding does not touch the asked ones.
const GUARD_DIGITS: usize = 2;

impl Enclosure {
    /// The ends of a ball, rounded outward to `digits` + 2 significant digits. Trailing zeros are left out.
    pub fn of_ball(ball: &Ball, digits: usize) -> Self {
        if !ball.is_bounded() {
            return Enclosure { lower: "-inf".into(), upper: "inf".into() };
        }
        let shown = digits + GUARD_DIGITS;
        Enclosure {
            lower: float_to_decimal(&ball.lower(), shown, Round::Down),
            upper: float_to_decimal(&ball.upper(), shown, Round::Up),
        }
    }

    /// An exact rational between its neighbours of `digits` + 2 significant digits; both ends are equal if it is one itself.
    pub fn of_rational(value: &Rational, digits: usize) -> Self {
        let shown = digits + GUARD_DIGITS;
        Enclosure {
            lower: rational_to_decimal(value, shown, Round::Down),
            upper: rational_to_decimal(value, shown, Round::Up),
        }
    }

    /// The number of leading significant digits that both ends share; `usize::MAX` if they are equal.
    pub fn common_digits(&self) -> usize {
        if self.lower == self.upper {
            return usize::MAX;
        }
        let (Some(lower), Some(upper)) = (Scientific::read(&self.lower), Scientific::read(&self.upper)) else {
            return 0;
        };
        if lower.negative != upper.negative || lower.exponent != upper.exponent {
            return 0;
        }
        // Trailing zeros are not written, so the shorter text goes on with zeros.
        let length = lower.digits.len().max(upper.digits.len());
        let padded = |digits: &str| digits.bytes().chain(std::iter::repeat(b'0')).take(length).collect::<Vec<_>>();
        let shared = padded(&lower.digits).iter().zip(&padded(&upper.digits)).take_while(|(a, b)| a == b).count();
        if shared == length { usize::MAX } else { shared }
    }

    /// The part the two ends share followed by the digits in which they differ, for people: `2.17731[89, 90]`.
    pub fn short(&self) -> String {
        if self.lower == self.upper {
            return self.lower.clone();
        }
        let shared = self.lower.bytes().zip(self.upper.bytes()).take_while(|(a, b)| a == b).count();
        if shared <= 2 {
            return format!("[{}, {}]", self.lower, self.upper);
        }
        format!("{}[{}, {}]", &self.lower[..shared], &self.lower[shared..], &self.upper[shared..])
    }
}

impl fmt::Display for Enclosure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.lower == self.upper {
            formatter.write_str(&self.lower)
        } else {
            write!(formatter, "[{}, {}]", self.lower, self.upper)
        }
    }
}

/// ± 0.d1 d2 d3 ... · 10^exponent with d1 not zero.
struct Scientific {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Scientific {
    /// Plain decimals while they stay short, scientific notation otherwise.
    fn write(&self) -> String {
        let digits = self.digits.trim_end_matches('0');
        let sign = if self.negative { "-" } else { "" };
        if digits.is_empty() {
            return "0".into();
        }
        let length = digits.len() as i64;
        match self.exponent {
            e @ -5..=0 => format!("{sign}0.{}{digits}", "0".repeat(-e as usize)),
            e if (1..=21).contains(&e) && e >= length => format!("{sign}{digits}{}", "0".repeat((e - length) as usize)),
            e if (1..=21).contains(&e) => format!("{sign}{}.{}", &digits[..e as usize], &digits[e as usize..]),
            e if length == 1 => format!("{sign}{digits}e{}", e - 1),
            e => format!("{sign}{}.{}e{}", &digits[..1], &digits[1..], e - 1),
        }
    }

    /// Reads what [`Scientific::write`] wrote.
    fn read(text: &str) -> Option<Self> {
        let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let all = format!("{whole}{fraction}");
        let digits = all.trim_start_matches('0');
        let leading_zeros = (all.len() - digits.len()) as i64;
        let exponent = exponent.parse::<i64>().ok()? + whole.len() as i64 - leading_zeros;
        (!digits.is_empty()).then(|| Scientific { negative, digits: digits.into(), exponent })
    }
}

/// A float to `digits` significant decimals, rounded down or up.
fn float_to_decimal(value: &Float, digits: usize, round: Round) -> String {
    if value.is_zero() {
        return "0".into();
    }
    if value.is_infinite() {
        return if value.is_sign_negative() { "-inf".into() } else { "inf".into() };
    }
    let (negative, digits, exponent) = value.to_sign_string_exp_round(10, Some(digits), round);
    Scientific { negative, digits, exponent: i64::from(exponent.unwrap_or(0)) }.write()
}

/// A rational to `digits` significant decimals, rounded down or up, in exact integer arithmetic.
fn rational_to_decimal(value: &Rational, digits: usize, round: Round) -> String {
    if value.is_zero() {
        return "0".into();
    }
    let negative = *value < 0;
    let size = value.clone().abs();
    // The decimal exponent from MPFR, corrected exactly: 10^(exponent-1) <= size < 10^exponent.
    let estimate = Float::with_val(64, &size).log10().to_f64().floor() as i64 + 1;
    let power = |n: i64| {
        let ten = Integer::from(10).pow(n.unsigned_abs() as u32);
        if n < 0 { Rational::from((1, ten)) } else { Rational::from(ten) }
    };
    let exponent = (estimate - 1..=estimate + 1).find(|&e| size < power(e)).unwrap_or(estimate + 1);
    let scaled = size * power(digits as i64 - exponent);
    let away = negative == (round == Round::Down);
    let integer = if away { scaled.ceil() } else { scaled.floor() }.into_numer_denom().0;
    let text = integer.to_string();
    // Rounding up may carry into one more digit.
    let exponent = exponent + text.len() as i64 - digits as i64;
    Scientific { negative, digits: text, exponent }.write()
}
