//! `catapult figure`: draw one figure, or all.

use super::arguments::{Format, exact};
use super::interrupt::Interrupt;
use super::merge::show_shard;
use super::slurm::refuse_shard;
use super::{InputError, Outcome, terminal};
use crate::atlas::Range;
use crate::data::DataSource;
use crate::figures::{self, DEFAULT_DPI, Figure, FigureEntry, FigureError, MOST_DPI, Parameters};
use crate::names::find_by_name;
use crate::output::{PROBLEM, prepare_folder, write_file};
use crate::progress::Progress;
use crate::shards::figures::{FigureUnits, NamedFile};
use crate::shards::{Shard, ShardError};
use crate::training::RunError;
use clap::Args;
use indicatif::ProgressBar;
use rug::Rational;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Args)]
pub struct DrawFigure {
    /// Figures (see `catapult list figures`), or `all`.
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    /// Where the SVG and CSV files go.
    #[arg(long, value_name = "DIR", default_value = "out/figures")]
    out: PathBuf,
    /// Write a PNG picture too.
    #[arg(long)]
    png: bool,
    /// Write a PDF page too, for LaTeX.
    #[arg(long)]
    pdf: bool,
    /// Pixels an inch of the PNG picture; 96 is the size of the SVG picture on a screen.
    #[arg(long, value_name = "N", default_value_t = DEFAULT_DPI, requires = "png", value_parser = dpi())]
    dpi: u32,
    /// The width m, in place of the paper's (two-layer-phases, two-layer-basins, final-kernel).
    #[arg(long, value_name = "M", value_parser = exact, allow_hyphen_values = true)]
    width: Option<Rational>,
    /// The kernel lambda at the start, in place of the paper's (the same, and width-window).
    #[arg(long, value_name = "X", value_parser = exact, allow_hyphen_values = true)]
    lambda: Option<Rational>,
    /// The output f at the start, in place of the paper's (two-layer-phases, width-window).
    #[arg(long, value_name = "F0", value_parser = exact, allow_hyphen_values = true)]
    output: Option<Rational>,
    /// The learning rates that are shown, in place of the paper's (all of these).
    #[arg(long, value_name = "A..B", allow_hyphen_values = true)]
    eta: Option<Range>,
    /// Draw a part of the figures only, the I-th of N, into a folder for `catapult merge`; the same command goes on after an interruption.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    #[command(flatten)]
    format: Format,
}

fn dpi() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(10..=i64::from(MOST_DPI))
}

/// An error if a figure does not take one of the parameters.
fn refuse_idle_parameters(chosen: &[&FigureEntry], parameters: &Parameters) -> Result<(), InputError> {
    for name in parameters.chosen() {
        let takes = |entry: &FigureEntry| figures::parameters_of(entry).contains(&name);
        let Some(entry) = chosen.iter().find(|entry| !takes(entry)) else { continue };
        let takers = figures::catalogue().iter().filter(|entry| takes(entry));
        let takers: Vec<&str> = takers.map(|entry| entry.name).collect();
        let message = match figures::parameters_of(entry) {
            [] => format!("the figure {} has no parameters to choose", entry.name),
            own => format!("the figure {} does not take --{name} (it takes --{})", entry.name, own.join(", --")),
        };
        return Err(format!("{message}: leave out --{name}, or draw {}", takers.join(" or ")).into());
    }
    Ok(())
}

/// What is said when a figure is cut short.
const NOT_DRAWN: &str = "interrupted: the figure at work was not drawn";

impl DrawFigure {
    fn parameters(&self) -> Parameters {
        let DrawFigure { width, lambda, output, eta, .. } = self;
        Parameters { width: width.clone(), lambda: lambda.clone(), output: output.clone(), rates: eta.clone() }
    }

    fn chosen(&self) -> Result<Vec<&'static FigureEntry>, InputError> {
        let mut chosen: Vec<&FigureEntry> = Vec::new();
        for name in &self.names {
            match name.as_str() {
                "all" => chosen.extend(figures::catalogue()),
                name => chosen.push(find_by_name("figure", name, figures::catalogue(), |entry| entry.name)?),
            }
        }
        let twice =
            |(index, entry): (usize, &&FigureEntry)| chosen[..index].iter().any(|earlier| earlier.name == entry.name);
        if let Some(index) = chosen.iter().enumerate().position(twice) {
            return Err(format!("the figure {} is given twice: give each once", chosen[index].name).into());
        }
        refuse_idle_parameters(&chosen, &self.parameters())?;
        Ok(chosen)
    }

    /// The figures as units, with what their files depend on.
    fn units_of(&self, chosen: Vec<&'static FigureEntry>) -> FigureUnits {
        let number = |value: &Option<Rational>| value.as_ref().map(Rational::to_string);
        let settings = json!({
            "png": self.png,
            "dpi": self.png.then_some(self.dpi),
            "pdf": self.pdf,
            "width": number(&self.width),
            "lambda": number(&self.lambda),
            "output": number(&self.output),
            "eta": self.eta.as_ref().map(|Range { from, to }| format!("{from}..{to}")),
        });
        FigureUnits::new(chosen, if let Value::Object(settings) = settings { settings } else { Default::default() })
    }

    /// The predicted seconds of each unit, for shards that someone else gives out, and where the result goes.
    pub(super) fn units(self) -> Result<(Vec<f64>, String), InputError> {
        let chosen = self.chosen()?;
        refuse_shard(self.shard)?;
        Ok((self.units_of(chosen).costs(), self.out.display().to_string()))
    }

    /// A figure, and its files.
    fn draw(
        &self,
        entry: &FigureEntry,
        options: &figures::FigureOptions,
    ) -> Result<(Figure, Vec<NamedFile>), InputError> {
        let origin =
            options.origin(entry, format!("catapult figure {}{}", entry.name, options.parameters.as_options()))?;
        let figure = (entry.draw)(options)?.stamped(&origin);
        let mut files = figures::files(&figure, &origin)?;
        let mut picture = |extension: &str, bytes| files.push((format!("{}.{extension}", figure.name), bytes));
        if self.png {
            picture("png", figures::render_png(&figure.svg, &figure.title, self.dpi, &origin)?);
        }
        if self.pdf {
            picture("pdf", figures::render_pdf(&figure.svg, &figure.title, &origin)?);
        }
        Ok((figure, files))
    }

    pub fn run(self) -> Result<Outcome, InputError> {
        let chosen = self.chosen()?;
        let parameters = self.parameters();
        if self.shard.is_none() && self.out.join(PROBLEM).exists() {
            return Err(RunError::InUnits(self.out).into());
        }
        let images = DataSource::Embedded;
        let progress = terminal::progress_bar(0, "{bar:40} {pos}/{len} cells {elapsed} {msg}");
        // A shard writes its folder before it draws.
        if self.shard.is_none() {
            prepare_folder(&self.out)?;
        }
        let interrupt = Interrupt::listen_briefly(NOT_DRAWN)?;
        let (bar, stop) = (progress.clone(), interrupt.clone());
        let watcher = figures::Watcher::new(move |progress| {
            terminal::show_progress(&bar, progress);
            stop.check()
        });
        let options = figures::FigureOptions { watcher, parameters, ..figures::FigureOptions::new(false, images)? };
        let bench = Bench { progress, interrupt, options };
        let ended = match self.shard {
            Some(shard) => self.run_shard(shard, chosen, &bench),
            None => self.run_all(chosen, &bench),
        };
        bench.progress.finish_and_clear();
        match ended {
            Err(error) if is_interruption(&*error) => {
                eprintln!("{NOT_DRAWN}");
                Ok(Outcome::Interrupted)
            }
            ended => ended.map(|()| Outcome::Fine),
        }
    }

    fn run_all(&self, chosen: Vec<&FigureEntry>, bench: &Bench) -> Result<(), InputError> {
        let mut drawn_figures = Vec::new();
        for entry in chosen {
            bench.progress.set_message(entry.name);
            let (figure, files) = self.draw(entry, &bench.options)?;
            bench.progress.reset();
            let mut paths = Vec::new();
            for (name, content) in files {
                let path = self.out.join(name);
                bench.interrupt.undisturbed(|| write_file(&path, &content))?;
                paths.push(path.display().to_string());
            }
            if self.format.json {
                let (title, caption, citations) = (&figure.title, &figure.caption, &figure.citations);
                drawn_figures.push(json!({
                    "name": figure.name, "title": title, "caption": caption, "citations": citations, "files": paths
                }));
            } else {
                bench.progress.suspend(|| terminal::print(&format!("{}\n", paths.join("\n"))))?;
            }
        }
        if self.format.json {
            terminal::print_json(json!({ "figures": drawn_figures }))?;
        }
        Ok(())
    }

    fn run_shard(&self, shard: Shard, chosen: Vec<&'static FigureEntry>, bench: &Bench) -> Result<(), InputError> {
        let units = self.units_of(chosen);
        let total = units.costs().len();
        let watch = |_: &Progress<'_>| bench.interrupt.check();
        let done = units.run(shard, &self.out, &watch, |entry| {
            bench.progress.set_message(entry.name);
            let (_, files) = self.draw(entry, &bench.options)?;
            bench.progress.reset();
            Ok::<_, InputError>(files)
        })?;
        show_shard(shard, (done, total), "figures are finished", (&self.out, "OUT"), self.format.json)
    }
}

/// What figures are drawn with.
struct Bench {
    progress: ProgressBar,
    interrupt: Interrupt,
    options: figures::FigureOptions,
}

/// Whether drawing was stopped by Ctrl-C.
fn is_interruption(error: &(dyn std::error::Error + 'static)) -> bool {
    let figure = error.downcast_ref::<FigureError>().is_some_and(FigureError::is_interruption);
    figure || matches!(error.downcast_ref(), Some(ShardError::Interrupted(_)))
}

/// Prints what was put together.
pub(super) fn show_merged(paths: &[PathBuf], json: bool) -> Result<(), InputError> {
    let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
    if json {
        return Ok(terminal::print_json(json!({ "files": paths }))?);
    }
    Ok(terminal::print(&format!("{}\n", paths.join("\n")))?)
}
