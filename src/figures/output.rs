//! Writing figures to files, each whole or not at all.

use super::{Figure, FigureError};
use crate::output::write_file;
use std::path::{Path, PathBuf};

/// Writes `NAME.svg` and, for each table, `NAME.csv` or `NAME-TABLE.csv` into an existing directory, and returns the
/// paths. Each file is written under a temporary name in that directory and then renamed.
///
/// # Errors
///
/// [`FigureError::Output`] if the directory cannot be written to; [`FigureError::Table`] if a table has ragged rows, before
/// anything is written.
pub fn write(figure: &Figure, directory: &Path) -> Result<Vec<PathBuf>, FigureError> {
    let mut files = vec![(format!("{}.svg", figure.name), figure.svg.clone().into_bytes())];
    for table in &figure.tables {
        let separator = if table.name.is_empty() { "" } else { "-" };
        files.push((format!("{}{separator}{}.csv", figure.name, table.name), table.to_csv()?));
    }
    files
        .into_iter()
        .map(|(name, content)| {
            let path = directory.join(name);
            write_file(&path, &content)?;
            Ok(path)
        })
        .collect()
}
