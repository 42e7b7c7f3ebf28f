//! `catapult train`: full-batch gradient descent of a linear network at many learning rates.

use super::arguments::{count, exact, loss, whole};
use super::{InputError, Outcome, terminal};
use crate::model::{DataSet, DataSource, DataSpecification, LossName};
use crate::output::{PendingFile, prepare_folder, write_file};
use crate::training::history::write_history;
use crate::training::{Annealing, Network, Plan, Rate, Rates, SEED, Setup, read_weights};
use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args};
use rug::Rational;
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use thiserror::Error;

#[derive(Args)]
#[command(group = ArgGroup::new("length").required(true).args(["steps", "physical_time"]))]
pub struct Train {
    /// The training data (see `catapult list data`).
    #[arg(long, value_name = "DATA")]
    data: String,
    /// Data on which the accuracy is measured too, such as mnist:0,1:test.
    #[arg(long, value_name = "DATA")]
    test: Option<String>,
    /// A folder with the full canonical MNIST (IDX) or CIFAR-10 (binary) files: all classes, not only the built-in ones.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The number of layers, at least 1.
    #[arg(long, value_name = "L", value_parser = count)]
    depth: u64,
    /// The number of hidden units of each hidden layer; without effect at depth 1.
    #[arg(long, value_name = "M", value_parser = count, required_unless_present = "depth_one")]
    width: Option<u64>,
    /// The learning rates: E1,E2,.. or log:A:B:K, K rates from A to B with equal ratios.
    #[arg(long, value_name = "E,..", allow_hyphen_values = true)]
    eta: Rates,
    /// The number of steps, the same for every rate.
    #[arg(long, value_name = "T", value_parser = whole)]
    steps: Option<u64>,
    /// Steps x eta, the same for every rate: max(1, round(P/eta)) steps.
    #[arg(long, value_name = "P", value_parser = exact, allow_hyphen_values = true)]
    physical_time: Option<Rational>,
    /// T further steps at the rate E, after those of each rate.
    #[arg(long, value_name = "E:T", allow_hyphen_values = true)]
    anneal: Option<Annealing>,
    /// The seed of the start, whose entries are standard normal.
    #[arg(long, value_name = "S", value_parser = whole, conflicts_with = "weights")]
    seed: Option<u64>,
    /// Start from the arrays W1 (M x d), W2.. (M x M), WL (M); at depth 1, W1 (d).
    #[arg(long, value_name = "FILE.npz")]
    weights: Option<PathBuf>,
    /// Measure the top NTK eigenvalue and the sharpness at steps 0, K, 2K, .. and at the last.
    #[arg(long, value_name = "K", value_parser = count)]
    spectra: Option<u64>,
    /// The arithmetic of the training.
    #[arg(long, value_name = "f64|f32", value_parser = PossibleValuesParser::new(["f64", "f32"]), default_value = "f64")]
    precision: String,
    /// Record steps 0, K, 2K, .., the last before annealing, and the last.
    #[arg(long, value_name = "K", value_parser = count, default_value = "1")]
    every: u64,
    /// Where history.csv and summary.json go.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Go on where an interrupted run with the same options left off.
    #[arg(long)]
    resume: bool,
    /// The time between two checkpoints, at most 60.
    #[arg(long, value_name = "S", value_parser = seconds, default_value = "30")]
    checkpoint_seconds: Duration,
}

/// Options that do not go together, or ask for too much.
#[derive(Debug, Error)]
enum TrainError {
    #[error("depth {0} needs a width: give --width M")]
    NoWidth(u64),
    #[error("--images has no use: neither --data nor --test names mnist or cifar10 images")]
    NoImages,
    #[error("{rows} rows would be recorded: record at most {MOST_ROWS}, with --every {every} for instance")]
    TooManyRows { rows: u64, every: u64 },
    #[error("--steps {0} is too many: give at most {limit}", limit = crate::training::rates::MOST_STEPS)]
    TooManySteps(u64),
}

/// The most rows of a history, about 1 GB of text.
const MOST_ROWS: u64 = 10_000_000;

/// A time of up to a minute.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = exact(text).map_err(|error| error.to_string())?;
    if number < 0 || number > 60 {
        return Err(format!("{text} is not between 0 and 60: a killed run loses at most this time"));
    }
    Ok(Duration::from_secs_f64(number.to_f64()))
}
