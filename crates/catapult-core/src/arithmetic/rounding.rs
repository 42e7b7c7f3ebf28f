//! Directed rounding of the four operations and the square root in `f64`, without changing the rounding mode.
//!
//! Each function rounds to nearest and then asks an error-free transformation on which side of the exact result the
//! rounded one lies; only if it lies on the wrong side does it step to the neighbour. Exact results therefore stay
//! exact, and the two directions give the two neighbouring floats that enclose the exact result.
//!
//! # Infinities and NaN
//!
//! The arguments are ends of intervals, so an infinite one stands for "no bound". `_down` never answers with +∞ for
//! finite arguments (a sum, product or quotient that overflows upwards is bounded below by `f64::MAX`), and the answer
//! to an undefined operation is the bound that says nothing: -∞ downwards, +∞ upwards. 0 · ∞ is 0, as the products of 0
//! with all real numbers are.
//!
//! # Residuals by fused multiply-add
//!
//! Products, quotients and roots are judged by the sign of one `mul_add`, which IEEE 754 defines as the exact value
//! rounded once. Rounding is monotone and fixes 0, so the sign can be wrong only by being 0 where the exact residual is
//! not, and that cannot happen if the exact residual is an integer multiple of 2^-1074, the smallest positive float. A
//! product of floats that is at least 2^-960 in absolute value is such a multiple: the exponents of its factors sum to
//! more than -962, so it is a multiple of 2^(-962 - 104). Smaller operands are first scaled by powers of two, which is
//! exact and leaves the sign of the residual as it is. On x86-64 without the `fma` target feature `mul_add` is a call into
//! the C library, which rounds correctly too.

/// 2^-960, from which on a product is a multiple of 2^-1074 (see the module).
const LARGE_ENOUGH: f64 = f64::from_bits((1023 - 960) << 52);

/// 2^400: lifts a non-zero float that is smaller than 2^-960 above it, or a product that is.
const LIFT: f64 = f64::from_bits((1023 + 400) << 52);

/// 2^200, the root of [`LIFT`].
const LIFT_ROOT: f64 = f64::from_bits((1023 + 200) << 52);

/// The float below `value`, which is finite and not 0, if `step` says so.
///
/// The bits of a float, read as an integer, count the floats from 0 away; going down counts backwards on the positive
/// side and forwards on the negative one. Without a branch, because which results are inexact upwards is unpredictable.
fn step_down(value: f64, step: bool) -> f64 {
    let bits = value.to_bits() as i64;
    let away_from_zero = 1 | (bits >> 63);
    f64::from_bits((bits - i64::from(step) * away_from_zero) as u64)
}

/// A lower bound for a product or quotient, other than 0, that rounded to nearest as ±0: its sign is known.
fn underflow_down(negative: bool) -> f64 {
    if negative { 0f64.next_down() } else { 0.0 }
}

/// A lower bound for a result that rounded to nearest as infinite or NaN.
fn overflow_down(rounded: f64, finite_operands: bool) -> f64 {
    if rounded == f64::INFINITY {
        // rounded up from a real number beyond the largest float
        if finite_operands { f64::MAX } else { f64::INFINITY }
    } else {
        f64::NEG_INFINITY
    }
}

/// A lower bound of a + b: the largest float that is not above it.
///
/// # Guarantee
///
/// Tight for all finite arguments. With |a| >= |b|, Fast2Sum's `b - ((a + b) - a)` is the exact rounding error of the
/// sum for every a + b that does not overflow (Dekker 1971; sums do not underflow inexactly), and its intermediate
/// results stay within the largest float: `(a + b) - a` is at most |a| if the signs differ and at most |a + b| if not.
pub fn add_down(a: f64, b: f64) -> f64 {
    let sum = a + b;
    if !sum.is_finite() {
        return overflow_down(sum, a.is_finite() && b.is_finite());
    }
    let first_is_large = a.abs() >= b.abs();
    let large = if first_is_large { a } else { b };
    let small = if first_is_large { b } else { a };
    let error = small - (sum - large);
    // a sum of 0 is exact
    step_down(sum, error < 0.0)
}

/// An upper bound of a + b: [`add_down`] mirrored, with the same guarantee.
pub fn add_up(a: f64, b: f64) -> f64 {
    -add_down(-a, -b)
}

/// A lower bound of a - b, with the guarantee of [`add_down`].
pub fn sub_down(a: f64, b: f64) -> f64 {
    add_down(a, -b)
}

/// An upper bound of a - b, with the guarantee of [`add_down`].
pub fn sub_up(a: f64, b: f64) -> f64 {
    add_up(a, -b)
}

/// A lower bound of a · b, the largest float that is not above it; 0 · ∞ = 0.
///
/// # Guarantee
///
/// Tight for all finite arguments. With p = a b rounded to nearest, the sign of the residual a b - p decides. If |p| is
/// below 2^-960, the smaller factor is below 2^-479 and can be lifted by 2^400, and p with it.
pub fn mul_down(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        return 0.0;
    }
    let product = a * b;
    if !product.is_finite() {
        return overflow_down(product, a.is_finite() && b.is_finite());
    }
    let residual = if product.abs() >= LARGE_ENOUGH {
        a.mul_add(b, -product)
    } else if product == 0.0 {
        return underflow_down((a < 0.0) != (b < 0.0));
    } else {
        let (large, small) = if a.abs() >= b.abs() { (a, b) } else { (b, a) };
        large.mul_add(small * LIFT, -(product * LIFT))
    };
    step_down(product, residual < 0.0)
}

/// An upper bound of a · b: [`mul_down`] mirrored, with the same guarantee.
pub fn mul_up(a: f64, b: f64) -> f64 {
    -mul_down(-a, b)
}

/// A lower bound of a / b, the largest float that is not above it, for b != 0; a / ±∞ is its limit 0, and b = 0 gives
/// -∞.
///
/// # Guarantee
///
/// Tight for all finite arguments. With q = a / b rounded to nearest, a / b - q has the sign of (a - q b) / b. The fused
/// residual a - q b has the right sign for |a| >= 2^-960: if q is normal, |q b| is as large up to one rounding; if q is
/// subnormal, |b| > 2^61 is a multiple of 2^8 and q of 2^-1074. Smaller |a| and |q| (below 2^115, as |b| >= 2^-1074) are
/// lifted by 2^400; then a subnormal q is a multiple of 2^-674 and |b| > 2^-53 one of 2^-106.
pub fn div_down(a: f64, b: f64) -> f64 {
    if b == 0.0 {
        return f64::NEG_INFINITY;
    }
    if a == 0.0 || (b.is_infinite() && a.is_finite()) {
        return 0.0;
    }
    let quotient = a / b;
    if !quotient.is_finite() {
        return overflow_down(quotient, a.is_finite() && b.is_finite());
    }
    let residual = if quotient == 0.0 {
        return underflow_down((a < 0.0) != (b < 0.0));
    } else if a.abs() >= LARGE_ENOUGH {
        (-quotient).mul_add(b, a)
    } else {
        (-(quotient * LIFT)).mul_add(b, a * LIFT)
    };
    let too_large = if b > 0.0 { residual < 0.0 } else { residual > 0.0 };
    step_down(quotient, too_large)
}

/// An upper bound of a / b, with +∞ for b = 0: [`div_down`] mirrored, with the same guarantee.
pub fn div_up(a: f64, b: f64) -> f64 {
    -div_down(-a, b)
}

/// The root r of a finite a > 0 rounded to nearest, and the sign of a - r².
///
/// An a below 2^-960 is lifted by 2^400 and its root by 2^200.
fn sqrt_with_residual(a: f64) -> (f64, f64) {
    let root = a.sqrt();
    let (side, area) = if a >= LARGE_ENOUGH { (root, a) } else { (root * LIFT_ROOT, a * LIFT) };
    (root, (-side).mul_add(side, area))
}

/// A lower bound of √a: the largest float that is not above it; -∞ for negative a.
///
/// # Guarantee
///
/// Tight for all a >= 0: `f64::sqrt` is correctly rounded and the sign of a - r² decides (see the module).
pub fn sqrt_down(a: f64) -> f64 {
    if a == 0.0 || a == f64::INFINITY {
        return a;
    }
    let (root, residual) = sqrt_with_residual(a);
    if root.is_nan() { f64::NEG_INFINITY } else { step_down(root, residual < 0.0) }
}

/// An upper bound of √a: the smallest float that is not below it; +∞ for negative a. Tight, as [`sqrt_down`].
pub fn sqrt_up(a: f64) -> f64 {
    if a == 0.0 || a == f64::INFINITY {
        return a;
    }
    let (root, residual) = sqrt_with_residual(a);
    if root.is_nan() { f64::INFINITY } else { -step_down(-root, residual > 0.0) }
}
