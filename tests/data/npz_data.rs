//! Data in npz files: what NumPy writes is read exactly, and every malformed file is a clear error.

use crate::npz_files::{array, npy, write_npz};
use catapult::data::npz::{self, NpzError};
use catapult::data::{DataError, DataSource, DataSpecification, ExactDataSet, Table, TableOptions};
use rug::Rational;
use std::path::{Path, PathBuf};

fn reference(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/npz").join(name)
}

fn read_npz(path: &Path) -> Result<Table, DataError> {
    npz::read_npz(path, &TableOptions::default())
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
        [(array(&[1, 2], &[1.0, -1.0]), "(1, 2)"), (array(&[], &[1.0]), "()"), (array(&[1, 1, 1], &[1.0]), "(1, 1, 1)")]
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
    assert!(two(&[1.0, 2.0]).starts_with("data.npz: the labels are `1` (index 0) and `2` (index 1): "));
    assert!(two(&[0.5, 1.0]).contains("`0.5` (index 0)"));
    assert!(two(&[0.0, -1.0]).contains("`0` (index 0) and `-1` (index 1)"));
    assert!(two(&[f64::INFINITY, 1.0]).contains("array y of data.npz is inf at index [0]"));
}

#[test]
fn other_kinds_of_elements_are_refused_by_name() {
    let labels = || array(&[2], &[1.0, -1.0]);
    for descr in ["<f16", "<c16", "|S8", "<U2", "<M8[ns]", "|V8", "|O", "<i16", "<f3"] {
        let message = error_of(npy(descr, "(2, 1)", &[0; 64]), labels());
        assert!(message.contains("array X of data.npz has dtype '"), "{message}");
        assert!(message.contains("X.astype(float)"), "{message}");
    }
    let objects = error_of(npy("|O", "(2, 1)", b"\x80\x04K\x01."), labels());
    assert_eq!(
        objects,
        "array X of data.npz has dtype '|O' (Python objects, in a pickle, which is a program and is not run): save it as \
         floats of 16 to 64 bits, integers or bools, for instance X.astype(float)"
    );
    let records = npy("<f8", "(2,)", &[0; 16]);
    let records = String::from_utf8_lossy(&records).replace("'<f8'", "[('a', '<f8'), ('b', '<i4')]");
    let mut records = records.into_bytes();
    records.splice(0..10, b"\x93NUMPY\x01\x00".iter().copied().chain(200_u16.to_le_bytes()));
    records.resize(10 + 200 + 16, b' ');
    assert!(error_of(records, labels()).contains("dtype [('a', '<f8'), ('b', '<i4')] (records)"));
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

/// float16 has 5 bits of exponent and 10 of mantissa; each of its numbers is a float32.
#[test]
fn half_precision_is_read_exactly() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    let halves =
        [(0x3c00_u16, dyadic(1, 0)), (0x3555, dyadic(1365, 12)), (0xc000, dyadic(-2, 0)), (0x0001, dyadic(1, 24))]
            .into_iter()
            .chain([
                (0x03ff, dyadic(1023, 24)),
                (0x0400, dyadic(1, 14)),
                (0x7bff, dyadic(65504, 0)),
                (0x8000, dyadic(0, 0)),
            ]);
    let (bits, expected): (Vec<u16>, Vec<Rational>) = halves.unzip();
    for (descr, data) in [
        ("<f2", bits.iter().flat_map(|bits| bits.to_le_bytes()).collect::<Vec<u8>>()),
        (">f2", bits.iter().flat_map(|bits| bits.to_be_bytes()).collect()),
    ] {
        write_npz(&path, &[("X", npy(descr, "(8, 1)", &data)), ("y", array(&[8, 1], &[1.0; 8]))]);
        let found: Vec<Rational> = exact(&path).unwrap().samples.into_iter().map(|(x, _)| x[0].clone()).collect();
        assert_eq!(found, expected);
    }
    for (bits, name) in [(0x7c00_u16, "inf"), (0xfc00, "-inf"), (0x7e00, "NaN")] {
        let message = error_of(npy("<f2", "(1, 1)", &bits.to_le_bytes()), array(&[1], &[1.0]));
        assert_eq!(message, format!("array X of data.npz is {name} at index [0, 0]: give finite numbers"));
    }
}

/// Every kind of integer, in both byte orders and both orders of the matrix.
#[test]
fn all_integers_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    let column_first = "(2, 2), 'fortran_order': True";
    let cases: [(&str, &str, Vec<u8>, [i64; 4]); 8] = [
        ("|b1", "(2, 2)", vec![0, 1, 1, 0], [0, 1, 1, 0]),
        ("|u1", "(2, 2)", vec![0, 255, 3, 4], [0, 255, 3, 4]),
        ("|i1", "(2, 2)", vec![0, 255, 3, 128], [0, -1, 3, -128]),
        (">u2", "(2, 2)", vec![1, 0, 0, 2, 255, 255, 0, 0], [256, 2, 65535, 0]),
        ("<i2", column_first, vec![1, 0, 2, 0, 3, 0, 255, 255], [1, 3, 2, -1]),
        ("<u4", "(2, 2)", [1_u32, 2, u32::MAX, 4].map(u32::to_le_bytes).concat(), [1, 2, u32::MAX.into(), 4]),
        (">i4", column_first, [1_i32, i32::MIN, 3, 4].map(i32::to_be_bytes).concat(), [1, 3, i32::MIN.into(), 4]),
        ("<i8", "(2, 2)", [1, i64::MIN, i64::MAX, 4].map(i64::to_le_bytes).concat(), [1, i64::MIN, i64::MAX, 4]),
    ];
    for (descr, shape, data, expected) in cases {
        write_npz(&path, &[("X", npy(descr, shape, &data)), ("y", npy("|b1", "(2,)", &[0, 1]))]);
        let found = exact(&path).unwrap().samples;
        assert_eq!((found[0].1, found[1].1), (-1, 1));
        let numbers: Vec<Rational> = found.into_iter().flat_map(|(x, _)| x).collect();
        assert_eq!(numbers, expected.map(Rational::from), "{descr} {shape}");
    }
}

/// A header, or an archive, of a few bytes does not make the program take gigabytes.
#[test]
fn memory_follows_the_file() {
    let labels = || array(&[2], &[1.0, -1.0]);
    let claims = npy("<f8", "(134217728, 2)", &[0; 64]);
    assert!(error_of(claims, labels()).contains("more than 64 times its compressed size"));
    let claims = npy("|u1", "(8388608, 2)", &[0; 64]);
    assert!(error_of(claims, labels()).contains("array X of data.npz is damaged"));
}

#[test]
fn labels_may_have_another_name_and_be_mapped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    write_npz(&path, &[("X", array(&[2, 1], &[1.0, 2.0])), ("target", npy("|u1", "(2, 1)", &[2, 1]))]);
    let read = |options: &str| {
        let specification: DataSpecification = format!("npz:{}{options}", path.display()).parse().unwrap();
        specification.load_exact()
    };
    assert!(read("").unwrap_err().to_string().contains("has no array y: it holds X, target"));
    assert!(read(",label=target").unwrap_err().to_string().contains("the labels are `2` (index 0) and `1` (index 1)"));
    let labels: Vec<i8> = read(",label=target,positive=2").unwrap().samples.iter().map(|(_, y)| *y).collect();
    assert_eq!(labels, [1, -1]);
}
