//! Why an npz file cannot be used. Shapes are written as NumPy writes them.

use thiserror::Error;

/// An npz file, or an array in it, that cannot be read or does not fit.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NpzError {
    /// The file system refuses.
    #[error("cannot read {origin}: {reason}; check the path and its permissions")]
    Unreadable {
        /// The path.
        origin: String,
        /// The system's words.
        reason: String,
    },
    /// Not a zip archive, or a truncated or otherwise damaged one.
    #[error("{origin} is not a whole npz file ({reason}): write it again with numpy.savez")]
    NotAnArchive {
        /// The path.
        origin: String,
        /// What is wrong with it.
        reason: String,
    },
    /// An array that is not there.
    #[error("{origin} has no array {name}: {present}; save it as numpy.savez(FILE, {name}=...)")]
    MissingArray {
        /// The path.
        origin: String,
        /// The array looked for.
        name: String,
        /// `it holds a, b`, or `it holds no arrays`.
        present: String,
    },
    /// An array that should not be there.
    #[error("{origin} has an array {name}, but {reason}")]
    UnexpectedArray {
        /// The path.
        origin: String,
        /// The array.
        name: String,
        /// Why it should not be there, and the remedy.
        reason: String,
    },
    /// An array whose bytes cannot be interpreted.
    #[error("array {name} of {origin} is damaged ({reason}): write it again with numpy.savez")]
    DamagedArray {
        /// The path.
        origin: String,
        /// The array.
        name: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Elements that are not numbers of a supported kind.
    #[error(
        "array {name} of {origin} has dtype {found}: save it as floats of 16 to 64 bits, integers or bools, for \
         instance {name}.astype(float)"
    )]
    ElementType {
        /// The path.
        origin: String,
        /// The array.
        name: String,
        /// The dtype found.
        found: String,
    },
    /// Another shape than needed.
    #[error("array {name} of {origin} has shape {found} where {expected} is needed: {remedy}")]
    Shape {
        /// The path.
        origin: String,
        /// The array.
        name: String,
        /// The shape found, such as `(3, 2)`.
        found: String,
        /// The shape needed, such as `(4, 2)` or `(n, d)`.
        expected: String,
        /// What to do.
        remedy: String,
    },
    /// More numbers than memory is taken for.
    #[error("array {name} of {origin} has shape {found}, more than {limit} numbers: {remedy}")]
    TooLarge {
        /// The path.
        origin: String,
        /// The array.
        name: String,
        /// The shape found.
        found: String,
        /// The largest number of elements.
        limit: usize,
        /// What to do.
        remedy: &'static str,
    },
    /// Far more numbers than the file's size lets expect.
    #[error(
        "array {name} of {origin} has shape {found}, more than {times} times its compressed size: save it uncompressed, with \
         numpy.savez"
    )]
    TooDense {
        /// The path.
        origin: String,
        /// The array.
        name: String,
        /// The shape found.
        found: String,
        /// The most times.
        times: u64,
    },
    /// Not-a-number or an infinity.
    #[error("array {name} of {origin} is {value} at index {index}: give finite numbers")]
    NotFinite {
        /// The path.
        origin: String,
        /// The array.
        name: String,
        /// The first such place, such as `[0, 3]`.
        index: String,
        /// `NaN`, `inf` or `-inf`.
        value: String,
    },
}
