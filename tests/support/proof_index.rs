//! The index of the formal proofs, `proofs/README.md`, and the sources it names.
#![allow(dead_code)] // each test file uses its own part

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

/// A row of the index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    pub claim: String,
    pub statement: String,
    pub file: String,
    pub lemma: String,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("proofs")
}

/// The rows whose third cell is a Coq file.
pub fn rows() -> Vec<Row> {
    let text = std::fs::read_to_string(folder().join("README.md")).expect("the index is there");
    text.lines()
        .filter_map(|line| {
            let line = line.strip_prefix('|')?.strip_suffix('|')?.replace("\\|", "\u{2223}");
            let cells: Vec<&str> = line.split('|').map(str::trim).collect();
            let [claim, statement, file, lemma, _assumes] = cells.as_slice() else { return None };
            file.ends_with(".v").then(|| Row {
                claim: claim.trim_matches('`').into(),
                statement: (*statement).into(),
                file: (*file).into(),
                lemma: lemma.trim_matches('`').into(),
            })
        })
        .collect()
}

/// Names and texts of all sources, sorted.
pub fn sources() -> Vec<(String, String)> {
    let mut sources: Vec<(String, String)> = std::fs::read_dir(folder())
        .expect("proofs/ is there")
        .filter_map(|entry| {
            let path = entry.expect("an entry").path();
            let name = path.file_name()?.to_str()?.to_owned();
            name.ends_with(".v").then(|| (name, std::fs::read_to_string(&path).expect("a source")))
        })
        .collect();
    sources.sort();
    sources
}

/// Whether Coq and its libraries are there.
pub fn has_coq() -> bool {
    static THERE: OnceLock<bool> = OnceLock::new();
    *THERE.get_or_init(|| {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("setup.sh");
        std::process::Command::new("sh").arg(script).arg("has-proofs").status().is_ok_and(|status| status.success())
    })
}

/// Compiles all proofs, those that are compiled already excepted. One test at a time, because they share the folder.
pub fn compile() {
    static COMPILED: OnceLock<()> = OnceLock::new();
    COMPILED.get_or_init(|| {
        let make = std::process::Command::new("make")
            .args(["-C", "proofs", "-j2"])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .output();
        let make = make.expect("make starts");
        assert!(make.status.success(), "{}", String::from_utf8_lossy(&make.stderr));
    });
}
