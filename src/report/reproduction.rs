//! A reproduction as a whole: which claims and figures, checked and drawn into a folder, with the report.

use super::{DrawnFigure, Report, cross_check, to_html, versions};
use crate::claims::{Claim, REGISTRY, check_all};
use crate::data::DataError;
use crate::figures::{self, FigureEntry, FigureError, FigureOptions};
use crate::names::{UnknownName, find_by_name};
use crate::output::{OutputError, prepare_folder, write_file};
use crate::program::Program;
use crate::progress::{Interrupted, Progress};
use crate::training::{AgreementError, SEED};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::Instant;
use thiserror::Error;

/// The name of the part that compares arithmetics.
pub const CROSS_CHECK: &str = "cross-check";

/// The folder of the figures, in that of the report.
pub const FIGURES: &str = "figures";

/// The page for people.
pub const PAGE: &str = "index.html";

/// Significant digits of the enclosures in the report.
const DIGITS: usize = 30;

/// What is to be reproduced.
#[derive(Clone)]
pub struct Reproduction {
    /// The claims.
    pub claims: Vec<&'static Claim>,
    /// The figures.
    pub figures: Vec<&'static FigureEntry>,
    /// Whether the arithmetics are compared.
    pub cross_check: bool,
}

/// Why a reproduction ended without a report.
#[derive(Debug, Error)]
pub enum ReproductionError {
    /// A figure could not be drawn.
    #[error(transparent)]
    Figure(Box<FigureError>),
    /// The images cannot be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// The arithmetics could not be compared.
    #[error(transparent)]
    Agreement(Box<AgreementError>),
    /// A file cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The report cannot be put into JSON.
    #[error("the report cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// The watch said stop. The figures drawn so far are there.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl From<FigureError> for ReproductionError {
    fn from(error: FigureError) -> Self {
        ReproductionError::Figure(Box::new(error))
    }
}

impl From<AgreementError> for ReproductionError {
    fn from(error: AgreementError) -> Self {
        ReproductionError::Agreement(Box::new(error))
    }
}

impl ReproductionError {
    /// Whether nothing went wrong but that the watch said stop.
    pub fn is_interruption(&self) -> bool {
        match self {
            ReproductionError::Interrupted(_) => true,
            ReproductionError::Agreement(error) => matches!(**error, AgreementError::Interrupted(_)),
            ReproductionError::Figure(error) => error.is_interruption(),
            _ => false,
        }
    }
}

impl Reproduction {
    /// The claims and figures of these names; `claims` and `figures` are all of them, `cross-check` the comparison of the
    /// arithmetics; everything if no name is given.
    ///
    /// # Errors
    ///
    /// [`UnknownName`] with a suggestion.
    pub fn of(only: &[String]) -> Result<Self, UnknownName> {
        let catalogue = figures::catalogue();
        if only.is_empty() {
            let (claims, figures) = (REGISTRY.iter().collect(), catalogue.iter().collect());
            return Ok(Reproduction { claims, figures, cross_check: true });
        }
        let known: Vec<&'static str> = ["claims", "figures", CROSS_CHECK]
            .into_iter()
            .chain(REGISTRY.iter().map(|claim| claim.id))
            .chain(catalogue.iter().map(|entry| entry.name))
            .collect();
        for name in only {
            find_by_name("claim or figure", name, &known, |known| known)?;
        }
        let wanted = |name: &str, group: &str| only.iter().any(|chosen| chosen == name || chosen == group);
        Ok(Reproduction {
            claims: REGISTRY.iter().filter(|claim| wanted(claim.id, "claims")).collect(),
            figures: catalogue.iter().filter(|entry| wanted(entry.name, "figures")).collect(),
            cross_check: only.iter().any(|name| name == CROSS_CHECK),
        })
    }

    /// The words on the command line that ask for this; all names, where not everything is reproduced.
    fn command(&self, quick: bool) -> String {
        let everything = Reproduction::of(&[]);
        let is_all = everything.is_ok_and(|all| {
            (all.claims.len(), all.figures.len(), all.cross_check)
                == (self.claims.len(), self.figures.len(), self.cross_check)
        });
        let mut words = vec!["catapult reproduce".to_owned()];
        if !is_all {
            let names = self.claims.iter().map(|claim| claim.id).chain(self.figures.iter().map(|entry| entry.name));
            let names: Vec<&str> = names.chain(self.cross_check.then_some(CROSS_CHECK)).collect();
            words.push(format!("--only {}", names.join(",")));
        }
        if quick {
            words.push("--quick".to_owned());
        }
        words.join(" ")
    }

    /// Checks, draws, and writes everything into a folder. The watcher of the options is told how many claims and figures
    /// are done, and is asked within them.
    ///
    /// # Errors
    ///
    /// [`ReproductionError`]; for image files that cannot be read, before any work and any folder.
    pub fn run(&self, folder: &Path, options: &FigureOptions) -> Result<Report, ReproductionError> {
        let figures_folder = folder.join(FIGURES);
        if options.images.are_from_files() {
            let wanted = self.figures.iter().flat_map(|entry| figures::image_data(entry)).copied();
            let wanted: BTreeSet<&str> = wanted.collect();
            wanted.into_iter().try_for_each(|data| options.images.load(data).map(drop))?;
        }
        prepare_folder(folder)?;
        prepare_folder(&figures_folder)?;
        let started = Instant::now();
        let total = (self.claims.len() + self.figures.len()) as u64;
        let watch = options.watch();
        // The parts are claims and figures: claims count themselves, and the cells of a figure are none.
        let of_claims = |progress: &Progress<'_>| match progress.total {
            0 => watch(progress),
            _ => watch(&Progress { total, ..*progress }),
        };
        let claims = check_all(&self.claims, DIGITS, &of_claims)?;
        let within = FigureOptions { watcher: options.watcher.uncounted(), ..options.clone() };
        let mut drawn = Vec::new();
        for entry in &self.figures {
            let done = (self.claims.len() + drawn.len()) as u64;
            Progress { done, total, note: entry.name }.tell(watch)?;
            let figure = (entry.draw)(&within)?;
            let paths = figures::write(&figure, &figures_folder)?;
            let relative =
                |path: &std::path::PathBuf| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
            drawn.push(DrawnFigure::new(figure, paths.iter().map(relative).collect()));
        }
        Progress::of(total, total).tell(watch)?;
        let cross_check = if self.cross_check { cross_check(within.watch())? } else { Vec::new() };
        let report = Report {
            program: Program::this(),
            command: self.command(options.quick),
            images: options.images.origin(),
            versions: versions(),
            seed: SEED,
            seconds: started.elapsed().as_secs_f64(),
            quick: options.quick,
            claims,
            figures: drawn,
            cross_check,
        };
        write_file(&folder.join("report.json"), serde_json::to_string_pretty(&report)?.as_bytes())?;
        write_file(&folder.join(PAGE), to_html(&report).as_bytes())?;
        Ok(report)
    }
}
