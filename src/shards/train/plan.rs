//! The plan of a training: all units, with what each is predicted to take.

use super::lists::TrainingLists;
use crate::program::Program;
use crate::ranks::Alone;
use crate::shards::problem::Kind;
use crate::shards::{Problem, Shard, ShardError};
use crate::training::checkpoint::Settings;
use crate::training::run::{TrainingData, TrainingSamples};
use crate::training::summary::Summary;
use crate::training::{Formulation, LoadedRun, RunSettings};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One unit of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PlannedUnit {
    /// Its number, from 1.
    pub unit: usize,
    /// The training data.
    pub data: String,
    /// L.
    pub depth: u64,
    /// m; `None` at depth 1.
    pub width: Option<u64>,
    /// The seed of the start, if it has one.
    pub seed: Option<u64>,
    /// How many learning rates.
    pub rates: usize,
    /// The steps of all rates together.
    pub steps: u64,
    /// How the weights are represented.
    pub formulation: Formulation,
    /// Predicted seconds of the nominal machine of [`cost`](crate::training::sweep::cost), which does 5·10^10 operations a second.
    pub seconds: f64,
    /// Predicted bytes of memory, without those of other data.
    pub bytes: u64,
}

/// A network of the plan.
pub(super) struct PlannedNetwork {
    pub settings: RunSettings,
    pub data: Arc<TrainingData>,
    pub heading: Summary,
}

/// Everything that was read and checked before the work.
pub struct TrainingPlan {
    pub(super) networks: Vec<PlannedNetwork>,
    pub(super) problem: Problem,
    starts: usize,
    units: Vec<PlannedUnit>,
    costs: Vec<String>,
}

/// What is put together, as a problem keeps it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Heading {
    /// Starts of each network.
    pub starts: usize,
    /// The summaries, without any start.
    pub networks: Vec<Summary>,
}

impl TrainingLists {
    /// Reads and checks everything, and writes nothing.
    ///
    /// # Errors
    ///
    /// [`ShardError`] names the value.
    pub fn plan(&self) -> Result<TrainingPlan, ShardError> {
        let settings = self.networks()?;
        let starts = self.common.starts();
        let (mut networks, mut units) = (Vec::<PlannedNetwork>::new(), Vec::new());
        let (mut records, mut costs) = (Vec::new(), Vec::new());
        for settings in settings {
            // The networks on the same data follow each other.
            let data = match networks.last().filter(|last| last.settings.data == settings.data) {
                Some(last) => Arc::clone(&last.data),
                None => {
                    let reading = settings.reading(Arc::new(Alone));
                    Arc::new(TrainingData::read(&settings.data, settings.test.as_ref(), &reading)?)
                }
            };
            let loaded = settings.clone().load_on(Arc::clone(&data))?;
            let prediction = loaded.predict().map_err(crate::training::RunError::from)?;
            for start in 0..starts {
                units.push(PlannedUnit {
                    unit: units.len() + 1,
                    data: settings.data.to_string(),
                    depth: settings.depth,
                    width: settings.width.filter(|_| settings.depth > 1),
                    seed: settings.seed(start),
                    rates: loaded.plans().len(),
                    steps: steps_of(&loaded),
                    formulation: prediction.formulation,
                    seconds: prediction.seconds,
                    bytes: prediction.bytes as u64,
                });
            }
            costs.extend(loaded.cost_of_reading());
            records.push(loaded.record().clone());
            let heading = loaded.heading(prediction.formulation);
            networks.push(PlannedNetwork { settings, data, heading });
        }
        let heading = Heading { starts, networks: networks.iter().map(|network| network.heading.clone()).collect() };
        let problem = Problem {
            kind: Kind::Train,
            program: Program::this(),
            units: units.len(),
            settings: self.settings(&records),
            heading: serde_json::to_value(heading).unwrap_or_default(),
        };
        Ok(TrainingPlan { networks, problem, starts, units, costs })
    }

    /// The settings of all networks in one map: where there are several data, depths or widths, their list.
    fn settings(&self, records: &[Settings]) -> Settings {
        let mut settings = records.first().cloned().unwrap_or_default();
        let numbers = |list: &[u64]| {
            let texts: Vec<String> = list.iter().map(u64::to_string).collect();
            json!(texts.join(","))
        };
        if self.depths.len() > 1 {
            settings.insert("depth".into(), numbers(&self.depths));
        }
        if self.widths.len() > 1 && self.depths.iter().any(|depth| *depth > 1) {
            settings.insert("width".into(), numbers(&self.widths));
        } else if self.depths.len() > 1 {
            settings.insert("width".into(), json!(self.widths.first()));
        }
        if self.data.len() > 1 {
            let texts = |list: &[crate::data::DataSpecification]| {
                json!(list.iter().map(ToString::to_string).collect::<Vec<_>>())
            };
            settings.insert("data".into(), texts(&self.data));
            if self.test.len() > 1 {
                settings.insert("test".into(), texts(&self.test));
            }
            // one network on each of the data tells their content
            let mut seen = BTreeSet::new();
            let first: Vec<&Settings> =
                records.iter().filter(|record| seen.insert(record["data"].to_string())).collect();
            for name in ["data_fingerprint", "test_fingerprint"] {
                let fingerprints: Vec<Value> = first.iter().map(|record| record[name].clone()).collect();
                if fingerprints.iter().any(|value| !value.is_null()) {
                    settings.insert(name.into(), json!(fingerprints));
                }
            }
        }
        settings
    }
}

impl TrainingPlan {
    /// All units, in their order.
    pub fn units(&self) -> &[PlannedUnit] {
        &self.units
    }

    /// The units of a shard, counted from 0, in increasing order.
    pub fn units_of(&self, shard: Shard) -> Vec<usize> {
        let costs: Vec<f64> = self.units.iter().map(|unit| unit.seconds).collect();
        shard.units(&costs)
    }

    /// The predicted bytes of a process that does any of the units: the largest of them, and all data beside its own.
    pub fn bytes(&self) -> f64 {
        let largest = self.units.iter().map(|unit| unit.bytes).max().unwrap_or(0) as f64;
        let mut others = 0.0;
        for (index, network) in self.networks.iter().enumerate() {
            let earlier = index.checked_sub(1).map(|before| &self.networks[before].data);
            if earlier.is_none_or(|earlier| !Arc::ptr_eq(earlier, &network.data))
                && let TrainingSamples::Memory(data) = &network.data.data.data
            {
                others += 8.0 * data.count() as f64 * data.dimension() as f64;
            }
        }
        largest + others
    }

    /// The description of the whole.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// How many networks there are: different data, depths and widths.
    pub fn networks(&self) -> usize {
        self.networks.len()
    }

    /// What is to be said about how the data were read, and what reading them by blocks costs.
    pub fn remarks(&self) -> Vec<&str> {
        let mut remarks = Vec::new();
        let of_data = self.networks.iter().flat_map(|network| network.data.remarks());
        for remark in of_data.chain(self.costs.iter().map(String::as_str)) {
            if !remarks.contains(&remark) {
                remarks.push(remark);
            }
        }
        remarks
    }

    /// The network of a unit, and which of its starts that is.
    pub(super) fn place(&self, unit: usize) -> (usize, usize) {
        (unit / self.starts, unit % self.starts)
    }
}

/// The steps of all rates together.
fn steps_of(loaded: &LoadedRun) -> u64 {
    loaded.plans().iter().map(|plan| plan.total_steps() as u64).sum()
}
