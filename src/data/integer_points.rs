//! The signed points z_i = y_i x_i of any data set as integer vectors and one common factor: what exact algorithms take.
//!
//! z_i = sqrt(q) a_i with integer vectors a_i and a rational q > 0. Rational data have q = 1/D², where D is their common
//! denominator. Standardised images have it too, although their standard deviation is irrational: with N pixels in the
//! training part, S their sum and V = N Σp² - S² (an integer), mean and deviation are S/N and sqrt(V)/N, so that
//!
//! x = (p - S/N)/((sqrt(V)/N) sqrt(d)) = (N p - S)/sqrt(V d),   q = 1/(V d).
//!
//! Separability, and every certificate of it, depends on the a_i alone; lengths carry sqrt(q).
//!
//! Entries are kept as small as they come: machine words, or the doubles that they are multiples of; only what fits in
//! neither becomes big integers. So no rational number is made of large data.

mod products;

pub use products::RoundedWeight;

use super::{DataError, DataSet, DataSource, DataSpecification, ExactDataSet, Standardisation};
use rayon::prelude::*;
use rug::ops::NegAssign;
use rug::{Complete, Float, Integer, Rational};

/// Signed points z_i = sqrt([`IntegerPoints::squared_scale`]) a_i with integer vectors a_i.
///
/// # Guarantee
///
/// Exact. For images these are the standardised points as the mathematics defines them (see the [module](self)), of
/// which the `f64` features of [`DataSet`] are roundings.
#[derive(Clone, Debug)]
pub struct IntegerPoints {
    dimension: usize,
    entries: Entries,
    squared_scale: Rational,
}

/// n d entries, row by row, in the smallest of these forms that holds them.
#[derive(Clone, Debug)]
enum Entries {
    /// Integers below 2^63 in absolute value.
    Words(Vec<i64>),
    /// Finite doubles x, each for the integer x 2^shift.
    Doubles { values: Vec<f64>, shift: i32 },
    /// Any integers.
    Integers(Vec<Integer>),
}

impl IntegerPoints {
    /// Points from rows of integers, all of one length, and q > 0; common factors are moved into q.
    fn new(dimension: usize, mut entries: Vec<Integer>, squared_scale: Rational) -> Self {
        let mut common = Integer::new();
        for entry in &entries {
            if common == 1 {
                break;
            }
            common.gcd_mut(entry);
        }
        let mut squared_scale = squared_scale;
        if common > 1 {
            entries.par_iter_mut().for_each(|entry| entry.div_exact_mut(&common));
            squared_scale *= Rational::from(common).square();
        }
        let entries = match entries.iter().map(Integer::to_i64).collect::<Option<Vec<i64>>>() {
            // one value less, so that every entry has an absolute value
            Some(words) if !words.contains(&i64::MIN) => Entries::Words(words),
            _ => Entries::Integers(entries),
        };
        IntegerPoints { dimension, entries, squared_scale }
    }

    /// Points from rows of integers of `dimension` entries each, one row after the other, with q = 1 before common factors
    /// are moved into it.
    pub fn of_integers(dimension: usize, entries: Vec<Integer>) -> Self {
        IntegerPoints::new(dimension, entries, Rational::from(1))
    }

    /// Points from their coordinates, one column after the other, all of one length.
    pub fn of_columns(columns: &[Vec<Integer>]) -> Self {
        let count = columns.first().map_or(0, Vec::len);
        let entries = (0..count).flat_map(|i| columns.iter().map(move |column| column[i].clone())).collect();
        IntegerPoints::of_integers(columns.len(), entries)
    }

    /// The signed points of exact data.
    pub fn of_exact(data: &ExactDataSet) -> Self {
        let mut denominator = Integer::from(1);
        for entry in data.samples.iter().flat_map(|(x, _)| x) {
            denominator.lcm_mut(entry.denom());
        }
        let entry = |value: &Rational, label: i8| {
            let mut scaled = (&denominator / value.denom()).complete() * value.numer();
            if label < 0 {
                scaled.neg_assign();
            }
            scaled
        };
        let entries = data.samples.iter().flat_map(|(x, y)| x.iter().map(move |value| entry(value, *y))).collect();
        IntegerPoints::new(data.dimension(), entries, Rational::from((1, denominator)).square())
    }

    /// The signed points y_i x_i of features that are machine words times a common rational number, which is positive: whole
    /// numbers, or decimals with one number of places. `features` holds one sample after the other, and negative labels turn it round.
    pub fn of_words(dimension: usize, mut features: Vec<i64>, labels: &[i8], unit: &Rational) -> Self {
        if features.contains(&i64::MIN) {
            let features = features.into_iter().map(Integer::from).collect();
            return IntegerPoints::of_big_integers(dimension, features, labels, unit);
        }
        let common = common_divisor(features.iter().copied());
        features.par_chunks_mut(dimension.max(1)).zip(labels).for_each(|(row, label)| {
            let divisor = if *label < 0 { -common } else { common };
            if divisor != 1 {
                row.iter_mut().for_each(|entry| *entry /= divisor);
            }
        });
        let squared_scale = (unit * Rational::from(common)).square();
        IntegerPoints { dimension, entries: Entries::Words(features), squared_scale }
    }

    /// The signed points y_i x_i of features that are integers of any size times a common rational number, which is positive.
    pub fn of_big_integers(dimension: usize, mut features: Vec<Integer>, labels: &[i8], unit: &Rational) -> Self {
        for (row, _) in features.chunks_mut(dimension.max(1)).zip(labels).filter(|(_, label)| **label < 0) {
            row.iter_mut().for_each(|entry| entry.neg_assign());
        }
        IntegerPoints::new(dimension, features, unit.square_ref().complete())
    }

    /// The signed points y_i x_i of features that are doubles, each the rational number that it is. `features` holds one sample after
    /// the other.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature that is not finite.
    pub fn of_doubles(dimension: usize, mut features: Vec<f64>, labels: &[i8]) -> Result<Self, DataError> {
        if let Some(place) = features.iter().position(|feature| !feature.is_finite()) {
            return Err(DataError::OutOfRange { sample: place / dimension + 1, feature: place % dimension + 1 });
        }
        let ends = |x: &f64| Some(*x).filter(|x| *x != 0.0).map(binary_ends);
        let both = |one: (i32, i32), other: (i32, i32)| (one.0.min(other.0), one.1.max(other.1));
        let Some((lowest, highest)) = features.par_iter().filter_map(ends).reduce_with(both) else {
            let zeros = vec![0; features.len()];
            return Ok(IntegerPoints { dimension, entries: Entries::Words(zeros), squared_scale: Rational::from(1) });
        };
        let unit = Rational::from(1) << lowest;
        if highest - lowest <= 62 {
            let word = |x: &f64| {
                let (mantissa, exponent) = mantissa_and_exponent(*x);
                // the lowest bit of any feature is at `lowest`, so that nothing is shifted out
                if exponent >= lowest {
                    mantissa << (exponent - lowest)
                } else {
                    mantissa >> (lowest - exponent).min(63)
                }
            };
            return Ok(IntegerPoints::of_words(dimension, features.par_iter().map(word).collect(), labels, &unit));
        }
        features.par_chunks_mut(dimension.max(1)).zip(labels).filter(|(_, label)| **label < 0).for_each(|(row, _)| {
            row.iter_mut().for_each(|feature| *feature = -*feature);
        });
        let entries = Entries::Doubles { values: features, shift: -lowest };
        Ok(IntegerPoints { dimension, entries, squared_scale: unit.square() })
    }

    /// The signed points of numerical data: each double is the rational number that it is.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature that is not finite.
    pub fn of_numerical(data: &DataSet) -> Result<Self, DataError> {
        let labels: Vec<i8> = data.labels.iter().map(|label| if *label < 0.0 { -1 } else { 1 }).collect();
        let row = |i: usize| (0..data.dimension()).map(move |j| data.features[(i, j)]);
        IntegerPoints::of_doubles(data.dimension(), (0..data.count()).flat_map(row).collect(), &labels)
    }

    /// The signed points of standardised images, by the formula of the [module](self). `pixels` holds one image after the
    /// other, `training` all pixels of the training part; `None` if those are all equal.
    pub(super) fn of_images(pixels: &[u8], labels: &[f64], dimension: usize, training: &[u8]) -> Option<Self> {
        let [count, sum, spread] = Standardisation::sums(training)?;
        // |N p - S| <= 255 N: within 63 bits up to 10^16 pixels, which no memory holds
        let (count, sum) = (i64::try_from(count).ok()?, i64::try_from(sum).ok()?);
        let shifted: Vec<i64> = (0..=255).map(|pixel| count * pixel - sum).collect();
        let common = common_divisor(pixels.iter().map(|pixel| shifted[usize::from(*pixel)]));
        let values: Vec<i64> = shifted.iter().map(|value| value / common).collect();
        let row = |(row, label): (&[u8], &f64)| {
            let sign = if *label < 0.0 { -1 } else { 1 };
            row.iter().map(|pixel| sign * values[usize::from(*pixel)]).collect::<Vec<i64>>()
        };
        let entries = Entries::Words(pixels.par_chunks(dimension.max(1)).zip(labels).flat_map_iter(row).collect());
        let divisor = Integer::from(spread) * dimension as u64;
        let squared_scale = Rational::from((Integer::from(common).square(), divisor));
        Some(IntegerPoints { dimension, entries, squared_scale })
    }

    /// Some of the points, in the order given.
    pub fn subset(&self, rows: &[usize]) -> Self {
        fn chosen<T: Clone>(entries: &[T], rows: &[usize], dimension: usize) -> Vec<T> {
            rows.iter().flat_map(|row| entries[row * dimension..(row + 1) * dimension].iter().cloned()).collect()
        }
        let dimension = self.dimension;
        let entries = match &self.entries {
            Entries::Words(entries) => Entries::Words(chosen(entries, rows, dimension)),
            Entries::Doubles { values, shift } => {
                Entries::Doubles { values: chosen(values, rows, dimension), shift: *shift }
            }
            Entries::Integers(entries) => Entries::Integers(chosen(entries, rows, dimension)),
        };
        IntegerPoints { dimension, entries, squared_scale: self.squared_scale.clone() }
    }

    /// n, the number of points.
    pub fn count(&self) -> usize {
        let entries = match &self.entries {
            Entries::Words(entries) => entries.len(),
            Entries::Doubles { values, .. } => values.len(),
            Entries::Integers(entries) => entries.len(),
        };
        entries.checked_div(self.dimension).unwrap_or(0)
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// q.
    pub fn squared_scale(&self) -> &Rational {
        &self.squared_scale
    }

    /// Bits of the largest entry.
    pub fn bits(&self) -> u64 {
        let bits = match &self.entries {
            Entries::Words(entries) => entries.par_iter().map(|a| 64 - a.unsigned_abs().leading_zeros()).max(),
            Entries::Doubles { values, shift } => {
                let bits = |x: &f64| (binary_ends(*x).1 + shift).unsigned_abs();
                values.par_iter().filter(|x| **x != 0.0).map(bits).max()
            }
            Entries::Integers(entries) => entries.iter().map(Integer::significant_bits).max(),
        };
        u64::from(bits.unwrap_or(0))
    }

    /// The j-th entry of a_i.
    pub fn entry(&self, row: usize, column: usize) -> Integer {
        let index = row * self.dimension + column;
        match &self.entries {
            Entries::Words(entries) => Integer::from(entries[index]),
            Entries::Doubles { values, shift } => integer_of(values[index], *shift),
            Entries::Integers(entries) => entries[index].clone(),
        }
    }

    /// Whether the j-th entry of a_i is zero.
    pub fn is_entry_zero(&self, row: usize, column: usize) -> bool {
        let index = row * self.dimension + column;
        match &self.entries {
            Entries::Words(entries) => entries[index] == 0,
            Entries::Doubles { values, .. } => values[index] == 0.0,
            Entries::Integers(entries) => entries[index].is_zero(),
        }
    }

    /// Whether a_i = 0.
    pub fn is_zero(&self, row: usize) -> bool {
        let range = row * self.dimension..(row + 1) * self.dimension;
        match &self.entries {
            Entries::Words(entries) => entries[range].iter().all(|entry| *entry == 0),
            Entries::Doubles { values, .. } => values[range].iter().all(|entry| *entry == 0.0),
            Entries::Integers(entries) => entries[range].iter().all(Integer::is_zero),
        }
    }

    /// The j-th entry of a_i modulo a prime below 2^31.
    pub fn residue(&self, row: usize, column: usize, prime: u32) -> u32 {
        let index = row * self.dimension + column;
        match &self.entries {
            Entries::Words(entries) => entries[index].rem_euclid(i64::from(prime)) as u32,
            Entries::Doubles { .. } => self.entry(row, column).mod_u(prime),
            Entries::Integers(entries) => entries[index].mod_u(prime),
        }
    }

    /// a_i rounded to doubles after division by a power of two that brings its largest entry into [1/2, 1), and the
    /// exponent of that power. Entries smaller by 2^-1000 become zero.
    pub fn rounded(&self, row: usize) -> (Vec<f64>, i32) {
        let range = row * self.dimension..(row + 1) * self.dimension;
        let bits_of = |entry: &Integer| entry.significant_bits() as i32;
        match &self.entries {
            Entries::Words(entries) => {
                let bits = entries[range.clone()].iter().map(|a| 64 - a.unsigned_abs().leading_zeros()).max();
                let exponent = bits.unwrap_or(0) as i32;
                let unit = 2f64.powi(-exponent);
                (entries[range].iter().map(|a| *a as f64 * unit).collect(), exponent)
            }
            Entries::Doubles { values, shift } => {
                let nonzero = values[range.clone()].iter().filter(|x| **x != 0.0);
                let exponent = nonzero.map(|x| binary_ends(*x).1).max().unwrap_or(-shift);
                // in two factors, each of which is a double
                let (one, other) = (2f64.powi(-(exponent / 2)), 2f64.powi(exponent / 2 - exponent));
                (values[range].iter().map(|x| x * one * other).collect(), exponent + shift)
            }
            Entries::Integers(entries) => {
                let exponent = entries[range.clone()].iter().map(bits_of).max().unwrap_or(0);
                let scaled = |a: &Integer| (Float::with_val(53, a) >> exponent).to_f64();
                (entries[range].iter().map(scaled).collect(), exponent)
            }
        }
    }
}

/// The greatest common divisor of words that are not all zero, else 1.
fn common_divisor(words: impl Iterator<Item = i64>) -> i64 {
    let mut common = 0;
    for word in words {
        common = greatest_common_divisor(common, word.unsigned_abs());
        if common == 1 {
            break;
        }
    }
    i64::try_from(common).unwrap_or(1).max(1)
}

/// Euclid's algorithm.
fn greatest_common_divisor(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one % other);
    }
    one
}

/// A finite double as m 2^e with an integer m below 2^53 in absolute value.
fn mantissa_and_exponent(x: f64) -> (i64, i32) {
    let bits = x.to_bits();
    let fraction = (bits & ((1 << 52) - 1)) as i64;
    let biased = ((bits >> 52) & 0x7ff) as i32;
    let (mantissa, exponent) = if biased == 0 { (fraction, -1074) } else { (fraction | 1 << 52, biased - 1075) };
    (if x < 0.0 { -mantissa } else { mantissa }, exponent)
}

/// The exponents of the lowest bit of a double that is not zero, and of the bit above its highest.
fn binary_ends(x: f64) -> (i32, i32) {
    let (mantissa, exponent) = mantissa_and_exponent(x);
    let mantissa = mantissa.unsigned_abs();
    (exponent + mantissa.trailing_zeros() as i32, exponent + 64 - mantissa.leading_zeros() as i32)
}

/// x 2^shift, an integer.
fn integer_of(x: f64, shift: i32) -> Integer {
    let (mantissa, exponent) = mantissa_and_exponent(x);
    let places = exponent + shift;
    if places >= 0 { Integer::from(mantissa) << places } else { Integer::from(mantissa) >> -places }
}

impl DataSpecification {
    /// The signed points of any data in exact form. Images are standardised exactly, with the statistics of their training
    /// part; exact data are taken as they are, and numerical data (arrays of a file) as the doubles that they hold.
    ///
    /// # Errors
    ///
    /// [`DataError`]: whatever keeps the data from being found, read or used.
    pub fn load_integer_points(&self, source: &DataSource) -> Result<IntegerPoints, DataError> {
        Ok(self.read_points(source)?.data)
    }
}
