//! A number of steps of every orbit.

use super::{LANES, MANY_LANES, Orbits, STRIDE, Wide, settle};
use crate::arithmetic::Lanes;
use crate::arithmetic::lanes::LaneKernel;
use crate::dynamics::{Equations, State, System};

/// Takes steps, and notes the outputs before each if asked to.
pub(super) struct Iterate<'a, S> {
    pub system: &'a S,
    pub orbits: &'a mut Orbits,
    pub steps: u32,
    pub trace: Option<&'a mut Vec<f64>>,
}

impl<S: System> LaneKernel for Iterate<'_, S> {
    type Output = ();

    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        self.in_lanes::<LANES>();
    }

    #[inline(always)]
    fn run_widest(self) {
        if const { size_of::<S::State<f64>>() == size_of::<f64>() } {
            self.in_lanes::<MANY_LANES>();
        } else {
            self.in_lanes::<LANES>();
        }
    }
}

impl<S: System> Iterate<'_, S> {
    #[inline(always)]
    fn in_lanes<const N: usize>(mut self) {
        let count = self.orbits.rates.len();
        let stride = if self.trace.is_some() { 1 } else { STRIDE };
        let mut equations = self.system.equations(Wide::<N>::splat(1.0), 53);
        for first in (0..count).step_by(N) {
            let range = first..count.min(first + N);
            *S::learning_rate_mut(&mut equations) = Lanes::read(&self.orbits.rates[range.clone()]);
            let mut state = self.orbits.read::<N, S>(&range);
            let mut made = 0;
            while made < self.steps {
                if let Some(trace) = &mut self.trace {
                    equations.output(&state).write(&mut trace[made as usize * count + first..][..range.len()]);
                }
                let before = state.clone();
                let steps = stride.min(self.steps - made);
                for _ in 0..steps {
                    state = equations.step(state);
                }
                state.update(&before, settle);
                made += steps;
            }
            self.orbits.write(&range, &state);
        }
    }
}
