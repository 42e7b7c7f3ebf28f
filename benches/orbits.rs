//! What does a step of the two-layer map cost, by arithmetic?
//!
//! Two seconds a case: a run of 1000 steps takes from a tenth of a millisecond to a tenth of a second.

use catapult::dynamics::Problem;
use catapult::dynamics::orbit::{Arithmetic, run};
use catapult::model::LossName;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rug::Rational;
use std::ops::ControlFlow;
use std::time::Duration;

const STEPS: u64 = 1000;

fn two_layer(criterion: &mut Criterion) {
    let start = Rational::from((5, 2));
    let problem = |rate| Problem::two_layer(LossName::Logistic, rate, 100.into(), 2.into(), start.clone());
    let mut group = criterion.benchmark_group("two-layer step");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2));
    group.throughput(Throughput::Elements(STEPS));
    // Ten bits more than 50, 300 and 1000 decimal digits, at learning rates 3 and 7.5, of which both orbits keep all but four.
    let arithmetics = [("f64", Arithmetic::F64)].into_iter().chain(
        [("ball:177", 177), ("ball:1007", 1007), ("ball:3332", 3332)]
            .map(|(name, bits)| (name, Arithmetic::Ball(bits))),
    );
    for (name, arithmetic) in arithmetics {
        for (rate, learning_rate) in [("3", Rational::from(3)), ("7.5", Rational::from((15, 2)))] {
            let problem = problem(learning_rate);
            group.bench_with_input(BenchmarkId::new(name, rate), &arithmetic, |bencher, &arithmetic| {
                bencher.iter(|| run(&problem, arithmetic, STEPS, STEPS, |_, _| ControlFlow::Continue(())));
            });
        }
    }
    group.finish();
}

criterion_group!(benches, two_layer);
criterion_main!(benches);
