//! SHA-256 (FIPS 180-4), by which a statement names data that are too long to be printed.
//!
//! Written from the standard, to keep the checker free of further dependencies; held against its test vectors in
//! `tests/certify/digests.rs`. Nothing here is secret, so that time and memory need not be hidden.

use std::fmt::Write;

/// The first 32 bits of the fractional parts of the square roots of the first eight primes.
const START: [u32; 8] =
    [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

/// The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
const ROUNDS: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
    0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
    0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
    0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
    0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
    0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
    0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
    0xc67178f2,
];

/// Bytes of a block.
const BLOCK: usize = 64;

/// SHA-256 of a text that comes in parts.
#[derive(Clone)]
pub struct Sha256 {
    state: [u32; 8],
    waiting: Vec<u8>,
    bytes: u64,
}

impl Default for Sha256 {
    fn default() -> Self {
        Sha256 { state: START, waiting: Vec::with_capacity(BLOCK), bytes: 0 }
    }
}

impl Sha256 {
    /// Appends to the text.
    pub fn append(&mut self, part: &[u8]) {
        self.bytes = self.bytes.wrapping_add(part.len() as u64);
        for &byte in part {
            self.waiting.push(byte);
            if self.waiting.len() == BLOCK {
                self.compress();
            }
        }
    }

    /// The digest of the whole text, 64 hexadecimal digits.
    pub fn finish(mut self) -> String {
        let bits = self.bytes.wrapping_mul(8);
        self.append(&[0x80]);
        while self.waiting.len() != BLOCK - 8 {
            self.append(&[0]);
        }
        self.append(&bits.to_be_bytes());
        let mut text = String::with_capacity(64);
        for word in self.state {
            // writing to a string cannot fail
            let _ = write!(text, "{word:08x}");
        }
        text
    }

    /// One block: the message schedule and 64 rounds.
    fn compress(&mut self) {
        let mut schedule = [0_u32; 64];
        for (word, bytes) in schedule.iter_mut().zip(self.waiting.chunks_exact(4)) {
            *word = bytes.iter().fold(0, |word, &byte| word << 8 | u32::from(byte));
        }
        for index in 16..64 {
            let (early, late) = (schedule[index - 15], schedule[index - 2]);
            let small = early.rotate_right(7) ^ early.rotate_right(18) ^ (early >> 3);
            let large = late.rotate_right(17) ^ late.rotate_right(19) ^ (late >> 10);
            schedule[index] =
                schedule[index - 16].wrapping_add(small).wrapping_add(schedule[index - 7]).wrapping_add(large);
        }
        let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = self.state;
        for (word, constant) in schedule.iter().zip(ROUNDS) {
            let mixed = e.rotate_right(6) ^ e.rotate_right(11) ^ e.rotate_right(25);
            let choice = (e & f) ^ (!e & g);
            let first = h.wrapping_add(mixed).wrapping_add(choice).wrapping_add(constant).wrapping_add(*word);
            let spread = a.rotate_right(2) ^ a.rotate_right(13) ^ a.rotate_right(22);
            let majority = (a & b) ^ (a & c) ^ (b & c);
            (h, g, f, e) = (g, f, e, d.wrapping_add(first));
            (d, c, b, a) = (c, b, a, first.wrapping_add(spread.wrapping_add(majority)));
        }
        for (word, change) in self.state.iter_mut().zip([a, b, c, d, e, f, g, h]) {
            *word = word.wrapping_add(change);
        }
        self.waiting.clear();
    }
}
