//! The data of a training run, read once for all networks that are trained on them.

use super::super::fingerprint::fingerprint_data;
use super::super::run_error::RunError;
use crate::data::{DataSet, DataSource, DataSpecification, Loaded};
use std::path::Path;

/// Training data, and those that the accuracy is measured on too.
pub struct TrainingData {
    /// The training data.
    pub data: Loaded<DataSet>,
    /// The test data.
    pub test: Option<Loaded<DataSet>>,
    /// What tells the training data apart from others.
    pub fingerprint: String,
    /// The same of the test data.
    pub test_fingerprint: Option<String>,
}

impl TrainingData {
    /// Reads both; images from a folder of full files, if one is given, instead of the embedded subsets.
    ///
    /// # Errors
    ///
    /// [`RunError::NoImages`] for a folder of images and data that are none, [`RunError::Data`] for data that cannot be read.
    pub fn read(
        data: &DataSpecification,
        test: Option<&DataSpecification>,
        images: Option<&Path>,
    ) -> Result<Self, RunError> {
        let of_images = |specification: &DataSpecification| matches!(specification, DataSpecification::Images(_));
        if images.is_some() && ![Some(data), test].into_iter().flatten().any(of_images) {
            return Err(RunError::NoImages);
        }
        let source = images.map_or(DataSource::Embedded, |folder| DataSource::Directory(folder.to_owned()));
        let (data, test) = match test {
            None => (data.read(&source)?, None),
            Some(test) => {
                let (data, test) = data.read_both(test, &source)?;
                (data, Some(test))
            }
        };
        let fingerprint = fingerprint_data(&data.data);
        let test_fingerprint = test.as_ref().map(|test| fingerprint_data(&test.data));
        Ok(TrainingData { data, test, fingerprint, test_fingerprint })
    }

    /// What is to be said about how the data were read.
    pub fn remarks(&self) -> impl Iterator<Item = &str> {
        let loaded = std::iter::once(&self.data).chain(&self.test);
        loaded.flat_map(|loaded| &loaded.provenance.remarks).map(String::as_str)
    }
}
