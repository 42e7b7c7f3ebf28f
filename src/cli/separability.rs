//! `catapult separability`: an exact decision with a certificate, the maximum margin, and the non-separable part.

use super::arguments::Precision;
use super::{InputError, Outcome, terminal};
use crate::arithmetic::{Enclosure, Interval};
use crate::data::{DataSource, DataSpecification, IntegerPoints};
use crate::model::LossName;
use crate::separability::curvature::{Curvature, curvatures};
use crate::separability::{Separability, decide};
use clap::Args;
use rug::{Integer, Rational};
use serde_json::{Value, json};

#[derive(Args)]
pub struct DecideSeparability {
    /// degenerate, three-point, csv:FILE, mnist:0,1 ... (see `catapult list data`). Rows are numbered from 0.
    #[arg(long, value_name = "DATA")]
    data: String,
    #[command(flatten)]
    precision: Precision,
}

impl DecideSeparability {
    pub fn run(self) -> Result<Outcome, InputError> {
        let points = self.data.parse::<DataSpecification>()?.load_integer_points(&DataSource::Embedded)?;
        let digits = self.precision.digits;
        let answer = decide(&points, digits);
        if self.precision.format.json {
            let object = match &answer {
                Ok(found) => describe(&points, found, digits.count()),
                Err(undecided) => json!({
                    "separable": null, "witness": [], "non_separable_part": [], "margin": null,
                    "reason": undecided.to_string(),
                }),
            };
            terminal::print_json(&object)?;
        } else {
            terminal::print_table(&match &answer {
                Ok(found) => tabulate(&points, found, digits.count()),
                Err(undecided) => vec![vec!["separable".into(), "undecided".into(), undecided.to_string()]],
            })?;
        }
        // an undecided question is an answer, as in `classify`
        Ok(Outcome::Fine)
    }
}

/// Exact numbers as strings.
fn strings(values: &[Integer]) -> Value {
    Value::from_iter(values.iter().map(Integer::to_string))
}

/// The JSON object of the contract, and what else is certified.
fn describe(points: &IntegerPoints, found: &Separability, digits: usize) -> Value {
    let split = &found.split;
    let mut multipliers = vec![Integer::new(); points.count()];
    split.rest.iter().zip(&split.multipliers).for_each(|(row, mu)| multipliers[*row].clone_from(mu));
    let witness = if split.is_separable() { &split.direction } else { &multipliers };
    let margin = found.margin.as_ref();
    let mut object = json!({
        "separable": split.is_separable(),
        "witness": strings(witness),
        "non_separable_part": split.rest,
        "margin": margin.map(|margin| margin.value.enclosure(digits)),
    });
    if let Some(margin) = margin {
        object["maximum_margin"] = json!({
            "squared": margin.squared.as_ref().map(Rational::to_string),
            "support": margin.support,
            "multipliers": strings(&margin.multipliers),
            "direction": strings(&margin.direction),
        });
    }
    if let Some(curvatures) = curvatures(points, split) {
        object["curvature"] =
            curvatures.iter().map(|curvature| (curvature.loss.name(), constants(curvature))).collect();
    }
    if !split.is_separable() {
        object["separable_part"] = json!({ "rows": split.separable_part, "direction": strings(&split.direction) });
    }
    object
}

/// Smoothness and strong convexity of one loss.
fn constants(curvature: &Curvature) -> Value {
    json!({
        "smoothness": ends(&curvature.smoothness),
        "non_separable_part": curvature.rest.as_ref().map(|rest| json!({
            "rank": rest.rank,
            "smoothness": ends(&rest.smoothness),
            "strong_convexity": rest.strong_convexity.as_ref().map(ends),
        })),
    })
}

/// The ends of an interval as decimals, rounded outward.
fn ends(interval: &Interval) -> Enclosure {
    let exact = |x: f64| Enclosure::of_rational(&Rational::from_f64(x).unwrap_or_default(), DOUBLE_DIGITS);
    if !interval.is_bounded() {
        return Enclosure { lower: "-inf".into(), upper: "inf".into() };
    }
    Enclosure { lower: exact(interval.lower()).lower, upper: exact(interval.upper()).upper }
}

/// Digits of a double.
const DOUBLE_DIGITS: usize = 17;

/// The longest vector shown in a table.
const MOST_SHOWN: usize = 12;
/// The longest number shown in one.
const MOST_DIGITS: usize = 40;

/// The same for people.
fn tabulate(points: &IntegerPoints, found: &Separability, digits: usize) -> Vec<Vec<String>> {
    let split = &found.split;
    let (count, dimension) = (points.count(), points.dimension());
    let row = |name: &str, value: String, note: &str| vec![name.to_owned(), value, note.to_owned()];
    let vector = |values: &[Integer]| {
        let shown: Vec<String> = values.iter().take(MOST_SHOWN).map(Integer::to_string).collect();
        if values.len() > MOST_SHOWN || shown.iter().any(|number| number.len() > MOST_DIGITS) {
            let digits = values.iter().map(|value| value.to_string().len()).max().unwrap_or(0);
            return format!("{} integers of up to {digits} digits (--json shows them)", values.len());
        }
        format!("({})", shown.join(", "))
    };
    let rows = |rows: &[usize]| {
        let shown: Vec<String> = rows.iter().take(MOST_SHOWN).map(usize::to_string).collect();
        format!("{}{}", shown.join(", "), if rows.len() > MOST_SHOWN { ", ..." } else { "" })
    };
    let mut table = vec![row("data", format!("{count} points, {dimension} features"), "exact")];
    if split.is_separable() {
        table.push(row("separable", "yes".into(), "exact"));
        table.push(row("witness w", vector(&split.direction), "exact: w.z_i > 0 for all i"));
    } else {
        table.push(row("separable", "no".into(), "exact"));
        let note = "exact: sum mu_i z_i = 0, mu_i > 0 on the non-separable part";
        table.push(row("witness mu", vector(&split.multipliers), note));
        let part = format!("{} of {count}: rows {}", split.rest.len(), rows(&split.rest));
        table.push(row("non-separable part", part, "exact"));
        if !split.separable_part.is_empty() {
            let note = "exact: w.z_i > 0 on the separable part, = 0 on the rest";
            table.push(row("direction w", vector(&split.direction), note));
        }
    }
    if let Some(margin) = &found.margin {
        let note = match &margin.squared {
            Some(squared) if squared.to_string().len() <= MOST_DIGITS => format!("certified: sqrt({squared})"),
            Some(_) => "certified: the root of an exact number".into(),
            None => "certified".into(),
        };
        table.push(row("margin", margin.value.enclosure(digits).short(), &note));
        let support = format!("{}: rows {}", margin.support.len(), rows(&margin.support));
        table.push(row("support vectors", support, if margin.squared.is_some() { "exact" } else { "numerical" }));
    }
    for curvature in curvatures(points, split).iter().flatten() {
        let loss = curvature.loss;
        let where_ = if loss == LossName::Logistic { "for all w" } else { "where L(w) <= L(0)" };
        table.push(row(&format!("beta, {loss}"), ends(&curvature.smoothness).short(), &format!("certified, {where_}")));
        if let Some(rest) = &curvature.rest {
            let name = |symbol: &str| format!("{symbol}, {loss}, on the span");
            let dimensions = rest.rank.map_or_else(String::new, |rank| format!(", {rank} dimensions"));
            let note = format!("certified, non-separable part{dimensions}, {where_}");
            table.push(row(&name("beta"), ends(&rest.smoothness).short(), &note));
            let (alpha, guarantee) = match &rest.strong_convexity {
                Some(convexity) => (ends(convexity).short(), "certified"),
                None => ("not proved".into(), "undecided"),
            };
            table.push(row(&name("alpha"), alpha, &format!("{guarantee}, non-separable part, where L(w) <= L(0)")));
        }
    }
    table
}
