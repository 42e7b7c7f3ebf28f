//! Lists of data, depths, widths and seeds, and the networks that they make.

use crate::data::DataSpecification;
use crate::shards::ShardError;
use crate::training::RunSettings;

/// What is trained: every width at every depth on all data, from every seed.
#[derive(Clone, Debug, PartialEq)]
pub struct TrainingLists {
    /// The training data.
    pub data: Vec<DataSpecification>,
    /// Data on which the accuracy is measured too: none, one for all, or one for each of the training data.
    pub test: Vec<DataSpecification>,
    /// Depths.
    pub depths: Vec<u64>,
    /// Widths, without effect at depth 1.
    pub widths: Vec<u64>,
    /// Everything else; its own data, depth and width have no effect.
    pub common: RunSettings,
}

impl TrainingLists {
    /// One network.
    pub fn of(settings: RunSettings) -> Self {
        TrainingLists {
            data: vec![settings.data.clone()],
            test: settings.test.iter().cloned().collect(),
            depths: vec![settings.depth],
            widths: settings.width.into_iter().collect(),
            common: settings,
        }
    }

    /// The settings of each network, in the order of the data, then of the depths, then of the widths.
    ///
    /// # Errors
    ///
    /// [`ShardError::Twice`] for a value that is given twice, [`ShardError::Tests`] for test data that do not fit.
    pub fn networks(&self) -> Result<Vec<RunSettings>, ShardError> {
        refuse_twice("the data", &self.data)?;
        refuse_twice("depth", &self.depths)?;
        refuse_twice("width", &self.widths)?;
        let (tests, data) = (self.test.len(), self.data.len());
        if !(tests <= 1 || tests == data) {
            return Err(ShardError::Tests { tests, data });
        }
        let mut networks = Vec::new();
        for (index, data) in self.data.iter().enumerate() {
            let test = if tests == 1 { self.test.first() } else { self.test.get(index) };
            for &depth in &self.depths {
                let widths: Vec<Option<u64>> = match self.widths.as_slice() {
                    _ if depth == 1 => vec![None],
                    [] => vec![None],
                    widths => widths.iter().copied().map(Some).collect(),
                };
                networks.extend(widths.into_iter().map(|width| RunSettings {
                    data: data.clone(),
                    test: test.cloned(),
                    depth,
                    width,
                    ..self.common.clone()
                }));
            }
        }
        Ok(networks)
    }
}

fn refuse_twice<T: PartialEq + std::fmt::Display>(what: &'static str, values: &[T]) -> Result<(), ShardError> {
    let twice = values.iter().enumerate().find(|(index, value)| values[..*index].contains(value));
    match twice {
        Some((_, value)) => Err(ShardError::Twice { what, value: value.to_string() }),
        None => Ok(()),
    }
}
