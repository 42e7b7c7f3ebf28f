//! What the library says, in the terms of the command line.
//!
//! The library names the value and what would help in its own terms. Where that is something to type, the words are
//! replaced here by the options of the command, and nowhere else.

use super::InputError;
use crate::atlas;
use crate::atlas::SurveyError;
use crate::certificates::CertificateError;
use crate::data::DataError;
use crate::data::npz::NpzError;
use crate::dynamics::ProblemError;
use crate::dynamics::orbit::Stop;
use crate::export::CertificateExportError;
use crate::figures::FigureError;
use crate::problems::StartError;
use crate::report::ReproductionError;
use crate::search::{Classification, Remedy};
use crate::separability::work;
use crate::shards::{self, ShardError};
use crate::training::rates::MOST_STEPS;
use crate::training::run::MOST_ROWS;
use crate::training::run_error::{Difference, RunError};
use crate::training::{TrainingError, weights};
use std::error::Error;

/// An error in the terms of the command line. `images` is the option of the command that takes a folder of image files, if
/// it has one.
pub fn worded(error: InputError, images: Option<&str>) -> InputError {
    match replacement(error.as_ref(), images) {
        Some(text) => text.into(),
        None => error,
    }
}

/// A sentence of the library about a bound on exact arithmetic, with the option that raises it.
pub fn with_work_option(text: &str) -> String {
    text.replace(work::REMEDY, "raise --work")
}

/// The other words, for an error that has some.
fn replacement(error: &(dyn Error + 'static), images: Option<&str>) -> Option<String> {
    if let Some(error) = error.downcast_ref::<ProblemError>() {
        return of_problem(error);
    }
    if let Some(error) = error.downcast_ref::<DataError>() {
        return of_data(error, images);
    }
    if let Some(error) = error.downcast_ref::<StartError>() {
        return of_start(error, images);
    }
    if let Some(error) = error.downcast_ref::<ReproductionError>() {
        return match error {
            ReproductionError::Data(error) => of_data(error, images),
            ReproductionError::Figure(error) => match &**error {
                FigureError::Data(error) => of_data(error, images),
                _ => None,
            },
            ReproductionError::Other { folder, reason } => Some(format!(
                "the reproduction in `{}` cannot go on: {reason}; leave out --resume, or give another --out",
                folder.display()
            )),
            _ => None,
        };
    }
    if let Some(error) = error.downcast_ref::<RunError>() {
        return of_run(error, images);
    }
    if let Some(error) = error.downcast_ref::<ShardError>() {
        return of_shards(error, images);
    }
    if let Some(error) = error.downcast_ref::<atlas::RunError>() {
        return of_survey(error);
    }
    None
}

fn of_problem(error: &ProblemError) -> Option<String> {
    Some(match error {
        ProblemError::NoLayers => "an aligned network needs at least one layer: give --sigma S1,S2,..".into(),
        ProblemError::NotRational(loss) => format!(
            "the {loss} loss has no exact orbits: its slope is not rational; use --arithmetic ball:BITS for certified \
             values, or the squared loss"
        ),
        ProblemError::IrrationalScale { width, depth } => format!(
            "width {width} and depth {depth} give the irrational factor m^(-(L-1)/2): use --arithmetic ball:BITS, or a \
             width that is a square"
        ),
        _ => return None,
    })
}

fn of_start(error: &StartError, images: Option<&str>) -> Option<String> {
    match error {
        StartError::Problem(error) => of_problem(error),
        StartError::Data(error) => of_data(error, images),
        StartError::SeveralFeatures(features) => Some(format!(
            "the data have {features} features, and --lambda and --output describe a network of one: give --w1 and --w2, or --weights"
        )),
        StartError::Width { .. } => Some(format!("--{error}")),
    }
}

fn of_data(error: &DataError, images: Option<&str>) -> Option<String> {
    Some(match (error, images) {
        (DataError::NotEmbedded { .. }, Some(option)) => format!("{error} with {option} DIR"),
        (DataError::NotEmbedded { specification, embedded }, None) => format!(
            "`{specification}` is not embedded: the binary holds {embedded}; `train --images DIR`, `separability --images DIR` \
             and `reproduce --data DIR` read the full canonical files"
        ),
        (DataError::MissingFile { wanted, directory }, Some(option)) => format!(
            "no {wanted} (or {wanted}.gz) in {directory} or the folders in it: {option} takes the directory of the full \
             canonical files"
        ),
        (DataError::UnreadableFolder { directory, reason }, Some(option)) => format!(
            "cannot read the folder {directory}: {reason}; {option} takes the directory of the full canonical files"
        ),
        (DataError::AmbiguousFile { first, second }, Some(option)) => {
            format!("both {first} and {second} are there: give the directory of one of them with {option}")
        }
        (DataError::PythonPickle { .. }, Some(option)) => {
            format!("{error}, and give its folder with {option}")
        }
        (DataError::NoImages { specification }, Some(option)) => {
            format!("{option} has no use here: `{specification}` names no mnist or cifar10 images")
        }
        _ => return None,
    })
}

fn of_run(error: &RunError, images: Option<&str>) -> Option<String> {
    Some(match error {
        RunError::NoWidth(depth) => format!("depth {depth} needs a width: give --width M"),
        RunError::ZeroStart(depth) => format!(
            "--start zero is no start at depth {depth}: each gradient is a product of the other layers, so nothing would move; give \
             --depth 1, or leave out --start"
        ),
        RunError::NoImages => {
            "--images has no use here: neither --data nor --test names mnist or cifar10 images".into()
        }
        RunError::TooManySteps(steps) => format!("--steps {steps} is too many: give at most {MOST_STEPS}"),
        RunError::TooManyRows { rows, every } => format!(
            "{rows} rows would be recorded, and at most {MOST_ROWS} can be: give for instance --every {every}, and a \
             --spectra as large"
        ),
        RunError::SinglePrecision(rate) => {
            format!("learning rate {rate:?} is out of the range of single precision: leave out --precision f32")
        }
        RunError::Unfinished(folder) => unfinished(folder, "run"),
        RunError::OtherSettings { folder, differences } => {
            let differences: Vec<String> = differences.iter().map(of_difference).collect();
            format!(
                "the run in `{}` cannot be resumed: {}; give the same options, or another --out",
                folder.display(),
                differences.join("; ")
            )
        }
        RunError::ForeignSummary(path) => {
            format!("`{}` is not a summary that catapult train wrote: give another --out", path.display())
        }
        RunError::Undivided { samples, features, reason } => format!(
            "{samples} samples of {features} features are not divided among processes: {reason}; leave out --data-parallel"
        ),
        RunError::Data(error) => return of_data(error, images),
        RunError::Training(TrainingError::Weights(NpzError::Shape { origin, name, found, expected, remedy })) => {
            let remedy = remedy.replace(weights::CHANGE, "change --depth, --width or the file");
            NpzError::Shape {
                origin: origin.clone(),
                name: name.clone(),
                found: found.clone(),
                expected: expected.clone(),
                remedy,
            }
            .to_string()
        }
        _ => return None,
    })
}

fn of_shards(error: &ShardError, images: Option<&str>) -> Option<String> {
    Some(match error {
        ShardError::OtherProblem { folder, differences } if !differences.is_empty() => {
            let differences: Vec<String> = differences.iter().map(of_difference).collect();
            format!(
                "`{}` holds units of another problem: {}; give the same options, or another folder",
                folder.display(),
                differences.join("; ")
            )
        }
        ShardError::Unfinished(folder) => format!(
            "`{}` holds the units of an interrupted run: give --resume to go on with them, or another --out",
            folder.display()
        ),
        ShardError::Twice { what, value } => {
            format!("--{} {value} is given twice: give each once", what.trim_start_matches("the "))
        }
        ShardError::Tests { tests, data } => {
            format!("--test is given {tests} times and --data {data} times: give --test once, or as often as --data")
        }
        ShardError::Run(error) => return of_run(error, images),
        _ => return None,
    })
}

fn of_difference(difference: &Difference) -> String {
    match difference {
        Difference::Content(name) => format!("what --{name} names has changed"),
        // arguments without a name of their own
        Difference::Setting { name, was, now } if name == shards::figures::NAMES => {
            format!("the figures were {was}, now {now}")
        }
        Difference::Setting { name, was, now } => format!("--{} was {was}, now {now}", name.replace('_', "-")),
    }
}

fn of_survey(error: &atlas::RunError) -> Option<String> {
    Some(match error {
        atlas::RunError::Unfinished(folder) => unfinished(folder, "atlas"),
        atlas::RunError::Survey(SurveyError::OtherParameters) => {
            "the checkpoint belongs to other parameters: resume with the same options, or remove it".into()
        }
        _ => return None,
    })
}

fn unfinished(folder: &std::path::Path, what: &str) -> String {
    format!(
        "`{}` holds the checkpoint of an interrupted {what}: give --resume to go on with it, or remove the checkpoint",
        folder.display()
    )
}

/// A text that is no certificate, or one that has no Coq file.
pub fn of_certificate(error: &CertificateError) -> String {
    match error {
        CertificateError::Malformed(cause) => {
            format!("not a certificate: {cause}; make one with `catapult classify --certificate FILE`")
        }
        error => error.to_string(),
    }
}

/// The same for a certificate without a Coq file.
pub fn of_export(error: &CertificateExportError) -> String {
    match error {
        CertificateExportError::Rejected(cause) => {
            format!("the certificate does not hold: {cause}; make one with `catapult classify --certificate FILE`")
        }
        CertificateExportError::Unsupported { kind, reason } => {
            format!("certificates of kind `{kind}` have no Coq file: {reason}; `catapult check FILE` checks them")
        }
        CertificateExportError::OnPaper { kind, place } => format!(
            "certificates of kind `{kind}` have no Coq file: their lemma ({place}) is proved on paper, not in Coq; `catapult check FILE` checks them"
        ),
        CertificateExportError::TooLong { steps, most } => format!(
            "a proof of {steps} steps is too long for a Coq file: at most {most}; `catapult check FILE` checks it"
        ),
        error => error.to_string(),
    }
}

/// The reason of an answer, with the option that would help.
pub fn reason(answer: &Classification) -> String {
    let option = match answer.remedy {
        None => return answer.reason.clone(),
        Some(Remedy::MoreBits) => "raise --bits",
        Some(Remedy::MoreSteps) => "raise --max-steps",
        Some(Remedy::FewerDigits) => "lower --digits",
        Some(Remedy::LaterStart) => "begin at a later state, which `orbit` shows",
    };
    format!("{}: {option}", answer.reason)
}

/// Why an orbit ended.
pub fn stop(stop: Stop) -> String {
    match stop {
        Stop::TooLong => "an exact number outgrew 16777216 bits: use --arithmetic ball:BITS or fewer steps".into(),
        Stop::Irrational => "the next state is not rational: use --arithmetic ball:BITS".into(),
        stop => stop.explanation().into(),
    }
}
