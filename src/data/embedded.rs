//! The image data inside the binary: 2048 and 512 images of two classes of MNIST and of CIFAR-10, see `data/README.md`.
//!
//! They are 7.6 MB, and there with the feature `images` only. Without it the files are empty, and nothing asks for them.

use super::cifar::parse_records;
use super::image_choice::Family;
use super::image_files::{cifar_of, mnist_of};
use super::images::LabelledImages;
use super::input::decompress;
use super::{DataError, Part};

/// Whether there are any.
pub(super) const THERE: bool = cfg!(feature = "images");

/// What there is, in words.
pub(super) const HELD: &str = if THERE {
    "the first 2048 training and 512 test images of mnist:0,1 and of cifar10:automobile,dog"
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

/// The images of one part of the two classes that are there, and their origin.
pub(super) fn images(family: Family, part: Part) -> Result<(LabelledImages, String), DataError> {
    match family {
        Family::Mnist => {
            let (images, origin) = unpack(part, &MNIST_TRAIN_IMAGES, &MNIST_TEST_IMAGES)?;
            let (labels, label_origin) = unpack(part, &MNIST_TRAIN_LABELS, &MNIST_TEST_LABELS)?;
            Ok((mnist_of((&images, origin.clone()), (&labels, label_origin))?, origin))
        }
        Family::Cifar10 => {
            let (bytes, origin) = unpack(part, &CIFAR_TRAIN, &CIFAR_TEST)?;
            Ok((cifar_of(parse_records(&bytes, &origin)?), origin))
        }
    }
}

/// The class numbers that are there.
pub(super) fn classes(family: Family) -> [u8; 2] {
    match family {
        Family::Mnist => [0, 1],
        Family::Cifar10 => [1, 5],
    }
}

/// How many images of these two classes the full sets hold.
pub(super) fn canonical_count(family: Family, part: Part) -> usize {
    match (family, part) {
        (Family::Mnist, Part::Train) => 5923 + 6742,
        (Family::Mnist, Part::Test) => 980 + 1135,
        (Family::Cifar10, Part::Train) => 2 * 5000,
        (Family::Cifar10, Part::Test) => 2 * 1000,
    }
}

fn unpack(part: Part, train: &EmbeddedFile, test: &EmbeddedFile) -> Result<(Vec<u8>, String), DataError> {
    let file = if part == Part::Train { train } else { test };
    let origin = format!("embedded {}", file.0);
    Ok((decompress(file.1.to_vec(), &origin)?, origin))
}
