//! `catapult separability`: an exact decision with a certificate, the maximum margin, and the non-separable part.

use super::arguments::Precision;
use super::{InputError, Outcome, terminal, wording};
use crate::data::provenance::DataUsed;
use crate::data::{DataSource, DataSpecification, IntegerPoints, Loaded, Provenance};
use crate::model::LossName;
use crate::separability::answer::{SeparabilityAnswer, ends};
use crate::separability::curvature::curvatures;
use crate::separability::{Certificate, Separability, Work, decide_within};
use clap::Args;
use rug::Integer;
use std::path::PathBuf;

#[derive(Args)]
pub struct DecideSeparability {
    /// degenerate, three-point, a file such as csv:FILE or npz:FILE, images such as mnist:0,1 (see `catapult list data`, also for
    /// what may follow the name of a file, such as ,label=species ,intercept ,standardise). Samples are numbered from 0.
    #[arg(long, value_name = "DATA")]
    data: String,
    /// A folder with the full canonical MNIST (IDX) or CIFAR-10 (binary) files, also nested or gzip, or the archive
    /// cifar-10-binary.tar.gz: all classes and, with :all or :n=N in DATA, all images, not only the built-in ones.
    #[arg(long, value_name = "DIR")]
    images: Option<PathBuf>,
    /// Word operations that exact arithmetic may use where doubles do not decide: 10^9 take some seconds.
    #[arg(long, value_name = "OPERATIONS", default_value_t = Work::DEFAULT)]
    work: u64,
    #[command(flatten)]
    precision: Precision,
}

impl DecideSeparability {
    pub fn run(self) -> Result<Outcome, InputError> {
        let specification = self.data.parse::<DataSpecification>()?;
        let source = self.images.map_or(DataSource::Embedded, DataSource::Directory);
        specification.check_source(&source)?;
        let Loaded { data: points, provenance } = specification.read_points(&source)?;
        provenance.remarks.iter().for_each(|remark| terminal::note(remark));
        let digits = self.precision.digits;
        let answer = decide_within(&points, digits, &mut Work::new(self.work));
        if self.precision.format.json {
            let data = match &answer {
                Ok(found) => SeparabilityAnswer::of(&points, found, digits.count()),
                Err(undecided) => SeparabilityAnswer::undecided(undecided),
            };
            let mut answer = serde_json::to_value(data.worded(wording::with_work_option))?;
            answer["data"] = serde_json::to_value(DataUsed::of(&points, &provenance))?;
            terminal::print_json(answer)?;
        } else {
            terminal::print_table(&match &answer {
                Ok(found) => tabulate(&points, &provenance, found, digits.count()),
                Err(undecided) => vec![
                    describe(&points, &provenance),
                    vec!["separable".into(), "undecided".into(), wording::with_work_option(&undecided.to_string())],
                ],
            })?;
        }
        // an undecided question is an answer, as in `classify`
        Ok(Outcome::Fine)
    }
}

/// The longest vector shown in a table.
const MOST_SHOWN: usize = 12;
/// The longest number shown in one.
const MOST_DIGITS: usize = 40;

/// What was decided about.
fn describe(points: &IntegerPoints, provenance: &Provenance) -> Vec<String> {
    let count = provenance.part().unwrap_or_else(|| format!("{} points", points.count()));
    vec!["data".into(), format!("{count}, {} features", points.dimension()), "exact".into()]
}

/// The same for people.
fn tabulate(points: &IntegerPoints, provenance: &Provenance, found: &Separability, digits: usize) -> Vec<Vec<String>> {
    let split = &found.split;
    let count = points.count();
    let row = |name: &str, value: String, note: &str| vec![name.to_owned(), value, note.to_owned()];
    let vector = |values: &[Integer]| {
        let shown: Vec<String> = values.iter().take(MOST_SHOWN).map(Integer::to_string).collect();
        if values.len() > MOST_SHOWN || shown.iter().any(|number| number.len() > MOST_DIGITS) {
            let digits = values.iter().map(|value| value.to_string().len()).max().unwrap_or(0);
            return format!("{} integers of up to {digits} digits (--json shows them)", values.len());
        }
        format!("({})", shown.join(", "))
    };
    let rows = |rows: &[usize]| {
        let shown: Vec<String> = rows.iter().take(MOST_SHOWN).map(usize::to_string).collect();
        format!("{}{}", shown.join(", "), if rows.len() > MOST_SHOWN { ", ..." } else { "" })
    };
    let mut table = vec![describe(points, provenance)];
    if split.is_separable() {
        table.push(row("separable", "yes".into(), "exact"));
        table.push(row("witness w", vector(&split.direction), "exact: w.z_i > 0 for all i"));
    } else {
        table.push(row("separable", "no".into(), "exact"));
        let note = match split.certificate {
            Certificate::Explicit => "exact: sum mu_i z_i = 0, mu_i > 0 on the non-separable part",
            Certificate::Nearby => "certified: mu > 0 with sum mu_i z_i = 0 exists, within half of these",
        };
        table.push(row("witness mu", vector(&split.multipliers), note));
        let part = format!("{} of {count}: rows {}", split.rest.len(), rows(&split.rest));
        table.push(row("non-separable part", part, "exact"));
        if !split.separable_part.is_empty() {
            let note = "exact: w.z_i > 0 on the separable part, = 0 on the rest";
            table.push(row("direction w", vector(&split.direction), note));
        }
    }
    if let Some(margin) = &found.margin {
        let note = match (&margin.squared, margin.shortfall_text(digits)) {
            (_, Some(shortfall)) => format!("certified bounds; {}", wording::with_work_option(&shortfall)),
            (Some(squared), _) if squared.to_string().len() <= MOST_DIGITS => format!("certified: sqrt({squared})"),
            (Some(_), _) => "certified: the root of an exact number".into(),
            (None, _) => "certified".into(),
        };
        table.push(row("margin", margin.value.enclosure(digits).short(), &note));
        let support = format!("{}: rows {}", margin.support.len(), rows(&margin.support));
        table.push(row("support vectors", support, if margin.squared.is_some() { "exact" } else { "numerical" }));
    }
    for curvature in curvatures(points, split).iter().flatten() {
        let loss = curvature.loss;
        let where_ = if loss == LossName::Logistic { "for all w" } else { "where L(w) <= L(0)" };
        table.push(row(&format!("beta, {loss}"), ends(&curvature.smoothness).short(), &format!("certified, {where_}")));
        if let Some(rest) = &curvature.rest {
            let name = |symbol: &str| format!("{symbol}, {loss}, on the span");
            let dimensions = rest.rank.map_or_else(String::new, |rank| format!(", {rank} dimensions"));
            let note = format!("certified, non-separable part{dimensions}, {where_}");
            table.push(row(&name("beta"), ends(&rest.smoothness).short(), &note));
            let (alpha, guarantee) = match &rest.strong_convexity {
                Some(convexity) => (ends(convexity).short(), "certified"),
                None => ("not proved".into(), "undecided"),
            };
            table.push(row(&name("alpha"), alpha, &format!("{guarantee}, non-separable part, where L(w) <= L(0)")));
        }
    }
    table
}
