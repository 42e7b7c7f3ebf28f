//! The signed points of a table as integers with one common factor, without a rational number for each.

use super::super::{DataError, ExactDataSet, IntegerPoints};
use super::{Cells, Table};
use crate::data::npz::Numbers;
use rug::ops::Pow;
use rug::{Integer, Rational};

/// The most bits that integers with a common denominator may take together, 512 MiB.
const MOST_BITS: u64 = 1 << 32;

impl Table {
    /// The signed points in exact form: integers as they are, floats as the doubles that hold them, decimals as multiples of one
    /// power of ten.
    ///
    /// # Errors
    ///
    /// [`DataError::TooLong`] for numbers that would take too much memory over a common denominator.
    pub fn to_points(&self) -> Result<IntegerPoints, DataError> {
        let (stored, dimension) = (self.stored(), self.dimension());
        match self.cells() {
            Cells::Decimals(_) => match self.decimal_unit() {
                Some((unit, lowest, highest)) => self.decimal_points(&unit, lowest, highest),
                None => self.rational_points(),
            },
            Cells::Array(array, columns) => {
                let places = (0..self.count()).flat_map(|i| columns.iter().map(move |j| array.place(i, *j)));
                let whole = Rational::from(1);
                let words = |word: &dyn Fn(usize) -> Option<i64>| -> Option<Vec<i64>> {
                    with_ones(places.clone().map(word), stored, dimension, || Some(1)).collect()
                };
                let words = match &array.numbers {
                    Numbers::Bytes(numbers) => words(&|place| Some(i64::from(numbers[place]))),
                    Numbers::Signed(numbers) => words(&|place| Some(numbers[place])),
                    Numbers::Unsigned(numbers) => words(&|place| i64::try_from(numbers[place]).ok()),
                    floats @ (Numbers::Float32(_) | Numbers::Float64(_)) => {
                        let doubles = places.map(|place| floats.numerical(place));
                        let doubles = with_ones(doubles, stored, dimension, || 1.0).collect();
                        return IntegerPoints::of_doubles(dimension, doubles, self.labels());
                    }
                };
                match words {
                    Some(words) => Ok(IntegerPoints::of_words(dimension, words, self.labels(), &whole)),
                    None => self.rational_points(),
                }
            }
        }
    }

    /// 10^lowest and the exponents between which those of all decimals lie; `None` if some numbers are no short decimals.
    fn decimal_unit(&self) -> Option<(Rational, i16, i16)> {
        let Cells::Decimals(decimals) = self.cells() else { return None };
        // the intercept is 1
        let (mut lowest, mut highest) = if self.has_intercept() { (0, 0) } else { (i16::MAX, i16::MIN) };
        for place in 0..decimals.len() {
            let (mantissa, exponent) = decimals.short(place)?;
            if mantissa != 0 {
                (lowest, highest) = (lowest.min(exponent), highest.max(exponent));
            }
        }
        if lowest > highest {
            (lowest, highest) = (0, 0);
        }
        let power = Integer::from(10).pow(u32::from(lowest.unsigned_abs()));
        Some((if lowest < 0 { Rational::from((1, power)) } else { Rational::from(power) }, lowest, highest))
    }

    fn decimal_points(&self, unit: &Rational, lowest: i16, highest: i16) -> Result<IntegerPoints, DataError> {
        let Cells::Decimals(decimals) = self.cells() else { return self.rational_points() };
        let (stored, dimension) = (self.stored(), self.dimension());
        let shorts = (0..decimals.len()).map(|place| decimals.short(place).unwrap_or_default());
        let power = |exponent: i16| u32::try_from(i32::from(exponent) - i32::from(lowest)).unwrap_or(0);
        let word = |(mantissa, exponent): (i64, i16)| match mantissa {
            0 => Some(0),
            _ => mantissa.checked_mul(10_i64.checked_pow(power(exponent))?),
        };
        let words = with_ones(shorts.clone().map(word), stored, dimension, || word((1, 0)));
        if let Some(words) = words.collect::<Option<Vec<i64>>>() {
            return Ok(IntegerPoints::of_words(dimension, words, self.labels(), unit));
        }
        let bits = 64 + u64::from(power(highest)) * 3322 / 1000;
        self.check_bits(bits)?;
        let integer = |(mantissa, exponent): (i64, i16)| match mantissa {
            0 => Integer::new(),
            _ => Integer::from(10).pow(power(exponent)) * mantissa,
        };
        let integers = with_ones(shorts.map(integer), stored, dimension, || integer((1, 0))).collect();
        Ok(IntegerPoints::of_big_integers(dimension, integers, self.labels(), unit))
    }

    fn rational_points(&self) -> Result<IntegerPoints, DataError> {
        let data: ExactDataSet = self.to_exact()?;
        let mut denominator = Integer::from(1);
        let mut longest = 0;
        for entry in data.samples.iter().flat_map(|(x, _)| x) {
            denominator.lcm_mut(entry.denom());
            longest = longest.max(entry.numer().significant_bits());
            self.check_bits(u64::from(denominator.significant_bits()) + u64::from(longest))?;
        }
        Ok(IntegerPoints::of_exact(&data))
    }

    /// Refuses numbers of so many bits each.
    fn check_bits(&self, bits: u64) -> Result<(), DataError> {
        let bits = bits.saturating_mul(self.count() as u64).saturating_mul(self.dimension() as u64);
        match bits <= MOST_BITS {
            true => Ok(()),
            false => Err(DataError::TooLong { origin: self.origin.clone(), bits }),
        }
    }
}

/// Rows of `stored` entries, each followed by a one if there are to be more.
fn with_ones<T>(
    entries: impl Iterator<Item = T>,
    stored: usize,
    dimension: usize,
    one: impl Fn() -> T,
) -> impl Iterator<Item = T> {
    let (mut entries, mut column) = (entries, 0);
    std::iter::from_fn(move || {
        if column == stored && dimension > stored {
            column = 0;
            return Some(one());
        }
        if column == stored {
            column = 0;
        }
        let entry = entries.next()?;
        column += 1;
        Some(entry)
    })
}
