//! Certified phases on listed data: the values of proofs/THEORY.md section 6, random problems, and independent orbits.

use crate::round_trip::classified;
use catapult::arithmetic::{Enclosure, parse_exact};
use catapult::certificates;
use catapult::certify::phase::{DataMinimum, Direction, Infimum};
use catapult::certify::{Limit, Phase, check};
use catapult::dynamics::{Descent, Problem};
use catapult::model::LossName;
use catapult::search::{self, Classification, ClassifyOptions};
use catapult::theory::Digits;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn exact(text: &str) -> Rational {
    parse_exact(text).unwrap()
}

fn row(text: &str) -> Vec<Rational> {
    text.split(',').map(|entry| exact(entry.trim())).collect()
}

fn rows(text: &str) -> Vec<Vec<Rational>> {
    text.split(';').map(row).collect()
}

fn points(text: &str) -> Vec<(Vec<Rational>, u32)> {
    rows(text).into_iter().map(|z| (z, 1)).collect()
}

fn two_layer(loss: LossName, eta: &str, data: &str, first: &str, second: &str) -> Problem {
    Descent::two_layer_from_weights(loss, exact(eta), points(data), &rows(first), &row(second)).unwrap().into()
}

fn classify(problem: &Problem, digits: usize) -> Classification {
    classified(problem, &ClassifyOptions { digits: Digits::new(digits).unwrap(), ..ClassifyOptions::default() })
}

fn minimum(answer: &Classification) -> &DataMinimum<Enclosure> {
    match &answer.limit {
        Some(Limit::OnData(minimum)) => minimum,
        other => panic!("no minimum but {other:?}: {}", answer.reason),
    }
}

/// Whether decimals, given to some digits, lie within an enclosure widened by a unit of their last digit.
fn agrees(enclosure: &Enclosure, digits: &str) -> bool {
    let value = exact(digits);
    let places = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let unit = Rational::from(1) / rug::Integer::from(rug::Integer::u_pow_u(10, places as u32));
    exact(&enclosure.lower) - &unit <= value && value <= exact(&enclosure.upper) + unit
}

const SHARPER: &str = "-3/10,2/10; -5/10,0; 18/10,-5/10; -15/10,14/10";

#[test]
fn final_sharpness_in_the_plane_rises_with_the_rate() {
    // (G7d), data A: logistic, m = 1
    let cases = [
        ("1/2", Phase::Lazy, "0.576065704888845"),
        ("1", Phase::Lazy, "0.664865874399895"),
        ("19/10", Phase::Lazy, "0.978541117787303"),
        ("9/4", Phase::Catapult, "0.618722404426629"),
    ];
    for (eta, phase, sharpness) in cases {
        let answer = classify(&two_layer(LossName::Logistic, eta, SHARPER, "-3/2,2", "-1"), 16);
        assert_eq!(answer.phase, phase, "{eta}: {}", answer.reason);
        assert!(agrees(&minimum(&answer).sharpness, sharpness), "{eta}: {:?}", answer.limit);
        assert_eq!(minimum(&answer).minimiser.len(), 2);
        assert_eq!(minimum(&answer).lambda, None);
    }
}

#[test]
fn final_kernels_of_three_points() {
    // (G7c), E2: logistic, m = 10, v0 = 1/2, lambda0 = 2
    for (eta, lambda) in [("14/5", "1.96399684713797"), ("7/2", "1.50424521513810"), ("22/5", "1.13977212239307")] {
        let data = points("1; 2; -1");
        let problem = Descent::two_layer_of_one_feature(
            LossName::Logistic,
            exact(eta),
            data,
            10.into(),
            &exact("2"),
            exact("1/2"),
        );
        let answer = classify(&problem.into(), 20);
        assert_eq!(answer.phase, Phase::Catapult, "{eta}: {}", answer.reason);
        assert!(agrees(minimum(&answer).lambda.as_ref().unwrap(), lambda), "{eta}: {:?}", answer.limit);
        assert!(agrees(&minimum(&answer).minimiser[0], "0.75630761261596477367537718371542"), "{:?}", answer.limit);
    }
}

#[test]
fn one_feature_agrees_with_the_network_on_d0() {
    for (loss, eta) in [(LossName::Logistic, "7"), (LossName::Exponential, "1.2")] {
        let on_d0 = Problem::two_layer(loss, exact(eta), 10.into(), exact("2"), exact("1/2"));
        let data = points("1; -1");
        let listed =
            Descent::two_layer_of_one_feature(loss, exact(eta), data, 10.into(), &exact("2"), exact("1/2")).into();
        let (reduced, listed) = (classify(&on_d0, 20), classify(&listed, 20));
        assert_eq!(reduced.phase, listed.phase, "{loss}: {}", listed.reason);
        let Some(Limit::Minimum(minimum_on_d0)) = &reduced.limit else { panic!("{:?}", reduced.limit) };
        let found = minimum(&listed);
        for (one, other) in [
            (&minimum_on_d0.lambda, found.lambda.as_ref().unwrap()),
            (&minimum_on_d0.lambda, &found.ntk_eigenvalue),
            (&minimum_on_d0.sharpness, &found.sharpness),
        ] {
            assert!(exact(&one.lower) <= exact(&other.upper) && exact(&other.lower) <= exact(&one.upper), "{loss}");
        }
    }
}

#[test]
fn separable_data_with_a_catapult() {
    // (G7b): logistic, m = 1; the loss rises and then tends to zero
    let data = "1/2,1; 1/2,-1";
    for (eta, first, second) in [("5/2", "0,5", "1/4"), ("6", "0,1", "3")] {
        let answer = classify(&two_layer(LossName::Logistic, eta, data, first, second), 20);
        assert_eq!(answer.phase, Phase::Catapult, "{eta}: {}", answer.reason);
        let Some(Limit::Infimum(Infimum { loss, sharpness, direction })) = &answer.limit else {
            panic!("{:?}", answer.limit)
        };
        assert_eq!((loss.lower.as_str(), sharpness.upper.as_str()), ("0", "0"));
        assert_eq!(*direction, Some(Direction::MaximumMargin));
    }
}

#[test]
fn repeating_patterns_diverge() {
    // (G6x): eta N R < sqrt 2, non-separable; and separable data of section 6.7
    let plane = two_layer(LossName::Logistic, "5/8", "-1,-5; 6,3; -1,1", "-18,40", "-31");
    let separable = two_layer(LossName::Logistic, "4/3", "-1,2; 0,-3", "-1/10,-9/2", "10");
    for problem in [plane, separable] {
        let answer = classify(&problem, 10);
        assert_eq!(answer.phase, Phase::Divergent, "{problem}: {}", answer.reason);
    }
}

#[test]
fn separable_data_of_one_feature() {
    // (G7a): logistic, every rate, p0 > 0: the loss tends to zero; lazily if eta N mean(z) <= 2
    let data = points("1; 1/2; 3");
    for (eta, lazy) in [("1", true), ("2", true)] {
        let problem = Descent::two_layer_of_one_feature(
            LossName::Logistic,
            exact(eta),
            data.clone(),
            4.into(),
            &exact("2"),
            exact("-1/2"),
        );
        let answer = classify(&problem.into(), 10);
        assert_eq!(answer.phase == Phase::Lazy, lazy, "{eta}: {}", answer.reason);
    }
}

#[test]
fn linear_predictors_of_several_features() {
    let data = points(SHARPER);
    let features = |loss, eta: &str, data: &Vec<(Vec<Rational>, u32)>, weights: &str| -> Problem {
        Descent::features(loss, exact(eta), data.clone(), row(weights)).into()
    };
    let lazy = classify(&features(LossName::Logistic, "1", &data, "1/2,1/3"), 20);
    assert_eq!(lazy.phase, Phase::Lazy, "{}", lazy.reason);
    assert!(agrees(&minimum(&lazy).minimiser[0], "1.5314515651766385362575303"), "{:?}", lazy.limit);
    let diverging = classify(&features(LossName::Exponential, "10", &data, "3,3"), 20);
    assert_eq!(diverging.phase, Phase::Divergent, "{}", diverging.reason);
    let separable = points("1,2; 2,1; 3,3");
    for eta in ["1/10", "1", "50"] {
        let answer = classify(&features(LossName::Logistic, eta, &separable, "-1,1/2"), 20);
        assert!(matches!(answer.phase, Phase::Lazy | Phase::Catapult), "{eta}: {}", answer.reason);
        assert!(matches!(answer.limit, Some(Limit::Infimum(_))), "{:?}", answer.limit);
    }
}

/// What a dense network does in `f64`, typed anew: whether it seems to converge (gradient nearly zero) or to diverge.
fn dense_fate(
    data: &[Vec<f64>],
    first: &mut [Vec<f64>],
    second: &mut [f64],
    eta: f64,
    exponential: bool,
) -> Option<Phase> {
    let scale = 1.0 / (second.len() as f64).sqrt();
    let features = data[0].len();
    let (mut rose, mut before) = (false, f64::INFINITY);
    for _ in 0..20_000 {
        let v: Vec<f64> = (0..features)
            .map(|j| scale * first.iter().zip(second.iter()).map(|(row, w)| row[j] * w).sum::<f64>())
            .collect();
        let mut gradient = vec![0.0; features];
        let mut loss = 0.0;
        for z in data {
            let margin: f64 = z.iter().zip(&v).map(|(z, v)| z * v).sum();
            let (value, slope) = if exponential {
                ((-margin).exp(), -(-margin).exp())
            } else {
                (if margin < -700.0 { -margin } else { (-margin).exp().ln_1p() }, -1.0 / (1.0 + margin.exp()))
            };
            loss += value / data.len() as f64;
            for (g, z) in gradient.iter_mut().zip(z) {
                *g += slope * z / data.len() as f64;
            }
        }
        let size = gradient.iter().map(|g| g * g).sum::<f64>().sqrt();
        if !loss.is_finite() || loss > 1e12 {
            return Some(Phase::Divergent);
        }
        rose |= loss > before * (1.0 + 1e-9);
        before = loss;
        if size < 1e-10 {
            return Some(if rose { Phase::Catapult } else { Phase::Lazy });
        }
        for (row, w) in first.iter_mut().zip(second.iter_mut()) {
            let along: f64 = row.iter().zip(&gradient).map(|(x, g)| x * g).sum();
            for (x, g) in row.iter_mut().zip(&gradient) {
                *x -= eta * scale * *w * g;
            }
            *w -= eta * scale * along;
        }
    }
    None
}

/// How many of so many random problems on non-separable data were decided, and which were not, of those that a dense run tells apart.
fn decided(seed: u64, trials: u32, loss: LossName) -> (u32, Vec<String>) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let (mut decided, mut undecided) = (0, Vec::new());
    for _ in 0..trials {
        let features = random.random_range(1..=3usize);
        let count = random.random_range(features + 1..=3 * features + 4);
        let width = [2usize, 5, 20][random.random_range(0..3)];
        let tenth = |random: &mut ChaCha8Rng, bound: i32| Rational::from((random.random_range(-bound..=bound), 10));
        let mut data: Vec<Vec<Rational>> =
            (0..count).map(|_| (0..features).map(|_| tenth(&mut random, 20)).collect()).collect();
        // a negative combination of all makes the data non-separable; with the plain sum opposite signs would have opposite gradients, and
        // no simple dominant direction would exist
        let weights: Vec<Rational> = (0..count).map(|_| Rational::from((random.random_range(5..=15), 20))).collect();
        let combine = |j: usize| data.iter().zip(&weights).map(|(z, c)| z[j].clone() * c).sum::<Rational>();
        let opposite: Vec<Rational> = (0..features).map(|j| -combine(j)).collect();
        data.push(opposite);
        let first: Vec<Vec<Rational>> =
            (0..width).map(|_| (0..features).map(|_| tenth(&mut random, 15)).collect()).collect();
        let second: Vec<Rational> = (0..width).map(|_| tenth(&mut random, 15)).collect();
        let eta = Rational::from((random.random_range(1..=60), 10));
        let float = |x: &Rational| x.to_f64();
        let (mut w1, mut w2): (Vec<Vec<f64>>, Vec<f64>) =
            (first.iter().map(|row| row.iter().map(float).collect()).collect(), second.iter().map(float).collect());
        let numeric: Vec<Vec<f64>> = data.iter().map(|z| z.iter().map(float).collect()).collect();
        let fate = dense_fate(&numeric, &mut w1, &mut w2, eta.to_f64(), loss == LossName::Exponential);
        let Some(fate) = fate else { continue };
        let points = data.into_iter().map(|z| (z, 1)).collect();
        let problem: Problem = Descent::two_layer_from_weights(loss, eta, points, &first, &second).unwrap().into();
        let options =
            ClassifyOptions { digits: Digits::new(6).unwrap(), max_steps: 20_000, ..ClassifyOptions::default() };
        let answer = search::classify(&problem, &options).unwrap();
        if answer.phase == Phase::Undecided {
            undecided.push(format!("{fate}: {}: {problem}", answer.reason));
            continue;
        }
        decided += 1;
        let agrees = answer.phase == fate
            || matches!((answer.phase, fate), (Phase::Lazy | Phase::Catapult, Phase::Lazy | Phase::Catapult));
        assert!(agrees, "{problem}: {} but seen {fate}: {}", answer.phase, answer.reason);
        check(answer.certificate.as_ref().unwrap()).unwrap();
    }
    (decided, undecided)
}

#[test]
fn random_problems_are_decided() {
    for loss in [LossName::Logistic, LossName::Exponential] {
        let (decided, undecided) = decided(1, 16, loss);
        assert!(decided >= 10 && undecided.len() <= 1, "{loss}: {decided} decided, not {undecided:#?}");
    }
}

#[test]
fn separable_data_can_diverge_under_the_exponential_loss() {
    // all on one side of (2, -1) or so; the start throws every point to the wrong side
    let data = "7/5,-7/5; 1,7/10; 2,7/5; 7/5,-6/5; 3/5,-4/5; 6/5,-9/5";
    let answer = classify(&two_layer(LossName::Exponential, "7", data, "-1,1/2; -1/2,1", "1,1"), 10);
    assert_eq!(answer.phase, Phase::Divergent, "{}", answer.reason);
    assert_eq!(answer.limit, None);
    // a small rate converges to zero loss from the same start
    let answer = classify(&two_layer(LossName::Exponential, "1/100", data, "-1,1/2; -1/2,1", "1,1"), 10);
    assert_eq!(answer.phase, Phase::Lazy, "{}", answer.reason);
}

/// From the first step on the loss is beyond all numbers, and its logarithm says enough.
#[test]
fn losses_beyond_all_numbers_diverge() {
    let problem = two_layer(LossName::Exponential, "13", "1; -1", "141; 0", "1/10, 0");
    let answer = classify(&problem, 10);
    assert_eq!(answer.phase, Phase::Divergent, "{}", answer.reason);
    assert!(answer.reason.contains("step 1 on"), "{}", answer.reason);
}

/// One feature under the logistic loss diverges without a pattern that repeats: the reason is plain, and comes before all bits are tried.
#[test]
fn weights_too_large_to_be_enclosed_end_the_search() {
    let data = "-16/10; -6/10; 17/10; 0; 185/1000";
    let (first, second) = ("-133/100; -83/100; -97/100; -26/25; -19/25", "-1/4, 32/25, -211/100, 7/50, 13/50");
    let answer = classify(&two_layer(LossName::Logistic, "213/20", data, first, second), 10);
    assert_eq!((answer.phase, answer.remedy), (Phase::Undecided, None), "{}", answer.reason);
    assert!(answer.reason.contains("too large to be enclosed with any number of bits"), "{}", answer.reason);
}

#[test]
fn why_there_is_no_minimiser_is_decided_exactly() {
    let reason = |data: &str| {
        let problem = two_layer(LossName::Logistic, "1", data, "1,2; 3,1", "1,2");
        let options = ClassifyOptions { max_steps: 50, ..ClassifyOptions::default() };
        let answer = search::classify(&problem, &options).unwrap();
        assert_eq!((answer.phase, answer.remedy), (Phase::Undecided, None), "{}", answer.reason);
        answer.reason
    };
    assert!(reason("1,0; -1,0; 0,1").contains("moves 1 of 3"));
    assert!(reason("1,1; -1,-1; 2,2").contains("span only 1 of 2 dimensions"));
}

/// Boxes around the Gram matrix of nine features would need thousands of bits; enclosures in the weights need 128.
#[test]
fn many_features_do_not_cost_bits() {
    let entry =
        |i: u32| Rational::from((i32::try_from((i * i * 31 + i * 17 + i * i * i * 3 + 7) % 41).unwrap() - 20, 10));
    let mut data: Vec<(Vec<Rational>, u32)> =
        (0..18).map(|i| ((0..9).map(|j| entry(9 * i + j)).collect(), 1)).collect();
    let opposite = (0..9).map(|j| -data.iter().map(|(z, _)| z[j].clone()).sum::<Rational>() / 2u32).collect();
    data.push((opposite, 1));
    let first: Vec<Vec<Rational>> = (0..20).map(|i| (0..9).map(|j| entry(500 + 9 * i + j)).collect()).collect();
    let second: Vec<Rational> = (0..20).map(|i| entry(900 + i)).collect();
    let problem: Problem =
        Descent::two_layer_from_weights(LossName::Logistic, exact("1/2"), data, &first, &second).unwrap().into();
    let answer = classify(&problem, 8);
    assert!(matches!(answer.phase, Phase::Lazy | Phase::Catapult), "{}", answer.reason);
    let text = certificates::to_text(answer.certificate.as_ref().unwrap());
    assert!(text.contains("\"bits\": 128"), "{text}");
}
