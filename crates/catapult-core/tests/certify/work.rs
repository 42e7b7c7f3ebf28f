//! Work is predicted before it is done: what is too much is refused, what searches find is not, and the predictions follow sizes.

use catapult_core::arithmetic::parse_exact;
use catapult_core::certify::Proof;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::checker::{Rejection, establish};
use catapult_core::certify::checks::aligned_hit::most_bits;
use catapult_core::certify::data_proof::FeatureProof;
use catapult_core::certify::data_work::DataSizes;
use catapult_core::certify::dense_proof::DenseProof;
use catapult_core::certify::dense_work::DenseSizes;
use catapult_core::certify::linear_proof::{LinearProof, Region};
use catapult_core::certify::sizes::Sizes;
use catapult_core::certify::work::{Excess, MOST_BITS, MOST_STEPS, exact_bits};
use catapult_core::dynamics::{Descent, Problem};
use catapult_core::model::LossName;
use rug::Rational;

fn on(loss: LossName, points: Vec<(Rational, u32)>) -> Problem {
    Problem::linear_on(points, loss, Rational::from(1), Rational::from(2))
}

/// As many different points of both signs.
fn points(count: i32) -> Vec<(Rational, u32)> {
    (0..count).map(|index| (Rational::from((2 * index + 1 - count, 7)), 1)).collect()
}

fn two_layer() -> Problem {
    Problem::two_layer(LossName::Logistic, 12.into(), 100.into(), 2.into(), (1, 2).into())
}

fn allow(problem: &Problem, proof: &Proof) -> Result<(), Excess> {
    Sizes::of(problem)?.allow(proof)
}

fn exact(text: &str) -> Exact {
    Exact(parse_exact(text).expect("a number"))
}

fn trap(bits: u32, step: u64) -> Proof {
    Proof::Trap { bits, step, contraction: exact("9/10") }
}

fn linear(proof: LinearProof) -> Proof {
    Proof::Linear(proof)
}

/// Every lemma, with many bits, steps, pieces or powers, on data where that is too much.
#[test]
fn every_lemma_is_refused_before_it_takes_too_long() {
    let data = || on(LossName::Logistic, points(3000));
    let (bits, step) = (24, MOST_STEPS);
    let region = || Region { lower: exact("0"), upper: exact("1") };
    let (power, pieces, most) = (128, 4096, MOST_BITS);
    let proofs = [
        (data(), linear(LinearProof::Rest { bits: most })),
        (data(), linear(LinearProof::Quadratic { bits: most })),
        (data(), linear(LinearProof::Smoothness { bits: most })),
        (data(), linear(LinearProof::CriticalRate { bits: most })),
        (data(), linear(LinearProof::Potential { bits, step })),
        (data(), linear(LinearProof::Escape { bits, step, reach: exact("1") })),
        (
            data(),
            linear(LinearProof::Sublevel {
                bits: 4096,
                step: 0,
                rise: None,
                lower: exact("0"),
                upper: exact("1"),
                pieces,
            }),
        ),
        (data(), linear(LinearProof::Contraction { bits, step: 1, rise: 0, basin: region(), power, pieces })),
        (
            data(),
            linear(LinearProof::Cycle { bits, step: 0, period: 64, cycle: region(), basin: region(), power, pieces }),
        ),
        (data(), linear(LinearProof::Doubling { bits: 256, step: 1, rise: 0, radius: exact("1"), pieces })),
        (two_layer(), trap(4096, step)),
        (two_layer(), Proof::Universal { bits: 4096, step }),
        (two_layer(), Proof::Growth { bits: 4096, step }),
        (two_layer(), Proof::Alternation { bits: 4096, step, margin: exact("1/10") }),
        (two_layer(), Proof::Boundary { bits: most }),
        (two_layer(), Proof::Hit { bits: most, step: 1 }),
    ];
    for (problem, proof) in proofs {
        let refused = establish(&problem, &proof);
        assert!(matches!(refused, Err(Rejection::Work(Excess::Time(_) | Excess::Memory(_)))), "{proof:?}: {refused:?}");
    }
}

/// A network with all its weights, each the same number.
fn dense(width: usize, depth: usize, weight: &Rational) -> Problem {
    let weights = vec![weight.clone(); 2 * width + (depth - 2) * width * width];
    Problem::Dense(Descent::dense(LossName::Logistic, Rational::from(1), width, depth, weights))
}

/// Every lemma about deep networks, with many bits or steps: all of them would run for hours.
#[test]
fn every_lemma_about_deep_networks_is_refused_before_it_takes_too_long() {
    let (half, step) = (Rational::from((1, 2)), MOST_STEPS);
    let trap = |bits, step| DenseProof::Trap { bits, step, radius: exact("1"), contraction: exact("1/2") };
    for proof in [
        trap(24, step),
        trap(MOST_BITS, 0),
        DenseProof::Growth { bits: 24, step },
        DenseProof::Growth { bits: MOST_BITS, step: 0 },
        DenseProof::Rest { bits: MOST_BITS },
    ] {
        let refused = establish(&dense(64, 6, &half), &Proof::Dense(proof.clone()));
        assert!(matches!(refused, Err(Rejection::Work(Excess::Time(_) | Excess::Memory(_)))), "{proof:?}: {refused:?}");
    }
    for (proof, excess) in [
        (trap(23, 1), Excess::Bits(23)),
        (trap(MOST_BITS + 1, 1), Excess::Bits(MOST_BITS + 1)),
        (trap(24, MOST_STEPS + 1), Excess::Steps(MOST_STEPS + 1)),
    ] {
        let refused = establish(&dense(2, 2, &half), &Proof::Dense(proof));
        assert!(matches!(&refused, Err(Rejection::Work(found)) if *found == excess), "{refused:?}");
    }
}

#[test]
fn long_weights_are_refused_and_usual_networks_are_not() {
    let long = Rational::from((parse_exact("1e100000").expect("a number").into_numer_denom().0, 1));
    let rest = Proof::Dense(DenseProof::Rest { bits: 64 });
    let refused = establish(&dense(24, 3, &long), &rest);
    assert!(matches!(refused, Err(Rejection::Work(Excess::Data(_)))), "{refused:?}");
    let Problem::Dense(problem) = dense(64, 6, &Rational::from((1, 2))) else { unreachable!("a deep network") };
    let sizes = DenseSizes::of(&problem).expect("short weights");
    let steps = [128, 256, 1024, 4096].map(|bits| sizes.most_steps(bits));
    assert!(steps.is_sorted_by(|more, fewer| more > fewer) && steps[0] >= 100, "{steps:?}");
    let proof = DenseProof::Growth { bits: 128, step: steps[0] };
    assert_eq!(sizes.allow(&proof), Ok(()));
}

#[test]
fn precision_and_steps_have_ends() {
    for (bits, step, excess) in [
        (23, 1, Some(Excess::Bits(23))),
        (24, 1, None),
        (MOST_BITS + 1, 1, Some(Excess::Bits(MOST_BITS + 1))),
        (24, MOST_STEPS, None),
        (24, MOST_STEPS + 1, Some(Excess::Steps(MOST_STEPS + 1))),
    ] {
        assert_eq!(allow(&two_layer(), &trap(bits, step)).err(), excess, "{bits} bits, {step} steps");
    }
}

#[test]
fn data_too_long_to_be_added_exactly_are_refused() {
    let long = Rational::from((parse_exact("1e100000").expect("a number").into_numer_denom().0, 1));
    let rest = linear(LinearProof::Rest { bits: 64 });
    let refused = allow(&on(LossName::Squared, vec![(long, 1); 1000]), &rest);
    assert!(matches!(refused, Err(Excess::Data(_))), "{refused:?}");
    // odd denominators of some length: the least common multiple would have millions of bits
    let coprime = (0..20_000).map(|index| (Rational::from((1, (2_u64 << 40) + 2 * index + 1)), 1)).collect();
    let refused = allow(&on(LossName::Squared, coprime), &rest);
    assert!(matches!(refused, Err(Excess::Denominator(_) | Excess::Time(_))), "{refused:?}");
    // decimals share theirs
    let decimals = (0..20_000).map(|index| (Rational::from((index - 9_999, 1000)), 1)).collect();
    assert_eq!(allow(&on(LossName::Squared, decimals), &rest), Ok(()));
}

#[test]
fn predictions_grow_with_every_size() {
    let time = |count, bits, step| {
        let proof = linear(LinearProof::Potential { bits, step });
        let sizes = Sizes::of(&on(LossName::Logistic, points(count))).expect("short numbers");
        sizes.predict(&proof).expect("within range").nanoseconds
    };
    let least = time(10, 128, 1000);
    for more in [time(20, 128, 1000), time(10, 129, 1000), time(10, 128, 1001)] {
        assert!(more > least);
    }
    let (few, many) = (time(10, 128, 10_000), time(1000, 128, 10_000));
    assert!(many / few > 90 && many / few < 110);
}

/// The bounds that searches keep to leave room for the rest of a proof, and fall with the precision.
#[test]
fn searches_may_go_far_at_usual_precisions() {
    for problem in [two_layer(), on(LossName::Logistic, points(3))] {
        let most_steps = |bits| Sizes::of(&problem).expect("short numbers").most_steps(bits);
        let steps = [128, 256, 1024, 4096, 1 << 16].map(most_steps);
        assert!(steps.is_sorted_by(|more, fewer| more > fewer), "{steps:?}");
        assert!(steps[1] >= 100_000 && steps[3] >= 10_000, "{steps:?}");
        assert_eq!(most_steps(8), 0);
    }
    let most = Sizes::of(&two_layer()).expect("short numbers").most_steps(128);
    assert_eq!(allow(&two_layer(), &trap(128, most)), Ok(()));
}

/// n points of d features, and a proof about them that begins with so many steps.
fn on_features(count: u32, features: u32, bits: u32, step: u64) -> (Problem, Proof) {
    let point = |i: u32| (0..features).map(|j| Rational::from(((i * features + j) % 37, 10))).collect();
    let points = (0..count).map(|i| (point(i), 1)).collect();
    let weights = vec![Rational::new(); features as usize];
    let problem = Descent::features(LossName::Logistic, Rational::from(1), points, weights).into();
    (problem, Proof::Features(FeatureProof::Trap { bits, step, contraction: exact("9/10") }))
}

/// What the checker allows of steps grows as the data become smaller, and a hundred features are not too many.
#[test]
fn many_features_are_within_the_bounds() {
    for (count, features, bits, least) in [(100, 20, 128, 5_000), (200, 40, 128, 1_000), (500, 100, 160, 80)] {
        let (problem, _) = on_features(count, features, bits, 0);
        let Problem::Features(descent) = &problem else { unreachable!("a linear predictor") };
        let sizes = DataSizes::of(descent).expect("short numbers");
        let most = sizes.most_steps(bits);
        assert!(most >= least, "{features} features: {most} steps");
        let allowed = |step| {
            let (_, Proof::Features(proof)) = on_features(count, features, bits, step) else { unreachable!("a proof") };
            sizes.allow_features(&proof)
        };
        assert_eq!(allowed(most), Ok(()));
        assert!(matches!(allowed(5 * most), Err(Excess::Time(_))), "{features} features");
        assert!(sizes.step_nanoseconds(bits) < sizes.step_nanoseconds(2 * bits));
        assert!(sizes.trap_nanoseconds(bits) < sizes.trap_nanoseconds(2 * bits));
    }
    let (problem, proof) = on_features(300, 20, 4096, MOST_STEPS);
    let refused = establish(&problem, &proof);
    assert!(matches!(refused, Err(Rejection::Work(Excess::Time(_)))), "{refused:?}");
}

#[test]
fn long_exact_orbits_keep_short_numbers() {
    let lengths = [1, 10, 1000, 100_000, MOST_STEPS].map(exact_bits);
    assert!(lengths.is_sorted_by(|more, fewer| more >= fewer), "{lengths:?}");
    assert!(lengths[1] >= 1 << 14 && lengths[4] >= 64, "{lengths:?}");
}

/// Exact numbers of deep networks are followed to a smaller length: a step has more products, of longer numbers.
#[test]
fn exact_orbits_of_deep_networks_are_shorter() {
    for steps in [1, 10, 1000] {
        let lengths = [1, 2, 4, 16].map(|depth| most_bits(depth, steps));
        assert!(lengths.windows(2).all(|pair| pair[1] < pair[0]), "{lengths:?}");
    }
}
