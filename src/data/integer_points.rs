//! The signed points z_i = y_i x_i of any data set as integer vectors and one common factor: what exact algorithms take.
//!
//! z_i = sqrt(q) a_i with integer vectors a_i and a rational q > 0. Rational data have q = 1/D², where D is their common
//! denominator. Standardised images have it too, although their standard deviation is irrational: with N pixels in the
//! training part, S their sum and V = N Σp² - S² (an integer), mean and deviation are S/N and sqrt(V)/N, so that
//!
//! x = (p - S/N)/((sqrt(V)/N) sqrt(d)) = (N p - S)/sqrt(V d),   q = 1/(V d).
//!
//! Separability, and every certificate of it, depends on the a_i alone; lengths carry sqrt(q).

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

/// n d entries, row by row, as machine words where all of them fit.
#[derive(Clone, Debug)]
enum Entries {
    Words(Vec<i64>),
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

    /// Bits of the largest entry.
    pub fn bits(&self) -> u64 {
        let bits = match &self.entries {
            Entries::Words(entries) => entries.iter().map(|a| 64 - a.unsigned_abs().leading_zeros()).max(),
            Entries::Integers(entries) => entries.iter().map(Integer::significant_bits).max(),
        };
        u64::from(bits.unwrap_or(0))
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

    /// The signed points of numerical data: each double is the rational number that it is.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature that is not finite.
    pub fn of_numerical(data: &DataSet) -> Result<Self, DataError> {
        let mut samples = Vec::with_capacity(data.count());
        for i in 0..data.count() {
            let read = |j: usize| {
                Rational::from_f64(data.features[(i, j)]).ok_or(DataError::OutOfRange { sample: i + 1, feature: j + 1 })
            };
            let x = (0..data.dimension()).map(read).collect::<Result<Vec<Rational>, DataError>>()?;
            samples.push((x, if data.labels[i] < 0.0 { -1 } else { 1 }));
        }
        Ok(IntegerPoints::of_exact(&ExactDataSet { samples }))
    }

    /// The signed points of standardised images, by the formula of the [module](self). `pixels` holds one image after the
    /// other, `training` all pixels of the training part; `None` if those are all equal.
    pub(super) fn of_images(pixels: &[u8], labels: &[f64], dimension: usize, training: &[u8]) -> Option<Self> {
        let [count, sum, spread] = Standardisation::sums(training)?;
        // |N p - S| <= 255 N: within 63 bits up to 10^16 pixels, which no memory holds
        let (count, sum) = (i64::try_from(count).ok()?, i64::try_from(sum).ok()?);
        let shifted: Vec<i64> = (0..=255).map(|pixel| count * pixel - sum).collect();
        let mut common = Integer::new();
        for &pixel in pixels {
            if common == 1 {
                break;
            }
            common.gcd_mut(&Integer::from(shifted[usize::from(pixel)]));
        }
        let common = common.to_i64().filter(|common| *common > 0).unwrap_or(1);
        let entry = |(index, pixel): (usize, &u8)| {
            let value = shifted[usize::from(*pixel)] / common;
            if labels[index / dimension] < 0.0 { -value } else { value }
        };
        let entries = Entries::Words(pixels.iter().enumerate().map(entry).collect());
        let divisor = Integer::from(spread) * dimension as u64;
        let squared_scale = Rational::from((Integer::from(common).square(), divisor));
        Some(IntegerPoints { dimension, entries, squared_scale })
    }

    /// n, the number of points.
    pub fn count(&self) -> usize {
        let entries = match &self.entries {
            Entries::Words(entries) => entries.len(),
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

    /// The j-th entry of a_i.
    pub fn entry(&self, row: usize, column: usize) -> Integer {
        let index = row * self.dimension + column;
        match &self.entries {
            Entries::Words(entries) => Integer::from(entries[index]),
            Entries::Integers(entries) => entries[index].clone(),
        }
    }

    /// The j-th entry of a_i as a machine word; `None` where the entries do not all fit in one.
    pub fn word(&self, row: usize, column: usize) -> Option<i64> {
        match &self.entries {
            Entries::Words(entries) => Some(entries[row * self.dimension + column]),
            Entries::Integers(_) => None,
        }
    }

    /// Whether a_i = 0.
    pub fn is_zero(&self, row: usize) -> bool {
        let range = row * self.dimension..(row + 1) * self.dimension;
        match &self.entries {
            Entries::Words(entries) => entries[range].iter().all(|entry| *entry == 0),
            Entries::Integers(entries) => entries[range].iter().all(Integer::is_zero),
        }
    }

    /// The j-th entry of a_i modulo a prime below 2^31.
    pub fn residue(&self, row: usize, column: usize, prime: u32) -> u32 {
        let index = row * self.dimension + column;
        match &self.entries {
            Entries::Words(entries) => entries[index].rem_euclid(i64::from(prime)) as u32,
            Entries::Integers(entries) => entries[index].mod_u(prime),
        }
    }

    /// a_i·w for all i in `rows`.
    pub fn products(&self, rows: &[usize], weight: &[Integer]) -> Vec<Integer> {
        let words: Option<Vec<i64>> = weight.iter().map(Integer::to_i64).collect();
        let product = |row: &usize| {
            let range = row * self.dimension..(row + 1) * self.dimension;
            match (&self.entries, &words) {
                // |sum| < 2^(63 + 63 + log2 d): split the sum, so that 128 bits are never exceeded
                (Entries::Words(entries), Some(words)) => {
                    let parts = entries[range].iter().zip(words).map(|(a, w)| i128::from(*a) * i128::from(*w));
                    sum_of(parts)
                }
                (Entries::Words(entries), None) => {
                    entries[range].iter().zip(weight).fold(Integer::new(), |sum, (a, w)| sum + w * *a)
                }
                (Entries::Integers(entries), _) => {
                    entries[range].iter().zip(weight).fold(Integer::new(), |sum, (a, w)| sum + a * w)
                }
            }
        };
        rows.par_iter().map(product).collect()
    }

    /// Σ mu_i a_i over pairs (i, mu_i).
    pub fn combination(&self, multipliers: &[(usize, Integer)]) -> Vec<Integer> {
        let column = |j: usize| {
            multipliers.iter().fold(Integer::new(), |sum, (row, mu)| match &self.entries {
                Entries::Words(entries) => sum + mu * entries[row * self.dimension + j],
                Entries::Integers(entries) => sum + mu * &entries[row * self.dimension + j],
            })
        };
        (0..self.dimension).into_par_iter().map(column).collect()
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
                (entries[range].iter().map(|a| *a as f64 * 2f64.powi(-exponent)).collect(), exponent)
            }
            Entries::Integers(entries) => {
                let exponent = entries[range.clone()].iter().map(bits_of).max().unwrap_or(0);
                let scaled = |a: &Integer| (Float::with_val(53, a) >> exponent).to_f64();
                (entries[range].iter().map(scaled).collect(), exponent)
            }
        }
    }
}

/// A sum of products below 2^126 in absolute value.
fn sum_of(parts: impl Iterator<Item = i128>) -> Integer {
    let (mut high, mut low) = (0i128, 0i128);
    for part in parts {
        high += part >> 64;
        low += part & i128::from(u64::MAX);
    }
    (Integer::from(high) << 64) + low
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
