//! Certificates of planes over any two parameters as texts: read or refused, the same after writing, and checked where they ask for
//! little work.

#![no_main]

use catapult::certificates::{Written, atlas_to_text, parse_any};
use catapult_core::certify::region::RegionProof;
use libfuzzer_sys::fuzz_target;

/// Proofs that ask for more are left alone: the checker's own bound allows a minute, which no fuzzer can wait for.
const MOST_STEPS: u32 = 64;
const MOST_CELLS: usize = 64;

fuzz_target!(|text: &str| {
    let Ok(Written::Plane(certificate)) = parse_any(text) else { return };
    match parse_any(&atlas_to_text(&certificate)) {
        Ok(Written::Plane(again)) => assert_eq!(again, certificate),
        other => panic!("{other:?}"),
    }
    let claim = certificate.check_claim();
    let almost = certificate.almost_divergent.as_ref().map_or(&[][..], |almost| &almost.cells);
    let short = certificate.cells.iter().all(|cell| cell.proof.step() <= MOST_STEPS)
        && almost.iter().all(|almost| almost.proof.step <= MOST_STEPS);
    if short && certificate.cells.len() + almost.len() <= MOST_CELLS {
        let checked = certificate.check();
        assert!(checked.is_err() || checked == claim);
    }
});
