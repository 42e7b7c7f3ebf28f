//! The training runs of `mnist-phases`: MNIST 0 against 1, two layers, width 500.

use super::mnist_phases::{TrainingCurve, TrainingCurves};
use super::{FigureError, FigureOptions, Threshold};
use crate::model::LossName;
use crate::progress::uncounted;
use crate::theory::minimiser::stability_limit;
use crate::training::{Outcome, SEED, SampleRows, TangentOperator, Trainer, Trajectory, top_eigenvalue};
use rayon::prelude::*;

/// The data of the runs, on the command line's terms.
pub const TRAINING_DATA: &str = "mnist:0,1";
/// Hidden units, as in the paper's experiments.
pub const WIDTH: usize = 500;
/// Steps of every run.
const STEPS: usize = 150;
const QUICK_STEPS: usize = 40;

/// A rate of each phase for a loss, found by bisection in `f64` for [`SEED`].
const RATES: [(LossName, [(f64, &str); 3]); 2] = [
    (LossName::Squared, [(1.3, "lazy"), (4.0, "catapult"), (6.0, "divergent")]),
    (LossName::Logistic, [(10.0, "lazy"), (330.0, "catapult"), (1500.0, "divergent")]),
];

/// Trains every rate of both losses.
///
/// # Errors
///
/// [`FigureError::Data`] or [`FigureError::Training`] with the reason; [`FigureError::Interrupted`].
pub fn train(options: &FigureOptions) -> Result<Vec<TrainingCurves>, FigureError> {
    let images = options.images.load(TRAINING_DATA)?;
    let (train, test) = (&images.train, &images.test);
    let samples = SampleRows::new(train)?;
    let steps = if options.quick { QUICK_STEPS } else { STEPS };
    let quiet = uncounted(options.watch());
    RATES
        .iter()
        .map(|(loss, rates)| {
            let mut trainer = Trainer::new(train, *loss, 2, WIDTH, SEED)?.watched(&quiet);
            if let Some(test) = test {
                trainer = trainer.with_test(test)?;
            }
            let hessian = TangentOperator::hessian(trainer.start(), &samples, loss)?;
            let sharpness = top_eigenvalue(&hessian, 1e-8, 400)?.value;
            let curves = rates
                .par_iter()
                .map(|&(learning_rate, label)| {
                    trainer.run(learning_rate, steps, 1).map(|trajectory| curve(label, trajectory))
                })
                .collect::<Result<Vec<_>, _>>()?;
            Ok(TrainingCurves {
                setting: format!("{loss} loss"),
                border: Threshold::measured("2/h_{0}", stability_limit(sharpness), 3),
                curves,
            })
        })
        .collect()
}

/// The losses of a run, and its test accuracy for as long as the loss stays below [`FAR`] times its start: afterwards the
/// outputs are so large that their signs mean nothing.
fn curve(label: &str, trajectory: Trajectory) -> TrainingCurve {
    let start = trajectory.rows.first().map_or(f64::INFINITY, |row| row.train_loss);
    let near = trajectory.rows.iter().take_while(|row| row.train_loss <= FAR * start);
    TrainingCurve {
        learning_rate: trajectory.learning_rate,
        label: label.into(),
        accuracy: near.filter_map(|row| Some((row.step, row.test_accuracy?))).collect(),
        loss: trajectory.rows.iter().map(|row| (row.step, row.train_loss)).collect(),
        divergent: matches!(trajectory.outcome, Outcome::Diverged { .. }),
    }
}

/// How far above its start the loss of a run may be for its accuracy to be shown.
const FAR: f64 = 1e3;
