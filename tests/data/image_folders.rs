//! Full image files are found under the names and in the folders in which people have them, all of them can be used, and
//! what cannot be read is named.

use crate::image_files::{cifar_batch, gzip, tar_member, write_mnist};
use catapult::data::{DataError, DataSet, DataSource, DataSpecification, Loaded};
use std::path::Path;

fn read(text: &str, directory: &Path) -> Result<Loaded<DataSet>, DataError> {
    text.parse::<DataSpecification>().expect("a specification").read(&DataSource::Directory(directory.to_owned()))
}

fn dashes(prefix: &str, content: &str, axes: u32) -> String {
    format!("{prefix}-{content}-idx{axes}-ubyte")
}

#[test]
fn mnist_is_found_under_its_usual_names() {
    let classes = [7, 0, 3, 9, 3, 7];
    let expected = {
        let folder = tempfile::tempdir().unwrap();
        write_mnist(folder.path(), &classes, dashes);
        read("mnist:3,7", folder.path()).unwrap()
    };
    assert_eq!(expected.data.labels, [-1.0, 1.0, 1.0, -1.0]);
    let check = |sub: &str, name: &dyn Fn(&str, &str, u32) -> String| {
        let folder = tempfile::tempdir().unwrap();
        write_mnist(&folder.path().join(sub), &classes, name);
        let found = read("mnist:3,7", folder.path()).unwrap_or_else(|error| panic!("{sub}: {error}"));
        assert_eq!(
            (found.data.features, found.data.labels),
            (expected.data.features.clone(), expected.data.labels.clone())
        );
    };
    check("", &|p, c, a| format!("{p}-{c}.idx{a}-ubyte"));
    check("", &|p, c, a| format!("{p}-{c}.idx{a}-ubyte.gz"));
    check("MNIST/raw", &dashes);
    check("MNIST/raw", &|p, c, a| format!("{}.gz", dashes(p, c, a)));
    check("downloads/archive/mnist", &dashes);
    // each file in a folder of its own name, as an archive that goes round has them
    check("", &|p, c, a| format!("{0}/{0}", dashes(p, c, a)));
}

#[test]
fn two_sets_of_one_name_are_told_apart_or_refused() {
    let folder = tempfile::tempdir().unwrap();
    write_mnist(&folder.path().join("FashionMNIST/raw"), &[3, 3, 7, 7], dashes);
    write_mnist(&folder.path().join("MNIST/raw"), &[7, 3], dashes);
    assert_eq!(read("mnist:3,7", folder.path()).unwrap().data.labels, [-1.0, 1.0], "the folder called MNIST");
    std::fs::rename(folder.path().join("MNIST"), folder.path().join("digits")).unwrap();
    let error = read("mnist:3,7", folder.path()).unwrap_err();
    assert!(matches!(error, DataError::AmbiguousFile { .. }), "{error}");
    assert!(error.to_string().contains("FashionMNIST") && error.to_string().contains("digits"), "{error}");
}

#[test]
fn all_images_or_as_many_as_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let classes: Vec<u8> = (0..3000).map(|index| if index % 3 == 0 { 3 } else { 7 }).collect();
    write_mnist(folder.path(), &classes, dashes);
    let used = |text: &str| {
        let loaded = read(text, folder.path()).unwrap();
        assert_eq!(loaded.data.count(), loaded.provenance.used);
        (loaded.provenance.used, loaded.provenance.available, loaded.provenance.part())
    };
    let part = |used: usize| Some(format!("{used} of 3000 used"));
    assert_eq!(used("mnist:3,7"), (2048, 3000, part(2048)));
    assert_eq!(used("mnist:3,7:test"), (512, 3000, part(512)));
    assert_eq!(used("mnist:3,7:all"), (3000, 3000, None));
    assert_eq!(used("mnist:3,7:test:all"), (3000, 3000, None));
    assert_eq!(used("mnist:3,7:n=2500"), (2500, 3000, part(2500)));
    assert_eq!(used("mnist:3,7:test:n=10"), (10, 3000, part(10)));
    let error = read("mnist:3,7:n=3001", folder.path()).unwrap_err();
    assert!(matches!(error, DataError::TooFewImages { asked: 3001, available: 3000, .. }), "{error}");
    // a single image has one class only
    assert!(matches!(read("mnist:3,7:n=1", folder.path()), Err(DataError::MissingClass { .. })));
}

/// Test images are standardised with the training images that go with them.
#[test]
fn test_images_follow_the_training_images() {
    let folder = tempfile::tempdir().unwrap();
    let classes: Vec<u8> = (0..2500).map(|index| if index % 2 == 0 { 3 } else { 7 }).collect();
    write_mnist(folder.path(), &classes, dashes);
    let source = DataSource::Directory(folder.path().to_owned());
    let parse = |text: &str| text.parse::<DataSpecification>().unwrap();
    // training and test files are the same images here, so that the same images standardised alike are the same numbers
    for (train, test) in [("mnist:3,7:all", "mnist:3,7:test:all"), ("mnist:3,7:n=100", "mnist:3,7:test:n=100")] {
        let (train, test) = parse(train).read_both(&parse(test), &source).unwrap();
        assert_eq!(train.data.features, test.data.features);
    }
    let alone = |text: &str| parse(text).read(&source).unwrap().data.features;
    assert_eq!(alone("mnist:3,7:test:all"), alone("mnist:3,7:all"));
    assert_eq!(alone("mnist:3,7:test:n=9").row(8), alone("mnist:3,7").row(8));
    assert_ne!(alone("mnist:3,7:test:n=9").row(8), alone("mnist:3,7:n=9").row(8));
}

#[test]
fn cifar_is_read_from_nested_folders_and_from_its_archive() {
    let batches: Vec<Vec<u8>> = (0..5).map(|batch| cifar_batch(&[1, 5, 9, 5], batch)).collect();
    let nested = tempfile::tempdir().unwrap();
    let folder = nested.path().join("data/cifar-10-batches-bin");
    std::fs::create_dir_all(&folder).unwrap();
    let mut tar = tar_member("cifar-10-batches-bin/readme.html", b"<html>");
    for (index, batch) in batches.iter().enumerate() {
        std::fs::write(folder.join(format!("data_batch_{}.bin", index + 1)), batch).unwrap();
    }
    // the archive holds them in another order
    for index in [3, 0, 4, 1, 2] {
        tar.extend(tar_member(&format!("cifar-10-batches-bin/data_batch_{}.bin", index + 1), &batches[index]));
    }
    tar.extend(tar_member("cifar-10-batches-bin/test_batch.bin", &cifar_batch(&[5, 1], 9)));
    tar.extend([0; 1024]);
    let expected = read("cifar10:1,5:all", nested.path()).unwrap();
    assert_eq!((expected.data.count(), expected.data.dimension(), expected.provenance.available), (15, 3072, 15));
    for (name, content) in [("cifar-10-binary.tar.gz", gzip(&tar)), ("cifar-10-binary.tar", tar.clone())] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        for place in [folder.path(), &path] {
            let found = read("cifar10:1,5:all", place).unwrap();
            assert_eq!(found.data.features, expected.data.features);
            assert_eq!(found.data.labels, expected.data.labels);
        }
        assert_eq!(read("cifar10:automobile,dog:test:all", folder.path()).unwrap().data.labels, [-1.0, 1.0]);
    }
    let damaged = tempfile::tempdir().unwrap();
    for length in [0, 100, 600, 5000, tar.len() / 2] {
        std::fs::write(damaged.path().join("cifar-10-binary.tar"), &tar[..length]).unwrap();
        let error = read("cifar10:1,5", damaged.path()).unwrap_err();
        assert!(matches!(error, DataError::DamagedArchive { .. }), "{length}: {error}");
    }
    let mut huge = tar;
    huge[124..135].copy_from_slice(b"77777777777");
    std::fs::write(damaged.path().join("cifar-10-binary.tar"), &huge).unwrap();
    assert!(matches!(read("cifar10:1,5", damaged.path()), Err(DataError::DamagedArchive { .. })));
}

#[test]
fn pickles_of_cifar_are_refused_by_name() {
    for name in ["cifar-10-batches-py/data_batch_1", "cifar-10-python.tar.gz", "data/cifar-10-batches-py/test_batch"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, b"\x80\x02}q\x01").unwrap();
        let error = read("cifar10:cat,dog", folder.path()).unwrap_err();
        assert!(matches!(error, DataError::PythonPickle { .. }), "{error}");
        let message = error.to_string();
        assert!(message.contains(name) && message.contains("cifar-10-binary.tar.gz"), "{message}");
    }
}

#[test]
fn forms_of_images_read_back_as_they_are_written() {
    let parse = |text: &str| text.parse::<DataSpecification>();
    for (text, canonical) in [
        ("mnist:0,1:all", "mnist:0,1:all"),
        ("mnist:0,1:n=10000", "mnist:0,1:n=10000"),
        ("mnist:0,1:train:all", "mnist:0,1:all"),
        ("mnist:0,1:all:test", "mnist:0,1:test:all"),
        ("cifar10:3,5:test:n=7", "cifar10:cat,dog:test:n=7"),
    ] {
        assert_eq!(parse(text).unwrap().to_string(), canonical);
        assert_eq!(parse(canonical).unwrap(), parse(text).unwrap());
    }
    for text in ["mnist:0,1:n=", "mnist:0,1:n=0", "mnist:0,1:n=-3", "mnist:0,1:all:n=5", "mnist:0,1:train:test"] {
        let error = parse(text).unwrap_err();
        assert!(matches!(error, DataError::MalformedSpecification { .. }), "{error}");
    }
}

/// The embedded subsets are parts too, and say so; more than they hold is refused.
#[test]
fn the_embedded_subsets_say_what_they_are_part_of() {
    let load = |text: &str| text.parse::<DataSpecification>().unwrap().read(&DataSource::Embedded);
    let part = |text: &str| load(text).unwrap().provenance.part().unwrap();
    assert_eq!(part("cifar10:automobile,dog"), "2048 of 10000 used");
    assert_eq!(part("cifar10:automobile,dog:test"), "512 of 2000 used");
    assert_eq!(part("mnist:0,1"), "2048 of 12665 used");
    assert_eq!(part("mnist:0,1:test"), "512 of 2115 used");
    assert_eq!(part("mnist:0,1:n=100"), "100 of 12665 used");
    for text in ["mnist:0,1:all", "mnist:0,1:n=2049", "mnist:0,1:test:all"] {
        let error = load(text).unwrap_err();
        assert!(matches!(error, DataError::NotEmbedded { .. }), "{error}");
    }
}
