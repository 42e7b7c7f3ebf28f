//! `catapult list`: what there is.

use super::{InputError, Outcome, terminal};
use crate::claims::REGISTRY;
use crate::data::DataSpecification;
use crate::figures;
use clap::{Args, ValueEnum};

#[derive(Args)]
pub struct List {
    /// What to list; everything if left out.
    #[arg(value_enum)]
    what: Option<What>,
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
        let mut rows: Vec<Vec<String>> = Vec::new();
        let mut section = |title: &str, entries: Vec<[String; 2]>| {
            if self.what.is_none() {
                rows.push(vec![format!("{title}:")]);
            }
            rows.extend(entries.into_iter().map(Vec::from));
        };
        if wanted(What::Claims) {
            let entry = |claim: &crate::claims::Claim| [claim.id.into(), claim.recorded.name().into()];
            section("claims", REGISTRY.iter().map(entry).collect());
        }
        if wanted(What::Figures) {
            let entry = |entry: &figures::FigureEntry| [entry.name.into(), entry.title.into()];
            section("figures", figures::catalogue().iter().map(entry).collect());
        }
        if wanted(What::Data) {
            section("data", DataSpecification::FORMS.map(|(name, what)| [name.into(), what.into()]).to_vec());
        }
        terminal::print_table(&rows)?;
        Ok(Outcome::Fine)
    }
}
