//! Finding every unit of a problem in any number of folders.

use super::folder::{read_unit, unit_path};
use super::{Problem, ShardError, Unit};
use std::path::{Path, PathBuf};

/// A problem all of whose units are finished, and where each is.
pub struct Gathered {
    /// The problem.
    pub problem: Problem,
    folders: Vec<PathBuf>,
    /// For each unit the index of a folder that holds it.
    places: Vec<usize>,
}

/// Looks for all units in folders of one problem, in any order. A unit that several hold must have the same bytes in all.
///
/// # Errors
///
/// [`ShardError`]: a folder without units or of another problem, units that are missing or differ.
pub fn gather(folders: &[PathBuf]) -> Result<Gathered, ShardError> {
    let first = folders.first().ok_or(ShardError::NoFolders)?;
    let problem = Problem::read(first)?.ok_or_else(|| ShardError::Nothing(first.clone()))?;
    for folder in &folders[1..] {
        let found = Problem::read(folder)?.ok_or_else(|| ShardError::Nothing(folder.clone()))?;
        problem.compare(&found, folder)?;
    }
    let (mut places, mut missing) = (Vec::with_capacity(problem.units), Vec::new());
    for unit in 0..problem.units {
        let mut holding = (0..folders.len()).filter(|index| unit_path(&folders[*index], unit).exists());
        let Some(place) = holding.next() else {
            missing.push(unit + 1);
            continue;
        };
        for other in holding {
            if folders[other] != folders[place] && bytes(&folders[other], unit)? != bytes(&folders[place], unit)? {
                let (first, second) = (folders[place].clone(), folders[other].clone());
                return Err(ShardError::Conflict { unit: unit + 1, first, second });
            }
        }
        places.push(place);
    }
    if !missing.is_empty() {
        return Err(ShardError::Missing { missing, total: problem.units });
    }
    Ok(Gathered { problem, folders: folders.to_vec(), places })
}

fn bytes(folder: &Path, unit: usize) -> Result<Vec<u8>, ShardError> {
    let path = unit_path(folder, unit);
    std::fs::read(&path).map_err(|cause| ShardError::Read { path, cause })
}

impl Gathered {
    /// The units, in their order, read one after the other.
    pub fn units(&self) -> impl Iterator<Item = Result<Unit, ShardError>> + '_ {
        self.places.iter().enumerate().map(|(unit, place)| read_unit(&self.folders[*place], unit))
    }

    /// A file of a unit that does not fit its problem.
    pub fn damaged(&self, unit: usize, reason: &str) -> ShardError {
        let path = unit_path(&self.folders[self.places[unit]], unit);
        ShardError::Damaged { path, reason: reason.to_owned() }
    }
}
