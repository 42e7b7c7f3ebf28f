//! The folder of a shard: the description of its problem, and the units that are finished.
//!
//! A unit is one file, `units/000042` for the 42nd: a line of JSON with the number of the unit, the length of what follows and what the kind of
//! problem puts there, and the rest as it will stand in the result. It takes its name when it is complete and has reached the disk, so that a file
//! of that name is a finished unit; its length and checksum are tested when it is read.

use super::problem::Problem;
use super::{ShardError, problem};
use crate::output::{FolderLock, PendingFile, prepare_folder, remove_leftover};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};

/// The folder of the units in the folder of a shard.
pub const UNITS: &str = "units";
/// The most units of one problem.
pub const MOST_UNITS: usize = 1_000_000;

/// A finished unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// What the kind of problem says of it.
    pub facts: Value,
    /// Its part of the result.
    pub content: Vec<u8>,
}

/// The line before the content.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    unit: usize,
    bytes: u64,
    checksum: String,
    facts: Value,
}

/// A folder that this process alone works in.
pub struct UnitFolder {
    path: PathBuf,
    /// `None` where another process has it, which lets this one in.
    _lock: Option<FolderLock>,
}

impl UnitFolder {
    /// Takes a folder for a problem. It is made if need be; one that works on the same problem already is gone on with.
    ///
    /// # Errors
    ///
    /// [`ShardError`]: the folder works on something else, is in use, or cannot be written. Nothing has been written then.
    pub fn open(path: &Path, problem: &Problem) -> Result<Self, ShardError> {
        if problem.units > MOST_UNITS {
            return Err(ShardError::TooManyUnits(problem.units));
        }
        if let Some(found) = Problem::read(path)? {
            problem.compare(&found, path)?;
        }
        prepare_folder(path)?;
        let lock = FolderLock::take(path)?;
        // Another process may have begun here between our look and our lock.
        match Problem::read(path)? {
            Some(found) => problem.compare(&found, path)?,
            None => problem.write(path)?,
        }
        prepare_folder(&path.join(UNITS))?;
        Ok(UnitFolder { path: path.to_owned(), _lock: Some(lock) })
    }

    /// The folder that another process has taken for the same problem, and lets this one write units into.
    ///
    /// # Errors
    ///
    /// [`ShardError`]: the folder works on something else, or this process does not see it.
    pub fn join(path: &Path, problem: &Problem) -> Result<Self, ShardError> {
        let found = Problem::read(path)?.ok_or_else(|| ShardError::Nothing(path.to_owned()))?;
        problem.compare(&found, path)?;
        Ok(UnitFolder { path: path.to_owned(), _lock: None })
    }

    /// Where the folder is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether a unit, counted from 0, is finished.
    pub fn holds(&self, unit: usize) -> bool {
        unit_path(&self.path, unit).exists()
    }

    /// Where the checkpoint of a unit that is at work stands.
    pub fn checkpoint(&self, unit: usize) -> PathBuf {
        self.path.join(UNITS).join(format!("{:06}.checkpoint.npz", unit + 1))
    }

    /// Keeps a finished unit.
    ///
    /// # Errors
    ///
    /// [`ShardError::Output`].
    pub fn keep(&self, unit: usize, finished: &Unit) -> Result<(), ShardError> {
        let path = unit_path(&self.path, unit);
        let header = Header {
            unit: unit + 1,
            bytes: finished.content.len() as u64,
            checksum: checksum(&finished.content),
            facts: finished.facts.clone(),
        };
        let mut file = PendingFile::recreate(&path)?;
        // Strings, numbers and structs only: serialisation has no way to fail.
        let line = serde_json::to_string(&header).unwrap_or_default();
        let written = writeln!(file, "{line}").and_then(|()| file.write_all(&finished.content));
        written.map_err(|cause| file.error(cause))?;
        Ok(file.commit_to_disk()?)
    }

    /// Removes the description and all units, after their results were put together.
    ///
    /// # Errors
    ///
    /// [`ShardError::Read`] names what cannot be removed.
    pub fn dissolve(self, units: usize) -> Result<(), ShardError> {
        let remove = |path: PathBuf| match std::fs::remove_file(&path) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(ShardError::Read { path, cause }),
            _ => Ok(()),
        };
        // Without its description the folder is none of ours, so that goes last.
        for unit in 0..units {
            let path = unit_path(&self.path, unit);
            remove_leftover(&path)?;
            remove(path)?;
            let checkpoint = self.checkpoint(unit);
            remove_leftover(&checkpoint)?;
            remove(checkpoint)?;
        }
        // A folder that holds something of others stays.
        let _ = std::fs::remove_dir(self.path.join(UNITS));
        remove(self.path.join(problem::FILE_NAME))
    }
}

/// Where a unit, counted from 0, stands in the folder of a shard.
pub fn unit_path(folder: &Path, unit: usize) -> PathBuf {
    folder.join(UNITS).join(format!("{:06}", unit + 1))
}

/// Reads a finished unit, counted from 0, of the folder of a shard.
///
/// # Errors
///
/// [`ShardError::Read`], [`ShardError::Damaged`].
pub fn read_unit(folder: &Path, unit: usize) -> Result<Unit, ShardError> {
    let path = unit_path(folder, unit);
    let mut bytes = std::fs::read(&path).map_err(|cause| ShardError::Read { path: path.clone(), cause })?;
    let damaged = |reason: &str| ShardError::Damaged { path: path.clone(), reason: reason.to_owned() };
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(|| damaged("it has no header"))?;
    let header: Header = serde_json::from_slice(&bytes[..end]).map_err(|_| damaged("its header cannot be read"))?;
    let content = bytes.split_off(end + 1);
    if header.unit != unit + 1 {
        return Err(damaged("it is another unit"));
    }
    if header.bytes != content.len() as u64 || header.checksum != checksum(&content) {
        return Err(damaged("its content is not what was written"));
    }
    Ok(Unit { facts: header.facts, content })
}

/// FNV-1a (Fowler, Noll, Vo) on bytes: it tells accidental changes.
fn checksum(bytes: &[u8]) -> String {
    let fold = |state: u64, byte: &u8| (state ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    format!("{:016x}", bytes.iter().fold(0xcbf2_9ce4_8422_2325, fold))
}
