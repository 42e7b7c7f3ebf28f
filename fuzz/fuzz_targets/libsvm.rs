//! Sparse data in the text format of LIBSVM.

#![no_main]

use catapult::data::{TableOptions, libsvm::parse_libsvm};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(table) = parse_libsvm(bytes, "fuzz", &TableOptions::default()) else { return };
    assert!(table.count() > 0 && table.dimension() > 0);
    assert!(table.labels().iter().all(|label| label.abs() == 1));
    if table.count() * table.dimension() > 1 << 16 {
        return;
    }
    if let (Ok(exact), Ok(numerical)) = (table.to_exact(), table.to_numerical()) {
        assert_eq!((exact.samples.len(), exact.dimension()), (numerical.count(), numerical.dimension()));
    }
});
