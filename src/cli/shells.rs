//! `catapult completions` and `catapult manual`: the command line for shells and for `man`.

use super::{InputError, Outcome, command_line, terminal};
use crate::output::{prepare_folder, write_file};
use clap::Args;
use clap_complete::Shell;
use std::path::PathBuf;

#[derive(Args)]
pub struct Completions {
    /// The shell.
    shell: Shell,
}

impl Completions {
    pub fn run(self) -> Result<Outcome, InputError> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut command_line(), "catapult", &mut script);
        terminal::print(&String::from_utf8(script)?)?;
        Ok(Outcome::Fine)
    }
}

#[derive(Args)]
pub struct Manual {
    /// Where the pages go, one for each command.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Manual {
    pub fn run(self) -> Result<Outcome, InputError> {
        prepare_folder(&self.out)?;
        let mut command = command_line().disable_help_subcommand(true);
        command.build();
        let mut pages = Vec::new();
        collect_pages(&command, &mut pages)?;
        for (name, page) in &pages {
            write_file(&self.out.join(name), page)?;
        }
        terminal::print(&format!("{} pages in {}\n", pages.len(), self.out.display()))?;
        Ok(Outcome::Fine)
    }
}

/// The pages of a command and of those below it, by the names of their files.
fn collect_pages(command: &clap::Command, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), InputError> {
    let manual = clap_mangen::Man::new(command.clone());
    let mut page = Vec::new();
    manual.render(&mut page)?;
    pages.push((manual.get_filename(), page));
    command.get_subcommands().filter(|below| !below.is_hide_set()).try_for_each(|below| collect_pages(below, pages))
}
