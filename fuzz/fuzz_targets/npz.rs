//! Data in NumPy's npz files: a zip archive of arrays.

#![no_main]

use catapult::data::TableOptions;
use catapult::data::npz::{Archive, parse_npy, read_npz};
use libfuzzer_sys::fuzz_target;
use std::path::PathBuf;

fuzz_target!(|bytes: &[u8]| {
    let path: PathBuf = std::env::temp_dir().join(format!("catapult-fuzz-{}.npz", std::process::id()));
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    if let Ok(table) = parse_npy(bytes, "fuzz", &TableOptions::default()) {
        assert!(table.count() > 0 && table.dimension() > 0);
    }
    if let Ok(data) = read_npz(&path, &TableOptions::default()) {
        if let (Ok(exact), Ok(numerical)) = (data.to_exact(), data.to_numerical()) {
            assert_eq!((exact.samples.len(), exact.dimension()), (numerical.count(), numerical.dimension()));
        }
    }
    if let Ok(mut archive) = Archive::open(&path) {
        let names: Vec<String> = archive.names().into_iter().map(str::to_owned).collect();
        for name in names {
            if let Ok(array) = archive.read_any(&name) {
                assert_eq!(array.shape.iter().product::<usize>(), array.numbers.len());
            }
        }
    }
    std::fs::remove_file(&path).ok();
});
