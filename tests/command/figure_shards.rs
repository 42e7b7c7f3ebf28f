//! Figures put together from shards are the bytes of those that one process draws.

use crate::command_line::{kill_after, refusal_in, succeed};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::Duration;

const FIGURES: &str = "figure linear-phases exact-hit overshoot";

/// The names and bytes of a folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let named = |path: std::path::PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        (name, fs::read(path).expect("a file"))
    };
    entries.map(named).collect()
}

#[test]
fn shards_are_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    let arguments = format!("{FIGURES} --png --dpi 40 --pdf");
    succeed(at, &format!("{arguments} --out whole"));
    for count in [1, 2] {
        let names: Vec<String> = (1..=count).rev().map(|shard| format!("s{count}-{shard}")).collect();
        for (name, shard) in names.iter().zip((1..=count).rev()) {
            let said = succeed(at, &format!("{arguments} --out {name} --shard {shard}/{count}"));
            assert!(said.contains("of 3 figures are finished"), "{said}");
        }
        let said = succeed(at, &format!("merge {} --out merged{count}", names.join(" ")));
        assert!(said.contains("exact-hit.svg"), "{said}");
        assert!(files(&at.join("whole")) == files(&at.join(format!("merged{count}"))), "{count} shards");
    }
    let message = refusal_in(at, "merge s2-1 --out merged");
    assert!(message.contains("are missing"), "{message}");
    let message = refusal_in(at, &format!("{FIGURES} --png --dpi 50 --pdf --out s1-1 --shard 1/1"));
    assert!(message.contains("--dpi was 40, now 50"), "{message}");
    let message = refusal_in(at, "figure exact-hit --png --dpi 40 --pdf --out s1-1 --shard 1/1");
    assert!(message.contains("the figures were linear-phases exact-hit overshoot, now exact-hit"), "{message}");
    let message = refusal_in(at, "figure exact-hit --out s1-1");
    assert!(message.contains("`s1-1` holds units of a run that several processes share"), "{message}");
    let message = refusal_in(at, "figure exact-hit exact-hit --out twice");
    assert!(message.contains("exact-hit is given twice"), "{message}");
    assert!(!at.join("twice").exists());
}

#[test]
fn killed_shards_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    succeed(at, &format!("{FIGURES} --out whole"));
    let shard = format!("{FIGURES} --out shard --shard 1/1");
    let mut killed = 0;
    for wait in (0..).map(|round| 20 + 40 * round) {
        if !kill_after(at, &shard, Duration::from_millis(wait)) {
            break;
        }
        killed += 1;
    }
    assert!(killed > 0, "it was over before it was killed");
    succeed(at, &shard);
    succeed(at, "merge shard --out merged");
    assert!(files(&at.join("whole")) == files(&at.join("merged")));
}

/// The line before the content of a unit, changed, with the content.
fn forge(path: &Path, change: impl Fn(&str) -> String) {
    let whole = fs::read(path).expect("a unit");
    let end = whole.iter().position(|byte| *byte == b'\n').expect("a header");
    let header = change(std::str::from_utf8(&whole[..end]).expect("a text"));
    fs::write(path, [header.as_bytes(), &whole[end..]].concat()).expect("written");
}

#[test]
fn files_stay_in_their_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    succeed(at, "figure exact-hit --out shard --shard 1/1");
    let unit = at.join("shard/units/000001");
    forge(&unit, |header| header.replacen("exact-hit.svg", "../exact-hit.svg", 1));
    let message = refusal_in(at, "merge shard --out merged");
    assert!(message.contains("it holds no files of a figure"), "{message}");
    assert!(!at.join("exact-hit.svg").exists());
    forge(&unit, |header| header.replacen("../exact-hit.svg\",", "exact-hit.svg\",1", 1));
    let message = refusal_in(at, "merge shard --out merged");
    assert!(message.contains("it holds no files of a figure"), "{message}");
}
