//! Runs that stand still: low-rank histories stay short where updates are zero or subnormal, and cost what others cost.

use catapult::data::DataSet;
use catapult::model::{Loss, LossName};
use catapult::training::{Formulation, Network, Plan, Real, Setup, Sweep};
use faer::Mat;

/// The points (x, 1) and (-x, -1) with x = 1.
fn two_points() -> DataSet {
    DataSet { features: Mat::from_fn(2, 1, |i, _| if i == 0 { 1.0 } else { -1.0 }), labels: vec![1.0, -1.0] }
}

/// Runs 600 steps of the logistic loss, and returns the losses and the largest number of columns on the way.
fn run<T: Real>(start: &Network, formulation: Formulation) -> (Vec<f64>, usize)
where
    LossName: Loss<T>,
{
    let data = two_points();
    let plans = vec![Plan::constant(1.0, 600)];
    let setup = Setup { formulation: Some(formulation), ..Setup::new(&data, LossName::Logistic, start, plans) };
    let mut sweep = Sweep::<T, _>::new(setup).expect("a sweep");
    let (mut losses, mut columns) = (Vec::new(), 0);
    while !sweep.done() {
        losses.extend(sweep.advance().expect("a step").into_iter().map(|(_, row)| row.train_loss));
        columns = columns.max(sweep.rank(0).unwrap_or(0));
    }
    (losses, columns)
}

fn check<T: Real>(weights: [f64; 2], what: &str)
where
    LossName: Loss<T>,
{
    let layers = weights.map(|weight| Mat::full(1, 1, weight)).to_vec();
    let start = Network::from_layers(1.0, layers).expect("a network");
    let (expected, _) = run::<T>(&start, Formulation::RankOne);
    for formulation in [Formulation::FunctionSpace, Formulation::FeatureSpace] {
        let (losses, columns) = run::<T>(&start, formulation);
        assert_eq!(losses, expected, "{what}, {formulation}");
        // One column is kept at a compression, and 32 are appended until the next.
        assert!(columns <= 33, "{what}, {formulation}: {columns} columns");
    }
}

#[test]
fn histories_of_a_saddle_stay_short() {
    check::<f64>([0.0, 0.0], "all weights zero");
    check::<f32>([0.0, 0.0], "all weights zero, f32");
}

#[test]
fn histories_of_underflowed_residuals_stay_short() {
    for output in [720.0_f64, 740.0, 800.0] {
        check::<f64>([output.sqrt(); 2], &format!("output {output}"));
    }
    for output in [90.0_f64, 100.0, 110.0] {
        check::<f32>([output.sqrt(); 2], &format!("output {output}, f32"));
    }
}
