//! Texts of exact numbers: read or refused with a message, enclosed correctly by every arithmetic, and the same after writing.

#![no_main]

use catapult_core::arithmetic::{Ball, FromExact, Interval, parse_exact};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match parse_exact(text) {
        Ok(value) => {
            assert!(Interval::from_exact(&value, 53).contains_rational(&value));
            assert!(Ball::from_exact(&value, 64).contains(&value));
            // written as a fraction it may have more digits than are read
            let written = value.to_string();
            assert!(parse_exact(&written).is_ok_and(|again| again == value) || written.len() > 100_000);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});
