//! One line of a list: named texts, and the problem that they state.

use crate::arithmetic::parse_exact;
use crate::data::npz::{read_exact_layers, read_exact_weights};
use crate::data::{DataError, DataSpecification};
use crate::dynamics::Problem;
use crate::model::LossName;
use crate::problems::{self, Points, StartError};
use rug::Rational;
use serde_json::Value;
use serde_json::value::RawValue;
use std::collections::HashMap;
use std::path::PathBuf;

/// The names that a line may give.
pub const NAMES: [&str; 12] =
    ["network", "loss", "eta", "weight", "data", "width", "lambda", "output", "w1", "w2", "weights", "sigma"];

/// Which of them go with which network, besides network, loss and eta.
const OF_NETWORK: [(&str, &[&str]); 4] = [
    ("linear", &["weight", "data"]),
    ("two-layer", &["data", "width", "lambda", "output", "w1", "w2", "weights"]),
    ("aligned", &["width", "sigma"]),
    ("network", &["weights"]),
];

/// Reads data in exact form: those who state many problems keep what was read.
pub type ReadData<'r> = &'r dyn Fn(&DataSpecification) -> Result<Points, DataError>;

/// The texts of a line, or why it cannot be read.
pub type Line = Result<Fields, String>;

/// Texts by name; what is empty is not there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(HashMap<&'static str, String>);

/// The name as it stands in [`NAMES`].
pub fn known(name: &str) -> Option<&'static str> {
    NAMES.into_iter().find(|known| *known == name)
}

impl Fields {
    /// Adds a text; an empty one is nothing.
    pub fn set(&mut self, name: &'static str, text: &str) {
        if !text.trim().is_empty() {
            self.0.insert(name, text.trim().to_owned());
        }
    }

    /// A line of JSON: an object of numbers, strings, and arrays of them for weights.
    pub fn of_json(line: &str) -> Line {
        let pairs: HashMap<String, Box<RawValue>> =
            serde_json::from_str(line).map_err(|error| format!("not a JSON object: {error}"))?;
        let mut fields = Fields::default();
        for (name, value) in pairs {
            let known = known(&name).ok_or_else(|| unknown(&name))?;
            fields.set(
                known,
                &text_of(value.get())
                    .ok_or_else(|| format!("{name}: neither a number, a text, nor an array of them"))?,
            );
        }
        Ok(fields)
    }

    /// The problem that is stated.
    pub fn problem(&self, read: ReadData<'_>) -> Result<Problem, String> {
        let network = self.required("network")?;
        let Some((_, names)) = OF_NETWORK.iter().find(|(name, _)| *name == network) else {
            return Err(format!("network: `{network}` is none: give linear, two-layer, aligned or network"));
        };
        let fits = |name: &&str| ["network", "loss", "eta"].contains(name) || names.contains(name);
        // in a fixed order, whatever that of the map
        if let Some(name) = NAMES.iter().find(|name| self.0.contains_key(*name) && !fits(name)) {
            return Err(format!("{name} has no use in the network `{network}`: leave it empty"));
        }
        let name = self.required("loss")?;
        let loss = LossName::ALL.into_iter().find(|loss| loss.name() == name);
        let loss = loss.ok_or_else(|| format!("loss: `{name}` is none: give exponential, logistic or squared"))?;
        let words = |error: StartError| error.to_string();
        let eta = number("eta", self.required("eta")?)?;
        let points = || -> Result<Points, String> {
            let Some(text) = self.get("data") else { return Ok(Points::Degenerate) };
            let of_data = |error: DataError| error.to_string();
            read(&text.parse().map_err(of_data)?).map_err(of_data)
        };
        let given = |name: &'static str| self.get(name).map(|text| number(name, text)).transpose();
        let needed = |name: &str| format!("{name} is not given: the network `{network}` needs it");
        let needs = |name: &'static str| self.get(name).ok_or_else(|| needed(name));
        match network {
            "linear" => problems::linear(loss, eta, points()?, vector("weight", needs("weight")?)?).map_err(words),
            "two-layer" => {
                let layers = match (self.get("w1"), self.get("w2"), self.get("weights")) {
                    (None, None, None) => None,
                    (Some(rows), Some(second), None) => Some((matrix(rows)?, vector("w2", second)?)),
                    (None, None, Some(path)) => {
                        Some(read_exact_weights(&PathBuf::from(path)).map_err(|error| error.to_string())?)
                    }
                    (Some(_), None, None) => return Err(needed("w2")),
                    (None, Some(_), None) => return Err(needed("w1")),
                    (_, _, Some(_)) => return Err("the start is given twice: give w1 and w2, or weights".into()),
                };
                let (width, lambda, output) = (given("width")?, given("lambda")?, given("output")?);
                match (layers, width, lambda, output) {
                    (Some((first, second)), width, None, None) => {
                        problems::two_layer_from_weights(loss, eta, points()?, width, (&first, &second)).map_err(words)
                    }
                    (Some(_), ..) => {
                        Err("the start is given twice: give lambda and output, or w1 and w2, or weights".into())
                    }
                    (None, Some(width), Some(lambda), Some(output)) => {
                        problems::two_layer(loss, eta, points()?, width, lambda, output).map_err(words)
                    }
                    (None, ..) => {
                        Err("the start is not given: give width, lambda and output, or w1 and w2, or weights".into())
                    }
                }
            }
            "aligned" => {
                let (width, sigma) = (number("width", needs("width")?)?, vector("sigma", needs("sigma")?)?);
                problems::aligned(loss, eta, width, sigma).map_err(words)
            }
            _ => {
                let layers = read_exact_layers(&PathBuf::from(needs("weights")?)).map_err(|error| error.to_string())?;
                problems::network(loss, eta, layers).map_err(words)
            }
        }
    }

    fn get(&self, name: &'static str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    fn required(&self, name: &'static str) -> Result<&str, String> {
        self.get(name).ok_or_else(|| format!("{name} is not given"))
    }
}

fn number(name: &str, text: &str) -> Result<Rational, String> {
    parse_exact(text.trim()).map_err(|error| format!("{name}: {error}"))
}

/// Exact numbers between commas.
fn vector(name: &str, text: &str) -> Result<Vec<Rational>, String> {
    text.split(',').map(|entry| number(name, entry)).collect()
}

/// Rows of exact numbers between semicolons.
fn matrix(text: &str) -> Result<Vec<Vec<Rational>>, String> {
    text.split(';').map(|row| vector("w1", row)).collect()
}

/// What is said of a name that nobody knows.
pub fn unknown(name: &str) -> String {
    format!("`{name}` is none of the names {}", NAMES.join(", "))
}

/// The text of a JSON value: a number as it is written, a string, entries between commas, rows between semicolons.
fn text_of(json: &str) -> Option<String> {
    if json.starts_with('[') {
        let entries: Vec<Box<RawValue>> = serde_json::from_str(json).ok()?;
        let rows = entries.iter().any(|entry| entry.get().starts_with('['));
        let texts: Option<Vec<String>> = entries.iter().map(|entry| text_of(entry.get())).collect();
        return Some(texts?.join(if rows { ";" } else { "," }));
    }
    match serde_json::from_str::<Value>(json).ok()? {
        Value::Number(_) => Some(json.to_owned()),
        Value::String(text) => Some(text),
        Value::Null => Some(String::new()),
        Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}
