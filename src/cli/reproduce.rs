//! `catapult reproduce`: everything, in one go.

use super::interrupt::{Interrupt, resume_hint};
use super::verify::compare_with_recorded;
use super::{InputError, Outcome, terminal};
use crate::data::DataSource;
use crate::figures::{FigureOptions, Watcher};
use crate::report::reproduction::{FIGURES, PAGE};
use crate::report::{Report, Reproduction};
use clap::Args;
use std::path::{Path, PathBuf};
use std::time::Duration;

#[derive(Args)]
pub struct Reproduce {
    /// Where the report and the figures go.
    #[arg(long, value_name = "DIR", default_value = "out")]
    out: PathBuf,
    /// Only these claims and figures, or all `claims`, all `figures`, or the `cross-check` of the arithmetics.
    #[arg(long, value_name = "NAME,..", value_delimiter = ',')]
    only: Vec<String>,
    /// A folder with the full canonical MNIST (IDX) and CIFAR-10 (binary) files, instead of the built-in subsets.
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// Coarser sweeps, for a first look.
    #[arg(long)]
    quick: bool,
    /// Take over the figures that an interrupted run with the same options has drawn.
    #[arg(long)]
    resume: bool,
}

impl Reproduce {
    pub fn run(self) -> Result<Outcome, InputError> {
        let reproduction = Reproduction::of(&self.only)?;
        let source = self.data.map_or(DataSource::Embedded, DataSource::Directory);
        let options = FigureOptions::new(self.quick, source)?;
        let interrupt = Interrupt::listen()?;
        let bar = terminal::progress_bar(0, "{bar:40} {pos}/{len} {elapsed} {msg}");
        bar.enable_steady_tick(Duration::from_millis(200));
        let (shown, stop) = (bar.clone(), interrupt.clone());
        let watcher = Watcher::new(move |progress| {
            terminal::show_progress(&shown, progress);
            stop.check()
        });
        let ended = reproduction.run(&self.out, &FigureOptions { watcher, ..options }, self.resume);
        bar.finish_and_clear();
        match ended {
            Err(error) if error.is_interruption() => {
                let figures = self.out.join(FIGURES);
                eprintln!(
                    "interrupted: no report was written; figures drawn so far are in `{}`; go on with `{}`",
                    figures.display(),
                    resume_hint()
                );
                Ok(Outcome::Interrupted)
            }
            ended => summarise(&ended?, &self.out),
        }
    }
}

fn summarise(report: &Report, out: &Path) -> Result<Outcome, InputError> {
    let mut rows: Vec<Vec<String>> =
        report.claims.iter().map(|claim| vec![claim.id.to_owned(), claim.verdict.name().to_owned()]).collect();
    rows.extend(report.figures.iter().map(|figure| vec![figure.name.clone(), "drawn".into()]));
    rows.push(vec!["report".into(), out.join(PAGE).display().to_string()]);
    terminal::print_table(&rows)?;
    Ok(compare_with_recorded(&report.claims))
}
