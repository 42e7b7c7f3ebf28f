//! Does the cost of a sweep grow as predicted in n, d, m, L, K and the number of steps?
//!
//! One size is varied at a time. At the end, the exponent fitted to the measured medians (least squares in logarithms) is
//! printed next to the one fitted to the predictions of `training::sweep::cost` at the same sizes.

use catapult::model::{DataSet, LossName};
use catapult::training::sweep::Sizes;
use catapult::training::{Formulation, Network, Plan, Setup, Sweep};
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::cell::RefCell;
use std::time::{Duration, Instant};

/// n, d, m, L, K, steps
#[derive(Clone, Copy)]
struct Case([usize; 6]);

const NAMES: [&str; 6] = ["n", "d", "m", "L", "K", "steps"];
const BASE: [usize; 6] = [768, 768, 256, 3, 12, 64];

/// The values of each size: the base, and below and above it.
fn values(axis: usize) -> Vec<usize> {
    match NAMES[axis] {
        "L" => vec![3, 6, 12],
        "steps" => vec![64, 128, 256],
        _ => vec![BASE[axis] / 2, BASE[axis], 2 * BASE[axis], 4 * BASE[axis]],
    }
}

impl Case {
    fn sizes(self) -> Sizes {
        let [samples, dimension, width, depth, rates, steps] = self.0;
        let total_steps = (rates * steps) as u64;
        Sizes { samples, dimension, width, depth, rates, total_steps, longest: steps, bytes: 8 }
    }

    fn data(self) -> DataSet {
        let [count, dimension, ..] = self.0;
        let mut generator = ChaCha8Rng::seed_from_u64(0);
        let features = Mat::from_fn(count, dimension, |_, _| {
            let x: f64 = StandardNormal.sample(&mut generator);
            x / (dimension as f64).sqrt()
        });
        DataSet { features, labels: (0..count).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect() }
    }

    fn run(self, data: &DataSet, start: &Network, formulation: Formulation) -> usize {
        let [.., rates, steps] = self.0;
        let plans = (1..=rates).map(|k| Plan::constant(k as f64 / rates as f64, steps)).collect();
        let setup = Setup {
            every: steps,
            formulation: Some(formulation),
            ..Setup::new(data, LossName::Logistic, start, plans)
        };
        let mut sweep = Sweep::<f64, _>::new(setup).expect("a sweep");
        let mut rows = 0;
        while !sweep.done() {
            rows += sweep.advance().len();
        }
        rows
    }
}

/// The slope of log(cost) against log(size) by least squares.
fn exponent(points: &[(f64, f64)]) -> f64 {
    let count = points.len() as f64;
    let mean = |f: fn(&(f64, f64)) -> f64| points.iter().map(f).sum::<f64>() / count;
    let (x, y) = (mean(|p| p.0.ln()), mean(|p| p.1.ln()));
    let covariance: f64 = points.iter().map(|p| (p.0.ln() - x) * (p.1.ln() - y)).sum();
    covariance / points.iter().map(|p| (p.0.ln() - x).powi(2)).sum::<f64>()
}

fn scaling(criterion: &mut Criterion) {
    let mut lines = vec![format!("{:<16}{:<8}{:>10}{:>11}", "formulation", "size", "measured", "predicted")];
    for formulation in Formulation::ALL {
        let mut group = criterion.benchmark_group(format!("scaling, {formulation}"));
        group
            .sampling_mode(SamplingMode::Flat)
            .sample_size(10)
            .warm_up_time(Duration::from_millis(50))
            .measurement_time(Duration::from_millis(100));
        for (axis, name) in NAMES.iter().enumerate() {
            let (mut measured, mut predicted) = (Vec::new(), Vec::new());
            for value in values(axis) {
                let mut sizes = BASE;
                sizes[axis] = value;
                let case = Case(sizes);
                let data = case.data();
                let start = Network::random(sizes[1], sizes[3], sizes[2], 1).expect("a network");
                let times = RefCell::new(Vec::new());
                group.bench_function(BenchmarkId::new(*name, value), |bencher| {
                    bencher.iter_custom(|iterations| {
                        let begin = Instant::now();
                        for _ in 0..iterations {
                            let single = Instant::now();
                            std::hint::black_box(case.run(&data, &start, formulation));
                            times.borrow_mut().push(single.elapsed().as_secs_f64());
                        }
                        begin.elapsed()
                    });
                });
                let mut times = times.into_inner();
                times.sort_by(f64::total_cmp);
                if let Some(median) = times.get(times.len() / 2) {
                    measured.push((value as f64, *median));
                    predicted.push((value as f64, case.sizes().predicted_cost(formulation)));
                }
            }
            if measured.len() > 1 {
                let (measured, predicted) = (exponent(&measured), exponent(&predicted));
                lines.push(format!("{:<16}{name:<8}{measured:>10.2}{predicted:>11.2}", formulation.name()));
            }
        }
        group.finish();
    }
    println!("\nexponents of the cost\n{}", lines.join("\n"));
}

criterion_group!(benches, scaling);
criterion_main!(benches);
