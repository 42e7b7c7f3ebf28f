//! Image data: the embedded subsets hold what their canonical files hold, full files give the same subsets, and every
//! malformed file is a clear error.

use crate::image_files::{gzip, idx_images, idx_labels, pixels};
use catapult::data::{DataError, DataSource, DataSpecification, cifar, idx};
use std::path::Path;

fn specification(text: &str) -> DataSpecification {
    text.parse().unwrap()
}

/// Tiny MNIST files: `classes.len()` images of 2 x 2 pixels in both parts.
fn write_mnist(directory: &Path, classes: &[u8]) {
    let count = classes.len() as u32;
    let pixels = pixels(classes.len());
    for prefix in ["train", "t10k"] {
        std::fs::write(directory.join(format!("{prefix}-images-idx3-ubyte")), idx_images(count, &pixels)).unwrap();
        std::fs::write(directory.join(format!("{prefix}-labels-idx1-ubyte.gz")), gzip(&idx_labels(count, classes)))
            .unwrap();
    }
}

fn load_mnist(directory: &Path) -> Result<(Vec<f64>, Vec<Vec<f64>>), DataError> {
    let data = specification("mnist:3,7").load(&DataSource::Directory(directory.to_path_buf()))?;
    let rows = (0..data.count()).map(|i| (0..data.dimension()).map(|j| data.features[(i, j)]).collect()).collect();
    Ok((data.labels, rows))
}

#[test]
fn embedded_mnist_has_the_canonical_first_images() {
    let (train, test) = specification("mnist:0,1").load_with_test(&DataSource::Embedded).unwrap();
    let test = test.unwrap();
    assert_eq!((train.count(), train.dimension(), test.count(), test.dimension()), (2048, 784, 512, 784));
    assert_eq!(train.labels.iter().filter(|y| **y == 1.0).count(), 954);
    assert_eq!(test.labels.iter().filter(|y| **y == 1.0).count(), 221);
    // The training set begins 5 0 4 1 9 2 1 3 1 4 3 5 3 6 1 7 2 8 6 9 4 0 ...: its zeros and ones begin 0 1 1 1 1 0.
    assert_eq!(&train.labels[..6], &[1.0, -1.0, -1.0, -1.0, -1.0, 1.0]);
}

#[test]
fn embedded_cifar_has_the_canonical_first_images() {
    let (train, test) = specification("cifar10:automobile,dog").load_with_test(&DataSource::Embedded).unwrap();
    let test = test.unwrap();
    assert_eq!((train.count(), train.dimension(), test.count(), test.dimension()), (2048, 3072, 512, 3072));
    assert_eq!(train.labels.iter().filter(|y| **y == 1.0).count(), 1048);
    assert_eq!(test.labels.iter().filter(|y| **y == 1.0).count(), 258);
    assert_eq!(&train.labels[..6], &[1.0, 1.0, -1.0, 1.0, -1.0, 1.0]);
}

/// Sums of pixels and of their squares were taken from the files by a separate program (Python's gzip module).
#[test]
fn standardisation_uses_the_training_part() {
    for (text, count, sum, squares) in [
        ("mnist:0,1", 1_605_632_f64, 50_888_030_f64, 11_284_644_912_f64),
        ("cifar10:automobile,dog", 6_291_456.0, 736_696_405.0, 114_182_196_999.0),
    ] {
        let statistics = specification(text).standardisation(&DataSource::Embedded).unwrap().unwrap();
        let mean = sum / count;
        let deviation = (squares / count - mean * mean).sqrt();
        assert!((statistics.mean - mean).abs() < 1e-12 * mean);
        assert!((statistics.deviation - deviation).abs() < 1e-12 * deviation);

        let (train, test) = specification(text).load_with_test(&DataSource::Embedded).unwrap();
        let total: f64 = train.features.col_iter().flat_map(|column| column.iter()).sum();
        let energy: f64 = train.features.col_iter().flat_map(|column| column.iter()).map(|x| x * x).sum();
        assert!(total.abs() / count < 1e-12, "the mean is subtracted");
        assert!((energy / 2048.0 - 1.0).abs() < 1e-10, "the mean of |x|² is one");
        // A black pixel of the test part is shifted and scaled by the training part's numbers.
        let test = test.unwrap();
        let smallest = test.features.col_iter().flat_map(|column| column.iter()).fold(f64::INFINITY, |m, x| m.min(*x));
        let black = -statistics.mean / (statistics.deviation * (test.dimension() as f64).sqrt());
        assert!((smallest - black).abs() < 1e-15);
    }
}

#[test]
fn the_first_class_is_plus_one() {
    let source = DataSource::Embedded;
    let forwards = specification("mnist:0,1:test").load(&source).unwrap();
    let backwards = specification("mnist:1,0:test").load(&source).unwrap();
    assert_eq!(forwards.features, backwards.features);
    assert!(forwards.labels.iter().zip(&backwards.labels).all(|(a, b)| *a == -*b));
    let named = specification("cifar10:dog,automobile:test").load(&source).unwrap();
    let numbered = specification("cifar10:5,1:test").load(&source).unwrap();
    assert_eq!(named.labels, numbered.labels);
}

#[test]
fn a_directory_of_full_files_gives_the_two_classes_in_file_order() {
    let directory = tempfile::tempdir().unwrap();
    write_mnist(directory.path(), &[7, 0, 3, 9, 3, 7]);
    let (labels, rows) = load_mnist(directory.path()).unwrap();
    assert_eq!(labels, [-1.0, 1.0, 1.0, -1.0]);
    // Pixels 0..24 are 37 k mod 256; images 0, 2, 4, 5 are kept.
    let kept: Vec<f64> =
        [0, 2, 4, 5].iter().flat_map(|i| (4 * i..4 * i + 4).map(|k| f64::from(k * 37 % 256))).collect();
    let mean = kept.iter().sum::<f64>() / 16.0;
    let deviation = (kept.iter().map(|p| (p - mean).powi(2)).sum::<f64>() / 16.0).sqrt();
    for (value, pixel) in rows.iter().flatten().zip(&kept) {
        assert!((value - (pixel - mean) / (2.0 * deviation)).abs() < 1e-14);
    }
}

/// The embedded file, put where the five canonical batches are expected, in parts.
#[test]
fn cifar_batches_are_read_in_order() {
    let mut embedded = Vec::new();
    let file = std::fs::File::open("crates/catapult-images/data/cifar10-automobile-vs-dog-test-512.bin.gz").unwrap();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(file), &mut embedded).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let folder = directory.path().join("cifar-10-batches-bin");
    std::fs::create_dir(&folder).unwrap();
    let record = cifar::DIMENSION + 1;
    for (batch, records) in [(1, 0..100), (2, 100..101), (3, 101..300), (4, 300..301), (5, 301..512)] {
        let part = &embedded[records.start * record..records.end * record];
        std::fs::write(folder.join(format!("data_batch_{batch}.bin")), part).unwrap();
    }
    let source = DataSource::Directory(directory.path().to_path_buf());
    let data = specification("cifar10:automobile,dog").load(&source).unwrap();
    let expected = specification("cifar10:automobile,dog:test").load(&DataSource::Embedded).unwrap();
    assert_eq!(data.labels, expected.labels);
    let missing = specification("cifar10:automobile,dog:test").load(&source).unwrap_err();
    assert!(matches!(&missing, DataError::MissingFile { wanted, .. } if wanted == "test_batch.bin"), "{missing}");
}

#[test]
fn malformed_idx_files_are_errors() {
    let good = idx_images(2, &[1; 8]);
    assert_eq!(idx::parse_images(&good, "f").unwrap().pixels, [1; 8]);
    for length in 0..good.len() {
        let error = idx::parse_images(&good[..length], "f").unwrap_err();
        assert!(matches!(error, DataError::WrongSize { .. }), "{length} bytes: {error}");
    }
    let mut long = good.clone();
    long.push(0);
    assert!(matches!(idx::parse_images(&long, "f"), Err(DataError::WrongSize { found: 25, .. })));
    assert!(matches!(idx::parse_labels(&good, "f"), Err(DataError::WrongMagic { found: 0x803, expected: 0x801, .. })));
    assert!(matches!(idx::parse_labels(&idx_labels(0, &[]), "f"), Err(DataError::Empty { .. })));
    assert!(matches!(
        idx::parse_labels(&idx_labels(3, &[0, 10, 1]), "f"),
        Err(DataError::LabelOutOfRange { sample: 2, label: 10, .. })
    ));
    // Sizes whose product overflows 64 bits.
    let mut hostile = 0x803_u32.to_be_bytes().to_vec();
    hostile.extend([0xff; 12]);
    assert!(matches!(idx::parse_images(&hostile, "f"), Err(DataError::WrongSize { .. })));
}

#[test]
fn malformed_cifar_files_are_errors() {
    let mut record = vec![7_u8; cifar::DIMENSION + 1];
    assert_eq!(cifar::parse_records(&record, "f").unwrap().classes, [7]);
    assert!(matches!(cifar::parse_records(&record[1..], "f"), Err(DataError::WrongSize { found: 3072, .. })));
    assert!(matches!(cifar::parse_records(&[], "f"), Err(DataError::Empty { .. })));
    record[0] = 200;
    assert!(matches!(
        cifar::parse_records(&record, "f"),
        Err(DataError::LabelOutOfRange { sample: 1, label: 200, .. })
    ));
}

#[test]
fn damaged_directories_are_errors() {
    let with = |change: &dyn Fn(&Path)| {
        let directory = tempfile::tempdir().unwrap();
        write_mnist(directory.path(), &[7, 3, 3, 7]);
        change(directory.path());
        load_mnist(directory.path()).unwrap_err()
    };
    let images = "train-images-idx3-ubyte";
    let labels = "train-labels-idx1-ubyte.gz";
    let whole = gzip(&idx_labels(4, &[7, 3, 3, 7]));
    for length in 2..whole.len() {
        let error = with(&|path| std::fs::write(path.join(labels), &whole[..length]).unwrap());
        assert!(matches!(error, DataError::DamagedGzip { .. }), "{length} bytes: {error}");
        assert_eq!(error.to_string().lines().count(), 1);
    }
    assert!(matches!(with(&|path| std::fs::write(path.join(labels), "plain").unwrap()), DataError::NotGzip { .. }));
    assert!(matches!(with(&|path| std::fs::write(path.join(labels), "").unwrap()), DataError::Empty { .. }));
    assert!(matches!(with(&|path| std::fs::remove_file(path.join(images)).unwrap()), DataError::MissingFile { .. }));
    let five = idx_images(5, &[9; 20]);
    assert!(matches!(
        with(&|path| std::fs::write(path.join(images), &five).unwrap()),
        DataError::CountMismatch { image_count: 5, label_count: 4, .. }
    ));
    assert!(
        matches!(with(&|path| write_mnist(path, &[3, 3, 3, 1])), DataError::MissingClass { class, .. } if class == "7")
    );
    let constant = idx_images(4, &[9; 16]);
    assert!(matches!(
        with(&|path| std::fs::write(path.join(images), &constant).unwrap()),
        DataError::ConstantPixels { .. }
    ));
    let missing = load_mnist(Path::new("no/such/directory")).unwrap_err();
    assert!(missing.to_string().contains("no/such/directory"), "{missing}");
}

#[test]
fn specifications_read_back_as_they_are_written() {
    for (text, canonical) in [
        ("degenerate", "degenerate"),
        ("three-point", "three-point"),
        ("mnist:0,1", "mnist:0,1"),
        ("mnist:7,3:test", "mnist:7,3:test"),
        ("cifar10:1,5:train", "cifar10:automobile,dog"),
        ("cifar10:Ship,truck:test", "cifar10:ship,truck:test"),
        ("csv:a:b.csv", "csv:a:b.csv"),
        ("npz:x.npz", "npz:x.npz"),
    ] {
        let parsed = specification(text);
        assert_eq!(parsed.to_string(), canonical);
        assert_eq!(specification(canonical), parsed);
    }
}

#[test]
fn unknown_names_get_suggestions() {
    let message = |text: &str| text.parse::<DataSpecification>().unwrap_err().to_string();
    assert!(message("mnits:0,1").contains("did you mean mnist:0,1?"));
    assert!(message("degenrate").contains("did you mean degenerate?"));
    assert!(message("three_point").contains("did you mean three-point?"));
    assert!(message("cifar:1,5").contains("did you mean cifar10:automobile,dog?"));
    assert!(message("cifar10:automobil,dog").contains("did you mean automobile?"));
    assert!(!message("zzz").contains("did you mean"));
    for text in ["", "zzz", "mnist", "mnist:0", "mnist:0,1,2", "mnist:0,x", "mnist:0,0", "mnist:0,1:tset", "mnist:10,1"]
    {
        assert_eq!(message(text).lines().count(), 1);
    }
    for text in ["csv", "csv:", "npz:", "degenerate:train", "cifar10:", "cifar10:dog,dog", "cifar10:1,automobile"] {
        assert_eq!(message(text).lines().count(), 1);
    }
}

#[test]
fn what_is_not_there_says_so() {
    let load = |text: &str| specification(text).load(&DataSource::Embedded).unwrap_err();
    assert!(matches!(load("mnist:3,7"), DataError::NotEmbedded { .. }));
    assert!(matches!(load("cifar10:cat,dog"), DataError::NotEmbedded { .. }));
    assert!(matches!(specification("mnist:0,1").load_exact(), Err(DataError::NotExact { .. })));
}
