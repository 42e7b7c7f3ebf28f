//! Training cut into units: one sweep from each (data, depth, width, seed), with all its rates.
//!
//! [`TrainingLists`] say what is asked for, as [`RunSettings`](crate::training::RunSettings) do for one network. [`TrainingLists::plan`] reads and checks everything and
//! predicts the cost of each unit; [`TrainingPlan::run`] does the units of a shard; [`merge`] puts `history.csv` and `summary.json`
//! together, with the bytes of [`TrainingPlan::finish`], which does everything in one folder. For one network they are also the
//! bytes of [`Run::finish`](crate::training::Run::finish).
//!
//! With several networks the history has the columns `data`, `depth` and `width` at its end, and the summary holds the summary of each network.
//!
//! ```no_run
//! use catapult::model::LossName;
//! use catapult::progress::silent;
//! use catapult::shards::{Shard, gather, train::{TrainingLists, merge}};
//! use catapult::training::run::{Length, RunSettings, Start};
//! use std::{path::Path, time::Duration};
//!
//! let data = "mnist:0,1".parse()?;
//! let mut settings = RunSettings::new(data, LossName::Logistic, "log:1:200:24".parse()?, Length::Steps(150));
//! settings.start = Start::Seeds("1..20".parse()?);
//! let lists = TrainingLists { depths: vec![2, 3], widths: vec![50, 500], ..TrainingLists::of(settings) };
//! let plan = lists.plan()?;
//! let shard: Shard = "2/4".parse()?;
//! plan.run(shard, Path::new("shard2"), Duration::from_secs(30), &silent)?;
//! // when all four are done
//! let folders = ["shard1", "shard2", "shard3", "shard4"].map(Into::into);
//! merge(&gather(&folders)?, Path::new("out"))?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod lists;
mod merging;
mod over_ranks;
mod plan;
mod run;
mod summary;

pub use lists::TrainingLists;
pub use merging::merge;
pub use plan::{PlannedUnit, TrainingPlan};
pub use run::{Finished, ShardEnd};
pub use summary::{NetworksSummary, TrainingSummary};
