//! The summary of a training run: the content of `summary.json`, as data.

use super::blocks::Examples;
use super::checkpoint::Settings;
use super::history::RunHistory;
use super::run::{TrainingData, positive};
use super::run_error::RunError;
use super::{Formulation, Outcome, Plan};
use crate::certify::Phase;
use crate::data::Provenance;
use crate::program::{Program, quoted};
use crate::theory::minimiser::stability_limit;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::path::Path;

/// What was run, and where it ended. Numerical.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Summary {
    /// `numerical`.
    pub guarantee: String,
    /// The settings, under their names, and fingerprints of what the files held.
    pub settings: Settings,
    /// The training data.
    pub data: DescribedData,
    /// The test data.
    pub test: Option<DescribedData>,
    /// The number of weights.
    pub weights: usize,
    /// How the weights were represented.
    pub formulation: Formulation,
    /// The start, which all rates share; the first, if there are several.
    pub initial: InitialState,
    /// Spectra left out: beyond double precision, or not found to the tolerance.
    pub spectra_missing: usize,
    /// The ends, seed after seed, in the order of the rates.
    pub rates: Vec<RateEnd>,
    /// The program; `None` in summaries of earlier versions.
    #[serde(default)]
    pub program: Option<Program>,
    /// All starts, in the order of their seeds.
    #[serde(default)]
    pub starts: Vec<StartState>,
    /// The command that makes the run again, in any folder; `None` in summaries of earlier versions.
    #[serde(default)]
    pub command: Option<String>,
}

/// `catapult train` with the settings as options.
pub(crate) fn command(settings: &Settings) -> String {
    let mut words = vec!["catapult train".to_owned()];
    for (name, value) in settings.iter().filter(|(name, value)| !value.is_null() && !name.ends_with("_fingerprint")) {
        // A list is an option that is given several times.
        for value in value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice) {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            words.push(format!("--{} {}", name.replace('_', "-"), quoted(&text)));
        }
    }
    words.join(" ")
}

/// One start, and what was measured of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StartState {
    /// Its seed, if it has one.
    pub seed: Option<u64>,
    /// What was measured.
    #[serde(flatten)]
    pub state: InitialState,
}

/// What a summary says of the runs from one start.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartSummary {
    /// The start.
    pub start: StartState,
    /// The ends, in the order of the rates.
    pub rates: Vec<RateEnd>,
    /// Spectra left out.
    pub spectra_missing: usize,
}

impl StartSummary {
    /// Of finished runs, one for each plan.
    pub fn of(plans: &[Plan], runs: &[RunHistory]) -> Self {
        let spectra = runs.iter().flat_map(|run| &run.spectra);
        StartSummary {
            start: StartState::of(runs),
            rates: plans.iter().zip(runs).map(|(plan, run)| RateEnd::of(plan, run)).collect(),
            spectra_missing: spectra.filter(|row| row.ntk_eigenvalue.is_none() || row.sharpness.is_none()).count(),
        }
    }
}

/// The size of a data set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DescribedData {
    /// n.
    pub samples: usize,
    /// d.
    pub dimension: usize,
    /// How many have label +1.
    pub positive: usize,
    /// How many samples there are to choose from; `None` in summaries of earlier versions.
    #[serde(default)]
    pub available: Option<usize>,
    /// `2048 of 10000 used`, where that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// How the file was read, where that is to be said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<String>,
}

/// What was measured of the start; `None` for what was not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct InitialState {
    /// The training loss.
    pub train_loss: Option<f64>,
    /// The training accuracy.
    pub train_accuracy: Option<f64>,
    /// The test accuracy.
    pub test_accuracy: Option<f64>,
    /// lambda_0.
    pub ntk_eigenvalue: Option<f64>,
    /// h_0.
    pub sharpness: Option<f64>,
    /// 2/h_0, the border of the lazy phase.
    pub two_over_sharpness: Option<f64>,
}

/// The end of one rate. One that diverged has no final loss, accuracy or spectrum.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RateEnd {
    /// The learning rate.
    pub eta: f64,
    /// The steps asked for.
    pub steps: usize,
    /// The steps taken.
    pub steps_taken: usize,
    /// How it ended.
    pub outcome: EndName,
    /// The last loss that was in the range of the arithmetic.
    pub last_finite_loss: Option<f64>,
    /// The training loss at the end.
    pub train_loss: Option<f64>,
    /// The training accuracy at the end.
    pub train_accuracy: Option<f64>,
    /// The test accuracy at the end.
    pub test_accuracy: Option<f64>,
    /// lambda at the end.
    pub ntk_eigenvalue: Option<f64>,
    /// h at the end.
    pub sharpness: Option<f64>,
    /// The seed of its start, if it has one.
    #[serde(default)]
    pub seed: Option<u64>,
    /// The phase, as observed ([`Observed::phase`](super::Observed::phase)); `None` in summaries of earlier versions.
    #[serde(default)]
    pub phase: Option<Phase>,
    /// The first step from which the loss rises, if it does before annealing.
    #[serde(default)]
    pub first_rise: Option<usize>,
    /// The largest loss before annealing, recorded or not.
    #[serde(default)]
    pub largest_loss: Option<f64>,
}

/// How a rate ended, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EndName {
    /// All steps were taken.
    Completed,
    /// It left the range of the arithmetic.
    Diverged,
}

impl Summary {
    /// The summary of finished runs, those of each start with all plans together.
    pub(super) fn of(
        settings: &Settings,
        data: &TrainingData,
        weights: usize,
        formulation: Formulation,
        (plans, runs): (&[Plan], &[RunHistory]),
    ) -> Self {
        let mut summary = Summary {
            guarantee: "numerical".into(),
            settings: settings.clone(),
            data: DescribedData::of(data.data.data.examples(), data.positive, &data.data.provenance),
            test: data
                .test
                .as_ref()
                .map(|test| DescribedData::of((&test.data).into(), positive(&test.data), &test.provenance)),
            weights,
            formulation,
            initial: InitialState::default(),
            spectra_missing: 0,
            rates: Vec::new(),
            program: Some(Program::this()),
            starts: Vec::new(),
            command: Some(command(settings)),
        };
        runs.chunks(plans.len().max(1)).for_each(|runs| summary.add(StartSummary::of(plans, runs)));
        summary
    }

    /// Adds the runs from a further start.
    pub(crate) fn add(&mut self, of_start: StartSummary) {
        if self.starts.is_empty() {
            self.initial = of_start.start.state.clone();
        }
        self.starts.push(of_start.start);
        self.rates.extend(of_start.rates);
        self.spectra_missing += of_start.spectra_missing;
    }

    /// Reads the summary that an earlier run wrote.
    ///
    /// # Errors
    ///
    /// [`RunError::ForeignSummary`] for a file that is something else.
    pub fn read(path: &Path) -> Result<Self, RunError> {
        let text = std::fs::read_to_string(path).ok();
        let summary = text.and_then(|text| serde_json::from_str(&text).ok());
        summary.ok_or_else(|| RunError::ForeignSummary(path.to_owned()))
    }

    /// The content of `summary.json`.
    pub fn to_json(&self) -> Value {
        // Strings, numbers and structs only: serialisation has no way to fail.
        serde_json::to_value(self).unwrap_or_default()
    }
}

impl StartState {
    /// From the runs that begin there: the start of any that has not left the range of its arithmetic at once.
    fn of(runs: &[RunHistory]) -> Self {
        let first = runs.iter().find_map(|run| run.rows_with_spectra().next().filter(|(row, _)| row.step == 0));
        let row = first.map(|(row, _)| row);
        let spectrum = first.and_then(|(_, spectrum)| spectrum);
        let sharpness = spectrum.and_then(|spectrum| spectrum.sharpness);
        StartState {
            seed: runs.first().and_then(|run| run.seed),
            state: InitialState {
                train_loss: row.map(|row| row.train_loss),
                train_accuracy: row.map(|row| row.train_accuracy),
                test_accuracy: row.and_then(|row| row.test_accuracy),
                ntk_eigenvalue: spectrum.and_then(|spectrum| spectrum.ntk_eigenvalue),
                sharpness,
                two_over_sharpness: sharpness.filter(|sharpness| *sharpness > 0.0).map(stability_limit),
            },
        }
    }
}

impl DescribedData {
    fn of(data: Examples<'_>, positive: usize, provenance: &Provenance) -> Self {
        DescribedData {
            samples: data.count(),
            dimension: data.dimension(),
            positive,
            available: Some(provenance.available),
            note: provenance.part(),
            remarks: provenance.remarks.clone(),
        }
    }
}

impl RateEnd {
    fn of(plan: &Plan, run: &RunHistory) -> Self {
        let last = run.rows_with_spectra().last().filter(|_| run.outcome == Some(Outcome::Completed));
        let row = last.map(|(row, _)| row);
        let spectrum = last.and_then(|(_, spectrum)| spectrum);
        let (steps_taken, outcome, last_finite_loss) = match run.outcome {
            Some(Outcome::Diverged { step, last_loss }) => (step, EndName::Diverged, last_loss),
            _ => (plan.total_steps(), EndName::Completed, row.map(|row| row.train_loss)),
        };
        RateEnd {
            eta: plan.learning_rate,
            steps: plan.total_steps(),
            steps_taken,
            outcome,
            last_finite_loss,
            train_loss: row.map(|row| row.train_loss),
            train_accuracy: row.map(|row| row.train_accuracy),
            test_accuracy: row.and_then(|row| row.test_accuracy),
            ntk_eigenvalue: spectrum.and_then(|spectrum| spectrum.ntk_eigenvalue),
            sharpness: spectrum.and_then(|spectrum| spectrum.sharpness),
            seed: run.seed,
            phase: run.phase(),
            first_rise: run.observed.first_rise,
            largest_loss: run.observed.largest_loss,
        }
    }
}
