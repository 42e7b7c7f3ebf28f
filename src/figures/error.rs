//! What can go wrong with a figure.

use std::path::PathBuf;
use thiserror::Error;

/// Why a figure was not drawn or not written.
#[derive(Debug, Error)]
pub enum FigureError {
    /// No figure has this name.
    #[error("no figure is called {name:?}; the figures are: {known}")]
    UnknownName {
        /// What was asked for.
        name: String,
        /// All names, separated by commas.
        known: String,
    },
    /// The figure shows training runs, and none were given.
    #[error("figure {name:?} shows training runs and none were given; set `FigureOptions::training` to their curves")]
    MissingTraining {
        /// The figure.
        name: &'static str,
    },
    /// The drawing backend refused.
    #[error("drawing failed: {0}")]
    Drawing(String),
    /// An embedded or rendered image could not be encoded.
    #[error("an image could not be encoded as PNG: {0}")]
    Image(#[from] png::EncodingError),
    /// The SVG text could not be read back for rendering.
    #[error("the SVG cannot be rendered: {0}")]
    Render(String),
    /// A table could not be put into CSV form.
    #[error("table {table:?} cannot be written as CSV: {source}")]
    Table {
        /// The table's name.
        table: String,
        /// What the CSV writer reports.
        source: csv::Error,
    },
    /// A file could not be written.
    #[error("cannot write {}: {source}; give --out a directory that can be written to", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system reports.
        source: std::io::Error,
    },
}
