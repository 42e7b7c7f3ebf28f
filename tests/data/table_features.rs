//! What is done to the features of tables on request: an intercept, and standardised columns.

use crate::npz_files::{array, write_npz};
use catapult::data::{DataError, DataSet, DataSource, DataSpecification, Loaded};
use std::path::Path;

fn specification(folder: &Path, text: &str) -> DataSpecification {
    text.replace("DIR", &folder.display().to_string()).parse().unwrap()
}

fn read(folder: &Path, text: &str) -> Loaded<DataSet> {
    specification(folder, text).read(&DataSource::Embedded).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn rows(data: &DataSet) -> Vec<Vec<f64>> {
    (0..data.count()).map(|i| (0..data.dimension()).map(|j| data.features[(i, j)]).collect()).collect()
}

/// The same three samples in every format: columns 1, 2, 3 and 10, 10, 40.
fn write_samples(folder: &Path) {
    std::fs::write(folder.join("t.csv"), "1,10,1\n2,10,0\n3,40,1\n").unwrap();
    std::fs::write(folder.join("t.txt"), "1 1:1 2:10\n0 1:2 2:10\n1 1:3 2:40\n").unwrap();
    let features = array(&[3, 2], &[1.0, 10.0, 2.0, 10.0, 3.0, 40.0]);
    write_npz(&folder.join("t.npz"), &[("X", features), ("y", array(&[3, 1], &[1.0, 0.0, 1.0]))]);
    let single = array(&[3, 3], &[1.0, 10.0, 1.0, 2.0, 10.0, 0.0, 3.0, 40.0, 1.0]);
    std::fs::write(folder.join("t.npy"), single).unwrap();
}

const FILES: [&str; 4] = ["csv:DIR/t.csv", "libsvm:DIR/t.txt", "npz:DIR/t.npz", "npy:DIR/t.npy"];

#[test]
fn an_intercept_is_a_column_of_ones() {
    let folder = tempfile::tempdir().unwrap();
    write_samples(folder.path());
    for file in FILES {
        let plain = read(folder.path(), file);
        assert_eq!(rows(&plain.data), [[1.0, 10.0], [2.0, 10.0], [3.0, 40.0]], "{file}");
        assert_eq!(plain.data.labels, [1.0, -1.0, 1.0], "{file}");
        let text = format!("{file},intercept");
        let with = read(folder.path(), &text);
        assert_eq!(rows(&with.data), [[1.0, 10.0, 1.0], [2.0, 10.0, 1.0], [3.0, 40.0, 1.0]], "{file}");
        let exact = specification(folder.path(), &text).load_exact().unwrap();
        assert_eq!(exact.to_numerical().unwrap().features, with.data.features, "{file}");
        let points = specification(folder.path(), &text).load_integer_points(&DataSource::Embedded).unwrap();
        assert_eq!((points.count(), points.dimension()), (3, 3));
    }
}

/// Means 2 and 20, deviations sqrt(2/3) and sqrt(200); labels and intercept stay.
#[test]
fn columns_are_standardised_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    write_samples(folder.path());
    let expected = [[-1.5_f64.sqrt(), -0.5_f64.sqrt()], [0.0, -0.5_f64.sqrt()], [1.5_f64.sqrt(), 2.0_f64.sqrt()]];
    for file in FILES {
        for options in [",standardise,intercept", ",intercept,standardize"] {
            let data = read(folder.path(), &format!("{file}{options}")).data;
            assert_eq!(data.labels, [1.0, -1.0, 1.0]);
            for (row, expected) in rows(&data).iter().zip(expected) {
                assert!(row.iter().zip(expected).all(|(value, expected)| (value - expected).abs() < 1e-15), "{row:?}");
                assert_eq!(row[2], 1.0);
            }
            // the exact data are these doubles
            let exact = specification(folder.path(), &format!("{file}{options}")).load_exact().unwrap();
            assert_eq!(exact.samples[1].0[1].to_f64(), data.features[(1, 1)]);
            assert_eq!(exact.samples[1].0[1], rug::Rational::from_f64(data.features[(1, 1)]).unwrap());
        }
    }
}

/// Means and deviations hold for columns of any size, far from 0, and beside the ends of the range of doubles.
#[test]
fn any_scale_and_offset_is_standardised() {
    let folder = tempfile::tempdir().unwrap();
    let base = [0.0, 1.0, 4.0, 7.0, 8.0];
    for (scale, offset) in
        [(1.0, 0.0), (1e-300, 0.0), (2e307, 0.0), (1.0, 1e12), (-3.0, 5.0), (0.5, -1e9), (5e-324, 0.0)]
    {
        let text: String =
            base.iter().enumerate().map(|(i, x)| format!("{:e},{}\n", scale * x + offset, i % 2)).collect();
        std::fs::write(folder.path().join("t.csv"), text).unwrap();
        let data = read(folder.path(), "csv:DIR/t.csv,header=no,standardise").data;
        // mean 4, variance 50/5
        for (row, x) in rows(&data).iter().zip(base) {
            let expected = (x - 4.0) / 10.0_f64.sqrt() * f64::signum(scale);
            assert!((row[0] - expected).abs() < 1e-15, "{scale:e} {offset:e}: {} for {expected}", row[0]);
        }
    }
}

#[test]
fn a_constant_column_becomes_zero_aloud() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.csv"), "0.1,1,1\n0.1,2,0\n0.1,4,0\n").unwrap();
    let loaded = read(folder.path(), "csv:DIR/t.csv,standardise");
    assert!(rows(&loaded.data).iter().all(|row| row[0] == 0.0));
    assert!(loaded.provenance.remarks[0].ends_with("t.csv: 1 feature is the same in all rows and becomes 0"));
}

/// Test data are standardised with the statistics of the training data.
#[test]
fn test_data_follow_the_training_data() {
    let folder = tempfile::tempdir().unwrap();
    write_samples(folder.path());
    std::fs::write(folder.path().join("test.csv"), "2,10,1\n3,20,0\n").unwrap();
    let both = |train: &str, test: &str| {
        specification(folder.path(), train).read_both(&specification(folder.path(), test), &DataSource::Embedded)
    };
    for file in FILES {
        let (train, test) = both(&format!("{file},standardise"), "csv:DIR/test.csv,standardise").unwrap();
        assert_eq!(train.data.features, read(folder.path(), &format!("{file},standardise")).data.features);
        assert_eq!(test.data.features[(0, 0)], train.data.features[(1, 0)]);
        assert_eq!(test.data.features[(0, 1)], train.data.features[(1, 1)]);
        assert_eq!(test.data.features[(1, 0)], train.data.features[(2, 0)]);
        assert!(test.data.features[(1, 1)].abs() < 1e-15);
    }
    let (_, raw) = both("csv:DIR/t.csv,standardise", "csv:DIR/test.csv").unwrap();
    assert_eq!(rows(&raw.data), [[2.0, 10.0], [3.0, 20.0]], "only what is asked for");
    std::fs::write(folder.path().join("one.csv"), "2,1\n3,0\n").unwrap();
    let error = both("csv:DIR/t.csv,standardise", "csv:DIR/one.csv,standardise").unwrap_err();
    assert!(matches!(error, DataError::OtherFeatures { found: 1, expected: 2, .. }), "{error}");
}

#[test]
fn specifications_of_files_read_back_as_they_are_written() {
    for (text, canonical) in [
        ("csv:a.csv,label=species,positive=x y", "csv:a.csv,label=species,positive=x y"),
        ("csv:a,b.csv,intercept", "csv:a,b.csv,intercept"),
        ("csv:a.csv,standardize,intercept", "csv:a.csv,intercept,standardise"),
        ("csv:a.csv,delimiter=;,header=no", "csv:a.csv,delimiter=semicolon,header=no"),
        ("csv:a.csv,delimiter=,", "csv:a.csv,delimiter=comma"),
        ("csv:a.csv,drop=a,drop=3", "csv:a.csv,drop=a,drop=3"),
        ("csv:a.csv,label=x,y,intercept", "csv:a.csv,label=x,y,intercept"),
        ("libsvm:a,features=7", "libsvm:a,features=7"),
        ("parquet:a.parquet,label=-1", "parquet:a.parquet,label=-1"),
        ("npz:label.npz", "npz:label.npz"),
        ("npy:x", "npy:x"),
    ] {
        let parsed: DataSpecification = text.parse().unwrap_or_else(|error| panic!("{text}: {error}"));
        assert_eq!(parsed.to_string(), canonical);
        assert_eq!(canonical.parse::<DataSpecification>().unwrap(), parsed);
    }
    let message = |text: &str| text.parse::<DataSpecification>().unwrap_err().to_string();
    assert!(message("csv:a.csv,intercpt").contains("did you mean ,intercept?"));
    assert!(message("csv:a.csv,lable=3").contains("did you mean ,label=?"));
    assert!(message("npz:a.npz,header=no").contains("npz has no option `header`"));
    assert!(message("csv:a.csv,header=maybe").contains("write header=yes or header=no"));
    assert!(message("csv:a.csv,delimiter=x").contains("`x` is no delimiter"));
    assert!(message("csv:a.csv,label=").contains("label= needs a value"));
    assert!(message("csv:a.csv,label=1,label=2").contains("label is given twice"));
    assert!(message("libsvm:a,features=0").contains("write a whole number of at least 1"));
    assert!(message("libsvm:").contains("write libsvm:FILE"));
}
