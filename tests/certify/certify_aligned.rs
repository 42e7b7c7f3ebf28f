//! Certified phases of aligned networks on D0, against section 7 of the theory and against orbits typed anew.

use crate::plain_layers::{PlainLayers, SeenLayers, watch_layers};
use crate::round_trip::classified;
use catapult::arithmetic::{Enclosure, parse_exact};
use catapult::certify::phase::AlignedMinimum;
use catapult::certify::{Limit, Phase};
use catapult::dynamics::Problem;
use catapult::model::LossName;
use catapult::search::{Classification, ClassifyOptions};
use catapult::theory::Digits;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

fn exact(text: &str) -> Rational {
    parse_exact(text).unwrap()
}

fn problem(loss: LossName, width: u32, eta: &str, sigma: &str) -> Problem {
    Problem::aligned(loss, exact(eta), Rational::from(width), sigma.split(',').map(exact).collect())
}

fn minimum(answer: &Classification) -> &AlignedMinimum<Enclosure> {
    match &answer.limit {
        Some(Limit::Aligned(minimum)) => minimum,
        other => panic!("no minimum but {other:?}: {}", answer.reason),
    }
}

/// The certified catapults of section 7.5: rate, lambda_inf to 18 digits or divergence, and the layer that vanishes.
#[test]
fn catapults_of_the_theory() {
    use LossName::{Exponential, Logistic};
    let e1 = (Logistic, 100, "1/10,12,11");
    let e3 = (Exponential, 1, "1/10,6/5,3/2");
    let e4 = (Exponential, 9, "1/10,3,4,7/2");
    let cases = [
        (e1, "10", Some(("0.448678346152849720", 1))),
        (e1, "17", Some(("0.00284316045464429831", 1))),
        (e1, "22", Some(("0.0389386387717191084", 3))),
        (e1, "31", Some(("0.00306824669317894778", 3))),
        (e1, "32", None),
        (e1, "33", None),
        (e1, "40", None),
        (e3, "3/5", Some(("2.78590474584154131", 1))),
        (e3, "1", Some(("0.00977810790241596744", 1))),
        (e3, "3/2", Some(("0.822605973445758880", 3))),
        (e3, "2", None),
        (e3, "5/2", None),
        (e4, "3/2", Some(("0.00445509664740599816", 2))),
        (e4, "101/50", Some(("0.571354379564261519", 3))),
    ];
    for ((loss, width, sigma), eta, end) in cases {
        let answer = classified(&problem(loss, width, eta, sigma), &ClassifyOptions::default());
        let Some((lambda, layer)) = end else {
            assert_eq!(answer.phase, Phase::Divergent, "{eta}: {}", answer.reason);
            continue;
        };
        let limit = minimum(&answer);
        // half a unit of the eighteenth digit
        let places = lambda.len() as u32 - lambda.find('.').unwrap() as u32 - 1;
        let half = Rational::from((1, 2)) / Rational::from(rug::Integer::u_pow_u(10, places));
        let (low, high) = (exact(lambda) - &half, exact(lambda) + half);
        assert!(low <= exact(&limit.lambda.lower) && exact(&limit.lambda.upper) <= high, "{eta}: {}", limit.lambda);
        assert_eq!(limit.vanishing, Some(layer), "{eta}");
        assert!(limit.lambda.common_digits() >= 30 && limit.sharpness.common_digits() >= 30);
        assert_eq!((limit.sigma[layer - 1].lower.as_str(), limit.sigma[layer - 1].upper.as_str()), ("0", "0"));
    }
}

/// Corollary 1 at depth 3 and 4: a larger rate, a sharper end.
#[test]
fn larger_rates_end_sharper_at_depth_three_and_four() {
    for (loss, width, sigma, slow, fast) in [
        (LossName::Logistic, 100, "1/10,12,11", "17", "22"),
        (LossName::Exponential, 1, "1/10,6/5,3/2", "1", "3/2"),
        (LossName::Exponential, 9, "1/10,3,4,7/2", "3/2", "101/50"),
    ] {
        let [slow, fast] = [slow, fast].map(|eta| {
            let answer = classified(&problem(loss, width, eta, sigma), &ClassifyOptions::default());
            assert_eq!(answer.phase, Phase::Catapult);
            minimum(&answer).clone()
        });
        assert!(exact(&slow.lambda.upper) < exact(&fast.lambda.lower));
        assert!(exact(&slow.sharpness.upper) < exact(&fast.sharpness.lower));
    }
}

/// (L4d) at sigma = 2, L = 3, m = 1: eta_c = 2.00134230080336497982...
#[test]
fn balanced_starts_turn_at_their_critical_rate() {
    let at =
        |eta: &str, sigma: &str| classified(&problem(LossName::Logistic, 1, eta, sigma), &ClassifyOptions::default());
    let below = at("2.0013423008033649798", "2,-2,2");
    assert_eq!(below.phase, Phase::Lazy);
    let limit = minimum(&below);
    assert_eq!(limit.vanishing, None);
    assert!(limit.sigma.iter().chain([&limit.lambda, &limit.sharpness]).all(|end| end.upper == "0"));
    assert_eq!(at("2.0013423008033649799", "2,-2,2").phase, Phase::Divergent);
    // squared loss, f = 1, Q = 1: eta_c = 2 exactly
    let squared = |eta: &str| classified(&problem(LossName::Squared, 1, eta, "1,1,-1"), &ClassifyOptions::default());
    assert_eq!(squared("2").phase, Phase::Oscillating);
    assert_eq!(squared("1.9999999999").phase, Phase::Lazy);
    assert_eq!(squared("2.0000000001").phase, Phase::Divergent);
}

/// Two equal layers that are the smallest vanish together, (L4c); an equal pair that is not the smallest does not.
#[test]
fn degenerate_ends_have_no_kernel() {
    let options = ClassifyOptions { max_steps: 4000, ..ClassifyOptions::default() };
    let together = classified(&problem(LossName::Logistic, 4, "3", "1/10,-1/10,3"), &options);
    assert_eq!(together.phase, Phase::Lazy);
    let limit = minimum(&together);
    assert_eq!((limit.vanishing, limit.lambda.upper.as_str(), limit.sharpness.upper.as_str()), (None, "0", "0"));
    assert!(limit.sigma[2].common_digits() >= 5 && limit.sigma[2].lower.starts_with("2.99"));
    // the squares of the others fall by as much as those of the pair: 9 - 1/100, to first order
    assert!((exact(&limit.sigma[2].lower).square() - exact("8.99")).abs() < exact("1e-4"));
    let alone = classified(&problem(LossName::Logistic, 100, "10", "1/10,12,12"), &options);
    assert_eq!(minimum(&alone).vanishing, Some(1));
}

/// A layer that is zero at the start, or exactly after a step of the squared loss.
#[test]
fn exact_hits_are_seen() {
    let limit = |eta: &str, sigma: &str| {
        let answer = classified(&problem(LossName::Squared, 1, eta, sigma), &ClassifyOptions::default());
        assert_eq!(answer.phase, Phase::Lazy, "{}", answer.reason);
        minimum(&answer).clone()
    };
    let start = limit("3", "0,1,-2");
    assert_eq!((start.vanishing, start.lambda.lower.as_str(), start.lambda.upper.as_str()), (Some(1), "4", "4"));
    // x_1 = eta q_2 q_3 = 1: the first layer is zero after one step, and the others are 1 - 1/16 of what they were
    let landed = limit("1/16", "1,2,2");
    assert_eq!((landed.vanishing, landed.sigma[1].lower.as_str()), (Some(1), "1.5"));
    assert_eq!(limit("7", "0,0,5").vanishing, None);
}

/// The first rate at which the orbit in `f64` diverges, from (L8a) on.
fn divergence_border(loss: LossName, width: f64, sigma: &[f64]) -> f64 {
    let layers = sigma.len() as i32;
    let scale = width.powf(-f64::from(layers - 1) / 2.0);
    let slope = |f: f64| match loss {
        LossName::Exponential => f.sinh(),
        LossName::Logistic => (f / 2.0).tanh() / 2.0,
        LossName::Squared => f,
    };
    let output = |sigma: &[f64]| scale * sigma.iter().product::<f64>();
    let start = output(sigma);
    let lambda: f64 = sigma.iter().map(|s| (start / s).powi(2)).sum();
    let diverges = |eta: f64| {
        let mut state = sigma.to_vec();
        for _ in 0..400 {
            let f = output(&state);
            if f.is_nan() || f.abs() >= 1e20 {
                return true;
            }
            let push = eta * slope(f);
            let tau: Vec<f64> = (0..state.len())
                .map(|l| scale * state.iter().enumerate().filter(|(k, _)| *k != l).map(|(_, s)| s).product::<f64>())
                .collect();
            state.iter_mut().zip(tau).for_each(|(s, t)| *s -= push * t);
        }
        false
    };
    let mut eta = 2.0 * start / (lambda * slope(start));
    for _ in 0..200 {
        if diverges(eta) {
            break;
        }
        eta *= 1.15;
    }
    eta
}

/// Random starts: at least 99.5 % are decided, and no decision is contradicted by an orbit at 500 bits.
fn decide_random_starts(seed: u64, cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let options = ClassifyOptions { max_steps: 3000, digits: Digits::new(6).unwrap(), ..ClassifyOptions::default() };
    let (mut undecided, mut phases) = (Vec::new(), std::collections::BTreeMap::new());
    for _ in 0..cases {
        let loss = LossName::ALL[random.random_range(0..3)];
        let width = 10f64.powf(random.random_range(0.0..4.0)).round();
        let depth = random.random_range(2..7usize);
        let typical = width.powf((depth as f64 - 1.0) / (2.0 * depth as f64));
        let sigma: Vec<f64> = (0..depth)
            .map(|_| {
                let size = typical * 10f64.powf(random.random_range(-1.0..0.3));
                (size * if random.random() { 1e3 } else { -1e3 }).round() / 1e3
            })
            .map(|sigma| if sigma == 0.0 { 1e-3 } else { sigma })
            .collect();
        let border = divergence_border(loss, width, &sigma);
        let eta = border * random.random_range(0.001..3.0);
        let eta = Rational::from_f64(eta).unwrap();
        let sigma: Vec<Rational> = sigma.iter().map(|s| Rational::from_f64(*s).unwrap()).collect();
        let problem = Problem::aligned(loss, eta.clone(), Rational::from(width as u32), sigma.clone());
        let answer = classified(&problem, &options);
        *phases.entry(answer.phase.name()).or_insert(0) += 1;
        let (seen, last) = watch_layers(PlainLayers::new(loss, &eta, width as u32, &sigma), 600);
        let consistent = match (answer.phase, seen) {
            (Phase::Undecided, _) => {
                undecided.push(format!("{problem}: {}", answer.reason));
                true
            }
            (Phase::Lazy, SeenLayers::Converges { rose } | SeenLayers::Unknown { rose }) => !rose,
            (Phase::Catapult, SeenLayers::Converges { rose }) => rose,
            (Phase::Catapult, SeenLayers::Unknown { .. }) => true,
            (Phase::Divergent, SeenLayers::Diverges | SeenLayers::Unknown { .. }) => true,
            _ => false,
        };
        assert!(consistent, "{problem}: {:?}, but the orbit {seen:?}", answer.phase);
        if let (Some(Limit::Aligned(limit)), SeenLayers::Converges { .. }) = (&answer.limit, seen) {
            let room = Float::with_val(500, 1e-15);
            let inside = |claimed: &Enclosure, value: &Float| {
                let number = |text: &str| Float::with_val(500, exact(text));
                number(&claimed.lower) - &room <= *value && number(&claimed.upper) + &room >= *value
            };
            let all = limit.sigma.iter().zip(&last.sigma).all(|(claimed, value)| inside(claimed, value));
            assert!(all && inside(&limit.lambda, &last.lambda()), "{problem}: {limit:?}");
        }
    }
    assert!(undecided.len() * 200 <= cases, "{} of {cases} undecided: {undecided:#?}", undecided.len());
    let enough = ["lazy", "catapult", "divergent"].iter().all(|phase| phases.get(phase) >= Some(&(cases / 20)));
    assert!(enough, "{phases:?}");
}

#[test]
fn random_starts_are_decided() {
    decide_random_starts(1, 1000);
}

#[test]
#[ignore = "10^5 cases: run by make test-all"]
fn random_starts_are_decided_exhaustively() {
    decide_random_starts(2, 100_000);
}
