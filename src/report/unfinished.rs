//! What an interrupted reproduction leaves behind, so that it can go on: the figures that are drawn, and from what.
//!
//! Claims and cross-checks take seconds and are always done anew. A figure is taken over if the same build was asked for the same, of
//! the same images, and its files are still what it wrote.

use super::DrawnFigure;
use crate::certify::digest::Sha256;
use crate::output::{OutputError, write_file};
use crate::program::Program;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::UNIX_EPOCH;

/// The name of the record in the folder of a reproduction, while it is not finished.
pub const UNFINISHED: &str = "unfinished.json";

/// The record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unfinished {
    /// What the figures were drawn by and from.
    pub origin: Origin,
    /// The figures.
    pub figures: Vec<Kept>,
}

/// What a reproduction is made by and from. Figures of another one are not taken over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The program.
    pub program: Program,
    /// The length of its file and the nanoseconds of its last change, which tell builds of one version apart.
    pub build: Option<(u64, u64)>,
    /// The command that makes the whole report.
    pub command: String,
    /// Where images were read from.
    pub images: String,
    /// Fingerprints of the images that were read from files, by their names.
    pub fingerprints: BTreeMap<String, String>,
}

/// A figure that is drawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The figure, as the report refers to it.
    pub figure: DrawnFigure,
    /// The SHA-256 of its files.
    pub digests: BTreeMap<String, String>,
}

/// The file of this program.
pub fn build() -> Option<(u64, u64)> {
    let file = std::fs::metadata(std::env::current_exe().ok()?).ok()?;
    let changed = file.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some((file.len(), u64::try_from(changed.as_nanos()).ok()?))
}

impl Unfinished {
    /// The record in a folder; `None` where there is none, or one that cannot be read.
    pub fn read(folder: &Path) -> Option<Self> {
        let text = std::fs::read_to_string(folder.join(UNFINISHED)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Writes the record.
    ///
    /// # Errors
    ///
    /// [`OutputError`] names the file.
    pub fn write(&self, folder: &Path) -> Result<(), OutputError> {
        // strings and numbers only: serialisation has no way to fail
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        write_file(&folder.join(UNFINISHED), text.as_bytes())
    }

    /// A figure with its picture, if it is drawn and its files in `folder` are what was written.
    pub fn take(&self, name: &str, folder: &Path) -> Option<Kept> {
        let kept = self.figures.iter().find(|kept| kept.figure.name == name)?;
        let intact = |file: &String| {
            kept.digests.get(file).is_some_and(|known| digest(&folder.join(file)).as_ref() == Some(known))
        };
        if !kept.figure.files.iter().all(intact) {
            return None;
        }
        let picture = kept.figure.files.iter().find(|file| file.ends_with(".svg"))?;
        let svg = std::fs::read_to_string(folder.join(picture)).ok()?;
        Some(Kept { figure: DrawnFigure { svg, ..kept.figure.clone() }, ..kept.clone() })
    }
}

impl Kept {
    /// A figure whose files were just written into `folder`; `None` where one cannot be read.
    pub fn of(figure: &DrawnFigure, folder: &Path) -> Option<Self> {
        let known = |file: &String| Some((file.clone(), digest(&folder.join(file))?));
        let digests = figure.files.iter().map(known).collect::<Option<_>>()?;
        Some(Kept { figure: figure.clone(), digests })
    }
}

/// SHA-256 of a file.
fn digest(path: &Path) -> Option<String> {
    let mut sha = Sha256::default();
    sha.append(&std::fs::read(path).ok()?);
    Some(sha.finish())
}
