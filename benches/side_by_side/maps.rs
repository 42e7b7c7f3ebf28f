//! A million orbits of a thousand steps. See `benches/peers/maps.py` for the grids.

use crate::protocol::Arguments;
use catapult::arithmetic::lanes::InstructionSet;
use catapult::dynamics::batch::{LinearFamily, TwoLayerFamily, iterate, iterate_until_escape};
use catapult::model::{Exponential, Logistic};
use rayon::prelude::*;
use serde_json::json;

const COUNT: usize = 1000;
const STEPS: u64 = 1000;
const WIDTH: u32 = 100;
const ESCAPE: f64 = 1e3;
/// Orbits that one task takes.
const BLOCK: usize = 1000;

/// NumPy's linspace.
fn spread((from, to): (f64, f64)) -> impl Fn(usize) -> f64 {
    let step = (to - from) / (COUNT - 1) as f64;
    move |index| if index == COUNT - 1 { to } else { index as f64 * step + from }
}

pub fn grid(arguments: &Arguments, name: &str) {
    let (rates, starts, lambda) = match name {
        "linear" => ((0.5, 40.0), (0.01, 20.0), 0.0),
        "logistic" => ((0.5, 12.0), (0.01, 5.0), 2.0),
        _ => ((0.1, 4.0), (0.01, 3.0), 1.0),
    };
    let (rate, start) = (spread(rates), spread(starts));
    let rates: Vec<f64> = (0..COUNT * COUNT).map(|index| rate(index / COUNT)).collect();
    let starts: Vec<f64> = (0..COUNT * COUNT).map(|index| start(index % COUNT)).collect();
    let set = InstructionSet::available()[0];

    // The last f of every point, and then its last lambda or its number of steps.
    let work = || {
        let (mut outputs, mut others) = (starts.clone(), vec![lambda; starts.len()]);
        let blocks = outputs.par_chunks_mut(BLOCK).zip(others.par_chunks_mut(BLOCK)).zip(rates.par_chunks(BLOCK));
        blocks.for_each(|((f, other), rates)| match name {
            "linear" => iterate(set, &LinearFamily(Logistic), rates, [f], STEPS),
            "logistic" => {
                let family = TwoLayerFamily { loss: Logistic, width: WIDTH.into() };
                iterate(set, &family, rates, [f, other], STEPS);
            }
            _ => {
                let family = TwoLayerFamily { loss: Exponential, width: WIDTH.into() };
                let made = iterate_until_escape(set, &family, rates, [f, &mut *other], ESCAPE, STEPS);
                other.iter_mut().zip(made).for_each(|(other, steps)| *other = steps as f64);
            }
        });
        (outputs, others)
    };
    arguments.compete(work, |(outputs, others)| {
        let steps = if name == "exponential" { others.iter().sum() } else { (COUNT * COUNT) as f64 * STEPS as f64 };
        arguments.save(outputs.into_iter().chain(others));
        json!({ "steps": steps as u64, "instructions": set.name() })
    });
}
