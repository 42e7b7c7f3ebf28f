//! `catapult train`: full-batch gradient descent of a linear network at many learning rates.

use super::arguments::{Format, count, exact, loss, whole};
use super::interrupt::{Interrupt, resume_hint};
use super::slurm::refuse_shard;
use super::train_summary::show;
use super::{InputError, Outcome, ranks, terminal, train_ranks, train_units};
use crate::data::DataSpecification;
use crate::model::LossName;
use crate::progress::{Progress, Watch};
use crate::shards::Shard;
use crate::shards::train::{TrainingLists, TrainingPlan};
use crate::training::run::{Beginning, Length, Origin, Precision, Run, RunSettings, Start};
use crate::training::run_error::RunError;
use crate::training::summary::Summary;
use crate::training::{Annealing, LoadedRun, Rates, SEED, Seeds};
use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args};
use rug::Rational;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

#[derive(Args)]
#[command(group = ArgGroup::new("length").required(true).args(["steps", "physical_time"]))]
pub struct Train {
    /// The training data (see `catapult list data`, also for what may follow the name of a file, such as ,label=species
    /// ,intercept ,standardise). Given several times, each network is trained on each.
    #[arg(long, value_name = "DATA", required = true)]
    data: Vec<String>,
    /// Data on which the accuracy is measured too, such as mnist:0,1:test: once for all, or as often as --data.
    #[arg(long, value_name = "DATA")]
    test: Vec<String>,
    /// A folder with the full canonical MNIST (IDX) or CIFAR-10 (binary) files, also nested or gzip, or the archive
    /// cifar-10-binary.tar.gz: all classes and, with :all or :n=N in DATA, all images, not only the built-in ones.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The number of layers, at least 1; several as L1,L2,..
    #[arg(long, value_name = "L,..", value_delimiter = ',', value_parser = count, required = true)]
    depth: Vec<u64>,
    /// The number of hidden units of each hidden layer; several as M1,M2,..; without effect at depth 1.
    #[arg(long, value_name = "M,..", value_delimiter = ',', value_parser = count)]
    width: Vec<u64>,
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
    #[arg(long, value_name = "DIR", required_unless_present = "plan")]
    out: Option<PathBuf>,
    /// Go on where an interrupted run with the same options left off.
    #[arg(long)]
    resume: bool,
    /// Do a part of the work only, the I-th of N: some of the units, each a sweep from one (data, depth, width, seed). The folder keeps those
    /// that are finished, so that the same command goes on after an interruption; `catapult merge` puts the folders together.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Print the units with what they are predicted to take, and do nothing.
    #[arg(long)]
    plan: bool,
    /// The memory that the training data may take, such as 4e9 or 4G. Data that need more stay in their file (npy, npz as numpy.savez
    /// writes it, csv), and are read by blocks at each step, with the same results [default: what the machine has left].
    #[arg(long, value_name = "BYTES", value_parser = bytes)]
    memory: Option<u64>,
    /// Divide the samples among the processes that `mpirun` has started (programs with the feature `mpi`). The result is the same
    /// whatever their number. Without this option they share out the units.
    #[arg(long, conflicts_with_all = ["shard", "plan"])]
    data_parallel: bool,
    /// The time between two checkpoints, at most 60.
    #[arg(long, value_name = "S", value_parser = seconds, default_value = "30")]
    checkpoint_seconds: Duration,
    #[command(flatten)]
    format: Format,
}

/// A number of bytes, in which K, M, G and T stand for powers of a thousand.
fn bytes(text: &str) -> Result<u64, String> {
    let upper = text.to_ascii_uppercase();
    let number = upper.trim_end_matches('B');
    let (digits, power) = match number.chars().last().and_then(|last| "KMGT".find(last)) {
        Some(place) => (&number[..number.len() - 1], place as u32 + 1),
        None => (number, 0),
    };
    let bytes = exact(digits).map(|number| number * 1000_u64.pow(power));
    let whole = bytes.ok().filter(|bytes| *bytes > 0).and_then(|bytes| bytes.trunc().numer().to_u64());
    whole.ok_or_else(|| format!("`{text}` is not a number of bytes: give one such as 4e9 or 4G"))
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
        let lists = self.lists()?;
        if self.plan {
            return train_units::show_plan(&lists.plan()?, self.shard, self.format);
        }
        // clap has seen to it
        let out = self.out.clone().unwrap_or_default();
        let mut networks = lists.networks()?;
        if self.data_parallel {
            let shared = ranks::required()?;
            return match networks.pop().filter(|_| networks.is_empty()) {
                Some(network) => train_ranks::divide(&self, network, &out, &shared),
                None if !shared.is_first() => Ok(Outcome::Fine),
                None => Err("--data-parallel divides the samples of one network: give one --data, --depth and --width, or leave it out".into()),
            };
        }
        if self.shard.is_none()
            && let Some(shared) = ranks::launched()?
        {
            return train_ranks::hand_out(&self, &lists, &out, &shared);
        }
        if networks.len() > 1 || self.shard.is_some() {
            let plan = lists.plan()?;
            return match self.shard {
                Some(shard) => train_units::run_shard(&plan, shard, &out, self.checkpoint_seconds, self.format),
                None => train_units::run_all(&plan, &out, self.resume, self.checkpoint_seconds, self.format),
            };
        }
        match networks.pop() {
            Some(network) => self.run_one(network, &out),
            None => Ok(Outcome::Fine),
        }
    }

    /// Whether an earlier run is gone on with, and the time between two checkpoints.
    pub(super) fn resuming(&self) -> (bool, Duration) {
        (self.resume, self.checkpoint_seconds)
    }

    /// How the result is printed.
    pub(super) fn format(&self) -> Format {
        self.format
    }

    /// The plan, for shards that someone else gives out.
    pub(super) fn plan_of_shards(&self) -> Result<TrainingPlan, InputError> {
        refuse_shard(self.shard)?;
        Ok(self.lists()?.plan()?)
    }

    /// Where the result goes.
    pub(super) fn out(&self) -> Result<String, InputError> {
        let out = self.out.as_ref().ok_or("the place of the result is not given: give --out")?;
        Ok(out.display().to_string())
    }

    /// One network, all seeds of which are one run.
    fn run_one(&self, settings: RunSettings, out: &Path) -> Result<Outcome, InputError> {
        let loaded = settings.load()?;
        match self.begin(&loaded, out)? {
            Some(run) => self.finish(run, out),
            None => Ok(Outcome::Fine),
        }
    }

    /// Takes the folder, unless it holds the finished run.
    pub(super) fn begin<'a>(&self, loaded: &'a LoadedRun, out: &Path) -> Result<Option<Run<'a>>, InputError> {
        loaded.remarks().for_each(terminal::note);
        loaded.cost_of_reading().iter().for_each(|cost| terminal::note(cost));
        let run = match loaded.begin_first(out, self.resume)? {
            Beginning::Finished(summary) => {
                self.show(&summary, out)?;
                eprintln!("note: this run was finished already, so nothing was done");
                return Ok(None);
            }
            Beginning::Run(run) => run,
        };
        if run.origin() == Origin::NothingToResume {
            eprintln!("note: `{}` holds no run to go on with, so this one begins", out.display());
        }
        terminal::print_notes();
        Ok(Some(*run))
    }

    /// Trains to the end, and shows it.
    pub(super) fn finish(&self, run: Run<'_>, out: &Path) -> Result<Outcome, InputError> {
        let ended = interruptible(|watch| run.finish(self.checkpoint_seconds, watch))?;
        match ended {
            Err(RunError::Interrupted(_)) => {
                eprintln!("interrupted: a checkpoint was written; go on with `{}`", resume_hint());
                Ok(Outcome::Interrupted)
            }
            Err(error) => Err(error.into()),
            Ok(summary) => {
                self.show(&summary, out)?;
                Ok(Outcome::Fine)
            }
        }
    }

    /// Prints what `summary.json` holds, or a table for people.
    fn show(&self, summary: &Summary, out: &Path) -> Result<(), InputError> {
        if self.format.json { Ok(terminal::print_json(summary.to_json())?) } else { show(summary, out) }
    }

    /// The same for the library.
    fn lists(&self) -> Result<TrainingLists, InputError> {
        let length = match (&self.physical_time, self.steps) {
            (Some(time), _) => Length::PhysicalTime(time.clone()),
            (None, steps) => Length::Steps(steps.unwrap_or(0)),
        };
        let start = match (&self.weights, &self.start) {
            (Some(path), _) => Start::Weights(path.clone()),
            (None, Some(_)) => Start::Zero,
            (None, None) => Start::Seeds(self.seed.clone().unwrap_or_else(|| Seeds::one(SEED))),
        };
        let specifications = |texts: &[String]| texts.iter().map(|text| text.parse()).collect::<Result<Vec<_>, _>>();
        let data: Vec<DataSpecification> = specifications(&self.data)?;
        // clap has seen to it that there is one
        let first = data.first().cloned().unwrap_or(DataSpecification::Degenerate);
        let common = RunSettings {
            images: self.images.clone(),
            anneal: self.anneal.clone(),
            start,
            spectra: self.spectra,
            precision: if self.precision == "f32" { Precision::F32 } else { Precision::F64 },
            every: self.every,
            memory: self.memory,
            scratch: self.out.as_deref().map(existing),
            ..RunSettings::new(first, self.loss, self.eta.clone(), length)
        };
        let test = specifications(&self.test)?;
        Ok(TrainingLists { data, test, depths: self.depth.clone(), widths: self.width.clone(), common })
    }
}

/// The folder of a path that is there already.
fn existing(path: &Path) -> PathBuf {
    let there = path.ancestors().find(|folder| folder.is_dir());
    there.map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Does something long with a bar, which Ctrl-C stops.
pub(super) fn interruptible<T>(work: impl FnOnce(Watch<'_>) -> T) -> Result<T, InputError> {
    // From here on there is something to lose.
    let interrupt = Interrupt::listen()?;
    let bar = terminal::progress_bar(0, "{bar:40} {percent}% {elapsed}, {eta} left {msg}");
    bar.enable_steady_tick(Duration::from_millis(200));
    let first = Once::new();
    let watch = |progress: &Progress<'_>| {
        terminal::show_progress(&bar, progress);
        // What an earlier run has done says nothing of the speed of this one.
        first.call_once(|| bar.reset_eta());
        interrupt.check()
    };
    let ended = work(&watch);
    bar.finish_and_clear();
    Ok(ended)
}
