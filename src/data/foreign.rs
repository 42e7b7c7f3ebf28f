//! Files of other kinds than was said, by their first bytes: named for what they are.

use super::DataError;
use super::table::TableFormat;

/// What a file is, and what to do with it.
struct Kind {
    name: &'static str,
    remedy: &'static str,
    /// The format of ours that reads it.
    format: Option<TableFormat>,
}

const fn kind(name: &'static str, remedy: &'static str, format: Option<TableFormat>) -> Kind {
    Kind { name, remedy, format }
}

const TO_CSV: &str = "save the sheet as CSV (UTF-8), and give that";

const EXCEL: Kind = kind("an Excel workbook (.xlsx)", TO_CSV, None);
const OPEN_DOCUMENT: Kind = kind("an OpenDocument file", TO_CSV, None);
const NPZ: Kind = kind("an npz archive of NumPy", "give it as npz:FILE", Some(TableFormat::Npz));
const ZIP: Kind = kind("a zip archive", "unpack it, and give a file from it", None);

/// Beginnings, the longer ones of a family first.
const BEGINNINGS: [(&[u8], Kind); 16] = [
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", kind("an old Excel workbook (.xls) or another OLE file", TO_CSV, None)),
    (b"PAR1", kind("a Parquet file", "give it as parquet:FILE", Some(TableFormat::Parquet))),
    (b"\x93NUMPY", kind("a single array of NumPy (.npy)", "give it as npy:FILE", Some(TableFormat::Npy))),
    (b"\x89HDF\r\n\x1a\n", kind("an HDF5 file", "save the arrays with numpy.savez, and give npz:FILE", None)),
    (b"MATLAB 5.0", kind("a MATLAB file", "save the arrays with numpy.savez, and give npz:FILE", None)),
    (b"ARROW1", kind("an Arrow or Feather file", "save the table as CSV or Parquet", None)),
    (b"FEA1", kind("a Feather file", "save the table as CSV or Parquet", None)),
    (b"\x80\x02", kind("a Python pickle, which is a program and is not run", "save the arrays with numpy.savez", None)),
    (b"\x80\x03", kind("a Python pickle, which is a program and is not run", "save the arrays with numpy.savez", None)),
    (b"\x80\x04", kind("a Python pickle, which is a program and is not run", "save the arrays with numpy.savez", None)),
    (b"\x80\x05", kind("a Python pickle, which is a program and is not run", "save the arrays with numpy.savez", None)),
    (b"SQLite format 3", kind("an SQLite database", "export the table as CSV", None)),
    (b"BZh", kind("a bzip2 file", "unpack it first", None)),
    (b"\xfd7zXZ", kind("an xz file", "unpack it first", None)),
    (b"\x28\xb5\x2f\xfd", kind("a Zstandard file", "unpack it first", None)),
    (b"%PDF", kind("a PDF file", "give the table that it shows as CSV", None)),
];

/// Refuses content that is certainly of another kind than `wanted`.
///
/// # Errors
///
/// [`DataError::ForeignFormat`].
pub(super) fn refuse_foreign(bytes: &[u8], wanted: TableFormat, origin: &str) -> Result<(), DataError> {
    match kind_of(bytes).filter(|kind| kind.format != Some(wanted)) {
        None => Ok(()),
        Some(kind) => {
            Err(DataError::ForeignFormat { origin: origin.to_owned(), found: kind.name, remedy: kind.remedy })
        }
    }
}

fn kind_of(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
        return Some(match () {
            () if has(b"xl/workbook") => EXCEL,
            () if has(b"opendocument") => OPEN_DOCUMENT,
            () if has(b".npy") => NPZ,
            () => ZIP,
        });
    }
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Some(kind("text in UTF-16", "save it as UTF-8", None));
    }
    let start: Vec<u8> = bytes.iter().copied().skip_while(u8::is_ascii_whitespace).take(14).collect();
    if start.to_ascii_lowercase().starts_with(b"<html") || start.to_ascii_lowercase().starts_with(b"<!doctype html") {
        return Some(kind("a web page", "download the file itself, not the page about it", None));
    }
    BEGINNINGS.into_iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, kind)| kind)
}
