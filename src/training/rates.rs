//! Learning rates as they are typed: exact numbers, a list or equally spaced, and how many steps a physical time is.
//!
//! `0.5,1,3/2`, `lin:A:B:K`, K rates from A to B with equal differences, or `log:A:B:K`, with equal ratios. The physical time of a run is t = steps x eta
//! (proofs/THEORY.md section 5); a run of physical time P takes max(1, round(P/eta)) steps, computed in rational numbers.

use crate::arithmetic::{ExactNumberError, FromExact, parse_exact};
use rug::{Float, Integer, Rational};
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// The most rates of one sweep.
pub const MOST_RATES: usize = 10_000;

/// The most steps of one run, main phase or annealing.
pub const MOST_STEPS: u64 = 1_000_000_000;

/// Bits in which log-spaced rates are computed before they are rounded to doubles.
const BITS: u32 = 160;

/// A learning rate: positive.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// The number as typed or, with equal differences, the exact one between the ends; with equal ratios, the double.
    pub exact: Rational,
    /// The double nearest to it, at which gradient descent runs.
    pub value: f64,
}

/// Different learning rates. [`FromStr`] reads them, [`fmt::Display`] writes them back with exact numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Rates {
    rates: Vec<Rate>,
    /// `lin:A:B:K`, `log:A:B:K`, or the list.
    text: String,
}

impl Rates {
    /// The rates, in the order given.
    pub fn as_slice(&self) -> &[Rate] {
        &self.rates
    }
}

impl fmt::Display for Rates {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Further steps at a small rate after the main phase, typed `E:T`.
#[derive(Clone, Debug, PartialEq)]
pub struct Annealing {
    /// The rate E.
    pub rate: Rate,
    /// The number of steps T, at least 1.
    pub steps: u64,
}

impl FromStr for Annealing {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let malformed = || RateError::MalformedAnnealing(text.trim().chars().take(60).collect());
        let (rate, steps) = text.trim().split_once(':').ok_or_else(malformed)?;
        let rate = Rate::new(parse_exact(rate)?)?;
        let steps = parse_exact(steps)?;
        if !steps.is_integer() || steps < 1 {
            return Err(malformed());
        }
        match steps.numer().to_u64().filter(|steps| *steps <= MOST_STEPS) {
            Some(steps) => Ok(Annealing { rate, steps }),
            None => Err(RateError::AnnealingTooLong(shown(&steps))),
        }
    }
}

impl fmt::Display for Annealing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}", self.rate.exact, self.steps)
    }
}

/// Why learning rates, or a number of steps, cannot be used.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RateError {
    /// Not a number.
    #[error(transparent)]
    Number(#[from] ExactNumberError),
    /// Zero or below.
    #[error("learning rate {0} is not positive: give a number above 0")]
    NotPositive(String),
    /// Beyond double precision.
    #[error("learning rate {0} is out of the range of double precision: give a number between 1e-300 and 1e300")]
    OutOfRange(String),
    /// The same double twice.
    #[error("learning rates {first} and {second} are the same double: give each rate once")]
    Twice {
        /// The first.
        first: String,
        /// The second.
        second: String,
    },
    /// `lin:...` or `log:...` of another form, or `A..B`, which does not say how many.
    #[error(
        "malformed rates `{text}`: {reason}; write lin:A:B:K or log:A:B:K, such as log:1:200:24 for 24 rates from 1 to 200"
    )]
    Malformed {
        /// The text.
        text: String,
        /// What is wrong.
        reason: &'static str,
    },
    /// More rates than a sweep takes.
    #[error("{0} learning rates are too many: give at most {MOST_RATES}")]
    TooMany(String),
    /// Annealing of another form.
    #[error(
        "malformed annealing `{0}`: write E:T with a rate E and a whole number T of at least 1, such as 0.1:500 for 500 steps \
         at rate 0.1"
    )]
    MalformedAnnealing(String),
    /// More annealing steps than anyone waits for.
    #[error("{0} steps of annealing are too many: give at most {MOST_STEPS}")]
    AnnealingTooLong(String),
    /// A physical time that is not positive.
    #[error("physical time {0} is not positive: give a number above 0")]
    TimeNotPositive(String),
    /// More steps than anyone waits for.
    #[error(
        "physical time {time} at learning rate {rate} takes {steps} steps: give a shorter time or a larger rate, at most \
         {MOST_STEPS} steps"
    )]
    TooManySteps {
        /// The physical time.
        time: String,
        /// The rate.
        rate: String,
        /// round(P/eta).
        steps: String,
    },
}

/// A number as messages show it: a short fraction, or six significant digits, also beyond the range of doubles.
fn shown(number: &Rational) -> String {
    let text = number.to_string();
    if text.len() <= 24 {
        return text;
    }
    let text = format!("{:.6e}", Float::with_val(BITS, number));
    match text.split_once('e') {
        Some((digits, exponent)) => format!("{}e{exponent}", digits.trim_end_matches('0').trim_end_matches('.')),
        None => text,
    }
}

impl Rate {
    /// The rate of an exact number.
    ///
    /// # Errors
    ///
    /// [`RateError::NotPositive`] and [`RateError::OutOfRange`].
    pub fn new(exact: Rational) -> Result<Self, RateError> {
        if exact <= 0 {
            return Err(RateError::NotPositive(shown(&exact)));
        }
        let value = f64::from_exact(&exact, 53);
        if !(1e-300..=1e300).contains(&value) {
            return Err(RateError::OutOfRange(shown(&exact)));
        }
        Ok(Rate { exact, value })
    }

    /// max(1, round(P/eta)), the number of steps that make up the physical time P; halves round up.
    ///
    /// # Errors
    ///
    /// [`RateError::TimeNotPositive`], and [`RateError::TooManySteps`] beyond [`MOST_STEPS`].
    ///
    /// # Guarantee
    ///
    /// Exact: for the rate as typed, not for its double.
    pub fn steps_of(&self, physical_time: &Rational) -> Result<u64, RateError> {
        if *physical_time <= 0 {
            return Err(RateError::TimeNotPositive(shown(physical_time)));
        }
        let steps: Integer = Rational::from(physical_time / &self.exact).round().into_numer_denom().0;
        match steps.to_u64().map(|steps| steps.max(1)) {
            Some(steps) if steps <= MOST_STEPS => Ok(steps),
            _ => Err(RateError::TooManySteps {
                time: shown(physical_time),
                rate: shown(&self.exact),
                steps: shown(&Rational::from(steps)),
            }),
        }
    }
}

impl FromStr for Rates {
    type Err = RateError;

    fn from_str(text: &str) -> Result<Self, RateError> {
        let malformed = |reason| RateError::Malformed { text: text.trim().chars().take(60).collect(), reason };
        let spaced = Spacing::ALL.into_iter().find_map(|spacing| {
            let rest = text.trim().strip_prefix(spacing.name())?.strip_prefix(':')?;
            Some((spacing, rest))
        });
        let rates = match spaced {
            Some((spacing, rest)) => spacing.rates(rest, malformed)?,
            None if text.contains("..") => return Err(malformed("a range does not say how many rates")),
            None => {
                let count = text.split(',').count();
                if count > MOST_RATES {
                    return Err(RateError::TooMany(count.to_string()));
                }
                text.split(',').map(|number| Rate::new(parse_exact(number)?)).collect::<Result<_, RateError>>()?
            }
        };
        let mut sorted: Vec<&Rate> = rates.iter().collect();
        sorted.sort_by(|left, right| left.value.total_cmp(&right.value));
        if let Some(pair) = sorted.windows(2).find(|pair| pair[0].value == pair[1].value) {
            return Err(RateError::Twice { first: shown(&pair[0].exact), second: shown(&pair[1].exact) });
        }
        let text = match (spaced, &rates[..]) {
            (Some((spacing, _)), [first, .., last]) => {
                format!("{}:{}:{}:{}", spacing.name(), first.exact, last.exact, rates.len())
            }
            _ => rates.iter().map(|rate| rate.exact.to_string()).collect::<Vec<String>>().join(","),
        };
        Ok(Rates { rates, text })
    }
}

/// How rates lie between two ends.
#[derive(Clone, Copy)]
enum Spacing {
    /// With equal differences.
    Linear,
    /// With equal ratios.
    Logarithmic,
}

impl Spacing {
    const ALL: [Spacing; 2] = [Spacing::Linear, Spacing::Logarithmic];

    fn name(self) -> &'static str {
        match self {
            Spacing::Linear => "lin",
            Spacing::Logarithmic => "log",
        }
    }

    /// K rates `A:B:K`, the ends as typed.
    fn rates(self, rest: &str, malformed: impl Fn(&'static str) -> RateError) -> Result<Vec<Rate>, RateError> {
        let parts: Vec<&str> = rest.split(':').collect();
        let [first, last, count] = parts[..] else {
            return Err(malformed("three numbers are needed"));
        };
        let (first, last) = (Rate::new(parse_exact(first)?)?, Rate::new(parse_exact(last)?)?);
        let count = parse_exact(count)?;
        if !count.is_integer() || count < 2 {
            return Err(malformed("the number K of rates is a whole number of at least 2"));
        }
        let Some(count) = count.numer().to_usize().filter(|count| *count <= MOST_RATES) else {
            return Err(RateError::TooMany(shown(&count)));
        };
        let between: Vec<Rate> = match self {
            Spacing::Linear => {
                let step = Rational::from(&last.exact - &first.exact) / (count - 1);
                let at = |index: usize| Rate::new(step.clone() * index + &first.exact);
                (1..count - 1).map(at).collect::<Result<_, RateError>>()?
            }
            Spacing::Logarithmic => {
                // A q^i with q = (B/A)^{1/(K-1)}, rounded once
                let logarithm = |rate: &Rate| Float::with_val(BITS, &rate.exact).ln();
                let (start, span) = (logarithm(&first), logarithm(&last) - logarithm(&first));
                let at = |index: usize| {
                    let exponent = start.clone() + span.clone() * index / (count - 1);
                    Rational::from_f64(exponent.exp().to_f64())
                        .map_or_else(|| Err(malformed("the rates overflow")), Rate::new)
                };
                (1..count - 1).map(at).collect::<Result<_, RateError>>()?
            }
        };
        Ok([vec![first], between, vec![last]].concat())
    }
}
