//! Orbits of the squared loss that land exactly on f = 0 where that fixed point is unstable: double precision misses it
//! and reports divergence, the exact classification converges.
//!
//! In the factorised form (T3) with a = eta f/sqrt m, f' = 0 iff p (1-a)² = q (1+a)², that is p = (1+a)²/eta and
//! q = (1-a)²/eta. There lambda' = (1-a²)²/eta, and the fixed point is unstable when (1-a²)² > 2.

use catapult::arithmetic::parse_exact;
use catapult::certify::{Limit, Phase, Proof, check};
use catapult::dynamics::orbit::{self, Arithmetic, Stop};
use catapult::dynamics::{Descent, TwoLayerSystem};
use catapult::model::LossName;
use catapult::search::{ClassifyOptions, classify};
use rug::Rational;
use std::ops::ControlFlow;

fn exact(text: &str) -> Rational {
    parse_exact(text).unwrap()
}

/// The squared-loss problem of width m = root² with the factors p and q.
fn from_factors(eta: &Rational, root: u32, p: Rational, q: Rational) -> Descent<TwoLayerSystem> {
    let lambda = (p.clone() + &q) / 2u32;
    let output = (p - q) * root / 4u32;
    Descent::two_layer(LossName::Squared, eta.clone(), Rational::from(root * root), lambda, output)
}

/// A start whose first step lands on f = 0.
fn hits_in_one_step(eta: &Rational, root: u32, a: &Rational) -> Descent<TwoLayerSystem> {
    let factor = |sign: i32| (Rational::from(1) + a.clone() * sign).square() / eta;
    from_factors(eta, root, factor(1), factor(-1))
}

/// A start whose second step lands on f = 0: with 1 + 4 a² = r² rational, p = u²/eta and q = v²/eta, where
/// u - v = -(1 + r)/a and u + v = 2 + a (u - v).
fn hits_in_two_steps(eta: &Rational, root: u32, t: &Rational) -> Descent<TwoLayerSystem> {
    let one = Rational::from(1);
    let below = one.clone() - t.clone().square();
    let a = t.clone() / &below;
    let r = (one.clone() + t.clone().square()) / &below;
    let difference = -(one + r) / &a;
    let sum = Rational::from(2) + a * &difference;
    let u = (sum.clone() + &difference) / 2u32;
    let v = (sum - difference) / 2u32;
    from_factors(eta, root, u.square() / eta, v.square() / eta)
}

fn double_precision_overflows(problem: &Descent<TwoLayerSystem>) -> bool {
    matches!(
        orbit::run(&problem.clone().into(), Arithmetic::F64, 2000, 2000, |_, _| ControlFlow::Continue(())).unwrap(),
        Some((_, Stop::Overflow))
    )
}

#[test]
fn unstable_minima_are_reached_exactly() {
    let cases = [
        (hits_in_one_step(&exact("0.3"), 1, &exact("1.9")), 1),
        (hits_in_one_step(&exact("0.3"), 3, &exact("-2.1")), 1),
        (hits_in_two_steps(&exact("0.1"), 1, &exact("1/2")), 2),
        (hits_in_two_steps(&exact("0.7"), 10, &exact("1/2")), 2),
    ];
    for (problem, hit) in cases {
        let answer = classify(&problem.clone().into(), &ClassifyOptions::default()).unwrap();
        let certificate = answer.certificate.expect("an exact hit is proved");
        assert!(
            matches!(certificate.proof, Proof::Hit { step, .. } if step == hit),
            "{problem}: {:?}",
            certificate.proof
        );
        check(&certificate).unwrap();
        // The minimum is unstable: eta lambda > 2, against (T7), which excludes exactly these orbits.
        let Some(Limit::Minimum(limit)) = answer.limit else { panic!("{problem}: no limit") };
        let stiffness = exact(&limit.lambda.lower) * &problem.learning_rate;
        assert!(stiffness > 2, "{problem}: eta lambda = {stiffness}");
        assert!(double_precision_overflows(&problem), "{problem}: double precision does not diverge");
    }
}

#[test]
fn the_phase_of_a_hit_follows_the_exact_loss() {
    let falls = hits_in_one_step(&exact("0.7"), 1, &exact("1.9"));
    assert_eq!(classify(&falls.clone().into(), &ClassifyOptions::default()).unwrap().phase, Phase::Lazy);
    let rises = hits_in_two_steps(&exact("0.1"), 1, &exact("1/2"));
    assert_eq!(classify(&rises.clone().into(), &ClassifyOptions::default()).unwrap().phase, Phase::Catapult);
}

#[test]
fn a_start_next_to_a_hit_diverges() {
    let mut problem = hits_in_one_step(&exact("0.7"), 1, &exact("1.9"));
    problem.start.lambda += exact("1e-40");
    let answer = classify(&problem.clone().into(), &ClassifyOptions::default()).unwrap();
    assert_eq!(answer.phase, Phase::Divergent, "{}", answer.reason);
    check(&answer.certificate.unwrap()).unwrap();
}

#[test]
fn a_start_at_the_minimum_stays_there_for_every_loss() {
    for loss in LossName::ALL {
        let problem = Descent::two_layer(loss, exact("50"), exact("7"), exact("3.25"), exact("0"));
        let answer = classify(&problem.clone().into(), &ClassifyOptions::default()).unwrap();
        assert_eq!(answer.phase, Phase::Lazy);
        let Some(Limit::Minimum(limit)) = &answer.limit else { panic!("no limit") };
        assert_eq!((limit.lambda.lower.as_str(), limit.lambda.upper.as_str()), ("3.25", "3.25"));
        check(&answer.certificate.unwrap()).unwrap();
    }
}

/// Where the first step of the squared loss leaves |f| as it is, 1 + a² - eta lambda = -1, the orbit is lazy: lambda falls
/// from then on. A shift of lambda that double precision cannot hold makes it a catapult.
#[test]
fn the_border_of_the_lazy_phase_is_finer_than_double_precision() {
    let (eta, width, output) = (exact("0.3"), exact("9"), exact("0.7"));
    let border = Rational::from(2) / &eta + eta.clone() * output.clone().square() / &width;
    let shifted = |shift: &str| {
        let lambda = border.clone() + exact(shift);
        Descent::two_layer(LossName::Squared, eta.clone(), width.clone(), lambda, output.clone())
    };
    let phase = |problem: &Descent<TwoLayerSystem>| {
        let answer = classify(&problem.clone().into(), &ClassifyOptions::default()).unwrap();
        check(answer.certificate.as_ref().unwrap()).unwrap();
        answer.phase
    };
    assert_eq!(phase(&shifted("0")), Phase::Lazy);
    assert_eq!(phase(&shifted("-1e-25")), Phase::Lazy);
    assert_eq!(phase(&shifted("1e-25")), Phase::Catapult);
    // All three are one and the same problem in double precision.
    let [below, on, above] = ["-1e-25", "0", "1e-25"].map(|shift| shifted(shift).start_in::<f64>(53));
    assert!(below == on && on == above);
}
