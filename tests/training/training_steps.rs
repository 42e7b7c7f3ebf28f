//! A run on dense storage takes the same steps as the reference equations, ends where they end, and is reproducible.

use catapult::arithmetic::Field;
use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::dynamics::network::{Sample, gradient_step};
use catapult::dynamics::{TwoLayer, TwoLayerState};
use catapult::model::network::dot;
use catapult::model::{Degenerate, LinearNetwork, Loss, LossName};
use catapult::training::{Network, Outcome, Trainer, TrainingError};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn random_data(count: usize, dimension: usize, seed: u64) -> DataSet {
    let mut generator = ChaCha8Rng::seed_from_u64(seed);
    let features = Mat::from_fn(count, dimension, |_, _| {
        let x: f64 = StandardNormal.sample(&mut generator);
        x / (dimension as f64).sqrt()
    });
    DataSet { features, labels: (0..count).map(|i| if i % 3 == 0 { 1.0 } else { -1.0 }).collect() }
}

fn load(text: &str) -> DataSet {
    text.parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap()
}

fn samples(data: &DataSet) -> Vec<Sample<f64>> {
    (0..data.count())
        .map(|i| Sample { input: data.features.row(i).iter().copied().collect(), label: data.labels[i] })
        .collect()
}

fn reference_loss(network: &LinearNetwork<f64>, data: &[Sample<f64>], loss: &LossName) -> f64 {
    data.iter().map(|sample| loss.margin_loss(sample.label * network.output(&sample.input))).sum::<f64>()
        / data.len() as f64
}

/// The largest difference of two networks' weights, relative to the largest weight.
fn distance(left: &LinearNetwork<f64>, right: &LinearNetwork<f64>) -> f64 {
    let entries = |network: &LinearNetwork<f64>| -> Vec<f64> {
        network.layers.iter().flat_map(|layer| layer.rows.iter().flatten().copied()).collect()
    };
    let (left, right) = (entries(left), entries(right));
    assert_eq!(left.len(), right.len());
    let size = left.iter().fold(0.0_f64, |size, w| size.max(w.abs()));
    left.iter().zip(&right).fold(0.0_f64, |gap, (a, b)| gap.max((a - b).abs())) / size
}

/// Five steps of both. Sums of fewer than 60 terms and five contractive or mildly expanding steps: 10^-13 is some hundred
/// roundings, while a wrong factor shows in the first digits.
#[test]
fn steps_are_those_of_the_reference_equations() {
    for loss in LossName::ALL {
        for depth in 1..=4 {
            for (count, dimension, width) in [(1, 1, 1), (7, 3, 5), (40, 50, 9), (3, 20, 33)] {
                let data = random_data(count, dimension, depth as u64);
                let trainer = Trainer::new(&data, loss, depth, width, 11).unwrap();
                let run = trainer.run(0.3, 5, 1).unwrap();
                let points = samples(&data);
                let mut expected = trainer.start().to_model();
                for row in &run.rows {
                    let expected_loss = reference_loss(&expected, &points, &loss);
                    assert!((row.train_loss - expected_loss).abs() <= 1e-13 * expected_loss, "{loss} depth {depth}");
                    if row.step < 5 {
                        expected = gradient_step(&expected, &points, &loss, &0.3);
                    }
                }
                let gap = distance(&run.network.to_model(), &expected);
                assert!(gap <= 1e-13, "{loss} depth {depth} n {count} d {dimension} m {width}: {gap:e}");
            }
        }
    }
}

/// On D0 a two-layer run follows (T1), (T2), which know nothing of weights.
#[test]
fn two_layers_on_degenerate_data_follow_the_two_variable_map() {
    let data = load("degenerate");
    for loss in LossName::ALL {
        for width in [1, 10, 200] {
            let trainer = Trainer::new(&data, loss, 2, width, 5).unwrap();
            let layers = trainer.start().to_model().layers;
            let first: Vec<f64> = layers[0].rows.iter().map(|row| row[0]).collect();
            let second = &layers[1].rows[0];
            let m = width as f64;
            let mut state = TwoLayerState {
                output: dot(&first, second) / m.sqrt(),
                lambda: (dot(&first, &first) + dot(second, second)) / m,
            };
            let map = TwoLayer::new(0.4, m, Degenerate(loss));
            for row in trainer.run(0.4, 8, 1).unwrap().rows {
                let expected = loss.degenerate_risk(state.output);
                assert!(
                    (row.train_loss - expected).abs() <= 1e-12 * expected,
                    "{loss} width {width} step {}",
                    row.step
                );
                state = map.step(state);
            }
        }
    }
}

#[test]
fn the_same_bytes_for_any_number_of_threads() {
    let data = load("mnist:0,1");
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let trainer = Trainer::new(&data, LossName::Logistic, 3, 150, 2).unwrap();
            trainer.run(5.0, 4, 1).unwrap()
        })
    };
    let one = run(1);
    assert_eq!(one.rows.len(), 5);
    for threads in [1, 2, 3, 7] {
        assert_eq!(run(threads), one, "{threads} threads");
    }
}

#[test]
fn layers_are_drawn_from_streams_of_their_own() {
    let narrow = Network::random(6, 3, 4, 1).unwrap();
    assert_eq!(narrow, Network::random(6, 3, 4, 1).unwrap());
    assert_ne!(narrow, Network::random(6, 3, 4, 2).unwrap());
    // Other shapes elsewhere do not change a layer.
    assert_eq!(narrow.layers()[0], Network::random(6, 2, 4, 1).unwrap().layers()[0]);
    assert_eq!(narrow.layers()[1], Network::random(9, 3, 4, 1).unwrap().layers()[1]);
    assert_ne!(narrow.layers()[1].row(0), narrow.layers()[2].row(0));
    assert_eq!(narrow.scale(), 0.25);
    // 160,000 entries: the mean has standard deviation 1/400, the mean square sqrt(2)/400; five of them are allowed.
    let wide = Network::random(400, 2, 400, 3).unwrap();
    let entries: Vec<f64> = wide.layers()[0].col_iter().flat_map(|column| column.iter().copied()).collect();
    assert!((entries.iter().sum::<f64>() / 160_000.0).abs() < 5.0 / 400.0);
    assert!((entries.iter().map(|w| w.square()).sum::<f64>() / 160_000.0 - 1.0).abs() < 5.0 * 2.0_f64.sqrt() / 400.0);
}

#[test]
fn divergence_is_recorded_and_no_row_is_infinite() {
    let data = load("degenerate");
    for (loss, rate) in [(LossName::Exponential, 20.0), (LossName::Squared, 20.0), (LossName::Logistic, 200.0)] {
        let run = Trainer::new(&data, loss, 2, 5, 4).unwrap().run(rate, 5000, 1).unwrap();
        let Outcome::Diverged { step, last_loss } = run.outcome else { panic!("{loss} converged") };
        assert_eq!(run.rows.len(), step, "{loss}");
        assert_eq!(run.rows.last().map(|row| row.train_loss), last_loss);
        assert!(run.rows.iter().all(|row| row.train_loss.is_finite() && row.train_accuracy.is_finite()));
    }
    let start = Network::from_layers(1.0, vec![Mat::full(1, 1, 1000.0)]).unwrap();
    let run = Trainer::from_start(&data, LossName::Exponential, start).unwrap().run(0.1, 10, 1).unwrap();
    assert_eq!(run.outcome, Outcome::Diverged { step: 0, last_loss: None });
    assert!(run.rows.is_empty());
}

#[test]
fn rows_are_recorded_as_asked() {
    let data = random_data(5, 2, 0);
    let trainer = Trainer::new(&data, LossName::Logistic, 2, 3, 0).unwrap();
    let steps = |steps, every| -> Vec<usize> {
        trainer.run(0.1, steps, every).unwrap().rows.iter().map(|row| row.step).collect()
    };
    assert_eq!(steps(0, 1), [0]);
    assert_eq!(steps(3, 1), [0, 1, 2, 3]);
    assert_eq!(steps(7, 3), [0, 3, 6, 7]);
    assert_eq!(steps(6, 3), [0, 3, 6]);
    assert_eq!(steps(2, 100), [0, 2]);
    let all = trainer.run(0.1, 7, 1).unwrap();
    let some = trainer.run(0.1, 7, 3).unwrap();
    assert_eq!(all.rows[3], some.rows[1]);
    assert_eq!(all.network, some.network);
    assert!(all.rows.iter().all(|row| row.test_accuracy.is_none()));
}

#[test]
fn accuracy_counts_positive_margins() {
    let data =
        DataSet { features: Mat::from_fn(4, 1, |i, _| [1.0, -2.0, 0.0, 3.0][i]), labels: vec![1.0, -1.0, 1.0, -1.0] };
    let start = Network::from_layers(1.0, vec![Mat::full(1, 1, 1.0)]).unwrap();
    let trainer = Trainer::from_start(&data, LossName::Logistic, start).unwrap().with_test(&data).unwrap();
    // Margins 1, 2, 0, -3: the zero is not counted as right.
    let row = trainer.run(1.0, 0, 1).unwrap().rows[0];
    assert_eq!((row.train_accuracy, row.test_accuracy), (0.5, Some(0.5)));
}

#[test]
fn real_images_are_learnt() {
    let (train, test) =
        "mnist:0,1".parse::<DataSpecification>().unwrap().load_with_test(&DataSource::Embedded).unwrap();
    let test = test.unwrap();
    let trainer = Trainer::new(&train, LossName::Logistic, 2, 50, 0).unwrap().with_test(&test).unwrap();
    let last = *trainer.run(5.0, 40, 40).unwrap().rows.last().unwrap();
    assert!(last.test_accuracy.unwrap() > 0.98, "{last:?}");
}

#[test]
fn impossible_runs_are_refused() {
    let data = random_data(4, 3, 0);
    let new = |depth, width| Trainer::new(&data, LossName::Squared, depth, width, 0).map(|_| ()).unwrap_err();
    assert_eq!(new(0, 3), TrainingError::DepthZero);
    assert_eq!(new(2, 0), TrainingError::WidthZero);
    assert!(matches!(new(2, usize::MAX), TrainingError::TooManyWeights { .. }));
    assert!(matches!(new(usize::MAX, 1 << 20), TrainingError::TooManyWeights { .. }));
    let trainer = Trainer::new(&data, LossName::Squared, 2, 3, 0).unwrap();
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(trainer.run(rate, 1, 1), Err(TrainingError::LearningRate { .. })));
    }
    assert_eq!(trainer.run(1.0, 1, 0), Err(TrainingError::EveryZero));
    let other = random_data(4, 2, 0);
    assert!(matches!(trainer.clone().with_test(&other), Err(TrainingError::Dimension { found: 2, expected: 3, .. })));
    let empty = DataSet { features: Mat::zeros(0, 3), labels: vec![] };
    assert!(matches!(trainer.with_test(&empty), Err(TrainingError::NoData { count: 0, .. })));
    let shapes = |layers| Network::from_layers(1.0, layers).unwrap_err();
    assert!(matches!(shapes(vec![Mat::zeros(2, 3)]), TrainingError::Shape { layer: 1, .. }));
    assert!(matches!(shapes(vec![Mat::zeros(2, 3), Mat::zeros(1, 4)]), TrainingError::Shape { layer: 1, .. }));
}
