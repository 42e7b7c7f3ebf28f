//! Loading what a [`DataSpecification`] names.

use super::images::{BinaryImages, LabelledImages};
use super::table::{ColumnStandardisation, Table, TableFormat, TableOptions, TableSpecification};
use super::{
    DataError, DataSet, DataSource, DataSpecification, ExactDataSet, Extent, ImageChoice, IntegerPoints, Loaded, Part,
    Provenance, Standardisation, csv, embedded, image_files, libsvm, npz, parquet,
};

impl DataSpecification {
    /// The data in exact form: D0, E2, synthetic data, or the table in a file.
    ///
    /// # Errors
    ///
    /// [`DataError::NotExact`] for images, and whatever keeps a file from being read.
    pub fn read_exact(&self) -> Result<Loaded<ExactDataSet>, DataError> {
        let data = match self {
            Self::Degenerate => ExactDataSet::degenerate(),
            Self::ThreePoint => ExactDataSet::three_point(),
            Self::Synthetic(synthetic) => synthetic.generate().data,
            Self::Table(specification) => {
                let table = specification.read()?;
                return Ok(table.loaded(table.to_exact()?));
            }
            Self::Images(_) => return Err(DataError::NotExact { specification: self.to_string() }),
            Self::Arrays => return Err(DataError::InMemory),
        };
        let provenance = Provenance::whole(data.samples.len());
        Ok(Loaded { data, provenance })
    }

    /// The data for training. Images are standardised with the statistics of their training part, see
    /// [`ImageChoice::training`]; other data are taken as they are.
    ///
    /// # Errors
    ///
    /// [`DataError`]: whatever keeps the data from being found, read or used.
    pub fn read(&self, source: &DataSource) -> Result<Loaded<DataSet>, DataError> {
        match self {
            Self::Table(specification) => {
                let table = specification.read()?;
                Ok(table.loaded(table.to_numerical()?))
            }
            Self::Images(choice) => {
                let images = choice.read(source)?;
                let statistics = match choice.part {
                    Part::Train => choice.statistics(&images, source)?,
                    Part::Test => choice.training().statistics(&choice.training().read(source)?, source)?,
                };
                Ok(images.loaded(statistics))
            }
            _ => self.read_exact()?.try_map(|data| data.to_numerical()),
        }
    }

    /// The data, and the test part of images, standardised like these. Data of other kinds have none.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::read`].
    pub fn read_with_test(&self, source: &DataSource) -> Result<(Loaded<DataSet>, Option<Loaded<DataSet>>), DataError> {
        match self {
            Self::Images(choice) => {
                let (train, test) = choice.training().read_pair(choice.test(), source)?;
                Ok((train, Some(test)))
            }
            _ => Ok((self.read(source)?, None)),
        }
    }

    /// These data and those of `test`. Test images of the same two classes are standardised with the statistics of these
    /// training images, however many they are; tables that are to be standardised, with those of this table.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::read`].
    pub fn read_both(&self, test: &Self, source: &DataSource) -> Result<(Loaded<DataSet>, Loaded<DataSet>), DataError> {
        match (self, test) {
            (Self::Images(these), Self::Images(those))
                if (these.family, these.classes) == (those.family, those.classes)
                    && (these.part, those.part) == (Part::Train, Part::Test) =>
            {
                these.read_pair(*those, source)
            }
            (Self::Table(these), Self::Table(those)) => {
                let (train, test) = these.read_both(those)?;
                Ok((train.loaded(train.to_numerical()?), test.loaded(test.to_numerical()?)))
            }
            _ => Ok((self.read(source)?, test.read(source)?)),
        }
    }

    /// The signed points of any data in exact form. Images are standardised exactly, with the statistics of their training
    /// part; other data are taken as they are.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::read`].
    pub fn read_points(&self, source: &DataSource) -> Result<Loaded<IntegerPoints>, DataError> {
        let choice = match self {
            Self::Images(choice) => choice,
            Self::Table(specification) => {
                let table = specification.read()?;
                return Ok(table.loaded(table.to_points()?));
            }
            _ => return Ok(self.read_exact()?.map(|data| IntegerPoints::of_exact(&data))),
        };
        let images = choice.read(source)?;
        let training = match choice.part {
            Part::Train => None,
            Part::Test => Some(choice.training().read(source)?.pixels),
        };
        let training = training.as_ref().unwrap_or(&images.pixels);
        let data = IntegerPoints::of_images(&images.pixels, &images.labels, images.dimension, training)
            .ok_or_else(|| DataError::ConstantPixels { origin: self.to_string() })?;
        Ok(Loaded { data, provenance: images.provenance() })
    }

    /// What [`DataSpecification::read_exact`] reads, without where it comes from.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn load_exact(&self) -> Result<ExactDataSet, DataError> {
        Ok(self.read_exact()?.data)
    }

    /// What [`DataSpecification::read`] reads, without where it comes from.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn load(&self, source: &DataSource) -> Result<DataSet, DataError> {
        Ok(self.read(source)?.data)
    }

    /// What [`DataSpecification::read_with_test`] reads, without where it comes from.
    ///
    /// # Errors
    ///
    /// The same.
    pub fn load_with_test(&self, source: &DataSource) -> Result<(DataSet, Option<DataSet>), DataError> {
        let (train, test) = self.read_with_test(source)?;
        Ok((train.data, test.map(|test| test.data)))
    }

    /// Mean and standard deviation of all pixels of the training part, for images.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::read`].
    pub fn standardisation(&self, source: &DataSource) -> Result<Option<Standardisation>, DataError> {
        let Self::Images(choice) = self else { return Ok(None) };
        let training = choice.training();
        training.statistics(&training.read(source)?, source).map(Some)
    }

    /// Refuses a folder of image files where no image is named.
    ///
    /// # Errors
    ///
    /// [`DataError::NoImages`].
    pub fn check_source(&self, source: &DataSource) -> Result<(), DataError> {
        match (self, source) {
            (Self::Images(_), _) | (_, DataSource::Embedded) => Ok(()),
            (_, DataSource::Directory(_)) => Err(DataError::NoImages { specification: self.to_string() }),
        }
    }
}

impl TableSpecification {
    /// The table, as its options ask for it.
    ///
    /// # Errors
    ///
    /// [`DataError`]: whatever keeps it from being found, read or used.
    pub fn read(&self) -> Result<Table, DataError> {
        let (path, options) = (&self.path, &self.options);
        match self.format {
            TableFormat::Csv => csv::read_csv(path, options),
            TableFormat::Npz => npz::read_npz(path, options),
            TableFormat::Npy => npz::read_npy(path, options),
            TableFormat::Libsvm => libsvm::read_libsvm(path, options),
            TableFormat::Parquet => parquet::read_parquet(path, options),
        }
    }

    /// The table for training, with its features standardised by the statistics of another one.
    ///
    /// # Errors
    ///
    /// As [`TableSpecification::read`], and [`DataError::OtherFeatures`] if there are not as many.
    pub fn read_standardised(&self, statistics: &ColumnStandardisation) -> Result<Loaded<DataSet>, DataError> {
        let options = TableOptions { standardise: false, ..self.options.clone() };
        let mut table = TableSpecification { options, ..self.clone() }.read()?;
        table.standardise(statistics)?;
        Ok(table.loaded(table.to_numerical()?))
    }

    /// This table and a second one of test data, whose features are standardised with the statistics of this one if both are to
    /// be standardised.
    fn read_both(&self, test: &Self) -> Result<(Table, Table), DataError> {
        let raw = |specification: &Self| {
            let options = TableOptions { standardise: false, ..specification.options.clone() };
            TableSpecification { options, ..specification.clone() }.read()
        };
        match (self.options.standardise, test.options.standardise) {
            (true, true) => {
                let (mut train, mut test) = (raw(self)?, raw(test)?);
                let statistics = ColumnStandardisation::of(&train)?;
                train.standardise(&statistics)?;
                test.standardise(&statistics)?;
                Ok((train, test))
            }
            _ => Ok((self.read()?, test.read()?)),
        }
    }
}

impl ImageChoice {
    /// The images, in file order.
    fn read(self, source: &DataSource) -> Result<BinaryImages, DataError> {
        match source {
            DataSource::Directory(directory) => {
                let images = image_files::read_images(directory, self.family, self.part)?;
                images.select(self, &directory.display().to_string())
            }
            DataSource::Embedded => {
                let (images, origin) = self.embedded()?;
                let mut images = images.select(self, &origin)?;
                images.available = embedded::canonical_count(self.family, self.part);
                Ok(images)
            }
        }
    }

    /// What of these is inside the binary; other classes, and more images, are refused.
    fn embedded(self) -> Result<(LabelledImages, String), DataError> {
        let refused = || DataError::NotEmbedded { specification: self.to_string(), embedded: embedded::HELD };
        let held = embedded::classes(self.family);
        if !embedded::THERE || self.extent == Extent::All || self.classes.numbers().iter().any(|c| !held.contains(c)) {
            return Err(refused());
        }
        let (images, origin) = embedded::images(self.family, self.part)?;
        match self.extent {
            Extent::First(count) if count > images.classes.len() => Err(refused()),
            _ => Ok((images, origin)),
        }
    }

    /// These training images and test images, standardised alike.
    fn read_pair(self, test: Self, source: &DataSource) -> Result<(Loaded<DataSet>, Loaded<DataSet>), DataError> {
        let (train, test) = rayon::join(|| self.read(source), || test.read(source));
        let (train, test) = (train?, test?);
        let statistics = self.statistics(&train, source)?;
        Ok((train.loaded(statistics), test.loaded(statistics)))
    }

    fn statistics(self, training: &BinaryImages, source: &DataSource) -> Result<Standardisation, DataError> {
        Standardisation::of(&training.pixels).ok_or_else(|| DataError::ConstantPixels {
            origin: match source {
                DataSource::Embedded => format!("embedded {self}"),
                DataSource::Directory(directory) => directory.display().to_string(),
            },
        })
    }
}

impl BinaryImages {
    fn loaded(&self, statistics: Standardisation) -> Loaded<DataSet> {
        Loaded { data: self.standardised(statistics), provenance: self.provenance() }
    }

    /// How many of the two classes are used.
    pub(super) fn provenance(&self) -> Provenance {
        Provenance { used: self.labels.len(), available: self.available, remarks: Vec::new() }
    }
}
