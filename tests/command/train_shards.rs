//! Shards put together are the bytes of the run that was never cut, whatever their number, their order, and how often they were killed.

use crate::command_line::{catapult_in, json, kill_after, refusal_in, spawn, stderr, stdout, succeed};
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const FILES: [&str; 2] = ["history.csv", "summary.json"];

fn same_files(folder: &Path, left: &str, right: &str) {
    for name in FILES {
        let bytes = |run: &str| fs::read(folder.join(run).join(name)).expect("a file");
        assert!(bytes(left) == bytes(right), "{name} of {left} and {right}");
    }
}

/// One network: the whole is a run that knows nothing of units.
const SEEDS: &str = "train --data three-point --test degenerate --loss squared --eta 50,0.3,0.01 --steps 60 --every 7 --anneal 0.001:20 \
                     --spectra 30 --depth 2 --width 6 --seed 3,10..15";

/// Several networks.
const NETWORKS: &str = "train --data three-point --data degenerate --loss logistic --eta 0.5,20 --steps 40 --every 9 --depth 1,2,3 --width 4,7 \
                        --seed 1..2 --precision f32";

#[test]
fn shards_of_any_number_in_any_order_are_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut generator = ChaCha20Rng::seed_from_u64(1);
    for (which, arguments) in [("seeds", SEEDS), ("networks", NETWORKS)] {
        let whole = format!("{which}-whole");
        succeed(folder.path(), &format!("{arguments} --out {whole}"));
        for count in [1, 2, 3, 7, 25] {
            let name = |shard: usize| format!("{which}-{count}-{shard}");
            let mut order: Vec<usize> = (1..=count).collect();
            order.shuffle(&mut generator);
            for shard in &order {
                succeed(folder.path(), &format!("{arguments} --shard {shard}/{count} --out {}", name(*shard)));
            }
            order.shuffle(&mut generator);
            let names: Vec<String> = order.iter().map(|shard| name(*shard)).collect();
            let merged = format!("{which}-{count}");
            succeed(folder.path(), &format!("merge {} --out {merged}", names.join(" ")));
            same_files(folder.path(), &whole, &merged);
        }
        // shards of different numbers, in one folder and with units that are there twice
        for shard in ["2/3", "1/2"] {
            succeed(folder.path(), &format!("{arguments} --shard {shard} --out {which}-mixed"));
        }
        succeed(folder.path(), &format!("merge {which}-mixed {which}-2-2 {which}-1-1 --out {which}-again"));
        same_files(folder.path(), &whole, &format!("{which}-again"));
    }
}

#[test]
fn several_networks_are_the_runs_of_each() {
    let folder = tempfile::tempdir().expect("a folder");
    let table = succeed(folder.path(), &format!("{NETWORKS} --out all"));
    assert!(table.contains("networks  10\n"), "{table}");
    let left: BTreeSet<_> = fs::read_dir(folder.path().join("all"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert_eq!(left, FILES.map(Into::into).into(), "units are gone when they are put together");
    let summary: Value =
        serde_json::from_slice(&fs::read(folder.path().join("all/summary.json")).expect("a file")).expect("JSON");
    let history = fs::read_to_string(folder.path().join("all/history.csv")).expect("a file");
    let mut lines = history.lines();
    assert_eq!(
        lines.next(),
        Some(
            "eta,step,train_loss,train_accuracy,test_accuracy,ntk_eigenvalue,sharpness,seed,phase,first_rise,largest_loss,data,depth,width"
        )
    );
    let networks = summary["networks"].as_array().expect("networks");
    assert_eq!(networks.len(), 10, "one of depth 1 and four more on each data");
    for (index, network) in networks.iter().enumerate() {
        // each network's own command makes its own summary and its own lines
        let command = network["command"].as_str().expect("a command").strip_prefix("catapult ").expect("of ours");
        succeed(folder.path(), &format!("{command} --out single{index}"));
        let bytes =
            |name: &str| fs::read_to_string(folder.path().join(format!("single{index}")).join(name)).expect("a file");
        assert_eq!(format!("{network:#}\n"), bytes("summary.json"));
        let settings = &network["settings"];
        let width = settings["width"].as_u64().map_or_else(String::new, |width| width.to_string());
        let ending = format!(",{},{},{width}", settings["data"].as_str().expect("data"), settings["depth"]);
        for line in bytes("history.csv").lines().skip(1) {
            assert_eq!(lines.next(), Some(format!("{line}{ending}").as_str()));
        }
    }
    assert_eq!(lines.next(), None);
    // the command in the summary of all makes all
    let command = summary["command"].as_str().expect("a command").strip_prefix("catapult ").expect("of ours");
    succeed(folder.path(), &format!("{command} --out again"));
    same_files(folder.path(), "all", "again");
    // resuming what is finished does nothing, beginning anew replaces it
    fs::remove_file(folder.path().join("all/history.csv")).expect("removed");
    let output = catapult_in(folder.path(), &format!("{NETWORKS} --resume --out all"));
    assert!(stderr(&output).contains("finished already"), "{}", stderr(&output));
    assert_eq!(stdout(&output), table);
    succeed(folder.path(), &format!("{NETWORKS} --out all"));
    same_files(folder.path(), "all", "again");
}

/// Kills a command (SIGKILL) after random times until it has ended by itself, and returns how often.
fn kill_until_it_ends(folder: &Path, arguments: &str, generator: &mut ChaCha20Rng, longest: u64, most: usize) -> usize {
    for killed in 0..most {
        if !kill_after(folder, arguments, Duration::from_millis(generator.random_range(0..longest))) {
            return killed;
        }
    }
    assert!(spawn(folder, arguments).wait().expect("a status").success(), "{arguments}");
    most
}

/// Kills shards, the whole run and the merging `most` times each, and compares bytes.
fn killed_ones_end_with_the_same_bytes(most: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut generator = ChaCha20Rng::seed_from_u64(2);
    let long = "train --data three-point --data degenerate --loss squared --eta 50,0.3,0.01 --steps 3000 --every 50 --depth 2,3 --width 12 \
                --seed 1..4";
    succeed(folder.path(), &format!("{long} --out whole"));
    let long = format!("{long} --checkpoint-seconds 0.02");
    let mut killed = 0;
    for shard in ["1/2", "2/2"] {
        let arguments = format!("{long} --shard {shard} --out shard{}", &shard[..1]);
        killed += kill_until_it_ends(folder.path(), &arguments, &mut generator, 120, most);
    }
    let whole = kill_until_it_ends(folder.path(), &format!("{long} --resume --out parts"), &mut generator, 120, most);
    assert!(killed > 2 && whole > 1, "{killed} and {whole} were killed: give them more to do");
    same_files(folder.path(), "whole", "parts");
    for _ in 0..most {
        kill_until_it_ends(folder.path(), "merge shard2 shard1 --out merged", &mut generator, 20, 1);
    }
    succeed(folder.path(), "merge shard2 shard1 --out merged");
    same_files(folder.path(), "whole", "merged");
}

#[test]
fn a_few_killed_processes_lose_nothing() {
    killed_ones_end_with_the_same_bytes(8);
}

/// `make test-all`
#[test]
#[ignore = "takes minutes: a hundred processes of each kind are killed"]
fn a_hundred_killed_processes_lose_nothing() {
    killed_ones_end_with_the_same_bytes(100);
}

#[test]
fn a_plan_says_what_shards_do_and_does_nothing() {
    let arguments = "train --data three-point --data degenerate --loss logistic --eta 1,2 --steps 10 --depth 1,2 --width 3,2000 --seed 1..5 --plan";
    let whole = json(&format!("{arguments} --json"));
    let units = whole["units"].as_array().expect("units");
    assert_eq!((units.len(), whole["of"].as_u64()), (2 * 3 * 5, Some(30)));
    let seconds = |plan: &Value| plan["seconds"].as_f64().expect("seconds");
    let mut seen = Vec::new();
    let mut shares = Vec::new();
    for shard in 1..=4 {
        let part = json(&format!("{arguments} --json --shard {shard}/4"));
        shares.push(seconds(&part));
        seen.extend(part["units"].as_array().expect("units").clone());
    }
    seen.sort_by_key(|unit| unit["unit"].as_u64());
    assert_eq!(&seen, units, "each unit is done by one shard");
    let (least, most) = (shares.iter().copied().fold(f64::MAX, f64::min), shares.iter().copied().fold(0.0, f64::max));
    let longest = whole["longest_seconds"].as_f64().expect("seconds");
    assert!(most - least <= longest * (1.0 + 1e-12), "the shares differ by more than one unit: {shares:?}");
    let folder = tempfile::tempdir().expect("a folder");
    let table = succeed(folder.path(), arguments);
    assert!(table.contains("\n30 units: "), "{table}");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn what_does_not_fit_is_refused_by_name() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    succeed(at, &format!("{SEEDS} --shard 1/2 --out one"));
    for (from, to, words) in [
        ("--loss squared", "--loss logistic", "--loss was squared, now logistic"),
        ("--width 6", "--width 7", "--width was 6, now 7"),
        ("--width 6", "--width 6,7", "--width was 6, now 6,7"),
        ("--seed 3,10..15", "--seed 3", "--seed was 3,10..15, now 3"),
        ("--eta 50,0.3,0.01", "--eta 50", "--eta was 50,3/10,1/100, now 50"),
    ] {
        let message = refusal_in(at, &format!("{} --shard 2/2 --out one", SEEDS.replace(from, to)));
        assert!(message.contains("`one` holds units of another problem: ") && message.contains(words), "{message}");
    }
    let message = refusal_in(at, &format!("{SEEDS} --out one"));
    assert!(message.contains("`one` holds units of a run that several processes share"), "{message}");
    let message = refusal_in(at, "merge one --out merged");
    assert!(message.contains(" of 7 units are missing (") && message.contains("run the shards"), "{message}");
    assert!(!at.join("merged").exists(), "nothing is written");
    let message = refusal_in(at, "merge nowhere --out merged");
    assert!(message.contains("`nowhere` holds no units"), "{message}");
    succeed(at, &format!("{} --shard 2/2 --out other", SEEDS.replace("--width 6", "--width 7")));
    let message = refusal_in(at, "merge one other --out merged");
    assert!(message.contains("`other` holds units of another problem: --width was 7, now 6"), "{message}");
    for (arguments, words) in [
        ("--shard 0/2", "there is no shard 0 of 2"),
        ("--shard 3/2", "there is no shard 3 of 2"),
        ("--shard half", "`half` is not a shard: write I/N"),
        ("--width 7", "--width 7 is given twice"),
        ("--test degenerate --test three-point --test degenerate", "--test is given 3 times and --data 2 times"),
    ] {
        let message = refusal_in(at, &format!("{NETWORKS} --out bad {arguments}"));
        assert!(message.contains(words), "{message}");
        assert!(!at.join("bad").exists());
    }
    // a network that cannot be trained is refused before any unit is
    let message = refusal_in(at, &format!("{} --out bad", NETWORKS.replace("--width 4,7", "--width 4,1000000")));
    assert!(message.contains("reduce the width"), "{message}");
    assert!(!at.join("bad").exists());
    fs::write(at.join("file"), "").expect("written");
    let message = refusal_in(at, &format!("{SEEDS} --shard 1/2 --out file"));
    assert!(message.contains("cannot write `file`"), "{message}");
    fs::create_dir(at.join("foreign")).expect("made");
    fs::write(at.join("foreign/problem.json"), "{}").expect("written");
    let message = refusal_in(at, &format!("{SEEDS} --shard 1/2 --out foreign"));
    assert!(message.contains("foreign/problem.json` does not describe a problem in units"), "{message}");
}

#[test]
fn a_folder_has_one_process() {
    let folder = tempfile::tempdir().expect("a folder");
    let long = "train --data three-point --loss logistic --depth 2 --width 4 --eta 0.5,2 --steps 200000 --every 1000 --seed 1..2 --shard 1/1 \
                --out shard --checkpoint-seconds 0";
    let mut child = spawn(folder.path(), long);
    while !folder.path().join("shard/units/000001.checkpoint.npz").exists() {
        assert!(child.try_wait().expect("a child").is_none(), "it ended at once");
        std::thread::sleep(Duration::from_millis(1));
    }
    let message = refusal_in(folder.path(), long);
    assert!(message.contains("another run is writing into `shard`"), "{message}");
    child.kill().expect("killed");
    child.wait().expect("a status");
}

#[test]
fn damaged_units_are_refused_and_made_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    succeed(at, &format!("{SEEDS} --out whole"));
    let shard = format!("{SEEDS} --shard 1/1 --out shard");
    succeed(at, &shard);
    let path = at.join("shard/units/000003");
    let whole = fs::read(&path).expect("a unit");
    let header = whole.iter().position(|byte| *byte == b'\n').expect("a header");
    let flipped = |place: usize| {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        bytes
    };
    for damaged in [
        Vec::new(),
        whole[..header].to_vec(),
        whole[..whole.len() - 1].to_vec(),
        flipped(header + 1),
        flipped(whole.len() - 2),
        fs::read(at.join("shard/units/000004")).expect("a unit"),
    ] {
        fs::write(&path, damaged).expect("written");
        let message = refusal_in(at, "merge shard --out merged");
        assert!(message.contains("shard/units/000003` is damaged ("), "{message}");
        assert!(message.contains("remove it, and run its shard again"), "{message}");
    }
    fs::remove_file(&path).expect("removed");
    succeed(at, &shard);
    assert!(fs::read(&path).expect("a unit") == whole);
    succeed(at, "merge shard --out merged");
    same_files(at, "whole", "merged");
    // the same unit with other bytes, and a sound checksum, elsewhere
    succeed(at, &shard.replace("--out shard", "--out copy"));
    let text = String::from_utf8(fs::read(at.join("copy/units/000002")).expect("a unit")).expect("text");
    fs::write(at.join("copy/units/000002"), text.replacen("\"spectra_missing\":0", "\"spectra_missing\":1", 1))
        .expect("written");
    let message = refusal_in(at, "merge shard copy --out merged");
    assert!(message.contains("unit 2 differs between `shard` and `copy`"), "{message}");
}

/// A file that grows beyond a limit of the operating system stands for a full disk.
#[cfg(unix)]
#[test]
fn a_full_disk_loses_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let arguments = format!("{} --shard 1/1 --out shard", SEEDS.replace("--every 7", "--every 1"));
    // blocks of 512 or 1024 bytes; without the signal the write fails
    let limited = |blocks: usize| {
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec {} {arguments}", env!("CARGO_BIN_EXE_catapult"));
        Command::new("sh").args(["-c", &script]).current_dir(at).output().expect("a shell")
    };
    let output = limited(9);
    assert_eq!(output.status.code(), Some(2), "{}", stderr(&output));
    assert!(stderr(&output).contains("cannot write `shard/units/000001`"), "{}", stderr(&output));
    assert!(!at.join("shard/units/000001").exists());
    assert_eq!(limited(100_000).status.code(), Some(0), "with room it goes on");
    succeed(at, "merge shard --out merged");
    succeed(at, &format!("{} --out whole", SEEDS.replace("--every 7", "--every 1")));
    same_files(at, "whole", "merged");
}
