//! Directed elementary functions, and the [`Analytic`] instance of intervals built on them.
//!
//! `pxfm` documents a largest error of 0.5 units in the last place for each function used here. The neighbours of its
//! value y are one unit away from y, so the true value would lie between `y.next_down()` and `y.next_up()` for any error
//! up to a whole unit (of the binade the true value is in): one step each way encloses, with half a unit to spare.
//!
//! That bound is the one assumption of these intervals that is not proved here. It was checked for `pxfm` 0.1.30 on 20
//! million random arguments in each of 6 to 14 ranges per function, against the platform's functions and, wherever the two
//! differ, 160-bit MPFR: no error exceeded 0.5 units, except that the exponential is wrong for some subnormal results,
//! which are computed otherwise here. `tests/arithmetic/interval_containment.rs` holds every function against 256-bit MPFR, and a new
//! version of `pxfm` to the same standard.
//!
//! Where a function meets a float exactly (e^0, ln 1, tanh 0) the bound is that float, and where elementary inequalities
//! are sharper than a step (sinh x >= x, e^x > 1 for x > 0, |tanh x| <= min(|x|, 1)) they are used.

use super::Interval;
use crate::arithmetic::float::LN_MIN_POSITIVE;
use crate::arithmetic::rounding::{add_down, add_up, mul_down, mul_up, sqrt_down, sqrt_up};
use crate::arithmetic::{Analytic, Field};
use std::f64::consts::LN_2;

/// A little below log 2^-1075, so that e^x is below half the smallest positive float from here on.
const VANISHING: f64 = -746.0;

/// Below e^x. Where the argument exceeds log(`f64::MAX`) the value is ∞ and its lower neighbour is `f64::MAX`.
fn exp_down(x: f64) -> f64 {
    if x == 0.0 {
        return 1.0;
    }
    if x < VANISHING {
        return 0.0;
    }
    if x < LN_MIN_POSITIVE {
        // `pxfm` is wrong for some subnormal results (see the module `float`), and e^{x/2} is not subnormal
        let root = pxfm::f_exp(x / 2.0).next_down();
        return mul_down(root, root);
    }
    let floor = if x > 0.0 { 1.0 } else { 0.0 };
    pxfm::f_exp(x).next_down().max(floor)
}

/// Above e^x, for x > -∞; at least the smallest positive float, as e^x is never 0.
fn exp_up(x: f64) -> f64 {
    if x < VANISHING {
        return 0f64.next_up();
    }
    if x < LN_MIN_POSITIVE {
        let root = pxfm::f_exp(x / 2.0).next_up();
        return mul_up(root, root);
    }
    let above = pxfm::f_exp(x).next_up();
    if x <= 0.0 { above.min(1.0) } else { above }
}

/// Below log x, for x > 0.
fn ln_down(x: f64) -> f64 {
    if x == 1.0 {
        return 0.0;
    }
    let below = pxfm::f_log(x).next_down();
    if x > 1.0 { below.max(0.0) } else { below }
}

/// Above log x, for x > 0.
fn ln_up(x: f64) -> f64 {
    let above = pxfm::f_log(x).next_up();
    if x <= 1.0 { above.min(0.0) } else { above }
}

/// Below log(1 + t), for 0 <= t <= 1.
fn log1p_down(t: f64) -> f64 {
    if t == 0.0 { 0.0 } else { pxfm::f_log1p(t).next_down().max(0.0) }
}

/// Above log(1 + t), for 0 <= t <= 1: never above t.
fn log1p_up(t: f64) -> f64 {
    pxfm::f_log1p(t).next_up().min(t)
}

/// Below sinh x: at least x for x >= 0.
fn sinh_down(x: f64) -> f64 {
    let below = pxfm::f_sinh(x).next_down();
    if x >= 0.0 { below.max(x) } else { below }
}

/// Above sinh x, as sinh is odd.
fn sinh_up(x: f64) -> f64 {
    -sinh_down(-x)
}

/// Below cosh x: at least 1.
fn cosh_down(x: f64) -> f64 {
    pxfm::f_cosh(x).next_down().max(1.0)
}

/// Above cosh x.
fn cosh_up(x: f64) -> f64 {
    if x == 0.0 { 1.0 } else { pxfm::f_cosh(x).next_up() }
}

/// Below tanh x: at least -1, and at least x for x <= 0.
fn tanh_down(x: f64) -> f64 {
    let below = pxfm::f_tanh(x).next_down();
    if x <= 0.0 { below.max(x).max(-1.0) } else { below.max(0.0) }
}

/// Above tanh x, as tanh is odd.
fn tanh_up(x: f64) -> f64 {
    -tanh_down(-x)
}

/// Below log(1 + e^x) = max(x, 0) + log(1 + e^{-|x|}), each part rounded down.
fn softplus_down(x: f64) -> f64 {
    add_down(x.max(0.0), log1p_down(exp_down(-x.abs())))
}

/// Above log(1 + e^x), each part rounded up.
fn softplus_up(x: f64) -> f64 {
    add_up(x.max(0.0), log1p_up(exp_up(-x.abs())))
}

/// Below log(2 cosh x) = x + log(1 + e^{-2x}), for x >= 0: at least log 2, which is above the constant of that name.
/// Doubling is exact; where it overflows, e^{-2x} is below every positive float.
fn ln_2cosh_down(x: f64) -> f64 {
    add_down(x, log1p_down(exp_down(-2.0 * x))).max(LN_2)
}

/// Above log(2 cosh x), for x >= 0.
fn ln_2cosh_up(x: f64) -> f64 {
    add_up(x, log1p_up(exp_up(-2.0 * x)))
}

impl Interval {
    /// The image of an increasing function, from directed values at the two ends.
    fn increasing(self, down: impl Fn(f64) -> f64, up: impl Fn(f64) -> f64) -> Self {
        Interval::between(down(self.lower()), up(self.upper()))
    }

    /// The image of an even function that increases with |x|, from directed values at the smallest and the largest |x|.
    fn even(self, down: impl Fn(f64) -> f64, up: impl Fn(f64) -> f64) -> Self {
        Interval::between(down(self.mignitude()), up(self.magnitude()))
    }
}

/// # Guarantee
///
/// Enclosures of the exact range over the argument. All functions are monotone, or even and monotone in |x|, so the range
/// is spanned by two values, and each end is off by the rounding of one value only: at most 1.5 units in its last place
/// for exp, ln, sinh, cosh and tanh (half a unit of the value, one of the step), less than 1 for sqrt, 4.5 for softplus
/// and 3.5 for ln_2cosh; subnormal ends of exp and softplus are off by at most 4 and 5.
impl Analytic for Interval {
    /// Ends off by at most 1.5 ulp, or 4 if subnormal: those are squares of ends that are off by a relative 1.5 · 2^-52,
    /// rounded once more. [0, 0] gives [1, 1]. Never below 0. Beyond log(`f64::MAX`) the upper end is +∞ and the lower one
    /// at most `f64::MAX`.
    fn exp(self) -> Self {
        self.increasing(exp_down, exp_up)
    }
    /// Where e^|x| leaves the range of `f64`, 0 < 1/(2 cosh(x/2))² < e^{-|x|} < 10^-300 for |x| > 700.
    fn sigmoid_slope(self) -> Self {
        if self.is_bounded() && self.mignitude() > 700.0 {
            return Interval::new(0.0, 1e-300).unwrap_or(Interval::ENTIRE);
        }
        let two = Interval::point(2.0);
        Interval::point(1.0) / (two * (self / two).cosh()).square()
    }

    /// Ends off by at most 1.5 ulp; [1, 1] gives [0, 0]. [`Interval::ENTIRE`] unless the interval is positive.
    fn ln(self) -> Self {
        if self.lower() > 0.0 { self.increasing(ln_down, ln_up) } else { Interval::ENTIRE }
    }

    /// Ends off by at most 1.5 ulp; [0, 0] gives [0, 0]. Overflow as in `exp`.
    fn sinh(self) -> Self {
        self.increasing(sinh_down, sinh_up)
    }

    /// Ends off by at most 1.5 ulp; at least 1, and [0, 0] gives [1, 1]. Overflow as in `exp`.
    fn cosh(self) -> Self {
        self.even(cosh_down, cosh_up)
    }

    /// Ends off by at most 1.5 ulp, within [-1, 1]; [0, 0] gives [0, 0].
    fn tanh(self) -> Self {
        self.increasing(tanh_down, tanh_up)
    }

    /// Ends off by less than 1 ulp, exact roots exact (see [`sqrt_down`]). [`Interval::ENTIRE`] if the interval reaches
    /// below 0.
    fn sqrt(self) -> Self {
        if self.lower() >= 0.0 { self.increasing(sqrt_down, sqrt_up) } else { Interval::ENTIRE }
    }

    /// Ends off by at most 4.5 ulp. With t = e^{-|x|}, bounded to 1.5 ulp(t), and l = log(1 + t): the slope 1/(1 + t) of l
    /// passes on at most 1.5 ulp(t)/(1 + t), and ulp(t) <= 2 ulp(l) as l >= t log 2, so the bound of l is within
    /// 3 + 1.5 of its units. That is the result for x <= 0 (and 4 + 1, if subnormal). For x > 0 the units of x + l >= log 2 are at least 2^-53;
    /// t >= 1/2 then gives 1 + 1.5 of them and the sum 1 more, 3.5 in all, and a smaller t less.
    fn softplus(self) -> Self {
        self.increasing(softplus_down, softplus_up)
    }

    /// Ends off by at most 3.5 ulp: the case x > 0 of `softplus`, with t = e^{-2|x|} and |x| + l >= log 2.
    fn ln_2cosh(self) -> Self {
        self.even(ln_2cosh_down, ln_2cosh_up)
    }
}
