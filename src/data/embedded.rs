//! The image data inside the binary: 2048 and 512 images of two classes of MNIST and of CIFAR-10, see `data/README.md`.
//!
//! They are 7.6 MB, and there with the feature `images` only. Without it the files are empty, and nothing asks for them.

use super::input::decompress;
use super::{DataError, Part};

/// Whether there are any.
pub(super) const THERE: bool = cfg!(feature = "images");

/// What there is, in words.
pub(super) const HELD: &str = if THERE {
    "mnist:0,1 and cifar10:automobile,dog"
} else {
    "no images, because the feature `images` of catapult-phase is off"
};

/// A file inside the binary: its name and its gzip bytes.
struct EmbeddedFile(&'static str, &'static [u8]);

macro_rules! embedded {
    ($constant:ident, $name:literal) => {
        #[cfg(feature = "images")]
        static $constant: EmbeddedFile =
            EmbeddedFile($name, include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", $name)));
        #[cfg(not(feature = "images"))]
        static $constant: EmbeddedFile = EmbeddedFile($name, &[]);
    };
}

embedded!(MNIST_TRAIN_IMAGES, "mnist-0-vs-1-train-2048-images-idx3-ubyte.gz");
embedded!(MNIST_TRAIN_LABELS, "mnist-0-vs-1-train-2048-labels-idx1-ubyte.gz");
embedded!(MNIST_TEST_IMAGES, "mnist-0-vs-1-test-512-images-idx3-ubyte.gz");
embedded!(MNIST_TEST_LABELS, "mnist-0-vs-1-test-512-labels-idx1-ubyte.gz");
embedded!(CIFAR_TRAIN, "cifar10-automobile-vs-dog-train-2048.bin.gz");
embedded!(CIFAR_TEST, "cifar10-automobile-vs-dog-test-512.bin.gz");

/// An IDX file of MNIST 0 and 1, and where it is from.
pub(super) fn mnist_images(part: Part) -> Result<(Vec<u8>, String), DataError> {
    unpack(part, &MNIST_TRAIN_IMAGES, &MNIST_TEST_IMAGES)
}

/// The labels of these images.
pub(super) fn mnist_labels(part: Part) -> Result<(Vec<u8>, String), DataError> {
    unpack(part, &MNIST_TRAIN_LABELS, &MNIST_TEST_LABELS)
}

/// CIFAR-10's records of automobiles and dogs, and where they are from.
pub(super) fn cifar(part: Part) -> Result<(Vec<u8>, String), DataError> {
    unpack(part, &CIFAR_TRAIN, &CIFAR_TEST)
}

fn unpack(part: Part, train: &EmbeddedFile, test: &EmbeddedFile) -> Result<(Vec<u8>, String), DataError> {
    let file = if part == Part::Train { train } else { test };
    let origin = format!("embedded {}", file.0);
    Ok((decompress(file.1.to_vec(), &origin)?, origin))
}
