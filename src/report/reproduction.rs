//! A reproduction as a whole: which claims and figures, checked and drawn into a folder, with the report.

use super::unfinished::{self, Kept, Origin, UNFINISHED, Unfinished};
use super::{DrawnFigure, Report, cross_check, to_html, versions};
use crate::claims::{Claim, REGISTRY, check_all};
use crate::data::DataError;
use crate::data::fingerprint::fingerprint_data;
use crate::enclosures::with_values;
use crate::figures::{self, FigureEntry, FigureError, FigureOptions};
use crate::names::{UnknownName, find_by_name};
use crate::output::{OutputError, prepare_folder, write_file};
use crate::program::{Program, quoted};
use crate::progress::{Interrupted, Progress};
use crate::training::SEED;
use crate::training::shared_run::AgreementError;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
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
    /// The folder holds figures of another reproduction that was interrupted.
    #[error(
        "the reproduction in `{folder}` cannot go on: {reason}; begin anew, or take another folder",
        folder = folder.display()
    )]
    Other {
        /// The folder.
        folder: PathBuf,
        /// In what it differs.
        reason: String,
    },
    /// What was kept of an interrupted reproduction cannot be removed.
    #[error("`{path}` cannot be removed: {cause}; remove it", path = path.display())]
    Leftover {
        /// The file.
        path: PathBuf,
        /// What went wrong.
        cause: std::io::Error,
    },
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

    /// The command that draws one of the figures again.
    fn command_of(entry: &'static FigureEntry, options: &FigureOptions) -> String {
        if !options.quick && !options.images.are_from_files() {
            return format!("catapult figure {}", entry.name);
        }
        let alone = Reproduction { claims: Vec::new(), figures: vec![entry], cross_check: false };
        let folder = options.images.folder().map(|folder| format!(" --data {}", quoted(&folder.display().to_string())));
        alone.command(options.quick) + &folder.unwrap_or_default()
    }

    /// What this reproduction is made by and from. Image files are read and checked for it.
    fn origin(&self, options: &FigureOptions) -> Result<Origin, DataError> {
        let mut fingerprints = BTreeMap::new();
        if options.images.are_from_files() {
            for data in self.figures.iter().flat_map(|entry| figures::image_data(entry)) {
                let pair = options.images.load(data)?;
                let parts: Vec<String> = std::iter::once(&pair.train).chain(&pair.test).map(fingerprint_data).collect();
                fingerprints.insert((*data).to_owned(), parts.join(" "));
            }
        }
        Ok(Origin {
            program: Program::this(),
            build: unfinished::build(),
            command: self.command(options.quick),
            images: options.images.origin(),
            fingerprints,
        })
    }

    /// Checks, draws, and writes everything into a folder. The watcher of the options is told how many claims and figures
    /// are done, and is asked within them. With `resume`, figures that an interrupted run of the same has drawn are taken over.
    ///
    /// # Errors
    ///
    /// [`ReproductionError`]; for image files that cannot be read, and for a folder with figures of another reproduction to go on
    /// with, before any work and any folder.
    pub fn run(&self, folder: &Path, options: &FigureOptions, resume: bool) -> Result<Report, ReproductionError> {
        let figures_folder = folder.join(FIGURES);
        let origin = self.origin(options)?;
        let earlier = Unfinished::read(folder).filter(|_| resume);
        if let Some(earlier) = &earlier
            && earlier.origin != origin
        {
            return Err(ReproductionError::Other {
                folder: folder.to_owned(),
                reason: difference(&earlier.origin, &origin),
            });
        }
        let mut unfinished = Unfinished { origin, figures: Vec::new() };
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
            if let Some(kept) = earlier.as_ref().and_then(|earlier| earlier.take(entry.name, folder)) {
                drawn.push(kept.figure.clone());
                unfinished.figures.push(kept);
                continue;
            }
            let origin = options.origin(entry, Self::command_of(entry, options))?;
            let figure = (entry.draw)(&within)?.stamped(&origin);
            let paths = figures::write(&figure, &origin, &figures_folder)?;
            let relative = |path: &PathBuf| path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned();
            let figure = DrawnFigure::new(figure, paths.iter().map(relative).collect());
            unfinished.figures.extend(Kept::of(&figure, folder));
            unfinished.write(folder)?;
            drawn.push(figure);
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
        write_file(
            &folder.join("report.json"),
            format!("{:#}\n", with_values(serde_json::to_value(&report)?)).as_bytes(),
        )?;
        write_file(&folder.join(PAGE), to_html(&report).as_bytes())?;
        let path = folder.join(UNFINISHED);
        match std::fs::remove_file(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
                Err(ReproductionError::Leftover { path, cause })
            }
            _ => Ok(report),
        }
    }
}

/// In what two reproductions differ.
fn difference(was: &Origin, now: &Origin) -> String {
    if was.command != now.command {
        format!("it was `{}`, and this is `{}`", was.command, now.command)
    } else if was.images != now.images {
        format!("its images were {}, and now they are {}", was.images, now.images)
    } else if was.fingerprints != now.fingerprints {
        "the images have changed".to_owned()
    } else {
        "another build of the program was at work".to_owned()
    }
}
