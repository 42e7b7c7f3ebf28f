//! Hostile certificates: problems where the cases of the lemmas meet, and proofs that may hold, nearly hold, or make no sense.

use super::{choose, rational};
use crate::arithmetic::Enclosure;
use crate::certify::aligned_proof::AlignedProof;
use crate::certify::certificate::{Certificate, Claim, Exact, Format, Proof, Statement};
use crate::certify::dense_proof::DenseProof;
use crate::certify::linear_proof::{LinearProof, Region};
use crate::certify::phase::{AlignedMinimum, Cycle, Limit, Minimum, Phase};
use crate::model::LossName;
use rand::{Rng, RngExt};
use rug::Rational;

/// The three losses.
const LOSSES: [LossName; 3] = [LossName::Exponential, LossName::Logistic, LossName::Squared];

fn fraction<R: Rng + ?Sized>(random: &mut R, numerators: std::ops::Range<i32>, largest_denominator: i32) -> Rational {
    Rational::from((random.random_range(numerators), random.random_range(1..=largest_denominator)))
}

/// The value, or a value very close to it.
fn near<R: Rng + ?Sized>(random: &mut R, value: Rational) -> Rational {
    let distance = Rational::from(1) >> random.random_range(8..160u32);
    match random.random_range(0..4) {
        0 => value * (distance + 1u32),
        1 => value * (Rational::from(1) - distance),
        _ => value,
    }
}

/// The statement of a problem. Most are valid; many lie at or next to a border between cases: starts at and next to f = 0, on the
/// boundary m lambda² = 4 f², rates at the thresholds, data without or with one sign, D0 in disguise, multiplicities of zero.
pub fn statement<R: Rng + ?Sized>(random: &mut R) -> Statement {
    let loss = choose(random, &LOSSES);
    match random.random_range(0..6) {
        0 | 1 => linear(random, loss),
        2 | 3 => two_layer(random, loss),
        4 => aligned(random, loss),
        _ => dense(random, loss),
    }
}

/// Layers that are zero, equal, nearly equal, or anything.
fn aligned<R: Rng + ?Sized>(random: &mut R, loss: LossName) -> Statement {
    let first = fraction(random, 0..20, 8);
    let sigma = (0..random.random_range(0..5))
        .map(|_| match random.random_range(0..8) {
            0 | 1 => near(random, first.clone()),
            2 => -first.clone(),
            3 => rational(random),
            _ => fraction(random, -20..21, 8),
        })
        .map(Exact)
        .collect();
    let width = Rational::from(choose(random, &[0, 1, 1, 4, 9, 10, 100]));
    let rate = fraction(random, 1..60, 8);
    Statement::Aligned { loss, learning_rate: Exact(rate), width: Exact(width), sigma }
}

/// Weights that are zero, small integers, or anything, and sometimes too few or too many.
fn dense<R: Rng + ?Sized>(random: &mut R, loss: LossName) -> Statement {
    let (width, depth) = (random.random_range(0..4_u32), random.random_range(0..5_u32));
    let count = 2 * width + depth.saturating_sub(2) * width * width + u32::from(random.random_range(0..8) == 0);
    let weight = |random: &mut R| match random.random_range(0..8) {
        0 => rational(random),
        1 | 2 => Rational::from(random.random_range(-2..3)),
        _ => fraction(random, -20..21, 8),
    };
    let weights = (0..count).map(|_| Exact(weight(random))).collect();
    let (width, depth) = if random.random_range(0..16) == 0 { (u32::MAX, u32::MAX) } else { (width, depth) };
    Statement::Dense { loss, learning_rate: Exact(fraction(random, 1..60, 8)), width, depth, weights }
}

fn linear<R: Rng + ?Sized>(random: &mut R, loss: LossName) -> Statement {
    let points = match random.random_range(0..5) {
        0 | 1 => None,
        2 => Some(vec![(Exact(Rational::from(1)), 2), (Exact(Rational::from(-1)), 2)]),
        _ => {
            let count = random.random_range(0..5);
            let point = |random: &mut R| {
                let value = if random.random_range(0..8) == 0 { rational(random) } else { fraction(random, -6..7, 3) };
                (Exact(value), choose(random, &[0, 1, 1, 1, 2, 3, u32::MAX]))
            };
            Some((0..count).map(|_| point(random)).collect())
        }
    };
    let rate = match random.random_range(0..4) {
        0 => {
            let threshold = Rational::from(choose(random, &[2, 8]));
            near(random, threshold)
        }
        1 => rational(random),
        _ => fraction(random, 1..60, 4),
    };
    let weight = match random.random_range(0..5) {
        0 => Rational::new(),
        1 => rational(random),
        _ => fraction(random, -40..41, 8),
    };
    Statement::Linear { loss, learning_rate: Exact(rate), points, weight: Exact(weight) }
}

fn two_layer<R: Rng + ?Sized>(random: &mut R, loss: LossName) -> Statement {
    let root = random.random_range(1..12u32);
    let width = choose(random, &[root * root, root, 1, 100]);
    let output = match random.random_range(0..6) {
        0 => Rational::new(),
        1 => Rational::from(1) >> random.random_range(1..300u32),
        2 => rational(random),
        _ => fraction(random, -40..41, 8),
    };
    let lambda = match random.random_range(0..6) {
        // on the boundary where the width is a square, and next to it
        0 | 1 => near(random, Rational::from(2) * output.clone().abs() / root),
        2 => rational(random),
        _ => fraction(random, 0..60, 8),
    };
    let rate = match random.random_range(0..6) {
        // eta lambda = 2 and 4 times 1/kappa, and eta² = 8 m where that is rational
        0 if lambda > 0 => {
            let threshold = Rational::from(choose(random, &[2, 4, 8])) / &lambda;
            near(random, threshold)
        }
        1 => near(random, Rational::from(root * 4) / 2u32),
        2 => rational(random),
        _ => fraction(random, 1..100, 8),
    };
    Statement::TwoLayer {
        loss,
        learning_rate: Exact(rate),
        width: Exact(Rational::from(width)),
        output: Exact(output),
        lambda: Exact(lambda),
    }
}

fn bits<R: Rng + ?Sized>(random: &mut R) -> u32 {
    choose(random, &[0, 1, 23, 24, 24, 25, 32, 53, 53, 64, 128, 128, 200])
}

fn region<R: Rng + ?Sized>(random: &mut R) -> Region {
    let middle = fraction(random, -40..41, 8);
    let reach = Rational::from(1) >> random.random_range(0..60u32);
    Region { lower: Exact(middle.clone() - &reach), upper: Exact(middle + reach) }
}

/// A proof of any kind that asks for little work: at most 200 bits, 40 steps, 8 pieces.
pub fn proof<R: Rng + ?Sized>(random: &mut R) -> Proof {
    let bits = bits(random);
    let step = random.random_range(0..40) * random.random_range(0..2);
    let small = |random: &mut R| match random.random_range(0..4) {
        0 => Exact(rational(random)),
        1 => Exact(Rational::from(1) - (Rational::from(1) >> random.random_range(0..40u32))),
        _ => Exact(fraction(random, 0..10, 10)),
    };
    match random.random_range(0..26) {
        0 => Proof::Trap { bits, step, contraction: small(random) },
        1 => Proof::Hit { bits, step: random.random_range(0..6) },
        2 => Proof::Boundary { bits },
        3 => Proof::Universal { bits, step },
        4 => Proof::Growth { bits, step },
        5 => Proof::Alternation { bits, step, margin: small(random) },
        6 => Proof::Linear(LinearProof::Rest { bits }),
        7 => Proof::Linear(LinearProof::Quadratic { bits }),
        8 => Proof::Linear(LinearProof::Smoothness { bits }),
        9 => Proof::Linear(LinearProof::CriticalRate { bits }),
        10 => Proof::Linear(LinearProof::Potential { bits, step }),
        11 => {
            let Region { lower, upper } = region(random);
            let rise = random.random::<bool>().then(|| random.random_range(0..=step));
            Proof::Linear(LinearProof::Sublevel { bits, step, rise, lower, upper, pieces: random.random_range(0..8) })
        }
        12 => Proof::Linear(LinearProof::Contraction {
            bits,
            step,
            rise: random.random_range(0..=step),
            basin: region(random),
            power: random.random_range(0..4),
            pieces: random.random_range(0..8),
        }),
        13 => Proof::Linear(LinearProof::Doubling {
            bits,
            step,
            rise: random.random_range(0..=step),
            radius: small(random),
            pieces: random.random_range(0..8),
        }),
        14 => {
            let period = random.random_range(0..5);
            Proof::Linear(LinearProof::Cycle {
                bits,
                step,
                period,
                cycle: region(random),
                basin: region(random),
                power: period * random.random_range(0..3),
                pieces: random.random_range(0..8),
            })
        }
        15 => Proof::Linear(LinearProof::Escape { bits, step, reach: small(random) }),
        16..21 => Proof::Aligned(aligned_proof(random, bits, step)),
        21 | 22 => Proof::Dense(DenseProof::Growth { bits, step }),
        23 => Proof::Dense(DenseProof::Rest { bits }),
        _ => Proof::Dense(DenseProof::Trap { bits, step, radius: small(random), contraction: small(random) }),
    }
}

fn aligned_proof<R: Rng + ?Sized>(random: &mut R, bits: u32, step: u64) -> AlignedProof {
    let layer = random.random_range(0..5);
    let exact = |random: &mut R| Exact(fraction(random, 0..10, 10));
    match random.random_range(0..8) {
        0 => AlignedProof::Trap { bits, step, layer, contraction: exact(random) },
        1 => AlignedProof::Lazy { bits, step },
        2 => AlignedProof::Safe { bits, step },
        3 => AlignedProof::Degenerate { bits, step, layer },
        4 => AlignedProof::Balanced { bits },
        5 => AlignedProof::Growth { bits, step },
        6 => AlignedProof::Alternation { bits, step, margin: exact(random) },
        _ => AlignedProof::Hit { bits, step: random.random_range(0..6) },
    }
}

/// A claim of any phase, with any limit or none.
fn claim<R: Rng + ?Sized>(random: &mut R) -> Claim {
    let phases = [Phase::Lazy, Phase::Catapult, Phase::Oscillating, Phase::Divergent, Phase::Undecided];
    let enclosure = |random: &mut R| {
        let ends = choose(random, &[("0", "1"), ("-1e3", "1e3"), ("1", "0"), ("-inf", "inf"), ("", "x")]);
        Enclosure { lower: ends.0.into(), upper: ends.1.into() }
    };
    let limit = match random.random_range(0..5) {
        2 => {
            let sigma = (0..random.random_range(0..4)).map(|_| enclosure(random)).collect();
            let vanishing = random.random::<bool>().then(|| random.random_range(0..4));
            let (lambda, sharpness) = (enclosure(random), enclosure(random));
            Some(Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness }))
        }
        0 => Some(Limit::Minimum(Minimum { lambda: enclosure(random), sharpness: enclosure(random) })),
        1 => {
            let points = (0..random.random_range(0..4)).map(|_| enclosure(random)).collect();
            Some(Limit::Cycle(Cycle { cycle: points, multiplier: enclosure(random) }))
        }
        _ => None,
    };
    Claim { phase: choose(random, &phases), limit }
}

/// A certificate: any statement, any claim, any proof that asks for little work. Most are wrong; none may harm a checker.
pub fn certificate<R: Rng + ?Sized>(random: &mut R) -> Certificate {
    Certificate { format: Format::One, problem: statement(random), claim: claim(random), proof: proof(random) }
}
