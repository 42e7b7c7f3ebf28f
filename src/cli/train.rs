//! `catapult train`: full-batch gradient descent of a linear network at many learning rates.

use super::arguments::{Format, count, exact, loss, whole};
use super::interrupt::{Interrupt, resume_hint};
use super::train_summary::show;
use super::{InputError, Outcome, terminal};
use crate::data::DataSpecification;
use crate::model::LossName;
use crate::progress::Progress;
use crate::training::run::{Beginning, Length, Origin, Precision, RunSettings, Start};
use crate::training::run_error::RunError;
use crate::training::summary::Summary;
use crate::training::{Annealing, Rates, SEED, Seeds};
use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args};
use rug::Rational;
use std::path::PathBuf;
use std::sync::Once;
use std::time::Duration;

#[derive(Args)]
#[command(group = ArgGroup::new("length").required(true).args(["steps", "physical_time"]))]
pub struct Train {
    /// The training data (see `catapult list data`, also for what may follow the name of a file, such as ,label=species
    /// ,intercept ,standardise).
    #[arg(long, value_name = "DATA")]
    data: String,
    /// Data on which the accuracy is measured too, such as mnist:0,1:test.
    #[arg(long, value_name = "DATA")]
    test: Option<String>,
    /// A folder with the full canonical MNIST (IDX) or CIFAR-10 (binary) files, also nested or gzip, or the archive
    /// cifar-10-binary.tar.gz: all classes and, with :all or :n=N in DATA, all images, not only the built-in ones.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The number of layers, at least 1.
    #[arg(long, value_name = "L", value_parser = count)]
    depth: u64,
    /// The number of hidden units of each hidden layer; without effect at depth 1.
    #[arg(long, value_name = "M", value_parser = count)]
    width: Option<u64>,
    /// The learning rates: E1,E2,.., or K rates from A to B, lin:A:B:K with equal differences, log:A:B:K with equal ratios.
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
    /// The seeds of the starts, whose entries are standard normal: S1,S2,.. or A..B with both ends; all rates from each
    /// [default: 1].
    #[arg(long, value_name = "S,..", conflicts_with_all = ["weights", "start"])]
    seed: Option<Seeds>,
    /// Start from weights that are all zero, at depth 1.
    #[arg(long, value_name = "zero", value_parser = PossibleValuesParser::new(["zero"]), conflicts_with = "weights")]
    start: Option<String>,
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
    /// Where history.csv and summary.json go; those of a finished run are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Go on where an interrupted run with the same options left off.
    #[arg(long)]
    resume: bool,
    /// The time between two checkpoints, at most 60.
    #[arg(long, value_name = "S", value_parser = seconds, default_value = "30")]
    checkpoint_seconds: Duration,
    #[command(flatten)]
    format: Format,
}

/// A time of up to a minute.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = exact(text).map_err(|error| error.to_string())?;
    if !(0..=60).contains(&number) {
        return Err(format!("{text} is not between 0 and 60: a killed run loses at most this time"));
    }
    Ok(Duration::from_secs_f64(number.to_f64()))
}

impl Train {
    pub fn run(self) -> Result<Outcome, InputError> {
        let loaded = self.settings()?.load()?;
        loaded.remarks().for_each(terminal::note);
        let run = match loaded.begin(&self.out, self.resume)? {
            Beginning::Finished(summary) => {
                self.show(&summary)?;
                eprintln!("note: this run was finished already, so nothing was done");
                return Ok(Outcome::Fine);
            }
            Beginning::Run(run) => run,
        };
        if run.origin() == Origin::NothingToResume {
            eprintln!("note: `{}` holds no run to go on with, so this one begins", self.out.display());
        }
        terminal::print_notes();
        // From here on there is something to lose.
        let interrupt = Interrupt::listen()?;
        let bar = terminal::progress_bar(0, "{bar:40} {percent}% {elapsed}, {eta} left");
        bar.enable_steady_tick(Duration::from_millis(200));
        let first = Once::new();
        let watch = |progress: &Progress<'_>| {
            terminal::show_progress(&bar, progress);
            // What an earlier run has done says nothing of the speed of this one.
            first.call_once(|| bar.reset_eta());
            interrupt.check()
        };
        let ended = run.finish(self.checkpoint_seconds, &watch);
        bar.finish_and_clear();
        match ended {
            Err(RunError::Interrupted(_)) => {
                eprintln!("interrupted: a checkpoint was written; go on with `{}`", resume_hint());
                Ok(Outcome::Interrupted)
            }
            Err(error) => Err(error.into()),
            Ok(summary) => {
                self.show(&summary)?;
                Ok(Outcome::Fine)
            }
        }
    }

    /// Prints what `summary.json` holds, or a table for people.
    fn show(&self, summary: &Summary) -> Result<(), InputError> {
        if self.format.json { Ok(terminal::print_json(summary.to_json())?) } else { show(summary, &self.out) }
    }

    /// The same for the library.
    fn settings(&self) -> Result<RunSettings, InputError> {
        let length = match (&self.physical_time, self.steps) {
            (Some(time), _) => Length::PhysicalTime(time.clone()),
            (None, steps) => Length::Steps(steps.unwrap_or(0)),
        };
        let start = match (&self.weights, &self.start) {
            (Some(path), _) => Start::Weights(path.clone()),
            (None, Some(_)) => Start::Zero,
            (None, None) => Start::Seeds(self.seed.clone().unwrap_or_else(|| Seeds::one(SEED))),
        };
        Ok(RunSettings {
            test: self.test.as_deref().map(str::parse::<DataSpecification>).transpose()?,
            images: self.images.clone(),
            depth: self.depth,
            width: self.width,
            anneal: self.anneal.clone(),
            start,
            spectra: self.spectra,
            precision: if self.precision == "f32" { Precision::F32 } else { Precision::F64 },
            every: self.every,
            ..RunSettings::new(self.data.parse()?, self.loss, self.eta.clone(), length)
        })
    }
}
