//! The integer points of tables are their exact numbers, whatever the form in which these are kept.

use crate::npz_files::{array, npy, write_npz};
use catapult::data::{DataError, DataSource, DataSpecification};
use rug::Rational;

/// z_i = sqrt(q) a_i, checked as z² = q a² with equal signs, for every entry.
fn check(text: &str) {
    let specification: DataSpecification = text.parse().unwrap();
    let points =
        specification.load_integer_points(&DataSource::Embedded).unwrap_or_else(|error| panic!("{text}: {error}"));
    let data = specification.load_exact().unwrap();
    assert_eq!((points.count(), points.dimension()), (data.samples.len(), data.dimension()), "{text}");
    for (i, z) in data.signed_points().iter().enumerate() {
        for (j, z) in z.iter().enumerate() {
            let a = Rational::from(points.entry(i, j));
            assert_eq!(a.cmp0(), z.cmp0(), "{text}: entry ({i}, {j})");
            assert_eq!(a.square() * points.squared_scale(), z.clone().square(), "{text}: entry ({i}, {j})");
        }
    }
}

#[test]
fn text_of_any_kind_of_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    for text in [
        "1,2,1\n-3,4,0\n",
        "0.1,20,1\n-3.25,4e3,0\n",
        "0,0,1\n0,0,0\n",
        "100,2e5,1\n-300,4e7,0\n",
        "1/3,2,1\n-3,4/7,0\n",
        "1e-30,2,1\n-3,4e20,0\n",
        "9223372036854775807,1e-3,1\n-9223372036854775808,5,0\n",
        "123456789012345678901234567890,1,1\n0.5,2,0\n",
    ] {
        std::fs::write(&path, text).unwrap();
        for options in ["", ",intercept", ",standardise", ",standardise,intercept"] {
            check(&format!("csv:{}{options}", path.display()));
        }
    }
    std::fs::write(folder.path().join("t.txt"), "1 1:0.5 4:-3\n0 2:1e3\n").unwrap();
    check(&format!("libsvm:{},intercept", folder.path().join("t.txt").display()));
}

#[test]
fn arrays_of_any_kind_of_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.npz");
    let column_first = "(2, 2), 'fortran_order': True";
    for features in [
        array(&[2, 2], &[0.1, -2.0, 3e-7, 4.0]),
        array(&[2, 2], &[5e-324, -2.0, f64::MAX, 4.0]),
        npy("<f4", column_first, &[0.1_f32, -7.5, 3.0, 1e-20].map(f32::to_le_bytes).concat()),
        npy("<f2", "(2, 2)", &[0x3c01_u16, 0xb800, 1, 0x7bff].map(u16::to_le_bytes).concat()),
        npy("|u1", column_first, &[0, 255, 3, 4]),
        npy("<i8", "(2, 2)", &[i64::MIN, i64::MAX, 3, -4].map(i64::to_le_bytes).concat()),
        npy("<u8", "(2, 2)", &[u64::MAX, 2, 3, 4].map(u64::to_le_bytes).concat()),
    ] {
        write_npz(&path, &[("X", features), ("y", array(&[2], &[1.0, 0.0]))]);
        for options in ["", ",intercept"] {
            check(&format!("npz:{}{options}", path.display()));
        }
    }
    let single = folder.path().join("t.npy");
    std::fs::write(&single, array(&[2, 3], &[1.0, 0.5, 2.0, 0.0, 0.25, -3.0])).unwrap();
    for options in [",label=0", ",label=-3,intercept", ",label=0,drop=1"] {
        check(&format!("npy:{}{options}", single.display()));
    }
}

/// A few bytes may ask for a common denominator that no memory holds.
#[test]
fn numbers_too_far_apart_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.csv");
    let specification: DataSpecification = format!("csv:{}", path.display()).parse().unwrap();
    let far: String =
        (0..30_000).map(|row| format!("1e{},{}\n", if row == 7 { 30_000 } else { -30_000 }, row % 2)).collect();
    let fractions: String = (0..40_000_u64).map(|row| format!("1/{},{}\n", (1 << 62) + 2 * row + 1, row % 2)).collect();
    for text in [far, fractions] {
        std::fs::write(&path, text).unwrap();
        let error = specification.load_integer_points(&DataSource::Embedded).unwrap_err();
        assert!(matches!(error, DataError::TooLong { .. }), "{error}");
    }
}

/// A file has samples and features, not an array X: more than rational numbers are made of.
#[test]
fn too_many_numbers_are_named_as_what_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("t.npy");
    let mut numbers = vec![1; 1001 * 8401];
    numbers[8400] = 0;
    std::fs::write(&path, npy("|u1", "(1001, 8401)", &numbers)).unwrap();
    let specification: DataSpecification = format!("npy:{}", path.display()).parse().unwrap();
    let error = specification.load_exact().unwrap_err();
    assert!(matches!(error, DataError::TooManyForFractions { samples: 1001, features: 8400, .. }), "{error:?}");
    let message = error.to_string();
    assert!(message.contains("1001 samples of 8400 features are 8408400 numbers, and at most 8388608"), "{message}");
}
