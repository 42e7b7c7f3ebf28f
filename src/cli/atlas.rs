//! `catapult atlas`: certified phase diagrams.

use super::arguments::{Format, command_of_result, exact, exact_data, loss};
use super::interrupt::{Interrupt, again_hint, resume_hint};
use super::merge::show_shard;
use super::problem::matrix;
use super::ranks::{self, Shared};
use super::slurm::refuse_shard;
use super::train::interruptible;
use super::{InputError, Outcome, terminal};
use crate::arithmetic::parse_exact;
use crate::atlas::{Chart, ChartError, Plane, PlaneAxis, Range, Run, RunError, Setting, Survey, VerticalAxis};
use crate::certificates;
use crate::certify::Phase;
use crate::certify::certificate::Exact;
use crate::data::DataSpecification;
use crate::data::npz::read_exact_weights;
use crate::enclosures::with_values;
use crate::figures::atlas::Pictured;
use crate::figures::{self, FigureOrigin};
use crate::model::{FeaturePoints, LossName};
use crate::output::{FolderLock, PROBLEM, PendingFile, prepare_folder, write_file};
use crate::program::{MadeBy, Program};
use crate::shards::atlas::{self as atlas_units, AtlasUnits};
use crate::shards::{Gathered, Shard, ShardError};
use clap::{Args, Subcommand};
use rug::Rational;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

#[derive(Subcommand)]
pub enum Atlas {
    /// The linear predictor, over any two parameters.
    Linear(LinearAtlas),
    /// The two-layer network, over learning rates and starts or any two parameters.
    #[command(long_about = TWO_LAYER_WORDS)]
    TwoLayer(Box<TwoLayerAtlas>),
    /// An aligned deep network on D0, over any two parameters.
    Aligned(AlignedAtlas),
}

/// What the help of `atlas two-layer` says, and where cells stay white.
const TWO_LAYER_WORDS: &str = "The two-layer network, over learning rates and starts or any two parameters.

On D0: --eta A..B and a range for one of --lambda and --output. Over any two parameters, on any data: --x NAME=A..B and --y NAME=A..B, \
and numbers for the others. The names are eta, lambda and output (--width, one feature), or eta and the entries of the weights \
(--w1 and --w2, or --weights): w1_12 is that of unit 1 and feature 2, w2_1 that of unit 1.

White cells are undecided: borders between phases and cells beside them; orbits that take long; and the logistic loss on data other than D0 where it \
diverges. There, on one feature with different slopes r1 < r2 at infinity, every cell comes to hold starts that pass v = 0 and lose almost all of their \
weights, as long as eta N r1 < 2: smaller cells do not help. Of such cells a bound is proved of the share of their area that may not diverge (G6m), \
at most 1/32 of each: they count as undecided, and are listed apart as almost divergent.";

/// A parameter and its range, written `NAME=A..B`.
#[derive(Clone)]
struct Along(PlaneAxis);

impl FromStr for Along {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, range) = text
            .split_once('=')
            .ok_or_else(|| "write NAME=A..B with exact numbers A < B, such as eta=0.5..12".to_owned())?;
        let range = range.parse::<Range>().map_err(|error| error.to_string())?;
        Ok(Along(PlaneAxis::new(name.trim(), range)))
    }
}

/// Two parameters.
#[derive(Args)]
struct Axes {
    /// The horizontal axis: a parameter and its range, such as eta=0.5..12.
    #[arg(long, value_name = "NAME=A..B", allow_hyphen_values = true)]
    x: Option<Along>,
    /// The vertical axis: another parameter and its range.
    #[arg(long, value_name = "NAME=A..B", allow_hyphen_values = true)]
    y: Option<Along>,
}

impl Axes {
    /// Both axes, where one is given.
    fn both(self) -> Result<Option<[PlaneAxis; 2]>, InputError> {
        match (self.x, self.y) {
            (None, None) => Ok(None),
            (Some(Along(x)), Some(Along(y))) => Ok(Some([x, y])),
            (Some(_), None) => Err("an atlas has two axes: give --y NAME=A..B beside --x".into()),
            (None, Some(_)) => Err("an atlas has two axes: give --x NAME=A..B beside --y".into()),
        }
    }

    fn required(self) -> Result<[PlaneAxis; 2], InputError> {
        self.both()?.ok_or_else(|| "an atlas has two axes: give --x NAME=A..B and --y NAME=A..B".into())
    }
}

/// The values of the parameters, each given or on an axis.
struct Fixed<'a> {
    axes: &'a [PlaneAxis; 2],
    /// What is wrong with the first value that is missing or given twice; to be said once the names are known to be right.
    wrong: Option<String>,
}

impl<'a> Fixed<'a> {
    fn of(axes: &'a [PlaneAxis; 2]) -> Self {
        Fixed { axes, wrong: None }
    }

    /// The value of a parameter: given, or any if it varies.
    fn value(&mut self, name: &str, option: &str, given: Option<Rational>) -> Exact {
        let varies = self.axes.iter().any(|axis| axis.parameter == name);
        let wrong = match (&given, varies) {
            (Some(_), true) => Some(format!("{name} is given twice: leave out {option}, as it stands on an axis")),
            (None, false) => Some(format!("{name} is not given: give {option}, or put it on an axis")),
            (Some(_), false) | (None, true) => None,
        };
        self.wrong = self.wrong.take().or(wrong);
        Exact(given.unwrap_or_default())
    }

    /// The plane, if every value is there.
    fn plane(self, setting: Setting) -> Result<Plane, InputError> {
        let [x, y] = self.axes.clone();
        setting.axes(&x, &y)?;
        match self.wrong {
            Some(wrong) => Err(wrong.into()),
            None => Ok(Plane::new(setting, x, y)?),
        }
    }
}

/// How far to go, and where the results go.
#[derive(Args)]
struct Results {
    /// How often a side may be halved.
    #[arg(long, value_name = "D", default_value_t = Chart::DEEPEST)]
    depth: u32,
    /// Where atlas.svg, atlas.csv and atlas.json go.
    #[arg(long, value_name = "DIR", default_value = "out/atlas")]
    out: PathBuf,
    /// Go on where an interrupted run with the same options left off.
    #[arg(long)]
    resume: bool,
    /// Write the proofs of all cells here, for `catapult check`.
    #[arg(long, value_name = "F.json", conflicts_with = "shard")]
    certificate: Option<PathBuf>,
    /// Do a part of the cells only, the I-th of N, into a folder for `catapult merge`; the same command goes on after an interruption.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    #[command(flatten)]
    format: Format,
}

#[derive(Args)]
pub struct LinearAtlas {
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The learning rate, unless it varies.
    #[arg(long, value_name = "E", value_parser = exact, allow_hyphen_values = true)]
    eta: Option<Rational>,
    /// The start: one weight for each feature; those that vary may be any numbers.
    #[arg(long, value_name = "W1,W2,..", value_parser = exact, value_delimiter = ',', allow_hyphen_values = true)]
    weight: Option<Vec<Rational>>,
    /// degenerate, three-point, or a file such as csv:FILE or npz:FILE (see `catapult list data`).
    #[arg(long, value_name = "DATA", default_value = "degenerate")]
    data: String,
    #[command(flatten)]
    axes: Axes,
    #[command(flatten)]
    results: Results,
}

impl LinearAtlas {
    fn plane(self) -> Result<(Plane, Results), InputError> {
        let axes = self.axes.required()?;
        let mut fixed = Fixed::of(&axes);
        let data = exact_data(&self.data)?;
        let features = data.dimension();
        let varying = (1..=features).all(|index| axes.iter().any(|axis| axis.parameter == format!("weight_{index}")));
        let alone = features == 1 && axes.iter().any(|axis| axis.parameter == "weight");
        let weights = match self.weight {
            Some(weights) => weights,
            None if varying || alone => vec![Rational::new(); features],
            None => {
                return Err(
                    "the start is not given: give --weight W1,W2,.., with any numbers for those that vary".into()
                );
            }
        };
        let setting = Setting::LinearOnData {
            loss: self.loss,
            learning_rate: fixed.value("eta", "--eta", self.eta),
            points: written(data.distinct_signed_points()),
            weights: weights.into_iter().map(Exact).collect(),
        };
        Ok((fixed.plane(setting)?, self.results))
    }
}

/// Points as settings hold them.
fn written(points: FeaturePoints) -> Vec<(Vec<Exact>, u32)> {
    points.into_iter().map(|(z, count)| (z.into_iter().map(Exact).collect(), count)).collect()
}

#[derive(Args)]
pub struct TwoLayerAtlas {
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The width m.
    #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
    width: Option<Rational>,
    /// The learning rates, the horizontal axis; with --x and --y a number.
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    eta: Option<String>,
    /// The kernels at the start: a range for the vertical axis, or a number.
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    lambda: Option<String>,
    /// The outputs at the start: a number, or a range for the vertical axis.
    #[arg(long, value_name = "F0", allow_hyphen_values = true)]
    output: Option<String>,
    /// degenerate, three-point, or a file such as csv:FILE or npz:FILE (see `catapult list data`).
    #[arg(long, value_name = "DATA", default_value = "degenerate")]
    data: String,
    /// The rows of W1, one a hidden unit: "A,B;C,D"; entries that vary may be any numbers.
    #[arg(long, value_name = "A,B;C,D", allow_hyphen_values = true, conflicts_with_all = ["lambda", "output"], requires = "w2")]
    w1: Option<String>,
    /// The entries of w2, one a hidden unit: E,F.
    #[arg(long, value_name = "E,F", value_parser = exact, value_delimiter = ',', allow_hyphen_values = true, requires = "w1")]
    w2: Option<Vec<Rational>>,
    /// An npz file with W1 (m x d) and W2 (m); its numbers are exact.
    #[arg(long, value_name = "FILE.npz", conflicts_with_all = ["w1", "w2", "lambda", "output"])]
    weights: Option<PathBuf>,
    #[command(flatten)]
    axes: Axes,
    #[command(flatten)]
    results: Results,
}

#[derive(Args)]
pub struct AlignedAtlas {
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The width m.
    #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
    width: Rational,
    /// The learning rate, unless it varies.
    #[arg(long, value_name = "E", value_parser = exact, allow_hyphen_values = true)]
    eta: Option<Rational>,
    /// The singular values of the layers at the start; their number is the depth, and those that vary may be any numbers.
    #[arg(long, value_name = "S1,S2,..", value_parser = exact, value_delimiter = ',', required = true,
          allow_hyphen_values = true)]
    sigma: Vec<Rational>,
    #[command(flatten)]
    axes: Axes,
    #[command(flatten)]
    results: Results,
}

impl AlignedAtlas {
    fn plane(self) -> Result<(Plane, Results), InputError> {
        let axes = self.axes.required()?;
        let mut fixed = Fixed::of(&axes);
        let setting = Setting::Aligned {
            loss: self.loss,
            learning_rate: fixed.value("eta", "--eta", self.eta),
            width: Exact(self.width),
            sigma: self.sigma.into_iter().map(Exact).collect(),
        };
        Ok((fixed.plane(setting)?, self.results))
    }
}

/// How often a checkpoint is written.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(10);

impl Atlas {
    pub fn run(self) -> Result<Outcome, InputError> {
        match self.asked()? {
            (Rectangle::OnD0(chart), results) => survey(chart, results),
            (Rectangle::Any(plane), results) => survey(plane, results),
        }
    }

    /// The rectangle, and where the results go.
    fn asked(self) -> Result<(Rectangle, Results), InputError> {
        let (rectangle, results) = match self {
            Atlas::Linear(options) => options.plane().map(|(plane, results)| (Rectangle::Any(plane), results))?,
            Atlas::Aligned(options) => options.plane().map(|(plane, results)| (Rectangle::Any(plane), results))?,
            Atlas::TwoLayer(options) => options.rectangle()?,
        };
        if results.depth > Chart::DEEPEST {
            return Err(ChartError::Depth(results.depth).into());
        }
        Ok((rectangle, results))
    }

    /// The predicted seconds of each unit, for shards that someone else gives out, and where the result goes.
    pub(super) fn units(self) -> Result<(Vec<f64>, String), InputError> {
        let (rectangle, results) = self.asked()?;
        refuse_shard(results.shard)?;
        let costs = match rectangle {
            Rectangle::OnD0(chart) => AtlasUnits::new(Survey::new(chart, results.depth), None).costs(),
            Rectangle::Any(plane) => AtlasUnits::new(Survey::new(plane, results.depth), None).costs(),
        };
        Ok((costs, results.out.display().to_string()))
    }
}

/// Surveys a rectangle into its folder.
fn survey<C: Pictured>(chart: C, options: Results) -> Result<Outcome, InputError> {
    let survey = Survey::new(chart, options.depth);
    if let Some(shard) = options.shard {
        return survey_shard(survey, shard, &options);
    }
    if let Some(shared) = ranks::launched()? {
        return survey_over(survey, &shared, &options);
    }
    if options.out.join(PROBLEM).exists() {
        return Err(crate::training::RunError::InUnits(options.out).into());
    }
    // That the file can be written shows before the work.
    options.certificate.as_deref().map(PendingFile::create).transpose()?;
    let mut run = Run::begin(survey, &options.out, options.resume)?;
    // From here on there is something to lose.
    let interrupt = Interrupt::listen()?;
    let bar = terminal::progress_bar(0, "{bar:40} {pos}/{len} cells {elapsed} {msg}");
    let ended = run.finish(CHECKPOINT_EVERY, &interrupt.watch(&bar));
    bar.finish_and_clear();
    let survey = match ended {
        Err(RunError::Interrupted(_)) => {
            eprintln!("interrupted: a checkpoint was written; go on with `{}`", resume_hint());
            return Ok(Outcome::Interrupted);
        }
        ended => ended?,
    };
    let places = Places { out: &options.out, certificate: options.certificate.as_deref() };
    let (areas, table) = write_results(survey, Some(command_of_result()), places)?;
    run.release()?;
    show(areas, &table, options.format)?;
    Ok(Outcome::Fine)
}

/// Surveys the units of one shard.
fn survey_shard<C: Pictured>(survey: Survey<C>, shard: Shard, options: &Results) -> Result<Outcome, InputError> {
    let units = AtlasUnits::new(survey, Some(command_of_result()));
    let total = units.costs().len();
    let done = match interruptible(|watch| units.run(shard, &options.out, watch))? {
        Err(ShardError::Interrupted(_)) => {
            eprintln!("interrupted: finished units are kept; go on with `{}`", again_hint());
            return Ok(Outcome::Interrupted);
        }
        done => done?,
    };
    show_shard(
        shard,
        (done, total),
        "parts of the rectangle are finished",
        (&options.out, "OUT"),
        options.format.json,
    )?;
    Ok(Outcome::Fine)
}

/// Surveys the units that `mpirun`'s processes take as they become free.
fn survey_over<C: Pictured>(survey: Survey<C>, shared: &Shared, options: &Results) -> Result<Outcome, InputError> {
    let units = AtlasUnits::new(survey, Some(command_of_result()));
    let ranks = shared.ranks();
    let ended = interruptible(|watch| units.run_over(&*ranks, &options.out, options.resume, watch))?;
    let (open, gathered) = match ended {
        Ok(Some(done)) => done,
        Ok(None) => return Ok(Outcome::Fine),
        Err(ShardError::Interrupted(_)) if !shared.is_first() => return Ok(Outcome::Fine),
        Err(ShardError::Interrupted(_)) => {
            eprintln!("interrupted: finished units are kept; go on with `{}`", resume_hint());
            return Ok(Outcome::Interrupted);
        }
        Err(error) if !shared.is_first() => shared.fail(error.into()),
        Err(error) => return Err(error.into()),
    };
    let places = Places { out: &options.out, certificate: options.certificate.as_deref() };
    merge_gathered(&gathered, places, options.format)?;
    open.dissolve(gathered.problem.units)?;
    Ok(Outcome::Fine)
}

/// Where the results of a survey go.
#[derive(Clone, Copy)]
pub(super) struct Places<'a> {
    /// The folder.
    pub out: &'a Path,
    /// The file of the proofs, if they are asked for.
    pub certificate: Option<&'a Path>,
}

/// Puts units together and writes their results.
pub(super) fn merge_units(gathered: &Gathered, places: Places<'_>, format: Format) -> Result<(), InputError> {
    prepare_folder(places.out)?;
    let _lock = FolderLock::take(places.out)?;
    merge_gathered(gathered, places, format)
}

/// The same in a folder that is this process's already.
fn merge_gathered(gathered: &Gathered, places: Places<'_>, format: Format) -> Result<(), InputError> {
    // a chart on D0 and a plane have different forms, so that one of them fits at most
    let (areas, table) = match atlas_units::merge::<Chart>(gathered) {
        Err(ShardError::Foreign(_)) => {
            let (survey, command) = atlas_units::merge::<Plane>(gathered)?;
            write_results(&survey, command, places)?
        }
        merged => {
            let (survey, command) = merged?;
            write_results(&survey, command, places)?
        }
    };
    show(areas, &table, format)
}

/// Writes picture, table, certificate and areas, and returns what is printed.
fn write_results<C: Pictured>(
    survey: &Survey<C>,
    command: Option<String>,
    places: Places<'_>,
) -> Result<(Value, Vec<Vec<String>>), InputError> {
    let made_by = MadeBy::this(command);
    let origin = FigureOrigin { made_by: made_by.clone(), data: Default::default(), seed: None };
    figures::write(&figures::atlas::draw(survey)?.stamped(&origin), &origin, places.out)?;
    if let Some(path) = places.certificate {
        let text = certificates::atlas_to_text_made_by(&survey.certificate(), &made_by);
        write_file(path, text.as_bytes())?;
    }
    let mut areas = serde_json::to_value(survey.areas())?;
    areas["program"] = serde_json::to_value(Program::this())?;
    areas["command"] = made_by.command.clone().into();
    let areas = with_values(areas);
    write_file(&places.out.join("atlas.json"), format!("{areas:#}\n").as_bytes())?;
    Ok((areas, table(survey, places.out)))
}

fn show(areas: Value, table: &[Vec<String>], format: Format) -> Result<(), InputError> {
    if format.json { Ok(terminal::print_json(areas)?) } else { Ok(terminal::print_table(table)?) }
}

/// A rectangle of two-layer networks.
enum Rectangle {
    /// Rates and starts on D0, by the options of their own.
    OnD0(Chart),
    /// By --x and --y.
    Any(Plane),
}

impl TwoLayerAtlas {
    fn rectangle(self) -> Result<(Rectangle, Results), InputError> {
        match self.axes.both()? {
            Some(axes) => {
                let parts = Parts { lambda: self.lambda, output: self.output, width: self.width, eta: self.eta };
                let weights = match (&self.w1, &self.weights) {
                    (Some(rows), _) => Some((matrix(rows)?, self.w2.unwrap_or_default())),
                    (None, Some(path)) => Some(read_exact_weights(path)?),
                    (None, None) => None,
                };
                let mut fixed = Fixed::of(&axes);
                let setting = parts.setting(self.loss, &self.data, weights, &mut fixed)?;
                Ok((Rectangle::Any(fixed.plane(setting)?), self.results))
            }
            None => {
                let given = [self.w1.is_some(), self.weights.is_some(), self.data != "degenerate"];
                if given.contains(&true) {
                    return Err(
                        "an atlas of weights or other data than D0 needs --x NAME=A..B and --y NAME=A..B".into()
                    );
                }
                let chart = chart_on_d0(self.loss, self.width, self.eta, self.lambda, self.output)?;
                Ok((Rectangle::OnD0(chart), self.results))
            }
        }
    }
}

/// What the options of a two-layer network say of the numbers that may vary.
struct Parts {
    width: Option<Rational>,
    eta: Option<String>,
    lambda: Option<String>,
    output: Option<String>,
}

/// A number of an option that may also be a range.
fn number(option: &str, given: Option<String>) -> Result<Option<Rational>, InputError> {
    match given {
        Some(text) if text.contains("..") => Err(InputError::from(format!(
            "{option} is a range beside --x and --y: give a number, or put it on an axis"
        ))),
        Some(text) => Ok(Some(parse_exact(&text)?)),
        None => Ok(None),
    }
}

impl Parts {
    fn setting(
        self,
        loss: LossName,
        data: &str,
        weights: Option<(Vec<Vec<Rational>>, Vec<Rational>)>,
        fixed: &mut Fixed<'_>,
    ) -> Result<Setting, InputError> {
        let learning_rate = fixed.value("eta", "--eta", number("--eta", self.eta)?);
        let is_degenerate = matches!(data.parse::<DataSpecification>()?, DataSpecification::Degenerate);
        if let Some((first, second)) = weights {
            let units = Rational::from(second.len());
            if let Some(width) = self.width.filter(|width| *width != units) {
                return Err(InputError::from(format!(
                    "--width {width} does not fit {units} hidden units: leave it out, or give as many rows and entries"
                )));
            }
            return Ok(Setting::TwoLayerFromWeights {
                loss,
                learning_rate,
                points: written(exact_data(data)?.distinct_signed_points()),
                w1: first.into_iter().map(|row| row.into_iter().map(Exact).collect()).collect(),
                w2: second.into_iter().map(Exact).collect(),
            });
        }
        let width = self
            .width
            .ok_or("the start is not given: give --width with lambda and output, or --w1 and --w2, or --weights")?;
        let lambda = fixed.value("lambda", "--lambda", number("--lambda", self.lambda)?);
        let output = fixed.value("output", "--output", number("--output", self.output)?);
        let width = Exact(width);
        if is_degenerate {
            return Ok(Setting::TwoLayer { loss, learning_rate, width, lambda, output });
        }
        let data = exact_data(data)?;
        if data.dimension() != 1 {
            return Err(InputError::from(format!(
                "the data have {} features, and lambda and output describe a network of one: give --w1 and --w2, or --weights",
                data.dimension()
            )));
        }
        let points = written(data.distinct_signed_points());
        Ok(Setting::TwoLayerOfOneFeature { loss, learning_rate, width, points, lambda, output })
    }
}

/// The rectangle of rates and starts on D0: exactly one of lambda and the output is a range.
fn chart_on_d0(
    loss: LossName,
    width: Option<Rational>,
    eta: Option<String>,
    lambda: Option<String>,
    output: Option<String>,
) -> Result<Chart, InputError> {
    let (Some(width), Some(eta), Some(lambda), Some(output)) = (width, eta, lambda, output) else {
        return Err(
            "an atlas needs --width, --eta A..B, --lambda and --output, or --x NAME=A..B and --y NAME=A..B".into()
        );
    };
    let learning_rates: Range = eta.parse().map_err(|error| InputError::from(format!("--eta: {error}")))?;
    let (vertical, axis, fixed) = match (lambda.contains(".."), output.contains("..")) {
        (true, false) => (lambda.parse()?, VerticalAxis::Lambda, parse_exact(&output)?),
        (false, true) => (output.parse()?, VerticalAxis::Output, parse_exact(&lambda)?),
        _ => {
            return Err("an atlas has two axes: give a range A..B for exactly one of --lambda and --output, and a \
                        number for the other"
                .into());
        }
    };
    let chart = Chart { loss, width, learning_rates, vertical, axis, fixed };
    chart.validate()?;
    Ok(chart)
}

const PHASES: [Phase; 4] = [Phase::Lazy, Phase::Catapult, Phase::Divergent, Phase::Undecided];

fn table<C: Pictured>(survey: &Survey<C>, out: &Path) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = PHASES
        .map(|phase| vec![phase.name().to_owned(), format!("{:.3} %", 100.0 * survey.share(phase).to_f64())])
        .to_vec();
    if let Some(almost) = survey.almost_shares() {
        let percent = |share: &Rational| 100.0 * share.to_f64();
        // what is rounded is said not to be less than it is
        let text = format!(
            "{:.3} %, all but at most {:.3} % of that",
            percent(&almost.area.0),
            percent(&almost.exception()) + 5e-4
        );
        rows.push(vec!["of it almost divergent".into(), text]);
    }
    rows.push(vec!["picture".into(), out.join("atlas.svg").display().to_string()]);
    rows
}
