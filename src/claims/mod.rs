//! The claims of the literature, and of proofs/THEORY.md, as programs: each file states one, checks it, and finds a verdict.
//!
//! A verdict is computed from evidence at run time; [`Claim::recorded`] is the verdict that was found when the claim was
//! last reviewed, and `catapult verify` fails when the two differ. Evidence says what it is: *exact* and *certified* facts
//! hold for the stated parameters without any rounding assumption, *numerical* ones are plain `f64` runs. Facts along a
//! finite orbit do not settle a claim about all times or all rates: such a claim is settled by a lemma, whose proof stands in
//! the file of the claim or of a check in [`crate::certify::checks`], or it stays undecided. *Formal* evidence names a lemma of
//! `proofs/`, and says what is known of its check by Coq (see [`formal`]).

mod aligned;
mod alignment;
mod balanced;
mod corollary_1;
mod corollary_1_depth;
mod deep_cycles;
mod depth_bound;
mod edge_of_stability;
pub mod evidence;
mod exponential_window;
mod flatness_bound;
mod flatter_minima;
pub mod formal;
mod lazy_border;
mod lazy_border_dense;
mod lewkowycz;
mod linear_exponential;
mod linear_logistic;
mod meng_coexistence;
mod no_universal_rate;
mod on_data;
mod overshoot;
mod period_doubling;
mod proposition_1;
mod proposition_1_plane;
mod proposition_1_separable;
mod rounding_misleads;
mod separable_catapult;
mod separable_rates;
mod session;
mod theorem_2;
mod two_layer;
mod universal_in_the_plane;
mod universal_rate;

pub use evidence::{Evidence, Findings, Kind, Verdict};
pub use session::Session;

use crate::progress::{Counter, Interrupted, Watch, uncounted};
use rayon::prelude::*;
use serde::Serialize;

/// A claim and how it is checked.
pub struct Claim {
    /// The name on the command line.
    pub id: &'static str,
    /// What is claimed.
    pub statement: &'static str,
    /// Where, and the tags of proofs/THEORY.md.
    pub source: &'static str,
    /// Where the claim is false: what is true instead.
    pub corrected: Option<&'static str>,
    /// The verdict at the last review.
    pub recorded: Verdict,
    /// Finds evidence and verdict anew.
    pub check: fn(&Session<'_>) -> Result<Findings, Interrupted>,
}

/// All claims, in the order of the theory.
pub const REGISTRY: &[Claim] = &[
    linear_exponential::THEOREM_1_1,
    linear_logistic::LIMITS,
    linear_logistic::MONOTONICITY,
    overshoot::OVERSHOOT,
    proposition_1::ON_DEGENERATE_DATA,
    proposition_1::ON_THREE_POINTS,
    proposition_1_plane::IN_THE_PLANE,
    proposition_1_separable::ON_SEPARABLE_DATA,
    separable_rates::SEPARABLE_RATES,
    period_doubling::PERIOD_DOUBLING,
    meng_coexistence::COEXISTENCE,
    theorem_2::THEOREM_2,
    flatness_bound::PAPER_BOUND,
    flatness_bound::SHARPER_BOUND,
    corollary_1::COROLLARY_1,
    universal_rate::UNIVERSAL_RATE,
    exponential_window::EXPONENTIAL_WINDOW,
    lewkowycz::SQUARED_LOSS,
    separable_catapult::SEPARABLE_CATAPULT,
    separable_catapult::SEPARABLE_DIVERGENCE,
    flatter_minima::FLATTER_MINIMA,
    universal_in_the_plane::UNIVERSAL_IN_THE_PLANE,
    edge_of_stability::EDGE_OF_STABILITY,
    rounding_misleads::ROUNDING_MISLEADS,
    corollary_1_depth::COROLLARY_1_IN_DEPTH,
    corollary_1_depth::WEAKEST_LAYER,
    no_universal_rate::NO_UNIVERSAL_RATE,
    balanced::BALANCED,
    lazy_border::LAZY_BORDER,
    lazy_border_dense::DENSE_LAZY_BORDER,
    depth_bound::FLATNESS_BOUND_IN_DEPTH,
    deep_cycles::RISING_CURVATURE,
    deep_cycles::EQUAL_LAYERS,
    deep_cycles::SAFE_RATES,
    alignment::LAYERS_ALIGN,
];

/// A claim with what was found.
#[derive(Clone, Debug, Serialize)]
pub struct CheckedClaim {
    /// [`Claim::id`].
    pub id: &'static str,
    /// [`Claim::statement`].
    pub statement: &'static str,
    /// [`Claim::source`].
    pub source: &'static str,
    /// [`Claim::corrected`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub corrected: Option<&'static str>,
    /// The verdict found now.
    pub verdict: Verdict,
    /// The verdict at the last review.
    pub recorded: Verdict,
    /// What the verdict rests on, or why it is undecided.
    pub reason: String,
    /// The evidence.
    pub evidence: Vec<Evidence>,
}

impl CheckedClaim {
    /// Whether the verdict found now is the recorded one.
    pub fn is_as_recorded(&self) -> bool {
        self.verdict == self.recorded
    }
}

impl Claim {
    /// Checks the claim.
    ///
    /// # Errors
    ///
    /// [`Interrupted`] if the session's watch says stop.
    pub fn check(&self, session: &Session<'_>) -> Result<CheckedClaim, Interrupted> {
        let mut findings = (self.check)(session)?;
        findings.evidence.extend(formal::formal_evidence(self.id));
        Ok(CheckedClaim {
            id: self.id,
            statement: self.statement,
            source: self.source,
            corrected: self.corrected,
            verdict: findings.verdict,
            recorded: self.recorded,
            reason: findings.reason,
            evidence: findings.evidence,
        })
    }
}

/// Checks claims side by side, in one session, printing enclosures with this many digits. The watch is told how many are
/// checked.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
pub fn check_all(claims: &[&Claim], digits: usize, watch: Watch<'_>) -> Result<Vec<CheckedClaim>, Interrupted> {
    let counter = Counter::new(claims.len() as u64, watch);
    let within = uncounted(watch);
    let session = Session::new(digits, &within);
    let check = |claim: &&Claim| {
        let checked = claim.check(&session)?;
        counter.add(1).map(|()| checked)
    };
    claims.par_iter().map(check).collect()
}
