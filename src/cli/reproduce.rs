//! `catapult reproduce`: everything, in one go.

use super::verify::compare_with_recorded;
use super::{InputError, Outcome, terminal};
use crate::claims::{CheckedClaim, Claim, REGISTRY};
use crate::data::DataSource;
use crate::figures::{self, FigureEntry, FigureOptions};
use crate::names::UnknownName;
use crate::output::{prepare_folder, write_file};
use crate::report::{DrawnFigure, Report, cross_check, to_html, versions};
use crate::training::SEED;
use clap::Args;
use rayon::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::{Duration, Instant};

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
}

/// The name of the part that compares arithmetics.
const CROSS_CHECK: &str = "cross-check";

/// Significant digits of the enclosures in the report.
const DIGITS: usize = 30;

impl Reproduce {
    pub fn run(self) -> Result<Outcome, InputError> {
        let (claims, entries) = choose(&self.only)?;
        let figures_folder = self.out.join("figures");
        let source = self.data.map_or(DataSource::Embedded, DataSource::Directory);
        let from_files = source != DataSource::Embedded;
        let options = FigureOptions::new(self.quick, source)?;
        // Bad data must show before any work and any folder.
        if from_files {
            let wanted: BTreeSet<&str> = entries.iter().flat_map(|entry| figures::image_data(entry)).copied().collect();
            wanted.into_iter().try_for_each(|data| options.images.load(data).map(drop))?;
        }
        prepare_folder(&self.out)?;
        prepare_folder(&figures_folder)?;
        let started = Instant::now();
        let progress =
            terminal::progress_bar((claims.len() + entries.len()) as u64, "{bar:40} {pos}/{len} {elapsed} {msg}");

        progress.enable_steady_tick(Duration::from_millis(200));
        let claims: Vec<CheckedClaim> = claims
            .par_iter()
            .map(|claim| {
                let checked = claim.check(DIGITS);
                progress.inc(1);
                checked
            })
            .collect();
        let mut drawn = Vec::new();
        for entry in entries {
            progress.set_message(entry.name);
            let figure = (entry.draw)(&options)?;
            let paths = figures::write(&figure, &figures_folder)?;
            let relative = |path: &PathBuf| path.strip_prefix(&self.out).unwrap_or(path).to_string_lossy().into_owned();
            drawn.push(DrawnFigure::new(figure, paths.iter().map(relative).collect()));
            progress.inc(1);
        }
        let wanted = self.only.is_empty() || self.only.iter().any(|name| name == CROSS_CHECK);
        let cross_check = if wanted { cross_check()? } else { Vec::new() };
        progress.finish_and_clear();

        let report = Report {
            versions: versions(),
            seed: SEED,
            seconds: started.elapsed().as_secs_f64(),
            quick: self.quick,
            claims,
            figures: drawn,
            cross_check,
        };
        write_file(&self.out.join("report.json"), serde_json::to_string_pretty(&report)?.as_bytes())?;
        write_file(&self.out.join("index.html"), to_html(&report).as_bytes())?;
        summarise(&report, &self.out)
    }
}

/// The claims and figures named by `--only`; all if none is named.
fn choose(only: &[String]) -> Result<(Vec<&'static Claim>, Vec<&'static FigureEntry>), UnknownName> {
    let catalogue = figures::catalogue();
    if only.is_empty() {
        return Ok((REGISTRY.iter().collect(), catalogue.iter().collect()));
    }
    let known: Vec<&'static str> = ["claims", "figures", CROSS_CHECK]
        .into_iter()
        .chain(REGISTRY.iter().map(|claim| claim.id))
        .chain(catalogue.iter().map(|entry| entry.name))
        .collect();
    for name in only {
        crate::names::find_by_name("claim or figure", name, &known, |known| known)?;
    }
    let wanted = |name: &str, group: &str| only.iter().any(|chosen| chosen == name || chosen == group);
    Ok((
        REGISTRY.iter().filter(|claim| wanted(claim.id, "claims")).collect(),
        catalogue.iter().filter(|entry| wanted(entry.name, "figures")).collect(),
    ))
}

fn summarise(report: &Report, out: &std::path::Path) -> Result<Outcome, InputError> {
    let mut rows: Vec<Vec<String>> =
        report.claims.iter().map(|claim| vec![claim.id.to_owned(), claim.verdict.name().to_owned()]).collect();
    rows.extend(report.figures.iter().map(|figure| vec![figure.name.clone(), "drawn".into()]));
    rows.push(vec!["report".into(), out.join("index.html").display().to_string()]);
    terminal::print_table(&rows)?;
    Ok(compare_with_recorded(&report.claims))
}
