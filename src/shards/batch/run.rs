//! Answering the units of a shard, and putting answers together.

use super::answer::{Answer, Counts};
use super::fields::Line;
use super::list::{BLOCK, List, ListError};
use crate::data::{DataError, DataSpecification};
use crate::output::PendingFile;
use crate::problems::Points;
use crate::program::Program;
use crate::progress::{Interrupted, Progress, Watch};
use crate::search::ClassifyOptions;
use crate::shards::problem::Kind;
use crate::shards::{Gathered, Problem, Shard, ShardError, Unit, UnitFolder, gather};
use rayon::prelude::*;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// Blocks that are answered side by side, so that threads do not wait for the slowest line of each.
const TOGETHER: usize = 32;

/// A list of problems and what a search for each may spend.
pub struct Batch {
    list: List,
    options: ClassifyOptions,
    problem: Problem,
    data: Mutex<HashMap<String, Points>>,
}

impl Batch {
    /// Opens a list.
    ///
    /// # Errors
    ///
    /// [`ListError`].
    pub fn new(path: &Path, options: ClassifyOptions) -> Result<Self, ListError> {
        let list = List::open(path)?;
        let settings = json!({
            "batch": path.display().to_string(),
            "max_steps": options.max_steps,
            "bits": options.bits,
            "digits": options.digits.count(),
            "batch_fingerprint": list.fingerprint,
        });
        let problem = Problem {
            kind: Kind::Classify,
            program: Program::this(),
            units: list.units(),
            settings: if let Value::Object(settings) = settings { settings } else { Default::default() },
            heading: json!({"lines": list.lines}),
        };
        Ok(Batch { list, options, problem, data: Mutex::default() })
    }

    /// The list.
    pub fn list(&self) -> &List {
        &self.list
    }

    /// Answers the units of a shard in a folder, after those that are finished there, and says what all its answers are. The watch is told of the lines.
    ///
    /// # Errors
    ///
    /// [`ShardError::Interrupted`] if the watch says stop: finished units are kept.
    pub fn run(&self, shard: Shard, folder: &Path, watch: Watch<'_>) -> Result<usize, ShardError> {
        let folder = UnitFolder::open(folder, &self.problem)?;
        self.run_in(&folder, shard, watch)
    }

    /// Answers everything into one file. Units stand beside it, in a folder of its name and `.units`, until it is complete; with `resume` those of an interrupted run are
    /// gone on with, without they are refused.
    ///
    /// # Errors
    ///
    /// As [`Batch::run`]; [`ShardError::Unfinished`].
    pub fn finish(&self, file: &Path, resume: bool, watch: Watch<'_>) -> Result<Counts, ShardError> {
        let mut name = file.file_name().unwrap_or_default().to_owned();
        name.push(".units");
        let folder = file.with_file_name(name);
        if !resume && Problem::read(&folder)?.is_some() {
            return Err(ShardError::Unfinished(folder));
        }
        // A file that cannot be written is refused before the work.
        PendingFile::create(file)?;
        let open = UnitFolder::open(&folder, &self.problem)?;
        self.run_in(&open, Shard::WHOLE, watch)?;
        let counts = merge(&gather(std::slice::from_ref(&folder))?, file)?;
        open.dissolve(self.problem.units)?;
        // Nothing is left in it, unless someone else has put it there.
        let _ = std::fs::remove_dir(&folder);
        Ok(counts)
    }

    fn run_in(&self, folder: &UnitFolder, shard: Shard, watch: Watch<'_>) -> Result<usize, ShardError> {
        let costs: Vec<f64> = (0..self.problem.units).map(|unit| self.list.lines_of(unit) as f64).collect();
        let units = shard.units(&costs);
        let total = units.iter().map(|unit| self.list.lines_of(*unit) as u64).sum();
        let left: Vec<usize> = units.iter().copied().filter(|unit| !folder.holds(*unit)).collect();
        let undone: u64 = left.iter().map(|unit| self.list.lines_of(*unit) as u64).sum();
        let done = AtomicU64::new(total - undone);
        let mut wanted = left.iter().copied().peekable();
        let (mut blocks, mut ended) = (Vec::<(usize, Vec<Line>)>::new(), Ok(()));
        self.list
            .each(|index, interpret| {
                let unit = index / BLOCK;
                if wanted.peek() == Some(&unit) {
                    if index % BLOCK == 0 {
                        blocks.push((unit, Vec::new()));
                    }
                    if let Some((_, lines)) = blocks.last_mut() {
                        lines.push(interpret());
                        if lines.len() == self.list.lines_of(unit) {
                            wanted.next();
                        }
                    }
                }
                let complete = blocks.last().is_some_and(|(unit, lines)| lines.len() == self.list.lines_of(*unit));
                if complete && (blocks.len() == TOGETHER || wanted.peek().is_none()) {
                    ended = self.answer(folder, std::mem::take(&mut blocks), (&done, total), watch);
                }
                ended.is_ok() && (wanted.peek().is_some() || !blocks.is_empty())
            })
            .map_err(ShardError::List)?;
        ended.map(|()| units.len())
    }

    /// Answers blocks of lines, and keeps each as soon as it is complete.
    fn answer(
        &self,
        folder: &UnitFolder,
        blocks: Vec<(usize, Vec<Line>)>,
        (done, total): (&AtomicU64, u64),
        watch: Watch<'_>,
    ) -> Result<(), ShardError> {
        let read = |data: &DataSpecification| self.read(data);
        let quiet = |_: &Progress<'_>| watch(&Progress::unknown());
        blocks.par_iter().with_max_len(1).try_for_each(|(unit, lines)| {
            let answer = |(index, line): (usize, &Line)| {
                let answer = Answer::to(unit * BLOCK + index, line, &self.options, &read, &quiet)?;
                let done = done.fetch_add(1, Ordering::Relaxed) + 1;
                Progress::of(done, total).tell(watch)?;
                Ok(answer)
            };
            let answers = lines.par_iter().enumerate().map(answer).collect::<Result<Vec<_>, Interrupted>>()?;
            let (mut counts, mut content) = (Counts::default(), String::new());
            for answer in &answers {
                counts.count(answer);
                content.push_str(&answer.to_text());
            }
            let facts = serde_json::to_value(counts).unwrap_or_default();
            folder.keep(*unit, &Unit { facts, content: content.into_bytes() })
        })
    }

    /// Data, read once.
    fn read(&self, specification: &DataSpecification) -> Result<Points, DataError> {
        let name = specification.to_string();
        let mut kept = self.data.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(points) = kept.get(&name) {
            return Ok(points.clone());
        }
        let points = Points::read(specification)?.data;
        kept.insert(name, points.clone());
        Ok(points)
    }
}

/// Writes the answers of all units into one file, and says what they are.
///
/// # Errors
///
/// [`ShardError`] names the file that cannot be read or written, or does not fit; nothing is written then.
pub fn merge(gathered: &Gathered, file: &Path) -> Result<Counts, ShardError> {
    let problem = &gathered.problem;
    if problem.kind != Kind::Classify {
        let folder: PathBuf = file.to_owned();
        return Err(ShardError::OtherKind { folder, found: problem.kind, expected: Kind::Classify });
    }
    let mut answers = PendingFile::create(file)?;
    let mut counts = Counts::default();
    for (index, unit) in gathered.units().enumerate() {
        let unit = unit?;
        let of_unit: Counts =
            serde_json::from_value(unit.facts).map_err(|_| gathered.damaged(index, "its facts do not fit"))?;
        counts.add(&of_unit);
        answers.write(&unit.content)?;
    }
    answers.commit()?;
    Ok(counts)
}
