//! Files of another kind than was said are named for what they are.

use crate::image_files::gzip;
use crate::npz_files::{array, npy, write_npz};
use catapult::data::{DataSource, DataSpecification};
use std::io::Write;
use zip::write::SimpleFileOptions;

fn message(kind: &str, name: &str, content: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let specification: DataSpecification = format!("{kind}:{}", path.display()).parse().unwrap();
    let message = specification.read(&DataSource::Embedded).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message.replace(&path.display().to_string(), name)
}

fn zip_of(member: &str) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file(member, SimpleFileOptions::default()).unwrap();
    archive.write_all(b"content").unwrap();
    archive.finish().unwrap().into_inner()
}

#[test]
fn other_kinds_are_named() {
    let workbook = zip_of("xl/workbook.xml");
    let ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0";
    let remedy = "save the sheet as CSV (UTF-8), and give that";
    for kind in ["csv", "libsvm"] {
        assert_eq!(message(kind, "t.xlsx", &workbook), format!("t.xlsx is an Excel workbook (.xlsx): {remedy}"));
        assert_eq!(
            message(kind, "t.xls", ole),
            format!("t.xls is an old Excel workbook (.xls) or another OLE file: {remedy}")
        );
        assert_eq!(
            message(kind, "t.csv", &zip_of("t.csv")),
            "t.csv is a zip archive: unpack it, and give a file from it"
        );
        assert_eq!(message(kind, "t", b"PAR1\x15\x04"), "t is a Parquet file: give it as parquet:FILE");
        assert!(message(kind, "t", b"\x80\x04\x95").contains("a Python pickle, which is a program and is not run"));
        assert!(message(kind, "t", b"\xff\xfe1\0,\0").contains("text in UTF-16: save it as UTF-8"));
        assert!(message(kind, "t", b"\n<!DOCTYPE html><html>").contains("a web page"));
        assert!(message(kind, "t", b"\x28\xb5\x2f\xfd\0").contains("a Zstandard file: unpack it first"));
        assert!(message(kind, "t", &gzip(&workbook)).contains("an Excel workbook"));
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("data.npz");
    write_npz(&path, &[("X", array(&[1, 1], &[1.0])), ("y", array(&[1], &[1.0]))]);
    assert!(
        message("csv", "t", &std::fs::read(&path).unwrap()).contains("an npz archive of NumPy: give it as npz:FILE")
    );
    let single = npy("<f8", "(1, 1)", &[0; 8]);
    assert!(message("csv", "t", &single).contains("a single array of NumPy (.npy): give it as npy:FILE"));
    assert!(message("npz", "t", &single).contains("a single array of NumPy (.npy): give it as npy:FILE"));
    assert!(message("npz", "t", b"\x80\x04\x95").contains("pickle"));
    assert!(message("npz", "t", &workbook).contains("has no array X"));
}

#[test]
fn compressed_text_is_read() {
    let folder = tempfile::tempdir().unwrap();
    for (kind, text) in [("csv", "1,1\n2,-1\n"), ("libsvm", "1 1:1\n-1 1:2\n")] {
        for name in ["t.gz", "t"] {
            let path = folder.path().join(name);
            std::fs::write(&path, gzip(text.as_bytes())).unwrap();
            let specification: DataSpecification = format!("{kind}:{}", path.display()).parse().unwrap();
            assert_eq!(specification.load_exact().unwrap().samples.len(), 2, "{kind} {name}");
        }
    }
}

/// Parquet is a feature of the program; without it the file is named, not misread.
#[cfg(not(feature = "parquet"))]
#[test]
fn parquet_needs_the_feature() {
    let specification: DataSpecification = "parquet:t.parquet".parse().unwrap();
    let error = specification.load_exact().unwrap_err();
    assert!(matches!(error, catapult::data::DataError::NoParquet { .. }), "{error}");
    assert!(error.to_string().contains("`--features parquet`"), "{error}");
}
