//! Where people keep the full canonical files of MNIST and CIFAR-10, under which names, and reading them.
//!
//! | set | files, plain or `.gz` |
//! |---|---|
//! | MNIST | `train-images-idx3-ubyte` or `train-images.idx3-ubyte`, and so on; in the folder or nested in it (`MNIST/raw`) |
//! | CIFAR-10 | `data_batch_1.bin` to `5`, `test_batch.bin`; likewise (`cifar-10-batches-bin`), or the archive `cifar-10-binary.tar.gz` |
//!
//! The Python version of CIFAR-10 consists of pickles, which are programs; they are recognised, and refused.

use super::cifar::{self, CifarRecords};
use super::image_choice::{Family, Part};
use super::images::LabelledImages;
use super::input::{read_file, system_words};
use super::{DataError, idx, tape_archive};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How deep folders are nested that are looked into.
const DEEPEST: usize = 4;
/// The most entries of folders looked at.
const MOST_ENTRIES: usize = 200_000;

/// The archive of CIFAR-10's binary version, also unpacked to a tar file.
const CIFAR_ARCHIVE: [&str; 2] = ["cifar-10-binary.tar.gz", "cifar-10-binary.tar"];

/// What CIFAR-10's Python version consists of.
const CIFAR_PICKLES: [&str; 8] = [
    "cifar-10-python.tar.gz",
    "cifar-10-python.tar",
    "data_batch_1",
    "data_batch_2",
    "data_batch_3",
    "data_batch_4",
    "data_batch_5",
    "test_batch",
];

/// The images of one part of a set, in file order.
///
/// # Errors
///
/// [`DataError`]: a file is missing, ambiguous, damaged, or of another format.
pub(super) fn read_images(directory: &Path, family: Family, part: Part) -> Result<LabelledImages, DataError> {
    match family {
        Family::Mnist => read_mnist(directory, part),
        Family::Cifar10 => read_cifar(directory, part),
    }
}

/// MNIST's images and labels from the content of two files.
pub(super) fn mnist_of(images: (&[u8], String), labels: (&[u8], String)) -> Result<LabelledImages, DataError> {
    let read = idx::parse_images(images.0, &images.1)?;
    let classes = idx::parse_labels(labels.0, &labels.1)?;
    if read.count != classes.len() {
        return Err(DataError::CountMismatch {
            images: images.1,
            image_count: read.count,
            labels: labels.1,
            label_count: classes.len(),
        });
    }
    Ok(LabelledImages { dimension: read.dimension, pixels: read.pixels, classes })
}

/// CIFAR-10's records as images.
pub(super) fn cifar_of(records: CifarRecords) -> LabelledImages {
    LabelledImages { dimension: cifar::DIMENSION, pixels: records.pixels, classes: records.classes }
}

fn read_mnist(directory: &Path, part: Part) -> Result<LabelledImages, DataError> {
    let folder = Folder::list(directory)?;
    let prefix = if part == Part::Train { "train" } else { "t10k" };
    let read = |content: &str, axes: u32| {
        let names = ["-", "."].map(|joint| format!("{prefix}-{content}{joint}idx{axes}-ubyte"));
        let path = folder.find(&names, "mnist")?.ok_or_else(|| folder.missing(&names[0]))?;
        Ok::<_, DataError>((read_file(&path)?, path.display().to_string()))
    };
    let (images, labels) = (read("images", 3)?, read("labels", 1)?);
    mnist_of((&images.0, images.1), (&labels.0, labels.1))
}

fn read_cifar(directory: &Path, part: Part) -> Result<LabelledImages, DataError> {
    let names: Vec<String> = match part {
        Part::Train => (1..=5).map(|batch| format!("data_batch_{batch}.bin")).collect(),
        Part::Test => vec!["test_batch.bin".to_owned()],
    };
    let is_archive = directory.is_file();
    let folder = if is_archive { Folder::of_file(directory) } else { Folder::list(directory)? };
    let mut records = CifarRecords::default();
    let mut append = |bytes: &[u8], origin: &str| {
        let batch = cifar::parse_records(bytes, origin)?;
        records.classes.extend(batch.classes);
        records.pixels.extend(batch.pixels);
        Ok::<_, DataError>(())
    };
    let mut paths = Vec::new();
    for name in &names {
        paths.push(folder.find(std::slice::from_ref(name), "cifar-10-batches-bin")?);
    }
    if paths.iter().all(Option::is_none) {
        let archives = CIFAR_ARCHIVE.map(str::to_owned);
        if let Some(archive) = folder.find_exactly(&archives, "cifar-10-batches-bin")? {
            for (name, bytes) in tape_archive::read_members(&archive, &names)? {
                append(&bytes, &format!("{name} in {}", archive.display()))?;
            }
            return Ok(cifar_of(records));
        }
        if let Some(path) = folder.paths.iter().map(|(_, path)| path).find(|path| is_pickle(path)) {
            return Err(DataError::PythonPickle { path: path.display().to_string() });
        }
    }
    for (name, path) in names.iter().zip(paths) {
        let path = path.ok_or_else(|| folder.missing(name))?;
        append(&read_file(&path)?, &path.display().to_string())?;
    }
    Ok(cifar_of(records))
}

/// Whether a file is one of CIFAR-10's Python version.
fn is_pickle(path: &Path) -> bool {
    name_of(path).is_some_and(|name| CIFAR_PICKLES.contains(&name))
}

fn name_of(path: &Path) -> Option<&str> {
    path.file_name().and_then(|name| name.to_str())
}

/// The files of a folder and of those nested in it.
struct Folder {
    directory: PathBuf,
    /// Depth and path; the same order on every machine.
    paths: BTreeSet<(usize, PathBuf)>,
}

impl Folder {
    fn of_file(path: &Path) -> Self {
        Folder { directory: path.to_owned(), paths: BTreeSet::from([(0, path.to_owned())]) }
    }

    fn list(directory: &Path) -> Result<Self, DataError> {
        let mut folder = Folder { directory: directory.to_owned(), paths: BTreeSet::new() };
        let mut level = vec![directory.to_owned()];
        let mut entries = 0;
        for depth in 0..=DEEPEST {
            let mut next = Vec::new();
            for parent in level {
                let listing = match std::fs::read_dir(&parent) {
                    Ok(listing) => listing,
                    Err(error) if depth == 0 => {
                        let (directory, reason) = (directory.display().to_string(), system_words(&error));
                        return Err(DataError::UnreadableFolder { directory, reason });
                    }
                    // a nested folder that may not be read is not where the files are
                    Err(_) => continue,
                };
                for entry in listing.flatten() {
                    entries += 1;
                    if entries > MOST_ENTRIES {
                        return Ok(folder);
                    }
                    let path = entry.path();
                    if path.is_dir() {
                        next.push(path);
                    } else {
                        folder.paths.insert((depth, path));
                    }
                }
            }
            next.sort();
            level = next;
        }
        Ok(folder)
    }

    /// The file of one of these names, plain or `.gz`. Of several, those in a folder called `usual` come first, then the
    /// least nested ones, then the plain one.
    fn find(&self, names: &[String], usual: &str) -> Result<Option<PathBuf>, DataError> {
        let packed: Vec<String> = names.iter().map(|name| format!("{name}.gz")).collect();
        self.find_exactly(&[names, &packed].concat(), usual)
    }

    fn find_exactly(&self, names: &[String], usual: &str) -> Result<Option<PathBuf>, DataError> {
        let rank = |(depth, path): &(usize, PathBuf)| {
            let name = name_of(path)?;
            let order = names.iter().position(|known| known == name)?;
            let inner = path.strip_prefix(&self.directory).unwrap_or(path);
            let expected = inner.iter().any(|part| part.to_string_lossy().eq_ignore_ascii_case(usual));
            Some(((*depth > 0 && !expected, *depth), order, path.clone()))
        };
        let mut found: Vec<_> = self.paths.iter().filter_map(rank).collect();
        found.sort();
        let Some((place, _, best)) = found.first() else { return Ok(None) };
        let elsewhere = found.iter().find(|(other, _, path)| other == place && path.parent() != best.parent());
        match elsewhere {
            Some((_, _, other)) => {
                Err(DataError::AmbiguousFile { first: best.display().to_string(), second: other.display().to_string() })
            }
            None => Ok(Some(best.clone())),
        }
    }

    fn missing(&self, wanted: &str) -> DataError {
        DataError::MissingFile { wanted: wanted.to_owned(), directory: self.directory.display().to_string() }
    }
}
