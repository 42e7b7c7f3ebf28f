//! A sweep gives the same bytes for any number of threads.

use catapult::data::DataSet;
use catapult::model::{Loss, LossName};
use catapult::training::{Formulation, HistoryRow, Network, Plan, Real, Setup, Sweep};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn random_data(count: usize, dimension: usize) -> DataSet {
    let mut generator = ChaCha8Rng::seed_from_u64(8);
    let features = Mat::from_fn(count, dimension, |_, _| {
        let x: f64 = StandardNormal.sample(&mut generator);
        x / (dimension as f64).sqrt()
    });
    DataSet { features, labels: (0..count).map(|i| if i % 2 == 0 { 1.0 } else { -1.0 }).collect() }
}

fn run<T: Real>(threads: usize, formulation: Formulation) -> (Vec<(usize, HistoryRow)>, Vec<Network>)
where
    LossName: Loss<T>,
{
    // Larger than every block: 600 samples, 300 features, 150 hidden units.
    let data = random_data(600, 300);
    let start = Network::random(300, 3, 150, 1).unwrap();
    let plans = (1..=5).map(|k| Plan::constant(0.5 * f64::from(k), 30 + 4 * k as usize)).collect();
    let setup = Setup {
        test: Some(&data),
        every: 5,
        formulation: Some(formulation),
        ..Setup::new(&data, LossName::Logistic, &start, plans)
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(|| {
        let mut sweep = Sweep::<T, _>::new(setup).unwrap();
        let mut rows = Vec::new();
        while !sweep.done() {
            rows.extend(sweep.advance().expect("a step"));
        }
        (rows, (0..5).map(|plan| sweep.network(plan)).collect())
    })
}

#[test]
fn double_precision_does_not_depend_on_threads() {
    for formulation in Formulation::ALL {
        let one = run::<f64>(1, formulation);
        for threads in [2, 5] {
            assert_eq!(run::<f64>(threads, formulation), one, "{formulation} on {threads} threads");
        }
    }
}

#[test]
fn single_precision_does_not_depend_on_threads() {
    for formulation in Formulation::ALL {
        assert_eq!(run::<f32>(2, formulation), run::<f32>(1, formulation), "{formulation}");
    }
}
