//! Certificates as texts: read or refused, the same after writing, and checked where they ask for little work.

#![no_main]

use catapult::certificates::{parse, to_text};
use catapult_core::certify::check;
use libfuzzer_sys::fuzz_target;

/// Proofs that ask for more are left alone: the checker's own bound allows a minute, which no fuzzer can wait for.
const MOST_BITS: u32 = 256;
const MOST_STEPS: u64 = 64;

fuzz_target!(|text: &str| {
    let Ok(certificate) = parse(text) else { return };
    assert_eq!(parse(&to_text(&certificate)).ok().as_ref(), Some(&certificate));
    if certificate.proof.bits() <= MOST_BITS && certificate.proof.steps() <= MOST_STEPS {
        let _ = check(&certificate);
    }
});
