//! Many exact numbers in little memory: m 10^e with machine words, and a rational number where that does not do.

use crate::arithmetic::exact::{ExactNumberError, length_in_bits, parse_exact, written_bits};
use rug::ops::Pow;
use rug::{Integer, Rational};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The most bits that numbers outside of machine words may take together, 64 MiB.
const MOST_BITS: u64 = 1 << 29;

/// Numbers read from text.
///
/// # Guarantee
///
/// Exact: `0.1` is 1/10.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decimals {
    mantissas: Vec<i64>,
    exponents: Vec<i16>,
    /// The numbers, by place, that are not of this form.
    others: BTreeMap<usize, Rational>,
    bits_of_others: u64,
}

/// Why a number could not be appended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It is none.
    NotANumber(ExactNumberError),
    /// With those before it, it would take too much memory.
    TooLong,
}

impl Decimals {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.mantissas.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.mantissas.is_empty()
    }

    /// Appends the number that a text denotes, see [`parse_exact`].
    ///
    /// # Errors
    ///
    /// [`Refusal`]. A number that would be long when written out is refused before it is.
    pub fn push(&mut self, text: &str) -> Result<(), Refusal> {
        if let Some((mantissa, exponent)) = short_decimal(text.as_bytes()) {
            self.mantissas.push(mantissa);
            self.exponents.push(exponent);
            return Ok(());
        }
        if self.bits_of_others + written_bits(text) > MOST_BITS {
            return Err(Refusal::TooLong);
        }
        let number = parse_exact(text).map_err(Refusal::NotANumber)?;
        self.bits_of_others += length_in_bits(&number);
        self.others.insert(self.len(), number);
        self.mantissas.push(0);
        self.exponents.push(0);
        Ok(())
    }

    /// Appends an integer.
    pub fn push_integer(&mut self, value: i64) {
        self.mantissas.push(value);
        self.exponents.push(0);
    }

    /// The number at a place.
    pub fn exact(&self, place: usize) -> Rational {
        if let Some(number) = self.others.get(&place) {
            return number.clone();
        }
        let (mantissa, exponent) = (self.mantissas[place], self.exponents[place]);
        let power = || Integer::from(10).pow(u32::from(exponent.unsigned_abs()));
        match exponent {
            0 => Rational::from(mantissa),
            1.. => Rational::from(power() * mantissa),
            _ => Rational::from((Integer::from(mantissa), power())),
        }
    }

    /// The number at a place in the form m 10^e with machine words, if it has been read in that form.
    pub fn short(&self, place: usize) -> Option<(i64, i16)> {
        let short = (self.mantissas[place], self.exponents[place]);
        (short != (0, 0) || !self.others.contains_key(&place)).then_some(short)
    }

    /// The nearest double, which is infinite beyond their range.
    pub fn numerical(&self, place: usize, buffer: &mut String) -> f64 {
        /// The powers of ten that doubles hold exactly.
        const POWERS: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18,
            1e19, 1e20, 1e21, 1e22,
        ];
        let Some((mantissa, exponent)) = self.short(place) else {
            return crate::arithmetic::FromExact::from_exact(&self.exact(place), 53);
        };
        // a product or quotient of two exact doubles is rounded once
        let power = POWERS.get(usize::from(exponent.unsigned_abs()));
        match power.filter(|_| mantissa.unsigned_abs() <= 1 << 53) {
            Some(power) if exponent < 0 => mantissa as f64 / power,
            Some(power) => mantissa as f64 * power,
            None => {
                buffer.clear();
                // the standard library reads decimals with correct rounding; writing to a string cannot fail
                let _ = write!(buffer, "{mantissa}e{exponent}");
                buffer.parse().unwrap_or(f64::NAN)
            }
        }
    }

    /// A bound of the bits that all numbers take when they are written out as rational numbers, each by itself.
    pub fn bits(&self) -> u64 {
        let of_powers: u64 =
            self.exponents.iter().map(|exponent| u64::from(exponent.unsigned_abs()) * 3322 / 1000).sum();
        self.bits_of_others + of_powers + 64 * self.len() as u64
    }
}

/// m and e of a text such as `-12.5e-3`, if they are machine words.
fn short_decimal(text: &[u8]) -> Option<(i64, i16)> {
    let (negative, magnitude) = match text {
        [b'-', rest @ ..] => (true, rest),
        [b'+', rest @ ..] => (false, rest),
        _ => (false, text),
    };
    let (mut mantissa, mut exponent, mut digits) = (0_i64, 0_i32, 0_u32);
    let mut in_fraction = false;
    let mut place = 0;
    while let Some(byte) = magnitude.get(place) {
        match byte {
            b'0'..=b'9' => {
                mantissa = mantissa.checked_mul(10)?.checked_add(i64::from(byte - b'0'))?;
                digits += 1;
                exponent -= i32::from(in_fraction);
            }
            b'.' if !in_fraction => in_fraction = true,
            b'e' | b'E' => break,
            _ => return None,
        }
        place += 1;
    }
    if digits == 0 {
        return None;
    }
    if place < magnitude.len() {
        let written = std::str::from_utf8(&magnitude[place + 1..]).ok()?;
        // as many digits as an exponent in range has; a sign alone is no exponent
        if written.len() > 7 || !written.bytes().last()?.is_ascii_digit() {
            return None;
        }
        exponent = exponent.checked_add(written.parse().ok()?)?;
    }
    if mantissa == 0 {
        exponent = 0;
    }
    // trailing zeros, so that 1.50 and 1.5 are the same
    while exponent < 0 && mantissa % 10 == 0 {
        mantissa /= 10;
        exponent += 1;
    }
    Some((if negative { -mantissa } else { mantissa }, i16::try_from(exponent).ok()?))
}
