//! Bad input: one clear line that names the value and the remedy, status 2, nothing written.

use crate::command_line::{catapult_in, refusal, refusal_in};
use std::fs;

fn assert_mentions(message: &str, words: &[&str]) {
    for word in words {
        assert!(message.contains(word), "`{word}` is missing from: {message}");
    }
}

#[test]
fn numbers_that_are_none() {
    assert_mentions(
        &refusal("orbit linear --loss logistic --eta nan --weight 1 --steps 1"),
        &["nan", "not a number", "-3/4"],
    );
    assert_mentions(&refusal("orbit linear --loss logistic --eta inf --weight 1 --steps 1"), &["inf"]);
    assert_mentions(&refusal("orbit linear --loss logistic --eta 1/0 --weight 1 --steps 1"), &["1/0", "zero"]);
    assert_mentions(&refusal("orbit linear --loss logistic --eta 1e999999999 --weight 1 --steps 1"), &["1e999999999"]);
    assert_mentions(&refusal("threshold two-cycle --eta 40 --digits 0"), &["0", "100000"]);
    assert_mentions(&refusal("threshold two-cycle --eta 40 --digits many"), &["many"]);
    assert_mentions(&refusal("orbit linear --loss logistic --eta 1 --weight 1 --steps -3"), &["-3"]);
    assert_mentions(&refusal("orbit linear --loss logistic --eta 1 --weight 1 --steps 3 --every 0"), &["0"]);
}

#[test]
fn numbers_out_of_range() {
    let rest = "--lambda 2 --output 1 --steps 1";
    assert_mentions(
        &refusal(&format!("orbit two-layer --loss logistic --eta -1 --width 4 {rest}")),
        &["-1", "above 0"],
    );
    assert_mentions(&refusal(&format!("orbit two-layer --loss logistic --eta 0 --width 4 {rest}")), &["0", "above 0"]);
    assert_mentions(
        &refusal(&format!("orbit two-layer --loss logistic --eta 1 --width 0 {rest}")),
        &["width 0", "at least 1"],
    );
    assert_mentions(&refusal(&format!("orbit two-layer --loss logistic --eta 1 --width 3/2 {rest}")), &["3/2"]);
    assert_mentions(
        &refusal("orbit two-layer --loss logistic --eta 1 --width 4 --lambda 0.9 --output -1 --steps 1"),
        &["9/10", "-1", "1.000000"],
    );
    assert_mentions(&refusal("threshold two-cycle --eta 8"), &["8", "above 8"]);
    assert_mentions(&refusal("threshold critical-rate --loss logistic --weight 0"), &["0"]);
    assert_mentions(&refusal("threshold lazy-rate --loss logistic --lambda -2"), &["-2"]);
    assert_mentions(&refusal("threshold universal-rate --width 0"), &["width 0"]);
}

#[test]
fn names_that_are_misspelt_get_suggestions() {
    assert_mentions(&refusal("threshhold overshoot"), &["threshhold", "threshold"]);
    assert_mentions(&refusal("threshold critical-rate --loss logistc --weight 1"), &["logistc", "logistic"]);
    assert_mentions(&refusal("verify overshot"), &["overshot", "did you mean `overshoot`"]);
    assert_mentions(&refusal("figure overshot"), &["did you mean `overshoot`"]);
    assert_mentions(&refusal("reproduce --only overshot"), &["did you mean `overshoot`"]);
    assert_mentions(&refusal("threshold linear --loss logistic --data tree-point"), &["tree-point", "three-point"]);
    assert_mentions(
        &refusal("orbit linear --loss logistic --eta 1 --weight 1 --steps 1 --arithmetic bal:100"),
        &["bal:100", "ball:BITS"],
    );
    assert_mentions(
        &refusal("orbit linear --loss logistic --eta 1 --weight 1 --steps 1 --arithmetic ball:4"),
        &["ball:4", "24"],
    );
    assert_mentions(&refusal("orbit linear --loss logistic --eta 1 --steps 1"), &["--weight"]);
}

#[test]
fn exact_orbits_of_transcendental_losses_name_the_alternative() {
    let message = refusal("orbit linear --loss logistic --eta 1 --weight 1 --steps 1 --arithmetic exact");
    assert_mentions(&message, &["logistic", "ball:BITS", "squared"]);
    let message = refusal("orbit aligned --loss squared --eta 1 --width 3 --sigma 1,2 --steps 1 --arithmetic exact");
    assert_mentions(&message, &["width 3", "ball:BITS"]);
}

#[test]
fn data_that_cannot_be_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [(&str, &[u8], &[&str]); 7] = [
        ("words.csv", b"1,1\ntwo,-1\n", &["two"]),
        ("ragged.csv", b"1,1\n1,2,-1\n", &["2"]),
        ("label.csv", b"1,1\n2,3\n", &["3", "-1"]),
        ("one-class.csv", b"1,1\n2,1\n", &["separable"]),
        ("empty.csv", b"", &["empty"]),
        ("separable.csv", b"1,1\n-1,-1\n", &["separable"]),
        ("flat.csv", b"0,1\n0,-1\n", &["zero"]),
    ];
    for (name, content, words) in cases {
        fs::write(folder.path().join(name), content).expect("written");
        let message = refusal_in(folder.path(), &format!("threshold linear --loss logistic --data csv:{name}"));
        assert_mentions(&message, words);
    }
    assert_mentions(
        &refusal_in(folder.path(), "threshold linear --loss logistic --data csv:absent.csv"),
        &["absent.csv"],
    );
    assert_mentions(&refusal("threshold linear --loss logistic --data mnist:0,1"), &["mnist:0,1"]);
}

#[test]
fn places_that_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file"), b"here").expect("written");
    let orbit = "orbit linear --loss logistic --eta 1 --weight 1 --steps 1 --out";
    assert_mentions(
        &refusal_in(folder.path(), &format!("{orbit} absent/orbit.csv")),
        &["absent/orbit.csv", "writable"],
    );
    assert_mentions(&refusal_in(folder.path(), &format!("{orbit} .")), &["directory"]);
    assert_mentions(&refusal_in(folder.path(), "reproduce --out file/out"), &["file/out", "writable"]);
    assert_mentions(&refusal_in(folder.path(), "figure overshoot --out file"), &["file", "writable"]);
    assert_eq!(fs::read(folder.path().join("file")).expect("still there"), b"here");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing was left behind");
}

#[test]
fn bad_input_comes_before_any_work() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = catapult_in(folder.path(), "reproduce --only nonsense");
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
    let bad = "orbit linear --loss logistic --eta -1 --weight 1 --steps 1 --out orbit.csv";
    refusal_in(folder.path(), bad);
    refusal_in(folder.path(), "reproduce --data absent --out new");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}
