//! What does a proof cost: to find it, to check it, for one start, for all parameters of a rectangle, and for a data set?
//!
//! * `classify`: the search for a certificate, from one start of each phase; `30` and `300` are digits of the limit.
//! * `check`: the checker on what the search found.
//! * `atlas`: two-layer network, logistic loss, m = 100, lambda0 = 2: rates 1/2 to 40 against outputs 1/10 to 6, down to
//!   cells of 1/32 of a side, by the cell.
//! * `separability`: an exact decision, with the maximum margin to 30 digits where there is one.
//!
//! Searches are deterministic, so ten samples of a long case say as much as a hundred.

use catapult::atlas::{Chart, Range, Survey, VerticalAxis};
use catapult::certify::check;
use catapult::data::{DataSource, DataSpecification};
use catapult::dynamics::Problem;
use catapult::model::LossName;
use catapult::progress::silent;
use catapult::search::{self, Classification, ClassifyOptions};
use catapult::separability::decide;
use catapult::theory::Digits;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rug::Rational;
use std::hint::black_box;
use std::time::Duration;

fn two_layer(loss: LossName, rate: (i32, i32), width: i32) -> Problem {
    Problem::two_layer(loss, rate.into(), width.into(), 2.into(), (1, 2).into())
}

/// One start of each kind of proof.
fn problems() -> Vec<(&'static str, Problem)> {
    use LossName::{Exponential, Logistic, Squared};
    vec![
        ("two-layer logistic, lazy", two_layer(Logistic, (3, 1), 100)),
        ("two-layer logistic, catapult", two_layer(Logistic, (12, 1), 100)),
        ("two-layer logistic, long catapult", two_layer(Logistic, (227, 8), 100)),
        ("two-layer logistic, divergent", two_layer(Logistic, (33, 1), 100)),
        ("two-layer exponential, catapult", two_layer(Exponential, (6, 5), 10)),
        ("two-layer exponential, divergent", two_layer(Exponential, (3, 2), 10)),
        ("two-layer squared, catapult", two_layer(Squared, (3, 2), 10_000)),
        ("linear logistic, monotone", Problem::linear(Logistic, 4.into(), 12.into())),
        ("linear logistic, 2-cycle", Problem::linear(Logistic, 40.into(), 12.into())),
        ("linear exponential, divergent", Problem::linear(Exponential, 2.into(), 3.into())),
    ]
}

fn classify(problem: &Problem, digits: usize) -> Classification {
    let digits = Digits::new(digits).expect("a count of digits");
    let options = ClassifyOptions { digits, ..ClassifyOptions::default() };
    search::classify(problem, &options).expect("a valid problem")
}

fn searches(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("classify");
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(500));
    for (name, problem) in problems() {
        for digits in [30, 300] {
            group.bench_function(BenchmarkId::new(name, digits), |bencher| {
                bencher.iter(|| classify(black_box(&problem), digits));
            });
        }
    }
    group.finish();
}

fn checks(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("check");
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_millis(500));
    for (name, problem) in problems() {
        let certificate = classify(&problem, 30).certificate.expect("each of these problems is settled");
        group.bench_function(name, |bencher| bencher.iter(|| check(black_box(&certificate))));
    }
    group.finish();
}

fn atlas(criterion: &mut Criterion) {
    let range = |from: (i32, i32), to: (i32, i32)| Range { from: from.into(), to: to.into() };
    let chart = Chart {
        loss: LossName::Logistic,
        width: 100.into(),
        learning_rates: range((1, 2), (40, 1)),
        vertical: range((1, 10), (6, 1)),
        axis: VerticalAxis::Output,
        fixed: Rational::from(2),
    };
    let survey = |depth: u32| {
        let mut survey = Survey::new(chart.clone(), depth);
        while !survey.is_done() {
            survey.advance(usize::MAX, &silent).expect("nobody interrupts");
        }
        survey
    };
    let mut group = criterion.benchmark_group("atlas");
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_secs(2));
    for depth in [3, 4, 5] {
        let found = survey(depth);
        group.throughput(Throughput::Elements((found.decided.len() + found.undecided.len()) as u64));
        group.bench_function(BenchmarkId::new("depth", depth), |bencher| bencher.iter(|| survey(black_box(depth))));
    }
    group.finish();
}

fn separability(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("separability");
    group.sample_size(10).warm_up_time(Duration::from_millis(100)).measurement_time(Duration::from_secs(1));
    for text in [
        "three-point",
        "synthetic:separable,n=50,d=10",
        "synthetic:nonseparable,n=50,d=10",
        "synthetic:mixed,n=50,d=12",
        "synthetic:separable",
        "synthetic:nonseparable",
        "synthetic:separable,n=20000",
        "synthetic:nonseparable,n=20000",
    ] {
        let specification: DataSpecification = text.parse().expect("a data specification");
        let points = specification.load_integer_points(&DataSource::Embedded).expect("data without files");
        group.bench_function(text, |bencher| bencher.iter(|| decide(black_box(&points), Digits::default())));
    }
    group.finish();
}

criterion_group!(benches, searches, checks, atlas, separability);
criterion_main!(benches);
