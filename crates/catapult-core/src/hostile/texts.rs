//! Hostile texts: exact numbers as [`parse_exact`](crate::arithmetic::parse_exact) reads them, and texts that nearly are.

use super::{choose, mantissa};
use rand::{Rng, RngExt};

/// A text that is a number, or nearly one: integers, fractions, decimals, exponents up to and beyond the limits, signs, spaces,
/// zeros in front and behind, missing or doubled parts, digits of other scripts.
pub fn number_text<R: Rng + ?Sized>(random: &mut R) -> String {
    let sign = choose(random, &["", "", "", "-", "+", "--", "- ", "\u{2212}"]);
    let body = match random.random_range(0..8) {
        0 => digits(random),
        1 => format!("{}/{}", digits(random), digits(random)),
        2 => format!("{}.{}", digits(random), digits(random)),
        3 => format!("{}.{}e{}", digits(random), digits(random), exponent(random)),
        4 => format!("{}E{}", digits(random), exponent(random)),
        5 => choose(random, &["", ".", "/", "e", "1/", "/1", "1e", "e1", ".e1", "1/0", "0/0", "1/2/3", "1e1e1"]).into(),
        6 => {
            choose(random, &["nan", "inf", "infinity", "0x10", "1_000", "1,5", "\u{661}", "1\u{0}", "1 2", "½"]).into()
        }
        _ => format!(".{}", digits(random)),
    };
    let space = choose(random, &["", "", "", " ", "\t", "\n", "\u{a0}"]);
    format!("{space}{sign}{body}{space}")
}

/// Decimal digits: short, with zeros in front, long, or none.
fn digits<R: Rng + ?Sized>(random: &mut R) -> String {
    match random.random_range(0..8) {
        0 => String::new(),
        1 => format!("{}{}", "0".repeat(random.random_range(0..50)), mantissa(random, 20)),
        2 => "9".repeat(random.random_range(1..200)),
        3 => mantissa(random, 300).to_string(),
        _ => mantissa(random, 16).to_string(),
    }
}

/// An exponent of ten, with those at the limits.
fn exponent<R: Rng + ?Sized>(random: &mut R) -> String {
    match random.random_range(0..6) {
        0 => choose(random, &["100000", "-100000", "100001", "-100001", "99999999999999999999", "", "+", "-", "1.5"])
            .into(),
        1 => random.random_range(-400..400).to_string(),
        _ => random.random_range(-20..20).to_string(),
    }
}
