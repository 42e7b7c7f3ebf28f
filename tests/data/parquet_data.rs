//! Parquet files, read exactly; what has no place in a table of numbers is named.

use catapult::data::{DataError, DataSpecification, ExactDataSet};
use rug::Rational;

fn load(text: &str) -> Result<ExactDataSet, DataError> {
    format!("parquet:tests/reference/tables/{text}").parse::<DataSpecification>().unwrap().load_exact()
}

fn message(text: &str) -> String {
    let message = load(text).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message.replace("tests/reference/tables/", "")
}

#[test]
fn all_compressions_and_types_are_read_exactly() {
    let float = |value: f64| Rational::from_f64(value).unwrap();
    let rows = [
        [float(0.1), float(0.5), Rational::from(1), Rational::from(1)],
        [float(-2.5), float(1.5), Rational::from(255), Rational::from(0)],
        [float(3.0), float(-3.0), Rational::from(3), Rational::from(1)],
        [float(1e300), float(f64::from(0.1_f32)), Rational::from(0), Rational::from(1)],
    ];
    let named = load("snappy.parquet,label=species,positive=setosa,drop=id").unwrap();
    for (row, ((features, label), expected)) in named.samples.iter().zip(&rows).enumerate() {
        assert_eq!(features[..], expected[..], "row {row}");
        assert_eq!(*label, if row % 2 == 0 { 1 } else { -1 });
    }
    // the last column, bool, is the label
    let last = load("zstd.parquet,drop=id").unwrap();
    assert_eq!(last.samples.iter().map(|(_, label)| *label).collect::<Vec<i8>>(), [1, -1, 1, 1]);
    assert!(last.samples.iter().zip(&rows).all(|((features, _), expected)| features[..] == expected[..3]));
    // integers stay integers, beyond 2^53 too
    let integers = load("gzip-integers.parquet").unwrap();
    assert_eq!(integers.samples[3].0, [Rational::from(0), Rational::from((1_i64 << 60) + 1)]);
    assert_eq!(load("gzip-integers.parquet,intercept,standardise").unwrap().dimension(), 3);
}

#[test]
fn what_is_no_number_is_named() {
    assert!(message("snappy.parquet").contains("the labels are `setosa` (row 0) and `virginica` (row 1)"));
    assert!(message("snappy.parquet,label=known").contains("column `species` holds texts"));
    assert!(message("zstd.parquet").contains("1152921504606846977 is beyond 2^53 and stands beside floats"));
    assert_eq!(
        message("missing.parquet"),
        "missing.parquet: column `x` has no value in row 1: leave the row or column out"
    );
    assert!(message("dates.parquet").contains("column `when` holds Date"), "{}", message("dates.parquet"));
    assert_eq!(load("dates.parquet,drop=when").unwrap().samples.len(), 2);
    assert!(message("zstd.parquet,label=knwon").contains("has no column `knwon`"));
    assert!(message("quoted-first-row.csv").contains("write the file again"));
}

/// Cut anywhere, or with a byte changed: an error or data, never a panic.
#[test]
fn damaged_files_are_errors() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.parquet");
    let specification: DataSpecification = format!("parquet:{},drop=id", path.display()).parse().unwrap();
    let whole = std::fs::read("tests/reference/tables/zstd.parquet").unwrap();
    for length in (0..whole.len()).step_by(7) {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(specification.load_exact().is_err(), "the first {length} bytes");
    }
    for place in 0..whole.len() {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x11;
        std::fs::write(&path, &damaged).unwrap();
        let _ = specification.load_exact();
    }
}
