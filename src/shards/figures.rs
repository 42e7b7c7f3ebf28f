//! Figures cut into units: one figure each.
//!
//! The content of a unit is the files of its figure, one after the other; its facts name them with their lengths. Putting together writes each file as
//! the command that was never cut would have written it.

use super::problem::Kind;
use super::{Gathered, Problem, Shard, ShardError, Unit, UnitFolder};
use crate::figures::FigureEntry;
use crate::output::{prepare_folder, write_file};
use crate::program::Program;
use crate::progress::{Counter, Watch};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

/// Figures that are to be drawn.
pub struct FigureUnits {
    entries: Vec<&'static FigureEntry>,
    problem: Problem,
}

/// A file of a figure: its name and its bytes.
pub type NamedFile = (String, Vec<u8>);

/// What stands in the facts of a unit.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    /// Names and lengths, in their order.
    files: Vec<(String, usize)>,
}

/// The setting that holds the names of the figures.
pub const NAMES: &str = "figures";
/// The predicted seconds of a figure: some take a second, some a minute, and nothing tells them apart.
const SECONDS: f64 = 10.0;

impl FigureUnits {
    /// Of these figures, drawn with settings that all shards must have in common.
    pub fn new(entries: Vec<&'static FigureEntry>, mut settings: Map<String, Value>) -> Self {
        let names: Vec<&str> = entries.iter().map(|entry| entry.name).collect();
        settings.insert(NAMES.into(), json!(names.join(" ")));
        let (kind, units, heading) = (Kind::Figure, entries.len(), Value::Null);
        FigureUnits { entries, problem: Problem { kind, program: Program::this(), units, settings, heading } }
    }

    /// The predicted seconds of each unit.
    pub fn costs(&self) -> Vec<f64> {
        vec![SECONDS; self.entries.len()]
    }

    /// Draws the figures of a shard into a folder, after those that are finished there, one after the other: a figure takes all processors. Returns how many
    /// units the shard has. The watch is told of figures.
    ///
    /// # Errors
    ///
    /// What `draw` says of a figure, and [`ShardError`]: finished figures are kept.
    pub fn run<E: From<ShardError>>(
        &self,
        shard: Shard,
        folder: &Path,
        watch: Watch<'_>,
        draw: impl Fn(&FigureEntry) -> Result<Vec<NamedFile>, E>,
    ) -> Result<usize, E> {
        let folder = UnitFolder::open(folder, &self.problem)?;
        let units = shard.units(&self.costs());
        let counter = Counter::new(units.len() as u64, watch);
        for &unit in &units {
            if !folder.holds(unit) {
                let files = draw(self.entries[unit])?;
                let listed = files.iter().map(|(name, bytes)| (name.clone(), bytes.len())).collect();
                // Strings and numbers only: serialisation has no way to fail.
                let facts = serde_json::to_value(Listed { files: listed }).unwrap_or_default();
                let content = files.into_iter().flat_map(|(_, bytes)| bytes).collect();
                folder.keep(unit, &Unit { facts, content })?;
            }
            counter.add(1).map_err(ShardError::from)?;
        }
        Ok(units.len())
    }
}

/// Writes the files of all figures into a folder, which is made if need be, and returns their paths.
///
/// # Errors
///
/// [`ShardError`] for units that cannot be read or hold no files of figures, or a folder that cannot be written.
pub fn merge(gathered: &Gathered, out: &Path) -> Result<Vec<PathBuf>, ShardError> {
    let mut files = Vec::new();
    for (index, unit) in gathered.units().enumerate() {
        files.extend(files_of(unit?).ok_or_else(|| gathered.damaged(index, "it holds no files of a figure"))?);
    }
    prepare_folder(out)?;
    let written = files.into_iter().map(|(name, bytes)| {
        let path = out.join(name);
        write_file(&path, &bytes)?;
        Ok(path)
    });
    written.collect()
}

/// The files in a unit, if that is what it holds.
fn files_of(unit: Unit) -> Option<Vec<NamedFile>> {
    let Listed { files: listed } = serde_json::from_value(unit.facts).ok()?;
    let (mut files, mut rest) = (Vec::new(), unit.content.as_slice());
    for (name, length) in listed {
        let (bytes, others) = rest.split_at_checked(length)?;
        rest = others;
        // a name, and no path that leads elsewhere
        if Path::new(&name).file_name()? != name.as_str() {
            return None;
        }
        files.push((name, bytes.to_vec()));
    }
    rest.is_empty().then_some(files)
}
