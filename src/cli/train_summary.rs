//! What `catapult train` says at the end: summary.json, and the same as a table.

use super::{InputError, terminal};
use crate::data::DataSet;
use crate::training::checkpoint::Settings;
use crate::training::history::RunHistory;
use crate::training::{Formulation, Network, Outcome, Plan};
use serde_json::{Value, json};
use std::path::Path;

/// What a summary is made from.
pub struct Finished<'a> {
    pub settings: &'a Settings,
    pub data: &'a DataSet,
    pub test: Option<&'a DataSet>,
    pub start: &'a Network,
    pub formulation: Formulation,
    pub plans: &'a [Plan],
    pub runs: &'a [RunHistory],
}

impl Finished<'_> {
    /// The content of summary.json.
    pub fn summary(&self) -> Value {
        let describe = |data: &DataSet| {
            json!({
                "samples": data.count(),
                "dimension": data.dimension(),
                "positive": data.labels.iter().filter(|label| **label > 0.0).count(),
            })
        };
        let first = self.runs.iter().find_map(|run| run.rows_with_spectra().next().filter(|(row, _)| row.step == 0));
        let spectrum = first.and_then(|(_, spectrum)| spectrum);
        let sharpness = spectrum.and_then(|spectrum| spectrum.sharpness);
        let missing = self.runs.iter().flat_map(|run| &run.spectra);
        let missing = missing.filter(|row| row.ntk_eigenvalue.is_none() || row.sharpness.is_none()).count();
        json!({
            "guarantee": "numerical",
            "settings": self.settings,
            "data": describe(self.data),
            "test": self.test.map(describe),
            "weights": self.start.weight_count(),
            "formulation": self.formulation,
            "initial": {
                "train_loss": first.map(|(row, _)| row.train_loss),
                "train_accuracy": first.map(|(row, _)| row.train_accuracy),
                "test_accuracy": first.and_then(|(row, _)| row.test_accuracy),
                "ntk_eigenvalue": spectrum.and_then(|spectrum| spectrum.ntk_eigenvalue),
                "sharpness": sharpness,
                "two_over_sharpness": sharpness.filter(|sharpness| *sharpness > 0.0).map(|sharpness| 2.0 / sharpness),
            },
            "spectra_missing": missing,
            "rates": self.plans.iter().zip(self.runs).map(|(plan, run)| rate(plan, run)).collect::<Vec<Value>>(),
        })
    }
}

/// The end of one run. A run that diverged has no final loss, accuracy or spectrum.
fn rate(plan: &Plan, run: &RunHistory) -> Value {
    let last = run.rows_with_spectra().last().filter(|_| run.outcome == Some(Outcome::Completed));
    let row = last.map(|(row, _)| row);
    let spectrum = last.and_then(|(_, spectrum)| spectrum);
    let (steps_taken, outcome, last_loss) = match run.outcome {
        Some(Outcome::Diverged { step, last_loss }) => (step, "diverged", last_loss),
        _ => (plan.total_steps(), "completed", row.map(|row| row.train_loss)),
    };
    json!({
        "eta": plan.learning_rate,
        "steps": plan.total_steps(),
        "steps_taken": steps_taken,
        "outcome": outcome,
        "last_finite_loss": last_loss,
        "train_loss": row.map(|row| row.train_loss),
        "train_accuracy": row.map(|row| row.train_accuracy),
        "test_accuracy": row.and_then(|row| row.test_accuracy),
        "ntk_eigenvalue": spectrum.and_then(|spectrum| spectrum.ntk_eigenvalue),
        "sharpness": spectrum.and_then(|spectrum| spectrum.sharpness),
    })
}

/// Prints a summary for people. `folder` is where the files are.
pub fn show(summary: &Value, folder: &Path) -> Result<(), InputError> {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let settings = &summary["settings"];
    let mut facts: Vec<Vec<String>> = Vec::new();
    let mut fact = |name: &str, content: String| facts.push(vec![name.to_owned(), content]);
    for part in ["data", "test"].into_iter().filter(|part| !summary[*part].is_null()) {
        let described = &summary[part];
        fact(
            part,
            format!(
                "{}: {} samples, {} of them +1, {} features",
                text(&settings[part]),
                described["samples"],
                described["positive"],
                described["dimension"]
            ),
        );
    }
    let width = if settings["width"].is_null() { String::new() } else { format!(", width {}", settings["width"]) };
    fact("network", format!("depth {}{width}, {} weights", settings["depth"], summary["weights"]));
    let start = match settings["weights"].as_str() {
        Some(path) => path.to_owned(),
        None => format!("seed {}", settings["seed"]),
    };
    let initial = &summary["initial"];
    fact("start", format!("{start}: loss {}", brief(&initial["train_loss"])));
    if !initial["sharpness"].is_null() {
        let [ntk, sharpness, border] =
            ["ntk_eigenvalue", "sharpness", "two_over_sharpness"].map(|name| brief(&initial[name]));
        fact("", format!("NTK eigenvalue {ntk}, sharpness h = {sharpness}, 2/h = {border}"));
    }
    let [loss, precision] = [&settings["loss"], &settings["precision"]].map(text);
    fact("results", format!("numerical: {loss} loss, {precision}"));
    terminal::print_table(&facts)?;
    terminal::print("\n")?;

    let rates = summary["rates"].as_array().map_or(&[][..], Vec::as_slice);
    let optional = |name: &&str| rates.iter().any(|rate| !rate[*name].is_null());
    let measured: Vec<&str> = ["train_loss", "train_accuracy", "test_accuracy", "ntk_eigenvalue", "sharpness"]
        .into_iter()
        .filter(optional)
        .collect();
    let mut table =
        vec![["eta", "steps"].iter().chain(&measured).chain(&["outcome"]).map(|name| (*name).into()).collect()];
    for rate in rates {
        let mut cells = vec![brief(&rate["eta"]), rate["steps_taken"].to_string()];
        cells.extend(measured.iter().map(|name| brief(&rate[*name])));
        cells.push(match rate["outcome"].as_str() {
            Some("diverged") if rate["last_finite_loss"].is_null() => "diverged at the start".into(),
            Some("diverged") => {
                format!("diverged at step {}, last loss {}", rate["steps_taken"], brief(&rate["last_finite_loss"]))
            }
            other => other.unwrap_or_default().to_owned(),
        });
        table.push(cells);
    }
    terminal::print_table(&table)?;
    let missing = summary["spectra_missing"].as_u64().unwrap_or(0);
    if missing > 0 {
        eprintln!("note: {missing} spectra are left out: beyond double precision, or not found to the tolerance");
    }
    let path = |name: &str| folder.join(name).display().to_string();
    terminal::print(&format!("\nwritten: {}, {}\n", path("history.csv"), path("summary.json")))?;
    Ok(())
}

/// A number in six significant digits; `-` for none.
fn brief(value: &Value) -> String {
    let Some(number) = value.as_f64() else { return "-".into() };
    let scientific = format!("{number:.5e}");
    let exponent: i32 = scientific.split('e').nth(1).and_then(|exponent| exponent.parse().ok()).unwrap_or(0);
    let (digits, suffix) = match exponent {
        -4..=9 => (format!("{number:.*}", usize::try_from(5 - exponent).unwrap_or(0)), String::new()),
        _ => (scientific.split('e').next().unwrap_or_default().to_owned(), format!("e{exponent}")),
    };
    let digits = if digits.contains('.') { digits.trim_end_matches('0').trim_end_matches('.') } else { &digits };
    format!("{digits}{suffix}")
}
