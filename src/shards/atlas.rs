//! Surveys cut into units: the subtrees of the cells at the first level that is looked at.
//!
//! Which cells a survey proves does not depend on the order in which it looks at them, and a cell concerns nobody but its quarters. So the subtree of each cell of the
//! first level is a unit, 64 of them where there is so much depth, and what they decide, level after level and within a level in the order of the
//! units, is what the whole survey decides, in its order. Nothing that a unit says is believed: each cell is proved again when they are put together.

use super::over_ranks::hand_out;
use super::problem::{FILE_NAME, Kind};
use super::{Gathered, Problem, Shard, ShardError, Unit, UnitFolder, gather};
use crate::atlas::{Searched, Survey};
use crate::program::Program;
use crate::progress::{Counter, Progress, Watch};
use crate::ranks::Ranks;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::ops::ControlFlow;
use std::path::Path;

/// A survey that is cut.
pub struct AtlasUnits<C: Searched> {
    survey: Survey<C>,
    problem: Problem,
}

/// What results are put together with.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields, bound = "C: Searched")]
struct Heading<C> {
    chart: C,
    depth: u32,
    command: Option<String>,
}

/// Of a cell on D0: predicted seconds, and the share of the smallest cells that a survey comes to.
const CELL_SECONDS: f64 = 5e-5;
const SHARE: f64 = 0.2;

impl<C: Searched> AtlasUnits<C> {
    /// Of a survey that has not begun, and the command that makes it, which stands in its results.
    pub fn new(survey: Survey<C>, command: Option<String>) -> Self {
        let heading = Heading { chart: survey.chart.clone(), depth: survey.depth, command };
        let settings = json!({
            "rectangle": survey.chart.to_string(),
            "depth": survey.depth,
        });
        let problem = Problem {
            kind: Kind::Atlas,
            program: Program::this(),
            units: survey.frontier.len(),
            settings: if let Value::Object(settings) = settings { settings } else { Default::default() },
            heading: serde_json::to_value(heading).unwrap_or_default(),
        };
        AtlasUnits { survey, problem }
    }

    /// The predicted seconds of each unit: nothing tells them apart.
    pub fn costs(&self) -> Vec<f64> {
        let cells = SHARE * 4_f64.powi(self.survey.depth as i32);
        let [step, _] = self.survey.chart.prices();
        let each = cells * CELL_SECONDS * step.max(1) as f64 / self.problem.units as f64;
        vec![each; self.problem.units]
    }

    /// Does the units of a shard in a folder, after those that are finished there, and returns how many units it has. The watch is told of units.
    ///
    /// # Errors
    ///
    /// [`ShardError::Interrupted`] if the watch says stop, which it is asked at each cell: finished units are kept.
    pub fn run(&self, shard: Shard, folder: &Path, watch: Watch<'_>) -> Result<usize, ShardError> {
        if folder.join(crate::atlas::run::CHECKPOINT).exists() {
            return Err(ShardError::Occupied(folder.to_owned()));
        }
        let folder = UnitFolder::open(folder, &self.problem)?;
        let units = shard.units(&self.costs());
        let counter = Counter::new(units.len() as u64, watch);
        let quiet = crate::progress::uncounted(watch);
        units.par_iter().with_max_len(1).try_for_each(|&unit| {
            if !folder.holds(unit) {
                self.do_unit(&folder, unit, &quiet)?;
            }
            counter.add(1).map_err(ShardError::from)
        })?;
        Ok(units.len())
    }

    fn do_unit(&self, folder: &UnitFolder, unit: usize, watch: Watch<'_>) -> Result<(), ShardError> {
        let mut survey = Survey { frontier: vec![self.survey.frontier[unit]], ..self.survey.clone() };
        survey.finish(watch)?;
        let content = survey.checkpoint().into_bytes();
        folder.keep(unit, &Unit { facts: Value::Null, content })
    }

    /// Does all units in a folder that all ranks see, each of which takes the next one when it is free. Rank 0 gets the folder and what is in it, to be put together.
    ///
    /// # Errors
    ///
    /// As [`AtlasUnits::run`]; [`ShardError::Unfinished`] for a folder with units that is not to be gone on with; [`ShardError::Ranks`].
    pub fn run_over(
        &self,
        ranks: &dyn Ranks,
        folder: &Path,
        resume: bool,
        watch: Watch<'_>,
    ) -> Result<Option<(UnitFolder, Gathered)>, ShardError> {
        let all = (0..self.problem.units).collect();
        let open = || match Problem::read(folder)? {
            Some(_) if !resume => Err(ShardError::Unfinished(folder.to_owned())),
            _ if folder.join(crate::atlas::run::CHECKPOINT).exists() => Err(ShardError::Occupied(folder.to_owned())),
            _ => UnitFolder::open(folder, &self.problem),
        };
        let Some(open) = hand_out(ranks, folder, &self.problem, (open, all), |open, queue| {
            while let Some(unit) = queue.next()? {
                let total = self.problem.units as u64;
                let watch = |_: &Progress<'_>| match queue.serve() {
                    Ok(false) => watch(&Progress::of(total - queue.waiting().len() as u64, total)),
                    Ok(true) | Err(_) => ControlFlow::Break(()),
                };
                self.do_unit(open, unit, &watch)?;
            }
            Ok(())
        })?
        else {
            return Ok(None);
        };
        let gathered = gather(&[folder.to_owned()])?;
        Ok(Some((open, gathered)))
    }
}

/// The survey of all units, and the command that makes it.
///
/// # Errors
///
/// [`ShardError`] for units that cannot be read or do not fit; [`ShardError::Survey`] for a cell whose proof does not hold.
///
/// # Guarantee
///
/// Certified: every cell is proved again.
pub fn merge<C: Searched>(gathered: &Gathered) -> Result<(Survey<C>, Option<String>), ShardError> {
    let foreign = || ShardError::Foreign(FILE_NAME.into());
    let heading = gathered.problem.heading.clone();
    let Heading { chart, depth, command } = serde_json::from_value::<Heading<C>>(heading).map_err(|_| foreign())?;
    let survey = Survey::new(chart, depth);
    if gathered.problem.kind != Kind::Atlas || survey.frontier.len() != gathered.problem.units {
        return Err(foreign());
    }
    let mut parts = Vec::new();
    for (index, unit) in gathered.units().enumerate() {
        let content = String::from_utf8(unit?.content);
        parts.push(content.map_err(|_| gathered.damaged(index, "it is no text"))?);
    }
    Ok((survey.put_together(&parts)?, command))
}
