//! Cycles of the linear predictor in several features: against those of one feature where the features do not meet, on random data, and
//! beyond the features that are covered.

use crate::round_trip::classified;
use catapult::arithmetic::{Enclosure, parse_exact};
use catapult::certify::phase::{Cycle, FeatureCycle};
use catapult::certify::{Limit, Phase};
use catapult::dynamics::{Descent, Problem};
use catapult::model::{FeaturePoints, LossName};
use catapult::search::ClassifyOptions;
use catapult::theory::Digits;
use catapult::theory::feature_minimiser::FeatureMinimiser;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

fn options(digits: usize) -> ClassifyOptions {
    ClassifyOptions { digits: Digits::new(digits).unwrap(), max_steps: 20_000, ..ClassifyOptions::default() }
}

/// Points ± scale_j e_j on each axis.
fn on_the_axes(scales: &[Rational]) -> FeaturePoints {
    let point = |axis: usize, x: Rational| {
        let mut z = vec![Rational::new(); scales.len()];
        z[axis] = x;
        (z, 1)
    };
    let pair = |(axis, scale): (usize, &Rational)| [point(axis, scale.clone()), point(axis, -scale.clone())];
    scales.iter().enumerate().flat_map(pair).collect()
}

fn overlap(one: &Enclosure, other: &Enclosure) -> bool {
    let exact = |text: &String| parse_exact(text).unwrap();
    exact(&one.lower) <= exact(&other.upper) && exact(&other.lower) <= exact(&one.upper)
}

fn cycle(limit: &Option<Limit<Enclosure>>) -> &FeatureCycle<Enclosure> {
    match limit {
        Some(Limit::FeatureCycle(cycle)) => cycle,
        other => panic!("no cycle but {other:?}"),
    }
}

#[test]
fn features_that_do_not_meet_cycle_as_one_feature_does() {
    // the first feature sees half of the points, so D0 at half the rate; the second contracts by 1 - 20/32 to 0
    for (rate, period) in [(20, 2), (36, 2)] {
        let points = on_the_axes(&[Rational::from(1), Rational::from((1, 2))]);
        let start = vec![Rational::from(1), Rational::from((1, 3))];
        let answer =
            classified(&Descent::features(LossName::Logistic, rate.into(), points, start).into(), &options(25));
        assert_eq!(answer.phase, Phase::Oscillating, "{rate}: {}", answer.reason);
        let plane = cycle(&answer.limit);
        let line = classified(&Problem::linear(LossName::Logistic, (rate / 2).into(), 1.into()), &options(25));
        let Some(Limit::Cycle(Cycle { cycle: on_the_line, multiplier })) = &line.limit else {
            panic!("{:?}", line.limit)
        };
        assert_eq!((plane.cycle.len(), on_the_line.len()), (period, period));
        let meets = |point: &Vec<Enclosure>| on_the_line.iter().any(|other| overlap(&point[0], other));
        assert!(plane.cycle.iter().all(meets), "{:?} and {on_the_line:?}", plane.cycle);
        let second = Rational::from(1) - Rational::from((rate, 32));
        let square = second.clone() * second;
        let exact = |text: &String| parse_exact(text).unwrap();
        let holds = |value: &Enclosure| exact(&value.lower) <= square && square <= exact(&value.upper);
        assert!(plane.multipliers.iter().any(|value| holds(&value.real)), "{:?}", plane.multipliers);
        assert!(plane.multipliers.iter().any(|value| overlap(&value.real, multiplier)), "{:?}", plane.multipliers);
        assert!(plane.multipliers.iter().all(|value| value.imaginary.lower == "0" && value.imaginary.upper == "0"));
    }
}

#[test]
fn random_data_oscillate_beyond_the_critical_rate() {
    let mut random = ChaCha8Rng::seed_from_u64(161);
    let (mut made, mut cycles, mut turning) = (0, 0, 0);
    while made < 24 {
        let features = random.random_range(2..=4usize);
        let mut short = |bound: i32| Rational::from((random.random_range(-bound..=bound), 100));
        let points: FeaturePoints =
            (0..4 * features).map(|_| ((0..features).map(|_| short(200)).collect(), 1)).collect();
        let start: Vec<Rational> = (0..features).map(|_| short(100)).collect();
        let Ok(minimiser) = FeatureMinimiser::enclose(LossName::Logistic, &points, 128) else { continue };
        made += 1;
        let share = Rational::from((random.random_range(105..=125), 100));
        let critical = Float::with_val(30, minimiser.critical_rate().midpoint()).to_rational().unwrap();
        let problem = Descent::features(LossName::Logistic, critical * share, points, start).into();
        let answer = classified(&problem, &options(12));
        if answer.phase == Phase::Oscillating {
            let found = cycle(&answer.limit);
            assert_eq!(found.multipliers.len(), features);
            cycles += 1;
            turning += usize::from(found.multipliers.iter().any(|value| value.imaginary.lower != "0"));
        }
    }
    assert!(cycles >= 20, "{cycles} of {made}, {turning} with complex multipliers");
}

fn points(listed: &[[i32; 2]], denominator: i32) -> FeaturePoints {
    let point = |z: &[i32; 2]| (z.iter().map(|x| Rational::from((*x, denominator))).collect(), 1);
    listed.iter().map(point).collect()
}

fn five_points(rate: Rational) -> Problem {
    let listed = [[1200, 0], [-1600, 1200], [-900, -900], [-1100, -1100], [1105, 445]];
    let start = vec![Rational::from((1, 50)), Rational::from((69, 100))];
    Descent::features(LossName::Logistic, rate, points(&listed, 1000), start).into()
}

/// Chaos, and a closed curve: no proof is in sight, and that is said before all bits are spent.
#[test]
fn orbits_that_do_not_settle_are_told_by_their_floats() {
    let chaotic = points(&[[600, 1800], [500, 1200], [1600, 1700], [-1525, -2145]], 1000);
    let start = vec![Rational::from((-101, 100)), Rational::from((23, 20))];
    let problem = Descent::features(LossName::Logistic, Rational::from((7449, 500)), chaotic, start).into();
    let answer = classified(&problem, &options(12));
    assert_eq!((answer.phase, answer.remedy), (Phase::Undecided, None), "{}", answer.reason);
    for part in
        ["the orbit of the floats does not settle within", "nearby orbits separate (Lyapunov exponent", "numerical"]
    {
        assert!(answer.reason.contains(part), "{}", answer.reason);
    }
    let answer = classified(&five_points(36.into()), &options(12));
    assert_eq!((answer.phase, answer.remedy), (Phase::Undecided, None), "{}", answer.reason);
    assert!(answer.reason.contains("as on a closed curve"), "{}", answer.reason);
}

/// An orbit that winds around a cycle comes nearest to itself after several rounds of it: the period is that of the cycle.
#[test]
fn orbits_that_wind_around_a_cycle_are_proved_in_time() {
    let options = ClassifyOptions { bits: 2048, ..options(12) };
    let answer = classified(&five_points(Rational::from((377, 10))), &options);
    assert_eq!(answer.phase, Phase::Oscillating, "{}", answer.reason);
    assert_eq!(cycle(&answer.limit).cycle.len(), 5);
}

#[test]
fn cycles_of_many_features_are_seen_and_not_proved() {
    let mut scales = vec![Rational::from((1, 2)); 17];
    scales[0] = Rational::from(1);
    let problem =
        Descent::features(LossName::Logistic, 170.into(), on_the_axes(&scales), vec![Rational::from(1); 17]).into();
    let answer = classified(&problem, &options(12));
    assert_eq!(answer.phase, Phase::Undecided);
    assert!(
        answer.reason.contains("a cycle of period 2") && answer.reason.contains("16 features"),
        "{}",
        answer.reason
    );
}
