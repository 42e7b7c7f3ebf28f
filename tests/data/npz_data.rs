//! Data in npz files: what NumPy writes is read exactly, and every malformed file is a clear error.

use crate::npz_files::{array, npy, write_npz};
use catapult::data::npz::{NpzError, read_npz};
use catapult::data::{DataError, DataSource, DataSpecification, ExactDataSet};
use rug::Rational;
use std::path::{Path, PathBuf};

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/npz").join(name)
}

fn exact(path: &Path) -> Result<ExactDataSet, DataError> {
    read_npz(path)?.to_exact()
}

/// Integers and their number of binary places.
fn dyadic(numerator: i64, places: u32) -> Rational {
    Rational::from(numerator) >> places
}

#[test]
fn what_numpy_writes_is_read_exactly() {
    let whole = |value: i64| Rational::from(value);
    let floats = exact(&reference("float64.npz")).unwrap().samples;
    assert_eq!(floats[0].0[0], dyadic(3_602_879_701_896_397, 55), "the double nearest to 0.1, not 1/10");
    assert_eq!(floats[0].0[1..], [whole(-2), Rational::from_f64(1.0 / 3.0).unwrap()]);
    assert_eq!(floats[1].0[0], dyadic(1, 1074), "the smallest double");
    assert_eq!(floats[1].0[1..], [Rational::from_f64(f64::MAX).unwrap(), whole(0)]);
    assert_eq!((floats[0].1, floats[1].1), (1, -1));

    let single = exact(&reference("float32-fortran-compressed.npz")).unwrap().samples;
    assert_eq!(single[0], (vec![dyadic(13_421_773, 27), dyadic(5, 1)], -1));
    assert_eq!(single[1], (vec![whole(-3), whole(4)], 1));
    assert_eq!(single[2], (vec![dyadic(1, 149), whole(6)], 1));

    let swapped = exact(&reference("big-endian.npz")).unwrap().samples;
    assert_eq!(swapped, [(vec![dyadic(3, 1), whole(2)], 1), (vec![whole(3), whole(4)], -1)]);

    let integers = exact(&reference("integers.npz")).unwrap().samples;
    assert_eq!(integers, [(vec![whole((1 << 62) + 1)], 1), (vec![whole(-7)], -1)]);

    let bytes = exact(&reference("bytes.npz")).unwrap().samples;
    assert_eq!(bytes, [(vec![whole(1), whole(0)], -1), (vec![whole(0), whole(1)], 1)]);
}

/// Training takes the same numbers, rounded to doubles where they are none.
#[test]
fn the_numerical_form_is_the_rounded_exact_form() {
    for name in ["float64.npz", "float32-fortran-compressed.npz", "big-endian.npz", "integers.npz", "bytes.npz"] {
        let specification: DataSpecification = format!("npz:{}", reference(name).display()).parse().unwrap();
        let rounded = specification.load_exact().unwrap().to_numerical().unwrap();
        let numerical = specification.load(&DataSource::Embedded).unwrap();
        assert_eq!(numerical.features, rounded.features, "{name}");
        assert_eq!(numerical.labels, rounded.labels, "{name}");
    }
}

/// The error of a file with the given X and y.
fn error_of(features: Vec<u8>, labels: Vec<u8>) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    write_npz(&path, &[("X", features), ("y", labels)]);
    let error = read_npz(&path).expect_err("refused");
    let message = error.to_string().replace(&path.display().to_string(), "data.npz");
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

#[test]
fn arrays_that_do_not_fit_are_named_with_their_shapes() {
    let labels = || array(&[2], &[1.0, -1.0]);
    let features = || array(&[2, 2], &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(
        error_of(array(&[2], &[1.0, 2.0]), labels()),
        "array X of data.npz has shape (2,) where (n, d) is needed: one sample a row; for a single feature save \
         X.reshape(-1, 1)"
    );
    assert_eq!(
        error_of(features(), array(&[3], &[1.0, -1.0, 1.0])),
        "array y of data.npz has shape (3,) where (2,) is needed: give one label for each row of X"
    );
    for (wrong, shape) in
        [(array(&[2, 1], &[1.0, -1.0]), "(2, 1)"), (array(&[], &[1.0]), "()"), (array(&[1, 1, 1], &[1.0]), "(1, 1, 1)")]
    {
        assert!(error_of(features(), wrong).contains(&format!("array y of data.npz has shape {shape} where (2,)")));
    }
    assert!(error_of(array(&[0, 3], &[]), array(&[0], &[])).contains("(0, 3)"));
    assert!(error_of(array(&[2, 0], &[]), labels()).contains("(2, 0)"));
    let huge = npy("<f8", "(1000000, 1000000)", &[]);
    assert!(error_of(huge, labels()).contains("more than 268435456 numbers"));
}

#[test]
fn numbers_and_labels_that_are_none() {
    let labels = |values: &[f64]| array(&[values.len()], values);
    let features = |values: &[f64]| array(&[values.len() / 2, 2], values);
    let nan = error_of(features(&[1.0, 2.0, 3.0, f64::NAN]), labels(&[1.0, -1.0]));
    assert_eq!(nan, "array X of data.npz is NaN at index [1, 1]: give finite numbers");
    let infinite = npy(
        "<f4",
        "(2, 2), 'fortran_order': True",
        &[1.0_f32, f32::NEG_INFINITY, 0.0, 0.0].map(f32::to_le_bytes).concat(),
    );
    assert!(error_of(infinite, labels(&[1.0, -1.0])).contains("-inf at index [1, 0]"));
    let two = |targets: &[f64]| error_of(features(&[1.0, 2.0, 3.0, 4.0]), labels(targets));
    assert!(two(&[1.0, 2.0]).contains("array y of data.npz is 2 at index [1]"));
    assert!(two(&[0.5, 1.0]).contains("0.5 at index [0]"));
    assert!(two(&[0.0, -1.0]).contains("0 at index [0] and -1 at index [1]"));
    assert!(two(&[f64::INFINITY, 1.0]).contains("array y of data.npz is inf at index [0]"));
}

#[test]
fn other_kinds_of_elements_are_refused_by_name() {
    let labels = || array(&[2], &[1.0, -1.0]);
    for descr in ["<f2", "<c16", "|S8", "<U2", "<M8[ns]", "|V8"] {
        let message = error_of(npy(descr, "(2, 1)", &[0; 64]), labels());
        assert!(message.contains("array X of data.npz has dtype '"), "{message}");
        assert!(message.contains("X.astype(float)"), "{message}");
    }
    assert!(error_of(npy("|O", "(2, 1)", &[0; 16]), labels()).contains("array X of data.npz is damaged"));
}

#[test]
fn missing_arrays_are_named_with_those_that_are_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    write_npz(&path, &[("labels", array(&[1], &[1.0])), ("features", array(&[1, 1], &[1.0]))]);
    let error = read_npz(&path).unwrap_err();
    assert!(matches!(&error, DataError::Npz(NpzError::MissingArray { name, .. }) if name == "X"), "{error}");
    assert!(
        error.to_string().contains("has no array X: it holds features, labels; save it as numpy.savez(FILE, X=...)")
    );
    write_npz(&path, &[]);
    assert!(read_npz(&path).unwrap_err().to_string().contains("it holds no arrays"));
    std::fs::write(&path, "1,2\n").unwrap();
    assert!(matches!(read_npz(&path), Err(DataError::Npz(NpzError::NotAnArchive { .. }))));
    assert!(matches!(read_npz(folder.path()), Err(DataError::Npz(NpzError::Unreadable { .. }))));
    let absent = read_npz(&folder.path().join("absent.npz")).unwrap_err();
    assert!(absent.to_string().contains("absent.npz: no such file or directory"), "{absent}");
}

/// Headers that would make the parser recurse without end, overflow or take gigabytes.
#[test]
fn hostile_headers_are_refused() {
    let labels = || array(&[2], &[1.0, -1.0]);
    for shape in ["(".repeat(9000), format!("({}1,)", "9".repeat(30)), "(-3, 2)".into(), "'many'".into()] {
        let message = error_of(npy("<f8", &shape, &[0; 16]), labels());
        assert!(message.contains("array X of data.npz is damaged"), "{message}");
    }
    let mut long = b"\x93NUMPY\x02\x00".to_vec();
    long.extend(u32::MAX.to_le_bytes());
    assert!(error_of(long, labels()).contains("header is too long"));
    assert!(error_of(b"\x93NUMPY\x09\x00\x02\x00{}".to_vec(), labels()).contains("damaged"));
    let whole = array(&[2, 1], &[1.0, 2.0]);
    for length in 0..whole.len() {
        assert!(error_of(whole[..length].to_vec(), labels()).contains("array X of data.npz is damaged"), "{length}");
    }
    let mut longer = whole;
    longer.push(0);
    assert!(error_of(longer, labels()).contains("more than its shape (2, 1) needs"));
}

/// Cut anywhere, or with any one byte changed: an error, or the same data; never other data.
#[test]
fn damaged_archives_never_give_other_data() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    for name in ["float32-fortran-compressed.npz", "integers.npz"] {
        let whole = std::fs::read(reference(name)).unwrap();
        let data = exact(&reference(name)).unwrap();
        for length in 0..whole.len() {
            std::fs::write(&path, &whole[..length]).unwrap();
            assert!(read_npz(&path).is_err(), "{name}, the first {length} bytes");
        }
        for place in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[place] ^= 0x11;
            std::fs::write(&path, &damaged).unwrap();
            assert!(exact(&path).is_err() || exact(&path) == Ok(data.clone()), "{name}, byte {place}");
        }
    }
}
