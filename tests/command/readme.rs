//! The README shows what the program prints.

use crate::command_line::{catapult_in, stdout};

/// The command and the output of each `console` block.
fn console_blocks(text: &str) -> Vec<(String, String)> {
    text.split("```console\n")
        .skip(1)
        .map(|rest| {
            let block = rest.split("```").next().expect("a block ends");
            let (command, output) = block.split_once('\n').expect("a command and its output");
            (command.strip_prefix("$ catapult ").expect("a command of ours").to_owned(), output.to_owned())
        })
        .collect()
}

#[test]
fn shown_output_is_real_output() {
    let text = std::fs::read_to_string("README.md").expect("the README");
    let blocks = console_blocks(&text);
    assert!(blocks.len() >= 3);
    let folder = tempfile::tempdir().expect("a folder");
    for (command, shown) in blocks {
        assert_eq!(stdout(&catapult_in(folder.path(), &command)), shown, "catapult {command}");
    }
}
