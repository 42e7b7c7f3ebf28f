//! CSV data are read exactly, and every bad input is one clear line that names the place and the value.

use catapult::data::{DataError, DataSource, DataSpecification, ExactDataSet, TableOptions, csv::parse_csv};
use proptest::prelude::*;
use rug::Rational;
use std::io::Write;

fn parse(text: &str) -> Result<ExactDataSet, DataError> {
    parse_csv(text.as_bytes(), "table.csv", &TableOptions::default())?.to_exact()
}

fn message(text: &str) -> String {
    let message = parse(text).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    assert!(message.starts_with("table.csv"), "{message}");
    message
}

#[test]
fn decimals_are_exact() {
    let data = parse("0.1,-2.5e-3,1\n1/3,7,-1\n").unwrap();
    let expected = [Rational::from((1, 10)), Rational::from((-1, 400)), Rational::from((1, 3)), Rational::from(7)];
    let features: Vec<Rational> = data.samples.iter().flat_map(|(x, _)| x.clone()).collect();
    assert_eq!(features, expected);
    assert_eq!(data.samples.iter().map(|(_, y)| *y).collect::<Vec<i8>>(), [1, -1]);
    assert_eq!(data.signed_points()[1], [Rational::from((-1, 3)), Rational::from(-7)]);
    // The nearest double of 1/10, not the quotient of two roundings.
    assert_eq!(data.to_numerical().unwrap().features[(0, 0)], 0.1);
}

#[test]
fn headers_labels_and_spaces_are_understood() {
    let plain = parse("1,2,1\n3,4,-1\n").unwrap();
    for text in [
        "a,b,label\n1,2,1\n3,4,-1\n",
        "1,2,1\n3,4,0\n",
        "1, 2 ,+1\r\n3,4,-1.0\r\n",
        "\u{feff}1,2,1\n\n3,4,-1",
        "\u{feff}x1,x2,y\n1,2,2/2\n3,4,-1",
    ] {
        assert_eq!(parse(text).unwrap(), plain, "{text:?}");
    }
}

#[test]
fn small_sets_of_the_theory() {
    let load = |text: &str| text.parse::<DataSpecification>().unwrap().load_exact().unwrap();
    let points = |values: &[(i32, u32)]| values.iter().map(|(z, k)| (Rational::from(*z), *k)).collect::<Vec<_>>();
    assert_eq!(load("degenerate").signed_points_1d().unwrap(), points(&[(-1, 1), (1, 1)]));
    assert_eq!(load("three-point").signed_points_1d().unwrap(), points(&[(-1, 1), (1, 1), (2, 1)]));
    // -1·(-2) and 1·2 are the same signed point.
    let merged = parse("2,1\n-2,-1\n0.5,-1\n2.0,1\n").unwrap();
    assert_eq!(merged.signed_points_1d().unwrap(), [(Rational::from((-1, 2)), 1), (Rational::from(2), 3)]);
    let plane = parse("1,2,1\n3,4,-1\n").unwrap();
    assert_eq!(plane.signed_points_1d(), Err(DataError::NotOneDimensional { dimension: 2 }));
    let numerical = "three-point".parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap();
    assert_eq!((numerical.count(), numerical.dimension()), (3, 1));
    assert_eq!(numerical.labels, [1.0, 1.0, 1.0]);
}

#[test]
fn bad_numbers_name_line_column_and_text() {
    assert_eq!(
        message("a,b,y\n1,2,1\n3,x4,-1\n"),
        "table.csv, line 3, column 2: `x4` is not a number: write an integer, a fraction such as -3/4, or a decimal such \
         as 0.1 or 2.5e-3"
    );
    assert!(message("1,1\n\n\nnan,-1\n").starts_with("table.csv, line 4, column 1: `nan`"));
    assert!(message("1,1\n,-1\n").starts_with("table.csv, line 2, column 1: ``"));
    assert_eq!(
        message("1,1\n2,yes\n"),
        "table.csv: the labels are `1` (line 1) and `yes` (line 2): label the classes -1/1, 0/1 or false/true, or say which label \
         is +1, such as ,positive=1"
    );
    assert!(message("1/0,1\n2,-1\n").contains("line 1, column 1: `1/0` has denominator zero"));
    assert!(message("1e999999999,1\n2,-1\n").contains("out of range"));
    // A header is a line without any number: this first line is data with one bad field.
    assert!(message("x,1\n2,-1\n").starts_with("table.csv, line 1, column 1: `x`"));
    // A stray quote stays on its line.
    assert!(
        message("1,1\n\"2,-1\n3,1\n")
            .starts_with("table.csv, line 2, column 1: `\"2,-1` has a quote that does not end")
    );
}

#[test]
fn ragged_rows_name_the_line() {
    assert!(message("1,2,1\n3,-1\n").starts_with("table.csv, line 2: 2 columns where the first line has 3"));
    assert!(message("a,b,y\n1,2,3,1\n").starts_with("table.csv, line 2: 4 columns"));
    assert!(matches!(parse("1\n2\n"), Err(DataError::NoFeature { .. })));
}

#[test]
fn bad_labels_are_named() {
    assert!(message("1,1\n2,2\n").starts_with("table.csv: the labels are `1` (line 1) and `2` (line 2): "));
    assert!(message("1,1\n2,-1\n3,0.5\n").contains("3 different labels, `1` (line 1), `-1` (line 2), `0.5` (line 3)"));
    assert!(
        message("2,-1\n3,0\n").contains("the labels are `-1` (line 1) and `0` (line 2): label the classes -1/1, 0/1")
    );
}

#[test]
fn one_class_is_data_like_any_other() {
    for (text, label) in [("1,1\n2,1\n-1,1\n", 1), ("1,0\n2,0\n", -1), ("1,-1\n", -1)] {
        assert!(parse(text).unwrap().samples.iter().all(|(_, found)| *found == label), "{text}");
    }
}

#[test]
fn empty_and_binary_content_are_errors() {
    for text in ["", "\n\n", "a,b\n"] {
        assert!(matches!(parse(text), Err(DataError::Empty { .. })), "{text:?}");
    }
    assert_eq!(
        parse_csv(b"1,1\n2,\xff\n", "table.csv", &TableOptions::default()),
        Err(DataError::NotText { origin: "table.csv".to_owned(), line: 2 })
    );
}

#[test]
fn numbers_beyond_doubles_are_exact_but_do_not_train() {
    let data = parse("1,2,1\n1e400,1,-1\n").unwrap();
    assert_eq!(data.to_numerical().unwrap_err(), DataError::OutOfRange { sample: 2, feature: 1 });
}

#[test]
fn files_that_cannot_be_read_are_errors() {
    let directory = tempfile::tempdir().unwrap();
    let load = |name: &str| {
        let path = directory.path().join(name);
        format!("csv:{}", path.display()).parse::<DataSpecification>().unwrap().load_exact()
    };
    assert!(
        matches!(load("missing.csv"), Err(DataError::Unreadable { reason, .. }) if reason.contains("no such file"))
    );
    std::fs::create_dir(directory.path().join("folder")).unwrap();
    assert!(matches!(load("folder"), Err(DataError::IsDirectory { .. })));
    std::fs::write(directory.path().join("empty.csv"), "").unwrap();
    assert!(matches!(load("empty.csv"), Err(DataError::Empty { .. })));

    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(b"1,1\n2,-1\n").unwrap();
    let whole = encoder.finish().unwrap();
    std::fs::write(directory.path().join("whole.csv.gz"), &whole).unwrap();
    assert_eq!(load("whole.csv.gz").unwrap().samples.len(), 2);
    std::fs::write(directory.path().join("truncated.csv.gz"), &whole[..whole.len() - 5]).unwrap();
    assert!(matches!(load("truncated.csv.gz"), Err(DataError::DamagedGzip { .. })));
    let mut damaged = whole;
    let last = damaged.len() - 6;
    damaged[last] ^= 1;
    std::fs::write(directory.path().join("damaged.csv.gz"), &damaged).unwrap();
    assert!(matches!(load("damaged.csv.gz"), Err(DataError::DamagedGzip { .. })));
}

proptest! {
    /// Whatever the bytes: a data set or an error of one line, never a panic.
    #[test]
    fn any_text_is_handled(text in "[-0-9a-z.,/\"\n\r ]{0,60}") {
        if let Err(error) = parse(&text) {
            prop_assert_eq!(error.to_string().lines().count(), 1);
        }
    }

    #[test]
    fn rationals_survive(points in prop::collection::vec((any::<i32>(), 1..10_000_i32), 2..20)) {
        let text: String = points.iter().enumerate().map(|(i, (p, q))| format!("{p}/{q},{}\n", i % 2)).collect();
        let data = parse(&text).unwrap();
        for ((x, y), (i, (p, q))) in data.samples.iter().zip(points.iter().enumerate()) {
            prop_assert_eq!(&x[0], &Rational::from((*p, *q)));
            prop_assert_eq!(*y, if i % 2 == 1 { 1 } else { -1 });
        }
    }
}
