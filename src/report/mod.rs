//! The report of a reproduction: what was checked, what was drawn, with what, for people and for machines.

pub mod cross_check;
mod page;
pub(crate) mod reproduction;
pub(crate) mod unfinished;

pub use cross_check::{CrossCheck, cross_check};
pub use page::{plain, to_html};
pub use reproduction::{Reproduction, ReproductionError};

use crate::claims::CheckedClaim;
use crate::figures::Figure;
use crate::program::Program;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything a reproduction produced.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The program.
    pub program: Program,
    /// What was asked for: the words of `catapult reproduce` that make this report.
    pub command: String,
    /// Where images were read from: the embedded subsets, or a folder.
    pub images: String,
    /// Versions of this program and of the libraries whose arithmetic it relies on.
    pub versions: BTreeMap<String, String>,
    /// The seed of the training runs.
    pub seed: u64,
    /// Wall-clock time of the whole run in seconds: the only part that differs between runs.
    pub seconds: f64,
    /// Whether figures were drawn with coarser sweeps.
    pub quick: bool,
    /// The claims with their evidence.
    pub claims: Vec<CheckedClaim>,
    /// The figures.
    pub figures: Vec<DrawnFigure>,
    /// The same runs in three arithmetics.
    pub cross_check: Vec<CrossCheck>,
}

/// A figure as the report refers to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DrawnFigure {
    /// Its name.
    pub name: String,
    /// One line.
    pub title: String,
    /// What the data show.
    pub caption: String,
    /// Works cited.
    pub citations: Vec<String>,
    /// Files written, relative to the report.
    pub files: Vec<String>,
    /// The picture, inlined in the page.
    #[serde(skip)]
    pub svg: String,
}

impl DrawnFigure {
    /// Refers to a figure whose files were written under the given relative names.
    pub fn new(figure: Figure, files: Vec<String>) -> Self {
        DrawnFigure {
            name: figure.name.into(),
            title: figure.title,
            caption: figure.caption,
            citations: figure.citations.into_iter().map(str::to_owned).collect(),
            files,
            svg: figure.svg,
        }
    }
}

/// The libraries that results depend on.
const LIBRARIES: [&str; 7] = ["faer", "gmp-mpfr-sys", "plotters", "pxfm", "rand_chacha", "rand_distr", "rug"];

/// Versions of this crate and of the libraries its numbers come from, as locked when it was built.
pub fn versions() -> BTreeMap<String, String> {
    let lock = include_str!("../../Cargo.lock");
    let quoted = |line: &str| line.split('"').nth(1).map(str::to_owned);
    let mut versions = BTreeMap::from([("catapult-phase".to_owned(), env!("CARGO_PKG_VERSION").to_owned())]);
    for package in lock.split("[[package]]") {
        let field = |name: &str| package.lines().find(|line| line.starts_with(name)).and_then(quoted);
        if let (Some(name), Some(version)) = (field("name = "), field("version = "))
            && LIBRARIES.contains(&name.as_str())
        {
            versions.insert(name, version);
        }
    }
    versions
}
