//! The sweep and the eigenvalues on CIFAR-10, from the start that `benches/peers/cifar.py` draws.

use crate::protocol::Arguments;
use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::model::{Loss, LossName};
use catapult::training::{
    Network, Plan, Real, SampleRows, Setup, Sweep, TangentOperator, Trainer, read_weights, top_eigenvalue,
};
use serde_json::json;
use std::path::Path;

const WIDTH: usize = 500;
const RATES: usize = 24;
const STEPS: usize = 500;
const TOLERANCE: f64 = 1e-6;
const MOST_PRODUCTS: usize = 1000;

/// Dogs are +1, as in cifar.py.
fn problem(start: &Path) -> (DataSet, Network) {
    let specification: DataSpecification = "cifar10:dog,automobile".parse().expect("a data specification");
    let data = specification.load(&DataSource::Embedded).expect("the embedded images");
    let network = read_weights(start, 2, WIDTH, data.dimension()).expect("the start");
    (data, network)
}

/// 24 rates from 1 to 200 by 500 steps, the loss at every step; what all rates share is made anew each time.
pub fn sweep<T: Real>(arguments: &Arguments, start: &Path)
where
    LossName: Loss<T>,
{
    let (data, network) = problem(start);
    let rate = |index: usize| 200_f64.powf(index as f64 / (RATES - 1) as f64);
    let plans: Vec<Plan> = (0..RATES).map(|index| Plan::constant(rate(index), STEPS)).collect();
    let work = || {
        let setup = Setup::new(&data, LossName::Logistic, &network, plans.clone());
        let mut sweep = Sweep::<T, _>::new(setup).expect("a sweep");
        // A diverged rate ends; its further losses are not finite.
        let mut losses = vec![vec![f64::NAN; STEPS + 1]; RATES];
        while !sweep.done() {
            for (index, row) in sweep.advance().expect("a step") {
                losses[index][row.step] = row.train_loss;
            }
        }
        losses
    };
    arguments.compete(work, |losses| {
        arguments.save(losses.into_iter().flatten());
        json!({ "rates": (0..RATES).collect::<Vec<_>>(), "points": STEPS + 1 })
    });
}

/// The top eigenvalue of the Hessian or of the kernel (divided by n), at the start or after 50 steps at rate 20.
pub fn eigenvalue(arguments: &Arguments, operator: &str, point: &str, start: &Path) {
    let (data, mut network) = problem(start);
    if point == "trained" {
        let trainer = Trainer::from_start(&data, LossName::Logistic, network).expect("data and network that fit");
        network = trainer.run(20.0, 50, 50).expect("a run").network;
    }
    let work = || {
        let samples = SampleRows::new(&data).expect("samples");
        let operator = match operator {
            "hessian" => TangentOperator::hessian(&network, &samples, &LossName::Logistic),
            _ => TangentOperator::ntk(&network, &samples),
        };
        top_eigenvalue(&operator.expect("an operator"), TOLERANCE, MOST_PRODUCTS).expect("an eigenvalue")
    };
    arguments.compete(work, |top| json!({ "eigenvalue": top.value, "products": top.products }));
}
