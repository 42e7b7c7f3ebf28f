//! `catapult train` with bad input: one clear line, status 2, nothing written.

use crate::command_line::refusal_in;
use crate::npz_files::{array, write_npz};
use std::fs;
use std::path::Path;

const REST: &str = "--loss logistic --depth 2 --width 3 --out run";

/// The message, after checking that the folder is as it was.
fn refusal(folder: &Path, arguments: &str, words: &[&str]) {
    let before = fs::read_dir(folder).expect("a folder").count();
    let message = refusal_in(folder, &format!("train {arguments}"));
    for word in words {
        assert!(message.contains(word), "`{word}` is missing from: {message}");
    }
    assert_eq!(fs::read_dir(folder).expect("a folder").count(), before, "{arguments} wrote something");
}

#[test]
fn rates_and_lengths() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [(&str, &[&str]); 26] = [
        ("--eta 0 --steps 5", &["--eta", "learning rate 0 is not positive"]),
        ("--eta -1/2 --steps 5", &["learning rate -1/2 is not positive"]),
        ("--eta=-1/2 --steps 5", &["learning rate -1/2 is not positive"]),
        ("--eta 1,x --steps 5", &["`x` is not a number"]),
        ("--eta nan --steps 5", &["nan"]),
        ("--eta 1,1.0 --steps 5", &["the same double"]),
        ("--eta 1e400 --steps 5", &["learning rate 1e400 is out of the range"]),
        ("--eta 1.5e-400 --steps 5", &["learning rate 1.5e-400 is out of the range"]),
        ("--eta -1e400 --steps 5", &["learning rate -1e400 is not positive"]),
        ("--eta 1 --physical-time 1e400", &["physical time 1e400 at learning rate 1 takes 1e400 steps"]),
        ("--eta log:1:200 --steps 5", &["malformed rates `log:1:200`", "log:1:200:24"]),
        ("--eta log:1:200:1 --steps 5", &["at least 2"]),
        ("--eta 1", &["--steps <T>", "--physical-time <P>"]),
        ("--eta 1 --steps 5 --physical-time 3", &["--steps", "--physical-time", "cannot be used with"]),
        ("--eta 1 --steps -5", &["-5"]),
        ("--eta 1 --steps 2.5", &["`2.5` is not a whole number"]),
        ("--eta 1 --steps 1e10", &["--steps 10000000000 is too many"]),
        ("--eta 1e-9 --physical-time 1000", &["takes 1000000000000 steps", "shorter time"]),
        ("--eta 1 --physical-time 0", &["physical time 0 is not positive"]),
        ("--eta 1 --physical-time -2", &["physical time -2 is not positive"]),
        ("--eta 1 --steps 1e9", &["1000000003 rows", "--every"]),
        ("--eta 1 --steps 5 --anneal 0.1", &["malformed annealing `0.1`", "E:T"]),
        ("--eta 1 --steps 5 --anneal -1:3", &["learning rate -1 is not positive"]),
        ("--eta 1e-40 --steps 5 --precision f32", &["1e-40", "single precision"]),
        ("--eta 1 --steps 5 --anneal 1e-40:3 --precision f32", &["1e-40", "single precision"]),
        ("--steps 5", &["--eta"]),
    ];
    for (arguments, words) in cases {
        refusal(folder.path(), &format!("--data degenerate {arguments} {REST}"), words);
    }
}

#[test]
fn shapes_and_options() {
    let folder = tempfile::tempdir().expect("a folder");
    let start = "--data degenerate --loss logistic --eta 1 --steps 5 --out run";
    let cases: [(&str, &[&str]); 19] = [
        ("--depth 0 --width 3", &["--depth", "at least 1"]),
        ("--depth 2 --width 0", &["--width", "at least 1"]),
        ("--depth 2 --width 2.5", &["2.5"]),
        ("--depth 2", &["depth 2 needs a width"]),
        ("--depth 2 --width 1e6 --data mnist:0,1", &["reduce the width"]),
        ("--depth 3 --width 1e6", &["weights", "reduce the width"]),
        ("--depth 1e18 --width 1e18", &["weights", "reduce the width"]),
        ("--depth 2e8 --width 1", &["depth 200000000 is too large", "65536"]),
        ("--depth 65537 --width 1", &["depth 65537 is too large", "65536"]),
        ("--depth 2 --width 3 --spectra 0", &["--spectra", "at least 1"]),
        ("--depth 2 --width 3 --every 0", &["--every", "at least 1"]),
        ("--depth 2 --width 3 --precision f16", &["f16", "f64", "f32"]),
        ("--depth 2 --width 3 --seed x", &["`x` is not a seed", "1..20"]),
        ("--depth 2 --width 3 --seed 1,1", &["seed 1 is given twice"]),
        ("--depth 2 --width 3 --start zero", &["--start zero is no start at depth 2", "--depth 1"]),
        ("--depth 1 --start zero --seed 2", &["--start", "--seed"]),
        ("--depth 2 --width 3 --seed 1 --weights w.npz", &["--seed", "--weights"]),
        ("--depth 2 --width 3 --checkpoint-seconds 61", &["61", "between 0 and 60"]),
        ("--depth 2 --width 3 --images here", &["--images", "mnist or cifar10"]),
    ];
    for (arguments, words) in cases {
        refusal(folder.path(), &format!("{start} {arguments}"), words);
    }
    refusal(folder.path(), "--data degenerate --loss logistic --depth 2 --width 3 --eta 1 --steps 5", &["--out"]);
    refusal(
        folder.path(),
        "--data degenerate --loss logistic --depth 2 --width 1e6 --eta log:1:200:1000 --steps 5 --out run",
        &["GiB of memory", "fewer rates"],
    );
    refusal(
        folder.path(),
        "--data degenerate --loss hinge --depth 1 --eta 1 --steps 5 --out run",
        &["hinge", "logistic"],
    );
}

#[test]
fn data_and_weights() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("plane.csv"), "1,2,1\n3,4,-1\n").expect("written");
    fs::write(path("text.npz"), "1,2\n").expect("written");
    write_npz(&path("nan.npz"), &[("X", array(&[2, 1], &[1.0, f64::NAN])), ("y", array(&[2], &[1.0, -1.0]))]);
    write_npz(&path("w.npz"), &[("W1", array(&[3, 2], &[0.0; 6])), ("W2", array(&[3], &[0.0; 3]))]);
    write_npz(&path("deep.npz"), &[("W1", array(&[3, 1], &[0.0; 3])), ("W3", array(&[3], &[0.0; 3]))]);
    let rest = format!("--eta 1 --steps 5 {REST}");
    let cases: [(&str, &[&str]); 11] = [
        ("--data nothing", &["unknown data `nothing`"]),
        ("--data csv:absent.csv", &["absent.csv", "no such file"]),
        ("--data npz:absent.npz", &["absent.npz", "no such file"]),
        ("--data npz:text.npz", &["text.npz is not a whole npz file"]),
        ("--data npz:nan.npz", &["array X of nan.npz is NaN at index [1, 0]"]),
        ("--data mnist:3,7", &["`mnist:3,7` is not embedded"]),
        ("--data degenerate --test csv:plane.csv", &["the test data have 2 features where 1 are needed"]),
        ("--data degenerate --weights absent.npz", &["absent.npz"]),
        ("--data degenerate --weights w.npz", &["array W1 of w.npz has shape (3, 2) where (3, 1) is needed"]),
        ("--data degenerate --weights deep.npz", &["has an array W3, but the depth is 2"]),
        (
            "--data mnist:0,1 --images absent",
            &["cannot read the folder absent: no such file or directory; --images takes"],
        ),
    ];
    for (arguments, words) in cases {
        refusal(folder.path(), &format!("{arguments} {rest}"), words);
    }
}

/// Full canonical files, named by --images, with each way in which they can be wrong.
#[test]
fn canonical_files() {
    let folder = tempfile::tempdir().expect("a folder");
    let images = folder.path().join("images");
    fs::create_dir(&images).expect("a folder");
    let idx = |magic: u32, sizes: &[u32], content: &[u8]| -> Vec<u8> {
        let head: Vec<u8> = [magic].iter().chain(sizes).flat_map(|word| word.to_be_bytes()).collect();
        [head, content.to_vec()].concat()
    };
    let pixels: Vec<u8> = (0..16).map(|pixel| pixel * 9).collect();
    let good_images = idx(0x803, &[4, 2, 2], &pixels);
    let good_labels = idx(0x801, &[4], &[3, 7, 3, 7]);
    let write = |images_content: &[u8], labels_content: &[u8]| {
        fs::write(images.join("train-images-idx3-ubyte"), images_content).expect("written");
        fs::write(images.join("train-labels-idx1-ubyte"), labels_content).expect("written");
    };
    let arguments = format!("--data mnist:3,7 --images images --eta 1 --steps 5 {REST}");
    write(&good_labels, &good_labels);
    refusal(folder.path(), &arguments, &["0x00000801", "0x00000803"]);
    write(&good_images[..good_images.len() - 1], &good_labels);
    refusal(folder.path(), &arguments, &["truncated"]);
    write(&good_images, &idx(0x801, &[3], &[3, 7, 3]));
    refusal(folder.path(), &arguments, &["4 images", "3 labels"]);
    write(&good_images, &idx(0x801, &[4], &[3, 3, 3, 1]));
    refusal(folder.path(), &arguments, &["no sample of class 7"]);
    let record = vec![1_u8; 3073];
    for batch in 1..=5 {
        fs::write(images.join(format!("data_batch_{batch}.bin")), &record).expect("written");
    }
    let cifar = format!("--data cifar10:automobile,cat --images images --eta 1 --steps 5 {REST}");
    refusal(folder.path(), &cifar, &["no sample of class 3"]);
    fs::write(images.join("data_batch_4.bin"), &record[1..]).expect("written");
    refusal(folder.path(), &cifar, &["data_batch_4.bin", "3072 bytes"]);
    fs::remove_file(images.join("data_batch_2.bin")).expect("removed");
    refusal(folder.path(), &cifar, &["data_batch_2.bin"]);

    write(&good_images, &good_labels);
    let output = crate::command_line::catapult_in(folder.path(), &format!("train {arguments}"));
    assert_eq!(output.status.code(), Some(0), "{}", crate::command_line::stderr(&output));
}

#[test]
fn places_that_cannot_be_written() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file"), b"here").expect("written");
    let run = "--data degenerate --loss logistic --depth 1 --eta 1 --steps 5";
    refusal(folder.path(), &format!("{run} --out file"), &["file", "writable"]);
    refusal(folder.path(), &format!("{run} --out file/below"), &["file/below", "writable"]);
    assert_eq!(fs::read(folder.path().join("file")).expect("still there"), b"here");

    // A folder where a result should go: refused before a run that would not end within the test.
    fs::create_dir_all(folder.path().join("taken").join("history.csv")).expect("a folder");
    let long = "--data degenerate --loss logistic --depth 1 --eta 1 --steps 1000000000 --every 1000000";
    refusal(folder.path(), &format!("{long} --out taken"), &["taken", "history.csv", "writable"]);
    assert_eq!(fs::read_dir(folder.path().join("taken")).expect("a folder").count(), 1);
}
