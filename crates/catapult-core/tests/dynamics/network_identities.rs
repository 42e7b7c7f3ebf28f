//! (D1), (D2) and the gradient step of deep linear networks, exactly, against derivatives taken by dual numbers.

use crate::networks::{convert, flat, gradient, network, positive, rationals, risk_gradient, shapes, weight_count};
use catapult_core::arithmetic::Dual;
use catapult_core::dynamics::TwoLayerState;
use catapult_core::dynamics::network::{Sample, gradient_step, ntk, output_after_step};
use catapult_core::model::{LinearNetwork, LossName, Squared};
use proptest::prelude::*;
use rug::Rational;

type Shapes = Vec<(usize, usize)>;

/// A random network with its shapes, data with labels ±1, and one more input.
fn setting(
    depths: std::ops::Range<usize>,
) -> impl Strategy<Value = (LinearNetwork<Rational>, Shapes, Vec<Sample<Rational>>, Vec<Rational>)> {
    (1..4_usize, 1..4_usize, depths, 1..4_usize).prop_flat_map(|(dimension, width, depth, count)| {
        let shapes = shapes(dimension, width, depth);
        let sample = (rationals(dimension), any::<bool>())
            .prop_map(|(input, label)| Sample { input, label: Rational::from(if label { 1 } else { -1 }) });
        (rationals(weight_count(&shapes)), positive(), prop::collection::vec(sample, count), rationals(dimension))
            .prop_map(move |(weights, scale, data, input)| {
                (network(scale, &shapes, &weights), shapes.clone(), data, input)
            })
    })
}

/// f(x) as the sum over all paths from the input to the output, the definition without any matrix product.
fn output_by_paths(network: &LinearNetwork<Rational>, input: &[Rational]) -> Rational {
    fn from_unit(network: &LinearNetwork<Rational>, layer: usize, unit: usize, input: &[Rational]) -> Rational {
        let row = &network.layers[layer].rows[unit];
        (0..row.len()).fold(Rational::new(), |sum, j| {
            let before = if layer == 0 { input[j].clone() } else { from_unit(network, layer - 1, j, input) };
            sum + before * &row[j]
        })
    }
    from_unit(network, network.layers.len() - 1, 0, input) * &network.scale
}

/// The same network in floats, with weights of size about one.
fn in_floats(network: &LinearNetwork<Rational>) -> LinearNetwork<f64> {
    let convert_matrix = |layer: &catapult_core::model::Matrix<Rational>| catapult_core::model::Matrix {
        rows: layer.rows.iter().map(|row| row.iter().map(|w| w.to_f64() / 8.0).collect()).collect(),
    };
    LinearNetwork { scale: network.scale.to_f64() / 8.0, layers: network.layers.iter().map(convert_matrix).collect() }
}

fn close(left: f64, right: f64, size: f64) -> bool {
    (left - right).abs() <= 1e-11 * (1.0 + size)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    #[test]
    fn the_output_is_the_sum_over_paths((network, _, _, input) in setting(1..7)) {
        prop_assert_eq!(network.output(&input), output_by_paths(&network, &input));
    }

    #[test]
    fn the_gradient_step_descends_the_risk((network, shapes, data, _) in setting(1..6), eta in positive()) {
        let gradient = risk_gradient(&network, &shapes, &data, &Squared);
        let descended: Vec<Rational> =
            flat(&network).into_iter().zip(gradient).map(|(w, g)| w - g * &eta).collect();
        let stepped = gradient_step(&network, &data, &Squared, &eta);
        prop_assert_eq!(flat(&stepped), descended);
        prop_assert_eq!(stepped.scale, network.scale);
    }

    // (D1) on every depth from 1 to 6, at inputs in and outside the data.
    #[test]
    fn outputs_after_a_step_need_no_new_weights((network, _, data, input) in setting(1..7), eta in positive()) {
        let stepped = gradient_step(&network, &data, &Squared, &eta);
        for x in data.iter().map(|sample| &sample.input).chain([&input]) {
            prop_assert_eq!(output_after_step(&network, &data, &Squared, &eta, x), stepped.output(x));
        }
    }

    // (D2)
    #[test]
    fn the_ntk_is_the_sum_over_parameters((network_, shapes, data, input) in setting(1..6), count in positive()) {
        let derivatives = |x: &[Rational]| {
            let x: Vec<Dual<Rational>> = x.iter().cloned().map(Dual::constant).collect();
            let scale = Dual::constant(network_.scale.clone());
            gradient(&flat(&network_), |weights| network(scale.clone(), &shapes, weights).output(&x))
        };
        for sample in &data {
            let (left, right) = (derivatives(&sample.input), derivatives(&input));
            let sum = left.iter().zip(&right).fold(Rational::new(), |sum, (a, b)| sum + Rational::from(a * b));
            prop_assert_eq!(ntk(&network_, &sample.input, &input, &count), sum / &count);
        }
    }

    // On D0 the NTK matrix divided by n = 2 has equal entries, so its top eigenvalue is their sum over a row; for two layers
    // that is lambda = (|w1|² + |w2|²)/m.
    #[test]
    fn lambda_of_two_layers_is_the_ntk_on_d0(root in 1..4_usize, weights in rationals(18)) {
        let width = root * root;
        let network = network(Rational::from((1, root as u32)), &shapes(1, width, 2), &weights);
        let one = [Rational::from(1)];
        let entry = ntk(&network, &one, &one, &Rational::from(2));
        let squares = weights[..2 * width].iter().fold(Rational::new(), |sum, w| sum + w.clone() * w);
        let state = TwoLayerState { output: network.output(&one), lambda: squares / width as u32 };
        prop_assert_eq!(entry * 2_i32, state.lambda);
    }

    // The other losses run in floats only: (D1) and the gradient hold to rounding.
    #[test]
    fn the_identities_hold_for_every_loss((network, shapes, data, input) in setting(1..7), eta in 0.01..1.0_f64) {
        let network = in_floats(&network);
        let data = convert(&data, |x| x.to_f64() / 4.0);
        let data: Vec<Sample<f64>> =
            data.into_iter().map(|sample| Sample { label: sample.label.signum(), ..sample }).collect();
        let input: Vec<f64> = input.iter().map(|x| x.to_f64() / 4.0).collect();
        for loss in LossName::ALL {
            let stepped = gradient_step(&network, &data, &loss, &eta);
            let gradient = risk_gradient(&network, &shapes, &data, &loss);
            for ((new, old), slope) in flat(&stepped).into_iter().zip(flat(&network)).zip(gradient) {
                prop_assert!(close(new, old - eta * slope, old.abs() + slope.abs()), "{} {} {}", new, old, slope);
            }
            let (predicted, output) = (output_after_step(&network, &data, &loss, &eta, &input), stepped.output(&input));
            // Both are sums of products of weights: their rounding errors scale with the products of row sums.
            let size = [&network, &stepped].iter().map(|network| {
                let row_sum = |row: &Vec<f64>| row.iter().map(|w| w.abs()).sum::<f64>();
                let layers = network.layers.iter().map(|layer| layer.rows.iter().map(row_sum).sum::<f64>() + 1.0);
                layers.product::<f64>() * input.iter().map(|x| x.abs()).sum::<f64>()
            }).fold(0.0, f64::max);
            prop_assert!(close(predicted, output, size), "{} {} {}", predicted, output, loss);
        }
    }
}
