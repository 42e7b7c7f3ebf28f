//! `catapult atlas`: certified phase diagrams.

use super::arguments::{Format, command_of_result, exact, loss};
use super::interrupt::{Interrupt, resume_hint};
use super::{InputError, Outcome, terminal};
use crate::arithmetic::parse_exact;
use crate::atlas::{Chart, ChartError, Range, Run, RunError, Survey, VerticalAxis};
use crate::certificates;
use crate::certify::Phase;
use crate::enclosures::with_values;
use crate::figures::{self, FigureOrigin};
use crate::model::LossName;
use crate::output::{PendingFile, write_file};
use crate::program::{MadeBy, Program};
use clap::{Args, Subcommand};
use rug::Rational;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Subcommand)]
pub enum Atlas {
    /// The two-layer network on D0, over learning rates and starts.
    TwoLayer(TwoLayerAtlas),
}

#[derive(Args)]
pub struct TwoLayerAtlas {
    /// The loss: exponential, logistic or squared.
    #[arg(long, value_parser = loss())]
    loss: LossName,
    /// The width m.
    #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
    width: Rational,
    /// The learning rates, the horizontal axis.
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    eta: Range,
    /// The kernels at the start: a range for the vertical axis, or a number.
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    lambda: String,
    /// The outputs at the start: a number, or a range for the vertical axis.
    #[arg(long, value_name = "F0", allow_hyphen_values = true)]
    output: String,
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
    #[arg(long, value_name = "F.json")]
    certificate: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

/// How often a checkpoint is written.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(10);

impl Atlas {
    pub fn run(self) -> Result<Outcome, InputError> {
        let Atlas::TwoLayer(options) = self;
        let survey = Survey::new(options.chart()?, options.depth);
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
        let made_by = MadeBy::this(Some(command_of_result()));
        let origin = FigureOrigin { made_by: made_by.clone(), data: Default::default(), seed: None };
        figures::write(&figures::atlas::draw(survey)?.stamped(&origin), &origin, &options.out)?;
        if let Some(path) = &options.certificate {
            let text = certificates::atlas_to_text_made_by(&survey.certificate(), &made_by);
            write_file(path, text.as_bytes())?;
        }
        let mut areas = serde_json::to_value(survey.areas())?;
        areas["program"] = serde_json::to_value(Program::this())?;
        areas["command"] = made_by.command.clone().into();
        let areas = with_values(areas);
        write_file(&options.out.join("atlas.json"), format!("{areas:#}\n").as_bytes())?;
        let table = table(survey, &options.out);
        run.release()?;
        if options.format.json {
            terminal::print_json(areas)?;
        } else {
            terminal::print_table(&table)?;
        }
        Ok(Outcome::Fine)
    }
}

impl TwoLayerAtlas {
    /// The rectangle: exactly one of lambda and the output is a range.
    fn chart(&self) -> Result<Chart, InputError> {
        if self.depth > Chart::DEEPEST {
            return Err(ChartError::Depth(self.depth).into());
        }
        let (vertical, axis, fixed) = match (self.lambda.contains(".."), self.output.contains("..")) {
            (true, false) => (self.lambda.parse()?, VerticalAxis::Lambda, parse_exact(&self.output)?),
            (false, true) => (self.output.parse()?, VerticalAxis::Output, parse_exact(&self.lambda)?),
            _ => {
                return Err(
                    "an atlas has two axes: give a range A..B for exactly one of --lambda and --output, and a \
                            number for the other"
                        .into(),
                );
            }
        };
        let chart = Chart {
            loss: self.loss,
            width: self.width.clone(),
            learning_rates: self.eta.clone(),
            vertical,
            axis,
            fixed,
        };
        chart.validate()?;
        Ok(chart)
    }
}

const PHASES: [Phase; 4] = [Phase::Lazy, Phase::Catapult, Phase::Divergent, Phase::Undecided];

fn table(survey: &Survey, out: &Path) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = PHASES
        .map(|phase| vec![phase.name().to_owned(), format!("{:.3} %", 100.0 * survey.share(phase).to_f64())])
        .to_vec();
    rows.push(vec!["picture".into(), out.join("atlas.svg").display().to_string()]);
    rows
}
