//! The command line: one file per command, each a thin layer over the library.
//!
//! Exit status: 0 fine; 1 a check failed; 2 bad usage or input, with one line on stderr and no output written; 3 `classify`
//! answered undecided; 130 stopped by Ctrl-C.

mod arguments;
mod atlas;
mod check;
mod classify;
mod classify_batch;
mod examples;
mod export;
mod figure;
mod interrupt;
mod list;
mod merge;
mod orbit;
mod problem;
mod ranks;
mod reproduce;
mod separability;
mod shells;
mod slurm;
mod terminal;
mod threshold;
mod train;
mod train_ranks;
mod train_summary;
mod train_units;
mod verify;
mod wording;

pub use examples::EXAMPLES;

use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::num::NonZeroUsize;
use std::process::ExitCode;

/// Exact, certified and fast training dynamics of linear networks at large learning rates.
#[derive(Parser)]
#[command(name = "catapult", version = crate::program::VERSION, about, long_about = None, max_term_width = 110)]
struct CommandLine {
    /// No progress, neither as a bar nor as lines.
    #[arg(short, long, global = true)]
    quiet: bool,
    /// The number of threads; as many as there are processors if left out. Results do not depend on it.
    #[arg(long, value_name = "N", global = true)]
    threads: Option<NonZeroUsize>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Everything: claims, figures, report.
    Reproduce(reproduce::Reproduce),
    /// Certified learning rates at which gradient descent changes its behaviour.
    #[command(subcommand)]
    Threshold(threshold::Threshold),
    /// Iterate gradient descent: numerical, certified or exact.
    #[command(subcommand)]
    Orbit(orbit::Orbit),
    /// What gradient descent does in the long run, with a proof: of one problem, or of a list of them.
    Classify(Box<classify::Classify>),
    /// Certified phase diagrams: every coloured cell is proved for all parameters in it.
    #[command(subcommand)]
    Atlas(atlas::Atlas),
    /// Train a linear network on data, at many learning rates at once.
    Train(Box<train::Train>),
    /// Put together what several processes have done with `--shard`.
    Merge(merge::Merge),
    /// Write a job array for Slurm that does the work in shards.
    Slurm(slurm::Slurm),
    /// Decide exactly whether data are separable; margin and non-separable part, with certificates.
    Separability(separability::DecideSeparability),
    /// Check a certificate.
    Check(check::Check),
    /// Check the claims of the literature and print their verdicts.
    Verify(verify::Verify),
    /// Draw a figure: SVG, the CSV behind it, and PNG on request.
    Figure(figure::DrawFigure),
    /// The equations that the program runs, for Coq and for papers.
    #[command(subcommand)]
    Export(export::Export),
    /// What there is: claims, figures, data.
    List(list::List),
    /// Completions for a shell, on standard output.
    Completions(shells::Completions),
    /// The manual pages of all commands, for `man`.
    Manual(shells::Manual),
}

/// How a command ended, other than with a usage error.
pub(crate) enum Outcome {
    /// Everything is fine.
    Fine,
    /// A check failed; the reason has been printed.
    CheckFailed,
    /// The question has been answered by *undecided*.
    Undecided,
    /// Ctrl-C was pressed; what is left of the work has been printed.
    Interrupted,
}

/// Bad usage or input: one line that names the value and the remedy.
pub(crate) type InputError = Box<dyn std::error::Error>;

/// The exit status of a question that was answered by *undecided*.
const UNDECIDED: u8 = 3;

/// The commands with their options, help and examples.
fn command_line() -> clap::Command {
    examples::with_examples(CommandLine::command())
}

/// Reads the command line of this process, runs the command, and returns the exit status of the contract.
pub fn run() -> ExitCode {
    let parsed = command_line().try_get_matches().and_then(|matches| CommandLine::from_arg_matches(&matches));
    let line = match parsed {
        Ok(line) => line,
        Err(error) => return terminal::report_usage(&error),
    };
    if line.quiet {
        terminal::be_quiet();
    }
    if let Some(threads) = line.threads {
        // it fails only where a pool is there already, and nothing has run yet
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.get()).build_global();
    }
    // The option with which a command takes image files.
    let images = match &line.command {
        Command::Train(_) | Command::Slurm(_) | Command::Separability(_) => Some("--images"),
        Command::Reproduce(_) => Some("--data"),
        _ => None,
    };
    let result = match line.command {
        Command::Reproduce(command) => command.run(),
        Command::Threshold(command) => command.run(),
        Command::Orbit(command) => command.run(),
        Command::Classify(command) => command.run(),
        Command::Atlas(command) => command.run(),
        Command::Train(command) => command.run(),
        Command::Merge(command) => command.run(),
        Command::Slurm(command) => command.run(),
        Command::Separability(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Verify(command) => command.run(),
        Command::Figure(command) => command.run(),
        Command::Export(command) => command.run(),
        Command::List(command) => command.run(),
        Command::Completions(command) => command.run(),
        Command::Manual(command) => command.run(),
    };
    if result.is_ok() {
        // of commands that printed no result
        terminal::print_notes();
    }
    match result {
        Ok(Outcome::Fine) => ExitCode::SUCCESS,
        Ok(Outcome::CheckFailed) => ExitCode::from(1),
        Ok(Outcome::Undecided) => ExitCode::from(UNDECIDED),
        Ok(Outcome::Interrupted) => ExitCode::from(interrupt::STATUS),
        Err(error) => terminal::report_error(wording::worded(error, images).as_ref()),
    }
}
