//! Parameters of synthetic data as text: read, held against each other, and written back.

use super::super::DataError;
use super::{Kind, MOST_FEATURES, Synthetic};
use crate::arithmetic::parse_exact;
use crate::names::suggest;
use rug::Rational;
use std::fmt;
use std::str::FromStr;

/// The parameters as given.
#[derive(Default)]
struct Parameters<'a> {
    given: Vec<(&'static str, &'a str)>,
}

impl<'a> Parameters<'a> {
    fn text(&self, name: &'static str) -> Option<&'a str> {
        self.given.iter().find(|(given, _)| *given == name).map(|(_, value)| *value)
    }

    fn whole(&self, name: &'static str, default: u64, least: u64) -> Result<u64, DataError> {
        let Some(text) = self.text(name) else { return Ok(default) };
        let most = if name == "seed" { u64::MAX } else { MOST_FEATURES as u64 };
        let value = text.parse::<u64>().ok().filter(|value| (least..=most).contains(value));
        value.ok_or_else(|| refusal(name, text, format!("write a whole number from {least} to {most}")))
    }

    fn rational(&self, name: &'static str, default: (i32, i32)) -> Result<Rational, DataError> {
        let Some(text) = self.text(name) else { return Ok(Rational::from(default)) };
        parse_exact(text).map_err(|error| refusal(name, text, error.to_string()))
    }
}

fn refusal(parameter: &'static str, value: &str, remedy: String) -> DataError {
    DataError::SyntheticParameter { parameter, value: value.chars().take(40).collect(), remedy }
}

impl FromStr for Synthetic {
    type Err = DataError;

    /// Reads `KIND` or `KIND,NAME=VALUE,...`.
    ///
    /// # Errors
    ///
    /// [`DataError::SyntheticParameter`] for a value out of range or at odds with another one,
    /// [`DataError::MalformedSpecification`] for all else.
    fn from_str(text: &str) -> Result<Self, DataError> {
        let malformed = |remedy: String| DataError::MalformedSpecification {
            text: format!("synthetic:{}", text.chars().take(80).collect::<String>()),
            remedy,
        };
        let mut fields = text.split(',').map(str::trim);
        let name = fields.next().unwrap_or_default();
        let Some((kind, names)) = Self::KINDS.iter().find(|(kind, _)| *kind == name) else {
            return Err(malformed(format!("there is no kind `{name}`, {}", suggest(name, &Self::KINDS.map(|k| k.0)))));
        };
        let mut parameters = Parameters::default();
        for field in fields {
            let (name, value) = field
                .split_once('=')
                .ok_or_else(|| malformed(format!("write parameters as NAME=VALUE, such as n=200, not `{field}`")))?;
            let (name, value) = (name.trim(), value.trim());
            let known = names.iter().find(|known| **known == name).ok_or_else(|| {
                malformed(format!("{kind} data have no parameter `{name}`; choose from {}", names.join(", ")))
            })?;
            if parameters.text(known).is_some() {
                return Err(malformed(format!("{name} is given twice, give it once")));
            }
            parameters.given.push((known, value));
        }
        Self::from_parameters(kind, &parameters)
    }
}

impl Synthetic {
    fn from_parameters(kind: &str, parameters: &Parameters) -> Result<Self, DataError> {
        let count = parameters.whole("n", 200, 2)? as usize;
        let dimension = parameters.whole("d", 20, if kind == "mixed" { 2 } else { 1 })? as usize;
        let seed = parameters.whole("seed", 1, 0)?;
        if count.saturating_mul(dimension) > MOST_FEATURES {
            let remedy = format!("with d={dimension} makes more than {MOST_FEATURES} features: lower n or d");
            return Err(refusal("n", &count.to_string(), remedy));
        }
        let margin = || {
            let margin = parameters.rational("margin", (1, 8))?;
            match margin > 0 {
                true => Ok(margin),
                false => Err(refusal("margin", &margin.to_string(), "give a positive number".into())),
            }
        };
        // overlap n rounded to the nearest integer, half up
        let overlap = || {
            let overlap = parameters.rational("overlap", (1, 10))?;
            if overlap <= 0 || overlap >= 1 {
                return Err(refusal("overlap", &overlap.to_string(), "give a share between 0 and 1".into()));
            }
            let share = (Rational::from(&overlap * count as u64) + Rational::from((1, 2))).floor();
            let share = share.numer().to_usize().unwrap_or(count);
            Ok((overlap, share))
        };
        let kind = match kind {
            "separable" => Kind::Separable { margin: margin()? },
            "nonseparable" => {
                let (overlap, wrong) = overlap()?;
                if wrong == 0 || 2 * wrong > count {
                    let remedy = format!("puts {wrong} of {count} points on the wrong side: 1 to {} can be", count / 2);
                    return Err(refusal("overlap", &overlap.to_string(), remedy));
                }
                if count - wrong < dimension {
                    let remedy = format!(
                        "leaves {} points on the right side, which do not span d={dimension}: give n-overlap*n >= d",
                        count - wrong
                    );
                    return Err(refusal("n", &count.to_string(), remedy));
                }
                Kind::Nonseparable { wrong, overlap }
            }
            _ => {
                let (overlap, nonseparable) = overlap()?;
                if nonseparable < 2 || nonseparable >= count {
                    let remedy = format!(
                        "puts {nonseparable} of {count} points into the non-separable part: at least 2 are needed there \
                         and 1 outside, change overlap or n"
                    );
                    return Err(refusal("overlap", &overlap.to_string(), remedy));
                }
                let default = (dimension / 2).min(nonseparable - 1) as u64;
                let rank = parameters.whole("rank", default, 1)? as usize;
                if rank >= dimension || rank >= nonseparable {
                    let most = (dimension - 1).min(nonseparable - 1);
                    let remedy = format!(
                        "is too large: with d={dimension} and {nonseparable} points in the non-separable part, give 1 to \
                         {most}"
                    );
                    return Err(refusal("rank", &rank.to_string(), remedy));
                }
                Kind::Mixed { margin: margin()?, overlap, nonseparable, rank }
            }
        };
        Ok(Synthetic { kind, count, dimension, seed })
    }
}

impl fmt::Display for Synthetic {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (kind, own) = match &self.kind {
            Kind::Separable { margin } => ("separable", format!("margin={margin}")),
            Kind::Nonseparable { overlap, .. } => ("nonseparable", format!("overlap={overlap}")),
            Kind::Mixed { margin, overlap, rank, .. } => {
                ("mixed", format!("margin={margin},overlap={overlap},rank={rank}"))
            }
        };
        let Synthetic { count, dimension, seed, .. } = self;
        write!(formatter, "{kind},n={count},d={dimension},{own},seed={seed}")
    }
}
