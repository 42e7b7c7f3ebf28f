//! Files that are written whole or not at all, and folders that one run at a time writes into.

use std::fs::TryLockError;
use std::io::Write;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The file that describes the problem in a folder whose work is cut into units.
pub const PROBLEM: &str = "problem.json";

/// Why a file could not be written. Nothing is left behind.
#[derive(Debug, Error)]
#[error("cannot write `{path}`: {cause}; choose a writable place", path = path.display())]
pub struct OutputError {
    path: PathBuf,
    #[source]
    cause: std::io::Error,
}

impl OutputError {
    fn at(path: &Path, cause: std::io::Error) -> Self {
        OutputError { path: path.to_owned(), cause }
    }
}

/// A file that takes its name only when it is complete.
///
/// The content goes to a temporary file in the same folder, which [`PendingFile::commit`] renames; dropping the value
/// without committing removes it.
pub struct PendingFile {
    path: PathBuf,
    buffer: std::io::BufWriter<tempfile::NamedTempFile>,
}

impl PendingFile {
    /// Opens a pending file, which proves that its folder can be written before any work starts.
    ///
    /// # Errors
    ///
    /// [`OutputError`] names the path.
    pub fn create(path: &Path) -> Result<Self, OutputError> {
        Self::create_as(path, ".catapult-", 6)
    }

    /// The same for a file that one process writes again and again, and may be killed at: the temporary file has a fixed
    /// name, so that what is left of it is replaced the next time.
    ///
    /// # Errors
    ///
    /// [`OutputError`] names the path.
    pub fn recreate(path: &Path) -> Result<Self, OutputError> {
        remove_leftover(path)?;
        Self::create_as(path, &temporary_name(path), 0)
    }

    fn create_as(path: &Path, prefix: &str, random: usize) -> Result<Self, OutputError> {
        if path.is_dir() {
            return Err(OutputError::at(path, std::io::Error::from(std::io::ErrorKind::IsADirectory)));
        }
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = tempfile::Builder::new();
        // A temporary file is private by default; the result should be as readable as the process's mask lets new files be.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        builder.prefix(prefix).rand_bytes(random);
        let file = builder.tempfile_in(folder).map_err(|cause| OutputError::at(path, cause))?;
        Ok(PendingFile { path: path.to_owned(), buffer: std::io::BufWriter::new(file) })
    }

    /// Appends bytes.
    ///
    /// # Errors
    ///
    /// [`OutputError`] names the path.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), OutputError> {
        self.buffer.write_all(bytes).map_err(|cause| OutputError::at(&self.path, cause))
    }

    /// What went wrong while this file was written.
    pub fn error(&self, cause: std::io::Error) -> OutputError {
        OutputError::at(&self.path, cause)
    }

    /// Gives the file its name when its content has reached the disk, so that a name stands for the whole content even after a failure of the
    /// machine.
    ///
    /// # Errors
    ///
    /// [`OutputError`] names the path.
    pub fn commit_to_disk(mut self) -> Result<(), OutputError> {
        let written = self.buffer.flush().and_then(|()| self.buffer.get_ref().as_file().sync_all());
        written.map_err(|cause| self.error(cause))?;
        self.commit()
    }

    /// Gives the file its name.
    ///
    /// # Errors
    ///
    /// [`OutputError`] names the path.
    pub fn commit(self) -> Result<(), OutputError> {
        let PendingFile { path, buffer } = self;
        let file = buffer.into_inner().map_err(|error| OutputError::at(&path, error.into_error()))?;
        file.persist(&path).map_err(|error| OutputError::at(&path, error.error))?;
        Ok(())
    }
}

impl Write for PendingFile {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.buffer.write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.buffer.flush()
    }
}

fn temporary_name(path: &Path) -> String {
    format!(".catapult-{}", path.file_name().unwrap_or_default().to_string_lossy())
}

/// Removes what a killed process has left of a file that it made with [`PendingFile::recreate`].
///
/// # Errors
///
/// [`OutputError`] names the leftover.
pub fn remove_leftover(path: &Path) -> Result<(), OutputError> {
    let leftover = path.with_file_name(temporary_name(path));
    match std::fs::remove_file(&leftover) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => Err(OutputError::at(&leftover, cause)),
        _ => Ok(()),
    }
}

/// Writes a whole file at once.
///
/// # Errors
///
/// [`OutputError`] names the path.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), OutputError> {
    let mut file = PendingFile::create(path)?;
    file.write(bytes)?;
    file.commit()
}

/// Makes a folder, with its parents, and proves that files can be written in it.
///
/// # Errors
///
/// [`OutputError`] names the folder.
pub fn prepare_folder(path: &Path) -> Result<(), OutputError> {
    std::fs::create_dir_all(path).map_err(|cause| OutputError::at(path, cause))?;
    let probe = tempfile::Builder::new().prefix(".catapult-").tempfile_in(path);
    probe.map(drop).map_err(|cause| OutputError::at(path, cause))
}

/// Why a folder was not given to a run.
#[derive(Debug, Error)]
pub enum LockError {
    /// Another process has it.
    #[error("another run is writing into `{folder}`: wait for its end, or choose another folder", folder = .0.display())]
    Busy(PathBuf),
    /// It cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// A folder that only one process writes into, for as long as this value lives.
///
/// The operating system's advisory lock on the file `.catapult-lock` in it, which goes with the process: a killed run leaves the
/// file, but no lock. On file systems without locks everyone is let in.
#[derive(Debug)]
pub struct FolderLock {
    path: PathBuf,
    _file: std::fs::File,
}

impl FolderLock {
    /// Takes the lock of an existing folder.
    ///
    /// # Errors
    ///
    /// [`LockError`].
    pub fn take(folder: &Path) -> Result<Self, LockError> {
        let path = folder.join(".catapult-lock");
        let failed = |cause| OutputError::at(&path, cause);
        loop {
            let mut options = std::fs::OpenOptions::new();
            let file = options.create(true).write(true).truncate(false).open(&path).map_err(failed)?;
            match file.try_lock() {
                Ok(()) => {}
                Err(TryLockError::WouldBlock) => return Err(LockError::Busy(folder.to_owned())),
                Err(TryLockError::Error(cause)) if cause.kind() == std::io::ErrorKind::Unsupported => {}
                Err(TryLockError::Error(cause)) => return Err(failed(cause).into()),
            }
            // The one who had it may have removed the file between our opening it and our locking it.
            if is_still_at(&file, &path) {
                return Ok(FolderLock { path, _file: file });
            }
        }
    }
}

impl Drop for FolderLock {
    fn drop(&mut self) {
        // What is left of it does no harm.
        let _ = std::fs::remove_file(&self.path);
    }
}

/// Whether a path still names an open file.
#[cfg(unix)]
fn is_still_at(file: &std::fs::File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let place = |metadata: std::fs::Metadata| (metadata.dev(), metadata.ino());
    match (file.metadata(), std::fs::metadata(path)) {
        (Ok(open), Ok(named)) => place(open) == place(named),
        _ => false,
    }
}

/// Elsewhere an open file cannot be removed.
#[cfg(not(unix))]
fn is_still_at(_file: &std::fs::File, _path: &Path) -> bool {
    true
}
