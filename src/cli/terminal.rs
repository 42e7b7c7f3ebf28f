//! What goes to the terminal: results on stdout, one line of error on stderr.

use crate::enclosures::with_values;
use crate::progress::Progress;
use indicatif::{ProgressBar, ProgressStyle};
use std::error::Error;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

/// The exit status of bad usage or input.
const USAGE: u8 = 2;

/// Whether the user wants no progress. A setting of the process, like its standard error.
static QUIET: AtomicBool = AtomicBool::new(false);

/// The seconds after which the next line of progress is due.
static NEXT_LINE: AtomicU64 = AtomicU64::new(SECONDS_A_LINE);

/// The time between two lines of progress where standard error is no terminal.
const SECONDS_A_LINE: u64 = 10;

/// Shows no progress from now on.
pub fn be_quiet() {
    QUIET.store(true, Ordering::Relaxed);
}

/// What is to be said about how the command's input was read, until a result or an error is printed.
static NOTES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Keeps a remark for stderr. It is printed before the result, or becomes a part of the one line of an error.
pub fn note(text: &str) {
    NOTES.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
}

/// Prints the remarks that were kept.
pub fn print_notes() {
    for note in take_notes() {
        let _ = writeln!(io::stderr(), "note: {note}");
    }
}

fn take_notes() -> Vec<String> {
    std::mem::take(&mut *NOTES.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Prints a result, after the remarks. A reader that has gone away is no error of ours.
pub fn print(text: &str) -> io::Result<()> {
    print_notes();
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}

/// Prints one JSON object, with a number beside each enclosure.
pub fn print_json(value: serde_json::Value) -> io::Result<()> {
    print(&format!("{}\n", with_values(value)))
}

/// Prints rows of cells in aligned columns. What ends a row, such as a reason, is as long as it is and moves no column.
pub fn print_table(rows: &[Vec<String>]) -> io::Result<()> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let followed = rows.iter().filter(|row| column + 1 < row.len());
        followed.map(|row| row[column].chars().count()).max()
    };
    let widths: Vec<usize> = (0..columns).map(|column| width(column).unwrap_or(0)).collect();
    let mut text = String::new();
    for row in rows {
        // padded by hand: a width in a format is at most 65535
        let padded =
            |(cell, &width): (&String, &usize)| cell.clone() + &" ".repeat(width.saturating_sub(cell.chars().count()));
        let line: Vec<String> = row.iter().zip(&widths).map(padded).collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    print(&text)
}

/// A progress bar on stderr in indicatif's template language, hidden where stderr is not a terminal: there [`show_progress`] prints
/// lines.
pub fn progress_bar(length: u64, template: &str) -> ProgressBar {
    if QUIET.load(Ordering::Relaxed) {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(length);
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// Moves a bar; progress without a total moves nothing.
pub fn show_progress(bar: &ProgressBar, progress: &Progress<'_>) {
    if progress.total > 0 {
        bar.set_length(progress.total);
        bar.set_position(progress.done);
    }
    if !progress.note.is_empty() && bar.message() != progress.note {
        bar.set_message(progress.note.to_owned());
    }
    if bar.is_hidden() && !QUIET.load(Ordering::Relaxed) {
        print_progress(bar);
    }
}

/// A line of progress, at most one in [`SECONDS_A_LINE`].
fn print_progress(bar: &ProgressBar) {
    static STARTED: OnceLock<Instant> = OnceLock::new();
    let elapsed = STARTED.get_or_init(Instant::now).elapsed().as_secs();
    let due = NEXT_LINE.load(Ordering::Relaxed);
    let next = elapsed + SECONDS_A_LINE;
    let (order, total) = (Ordering::Relaxed, bar.length().unwrap_or(0));
    if elapsed < due || total == 0 || NEXT_LINE.compare_exchange(due, next, order, order).is_err() {
        return;
    }
    let note = bar.message();
    let note = if note.is_empty() { note } else { format!(", {note}") };
    let _ = writeln!(io::stderr(), "progress: {} of {total}{note}, {elapsed} s", bar.position());
}

/// One line on stderr.
pub fn report_error(error: &dyn Error) -> ExitCode {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // A transparent wrapper repeats its cause.
        let text = cause.to_string();
        if !message.contains(&text) {
            message.push_str(": ");
            message.push_str(&text);
        }
        source = cause.source();
    }
    for note in take_notes() {
        message.push_str(&format!(" ({note})"));
    }
    let line = message.split_whitespace().collect::<Vec<_>>().join(" ");
    let _ = writeln!(io::stderr(), "error: {line}");
    ExitCode::from(USAGE)
}

/// Help and version as clap writes them; a usage error as one line, with clap's suggestion where it has one.
pub fn report_usage(error: &clap::Error) -> ExitCode {
    if !error.use_stderr() {
        return print(&error.to_string()).map_or(ExitCode::from(USAGE), |()| ExitCode::SUCCESS);
    }
    if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand {
        let _ = write!(io::stderr(), "{error}");
        return ExitCode::from(USAGE);
    }
    let text = error.to_string();
    let message: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more information"))
        .filter(|line| !line.is_empty())
        .collect();
    let _ = writeln!(io::stderr(), "{}; see `catapult --help`", message.join(" ").replace(" tip:", "; tip:"));
    ExitCode::from(USAGE)
}
