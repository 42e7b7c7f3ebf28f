//! The first 2048 training and 512 test images of two classes of MNIST (0, 1) and of CIFAR-10 (automobile, dog), as gzip files in
//! their canonical formats. The README says where they come from and on which terms.

#![forbid(unsafe_code)]

/// A file: its name, and its gzip bytes.
#[derive(Clone, Copy, Debug)]
pub struct File {
    /// The name.
    pub name: &'static str,
    /// The content, gzip.
    pub bytes: &'static [u8],
}

macro_rules! file {
    ($(#[$documentation:meta])* $constant:ident, $name:literal) => {
        $(#[$documentation])*
        pub static $constant: File =
            File { name: $name, bytes: include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", $name)) };
    };
}

file!(
    /// Training images of MNIST, IDX.
    MNIST_TRAIN_IMAGES,
    "mnist-0-vs-1-train-2048-images-idx3-ubyte.gz"
);
file!(
    /// Their labels.
    MNIST_TRAIN_LABELS,
    "mnist-0-vs-1-train-2048-labels-idx1-ubyte.gz"
);
file!(
    /// Test images of MNIST, IDX.
    MNIST_TEST_IMAGES,
    "mnist-0-vs-1-test-512-images-idx3-ubyte.gz"
);
file!(
    /// Their labels.
    MNIST_TEST_LABELS,
    "mnist-0-vs-1-test-512-labels-idx1-ubyte.gz"
);
file!(
    /// Training images of CIFAR-10 with their labels, in its binary format.
    CIFAR_TRAIN,
    "cifar10-automobile-vs-dog-train-2048.bin.gz"
);
file!(
    /// Test images of CIFAR-10 with their labels, in its binary format.
    CIFAR_TEST,
    "cifar10-automobile-vs-dog-test-512.bin.gz"
);
