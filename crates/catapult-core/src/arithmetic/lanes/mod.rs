//! SIMD lanes: `N` numbers of `f64` that take the same step side by side.
//!
//! A map over millions of (learning rate, start) pairs applies one equation to independent numbers. [`Lanes`] is the
//! arithmetic for that: an array of `N` doubles in which every operation acts on each entry alone. The generic steps of
//! [`crate::dynamics`] run over it as they stand, and the compiler turns each operation into vector instructions of the set
//! that [`run_vectorised`] has found on the processor; no compiler flag is needed, and no `unsafe`.
//!
//! # Why not the functions of `f64`
//!
//! `pxfm`'s functions branch and look up tables, which cannot be vectorised. The `functions` of this module are straight-line
//! code: a reduction by multiples of log 2 and a polynomial or a rational function. They are within 3 units in the last
//! place, where those of `f64` are within half a unit.
//!
//! # The same bits
//!
//! An entry's result depends on nothing but its own inputs and on whether multiplications and additions are fused
//! (`FUSED`): not on `N`, not on its neighbours, not on threads. So `Lanes<1, FUSED>` is the scalar version of a map, and it
//! agrees bit for bit with any number of lanes. Processors with fused instructions (x86 with AVX2 or AVX-512, AArch64) give
//! the same bits as each other; those without them differ in rounding, within the same bound. `tests/arithmetic/lanes.rs` and
//! `tests/dynamics/lane_orbits.rs` hold all of this through the dispatched kernels.
//!
//! # Guarantee
//!
//! Numerical.

pub mod dispatch;
mod functions;

pub use dispatch::{InstructionSet, LaneKernel, clear_upper_registers, run_vectorised};

use super::{Analytic, Field, FromExact};
use num_traits::{One, Zero};
use rug::Rational;
use std::ops::{Add, Div, Mul, Neg, Sub};

/// `N` independent numbers. With `FUSED`, the elementary functions use fused multiply-adds; without, products are rounded
/// before they are added. Sums and products written in an equation are never fused.
///
/// # Errors of the functions, in units in the last place of the exact value
///
/// | function | bound | largest seen | range |
/// |---|---|---|---|
/// | `exp` | 2 | 1.0 | x >= -708; overflowing results included |
/// | `sinh` | 3 | 2.72 | all |
/// | `cosh` | 3 | 2.29 | all |
/// | `tanh`, `centred_sigmoid` | 3 | 2.81 | all |
/// | `softplus` | 3 | 2.07 | x >= -708 |
/// | `ln_2cosh` | 3 | 2.07 | all |
/// | `sqrt` | 0.5 | | all |
/// | `ln` | as of `f64` | | all: one entry after the other, not vectorised |
///
/// The bounds are held, and the largest errors were seen, against 256-bit MPFR on ten million points and all exponents,
/// fused and not, by `tests/arithmetic/lanes.rs`; they are measured, not proved. `sinh x` and `tanh x` are x itself for |x| < 1e-9,
/// and exactly odd; `cosh` is exactly even. Results with and without `FUSED` differ by at most the two errors.
///
/// Below x = -708, where e^x is about to leave the normal numbers, `exp` and `softplus` are 0. No function makes a subnormal
/// number, on its way or in the end, of an argument that is 0 or at least 2^-250 in magnitude: on some processors each such
/// number costs a hundred cycles.
///
/// Infinities and NaN come out as of `f64`; the sign of zero is kept.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lanes<const N: usize, const FUSED: bool>(pub [f64; N]);

impl<const N: usize, const FUSED: bool> Lanes<N, FUSED> {
    /// The same number in every lane.
    #[inline(always)]
    pub fn splat(value: f64) -> Self {
        Lanes([value; N])
    }

    /// The first `N` of some numbers; if there are fewer, the last one is repeated.
    ///
    /// # Panics
    ///
    /// If there are none.
    #[inline(always)]
    pub fn read(values: &[f64]) -> Self {
        match values.first_chunk() {
            Some(entries) => Lanes(*entries),
            None => Lanes(std::array::from_fn(|lane| values[lane.min(values.len() - 1)])),
        }
    }

    /// Overwrites the first `N` of some numbers, or all of them if there are fewer.
    #[inline(always)]
    pub fn write(&self, values: &mut [f64]) {
        match values.first_chunk_mut() {
            Some(entries) => *entries = self.0,
            None => values.iter_mut().zip(self.0).for_each(|(value, entry)| *value = entry),
        }
    }

    /// The entries of `yes` where the entry of `self` passes the test, those of `no` where it does not.
    #[inline(always)]
    pub fn choose(self, test: impl Fn(f64) -> bool, yes: Self, no: Self) -> Self {
        let mut result = no;
        for lane in 0..N {
            result.0[lane] = if test(self.0[lane]) { yes.0[lane] } else { no.0[lane] };
        }
        result
    }

    /// How many entries pass the test.
    #[inline(always)]
    pub fn count(self, test: impl Fn(f64) -> bool) -> u64 {
        self.0.iter().map(|entry| u64::from(test(*entry))).sum()
    }

    /// The function of each entry.
    #[inline(always)]
    fn map(self, function: impl Fn(f64) -> f64) -> Self {
        let mut result = self;
        for entry in &mut result.0 {
            *entry = function(*entry);
        }
        result
    }
}

macro_rules! lane_operation {
    ($trait:ident, $method:ident) => {
        impl<const N: usize, const FUSED: bool> $trait for Lanes<N, FUSED> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, right: Self) -> Self {
                $trait::$method(self, &right)
            }
        }

        impl<const N: usize, const FUSED: bool> $trait<&Self> for Lanes<N, FUSED> {
            type Output = Self;
            #[inline(always)]
            fn $method(self, right: &Self) -> Self {
                let mut result = self;
                for (entry, other) in result.0.iter_mut().zip(&right.0) {
                    *entry = $trait::$method(*entry, *other);
                }
                result
            }
        }
    };
}

lane_operation!(Add, add);
lane_operation!(Sub, sub);
lane_operation!(Mul, mul);
lane_operation!(Div, div);

impl<const N: usize, const FUSED: bool> Neg for Lanes<N, FUSED> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        self.map(|entry| -entry)
    }
}

impl<const N: usize, const FUSED: bool> Zero for Lanes<N, FUSED> {
    #[inline(always)]
    fn zero() -> Self {
        Self::splat(0.0)
    }
    /// Whether every entry is zero.
    fn is_zero(&self) -> bool {
        self.0.iter().all(|entry| *entry == 0.0)
    }
}

impl<const N: usize, const FUSED: bool> One for Lanes<N, FUSED> {
    #[inline(always)]
    fn one() -> Self {
        Self::splat(1.0)
    }
}

impl<const N: usize, const FUSED: bool> Field for Lanes<N, FUSED> {
    #[inline(always)]
    fn integer(value: i32) -> Self {
        Self::splat(f64::from(value))
    }
    #[inline(always)]
    fn square(self) -> Self {
        self * self
    }
}

impl<const N: usize, const FUSED: bool> Analytic for Lanes<N, FUSED> {
    #[inline(always)]
    fn exp(self) -> Self {
        self.map(functions::exp::<FUSED>)
    }
    fn ln(self) -> Self {
        self.map(Analytic::ln)
    }
    #[inline(always)]
    fn sinh(self) -> Self {
        self.map(functions::sinh::<FUSED>)
    }
    #[inline(always)]
    fn cosh(self) -> Self {
        self.map(functions::cosh::<FUSED>)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        self.map(functions::tanh::<FUSED>)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        self.map(f64::sqrt)
    }
    #[inline(always)]
    fn centred_sigmoid(self) -> Self {
        self.map(functions::centred_sigmoid::<FUSED>)
    }
    #[inline(always)]
    fn softplus(self) -> Self {
        self.map(functions::softplus::<FUSED>)
    }
    #[inline(always)]
    fn ln_2cosh(self) -> Self {
        self.map(functions::ln_2cosh::<FUSED>)
    }
}

/// The nearest number in every lane.
impl<const N: usize, const FUSED: bool> FromExact for Lanes<N, FUSED> {
    #[inline(always)]
    fn from_exact(value: &Rational, bits: u32) -> Self {
        Self::splat(f64::from_exact(value, bits))
    }
}
