//! (G1) and (G2): the Gram system of a two-layer network on any data against gradient descent on its weights, and against the spectrum
//! of the explicit Hessian.

use crate::networks::{flat, network, positive, rationals, risk_hessian, shapes, weight_count};
use catapult_core::arithmetic::symmetric::TopEigenvalue;
use catapult_core::arithmetic::{Ball, ExactValue};
use catapult_core::dynamics::network::{Sample, gradient_step};
use catapult_core::dynamics::orbit::{CertifiedOrbit, ExactOrbit};
use catapult_core::dynamics::state::State as _;
use catapult_core::dynamics::{
    Descent, Equations, GramSystem, OneFeatureState, OneFeatureSystem, System, TwoLayer, TwoLayerState,
};
use catapult_core::model::{FeaturePoints, LossName, Risk, Squared};
use proptest::prelude::*;
use rug::Rational;

/// Signed points of so many features.
fn points(count: usize, features: usize, numbers: &[Rational]) -> FeaturePoints {
    (0..count).map(|i| (numbers[i * features..(i + 1) * features].to_vec(), 1)).collect()
}

fn samples(points: &FeaturePoints) -> Vec<Sample<Rational>> {
    points.iter().map(|(z, _)| Sample { input: z.clone(), label: Rational::from(1) }).collect()
}

/// The system and start of weights, given by the rows of W1 and w2.
fn descent(
    loss: LossName,
    eta: &Rational,
    points: &FeaturePoints,
    weights: &[Rational],
    width: usize,
) -> Descent<GramSystem> {
    let features = points[0].0.len();
    let first: Vec<Vec<Rational>> = (0..width).map(|i| weights[i * features..(i + 1) * features].to_vec()).collect();
    let second = &weights[width * features..width * (features + 1)];
    Descent::two_layer_from_weights(loss, eta.clone(), points.clone(), &first, second).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(32) })]

    // The squared loss keeps everything rational: three steps of (G1), with the factor N inside, are those of the weights. Width 1
    // and 4, so that N is rational.
    #[test]
    fn the_gram_matrix_moves_as_the_weights_do(
        features in 1..4_usize,
        count in 1..4_usize,
        root in 1..3_usize,
        eta in positive(),
        numbers in rationals(12),
        weights in rationals(16),
    ) {
        let width = root * root;
        let data = points(count, features, &numbers);
        let descent = descent(LossName::Squared, &eta, &data, &weights, width);
        prop_assert!(descent.validate().is_ok());
        let mut reduced = ExactOrbit::new(&descent);
        let scale = Rational::from((1, root as u32));
        let mut dense = network(scale.clone(), &shapes(features, width, 2), &weights[..weight_count(&shapes(features, width, 2))]);
        for _ in 0..3 {
            dense = gradient_step(&dense, &samples(&data), &Squared, &eta);
            prop_assert!(reduced.advance());
            let all = flat(&dense);
            let (w1, w2) = all.split_at(width * features);
            let sum = |term: &dyn Fn(usize) -> Rational| (0..width).fold(Rational::new(), |sum, i| sum + term(i));
            let m = Rational::from(width as u32);
            for j in 0..features {
                let v = sum(&|i| w1[i * features + j].clone() * &w2[i]) * &scale;
                prop_assert_eq!(&reduced.state.v[j], &v);
                for k in j..features {
                    let entry = sum(&|i| w1[i * features + j].clone() * &w1[i * features + k]) / &m;
                    prop_assert_eq!(reduced.state.m(j, k), &entry);
                }
            }
            prop_assert_eq!(&reduced.state.b, &(sum(&|i| w2[i].clone() * &w2[i]) / &m));
        }
    }

    // (T3) and the step in v and V are (G1) for one feature: three steps, exactly. K = sqrt(4 N² v² + V) is rational, as K is.
    #[test]
    fn four_numbers_move_as_the_gram_matrix_does(
        count in 1..4_usize,
        root in 1..3_usize,
        eta in positive(),
        numbers in rationals(4),
        weights in rationals(8),
    ) {
        let width = root * root;
        let data = points(count, 1, &numbers);
        let descent = descent(LossName::Squared, &eta, &data, &weights, width);
        let system = OneFeatureSystem::of(&descent.system).expect("one feature");
        let known = |value: ExactValue| value.known().cloned().expect("rational");
        let rate = ExactValue::from(eta);
        let (gram, four) = (descent.system.equations(rate.clone(), 0), system.equations(rate, 0));
        let mut whole = descent.start_in::<ExactValue>(0);
        let mut state = four.state_of(&whole);
        let exactly = |state: &OneFeatureState<ExactValue>| OneFeatureSystem::convert(state, |value| known(value.clone()));
        for _ in 0..3 {
            prop_assert_eq!(system.validate(&exactly(&state)), Ok(()));
            whole = gram.step(whole);
            state = four.step(state);
            prop_assert_eq!(exactly(&state), exactly(&four.state_of(&whole)));
            prop_assert_eq!(known(four.loss(&state)), known(gram.loss(&whole)));
            prop_assert_eq!(known(four.lambda(&state)), known(gram.lambda(&whole)));
            prop_assert_eq!(known(four.output(&state)), known(gram.output(&whole)));
        }
        // numbers that do not belong together
        let exact = exactly(&state);
        let altered = |change: &dyn Fn(&mut OneFeatureState<Rational>)| {
            let mut copy = exact.clone();
            change(&mut copy);
            system.validate(&copy)
        };
        prop_assert!(altered(&|it| it.v += 1).is_err());
        prop_assert!(altered(&|it| it.volume += 1).is_err());
        prop_assert!(altered(&|it| (it.p, it.q) = (-it.q.clone() - 1, -it.p.clone() - 1)).is_err());
        prop_assert!(exact.v.is_zero() || altered(&|it| it.v *= -1).is_err());
    }

    // (G2) against the top eigenvalue of the explicit Hessian, for every loss, any width (below and above d) and data that do not span.
    #[test]
    fn sharpness_is_the_top_of_the_hessian(
        features in 1..4_usize,
        count in 1..5_usize,
        width in 1..5_usize,
        numbers in rationals(12),
        weights in rationals(16),
    ) {
        let data = points(count, features, &numbers);
        prop_assume!(data.iter().any(|(z, _)| z.iter().any(|x| !x.is_zero())));
        let eta = Rational::from(1);
        let float = |x: &Rational| x.to_f64();
        for loss in LossName::ALL {
            let descent = descent(loss, &eta, &data, &weights, width);
            let shapes = shapes(features, width, 2);
            let numeric: Vec<f64> = weights.iter().map(float).collect();
            let dense = network(1.0 / (width as f64).sqrt(), &shapes, &numeric[..weight_count(&shapes)]);
            let inputs: Vec<Sample<f64>> =
                data.iter().map(|(z, _)| Sample { input: z.iter().map(float).collect(), label: 1.0 }).collect();
            let hessian = risk_hessian(&dense, &shapes, &inputs, &loss);
            let expected = f64::top_eigenvalue(&hessian);
            let norm = hessian.iter().map(|row| row.iter().map(|x| x.abs()).sum::<f64>()).fold(0.0, f64::max);
            let equations = descent.equations::<f64>(53);
            let found = equations.sharpness(&descent.start_in(53));
            // beyond, squares leave the range of f64, and the answer is no number
            prop_assert!(norm > 1e100 || (found - expected).abs() <= 1e-9 * (1.0 + norm), "{loss}: {found} but {expected}");
            let enclosed = descent.equations::<Ball>(200).sharpness(&descent.start_in(200));
            let slack = Rational::from_f64(1e-9 * (1.0 + norm)).unwrap();
            let expected = Rational::from_f64(expected).unwrap();
            prop_assert!(
                enclosed.lower() <= expected.clone() + &slack && enclosed.upper() >= expected - &slack,
                "{loss}: {enclosed:?}"
            );
            // curvatures whose ratio is beyond 200 bits cannot be told apart
            prop_assert!(norm > 1e12 || enclosed.accurate_bits().is_none_or(|bits| bits > 70), "{loss}: {enclosed:?}");
        }
    }

    // d = 1: (T1), (T2) and (T5) with the risk of the data.
    #[test]
    fn one_feature_is_the_reduced_network(numbers in rationals(3), weights in rationals(8), eta in positive()) {
        let data = points(3, 1, &numbers);
        let descent = descent(LossName::Squared, &eta, &data, &weights, 4);
        let read = |x: &Rational| ExactValue::from(x.clone());
        struct OneFeature(Vec<Rational>);
        impl Risk<Rational> for OneFeature {
            fn value(&self, output: Rational) -> Rational {
                let sum = self.0.iter().fold(Rational::new(), |sum, z| sum + (Rational::from(1) - z.clone() * &output).square() / 2);
                sum / self.0.len() as u32
            }
            fn slope(&self, output: Rational) -> Rational {
                let sum = self.0.iter().fold(Rational::new(), |sum, z| sum + (z.clone() * &output - 1u32) * z);
                sum / self.0.len() as u32
            }
            fn curvature(&self, _output: Rational) -> Rational {
                self.0.iter().fold(Rational::new(), |sum, z| sum + z.clone().square()) / self.0.len() as u32
            }
        }
        let map = TwoLayer::new(eta.clone(), Rational::from(4), OneFeature(numbers.clone()));
        let equations = descent.equations::<ExactValue>(0);
        let start = descent.start_in::<ExactValue>(0);
        let known = |x: &ExactValue| x.known().cloned().unwrap();
        let lambda = |state: &catapult_core::dynamics::GramState<ExactValue>| known(&equations.lambda(state));
        let reduced = map.step(TwoLayerState { output: known(&start.v[0]), lambda: lambda(&start) });
        let stepped = equations.step(GramSystem::convert(&start, |x| read(&known(x))));
        prop_assert_eq!(reduced.output, known(&stepped.v[0]));
        prop_assert_eq!(reduced.lambda, lambda(&stepped));
    }
}

/// Starts that no weights have are refused: not positive semidefinite, or of too high a rank.
#[test]
fn gram_matrices_need_weights() {
    let data: FeaturePoints = vec![(vec![1.into(), 2.into()], 1), (vec![(-1).into(), 1.into()], 1)];
    let weights: Vec<Rational> = [1, 2, 3, -1, 2, 1].map(Rational::from).to_vec();
    let two_units = descent(LossName::Logistic, &1.into(), &data, &weights, 2);
    assert!(two_units.validate().is_ok());
    let mut too_large = two_units.clone();
    too_large.start.v[0] *= 10;
    assert!(too_large.validate().is_err());
    let mut negative = two_units.clone();
    negative.start.b = Rational::from(-1);
    assert!(negative.validate().is_err());
    // the same numbers in one unit: rank two
    let mut narrow = two_units;
    narrow.system.width = Rational::from(1);
    assert!(narrow.validate().is_err());
    let one_unit = descent(LossName::Logistic, &1.into(), &data, &weights, 1);
    assert!(one_unit.validate().is_ok());
    // M = b = 1 and v = 0 are positive definite, which takes two units
    let point: FeaturePoints = vec![(vec![1.into()], 1)];
    let orthogonal = descent(LossName::Logistic, &1.into(), &point, &[1, 0, 0, 1].map(Rational::from), 2);
    assert!(orthogonal.validate().is_ok());
    // M below zero, also with a v that would leave a positive rest
    for v in [0, 1] {
        let mut indefinite = orthogonal.clone();
        (indefinite.start.v[0], indefinite.start.upper[0], indefinite.start.b) = (v.into(), (-1).into(), 1.into());
        assert!(indefinite.validate().is_err(), "v = {v}");
    }
    let mut single = orthogonal;
    (single.system.width, single.start.upper[0], single.start.b) = (1.into(), 1.into(), 1.into());
    assert!(single.validate().is_err());
}

/// Balls stay sharp over a thousand steps in several features.
#[test]
fn enclosures_stay_sharp() {
    for features in [2, 4, 6] {
        let entry = |i: usize| Rational::from(((i * i * 7 + i * 3) as i32 % 19 - 9, 10));
        let mut data: FeaturePoints =
            (0..2 * features).map(|i| ((0..features).map(|j| entry(i * features + j)).collect(), 1)).collect();
        let opposite = (0..features).map(|j| -data.iter().map(|(z, _)| z[j].clone()).sum::<Rational>()).collect();
        data.push((opposite, 1));
        let weights: Vec<Rational> = (0..8 * (features + 1)).map(|i| entry(3 * i + 1)).collect();
        let descent = descent(LossName::Logistic, &Rational::from((3, 2)), &data, &weights, 8);
        let mut orbit = CertifiedOrbit::new(&descent, 300);
        for _ in 0..1000 {
            orbit.advance();
        }
        let worst = orbit.state.coordinates().filter_map(|x| x.radius().exponent()).max();
        assert!(worst.is_none_or(|exponent| exponent < -60), "d = {features}: {worst:?}");
    }
}
