//! The image data inside the binary: 2048 and 512 images of two classes of MNIST and of CIFAR-10, see the crate `catapult-images`.
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

#[cfg(feature = "images")]
use catapult_images::{
    CIFAR_TEST, CIFAR_TRAIN, File, MNIST_TEST_IMAGES, MNIST_TEST_LABELS, MNIST_TRAIN_IMAGES, MNIST_TRAIN_LABELS,
};
#[cfg(not(feature = "images"))]
use without::{
    CIFAR_TEST, CIFAR_TRAIN, File, MNIST_TEST_IMAGES, MNIST_TEST_LABELS, MNIST_TRAIN_IMAGES, MNIST_TRAIN_LABELS,
};

/// Empty files in their place.
#[cfg(not(feature = "images"))]
mod without {
    pub struct File {
        pub name: &'static str,
        pub bytes: &'static [u8],
    }

    macro_rules! empty {
        ($($constant:ident),*) => { $(pub static $constant: File = File { name: "", bytes: &[] };)* };
    }

    empty!(CIFAR_TEST, CIFAR_TRAIN, MNIST_TEST_IMAGES, MNIST_TEST_LABELS, MNIST_TRAIN_IMAGES, MNIST_TRAIN_LABELS);
}

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

fn unpack(part: Part, train: &File, test: &File) -> Result<(Vec<u8>, String), DataError> {
    let file = if part == Part::Train { train } else { test };
    let origin = format!("embedded {}", file.name);
    Ok((decompress(file.bytes.to_vec(), &origin)?, origin))
}
