//! Writing figures to files, each whole or not at all.

use super::arrays::to_npz;
use super::origin::FigureOrigin;
use super::{Figure, FigureError};
use crate::output::write_file;
use std::path::{Path, PathBuf};

/// The files of a figure, each with its name: `NAME.svg`, for each table `NAME.csv` or `NAME-TABLE.csv`, `NAME.npz` with the grids behind pictures, if there
/// are any, and `NAME-metadata.json`, which says what the others hold and what made them.
///
/// # Errors
///
/// [`FigureError::Table`] if a table has ragged rows.
pub fn files(figure: &Figure, origin: &FigureOrigin) -> Result<Vec<(String, Vec<u8>)>, FigureError> {
    let mut files = vec![(format!("{}.svg", figure.name), figure.svg.clone().into_bytes())];
    for table in &figure.tables {
        files.push((table.file_name(figure.name), table.to_csv()?));
    }
    if !figure.arrays.is_empty() {
        files.push((format!("{}.npz", figure.name), to_npz(&figure.arrays)?));
    }
    files.push((format!("{}-metadata.json", figure.name), format!("{:#}\n", figure.metadata(origin)).into_bytes()));
    Ok(files)
}

/// Writes the [`files`] of a figure into an existing directory, and returns their paths. Each file is written under a temporary name in that directory and
/// then renamed.
///
/// # Errors
///
/// [`FigureError::Output`] if the directory cannot be written to; [`FigureError::Table`] if a table has ragged rows, before
/// anything is written.
pub fn write(figure: &Figure, origin: &FigureOrigin, directory: &Path) -> Result<Vec<PathBuf>, FigureError> {
    let written = files(figure, origin)?.into_iter().map(|(name, content)| {
        let path = directory.join(name);
        write_file(&path, &content)?;
        Ok(path)
    });
    written.collect()
}
