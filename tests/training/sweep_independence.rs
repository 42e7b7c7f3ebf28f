//! A rate's results are the same bytes whatever runs beside it.

use catapult::data::DataSet;
use catapult::model::{Loss, LossName};
use catapult::training::sweep::Sizes;
use catapult::training::{Formulation, HistoryRow, Network, Plan, Real, Setup, Sweep};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn random_data(count: usize, dimension: usize) -> DataSet {
    let mut generator = ChaCha8Rng::seed_from_u64(9);
    let features = Mat::from_fn(count, dimension, |_, _| {
        let x: f64 = StandardNormal.sample(&mut generator);
        x / (dimension as f64).sqrt()
    });
    DataSet { features, labels: (0..count).map(|i| if i % 3 == 0 { 1.0 } else { -1.0 }).collect() }
}

/// The rows and the weights of each rate.
fn run<T: Real>(
    data: &DataSet,
    start: &Network,
    formulation: Formulation,
    plans: &[Plan],
) -> Vec<(Vec<HistoryRow>, Network)>
where
    LossName: Loss<T>,
{
    let setup = Setup {
        test: Some(data),
        formulation: Some(formulation),
        ..Setup::new(data, LossName::Logistic, start, plans.to_vec())
    };
    let mut sweep = Sweep::<T, _>::new(setup).unwrap();
    let mut rows = vec![Vec::new(); plans.len()];
    while !sweep.done() {
        for (index, row) in sweep.advance().expect("a step") {
            rows[index].push(row);
        }
    }
    rows.into_iter().enumerate().map(|(index, rows)| (rows, sweep.network(index))).collect()
}

/// Rates that end at different steps, so that the number of those at work changes.
fn plans(count: usize, steps: usize) -> Vec<Plan> {
    (0..count).map(|k| Plan::constant(0.3 + 0.2 * k as f64, steps - k % 3)).collect()
}

fn independent<T: Real>((samples, features, width, depth): (usize, usize, usize, usize), counts: &[usize], steps: usize)
where
    LossName: Loss<T>,
{
    let data = random_data(samples, features);
    let start = Network::random(features, depth, width, 1).unwrap();
    let most = plans(*counts.iter().max().unwrap(), steps);
    // nobody makes the Gram matrix of long data
    let formulations = Formulation::ALL.into_iter().skip(usize::from(samples > 1 << 14));
    for formulation in formulations {
        let all = run::<T>(&data, &start, formulation, &most);
        for &count in counts {
            // the last ones, so that places change as well
            let some = run::<T>(&data, &start, formulation, &most[most.len() - count..]);
            for (index, (found, expected)) in some.iter().zip(&all[most.len() - count..]).enumerate() {
                let place =
                    format!("{formulation}, {samples} x {features}, width {width}, depth {depth}: {index} of {count}");
                assert!(found.0 == expected.0, "rows, {place}");
                assert!(found.1 == expected.1, "weights, {place}");
            }
        }
    }
}

#[test]
fn a_rate_does_not_depend_on_those_beside_it() {
    // few and many features, sums of less and of more than the terms that are added up at once, blocks with a single column
    for shape in [(3, 1, 1, 1), (3, 1, 4, 2), (700, 1, 3, 2), (1500, 2, 5, 3), (600, 3, 1, 2), (130, 129, 33, 2)] {
        independent::<f64>(shape, &[1, 2, 7, 60], 36);
        independent::<f32>(shape, &[1, 2, 60], 36);
    }
    independent::<f64>((530, 520, 40, 3), &[1, 2, 26], 36);
    independent::<f32>((530, 520, 40, 2), &[1, 26], 36);
}

#[test]
fn long_data_too() {
    // kept by samples from 2^23 entries on
    independent::<f64>((1 << 18, 32, 2, 2), &[1, 3], 4);
}

#[test]
fn the_formulation_does_not_depend_on_them_either() {
    for (samples, dimension, width, longest) in [(2048, 3072, 500, 500), (2048, 784, 500, 20), (50, 20, 16, 500)] {
        let of = |rates: usize| {
            let total_steps = (rates * longest) as u64;
            Sizes { samples, dimension, width, depth: 2, rates, total_steps, longest, bytes: 8 }.cheapest()
        };
        assert!([1, 2, 24, 500].into_iter().all(|rates| of(rates) == of(8)));
    }
}
