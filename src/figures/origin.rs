//! What made a figure and from what, in each of its files: SVG metadata, PNG text, PDF information, and a JSON file beside the tables.

use super::{Figure, FigureEntry, FigureOptions, image_data, is_random};
use crate::data::DataError;
use crate::data::fingerprint::fingerprint_data;
use crate::program::MadeBy;
use crate::tables::metadata;
use crate::training::SEED;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What made a figure, and from what.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FigureOrigin {
    /// The program, and the command that draws the figure again.
    pub made_by: MadeBy,
    /// The images that it is trained on, by their names, if it is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, DataOrigin>,
    /// The first seed of its training runs and data, if it has any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
}

/// Where images come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct DataOrigin {
    /// In words.
    pub source: String,
    /// How many there are of which.
    pub extent: String,
    /// Fingerprints of the training data and of the test data, as in the summaries of training runs.
    pub fingerprints: Vec<String>,
}

impl FigureOptions {
    /// The origin of a figure that is drawn with these options, by a command.
    ///
    /// # Errors
    ///
    /// [`DataError`] if its images cannot be read.
    pub fn origin(&self, entry: &FigureEntry, command: impl Into<String>) -> Result<FigureOrigin, DataError> {
        let mut data = BTreeMap::new();
        for name in image_data(entry) {
            let pair = self.images.load(name)?;
            let fingerprints = std::iter::once(&pair.train).chain(&pair.test).map(fingerprint_data).collect();
            let (source, extent) = (self.images.origin(), pair.extent.clone());
            data.insert((*name).to_owned(), DataOrigin { source, extent, fingerprints });
        }
        let seed = is_random(entry).then_some(SEED);
        Ok(FigureOrigin { made_by: MadeBy::this(Some(command.into())), data, seed })
    }
}

/// Where the metadata of an SVG document end.
const END: &str = "}</metadata>";

impl Figure {
    /// The same figure with its origin in the metadata of its picture.
    #[must_use]
    pub fn stamped(self, origin: &FigureOrigin) -> Figure {
        let text = serde_json::to_string(origin).unwrap_or_default().replace('&', "&amp;").replace('<', "&lt;");
        Figure { svg: self.svg.replacen(END, &format!(",\"origin\":{text}{END}"), 1), ..self }
    }

    /// What stands beside the tables: their columns, in the W3C's vocabulary for tables (CSVW), what the arrays hold, and the origin.
    pub fn metadata(&self, origin: &FigureOrigin) -> Value {
        let arrays: BTreeMap<&str, &str> =
            self.arrays.iter().map(|array| (array.name.as_str(), array.meaning.as_str())).collect();
        let tables = self
            .tables
            .iter()
            .map(|table| (table.file_name(self.name), table.header.iter().map(String::as_str).collect::<Vec<&str>>()));
        let note = json!({ "origin": origin, "arrays": arrays, "citations": self.citations });
        metadata((&self.title, &self.caption), tables, note)
    }
}

/// A picture without the origin that was stamped on it, for comparisons across builds.
pub fn without_origin(svg: &str) -> String {
    match svg.split_once(",\"origin\":") {
        Some((before, rest)) => match rest.split_once("</metadata>") {
            Some((_, after)) => format!("{before}}}</metadata>{after}"),
            None => svg.to_owned(),
        },
        None => svg.to_owned(),
    }
}
