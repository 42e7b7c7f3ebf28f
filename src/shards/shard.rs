//! A shard as it is typed, `I/N`, and the units that it does.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The most shards of one problem.
pub const MOST_SHARDS: usize = 1_000_000;

/// The shard `index` of `count`, from 1. [`FromStr`] reads `I/N`, [`fmt::Display`] writes it back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

/// Why a text names no shard.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ShardNameError {
    /// Not two numbers.
    #[error("`{0}` is not a shard: write I/N with I from 1 to N, such as 2/8 for the second of eight")]
    Malformed(String),
    /// An index beyond the number of shards.
    #[error("there is no shard {index} of {count}: shards are counted from 1 to {count}")]
    Outside {
        /// The index asked for.
        index: usize,
        /// The number of shards.
        count: usize,
    },
    /// More shards than anyone has machines.
    #[error("{0} shards are too many: give at most {MOST_SHARDS}")]
    TooMany(usize),
}

impl Shard {
    /// Everything.
    pub const WHOLE: Shard = Shard { index: 1, count: 1 };

    /// The shard `index` of `count`, from 1.
    ///
    /// # Errors
    ///
    /// [`ShardNameError`].
    pub fn new(index: usize, count: usize) -> Result<Self, ShardNameError> {
        if count > MOST_SHARDS {
            return Err(ShardNameError::TooMany(count));
        }
        if index == 0 || index > count {
            return Err(ShardNameError::Outside { index, count });
        }
        Ok(Shard { index, count })
    }

    /// Which one it is, from 1.
    pub fn index(self) -> usize {
        self.index
    }

    /// How many there are.
    pub fn count(self) -> usize {
        self.count
    }

    /// The units that it does, in increasing order, given the predicted cost of each: the dearest unit that is left goes to the shard that has the
    /// least to do so far, and of equals to the first. No shard then does more than 4/3 of the longest that the best division would leave to one
    /// (Graham 1969). A function of the costs alone, so that all shards agree.
    pub fn units(self, costs: &[f64]) -> Vec<usize> {
        deal(costs, self.count).swap_remove(self.index - 1)
    }
}

/// The units of each of `count` shards, each list in increasing order.
pub fn deal(costs: &[f64], count: usize) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..costs.len()).collect();
    order.sort_by(|a, b| costs[*b].total_cmp(&costs[*a]).then(a.cmp(b)));
    // what each has to do, least first
    let mut loads: std::collections::BTreeSet<Load> = (0..count).map(|shard| Load { work: 0.0, shard }).collect();
    let mut shards = vec![Vec::new(); count];
    for unit in order {
        if let Some(Load { work, shard }) = loads.pop_first() {
            shards[shard].push(unit);
            loads.insert(Load { work: work + costs[unit], shard });
        }
    }
    shards.iter_mut().for_each(|units| units.sort_unstable());
    shards
}

/// What a shard has to do so far.
struct Load {
    work: f64,
    shard: usize,
}

impl Ord for Load {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.work.total_cmp(&other.work).then(self.shard.cmp(&other.shard))
    }
}

impl PartialOrd for Load {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Load {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Load {}

impl FromStr for Shard {
    type Err = ShardNameError;

    fn from_str(text: &str) -> Result<Self, ShardNameError> {
        let numbers = text.split_once('/').and_then(|(index, count)| {
            Some((index.trim().parse::<usize>().ok()?, count.trim().parse::<usize>().ok()?))
        });
        let (index, count) =
            numbers.ok_or_else(|| ShardNameError::Malformed(text.trim().chars().take(60).collect()))?;
        Shard::new(index, count)
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.index, self.count)
    }
}
