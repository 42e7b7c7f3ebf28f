//! Writing figures to files, each whole or not at all.

use super::{Figure, FigureError};
use std::io::Write;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// Writes `NAME.svg` and, for each table, `NAME.csv` or `NAME-TABLE.csv` into an existing directory, and returns the
/// paths. Each file is written under a temporary name in that directory and then renamed.
///
/// # Errors
///
/// [`FigureError::Write`] if the directory cannot be written to; [`FigureError::Table`] if a table has ragged rows, before
/// anything is written.
pub fn write(figure: &Figure, directory: &Path) -> Result<Vec<PathBuf>, FigureError> {
    let mut files = vec![(format!("{}.svg", figure.name), figure.svg.clone().into_bytes())];
    for table in &figure.tables {
        let separator = if table.name.is_empty() { "" } else { "-" };
        files.push((format!("{}{separator}{}.csv", figure.name, table.name), table.to_csv()?));
    }
    files.into_iter().map(|(name, content)| write_file(&directory.join(name), directory, &content)).collect()
}

/// A temporary file that is readable by everyone the process' file mode mask allows, as plain new files are.
#[cfg(unix)]
fn new_file(directory: &Path) -> std::io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    tempfile::Builder::new().permissions(std::fs::Permissions::from_mode(0o666)).tempfile_in(directory)
}

#[cfg(not(unix))]
fn new_file(directory: &Path) -> std::io::Result<NamedTempFile> {
    NamedTempFile::new_in(directory)
}

fn write_file(path: &Path, directory: &Path, content: &[u8]) -> Result<PathBuf, FigureError> {
    let fail = |source| FigureError::Write { path: path.to_path_buf(), source };
    let mut file = new_file(directory).map_err(fail)?;
    file.write_all(content).map_err(fail)?;
    file.persist(path).map_err(|error| fail(error.error))?;
    Ok(path.to_path_buf())
}
