//! A proof that is tested along a run that a search has made says what it says alone, wherever the run is.

use crate::borders::exact;
use crate::two_layer::Start;
use catapult_core::certify::aligned_proof::AlignedProof;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::checker::{establish, establish_along, establish_along_aligned, establish_two_layer};
use catapult_core::certify::checks::{Failure, aligned_run::AlignedRun, run::Run};
use catapult_core::certify::data_proof::{FeatureProof, GramProof};
use catapult_core::certify::data_run::DataRun;
use catapult_core::certify::dense_proof::DenseProof;
use catapult_core::certify::dense_run::DenseRun;
use catapult_core::certify::{Phase, Proof, Rejection};
use catapult_core::dynamics::{Descent, GramSystem, Problem};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// Where runs and proofs are: step and precision.
const PLACES: [(u64, u32); 5] = [(0, 96), (0, 160), (1, 96), (4, 96), (4, 160)];

/// Asks that a proof says the same alone and along a run at each place; how often it would say something else at the run's place.
fn compare<E: PartialEq + std::fmt::Debug>(
    alone: impl Fn(u64, u32) -> E,
    along: impl Fn((u64, u32), (u64, u32)) -> Option<E>,
) -> usize {
    let mut different = 0;
    for (step, bits) in PLACES {
        let expected = alone(step, bits);
        for run in PLACES {
            let Some(found) = along(run, (step, bits)) else { continue };
            assert_eq!(found, expected, "the proof at {:?} along a run at {run:?}", (step, bits));
            different += usize::from(alone(run.0, run.1) != expected);
        }
    }
    different
}

#[test]
fn along_runs_of_two_layers() {
    let mut random = ChaCha8Rng::seed_from_u64(131);
    let mut different = [0; 4];
    for case in 0..160 {
        let lemma = case % 4;
        let losses: &[LossName] = match lemma {
            0 => &[LossName::Exponential, LossName::Logistic, LossName::Squared],
            1 => &[LossName::Exponential, LossName::Squared],
            _ => &[LossName::Logistic],
        };
        let mut start = Start::random(&mut random, losses);
        let natural = Rational::from(1) / &start.lambda;
        let rate = match lemma {
            0 => natural * exact(&mut random, 0.3, 6.0),
            1 => natural * exact(&mut random, 2.0, 9.0),
            2 => Rational::from_f64(start.width.to_f64().sqrt() * random.random_range(2.1..8.0)).unwrap(),
            _ => {
                let wide = Rational::from(1) + exact(&mut random, 0.0, 3.0);
                start.lambda = natural.clone() * wide;
                start.output = Rational::from((1, 3));
                start.width = Rational::from(8);
                Rational::from(8)
            }
        };
        if lemma == 2 {
            let scale = Rational::from(random.random_range(1..40));
            start.output *= &scale;
            start.lambda *= &scale;
        }
        let Problem::TwoLayer(problem) = start.problem(&rate) else { panic!("another network") };
        if problem.validate().is_err() {
            continue;
        }
        let contraction = Exact(exact(&mut random, 0.3, 0.999));
        let margin = Exact(exact(&mut random, 0.001, 0.3));
        let proof = |step: u64, bits: u32| match lemma {
            0 => Proof::Trap { bits, step, contraction: contraction.clone() },
            1 => Proof::Growth { bits, step },
            2 => Proof::Alternation { bits, step, margin: margin.clone() },
            _ => Proof::Universal { bits, step },
        };
        different[lemma] += compare(
            |step, bits| establish_two_layer(&problem, &proof(step, bits)),
            |run, (step, bits)| {
                let run = Run::until(&problem, run.1, run.0).ok()?;
                Some(establish_along(&run, &proof(step, bits)))
            },
        );
    }
    assert!(different.iter().all(|count| *count >= 20), "{different:?}");
}

#[test]
fn along_runs_of_aligned_networks() {
    let mut random = ChaCha8Rng::seed_from_u64(132);
    let mut different = [0; 4];
    for case in 0..120 {
        let lemma = case % 4;
        let loss = [LossName::Exponential, LossName::Squared][case / 4 % 2];
        let mut size = || exact(&mut random, 0.6, 1.8);
        let sigma = vec![size(), size(), size()];
        let rate = exact(&mut random, 0.05, 0.5) * if lemma == 1 { 12u32 } else { 1u32 };
        let whole = Problem::aligned(loss, rate, Rational::from(1), sigma.clone());
        let Problem::Aligned(problem) = &whole else { panic!("another network") };
        let layer = 1 + (0..3).min_by(|i, j| sigma[*i].cmp(&sigma[*j])).unwrap();
        let contraction = Exact(exact(&mut random, 0.3, 0.999));
        let proof = |step: u64, bits: u32| match lemma {
            0 => AlignedProof::Trap { bits, step, layer, contraction: contraction.clone() },
            1 => AlignedProof::Growth { bits, step },
            2 => AlignedProof::Lazy { bits, step },
            _ => AlignedProof::Safe { bits, step },
        };
        different[lemma] += compare(
            |step, bits| establish(&whole, &Proof::Aligned(proof(step, bits))),
            |run, (step, bits)| {
                let run = AlignedRun::until(problem, run.1, run.0).ok()?;
                Some(establish_along_aligned(&run, &proof(step, bits)))
            },
        );
    }
    assert!(different[..3].iter().all(|count| *count >= 10), "{different:?}");
}

/// A lemma that is not about a loss says so before an orbit is run, which here leaves all bounds.
#[test]
fn lemmas_about_other_losses() {
    let whole = |value: i32| Rational::from(value);
    let problem = Descent::two_layer(LossName::Exponential, whole(4), whole(1), whole(9), whole(4));
    assert_eq!(problem.validate(), Ok(()));
    assert!(Run::until(&problem, 96, 40).is_err());
    let margin = Exact(Rational::from((1, 10)));
    for proof in [Proof::Alternation { bits: 96, step: 40, margin }, Proof::Universal { bits: 96, step: 40 }] {
        let answer = establish_two_layer(&problem, &proof);
        assert!(matches!(answer, Err(Rejection::Proof(Failure::NotApplicable(_)))), "{answer:?}");
    }
}

/// A run shows what a proof claims only at the step and the precision of both.
#[test]
fn proofs_belong_to_their_run() {
    let out_of_range = Err(Failure::OutOfRange("the run is not at the step and the precision of the proof"));
    let points = [-1, 1, 2].map(|z| (vec![Rational::from(z)], 1)).to_vec();
    let descent = Descent::features(LossName::Exponential, Rational::from(40), points, vec![Rational::from(40)]);
    let features = |run_bits: u32, bits: u32, step: u64| {
        FeatureProof::Growth { bits, step }.establish_along(&DataRun::new(&descent, run_bits)).map(|found| found.phase)
    };
    assert_eq!(features(128, 128, 0), Ok(Phase::Divergent));
    assert_eq!((features(64, 128, 0), features(128, 128, 1)), (out_of_range.clone(), out_of_range.clone()));
    let points = [-1, 1, 2].map(|z| (vec![Rational::from(z)], 1)).to_vec();
    let (first, second) = (vec![vec![Rational::from(8)]], vec![Rational::from(-8)]);
    let descent = Descent::two_layer_from_weights(LossName::Exponential, Rational::from(40), points, &first, &second);
    let descent = descent.unwrap();
    let gram = |run_bits: u32, bits: u32, step: u64| {
        GramProof::Growth { bits, step }.establish_along(&DataRun::new(&descent, run_bits)).map(|found| found.phase)
    };
    assert_eq!(gram(128, 128, 0), Ok(Phase::Divergent));
    let logistic =
        Descent { system: GramSystem { loss: LossName::Logistic, ..descent.system.clone() }, ..descent.clone() };
    let answer = GramProof::Growth { bits: 128, step: 0 }.establish_along(&DataRun::new(&logistic, 128));
    assert!(matches!(answer, Err(Failure::NotApplicable(_))), "{answer:?}");
    assert_eq!((gram(64, 128, 0), gram(128, 128, 1)), (out_of_range.clone(), out_of_range.clone()));
    let weights = vec![Rational::from(3); 3];
    let descent = Descent::dense(LossName::Exponential, Rational::from(40), 1, 3, weights);
    let dense = |run_bits: u32, bits: u32, step: u64| {
        DenseProof::Growth { bits, step }.establish_along(&DenseRun::new(&descent, run_bits)).map(|found| found.phase)
    };
    assert_eq!(dense(128, 128, 0), Ok(Phase::Divergent));
    assert_eq!((dense(64, 128, 0), dense(128, 128, 1)), (out_of_range.clone(), out_of_range));
}
