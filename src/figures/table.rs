//! The numbers behind a figure, as CSV.

use super::error::FigureError;

/// One CSV file of a figure.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Empty for the only table of a figure, else the part it belongs to; the file is `FIGURE.csv` or `FIGURE-NAME.csv`.
    pub name: String,
    /// Column names.
    pub header: Vec<String>,
    /// Rows, each as long as the header.
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// An empty table.
    pub fn new(name: impl Into<String>, header: &[&str]) -> Self {
        let header = header.iter().map(|name| (*name).to_owned()).collect();
        Table { name: name.into(), header, rows: Vec::new() }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<String>) {
        debug_assert_eq!(row.len(), self.header.len());
        self.rows.push(row);
    }

    /// The name of its file, for a figure.
    pub fn file_name(&self, figure: &str) -> String {
        let separator = if self.name.is_empty() { "" } else { "-" };
        format!("{figure}{separator}{}.csv", self.name)
    }

    /// The table as CSV text (RFC 4180, lines ended by a line feed).
    ///
    /// # Errors
    ///
    /// [`FigureError::Table`] for rows of unequal length.
    pub fn to_csv(&self) -> Result<Vec<u8>, FigureError> {
        let fail = |source| FigureError::Table { table: self.name.clone(), source };
        let mut writer = csv::Writer::from_writer(Vec::new());
        writer.write_record(&self.header).map_err(fail)?;
        for row in &self.rows {
            writer.write_record(row).map_err(fail)?;
        }
        writer.into_inner().map_err(|error| fail(error.into_error().into()))
    }

    /// The numbers of one column, in the order of the rows; `None` if there is no such column or an entry is no number.
    pub fn numbers(&self, column: &str) -> Option<Vec<f64>> {
        let index = self.header.iter().position(|name| *name == column)?;
        self.rows.iter().map(|row| row[index].parse().ok()).collect()
    }
}

/// The shortest decimal that reads back as the same `f64`, with an exponent where the number is very small or large.
pub fn number(value: f64) -> String {
    let magnitude = value.abs();
    if value == 0.0 || (1e-4..1e15).contains(&magnitude) { format!("{value}") } else { format!("{value:e}") }
}
