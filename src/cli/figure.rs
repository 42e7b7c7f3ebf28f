//! `catapult figure`: draw one figure, or all.

use super::interrupt::Interrupt;
use super::{InputError, Outcome, terminal};
use crate::data::DataSource;
use crate::figures::{self, FigureEntry};
use crate::names::find_by_name;
use crate::output::{prepare_folder, write_file};
use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub struct DrawFigure {
    /// A figure (see `catapult list figures`), or `all`.
    #[arg(value_name = "NAME")]
    name: String,
    /// Where the SVG and CSV files go.
    #[arg(long, value_name = "DIR", default_value = "out/figures")]
    out: PathBuf,
    /// Write a PNG picture too.
    #[arg(long)]
    png: bool,
}

/// What is said when a figure is cut short.
const NOT_DRAWN: &str = "interrupted: the figure at work was not drawn";

impl DrawFigure {
    pub fn run(self) -> Result<Outcome, InputError> {
        let chosen: Vec<&FigureEntry> = match self.name.as_str() {
            "all" => figures::catalogue().iter().collect(),
            name => vec![find_by_name("figure", name, figures::catalogue(), |entry| entry.name)?],
        };
        prepare_folder(&self.out)?;
        let progress = terminal::progress_bar(0, "{bar:40} {pos}/{len} cells {elapsed} {msg}");
        let interrupt = Interrupt::listen_briefly(NOT_DRAWN)?;
        let (bar, stop) = (progress.clone(), interrupt.clone());
        let watcher = figures::Watcher::new(move |progress| {
            terminal::show_progress(&bar, progress);
            stop.check()
        });
        let options = figures::FigureOptions { watcher, ..figures::FigureOptions::new(false, DataSource::Embedded)? };
        for entry in chosen {
            progress.set_message(entry.name);
            let figure = match (entry.draw)(&options) {
                Err(error) if error.is_interruption() => {
                    progress.finish_and_clear();
                    eprintln!("{NOT_DRAWN}");
                    return Ok(Outcome::Interrupted);
                }
                drawn => drawn?,
            };
            progress.reset();
            let mut paths = interrupt.undisturbed(|| figures::write(&figure, &self.out))?;
            if self.png {
                let path = self.out.join(format!("{}.png", figure.name));
                let picture = figures::render_png(&figure.svg)?;
                interrupt.undisturbed(|| write_file(&path, &picture))?;
                paths.push(path);
            }
            let written: String = paths.iter().map(|path| format!("{}\n", path.display())).collect();
            progress.suspend(|| terminal::print(&written))?;
        }
        progress.finish_and_clear();
        Ok(Outcome::Fine)
    }
}
