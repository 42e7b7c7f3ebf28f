//! What the operations of the checker cost: measured, by length.
//!
//! The tables are measurements of `benches/work.rs` (one core of an AMD EPYC of 2024, release build, rounded up), the slowest of the three
//! losses and of several arguments, in nanoseconds; between two lengths the price is interpolated linearly, which is above the
//! truth because prices are convex; beyond the last it grows with the square. Counts are upper bounds. So a prediction is about
//! two to five times what a check takes on such a machine, and "about one minute" holds on one that is as much slower.
//!
//! Orbits on listed data have tables for margins, by loss, and for products (`Prices::of_margins`), because the steps that they leave decide
//! what is proved: a step there is predicted at one to two times what it takes (`cargo bench -p catapult-core --bench work data`).

use crate::model::LossName;

/// One loss, slope or curvature of one data point in balls, with or without its derivative: by bits.
const EVALUATION: &[(u64, u64)] = &[
    (64, 2_500),
    (128, 3_500),
    (256, 6_000),
    (512, 10_000),
    (1 << 10, 28_000),
    (1 << 11, 66_000),
    (1 << 12, 180_000),
    (1 << 13, 710_000),
    (1 << 14, 2_000_000),
    (1 << 16, 20_000_000),
    (1 << 18, 180_000_000),
    (1 << 20, 1_200_000_000),
];

/// One value, slope or curvature of one margin in balls, for the logistic loss: by bits.
const LOGISTIC_MARGIN: &[(u64, u64)] = &[
    (64, 2_100),
    (128, 3_100),
    (256, 4_700),
    (512, 9_000),
    (1 << 10, 15_500),
    (1 << 11, 42_000),
    (1 << 12, 115_000),
    (1 << 13, 450_000),
    (1 << 14, 1_300_000),
    (1 << 16, 13_000_000),
    (1 << 18, 120_000_000),
    (1 << 20, 800_000_000),
];

/// The same for the exponential loss.
const EXPONENTIAL_MARGIN: &[(u64, u64)] = &[
    (64, 700),
    (128, 1_100),
    (256, 1_800),
    (512, 3_500),
    (1 << 10, 8_000),
    (1 << 11, 24_000),
    (1 << 12, 75_000),
    (1 << 13, 300_000),
    (1 << 14, 900_000),
    (1 << 16, 9_000_000),
    (1 << 18, 80_000_000),
    (1 << 20, 550_000_000),
];

/// One product of balls with a sum: by bits.
const PRODUCT: &[(u64, u64)] = &[
    (64, 130),
    (128, 150),
    (256, 180),
    (512, 230),
    (1 << 10, 340),
    (1 << 11, 650),
    (1 << 12, 1_600),
    (1 << 13, 4_500),
    (1 << 14, 12_000),
    (1 << 16, 85_000),
    (1 << 18, 400_000),
    (1 << 20, 2_000_000),
];

/// One sum or product of rationals: by bits of numerator and denominator together.
const EXACT_OPERATION: &[(u64, u64)] = &[
    (1 << 7, 300),
    (1 << 9, 1_200),
    (1 << 11, 6_400),
    (1 << 13, 33_000),
    (1 << 15, 280_000),
    (1 << 17, 3_000_000),
    (1 << 19, 22_000_000),
    (1 << 21, 160_000_000),
    (1 << 23, 950_000_000),
];

/// A rational read as a ball, without the rounding to its precision: nanoseconds, and bits for each further one.
const READING: u64 = 500;
const READ_BITS: u64 = 128;

/// The price for a length, interpolated.
fn price(table: &[(u64, u64)], length: u64) -> u64 {
    let mut before = (0, table.first().map_or(0, |first| first.1));
    for &(end, cost) in table {
        if length <= end {
            let share = u128::from(cost.saturating_sub(before.1)) * u128::from(length.saturating_sub(before.0));
            return before.1 + (share / u128::from(end - before.0)) as u64;
        }
        before = (end, cost);
    }
    let ratio = length / before.0 + 1;
    before.1.saturating_mul(ratio).saturating_mul(ratio)
}

/// A rational of so many bits read as a ball: nanoseconds.
pub(super) fn reading(length: u64) -> u64 {
    READING + length / READ_BITS
}

/// One loss, slope or curvature of one data point at a precision: nanoseconds.
pub(super) fn evaluation(bits: u32) -> u64 {
    price(EVALUATION, u64::from(bits))
}

/// The sum or product of a long and a short rational: at most limbs times limbs, and at most two equally long ones.
pub(super) fn exact_operation(long: u64, short: u64) -> u64 {
    let limbs = |bits: u64| bits / 64 + 1;
    let schoolbook = LIMB_PRODUCT.saturating_mul(limbs(long)).saturating_mul(limbs(short));
    SHORT_OPERATION + schoolbook.min(price(EXACT_OPERATION, long))
}

/// Nanoseconds of the arithmetic of two limbs in all passes of one rational operation, and of an operation on short numbers.
const LIMB_PRODUCT: u64 = 10;
const SHORT_OPERATION: u64 = 300;

/// What the functions and products of balls cost at a precision, in nanoseconds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Prices {
    /// One loss, slope or curvature.
    pub evaluation: u64,
    /// One product with a sum.
    pub product: u64,
}

impl Prices {
    /// At so many bits.
    pub fn at(bits: u32) -> Self {
        let evaluation = evaluation(bits);
        Prices { evaluation, product: SHORT_OPERATION.saturating_add(evaluation / 16) }
    }

    /// Those of margins in balls, for a loss, and of vectors and matrices beside them.
    pub fn of_margins(loss: LossName, bits: u32) -> Self {
        let length = u64::from(bits);
        let product = price(PRODUCT, length);
        let evaluation = match loss {
            LossName::Logistic => price(LOGISTIC_MARGIN, length),
            LossName::Exponential => price(EXPONENTIAL_MARGIN, length),
            LossName::Squared => 2 * product,
        };
        Prices { evaluation, product }
    }

    /// The same in intervals.
    pub fn of_intervals(loss: LossName) -> Self {
        let evaluation = match loss {
            LossName::Logistic => 350,
            LossName::Exponential => 150,
            LossName::Squared => 50,
        };
        Prices { evaluation, product: 26 }
    }
}
