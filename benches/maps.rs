//! How many steps a second do the three maps make, by instruction set?
//!
//! (P1) logistic; (T1), (T2) logistic; (T1), (T2) exponential with an escape test after every step, counted in steps really
//! made. Rates times starts, one thread. `f64` is the same equation in a loop over points, with the functions of `pxfm`.

use catapult::arithmetic::lanes::InstructionSet;
use catapult::dynamics::batch::{Family, LinearFamily, TwoLayerFamily, iterate, iterate_until_escape};
use catapult::model::{Exponential, Logistic};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;

/// Points along each axis.
const SIDE: usize = 128;
const STEPS: u64 = 1000;
const LIMIT: f64 = 1e3;

/// Rates and starts of all points, row by row.
fn grid(rates: [f64; 2], starts: [f64; 2]) -> (Vec<f64>, Vec<f64>) {
    let at = |[from, to]: [f64; 2], index: usize| from + (to - from) * index as f64 / (SIDE - 1) as f64;
    let cells = || (0..SIDE).flat_map(|i| (0..SIDE).map(move |j| (i, j)));
    (cells().map(|(i, _)| at(rates, i)).collect(), cells().map(|(_, j)| at(starts, j)).collect())
}

/// One point after the other in `f64`, for contrast. A limit of infinity tests nothing but NaN.
fn one_by_one<const D: usize>(family: &impl Family<D>, rates: &[f64], starts: &[[f64; D]], limit: f64) -> u64 {
    let mut made = 0;
    for (rate, start) in rates.iter().zip(starts) {
        made += steps_of_one(family, *rate, *start, limit);
    }
    made
}

fn steps_of_one<const D: usize, F: Family<D>>(family: &F, rate: f64, start: [f64; D], limit: f64) -> u64 {
    let map = family.map(rate);
    let mut state = start;
    let mut steps = 0;
    while steps < STEPS && state[0].abs() <= limit {
        state = F::step(&map, state);
        steps += 1;
    }
    black_box(state);
    steps
}

fn sets() -> impl Iterator<Item = (BenchmarkId, InstructionSet)> {
    InstructionSet::available().into_iter().map(|set| (BenchmarkId::from_parameter(set.name()), set))
}

fn linear_logistic(criterion: &mut Criterion) {
    let (rates, starts) = grid([0.5, 40.0], [0.01, 20.0]);
    let family = LinearFamily(Logistic);
    let mut group = criterion.benchmark_group("linear logistic step");
    group.sample_size(10).throughput(Throughput::Elements(rates.len() as u64 * STEPS));
    for (id, set) in sets() {
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                let mut weights = starts.clone();
                iterate(set, &family, &rates, [&mut weights], STEPS);
                weights
            });
        });
    }
    let few: Vec<[f64; 1]> = starts.iter().step_by(16).map(|start| [*start]).collect();
    let some: Vec<f64> = rates.iter().step_by(16).copied().collect();
    group.throughput(Throughput::Elements(one_by_one(&family, &some, &few, f64::INFINITY)));
    group.bench_function("f64", |bencher| bencher.iter(|| one_by_one(&family, &some, &few, f64::INFINITY)));
    group.finish();
}

fn two_layer_logistic(criterion: &mut Criterion) {
    let (rates, starts) = grid([0.5, 12.0], [0.01, 5.0]);
    let family = TwoLayerFamily { loss: Logistic, width: 100.into() };
    let mut group = criterion.benchmark_group("two-layer logistic step");
    group.sample_size(10).throughput(Throughput::Elements(rates.len() as u64 * STEPS));
    for (id, set) in sets() {
        group.bench_function(id, |bencher| {
            bencher.iter(|| {
                let (mut output, mut lambda) = (starts.clone(), vec![2.0; rates.len()]);
                iterate(set, &family, &rates, [&mut output, &mut lambda], STEPS);
                (output, lambda)
            });
        });
    }
    let few: Vec<[f64; 2]> = starts.iter().step_by(16).map(|start| [*start, 2.0]).collect();
    let some: Vec<f64> = rates.iter().step_by(16).copied().collect();
    group.throughput(Throughput::Elements(one_by_one(&family, &some, &few, f64::INFINITY)));
    group.bench_function("f64", |bencher| bencher.iter(|| one_by_one(&family, &some, &few, f64::INFINITY)));
    group.finish();
}

fn two_layer_exponential(criterion: &mut Criterion) {
    let (rates, starts) = grid([0.1, 4.0], [0.01, 3.0]);
    let family = TwoLayerFamily { loss: Exponential, width: 100.into() };
    let run = |set| {
        let (mut output, mut lambda) = (starts.clone(), vec![1.0; rates.len()]);
        iterate_until_escape(set, &family, &rates, [&mut output, &mut lambda], LIMIT, STEPS)
    };
    let mut group = criterion.benchmark_group("two-layer exponential step with escape");
    group.sample_size(10);
    for (id, set) in sets() {
        group.throughput(Throughput::Elements(run(set).iter().sum()));
        group.bench_function(id, |bencher| bencher.iter(|| run(set)));
    }
    let few: Vec<[f64; 2]> = starts.iter().step_by(16).map(|start| [*start, 1.0]).collect();
    let some: Vec<f64> = rates.iter().step_by(16).copied().collect();
    group.throughput(Throughput::Elements(one_by_one(&family, &some, &few, LIMIT)));
    group.bench_function("f64", |bencher| bencher.iter(|| one_by_one(&family, &some, &few, LIMIT)));
    group.finish();
}

criterion_group!(benches, linear_logistic, two_layer_logistic, two_layer_exponential);
criterion_main!(benches);
