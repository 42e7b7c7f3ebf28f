//! Certified phases of the two-layer network on D0, against the theory and against long orbits.

use crate::round_trip::classified;
use catapult::arithmetic::{Ball, Enclosure, FromExact, parse_exact};
use catapult::certify::phase::Minimum;
use catapult::certify::{Limit, Phase, Proof};
use catapult::dynamics::orbit::{self, Arithmetic, CertifiedOrbit, State, Stop};
use catapult::dynamics::{Descent, Problem, TwoLayerSystem};
use catapult::model::LossName;
use catapult::search::{self, Classification, ClassifyOptions, Remedy};
use catapult::theory::CertifiedValue;
use catapult::theory::Digits;
use catapult::theory::thresholds::exact_two_over_kappa;
use proptest::prelude::*;
use rug::Rational;
use std::ops::ControlFlow;

/// Where the observables of an orbit stand.
const OUTPUT: usize = 0;
const LOSS: usize = 3;

fn exact(text: &str) -> Rational {
    parse_exact(text).unwrap()
}

fn problem(loss: LossName, width: u32, eta: &str, lambda: &str, output: &str) -> Descent<TwoLayerSystem> {
    Descent::two_layer(loss, exact(eta), Rational::from(width), exact(lambda), exact(output))
}

fn classify(problem: &Descent<TwoLayerSystem>, options: &ClassifyOptions) -> Classification {
    classified(&problem.clone().into(), options)
}

fn minimum(answer: &Classification) -> &Minimum<Enclosure> {
    match &answer.limit {
        Some(Limit::Minimum(minimum)) => minimum,
        other => panic!("no minimum but {other:?}: {}", answer.reason),
    }
}

#[test]
fn phases_known_from_the_theory() {
    use LossName::{Exponential, Logistic, Squared};
    use Phase::{Catapult, Divergent, Lazy};
    // eta_lazy = 2/(kappa lambda0): 1 for exponential and squared, 4 for logistic at lambda0 = 2.
    let cases = [
        (Exponential, 1, "0.9", Lazy),
        (Exponential, 1, "1.6", Catapult),
        (Exponential, 1, "3", Divergent),
        (Exponential, 10, "0.9", Lazy),
        (Exponential, 10, "1.2", Catapult),
        (Exponential, 10, "1.7", Divergent),
        (Exponential, 1000, "0.9", Lazy),
        (Exponential, 1000, "1.1", Divergent),
        (Logistic, 10, "3", Lazy),
        (Logistic, 10, "8.9", Catapult),
        (Logistic, 100, "3.9", Lazy),
        (Logistic, 100, "23.274", Catapult),
        (Logistic, 100, "40", Divergent),
        (Logistic, 1000, "80", Catapult),
        (Squared, 1, "0.7", Lazy),
        (Squared, 10, "1.3", Catapult),
        (Squared, 1000, "1.5", Catapult),
        (Squared, 1000, "2.1", Divergent),
    ];
    for (loss, width, eta, phase) in cases {
        let problem = problem(loss, width, eta, "2", "1/2");
        let answer = classify(&problem, &ClassifyOptions::default());
        assert_eq!(answer.phase, phase, "{problem}: {}", answer.reason);
    }
}

#[test]
fn corollary_1_is_refuted_by_two_certified_limits() {
    let [slow, fast] = ["20.427", "23.274"].map(|eta| {
        let answer = classify(&problem(LossName::Logistic, 100, eta, "2", "1/2"), &ClassifyOptions::default());
        assert_eq!(answer.phase, Phase::Catapult);
        minimum(&answer).clone()
    });
    // The larger rate ends in the sharper minimum: about 0.192 against 0.0003.
    assert!(exact(&slow.lambda.upper) < exact(&fast.lambda.lower));
    assert!(exact(&slow.sharpness.upper) < exact(&fast.sharpness.lower));
    assert!(slow.lambda.lower.starts_with("0.00027") && fast.lambda.lower.starts_with("0.192"));
}

#[test]
fn limits_carry_the_asked_digits() {
    for digits in [1, 5, 30, 100, 200] {
        let options = ClassifyOptions { digits: Digits::new(digits).unwrap(), ..ClassifyOptions::default() };
        for problem in [
            problem(LossName::Logistic, 100, "12", "2", "1/2"),
            problem(LossName::Exponential, 10, "1.1", "2", "1/2"),
            problem(LossName::Squared, 10, "1.1", "2", "1/2"),
            // A limit whose digits carry just behind the thirtieth.
            problem(LossName::Squared, 100, "60.28223", "0.0324", "-0.0205"),
        ] {
            let limit = classify(&problem, &options);
            let Minimum { lambda, sharpness } = minimum(&limit);
            assert!(lambda.common_digits() >= digits && sharpness.common_digits() >= digits, "{problem}: {lambda}");
        }
    }
}

#[test]
fn more_digits_lie_inside_fewer() {
    let problem = problem(LossName::Logistic, 100, "23.274", "2", "1/2");
    let at = |digits| ClassifyOptions { digits: Digits::new(digits).unwrap(), ..ClassifyOptions::default() };
    let coarse = classify(&problem, &at(10));
    let fine = classify(&problem, &at(60));
    let (coarse, fine) = (minimum(&coarse), minimum(&fine));
    assert!(exact(&coarse.lambda.lower) <= exact(&fine.lambda.lower));
    assert!(exact(&coarse.lambda.upper) >= exact(&fine.lambda.upper));
}

#[test]
fn long_certified_orbits_end_in_the_limits() {
    for (loss, width, eta) in
        [(LossName::Exponential, 10, "1.2"), (LossName::Logistic, 100, "12"), (LossName::Squared, 10, "1.3")]
    {
        let problem = problem(loss, width, eta, "2", "1/2");
        let answer = classify(&problem, &ClassifyOptions::default());
        let Minimum { lambda, sharpness } = minimum(&answer);
        let mut orbit = CertifiedOrbit::new(&problem, 512);
        for _ in 0..3000 {
            orbit.advance();
        }
        // After 3000 steps what is left of the way to the limit is far below the thirty digits, up to this slack.
        let slack = exact("1e-28");
        let inside = |enclosure: &Enclosure, value: &Ball| {
            value.upper() > exact(&enclosure.lower) - &slack && value.lower() < exact(&enclosure.upper) + &slack
        };
        let last = orbit.observe();
        assert!(inside(lambda, &last.lambda) && inside(sharpness, &last.sharpness), "{problem}");
    }
}

#[test]
fn bounds_on_the_search_give_undecided_with_a_remedy() {
    let problem = problem(LossName::Exponential, 10, "1.2", "2", "1/2");
    let few_steps = ClassifyOptions { max_steps: 1, ..ClassifyOptions::default() };
    let answer = classify(&problem, &few_steps);
    assert_eq!(answer.phase, Phase::Undecided);
    assert_eq!(answer.remedy, Some(Remedy::MoreSteps), "{}", answer.reason);
    // A start on the stable set of an unstable minimum, up to 10^-1000: 64 bits cannot tell.
    let mut near = self::problem(LossName::Squared, 1, "0.7", "461/70", "19/7");
    near.start.lambda += exact("1e-1000");
    let few_bits = ClassifyOptions { bits: 64, ..ClassifyOptions::default() };
    let answer = classify(&near, &few_bits);
    assert_eq!(answer.phase, Phase::Undecided);
    assert_eq!(answer.remedy, Some(Remedy::MoreBits), "{}", answer.reason);
    assert_eq!(classify(&near, &ClassifyOptions::default()).phase, Phase::Divergent);
}

#[test]
fn a_rise_and_the_universal_rate_make_a_catapult_without_limit() {
    let problem = problem(LossName::Logistic, 100, "20.427", "2", "1/2");
    let answer = classify(&problem, &ClassifyOptions { max_steps: 2, ..ClassifyOptions::default() });
    assert_eq!((answer.phase, &answer.limit), (Phase::Catapult, &None));
    assert!(matches!(answer.certificate.unwrap().proof, Proof::Universal { .. }));
}

#[test]
fn parallel_weights_keep_the_sign_of_the_output() {
    // m lambda² = 4 f²: f' = f (1 - a)², which falls for a < 2 and grows for a > 2, here a = eta |s(f)|/2.
    for (loss, eta, output, phase) in [
        (LossName::Squared, "1.99", "2", Phase::Lazy),
        (LossName::Squared, "2.01", "-2", Phase::Divergent),
        (LossName::Exponential, "1", "1/2", Phase::Lazy),
        (LossName::Exponential, "1", "-3", Phase::Divergent),
        (LossName::Logistic, "7.9", "1000", Phase::Lazy),
        (LossName::Logistic, "8.1", "1000", Phase::Divergent),
    ] {
        let lambda = exact(output).abs().to_string();
        let problem = problem(loss, 4, eta, &lambda, output);
        let answer = classify(&problem, &ClassifyOptions::default());
        assert_eq!(answer.phase, phase, "{problem}: {}", answer.reason);
        if phase == Phase::Lazy {
            assert_eq!(minimum(&answer).lambda.upper, "0");
        }
        let last = CertifiedOrbit::new(&problem, 256);
        let last = (0..5).fold(last, |mut orbit, _| {
            if orbit.is_bounded() {
                orbit.advance();
            }
            orbit
        });
        let first = Ball::from_exact(&exact(output), 256).abs();
        let falls = last.state.output.clone().abs().is_certainly_less(&first);
        assert_eq!(falls, phase == Phase::Lazy, "{problem}");
    }
    let fixed = problem(LossName::Squared, 4, "2", "2", "2");
    assert_eq!(classify(&fixed, &ClassifyOptions::default()).phase, Phase::Undecided);
}

#[test]
fn tiny_rates_are_lazy_at_once() {
    for (loss, eta) in [(LossName::Logistic, "1e-12"), (LossName::Exponential, "1e-20"), (LossName::Squared, "1e-25")] {
        let answer = classify(&problem(loss, 10, eta, "2", "1/2"), &ClassifyOptions::default());
        assert_eq!(answer.phase, Phase::Lazy, "{}", answer.reason);
    }
}

#[test]
fn invalid_problems_are_errors() {
    let options = ClassifyOptions::default();
    for bad in [
        problem(LossName::Logistic, 100, "-1", "2", "1/2"),
        problem(LossName::Logistic, 0, "1", "2", "1/2"),
        problem(LossName::Logistic, 1, "1", "1/2", "1/2"),
    ] {
        assert!(search::classify(&bad.into(), &options).is_err());
    }
    let other = Problem::aligned(LossName::Logistic, exact("9"), exact("1"), vec![exact("1")]);
    assert_eq!(search::classify(&other, &options).unwrap().phase, Phase::Undecided);
}

fn problems() -> impl Strategy<Value = Descent<TwoLayerSystem>> {
    let loss = prop::sample::select(LossName::ALL.to_vec());
    let width = prop::sample::select(vec![1u32, 2, 10, 100, 1000]);
    (loss, width, -300i32..=300, 1u32..=400, 5u32..=800).prop_map(|(loss, width, output, extra, stiffness)| {
        let output = Rational::from((output, 100));
        // lambda0 > 2|f0| >= 2|f0|/sqrt m, and eta kappa lambda0 between 0.05 and 8.
        let lambda = output.clone().abs() * 2u32 + Rational::from((extra, 100));
        let eta = Rational::from((stiffness, 100)) / (loss.facts().kappa() * &lambda);
        Descent::two_layer(loss, eta, Rational::from(width), lambda, output)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// (T7), and agreement with double precision wherever that is not chaotic.
    #[test]
    fn answers_agree_with_the_theory_and_with_long_orbits(problem in problems()) {
        let options = ClassifyOptions { max_steps: 5000, digits: Digits::new(12).unwrap(), ..ClassifyOptions::default() };
        let answer = classify(&problem, &options);
        let mut seen = Vec::new();
        let stop = orbit::run(&problem.clone().into(), Arithmetic::F64, 5000, 1, |_, state| {
            if let Some(State::Numerical(observed)) = state {
                seen.push(observed);
            }
            ControlFlow::Continue(())
        }).unwrap();
        match answer.phase {
            Phase::Lazy | Phase::Catapult => {
                prop_assert!(stop.is_none());
                let rises = seen.windows(2).take(50).any(|pair| pair[1][LOSS] > pair[0][LOSS] + 1e-9);
                if answer.phase == Phase::Lazy {
                    prop_assert!(!rises, "{problem} is lazy, but the loss rises");
                }
                if let Some(Limit::Minimum(limit)) = &answer.limit
                    && !problem.start.output.is_zero()
                {
                    let CertifiedValue::Exact(bound) = exact_two_over_kappa(problem.system.loss, &problem.learning_rate) else {
                        panic!("(T7) is rational")
                    };
                    prop_assert!(exact(&limit.lambda.lower) <= bound, "{problem} violates (T7)");
                }
            }
            Phase::Divergent => {
                let grown = seen.last().is_none_or(|last| last[OUTPUT].abs() > 100.0);
                prop_assert!(matches!(stop, Some((_, Stop::Overflow))) || grown, "{problem} does not diverge in f64");
            }
            Phase::Oscillating => prop_assert!(false, "no proof of oscillation exists"),
            Phase::Undecided => {}
        }
    }
}

/// p q is even in lambda, so an enclosure of lambda that reaches far below zero must not pass for a large geometric mean.
/// In these boxes p nearly vanishes after a step with a close to 1, and 24 to 40 bits lose the sign of lambda.
#[test]
fn traps_refuse_enclosures_of_lambda_that_reach_below_zero() {
    use catapult::certify::checks::{run::Run, trap};
    let cases = [
        (
            LossName::Squared,
            10,
            24,
            1,
            22,
            "198338735988835/288230376151711744",
            "315799945888245/68719476736",
            "3195670764703885/1099511627776",
        ),
        (
            LossName::Exponential,
            2,
            24,
            1,
            22,
            "6316388168047825/1125899906842624",
            "2247189289952493/9007199254740992",
            "6356011142144647/18014398509481984",
        ),
        (
            LossName::Logistic,
            3,
            40,
            2,
            39,
            "3900231685771489/1125899906842624",
            "2701306302799287/1099511627776",
            "779799960542447/274877906944",
        ),
    ];
    for (loss, width, bits, step, shift, rate, output, lambda) in cases {
        let problem = Descent::two_layer(loss, exact(rate), width.into(), exact(lambda), exact(output));
        problem.validate().unwrap();
        let state = Run::until(&problem, bits, step).unwrap().state();
        assert!(state.lambda.lower() < 0, "{problem}: the enclosure no longer reaches below zero");
        let contraction = Rational::from(1) - (Rational::from(1) >> shift);
        let map = problem.equations::<Ball>(bits);
        assert!(trap::enclose_limit(&map, &state, &contraction, bits).is_err(), "{problem}");
    }
}

/// The exponents of the trap's numbers leave every range; the answer may be undecided, but it is an answer.
#[test]
fn extreme_scales_are_answered() {
    for (rate, lambda) in [("1e-170", "1e170"), ("1e-300", "1e300"), ("1e200", "1e-200")] {
        for loss in LossName::ALL {
            let problem = Descent::two_layer(loss, exact(rate), 100.into(), exact(lambda), exact("1e-210"));
            let options = ClassifyOptions { max_steps: 200, ..ClassifyOptions::default() };
            search::classify(&problem.into(), &options).unwrap();
        }
    }
}
