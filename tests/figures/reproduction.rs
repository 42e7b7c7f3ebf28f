//! `catapult reproduce`: everything is there, stands alone, and is the same every time.

use crate::command_line::stderr;
use crate::drawn::figures;
use catapult::data::DataSource;
use catapult::figures::arrays::to_npz;
use catapult::figures::{FigureOptions, Watcher, catalogue, without_origin};
use catapult::progress::Progress;
use catapult::report::Reproduction;
use serde_json::Value;
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::Command;

/// All files below a folder, by relative name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).expect("readable") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                found.insert(name, std::fs::read(&path).expect("readable"));
            }
        }
    }
    found
}

#[test]
fn a_quick_run_is_complete_and_the_same_for_any_number_of_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    for (out, threads) in [("first", "1"), ("second", "3")] {
        let output = Command::new(env!("CARGO_BIN_EXE_catapult"))
            .args(["reproduce", "--quick", "--out", out])
            .env("RAYON_NUM_THREADS", threads)
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
        // no bar where there is no terminal: a line every ten seconds, on a slow machine
        assert!(stderr(&output).lines().all(|line| line.starts_with("progress: ")), "{}", stderr(&output));
    }
    let [mut first, mut second] = ["first", "second"].map(|name| files(&folder.path().join(name)));

    let page = String::from_utf8(first["index.html"].clone()).expect("UTF-8");
    let report: Value = serde_json::from_slice(&first["report.json"]).expect("JSON");
    assert_eq!(report["claims"].as_array().map(Vec::len), Some(catapult::claims::REGISTRY.len()));
    assert_eq!(report["figures"].as_array().map(Vec::len), Some(catapult::figures::catalogue().len()));
    assert!(report["versions"]["rug"].is_string() && report["seed"].is_u64() && report["seconds"].is_f64());
    assert_eq!(report["command"], "catapult reproduce --quick");
    assert_eq!(report["program"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(report["images"], "the embedded subsets of MNIST and CIFAR-10");
    assert!(page.contains("<code>catapult reproduce --quick</code>"));
    for claim in catapult::claims::REGISTRY {
        assert!(page.contains(&format!("id=\"claim-{}\"", claim.id)), "{}", claim.id);
    }
    let checks = report["cross_check"].as_array().expect("the cross-check");
    assert_eq!(checks.len(), 12);
    for check in checks {
        assert!(check["phase"].is_string() && check["rows"][0]["expected"].is_f64(), "{check}");
    }
    assert!(page.contains("id=\"cross-check\"") && page.contains("they never part"));
    for figure in report["figures"].as_array().expect("figures") {
        for file in figure["files"].as_array().expect("files") {
            assert!(first.contains_key(file.as_str().expect("a name")), "{file}");
        }
    }
    assert_eq!(page.matches("<svg").count(), catapult::figures::catalogue().len());
    // Nothing is fetched: no scripts, style sheets or pictures from elsewhere.
    for reference in ["src=\"http", "<link", "<script src", "@import", "url(http"] {
        assert!(!page.contains(reference), "{reference}");
    }

    // The figures are those of the library, drawn here by as many threads as there are.
    let options = FigureOptions::new(true, DataSource::Embedded).expect("thresholds");
    for (figure, entry) in figures().iter().zip(report["figures"].as_array().expect("figures")) {
        let of = |key: &str| entry[key].as_str().expect("a text");
        assert_eq!((of("name"), of("title"), of("caption")), (figure.name, &*figure.title, &*figure.caption));
        assert_eq!(entry["citations"], Value::from(figure.citations.clone()), "{}", figure.name);
        let drawn = catalogue().iter().find(|entry| entry.name == figure.name).expect("an entry");
        let command = format!("catapult reproduce --only {} --quick", figure.name);
        let origin = options.origin(drawn, command).expect("data");
        let stamped = figure.clone().stamped(&origin);
        assert_eq!(without_origin(&stamped.svg), figure.svg);
        let mut expected = vec![(format!("figures/{}.svg", figure.name), stamped.svg.into_bytes())];
        for table in &figure.tables {
            let name = format!("figures/{}", table.file_name(figure.name));
            expected.push((name, table.to_csv().expect("a table")));
        }
        if !figure.arrays.is_empty() {
            expected.push((format!("figures/{}.npz", figure.name), to_npz(&figure.arrays).expect("arrays")));
        }
        let metadata = format!("{:#}\n", figure.metadata(&origin)).into_bytes();
        expected.push((format!("figures/{}-metadata.json", figure.name), metadata));
        let names: Vec<&str> = expected.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(entry["files"], Value::from(names), "{}", figure.name);
        for (name, content) in &expected {
            assert!(*content == first[name], "{name} differs from what the library draws");
        }
    }

    // Only the run time differs between runs.
    for files in [&mut first, &mut second] {
        let mut report: Value = serde_json::from_slice(&files["report.json"]).expect("JSON");
        report["seconds"] = Value::Null;
        files.insert("report.json".into(), report.to_string().into_bytes());
        files.remove("index.html");
    }
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (name, content) in &first {
        assert!(*content == second[name], "{name} differs between runs");
    }
}

/// A reproduction that was stopped goes on with the figures that are drawn, if they and everything else are as they were.
#[test]
fn an_interrupted_reproduction_goes_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let [whole, parts] = ["whole", "parts"].map(|name| folder.path().join(name));
    let only = ["theorem-1.1", "linear-curves", "exact-hit"].map(str::to_owned);
    let reproduction = Reproduction::of(&only).expect("names");
    let options = || FigureOptions::new(true, DataSource::Embedded).expect("thresholds");
    let complete = reproduction.run(&whole, &options(), false).expect("a report");

    // Stopped when the second figure begins, or the first.
    let stopped_at = |name: &'static str| {
        let stop = move |progress: &Progress<'_>| {
            if progress.note == name { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        };
        FigureOptions { watcher: Watcher::new(stop), ..options() }
    };
    let stopped = reproduction.run(&parts, &stopped_at("exact-hit"), false);
    assert!(stopped.is_err_and(|error| error.is_interruption()));
    let picture = parts.join("figures/linear-curves.svg");
    let written = || std::fs::metadata(&picture).expect("drawn").modified().expect("a time");
    let first = written();
    assert!(parts.join("unfinished.json").exists());

    let other = Reproduction::of(&only[..2]).expect("names");
    let refused = other.run(&parts, &options(), true).expect_err("another reproduction").to_string();
    assert!(
        refused.contains("it was `catapult reproduce --only theorem-1.1,linear-curves,exact-hit --quick`"),
        "{refused}"
    );

    let resumed = reproduction.run(&parts, &options(), true).expect("a report");
    assert_eq!(written(), first, "it was drawn again");
    assert_eq!(resumed.figures, complete.figures);
    let [mut whole, mut parts_files] = [&whole, &parts].map(|folder| files(folder));
    for files in [&mut whole, &mut parts_files] {
        // the time they took
        files.remove("report.json");
        files.remove("index.html");
    }
    assert!(whole == parts_files && whole.len() > 2);

    // A file that was changed is drawn again.
    let stopped = reproduction.run(&parts, &stopped_at("exact-hit"), false);
    assert!(stopped.is_err_and(|error| error.is_interruption()));
    std::fs::write(&picture, "<svg></svg>").expect("written");
    reproduction.run(&parts, &options(), true).expect("a report");
    assert_eq!(files(&parts)["figures/linear-curves.svg"], whole["figures/linear-curves.svg"]);
}
