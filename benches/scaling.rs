//! How does the cost of a sweep grow in n, d, m, L, K and the number of steps, and that of certified numbers in the digits?
//!
//! One size is varied at a time, by factors of two (digits by about three). At the end, the exponents fitted to the measured
//! medians (least squares in logarithms) are printed, those of sweeps next to the exponents fitted to the predictions of
//! `training::sweep::cost` at the same sizes. Ten samples of one run each: an exponent needs no more, and the bench has
//! about eighty cases.

use catapult::arithmetic::{Analytic, Ball, FromExact};
use catapult::data::DataSet;
use catapult::dynamics::Problem;
use catapult::dynamics::orbit::{Arithmetic, run};
use catapult::model::LossName;
use catapult::theory::Digits;
use catapult::theory::overshoot::enclose_overshoot;
use catapult::training::sweep::Sizes;
use catapult::training::{Formulation, Network, Plan, Setup, Sweep};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::cell::RefCell;
use std::ops::ControlFlow;
use std::time::{Duration, Instant};

/// n, d, m, L, K, steps
#[derive(Clone, Copy)]
struct Case([usize; 6]);

const NAMES: [&str; 6] = ["n", "d", "m", "L", "K", "steps"];
const BASE: [usize; 6] = [768, 768, 256, 3, 12, 32];
/// Decimal digits.
const DIGITS: [usize; 5] = [30, 100, 300, 1000, 3000];

/// The values of each size: the base, and below and above it.
fn values(axis: usize) -> Vec<usize> {
    match NAMES[axis] {
        "L" => vec![3, 6, 12],
        "steps" => vec![32, 64, 128],
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
            rows += sweep.advance().expect("a step").len();
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
    let mut lines = vec![format!("{:<8}{:<24}{:>10}{:>11}", "size", "what", "measured", "predicted")];
    for (axis, name) in NAMES.iter().enumerate() {
        let mut group = group(criterion, name);
        for formulation in Formulation::ALL {
            let (mut measured, mut predicted) = (Vec::new(), Vec::new());
            for value in values(axis) {
                let mut sizes = BASE;
                sizes[axis] = value;
                let case = Case(sizes);
                let data = case.data();
                let start = Network::random(sizes[1], sizes[3], sizes[2], 1).expect("a network");
                let work = || case.run(&data, &start, formulation);
                if let Some(median) = time(&mut group, BenchmarkId::new(formulation.name(), value), work) {
                    measured.push((value as f64, median));
                    predicted.push((value as f64, case.sizes().predicted_cost(formulation)));
                }
            }
            if measured.len() > 1 {
                let (measured, predicted) = (exponent(&measured), exponent(&predicted));
                lines.push(format!("{name:<8}{:<24}{measured:>10.2}{predicted:>11.2}", formulation.name()));
            }
        }
        group.finish();
    }
    lines.extend(digits(criterion));
    println!("\nexponents of the cost\n{}", lines.join("\n"));
}

fn group<'a>(criterion: &'a mut Criterion, size: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(format!("scaling in {size}"));
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(50))
        .measurement_time(Duration::from_millis(100));
    group
}

/// Times a case; the median in seconds, if the case was chosen.
fn time<R>(group: &mut BenchmarkGroup<'_, WallTime>, id: BenchmarkId, work: impl Fn() -> R) -> Option<f64> {
    let times = RefCell::new(Vec::new());
    group.bench_function(id, |bencher| {
        bencher.iter_custom(|iterations| {
            let begin = Instant::now();
            for _ in 0..iterations {
                let single = Instant::now();
                std::hint::black_box(work());
                times.borrow_mut().push(single.elapsed().as_secs_f64());
            }
            begin.elapsed()
        });
    });
    let mut times = times.into_inner();
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied()
}

/// Something certified, to a number of decimal digits.
type Certified = fn(usize);

/// Certified numbers to more and more digits; the lines of the exponents.
fn digits(criterion: &mut Criterion) -> Vec<String> {
    let works: [(&str, Certified); 3] = [
        ("root", |count| {
            std::hint::black_box(enclose_overshoot(Digits::new(count).expect("a count of digits")).expect("a root"));
        }),
        ("tanh of a ball", |count| {
            let ball = Ball::from_exact(&(3, 7).into(), bits(count));
            std::hint::black_box(ball.tanh());
        }),
        ("100 steps of two layers", |count| {
            let start = (5, 2).into();
            let problem = Problem::two_layer(LossName::Logistic, 3.into(), 100.into(), 2.into(), start);
            let steps = 100;
            run(&problem, Arithmetic::Ball(bits(count)), steps, steps, |_, _| ControlFlow::Continue(()))
                .expect("a valid problem");
        }),
    ];
    let mut group = group(criterion, "digits");
    let mut lines = Vec::new();
    for (name, work) in works {
        let medians = DIGITS.iter().filter_map(|&count| {
            let median = time(&mut group, BenchmarkId::new(name, count), || work(count))?;
            Some((count as f64, median))
        });
        let measured: Vec<(f64, f64)> = medians.collect();
        if measured.len() > 1 {
            lines.push(format!("{:<8}{name:<24}{:>10.2}", "digits", exponent(&measured)));
        }
    }
    group.finish();
    lines
}

/// The bits that hold so many decimal digits.
fn bits(digits: usize) -> u32 {
    (digits as f64 * std::f64::consts::LOG2_10).ceil() as u32
}

criterion_group!(benches, scaling);
criterion_main!(benches);
