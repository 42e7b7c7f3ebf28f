//! `catapult train`: full-batch gradient descent of a linear network at many learning rates.

use super::arguments::{count, exact, loss, whole};
use super::train_summary::{Finished, show};
use super::{InputError, Outcome, terminal};
use crate::data::{DataSet, DataSource, DataSpecification};
use crate::model::LossName;
use crate::output::{PendingFile, prepare_folder, remove_leftover, write_file};
use crate::training::checkpoint::{self, Checkpoint, Settings, write_checkpoint};
use crate::training::fingerprint::{fingerprint_data, fingerprint_weights};
use crate::training::history::write_history;
use crate::training::memory::affordable_formulation;
use crate::training::rates::MOST_STEPS;
use crate::training::sweep::sizes;
use crate::training::{Anneal, Annealing, Network, Plan, Rates, Real, SEED, Session, Setup, read_weights};
use clap::builder::PossibleValuesParser;
use clap::{ArgGroup, Args};
use rug::Rational;
use serde_json::{Value, json};
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
    #[arg(long, value_name = "M", value_parser = count)]
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
    /// The seed of the start, whose entries are standard normal [default: 1].
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
    /// Where history.csv and summary.json go; those of a finished run are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Go on where an interrupted run with the same options left off.
    #[arg(long)]
    resume: bool,
    /// The time between two checkpoints, at most 60.
    #[arg(long, value_name = "S", value_parser = seconds, default_value = "30")]
    checkpoint_seconds: Duration,
}

/// Options that do not go together, that ask for too much, or a folder that holds something else.
#[derive(Debug, Error)]
enum TrainError {
    #[error("depth {0} needs a width: give --width M")]
    NoWidth(u64),
    #[error("--images has no use here: neither --data nor --test names mnist or cifar10 images")]
    NoImages,
    #[error("--steps {0} is too many: give at most {MOST_STEPS}")]
    TooManySteps(u64),
    #[error(
        "{rows} rows would be recorded, and at most {MOST_ROWS} can be: give for instance --every {every}, and a --spectra as large"
    )]
    TooManyRows { rows: u64, every: u64 },
    #[error("learning rate {0:?} is out of the range of single precision: leave out --precision f32")]
    SinglePrecision(f64),
    #[error(
        "`{0}` holds the checkpoint of an interrupted run: give --resume to go on with it, or remove the checkpoint"
    )]
    Interrupted(String),
    #[error("the run in `{folder}` cannot be resumed: {differences}; give the same options, or another --out")]
    OtherSettings { folder: String, differences: String },
    #[error("`{0}` is not a summary that catapult train wrote: give another --out")]
    ForeignSummary(String),
}

/// The most rows of a history, about 500 MB of text.
const MOST_ROWS: u64 = 5_000_000;

/// Rates that single precision takes, with room for the factor of the parametrisation.
const SINGLE_PRECISION: std::ops::RangeInclusive<f64> = 1e-30..=1e30;

/// A time of up to a minute.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = exact(text).map_err(|error| error.to_string())?;
    if !(0..=60).contains(&number) {
        return Err(format!("{text} is not between 0 and 60: a killed run loses at most this time"));
    }
    Ok(Duration::from_secs_f64(number.to_f64()))
}

/// Everything that was read and checked before the work.
struct Prepared {
    data: DataSet,
    test: Option<DataSet>,
    start: Network,
    plans: Vec<Plan>,
    settings: Settings,
    out: PathBuf,
    resume: bool,
    checkpoint_every: Duration,
    every: usize,
    spectra: Option<usize>,
    loss: LossName,
}

impl Train {
    pub fn run(self) -> Result<Outcome, InputError> {
        let single = self.precision == "f32";
        let prepared = self.prepare()?;
        if single { prepared.run::<f32>() } else { prepared.run::<f64>() }
    }

    /// Reads and checks everything, and writes nothing.
    fn prepare(self) -> Result<Prepared, InputError> {
        let plans = self.plans()?;
        let specification = self.data.parse::<DataSpecification>()?;
        let test_specification = self.test.as_deref().map(str::parse::<DataSpecification>).transpose()?;
        let of_images = |specification: &DataSpecification| {
            matches!(specification, DataSpecification::Mnist(..) | DataSpecification::Cifar10(..))
        };
        if self.images.is_some()
            && ![Some(&specification), test_specification.as_ref()].into_iter().flatten().any(of_images)
        {
            return Err(TrainError::NoImages.into());
        }
        let width = match (self.depth, self.width) {
            (1, _) => 1,
            (depth, width) => width.ok_or(TrainError::NoWidth(depth))?,
        };
        let source = self.images.clone().map_or(DataSource::Embedded, DataSource::Directory);
        let (data, test) = match &test_specification {
            None => (specification.load(&source)?, None),
            Some(test) => {
                let (data, test) = specification.load_both(test, &source)?;
                (data, Some(test))
            }
        };
        let (depth, width) = (to_usize(self.depth), to_usize(width));
        let start = match &self.weights {
            Some(path) => read_weights(path, depth, width, data.dimension())?,
            None => Network::random(data.dimension(), depth, width, self.seed.unwrap_or(SEED))?,
        };
        let path = |path: &PathBuf| path.display().to_string();
        let settings = json!({
            "data": specification.to_string(),
            "test": test_specification.map(|specification| specification.to_string()),
            "images": self.images.as_ref().map(path),
            "loss": self.loss,
            "depth": depth,
            "width": (depth > 1).then_some(width),
            "eta": self.eta.to_string(),
            "steps": self.steps,
            "physical_time": self.physical_time.as_ref().map(Rational::to_string),
            "anneal": self.anneal.as_ref().map(Annealing::to_string),
            "seed": self.weights.is_none().then_some(self.seed.unwrap_or(SEED)),
            "weights": self.weights.as_ref().map(path),
            "spectra": self.spectra,
            "precision": self.precision,
            "every": self.every,
            "data_fingerprint": fingerprint_data(&data),
            "test_fingerprint": test.as_ref().map(fingerprint_data),
            "weights_fingerprint": self.weights.is_some().then(|| fingerprint_weights(&start)),
        });
        let Value::Object(settings) = settings else { return Err("the settings are no object".into()) };
        Ok(Prepared {
            data,
            test,
            start,
            plans,
            settings,
            out: self.out,
            resume: self.resume,
            checkpoint_every: self.checkpoint_seconds,
            every: to_usize(self.every),
            spectra: self.spectra.map(to_usize),
            loss: self.loss,
        })
    }

    /// What each rate does.
    fn plans(&self) -> Result<Vec<Plan>, InputError> {
        if let Some(steps) = self.steps.filter(|steps| *steps > MOST_STEPS) {
            return Err(TrainError::TooManySteps(steps).into());
        }
        let anneal = self
            .anneal
            .as_ref()
            .map(|annealing| Anneal { learning_rate: annealing.rate.value, steps: to_usize(annealing.steps) });
        let mut plans = Vec::new();
        for rate in self.eta.as_slice() {
            let steps = match &self.physical_time {
                Some(time) => rate.steps_of(time)?,
                None => self.steps.unwrap_or(0),
            };
            plans.push(Plan { learning_rate: rate.value, steps: to_usize(steps), anneal });
        }
        if self.precision == "f32" {
            let rates = plans.iter().map(|plan| plan.learning_rate).chain(anneal.map(|anneal| anneal.learning_rate));
            if let Some(rate) = rates.into_iter().find(|rate| !SINGLE_PRECISION.contains(rate)) {
                return Err(TrainError::SinglePrecision(rate).into());
            }
        }
        let total: u64 = plans.iter().map(|plan| plan.total_steps() as u64).sum();
        let fixed = 3 * plans.len() as u64;
        let of_spectra = self.spectra.map_or(0, |every| total / every);
        let rows = total / self.every + of_spectra + fixed;
        if rows > MOST_ROWS {
            let every = (total / (MOST_ROWS / 2)).max(1) * 2;
            return Err(TrainError::TooManyRows { rows, every }.into());
        }
        Ok(plans)
    }
}

/// Sizes beyond the address space are refused later for their memory.
fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Prepared {
    fn run<T: Real>(self) -> Result<Outcome, InputError>
    where
        LossName: crate::model::Loss<T>,
    {
        let checkpoint = self.out.join(checkpoint::FILE_NAME);
        let summary = self.out.join("summary.json");
        let history = self.out.join("history.csv");
        let mut setup = Setup::new(&self.data, self.loss, &self.start, self.plans.clone());
        setup.test = self.test.as_ref();
        setup.every = self.every;
        setup.validate()?;
        let mut session = match (checkpoint.exists(), self.resume) {
            (true, false) => return Err(TrainError::Interrupted(self.out.display().to_string()).into()),
            (true, true) => {
                let checkpoint = Checkpoint::open(&checkpoint)?;
                self.compare(checkpoint.settings())?;
                let rates: Vec<f64> = self.plans.iter().map(|plan| plan.learning_rate).collect();
                let snapshot = checkpoint.read(&rates)?;
                prepare_folder(&self.out)?;
                Session::<T, _>::resume(setup, self.spectra, snapshot)?
            }
            (false, true) if summary.exists() => {
                let finished = read_summary(&summary)?;
                self.compare(finished["settings"].as_object().unwrap_or(&Settings::new()))?;
                show(&finished, &self.out)?;
                eprintln!("note: this run was finished already, so nothing was done");
                return Ok(Outcome::Fine);
            }
            (false, resume) => {
                // What is refused must be so before the folder is made, and an unwritable folder before the work.
                setup.formulation = Some(affordable_formulation(&sizes::<T, _>(&setup))?);
                prepare_folder(&self.out)?;
                if resume {
                    eprintln!("note: `{}` holds no run to go on with, so this one begins", self.out.display());
                }
                Session::<T, _>::new(setup, self.spectra)?
            }
        };
        // Names that cannot be written are refused before the work too.
        for path in [&history, &summary] {
            PendingFile::create(path)?;
        }
        let total: u64 = self.plans.iter().map(|plan| plan.total_steps() as u64).sum();
        let progress = terminal::progress_bar(total, "{bar:40} {percent}% {elapsed}, {eta} left");
        progress.set_position(total - session.remaining_work());
        progress.reset_eta();
        progress.enable_steady_tick(Duration::from_millis(200));
        let mut written = Instant::now();
        while !session.done() {
            session.advance()?;
            progress.set_position(total - session.remaining_work());
            if written.elapsed() >= self.checkpoint_every && !session.done() {
                write_checkpoint(&checkpoint, &self.settings, &session.snapshot())?;
                written = Instant::now();
            }
        }
        progress.finish_and_clear();
        let mut history = PendingFile::create(&history)?;
        write_history(&mut history, session.runs()).map_err(|cause| history.error(cause))?;
        history.commit()?;
        let summarised = Finished {
            settings: &self.settings,
            data: &self.data,
            test: self.test.as_ref(),
            start: &self.start,
            formulation: session.formulation(),
            plans: &self.plans,
            runs: session.runs(),
        }
        .summary();
        write_file(&summary, format!("{summarised:#}\n").as_bytes())?;
        if checkpoint.exists() {
            std::fs::remove_file(&checkpoint)?;
        }
        remove_leftover(&checkpoint)?;
        show(&summarised, &self.out)?;
        Ok(Outcome::Fine)
    }

    /// Refuses settings of another run, naming each difference.
    fn compare(&self, recorded: &Settings) -> Result<(), TrainError> {
        let text = |value: Option<&Value>| match value {
            None | Some(Value::Null) => "absent".to_owned(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let differences: Vec<String> = self
            .settings
            .iter()
            .filter(|(name, value)| recorded.get(*name) != Some(*value))
            .map(|(name, value)| match name.strip_suffix("_fingerprint") {
                Some(what) => format!("what --{what} names has changed"),
                None => {
                    let option = name.replace('_', "-");
                    format!("--{option} was {}, now {}", text(recorded.get(name)), text(Some(value)))
                }
            })
            .collect();
        if differences.is_empty() {
            return Ok(());
        }
        Err(TrainError::OtherSettings { folder: self.out.display().to_string(), differences: differences.join("; ") })
    }
}

/// A summary that an earlier run wrote.
fn read_summary(path: &Path) -> Result<Value, InputError> {
    let foreign = || TrainError::ForeignSummary(path.display().to_string());
    let text = std::fs::read_to_string(path).map_err(|_| foreign())?;
    let value: Value = serde_json::from_str(&text).map_err(|_| foreign())?;
    if value["settings"].is_object() && value["rates"].is_array() { Ok(value) } else { Err(foreign().into()) }
}
