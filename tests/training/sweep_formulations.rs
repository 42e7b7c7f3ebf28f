//! Function space, feature space and rank-one updates take the same steps, which are those of the reference equations.

use catapult::data::DataSet;
use catapult::dynamics::network::{Sample, gradient_step};
use catapult::model::{LinearNetwork, Loss, LossName};
use catapult::progress::silent;
use catapult::training::{Formulation, Network, Outcome, Plan, Setup, Sweep, Trajectory};
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

fn run(data: &DataSet, loss: LossName, start: &Network, plans: &[Plan], formulation: Formulation) -> Vec<Trajectory> {
    let setup =
        Setup { test: Some(data), formulation: Some(formulation), ..Setup::new(data, loss, start, plans.to_vec()) };
    Sweep::<f64, _>::new(setup).unwrap().finish(&silent).unwrap()
}

fn largest_difference(left: &Network, right: &Network) -> f64 {
    let mut gap = 0.0_f64;
    for (left, right) in left.layers().iter().zip(right.layers()) {
        gap = gap.max((left - right).norm_max() / right.norm_max());
    }
    gap
}

/// 90 steps, so that histories are compressed twice, at rates below the edge of stability.
#[test]
fn formulations_agree_in_losses_outputs_and_weights() {
    for loss in LossName::ALL {
        for depth in 1..=4 {
            for (count, dimension, width) in [(30, 12, 9), (12, 40, 20), (6, 5, 50)] {
                let data = random_data(count, dimension, 3);
                let start = Network::random(dimension, depth, width, 7).unwrap();
                let plans: Vec<Plan> = [0.05, 0.2, 0.1].map(|rate| Plan::constant(rate, 90)).to_vec();
                let expected = run(&data, loss, &start, &plans, Formulation::RankOne);
                for formulation in [Formulation::FunctionSpace, Formulation::FeatureSpace] {
                    let found = run(&data, loss, &start, &plans, formulation);
                    for (found, expected) in found.iter().zip(&expected) {
                        let what = format!("{formulation} {loss} depth {depth} n {count} d {dimension} m {width}");
                        assert_eq!(found.outcome, Outcome::Completed, "{what}");
                        assert_eq!(found.rows.len(), 91);
                        for (row, wanted) in found.rows.iter().zip(&expected.rows) {
                            let gap = (row.train_loss - wanted.train_loss).abs() / wanted.train_loss;
                            assert!(gap <= 1e-11, "{what} step {}: {gap:e}", row.step);
                            assert_eq!(row.train_accuracy, wanted.train_accuracy, "{what}");
                            // The test data are the training data: their outputs come by another way.
                            assert_eq!(row.test_accuracy, Some(row.train_accuracy), "{what}");
                        }
                        let gap = largest_difference(&found.network, &expected.network);
                        assert!(gap <= 1e-10, "{what}: weights differ by {gap:e}");
                    }
                }
            }
        }
    }
}

fn samples(data: &DataSet) -> Vec<Sample<f64>> {
    (0..data.count())
        .map(|i| Sample { input: data.features.row(i).iter().copied().collect(), label: data.labels[i] })
        .collect()
}

fn reference_loss(network: &LinearNetwork<f64>, data: &[Sample<f64>], loss: LossName) -> f64 {
    data.iter().map(|sample| loss.margin_loss(sample.label * network.output(&sample.input))).sum::<f64>()
        / data.len() as f64
}

/// Forty steps, so that a compression lies within, against the equations that know no matrix library.
#[test]
fn every_formulation_takes_the_steps_of_the_reference_equations() {
    let data = random_data(9, 6, 1);
    let points = samples(&data);
    for depth in [1, 2, 3] {
        let start = Network::random(6, depth, 8, 2).unwrap();
        for formulation in Formulation::ALL {
            let plans = [Plan::constant(0.3, 40), Plan::constant(0.1, 40)];
            for trajectory in run(&data, LossName::Logistic, &start, &plans, formulation) {
                let mut expected = start.to_model();
                for row in &trajectory.rows {
                    let loss = reference_loss(&expected, &points, LossName::Logistic);
                    let gap = (row.train_loss - loss).abs() / loss;
                    assert!(gap <= 1e-12, "{formulation} depth {depth} step {}: {gap:e}", row.step);
                    expected = gradient_step(&expected, &points, &LossName::Logistic, &trajectory.learning_rate);
                }
            }
        }
    }
}

/// Histories stay far below one column a step once they have been compressed.
#[test]
fn histories_are_compressed() {
    let data = random_data(60, 30, 5);
    let start = Network::random(30, 3, 40, 1).unwrap();
    for formulation in [Formulation::FunctionSpace, Formulation::FeatureSpace] {
        let plans = vec![Plan::constant(0.2, 400)];
        let setup = Setup { formulation: Some(formulation), ..Setup::new(&data, LossName::Logistic, &start, plans) };
        let mut sweep = Sweep::<f64, _>::new(setup).unwrap();
        while !sweep.done() {
            sweep.advance().expect("a step");
            // At most min(n, d, m) columns are needed; the pending ones come on top.
            assert!(sweep.rank(0).unwrap() < 30 + 32, "{formulation}: {:?}", sweep.rank(0));
        }
    }
}

#[test]
fn divergence_is_found_at_the_same_step_by_all() {
    let data = random_data(10, 4, 2);
    let start = Network::random(4, 2, 6, 3).unwrap();
    for loss in [LossName::Exponential, LossName::Squared] {
        let plans = [Plan::constant(0.01, 300), Plan::constant(40.0, 300)];
        let expected = run(&data, loss, &start, &plans, Formulation::RankOne);
        assert_eq!(expected[0].outcome, Outcome::Completed);
        let Outcome::Diverged { step, last_loss } = expected[1].outcome else { panic!("{loss} converged") };
        for formulation in [Formulation::FunctionSpace, Formulation::FeatureSpace] {
            let found = run(&data, loss, &start, &plans, formulation);
            assert_eq!(found[0].outcome, Outcome::Completed);
            let Outcome::Diverged { step: found_step, last_loss: found_loss } = found[1].outcome else {
                panic!("{loss} converged in {formulation}")
            };
            assert_eq!(found_step, step, "{loss} {formulation}");
            let (found_loss, last_loss) = (found_loss.unwrap(), last_loss.unwrap());
            assert!((found_loss.ln() - last_loss.ln()).abs() <= 1e-6 * last_loss.ln().abs().max(1.0));
            assert_eq!(found[1].rows.len(), step);
        }
    }
}
