//! Forged claims: a true proof with another phase, and with limits that do not contain what the proof encloses.

use crate::borders::{ENOUGH_BITS, establish, exact};
use crate::linear::Data;
use crate::two_layer::{LOSSES, Start};
use catapult_core::arithmetic::{Ball, Enclosure, Field, FromExact};
use catapult_core::certify::aligned_proof::AlignedProof;
use catapult_core::certify::certificate::{Claim, Exact};
use catapult_core::certify::checker::compare;
use catapult_core::certify::checks::Established;
use catapult_core::certify::linear_proof::LinearProof;
use catapult_core::certify::phase::{
    AlignedMinimum, Cycle, DataMinimum, Direction, FeatureCycle, Infimum, Minimum, Multiplier,
};
use catapult_core::certify::{Limit, Phase, Proof};
use catapult_core::dynamics::Problem;
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const PHASES: [Phase; 5] = [Phase::Lazy, Phase::Catapult, Phase::Oscillating, Phase::Divergent, Phase::Undecided];

/// A number that is no number of few bits, enclosed.
fn enclosed(random: &mut ChaCha8Rng) -> Ball {
    Ball::from_exact(&exact(random, -2.0, 2.0), ENOUGH_BITS) / Ball::integer(3)
}

/// Proofs that hold: a trap, and a minimum of the squared loss; and limits of other kinds, without a proof.
fn proved(random: &mut ChaCha8Rng) -> Established {
    if random.random_range(0..4) == 0 {
        let mut next = || enclosed(random);
        let cycle = (0..3).map(|_| vec![next(), next()]).collect();
        let multipliers = (0..2).map(|_| Multiplier { real: next(), imaginary: next() }).collect();
        let limit = Limit::FeatureCycle(FeatureCycle { cycle, multipliers });
        return Established { phase: Phase::Oscillating, limit: Some(limit) };
    }
    if random.random_range(0..4) == 0 {
        let mut next = || enclosed(random);
        let minimiser = vec![next(), next()];
        let (ntk_eigenvalue, sharpness, lambda) = (next(), next(), next());
        let lambda = random.random::<bool>().then_some(lambda);
        let limit = Limit::OnData(DataMinimum { minimiser, lambda, ntk_eigenvalue, sharpness });
        return Established { phase: Phase::Lazy, limit: Some(limit) };
    }
    if random.random_range(0..4) == 0 {
        let mut next = || enclosed(random);
        let (loss, sharpness) = (next(), next());
        let direction = random.random::<bool>().then_some(Direction::MaximumMargin);
        return Established {
            phase: Phase::Catapult,
            limit: Some(Limit::Infimum(Infimum { loss, sharpness, direction })),
        };
    }
    if random.random_range(0..3) == 0 {
        let sigma = (0..3).map(|_| exact(random, 1.0, 2.0)).collect();
        let problem = Problem::aligned(LossName::Squared, Rational::from((1, 100)), Rational::from(1), sigma);
        let proof = AlignedProof::Trap {
            bits: ENOUGH_BITS,
            step: 1000,
            layer: 1,
            contraction: Exact(Rational::from((999, 1000))),
        };
        if let Ok(established) = establish(&problem, &Proof::Aligned(proof)) {
            return established;
        }
    }
    if random.random() {
        let mut start = Start::random(random, &LOSSES);
        start.output = Rational::from((1, 1000));
        let rate = Rational::from((1, 2)) / &start.lambda;
        let rho = Exact(Rational::from((9, 10)));
        let proof = Proof::Trap { bits: ENOUGH_BITS, step: 0, contraction: rho };
        establish(&start.problem(&rate), &proof).unwrap()
    } else {
        let data = Data::of_both_signs(random, LossName::Squared);
        let [_, square] = data.means();
        let weight = exact(random, 5.0, 9.0);
        let proof = Proof::Linear(LinearProof::Quadratic { bits: ENOUGH_BITS });
        establish(&data.problem(&(Rational::from(2) / square), &weight), &proof).unwrap()
    }
}

/// An enclosure with its ends moved outward by parts of its size; negative parts move them inside.
fn moved(ball: &Ball, lower: i32, upper: i32) -> Enclosure {
    let unit = Rational::from(1) >> 300_u32;
    let end = |end: Float, by: i32| (end.to_rational().unwrap() + unit.clone() * Rational::from(by)).to_string();
    Enclosure { lower: end(ball.lower(), -lower), upper: end(ball.upper(), upper) }
}

#[test]
fn claims_say_no_more_than_the_proof() {
    let mut random = ChaCha8Rng::seed_from_u64(101);
    for _ in 0..300 {
        let established = proved(&mut random);
        for phase in PHASES {
            assert_eq!(compare(&Claim { phase, limit: None }, &established).is_ok(), phase == established.phase);
        }
        let limit = established.limit.as_ref().unwrap();
        let claim = |limit| Claim { phase: established.phase, limit: Some(limit) };
        // every number once moved inside at either end
        let count = match limit {
            Limit::Minimum(_) => 2,
            Limit::Cycle(cycle) => cycle.cycle.len() + 1,
            Limit::OnData(minimum) => minimum.minimiser.len() + minimum.lambda.iter().len() + 2,
            Limit::Infimum(_) => 2,
            Limit::Aligned(limit) => limit.sigma.len() + 2,
            Limit::FeatureCycle(_) => 10,
        };
        for place in 0..=count {
            for (lower, upper) in [(0, 0), (1, 1), (-1, 0), (0, -1), (-1, 1), (1, -1)] {
                let mut index = 0;
                let mut next = |ball: &Ball| {
                    let here = if index == place { moved(ball, lower, upper) } else { moved(ball, 0, 0) };
                    index += 1;
                    here
                };
                let forged = match limit {
                    Limit::Minimum(Minimum { lambda, sharpness }) => {
                        Limit::Minimum(Minimum { lambda: next(lambda), sharpness: next(sharpness) })
                    }
                    Limit::Cycle(Cycle { cycle, multiplier }) => {
                        let points = cycle.iter().map(&mut next).collect();
                        Limit::Cycle(Cycle { cycle: points, multiplier: next(multiplier) })
                    }
                    Limit::OnData(DataMinimum { minimiser, lambda, ntk_eigenvalue, sharpness }) => {
                        Limit::OnData(DataMinimum {
                            minimiser: minimiser.iter().map(&mut next).collect(),
                            lambda: lambda.as_ref().map(&mut next),
                            ntk_eigenvalue: next(ntk_eigenvalue),
                            sharpness: next(sharpness),
                        })
                    }
                    Limit::Infimum(Infimum { loss, sharpness, direction }) => {
                        Limit::Infimum(Infimum { loss: next(loss), sharpness: next(sharpness), direction: *direction })
                    }
                    Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness }) => {
                        Limit::Aligned(AlignedMinimum {
                            sigma: sigma.iter().map(&mut next).collect(),
                            vanishing: *vanishing,
                            lambda: next(lambda),
                            sharpness: next(sharpness),
                        })
                    }
                    Limit::FeatureCycle(FeatureCycle { cycle, multipliers }) => {
                        let cycle = cycle.iter().map(|point| point.iter().map(&mut next).collect()).collect();
                        let both = |value: &Multiplier<Ball>| Multiplier {
                            real: next(&value.real),
                            imaginary: next(&value.imaginary),
                        };
                        Limit::FeatureCycle(FeatureCycle { cycle, multipliers: multipliers.iter().map(both).collect() })
                    }
                };
                let holds = place == count || lower >= 0 && upper >= 0;
                assert_eq!(compare(&claim(forged), &established).is_ok(), holds, "number {place}: {lower}, {upper}");
            }
        }
        // another kind of limit, another number of points or of weights
        let whole = || Enclosure { lower: "-1e9".into(), upper: "1e9".into() };
        for points in 0..4 {
            let cycle = Limit::Cycle(Cycle { cycle: vec![whole(); points], multiplier: whole() });
            let holds = matches!(limit, Limit::Cycle(cycle) if cycle.cycle.len() == points);
            assert_eq!(compare(&claim(cycle), &established).is_ok(), holds, "{points} points");
        }
        for (layers, vanishing) in [(2, Some(1)), (3, Some(1)), (4, Some(1)), (3, Some(2)), (3, None)] {
            let forged =
                AlignedMinimum { sigma: vec![whole(); layers], vanishing, lambda: whole(), sharpness: whole() };
            let holds = layers == 3 && vanishing == Some(1) && matches!(limit, Limit::Aligned(_));
            assert_eq!(compare(&claim(Limit::Aligned(forged)), &established).is_ok(), holds, "{layers} layers");
        }
        for (points, features, count) in [(3, 2, 2), (2, 2, 2), (4, 2, 2), (3, 1, 2), (3, 3, 2), (3, 2, 1), (3, 2, 3)] {
            let multiplier = || Multiplier { real: whole(), imaginary: whole() };
            let forged = FeatureCycle {
                cycle: (0..points).map(|_| (0..features).map(|_| whole()).collect()).collect(),
                multipliers: (0..count).map(|_| multiplier()).collect(),
            };
            let holds = (points, features, count) == (3, 2, 2) && matches!(limit, Limit::FeatureCycle(_));
            assert_eq!(compare(&claim(Limit::FeatureCycle(forged)), &established).is_ok(), holds, "{points} points");
        }
        for (weights, lambda) in [(2, None), (2, Some(whole())), (1, None), (3, None)] {
            let claims_lambda = lambda.is_some();
            let minimiser = vec![whole(); weights];
            let forged = DataMinimum { minimiser, lambda, ntk_eigenvalue: whole(), sharpness: whole() };
            let proved = matches!(limit, Limit::OnData(proved) if !claims_lambda || proved.lambda.is_some());
            let holds = weights == 2 && proved;
            assert_eq!(
                compare(&claim(Limit::OnData(forged)), &established).is_ok(),
                holds,
                "{weights}, {claims_lambda}"
            );
        }
        for direction in [None, Some(Direction::MaximumMargin)] {
            let forged = Infimum { loss: whole(), sharpness: whole(), direction };
            let holds = matches!(limit, Limit::Infimum(proved) if direction.is_none() || proved.direction == direction);
            assert_eq!(compare(&claim(Limit::Infimum(forged)), &established).is_ok(), holds, "{direction:?}");
        }
        let minimum = Limit::Minimum(Minimum { lambda: whole(), sharpness: whole() });
        assert_eq!(compare(&claim(minimum), &established).is_ok(), matches!(limit, Limit::Minimum(_)));
        // no number claims nothing, but it is no number
        let words = Limit::Minimum(Minimum {
            lambda: Enclosure { lower: "-inf".into(), upper: "inf".into() },
            sharpness: whole(),
        });
        assert!(compare(&claim(words), &established).is_err());
    }
}

/// A limit of which nothing is known implies no claim, and a divergence has none.
#[test]
fn nothing_follows_from_an_unknown_limit() {
    let whole = || Enclosure { lower: "-1e9".into(), upper: "1e9".into() };
    let claim =
        Claim { phase: Phase::Lazy, limit: Some(Limit::Minimum(Minimum { lambda: whole(), sharpness: whole() })) };
    let unknown = Limit::Minimum(Minimum { lambda: Ball::unbounded(64), sharpness: Ball::unbounded(64) });
    assert!(compare(&claim, &Established { phase: Phase::Lazy, limit: Some(unknown) }).is_err());
    assert!(compare(&claim, &Established { phase: Phase::Lazy, limit: None }).is_err());
}
