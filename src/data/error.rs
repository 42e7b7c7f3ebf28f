//! Why data cannot be used: one line each, naming the value and the remedy.

use super::npz::NpzError;
use thiserror::Error;

/// A data set that cannot be named, read or used.
///
/// `origin` is the path of the file, or `embedded FILE` for a subset inside the binary.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DataError {
    /// The specification names no known kind of data.
    #[error(
        "unknown data `{text}`: {hint}use one of degenerate, three-point, mnist:0,1, cifar10:automobile,dog, \
         synthetic:mixed, csv:FILE, npz:FILE, npy:FILE, libsvm:FILE, parquet:FILE"
    )]
    UnknownName {
        /// The text given.
        text: String,
        /// `did you mean ...? `, or nothing.
        hint: String,
    },
    /// The name is known, what follows it is not.
    #[error("malformed data `{text}`: {remedy}")]
    MalformedSpecification {
        /// The text given.
        text: String,
        /// What to write.
        remedy: String,
    },
    /// A parameter of synthetic data that is out of range or at odds with another one.
    #[error("synthetic data: {parameter}={value}: {remedy}")]
    SyntheticParameter {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: String,
        /// What to give.
        remedy: String,
    },
    /// A class that the data set does not have.
    #[error("unknown class `{class}` of {family}: {hint}use two of {known}")]
    UnknownClass {
        /// The class given.
        class: String,
        /// `mnist` or `cifar10`.
        family: &'static str,
        /// `did you mean ...? `, or nothing.
        hint: String,
        /// All classes.
        known: String,
    },
    /// Twice the same class.
    #[error("class `{class}` is given twice: name two different classes, the first becomes +1")]
    SameClass {
        /// The class.
        class: String,
    },
    /// An npz file that cannot be used.
    #[error(transparent)]
    Npz(#[from] NpzError),
    /// The embedded subsets hold two classes each.
    #[error(
        "`{specification}` is not embedded: the binary holds {embedded}; give the directory of the full canonical files"
    )]
    NotEmbedded {
        /// What was asked for.
        specification: String,
        /// What there is.
        embedded: &'static str,
    },
    /// Only small data are kept exactly.
    #[error(
        "`{specification}` has no exact form: exact computations take degenerate, three-point, \
             synthetic:KIND, or a file such as csv:FILE or npz:FILE"
    )]
    NotExact {
        /// What was asked for.
        specification: String,
    },
    /// A number that is none.
    #[error("X[{sample}, {feature}] is {value}: give finite numbers")]
    NotFinite {
        /// The sample, from 0.
        sample: usize,
        /// The feature, from 0.
        feature: usize,
        /// What stands there.
        value: String,
    },
    /// Arrays of a program where data are read.
    #[error("`arrays` are in the memory of a program, and no file: hand them over again")]
    InMemory,
    /// The file system refuses.
    #[error("cannot read {path}: {reason}; check the path and its permissions")]
    Unreadable {
        /// The path.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A directory where a file is needed.
    #[error("{path} is a directory: give a file")]
    IsDirectory {
        /// The path.
        path: String,
    },
    /// None of a canonical file's usual names is there.
    #[error(
        "no {wanted} (or {wanted}.gz) in {directory} or the folders in it: give the directory of the full canonical files"
    )]
    MissingFile {
        /// The file's canonical name.
        wanted: String,
        /// Where it was looked for.
        directory: String,
    },
    /// There is no folder where image files are to be.
    #[error("cannot read the folder {directory}: {reason}; give the directory of the full canonical files")]
    UnreadableFolder {
        /// The folder.
        directory: String,
        /// The system's words.
        reason: String,
    },
    /// Two files that may be meant.
    #[error("both {first} and {second} are there: give the directory of one of them")]
    AmbiguousFile {
        /// One.
        first: String,
        /// The other.
        second: String,
    },
    /// CIFAR-10's Python version.
    #[error(
        "{path} is CIFAR-10 for Python, in pickles, which are programs and are not run: download the binary version, \
         cifar-10-binary.tar.gz, from the same page"
    )]
    PythonPickle {
        /// The file.
        path: String,
    },
    /// A tar archive that ends early or is damaged.
    #[error("{origin} is a truncated or damaged archive ({reason}): copy or download it again")]
    DamagedArchive {
        /// The file.
        origin: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A folder of image files for data that are no images.
    #[error("`{specification}` needs no folder of image files: name mnist or cifar10 images, or leave the folder out")]
    NoImages {
        /// What was asked for.
        specification: String,
    },
    /// More images asked for than there are.
    #[error("{asked} images are asked for, and {origin} has {available} of the two classes: ask for fewer, or for all")]
    TooFewImages {
        /// The folder.
        origin: String,
        /// The number asked for.
        asked: usize,
        /// The number there.
        available: usize,
    },
    /// Nothing to read.
    #[error("{origin} is empty: it needs at least one sample of each label")]
    Empty {
        /// The file.
        origin: String,
    },
    /// The gzip stream ends early or is damaged.
    #[error("{origin} is a truncated or damaged gzip file ({reason}): copy or download it again")]
    DamagedGzip {
        /// The file.
        origin: String,
        /// The decoder's words.
        reason: String,
    },
    /// A name that ends in .gz without gzip content.
    #[error("{origin} ends in .gz but is not a gzip file: rename it, or copy or download it again")]
    NotGzip {
        /// The file.
        origin: String,
    },
    /// More than any canonical file holds.
    #[error("{origin} holds more than {limit} bytes: give a smaller file")]
    TooLarge {
        /// The file.
        origin: String,
        /// The limit in bytes.
        limit: u64,
    },
    /// The first four bytes are wrong.
    #[error(
        "{origin} begins with 0x{found:08x} where IDX {content} begin with 0x{expected:08x}: give the matching file"
    )]
    WrongMagic {
        /// The file.
        origin: String,
        /// `images` or `labels`.
        content: &'static str,
        /// What is there.
        found: u32,
        /// What should be there.
        expected: u32,
    },
    /// The file's length disagrees with its header or its record size.
    #[error("{origin} holds {found} bytes where {expected} are expected: it is truncated or of another format")]
    WrongSize {
        /// The file.
        origin: String,
        /// The length found.
        found: usize,
        /// The length, or its description, expected.
        expected: String,
    },
    /// Images and labels do not belong together.
    #[error("{images} has {image_count} images but {labels} has {label_count} labels: give files of the same set")]
    CountMismatch {
        /// The images' file.
        images: String,
        /// Its count.
        image_count: usize,
        /// The labels' file.
        labels: String,
        /// Its count.
        label_count: usize,
    },
    /// A class number above nine.
    #[error("{origin}, sample {sample}: label {label} is out of range, classes are 0 to 9: give the canonical file")]
    LabelOutOfRange {
        /// The file.
        origin: String,
        /// The sample, from 1.
        sample: usize,
        /// The label found.
        label: u8,
    },
    /// A class asked for that no sample has.
    #[error("{origin} has no sample of class {class}: give a file that holds both classes")]
    MissingClass {
        /// The file.
        origin: String,
        /// The class.
        class: String,
    },
    /// All pixels are the same number, so that they cannot be standardised.
    #[error("{origin}: all pixels are equal, they cannot be divided by their standard deviation: give other images")]
    ConstantPixels {
        /// The file.
        origin: String,
    },
    /// Not text.
    #[error("{origin}, line {line}: not UTF-8 text: save the table as UTF-8")]
    NotText {
        /// The file.
        origin: String,
        /// The line, from 1.
        line: u64,
    },
    /// A field that is not a number.
    #[error("{origin}, line {line}, column {column}: {reason}")]
    NotANumber {
        /// The file.
        origin: String,
        /// The line, from 1.
        line: u64,
        /// The column, from 1.
        column: usize,
        /// The text and the remedy.
        reason: String,
    },
    /// A row of another length.
    #[error(
        "{origin}, line {line}: {found} columns where the first line has {expected}: give every row the same columns"
    )]
    RaggedRow {
        /// The file.
        origin: String,
        /// The line, from 1.
        line: u64,
        /// Its number of columns.
        found: usize,
        /// That of the first line.
        expected: usize,
    },
    /// No column is left for features.
    #[error(
        "{origin}: one column only: write at least one feature and then the label, separated by commas, or name what \
             separates them with ,delimiter="
    )]
    NoFeature {
        /// The file.
        origin: String,
    },
    /// A line that cannot be understood.
    #[error("{origin}, line {line}: {reason}")]
    BadLine {
        /// The file.
        origin: String,
        /// The line, from 1.
        line: u64,
        /// The text and the remedy.
        reason: String,
    },
    /// A file of another kind than was said.
    #[error("{origin} is {found}: {remedy}")]
    ForeignFormat {
        /// The file.
        origin: String,
        /// What it is.
        found: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A column that is not there, or not once.
    #[error("{origin} has no column `{column}` to name: {remedy}")]
    UnknownColumn {
        /// The file.
        origin: String,
        /// The column named.
        column: String,
        /// What could be named.
        remedy: String,
    },
    /// The label among the columns to leave out.
    #[error("{origin}: column `{column}` is the label and cannot be left out: name another one with ,label=")]
    DroppedLabel {
        /// The file.
        origin: String,
        /// The column named.
        column: String,
    },
    /// Labels of which nothing says which is +1.
    #[error(
        "{origin}: {found}: label the classes -1/1, 0/1 or false/true, or say which label is +1, such as ,positive={example}"
    )]
    UnclearLabels {
        /// The file.
        origin: String,
        /// The labels and where they stand.
        found: String,
        /// One of them.
        example: String,
    },
    /// No row has the label that was to become +1.
    #[error("{origin}: no label is `{wanted}`: {found}; name one of these with ,positive=")]
    MissingPositive {
        /// The file.
        origin: String,
        /// The label named.
        wanted: String,
        /// The labels and where they stand.
        found: String,
    },
    /// Another number of features than that of the data whose statistics are used.
    #[error("{origin} has {found} features where the training data have {expected}: give the same columns")]
    OtherFeatures {
        /// The file.
        origin: String,
        /// Its number of features.
        found: usize,
        /// That of the training data.
        expected: usize,
    },
    /// Numbers that would be too long as rational numbers.
    #[error("the numbers of {origin} would take {bits} bits when written out over one denominator: scale the columns")]
    TooLong {
        /// The file.
        origin: String,
        /// A bound of their length.
        bits: u64,
    },
    /// More numbers than are turned into rational ones.
    #[error(
        "{origin}: {samples} samples of {features} features are {} numbers, and at most {most} are turned into fractions: give \
         fewer samples",
        samples.saturating_mul(*features)
    )]
    TooManyForFractions {
        /// The file.
        origin: String,
        /// n.
        samples: usize,
        /// d.
        features: usize,
        /// The limit.
        most: usize,
    },
    /// More features than memory is taken for, most of them zeros that are not in the file.
    #[error(
        "{origin}: {samples} samples of {features} features are more than {most} numbers when the zeros are written out: give \
         fewer samples or features"
    )]
    TooSparse {
        /// The file.
        origin: String,
        /// n.
        samples: usize,
        /// d.
        features: usize,
        /// The limit.
        most: usize,
    },
    /// A kind of file for which this program was not built.
    #[error(
        "{origin} is a Parquet file, and this program was built without the feature `parquet`: build it with \
             `--features parquet`, or save the table as CSV or npz"
    )]
    NoParquet {
        /// The file.
        origin: String,
    },
    /// A Parquet file that cannot be used.
    #[error("{origin}: {reason}")]
    Parquet {
        /// The file.
        origin: String,
        /// What is wrong with it, and the remedy.
        reason: String,
    },
    /// Too large for a double.
    #[error("sample {sample}, feature {feature} exceeds the range of double precision: rescale the data")]
    OutOfRange {
        /// The sample, from 1.
        sample: usize,
        /// The feature, from 1.
        feature: usize,
    },
    /// One-dimensional data are needed.
    #[error("the data have {dimension} features where one is needed: give one-dimensional data")]
    NotOneDimensional {
        /// The number of features.
        dimension: usize,
    },
    /// A file that would have to be read whole, and is too large for that.
    #[error("{origin} cannot be read by blocks of samples: {reason}; {remedy}")]
    NotByBlocks {
        /// The file.
        origin: String,
        /// Why.
        reason: String,
        /// What to do.
        remedy: String,
    },
    /// A folder that has no room for the numbers of a text.
    #[error(
        "the numbers of the text cannot be written into {folder}: {reason}; make room there, or save them once with numpy.save"
    )]
    Scratch {
        /// The folder.
        folder: String,
        /// The system's words.
        reason: String,
    },
    /// Data that are not divided.
    #[error("{samples} samples of {features} features are too few to be divided among processes: one does as well")]
    ShortData {
        /// n.
        samples: usize,
        /// d.
        features: usize,
    },
    /// What another process has found in its samples.
    #[error("{reason}")]
    OnRank {
        /// Its words.
        reason: String,
    },
}
