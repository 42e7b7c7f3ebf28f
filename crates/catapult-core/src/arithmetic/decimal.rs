//! Decimal enclosures: two decimal numbers, rounded outward, between which the true value lies.

use super::Ball;
use rug::float::Round;
use rug::ops::Pow;
use rug::{Float, Integer, Rational};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A certified enclosure in decimals, as printed and as written to JSON: lower <= value <= upper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enclosure {
    /// A decimal number not above the value.
    pub lower: String,
    /// A decimal number not below the value.
    pub upper: String,
}

/// Digits printed beyond the asked ones, so that outward rounding does not touch the asked ones. Two are enough unless the
/// value lies so near a short decimal that the ends fall on both sides of it; then more are tried in turn.
const GUARD_DIGITS: [usize; 4] = [2, 8, 32, 128];

impl Enclosure {
    /// The ends of a ball, rounded outward to a few more than `digits` significant digits: as many more as make the ends
    /// share the asked ones, where the ball is narrow enough. The ends of an unbounded ball are `-inf` and `inf`.
    pub fn of_ball(ball: &Ball, digits: usize) -> Self {
        let (lower, upper) = (ball.lower(), ball.upper());
        if !(ball.is_bounded() && lower.is_finite() && upper.is_finite()) {
            return Enclosure { lower: "-inf".into(), upper: "inf".into() };
        }
        let bits_per_digit = std::f64::consts::LOG2_10;
        let narrow = ball.accurate_bits().is_none_or(|bits| bits as f64 >= bits_per_digit * digits as f64);
        let guards = if narrow { &GUARD_DIGITS[..] } else { &GUARD_DIGITS[..1] };
        Enclosure::sharing(digits, guards, |shown| {
            [float_to_decimal(&lower, shown, Round::Down), float_to_decimal(&upper, shown, Round::Up)]
        })
    }

    /// An exact rational between its neighbours of a few more than `digits` significant digits; both ends are equal, and
    /// without trailing zeros, if it is one itself.
    pub fn of_rational(value: &Rational, digits: usize) -> Self {
        Enclosure::sharing(digits, &GUARD_DIGITS, |shown| {
            [rational_to_decimal(value, shown, Round::Down), rational_to_decimal(value, shown, Round::Up)]
        })
    }

    /// The ends with the first of the numbers of guard digits at which they share `digits` digits; if none does, the first.
    fn sharing(digits: usize, guards: &[usize], ends_at: impl Fn(usize) -> [Scientific; 2]) -> Self {
        let at = |guard: usize| {
            let ends = ends_at(digits.saturating_add(guard));
            let trimmed = ends[0] == ends[1];
            let [lower, upper] = ends.map(|end| end.write(trimmed));
            Enclosure { lower, upper }
        };
        let shares = |enclosure: &Enclosure| enclosure.common_digits() >= digits;
        let mut tries = guards.iter().copied().map(at);
        let fewest = tries.next().unwrap_or_else(|| at(0));
        if shares(&fewest) { fewest } else { tries.find(shares).unwrap_or(fewest) }
    }

    /// The number of leading significant digits that both ends share; `usize::MAX` if they are equal. Literally: 0.99
    /// and 1.01 share none.
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
        let longest = lower.digits.len().max(upper.digits.len());
        let padded = |number: &Scientific| number.digits.clone() + &"0".repeat(longest - number.digits.len());
        padded(&lower).bytes().zip(padded(&upper).bytes()).take_while(|(a, b)| a == b).count()
    }

    /// The part the two ends share followed by the digits in which they differ, for people: `2.17731[89, 90]`.
    pub fn short(&self) -> String {
        if self.lower == self.upper {
            return self.lower.clone();
        }
        let shared = self.lower.bytes().zip(self.upper.bytes()).take_while(|(a, b)| a == b).count();
        // Both brackets show a digit, and a shared beginning says something only if it is the beginning of the number.
        let shared = shared.min(self.lower.len().saturating_sub(1)).min(self.upper.len().saturating_sub(1));
        if shared <= 2 || self.common_digits() == 0 || !self.lower.is_ascii() {
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
#[derive(PartialEq)]
struct Scientific {
    negative: bool,
    digits: String,
    exponent: i64,
}

impl Scientific {
    const ZERO: Scientific = Scientific { negative: false, digits: String::new(), exponent: 0 };

    /// Plain decimals while they stay short, scientific notation otherwise; with or without trailing zeros.
    fn write(&self, trimmed: bool) -> String {
        let digits = if trimmed { self.digits.trim_end_matches('0') } else { &self.digits };
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
        let exponent = exponent.parse::<i64>().ok()?.checked_add(whole.len() as i64 - leading_zeros)?;
        (!digits.is_empty()).then(|| Scientific { negative, digits: digits.into(), exponent })
    }
}

/// A float to `digits` significant decimals, rounded down or up.
fn float_to_decimal(value: &Float, digits: usize, round: Round) -> Scientific {
    if value.is_zero() {
        return Scientific::ZERO;
    }
    let (negative, digits, exponent) = value.to_sign_string_exp_round(10, Some(digits), round);
    Scientific { negative, digits, exponent: i64::from(exponent.unwrap_or(0)) }
}

/// A rational to `digits` significant decimals, rounded down or up, in exact integer arithmetic.
fn rational_to_decimal(value: &Rational, digits: usize, round: Round) -> Scientific {
    if value.is_zero() {
        return Scientific::ZERO;
    }
    let negative = *value < 0;
    let size = value.clone().abs();
    let power = |n: i64| {
        let ten = Integer::from(10).pow(u32::try_from(n.unsigned_abs()).unwrap_or(u32::MAX));
        if n < 0 { Rational::from((1, ten)) } else { Rational::from(ten) }
    };
    // The decimal exponent, 10^(exponent-1) <= size < 10^exponent: 2^(order-1) < size < 2^(order+1) leaves few
    // candidates.
    let order = i64::from(size.numer().significant_bits()) - i64::from(size.denom().significant_bits());
    let mut exponent = ((order - 1) as f64 * std::f64::consts::LOG10_2).floor() as i64;
    while size >= power(exponent) {
        exponent += 1;
    }
    let scaled = size * power(digits as i64 - exponent);
    let away = negative == (round == Round::Down);
    let integer = if away { scaled.ceil() } else { scaled.floor() }.into_numer_denom().0;
    let text = integer.to_string();
    // Rounding up may carry into one more digit.
    let exponent = exponent + text.len() as i64 - digits as i64;
    Scientific { negative, digits: text, exponent }
}
