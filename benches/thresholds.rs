//! What does a certified threshold cost, by digits?
//!
//! Two seconds a case: the longest takes a few milliseconds.

use catapult::theory::Digits;
use catapult::theory::overshoot::enclose_overshoot;
use catapult::theory::two_cycle::enclose_two_cycle;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use rug::Rational;
use std::hint::black_box;
use std::time::Duration;

fn roots(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("certified root");
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(2));
    for count in [30, 300, 1000] {
        let digits = Digits::new(count).expect("a count of digits");
        group.bench_with_input(BenchmarkId::new("overshoot", count), &digits, |bencher, &digits| {
            bencher.iter(|| enclose_overshoot(black_box(digits)));
        });
        let rate = Rational::from(40);
        group.bench_with_input(BenchmarkId::new("two-cycle", count), &digits, |bencher, &digits| {
            bencher.iter(|| enclose_two_cycle(&rate, black_box(digits)));
        });
    }
    group.finish();
}

criterion_group!(benches, roots);
criterion_main!(benches);
