//! Certified phases of the linear predictor: what proofs/THEORY.md sections 1 and 2 say of each, and that every answer checks.

use catapult::arithmetic::parse_exact;
use catapult::certificates;
use catapult::certify::{Limit, Phase, check};
use catapult::dynamics::{Descent, Equations, LinearSystem};
use catapult::model::LossName;
use catapult::search::{self, Classification, ClassifyOptions, Remedy};
use catapult::theory::Digits;
use catapult::theory::minimiser::enclose_minimiser;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn exact(text: &str) -> Rational {
    parse_exact(text).expect("a number")
}

fn degenerate(loss: LossName, rate: &str, weight: &str) -> Descent<LinearSystem> {
    Descent::linear(loss, exact(rate), exact(weight))
}

fn on_points(loss: LossName, points: &[(&str, u32)], rate: &str, weight: &str) -> Descent<LinearSystem> {
    let points = points.iter().map(|(z, count)| (exact(z), *count)).collect();
    Descent::linear_on(points, loss, exact(rate), exact(weight))
}

const E2: &[(&str, u32)] = &[("1", 1), ("2", 1), ("-1", 1)];

/// Classifies, and checks the certificate of a decided answer after writing and reading it.
fn classify_with(problem: &Descent<LinearSystem>, options: &ClassifyOptions) -> Classification {
    let answer = search::classify(&problem.clone().into(), options).expect("a valid problem");
    match &answer.certificate {
        None => assert_eq!(answer.phase, Phase::Undecided, "{problem:?}: {}", answer.reason),
        Some(certificate) => {
            let read = certificates::parse(&certificates::to_text(certificate)).expect("a written certificate reads");
            assert_eq!(&read, certificate);
            assert_eq!(read.claim.phase, answer.phase);
            check(&read).unwrap_or_else(|rejection| panic!("{problem:?}: {rejection}"));
        }
    }
    answer
}

fn classify(problem: &Descent<LinearSystem>) -> Classification {
    classify_with(problem, &ClassifyOptions::default())
}

fn assert_phase(problem: &Descent<LinearSystem>, phase: Phase) -> Classification {
    let answer = classify(problem);
    assert_eq!(answer.phase, phase, "{problem:?}: {}", answer.reason);
    answer
}

/// The points of the limit cycle, each known to 30 digits.
fn cycle(answer: &Classification) -> Vec<f64> {
    let Some(Limit::Cycle(cycle)) = &answer.limit else { panic!("no cycle: {answer:?}") };
    for point in &cycle.cycle {
        let (lower, upper) = (exact(&point.lower), exact(&point.upper));
        assert!(upper.clone() - lower <= upper.abs() * exact("1e-30"), "{point}");
    }
    cycle.cycle.iter().map(|point| point.lower.parse().expect("a decimal")).collect()
}

#[test]
fn a_start_at_the_minimum_is_lazy() {
    for loss in LossName::ALL {
        for rate in ["1/10", "2", "8", "100"] {
            assert_phase(&degenerate(loss, rate, "0"), Phase::Lazy);
        }
    }
    // squared loss: w* = mean(z)/mean(z²) = 2/6
    assert_phase(&on_points(LossName::Squared, E2, "100", "1/3"), Phase::Lazy);
    // balanced data: L'(0) = 0
    assert_phase(&on_points(LossName::Logistic, &[("3", 1), ("-1", 3)], "100", "0"), Phase::Lazy);
    assert_phase(&on_points(LossName::Exponential, &[("0", 2)], "1", "5"), Phase::Lazy);
}

/// Three points against one: e^{w*} = 3, h = 3/16, and the multiplier is exactly -1 at 32/3.
const THREE_TO_ONE: &[(&str, u32)] = &[("1", 3), ("-1", 1)];

#[test]
fn the_critical_rate_of_a_known_minimum_is_decided() {
    for (rate, weight) in [("32/3", "3/2"), ("32/3", "0"), ("32/3", "11/10"), ("32/3", "-1"), ("10.6666", "3/2")] {
        let answer = assert_phase(&on_points(LossName::Logistic, THREE_TO_ONE, rate, weight), Phase::Catapult);
        let Some(Limit::Minimum(minimum)) = &answer.limit else { panic!("no minimum: {answer:?}") };
        assert_eq!((minimum.lambda.short(), minimum.sharpness.short()), ("1".into(), "0.1875".into()));
        // the claim of the certificate is what its proof encloses, for Coq to confirm
        let claim = &answer.certificate.as_ref().expect("a certificate").claim;
        let Some(Limit::Minimum(claimed)) = &claim.limit else { panic!("no minimum: {claim:?}") };
        let [lower, upper] = [&claimed.sharpness.lower, &claimed.sharpness.upper].map(|end| exact(end));
        assert!(lower <= exact("3/16") && exact("3/16") <= upper);
    }
    assert_phase(&on_points(LossName::Logistic, THREE_TO_ONE, "10.75", "3/2"), Phase::Oscillating);
    // a decimal unit, and another ratio: e^{w*/5} = 5/2, h = 10/49/25
    let other: &[(&str, u32)] = &[("0.2", 5), ("-0.2", 2)];
    assert_phase(&on_points(LossName::Logistic, other, "245", "6"), Phase::Catapult);
}

/// Just above, the minimum leaves a small cycle behind, found where an `f64` run has not settled; still nearer, an orbit takes more steps
/// to come to it than can be checked, and the reason says so.
#[test]
fn just_above_a_critical_rate_the_small_cycle_is_found() {
    let options = |max_steps: u64| ClassifyOptions { max_steps, ..ClassifyOptions::default() };
    let at = |rate: &str, max_steps| {
        classify_with(&on_points(LossName::Logistic, THREE_TO_ONE, rate, "3/2"), &options(max_steps))
    };
    let near = at("10.6669", 40_000);
    assert_eq!(near.phase, Phase::Oscillating, "{near:?}");
    let slow = at("10.6667", 2000);
    assert_eq!((slow.phase, slow.remedy), (Phase::Undecided, Some(Remedy::MoreSteps)));
    assert!(
        slow.reason.contains("from 1 in size, so that the distance from it halves in about 55452 steps"),
        "{slow:?}"
    );
    let slower = at("10.6666666667", 2000);
    assert_eq!((slower.phase, slower.remedy), (Phase::Undecided, None), "{slower:?}");
    assert!(slower.reason.contains("more than the checker follows"), "{slower:?}");
}

/// At its own critical rate the exponential loss has a minimum that repels: what is said is no advice that cannot help.
#[test]
fn what_cannot_be_decided_at_a_critical_rate_advises_no_bits() {
    // from next to log(1/2), where the orbit hardly leaves
    let four: &[(&str, u32)] = &[("1", 1), ("-1", 4)];
    let options = ClassifyOptions { max_steps: 2000, ..ClassifyOptions::default() };
    let near = on_points(LossName::Exponential, four, "5/2", "-0.6931471805599453");
    let answer = classify_with(&near, &options);
    assert!(answer.phase == Phase::Divergent || answer.remedy != Some(Remedy::MoreBits), "{answer:?}");
}

#[test]
fn the_squared_loss_is_decided_exactly() {
    // D0: h = 1; E2: h = 2, w* = 1/3
    for (points, rate, phase) in [
        (None, "1.999999999999999999999999999999", Phase::Lazy),
        (None, "1", Phase::Lazy),
        (None, "2.000000000000000000000000000001", Phase::Divergent),
        (Some(E2), "0.99999999999999999999", Phase::Lazy),
        (Some(E2), "1.00000000000000000001", Phase::Divergent),
    ] {
        let problem = match points {
            None => degenerate(LossName::Squared, rate, "-7/3"),
            Some(points) => on_points(LossName::Squared, points, rate, "-7/3"),
        };
        assert_phase(&problem, phase);
    }
    let neutral = assert_phase(&degenerate(LossName::Squared, "2", "3"), Phase::Oscillating);
    assert_eq!(cycle(&neutral), [3.0, -3.0]);
    let neutral = assert_phase(&on_points(LossName::Squared, E2, "1", "2"), Phase::Oscillating);
    let points = cycle(&neutral);
    assert!((points[0] - 2.0).abs() < 1e-15 && (points[1] + 4.0 / 3.0).abs() < 1e-15, "{points:?}");
}

#[test]
fn theorem_1_1_decides_every_rate_but_eta_c() {
    // eta_c(1) = 2/sinh 1 = 1.70183...
    for (rate, weight, phase) in [
        ("1.70", "1", Phase::Lazy),
        ("1.71", "1", Phase::Divergent),
        ("1.70", "-1", Phase::Lazy),
        ("2.0", "1e-20", Phase::Divergent),
        ("1.99999999999999999999", "1e-20", Phase::Lazy),
        ("1e-6", "3", Phase::Lazy),
        ("1", "1e6", Phase::Divergent),
        ("1", "1e30", Phase::Divergent),
    ] {
        assert_phase(&degenerate(LossName::Exponential, rate, weight), phase);
    }
    // the same data as listed points
    let listed = |rate| on_points(LossName::Exponential, &[("1", 5), ("-1", 5)], rate, "1");
    assert_phase(&listed("1.70"), Phase::Lazy);
    assert_phase(&listed("1.71"), Phase::Divergent);
}

#[test]
fn the_logistic_predictor_is_lazy_up_to_eight_and_oscillates_above() {
    for (rate, weight) in [("1/1000", "1000"), ("7.99", "12"), ("8", "12"), ("8", "1e-9")] {
        assert_phase(&degenerate(LossName::Logistic, rate, weight), Phase::Lazy);
    }
    for (rate, weight) in [("8.01", "1"), ("9", "1/1000"), ("40", "12"), ("12", "-0.1"), ("1000", "3")] {
        let answer = assert_phase(&degenerate(LossName::Logistic, rate, weight), Phase::Oscillating);
        let points = cycle(&answer);
        let eta = rate.parse::<f64>().expect("a number");
        assert_eq!(points.len(), 2);
        assert!((points[0] + points[1]).abs() < 1e-12);
        assert!((4.0 * points[0].abs() - eta * (points[0].abs() / 2.0).tanh()).abs() < 1e-9 * eta, "(P3) {points:?}");
    }
}

#[test]
fn phases_on_three_points() {
    // logistic: eta_crit = 5.84446...; 2/beta = 4 is decided without an orbit
    for (rate, weight, phase) in [
        ("4", "-30", Phase::Lazy),
        ("1/100", "2", Phase::Lazy),
        ("5.8", "0.7563", Phase::Lazy),
        // 1e-17 and 1e-40 away from the minimum 0.75630761261596473675377371542...
        ("5.8", "0.75630761261596472", Phase::Lazy),
        ("5.8", "0.7563076126159647367537737154200000000000", Phase::Lazy),
        ("5.8", "-4", Phase::Catapult),
        ("5.5", "-5", Phase::Catapult),
        ("6", "1", Phase::Oscillating),
        ("8", "1", Phase::Oscillating),
    ] {
        assert_phase(&on_points(LossName::Logistic, E2, rate, weight), phase);
    }
    let answer = assert_phase(&on_points(LossName::Logistic, E2, "8", "1"), Phase::Oscillating);
    assert_eq!(cycle(&answer).len(), 4);
    // exponential: eta_crit = 1.53576...
    for (rate, weight, phase) in [
        ("1/1000", "1", Phase::Lazy),
        ("1", "1/2", Phase::Lazy),
        ("1.5", "0.42", Phase::Lazy),
        ("2", "1", Phase::Divergent),
        ("1", "-4", Phase::Divergent),
        ("1/100", "20", Phase::Divergent),
    ] {
        assert_phase(&on_points(LossName::Exponential, E2, rate, weight), phase);
    }
}

#[test]
fn separable_data_and_chaos_are_undecided_with_a_reason() {
    for loss in [LossName::Exponential, LossName::Logistic] {
        let answer = classify(&on_points(loss, &[("1", 1), ("2", 3)], "1", "0"));
        assert_eq!(answer.phase, Phase::Undecided);
        assert!(answer.reason.contains("separable"), "{}", answer.reason);
    }
    let answer = classify(&on_points(LossName::Logistic, E2, "8.5", "1"));
    assert_eq!(answer.phase, Phase::Undecided);
    assert!(answer.reason.contains("chaotic"), "{}", answer.reason);
}

#[test]
fn bounds_make_answers_undecided() {
    let few = ClassifyOptions { max_steps: 2, ..ClassifyOptions::default() };
    let answer = classify_with(&degenerate(LossName::Logistic, "8.01", "40"), &few);
    assert_eq!(answer.phase, Phase::Undecided);
    assert_eq!(answer.remedy, Some(Remedy::MoreSteps), "{}", answer.reason);
    let invalid = degenerate(LossName::Logistic, "0", "12");
    assert!(search::classify(&invalid.into(), &few).is_err());
}

#[test]
fn limits_have_the_digits_asked_for() {
    let options = ClassifyOptions { digits: Digits::new(1000).expect("allowed"), ..ClassifyOptions::default() };
    let answer = classify_with(&on_points(LossName::Logistic, E2, "8", "1"), &options);
    let Some(Limit::Cycle(cycle)) = &answer.limit else { panic!("{answer:?}") };
    assert!(cycle.cycle.iter().all(|point| point.common_digits() >= 1000));
    let answer = classify_with(&on_points(LossName::Logistic, E2, "1", "1"), &options);
    let Some(Limit::Minimum(minimum)) = &answer.limit else { panic!("{answer:?}") };
    assert!(minimum.sharpness.common_digits() >= 1000);
    assert_eq!(minimum.lambda.lower, "2");
}

/// Random data with points of both signs: every certified phase is what a long `f64` run shows.
#[test]
fn phases_agree_with_long_runs_on_random_data() {
    let mut random = ChaCha8Rng::seed_from_u64(3);
    let options = ClassifyOptions { max_steps: 20_000, bits: 512, ..ClassifyOptions::default() };
    let mut seen = std::collections::BTreeMap::new();
    for _ in 0..80 {
        let loss = [LossName::Exponential, LossName::Logistic][random.random_range(0..2)];
        let mut points: Vec<(Rational, u32)> = (0..random.random_range(0..4))
            .map(|_| (Rational::from((random.random_range(-20..=20), 8)), random.random_range(1..4)))
            .collect();
        points.push((Rational::from((random.random_range(1..=20), 8)), 1));
        points.push((Rational::from((random.random_range(-20..0), 8)), 1));
        let minimiser = enclose_minimiser(loss, &points, Digits::default()).expect("both signs");
        let relative = random.random_range(1..150);
        let rate =
            Rational::from_f64(minimiser.critical_rate.to_f64()).expect("finite") * Rational::from((relative, 100));
        let start = Rational::from((random.random_range(-24..=24), 8));
        let problem = Descent::linear_on(points, loss, rate, start);
        let answer = classify_with(&problem, &options);
        *seen.entry(answer.phase.name()).or_insert(0) += 1;
        compare_with_run(&problem, &answer, minimiser.weight.to_f64());
    }
    println!("{seen:?}");
    assert!(["lazy", "catapult", "oscillating", "divergent"].iter().all(|phase| seen.contains_key(phase)), "{seen:?}");
}

fn compare_with_run(problem: &Descent<LinearSystem>, answer: &Classification, minimiser: f64) {
    let map = problem.equations::<f64>(53);
    let mut state = problem.start_in::<f64>(53);
    let mut rises = 0.0_f64;
    for _ in 0..50_000 {
        let next = Equations::step(&map, state);
        rises = rises.max((map.loss(&next) - map.loss(&state)) / map.loss(&state));
        state = next;
        if !state.weight.is_finite() || state.weight.abs() > 1e100 {
            break;
        }
    }
    let end = state.weight;
    let scale = minimiser.abs().max(1.0);
    match answer.phase {
        Phase::Lazy => assert!((end - minimiser).abs() < 1e-3 * scale && rises < 1e-12, "{problem:?} {end} {rises}"),
        Phase::Catapult => assert!((end - minimiser).abs() < 1e-3 * scale && rises > 0.0, "{problem:?} {end} {rises}"),
        Phase::Divergent => assert!(!end.is_finite() || end.abs() > 1e100, "{problem:?} {end}"),
        Phase::Oscillating => {
            let near = cycle(answer).iter().map(|point| (point - end).abs()).fold(f64::INFINITY, f64::min);
            assert!(near < 1e-3 * end.abs().max(1.0), "{problem:?} {end} {answer:?}");
        }
        Phase::Undecided => {}
    }
}
