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
//! rounded once. Rounding is monotone and fixes 0, so a non-zero residual always has the right sign. A residual of
//! zero means that the exact one is zero whenever the exact one is an integer multiple of 2^-1074, the smallest positive
//! float, because then a non-zero one could not round to 0. Every doc comment below says where that holds; elsewhere a
//! zero residual is not trusted and the result moves to the neighbour. On x86-64 without the `fma` target feature
//! `mul_add` is a call into the C library, which costs about as much as a division and rounds correctly too.

/// 2^-960. If a product p q of floats (or of a float and a quotient) is at least this large in absolute value, so that
/// its factors' exponents sum to more than -962, it is a multiple of 2^(-962 - 104) and so of 2^-1074.
const RESIDUAL_IS_EXACT: f64 = f64::from_bits((1023 - 960) << 52);

/// 2^108 and its root: powers of two, so that scaling by them is exact away from overflow and underflow.
const SCALE: f64 = f64::from_bits((1023 + 108) << 52);
const SCALE_ROOT: f64 = f64::from_bits((1023 + 54) << 52);

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
    let (large, small) = if a.abs() >= b.abs() { (a, b) } else { (b, a) };
    let error = small - (sum - large);
    if error < 0.0 { sum.next_down() } else { sum }
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

/// A lower bound of a · b, with 0 · ∞ = 0.
///
/// # Guarantee
///
/// A bound for all arguments. Tight (the largest float not above the product) where |a b| >= 2^-960: with p = a b
/// rounded to nearest, both a b and p are then multiples of 2^-1074, so the sign of the fused residual a b - p is
/// decisive even when it is 0. Below that size an apparently exact product moves down once, which costs at most one
/// unit in the last place.
pub fn mul_down(a: f64, b: f64) -> f64 {
    if a == 0.0 || b == 0.0 {
        return 0.0;
    }
    let product = a * b;
    if !product.is_finite() {
        return overflow_down(product, a.is_finite() && b.is_finite());
    }
    let residual = a.mul_add(b, -product);
    if residual < 0.0 || (residual == 0.0 && product.abs() < RESIDUAL_IS_EXACT) { product.next_down() } else { product }
}

/// An upper bound of a · b: [`mul_down`] mirrored, with the same guarantee.
pub fn mul_up(a: f64, b: f64) -> f64 {
    -mul_down(-a, b)
}

/// A lower bound of a / b for b != 0; a / ±∞ is its limit 0, and b = 0 gives -∞.
///
/// # Guarantee
///
/// A bound for all arguments. Tight where |a| >= 2^-960. With q = a / b rounded to nearest, a / b - q has the sign of
/// (a - q b) / b, and the fused residual a - q b is decisive even when it is 0, because q b is a multiple of 2^-1074:
/// where q is normal by |q b| >= |a| (1 - 2^-53), where q is subnormal because |b| > 2^60 is a multiple of 2^8. Below
/// that size an apparently exact quotient moves down once, which costs at most one unit in the last place.
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
    let residual = (-quotient).mul_add(b, a);
    let above = if b > 0.0 { residual < 0.0 } else { residual > 0.0 };
    if above || (residual == 0.0 && a.abs() < RESIDUAL_IS_EXACT) { quotient.next_down() } else { quotient }
}

/// An upper bound of a / b, with +∞ for b = 0: [`div_down`] mirrored, with the same guarantee.
pub fn div_up(a: f64, b: f64) -> f64 {
    -div_down(-a, b)
}

/// The root rounded to nearest and the sign of a - root², for finite a > 0.
///
/// The residual a - r² is fused, and a multiple of 2^-1074 for a >= 2^-960. Smaller arguments are scaled by 2^108 and
/// their roots by 2^54, both exactly, which leaves the sign of the residual as it is.
fn sqrt_with_residual(a: f64) -> (f64, f64) {
    let root = a.sqrt();
    let (square, side) = if a < RESIDUAL_IS_EXACT { (a * SCALE, root * SCALE_ROOT) } else { (a, root) };
    (root, (-side).mul_add(side, square))
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
    match sqrt_with_residual(a) {
        (root, residual) if residual < 0.0 => root.next_down(),
        (root, _) if root.is_nan() => f64::NEG_INFINITY,
        (root, _) => root,
    }
}

/// An upper bound of √a: the smallest float that is not below it; +∞ for negative a. Tight, as [`sqrt_down`].
pub fn sqrt_up(a: f64) -> f64 {
    if a == 0.0 || a == f64::INFINITY {
        return a;
    }
    match sqrt_with_residual(a) {
        (root, residual) if residual > 0.0 => root.next_up(),
        (root, _) if root.is_nan() => f64::INFINITY,
        (root, _) => root,
    }
}
