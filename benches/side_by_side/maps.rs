//! A million orbits of a thousand steps. See `benches/peers/maps.py` for the grids.

use crate::protocol::Arguments;
use catapult::dynamics::{LinearPredictor, TwoLayer, TwoLayerState};
use catapult::model::{Degenerate, Exponential, Logistic};
use rayon::prelude::*;
use serde_json::json;

const COUNT: usize = 1000;
const STEPS: usize = 1000;
const WIDTH: f64 = 100.0;
const ESCAPE: f64 = 1e3;

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
    let orbit = |index: usize| {
        let (eta, f) = (rate(index / COUNT), start(index % COUNT));
        let mut state = TwoLayerState { output: f, lambda: if name == "logistic" { 2.0 } else { 1.0 } };
        match name {
            "linear" => {
                let map = LinearPredictor { learning_rate: eta, risk: Degenerate(Logistic), ntk_eigenvalue: 1.0 };
                ((0..STEPS).fold(f, |w, _| map.step(w)), 0.0)
            }
            "logistic" => {
                let map = TwoLayer::new(eta, WIDTH, Degenerate(Logistic));
                (0..STEPS).for_each(|_| state = map.step(state.clone()));
                (state.output, state.lambda)
            }
            _ => {
                let map = TwoLayer::new(eta, WIDTH, Degenerate(Exponential));
                for step in 1..=STEPS {
                    state = map.step(state.clone());
                    if state.output.is_nan() || state.output.abs() > ESCAPE {
                        return (state.output, step as f64);
                    }
                }
                (state.output, STEPS as f64)
            }
        }
    };
    let work = || (0..COUNT * COUNT).into_par_iter().with_min_len(1000).map(orbit).collect::<Vec<_>>();
    arguments.compete(work, |ends| {
        let made = if name == "exponential" { ends.iter().map(|end| end.1).sum() } else { (COUNT * COUNT * STEPS) as f64 };
        arguments.save(ends.iter().map(|end| end.0).chain(ends.iter().map(|end| end.1)));
        json!({ "steps": made as u64 })
    });
}
