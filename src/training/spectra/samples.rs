//! One pass over the samples that multiplies with X and with X^T.

use crate::training::TrainingError;
use crate::training::blocks::{Examples, Rows, Samples, Summand, read_numbers, write_numbers};
use std::sync::OnceLock;

/// The features of a data set, one sample after the other, and its labels.
///
/// A product with the Hessian needs X^T (c ⊙ X v). Stored by samples, each x_i is read from memory once for x_i·v and is
/// still in cache when its multiple is added to the sum; [`DataSet`](crate::data::DataSet) stores by features, where X would be read twice and
/// in two orders. The copy takes 8nd bytes and is made once for all measurements on the same data. Samples that are read from a file, or
/// divided among ranks, are taken as they come: see [`crate::training::blocks`].
#[derive(Clone, Debug)]
pub struct SampleRows {
    rows: Rows<f64>,
}

/// What a pass adds up: X^T w.
impl Summand for Vec<f64> {
    fn add(&mut self, next: &Self) {
        self.iter_mut().zip(next).for_each(|(sum, entry)| *sum += entry);
    }

    fn write(&self, message: &mut Vec<u8>) {
        write_numbers(self, message);
    }

    fn read(&self, message: &mut &[u8]) -> Option<Self> {
        read_numbers(self.len(), message)
    }
}

/// A number for each sample.
#[derive(Clone, Debug)]
pub(super) enum Each {
    /// The same for all.
    Same(f64),
    /// Those of this rank's samples, by parts.
    Own(Vec<Vec<f64>>),
}

/// Rows taken together: x_i·v loads v once for all of them.
const TOGETHER: usize = 4;

impl SampleRows {
    /// The same data, by samples.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Data`] for a file that cannot be read any more.
    pub fn new<'a>(data: impl Into<Examples<'a>>) -> Result<Self, TrainingError> {
        Ok(SampleRows { rows: Rows::new(data.into())? })
    }

    /// n, the number of samples.
    pub fn count(&self) -> usize {
        self.rows.count()
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.rows.dimension()
    }

    /// X^T w with w_i = `weigh(c_i, x_i·v)`, reading X once; c are numbers that were kept before.
    ///
    /// # Errors
    ///
    /// As [`Rows::sum`].
    ///
    /// # Guarantee
    ///
    /// The same bytes whatever the number of threads.
    pub(super) fn gather(
        &self,
        v: &[f64],
        kept: &Each,
        weigh: impl Fn(f64, f64) -> f64 + Sync,
    ) -> Result<Vec<f64>, TrainingError> {
        let zero = || vec![0.0; self.dimension()];
        self.rows.sum(zero, |part| match kept {
            Each::Same(c) => pass_over(part, v, |_, output| weigh(*c, output)),
            Each::Own(kept) => {
                let kept = &kept[part.place];
                pass_over(part, v, |i, output| weigh(kept[i], output))
            }
        })
    }

    /// The same with w_i = `weigh(y_i, x_i·v)`, and what `keep` makes of these two.
    ///
    /// # Errors
    ///
    /// As [`Rows::sum`].
    pub(super) fn gather_and_keep(
        &self,
        v: &[f64],
        weigh: impl Fn(f64, f64) -> f64 + Sync,
        keep: impl Fn(f64, f64) -> f64 + Sync,
    ) -> Result<(Vec<f64>, Each), TrainingError> {
        let kept: Vec<OnceLock<Vec<f64>>> = (0..self.rows.own_parts()).map(|_| OnceLock::new()).collect();
        let zero = || vec![0.0; self.dimension()];
        let gathered = self.rows.sum(zero, |part| {
            let mut of_part = Vec::with_capacity(part.labels.len());
            let gathered = pass_over(part, v, |i, output| {
                of_part.push(keep(part.labels[i], output));
                weigh(part.labels[i], output)
            });
            // each part is passed over once
            let _ = kept[part.place].set(of_part);
            gathered
        })?;
        let kept = kept.into_iter().map(|of_part| of_part.into_inner().unwrap_or_default()).collect();
        Ok((gathered, Each::Own(kept)))
    }
}

fn pass_over(part: Samples<'_, f64>, v: &[f64], mut weigh: impl FnMut(usize, f64) -> f64) -> Vec<f64> {
    let dimension = v.len();
    let mut gathered = vec![0.0; dimension];
    let mut start = 0;
    for block in part.features.chunks(TOGETHER * dimension) {
        if block.len() == TOGETHER * dimension {
            let rows: [&[f64]; TOGETHER] = std::array::from_fn(|k| &block[k * dimension..(k + 1) * dimension]);
            let values = dots(rows, v);
            let weights: [f64; TOGETHER] = std::array::from_fn(|k| weigh(start + k, values[k]));
            add_rows(&mut gathered, rows, weights);
            start += TOGETHER;
        } else {
            for row in block.chunks(dimension) {
                let [value] = dots([row], v);
                add_rows(&mut gathered, [row], [weigh(start, value)]);
                start += 1;
            }
        }
    }
    gathered
}

/// x·v for each row x. Entry j goes to partial sum j mod 4, so that additions overlap and fill vector registers.
fn dots<const K: usize>(rows: [&[f64]; K], v: &[f64]) -> [f64; K] {
    const LANES: usize = 4;
    let (v_lanes, v_rest) = v.as_chunks::<LANES>();
    let lanes: [&[[f64; LANES]]; K] = rows.map(|row| &row.as_chunks::<LANES>().0[..v_lanes.len()]);
    let mut sums = [[0.0; LANES]; K];
    for (j, v) in v_lanes.iter().enumerate() {
        for (sum, row) in sums.iter_mut().zip(lanes) {
            for lane in 0..LANES {
                sum[lane] += row[j][lane] * v[lane];
            }
        }
    }
    let rests = rows.map(|row| &row[v_lanes.len() * LANES..]);
    std::array::from_fn(|k| sums[k].iter().sum::<f64>() + rests[k].iter().zip(v_rest).map(|(x, v)| x * v).sum::<f64>())
}

/// sum += w_1 x_1 + w_2 x_2 + ..., entry by entry from the left.
fn add_rows<const K: usize>(sum: &mut [f64], rows: [&[f64]; K], weights: [f64; K]) {
    let rows = rows.map(|row| &row[..sum.len()]);
    for (j, entry) in sum.iter_mut().enumerate() {
        let mut added = 0.0;
        for (row, weight) in rows.iter().zip(weights) {
            added += weight * row[j];
        }
        *entry += added;
    }
}
