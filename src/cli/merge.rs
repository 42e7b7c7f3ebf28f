//! `catapult merge`: puts together what shards have written.

use super::arguments::Format;
use super::atlas::{Places, merge_units};
use super::classify_batch::show_counts;
use super::figure::show_merged;
use super::train_units::show_summary;
use super::{InputError, Outcome, terminal};
use crate::shards::problem::Kind;
use crate::shards::{Shard, batch, figures, gather, train};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct Merge {
    /// The folders that the shards were written to, in any order.
    #[arg(value_name = "DIR", required = true)]
    folders: Vec<PathBuf>,
    /// Where the result goes: the same bytes as those of the command without --shard.
    #[arg(long, value_name = "OUT")]
    out: PathBuf,
    /// Of an atlas: write the proofs of all cells here, for `catapult check`.
    #[arg(long, value_name = "F.json")]
    certificate: Option<PathBuf>,
    #[command(flatten)]
    format: Format,
}

impl Merge {
    pub fn run(self) -> Result<Outcome, InputError> {
        let gathered = gather(&self.folders)?;
        if self.certificate.is_some() && gathered.problem.kind != Kind::Atlas {
            return Err(format!(
                "--certificate is for an atlas, and these are units of `{}`: leave it out",
                gathered.problem.kind
            )
            .into());
        }
        match gathered.problem.kind {
            Kind::Classify => show_counts(&batch::merge(&gathered, &self.out)?, &self.out, self.format.json)?,
            Kind::Atlas => {
                let places = Places { out: &self.out, certificate: self.certificate.as_deref() };
                merge_units(&gathered, places, self.format)?;
            }
            Kind::Figure => show_merged(&figures::merge(&gathered, &self.out)?, self.format.json)?,
            Kind::Train => show_summary(&train::merge(&gathered, &self.out)?, &self.out, self.format)?,
        }
        Ok(Outcome::Fine)
    }
}

/// Prints how much of a shard is finished, and how it becomes part of a result: the folder, and what `--out` of `merge` is.
pub(super) fn show_shard(
    shard: Shard,
    (done, total): (usize, usize),
    what: &str,
    (folder, result): (&Path, &str),
    json: bool,
) -> Result<(), InputError> {
    if json {
        return Ok(terminal::print_json(json!({"shard": shard.to_string(), "units": done, "of": total}))?);
    }
    let folder = folder.display();
    Ok(terminal::print(&format!(
        "shard {shard}: {done} of {total} {what}\nwritten: {folder}; when all shards are finished, put them together with \
         `catapult merge DIR.. --out {result}`\n"
    ))?)
}
