//! What `catapult train` says at the end: the summary as a table.

use super::{InputError, terminal};
use crate::shards::train::NetworksSummary;
use crate::training::run::{HISTORY, SUMMARY};
use crate::training::summary::Summary;
use serde_json::Value;
use std::path::Path;

/// Prints a summary for people. `folder` is where the files are.
pub fn show(summary: &Summary, folder: &Path) -> Result<(), InputError> {
    let summary = &summary.to_json();
    let settings = &summary["settings"];
    let mut facts: Vec<Vec<String>> = Vec::new();
    let mut fact = |name: &str, content: String| facts.push(vec![name.to_owned(), content]);
    for part in ["data", "test"].into_iter().filter(|part| !summary[*part].is_null()) {
        let described = &summary[part];
        let samples = match described["note"].as_str() {
            Some(note) => note.to_owned(),
            None => format!("{} samples", described["samples"]),
        };
        fact(
            part,
            format!(
                "{}: {samples}, {} of them +1, {} features",
                text(&settings[part]),
                described["positive"],
                described["dimension"]
            ),
        );
    }
    let width = if settings["width"].is_null() { String::new() } else { format!(", width {}", settings["width"]) };
    fact("network", format!("depth {}{width}, {} weights", settings["depth"], summary["weights"]));
    let starts = summary["starts"].as_array().map_or(&[][..], Vec::as_slice);
    for (index, start) in starts.iter().enumerate() {
        let name = match (&start["seed"], settings["weights"].as_str()) {
            (Value::Null, Some(path)) => path.to_owned(),
            (Value::Null, None) => "zero".to_owned(),
            (seed, _) => format!("seed {seed}"),
        };
        fact(if index == 0 { "start" } else { "" }, format!("{name}: loss {}", brief(&start["train_loss"])));
        if !start["sharpness"].is_null() {
            let [ntk, sharpness, border] =
                ["ntk_eigenvalue", "sharpness", "two_over_sharpness"].map(|name| brief(&start[name]));
            fact("", format!("NTK eigenvalue {ntk}, sharpness h = {sharpness}, 2/h = {border}"));
        }
    }
    let [loss, precision] = [&settings["loss"], &settings["precision"]].map(text);
    fact("results", format!("numerical: {loss} loss, {precision}"));
    terminal::print_table(&facts)?;
    terminal::print("\n")?;

    let which: &[&str] = if starts.len() > 1 { &["seed"] } else { &[] };
    show_rates(&[summary], which)?;
    let path = |name: &str| folder.join(name).display().to_string();
    terminal::print(&format!("\nwritten: {}, {}\n", path(HISTORY), path(SUMMARY)))?;
    Ok(())
}

/// Prints the summaries of several networks in one table. `folder` is where the files are.
pub fn show_networks(summary: &NetworksSummary, folder: &Path) -> Result<(), InputError> {
    let networks: Vec<Value> = summary.networks.iter().map(Summary::to_json).collect();
    let [loss, precision] = ["loss", "precision"].map(|name| text(&summary.settings[name]));
    let facts = [
        vec!["networks".to_owned(), networks.len().to_string()],
        vec!["results".to_owned(), format!("numerical: {loss} loss, {precision}")],
    ];
    terminal::print_table(&facts)?;
    terminal::print("\n")?;
    show_rates(&networks.iter().collect::<Vec<_>>(), &["data", "depth", "width", "seed"])?;
    let path = |name: &str| folder.join(name).display().to_string();
    Ok(terminal::print(&format!("\nwritten: {}, {}\n", path(HISTORY), path(SUMMARY)))?)
}

/// Prints the ends of all rates, after columns that tell the runs apart: the seed, and settings of the network.
fn show_rates(networks: &[&Value], which: &[&str]) -> Result<(), InputError> {
    let rates: Vec<(&Value, &Value)> = networks
        .iter()
        .flat_map(|network| {
            let rates = network["rates"].as_array().map_or(&[][..], Vec::as_slice);
            rates.iter().map(|rate| (*network, rate))
        })
        .collect();
    let optional = |name: &&str| rates.iter().any(|(_, rate)| !rate[*name].is_null());
    let measured: Vec<&str> = ["train_loss", "train_accuracy", "test_accuracy", "ntk_eigenvalue", "sharpness"]
        .into_iter()
        .filter(optional)
        .collect();
    let (first, last) = (["eta", "steps"], ["outcome", "phase", "largest_loss"]);
    let names = which.iter().chain(&first).chain(&measured).chain(&last);
    let mut table = vec![names.map(|name| (*name).into()).collect()];
    for (network, rate) in &rates {
        let told = |name: &&str| match &network["settings"][*name] {
            _ if *name == "seed" => rate["seed"].to_string(),
            Value::Null => "-".into(),
            value => text(value),
        };
        let mut cells: Vec<String> = which.iter().map(told).collect();
        cells.extend([brief(&rate["eta"]), rate["steps_taken"].to_string()]);
        cells.extend(measured.iter().map(|name| brief(&rate[*name])));
        cells.push(match rate["outcome"].as_str() {
            Some("diverged") if rate["last_finite_loss"].is_null() => "diverged at the start".into(),
            Some("diverged") => {
                format!("diverged at step {}, last loss {}", rate["steps_taken"], brief(&rate["last_finite_loss"]))
            }
            other => other.unwrap_or_default().to_owned(),
        });
        cells.push(match (rate["phase"].as_str(), &rate["first_rise"]) {
            (None, _) => "-".into(),
            (Some(phase), Value::Null) => phase.to_owned(),
            (Some(phase), step) => format!("{phase}, rises at step {step}"),
        });
        cells.push(brief(&rate["largest_loss"]));
        table.push(cells);
    }
    terminal::print_table(&table)?;
    let missing: u64 = networks.iter().map(|network| network["spectra_missing"].as_u64().unwrap_or(0)).sum();
    if missing > 0 {
        eprintln!("note: {missing} spectra are left out: beyond double precision, or not found to the tolerance");
    }
    Ok(())
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A number in six significant digits; `-` for none.
pub(super) fn brief(value: &Value) -> String {
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
