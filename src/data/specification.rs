//! Naming data on the command line, and loading what is named.

use super::cifar::{self, CLASS_NAMES, CifarRecords};
use super::images::{BinaryImages, LabelledImages};
use super::input::read_file;
use super::{DataError, DataSet, ExactDataSet, Standardisation, Synthetic, csv, embedded, idx, npz};
use crate::names::nearest;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The number of training images taken, the paper's n_train as we read it (theory.md, section 5).
pub const TRAIN_COUNT: usize = 2048;
/// The number of test images taken, the paper's n_test.
pub const TEST_COUNT: usize = 512;

/// Which part of an image data set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// The first 2048 images of the two classes, in the order of the training set.
    #[default]
    Train,
    /// The first 512, in the order of the test set.
    Test,
}

/// Two different class numbers from 0 to 9. The first becomes the label +1, the second -1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Classes {
    positive: u8,
    negative: u8,
}

impl Classes {
    /// The class numbers, +1 first.
    pub fn numbers(self) -> [u8; 2] {
        [self.positive, self.negative]
    }
}

/// DATA of the command line; [`FromStr`] reads it and [`fmt::Display`] writes it back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DataSpecification {
    /// `degenerate`: D0.
    Degenerate,
    /// `three-point`: E2.
    ThreePoint,
    /// `mnist:A,B[:train|:test]`.
    Mnist(Classes, Part),
    /// `cifar10:A,B[:train|:test]`, by name or number.
    Cifar10(Classes, Part),
    /// `csv:FILE`.
    Csv(PathBuf),
    /// `synthetic:KIND,NAME=VALUE,..`: random data of known separability.
    Synthetic(Synthetic),
    /// `npz:FILE`: arrays X and y.
    Npz(PathBuf),
}

/// Where images come from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum DataSource {
    /// The subsets inside the binary: MNIST 0 and 1, CIFAR-10 automobile and dog. There are none without the feature `images`.
    #[default]
    Embedded,
    /// A directory with the full canonical files, plain or gzip: MNIST's four IDX files (there or in `MNIST/raw`),
    /// CIFAR-10's six binary batches (there or in `cifar-10-batches-bin`). The subsets are then taken from them.
    Directory(PathBuf),
}

const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

impl FromStr for DataSpecification {
    type Err = DataError;

    fn from_str(text: &str) -> Result<Self, DataError> {
        let (kind, rest) = match text.split_once(':') {
            Some((kind, rest)) => (kind, Some(rest)),
            None => (text, None),
        };
        let malformed = |remedy: &str| DataError::MalformedSpecification { text: text.into(), remedy: remedy.into() };
        let file = || match rest {
            Some(file) if !file.is_empty() => Ok(PathBuf::from(file)),
            _ => Err(malformed(&format!("write {kind}:FILE"))),
        };
        match (kind, rest) {
            ("degenerate", None) => Ok(Self::Degenerate),
            ("three-point", None) => Ok(Self::ThreePoint),
            ("degenerate" | "three-point", Some(_)) => Err(malformed(&format!("write {kind} alone, it has no parts"))),
            ("csv", _) => Ok(Self::Csv(file()?)),
            ("synthetic", None) => Err(malformed("name a kind, such as synthetic:mixed,n=200,d=20,overlap=0.1,seed=3")),
            ("synthetic", Some(rest)) => Ok(Self::Synthetic(rest.parse()?)),
            ("npz", _) => Ok(Self::Npz(file()?)),
            ("mnist" | "cifar10", None) => {
                Err(malformed("name two classes, such as mnist:0,1 or cifar10:automobile,dog"))
            }
            ("mnist", Some(rest)) => {
                let (classes, part) = parse_classes(rest, "mnist", &DIGITS, text)?;
                Ok(Self::Mnist(classes, part))
            }
            ("cifar10", Some(rest)) => {
                let (classes, part) = parse_classes(rest, "cifar10", &CLASS_NAMES, text)?;
                Ok(Self::Cifar10(classes, part))
            }
            _ => {
                let bare = |form: &'static str| form.split(':').next().unwrap_or(form);
                let hint = nearest(kind, &Self::FORMS.map(|(form, _)| bare(form)))
                    .and_then(|name| Self::FORMS.iter().find(|(form, _)| bare(form) == name))
                    .map_or_else(String::new, |(form, _)| format!("did you mean {form}? "));
                Err(DataError::UnknownName { text: text.chars().take(80).collect(), hint })
            }
        }
    }
}

/// `A,B` or `A,B:train` or `A,B:test`.
fn parse_classes(
    rest: &str,
    family: &'static str,
    names: &[&str; 10],
    text: &str,
) -> Result<(Classes, Part), DataError> {
    let malformed = |remedy: String| DataError::MalformedSpecification { text: text.to_owned(), remedy };
    let (pair, part) = match rest.split_once(':') {
        None => (rest, Part::Train),
        Some((pair, "train")) => (pair, Part::Train),
        Some((pair, "test")) => (pair, Part::Test),
        Some((pair, other)) => {
            return Err(malformed(format!("there is no part `{other}`, write {family}:{pair}:train or :test")));
        }
    };
    let two =
        || malformed(format!("name two classes separated by a comma, such as {family}:{},{}", names[0], names[1]));
    let (first, second) = pair.split_once(',').ok_or_else(two)?;
    if second.contains(',') {
        return Err(two());
    }
    let class = |name: &str| {
        let name = name.trim();
        let position = names.iter().chain(&DIGITS).position(|known| known.eq_ignore_ascii_case(name));
        position.map(|index| (index % names.len()) as u8).ok_or_else(|| DataError::UnknownClass {
            class: name.chars().take(40).collect(),
            family,
            hint: nearest(name, names).map_or_else(String::new, |name| format!("did you mean {name}? ")),
            known: names.join(", "),
        })
    };
    let (positive, negative) = (class(first)?, class(second)?);
    if positive == negative {
        return Err(DataError::SameClass { class: names[usize::from(positive)].to_owned() });
    }
    Ok((Classes { positive, negative }, part))
}

impl fmt::Display for DataSpecification {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let images = |family: &str, classes: &Classes, names: &[&str; 10], part: Part| {
            let [first, second] = classes.numbers().map(|class| names[usize::from(class)]);
            let part = if part == Part::Test { ":test" } else { "" };
            format!("{family}:{first},{second}{part}")
        };
        let text = match self {
            Self::Degenerate => "degenerate".to_owned(),
            Self::ThreePoint => "three-point".to_owned(),
            Self::Mnist(classes, part) => images("mnist", classes, &DIGITS, *part),
            Self::Cifar10(classes, part) => images("cifar10", classes, &CLASS_NAMES, *part),
            Self::Csv(path) => format!("csv:{}", path.display()),
            Self::Npz(path) => format!("npz:{}", path.display()),
            Self::Synthetic(synthetic) => format!("synthetic:{synthetic}"),
        };
        formatter.write_str(&text)
    }
}

impl DataSpecification {
    /// The forms of DATA, each with what it names: what `catapult list data` shows.
    pub const FORMS: [(&'static str, &'static str); 9] = [
        ("degenerate", "D0 = {(1,+1),(1,-1)}"),
        ("three-point", "E2 = {(1,+1),(2,+1),(-1,+1)}"),
        ("mnist:0,1", "MNIST, two digits, the first is +1; :train (2048 images) or :test (512) may follow"),
        (
            "cifar10:automobile,dog",
            "CIFAR-10, two classes by name or number, the first is +1; :train or :test may follow",
        ),
        ("synthetic:separable", "random points of maximum margin 1/8; any of ,n=200,d=20,margin=1/8,seed=1 may follow"),
        (
            "synthetic:nonseparable",
            "no direction fits all points, not even weakly; any of ,n=200,d=20,overlap=1/10,seed=1 may follow",
        ),
        (
            "synthetic:mixed",
            "a share `overlap` is non-separable on a subspace of dimension `rank`, the rest separable; \
             any of ,n=200,d=20,margin=1/8,overlap=1/10,rank=10,seed=1 may follow",
        ),
        ("csv:FILE", "a table of numbers, the last column is the label, -1/1 or 0/1"),
        ("npz:FILE", "arrays X (n x d) of features and y (n) of labels, -1/1 or 0/1"),
    ];

    /// The data in exact form: D0, E2, synthetic data, a CSV or an npz file.
    ///
    /// # Errors
    ///
    /// [`DataError::NotExact`] for images, and whatever keeps a file from being read.
    pub fn load_exact(&self) -> Result<ExactDataSet, DataError> {
        match self {
            Self::Degenerate => Ok(ExactDataSet::degenerate()),
            Self::ThreePoint => Ok(ExactDataSet::three_point()),
            Self::Csv(path) => csv::read_csv(path),
            Self::Synthetic(synthetic) => Ok(synthetic.generate().data),
            Self::Npz(path) => npz::read_npz(path)?.to_exact(),
            Self::Mnist(..) | Self::Cifar10(..) => Err(DataError::NotExact { specification: self.to_string() }),
        }
    }

    /// The data for training. Images are standardised with the statistics of their training part, whichever part is
    /// asked for; other data are taken as they are.
    ///
    /// # Errors
    ///
    /// [`DataError`]: whatever keeps the data from being found, read or used.
    pub fn load(&self, source: &DataSource) -> Result<DataSet, DataError> {
        if let Self::Npz(path) = self {
            return Ok(npz::read_npz(path)?.to_numerical());
        }
        let Some((_, part)) = self.image_classes() else {
            return self.load_exact()?.to_numerical();
        };
        let train = self.images(Part::Train, source)?;
        let statistics = self.statistics(&train, source)?;
        match part {
            Part::Train => Ok(train.standardised(statistics)),
            Part::Test => Ok(self.images(Part::Test, source)?.standardised(statistics)),
        }
    }

    /// The training part, and the test part of images. Data of other kinds have none.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::load`].
    pub fn load_with_test(&self, source: &DataSource) -> Result<(DataSet, Option<DataSet>), DataError> {
        if self.image_classes().is_none() {
            return Ok((self.load(source)?, None));
        }
        let (train, test) = rayon::join(|| self.images(Part::Train, source), || self.images(Part::Test, source));
        let train = train?;
        let statistics = self.statistics(&train, source)?;
        let test = test?.standardised(statistics);
        Ok((train.standardised(statistics), Some(test)))
    }

    /// These data and those of `test`. Where `test` names the test part of the same images, these are read once.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::load`].
    pub fn load_both(&self, test: &Self, source: &DataSource) -> Result<(DataSet, DataSet), DataError> {
        let paired = match (self, test) {
            (Self::Mnist(these, Part::Train), Self::Mnist(those, Part::Test))
            | (Self::Cifar10(these, Part::Train), Self::Cifar10(those, Part::Test)) => these == those,
            _ => false,
        };
        if paired && let (train, Some(part)) = self.load_with_test(source)? {
            return Ok((train, part));
        }
        Ok((self.load(source)?, test.load(source)?))
    }

    /// Mean and standard deviation of all pixels of the training part, for images.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::load`].
    pub fn standardisation(&self, source: &DataSource) -> Result<Option<Standardisation>, DataError> {
        if self.image_classes().is_none() {
            return Ok(None);
        }
        self.statistics(&self.images(Part::Train, source)?, source).map(Some)
    }

    /// The images asked for, and all pixels of the training part; `None` for other data.
    pub(super) fn images_for_points(&self, source: &DataSource) -> Result<Option<(BinaryImages, Vec<u8>)>, DataError> {
        let Some((_, part)) = self.image_classes() else { return Ok(None) };
        let images = self.images(part, source)?;
        let training = match part {
            Part::Train => images.pixels.clone(),
            Part::Test => self.images(Part::Train, source)?.pixels,
        };
        Ok(Some((images, training)))
    }

    fn image_classes(&self) -> Option<(Classes, Part)> {
        match self {
            Self::Mnist(classes, part) | Self::Cifar10(classes, part) => Some((*classes, *part)),
            _ => None,
        }
    }

    fn statistics(&self, train: &BinaryImages, source: &DataSource) -> Result<Standardisation, DataError> {
        Standardisation::of(&train.pixels).ok_or_else(|| DataError::ConstantPixels { origin: self.origin(source) })
    }

    fn origin(&self, source: &DataSource) -> String {
        match source {
            DataSource::Embedded => format!("embedded {self}"),
            DataSource::Directory(directory) => directory.display().to_string(),
        }
    }

    /// The images of one part, in file order.
    fn images(&self, part: Part, source: &DataSource) -> Result<BinaryImages, DataError> {
        let most = if part == Part::Train { TRAIN_COUNT } else { TEST_COUNT };
        let (images, classes) = match self {
            Self::Mnist(classes, _) => (self.mnist(part, source)?, classes),
            Self::Cifar10(classes, _) => (self.cifar(part, source)?, classes),
            _ => return Err(DataError::UnknownName { text: self.to_string(), hint: String::new() }),
        };
        images.select(classes.numbers(), most, &self.origin(source))
    }

    /// Refuses embedded classes other than those that are there.
    fn embedded(&self, held: [u8; 2]) -> Result<(), DataError> {
        let asked = self.image_classes().map(|(classes, _)| classes.numbers());
        if embedded::THERE && asked.is_some_and(|classes| classes.iter().all(|class| held.contains(class))) {
            return Ok(());
        }
        Err(DataError::NotEmbedded { specification: self.to_string(), embedded: embedded::HELD })
    }

    fn mnist(&self, part: Part, source: &DataSource) -> Result<LabelledImages, DataError> {
        let ((image_bytes, image_origin), (label_bytes, label_origin)) = match source {
            DataSource::Embedded => {
                self.embedded([0, 1])?;
                (embedded::mnist_images(part)?, embedded::mnist_labels(part)?)
            }
            DataSource::Directory(directory) => {
                let prefix = if part == Part::Train { "train" } else { "t10k" };
                let read = |name: String| read_canonical(directory, "MNIST/raw", &name);
                (read(format!("{prefix}-images-idx3-ubyte"))?, read(format!("{prefix}-labels-idx1-ubyte"))?)
            }
        };
        let images = idx::parse_images(&image_bytes, &image_origin)?;
        let classes = idx::parse_labels(&label_bytes, &label_origin)?;
        if images.count != classes.len() {
            return Err(DataError::CountMismatch {
                images: image_origin,
                image_count: images.count,
                labels: label_origin,
                label_count: classes.len(),
            });
        }
        Ok(LabelledImages { dimension: images.dimension, pixels: images.pixels, classes })
    }

    fn cifar(&self, part: Part, source: &DataSource) -> Result<LabelledImages, DataError> {
        let mut records = CifarRecords::default();
        match source {
            DataSource::Embedded => {
                self.embedded([1, 5])?;
                let (bytes, origin) = embedded::cifar(part)?;
                records = cifar::parse_records(&bytes, &origin)?;
            }
            DataSource::Directory(directory) => {
                let names = match part {
                    Part::Train => (1..=5).map(|batch| format!("data_batch_{batch}.bin")).collect(),
                    Part::Test => vec!["test_batch.bin".to_owned()],
                };
                for name in names {
                    let (bytes, origin) = read_canonical(directory, "cifar-10-batches-bin", &name)?;
                    let batch = cifar::parse_records(&bytes, &origin)?;
                    records.classes.extend(batch.classes);
                    records.pixels.extend(batch.pixels);
                }
            }
        }
        Ok(LabelledImages { dimension: cifar::DIMENSION, pixels: records.pixels, classes: records.classes })
    }
}

impl BinaryImages {
    fn standardised(self, statistics: Standardisation) -> DataSet {
        DataSet { features: statistics.apply(&self.pixels, self.dimension), labels: self.labels }
    }
}

/// The file `name` or `name.gz`, in `directory` or in its folder `subfolder`.
fn read_canonical(directory: &Path, subfolder: &str, name: &str) -> Result<(Vec<u8>, String), DataError> {
    let folders = [directory.to_path_buf(), directory.join(subfolder)];
    let candidates = folders.iter().flat_map(|folder| [folder.join(name), folder.join(format!("{name}.gz"))]);
    let Some(path) = candidates.into_iter().find(|path| path.is_file()) else {
        return Err(DataError::MissingFile { wanted: name.to_owned(), directory: directory.display().to_string() });
    };
    Ok((read_file(&path)?, path.display().to_string()))
}
