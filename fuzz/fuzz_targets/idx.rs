//! Images and labels in the IDX format of MNIST.

#![no_main]

use catapult::data::idx::{parse_images, parse_labels};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(images) = parse_images(bytes, "fuzz") {
        assert_eq!(images.count * images.dimension, images.pixels.len());
        assert!(images.count > 0 && images.dimension > 0);
    }
    if let Ok(labels) = parse_labels(bytes, "fuzz") {
        assert!(!labels.is_empty() && labels.iter().all(|label| *label < 10));
    }
});
