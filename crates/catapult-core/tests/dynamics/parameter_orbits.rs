//! Orbits enclosed in one radius around the weights: they contain the orbit, whatever the problem, and stay as sharp as gradient descent does.

use crate::networks::{network, shapes};
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::symmetric::TopEigenvalue;
use catapult_core::arithmetic::{Analytic, Ball, Field, FromExact, Interval};
use catapult_core::dynamics::mean_value::Surrounding;
use catapult_core::dynamics::network::{Sample, gradient_step};
use catapult_core::dynamics::orbit::CertifiedOrbit;
use catapult_core::dynamics::parameters::{
    InParameters, MOST_STEPS_IN_BALLS, Rough, Surroundings, bound_by_elimination, bound_eigenvalues, times,
};
use catapult_core::dynamics::state::State as _;
use catapult_core::dynamics::{Descent, GramSystem, System};
use catapult_core::model::network::dot;
use catapult_core::model::{FeaturePoints, LinearNetwork, LossName};
use num_traits::One;
use proptest::prelude::*;
use rug::Rational;

/// Reproducible numbers of one decimal between -1.9 and 1.9.
fn entry(seed: usize, i: usize) -> Rational {
    let mixed = (i + 1).wrapping_mul(2_654_435_761).wrapping_add(seed.wrapping_mul(40_503)) >> 7;
    Rational::from(((mixed % 39) as i32 - 19, 10))
}

/// Points of so many features: balanced, so that there is a minimiser, or on one side of a hyperplane.
fn points(seed: usize, features: usize, separable: bool) -> FeaturePoints {
    let mut data: FeaturePoints =
        (0..2 * features + 1).map(|i| ((0..features).map(|j| entry(seed, i * features + j)).collect(), 1)).collect();
    if separable {
        data.iter_mut().for_each(|(z, _)| z[0] = Rational::from(z[0].abs_ref()) + Rational::from((1, 10)));
    } else {
        let opposite = (0..features).map(|j| -data.iter().map(|(z, _)| z[j].clone()).sum::<Rational>() / 2u32);
        data.push((opposite.collect(), 2));
    }
    data
}

struct Case {
    descent: Descent<GramSystem>,
    weights: Vec<Rational>,
    width: usize,
}

fn case(loss: LossName, eta: Rational, data: FeaturePoints, width: usize, seed: usize) -> Case {
    let features = data[0].0.len();
    let weights: Vec<Rational> = (0..width * (features + 1)).map(|i| entry(seed + 1, i)).collect();
    let (first, second) = weights.split_at(width * features);
    let rows: Vec<Vec<Rational>> = first.chunks(features).map(<[Rational]>::to_vec).collect();
    let descent = Descent::two_layer_from_weights(loss, eta, data, &rows, second).unwrap();
    Case { descent, weights, width }
}

/// The independent side: plain gradient descent on all weights, in balls of so many bits, without any mean-value form.
struct Dense {
    network: LinearNetwork<Ball>,
    samples: Vec<Sample<Ball>>,
    loss: LossName,
    learning_rate: Ball,
}

impl Dense {
    fn of(Case { descent, weights, width }: &Case, bits: u32) -> Self {
        let features = descent.system.features();
        let read = |value: &Rational| Ball::from_exact(value, bits);
        let weights: Vec<Ball> = weights.iter().map(read).collect();
        let scale = Ball::one() / Ball::from_exact(&Rational::from(*width as u32), bits).sqrt();
        let sample = |z: &Vec<Rational>| Sample { input: z.iter().map(read).collect(), label: Ball::one() };
        let repeated = |(z, count): &(Vec<Rational>, u32)| vec![sample(z); *count as usize];
        Dense {
            network: network(scale, &shapes(features, *width, 2), &weights),
            samples: descent.system.points.iter().flat_map(repeated).collect(),
            loss: descent.system.loss,
            learning_rate: read(&descent.learning_rate),
        }
    }

    fn advance(&mut self) {
        self.network = gradient_step(&self.network, &self.samples, &self.loss, &self.learning_rate);
    }

    /// v and b.
    fn observed(&self) -> Vec<Ball> {
        let [first, second] = self.network.layers.as_slice() else { panic!("two layers") };
        let (w2, scale) = (&second.rows[0], &self.network.scale);
        let v = first.apply_transposed(w2).into_iter().map(|x| x * scale);
        v.chain([dot(w2, w2) * scale.clone().square()]).collect()
    }
}

fn meets(one: &Ball, other: &Ball) -> bool {
    !one.is_certainly_less(other) && !other.is_certainly_less(one)
}

/// R^T R of a matrix R of balls.
fn semidefinite(size: usize, seed: usize) -> Vec<Vec<Ball>> {
    let ball = |i: usize| Ball::from_exact(&entry(seed, i), 100);
    let root: Vec<Vec<Ball>> = (0..size).map(|i| (0..size).map(|j| ball(i * size + j)).collect()).collect();
    let transposed: Vec<Vec<Ball>> = (0..size).map(|i| root.iter().map(|row| row[i].clone()).collect()).collect();
    times(&transposed, &root)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    // Ten steps of every kind of orbit, lazy and divergent: the fine one lies in the coarse one.
    #[test]
    fn the_orbit_is_enclosed(
        features in 1..5_usize,
        width in 1..7_usize,
        seed in 0..10_000_usize,
        eta in (1..40_i32, 2..9_i32).prop_map(Rational::from),
        separable in any::<bool>(),
        exponential in any::<bool>(),
        bits in 40..200_u32,
    ) {
        let loss = if exponential { LossName::Exponential } else { LossName::Logistic };
        let case = case(loss, eta, points(seed, features, separable), width, seed);
        prop_assert!(case.descent.validate().is_ok());
        let (mut coarse, mut fine) = (CertifiedOrbit::new(&case.descent, bits), Dense::of(&case, 4000));
        for step in 0..10 {
            let seen: Vec<Ball> = coarse.state.v.iter().chain([&coarse.state.b]).cloned().collect();
            for (mine, theirs) in seen.iter().zip(fine.observed()) {
                // an orbit that has left all numbers is enclosed by everything
                prop_assert!(!theirs.is_bounded() || meets(mine, &theirs), "step {step}: {mine:?} {theirs:?}");
                if !theirs.is_bounded() {
                    return Ok(());
                }
            }
            coarse.advance();
            fine.advance();
        }
    }

    // The weights behind a Gram matrix are weights of that Gram matrix.
    #[test]
    fn parameters_have_the_state_of_the_start(features in 1..6_usize, width in 1..9_usize, seed in 0..10_000_usize) {
        let case = case(LossName::Logistic, Rational::from(1), points(seed, features, false), width, seed);
        let system = &case.descent.system;
        let parameters = system.parameters(&case.descent.start, 300);
        prop_assert!(parameters.len() <= width.min(features + 1) * (features + 1));
        let state = system.state_around(&case.descent.equations(300), &parameters, Magnitude::ZERO);
        let start: <GramSystem as System>::State<Ball> = case.descent.start_in(300);
        for (one, other) in state.coordinates().zip(start.coordinates()) {
            prop_assert!(meets(one, other), "{one:?} {other:?}");
            prop_assert!(one.radius().is_at_most(Magnitude::power_of_two(-250)));
        }
    }

    // Traces of powers are an upper bound, and a close one.
    #[test]
    fn traces_bound_the_largest_eigenvalue(size in 1..8_usize, seed in 0..10_000_usize) {
        let product = semidefinite(size, seed);
        let truth = Ball::top_eigenvalue(&product);
        prop_assume!(truth.lower() > 0.01);
        let bound = Ball::exact(bound_eigenvalues(product, Magnitude::ZERO).to_float_up());
        prop_assert!(!bound.is_certainly_less(&truth));
        prop_assert!(bound.is_certainly_less(&(truth * Ball::from_exact(&Rational::from((1003, 1000)), 100))));
    }

    #[test]
    fn elimination_bounds_the_largest_eigenvalue(size in 1..16_usize, seed in 0..10_000_usize, share in 1..400_u32) {
        let product = semidefinite(size, seed);
        let truth = Ball::top_eigenvalue(&product);
        prop_assume!(truth.lower() > 0.01);
        let intervals: Vec<Vec<Interval>> =
            product.iter().map(|row| row.iter().map(Interval::surrounding).collect()).collect();
        let enough = (truth.clone() * Ball::from_exact(&Rational::from((share, 200)), 100)).magnitude_down();
        let bound = Ball::exact(bound_by_elimination(&intervals, enough).to_float_up());
        prop_assert!(!bound.is_certainly_less(&truth));
        // sharp down to what is enough
        let sharp = truth * Ball::from_exact(&Rational::from((1005, 1000)), 100);
        let enough = Ball::exact(enough.to_float_up()) * Ball::from_exact(&Rational::from((1001, 1000)), 100);
        prop_assert!(bound.is_certainly_less(&sharp) || bound.is_certainly_less(&enough));
    }
}

/// A thousand bits would be lost in boxes; in parameters an orbit that converges loses a few for its catapult.
#[test]
fn orbits_that_converge_keep_their_bits() {
    for (features, width) in [(2, 5), (6, 3), (9, 40)] {
        let case = case(LossName::Logistic, Rational::from((3, 4)), points(7, features, false), width, 3);
        let mut orbit = CertifiedOrbit::new(&case.descent, 128);
        for _ in 0..3000 {
            orbit.advance();
        }
        let worst = orbit.state.coordinates().filter_map(|x| x.radius().exponent()).max();
        assert!(worst.is_none_or(|exponent| exponent < -80), "d = {features}: {worst:?}");
    }
}

/// A divergent orbit of the logistic loss grows for ever, and its margins leave the range of every exponential.
#[test]
fn orbits_that_diverge_stay_enclosed() {
    let case = case(LossName::Logistic, Rational::from(30), points(11, 3, false), 2, 5);
    let mut orbit = CertifiedOrbit::new(&case.descent, 600);
    for _ in 0..60 {
        orbit.advance();
    }
    assert!(orbit.is_bounded());
    assert!(orbit.state.trace().lower() > 1e12, "it does not diverge: {:?}", orbit.state.trace());
}

/// The networks whose steps spread most: one unit with both weights alike on the falling side, where the curvature and the residual add up; the
/// minimum; and margins so negative that only the residual is left.
fn extremes() -> Vec<Case> {
    let one = |z: (i32, i32)| (vec![Rational::from(z)], 1);
    let weights = |first: (i32, i32), second: (i32, i32)| vec![Rational::from(first), Rational::from(second)];
    let of = |data: FeaturePoints, eta: i32, weights: Vec<Rational>| {
        let (rows, second) = (vec![vec![weights[0].clone()]], vec![weights[1].clone()]);
        let descent =
            Descent::two_layer_from_weights(LossName::Logistic, Rational::from(eta), data, &rows, &second).unwrap();
        Case { descent, weights, width: 1 }
    };
    vec![
        of(vec![one((1, 1)), one((-2, 1))], 7, weights((3, 2), (3, 2))),
        of(vec![one((1, 1)), one((-1, 1))], 9, weights((2, 1), (0, 1))),
        of(vec![one((1, 1)), one((3, 1))], 2, weights((-9, 1), (9, 1))),
        case(LossName::Logistic, Rational::from(20), points(3, 3, false), 5, 2),
        case(LossName::Exponential, Rational::from((1, 3)), points(4, 2, false), 3, 6),
    ]
}

fn floats(balls: &[Ball]) -> Vec<f64> {
    balls.iter().map(|x| x.midpoint().to_f64()).collect()
}

fn length(x: &[f64]) -> f64 {
    x.iter().map(|entry| entry * entry).sum::<f64>().sqrt()
}

/// The largest factor by which a step stretches a small difference, by power iteration on its derivative, which is symmetric.
fn stretch(case: &Case, centre: &[Ball]) -> f64 {
    let (system, equations) = (&case.descent.system, case.descent.equations::<Ball>(300));
    let small = Rational::from((1, rug::Integer::from(1) << 100));
    let image = system.descend(&equations, centre);
    let derivative = |direction: &[f64]| -> Vec<f64> {
        let moved: Vec<Ball> = centre
            .iter()
            .zip(direction)
            .map(|(x, e)| x.clone() + Ball::from_exact(&(Rational::from_f64(*e).unwrap() * &small), 300))
            .collect();
        let difference = system
            .descend(&equations, &moved)
            .into_iter()
            .zip(&image)
            .map(|(x, y)| (x - y).midpoint().to_f64() / small.to_f64());
        difference.collect()
    };
    let mut direction: Vec<f64> = (0..centre.len()).map(|i| 1.0 + 0.37 * i as f64).collect();
    let mut factor = 0.0;
    for _ in 0..200 {
        let size = length(&direction);
        direction.iter_mut().for_each(|x| *x /= size);
        let next = derivative(&direction);
        factor = length(&next);
        direction = derivative(&next);
    }
    factor
}

/// One step of a small radius grows by what the derivative stretches at most, and in a case of each kind by no more than that.
#[test]
fn a_radius_grows_by_the_norm_of_the_derivative() {
    let mut closest = f64::INFINITY;
    for case in extremes() {
        let system = &case.descent.system;
        let equations = case.descent.equations::<Ball>(300);
        let mut parameters = system.parameters(&case.descent.start, 300);
        parameters[0] = parameters[0].clone().widened(Magnitude::power_of_two(-90));
        let mut surroundings = Surroundings::of(&parameters);
        let before = surroundings.radius().to_f64_up();
        let centre: Vec<Ball> = parameters.iter().map(Ball::centre).collect();
        let state = surroundings.state(system, &equations);
        let rate = Ball::from_exact(&case.descent.learning_rate, 64);
        surroundings.advance(system, &equations, &mut Rough::of(&case.descent), &rate, &state);
        let (bound, truth) = (surroundings.radius().to_f64_up() / before, stretch(&case, &centre));
        assert!(bound >= truth * (1.0 - 1e-9), "{bound} is below {truth}");
        closest = closest.min(bound / truth);
        if case.width == 1 {
            assert!(bound <= truth * 1.01, "{bound} for {truth}");
        }
    }
    assert!(closest < 1.01);
}

/// Where e^-u is beyond all doubles, balls say how far a radius grows, for so many steps and no more.
#[test]
fn radii_grow_beyond_intervals() {
    let points = vec![(vec![Rational::from(1)], 1), (vec![Rational::from(-2)], 1)];
    let (rows, second) = (vec![vec![Rational::from(-40)]], vec![Rational::from(40)]);
    let descent =
        Descent::two_layer_from_weights(LossName::Exponential, Rational::from(1), points, &rows, &second).unwrap();
    let system = &descent.system;
    let equations = descent.equations::<Ball>(200);
    let mut parameters = system.parameters(&descent.start, 200);
    parameters[0] = parameters[0].clone().widened(Magnitude::power_of_two(-90));
    let start = Surroundings::of(&parameters);
    let (state, rate) = (start.state(system, &equations), Ball::from_exact(&descent.learning_rate, 64));
    let mut rough = Rough::of(&descent);
    for step in 0..MOST_STEPS_IN_BALLS + 3 {
        let mut surroundings = start.clone();
        surroundings.advance(system, &equations, &mut rough, &rate, &state);
        assert_eq!(surroundings.radius().is_finite(), step < MOST_STEPS_IN_BALLS, "{step}");
    }
    // near zero intervals do, and nothing is counted
    let near = case(LossName::Exponential, Rational::from((1, 3)), self::points(4, 2, false), 3, 6);
    let (system, equations) = (&near.descent.system, near.descent.equations::<Ball>(200));
    let start = Surroundings::of(&system.parameters(&near.descent.start, 200));
    let (state, mut rough) = (start.state(system, &equations), Rough::of(&near.descent));
    for _ in 0..2 * MOST_STEPS_IN_BALLS {
        let mut surroundings = start.clone();
        surroundings.advance(system, &equations, &mut rough, &rate, &state);
        assert!(surroundings.radius().is_finite());
    }
}

/// The box of states reaches as far as deviations of one column, along itself or along another, can bring them.
#[test]
fn the_box_holds_the_states_of_all_parameters_near_by() {
    for seed in 0..40 {
        let (features, width) = (1 + seed % 4, 1 + seed % 5);
        let case = case(LossName::Logistic, Rational::from(1), points(seed, features, false), width, seed);
        let (system, equations) = (&case.descent.system, case.descent.equations::<Ball>(200));
        let parameters: Vec<Ball> = system.parameters(&case.descent.start, 200).iter().map(Ball::centre).collect();
        let rows = parameters.len() / (features + 1);
        let place =
            |column: usize, row: usize| if column < features { row * features + column } else { rows * features + row };
        let distance = 0.75;
        let around = system.state_around(&equations, &parameters, Magnitude::from_f64(distance));
        for (moved, along) in (0..=features).flat_map(|i| (0..=features).map(move |j| (i, j))) {
            for sign in [1.0, -1.0] {
                let other = floats(&(0..rows).map(|row| parameters[place(along, row)].clone()).collect::<Vec<_>>());
                let mut changed = parameters.clone();
                for (row, entry) in other.iter().enumerate() {
                    // a hair less than the distance, for the roundings
                    let change = sign * distance * (1.0 - 1e-12) * entry / length(&other).max(1e-9);
                    let index = place(moved, row);
                    changed[index] =
                        changed[index].clone() + Ball::from_exact(&Rational::from_f64(change).unwrap(), 200);
                }
                let state = system.state_around(&equations, &changed, Magnitude::ZERO);
                for (inner, outer) in state.coordinates().zip(around.coordinates()) {
                    assert!(outer.contains_in_interior(inner), "column {moved} along {along}: {inner:?} {outer:?}");
                }
            }
        }
    }
}

/// Enclosed parameters lie within the radius around their centres.
#[test]
fn surroundings_hold_what_they_are_made_of() {
    let ball =
        |radius: i64| Ball::from_exact(&Rational::from((1, 3)), 100).centre().widened(Magnitude::power_of_two(radius));
    let surroundings = Surroundings::of(&[ball(-10), ball(-10), ball(-12)]);
    let length = (2.0 * 2f64.powi(-20) + 2f64.powi(-24)).sqrt();
    assert!(surroundings.radius().to_f64_up() >= length);
}

/// Far from zero the curvature of the logistic loss is enclosed where its exponentials are beyond all numbers.
#[test]
fn far_margins_have_curvatures() {
    for margin in [800.0, -1e5, 1e9, -1e12] {
        let interval = Interval::point(margin).sigmoid_slope();
        assert!(
            interval.is_bounded() && interval.lower() >= 0.0 && interval.upper() <= 1e-300,
            "{margin}: {interval:?}"
        );
        let ball = Ball::from_exact(&Rational::from_f64(margin).unwrap(), 64).sigmoid_slope();
        assert!(ball.is_bounded() && ball.lower() >= 0 && ball.upper() < 1e-300, "{margin}: {ball:?}");
    }
    let near = Interval::point(3.0).sigmoid_slope();
    let truth = 1.0 / (2.0 * 1.5_f64.cosh()).powi(2);
    assert!(near.lower() <= truth && truth <= near.upper() && near.upper() - near.lower() < 1e-14);
}
