//! Where the training samples go: into memory, or not.

use super::super::blocks::{BlockData, Examples, Layout};
use super::available::available_memory;
use super::data::TrainingData;
use crate::data::fingerprint::fingerprint_data;
use crate::data::npz::NpzError;
use crate::data::npz::archive::MOST_NUMBERS;
use crate::data::stored::{MOST_TEXT, StoredRows, text};
use crate::data::{DataError, DataSet, DataSource, DataSpecification, Loaded, TableFormat, TableSpecification};
use crate::ranks::{Ranks, first_failure};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// How data are read.
#[derive(Clone, Debug)]
pub struct Reading<'a> {
    /// A folder of full image files, instead of the embedded subsets.
    pub images: Option<&'a Path>,
    /// The bytes of memory that the data may take; what the machine has left, if `None`.
    pub memory: Option<u64>,
    /// Where a text that is read by blocks is put as numbers.
    pub scratch: Option<&'a Path>,
    /// Whether spectra are measured, which keep a copy of their own.
    pub spectra: bool,
    /// Those who share the samples.
    pub ranks: Arc<dyn Ranks>,
}

/// Training samples.
#[derive(Debug)]
pub enum TrainingSamples {
    /// All of them in memory.
    Memory(DataSet),
    /// Some of them in memory, or none.
    Blocks(BlockData),
}

impl TrainingSamples {
    /// The same, as sweeps take them.
    pub fn examples(&self) -> Examples<'_> {
        match self {
            TrainingSamples::Memory(data) => data.into(),
            TrainingSamples::Blocks(data) => data.into(),
        }
    }
}

/// The bytes in memory for each byte of a text: itself, a number in 10 bytes for each 8 signs or so, and matrices of these.
const BYTES_OF_TEXT: f64 = 5.0;

impl Reading<'_> {
    pub(super) fn read(
        &self,
        data: &DataSpecification,
        test: Option<&DataSpecification>,
    ) -> Result<TrainingData, DataError> {
        let DataSpecification::Table(table) = data else { return self.read_into_memory(data, test) };
        if table.format == TableFormat::Csv {
            return self.read_text(table, data, test);
        }
        let opened = self.agree(StoredRows::open(table))?;
        let rows = match opened {
            Ok(Some(rows)) if Layout::is_long(rows.count(), rows.dimension()) => rows,
            // what keeps it from being read by blocks may do no harm in memory
            Ok(_) | Err(DataError::NotByBlocks { .. }) => {
                let read = self.read_into_memory(data, test);
                return match (read, StoredRows::open(table)) {
                    (
                        Err(DataError::TooLarge { .. } | DataError::Npz(NpzError::TooLarge { .. })),
                        Err(reason @ DataError::NotByBlocks { .. }),
                    ) => Err(reason),
                    (read, _) => read,
                };
            }
            Err(error) => return Err(error),
        };
        let numbers = rows.count() as f64 * rows.dimension() as f64;
        // the matrix, the copy by samples and that of spectra; before them, the file beside what is made of it
        let copies = if self.spectra { 3.0 } else { 2.0 };
        let whole =
            (8.0 * numbers * copies).max(8.0 * numbers + 2.0 * rows.count() as f64 * rows.bytes_of_row() as f64);
        let fits = numbers <= MOST_NUMBERS as f64 && whole <= self.available();
        match self.ranks.size() {
            1 if fits => self.read_into_memory(data, test),
            _ => self.leave_in_file(rows, whole, test),
        }
    }

    /// What this process has found, unless another one cannot go on.
    fn agree<T>(&self, own: Result<T, DataError>) -> Result<Result<T, DataError>, DataError> {
        let may_go_on = |error: &DataError| matches!(error, DataError::NotByBlocks { .. });
        let failure = own.as_ref().err().filter(|error| !may_go_on(error)).map(ToString::to_string);
        let first = first_failure(&*self.ranks, failure);
        match (own, first) {
            (Err(error), _) if !may_go_on(&error) => Err(error),
            (_, Ok(Some(reason))) => Err(DataError::OnRank { reason }),
            (_, Err(lost)) => Err(DataError::OnRank { reason: lost.to_string() }),
            (own, Ok(None)) => Ok(own),
        }
    }

    /// The bytes that the data of this process may take.
    fn available(&self) -> f64 {
        let machine = || available_memory().map_or(f64::INFINITY, |bytes| bytes as f64 / self.ranks.here() as f64);
        self.memory.map_or_else(machine, |bytes| bytes as f64)
    }

    fn read_text(
        &self,
        table: &TableSpecification,
        data: &DataSpecification,
        test: Option<&DataSpecification>,
    ) -> Result<TrainingData, DataError> {
        // what cannot be read is refused where it is read
        let length = std::fs::metadata(&table.path).map_or(0, |metadata| metadata.len());
        let whole = BYTES_OF_TEXT * length as f64;
        let fits = length <= MOST_TEXT && whole <= self.available();
        if fits || text::is_compressed(&table.path) {
            return self.read_into_memory(data, test);
        }
        if self.ranks.size() > 1 {
            return Err(DataError::NotByBlocks {
                origin: table.path.display().to_string(),
                reason: "it is a text that does not fit into the memory of each process".into(),
                remedy: "save its numbers once with numpy.save, and give npy:FILE".into(),
            });
        }
        let rows = text::convert(table, self.scratch)?;
        self.leave_in_file(rows, whole, test)
    }

    fn source(&self) -> DataSource {
        self.images.map_or(DataSource::Embedded, |folder| DataSource::Directory(folder.to_owned()))
    }

    fn read_into_memory(
        &self,
        data: &DataSpecification,
        test: Option<&DataSpecification>,
    ) -> Result<TrainingData, DataError> {
        let source = self.source();
        let read = match test {
            None => data.read(&source).map(|data| (data, None)),
            Some(test) => data.read_both(test, &source).map(|(data, test)| (data, Some(test))),
        };
        let (data, test) = self.agree(read)??;
        let read = TrainingData::in_memory(data, test);
        let TrainingSamples::Memory(samples) = &read.data.data else { return Ok(read) };
        if self.ranks.size() == 1 || !Layout::is_long(samples.count(), samples.dimension()) {
            return Ok(read);
        }
        let TrainingData { data, test, fingerprint, test_fingerprint, positive, .. } = read;
        let data = data.try_map(|samples| match samples {
            TrainingSamples::Memory(samples) => {
                BlockData::of_memory(Arc::new(samples), Arc::clone(&self.ranks)).map(TrainingSamples::Blocks)
            }
            blocks @ TrainingSamples::Blocks(_) => Ok(blocks),
        })?;
        let (bytes_in_memory, seconds_of_pass) = (0.0, None);
        Ok(TrainingData { data, test, fingerprint, test_fingerprint, positive, bytes_in_memory, seconds_of_pass })
    }

    /// Looks at all samples of this process, and keeps them where they are or, if they fit, in memory.
    fn leave_in_file(
        &self,
        mut rows: StoredRows,
        whole: f64,
        test: Option<&DataSpecification>,
    ) -> Result<TrainingData, DataError> {
        let layout = Layout::new(rows.count(), rows.dimension());
        let own = layout.rows_of(&layout.blocks_of_rank(self.ranks.rank(), self.ranks.size()));
        let begun = Instant::now();
        let prepared = rows.prepare(own.clone(), &*self.ranks)?;
        let passes = prepared.bytes as f64 / (own.len() as f64 * rows.bytes_of_row() as f64).max(1.0);
        let seconds = begun.elapsed().as_secs_f64() / passes.max(1.0);
        let copies = if self.spectra { 2.0 } else { 1.0 };
        let resident = 8.0 * copies * own.len() as f64 * rows.dimension() as f64 <= self.available();
        // one process would have kept all in memory
        let resident = resident && self.ranks.size() > 1;
        let test = test.map(|test| self.read_test(test, &rows)).transpose()?;
        let test_fingerprint = test.as_ref().map(|test: &Loaded<DataSet>| fingerprint_data(&test.data));
        let rows = Arc::new(rows);
        let data = BlockData::of_file(Arc::clone(&rows), resident, Arc::clone(&self.ranks));
        Ok(TrainingData {
            data: rows.loaded(TrainingSamples::Blocks(data)),
            test,
            fingerprint: prepared.fingerprint,
            test_fingerprint,
            positive: prepared.positive,
            bytes_in_memory: whole,
            seconds_of_pass: (!resident).then_some(seconds),
        })
    }

    /// Test data, standardised like the training data if both are to be.
    fn read_test(&self, test: &DataSpecification, training: &StoredRows) -> Result<Loaded<DataSet>, DataError> {
        match (test, training.statistics()) {
            (DataSpecification::Table(table), Some(statistics)) if table.options.standardise => {
                table.read_standardised(statistics)
            }
            _ => test.read(&self.source()),
        }
    }
}
