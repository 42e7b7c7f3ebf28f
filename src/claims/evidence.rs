//! Verdicts and the evidence they rest on.

use super::session::{Session, Settled};
use crate::arithmetic::{Ball, Enclosure, FromExact, Identity, parse_exact};
use crate::certify::Phase;
use crate::certify::loss_history::movement;
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{Descent, LinearSystem, Observation, Problem, System};
use crate::progress::Interrupted;
use rug::ops::Pow;
use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::cmp::Ordering;

/// The three-valued answer to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The evidence proves the claim as stated.
    Verified,
    /// The evidence holds a counterexample.
    Refuted,
    /// Neither.
    Undecided,
}

impl Verdict {
    /// The word used in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Verified => "verified",
            Verdict::Refuted => "refuted",
            Verdict::Undecided => "undecided",
        }
    }
}

/// How far a piece of evidence can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Rational or symbolic computation, no rounding.
    Exact,
    /// Enclosures proved by outward rounding.
    Certified,
    /// Floating-point runs.
    Numerical,
    /// Machine-checked proof.
    Formal,
}

impl Kind {
    /// The word used in tables and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Exact => "exact",
            Kind::Certified => "certified",
            Kind::Numerical => "numerical",
            Kind::Formal => "formal",
        }
    }
}

/// One fact.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// What kind of fact.
    pub kind: Kind,
    /// The fact in words.
    pub summary: String,
    /// The numbers behind it.
    #[serde(flatten)]
    pub values: Map<String, Value>,
}

impl Evidence {
    /// A fact without numbers.
    pub fn new(kind: Kind, summary: impl Into<String>) -> Self {
        Evidence { kind, summary: summary.into(), values: Map::new() }
    }

    /// Adds a named value.
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.values.insert(name.into(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }

    /// Adds a named enclosure.
    pub fn with_ball(self, name: &str, ball: &Ball, digits: usize) -> Self {
        self.with(name, Enclosure::of_ball(ball, digits))
    }
}

/// What checking a claim found.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The verdict.
    pub verdict: Verdict,
    /// Why.
    pub reason: String,
    /// On what grounds.
    pub evidence: Vec<Evidence>,
}

impl Findings {
    /// Evidence that supports a claim but does not settle it.
    pub fn undecided(reason: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        Findings { verdict: Verdict::Undecided, reason: reason.into(), evidence }
    }

    /// `verdict` if `settled`, else undecided: the way a failed enclosure shows.
    pub fn settled_if(settled: bool, verdict: Verdict, reason: impl Into<String>, evidence: Vec<Evidence>) -> Self {
        if settled {
            Findings { verdict, reason: reason.into(), evidence }
        } else {
            Findings::undecided("an enclosure was too wide to decide: raise the working precision", evidence)
        }
    }
}

/// Identities as evidence, and whether all of them are proved.
pub fn identity_evidence(identities: impl IntoIterator<Item = (Identity, &'static str)>) -> (bool, Vec<Evidence>) {
    let mut all = true;
    let evidence = identities
        .into_iter()
        .map(|(identity, formula)| {
            let holds = identity == Identity::Proved;
            all &= holds;
            Evidence::new(Kind::Exact, formula).with("identity_holds", holds)
        })
        .collect();
    (all, evidence)
}

/// The certified observations of the first `steps` steps; shorter if the enclosure became unbounded.
pub fn observe_certified<S: System>(problem: &Descent<S>, bits: u32, steps: usize) -> Vec<Observation<Ball>> {
    let mut orbit = CertifiedOrbit::new(problem, bits);
    let mut seen = Vec::with_capacity(steps + 1);
    while seen.len() <= steps && orbit.is_bounded() {
        seen.push(orbit.observe());
        orbit.advance();
    }
    seen
}

/// How the loss moves from each step to the next: certain direction, or `None`.
pub fn loss_directions(orbit: &[Observation<Ball>]) -> Vec<Option<Ordering>> {
    orbit.windows(2).map(|pair| movement(&pair[0].loss, &pair[1].loss)).collect()
}

/// Whether all directions are certainly `wanted`, and there are any.
pub fn all_directions(orbit: &[Observation<Ball>], wanted: Ordering) -> bool {
    let directions = loss_directions(orbit);
    !directions.is_empty() && directions.iter().all(|direction| *direction == Some(wanted))
}

/// Classifies a linear predictor, and whether that gives the expected phase, as evidence.
///
/// # Errors
///
/// [`Interrupted`] if the session's watch says stop.
pub fn classified(
    session: &Session<'_>,
    problem: &Descent<LinearSystem>,
    expected: Phase,
    name: &str,
) -> Result<(bool, Evidence), Interrupted> {
    let place = session.settle(&Problem::Linear(problem.clone()))?;
    let (phase, limit, reason, checks) = match place.get() {
        Some(Settled { answer: Ok(answer), holds }) => {
            (answer.phase, answer.limit.clone(), answer.explanation(), *holds)
        }
        Some(Settled { answer: Err(error), .. }) => (Phase::Undecided, None, error.to_string(), false),
        None => return Err(Interrupted),
    };
    let mut fact = Evidence::new(Kind::Certified, format!("{name}, w0 = {}: {phase}; {reason}", problem.start.weight))
        .with("certificate_holds", checks);
    if let Some(limit) = limit {
        fact = fact.with("limit", limit);
    }
    Ok((checks && phase == expected, fact))
}

/// Whether the number in a ball certainly begins with these decimals, as in `0.61085...`: it lies between them and the next
/// number of as many digits, away from zero.
pub fn begins_with(ball: &Ball, decimals: &str) -> bool {
    let Ok(value) = parse_exact(decimals) else { return false };
    let places = decimals.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let unit = Rational::from((1, Integer::from(10).pow(places as u32)));
    let size = ball.clone().abs();
    let near = Ball::from_exact(&value.clone().abs(), ball.bits());
    let far = Ball::from_exact(&(value.clone().abs() + unit), ball.bits());
    ball.sign() == Some(value.cmp0()) && near.is_certainly_less(&size) && size.is_certainly_less(&far)
}
