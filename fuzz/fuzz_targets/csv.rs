//! Data in CSV files, and what is made of them before any computation.

#![no_main]

use catapult::data::{IntegerPoints, TableOptions, csv::parse_csv};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Ok(table) = parse_csv(bytes, "fuzz", &TableOptions::default()) else { return };
    let Ok(data) = table.to_exact() else { return };
    assert!(data.samples.iter().all(|(x, y)| x.len() == data.dimension() && y.abs() == 1));
    let points = IntegerPoints::of_exact(&data);
    assert_eq!((points.count(), points.dimension()), (data.samples.len(), data.dimension()));
    if let Ok(merged) = data.signed_points_1d() {
        assert_eq!(merged.iter().map(|(_, count)| *count as usize).sum::<usize>(), data.samples.len());
    }
    if let Ok(numerical) = data.to_numerical() {
        assert_eq!(numerical.count(), data.samples.len());
    }
});
