//! Many orbits at once: a map at many learning rates, iterated over [`Lanes`] with the vector instructions of the processor.
//!
//! A [`Family`] gives the map at each learning rate; its step is the generic one of this module's neighbours, run over
//! lanes. Each point keeps to its own lane, so its orbit does not depend on which points are beside it, on how many there
//! are, or on how a caller shares them out between threads.
//!
//! # Guarantee
//!
//! Numerical, with the same bits on all processors that fuse multiply-adds (see [`crate::arithmetic::lanes`]).

use super::{LinearPredictor, TwoLayer, TwoLayerState};
use crate::arithmetic::lanes::{InstructionSet, LaneKernel, run_vectorised};
use crate::arithmetic::{Analytic, FromExact, Lanes};
use crate::model::{Degenerate, Exponential, Logistic, Squared};
use num_traits::One;
use rug::Rational;

/// Lanes of a kernel: enough independent work to hide the latency of a division, few enough to stay in registers.
const LANES: usize = 32;

/// Lanes for one coordinate with the 32 wide registers of AVX-512.
const MANY_LANES: usize = 64;

/// Steps between two looks for lanes that have ended.
const STRIDE: u64 = 16;

/// Maps that differ in their learning rate, with states of `D` coordinates.
pub trait Family<const D: usize>: Sync {
    /// The map at one rate, or at one rate in each lane.
    type Map<T: Analytic + FromExact>;
    /// The map at a rate.
    fn map<T: Analytic + FromExact>(&self, learning_rate: T) -> Self::Map<T>;
    /// The rate of a map.
    fn learning_rate<T: Analytic + FromExact>(map: &mut Self::Map<T>) -> &mut T;
    /// One step of it.
    fn step<T: Analytic + FromExact>(map: &Self::Map<T>, state: [T; D]) -> [T; D];
}

/// (P1) on D0; the state is (w).
#[derive(Clone, Copy, Debug)]
pub struct LinearFamily<L>(pub L);

/// (T1), (T2) at a width; the state is (f, lambda).
#[derive(Clone, Debug)]
pub struct TwoLayerFamily<L> {
    /// The loss.
    pub loss: L,
    /// m.
    pub width: Rational,
}

// A loss serves every arithmetic, but no bound on a type parameter can say so: one implementation for each loss, then.
macro_rules! families {
    ($($loss:ident),*) => {$(
        impl Family<1> for LinearFamily<$loss> {
            type Map<T: Analytic + FromExact> = LinearPredictor<T, Degenerate<$loss>>;
            #[inline(always)]
            fn map<T: Analytic + FromExact>(&self, learning_rate: T) -> Self::Map<T> {
                LinearPredictor { learning_rate, risk: Degenerate(self.0), ntk_eigenvalue: T::one() }
            }
            #[inline(always)]
            fn learning_rate<T: Analytic + FromExact>(map: &mut Self::Map<T>) -> &mut T {
                &mut map.learning_rate
            }
            #[inline(always)]
            fn step<T: Analytic + FromExact>(map: &Self::Map<T>, [weight]: [T; 1]) -> [T; 1] {
                [map.step(weight)]
            }
        }

        impl Family<2> for TwoLayerFamily<$loss> {
            type Map<T: Analytic + FromExact> = TwoLayer<T, Degenerate<$loss>>;
            #[inline(always)]
            fn map<T: Analytic + FromExact>(&self, learning_rate: T) -> Self::Map<T> {
                TwoLayer::new(learning_rate, T::from_exact(&self.width, 53), Degenerate(self.loss))
            }
            #[inline(always)]
            fn learning_rate<T: Analytic + FromExact>(map: &mut Self::Map<T>) -> &mut T {
                &mut map.learning_rate
            }
            #[inline(always)]
            fn step<T: Analytic + FromExact>(map: &Self::Map<T>, [output, lambda]: [T; 2]) -> [T; 2] {
                let next = map.step(TwoLayerState { output, lambda });
                [next.output, next.lambda]
            }
        }
    )*};
}

families!(Exponential, Logistic, Squared);

/// Takes `steps` steps of the map at `rates[i]` from the state of point i, for every i, with the given instructions.
/// `states` lists the coordinates: `states[c][i]` is coordinate c of point i.
///
/// # Panics
///
/// If there are not as many states as rates.
pub fn iterate<const D: usize, F: Family<D>>(
    set: InstructionSet,
    family: &F,
    rates: &[f64],
    states: [&mut [f64]; D],
    steps: u64,
) {
    assert!(states.iter().all(|coordinate| coordinate.len() == rates.len()), "a state for every rate");
    if D == 1 && set == InstructionSet::Avx512 {
        run_vectorised(set, Iterate::<MANY_LANES, D, F> { family, rates, states, steps });
    } else {
        run_vectorised(set, Iterate::<LANES, D, F> { family, rates, states, steps });
    }
}

struct Iterate<'a, const N: usize, const D: usize, F> {
    family: &'a F,
    rates: &'a [f64],
    states: [&'a mut [f64]; D],
    steps: u64,
}

impl<const N: usize, const D: usize, F: Family<D>> LaneKernel for Iterate<'_, N, D, F> {
    type Output = ();

    #[inline(always)]
    fn run<const FUSED: bool>(mut self) {
        for (block, rates) in self.rates.chunks(N).enumerate() {
            let range = block * N..block * N + rates.len();
            let map = self.family.map(Lanes::<N, FUSED>::read(rates));
            let mut state = std::array::from_fn(|i| Lanes::read(&self.states[i][range.clone()]));
            for _ in 0..self.steps {
                state = F::step(&map, state);
            }
            for (coordinate, lanes) in self.states.iter_mut().zip(&state) {
                lanes.write(&mut coordinate[range.clone()]);
            }
        }
    }
}

/// Takes steps of the map at `rates[i]` from the state of point i while its first coordinate, the output, is at most
/// `limit` in absolute value, at most `steps` of them, and returns how many it took. `states` are as for [`iterate`]; the
/// state that escaped stays in them. An output that is not a number has escaped.
///
/// # Panics
///
/// If there are not as many states as rates.
pub fn iterate_until_escape<const D: usize, F: Family<D>>(
    set: InstructionSet,
    family: &F,
    rates: &[f64],
    states: [&mut [f64]; D],
    limit: f64,
    steps: u64,
) -> Vec<u64> {
    assert!(states.iter().all(|coordinate| coordinate.len() == rates.len()), "a state for every rate");
    run_vectorised(set, IterateUntilEscape { family, rates, states, limit, steps })
}

struct IterateUntilEscape<'a, const D: usize, F> {
    family: &'a F,
    rates: &'a [f64],
    states: [&'a mut [f64]; D],
    limit: f64,
    steps: u64,
}

impl<const D: usize, F: Family<D>> LaneKernel for IterateUntilEscape<'_, D, F> {
    type Output = Vec<u64>;

    #[inline(always)]
    fn run<const FUSED: bool>(mut self) -> Vec<u64> {
        let inside = |output: f64| output.abs() <= self.limit;
        let mut taken = vec![0; self.rates.len()];
        // A lane whose point has ended takes the next one that waits. Without a point its state is outside.
        let mut waiting = 0..self.rates.len();
        let mut points = [None; LANES];
        let mut map = self.family.map(Lanes::<LANES, FUSED>::splat(0.0));
        let mut state = [Lanes::splat(f64::NAN); D];
        let mut count = Lanes::<LANES, FUSED>::splat(0.0);
        loop {
            // Steps until the first lane has made all of its steps.
            let mut left = u64::MAX;
            for (lane, point) in points.iter_mut().enumerate() {
                while !inside(state[0].0[lane]) || count.0[lane] as u64 == self.steps {
                    if let Some(point) = point.take() {
                        taken[point] = count.0[lane] as u64;
                        for (coordinate, lanes) in self.states.iter_mut().zip(&state) {
                            coordinate[point] = lanes.0[lane];
                        }
                    }
                    let Some(next) = waiting.next() else {
                        state[0].0[lane] = f64::NAN;
                        break;
                    };
                    *point = Some(next);
                    F::learning_rate(&mut map).0[lane] = self.rates[next];
                    count.0[lane] = 0.0;
                    for (coordinate, lanes) in self.states.iter().zip(&mut state) {
                        lanes.0[lane] = coordinate[next];
                    }
                }
                if point.is_some() {
                    left = left.min(self.steps - count.0[lane] as u64);
                }
            }
            if left == u64::MAX {
                return taken;
            }
            (state, count) = walk::<D, FUSED, F>(&map, state, count, self.limit, left);
        }
    }
}

/// Takes steps in all lanes that are inside, until a lane has left or `most` steps are made.
#[inline(always)]
fn walk<const D: usize, const FUSED: bool, F: Family<D>>(
    map: &F::Map<Lanes<LANES, FUSED>>,
    mut state: [Lanes<LANES, FUSED>; D],
    mut count: Lanes<LANES, FUSED>,
    limit: f64,
    most: u64,
) -> ([Lanes<LANES, FUSED>; D], Lanes<LANES, FUSED>) {
    let inside = |output: f64| output.abs() <= limit;
    let before = state[0].count(inside);
    let mut made = 0;
    loop {
        let stride = (most - made).min(STRIDE);
        for _ in 0..stride {
            let next = F::step(map, state);
            let output = state[0];
            for i in 0..D {
                state[i] = output.choose(inside, next[i], state[i]);
            }
            count = output.choose(inside, count + Lanes::one(), count);
        }
        made += stride;
        if made == most || state[0].count(inside) != before {
            return (state, count);
        }
    }
}
