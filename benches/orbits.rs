//! What does a step of the two-layer map cost, by arithmetic?
//!
//! Two seconds a case: a run of 1000 steps takes from a tenth of a millisecond to a tenth of a second.

use catapult::dynamics::Problem;
use catapult::dynamics::orbit::{Arithmetic, run};
use catapult::model::LossName;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rug::Rational;
use std::time::Duration;

const STEPS: u64 = 1000;

fn two_layer(criterion: &mut Criterion) {
    let start = Rational::from((5, 2));
    let problem = Problem::two_layer(LossName::Logistic, 3.into(), 100.into(), 2.into(), start);
    let mut group = criterion.benchmark_group("two-layer step");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Elements(STEPS));
    // 50, 300 and 1000 decimal digits.
    let arithmetics = [("f64", Arithmetic::F64)].into_iter().chain(
        [("ball:166", 166), ("ball:997", 997), ("ball:3322", 3322)].map(|(name, bits)| (name, Arithmetic::Ball(bits))),
    );
    for (name, arithmetic) in arithmetics {
        group.bench_with_input(BenchmarkId::from_parameter(name), &arithmetic, |bencher, &arithmetic| {
            bencher.iter(|| run(&problem, arithmetic, STEPS, STEPS, |_, _| ()));
        });
    }
    group.finish();
}

criterion_group!(benches, two_layer);
criterion_main!(benches);
