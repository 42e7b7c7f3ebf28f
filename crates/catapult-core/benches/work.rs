//! What the operations of a check cost: the measurements behind the constants of `certify::prices`.
//!
//! Prints nanoseconds, the slowest of the losses and of several arguments. The constants of `certify::prices` are these, rounded up.

use catapult_core::arithmetic::{Ball, Dual, FromExact};
use catapult_core::dynamics::Descent;
use catapult_core::dynamics::orbit::CertifiedOrbit;
use catapult_core::model::{Empirical, LossName, Risk};
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

fn main() {
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
