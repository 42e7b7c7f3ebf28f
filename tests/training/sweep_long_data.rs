//! Sweeps on data so long that they are cut into parts: the same bytes for any number of threads, and the steps that (D4) says.

use catapult::data::DataSet;
use catapult::model::{Loss, LossName};
use catapult::training::{Formulation, HistoryRow, Network, Plan, Real, Setup, Sweep};
use faer::Mat;

const COUNT: usize = (1 << 19) + 37;
const DIMENSION: usize = 16;

/// 2^23 entries and some more, none of a pattern that the parts share.
fn long_data() -> DataSet {
    let entry = |i: usize, j: usize| {
        let mixed = (i * DIMENSION + j + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 11) as f64 / (1_u64 << 53) as f64 - 0.5
    };
    let features = Mat::from_fn(COUNT, DIMENSION, entry);
    let labels = (0..COUNT).map(|i| if features[(i, 0)] + 0.3 * features[(i, 1)] > 0.1 { 1.0 } else { -1.0 }).collect();
    DataSet { features, labels }
}

fn run<T: Real>(
    data: &DataSet,
    threads: usize,
    depth: usize,
    formulation: Formulation,
) -> (Vec<HistoryRow>, Vec<Network>)
where
    LossName: Loss<T>,
{
    let start = Network::random(DIMENSION, depth, 5, 3).unwrap();
    let plans = vec![Plan::constant(0.5, 3), Plan::constant(8.0, 2)];
    let setup = Setup { formulation: Some(formulation), ..Setup::new(data, LossName::Logistic, &start, plans) };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut sweep = Sweep::<T, _>::new(setup).unwrap();
        let mut rows = Vec::new();
        while !sweep.done() {
            rows.extend(sweep.advance().expect("a step").into_iter().map(|(_, row)| row));
        }
        (rows, (0..2).map(|plan| sweep.network(plan)).collect())
    })
}

#[test]
fn long_data_give_the_same_bytes_on_any_number_of_threads() {
    let data = long_data();
    for formulation in [Formulation::FeatureSpace, Formulation::RankOne] {
        let one = run::<f64>(&data, 1, 2, formulation);
        let single = run::<f32>(&data, 1, 2, formulation);
        for threads in [2, 3] {
            assert_eq!(run::<f64>(&data, threads, 2, formulation), one, "{formulation} on {threads} threads");
            assert_eq!(run::<f32>(&data, threads, 2, formulation), single, "{formulation} on {threads} threads");
        }
        for (double, single) in one.0.iter().zip(&single.0) {
            assert!((double.train_loss - single.train_loss).abs() < 1e-4 * double.train_loss, "{double:?} {single:?}");
        }
    }
}

/// Logistic regression by plain loops.
#[test]
fn steps_on_long_data_are_those_of_gradient_descent() {
    let data = long_data();
    for formulation in [Formulation::FeatureSpace, Formulation::RankOne] {
        let (rows, _) = run::<f64>(&data, 2, 1, formulation);
        let start = Network::random(DIMENSION, 1, 5, 3).unwrap();
        for rate in [0.5, 8.0] {
            let mut weights: Vec<f64> = (0..DIMENSION).map(|j| start.layers()[0][(0, j)]).collect();
            for row in rows.iter().filter(|row| row.learning_rate == rate) {
                let (mut loss, mut correct, mut gradient) = (0.0, 0, [0.0; DIMENSION]);
                for i in 0..COUNT {
                    let output: f64 =
                        weights.iter().enumerate().map(|(j, weight)| weight * data.features[(i, j)]).sum();
                    let margin = output * data.labels[i];
                    loss += (-margin).exp().ln_1p();
                    correct += usize::from(margin > 0.0);
                    let residual = -data.labels[i] / (1.0 + margin.exp()) / COUNT as f64;
                    gradient.iter_mut().enumerate().for_each(|(j, entry)| *entry += residual * data.features[(i, j)]);
                }
                let loss = loss / COUNT as f64;
                assert!((row.train_loss - loss).abs() < 1e-12 * loss, "{formulation} {rate}: {row:?} {loss}");
                assert_eq!(row.train_accuracy, correct as f64 / COUNT as f64);
                weights.iter_mut().zip(gradient).for_each(|(weight, entry)| *weight -= rate * entry);
            }
        }
    }
}
