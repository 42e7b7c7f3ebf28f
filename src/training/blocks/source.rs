//! Where the samples of a training run are.

use super::Layout;
use crate::data::stored::StoredRows;
use crate::data::{DataError, DataSet};
use crate::ranks::Ranks;
use crate::training::Formulation;
use std::ops::Range;
use std::sync::Arc;

/// The samples of a sweep.
#[derive(Clone, Copy, Debug)]
pub enum Examples<'a> {
    /// All of them in memory.
    Memory(&'a DataSet),
    /// Some of them in memory, or none.
    Blocks(&'a BlockData),
}

/// Samples that are read from a file again and again, or divided among ranks.
#[derive(Clone, Debug)]
pub struct BlockData {
    /// The file, or all samples in memory.
    pub(super) place: Place,
    /// Whether this rank keeps its samples in memory.
    pub(super) resident: bool,
    /// Those who share the samples.
    pub(super) ranks: Arc<dyn Ranks>,
}

#[derive(Clone, Debug)]
pub(super) enum Place {
    File(Arc<StoredRows>),
    Memory(Arc<DataSet>),
}

impl<'a> From<&'a DataSet> for Examples<'a> {
    fn from(data: &'a DataSet) -> Self {
        Examples::Memory(data)
    }
}

impl<'a> From<&'a BlockData> for Examples<'a> {
    fn from(data: &'a BlockData) -> Self {
        Examples::Blocks(data)
    }
}

impl Examples<'_> {
    /// n, the number of all samples.
    pub fn count(&self) -> usize {
        match self {
            Examples::Memory(data) => data.count(),
            Examples::Blocks(data) => data.count(),
        }
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        match self {
            Examples::Memory(data) => data.dimension(),
            Examples::Blocks(data) => data.dimension(),
        }
    }

    /// The formulations that they can be trained in: function space needs products of each sample with each other.
    pub fn formulations(&self) -> &'static [Formulation] {
        match self {
            Examples::Memory(_) => &Formulation::ALL,
            Examples::Blocks(_) => &[Formulation::FeatureSpace, Formulation::RankOne],
        }
    }
}

impl BlockData {
    /// Samples in a file, which are read again at each pass unless the rank is to keep them.
    pub fn of_file(rows: Arc<StoredRows>, resident: bool, ranks: Arc<dyn Ranks>) -> Self {
        BlockData { place: Place::File(rows), resident, ranks }
    }

    /// Samples in memory, of which each rank keeps its own.
    ///
    /// # Errors
    ///
    /// [`DataError::ShortData`] for data of a single block.
    pub fn of_memory(data: Arc<DataSet>, ranks: Arc<dyn Ranks>) -> Result<Self, DataError> {
        let (samples, features) = (data.count(), data.dimension());
        if !Layout::is_long(samples, features) {
            return Err(DataError::ShortData { samples, features });
        }
        Ok(BlockData { place: Place::Memory(data), resident: true, ranks })
    }

    /// n, the number of all samples, of all ranks.
    pub fn count(&self) -> usize {
        match &self.place {
            Place::File(rows) => rows.count(),
            Place::Memory(data) => data.count(),
        }
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        match &self.place {
            Place::File(rows) => rows.dimension(),
            Place::Memory(data) => data.dimension(),
        }
    }

    /// The samples of this rank.
    pub fn own_rows(&self) -> Range<usize> {
        let layout = Layout::new(self.count(), self.dimension());
        layout.rows_of(&layout.blocks_of_rank(self.ranks.rank(), self.ranks.size()))
    }

    /// How many samples are kept in memory.
    pub fn held(&self) -> usize {
        if self.resident { self.own_rows().len() } else { 0 }
    }

    /// The bytes that this rank reads from the file at each pass.
    pub fn bytes_of_pass(&self) -> u64 {
        match &self.place {
            Place::File(rows) if !self.resident => self.own_rows().len() as u64 * rows.bytes_of_row(),
            Place::File(_) | Place::Memory(_) => 0,
        }
    }

    /// Those who share the samples.
    pub fn ranks(&self) -> &Arc<dyn Ranks> {
        &self.ranks
    }
}
