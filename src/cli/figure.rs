//! `catapult figure`: draw one figure, or all.

use super::arguments::{Format, exact};
use super::interrupt::Interrupt;
use super::{InputError, Outcome, terminal};
use crate::atlas::Range;
use crate::data::DataSource;
use crate::figures::{self, DEFAULT_DPI, FigureEntry, MOST_DPI, Parameters};
use crate::names::find_by_name;
use crate::output::{prepare_folder, write_file};
use clap::Args;
use rug::Rational;
use serde_json::json;
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

    pub fn run(self) -> Result<Outcome, InputError> {
        let chosen: Vec<&FigureEntry> = match self.name.as_str() {
            "all" => figures::catalogue().iter().collect(),
            name => vec![find_by_name("figure", name, figures::catalogue(), |entry| entry.name)?],
        };
        let parameters = self.parameters();
        refuse_idle_parameters(&chosen, &parameters)?;
        prepare_folder(&self.out)?;
        let progress = terminal::progress_bar(0, "{bar:40} {pos}/{len} cells {elapsed} {msg}");
        let interrupt = Interrupt::listen_briefly(NOT_DRAWN)?;
        let (bar, stop) = (progress.clone(), interrupt.clone());
        let watcher = figures::Watcher::new(move |progress| {
            terminal::show_progress(&bar, progress);
            stop.check()
        });
        let options =
            figures::FigureOptions { watcher, parameters, ..figures::FigureOptions::new(false, DataSource::Embedded)? };
        let mut drawn_figures = Vec::new();
        for entry in chosen {
            progress.set_message(entry.name);
            let origin =
                options.origin(entry, format!("catapult figure {}{}", entry.name, options.parameters.as_options()))?;
            let figure = match (entry.draw)(&options) {
                Err(error) if error.is_interruption() => {
                    progress.finish_and_clear();
                    eprintln!("{NOT_DRAWN}");
                    return Ok(Outcome::Interrupted);
                }
                drawn => drawn?,
            };
            progress.reset();
            let figure = figure.stamped(&origin);
            let mut paths = interrupt.undisturbed(|| figures::write(&figure, &origin, &self.out))?;
            let mut pictures = Vec::new();
            if self.png {
                pictures.push(("png", figures::render_png(&figure.svg, &figure.title, self.dpi, &origin)?));
            }
            if self.pdf {
                pictures.push(("pdf", figures::render_pdf(&figure.svg, &figure.title, &origin)?));
            }
            for (extension, picture) in pictures {
                let path = self.out.join(format!("{}.{extension}", figure.name));
                interrupt.undisturbed(|| write_file(&path, &picture))?;
                paths.push(path);
            }
            let paths: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
            if self.format.json {
                let (title, caption, citations) = (&figure.title, &figure.caption, &figure.citations);
                drawn_figures.push(json!({
                    "name": figure.name, "title": title, "caption": caption, "citations": citations, "files": paths
                }));
            } else {
                progress.suspend(|| terminal::print(&format!("{}\n", paths.join("\n"))))?;
            }
        }
        progress.finish_and_clear();
        if self.format.json {
            terminal::print_json(json!({ "figures": drawn_figures }))?;
        }
        Ok(Outcome::Fine)
    }
}
