//! Steps of each orbit until it has converged, escaped or made all of its steps.

use super::{LANES, Orbits, STRIDE, Wide, settle};
use crate::arithmetic::Lanes;
use crate::arithmetic::lanes::LaneKernel;
use crate::dynamics::{Equations, State, System};
use num_traits::{One, Zero};

/// The risk is seen to rise in a step if it does so by more than this part of itself (on D0: of f²), which rounding alone
/// does not reach.
pub const LEAST_RISE: f64 = 2e-12;

/// When an orbit has ended.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stop {
    /// After so many steps.
    pub steps: u32,
    /// Where |f| or lambda exceeds this, or is not a number.
    pub escape: f64,
    /// Where f is nearer to the minimum than this and eta h < 2, where h is the curvature times lambda. 0: nowhere.
    pub tolerance: f64,
    /// f at the minimum.
    pub minimum: f64,
    /// What lambda is multiplied with to give the sharpness of the minimum: kappa on D0.
    pub curvature: f64,
}

/// The end of an orbit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The number of steps made.
    pub steps: u32,
    /// The first step whose risk was higher than that of the step before, by [`LEAST_RISE`]; 0 if there was none. A step to a
    /// state that is not a number, or from an infinite risk, is not seen to rise.
    pub first_rise: u32,
}

/// Runs every orbit to its end.
pub(super) struct RunToEnd<'a, S> {
    pub system: &'a S,
    pub orbits: &'a mut Orbits,
    pub stop: &'a Stop,
}

/// What the lanes hold. Counts are doubles, so that all comparisons and choices become vector instructions.
#[derive(Clone)]
struct Running<const N: usize, State> {
    state: State,
    steps: Wide<N>,
    first_rise: Wide<N>,
}

impl<S: System> LaneKernel for RunToEnd<'_, S> {
    type Output = Vec<Ended>;

    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Vec<Ended> {
        let RunToEnd { system, orbits, stop } = self;
        let count = orbits.rates.len();
        let mut ends = vec![Ended { steps: 0, first_rise: 0 }; count];
        if count == 0 {
            return ends;
        }
        let mut equations = system.equations(Wide::<LANES>::splat(1.0), 53);
        // A lane whose orbit has ended takes the next one that waits. A lane without an orbit has made all of its steps.
        let first = 0..count.min(LANES);
        let mut waiting = first.end..count;
        let mut lanes: [Option<usize>; LANES] = std::array::from_fn(|lane| (lane < first.end).then_some(lane));
        let mut rates: Wide<LANES> = Lanes::read(&orbits.rates[first.clone()]);
        let steps = Lanes(lanes.map(|orbit| if orbit.is_some() { 0.0 } else { f64::from(stop.steps) }));
        let mut running = Running { state: orbits.read::<LANES, S>(&first), steps, first_rise: Lanes::zero() };
        loop {
            let occupied = lanes.iter().flatten().count();
            if occupied == 0 {
                return ends;
            }
            *S::learning_rate_mut(&mut equations) = rates;
            running = walk(&equations, &rates, running, stop, occupied as u64);
            let going = going(&equations, &rates, &running, stop);
            for (lane, occupant) in lanes.iter_mut().enumerate() {
                let Some(orbit) = occupant.filter(|_| going.0[lane] == 0.0) else { continue };
                ends[orbit] =
                    Ended { steps: running.steps.0[lane] as u32, first_rise: running.first_rise.0[lane] as u32 };
                for (index, values) in orbits.coordinates.iter_mut().enumerate() {
                    values[orbit] = running.state.coordinate(index).0[lane];
                }
                *occupant = waiting.next();
                let Some(next) = *occupant else {
                    running.steps.0[lane] = f64::from(stop.steps);
                    continue;
                };
                rates.0[lane] = orbits.rates[next];
                for (index, values) in orbits.coordinates.iter().enumerate() {
                    running.state.coordinate_mut(index).0[lane] = values[next];
                }
                (running.steps.0[lane], running.first_rise.0[lane]) = (0.0, 0.0);
            }
        }
    }
}

/// 1 in the lanes whose orbit has not ended, 0 in the others. Not `>`, so that what is not a number has escaped.
#[inline(always)]
fn going<const N: usize, E: Equations<Wide<N>>>(
    equations: &E,
    rates: &Wide<N>,
    running: &Running<N, E::State>,
    stop: &Stop,
) -> Wide<N> {
    let (one, zero) = (Lanes::<N, true>::one(), Lanes::<N, true>::zero());
    let output = equations.output(&running.state);
    let lambda = equations.lambda(&running.state);
    let stiffness = *rates * (lambda * Lanes::splat(stop.curvature));
    let going = running.steps.choose(|steps| steps < f64::from(stop.steps), one, zero);
    let going = output.choose(|output| output.abs() <= stop.escape, going, zero);
    let going = lambda.choose(|lambda| lambda <= stop.escape, going, zero);
    let settled = stiffness.choose(|stiffness| stiffness < 2.0, zero, going);
    (output - Lanes::splat(stop.minimum)).choose(|distance| distance.abs() < stop.tolerance, settled, going)
}

/// Takes steps in all lanes whose orbit has not ended, until fewer go on than are `occupied`.
#[inline(always)]
fn walk<const N: usize, E: Equations<Wide<N>>>(
    equations: &E,
    rates: &Wide<N>,
    mut running: Running<N, E::State>,
    stop: &Stop,
    occupied: u64,
) -> Running<N, E::State> {
    let mut risk = equations.risk_order(&running.state);
    loop {
        let before = running.state.clone();
        for _ in 0..STRIDE {
            let going = going(equations, rates, &running, stop);
            let next = equations.step(running.state.clone());
            let next_risk = equations.risk_order(&next);
            running.steps = running.steps + going;
            let first = running.first_rise.choose(|step| step == 0.0, running.steps, running.first_rise);
            let least = risk * Lanes::splat(1.0 + LEAST_RISE);
            let mut risen = running.first_rise;
            for lane in 0..N {
                risen.0[lane] = if next_risk.0[lane] > least.0[lane] { first.0[lane] } else { risen.0[lane] };
            }
            running.first_rise = going.choose(|going| going != 0.0, risen, running.first_rise);
            running.state.update(&next, |old, new| *old = going.choose(|going| going != 0.0, *new, *old));
            risk = next_risk;
        }
        running.state.update(&before, settle);
        if going(equations, rates, &running, stop).count(|going| going != 0.0) < occupied {
            return running;
        }
    }
}
