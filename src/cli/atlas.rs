//! `catapult atlas`: certified phase diagrams.

use super::arguments::{Format, exact, loss};
use super::{InputError, Outcome, terminal};
use crate::arithmetic::{Enclosure, parse_exact};
use crate::atlas::{Chart, ChartError, Range, Survey, SurveyError, VerticalAxis};
use crate::certificates;
use crate::certify::Phase;
use crate::figures;
use crate::model::LossName;
use crate::output::{PendingFile, prepare_folder, write_file};
use crate::progress::Progress;
use clap::{Args, Subcommand};
use rug::Rational;
use serde_json::{Map, Value, json};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

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

/// The file that an interrupted run leaves in its folder.
const CHECKPOINT: &str = "atlas-checkpoint.json";
/// How often it is written.
const CHECKPOINT_EVERY: Duration = Duration::from_secs(10);
/// Cells between two looks at the clock.
const BATCH: usize = 4096;
/// Digits of the areas.
const DIGITS: usize = 6;

impl Atlas {
    pub fn run(self) -> Result<Outcome, InputError> {
        let Atlas::TwoLayer(options) = self;
        let chart = options.chart()?;
        // The file is opened first, so that a place that cannot be written shows before the work.
        let certificate = options.certificate.as_deref().map(PendingFile::create).transpose()?;
        let mut survey = Survey::new(chart, options.depth);
        let checkpoint = options.out.join(CHECKPOINT);
        if options.resume {
            survey = resume(survey, &checkpoint)?;
        }
        prepare_folder(&options.out)?;
        let progress = terminal::progress_bar(0, "{bar:40} {pos}/{len} cells {elapsed} {msg}");
        let mut written = Instant::now();
        while !survey.is_done() {
            progress.set_length(progress.position() + survey.frontier.len() as u64);
            progress.set_message(format!("{:.2} % decided", 100.0 - 100.0 * survey.share(Phase::Undecided).to_f64()));
            survey.advance(BATCH, &|_: &Progress<'_>| {
                progress.inc(1);
                ControlFlow::Continue(())
            })?;
            if written.elapsed() > CHECKPOINT_EVERY {
                write_file(&checkpoint, survey.checkpoint().as_bytes())?;
                written = Instant::now();
            }
        }
        progress.finish_and_clear();
        figures::write(&figures::atlas::draw(&survey)?, &options.out)?;
        if let Some(mut file) = certificate {
            file.write(certificates::atlas_to_text(&survey.certificate()).as_bytes())?;
            file.commit()?;
        }
        let areas = areas(&survey);
        write_file(&options.out.join("atlas.json"), format!("{areas:#}\n").as_bytes())?;
        if checkpoint.exists() {
            std::fs::remove_file(&checkpoint)?;
        }
        if options.format.json {
            terminal::print_json(&areas)?;
        } else {
            terminal::print_table(&table(&survey, &options.out))?;
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
            _ => return Err(ChartError::Axes.into()),
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

fn resume(survey: Survey, checkpoint: &Path) -> Result<Survey, InputError> {
    match std::fs::read_to_string(checkpoint) {
        Ok(text) => Ok(survey.resume(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(survey),
        Err(error) => Err(SurveyError::Unreadable(error.to_string()).into()),
    }
}

const PHASES: [Phase; 4] = [Phase::Lazy, Phase::Catapult, Phase::Divergent, Phase::Undecided];

/// The share of the rectangle's area in each phase, as decimal enclosures and as exact fractions.
fn areas(survey: &Survey) -> Value {
    let enclose = |share: &Rational| json!(Enclosure::of_rational(share, DIGITS));
    let shares = PHASES.map(|phase| (phase.name().to_owned(), survey.share(phase)));
    let decided = Rational::from(1) - survey.share(Phase::Undecided);
    json!({
        "areas": shares.iter().map(|(name, share)| (name.clone(), enclose(share))).collect::<Map<String, Value>>(),
        "exact_areas": shares.iter().map(|(name, share)| (name.clone(), json!(share.to_string()))).collect::<Map<String, Value>>(),
        "decided": enclose(&decided),
        "cells": survey.decided.len(),
        "undecided_cells": survey.undecided.len(),
    })
}

fn table(survey: &Survey, out: &Path) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = PHASES
        .map(|phase| vec![phase.name().to_owned(), format!("{:.3} %", 100.0 * survey.share(phase).to_f64())])
        .to_vec();
    rows.push(vec!["picture".into(), out.join("atlas.svg").display().to_string()]);
    rows
}
