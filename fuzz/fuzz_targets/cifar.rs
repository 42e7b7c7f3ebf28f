//! Images and labels in the binary format of CIFAR-10.

#![no_main]

use catapult::data::cifar::{DIMENSION, parse_records};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(records) = parse_records(bytes, "fuzz") {
        assert_eq!(records.classes.len() * DIMENSION, records.pixels.len());
        assert!(!records.classes.is_empty() && records.classes.iter().all(|class| *class < 10));
    }
});
