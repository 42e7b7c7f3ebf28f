//! How many steps a second do the three maps make, by instruction set?
//!
//! (P1) logistic; (T1), (T2) logistic; (T1), (T2) exponential with an escape test after every step, counted in steps really
//! made. Rates times starts, one thread, through the functions of `dynamics::batch` on which `maps` is built. `f64` is the same
//! equation in a loop over points, with the functions of `pxfm`.

use catapult::arithmetic::lanes::InstructionSet;
use catapult::dynamics::batch::{Bulk, Orbits, Stop};
use catapult::dynamics::{Equations, LinearSystem, State, System, TwoLayerSystem};
use catapult::model::LossName;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// Points along each axis.
const SIDE: usize = 128;
const STEPS: u32 = 1000;
const STOP: Stop = Stop { steps: STEPS, escape: 1e3, tolerance: 0.0, minimum: 0.0, curvature: 1.0 };

/// Rates and starts of all points, row by row; the other coordinates are the same everywhere.
fn grid(rates: [f64; 2], starts: [f64; 2], others: &[f64]) -> Orbits {
    let at = |[from, to]: [f64; 2], index: usize| from + (to - from) * index as f64 / (SIDE - 1) as f64;
    let cells = || (0..SIDE).flat_map(|i| (0..SIDE).map(move |j| (i, j)));
    let mut coordinates = vec![cells().map(|(_, j)| at(starts, j)).collect()];
    coordinates.extend(others.iter().map(|value| vec![*value; SIDE * SIDE]));
    Orbits::new(cells().map(|(i, _)| at(rates, i)).collect(), coordinates)
}

/// One point after the other in `f64`, for contrast: the steps made. A limit of infinity tests nothing but NaN.
fn one_by_one<S: System>(system: &S, orbits: &Orbits, limit: f64) -> u64 {
    let one = |orbit: usize| {
        let equations = system.equations::<f64>(orbits.rates()[orbit], 53);
        let mut state = S::State::<f64>::from_coordinates(orbits.state(orbit).collect()).expect("a state");
        let mut steps = 0;
        while steps < u64::from(STEPS) && state.coordinate(0).abs() <= limit {
            state = equations.step(state);
            steps += 1;
        }
        black_box(state);
        steps
    };
    (0..orbits.rates().len()).map(one).sum()
}

fn bench<S: System>(criterion: &mut Criterion, name: &str, system: &S, orbits: &Orbits, escape: bool) {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(10);
    let run = |set| {
        let mut orbits = orbits.clone();
        if escape {
            system.run_to_end(set, &mut orbits, &STOP).iter().map(|end| u64::from(end.steps)).sum()
        } else {
            system.iterate(set, &mut orbits, STEPS);
            orbits.rates().len() as u64 * u64::from(STEPS)
        }
    };
    for set in InstructionSet::available() {
        group.throughput(Throughput::Elements(run(set)));
        group.bench_function(BenchmarkId::from_parameter(set.name()), |bencher| bencher.iter(|| run(set)));
    }
    let few = orbits.select(&(0..SIDE * SIDE).step_by(16).collect::<Vec<_>>());
    let limit = if escape { STOP.escape } else { f64::INFINITY };
    group.throughput(Throughput::Elements(one_by_one(system, &few, limit)));
    group.bench_function("f64", |bencher| bencher.iter(|| one_by_one(system, &few, limit)));
    group.finish();
}

fn maps(criterion: &mut Criterion) {
    let linear = LinearSystem { loss: LossName::Logistic, points: None };
    bench(criterion, "linear logistic step", &linear, &grid([0.5, 40.0], [0.01, 20.0], &[]), false);
    let two_layer = |loss| TwoLayerSystem { loss, width: 100.into() };
    let logistic = grid([0.5, 12.0], [0.01, 5.0], &[2.0]);
    bench(criterion, "two-layer logistic step", &two_layer(LossName::Logistic), &logistic, false);
    let exponential = grid([0.1, 4.0], [0.01, 3.0], &[1.0]);
    let name = "two-layer exponential step with escape";
    bench(criterion, name, &two_layer(LossName::Exponential), &exponential, true);
}

criterion_group!(benches, maps);
criterion_main!(benches);
