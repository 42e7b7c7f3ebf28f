//! `catapult classify`: what gradient descent does in the long run, with a proof.

use super::arguments::{Precision, command_of_result};
use super::interrupt::{Interrupt, NOTHING_WRITTEN};
use super::{InputError, Outcome, classify_batch, problem, terminal, wording};
use crate::arithmetic::Enclosure;
use crate::certificates;
use crate::certify::certificate::Statement;
use crate::certify::phase::{AlignedMinimum, Cycle, DataMinimum, FeatureCycle, Infimum, Minimum, Multiplier};
use crate::certify::{Limit, Phase};
use crate::dynamics::Problem;
use crate::dynamics::orbit::Arithmetic;
use crate::output::{PendingFile, write_file};
use crate::program::MadeBy;
use crate::search::{Classification, ClassifyOptions, SearchError, classify_watched};
use clap::{Args, Subcommand};
use std::path::PathBuf;

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_required = false, arg_required_else_help = true)]
pub struct Classify {
    #[command(flatten)]
    batch: classify_batch::ClassifyBatch,
    #[command(subcommand)]
    network: Option<Subject>,
}

#[derive(Subcommand)]
enum Subject {
    /// The linear predictor (P1), on D0 or on data of any number of features (P6).
    Linear {
        #[command(flatten)]
        problem: problem::LinearProblem,
        #[command(flatten)]
        search: Search,
    },
    /// The two-layer network on D0 (T1), (T2), or on any data (G1).
    TwoLayer {
        #[command(flatten)]
        problem: problem::TwoLayerProblem,
        #[command(flatten)]
        search: Search,
    },
    /// An aligned deep network on D0 (D3). Layers are counted from 1, as in sigma_1.
    Aligned {
        #[command(flatten)]
        problem: problem::AlignedProblem,
        #[command(flatten)]
        search: Search,
    },
    /// A deep network on D0 with all its weights, from an npz file (D1).
    Network {
        #[command(flatten)]
        problem: problem::NetworkProblem,
        #[command(flatten)]
        search: Search,
    },
}

/// What the search may spend, and where its answer goes.
#[derive(Args)]
pub struct Search {
    /// Write the certificate here, for `catapult check`. Nothing is written if the answer is undecided.
    #[arg(long, value_name = "F.json")]
    certificate: Option<PathBuf>,
    /// The most steps of gradient descent to enclose.
    #[arg(long, value_name = "T", default_value_t = ClassifyOptions::default().max_steps)]
    max_steps: u64,
    /// The largest working precision in bits; it rises by itself up to this.
    #[arg(long, value_name = "B", default_value_t = ClassifyOptions::default().bits, value_parser = bits())]
    bits: u32,
    #[command(flatten)]
    precision: Precision,
}

pub(super) fn bits() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(i64::from(Arithmetic::LEAST_BITS)..=i64::from(Arithmetic::MOST_BITS))
}

impl Search {
    fn options(&self) -> ClassifyOptions {
        ClassifyOptions { max_steps: self.max_steps, bits: self.bits, digits: self.precision.digits }
    }
}

impl Classify {
    pub fn run(self) -> Result<Outcome, InputError> {
        match self.network {
            Some(Subject::Linear { problem, search }) => show(&problem.problem()?, &search),
            Some(Subject::TwoLayer { problem, search }) => show(&problem.problem()?, &search),
            Some(Subject::Aligned { problem, search }) => show(&problem.problem()?, &search),
            Some(Subject::Network { problem, search }) => show(&problem.problem()?, &search),
            None => self.batch.run(),
        }
    }
}

/// Classifies, writes the certificate and prints the answer. That the file can be written shows before the work.
fn show(problem: &Problem, search: &Search) -> Result<Outcome, InputError> {
    search.certificate.as_deref().map(PendingFile::create).transpose()?;
    let interrupt = Interrupt::listen_briefly(NOTHING_WRITTEN)?;
    let mut answer = match classify_watched(problem, &search.options(), &interrupt.quiet()) {
        Err(SearchError::Interrupted(_)) => {
            eprintln!("{NOTHING_WRITTEN}");
            return Ok(Outcome::Interrupted);
        }
        Err(SearchError::Problem(error)) => return Err(error.into()),
        Ok(answer) => answer,
    };
    match (&search.certificate, &answer.certificate) {
        (Some(path), Some(certificate)) => {
            let text = certificates::to_text_made_by(certificate, &MadeBy::this(Some(command_of_result())));
            interrupt.undisturbed(|| write_file(path, text.as_bytes()))?;
        }
        (Some(path), None) => {
            eprintln!("note: there is nothing to certify, so `{}` was not written", path.display());
        }
        (None, _) => {}
    }
    answer.reason = wording::reason(&answer);
    answer.remedy = None;
    if search.precision.format.json {
        let mut object = serde_json::to_value(&answer)?;
        object["problem"] = serde_json::to_value(Statement::of(problem))?;
        terminal::print_json(object)?;
    } else {
        terminal::print_table(&table(&answer))?;
    }
    Ok(if answer.phase == Phase::Undecided { Outcome::Undecided } else { Outcome::Fine })
}

fn table(answer: &Classification) -> Vec<Vec<String>> {
    let row = |name: &str, value: &Enclosure| {
        let guarantee = if value.lower == value.upper { "exact" } else { "certified" };
        vec![name.into(), value.short(), guarantee.into()]
    };
    let mut rows = vec![vec!["phase".into(), answer.phase.name().into()]];
    match &answer.limit {
        None => {}
        Some(Limit::Minimum(Minimum { lambda, sharpness })) => {
            rows.push(row("lambda", lambda));
            rows.push(row("sharpness", sharpness));
        }
        Some(Limit::Cycle(Cycle { cycle, multiplier })) => {
            rows.extend(cycle.iter().map(|point| row("cycle", point)));
            rows.push(row("multiplier", multiplier));
        }
        Some(Limit::OnData(DataMinimum { minimiser, lambda, ntk_eigenvalue, sharpness })) => {
            rows.extend(minimiser.iter().map(|weight| row("minimiser", weight)));
            rows.extend(lambda.iter().map(|lambda| row("lambda", lambda)));
            rows.push(row("ntk_eigenvalue", ntk_eigenvalue));
            rows.push(row("sharpness", sharpness));
        }
        Some(Limit::Infimum(Infimum { loss, sharpness, direction })) => {
            rows.push(row("loss", loss));
            rows.push(row("sharpness", sharpness));
            rows.extend(direction.map(|_| vec!["direction".into(), "maximum margin".into(), "proved".into()]));
        }
        Some(Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness })) => {
            rows.extend((1..).zip(sigma).map(|(layer, value)| row(&format!("sigma_{layer}"), value)));
            rows.push(vec![
                "vanishing".into(),
                vanishing.map_or_else(|| "several layers".into(), |layer| format!("layer {layer}")),
            ]);
            rows.push(row("lambda", lambda));
            rows.push(row("sharpness", sharpness));
        }
        Some(Limit::FeatureCycle(FeatureCycle { cycle, multipliers })) => {
            for (number, point) in (1..).zip(cycle) {
                rows.extend(point.iter().map(|weight| row(&format!("cycle_{number}"), weight)));
            }
            for Multiplier { real, imaginary } in multipliers {
                rows.push(row("multiplier", real));
                if [&imaginary.lower, &imaginary.upper].iter().any(|end| *end != "0") {
                    rows.push(row("  + i times", imaginary));
                }
            }
        }
    }
    rows.push(vec!["reason".into(), answer.reason.clone()]);
    rows
}
