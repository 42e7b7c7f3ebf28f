//! The images that figures train on, each set read once however many figures ask for it.

use crate::data::{DataError, DataSet, DataSource, DataSpecification};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Training and test part of one set of images.
#[derive(Debug)]
pub struct ImagePair {
    /// The training part.
    pub train: DataSet,
    /// The test part.
    pub test: Option<DataSet>,
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
        let (train, test) = parsed.load_with_test(&self.source)?;
        let pair = Arc::new(ImagePair { train, test });
        read.insert(specification.to_owned(), pair.clone());
        Ok(pair)
    }
}
