//! The predicted cost of a sweep in each formulation, by which one is chosen.
//!
//! A pure function of sizes: n samples, d features, width m, depth L, K rates of S steps on average. Multiplications and
//! bytes are turned into seconds of a nominal machine, 5·10^10 floating-point operations and 2·10^10 bytes a second; only
//! ratios matter. A product of a shared matrix with K vectors costs the larger of its operations and of reading the matrix
//! once; what each rate keeps for itself is read once for every use.
//!
//! | formulation | once | shared, a step | each rate, a step |
//! |---|---|---|---|
//! | function space | n²d + 2ndm | n² + 2nm + 2(L-2)m² entries | 2(n + m)k + 4(L-2)mk |
//! | feature space | | 2nd + 2md + 2(L-2)m² entries | 2(d + m)k + 4(L-2)mk |
//! | rank one | | 2nd entries | 4(md + (L-2)m²): two reads, and an update |
//!
//! k = min(S, 64) stands for the columns of a history; each is compressed every 32 steps at about 8 (n + m) k² (or
//! 8 (d + m) k²) operations.

use super::Formulation;

/// The sizes that the cost depends on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sizes {
    /// n, the number of training samples.
    pub samples: usize,
    /// d, the number of features.
    pub dimension: usize,
    /// m, the hidden width (1 at depth 1).
    pub width: usize,
    /// L, the number of layers.
    pub depth: usize,
    /// K, the number of rates.
    pub rates: usize,
    /// The steps of all rates together.
    pub total_steps: u64,
    /// The steps of the longest run.
    pub longest: usize,
    /// The bytes of a number, 8 or 4.
    pub bytes: usize,
}

/// Floating-point operations a second of the nominal machine, in double precision.
const OPERATIONS: f64 = 5e10;
/// Bytes a second that it reads.
const BANDWIDTH: f64 = 2e10;
/// The columns that a history is taken to have.
const COLUMNS: f64 = 64.0;
/// The rates for which a formulation is chosen. From one rate to a hundred it is then the cheapest, or nearly: of 960 combinations of sizes (3 to 12,665 samples, 1 to
/// 100,000 features, widths 10 to 1000, depths 2 and 3, 20 to 5000 steps) six are predicted to take more than 1.3 times as long as the best choice and more than 0.2 s, all of
/// them with a hundred rates of 20 steps, at most 1.7 times.
const RATES: usize = 8;
/// Steps from one compression to the next.
const PENDING: f64 = 32.0;

impl Sizes {
    /// The predicted seconds of the nominal machine for a whole sweep.
    pub fn predicted_cost(&self, formulation: Formulation) -> f64 {
        let [n, d, m] = [self.samples, self.dimension, self.width].map(|size| size as f64);
        let hidden = self.depth.saturating_sub(2) as f64;
        let bytes = self.bytes as f64;
        let operations = |count: f64| count * (bytes / 8.0) / OPERATIONS;
        let streamed = |entries: f64| entries * bytes / BANDWIDTH;
        let steps = self.total_steps as f64;
        let longest = self.longest.max(1) as f64;
        // K on average over the steps: rates leave the batch.
        let together = steps / longest;
        let columns = COLUMNS.min(longest);
        let shared = |entries: f64| operations(2.0 * entries * together).max(streamed(entries));
        let history = |length: f64| {
            let kept = 2.0 * (length + m) * columns + 4.0 * hidden * m * columns;
            let compression = 8.0 * (length + m + hidden * 2.0 * m) * columns * columns / PENDING;
            streamed(kept) + if longest > PENDING { operations(compression) } else { 0.0 }
        };
        match formulation {
            Formulation::FunctionSpace => {
                let step = shared(n * n + 2.0 * n * m + 2.0 * hidden * m * m);
                operations(n * n * d + 2.0 * n * d * m) + longest * step + steps * history(n)
            }
            Formulation::FeatureSpace => {
                let step = shared(2.0 * n * d + 2.0 * m * d + 2.0 * hidden * m * m);
                longest * step + steps * history(d)
            }
            Formulation::RankOne => longest * shared(2.0 * n * d) + steps * streamed(4.0 * (m * d + hidden * m * m)),
        }
    }

    /// The same for `RATES` rates, each as long as the longest: what a formulation is chosen by, so that the bytes of a rate do not depend on how many run beside it.
    pub fn nominal(&self) -> Sizes {
        Sizes { rates: RATES, total_steps: RATES as u64 * self.longest as u64, ..*self }
    }

    /// The formulation of least predicted cost for a nominal number of rates; of equals, the first of [`Formulation::ALL`].
    pub fn cheapest(&self) -> Formulation {
        self.cheapest_of(&Formulation::ALL)
    }

    /// The same among some.
    pub fn cheapest_of(&self, among: &[Formulation]) -> Formulation {
        let nominal = self.nominal();
        let cost = |formulation: &Formulation| nominal.predicted_cost(*formulation);
        among.iter().copied().min_by(|a, b| cost(a).total_cmp(&cost(b))).unwrap_or(Formulation::RankOne)
    }
}
