//! Tables as people have them, through the program: right answers, and what was done said aloud.

use crate::command_line::{catapult_in, refusal_in, stderr, stdout};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn reference() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/tables"))
}

/// The one JSON object of a run, and what it said on stderr.
fn json_in(folder: &Path, arguments: &str) -> (Value, String) {
    let output = catapult_in(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {}", stderr(&output));
    (serde_json::from_str(&stdout(&output)).expect("JSON"), stderr(&output))
}

fn lower(value: &Value) -> String {
    value["lower"].as_str().expect("decimals").to_owned()
}

/// Three points, not two: 1.535767.. and not 1.058267..
#[test]
fn a_quoted_first_row_is_a_sample() {
    let arguments = "threshold linear --loss exponential --data csv:quoted-first-row.csv --json";
    let (answer, said) = json_in(reference(), arguments);
    assert!(lower(&answer["eta_critical"]).starts_with("1.535767"), "{answer}");
    assert_eq!(said, "");
}

#[test]
fn a_numeric_header_is_said_aloud() {
    let (answer, said) = json_in(reference(), "separability --data csv:numeric-header.csv --json");
    assert!(
        said.starts_with("note: numeric-header.csv: line 1 (`0,1`) counts the columns, as data frames do"),
        "{said}"
    );
    assert!(said.contains(",header=no"), "{said}");
    assert_eq!(answer["data"]["samples"], 2);
    assert!(answer["data"]["remarks"][0].as_str().is_some_and(|remark| remark.contains("taken as a header")));
    let (answer, said) = json_in(reference(), "separability --data csv:numeric-header.csv,header=no --json");
    assert_eq!((answer["data"]["samples"].as_u64(), said.as_str()), (Some(3), ""));
    // the same in every command that takes data
    for command in ["threshold linear --loss logistic", "classify linear --loss logistic --eta 1 --weight 1"] {
        let output = catapult_in(reference(), &format!("{command} --data csv:numeric-header.csv"));
        assert!(stderr(&output).contains("counts the columns"), "{command}: {}", stderr(&output));
    }
}

/// An error stays one line; what was said about the file is part of it.
#[test]
fn an_error_says_how_the_file_was_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.csv"), "x,y\n0,1\n0,-1\n").expect("written");
    let message = refusal_in(folder.path(), "threshold linear --loss logistic --data csv:t.csv");
    assert!(message.starts_with("error: all features are zero"), "{message}");
    assert!(message.contains("(t.csv: line 1 (`x,y`) is taken as a header and skipped"), "{message}");
}

#[test]
fn three_positive_points_and_a_negative_one() {
    let (answer, _) =
        json_in(reference(), "threshold linear --loss logistic --data csv:three-plus-one-minus.csv --digits 30 --json");
    assert_eq!((&answer["sharpness"]["lower"], &answer["sharpness"]["upper"]), (&"0.1875".into(), &"0.1875".into()));
}

#[test]
fn options_reach_every_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "id;species;length\n1;virginica;1\n2;setosa;2\n3;virginica;-1\n";
    fs::write(folder.path().join("iris.csv"), text).expect("written");
    let unclear =
        refusal_in(folder.path(), "threshold linear --loss logistic --data csv:iris.csv,label=species,drop=id");
    assert!(unclear.contains("the labels are `virginica` (line 2) and `setosa` (line 3)"), "{unclear}");
    assert!(unclear.contains(",positive=virginica"), "{unclear}");
    let data = "csv:iris.csv,label=species,positive=virginica,drop=id";
    let (answer, said) = json_in(folder.path(), &format!("separability --data {data},intercept --json"));
    assert_eq!((answer["data"]["dimension"].as_u64(), said.as_str()), (Some(2), ""));
    // z = 1, -2, -1
    let (answer, _) = json_in(folder.path(), &format!("separability --data {data} --json"));
    assert_eq!(answer["separable"], false);
    let train = format!(
        "train --data {data},standardise,intercept --test {data},standardise,intercept --loss logistic --depth 1 --eta 1 \
         --steps 3 --out out"
    );
    let output = catapult_in(folder.path(), &train);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert!(stdout(&output).contains("3 samples, 2 of them +1, 2 features"), "{}", stdout(&output));
}

#[test]
fn other_formats_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("t.txt"), "+1 1:1\n+1 1:2\n+1 1:-1\n").expect("written");
    let (answer, _) = json_in(folder.path(), "threshold linear --loss exponential --data libsvm:t.txt --json");
    assert!(lower(&answer["eta_critical"]).starts_with("1.535767"), "{answer}");
    fs::write(folder.path().join("t.xlsx"), b"PK\x03\x04 xl/workbook.xml").expect("written");
    let message = refusal_in(folder.path(), "separability --data csv:t.xlsx");
    assert!(message.contains("t.xlsx is an Excel workbook (.xlsx): save the sheet as CSV"), "{message}");
    let message = refusal_in(folder.path(), "separability --data csv:t.txt,lable=2");
    assert!(message.contains("did you mean ,label=?"), "{message}");
}

/// `list data` names every form and option.
#[test]
fn the_help_says_what_can_follow() {
    let listed = stdout(&catapult_in(reference(), "list data"));
    for word in [
        "libsvm:FILE",
        "npy:FILE",
        "parquet:FILE",
        ",label=species",
        ",positive=malignant",
        ",delimiter=;",
        ",header=yes",
        ",intercept",
        ",standardise",
        ":all or :n=N",
        "labels and intercept are left alone",
        "rounded to doubles",
    ] {
        assert!(listed.contains(word), "{word} is missing from {listed}");
    }
    for command in ["separability --help", "train --help", "threshold linear --help"] {
        // lines are broken anywhere
        let help = stdout(&catapult_in(reference(), command));
        let help = help.split_whitespace().collect::<Vec<&str>>().join(" ");
        assert!(help.contains("catapult list data"), "{command}");
    }
}
