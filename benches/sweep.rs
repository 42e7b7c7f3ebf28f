//! What does the sweep of the paper's experiments cost: CIFAR-10 automobile against dog, width 500, logistic loss, 24
//! learning rates from 1 to 200 by 500 steps? Gram matrices included, loading the data not. Peak memory is printed at the
//! end where the system tells it.
//!
//! The formulations and depth 3 are compared on shorter runs: rank-one updates take minutes for 500 steps. Ten samples, the
//! fewest that criterion takes, of one run each: a run lasts seconds.

use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::model::{Loss, LossName};
use catapult::training::{Formulation, Network, Plan, Real, Setup, Sweep};
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use std::time::Duration;

const RATES: usize = 24;

fn cifar10() -> (DataSet, DataSet) {
    let specification: DataSpecification = "cifar10:automobile,dog".parse().expect("a specification");
    let (train, test) = specification.load_with_test(&DataSource::Embedded).expect("embedded data");
    (train, test.expect("embedded test data"))
}

/// The sweep with test accuracy at the end; returns the last rows so that nothing is optimised away.
fn run<T: Real>(data: &(DataSet, DataSet), start: &Network, steps: usize, formulation: Option<Formulation>) -> f64
where
    LossName: Loss<T>,
{
    let rate = |index: usize| 200_f64.powf(index as f64 / (RATES - 1) as f64);
    let setup = Setup {
        test: Some(&data.1),
        every: steps,
        formulation,
        ..Setup::new(&data.0, LossName::Logistic, start, (0..RATES).map(|k| Plan::constant(rate(k), steps)).collect())
    };
    let mut sweep = Sweep::<T, _>::new(setup).expect("a sweep");
    let mut sum = 0.0;
    while !sweep.done() {
        sum += sweep.advance().expect("a step").iter().map(|(_, row)| row.train_loss).sum::<f64>();
    }
    sum
}

fn sweeps(criterion: &mut Criterion) {
    let data = cifar10();
    let dimension = data.0.dimension();
    let [two, three] = [2, 3].map(|depth| Network::random(dimension, depth, 500, 1).expect("a network"));
    let mut group = criterion.benchmark_group("CIFAR-10 sweep");
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(1));
    group.throughput(Throughput::Elements(RATES as u64 * 500));
    group.bench_function("depth 2, f64, 500 steps", |bencher| bencher.iter(|| run::<f64>(&data, &two, 500, None)));
    group.bench_function("depth 2, f32, 500 steps", |bencher| bencher.iter(|| run::<f32>(&data, &two, 500, None)));
    group.throughput(Throughput::Elements(RATES as u64 * 100));
    group.bench_function("depth 3, f64, 100 steps", |bencher| bencher.iter(|| run::<f64>(&data, &three, 100, None)));
    group.throughput(Throughput::Elements(RATES as u64 * 20));
    for formulation in Formulation::ALL {
        group.bench_with_input(BenchmarkId::new("depth 2, f64, 20 steps", formulation), &formulation, |bencher, f| {
            bencher.iter(|| run::<f64>(&data, &two, 20, Some(*f)));
        });
    }
    group.finish();
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    if let Some(line) = status.lines().find(|line| line.starts_with("VmHWM")) {
        println!("peak memory: {}", line.trim_start_matches("VmHWM:").trim());
    }
}

criterion_group!(benches, sweeps);
criterion_main!(benches);
