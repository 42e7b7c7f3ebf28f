//! The Hessian and the kernel on the tangent space, against the same in all weights: dense matrices from dual numbers.

use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::dynamics::Equations;
use catapult::dynamics::network::{Sample, ntk};
use catapult::dynamics::{TwoLayer, TwoLayerState};
use catapult::model::network::{Matrix, dot};
use catapult::model::{Degenerate, LinearNetwork, Loss, LossName};
use catapult::training::{
    Network, SampleRows, SymmetricOperator, TangentOperator, Trainer, TrainingError, top_eigenvalue,
};
use faer::{Mat, Side};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn normal(generator: &mut ChaCha8Rng) -> f64 {
    StandardNormal.sample(generator)
}

fn random_data(count: usize, dimension: usize, seed: u64) -> DataSet {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let features = Mat::from_fn(count, dimension, |_, _| normal(&mut generator));
    DataSet { features, labels: (0..count).map(|i| if i % 3 == 0 { 1.0 } else { -1.0 }).collect() }
}

fn samples(data: &DataSet) -> Vec<Sample<f64>> {
    (0..data.count())
        .map(|i| Sample { input: data.features.row(i).iter().copied().collect(), label: data.labels[i] })
        .collect()
}

fn degenerate() -> DataSet {
    "degenerate".parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap()
}

fn cases() -> impl Iterator<Item = (LossName, usize, usize, usize, usize)> {
    LossName::ALL.into_iter().flat_map(|loss| {
        (1..=4).flat_map(move |depth| {
            [(1, 1, 1), (5, 3, 4), (12, 2, 3)].into_iter().map(move |(n, d, m)| (loss, depth, n, d, m))
        })
    })
}

/// The Hessian of the risk in all weights, differentiated twice from the definition of the risk. Weights are in the order
/// of [`flatten`].
fn dense_hessian(network: &Network, data: &DataSet, loss: LossName) -> Mat<f64> {
    let shapes: Vec<(usize, usize)> = network.layers().iter().map(|layer| (layer.nrows(), layer.ncols())).collect();
    let entries = crate::networks::risk_hessian(&network.to_model(), &shapes, &samples(data), &loss);
    Mat::from_fn(entries.len(), entries.len(), |i, j| entries[i][j])
}

/// The weights one layer after the other, each by rows.
fn flatten(layers: &[Mat<f64>]) -> Vec<f64> {
    layers.iter().flat_map(|layer| layer.row_iter().flat_map(|row| row.iter().copied().collect::<Vec<_>>())).collect()
}

fn unit(size: usize, k: usize) -> Vec<f64> {
    (0..size).map(|i| if i == k { 1.0 } else { 0.0 }).collect()
}

fn eigenvalues(matrix: &Mat<f64>) -> Vec<f64> {
    matrix.self_adjoint_eigenvalues(Side::Lower).unwrap()
}

/// Holds everything that is promised of the operator against the dense Hessian.
fn compare(network: &Network, data: &DataSet, loss: LossName, case: &str) {
    let dense = dense_hessian(network, data, loss);
    let rows = SampleRows::new(data).expect("samples");
    let hessian = TangentOperator::hessian(network, &rows, &loss).unwrap();
    let size = hessian.dimension();
    let full = eigenvalues(&dense);
    let norm = full[0].abs().max(full[full.len() - 1]);
    let close = |x: f64, y: f64| (x - y).abs() <= 1e-12 * norm;

    // The operator is symmetric, commutes with the embedding into the weights, and the embedding keeps lengths.
    let columns: Vec<Vec<f64>> = (0..size).map(|k| hessian.apply(&unit(size, k)).expect("a column")).collect();
    let reduced = Mat::from_fn(size, size, |i, j| columns[j][i]);
    for (k, column) in columns.iter().enumerate() {
        assert!(column.iter().enumerate().all(|(i, entry)| close(*entry, columns[i][k])), "{case}: symmetry");
        let direction = flatten(&hessian.weight_direction(&unit(size, k)));
        let image = flatten(&hessian.weight_direction(column));
        for (i, entry) in image.iter().enumerate() {
            let expected: f64 = dense.row(i).iter().zip(&direction).map(|(h, v)| h * v).sum();
            assert!(close(*entry, expected), "{case}: {entry} {expected}");
        }
        let (length, embedded) = (dot(column, column), dot(&image, &image));
        assert!((length - embedded).abs() <= 1e-12 * norm * norm, "{case}: {length} {embedded}");
    }

    // The eigenvalues that are not zero are the same.
    let nonzero = |values: Vec<f64>| values.into_iter().filter(|h| h.abs() > 1e-9 * norm).collect::<Vec<_>>();
    let (few, all) = (nonzero(eigenvalues(&reduced)), nonzero(full.clone()));
    assert_eq!(few.len(), all.len(), "{case}: {few:?} {all:?}");
    assert!(few.iter().zip(&all).all(|(x, y)| close(*x, *y)), "{case}: {few:?} {all:?}");

    // The top one is found, within its residual, which is that of the direction in the weights.
    for tolerance in [1e-6, 1e-10] {
        let top = top_eigenvalue(&hessian, tolerance, 2000).unwrap();
        let expected = full[full.len() - 1];
        assert!(top.converged, "{case}: {top:?}");
        assert!((top.value - expected).abs() <= top.residual + 1e-12 * norm, "{case}: {} {expected}", top.value);
        let direction = flatten(&hessian.weight_direction(&top.vector));
        let remainder: Vec<f64> = (0..direction.len())
            .map(|i| dense.row(i).iter().zip(&direction).map(|(h, v)| h * v).sum::<f64>() - top.value * direction[i])
            .collect();
        let residual = dot(&remainder, &remainder).sqrt();
        assert!(residual <= top.residual + 1e-12 * norm, "{case}: {residual} {}", top.residual);
    }
}

#[test]
fn the_hessian_is_the_dense_one_at_random_weights() {
    for (loss, depth, count, dimension, width) in cases() {
        let data = random_data(count, dimension, depth as u64);
        let network = Network::random(dimension, depth, width, 8).unwrap();
        compare(&network, &data, loss, &format!("{loss} depth {depth} n {count} d {dimension} m {width}"));
    }
}

#[test]
fn the_hessian_is_the_dense_one_after_training() {
    for (loss, depth, count, dimension, width) in cases() {
        let data = random_data(count, dimension, depth as u64);
        let start = Network::random(dimension, depth, width, 8).unwrap();
        let trained = Trainer::from_start(&data, loss, start).unwrap().run(0.02, 300, 300).unwrap().network;
        compare(&trained, &data, loss, &format!("trained, {loss} depth {depth} n {count} d {dimension} m {width}"));
    }
}

/// Layers that are zero make b_l or a_{l-1} zero: the coordinates must not divide by them.
#[test]
fn layers_that_are_zero_are_right() {
    for loss in LossName::ALL {
        for depth in 1..=4 {
            for zeros in 1..1_usize << depth {
                let data = random_data(4, 2, 5);
                let random = Network::random(2, depth, 3, 8).unwrap();
                let layers = random.layers().iter().enumerate().map(|(index, layer)| {
                    let factor = if zeros >> index & 1 == 1 { 0.0 } else { 1.0 };
                    Mat::from_fn(layer.nrows(), layer.ncols(), |i, j| factor * layer[(i, j)])
                });
                let network = Network::from_layers(random.scale(), layers.collect()).unwrap();
                compare(&network, &data, loss, &format!("{loss} depth {depth} zero layers {zeros:b}"));
            }
        }
    }
}

/// Two samples with opposite gradients that cancel exactly: g = 0, so all a_l = 0.
#[test]
fn a_gradient_of_zero_is_right() {
    for loss in LossName::ALL {
        for depth in 2..=4 {
            let random = Network::random(1, depth, 3, 8).unwrap();
            // W_1 = 0 makes the output zero, the minimum on D0, with b_l and the other layers as they are.
            let mut layers = random.layers().to_vec();
            layers[0] = Mat::zeros(3, 1);
            let network = Network::from_layers(random.scale(), layers).unwrap();
            compare(&network, &degenerate(), loss, &format!("{loss} depth {depth} at the minimum"));
        }
    }
}

fn two_layer_state(network: &Network) -> TwoLayerState<f64> {
    let layers = network.to_model().layers;
    let first: Vec<f64> = layers[0].rows.iter().map(|row| row[0]).collect();
    let (second, m) = (&layers[1].rows[0], layers[1].rows[0].len() as f64);
    TwoLayerState { output: dot(&first, second) / m.sqrt(), lambda: (dot(&first, &first) + dot(second, second)) / m }
}

/// (T5) on D0, and lambda.
#[test]
fn two_layers_on_degenerate_data_have_the_closed_sharpness_and_kernel() {
    let rows = SampleRows::new(&degenerate()).expect("samples");
    for loss in LossName::ALL {
        for width in [1, 3, 40, 64, 65, 1000] {
            for seed in 0..4 {
                let network = Network::random(1, 2, width, seed).unwrap();
                let state = two_layer_state(&network);
                let map = TwoLayer::new(1.0, width as f64, Degenerate(loss));
                let expected = map.observe(&TwoLayerState { output: state.output, lambda: state.lambda });
                let sharpness =
                    top_eigenvalue(&TangentOperator::hessian(&network, &rows, &loss).unwrap(), 1e-10, 1000).unwrap();
                let kernel = top_eigenvalue(&TangentOperator::ntk(&network, &rows).unwrap(), 1e-10, 1000).unwrap();
                assert!(sharpness.converged && kernel.converged);
                let error = (sharpness.value - expected.sharpness).abs();
                assert!(error <= 1e-10 * expected.sharpness, "{loss} width {width} seed {seed}: {error:e}");
                // Both samples are x = 1: Theta has lambda/2 everywhere, its top eigenvalue is lambda.
                assert!((kernel.value - expected.lambda).abs() <= 1e-12 * expected.lambda, "{loss} width {width}");
            }
        }
    }
}

/// h = kappa lambda at the minimum on D0, for every depth: the gradient is zero there (a = 0).
#[test]
fn the_sharpness_at_the_minimum_is_kappa_lambda() {
    let (data, width) = (degenerate(), 30);
    let rows = SampleRows::new(&data).expect("samples");
    for loss in LossName::ALL {
        for depth in 1..=4 {
            // Reached by training: f and g end at rounding level.
            let start = Network::random(1, depth, width, 2).unwrap();
            let rate = 0.2;
            let trained = Trainer::from_start(&data, loss, start).unwrap().run(rate, 1500, 1500).unwrap().network;
            let sharpness =
                top_eigenvalue(&TangentOperator::hessian(&trained, &rows, &loss).unwrap(), 1e-9, 1000).unwrap();
            let kernel = top_eigenvalue(&TangentOperator::ntk(&trained, &rows).unwrap(), 1e-9, 1000).unwrap();
            let kappa: f64 = loss.kappa();
            let error = (sharpness.value - kappa * kernel.value).abs();
            assert!(sharpness.converged && error <= 1e-8 * sharpness.value, "{loss} depth {depth}: {error:e}");
        }
    }
}

#[test]
fn the_kernel_has_the_top_eigenvalue_of_the_matrix_d2() {
    for depth in 1..=4 {
        for (count, dimension, width) in [(1, 1, 1), (6, 3, 4), (9, 20, 5), (80, 70, 3)] {
            let data = random_data(count, dimension, 3);
            let rows = SampleRows::new(&data).expect("samples");
            let network = Network::random(dimension, depth, width, 4).unwrap();
            let (model, inputs, n) = (network.to_model(), samples(&data), count as f64);
            let dense = Mat::from_fn(count, count, |i, j| ntk(&model, &inputs[i].input, &inputs[j].input, &n));
            let expected = eigenvalues(&dense)[count - 1];
            let operator = TangentOperator::ntk(&network, &rows).unwrap();
            let found = top_eigenvalue(&operator, 1e-8, 1000).unwrap();
            assert!(found.converged && (found.value - expected).abs() <= found.residual + 1e-13 * expected, "{depth}");
        }
    }
}

/// The kernel of weights that are zero is zero, and so is the Hessian of a deep network there.
#[test]
fn weights_that_are_zero_have_the_spectrum_zero() {
    let rows = SampleRows::new(&random_data(5, 3, 0)).expect("samples");
    let network = Network::from_layers(1.0, vec![Mat::zeros(4, 3), Mat::zeros(4, 4), Mat::zeros(1, 4)]).unwrap();
    for operator in [
        TangentOperator::ntk(&network, &rows).unwrap(),
        TangentOperator::hessian(&network, &rows, &LossName::Logistic).unwrap(),
    ] {
        let top = top_eigenvalue(&operator, 1e-9, 10).unwrap();
        assert!(top.converged && top.value == 0.0 && top.residual == 0.0 && top.products == 1);
    }
}

#[test]
fn what_does_not_fit_or_is_not_finite_is_an_error() {
    let rows = SampleRows::new(&random_data(4, 3, 0)).expect("samples");
    let other = Network::random(2, 2, 3, 0).unwrap();
    for result in [TangentOperator::ntk(&other, &rows), TangentOperator::hessian(&other, &rows, &LossName::Squared)] {
        assert_eq!(result.unwrap_err(), TrainingError::Dimension { what: "the data", found: 3, expected: 2 });
    }
    let empty = SampleRows::new(&DataSet { features: Mat::zeros(0, 2), labels: vec![] }).expect("samples");
    assert!(matches!(TangentOperator::ntk(&other, &empty), Err(TrainingError::NoData { .. })));
    let huge = Network::from_layers(1.0, vec![Mat::full(3, 3, 1e200), Mat::full(1, 3, 1e200)]).unwrap();
    let hessian = TangentOperator::hessian(&huge, &rows, &LossName::Exponential).unwrap();
    assert!(matches!(top_eigenvalue(&hessian, 1e-6, 10), Err(TrainingError::NotFinite { operator: "Hessian" })));
}

/// H V by differentiating the reference gradient step in the direction V, with dual numbers: at learning rate 1,
/// W' = W - grad R, so that the derivative of W' is V - H V.
fn reference_product(network: &Network, data: &DataSet, loss: LossName, direction: &[Mat<f64>]) -> Vec<f64> {
    use catapult::arithmetic::Dual;
    let layers = network.layers().iter().zip(direction).map(|(layer, v)| Matrix {
        rows: (0..layer.nrows())
            .map(|i| (0..layer.ncols()).map(|j| Dual { value: layer[(i, j)], derivative: v[(i, j)] }).collect())
            .collect(),
    });
    let moving = LinearNetwork { scale: Dual::constant(network.scale()), layers: layers.collect() };
    let data = crate::networks::convert(&samples(data), |x| Dual::constant(*x));
    let stepped = catapult::dynamics::network::gradient_step(&moving, &data, &loss, &Dual::constant(1.0));
    flatten(direction).iter().zip(crate::networks::flat(&stepped)).map(|(v, after)| v - after.derivative).collect()
}

/// On real images, with several parts of data in play: the residual is that of the product in all weights.
#[test]
fn the_residual_is_honest_on_real_images() {
    let data = "mnist:0,1:test".parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap();
    let rows = SampleRows::new(&data).expect("samples");
    let network = Network::random(784, 3, 40, 1).unwrap();
    for loss in LossName::ALL {
        let hessian = TangentOperator::hessian(&network, &rows, &loss).unwrap();
        let top = top_eigenvalue(&hessian, 1e-6, 500).unwrap();
        assert!(top.converged && top.residual <= 1e-6 * top.value);
        let direction = hessian.weight_direction(&top.vector);
        let (flat, image) = (flatten(&direction), reference_product(&network, &data, loss, &direction));
        let remainder: Vec<f64> = image.iter().zip(&flat).map(|(a, y)| a - top.value * y).collect();
        let residual = dot(&remainder, &remainder).sqrt();
        assert!((dot(&flat, &flat) - 1.0).abs() <= 1e-13);
        assert!((residual - top.residual).abs() <= 1e-12 * top.value, "{loss}: {residual} {}", top.residual);
        assert!((dot(&flat, &image) - top.value).abs() <= 1e-12 * top.value, "{loss}");
    }
}
