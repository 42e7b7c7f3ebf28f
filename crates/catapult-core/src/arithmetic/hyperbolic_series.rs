//! sinh, cosh, tanh and the exponential of one exact number at high precision, faster than MPFR's.
//!
//! # Method
//!
//! Fixed-point integers: n stands for n · 2^-w. For a small y and u = y² the even parts of the Taylor series,
//!
//! C = cosh y = Σ u^n/(2n)!,   S = sinh(y)/y = Σ u^n/(2n+1)!,
//!
//! are summed in columns: with v = u^m the terms n = jm + i of one i are t_j u^i, t_j = v^j/(2n)!, so only v multiplies
//! from row to row, everything else is a division by a small integer, and one Horner scheme in u joins the columns.
//! An argument that is not small is halved k times, and D = cosh y - 1 is doubled back by cosh 2y - 1 = 2 D (D + 2), one
//! squaring each; then sinh = √(D (D + 2)). An argument that is small needs no doubling and few terms, and takes
//! sinh x = x S, tanh x = x S/C: orbits that converge live there.
//!
//! # Error bound
//!
//! All numbers are non-negative and every operation rounds down, so that a computed number is never above its exact value.
//! Let 0 <= y <= 1/2, so u <= 1/4, and count errors in units of 2^-w.
//!
//! * u is below y² by less than 2: x is first cut to w + 2e + 4 bits, where x < 2^e, which takes less than
//!   2 · 2^-(w + 2e + 3) · 2^2e = 1/4 off x², hence no more off u = x²/4^k, and rounding down takes less than 1.
//! * Each power u^i is off by at most 2: from u^i to u^(i+1), by at most 2/4 + 2/4 + 1.
//! * Each t is off by less than 3: it starts at 1, exactly. A division by d >= 2 leaves at most 3/2 + 1. The product with v comes
//!   after at least one division, where t <= 1/2, and leaves at most 3/4 + 2/2 + 1 (or, for m = 1, it is first of all v itself,
//!   off by 2). A term of S is a t divided once more, by
//!   an odd d >= 3 (or t itself, for n = 0): off by less than 3 as well.
//! * A column of J terms is therefore off by less than 3 J. The Horner scheme a <- a u + column keeps a < 2 (geometric
//!   series) and an error e of a becomes at most e/4 + 2 · 2 + 1 + 3 J, which stays below 4 J + 7.
//! * The terms left out add up to less than 1: the first one is below half a unit, and each is less than half of the one
//!   before.
//!
//! So C, S and D are off by at most 4 J + 8 units. One doubling of a D' with D' <= D <= D' + E computes
//! 2 D' (D' + 2) rounded down, and as z -> 2 z (z + 2) has slope 4 (z + 1), the result is off by at most
//! 4 (D' + E + 1) E + 1 unit: this is followed upward in [`Magnitude`]s. Everything after the doublings is ball arithmetic.

use super::Analytic;
use super::ball::{Ball, rounding_error};
use super::magnitude::Magnitude;
use rug::{Assign, Float, Integer, float::Round};

/// Precisions at which doublings are faster than MPFR. Measured.
const DOUBLED_BITS: std::ops::RangeInclusive<u32> = 400..=8000;

/// The precision from which the series alone is faster than MPFR for small arguments. Measured.
const FEWEST_BITS: u32 = 160;

/// Arguments of 2^6 and more are left to MPFR everywhere.
const LARGEST_EXPONENT: i32 = 6;

/// Bits of the working precision beyond those of the result, for the errors counted above and those of the last operations.
const GUARD_BITS: u32 = 24;

/// Doublings of an argument near one, at least one in the range of [`DOUBLED_BITS`]: the more, the fewer terms. Measured.
fn halvings(bits: u32) -> i32 {
    (f64::from(bits).sqrt() * 0.27) as i32
}

/// The series alone serves arguments below 2^-this, if it serves any.
fn undoubled_smallness(bits: u32) -> Option<i64> {
    if bits < FEWEST_BITS {
        None
    } else if DOUBLED_BITS.contains(&bits) {
        Some(i64::from(halvings(bits)))
    } else {
        Some(16.max(i64::from(bits / 64)))
    }
}

/// cosh and, where asked for, sinh of a number, as balls.
struct Values {
    cosh: Ball,
    sinh: Option<Ball>,
}

/// e^x, for the exact x, at `bits` bits; `None` where MPFR does better.
///
/// # Guarantee
///
/// Certified, by the bounds of the module, as the other functions are: half a unit in the last place around the correctly
/// rounded value, as MPFR gives it. (Next to a power of two, below which units halve, [`rounded`] may miss the nearest
/// number; never by more than the radius.)
pub(super) fn exp(x: &Float, bits: u32) -> Option<Ball> {
    // e^x = cosh x + sinh x, and its reciprocal, without cancellation
    let (sinh, cosh) = both(&x.clone().abs(), bits)?;
    let exponential = cosh + sinh;
    let result = if x.is_sign_negative() { one() / exponential } else { exponential };
    rounded(&result, bits)
}

/// sinh x, as [`exp`].
pub(super) fn sinh(x: &Float, bits: u32) -> Option<Ball> {
    rounded(&evaluate(x, bits, true)?.sinh?, bits)
}

/// cosh x, as [`exp`].
pub(super) fn cosh(x: &Float, bits: u32) -> Option<Ball> {
    rounded(&evaluate(x, bits, false)?.cosh, bits)
}

/// tanh x = sinh x/cosh x, as [`exp`].
pub(super) fn tanh(x: &Float, bits: u32) -> Option<Ball> {
    let (sinh, cosh) = both(x, bits)?;
    rounded(&(sinh / cosh), bits)
}

/// sinh x and cosh x at some bits more than `bits`, for functions of both.
pub(super) fn both(x: &Float, bits: u32) -> Option<(Ball, Ball)> {
    let Values { cosh, sinh } = evaluate(x, bits, true)?;
    Some((sinh?, cosh))
}

/// Rounds to nearest an enclosure that is so narrow that all its members round alike; `None` if they may not (one argument in
/// some 2^18).
///
/// If every member is within half a unit of the rounded midpoint, so is the value.
fn rounded(image: &Ball, bits: u32) -> Option<Ball> {
    let (midpoint, _) = Float::with_val_round(bits, image.midpoint(), Round::Nearest);
    let half_unit = Magnitude::power_of_two(i64::from(midpoint.get_exp()?) - i64::from(bits) - 1);
    let (distance, _) = Float::with_val_round(64, &midpoint - image.midpoint(), Round::AwayZero);
    let reach = Magnitude::from_float_up(&distance).add_up(image.radius());
    reach.is_at_most(half_unit).then(|| Ball::new(midpoint, half_unit))
}

fn one() -> Ball {
    Ball::exact(Float::with_val(2, 1))
}

/// cosh and sinh, relatively accurate to some bits more than `bits`.
fn evaluate(x: &Float, bits: u32, wants_sinh: bool) -> Option<Values> {
    let exponent = x.get_exp()?;
    let smallness = -i64::from(exponent);
    // So small an argument leaves only the first term, which MPFR sees too.
    if exponent > LARGEST_EXPONENT || 2 * smallness > i64::from(bits) {
        return None;
    }
    if smallness >= undoubled_smallness(bits)? {
        Some(without_doubling(x, exponent, bits, wants_sinh))
    } else if DOUBLED_BITS.contains(&bits) {
        Some(with_doubling(x, exponent, halvings(bits), bits, wants_sinh))
    } else {
        None
    }
}

/// |x| < 2^exponent <= 1/2, from the series of C and S at y = x.
fn without_doubling(x: &Float, exponent: i32, bits: u32, wants_sinh: bool) -> Values {
    let working = bits + GUARD_BITS;
    let squared = square(x, exponent, 0, working);
    let sums = sum_series(&squared, exponent, working, wants_sinh);
    let ball = |mut sum: Integer| {
        sum += Integer::from(1) << working;
        from_fixed(&sum, sums.error, working, bits)
    };
    let sinh_over_y = sums.sinh_over_y_less_one.map(ball);
    Values { cosh: ball(sums.cosh_less_one), sinh: sinh_over_y.map(|quotient| quotient * &Ball::exact(x.clone())) }
}

/// |x| < 2^exponent, halved until |y| < 2^-smallness.
fn with_doubling(x: &Float, exponent: i32, smallness: i32, bits: u32, wants_sinh: bool) -> Values {
    let doublings = exponent + smallness;
    // D is about 2^(-2 smallness) at first, and must be relatively accurate.
    let working = bits + GUARD_BITS + 2 * smallness.unsigned_abs() + exponent.max(0).unsigned_abs();
    let squared = square(x, exponent, doublings, working);
    let Sums { mut cosh_less_one, mut error, .. } = sum_series(&squared, -smallness, working, false);
    let mut product = Integer::new();
    let unit = Magnitude::power_of_two(-i64::from(working));
    for _ in 0..doublings {
        // D' < 2^order
        let order = i64::from(cosh_less_one.significant_bits()) - i64::from(working);
        let slope = Magnitude::ONE.add_up(Magnitude::power_of_two(order)).add_up(error).shifted(2);
        error = slope.mul_up(error).add_up(unit);
        product.assign(cosh_less_one.square_ref());
        product >>= working - 1;
        cosh_less_one <<= 2;
        cosh_less_one += &product;
    }
    let cosh_less_one = from_fixed(&cosh_less_one, error, working, bits);
    let cosh = one() + &cosh_less_one;
    let sinh = wants_sinh.then(|| {
        let size = ((one() + &cosh) * &cosh_less_one).sqrt();
        if x.is_sign_negative() { -size } else { size }
    });
    Values { cosh, sinh }
}

/// (x/2^halvings)² in fixed point, rounded down; |x| < 2^exponent.
fn square(x: &Float, exponent: i32, halvings: i32, working: u32) -> Integer {
    let Some((mut mantissa, mut scale)) = x.to_integer_exp() else { return Integer::new() };
    mantissa.abs_mut();
    let wanted = (i64::from(working) + 2 * i64::from(exponent) + 4).max(4);
    let excess = i64::from(mantissa.significant_bits()) - wanted;
    if excess > 0 {
        mantissa >>= excess as u32;
        scale += excess as i32;
    }
    mantissa.square_mut();
    let shift = 2 * (scale - halvings) + working as i32;
    if shift >= 0 { mantissa << shift.unsigned_abs() } else { mantissa >> shift.unsigned_abs() }
}

/// C - 1 and S - 1 in fixed point, never above the exact values and at most `error` below.
struct Sums {
    cosh_less_one: Integer,
    sinh_over_y_less_one: Option<Integer>,
    error: Magnitude,
}

/// The series at u < 4^exponent <= 1/4.
fn sum_series(squared: &Integer, exponent: i32, working: u32, wants_sinh: bool) -> Sums {
    let terms = count_terms(exponent, working);
    let columns = if wants_sinh { (f64::from(terms) / 6.0).sqrt() } else { (f64::from(terms) / 4.0).sqrt() };
    let columns = (columns.round() as usize).max(1);
    let mut powers = vec![squared.clone()];
    let mut product = Integer::new();
    for _ in 1..columns {
        product.assign(squared * &powers[powers.len() - 1]);
        powers.push(Integer::from(&product >> working));
    }
    let row_factor = &powers[columns - 1];
    let mut cosh = vec![Integer::new(); columns];
    let mut sinh = vec![Integer::new(); if wants_sinh { columns } else { 0 }];
    let mut term = Integer::from(1) << working;
    for n in 1..=terms {
        let column = n as usize % columns;
        if column == 0 {
            product.assign(&term * row_factor);
            term.assign(&product >> working);
        }
        let twice = 2 * u64::from(n);
        term /= (twice - 1) * twice;
        cosh[column] += &term;
        if let Some(sum) = sinh.get_mut(column) {
            product.assign(&term / (twice + 1));
            *sum += &product;
        }
    }
    let mut join = |sums: Vec<Integer>| {
        let mut joined = Integer::new();
        for column in sums.iter().rev() {
            product.assign(&joined * squared);
            joined.assign(&product >> working);
            joined += column;
        }
        joined
    };
    let rows = i64::from(terms) / columns as i64 + 1;
    let error = Magnitude::from_f64((4 * rows + 8) as f64).shifted(-i64::from(working));
    Sums { cosh_less_one: join(cosh), sinh_over_y_less_one: wants_sinh.then(|| join(sinh)), error }
}

/// How many terms after the first are needed, so that the next is below half a unit: u^n/(2n)! <= 2^-(working + 1), by
/// the integer parts of the binary logarithms.
fn count_terms(exponent: i32, working: u32) -> u32 {
    let mut smallness = 0;
    let mut n = 0;
    loop {
        let factor = (2 * u64::from(n) + 1) * (2 * u64::from(n) + 2);
        smallness += i64::from(factor.ilog2()) - 2 * i64::from(exponent);
        if smallness > i64::from(working) {
            return n;
        }
        n += 1;
    }
}

/// The ball around a fixed-point number that is at most `error` below the exact value, with no more bits than are of use
/// for a result of `bits` bits.
fn from_fixed(value: &Integer, error: Magnitude, working: u32, bits: u32) -> Ball {
    let (mut midpoint, rounding) = Float::with_val_round(bits + GUARD_BITS, value, Round::Nearest);
    let rounding = rounding_error(&midpoint, rounding);
    midpoint >>= working;
    Ball::new(midpoint, error.add_up(rounding.shifted(-i64::from(working))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;

    /// A number with 2^(exponent - 1) <= |x| < 2^exponent, sometimes short, sometimes next to an end.
    fn random_argument(rng: &mut ChaCha8Rng, bits: u32, exponent: i32) -> Float {
        let mut mantissa = Integer::from(1) << (bits - 1);
        match rng.random_range(0..6) {
            0 => {}
            1 => mantissa = (mantissa << 1u32) - 1u32,
            2 => mantissa += Integer::from(mantissa.significant_bits()) << (bits - bits.min(8)),
            _ => {
                let words: Vec<u64> = (0..bits.div_ceil(64)).map(|_| rng.random()).collect();
                mantissa = Integer::from_digits(&words, rug::integer::Order::Lsf).keep_bits(bits);
                mantissa.set_bit(bits - 1, true);
            }
        }
        mantissa.keep_bits_mut(bits);
        mantissa.set_bit(bits - 1, true);
        let x = Float::with_val(bits, mantissa) >> (bits as i32 - exponent);
        if rng.random() { -x } else { x }
    }

    /// |value - midpoint| <= radius, with MPFR's value at 300 bits more, whose own error is far below the radii here.
    fn assert_encloses(ball: &Ball, value: &Float, bits: u32, context: &str) {
        let distance = Magnitude::from_float_up(&Float::with_val(64, ball.midpoint() - value));
        assert!(distance.is_at_most(ball.radius()), "{context}: {distance:?} exceeds {:?}", ball.radius());
        let unit = value.get_exp().map_or(0, i64::from) - i64::from(bits);
        assert!(ball.radius().is_at_most(Magnitude::power_of_two(unit - 8)), "{context}: {:?}", ball.radius());
    }

    fn assert_values(values: Values, x: &Float, bits: u32, context: &str) {
        let reference = Float::with_val(2 * bits + 300, x);
        assert_encloses(&values.cosh, &reference.clone().cosh(), bits, context);
        assert_encloses(&values.sinh.unwrap(), &reference.sinh(), bits, context);
    }

    /// The bounds of the module before the last rounding, which would hide them: at every size of argument for which they
    /// are stated, whether or not MPFR would be faster.
    #[test]
    fn values_lie_within_the_error_bounds() {
        let mut rng = ChaCha8Rng::seed_from_u64(7);
        for bits in [8, 20, 53, 63, 64, 65, 130, 160, 399, 400, 700, 1007, 2300, 3332] {
            let repetitions = if bits < 1000 { 40 } else { 4 };
            for _ in 0..repetitions {
                for exponent in [-1, -2, -3, -7, -16, -40, -(bits as i32) / 3, -(bits as i32) / 2].map(|e| e.min(-1)) {
                    let x = random_argument(&mut rng, bits, exponent);
                    let context = format!("{bits} bits, without doubling, 2^{exponent}");
                    assert_values(without_doubling(&x, exponent, bits, true), &x, bits, &context);
                }
                for smallness in [1, 2, halvings(bits).max(1), halvings(bits) + 5] {
                    let exponent = rng.random_range(1 - smallness..=LARGEST_EXPONENT);
                    let x = random_argument(&mut rng, bits, exponent);
                    let context = format!("{bits} bits, from 2^-{smallness}, 2^{exponent}");
                    assert_values(with_doubling(&x, exponent, smallness, bits, true), &x, bits, &context);
                }
            }
        }
    }

    /// The choice between the two ways never leaves their domains, and numbers without an exponent are left to MPFR.
    #[test]
    fn every_precision_is_served_within_its_domain() {
        for bits in (1..500).chain([999, 3332, 7999, 8000, 8001, 9000]) {
            for exponent in (-40..=8).chain([-125, -141, -(bits as i32) / 2 - 1]) {
                let x = Float::with_val(bits, 0.75) << exponent;
                if let Some(values) = evaluate(&x, bits, true) {
                    let reference = Float::with_val(2 * bits + 300, &x);
                    assert_encloses(&values.cosh, &reference.cosh(), bits, &format!("{bits} bits, 2^{exponent}"));
                }
            }
            assert!(evaluate(&Float::new(bits), bits, true).is_none());
            assert!(evaluate(&Float::with_val(bits, f64::INFINITY), bits, true).is_none());
        }
    }
}
