//! What the operations of a check cost: the measurements behind the constants of `certify::prices`.
//!
//! With the argument `margins` or `data` those behind the prices of listed data, and steps and traps there beside their predictions.
//! Prints nanoseconds, the slowest of the losses and of several arguments. The constants of `certify::prices` are these, rounded up.

use catapult_core::arithmetic::{Ball, Dual, FromExact};
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::data_proof::{FeatureProof, GramProof};
use catapult_core::certify::data_run::{DataRun, OnData};
use catapult_core::certify::data_work::DataSizes;
use catapult_core::dynamics::orbit::CertifiedOrbit;
use catapult_core::dynamics::{Descent, FeatureSystem, GramSystem};
use catapult_core::model::{Empirical, FeaturePoints, Loss, LossName, Risk};
use rug::{Integer, Rational, ops::Pow};
use std::hint::black_box;
use std::time::Instant;

/// Nanoseconds that this process has spent on a processor, where the system tells (Linux), so that other load does not count.
fn spent() -> Option<u64> {
    std::fs::read_to_string("/proc/self/schedstat").ok()?.split_whitespace().next()?.parse().ok()
}

/// Nanoseconds of one run of `work`, the least of three rounds of about a twentieth of a second.
fn nanoseconds(mut work: impl FnMut()) -> f64 {
    let once = |work: &mut dyn FnMut(), repetitions: u32| {
        let (clock, start) = (Instant::now(), spent());
        for _ in 0..repetitions {
            work();
        }
        let nanoseconds = match (start, spent()) {
            (Some(start), Some(end)) => (end - start) as f64,
            _ => clock.elapsed().as_nanos() as f64,
        };
        nanoseconds / f64::from(repetitions)
    };
    // by the clock, as the system counts in ticks of some milliseconds
    let start = Instant::now();
    work();
    let first = (start.elapsed().as_nanos() as f64).max(1.0);
    let repetitions = (5e7 / first).clamp(1.0, 1e6) as u32;
    (0..3).map(|_| once(&mut work, repetitions)).fold(f64::INFINITY, f64::min)
}

/// A rational number with numerator and denominator of about so many bits, in lowest terms.
fn rational(bits: u32) -> Rational {
    Rational::from((Integer::from(7).pow(bits * 10 / 28), Integer::from(3).pow(bits * 10 / 16)))
}

/// The slowest of loss, slope and curvature of one point, and of the slope with its derivative.
fn evaluation(bits: u32) -> [f64; 2] {
    let mut slowest = [0.0, 0.0_f64];
    for loss in LossName::ALL {
        let point = [(Rational::from((3, 7)), 1)];
        let risk = Empirical::<Ball, _>::new(loss, &point, bits);
        let differentiable = risk.clone().map(Dual::constant);
        for weight in [(1, 1000), (5, 7), (-31, 3), (999, 7)] {
            let weight = Ball::from_exact(&Rational::from(weight), bits);
            let plain: [&dyn Fn(Ball) -> Ball; 3] = [&|w| risk.value(w), &|w| risk.slope(w), &|w| risk.curvature(w)];
            for function in plain {
                slowest[0] = nanoseconds(|| drop(black_box(function(weight.clone())))).max(slowest[0]);
            }
            let dual = || drop(black_box(differentiable.slope(Dual::variable(weight.clone()))));
            slowest[1] = nanoseconds(dual).max(slowest[1]);
        }
    }
    slowest
}

/// The first step of a two-layer orbit with all that is set up for it, the slowest loss.
fn two_layer_step(bits: u32) -> f64 {
    let step = |loss| {
        let problem = Descent::two_layer(loss, (3, 7).into(), 100.into(), (7, 3).into(), (1, 3).into());
        nanoseconds(|| CertifiedOrbit::new(&problem, bits).advance())
    };
    LossName::ALL.into_iter().map(step).fold(0.0, f64::max)
}

/// Reading a rational of that length as a ball of few bits; the sum of two; their product.
fn exact(bits: u32) -> [f64; 4] {
    let (number, other) = (rational(bits), rational(bits) + 1);
    [
        nanoseconds(|| drop(black_box(Ball::from_exact(&number, 64)))),
        nanoseconds(|| drop(black_box(number.clone() + &other))),
        nanoseconds(|| drop(black_box(number.clone() * &other))),
        nanoseconds(|| drop(black_box(number.to_string()))),
    ]
}

/// Numbers of two digits before and two after the point, always the same.
fn spread(count: usize, seed: u64) -> Vec<Rational> {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        Rational::from(((state >> 33) as i64 % 401 - 200, 100))
    };
    (0..count).map(|_| next()).collect()
}

/// n points of d features whose margins have both signs.
fn listed(count: usize, features: usize) -> FeaturePoints {
    spread(count * features, 7).chunks(features).map(|z| (z.to_vec(), 1)).collect()
}

/// Prints nanoseconds of a step of a run on listed data and of a trap at its second state, each with what is predicted.
fn on_data<S: OnData>(problem: &Descent<S>, bits: u32, name: &str, trap: &dyn Fn(&DataRun<'_, S>) -> bool) {
    let sizes = DataSizes::of(problem).expect("short numbers");
    let mut run = DataRun::new(problem, bits);
    let step = nanoseconds(|| run.advance().expect("bounded"));
    let lemma = nanoseconds(|| {
        let run = DataRun::until(problem, bits, 1).expect("bounded");
        black_box(trap(&run));
    });
    let predicted = [sizes.step_nanoseconds(bits), sizes.trap_nanoseconds(bits)].map(|price| price as f64);
    println!(
        "{name} step {step:>11.0} predicted {:>12.0} ({:>5.2}), trap {lemma:>11.0} predicted {:>12.0} ({:>5.2})",
        predicted[0],
        predicted[0] / step,
        predicted[1],
        predicted[1] / lemma
    );
}

/// Values, slopes and curvatures of margins of each loss in balls, and one product with a sum.
fn margins() {
    for bits in [64, 128, 256, 512, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 16] {
        let ball = |p: i64, q: i64| Ball::from_exact(&Rational::from((p, q)), bits);
        let (x, y) = (ball(3, 7), ball(-5, 11));
        let product = nanoseconds(|| drop(black_box(x.clone() + y.clone() * &x)));
        print!("{bits:>8} product {product:>9.0}");
        for loss in LossName::ALL {
            let one = |u: &Ball| {
                let value = nanoseconds(|| drop(black_box(loss.margin_loss(u.clone()))));
                let slope = nanoseconds(|| drop(black_box(loss.margin_slope(u.clone()))));
                (value + slope) / 2.0
            };
            let times = [(1, 1000), (5, 7), (-31, 3)].map(|(p, q)| one(&ball(p, q)));
            print!("  {loss} {:>10.0} {:>10.0} {:>10.0}", times[0], times[1], times[2]);
        }
        println!();
    }
}

fn data_steps() {
    let sizes = [(10, 1), (10, 2), (10, 5), (1000, 2), (300, 10), (100, 20), (200, 40), (300, 100)];
    for (bits, (count, features)) in
        [64, 128, 160, 1024, 4096].into_iter().flat_map(|bits| sizes.map(|size| (bits, size)))
    {
        if bits > 256 && count * features * features > 30_000 {
            continue;
        }
        for loss in LossName::ALL {
            let points = listed(count, features);
            let rate = Rational::from((1, 100 * features as u32));
            let contraction = Exact(Rational::from((1, 2)));
            let name =
                |system| format!("{system:>6} n {count:>4} d {features:>3} {bits:>4} bits {:>11}", loss.to_string());
            let weights = spread(features, 3).into_iter().map(|x| x / 8).collect();
            let linear = Descent::features(loss, rate.clone(), points.clone(), weights);
            on_data::<FeatureSystem>(&linear, bits, &name("linear"), &|run| {
                FeatureProof::Trap { bits, step: 1, contraction: contraction.clone() }.establish_along(run).is_ok()
            });
            if count * features > 4000 {
                continue;
            }
            let quarters = |count, seed| spread(count, seed).into_iter().map(|x| x / 4).collect::<Vec<Rational>>();
            let rows: Vec<Vec<Rational>> =
                quarters(features * (features + 1), 5).chunks(features).map(<[Rational]>::to_vec).collect();
            let second = quarters(features + 1, 11);
            let network = Descent::two_layer_from_weights(loss, rate, points, &rows, &second).expect("shapes that fit");
            on_data::<GramSystem>(&network, bits, &name("gram"), &|run| {
                GramProof::Trap { bits, step: 1, contraction: contraction.clone() }.establish_along(run).is_ok()
            });
        }
    }
}

fn main() {
    if std::env::args().any(|argument| argument == "margins") {
        return margins();
    }
    if std::env::args().any(|argument| argument == "data") {
        return data_steps();
    }
    println!("{:>8} {:>14} {:>14} {:>14}", "bits", "evaluation", "with slope", "two-layer step");
    for bits in [24, 64, 128, 256, 512, 1 << 10, 1 << 11, 1 << 12, 1 << 13, 1 << 14, 1 << 16, 1 << 18, 1 << 20] {
        let ([plain, dual], step) = (evaluation(bits), two_layer_step(bits));
        println!("{bits:>8} {plain:>14.0} {dual:>14.0} {step:>14.0}");
    }
    println!("{:>8} {:>14} {:>14} {:>14} {:>14}", "bits", "read", "sum", "product", "write");
    for bits in [64, 256, 1 << 10, 1 << 12, 1 << 14, 1 << 16, 1 << 18, 1 << 20, 1 << 22] {
        let [read, sum, product, write] = exact(bits);
        println!("{bits:>8} {read:>14.0} {sum:>14.0} {product:>14.0} {write:>14.0}");
    }
}
