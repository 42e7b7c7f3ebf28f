//! The bounds on what a linear certificate may ask for, and what a search says where its numerical guide cannot look.

use catapult::arithmetic::{Ball, parse_exact};
use catapult::certificates;
use catapult::certify::checker::{Rejection, establish};
use catapult::certify::checks::Failure;
use catapult::certify::linear_proof::LinearProof;
use catapult::certify::period_doubling::PeriodDoubling;
use catapult::certify::{Phase, Proof, check};
use catapult::dynamics::Problem;
use catapult::model::LossName;
use catapult::search::{ClassifyOptions, classify};
use catapult::theory::Digits;
use catapult::theory::minimiser::{MinimiserError, enclose_minimiser};
use rug::Rational;

fn on_points(loss: LossName, points: Vec<(Rational, u32)>, rate: &str, weight: &str) -> Problem {
    let exact = |text| parse_exact(text).expect("a number");
    Problem::linear_on(points, loss, exact(rate), exact(weight))
}

fn three_point() -> Vec<(Rational, u32)> {
    [1, 2, -1].into_iter().map(|z| (Rational::from(z), 1)).collect()
}

/// 10^6 maps composed at once would fill the memory; no search offers more than 128.
#[test]
fn a_contraction_proof_may_not_compose_the_map_without_bound() {
    let text = r#"{"format": "catapult-certificate/1",
        "problem": {"network": "linear", "loss": "logistic", "learning_rate": "5", "weight": "3",
                    "points": [["1", 1], ["2", 1], ["-1", 1]]},
        "claim": {"phase": "catapult"},
        "proof": {"kind": "linear", "lemma": "contraction", "bits": 64, "step": 2, "rise": 0,
                  "basin": {"lower": "0", "upper": "1"}, "power": 1000000, "pieces": 1}}"#;
    let certificate = certificates::parse(text).expect("a certificate");
    let rejection = check(&certificate).expect_err("too high a power");
    assert!(matches!(rejection, Rejection::Proof(Failure::OutOfRange(_))), "{rejection}");
}

/// A step over n points costs n times as much as one over a single point.
#[test]
fn the_work_bound_counts_the_data() {
    let proof = |step| Proof::Linear(LinearProof::Potential { bits: 1024, step });
    let rejection = |count: usize, step| {
        let points = (0..count).map(|index| (Rational::from(index as u32 + 1), 1)).collect();
        establish(&on_points(LossName::Logistic, points, "1", "1"), &proof(step))
            .expect_err("not the data of the lemma")
    };
    assert!(matches!(rejection(1, 500_000), Rejection::Proof(Failure::NotApplicable(_))));
    assert!(matches!(rejection(100, 1_000_000), Rejection::Work(_)));
    assert!(matches!(rejection(100, 1_000), Rejection::Proof(Failure::NotApplicable(_))));
}

/// The guide calls weights beyond 1e100 divergent; no logistic orbit on non-separable data is.
#[test]
fn enormous_logistic_rates_are_undecided_for_the_right_reason() {
    let problem = on_points(LossName::Logistic, three_point(), "1e300", "1");
    let answer = classify(&problem, &ClassifyOptions::default()).expect("a valid problem");
    assert_eq!(answer.phase, Phase::Undecided);
    assert!(answer.reason.contains("rescale the data"), "{}", answer.reason);
}

/// Without a crossing the doubling lemma says nothing, whatever the coefficient.
#[test]
fn a_doubling_without_crossing_is_neither_kind() {
    let at = |crossing: i32, coefficient: i32| {
        let [weight, learning_rate, crossing, coefficient] =
            [0, 1, crossing, coefficient].map(<Ball as catapult::arithmetic::Field>::integer);
        PeriodDoubling { period: 1, weight, learning_rate, crossing, coefficient }.is_supercritical()
    };
    assert_eq!([at(-1, 1), at(-1, -1), at(0, 1), at(0, -1)], [Some(true), Some(false), None, None]);
}

/// Points that occur no times are no data: they neither make data non-separable nor divide by zero.
#[test]
fn points_of_multiplicity_zero_do_not_count() {
    let point = |z: i32, count| (Rational::from(z), count);
    for loss in [LossName::Squared, LossName::Exponential, LossName::Logistic] {
        let none = enclose_minimiser(loss, &[point(1, 0), point(-1, 0)], Digits::default());
        assert_eq!(none.expect_err("no data"), MinimiserError::Flat);
        let empty = on_points(loss, vec![point(1, 0)], "1", "1");
        let answer = classify(&empty, &ClassifyOptions::default()).expect("a valid problem");
        assert_eq!(answer.phase, Phase::Undecided);
        for proof in [LinearProof::Rest { bits: 64 }, LinearProof::Quadratic { bits: 64 }] {
            let rejection = establish(&empty, &Proof::Linear(proof)).expect_err("no data");
            assert!(matches!(rejection, Rejection::Proof(Failure::NotApplicable(_))), "{rejection}");
        }
    }
    let one_sided = enclose_minimiser(LossName::Logistic, &[point(1, 3), point(-1, 0)], Digits::default());
    assert_eq!(one_sided.expect_err("separable"), MinimiserError::Separable(LossName::Logistic));
}

/// The most digits on offer, and kernels smaller than any number that a certificate may hold, still give certificates that
/// check.
#[test]
fn extreme_decimals_do_not_spoil_a_certificate() {
    let many = ClassifyOptions { digits: Digits::new(Digits::MOST).expect("allowed"), ..ClassifyOptions::default() };
    let third = vec![(Rational::from((1, 3)), 1)];
    let tiny = vec![(parse_exact("1e-60000").expect("a number"), 1)];
    let cases = [(third, many, true), (tiny, ClassifyOptions::default(), false)];
    for (points, options, with_limit) in cases {
        let answer = classify(&on_points(LossName::Squared, points, "1", "1"), &options).expect("a valid problem");
        assert_eq!(answer.phase, Phase::Lazy);
        let certificate = answer.certificate.expect("decided");
        assert_eq!(certificate.claim.limit.is_some(), with_limit);
        check(&certificates::parse(&certificates::to_text(&certificate)).expect("reads")).expect("holds");
    }
}
