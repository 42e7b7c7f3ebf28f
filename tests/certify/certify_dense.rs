//! Certified phases of deep networks with all their weights on D0, against orbits in `f64`, aligned networks and the checker.

use crate::round_trip::classified;
use catapult::arithmetic::{Enclosure, parse_exact};
use catapult::certify::phase::{AlignedMinimum, Minimum};
use catapult::certify::{Limit, Phase};
use catapult::dynamics::{Descent, Equations, Problem, Weights};
use catapult::export::{CertificateExportError, coq_certificate};
use catapult::model::LossName;
use catapult::search::{self, Classification, ClassifyOptions};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::StandardNormal;
use rug::Rational;

fn classify(problem: &Problem) -> Classification {
    classified(problem, &ClassifyOptions::default())
}

fn minimum(answer: &Classification) -> &Minimum<Enclosure> {
    match &answer.limit {
        Some(Limit::Minimum(minimum)) => minimum,
        other => panic!("no minimum but {other:?}: {}", answer.reason),
    }
}

/// What an orbit in `f64` is seen to do, and its last lambda.
fn seen(problem: &Descent<catapult::dynamics::DenseSystem>) -> (Phase, f64) {
    let equations = problem.equations::<f64>(53);
    let mut state: Weights<f64> = problem.start_in(53);
    let mut rose = false;
    for _ in 0..4000 {
        let (before, lambda) = (equations.output(&state).abs(), equations.lambda(&state));
        if before < 1e-13 {
            return (if rose { Phase::Catapult } else { Phase::Lazy }, lambda);
        }
        if before.is_nan() || before > 1e15 {
            return (Phase::Divergent, lambda);
        }
        state = equations.step(state);
        let after = equations.output(&state).abs();
        rose |= after > before * (1.0 + 1e-9) && after > 1e-9;
    }
    (Phase::Undecided, 0.0)
}

/// Gaussian weights of three to five layers, rates from a third of the lazy border to eight times it.
fn random(seed: u64, cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut undecided, mut phases) = (0, [0; 3]);
    for _ in 0..cases {
        let loss = LossName::ALL[random.random_range(0..3)];
        let (width, depth) = (random.random_range(1..9_usize), random.random_range(3..6_usize));
        let count = 2 * width + (depth - 2) * width * width;
        let weights: Vec<Rational> =
            (0..count).map(|_| Rational::from_f64(random.sample(StandardNormal)).unwrap()).collect();
        let start = Descent::dense(loss, Rational::from(1), width, depth, weights);
        let lambda = start.equations::<f64>(53).lambda(&start.start_in(53));
        let kappa = loss.facts().kappa().to_f64();
        let rate = 2.0 / (kappa * lambda) * 10f64.powf(random.random_range(-0.5..0.9));
        let descent = Descent { learning_rate: Rational::from_f64(rate).unwrap(), ..start };
        let (expected, last) = seen(&descent);
        let problem = Problem::from(descent);
        let answer = classify(&problem);
        match answer.phase {
            Phase::Undecided => undecided += 1,
            phase => {
                assert!(expected == Phase::Undecided || phase == expected, "{phase} and {expected}: {problem}");
                phases[[Phase::Lazy, Phase::Catapult, Phase::Divergent].iter().position(|p| *p == phase).unwrap()] += 1;
            }
        }
        if let (Phase::Lazy | Phase::Catapult, Some(_), true) = (answer.phase, &answer.limit, last > 0.0) {
            let value = parse_exact(&minimum(&answer).lambda.lower).unwrap().to_f64();
            assert!((value - last).abs() < 1e-6 * last.max(1.0), "{value} and {last}: {problem}");
        }
    }
    assert!(undecided * 20 <= cases, "{undecided} of {cases} undecided");
    assert!(phases.iter().all(|count| count * 20 >= cases), "{phases:?}");
}

#[test]
fn gaussian_networks_are_decided_and_agree_with_floats() {
    random(421, 120);
}

#[test]
#[ignore = "3000 networks: run by make test-all"]
fn many_gaussian_networks() {
    random(422, 3000);
}

/// An aligned start as a dense one: sigma_l in the first row and column. Both ways give the same end.
#[test]
fn aligned_networks_end_where_dense_ones_do() {
    let exact = |text: &str| parse_exact(text).unwrap();
    let sigma = ["1/10", "12", "11"].map(exact);
    for eta in ["1/20", "2/5", "22/25", "8/5"] {
        let mut weights = vec![Rational::new(); 2 * 4 + 16];
        (weights[0], weights[4], weights[20]) = (sigma[0].clone(), sigma[1].clone(), sigma[2].clone());
        let dense = classify(&Descent::dense(LossName::Logistic, exact(eta), 4, 3, weights).into());
        let aligned = Problem::aligned(LossName::Logistic, exact(eta), 4.into(), sigma.to_vec());
        let aligned = search::classify(&aligned, &ClassifyOptions::default()).unwrap();
        assert_eq!(dense.phase, aligned.phase, "{eta}: {}", dense.reason);
        if let Some(Limit::Aligned(AlignedMinimum { lambda, .. })) = &aligned.limit {
            let other = &minimum(&dense).lambda;
            assert!(exact(&lambda.lower) <= exact(&other.upper) && exact(&other.lower) <= exact(&lambda.upper));
        }
    }
}

/// Starts at f = 0, and one that lands there.
#[test]
fn rest_and_landing() {
    let weights = |numbers: &[i32]| numbers.iter().map(|x| Rational::from(*x)).collect::<Vec<_>>();
    // W_1 = (1, 0), W_2 maps it to (0, 1), W_3 = (2, 0)
    let start = Descent::dense(LossName::Logistic, 30.into(), 2, 3, weights(&[1, 0, 0, 0, 1, 0, 2, 0]));
    let answer = classify(&start.into());
    // lambda = (|W_2^T b_2|² + |b_2|² + |a_2|²)/4 = (0 + 4 + 1)/4
    assert_eq!(answer.phase, Phase::Lazy, "{}", answer.reason);
    let lambda = &minimum(&answer).lambda;
    let quarters = Rational::from((5, 4));
    assert!(
        parse_exact(&lambda.lower).unwrap() <= quarters && quarters <= parse_exact(&lambda.upper).unwrap(),
        "{lambda:?}"
    );
    // one unit, squared loss: eta q_2 q_3 = 1 lands at step 1
    let lands = Descent::dense(LossName::Squared, Rational::from((1, 16)), 1, 3, weights(&[1, 2, 2]));
    let answer = classify(&lands.into());
    assert_eq!(answer.phase, Phase::Lazy, "{}", answer.reason);
}

#[test]
fn there_is_no_coq_file_and_the_message_says_so() {
    let weights = [(1, 10), (1, 1), (2, 1)].map(Rational::from).to_vec();
    let answer = classify(&Descent::dense(LossName::Logistic, Rational::from((1, 3)), 1, 3, weights).into());
    let error = coq_certificate(answer.certificate.as_ref().unwrap());
    let Err(CertificateExportError::OnPaper { kind: "dense-trap", place }) = error else { panic!("{error:?}") };
    assert!(place.contains("(L4b)"), "{place}");
}

/// A network that no proof can be made about says what is too much.
#[test]
fn networks_that_are_too_large_are_named() {
    let mut weights = vec![Rational::from((1, 3)); 8];
    weights[0] >>= 1_u32 << 27;
    let problem = Descent::dense(LossName::Logistic, 1.into(), 2, 3, weights).into();
    let answer = search::classify(&problem, &ClassifyOptions::default()).unwrap();
    assert_eq!(answer.phase, Phase::Undecided);
    assert!(answer.reason.contains("too large"), "{}", answer.reason);
}
