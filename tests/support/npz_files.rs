//! npz files for tests, byte by byte as the formats describe them.
#![allow(dead_code)] // each test file uses its own part

use std::io::Write;
use std::path::Path;
use zip::write::SimpleFileOptions;

/// An npy file: the element type, the shape (with what may follow it in the header's dictionary), the data.
pub fn npy(descr: &str, shape: &str, data: &[u8]) -> Vec<u8> {
    let order = if shape.contains("fortran_order") { "" } else { "'fortran_order': False, " };
    let mut header = format!("{{'descr': '{descr}', {order}'shape': {shape}}}");
    let padding = 63 - (10 + header.len()) % 64;
    header.push_str(&" ".repeat(padding));
    header.push('\n');
    let mut bytes = b"\x93NUMPY\x01\x00".to_vec();
    bytes.extend(u16::try_from(header.len()).expect("a short header").to_le_bytes());
    bytes.extend(header.as_bytes());
    bytes.extend(data);
    bytes
}

/// An npy file of doubles in C order.
pub fn array(shape: &[usize], numbers: &[f64]) -> Vec<u8> {
    let lengths: String = shape.iter().map(|length| format!("{length}, ")).collect();
    let data: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
    npy("<f8", &format!("({})", lengths.trim_end()), &data)
}

/// An npz file of these arrays.
pub fn write_npz(path: &Path, arrays: &[(&str, Vec<u8>)]) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).expect("a file"));
    for (name, content) in arrays {
        archive.start_file(format!("{name}.npy"), SimpleFileOptions::default()).expect("a member");
        archive.write_all(content).expect("written");
    }
    archive.finish().expect("an archive");
}
