//! The kernel and the Hessian as operators, and the top eigenvalues taken from their products.

use catapult::arithmetic::{Dual, Field};
use catapult::dynamics::map::Sharpness;
use catapult::dynamics::network::{Sample, gradient_step, ntk};
use catapult::dynamics::{TwoLayer, TwoLayerState};
use catapult::model::network::{Matrix, dot};
use catapult::model::{DataSet, DataSource, DataSpecification, Degenerate, LinearNetwork, LossName};
use catapult::training::{HessianOperator, Network, NtkOperator, SymmetricOperator, TrainingError, top_eigenvalue};
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

fn rows(data: &DataSet) -> Vec<Vec<f64>> {
    (0..data.count()).map(|i| data.features.row(i).iter().copied().collect()).collect()
}

/// H V by differentiating the reference gradient step in the direction V, with dual numbers: at learning rate 1,
/// W' = W - grad R, so that the derivative of W' is V - H V.
fn reference_product(network: &LinearNetwork<f64>, data: &DataSet, loss: &LossName, vector: &[f64]) -> Vec<f64> {
    let mut entries = vector.iter();
    // Vectors are stored layer by layer and column by column.
    let mut directions: Vec<Vec<Vec<f64>>> = Vec::new();
    for layer in &network.layers {
        let mut direction = vec![vec![0.0; layer.rows[0].len()]; layer.rows.len()];
        for j in 0..layer.rows[0].len() {
            for row in &mut direction {
                row[j] = *entries.next().unwrap();
            }
        }
        directions.push(direction);
    }
    let dual = |value: f64, derivative: f64| Dual { value, derivative };
    let moving = LinearNetwork {
        scale: dual(network.scale, 0.0),
        layers: network
            .layers
            .iter()
            .zip(&directions)
            .map(|(layer, direction)| Matrix {
                rows: layer
                    .rows
                    .iter()
                    .zip(direction)
                    .map(|(row, v)| row.iter().zip(v).map(|(w, v)| dual(*w, *v)).collect())
                    .collect(),
            })
            .collect(),
    };
    let samples: Vec<Sample<Dual<f64>>> = rows(data)
        .iter()
        .zip(&data.labels)
        .map(|(x, y)| Sample { input: x.iter().map(|x| dual(*x, 0.0)).collect(), label: dual(*y, 0.0) })
        .collect();
    let stepped = gradient_step(&moving, &samples, loss, &dual(1.0, 0.0));
    let mut derivatives = Vec::new();
    for layer in &stepped.layers {
        for j in 0..layer.rows[0].len() {
            derivatives.extend(layer.rows.iter().map(|row| row[j].derivative));
        }
    }
    vector.iter().zip(derivatives).map(|(v, derivative)| v - derivative).collect()
}

fn cases() -> impl Iterator<Item = (LossName, usize, usize, usize, usize)> {
    LossName::ALL.into_iter().flat_map(|loss| {
        (1..=4).flat_map(move |depth| {
            [(1, 1, 1), (5, 3, 4), (12, 2, 3)].into_iter().map(move |(n, d, m)| (loss, depth, n, d, m))
        })
    })
}

#[test]
fn hessian_products_differentiate_the_gradient_step() {
    for (loss, depth, count, dimension, width) in cases() {
        let data = random_data(count, dimension, depth as u64);
        let network = Network::random(dimension, depth, width, 8).unwrap();
        let hessian = HessianOperator::new(&network, &data, &loss).unwrap();
        let mut generator = ChaCha8Rng::seed_from_u64(9);
        for _ in 0..5 {
            let vector: Vec<f64> = (0..hessian.dimension()).map(|_| normal(&mut generator)).collect();
            let expected = reference_product(&network.to_model(), &data, &loss, &vector);
            let size = expected.iter().chain(&vector).fold(0.0_f64, |size, x| size.max(x.abs()));
            for (product, expected) in hessian.apply(&vector).iter().zip(&expected) {
                assert!((product - expected).abs() <= 1e-12 * size, "{loss} depth {depth}: {product} {expected}");
            }
        }
    }
}

#[test]
fn the_sharpness_is_the_dense_hessians_top_eigenvalue() {
    for (loss, depth, count, dimension, width) in cases() {
        let data = random_data(count, dimension, depth as u64);
        let network = Network::random(dimension, depth, width, 8).unwrap();
        let size = network.weight_count();
        let model = network.to_model();
        let columns: Vec<Vec<f64>> = (0..size)
            .map(|k| {
                let unit: Vec<f64> = (0..size).map(|i| if i == k { 1.0 } else { 0.0 }).collect();
                reference_product(&model, &data, &loss, &unit)
            })
            .collect();
        let dense = Mat::from_fn(size, size, |i, j| columns[j][i]);
        let spectrum = dense.self_adjoint_eigenvalues(Side::Lower).unwrap();
        let norm = spectrum[size - 1].abs().max(spectrum[0].abs());
        let top = top_eigenvalue(&HessianOperator::new(&network, &data, &loss).unwrap(), 1e-10, 2000).unwrap();
        assert!(top.converged && top.residual <= 1e-10 * norm, "{loss} depth {depth}: {top:?}");
        let gap = (top.value - spectrum[size - 1]).abs();
        assert!(gap <= 1e-10 * norm, "{loss} depth {depth} n {count} d {dimension} m {width}: {gap:e}");
    }
}

/// (T5) on D0.
#[test]
fn two_layers_on_degenerate_data_have_the_closed_sharpness_and_kernel() {
    let data = "degenerate".parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap();
    for loss in LossName::ALL {
        for width in [1, 3, 40, 1000] {
            let network = Network::random(1, 2, width, 21).unwrap();
            let layers = network.to_model().layers;
            let first: Vec<f64> = layers[0].rows.iter().map(|row| row[0]).collect();
            let second = &layers[1].rows[0];
            let m = width as f64;
            let state = TwoLayerState {
                output: dot(&first, second) / m.sqrt(),
                lambda: (dot(&first, &first) + dot(second, second)) / m,
            };
            let map = TwoLayer { learning_rate: 1.0, width: m, risk: Degenerate(loss) };
            let expected = map.observe(&[state.output, state.lambda]);
            let sharpness =
                top_eigenvalue(&HessianOperator::new(&network, &data, &loss).unwrap(), 1e-10, 1000).unwrap();
            let kernel = top_eigenvalue(&NtkOperator::new(&network, &data).unwrap(), 1e-10, 1000).unwrap();
            assert!(sharpness.converged && kernel.converged);
            assert!((sharpness.value - expected.sharpness).abs() <= 1e-10 * expected.sharpness, "{loss} width {width}");
            // Both samples are x = 1: Theta has lambda/2 everywhere, its top eigenvalue is lambda.
            assert!((kernel.value - expected.lambda).abs() <= 1e-12 * expected.lambda, "{loss} width {width}");
        }
    }
}

#[test]
fn the_kernel_operator_is_the_matrix_d2() {
    for depth in 1..=4 {
        for (count, dimension, width) in [(1, 1, 1), (6, 3, 4), (9, 20, 5)] {
            let data = random_data(count, dimension, 3);
            let network = Network::random(dimension, depth, width, 4).unwrap();
            let (model, inputs, n) = (network.to_model(), rows(&data), count as f64);
            let dense = Mat::from_fn(count, count, |i, j| ntk(&model, &inputs[i], &inputs[j], &n));
            let operator = NtkOperator::new(&network, &data).unwrap();
            let top = dense.self_adjoint_eigenvalues(Side::Lower).unwrap()[count - 1];
            for k in 0..count {
                let unit: Vec<f64> = (0..count).map(|i| if i == k { 1.0 } else { 0.0 }).collect();
                for (i, entry) in operator.apply(&unit).iter().enumerate() {
                    assert!((entry - dense[(i, k)]).abs() <= 1e-13 * top, "depth {depth}");
                }
            }
            let found = top_eigenvalue(&operator, 1e-10, 1000).unwrap();
            assert!(found.converged && (found.value - top).abs() <= 1e-10 * top, "depth {depth}: {found:?} {top}");
        }
    }
}

/// A diagonal operator.
struct Diagonal(Vec<f64>);

impl SymmetricOperator for Diagonal {
    fn name(&self) -> &'static str {
        "diagonal"
    }
    fn dimension(&self) -> usize {
        self.0.len()
    }
    fn apply(&self, vector: &[f64]) -> Vec<f64> {
        self.0.iter().zip(vector).map(|(d, x)| d * x).collect()
    }
}

#[test]
fn zero_and_multiples_of_the_identity_are_found_at_once() {
    for size in [1, 2, 3, 30, 500] {
        for scale in [0.0, 1.0, -1.0, 1e-30, -3e20] {
            let top = top_eigenvalue(&Diagonal(vec![scale; size]), 1e-12, 100).unwrap();
            assert!((top.value - scale).abs() <= 1e-14 * scale.abs(), "{scale}: {}", top.value);
            assert!(top.converged && top.products <= 2, "{scale} size {size}: {}", top.products);
            assert!((top.vector.iter().map(|x| x.square()).sum::<f64>() - 1.0).abs() < 1e-14);
        }
    }
}

#[test]
fn the_largest_and_not_the_longest_eigenvalue_is_found() {
    let cases = [
        vec![-5.0, 2.0, 1.0],
        vec![-5.0, -2.0],
        vec![0.0, 0.0, 0.0, 1e-8],
        vec![1.0, 1.0, 1.0, -1.0, -1.0],
        (0..200).map(|k| f64::from(k) / 199.0).collect(),
        (0..100).map(|k| if k == 40 { 1.001 } else { f64::from(k) / 99.0 }).collect(),
    ];
    for spectrum in cases {
        let expected = spectrum.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let norm = spectrum.iter().fold(0.0_f64, |norm, x| norm.max(x.abs()));
        let top = top_eigenvalue(&Diagonal(spectrum.clone()), 1e-9, 5000).unwrap();
        assert!(top.converged && top.residual <= 1e-9 * norm, "{spectrum:?}: {top:?}");
        assert!((top.value - expected).abs() <= 1e-9 * norm, "{spectrum:?}: {}", top.value);
    }
}

#[test]
fn a_budget_too_small_is_admitted() {
    let spectrum: Vec<f64> = (0..2000).map(|k| f64::from(k) / 1999.0).collect();
    let top = top_eigenvalue(&Diagonal(spectrum.clone()), 1e-12, 10).unwrap();
    assert!(!top.converged && top.products <= 10);
    assert!(top.value <= 1.0 && spectrum.iter().any(|x| (x - top.value).abs() <= top.residual));
}

#[test]
fn what_is_not_finite_is_an_error() {
    assert!(matches!(top_eigenvalue(&Diagonal(vec![f64::NAN; 3]), 1e-9, 10), Err(TrainingError::NotFinite { .. })));
    assert!(matches!(top_eigenvalue(&Diagonal(vec![]), 1e-9, 10), Err(TrainingError::NoData { .. })));
    let data = random_data(4, 3, 0);
    let other = Network::random(2, 2, 3, 0).unwrap();
    assert!(matches!(NtkOperator::new(&other, &data), Err(TrainingError::Dimension { found: 3, expected: 2, .. })));
    assert!(HessianOperator::new(&other, &data, &LossName::Squared).is_err());
}

/// On real images, with threads in play: the residual is what it is said to be, and theta a value of the quadratic form.
#[test]
fn the_residual_is_honest_on_real_images() {
    let data = "mnist:0,1:test".parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap();
    let network = Network::random(784, 3, 60, 1).unwrap();
    let hessian = HessianOperator::new(&network, &data, &LossName::Logistic).unwrap();
    let top = top_eigenvalue(&hessian, 1e-8, 500).unwrap();
    assert!(top.converged);
    let image = hessian.apply(&top.vector);
    let residual: f64 = image.iter().zip(&top.vector).map(|(a, y)| (a - top.value * y).powi(2)).sum::<f64>().sqrt();
    assert!((residual - top.residual).abs() <= 1e-12 * top.value);
    assert!((dot(&top.vector, &image) - top.value).abs() <= 1e-13 * top.value);
}
