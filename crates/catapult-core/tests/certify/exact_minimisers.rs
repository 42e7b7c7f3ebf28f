//! Minimisers that algebra knows: found exactly where they were made, verified by plain fractions, and nowhere else.

use catapult_core::arithmetic::{Ball, FromExact, parse_exact};
use catapult_core::model::LossName;
use catapult_core::theory::minimiser::{enclose_minimiser, exact_minimiser};
use catapult_core::theory::question::{Question, QuestionError};
use catapult_core::theory::{CertifiedValue, Digits};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::ops::Pow;
use rug::{Integer, Rational};

fn points(list: &[(&str, u32)]) -> Vec<(Rational, u32)> {
    list.iter().map(|(z, count)| (parse_exact(z).unwrap(), *count)).collect()
}

fn fraction(numerator: i64, denominator: i64) -> Rational {
    Rational::from((numerator, denominator))
}

#[test]
fn three_to_one_is_log_three() {
    for (unit, weight, sharpness, rate) in
        [("1", "log 3", (3, 16), (32, 3)), ("2", "log 3/2", (3, 4), (8, 3)), ("0.1", "10 log 3", (3, 1600), (3200, 3))]
    {
        let data = points(&[(unit, 2), (&format!("-{unit}"), 1), (unit, 1)]);
        let minimiser = enclose_minimiser(LossName::Logistic, &data, Digits::default()).unwrap();
        assert_eq!(minimiser.weight.closed_form().as_deref(), Some(weight));
        assert_eq!(minimiser.sharpness.closed_form(), Some(fraction(sharpness.0, sharpness.1).to_string()));
        assert_eq!(minimiser.critical_rate.closed_form(), Some(fraction(rate.0, rate.1).to_string()));
    }
    // e^{-2w} = 4 for the exponential loss on 1, four times, and -1; on three to one it is the root of 3
    let data = points(&[("1", 1), ("-1", 4)]);
    let minimiser = enclose_minimiser(LossName::Exponential, &data, Digits::default()).unwrap();
    assert_eq!(minimiser.weight.closed_form().as_deref(), Some("log(1/2)"));
    assert_eq!(minimiser.sharpness.closed_form().as_deref(), Some("4/5"));
    let data = points(&[("1", 3), ("-1", 1)]);
    let minimiser = enclose_minimiser(LossName::Exponential, &data, Digits::default()).unwrap();
    assert!(matches!(minimiser.weight, CertifiedValue::Enclosed(_)));
}

/// n L'(w) and n L''(w) in powers of x = e^w, for points that are integers, by hand.
fn by_hand(loss: LossName, data: &[(i32, u32)], x: &Rational) -> [Rational; 2] {
    let one = || Rational::from(1);
    data.iter().fold([Rational::new(), Rational::new()], |[slope, curvature], (k, count)| {
        let power = x.clone().pow(*k);
        let (first, second) = match loss {
            LossName::Exponential => (-power.clone().recip(), power.recip()),
            LossName::Logistic => (-(power.clone() + 1u32).recip(), power.clone() / (power + one()).square()),
            LossName::Squared => unreachable!(),
        };
        [slope + first * *k * *count, curvature + second * (k * k) * *count]
    })
}

/// Data whose minimiser is made rational: points k and multiplicities are drawn, x = p/q too, and the last multiplicities solve
/// L' = 0, if they can.
#[test]
fn made_minimisers_are_found() {
    let mut random = ChaCha8Rng::seed_from_u64(71);
    let (mut found, cases) = (0, 400);
    for _ in 0..cases {
        let loss = [LossName::Logistic, LossName::Exponential][random.random_range(0..2)];
        let x = fraction(random.random_range(1..9), random.random_range(1..9));
        let mut data: Vec<(i32, u32)> =
            (0..random.random_range(1..4)).map(|_| (random.random_range(-4..5), random.random_range(1..6))).collect();
        // one more point of a sign that can balance the rest, all multiplicities scaled to integers
        let [slope, _] = by_hand(loss, &data, &x);
        let last = if slope > 0 { random.random_range(1..5) } else { -random.random_range(1..5) };
        let [each, _] = by_hand(loss, &[(last, 1)], &x);
        let share = -slope / each;
        let (Some(scale), Some(count)) = (share.denom().to_u32(), share.numer().to_u32()) else { continue };
        if scale > 100_000 || count > 100_000 || count == 0 {
            continue;
        }
        data.iter_mut().for_each(|(_, multiplicity)| *multiplicity *= scale);
        data.push((last, count));
        let [slope, curvature] = by_hand(loss, &data, &x);
        assert!(slope.is_zero());
        let signs = |positive: bool| data.iter().any(|(k, _)| (*k > 0) == positive && *k != 0);
        if !signs(true) || !signs(false) {
            continue;
        }
        let unit = fraction(random.random_range(1..50), random.random_range(1..50));
        let listed: Vec<(Rational, u32)> = data.iter().map(|(k, count)| (unit.clone() * k, *count)).collect();
        let total: u64 = data.iter().map(|(_, count)| u64::from(*count)).sum();
        let sharpness = curvature * unit.clone().square() / total;
        let minimiser = enclose_minimiser(loss, &listed, Digits::default()).unwrap();
        // Σz = 0 has the minimiser 0, which is another way
        if x == 1 {
            continue;
        }
        found += 1;
        assert_eq!(minimiser.sharpness.closed_form(), Some(sharpness.to_string()), "{loss} {data:?} at {x}");
        let weight = Ball::from_exact(&x, 300);
        let weight = catapult_core::arithmetic::Analytic::ln(weight) / Ball::from_exact(&unit, 300);
        assert_eq!(minimiser.weight.to_ball(256).compare(&weight), None);
        assert!(minimiser.weight.enclosure(200).common_digits() >= 200);
    }
    assert!(found * 4 > cases, "{found} of {cases}");
}

#[test]
fn others_are_not_called_exact() {
    let three = [("1", 1), ("2", 1), ("-1", 1)];
    for loss in [LossName::Logistic, LossName::Exponential] {
        assert_eq!(exact_minimiser(loss, &points(&three), &|_| true), None);
    }
    // log 3 but for one part in 10^12: a multiplicity cannot say so, a second point can
    let nearly = points(&[("1", 2_999_999), ("-1", 1_000_000)]);
    let minimiser = enclose_minimiser(LossName::Logistic, &nearly, Digits::default()).unwrap();
    assert_eq!(minimiser.weight.closed_form().as_deref(), Some("log(2999999/1000000)"));
    // rational ones are known as well
    let balanced = points(&[("2", 1), ("-1", 2)]);
    let zero = exact_minimiser(LossName::Logistic, &balanced, &|_| false).unwrap();
    assert_eq!(zero.known(), Some(&Rational::new()));
    // powers too long to write out, one sign, no points, no allowance, the squared loss
    let long = points(&[("1", 3), ("-1", 1), ("0.00001", 1)]);
    assert_eq!(exact_minimiser(LossName::Logistic, &long, &|_| true), None);
    let known = points(&[("1", 3), ("-1", 1)]);
    assert_eq!(exact_minimiser(LossName::Logistic, &known[..1], &|_| true), None);
    assert_eq!(exact_minimiser(LossName::Logistic, &[], &|_| true), None);
    assert_eq!(exact_minimiser(LossName::Logistic, &known, &|_| false), None);
    let squared = exact_minimiser(LossName::Squared, &known, &|_| true).unwrap();
    assert_eq!(squared.known(), Some(&fraction(1, 2)));
}

#[test]
fn digits_of_exact_values_are_had_without_raising_bits() {
    let data = points(&[("1", 3), ("-1", 1)]);
    let answer =
        Question::Linear { loss: LossName::Logistic, points: data }.answer(Digits::new(1000).unwrap()).unwrap();
    let [minimiser, sharpness, rate] = [0, 1, 2].map(|part| answer.parts[part].1.values()[0].enclosure(1000));
    assert!(minimiser.common_digits() >= 1000);
    assert_eq!(sharpness.short(), "0.1875");
    assert!(rate.common_digits() >= 1000 && rate.lower.starts_with("10.6666") && rate.upper.ends_with('7'));
    let text = serde_json::to_string(&answer).unwrap();
    assert!(text.ends_with(r#""exact":"32/3"}}"#) && text.contains(r#""upper":"0.1875","exact":"3/16"}"#), "{text}");
}

#[test]
fn universal_rates_of_squares_are_exact() {
    let rate = |width: i32| {
        let answer = Question::UniversalRate { width: Rational::from(width) }.answer(Digits::default()).unwrap();
        answer.parts[0].1.values()[0].closed_form()
    };
    assert_eq!(rate(2).as_deref(), Some("4"));
    assert_eq!(rate(8).as_deref(), Some("8"));
    assert_eq!(rate(3), None);
}

#[test]
fn critical_rates_out_of_range_say_so() {
    let ask = |weight: Rational| {
        Question::CriticalRate { loss: LossName::Exponential, weight }.answer(Digits::default()).map(|_| ())
    };
    assert_eq!(ask(Rational::from(-700_000_000)), Ok(()));
    for weight in [Rational::from(800_000_000), -Rational::from(Integer::from(10).pow(40))] {
        assert_eq!(ask(weight.clone()), Err(QuestionError::Range(weight)));
    }
}
