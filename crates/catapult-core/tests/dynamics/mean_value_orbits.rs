//! Certified steps in mean-value form contain exact orbits, and stay sharp over long ones.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Analytic, Ball, Dual, Field, FromExact, parse_exact};
use catapult_core::dynamics::orbit::CertifiedOrbit;
use catapult_core::dynamics::{Descent, LinearPredictor, State, TwoLayer, TwoLayerState, Weight, mean_value};
use catapult_core::model::{Degenerate, Loss, LossName, Squared};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn number(text: &str) -> Rational {
    parse_exact(text).unwrap()
}

/// A two-layer network with exact parameters, in all the arithmetics that a certified orbit needs.
struct Systems<L> {
    balls: TwoLayer<Ball, Degenerate<L>>,
    duals: TwoLayer<Dual<Ball>, Degenerate<L>>,
}

impl<L: Copy> Systems<L> {
    fn new(loss: L, learning_rate: &Rational, width: &Rational, bits: u32, jacobian_bits: u32) -> Self {
        let constant = |value: &Rational| Dual {
            value: Ball::from_exact(value, jacobian_bits),
            derivative: Ball::from_exact(&Rational::new(), 64),
        };
        Systems {
            balls: TwoLayer::new(
                Ball::from_exact(learning_rate, bits),
                Ball::from_exact(width, bits),
                Degenerate(loss),
            ),
            duals: TwoLayer::new(constant(learning_rate), constant(width), Degenerate(loss)),
        }
    }

    fn step(&self, state: &TwoLayerState<Ball>) -> TwoLayerState<Ball>
    where
        L: Loss<Ball> + Loss<Dual<Ball>>,
    {
        mean_value::step(&self.balls, &self.duals, state)
    }
}

fn start(output: &str, lambda: &str, bits: u32) -> TwoLayerState<Ball> {
    let [output, lambda] = [output, lambda].map(|text| Ball::from_exact(&number(text), bits));
    TwoLayerState { output, lambda }
}

/// A state with every coordinate converted.
fn map<T: Clone + std::fmt::Debug, U>(state: &TwoLayerState<T>, convert: impl Fn(&T) -> U) -> TwoLayerState<U> {
    TwoLayerState { output: convert(&state.output), lambda: convert(&state.lambda) }
}

/// The squared loss in rationals is exact: every step of the certified orbit contains it, from a point and from any
/// point of a box.
#[test]
fn exact_orbits_are_contained() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..200 {
        let fraction = |rng: &mut ChaCha8Rng, numerators: std::ops::RangeInclusive<i64>| {
            Rational::from((rng.random_range(numerators), 16))
        };
        let learning_rate = fraction(&mut rng, 1..=40);
        let width = Rational::from(rng.random_range(1..=50));
        let (output, lambda) = (fraction(&mut rng, -40..=40), fraction(&mut rng, 1..=60));
        let bits = rng.random_range(30..200);
        let systems = Systems::new(Squared, &learning_rate, &width, bits, [bits, 64][rng.random_range(0..2)]);
        let exact = TwoLayer::new(learning_rate, width, Degenerate(Squared));

        let radius = Magnitude::from_f64(0.75).shifted(rng.random_range(-60..-3));
        let scaled_radius = |rng: &mut ChaCha8Rng| {
            let radius = radius.to_float_up().to_rational().unwrap();
            radius * Rational::from((rng.random_range(-16..=16), 16))
        };
        let mut inner = TwoLayerState {
            output: output.clone() + scaled_radius(&mut rng),
            lambda: lambda.clone() + scaled_radius(&mut rng),
        };
        let mut point = TwoLayerState { output, lambda };
        let mut point_balls = map(&point, |x| Ball::from_exact(x, bits));
        let mut box_balls = map(&point_balls, |x| x.clone().widened(radius));
        for step in 0..5 {
            (point, inner) = (exact.step(point), exact.step(inner));
            (point_balls, box_balls) = (systems.step(&point_balls), systems.step(&box_balls));
            for index in 0..2 {
                let (of_point, of_inner) = (point.coordinate(index), inner.coordinate(index));
                assert!(point_balls.coordinate(index).contains(of_point), "step {step} of {exact:?}");
                assert!(
                    box_balls.coordinate(index).contains(of_point) && box_balls.coordinate(index).contains(of_inner),
                    "step {step} of {exact:?}"
                );
            }
        }
    }
}

/// All members of the finer ball are members of the coarser one.
fn assert_contains_ball(coarse: &Ball, fine: &Ball) {
    assert!(coarse.is_bounded() && fine.is_bounded());
    for end in [fine.lower(), fine.upper()] {
        assert!(coarse.contains(&end.to_rational().unwrap()), "{coarse:?} against {fine:?}");
    }
}

/// 500 steps of each loss: the orbit at 300 bits stays within the one at 150.
#[test]
fn long_orbits_contain_themselves_at_double_precision() {
    for (loss, learning_rate, output, lambda, width) in [
        (LossName::Logistic, "7.5", "2.5", "2", "100"),
        (LossName::Logistic, "20.4", "1/2", "2", "100"),
        (LossName::Exponential, "0.9", "0.3", "2", "10"),
        (LossName::Exponential, "1/3", "-1", "5/2", "7"),
        (LossName::Squared, "1.7", "1/3", "2", "1000"),
    ] {
        let systems = |bits| Systems::new(loss, &number(learning_rate), &number(width), bits, bits);
        let (coarse_systems, fine_systems) = (systems(150), systems(300));
        let (mut coarse, mut fine) = (start(output, lambda, 150), start(output, lambda, 300));
        for _ in 0..500 {
            (coarse, fine) = (coarse_systems.step(&coarse), fine_systems.step(&fine));
            for (coarse, fine) in coarse.coordinates().zip(fine.coordinates()) {
                assert_contains_ball(coarse, fine);
            }
        }
    }
}

/// Converging logistic orbits of 1000 steps from 200 bits. lambda tends to a positive limit, so that its roundings,
/// about ten a step, add up: 13 bits. f tends to zero by a factor that depends on lambda, so that its relative error
/// adds those of lambda up once more: 23 bits in all, 7 digits of 60. Iterating the same equations directly loses
/// everything.
#[test]
fn converging_orbits_stay_sharp() {
    for learning_rate in ["3", "7.5"] {
        let bits = 200;
        let systems = Systems::new(LossName::Logistic, &number(learning_rate), &number("100"), bits, 64);
        let mut state = start("2.5", "2", bits);
        let mut direct = state.clone();
        for _ in 0..1000 {
            state = systems.step(&state);
            direct = systems.balls.step(direct);
        }
        let accurate: Vec<i64> = state.coordinates().map(|x| x.accurate_bits().unwrap()).collect();
        assert!(accurate[0] >= 200 - 23 && accurate[1] >= 200 - 13, "{learning_rate}: {accurate:?}");
        assert!(state.output.magnitude_up().is_at_most(Magnitude::power_of_two(-100)), "{learning_rate}: {state:?}");
        assert!(direct.coordinates().any(|x| x.accurate_bits() == Some(0)), "{learning_rate}: {direct:?}");
    }
}

/// Orbits of a problem, whose Jacobians run in scaled intervals, keep all but four digits of f and one of lambda over 1000
/// steps, even where f passes below the smallest float (eta = 3 ends at 2e-370); they are as narrow as with Jacobians in
/// balls, and contain the orbit at twice the precision.
#[test]
fn certified_orbits_keep_all_but_a_few_digits() {
    for (learning_rate, digits) in [("3", 50.0), ("7.5", 50.0), ("3", 300.0)] {
        let bits = (digits * 10f64.log2()).ceil() as u32 + 10;
        let problem =
            Descent::two_layer(LossName::Logistic, number(learning_rate), number("100"), number("2"), number("2.5"));
        let (mut orbit, mut fine) = (CertifiedOrbit::new(&problem, bits), CertifiedOrbit::new(&problem, 2 * bits));
        let systems = Systems::new(LossName::Logistic, &number(learning_rate), &number("100"), bits, 64);
        let mut in_balls = start("2.5", "2", bits);
        for step in 0..1000 {
            orbit.advance();
            fine.advance();
            in_balls = systems.step(&in_balls);
            for ((coarse, fine), other) in
                orbit.state.coordinates().zip(fine.state.coordinates()).zip(in_balls.coordinates())
            {
                assert_contains_ball(coarse, fine);
                let wider = other.radius().mul_up(Magnitude::from_f64(1.0 + 1e-9));
                assert!(coarse.radius().is_at_most(wider), "step {step}: {coarse:?} against {other:?}");
            }
        }
        let kept = |x: &Ball| x.accurate_bits().unwrap() as f64 / 10f64.log2();
        let TwoLayerState { output, lambda } = &orbit.state;
        assert!(kept(output) >= digits - 4.0 && kept(lambda) >= digits - 1.0, "{output:?} {lambda:?}");
    }
}

/// Where derivatives leave the range of intervals (sinh 900 has no f64) the orbit goes on in balls.
#[test]
fn orbits_beyond_the_range_of_floats_stay_bounded() {
    let problem = Descent::linear(LossName::Exponential, number("1/2"), number("7.3"));
    let (mut coarse, mut fine) = (CertifiedOrbit::new(&problem, 3000), CertifiedOrbit::new(&problem, 6000));
    coarse.state.weight = coarse.state.weight.clone().widened(Magnitude::power_of_two(-2500));
    for _ in 0..2 {
        coarse.advance();
        fine.advance();
        assert!(coarse.is_bounded() && fine.is_bounded());
        assert_contains_ball(&coarse.state.weight, &fine.state.weight);
    }
    assert!(coarse.state.weight.magnitude_down().exponent().unwrap() > 500, "{:?}", coarse.state);
}

/// The linear predictor on its stable two-cycle, where the map contracts: 2000 steps at eta = 10 keep all but six bits,
/// and end where 4 |w| = eta tanh(|w|/2) (P3).
#[test]
fn two_cycles_stay_sharp() {
    let predictor = |bits| LinearPredictor {
        learning_rate: Ball::from_exact(&number("10"), bits),
        risk: Degenerate(LossName::Logistic),
        ntk_eigenvalue: Ball::from_exact(&number("1"), bits),
    };
    let constant = |value: Ball| Dual { value, derivative: Ball::from_exact(&Rational::new(), 64) };
    let balls = predictor(200);
    let duals = LinearPredictor {
        learning_rate: constant(predictor(64).learning_rate),
        risk: Degenerate(LossName::Logistic),
        ntk_eigenvalue: constant(predictor(64).ntk_eigenvalue),
    };
    let mut state = Weight { weight: Ball::from_exact(&number("3"), 200) };
    for _ in 0..2000 {
        state = mean_value::step(&balls, &duals, &state);
    }
    let amplitude = state.weight.abs();
    assert!(amplitude.accurate_bits().unwrap() >= 194, "{amplitude:?}");
    let two = Ball::from_exact(&number("2"), 64);
    let defect = two.clone().square() * &amplitude - balls.learning_rate.clone() * (amplitude / &two).tanh();
    assert!(defect.contains(&Rational::new()) && defect.upper() < 1e-50, "{defect:?}");
}

/// Coordinates without deviation need no derivative, and an unbounded state gives an unbounded image.
#[test]
fn points_and_unbounded_states() {
    let systems = Systems::new(LossName::Logistic, &number("3"), &number("4"), 100, 64);
    let exact = start("1/2", "2", 100);
    assert_eq!(systems.step(&exact), systems.balls.step(exact.clone()));
    let unbounded = TwoLayerState { output: Ball::unbounded(100), ..exact };
    assert!(systems.step(&unbounded).coordinates().all(|x| !x.is_bounded()));
}
