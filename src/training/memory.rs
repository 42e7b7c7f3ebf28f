//! The memory that a sweep takes, predicted from its sizes, so that one that does not fit is refused before it starts.
//!
//! In numbers of the sweep's precision, with n samples, d features, width m, depth L, K rates and k = min(S, 128) columns in
//! each history (S steps in the longest run):
//!
//! | formulation | shared | each rate |
//! |---|---|---|
//! | function space | n² + 2nm + nd + 2(L-2)m² | k (2n + m + 2(L-2)m) |
//! | feature space | 2nd + 2md + 2(L-2)m² | k (d + m + 2(L-2)m) |
//! | rank one | 2nd | md + (L-2)m² + m |
//!
//! (of data that a sweep keeps in one order only, nd in place of 2nd; that is not counted on)
//! and 512 bytes for each layer of each rate and of the start, in which matrices are kept, and, in doubles, 2nd for the data in both orders and twice the md + (L-2)m² + m weights of the start.

use super::blocks::Examples;
use super::sweep::Sizes;
use super::{Formulation, TrainingError};
use crate::data::stored::BUFFER_BYTES;

/// The most bytes that a sweep may be predicted to take: 8 GiB.
pub const MOST_BYTES: f64 = 8.0 * GIB;

const GIB: f64 = (1_u64 << 30) as f64;

/// The columns that a history may have before it is compressed.
const COLUMNS: f64 = 128.0;

/// The bytes that a layer takes besides its numbers: headers of matrices and vectors, and their alignment.
const LAYER: f64 = 512.0;

/// The predicted bytes of a sweep in a formulation.
pub fn predicted_memory(sizes: &Sizes, formulation: Formulation) -> f64 {
    let [n, d, m, rates] = [sizes.samples, sizes.dimension, sizes.width, sizes.rates].map(|size| size as f64);
    let squares = sizes.depth.saturating_sub(2) as f64 * m * m;
    let columns = COLUMNS.min(sizes.longest as f64);
    let hidden = 2.0 * squares / m;
    let weights = m * d + squares + m;
    let (shared, each) = match formulation {
        Formulation::FunctionSpace => (n * n + 2.0 * n * m + n * d + 2.0 * squares, columns * (2.0 * n + m + hidden)),
        Formulation::FeatureSpace => (2.0 * n * d + 2.0 * m * d + 2.0 * squares, columns * (d + m + hidden)),
        Formulation::RankOne => (2.0 * n * d, weights),
    };
    let layers = LAYER * sizes.depth as f64 * (rates + 1.0);
    sizes.bytes as f64 * (shared + rates * each) + 8.0 * (2.0 * n * d + 2.0 * weights) + layers
}

/// The predicted bytes of a sweep on these samples. Of those that are read by blocks or divided among ranks, with `held` of them in memory and s of this rank in
/// all: as of no samples, and the held ones once for the steps and once for spectra, 8s for the curvatures of spectra, and twice what is read at once.
pub fn predicted_memory_on(examples: Examples<'_>, sizes: &Sizes, formulation: Formulation, spectra: bool) -> f64 {
    let Examples::Blocks(data) = examples else { return predicted_memory(sizes, formulation) };
    let held = data.held() as f64 * sizes.dimension as f64;
    let own = if spectra { 8.0 * held + 8.0 * data.own_rows().len() as f64 } else { 0.0 };
    let buffers = if data.bytes_of_pass() > 0 { 2.0 * BUFFER_BYTES as f64 } else { 0.0 };
    predicted_memory(&Sizes { samples: 0, ..*sizes }, formulation) + sizes.bytes as f64 * held + own + buffers
}

/// The formulation of least predicted cost, for a nominal number of rates ([`Sizes::nominal`]), among those that fit into [`MOST_BYTES`] with all rates: only
/// where memory is short does it depend on how many rates there are.
///
/// # Errors
///
/// [`TrainingError::Memory`] if none does.
pub fn affordable_formulation(sizes: &Sizes) -> Result<Formulation, TrainingError> {
    affordable_of(sizes, &Formulation::ALL, |formulation| predicted_memory(sizes, formulation))
}

/// The same on these samples, of the formulations that they allow.
///
/// # Errors
///
/// [`TrainingError::Memory`] if none fits.
pub fn affordable_on(examples: Examples<'_>, sizes: &Sizes, spectra: bool) -> Result<Formulation, TrainingError> {
    let memory = |formulation| predicted_memory_on(examples, sizes, formulation, spectra);
    affordable_of(sizes, examples.formulations(), memory)
}

fn affordable_of(
    sizes: &Sizes,
    formulations: &[Formulation],
    memory: impl Fn(Formulation) -> f64,
) -> Result<Formulation, TrainingError> {
    let nominal = sizes.nominal();
    let cost = |formulation: &Formulation| nominal.predicted_cost(*formulation);
    let fitting = formulations.iter().copied().filter(|formulation| memory(*formulation) <= MOST_BYTES);
    fitting.min_by(|left, right| cost(left).total_cmp(&cost(right))).ok_or_else(|| {
        let least = formulations.iter().map(|formulation| memory(*formulation)).fold(f64::INFINITY, f64::min);
        TrainingError::Memory { gibibytes: (least / GIB).ceil() as u64, limit: (MOST_BYTES / GIB) as u64 }
    })
}
