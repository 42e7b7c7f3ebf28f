//! `catapult list`: what there is.

use super::arguments::Format;
use super::{InputError, Outcome, terminal};
use crate::claims::{Claim, REGISTRY};
use crate::data::DataSpecification;
use crate::figures::{self, FigureEntry};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

#[derive(Args)]
pub struct List {
    /// What to list; everything if left out.
    #[arg(value_enum)]
    what: Option<What>,
    #[command(flatten)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum What {
    Claims,
    Figures,
    Data,
}

impl List {
    pub fn run(self) -> Result<Outcome, InputError> {
        let wanted = |what| self.what.is_none_or(|chosen| chosen == what);
        if self.format.json {
            let mut object = Map::new();
            if wanted(What::Claims) {
                object.insert("claims".into(), REGISTRY.iter().map(claim).collect());
            }
            if wanted(What::Figures) {
                object.insert("figures".into(), figures::catalogue().iter().map(figure).collect());
            }
            if wanted(What::Data) {
                object.insert("data".into(), DataSpecification::FORMS.iter().map(data).collect());
            }
            terminal::print_json(Value::Object(object))?;
            return Ok(Outcome::Fine);
        }
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut section = |title: &str, entries: Vec<[String; 2]>| {
            if self.what.is_none() {
                rows.push(vec![format!("{title}:")]);
            }
            rows.extend(entries.into_iter().map(Vec::from));
        };
        if wanted(What::Claims) {
            let entry = |claim: &Claim| [claim.id.into(), claim.recorded.name().into()];
            section("claims", REGISTRY.iter().map(entry).collect());
        }
        if wanted(What::Figures) {
            let entry = |entry: &FigureEntry| [entry.name.into(), entry.title.into()];
            section("figures", figures::catalogue().iter().map(entry).collect());
        }
        if wanted(What::Data) {
            section("data", DataSpecification::FORMS.map(|(name, what)| [name.into(), what.into()]).to_vec());
        }
        terminal::print_table(&rows)?;
        Ok(Outcome::Fine)
    }
}

fn claim(claim: &Claim) -> Value {
    json!({ "id": claim.id, "verdict": claim.recorded.name(), "statement": claim.statement, "source": claim.source })
}

fn figure(entry: &FigureEntry) -> Value {
    json!({ "name": entry.name, "title": entry.title })
}

fn data((form, meaning): &(&str, &str)) -> Value {
    json!({ "form": form, "meaning": meaning })
}
