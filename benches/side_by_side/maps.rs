//! A million orbits of a thousand steps. See `benches/peers/maps.py` for the grids.
//!
//! The functions are those that the figures call: `maps::states`, whose loop is the transient of diagrams and exponents, makes all
//! steps of all orbits, and `maps::ends` follows an orbit until it escapes. `ends` watches for convergence and for the first
//! rise of the risk as well, which the peers do not; a tolerance of 0 keeps it from stopping there. With the word `converge` all three
//! maps run as the figures run them: to convergence, within 1e-9 of the minimum.

use crate::protocol::Arguments;
use catapult::arithmetic::lanes::InstructionSet;
use catapult::dynamics::Problem;
use catapult::dynamics::batch::bulk;
use catapult::maps::{End, Grid, Limits, Minimum, ends, states};
use catapult::model::LossName;
use catapult::progress::silent;
use serde_json::json;

const COUNT: usize = 1000;
const STEPS: u32 = 1000;
const ESCAPE: f64 = 1e3;

/// NumPy's linspace.
fn spread((from, to): (f64, f64)) -> Vec<f64> {
    let step = (to - from) / (COUNT - 1) as f64;
    (0..COUNT).map(|index| if index == COUNT - 1 { to } else { index as f64 * step + from }).collect()
}

pub fn grid(arguments: &Arguments, name: &str, converge: bool) {
    let one = || 1.into();
    let (problem, curvature, rates, starts, lambda) = match name {
        "linear" => (Problem::linear(LossName::Logistic, one(), one()), 0.25, (0.5, 40.0), (0.01, 20.0), None),
        "logistic" => {
            let problem = Problem::two_layer(LossName::Logistic, one(), 100.into(), one(), one());
            (problem, 0.25, (0.5, 12.0), (0.01, 5.0), Some(2.0))
        }
        _ => {
            let problem = Problem::two_layer(LossName::Exponential, one(), 100.into(), one(), one());
            (problem, 1.0, (0.1, 4.0), (0.01, 3.0), Some(1.0))
        }
    };
    let starts: Vec<Vec<f64>> =
        spread(starts).into_iter().map(|start| std::iter::once(start).chain(lambda).collect()).collect();
    let minimum = Minimum { output: 0.0, curvature };
    let grid = Grid::of_system(bulk(&problem), minimum, spread(rates), &starts).expect("a grid");
    let tolerance = if converge { 1e-9 } else { 0.0 };
    let limits = Limits { steps: STEPS, tolerance, escape: if name == "exponential" { ESCAPE } else { 1e12 } };

    // The last f of every cell, and then, for one map each, nothing, its last lambda, or the number of steps before it escaped. An
    // orbit that has converged would go on to the last step.
    let work = || -> Vec<(f64, f64)> {
        if name == "exponential" || converge {
            let ends = ends(&grid, &limits, &silent).expect("no interruption");
            let other = |end: &End| match name {
                "linear" => 0.0,
                "logistic" => end.lambda,
                _ => f64::from(if end.seen.converged() { STEPS } else { end.steps }),
            };
            ends.iter().map(|end| (end.output, other(end))).collect()
        } else {
            let states = states(&grid, STEPS, &silent).expect("no interruption");
            states.iter().map(|state| (state.output, if lambda.is_some() { state.lambda } else { 0.0 })).collect()
        }
    };
    arguments.compete(work, |cells| {
        let steps = if name == "exponential" {
            cells.iter().map(|cell| cell.1).sum()
        } else {
            cells.len() as f64 * f64::from(STEPS)
        };
        // The peers list the rates in the outer loop.
        let by_rate = || (0..COUNT).flat_map(|rate| (0..COUNT).map(move |start| start * COUNT + rate));
        let outputs = by_rate().map(|cell| cells[cell].0);
        arguments.save(outputs.chain(by_rate().map(|cell| cells[cell].1)));
        json!({ "steps": steps as u64, "instructions": InstructionSet::available()[0].name() })
    });
}
