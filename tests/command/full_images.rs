//! `--images`: full image sets in `train` and in `separability`, which say how much of them they used.

use crate::command_line::{catapult_in, refusal, refusal_in, stderr, stdout};
use crate::image_files::write_mnist;
use serde_json::Value;
use std::fs;
use std::path::Path;

fn digits(folder: &Path, count: usize) {
    let classes: Vec<u8> = (0..count).map(|index| if index % 2 == 0 { 4 } else { 9 }).collect();
    write_mnist(&folder.join("mnist/MNIST/raw"), &classes, |p, c, a| format!("{p}-{c}-idx{a}-ubyte.gz"));
}

fn success(folder: &Path, arguments: &str) -> String {
    let output = catapult_in(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments}: {}", stderr(&output));
    stdout(&output)
}

#[test]
fn separability_takes_full_sets() {
    let folder = tempfile::tempdir().expect("a folder");
    digits(folder.path(), 60);
    let json = |data: &str| -> Value {
        let text = success(folder.path(), &format!("separability --data {data} --images mnist --json"));
        serde_json::from_str(&text).expect("JSON")
    };
    let all = json("mnist:4,9:all");
    assert_eq!(all["data"], serde_json::json!({ "samples": 60, "dimension": 4, "available": 60 }));
    assert!(!all["separable"].is_null());
    let some = json("mnist:4,9:n=20");
    let expected = serde_json::json!({ "samples": 20, "dimension": 4, "available": 60, "note": "20 of 60 used" });
    assert_eq!(some["data"], expected);
    let table = success(folder.path(), "separability --data mnist:4,9:n=20 --images mnist");
    assert!(table.lines().next().is_some_and(|line| line.contains("20 of 60 used, 4 features")), "{table}");
    let table = success(folder.path(), "separability --data mnist:4,9:all --images mnist");
    assert!(table.lines().next().is_some_and(|line| line.contains("60 points, 4 features")), "{table}");
}

#[test]
fn training_takes_full_sets() {
    let folder = tempfile::tempdir().expect("a folder");
    digits(folder.path(), 60);
    let arguments = "train --data mnist:4,9:all --test mnist:4,9:test:n=20 --images mnist --loss logistic --depth 1 \
                     --eta 1 --steps 2 --out out";
    let table = success(folder.path(), arguments);
    assert!(table.contains("mnist:4,9:all: 60 samples, 30 of them +1"), "{table}");
    assert!(table.contains("mnist:4,9:test:n=20: 20 of 60 used, 10 of them +1"), "{table}");
    let summary = fs::read_to_string(folder.path().join("out/summary.json")).expect("a summary");
    let summary: Value = serde_json::from_str(&summary).expect("JSON");
    assert_eq!(summary["data"]["available"], 60);
    assert!(summary["data"].get("note").is_none());
    assert_eq!(summary["test"]["note"], "20 of 60 used");
}

/// What helps is named with the option of the command that is running.
#[test]
fn messages_name_the_option_of_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let train = |data: &str| {
        format!("train --data {data} --loss logistic --depth 1 --eta 1 --steps 1 --out out --images images")
    };
    let separability = |data: &str| format!("separability --data {data} --images images");
    let images = folder.path().join("images");
    fs::create_dir(&images).expect("a folder");
    for command in [train("mnist:4,9"), separability("mnist:4,9")] {
        let message = refusal_in(folder.path(), &command);
        assert!(message.contains("no train-images-idx3-ubyte (or train-images-idx3-ubyte.gz) in images"), "{message}");
        assert!(message.contains("--images takes the directory of the full canonical files"), "{message}");
    }
    fs::create_dir(images.join("cifar-10-batches-py")).expect("a folder");
    fs::write(images.join("cifar-10-batches-py/data_batch_1"), b"\x80\x02").expect("written");
    for command in [train("cifar10:cat,dog"), separability("cifar10:cat,dog")] {
        let message = refusal_in(folder.path(), &command);
        assert!(message.contains("images/cifar-10-batches-py/data_batch_1 is CIFAR-10 for Python"), "{message}");
        assert!(message.contains("cifar-10-binary.tar.gz, from the same page, and give its folder with --images"));
    }
    for command in [train("three-point"), separability("three-point")] {
        assert!(refusal_in(folder.path(), &command).contains("--images has no use here"), "{command}");
    }
    for data in ["mnist:3,7", "mnist:0,1:all", "cifar10:automobile,dog:n=10000"] {
        let message = refusal(&format!("separability --data {data}"));
        assert!(message.contains("the binary holds the first 2048 training and 512 test images"), "{message}");
        assert!(message.trim_end().ends_with("give the directory of the full canonical files with --images DIR"));
    }
    let message = refusal("threshold linear --loss logistic --data mnist:0,1");
    assert!(message.contains("has no exact form"), "{message}");
}
