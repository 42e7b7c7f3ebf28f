//! Certificates of atlases, on D0 and over any two parameters, as texts: read or refused, the same after writing, and checked where they
//! ask for little work.

#![no_main]

use catapult::certificates::{Written, atlas_to_text, parse_any};
use catapult_core::certify::atlas::AtlasCertificate;
use catapult_core::certify::region::{Region, RegionProof};
use libfuzzer_sys::fuzz_target;

/// Proofs that ask for more are left alone: the checker's own bound allows a minute, which no fuzzer can wait for.
const MOST_STEPS: u32 = 64;
const MOST_CELLS: usize = 64;

fuzz_target!(|text: &str| {
    let Ok(written) = parse_any(text) else { return };
    match &written {
        Written::Atlas(certificate) => try_out(certificate, &written),
        Written::Plane(certificate) => try_out(certificate, &written),
        Written::Problem(_) => {}
    }
});

/// `written` is the certificate as it was read.
fn try_out<C: Region>(certificate: &AtlasCertificate<C>, written: &Written) {
    match parse_any(&atlas_to_text(certificate)) {
        Ok(again) => assert_eq!(again, *written),
        Err(error) => panic!("{error:?}"),
    }
    let claim = certificate.check_claim();
    let almost = certificate.almost();
    let short = certificate.cells.iter().all(|cell| cell.proof.step() <= MOST_STEPS)
        && almost.iter().all(|almost| almost.proof.step <= MOST_STEPS);
    if short && certificate.cells.len() + almost.len() <= MOST_CELLS {
        let checked = certificate.check();
        assert!(checked.is_err() || checked == claim);
    }
}
