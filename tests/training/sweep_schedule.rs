//! Plans of different lengths, annealing, recording, the choice of the formulation, and what is refused.

use catapult::data::DataSet;
use catapult::model::LossName;
use catapult::progress::silent;
use catapult::training::sweep::Sizes;
use catapult::training::{Anneal, Formulation, Network, Outcome, Plan, Setup, Sweep, TrainingError};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn random_data(count: usize, dimension: usize) -> DataSet {
    let mut generator = ChaCha8Rng::seed_from_u64(1);
    let features = Mat::from_fn(count, dimension, |_, _| StandardNormal.sample(&mut generator));
    DataSet { features, labels: (0..count).map(|i| if i % 3 == 0 { 1.0 } else { -1.0 }).collect() }
}

/// Annealing is a run from where the first part ended.
#[test]
fn annealing_goes_on_at_the_other_rate() {
    let data = random_data(12, 4);
    let start = Network::random(4, 2, 5, 2).unwrap();
    let finish = |start: &Network, plan| {
        let setup = Setup {
            formulation: Some(Formulation::RankOne),
            ..Setup::new(&data, LossName::Logistic, start, vec![plan])
        };
        Sweep::<f64, _>::new(setup).unwrap().finish(&silent).unwrap().pop().unwrap()
    };
    let annealed = Plan { learning_rate: 0.4, steps: 7, anneal: Some(Anneal { learning_rate: 0.1, steps: 5 }) };
    let whole = finish(&start, annealed);
    let first = finish(&start, Plan::constant(0.4, 7));
    let second = finish(&first.network, Plan::constant(0.1, 5));
    assert_eq!(whole.network, second.network);
    assert_ne!(whole.network, finish(&start, Plan::constant(0.4, 12)).network);
    let losses = |rows: &[catapult::training::HistoryRow]| rows.iter().map(|row| row.train_loss).collect::<Vec<_>>();
    let mut parts = losses(&first.rows);
    parts.extend(&losses(&second.rows)[1..]);
    assert_eq!(losses(&whole.rows), parts);
    assert!(whole.rows.iter().all(|row| row.learning_rate == 0.4));
}

#[test]
fn rows_come_by_step_and_plan_and_work_runs_down() {
    let data = random_data(9, 3);
    let start = Network::random(3, 2, 4, 2).unwrap();
    let plans = vec![
        Plan::constant(0.1, 4),
        Plan { learning_rate: 0.2, steps: 3, anneal: Some(Anneal { learning_rate: 0.1, steps: 4 }) },
        Plan::constant(0.05, 0),
    ];
    for formulation in Formulation::ALL {
        let setup = Setup {
            every: 2,
            formulation: Some(formulation),
            ..Setup::new(&data, LossName::Logistic, &start, plans.clone())
        };
        let mut sweep = Sweep::<f64, _>::new(setup).unwrap();
        assert_eq!((sweep.remaining_work(), sweep.done()), (11, false));
        let mut steps = Vec::new();
        let mut work = Vec::new();
        while !sweep.done() {
            steps.extend(sweep.advance().expect("a step").into_iter().map(|(plan, row)| (row.step, plan)));
            work.push(sweep.remaining_work());
        }
        let expected = [(0, 0), (0, 1), (0, 2), (2, 0), (2, 1), (3, 1), (4, 0), (4, 1), (6, 1), (7, 1)];
        assert_eq!(steps, expected);
        assert_eq!(work, [11, 9, 7, 5, 3, 2, 1, 0]);
        assert!(sweep.progress().iter().all(|progress| progress.outcome == Some(Outcome::Completed)));
        assert!(sweep.advance().expect("a step").is_empty());
    }
}

/// A single-precision run diverges where single precision ends.
#[test]
fn the_range_is_that_of_the_number_type() {
    let data = random_data(8, 3);
    let start = Network::random(3, 2, 4, 3).unwrap();
    for formulation in Formulation::ALL {
        let setup = || Setup {
            formulation: Some(formulation),
            ..Setup::new(&data, LossName::Squared, &start, vec![Plan::constant(3.0, 200)])
        };
        let mut single = Sweep::<f32, _>::new(setup()).unwrap();
        let mut rows = Vec::new();
        while !single.done() {
            rows.extend(single.advance().expect("a step"));
        }
        let Some(Outcome::Diverged { step, last_loss }) = single.progress()[0].outcome else { panic!("no divergence") };
        let double = Sweep::<f64, _>::new(setup()).unwrap().finish(&silent).unwrap();
        let Outcome::Diverged { step: later, .. } = double[0].outcome else { panic!("no divergence") };
        assert!(step < later, "{formulation}: {step} {later}");
        assert!(last_loss.unwrap() <= f64::from(f32::MAX));
        assert!(double[0].rows[step].train_loss > f64::from(f32::MAX).sqrt());
        assert_eq!(rows.len(), step);
        // Up to then the two tell the same story.
        for (single, double) in rows.iter().zip(&double[0].rows).take(3) {
            assert!((single.1.train_loss / double.train_loss - 1.0).abs() < 1e-3);
        }
    }
}

fn sizes(samples: usize, dimension: usize, width: usize, depth: usize, rates: usize, steps: usize) -> Sizes {
    Sizes { samples, dimension, width, depth, rates, total_steps: (rates * steps) as u64, longest: steps, bytes: 8 }
}

#[test]
fn the_formulation_is_chosen_by_predicted_cost() {
    // CIFAR-10, 24 rates: fewer samples than features.
    assert_eq!(sizes(2048, 3072, 500, 2, 24, 500).cheapest(), Formulation::FunctionSpace);
    assert_eq!(sizes(2048, 3072, 500, 3, 24, 500).cheapest(), Formulation::FunctionSpace);
    // MNIST has 784 features, and K is not worth its making for few steps of one rate.
    assert_eq!(sizes(2048, 784, 500, 2, 24, 500).cheapest(), Formulation::FeatureSpace);
    assert_ne!(sizes(2048, 3072, 500, 2, 1, 2).cheapest(), Formulation::FunctionSpace);
    // Weights that fit into the cache are their own best history.
    assert_eq!(sizes(2, 1, 10, 2, 3, 1000).cheapest(), Formulation::RankOne);
    assert_eq!(sizes(50, 20, 16, 2, 24, 500).cheapest(), Formulation::RankOne);
    // The choice follows the predictions, which are positive and grow with every size.
    let base = sizes(300, 200, 100, 3, 8, 200);
    for formulation in Formulation::ALL {
        let cost = base.predicted_cost(formulation);
        assert!(cost > 0.0 && base.predicted_cost(base.cheapest()) <= cost);
        let larger = [
            sizes(600, 200, 100, 3, 8, 200),
            sizes(300, 400, 100, 3, 8, 200),
            sizes(300, 200, 200, 3, 8, 200),
            sizes(300, 200, 100, 4, 8, 200),
            sizes(300, 200, 100, 3, 16, 200),
            sizes(300, 200, 100, 3, 8, 400),
        ];
        assert!(larger.iter().all(|sizes| sizes.predicted_cost(formulation) >= cost), "{formulation}");
    }
    let data = random_data(4, 2);
    let start = Network::random(2, 2, 3, 0).unwrap();
    let setup = Setup::new(&data, LossName::Logistic, &start, vec![Plan::constant(1.0, 10)]);
    assert_eq!(Sweep::<f64, _>::new(setup).unwrap().formulation(), Formulation::RankOne);
}

#[test]
fn impossible_sweeps_are_refused() {
    let data = random_data(4, 2);
    let start = Network::random(2, 2, 3, 0).unwrap();
    let refused = |setup: Setup<'_, LossName>| match Sweep::<f64, _>::new(setup) {
        Err(error) => error,
        Ok(_) => panic!("accepted"),
    };
    let setup = |plan| Setup::new(&data, LossName::Logistic, &start, vec![plan]);
    for rate in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(matches!(refused(setup(Plan::constant(rate, 1))), TrainingError::LearningRate { .. }));
        let anneal = Some(Anneal { learning_rate: rate, steps: 1 });
        let plan = Plan { learning_rate: 1.0, steps: 1, anneal };
        assert!(matches!(refused(setup(plan)), TrainingError::LearningRate { .. }));
    }
    let plan = Plan::constant(1.0, 1);
    assert_eq!(refused(Setup { every: 0, ..setup(plan) }), TrainingError::EveryZero);
    let other = random_data(4, 3);
    assert!(matches!(refused(Setup { test: Some(&other), ..setup(plan) }), TrainingError::Dimension { .. }));
    let none = Setup::new(&data, LossName::Logistic, &start, Vec::new());
    let mut sweep = Sweep::<f64, _>::new(none).unwrap();
    assert!(sweep.done() && sweep.advance().expect("a step").is_empty());
}
