//! The images that figures train on, each set read once however many figures ask for it.

use crate::data::{DataError, DataSet, DataSource, DataSpecification, Provenance};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

/// Training and test part of one set of images.
#[derive(Debug)]
pub struct ImagePair {
    /// The training part.
    pub train: DataSet,
    /// The test part.
    pub test: Option<DataSet>,
    /// How many of which there are, such as `2048 of 10000 used for training, 512 of 2000 used for testing`.
    pub extent: String,
}

fn extent(train: &Provenance, test: Option<&Provenance>) -> String {
    let described = |provenance: &Provenance, purpose: &str| match provenance.part() {
        Some(part) => format!("{part} for {purpose}"),
        None => format!("all {} used for {purpose}", provenance.used),
    };
    let test = test.map(|test| format!(", {}", described(test, "testing"))).unwrap_or_default();
    described(train, "training") + &test
}

/// Sets of images from one source, kept once they are read. Clones share them.
#[derive(Clone, Debug)]
pub struct Images {
    source: DataSource,
    read: Arc<Mutex<BTreeMap<String, Arc<ImagePair>>>>,
}

impl Images {
    /// Nothing is read yet.
    pub fn new(source: DataSource) -> Self {
        Images { source, read: Arc::default() }
    }

    /// Whether they come from files of the user, and not from the binary.
    pub fn are_from_files(&self) -> bool {
        self.source != DataSource::Embedded
    }

    /// The folder that they are read from, if they are not from the binary.
    pub fn folder(&self) -> Option<&Path> {
        match &self.source {
            DataSource::Directory(folder) => Some(folder),
            DataSource::Embedded => None,
        }
    }

    /// Where they come from, in words.
    pub fn origin(&self) -> String {
        match &self.source {
            DataSource::Directory(folder) => format!("the files in {}", folder.display()),
            DataSource::Embedded => "the embedded subsets of MNIST and CIFAR-10".to_owned(),
        }
    }

    /// The images of a specification, on the command line's terms.
    ///
    /// # Errors
    ///
    /// [`DataError`]: whatever keeps them from being found, read or used.
    pub fn load(&self, specification: &str) -> Result<Arc<ImagePair>, DataError> {
        let parsed: DataSpecification = specification.parse()?;
        // A panic elsewhere leaves the map as it was: entries are inserted whole.
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pair) = read.get(specification) {
            return Ok(pair.clone());
        }
        let (train, test) = parsed.read_with_test(&self.source)?;
        let extent = extent(&train.provenance, test.as_ref().map(|test| &test.provenance));
        let pair = Arc::new(ImagePair { train: train.data, test: test.map(|test| test.data), extent });
        read.insert(specification.to_owned(), pair.clone());
        Ok(pair)
    }
}
