//! The data of a training run, read once for all networks that are trained on them.

use super::super::run_error::RunError;
use super::reading::{Reading, TrainingSamples};
use crate::data::fingerprint::fingerprint_data;
use crate::data::{DataSet, DataSpecification, Loaded};

/// Training data, and those that the accuracy is measured on too.
pub struct TrainingData {
    /// The training data.
    pub data: Loaded<TrainingSamples>,
    /// The test data.
    pub test: Option<Loaded<DataSet>>,
    /// What tells the training data apart from others.
    pub fingerprint: String,
    /// The same of the test data.
    pub test_fingerprint: Option<String>,
    /// How many of the training samples have label +1.
    pub positive: usize,
    /// What the training data would take in memory, where that is not what they take.
    pub(super) bytes_in_memory: f64,
    /// What the first pass over samples that are read by blocks has taken.
    pub(super) seconds_of_pass: Option<f64>,
}

impl TrainingData {
    /// Reads both; images from a folder of full files, if one is given, instead of the embedded subsets. Training data that do not fit into memory, or
    /// that several processes share, are looked at and left in their file.
    ///
    /// # Errors
    ///
    /// [`RunError::NoImages`] for a folder of images and data that are none, [`RunError::Data`] for data that cannot be read.
    pub fn read(
        data: &DataSpecification,
        test: Option<&DataSpecification>,
        reading: &Reading<'_>,
    ) -> Result<Self, RunError> {
        let of_images = |specification: &DataSpecification| matches!(specification, DataSpecification::Images(_));
        if reading.images.is_some() && ![Some(data), test].into_iter().flatten().any(of_images) {
            return Err(RunError::NoImages);
        }
        Ok(reading.read(data, test)?)
    }

    /// Data that are in memory.
    pub(super) fn in_memory(data: Loaded<DataSet>, test: Option<Loaded<DataSet>>) -> Self {
        let fingerprint = fingerprint_data(&data.data);
        let test_fingerprint = test.as_ref().map(|test| fingerprint_data(&test.data));
        let positive = positive(&data.data);
        let data = data.map(TrainingSamples::Memory);
        TrainingData {
            data,
            test,
            fingerprint,
            test_fingerprint,
            positive,
            bytes_in_memory: 0.0,
            seconds_of_pass: None,
        }
    }

    /// What is to be said about how the data were read.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        let of_test = self.test.iter().flat_map(|test| &test.provenance.remarks);
        self.data.provenance.remarks.iter().chain(of_test).map(String::as_str)
    }
}

/// How many samples have label +1.
pub(crate) fn positive(data: &DataSet) -> usize {
    data.labels.iter().filter(|label| **label > 0.0).count()
}
