//! A million orbits of a thousand steps, on lanes. See `benches/peers/maps.py` for the grids.

use crate::protocol::Arguments;
use catapult::arithmetic::Lanes;
use catapult::arithmetic::lanes::{InstructionSet, LaneKernel, run_vectorised};
use catapult::dynamics::{LinearPredictor, TwoLayer, TwoLayerState};
use catapult::model::{Degenerate, Exponential, Logistic};
use rayon::prelude::*;
use serde_json::json;

const COUNT: usize = 1000;
const STEPS: usize = 1000;
const WIDTH: f64 = 100.0;
const ESCAPE: f64 = 1e3;
/// Orbits side by side.
const LANES: usize = 32;

/// Rates and starts of some points, and what becomes of them: f at the end, and then lambda or the number of steps made.
struct Batch<'a> {
    map: &'a str,
    points: &'a mut [[f64; 2]],
}

impl LaneKernel for Batch<'_> {
    type Output = ();

    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        type Numbers<const FUSED: bool> = Lanes<LANES, FUSED>;
        let constant = |value| Numbers::<FUSED>::splat(value);
        // The last batch may be shorter: its spare lanes repeat the first point.
        let coordinate = |index: usize| {
            Lanes::<LANES, FUSED>(std::array::from_fn(|lane| self.points.get(lane).unwrap_or(&self.points[0])[index]))
        };
        let (rate, mut f, mut other) = (coordinate(0), coordinate(1), constant(0.0));
        match self.map {
            "linear" => {
                let map =
                    LinearPredictor { learning_rate: rate, risk: Degenerate(Logistic), ntk_eigenvalue: constant(1.0) };
                for _ in 0..STEPS {
                    f = map.step(f);
                }
            }
            "logistic" => {
                let map = TwoLayer::new(rate, constant(WIDTH), Degenerate(Logistic));
                let mut state = TwoLayerState { output: f, lambda: constant(2.0) };
                for _ in 0..STEPS {
                    state = map.step(state);
                }
                (f, other) = (state.output, state.lambda);
            }
            _ => {
                let map = TwoLayer::new(rate, constant(WIDTH), Degenerate(Exponential));
                let mut state = TwoLayerState { output: f, lambda: constant(1.0) };
                let mut running = [1.0; LANES];
                for _ in 0..STEPS {
                    state = map.step(state);
                    let mut left = 0.0;
                    for lane in 0..LANES {
                        // An escaped orbit goes on at the fixed point 0; its last output is kept.
                        other.0[lane] += running[lane];
                        f.0[lane] = if running[lane] != 0.0 { state.output.0[lane] } else { f.0[lane] };
                        let inside = state.output.0[lane].abs() <= ESCAPE;
                        running[lane] = if inside { running[lane] } else { 0.0 };
                        state.output.0[lane] = if inside { state.output.0[lane] } else { 0.0 };
                        left += running[lane];
                    }
                    if left == 0.0 {
                        break;
                    }
                }
            }
        }
        for (lane, point) in self.points.iter_mut().enumerate() {
            *point = [f.0[lane], other.0[lane]];
        }
    }
}

/// NumPy's linspace.
fn spread((from, to): (f64, f64)) -> impl Fn(usize) -> f64 {
    let step = (to - from) / (COUNT - 1) as f64;
    move |index| if index == COUNT - 1 { to } else { index as f64 * step + from }
}

pub fn grid(arguments: &Arguments, name: &str) {
    let (rates, starts) = match name {
        "linear" => ((0.5, 40.0), (0.01, 20.0)),
        "logistic" => ((0.5, 12.0), (0.01, 5.0)),
        _ => ((0.1, 4.0), (0.01, 3.0)),
    };
    let (rate, start) = (spread(rates), spread(starts));
    let points: Vec<[f64; 2]> = (0..COUNT * COUNT).map(|index| [rate(index / COUNT), start(index % COUNT)]).collect();
    let instructions = InstructionSet::available()[0];
    let work = || {
        let mut points = points.clone();
        points.par_chunks_mut(LANES).for_each(|points| run_vectorised(instructions, Batch { map: name, points }));
        points
    };
    arguments.compete(work, |ends| {
        let steps = match name {
            "exponential" => ends.iter().map(|end| end[1]).sum(),
            _ => (COUNT * COUNT * STEPS) as f64,
        };
        arguments.save(ends.iter().map(|end| end[0]).chain(ends.iter().map(|end| end[1])));
        json!({ "steps": steps as u64, "instructions": instructions.name() })
    });
}
