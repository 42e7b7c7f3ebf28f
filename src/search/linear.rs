//! The search for a proof of what gradient descent does on a linear predictor, on D0 and on one-dimensional data.
//!
//! In this order, the first that succeeds: the lemmas that need no orbit ([`linear_rest`](crate::certify::checks::linear_rest),
//! [`linear_quadratic`](crate::certify::checks::linear_quadratic), [`linear_smoothness`](crate::certify::checks::linear_smoothness),
//! [`linear_critical_rate`](crate::certify::checks::linear_critical_rate)); on D0 with the logistic loss the potential of
//! [`linear_potential`], from the first step at which it is low enough; then, guided by an `f64` run, a certified orbit that is
//! followed into a basin of the minimum or of a cycle, or beyond the reach from which it escapes. When an enclosure is too
//! wide the search starts again with twice the bits, up to the ceiling. Where the guide sees a cycle and there is none, the orbit
//! is followed to the minimum: a slow convergence looks like a cycle.
//!
//! Whatever the guide suggests, an answer is given only if [`establish`], which is what the checker runs, proves it.

mod follow;

use super::classification::{Classification, ClassifyOptions, Remedy};
use super::cycle_guide::{self, Guide};
use super::linear_reason::explain;
use crate::arithmetic::{Ball, Enclosure};
use crate::certify::certificate::{Proof, Statement};
use crate::certify::checker::{Rejection, establish};
use crate::certify::checks::Failure;
use crate::certify::checks::linear_escape;
use crate::certify::checks::linear_potential::{self, Side};
use crate::certify::lemma::Lemma;
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::linear_proof::LinearProof;
use crate::certify::phase::{self, Limit};
use crate::certify::sizes::Sizes;
use crate::certify::work::{MOST_BITS, MOST_STEPS};
use crate::dynamics::{Descent, LinearSystem, Problem};
use crate::progress::{Interrupted, Watch};
use crate::theory::minimiser::known_minimiser;
use rug::Float;
use std::cell::OnceCell;

/// The smallest precision of a search.
const LEAST_BITS: u32 = 128;

/// Bits beyond the asked digits.
const SPARE_BITS: u32 = 64;

/// The classification of a valid problem, which is `problem` and `descent` at once.
pub fn classify(
    problem: &Problem,
    descent: &Descent<LinearSystem>,
    options: &ClassifyOptions,
    watch: Watch<'_>,
) -> Result<Classification, Interrupted> {
    let ceiling = options.bits.clamp(24, MOST_BITS);
    let options = &ClassifyOptions { bits: ceiling, max_steps: options.max_steps.min(MOST_STEPS), ..*options };
    let Some(data) = LinearData::of(descent) else {
        return Ok(Classification::undecided("there is no data point"));
    };
    let sizes = match Sizes::of_linear(descent) {
        Ok(sizes) => sizes,
        Err(excess) => return Ok(Classification::undecided(format!("no proof could be checked: {excess}"))),
    };
    let least = LEAST_BITS.max(options.digits.bits() + SPARE_BITS).min(options.bits);
    let search = Search { problem, descent, data: &data, sizes, options, watch };
    if let Some(answer) = search.without_orbit(least) {
        return Ok(answer);
    }
    if data.loss().facts().decreases && !data.has_both_signs() {
        return Ok(Classification::undecided(SEPARABLE));
    }
    let seen = OnceCell::new();
    let guide = || *seen.get_or_init(|| cycle_guide::run(descent, &data));
    // A proof whose cycle has fewer digits than asked.
    let mut best = None;
    let mut bits = least;
    let given_up = loop {
        match search.along_orbit(guide, bits) {
            Ok(proof) => match search.conclude(proof) {
                Ok(answer) if bits >= options.bits || has_digits(&answer, options) => return Ok(answer),
                Ok(answer) => best = Some(answer),
                // more bits cost more work still
                Err(rejection) if bits >= options.bits || matches!(rejection, Rejection::Work { .. }) => {
                    break Classification::undecided(rejection.to_string());
                }
                Err(_) => {}
            },
            Err(Obstacle::Interrupted) => return Err(Interrupted),
            Err(Obstacle::Final(reason) | Obstacle::NoCycle(reason)) => break Classification::undecided(reason),
            Err(Obstacle::Lacking(reason, remedy)) => break Classification::lacking(reason, remedy),
            Err(Obstacle::Width(what)) if bits >= options.bits => {
                break Classification::lacking(format!("{what} at {bits} bits"), Remedy::MoreBits);
            }
            Err(Obstacle::Width(_)) => {}
        }
        bits = bits.saturating_mul(2).min(options.bits);
    };
    Ok(best.unwrap_or(given_up))
}

/// Whether the cycle of an answer, if there is one, has the asked digits. That of D0 is so close to ±eta/4 at large rates that
/// it takes many more bits to tell it from the decimals there; at a minimum, numbers that more bits cannot tell from a decimal
/// are decimals, as means of decimal data are.
fn has_digits(answer: &Classification, options: &ClassifyOptions) -> bool {
    match &answer.limit {
        Some(Limit::Cycle(phase::Cycle { cycle, multiplier })) => {
            cycle.iter().chain([multiplier]).all(|value| value.common_digits() >= options.digits.count())
        }
        Some(Limit::Minimum(_) | Limit::OnData(_) | Limit::Infimum(_) | Limit::Aligned(_) | Limit::FeatureCycle(_))
        | None => true,
    }
}

/// Why separable data have no phase. The facts it states: L' has one sign, so w is monotone; a limit would be a zero of L'; and
/// the loss falls along the direction in which w moves.
const SEPARABLE: &str = "the data are separable: there is no finite minimiser; the weight moves monotonically to infinity and \
                         the loss falls at every step towards its infimum";

/// Why a logistic run of enormous weights has no phase: its steps are bounded, so that it cannot diverge.
const BEYOND_GUIDE: &str = "the weights exceed 1e100, where no cycle is looked for: rescale the data (z -> z c, w -> w/c, \
                            eta -> eta/c² is the same problem)";

/// Why a search ended without a proof.
enum Obstacle {
    /// An enclosure was too wide; more bits may help.
    Width(&'static str),
    /// Nothing is known that would help.
    Final(String),
    /// There is no cycle where the guide sees one.
    NoCycle(String),
    /// The search may spend no more; a larger bound would help.
    Lacking(String, Remedy),
    /// The watch said stop.
    Interrupted,
}

impl From<Interrupted> for Obstacle {
    fn from(_: Interrupted) -> Self {
        Obstacle::Interrupted
    }
}

struct Search<'a> {
    problem: &'a Problem,
    descent: &'a Descent<LinearSystem>,
    data: &'a LinearData,
    sizes: Sizes,
    options: &'a ClassifyOptions,
    watch: Watch<'a>,
}

impl Search<'_> {
    /// The answer that a proof gives.
    fn conclude(&self, proof: LinearProof) -> Result<Classification, Rejection> {
        let established = establish(self.problem, &Proof::Linear(proof.clone()))?;
        let reason = explain(&proof, established.phase);
        let statement = Statement::linear(self.descent);
        let proof = Proof::Linear(proof);
        let mut answer = Classification::proved(statement, proof, &established, self.options.digits, reason);
        if let Some(Limit::Minimum(minimum)) = &mut answer.limit
            && let Some(sharpness) = self.exact_sharpness()
        {
            minimum.sharpness = sharpness;
        }
        Ok(answer)
    }

    /// L'' at the minimum where algebra knows it: sharper than the claim of a certificate, which says what is enclosed.
    fn exact_sharpness(&self) -> Option<Enclosure> {
        let known = known_minimiser(self.data.loss(), self.data.points(), &|_| true)?;
        Some(known.sharpness.enclosure(self.options.digits.count()))
    }

    /// The lemmas about all steps at once.
    fn without_orbit(&self, least: u32) -> Option<Classification> {
        let at_once = [
            LinearProof::Rest { bits: least },
            LinearProof::Quadratic { bits: least },
            LinearProof::Smoothness { bits: least },
        ];
        if let Some(answer) = at_once.into_iter().find_map(|proof| self.conclude(proof).ok()) {
            return Some(answer);
        }
        let mut bits = least;
        loop {
            match self.conclude(LinearProof::CriticalRate { bits }) {
                Ok(answer) => return Some(answer),
                Err(Rejection::Proof(Failure::NotProved(_))) if bits < self.options.bits => {
                    bits = bits.saturating_mul(2).min(self.options.bits)
                }
                Err(_) => return None,
            }
        }
    }

    /// A proof that follows the orbit, at one precision. The guide is asked where the proof depends on it.
    fn along_orbit(&self, guide: impl Fn() -> Guide, bits: u32) -> Result<LinearProof, Obstacle> {
        let map = WeightMap::new(self.descent, bits);
        if linear_potential::applies(self.data) {
            let below = |state: &Ball| Side::check(&linear_potential::side_of(&map, self.descent, state)).is_ok();
            let step = self.first_step(bits, "reach the region w² < eta (L(w) - L(0))", below)?;
            return Ok(LinearProof::Potential { bits, step });
        }
        let near = |weight: f64| Ball::exact(Float::with_val(bits, weight));
        match guide() {
            Guide::Settles { period, weight } if period > 1 => {
                match self.follow_to_cycle(&map, period, &near(weight)) {
                    Err(Obstacle::NoCycle(reason)) => match self.follow_to_minimum(&map) {
                        Err(Obstacle::Final(_)) => Err(Obstacle::Final(reason)),
                        other => other,
                    },
                    other => other,
                }
            }
            Guide::Settles { .. } => self.follow_to_minimum(&map),
            Guide::Diverges if linear_escape::applies(self.data) => self.follow_to_escape(&map),
            Guide::Diverges => Err(Obstacle::Final(BEYOND_GUIDE.into())),
            Guide::Unsettled => self.follow_to_minimum(&map),
        }
    }
}
