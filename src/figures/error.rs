//! What can go wrong with a figure.

use crate::data::DataError;
use crate::dynamics::ProblemError;
use crate::maps::GridError;
use crate::output::OutputError;
use crate::progress::Interrupted;
use crate::search::SearchError;
use crate::theory::DigitsError;
use crate::theory::minimiser::MinimiserError;
use crate::theory::two_cycle::TwoCycleError;
use crate::training::TrainingError;
use thiserror::Error;

/// Why a figure was not drawn or not written.
#[derive(Debug, Error)]
pub enum FigureError {
    /// An orbit could not be run.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// A grid could not be iterated over.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// The data of a training run could not be read.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A training run could not be made.
    #[error(transparent)]
    Training(#[from] TrainingError),
    /// A threshold could not be enclosed.
    #[error("a threshold to be marked could not be certified: {0}")]
    Threshold(#[from] ThresholdError),
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
    /// An array could not be put into NumPy's format.
    #[error("an array cannot be written as npz: {0}")]
    Array(std::io::Error),
    /// A file could not be written.
    #[error(transparent)]
    Output(#[from] OutputError),
    /// The watch said stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl FigureError {
    /// Whether nothing went wrong but that the watch said stop.
    pub fn is_interruption(&self) -> bool {
        matches!(
            self,
            FigureError::Interrupted(_)
                | FigureError::Grid(GridError::Interrupted(_))
                | FigureError::Training(TrainingError::Interrupted(_))
        )
    }
}

impl From<SearchError> for FigureError {
    fn from(error: SearchError) -> Self {
        match error {
            SearchError::Problem(error) => error.into(),
            SearchError::Interrupted(interrupted) => interrupted.into(),
        }
    }
}

/// Which certified threshold failed.
#[derive(Debug, Error)]
pub enum ThresholdError {
    /// A closed form.
    #[error(transparent)]
    Digits(#[from] DigitsError),
    /// (P5).
    #[error(transparent)]
    Minimiser(#[from] MinimiserError),
    /// (P3).
    #[error(transparent)]
    TwoCycle(#[from] TwoCycleError),
}

macro_rules! through_threshold {
    ($($error:ty),*) => {
        $(impl From<$error> for FigureError {
            fn from(error: $error) -> Self {
                FigureError::Threshold(error.into())
            }
        })*
    };
}

through_threshold!(DigitsError, MinimiserError, TwoCycleError);
