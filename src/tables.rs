//! What stands beside CSV files and says what they hold, so that these need no lines that are no rows: JSON in the W3C's vocabulary for
//! tables (CSVW), under the name of [`beside`].

use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// A title and a description of some tables, the columns of each, and a note for what the vocabulary has no words for.
pub fn metadata<'a>(
    (title, description): (&str, &str),
    tables: impl IntoIterator<Item = (String, Vec<&'a str>)>,
    note: Value,
) -> Value {
    let tables: Vec<Value> = tables
        .into_iter()
        .map(|(url, columns)| {
            let columns: Vec<Value> = columns.into_iter().map(|name| json!({ "name": name })).collect();
            json!({ "url": url, "tableSchema": { "columns": columns } })
        })
        .collect();
    json!({
        "@context": "http://www.w3.org/ns/csvw",
        "dc:title": title,
        "dc:description": description,
        "tables": tables,
        "notes": [note],
    })
}

/// `NAME-metadata.json` beside `NAME.csv`.
pub fn beside(table: &Path) -> PathBuf {
    let stem = table.file_stem().unwrap_or_default().to_string_lossy();
    table.with_file_name(format!("{stem}-metadata.json"))
}
