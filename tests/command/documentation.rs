//! README and documentation show what the program prints, and every command on the pages of the site runs.

use crate::command_line::{catapult_in, stdout};
use std::fs;
use std::path::{Path, PathBuf};

/// A fenced block: what stands behind the fence, and its lines.
struct Block {
    info: String,
    body: String,
}

/// The blocks of a page in their order.
fn blocks(text: &str) -> Vec<Block> {
    text.split("\n```")
        .skip(1)
        .step_by(2)
        .map(|block| {
            let (info, body) = block.split_once('\n').expect("a fence ends its line");
            Block { info: info.to_owned(), body: format!("{body}\n") }
        })
        .collect()
}

/// A command of ours without the program's name, and without quotes, which keep semicolons from the shell.
fn arguments(line: &str) -> String {
    line.strip_prefix("catapult ").unwrap_or_else(|| panic!("not a command of ours: {line}")).replace('"', "")
}

/// Runs the blocks of a page in one folder: commands with their output, commands alone where `all` asks for it, and files that a block
/// gives a name. The number of commands.
fn run_page(page: &Path, all: bool) -> usize {
    let text = fs::read_to_string(page).expect("a page");
    let folder = tempfile::tempdir().expect("a folder");
    let mut commands = 0;
    for Block { info, body } in blocks(&text) {
        if let Some((_, title)) = info.split_once("title=\"") {
            let name = title.trim_end_matches('"');
            fs::write(folder.path().join(name), &body).expect("a file of the page");
        } else if info == "console" {
            let (command, output) = body.split_once('\n').expect("a command and its output");
            let command = arguments(command.strip_prefix("$ ").expect("a prompt"));
            assert_eq!(stdout(&catapult_in(folder.path(), &command)), output, "{}: {command}", page.display());
            commands += 1;
        } else if info == "sh" && all {
            for command in body.lines().map(arguments) {
                let output = catapult_in(folder.path(), &command);
                assert!(output.status.success(), "{}: {command}: {output:?}", page.display());
                commands += 1;
            }
        }
    }
    commands
}

/// The pages below a folder, in order.
fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder of pages") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else if path.extension().is_some_and(|extension| extension == "md") {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn the_readme_shows_real_output() {
    assert!(run_page(Path::new("README.md"), false) >= 3);
}

#[test]
fn the_pages_of_the_site_show_real_output() {
    let commands: Vec<usize> = pages(Path::new("docs/pages")).iter().map(|page| run_page(page, true)).collect();
    assert!(commands.iter().sum::<usize>() >= 30, "{commands:?}");
}
