//! Thresholds on data, against values of mpmath 1.3 (60 digits, findroot and eigsy on the equations typed anew) and the theory's.

use catapult_core::arithmetic::{Ball, Enclosure, FromExact, parse_exact};
use catapult_core::model::LossName;
use catapult_core::theory::feature_minimiser::{enclose_feature_minimiser, enclose_lazy_rate};
use catapult_core::theory::minimiser::enclose_minimiser;
use catapult_core::theory::one_feature::slope_limits;
use catapult_core::theory::question::{Answer, Question};
use catapult_core::theory::{CertifiedValue, Digits};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn answer(question: &Question, digits: usize) -> Answer {
    question.answer(Digits::new(digits).unwrap()).unwrap()
}

fn enclosures(answer: &Answer) -> Vec<Enclosure> {
    let values = answer.parts.iter().flat_map(|(_, part)| part.values());
    values.map(|value: &CertifiedValue| value.enclosure(answer.digits.count())).collect()
}

fn contains(enclosure: &Enclosure, digits: &str) {
    let exact = |text: &str| parse_exact(text).unwrap();
    let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len()) as u32;
    let unit = Rational::from((1, rug::Integer::from(rug::Integer::u_pow_u(10, places))));
    let value = exact(digits);
    assert!(
        exact(&enclosure.lower) - &unit <= value && value <= exact(&enclosure.upper) + unit,
        "{digits} is not in [{}, {}]",
        enclosure.lower,
        enclosure.upper
    );
}

fn three_point() -> Vec<(Rational, u32)> {
    [-1, 1, 2].map(|z| (Rational::from(z), 1)).to_vec()
}

#[test]
fn divergence_rate_of_three_points() {
    let rate = |width: u32| {
        let question = Question::DivergenceRate { width: width.into(), points: three_point() };
        enclosures(&answer(&question, 24)).remove(0)
    };
    // (G6'): 1.585039197412468029627606 sqrt m
    contains(&rate(1), "1.585039197412468029627606");
    contains(&rate(100), "15.85039197412468029627606");
}

#[test]
fn universal_rates() {
    // R = 1 on E2 and 1/2 on D0
    let on = |width: u32, points: Vec<(Rational, u32)>| {
        let question = Question::UniversalRateOnData { width: width.into(), points };
        enclosures(&answer(&question, 30)).remove(0)
    };
    assert_eq!(on(2, three_point()).lower, "2");
    contains(&on(1, three_point()), "1.414213562373095048801688724209");
    let d0 = || [-1, 1].map(|z| (Rational::from(z), 1)).to_vec();
    assert_eq!(on(2, d0()).upper, "4");
    // r1 = r2: the same as where divergence begins
    let divergence = Question::DivergenceRate { width: 2.into(), points: d0() };
    assert_eq!(enclosures(&answer(&divergence, 30))[0].lower, "4");
    let one_sided = vec![(Rational::from(1), 2)];
    for question in [
        Question::UniversalRateOnData { width: 2.into(), points: one_sided.clone() },
        Question::DivergenceRate { width: 2.into(), points: one_sided },
    ] {
        assert!(question.answer(Digits::default()).is_err());
    }
}

/// r1 = g(+inf) and r2 = -g(-inf): the points that are misclassified there, as often as they occur, over all of them.
#[test]
fn slopes_far_out_are_those_of_the_misclassified_points() {
    let point = |numerator: i32, denominator: i32, count: u32| (Rational::from((numerator, denominator)), count);
    let points = [point(1, 2, 2), point(-3, 1, 1), point(0, 1, 1), point(5, 2, 1), point(-7, 1, 0)];
    assert_eq!(slope_limits(&points), Ok([Rational::from((3, 5)), Rational::from((7, 10))]));
    assert!(slope_limits(&points[..1]).is_err() && slope_limits(&points[1..3]).is_err());
}

#[test]
fn divergence_rates_of_many_ratios() {
    // Lambda in f64, typed anew, has its first change of sign beyond sqrt 2 at the enclosed root
    let e = |a: f64| (1.0 - a * a).abs().ln() / ((1.0 + a) / (1.0 - a).abs()).ln();
    for least in [1, 2, 3, 5, 7, 9] {
        let points = vec![(Rational::from(-least), 1), (Rational::from(10), 1)];
        let question = Question::DivergenceRate { width: 1.into(), points };
        let enclosure = enclosures(&answer(&question, 12)).remove(0);
        let middle = parse_exact(&enclosure.lower).unwrap().to_f64();
        // R = 5
        let lambda = |x: f64| e(x) + e(x * f64::from(least) / 10.0);
        let x = middle * 5.0;
        assert!(lambda(x - 1e-7) < 0.0 && lambda(x + 1e-7) > 0.0, "{least}: {x}");
        let mut before = std::f64::consts::SQRT_2 + 1e-6;
        while before < x - 1e-6 {
            assert!(lambda(before) < 0.0, "{least}: {before}");
            before += 1e-4;
        }
    }
}

#[test]
fn minimiser_in_the_plane() {
    let tenth = |x: i32, y: i32| (vec![Rational::from((x, 10)), Rational::from((y, 10))], 1);
    let points = vec![tenth(-3, 2), tenth(-5, 0), tenth(18, -5), tenth(-15, 14)];
    let question = Question::LinearOnData { loss: LossName::Logistic, points };
    let found = enclosures(&answer(&question, 40));
    contains(&found[0], "1.53145156517663853625753034369456332638810684713552989809506");
    contains(&found[1], "3.80692199283951425895440450629780056371359549005510216039367");
    contains(&found[2], "0.240241206654076673150960894847288718934346016741439411124182");
    contains(&found[3], "8.32496651117724409140714385725519329307894411755237546707743");
}

/// Random data whose minimiser exists, as their negative weighted sum is among them: none may be missed.
#[test]
fn every_minimiser_is_found() {
    let mut random = ChaCha8Rng::seed_from_u64(5);
    for trial in 0..60 {
        let features = random.random_range(2..=5usize);
        let count = 3 * features;
        let mut points: Vec<(Vec<Rational>, u32)> = (0..count)
            .map(|_| ((0..features).map(|_| Rational::from((random.random_range(-20..=20), 10))).collect(), 1))
            .collect();
        let weights: Vec<Rational> = (0..count).map(|_| Rational::from((random.random_range(5..=15), 20))).collect();
        let opposite = (0..features)
            .map(|j| -points.iter().zip(&weights).map(|((z, _), c)| z[j].clone() * c).sum::<Rational>())
            .collect();
        points.push((opposite, 1));
        points.sort();
        for loss in LossName::ALL {
            let question = Question::LinearOnData { loss, points: points.clone() };
            assert!(question.answer(Digits::new(20).unwrap()).is_ok(), "trial {trial}, {loss}: {points:?}");
        }
    }
}

#[test]
fn data_without_a_minimiser() {
    let separable =
        vec![(vec![Rational::from(1), Rational::from(2)], 1), (vec![Rational::from(2), Rational::from(1)], 1)];
    let question = Question::LinearOnData { loss: LossName::Logistic, points: separable };
    let error = question.answer(Digits::default()).unwrap_err().to_string();
    assert!(error.contains("separable"), "{error}");
}

/// The minimiser of several features, where there is one, is that of one; and lazy rates are 2 over the kernel times its sharpness.
#[test]
fn minimisers_of_one_feature_and_of_several() {
    let digits = Digits::new(40).unwrap();
    let points: Vec<_> = three_point().into_iter().map(|(z, count)| (vec![z], count)).collect();
    let ball = |value: &CertifiedValue| value.to_ball(200);
    for loss in [LossName::Exponential, LossName::Logistic] {
        let one = enclose_minimiser(loss, &three_point(), digits).unwrap();
        let several = enclose_feature_minimiser(loss, &points, digits).unwrap();
        let expected = [&one.weight, &one.sharpness, &one.critical_rate];
        assert_eq!(several.len(), 3);
        for (found, expected) in several.iter().zip(expected) {
            assert_eq!(ball(found).compare(&ball(expected)), None, "{found:?} and {expected:?}");
        }
        let lazy = enclose_lazy_rate(loss, &points, &[vec![Rational::from((5, 2))]], digits).unwrap();
        let [sharpness, rate] = lazy.as_slice() else { panic!("{lazy:?}") };
        let stretched =
            |value: &CertifiedValue, factor: (i32, u32)| ball(value) * Ball::from_exact(&Rational::from(factor), 200);
        assert_eq!(ball(sharpness).compare(&stretched(&one.sharpness, (5, 2))), None, "{sharpness:?}");
        assert_eq!(ball(rate).compare(&stretched(&one.critical_rate, (2, 5))), None, "{rate:?}");
    }
}
