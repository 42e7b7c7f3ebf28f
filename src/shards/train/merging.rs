//! Putting the units of a training together: `history.csv` and `summary.json`.

use super::plan::Heading;
use super::summary::TrainingSummary;
use crate::output::{FolderLock, PendingFile, prepare_folder, write_file};
use crate::shards::problem::{FILE_NAME, Kind};
use crate::shards::{Gathered, ShardError};
use crate::training::history::COLUMNS;
use crate::training::run::{HISTORY, SUMMARY};
use crate::training::summary::{StartSummary, Summary};
use serde_json::Value;
use std::io::Write;
use std::path::Path;

/// Writes the history and the summary of all units into a folder.
///
/// # Errors
///
/// [`ShardError`] names the file that cannot be read or written, or does not fit; nothing is written then, or the history alone.
pub fn merge(gathered: &Gathered, folder: &Path) -> Result<TrainingSummary, ShardError> {
    prepare_folder(folder)?;
    let _lock = FolderLock::take(folder)?;
    put_together(gathered, folder)
}

/// The same in a folder that this process has.
pub(super) fn put_together(gathered: &Gathered, folder: &Path) -> Result<TrainingSummary, ShardError> {
    let problem = &gathered.problem;
    if problem.kind != Kind::Train {
        let folder = folder.to_owned();
        return Err(ShardError::OtherKind { folder, found: problem.kind, expected: Kind::Train });
    }
    let foreign = || ShardError::Foreign(FILE_NAME.into());
    let heading: Heading = serde_json::from_value(problem.heading.clone()).map_err(|_| foreign())?;
    let Heading { starts, mut networks } = heading;
    if starts == 0 || networks.len().saturating_mul(starts) != problem.units {
        return Err(foreign());
    }
    let endings: Vec<String> = networks.iter().map(ending).collect();
    let several = networks.len() > 1;
    let mut history = PendingFile::create(&folder.join(HISTORY))?;
    let further = if several { ",data,depth,width" } else { "" };
    writeln!(history, "{}{further}", COLUMNS.join(",")).map_err(|cause| history.error(cause))?;
    for (index, unit) in gathered.units().enumerate() {
        let (unit, network) = (unit?, index / starts);
        let of_start: Result<StartSummary, _> = serde_json::from_value(unit.facts);
        networks[network].add(of_start.map_err(|_| gathered.damaged(index, "its facts do not fit"))?);
        if several {
            for line in unit.content.split_inclusive(|byte| *byte == b'\n') {
                history.write(line.strip_suffix(b"\n").unwrap_or(line))?;
                history.write(endings[network].as_bytes())?;
            }
        } else {
            history.write(&unit.content)?;
        }
    }
    history.commit()?;
    let summary = TrainingSummary::of(problem, networks);
    write_file(&folder.join(SUMMARY), format!("{:#}\n", summary.to_json()).as_bytes())?;
    Ok(summary)
}

/// The columns that tell the networks apart, at the end of each of their lines.
fn ending(network: &Summary) -> String {
    let cell = |name: &str| match network.settings.get(name) {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) if text.contains([',', '"', '\n', '\r']) => {
            format!("\"{}\"", text.replace('"', "\"\""))
        }
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
    };
    format!(",{},{},{}\n", cell("data"), cell("depth"), cell("width"))
}
