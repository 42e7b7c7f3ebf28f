//! Standardised columns: from each feature its mean is subtracted, and the rest divided by its standard deviation.
//!
//! Mean and deviation are those of all rows of the file (the sum of squares divided by n, not by n - 1), and a feature with mean
//! 0 and variance 1 is what results. Labels and the intercept are left alone, and there is no further factor 1/√d, unlike
//! for images. A feature that is the same in all rows becomes 0.
//!
//! A standard deviation is irrational as a rule. So the standardised features are doubles: near the true values to a few
//! roundings, and from then on exact numbers like those of any other file.

use super::super::DataError;
use super::super::npz::{Array, Numbers};
use super::{Cells, Table};
use serde::{Deserialize, Serialize};

/// Mean and standard deviation of each feature of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct ColumnStandardisation {
    columns: Vec<Column>,
}

/// Mean and deviation of x/scale - shift. With a value of the column as shift, the rounding of the mean is small beside the
/// differences within the column, however far from 0 it lies.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Column {
    /// A power of two that brings all values into [-1, 1].
    scale: f64,
    /// The value in the first row, after scaling.
    shift: f64,
    mean: f64,
    /// Zero for a feature that is the same in all rows.
    deviation: f64,
}

impl Column {
    /// What has mean 0.
    fn centred(&self, value: f64) -> f64 {
        value / self.scale - self.shift - self.mean
    }
}

/// A sum of doubles, in two doubles.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
struct Sum {
    high: f64,
    low: f64,
}

impl Sum {
    /// Knuth's exact sum of two doubles; only the low parts are rounded.
    fn add(&mut self, value: f64) {
        let sum = self.high + value;
        let part = sum - self.high;
        self.low += (self.high - (sum - part)) + (value - part);
        self.high = sum;
    }

    fn value(self) -> f64 {
        self.high + self.low
    }
}

impl ColumnStandardisation {
    /// The statistics of the features of a table as it is.
    ///
    /// # Errors
    ///
    /// [`DataError::OutOfRange`] for a feature beyond the largest double.
    pub fn of(table: &Table) -> Result<Self, DataError> {
        let (count, width) = (table.count(), table.stored());
        let mut buffer = String::new();
        let mut gathering = Gathering::new(width);
        while let Some(mut pass) = gathering.next_pass() {
            let mut row = vec![0.0; width];
            for i in 0..count {
                for (j, value) in row.iter_mut().enumerate() {
                    *value = table.numerical(i, j, &mut buffer);
                    if !value.is_finite() {
                        return Err(DataError::OutOfRange { sample: i + 1, feature: j + 1 });
                    }
                }
                pass.see(&row);
            }
            gathering = pass.finish(count);
        }
        Ok(gathering.statistics())
    }

    /// The feature j with this value, standardised.
    pub(in super::super) fn apply(&self, j: usize, value: f64) -> f64 {
        let column = &self.columns[j];
        if column.deviation > 0.0 { column.centred(value) / column.deviation } else { 0.0 }
    }

    /// What is to be said of features that are the same in all rows, if there are any.
    pub(in super::super) fn remark(&self, origin: &str) -> Option<String> {
        match self.columns.iter().filter(|column| column.deviation == 0.0).count() {
            0 => None,
            1 => Some(format!("{origin}: 1 feature is the same in all rows and becomes 0")),
            constant => Some(format!("{origin}: {constant} features are the same in all rows and become 0")),
        }
    }
}

/// Statistics that are being gathered: three passes over all rows, each in the order of the rows.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in super::super) struct Gathering {
    passes: u8,
    seen: bool,
    columns: Vec<Column>,
    constant: Vec<bool>,
    sums: Vec<Sum>,
}

impl Gathering {
    /// Before the first pass.
    pub fn new(width: usize) -> Self {
        let column = Column { scale: 0.0, shift: 0.0, mean: 0.0, deviation: 0.0 };
        Gathering {
            passes: 0,
            seen: false,
            columns: vec![column; width],
            constant: vec![true; width],
            sums: vec![Sum::default(); width],
        }
    }

    /// The next pass; `None` after the third.
    pub fn next_pass(&self) -> Option<Self> {
        let next = Gathering { seen: false, sums: vec![Sum::default(); self.sums.len()], ..self.clone() };
        (self.passes < 3).then_some(next)
    }

    /// A further row, whose numbers are finite.
    pub fn see(&mut self, row: &[f64]) {
        let first = !std::mem::replace(&mut self.seen, true);
        match self.passes {
            0 => {
                for ((column, constant), value) in self.columns.iter_mut().zip(&mut self.constant).zip(row) {
                    if first {
                        column.shift = *value;
                    }
                    *constant &= *value == column.shift;
                    column.scale = column.scale.max(value.abs());
                }
            }
            pass => {
                for ((sum, column), value) in self.sums.iter_mut().zip(&self.columns).zip(row) {
                    let centred = column.centred(*value);
                    sum.add(if pass == 1 { centred } else { centred * centred });
                }
            }
        }
    }

    /// The pass has seen all `count` rows.
    pub fn finish(mut self, count: usize) -> Self {
        let averages = self.sums.iter().map(|sum| sum.value() / count as f64);
        for ((column, average), constant) in self.columns.iter_mut().zip(averages).zip(&self.constant) {
            match self.passes {
                0 => {
                    // so that neither squares nor sums overflow
                    column.scale = power_above(column.scale);
                    column.shift /= column.scale;
                }
                1 => column.mean = average,
                _ => column.deviation = if *constant { 0.0 } else { average.sqrt() },
            }
        }
        self.passes += 1;
        self
    }

    /// What three passes have found.
    pub fn statistics(self) -> ColumnStandardisation {
        ColumnStandardisation { columns: self.columns }
    }
}

/// The least power of two above a positive double, at most 2^1023; 1 for zero.
fn power_above(value: f64) -> f64 {
    const EXPONENT: u64 = 0x7ff << 52;
    let below = f64::from_bits(value.to_bits() & EXPONENT);
    // subnormal numbers have no exponent of their own
    let below = if value > 0.0 { below.max(f64::MIN_POSITIVE) } else { 0.5 };
    if 2.0 * below < f64::INFINITY { 2.0 * below } else { below }
}

impl Table {
    /// Standardises the features with the statistics of this table, or of another one with as many features.
    ///
    /// # Errors
    ///
    /// [`DataError::OtherFeatures`] if there are not as many, [`DataError::OutOfRange`] for a result beyond the largest double.
    pub fn standardise(&mut self, statistics: &ColumnStandardisation) -> Result<(), DataError> {
        let width = self.stored();
        if statistics.columns.len() != width {
            let (found, expected) = (width, statistics.columns.len());
            return Err(DataError::OtherFeatures { origin: self.origin.clone(), found, expected });
        }
        let mut values = Vec::with_capacity(self.count() * width);
        let mut buffer = String::new();
        for i in 0..self.count() {
            for j in 0..width {
                let value = statistics.apply(j, self.numerical(i, j, &mut buffer));
                if !value.is_finite() {
                    return Err(DataError::OutOfRange { sample: i + 1, feature: j + 1 });
                }
                values.push(value);
            }
        }
        self.remarks.extend(statistics.remark(&self.origin));
        let shape = vec![self.count(), width];
        let array = Array { shape, first_index_fastest: false, numbers: Numbers::Float64(values) };
        self.cells = Cells::Array(array, (0..width).collect());
        Ok(())
    }
}
