//! `catapult list`: what there is.

use super::{InputError, Outcome, terminal};
use crate::claims::REGISTRY;
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

/// The data that can be named on the command line.
const DATA: [(&str, &str); 6] = [
    ("degenerate", "D0 = {(1,+1),(1,-1)}"),
    ("three-point", "E2 = {(1,+1),(2,+1),(-1,+1)}"),
    ("mnist:0,1", "MNIST digits 0 (+1) and 1 (-1), 2048 + 512 of them built in; :train or :test"),
    ("cifar10:automobile,dog", "CIFAR-10 classes, 2048 + 512 of them built in; :train or :test"),
    ("csv:FILE", "one sample a row, the last column its label: -1/1 or 0/1"),
    ("npz:FILE", "arrays X (n x d) and y (n); not read yet"),
];

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
        if wanted(What::Data) {
            section("data", DATA.map(|(name, what)| [name.into(), what.into()]).to_vec());
        }
        terminal::print_table(&rows)?;
        Ok(Outcome::Fine)
    }
}
