//! `catapult reproduce`: parts of it. All of it is in `tests/figures/reproduction.rs`, where the figures are.

use crate::command_line::{catapult_in, stderr};
use serde_json::Value;

#[test]
fn parts_can_be_chosen() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = catapult_in(folder.path(), "reproduce --only overshoot,theorem-1.1 --out here");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let report: Value =
        serde_json::from_slice(&std::fs::read(folder.path().join("here/report.json")).expect("a report"))
            .expect("JSON");
    let names = |key: &str, field: &str| -> Vec<String> {
        let list = report[key].as_array().expect("a list");
        list.iter().map(|entry| entry[field].as_str().expect("a name").to_owned()).collect()
    };
    assert_eq!(names("claims", "id"), ["theorem-1.1", "overshoot"]);
    assert_eq!(names("figures", "name"), ["overshoot"]);
    assert_eq!(report["cross_check"].as_array().map(Vec::len), Some(0));
}
