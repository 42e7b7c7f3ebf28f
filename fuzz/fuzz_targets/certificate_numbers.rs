//! Certificates of the right form with hostile numbers: the fuzzer's bytes drive the generators of `hostile`.

#![no_main]

use catapult_core::certify::check;
use catapult_core::hostile;
use libfuzzer_sys::fuzz_target;
use rand::rand_core::{Infallible, TryRng};

/// The bytes of the input as random numbers, then zeros.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn take<const N: usize>(&mut self) -> [u8; N] {
        let mut taken = [0; N];
        let count = N.min(self.0.len());
        taken[..count].copy_from_slice(&self.0[..count]);
        self.0 = &self.0[count..];
        taken
    }
}

impl TryRng for Bytes<'_> {
    type Error = Infallible;
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.take()))
    }
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.take()))
    }
    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        target.iter_mut().for_each(|byte| [*byte] = self.take());
        Ok(())
    }
}

fuzz_target!(|bytes: &[u8]| {
    let certificate = hostile::certificate(&mut Bytes(bytes));
    let _ = check(&certificate);
});
