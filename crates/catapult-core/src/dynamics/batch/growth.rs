//! How a small deviation grows along every orbit, by dual numbers over lanes.

use super::{LANES, Orbits, STRIDE, Wide, settle};
use crate::arithmetic::lanes::LaneKernel;
use crate::arithmetic::{Analytic, Dual, Lanes};
use crate::dynamics::{Equations, State, System};
use num_traits::Zero;

/// Takes steps and measures the growth.
pub(super) struct Growth<'a, S> {
    pub system: &'a S,
    pub orbits: &'a mut Orbits,
    pub steps: u32,
}

/// The exponent of two of a positive normal number, as a float; of zero and of infinities something beyond.
#[inline(always)]
fn exponent_of_two(value: f64) -> f64 {
    (value.to_bits() >> 52) as f64 - 1023.0
}

/// 2^-e for a value with exponent e.
#[inline(always)]
fn scale_to_one(value: f64) -> f64 {
    // Zero and numbers near the ends of the range are left as they are.
    let exponent = value.to_bits() >> 52;
    let usable = (exponent > 0) & (exponent < 2046);
    f64::from_bits(if usable { 2046_u64.wrapping_sub(exponent) << 52 } else { 1023 << 52 })
}

impl<S: System> LaneKernel for Growth<'_, S> {
    type Output = Vec<f64>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Vec<f64> {
        let Growth { system, orbits, steps } = self;
        let count = orbits.rates.len();
        let mut logarithms = Vec::with_capacity(count);
        let mut equations = system.equations(Dual::constant(Wide::<LANES>::splat(1.0)), 53);
        for first in (0..count).step_by(LANES) {
            let range = first..count.min(first + LANES);
            let rates: Wide<LANES> = Lanes::read(&orbits.rates[range.clone()]);
            *S::learning_rate_mut(&mut equations) = Dual::constant(rates);
            let start = orbits.read::<LANES, S>(&range);
            let mut moved = S::convert(&start, |coordinate| Dual::constant(*coordinate));
            *moved.coordinate_mut(0) = Dual::variable(*start.coordinate(0));
            let mut powers = Wide::<LANES>::zero();
            let mut made = 0;
            // The deviation is scaled by powers of two, which is exact, and no logarithm is taken on the way.
            while made < steps {
                let before = moved.clone();
                let some = STRIDE.min(steps - made);
                for _ in 0..some {
                    moved = equations.step(moved);
                }
                made += some;
                let scale = Lanes(size(&moved).0.map(scale_to_one));
                moved.update(&before, |after, before| {
                    after.derivative = after.derivative * scale;
                    settle(&mut after.value, &before.value);
                    settle(&mut after.derivative, &before.derivative);
                });
                // The reciprocal of a power of two.
                powers = powers - Lanes(scale.0.map(exponent_of_two));
            }
            let size = size(&moved);
            let logarithm = |lane: usize| powers.0[lane] * std::f64::consts::LN_2 + Analytic::ln(size.0[lane]);
            logarithms.extend((0..range.len()).map(logarithm));
            orbits.write(&range, &S::convert(&moved, |coordinate| coordinate.value));
        }
        logarithms
    }
}

/// The maximum norm of the deviation in each lane.
#[inline(always)]
fn size<const N: usize>(moved: &impl State<Dual<Wide<N>>>) -> Wide<N> {
    let mut size = Wide::<N>::zero();
    for index in 0..moved.dimension() {
        let parts = &moved.coordinate(index).derivative;
        for lane in 0..N {
            // NaN stays.
            let part = parts.0[lane].abs();
            size.0[lane] = if part <= size.0[lane] { size.0[lane] } else { part };
        }
    }
    size
}
