//! Writing an interval in decimals that still enclose it.

use super::Interval;
use rug::{Float, float::Round};
use std::fmt;

/// Every float has at most this many significant digits in the shortest text that reads back as the same float.
const DIGITS: usize = 17;

/// Prints `[lower, upper]` with 17 significant digits, or as many as the precision says: `{:.6}` gives six.
///
/// # Guarantee
///
/// The printed decimal numbers, read exactly, enclose the interval: the lower one is rounded down and the upper one up.
/// Ends with fewer digits (integers, for example) are printed exactly, and a missing bound as `-inf` or `inf`.
impl fmt::Display for Interval {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = formatter.precision().unwrap_or(DIGITS).max(1);
        let lower = decimal(self.lower, digits, Round::Down);
        write!(formatter, "[{lower}, {}]", decimal(self.upper, digits, Round::Up))
    }
}

/// `value` with so many significant digits, rounded in the given direction, without trailing zeros.
fn decimal(value: f64, digits: usize, round: Round) -> String {
    let (negative, mantissa, exponent) = Float::with_val(53, value).to_sign_string_exp_round(10, Some(digits), round);
    let sign = if negative && value != 0.0 { "-" } else { "" };
    // MPFR answers 0.mantissa · 10^exponent, and no exponent for zero and the infinities.
    let Some(exponent) = exponent else {
        return if value == 0.0 { "0".into() } else { format!("{sign}inf") };
    };
    let mantissa = mantissa.trim_end_matches('0');
    let length = mantissa.len() as i32;
    match exponent {
        -4..=0 => format!("{sign}0.{}{mantissa}", "0".repeat(exponent.unsigned_abs() as usize)),
        1..=21 if exponent >= length => format!("{sign}{mantissa}{}", "0".repeat((exponent - length) as usize)),
        1..=21 => format!("{sign}{}.{}", &mantissa[..exponent as usize], &mantissa[exponent as usize..]),
        _ if length == 1 => format!("{sign}{mantissa}e{}", exponent - 1),
        _ => format!("{sign}{}.{}e{}", &mantissa[..1], &mantissa[1..], exponent - 1),
    }
}
