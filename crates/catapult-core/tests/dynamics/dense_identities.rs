//! Networks with all their weights on D0: the step is that of [`catapult_core::dynamics::network`], and the sharpness that of the Hessian.

use crate::networks::{degenerate, flat, network, rationals, risk_hessian, shapes, weight_count};
use catapult_core::arithmetic::symmetric::TopEigenvalue;
use catapult_core::arithmetic::{Ball, ExactValue, FromExact};
use catapult_core::dynamics::Weights;
use catapult_core::dynamics::network::gradient_step;
use catapult_core::dynamics::{DenseSystem, Equations, System};
use catapult_core::model::{LossName, Squared};
use proptest::prelude::*;
use rug::Rational;

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    #[test]
    fn the_step_is_that_of_the_network(depth in 2..6_usize, root in 1..3_usize, weights in rationals(80), rate in 1..9_i32) {
        // m = 1 and 4, for which N is rational
        let (width, shapes) = (root * root, shapes(1, root * root, depth));
        let weights = &weights[..weight_count(&shapes).min(80)];
        prop_assume!(weights.len() == weight_count(&shapes));
        let (rate, scale) = (Rational::from((rate, 7)), (1..depth).fold(Rational::from(1), |n, _| n / root as u32));
        let reference = network(scale, &shapes, weights);
        let expected = flat(&gradient_step(&reference, &degenerate(), &Squared, &rate));
        let system = DenseSystem { loss: LossName::Squared, width, depth };
        let state = Weights { weights: weights.iter().map(|w| ExactValue::from(w.clone())).collect() };
        let next = system.equations(ExactValue::from(rate), 0).step(state.clone());
        let known: Vec<Rational> = next.weights.iter().map(|w| w.known().cloned().expect("rational")).collect();
        prop_assert_eq!(known, expected);
        let equations = system.equations(ExactValue::from(Rational::from(1)), 0);
        let output = equations.output(&state);
        prop_assert_eq!(output.known(), Some(&reference.output(&[Rational::from(1)])));
        let product = system.product(&Weights { weights: weights.to_vec() });
        prop_assert_eq!(product * &reference.scale, reference.output(&[Rational::from(1)]));
    }

    #[test]
    fn the_sharpness_is_that_of_the_hessian(depth in 2..5_usize, width in 1..3_usize, weights in rationals(12)) {
        let shapes = shapes(1, width, depth);
        prop_assume!(weight_count(&shapes) <= 12);
        let read = |value: &Rational| Ball::from_exact(value, 96);
        let weights: Vec<Ball> = weights[..weight_count(&shapes)].iter().map(|w| read(&Rational::from(w / 8))).collect();
        for loss in LossName::ALL {
            let system = DenseSystem { loss, width, depth };
            let equations = system.equations(read(&Rational::from(1)), 96);
            let reference = network(equations.scale.clone(), &shapes, &weights);
            let hessian = risk_hessian(&reference, &shapes, &degenerate(), &loss);
            let (one, other) = (Ball::top_eigenvalue(&hessian), equations.sharpness(&Weights { weights: weights.clone() }));
            prop_assert!((one.clone() - &other).contains(&Rational::new()), "{:?} {:?}", one, other);
            prop_assert!(one.radius().to_f64_up() < 1e-15 && other.radius().to_f64_up() < 1e-15);
        }
    }
}
