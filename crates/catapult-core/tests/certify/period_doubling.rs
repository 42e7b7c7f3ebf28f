//! Certified period doublings on E2, and a 3-cycle in the chaotic range.

use catapult_core::arithmetic::{Analytic, Ball, Field, FromExact};
use catapult_core::certify::cycle::{Stability, find_cycle};
use catapult_core::certify::linear_map::WeightMap;
use catapult_core::certify::period_doubling::Family;
use catapult_core::dynamics::Descent;
use catapult_core::model::LossName;
use catapult_core::theory::Digits;
use catapult_core::theory::minimiser::enclose_minimiser;
use num_traits::{One, Zero};
use rug::Rational;

fn three_point() -> Vec<(Rational, u32)> {
    [1, 2, -1].into_iter().map(|z| (Rational::from(z), 1)).collect()
}

#[test]
fn the_logistic_loss_has_five_certified_doublings() {
    let points = three_point();
    let family = Family { loss: LossName::Logistic, points: &points, bits: 512 };
    let cascade = family.enclose_cascade(5);
    assert_eq!(cascade.iter().map(|doubling| doubling.period).collect::<Vec<_>>(), [1, 2, 4, 8, 16]);
    for pair in cascade.windows(2) {
        assert!(pair[0].learning_rate.is_certainly_less(&pair[1].learning_rate));
    }
    for doubling in &cascade {
        assert_eq!(doubling.is_supercritical(), Some(true), "{doubling:?}");
        assert!(doubling.learning_rate.accurate_bits().is_some_and(|bits| bits > 256), "{doubling:?}");
    }
}

/// L''' and L'''' of a loss, from p = 1/(1 + e^u) or e^-u.
fn derivatives(loss: LossName, points: &[(Rational, u32)], weight: &Ball) -> [Ball; 2] {
    let (mut third, mut fourth) = (Ball::zero(), Ball::zero());
    for (z, _) in points {
        let z = Ball::from_exact(z, 256);
        let power = (z.clone() * weight).exp();
        let [l3, l4] = match loss {
            LossName::Exponential => [-(Ball::one() / &power), Ball::one() / &power],
            LossName::Logistic => {
                let p = Ball::one() / (Ball::one() + &power);
                let slope = p.clone() * (Ball::one() - &p);
                let six = Ball::integer(6);
                [
                    -(slope.clone() * (Ball::one() - Ball::integer(2) * &p)),
                    slope * (Ball::one() - six.clone() * &p + six * p.square()),
                ]
            }
            other => panic!("the {other} loss has no doublings"),
        };
        let cube = z.clone().square() * &z;
        third = third + l3 * &cube;
        fourth = fourth + l4 * cube * z;
    }
    let count = Ball::integer(points.len() as i32);
    [third / &count, fourth / count]
}

#[test]
fn the_first_doubling_is_the_stability_limit() {
    let points = three_point();
    for loss in [LossName::Exponential, LossName::Logistic] {
        let first = &Family { loss, points: &points, bits: 256 }.enclose_cascade(1)[0];
        let minimiser = enclose_minimiser(loss, &points, Digits::default()).expect("a minimiser");
        // (P5): both enclosures hold the same number
        assert_eq!(minimiser.critical_rate.to_ball(256).compare(&first.learning_rate), None);
        assert_eq!(minimiser.weight.to_ball(256).compare(&first.weight), None);
        // the multiplier at the minimum is 1 - eta h, so it crosses -1 at the speed -h
        assert_eq!((-minimiser.sharpness.to_ball(256)).compare(&first.crossing), None);
        // (F'')²/2 + F'''/3 of the step F(w) = w - eta L'(w)
        let [third, fourth] = derivatives(loss, &points, &first.weight).map(|l| -first.learning_rate.clone() * l);
        let expected = third.square() / Ball::integer(2) + fourth / Ball::integer(3);
        assert_eq!(expected.compare(&first.coefficient), None, "{expected:?} and {:?}", first.coefficient);
        assert!(first.coefficient.accurate_bits().is_some_and(|bits| bits > 100), "{first:?}");
    }
}

#[test]
fn the_exponential_loss_has_no_cascade_because_its_first_doubling_is_subcritical() {
    let points = three_point();
    let cascade = Family { loss: LossName::Exponential, points: &points, bits: 256 }.enclose_cascade(5);
    assert_eq!(cascade.len(), 1);
    assert_eq!(cascade[0].is_supercritical(), Some(false));
}

#[test]
fn a_doubling_is_not_proved_where_there_is_none() {
    let points = three_point();
    let family = Family { loss: LossName::Logistic, points: &points, bits: 256 };
    assert!(family.enclose_doubling(1, 0.75, 5.8).is_some());
    // the minimum also solves the equations of period 3, as F³ has the slope (-1)³ there, but 3 is not its prime period
    assert!(family.enclose_doubling(3, 0.7563076126, 5.8444612994).is_none());
    assert!(family.enclose_doubling(0, 0.75, 5.8).is_none());
}

/// The multiplier just below and just above a certified doubling lies on the two sides of -1.
#[test]
fn multipliers_lie_on_both_sides_of_a_doubling() {
    let points = three_point();
    let doubling = &Family { loss: LossName::Logistic, points: &points, bits: 256 }.enclose_cascade(3)[2];
    let rate = doubling.learning_rate.midpoint().to_rational().expect("a number");
    for (offset, stability) in [((-1, 10_000), Stability::Stable), ((1, 10_000), Stability::Unstable)] {
        let problem = Descent::linear_on(
            points.clone(),
            LossName::Logistic,
            rate.clone() + Rational::from(offset),
            Rational::new(),
        );
        let map = WeightMap::new(&problem, 256);
        let (cycle, _) = find_cycle(&map, &doubling.weight, 4).expect("the cycle goes on");
        assert_eq!(cycle.stability(), Some(stability), "{}", cycle.multiplier.midpoint());
    }
}
