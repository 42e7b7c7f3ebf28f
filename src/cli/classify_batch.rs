//! `catapult classify --batch`: a list of problems, with a certificate beside each answer.

use super::arguments::Precision;
use super::classify::bits;
use super::interrupt::{again_hint, resume_hint};
use super::merge::show_shard;
use super::slurm::refuse_shard;
use super::train::interruptible;
use super::{InputError, Outcome, terminal};
use crate::search::ClassifyOptions;
use crate::shards::batch::{Batch, Counts, List};
use crate::shards::{Shard, ShardError};
use clap::Args;
use std::path::{Path, PathBuf};

#[derive(Args)]
pub struct ClassifyBatch {
    /// A list of problems, one a line: CSV with a header, or JSON objects. The names are network (linear, two-layer, aligned, network), loss, eta, and those of the
    /// options of the network: weight, data, width, lambda, output, w1, w2, weights, sigma.
    #[arg(long, value_name = "FILE.csv|FILE.jsonl")]
    batch: Option<PathBuf>,
    /// Where the answers go, one line of JSON each, with its certificate; with --shard a folder, for `catapult merge`.
    #[arg(long, value_name = "FILE.jsonl")]
    out: Option<PathBuf>,
    /// Do a part of the lines only, the I-th of N; the same command goes on after an interruption.
    #[arg(long, value_name = "I/N")]
    shard: Option<Shard>,
    /// Go on where an interrupted run with the same options left off.
    #[arg(long)]
    resume: bool,
    /// The most steps of gradient descent to enclose.
    #[arg(long, value_name = "T", default_value_t = ClassifyOptions::default().max_steps)]
    max_steps: u64,
    /// The largest working precision in bits; it rises by itself up to this.
    #[arg(long, value_name = "B", default_value_t = ClassifyOptions::default().bits, value_parser = bits())]
    bits: u32,
    #[command(flatten)]
    precision: Precision,
}

impl ClassifyBatch {
    /// How many lines each unit has, for shards that someone else gives out.
    pub(super) fn lines_of_units(&self) -> Result<Vec<usize>, InputError> {
        refuse_shard(self.shard)?;
        let list = List::open(self.given()?.0)?;
        Ok((0..list.units()).map(|unit| list.lines_of(unit)).collect())
    }

    /// Where the result goes.
    pub(super) fn out(&self) -> Result<String, InputError> {
        Ok(self.given()?.1.display().to_string())
    }

    /// The list, and where the answers go.
    fn given(&self) -> Result<(&Path, &Path), InputError> {
        match (&self.batch, &self.out) {
            (Some(batch), Some(out)) => Ok((batch, out)),
            (Some(_), None) => Err("the place of the answers is not given: give --out FILE.jsonl".into()),
            (None, _) => Err("nothing is asked: name a network, or give a list of problems with --batch".into()),
        }
    }

    pub fn run(self) -> Result<Outcome, InputError> {
        let options = ClassifyOptions { max_steps: self.max_steps, bits: self.bits, digits: self.precision.digits };
        let (list, out) = self.given()?;
        let batch = Batch::new(list, options)?;
        let json = self.precision.format.json;
        match self.shard {
            None => match interruptible(|watch| batch.finish(out, self.resume, watch))? {
                Err(ShardError::Interrupted(_)) => Ok(interrupted(&resume_hint())),
                counts => {
                    show_counts(&counts?, out, json)?;
                    Ok(Outcome::Fine)
                }
            },
            Some(shard) => {
                let units = match interruptible(|watch| batch.run(shard, out, watch))? {
                    Err(ShardError::Interrupted(_)) => return Ok(interrupted(&again_hint())),
                    units => units?,
                };
                let total = batch.list().units();
                show_shard(shard, (units, total), "blocks of lines are answered", (out, "FILE.jsonl"), json)?;
                Ok(Outcome::Fine)
            }
        }
    }
}

fn interrupted(hint: &str) -> Outcome {
    eprintln!("interrupted: answered blocks of lines are kept; go on with `{hint}`");
    Outcome::Interrupted
}

/// Prints how many answers there are of each kind.
pub fn show_counts(counts: &Counts, file: &Path, json: bool) -> Result<(), InputError> {
    if json {
        return Ok(terminal::print_json(serde_json::to_value(counts)?)?);
    }
    let rows = [
        ("lines", counts.lines),
        ("lazy", counts.lazy),
        ("catapult", counts.catapult),
        ("oscillating", counts.oscillating),
        ("divergent", counts.divergent),
        ("undecided", counts.undecided),
        ("bad lines", counts.bad),
    ];
    let rows: Vec<Vec<String>> = rows.iter().map(|(name, count)| vec![(*name).to_owned(), count.to_string()]).collect();
    terminal::print_table(&rows)?;
    Ok(terminal::print(&format!("written: {}\n", file.display()))?)
}
