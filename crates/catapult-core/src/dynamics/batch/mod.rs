//! Many orbits at once: any [`System`] at many learning rates and starts, over lanes with the vector instructions of the processor.
//!
//! The step is the generic one of this module's neighbours, run over [`Lanes`]. Each orbit keeps to its own lane, so it does not
//! depend on which orbits are beside it, on how many there are, or on how a caller shares them out between threads. This is the
//! one place that iterates in bulk: what `maps` and its figures show, and what the benches measure, are the functions of
//! [`Bulk`], which every system has.
//!
//! | function | what for |
//! |---|---|
//! | [`Bulk::iterate`] | the state after a number of steps; transients of diagrams and exponents |
//! | [`Bulk::trace`] | the outputs on the way |
//! | [`Bulk::run_to_end`] | when each orbit converges, escapes or first climbs |
//! | [`Bulk::growth`] | how a small deviation grows |
//!
//! # Subnormal numbers
//!
//! An orbit that converges to zero would go on halving until its numbers are subnormal, and on many processors each operation on
//! one of those costs a hundred cycles. So after every stride of 4 steps, and at the end, a coordinate is set to zero if it is below 2^-100 in
//! magnitude and smaller than it was at the beginning of the stride. That changes it by less than 2^-100 = 8e-31, and nothing
//! else: on D0, f = 0 is a fixed point, and where the other coordinate of an orbit is of moderate size, f² <= 2^-200 is
//! nothing beside it. A small f that does *not* shrink is left alone, so an orbit that leaves an unstable minimum, from however
//! near, still leaves it.
//!
//! Then no operation of a step meets a subnormal number, neither as operand nor as result, if the learning rate and 1/m are at
//! least 2^-100 and the coordinates of the start are 0 or at least 2^-250:
//!
//! * A step takes a coordinate x to x g - y with g >= 1 ((P1), (T1), (T2), (D3)), each product rounded. If the two are within a
//!   factor of two, the difference is a multiple of a unit in the last place of the smaller, so it is 0 or at least 2^-54 |x|;
//!   otherwise it is at least |x|/3. So four steps take |x| >= 2^-100 to 0 or to at least 2^-316, and no further, because then
//!   either it is set to zero or it does not shrink.
//! * The smallest products of such numbers in the elementary functions are cubes of f, at least 2^-948 times a coefficient
//!   above 2^-12; in a step, (eta s)²/m, at least 2^-200 2^-4 2^-632 2^-100 = 2^-936. Normal numbers end at 2^-1022.
//! * On listed points the minimum is not zero, or, if it is, margins below 2^-54 have slopes that cancel exactly, so w stays
//!   above that. No value of exp is subnormal (see [`crate::arithmetic::lanes`]).
//!
//! The same bits come out on every processor: nothing here depends on its handling of subnormal numbers.
//!
//! # Guarantee
//!
//! Numerical. All lanes fuse multiplications and additions within elementary functions, as `Lanes<_, true>` does, so that the
//! bits are the same on every processor; one without such an instruction emulates it, slowly.

mod growth;
mod iterate;
mod run_to_end;

pub use run_to_end::{Ended, LEAST_RISE, Stop};

use super::{Equations, Problem, State, System};
use crate::arithmetic::Lanes;
use crate::arithmetic::lanes::{InstructionSet, run_vectorised};
use std::fmt::Debug;
use std::ops::Range;
use std::sync::Arc;

/// Lanes of a kernel: enough independent work to hide the latency of a division, few enough to stay in registers. Four
/// registers of AVX-512, eight of AVX2, for each coordinate.
const LANES: usize = 32;

/// Lanes for one coordinate with the 32 wide registers of AVX-512.
const MANY_LANES: usize = 64;

/// Steps between two looks at lanes that have ended or have come near zero.
const STRIDE: u32 = 4;

/// 2^-100.
const NEARLY_ZERO: f64 = f64::from_bits((1023 - 100) << 52);

/// Lanes that always fuse.
type Wide<const N: usize> = Lanes<N, true>;

/// Orbits side by side: the learning rate of each, and the state to which it has come.
#[derive(Clone, Debug, PartialEq)]
pub struct Orbits {
    rates: Vec<f64>,
    coordinates: Vec<Vec<f64>>,
}

impl Orbits {
    /// Orbits at `rates`, in states whose coordinate c is `coordinates[c][i]` for orbit i.
    ///
    /// # Panics
    ///
    /// If a coordinate has another length than the rates.
    pub fn new(rates: Vec<f64>, coordinates: Vec<Vec<f64>>) -> Self {
        assert!(coordinates.iter().all(|values| values.len() == rates.len()), "a state for every rate");
        Orbits { rates, coordinates }
    }

    /// The learning rates.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// Coordinate `index` of every state.
    ///
    /// # Panics
    ///
    /// If there are not as many coordinates.
    pub fn coordinate(&self, index: usize) -> &[f64] {
        &self.coordinates[index]
    }

    /// The coordinates of the state of an orbit.
    ///
    /// # Panics
    ///
    /// If there are not as many orbits.
    pub fn state(&self, orbit: usize) -> impl Iterator<Item = f64> + '_ {
        self.coordinates.iter().map(move |values| values[orbit])
    }

    /// Some of them.
    ///
    /// # Panics
    ///
    /// If there are not as many orbits.
    pub fn select(&self, which: &[usize]) -> Orbits {
        let pick = |values: &Vec<f64>| which.iter().map(|index| values[*index]).collect();
        Orbits { rates: pick(&self.rates), coordinates: self.coordinates.iter().map(pick).collect() }
    }

    /// The states of some orbits, and of the last of them in the lanes beyond.
    ///
    /// # Panics
    ///
    /// If they are not states of the system.
    #[inline(always)]
    fn read<const N: usize, S: System>(&self, range: &Range<usize>) -> S::State<Wide<N>> {
        let read = |values: &Vec<f64>| Lanes::read(&values[range.clone()]);
        S::State::from_coordinates(self.coordinates.iter().map(read).collect()).expect("a state of the system")
    }

    /// Overwrites the states of some orbits.
    #[inline(always)]
    fn write<const N: usize>(&mut self, range: &Range<usize>, state: &impl State<Wide<N>>) {
        for (index, values) in self.coordinates.iter_mut().enumerate() {
            state.coordinate(index).write(&mut values[range.clone()]);
        }
    }
}

/// What is seen of a state.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Seen {
    /// f.
    pub output: f64,
    /// The top eigenvalue of the NTK divided by n.
    pub lambda: f64,
}

/// A system whose orbits run in bulk: every [`System`] is one.
///
/// # Panics
///
/// All functions panic if the orbits have another number of coordinates than the states of the system.
pub trait Bulk: Debug + Send + Sync {
    /// Takes `steps` steps of every orbit.
    fn iterate(&self, set: InstructionSet, orbits: &mut Orbits, steps: u32);

    /// Takes `steps` steps of every orbit and returns the outputs before each: that of orbit i before step t at t n + i, for n
    /// orbits.
    fn trace(&self, set: InstructionSet, orbits: &mut Orbits, steps: u32) -> Vec<f64>;

    /// Takes steps of each orbit until it has ended, and leaves it there.
    fn run_to_end(&self, set: InstructionSet, orbits: &mut Orbits, stop: &Stop) -> Vec<Ended>;

    /// Takes `steps` steps of every orbit and returns the natural logarithm of the factor by which a small deviation grows, of the
    /// first coordinate at the beginning, in the maximum norm at the end.
    fn growth(&self, set: InstructionSet, orbits: &mut Orbits, steps: u32) -> Vec<f64>;

    /// Output and kernel of every orbit.
    fn observe(&self, orbits: &Orbits) -> Vec<Seen>;
}

impl<S: System> Bulk for S {
    fn iterate(&self, set: InstructionSet, orbits: &mut Orbits, steps: u32) {
        run_vectorised(set, iterate::Iterate { system: self, orbits, steps, trace: None });
    }

    fn trace(&self, set: InstructionSet, orbits: &mut Orbits, steps: u32) -> Vec<f64> {
        let mut outputs = vec![0.0; orbits.rates.len() * steps as usize];
        run_vectorised(set, iterate::Iterate { system: self, orbits, steps, trace: Some(&mut outputs) });
        outputs
    }

    fn run_to_end(&self, set: InstructionSet, orbits: &mut Orbits, stop: &Stop) -> Vec<Ended> {
        run_vectorised(set, run_to_end::RunToEnd { system: self, orbits, stop })
    }

    fn growth(&self, set: InstructionSet, orbits: &mut Orbits, steps: u32) -> Vec<f64> {
        run_vectorised(set, growth::Growth { system: self, orbits, steps })
    }

    fn observe(&self, orbits: &Orbits) -> Vec<Seen> {
        // Neither depends on the rate.
        let equations = self.equations(Wide::<LANES>::splat(1.0), 53);
        let count = orbits.rates.len();
        let mut all = Vec::with_capacity(count);
        for first in (0..count).step_by(LANES) {
            let range = first..count.min(first + LANES);
            let state = orbits.read::<LANES, S>(&range);
            let (output, lambda) = (equations.output(&state).0, equations.lambda(&state).0);
            all.extend((0..range.len()).map(|lane| Seen { output: output[lane], lambda: lambda[lane] }));
        }
        all
    }
}

/// The system of a problem, to run in bulk.
pub fn bulk(problem: &Problem) -> Arc<dyn Bulk> {
    match problem {
        Problem::Linear(descent) => Arc::new(descent.system.clone()),
        Problem::TwoLayer(descent) => Arc::new(descent.system.clone()),
        Problem::Aligned(descent) => Arc::new(descent.system.clone()),
        Problem::Features(descent) => Arc::new(descent.system.clone()),
        Problem::Gram(descent) => Arc::new(descent.system.clone()),
        Problem::Dense(descent) => Arc::new(descent.system.clone()),
    }
}

/// After a stride: what has become tiny, and smaller than it was before, becomes zero.
#[inline(always)]
fn settle<const N: usize>(after: &mut Wide<N>, before: &Wide<N>) {
    for lane in 0..N {
        let magnitude = after.0[lane].abs();
        let vanishes = (magnitude < NEARLY_ZERO) & (magnitude < before.0[lane].abs());
        after.0[lane] = if vanishes { 0.0 } else { after.0[lane] };
    }
}
