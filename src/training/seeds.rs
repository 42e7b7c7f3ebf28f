//! Seeds as they are typed: `1,2,3`, `A..B` with both ends, or both.

use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The most seeds of one run.
pub const MOST_SEEDS: usize = 10_000;

/// Different seeds, each of which is a start of its own. [`FromStr`] reads them, [`fmt::Display`] writes them back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeds {
    seeds: Vec<u64>,
    /// Numbers and ranges, as they were typed.
    text: String,
}

/// Why seeds cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SeedError {
    /// Neither a number nor a range.
    #[error(
        "`{0}` is not a seed: write whole numbers from 0 to 2^64 - 1, such as 7 or 1,2,3, or a range with both ends, such as 1..20"
    )]
    Malformed(String),
    /// The same seed twice.
    #[error("seed {0} is given twice: give each seed once")]
    Twice(u64),
    /// More seeds than a run takes.
    #[error("{0} seeds are too many: give at most {MOST_SEEDS}")]
    TooMany(u128),
}

impl Seeds {
    /// One seed.
    pub fn one(seed: u64) -> Self {
        Seeds { seeds: vec![seed], text: seed.to_string() }
    }

    /// The seeds, in the order given.
    pub fn as_slice(&self) -> &[u64] {
        &self.seeds
    }
}

impl fmt::Display for Seeds {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

impl FromStr for Seeds {
    type Err = SeedError;

    fn from_str(text: &str) -> Result<Self, SeedError> {
        let malformed = || SeedError::Malformed(text.trim().chars().take(60).collect());
        let number = |text: &str| text.trim().parse::<u64>().map_err(|_| malformed());
        let (mut seeds, mut parts, mut count) = (Vec::new(), Vec::new(), 0_u128);
        for part in text.split(',') {
            let (first, last) = match part.split_once("..") {
                Some((first, last)) => (number(first)?, number(last)?),
                None => (number(part)?, number(part)?),
            };
            if first > last {
                return Err(malformed());
            }
            count += u128::from(last - first) + 1;
            if count > MOST_SEEDS as u128 {
                return Err(SeedError::TooMany(count));
            }
            seeds.extend(first..=last);
            parts.push(if first == last { first.to_string() } else { format!("{first}..{last}") });
        }
        let mut sorted = seeds.clone();
        sorted.sort_unstable();
        match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
            Some(pair) => Err(SeedError::Twice(pair[0])),
            None => Ok(Seeds { seeds, text: parts.join(",") }),
        }
    }
}
