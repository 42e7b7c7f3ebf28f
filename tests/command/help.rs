//! Help, completions and manual pages: what they show runs, and nothing is missing.

use crate::command_line::{catapult_in, stderr, stdout};
use crate::npz_files::{array, write_npz};
use catapult::cli::EXAMPLES;
use std::collections::BTreeSet;
use std::path::Path;

/// The commands that the program has, by their words, from its own completions: those without further commands.
fn commands(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut open = vec![String::new()];
    while let Some(words) = open.pop() {
        let help = stdout(&catapult_in(folder, &format!("{words} --help")));
        let below =
            help.split_once("Commands:\n").map(|(_, rest)| rest.split_once("\n\n").map_or(rest, |(list, _)| list));
        let Some(below) = below else {
            found.insert(words);
            continue;
        };
        let names = below.lines().filter(|line| line.starts_with("  ") && !line.starts_with("   "));
        for name in names.filter_map(|line| line.split_whitespace().next()).filter(|name| *name != "help") {
            open.push(format!("{words} {name}").trim_start().to_owned());
        }
    }
    found
}

#[test]
fn every_command_has_examples_and_exit_statuses() {
    let folder = tempfile::tempdir().expect("a folder");
    let with_examples: BTreeSet<String> = EXAMPLES.iter().map(|(words, _)| (*words).to_owned()).collect();
    // which also runs without one of its commands
    let mut commands = commands(folder.path());
    commands.insert("classify".into());
    assert_eq!(commands, with_examples);
    for (words, examples) in EXAMPLES {
        let help = stdout(&catapult_in(folder.path(), &format!("{words} --help")));
        // long lines are wrapped
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains("Exit status: 0 fine; 1 a check failed; 2 bad usage"), "{words}: {help}");
        assert!(examples.iter().all(|example| help.contains(&format!(" catapult {example} "))), "{words}: {help}");
    }
}

#[test]
fn every_example_runs() {
    for (_, examples) in EXAMPLES {
        let folder = tempfile::tempdir().expect("a folder");
        // the file of `classify network`
        let layers = [("W1", vec![2]), ("W2", vec![2, 2]), ("W3", vec![2])];
        let arrays =
            layers.map(|(name, shape)| (name, array(&shape, &[1.0, 2.0, -1.0, 3.0][..shape.iter().product()])));
        write_npz(&folder.path().join("weights.npz"), &arrays);
        // the file of `classify --batch`
        let problems =
            "network,loss,eta,weight,width,lambda,output\nlinear,logistic,10,1,,,\ntwo-layer,logistic,7,,100,2,1/2\n";
        std::fs::write(folder.path().join("problems.csv"), problems).expect("written");
        for example in *examples {
            let output = catapult_in(folder.path(), &format!("{example} --quiet"));
            assert_eq!(output.status.code(), Some(0), "{example}: {}", stderr(&output));
            assert_eq!(stderr(&output), "", "{example}");
        }
    }
}

#[test]
fn completions_and_manual_pages_know_all_commands() {
    let folder = tempfile::tempdir().expect("a folder");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = stdout(&catapult_in(folder.path(), &format!("completions {shell}")));
        assert!(script.contains("critical-rate") && script.contains("separability"), "{shell}");
    }
    let output = catapult_in(folder.path(), "manual --out pages");
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for words in commands(folder.path()) {
        let page = folder.path().join("pages").join(format!("catapult-{}.1", words.replace(' ', "-")));
        let text = std::fs::read_to_string(&page).unwrap_or_else(|error| panic!("{}: {error}", page.display()));
        assert!(text.contains("Exit status"), "{words}");
    }
}

#[test]
fn undecided_has_an_exit_status_of_its_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let chaotic = "classify linear --loss logistic --data three-point --eta 14 --weight 1 --max-steps 100";
    let output = catapult_in(folder.path(), chaotic);
    assert!(stdout(&output).starts_with("phase   undecided"), "{}", stdout(&output));
    assert_eq!(output.status.code(), Some(3));
}

#[test]
fn the_number_of_threads_is_an_option() {
    let folder = tempfile::tempdir().expect("a folder");
    let answer = |options: &str| stdout(&catapult_in(folder.path(), &format!("verify theorem-1.1 --json {options}")));
    assert_eq!(answer("--threads 1"), answer("--threads 3"));
    assert_eq!(catapult_in(folder.path(), "list claims --threads 0").status.code(), Some(2));
}
