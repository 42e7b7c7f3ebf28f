//! The statement of what must be believed names every module of the crate.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// `certify::cell` for `src/certify/cell.rs`; files in a folder that a module has beside it belong to that module.
fn modules() -> BTreeSet<String> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = BTreeSet::new();
    for area in fs::read_dir(source).expect("the sources") {
        let area = area.expect("an entry").path();
        if !area.is_dir() {
            continue;
        }
        let name = area.file_name().expect("a name").to_string_lossy().into_owned();
        for file in fs::read_dir(&area).expect("a folder") {
            let file = file.expect("an entry").path();
            let stem = file.file_stem().expect("a name").to_string_lossy().into_owned();
            if stem != "mod" {
                found.insert(format!("{name}::{stem}"));
            }
        }
    }
    found
}

#[test]
fn every_module_is_named_as_run_by_check_or_not() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).expect("README.md");
    let modules = modules();
    assert!(modules.len() > 40, "{modules:?}");
    let missing: Vec<&String> = modules
        .iter()
        // the generators of test inputs are one entry
        .filter(|module| !module.starts_with("hostile::"))
        .filter(|module| !text.contains(&format!("`{module}`")))
        .collect();
    assert!(missing.is_empty(), "README.md does not say whether `check` runs {missing:?}");
    let named = text.split('`').skip(1).step_by(2).filter(|word| {
        word.split_once("::").is_some_and(|(area, rest)| {
            ["arithmetic", "certify", "dynamics", "model", "theory"].contains(&area) && !rest.contains("::")
        })
    });
    for word in named {
        assert!(word == "certify::check" || modules.contains(word), "README.md names `{word}`, which is no module");
    }
}
