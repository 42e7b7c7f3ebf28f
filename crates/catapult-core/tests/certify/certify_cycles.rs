//! Cycles of the linear predictor: existence, prime period, stability, basins.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Ball, parse_exact};
use catapult_core::certify::cycle::{Stability, find_cycle, find_cycles, prove_cycle};
use catapult_core::certify::cycle_basin::{Basin, confirm_basin, find_basin};
use catapult_core::certify::linear_map::WeightMap;
use catapult_core::dynamics::{Descent, LinearSystem, Weight};
use catapult_core::model::LossName;
use catapult_core::theory::Digits;
use catapult_core::theory::two_cycle::enclose_two_cycle;
use rug::{Float, Rational};

const BITS: u32 = 256;

fn on_points(points: Option<&[i32]>, rate: &str) -> WeightMap {
    let points = points.map(|points| points.iter().map(|z| (Rational::from(*z), 1)).collect());
    let rate = parse_exact(rate).expect("a number");
    let system = LinearSystem { loss: LossName::Logistic, points };
    let problem = Descent { system, learning_rate: rate, start: Weight { weight: Rational::new() } };
    WeightMap::new(&problem, BITS)
}

fn near(value: f64) -> Ball {
    Ball::exact(Float::with_val(BITS, value))
}

#[test]
fn the_two_cycle_on_degenerate_data_agrees_with_its_closed_equation() {
    for rate in ["9", "12", "40"] {
        let map = on_points(None, rate);
        let closed = enclose_two_cycle(&parse_exact(rate).expect("a number"), Digits::default()).expect("above 8");
        let (cycle, _) = find_cycle(&map, &near(closed.amplitude.to_f64()), 2).expect("a cycle");
        assert_eq!(cycle.points[0].compare(&closed.amplitude.to_ball(BITS)), None);
        assert_eq!((-cycle.points[1].clone()).compare(&closed.amplitude.to_ball(BITS)), None);
        assert_eq!(cycle.multiplier.compare(&closed.multiplier.to_ball(BITS)), None);
        assert_eq!(cycle.stability(), Some(Stability::Stable));
    }
}

#[test]
fn the_period_is_prime() {
    let map = on_points(None, "9");
    let amplitude = near(3.0);
    let (cycle, region) = find_cycle(&map, &amplitude, 2).expect("a cycle");
    assert!(prove_cycle(&map, &region, 2).is_some());
    // a point of period 2 is a fixed point of F^4, but its prime period is not 4
    assert!(prove_cycle(&map, &region, 4).is_none());
    assert!(prove_cycle(&map, &region, 3).is_none());
    assert!(prove_cycle(&map, &region, 0).is_none());
    // the minimum has period 1 only
    let (minimum, region) = find_cycle(&map, &near(0.1), 1).expect("the minimum");
    assert!(minimum.points[0].contains(&Rational::new()));
    assert!(prove_cycle(&map, &region, 2).is_none());
    assert_eq!(minimum.stability(), Some(Stability::Unstable));
    assert_eq!(cycle.period(), 2);
}

#[test]
fn a_neutral_cycle_has_no_stability() {
    // eta = 8: the multiplier at 0 is exactly -1
    let map = on_points(None, "8");
    let (minimum, _) = find_cycle(&map, &near(0.01), 1).expect("the minimum");
    assert_eq!(minimum.stability(), None);
    assert!(find_basin(&map, &minimum, Magnitude::ONE).is_none());
}

#[test]
fn basins_contract_and_balls_across_an_unstable_point_do_not() {
    let map = on_points(None, "9");
    let (cycle, _) = find_cycle(&map, &near(3.0), 2).expect("a cycle");
    let basin = find_basin(&map, &cycle, Magnitude::from_f64(10.0)).expect("a basin");
    assert!(confirm_basin(&map, &cycle, &basin).is_ok());
    // every orbit started in the basin is close to the cycle after many steps
    for offset in [-0.9, -0.3, 0.5, 0.9] {
        let radius = basin.region.radius().to_f64_up();
        let start = near(basin.region.midpoint().to_f64() + offset * radius);
        let end = map.iterate(&start, 2000).image - &cycle.points[0];
        assert!(end.magnitude_up().to_f64_up() < 1e-30);
    }
    let across = Basin { region: cycle.points[0].centre().widened(Magnitude::from_f64(3.0)), power: 2, pieces: 8 };
    assert!(confirm_basin(&map, &cycle, &across).is_err(), "the ball reaches the unstable minimum");
    for power in [0, 1, 3] {
        let other = Basin { power, ..basin.clone() };
        assert!(confirm_basin(&map, &cycle, &other).is_err(), "{power} is no multiple of the period");
    }
    let away = Basin { region: near(-1.0).widened(Magnitude::from_f64(0.01)), power: 2, pieces: 8 };
    assert!(confirm_basin(&map, &cycle, &away).is_err());
}

#[test]
fn a_sixty_four_cycle_can_be_proved() {
    // in the window of period 64 that follows the doubling of the 32-cycle on E2, just below the limit of the cascade
    let map = on_points(Some(&[1, 2, -1]), "8.4152");
    let mut weight = near(1.75);
    for _ in 0..4000 {
        weight = map.image(&weight).centre();
    }
    let (cycle, _) = find_cycle(&map, &weight, 64).expect("a cycle of period 64");
    assert_eq!(cycle.period(), 64);
    assert_eq!(cycle.stability(), Some(Stability::Stable));
}

#[test]
fn an_unstable_three_cycle_in_the_chaotic_range() {
    let map = on_points(Some(&[1, 2, -1]), "23/2");
    let cycles = find_cycles(&map, -3, 8, 400, 3);
    assert!(!cycles.is_empty());
    assert!(cycles.iter().all(|cycle| cycle.stability() == Some(Stability::Unstable)));
    // each point steps to the next, and the last to the first
    for cycle in &cycles {
        for (point, next) in cycle.points.iter().zip(cycle.points.iter().cycle().skip(1)) {
            assert_eq!(map.image(point).compare(next), None);
        }
    }
    assert!(find_cycles(&on_points(Some(&[1, 2, -1]), "6"), -3, 8, 400, 3).is_empty());
}
