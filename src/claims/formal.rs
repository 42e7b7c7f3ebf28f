//! Which lemmas of `proofs/` speak of which claim. `tests/proofs/proofs_sources.rs` checks that each of them exists.
//!
//! This program does not run Coq. So the evidence says what is known of that: whether the working folder is one in which `make proofs`
//! has compiled the file since it was written, or not.

use super::evidence::{Evidence, Kind};
use std::path::Path;

/// A machine-checked lemma.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FormalProof {
    /// [`super::Claim::id`].
    pub claim: &'static str,
    /// The file in `proofs/`.
    pub file: &'static str,
    /// The name of the theorem.
    pub lemma: &'static str,
    /// What it says.
    pub statement: &'static str,
}

const fn proof(claim: &'static str, file: &'static str, lemma: &'static str, statement: &'static str) -> FormalProof {
    FormalProof { claim, file, lemma, statement }
}

/// All of them, in the order of the registry.
pub const FORMAL_PROOFS: &[FormalProof] = &[
    proof("theorem-1.1", "Theorem_1_1.v", "theorem_1_1", "all three cases, with the limits of the loss"),
    proof("theorem-1.2-limits", "Theorem_1_2.v", "theorem_1_2_up_to_8", "eta <= 8: the loss falls to log 2"),
    proof(
        "theorem-1.2-limits",
        "Theorem_1_2.v",
        "theorem_1_2_above_8",
        "eta > 8: a unique 2-cycle, to which every orbit converges that does not land on 0",
    ),
    proof(
        "theorem-1.2-limits",
        "Theorem_1_2_landing.v",
        "landing_countable",
        "the starts that land on 0 are countable",
    ),
    proof(
        "theorem-1.2-monotonicity",
        "Theorem_1_2_counterexample.v",
        "monotonicity_refuted",
        "the statement is false: eta = 40, w0 = 12",
    ),
    proof(
        "overshoot",
        "Theorem_1_2_overshoot.v",
        "overshoot_iff",
        "the map on |w| has a negative slope at the cycle iff eta > eta_o",
    ),
    proof(
        "overshoot",
        "Theorem_1_2_overshoot.v",
        "overshoot_never_monotone",
        "above eta_o the loss is never eventually monotone, from starts that are not 0 or ±w* and land on none of these",
    ),
    proof(
        "proposition-1-degenerate",
        "Linear_checks.v",
        "linear_smoothness",
        "logistic loss at eta <= 2/beta, on any data with points of both signs: the loss falls and the weight converges",
    ),
    proof(
        "proposition-1-three-point",
        "Linear_checks.v",
        "linear_smoothness",
        "logistic loss at eta <= 2/beta, on any data with points of both signs: the loss falls and the weight converges",
    ),
    proof(
        "theorem-2",
        "OneStep.v",
        "lambda_falls_iff",
        "part of the claim: for f > 0, lambda falls iff eta lambda s < 4 f",
    ),
    proof(
        "theorem-2",
        "OneStep.v",
        "kernel_converges",
        "part of the claim: lambda converges along every orbit with f -> 0",
    ),
    proof(
        "theorem-2-bound",
        "OneStep.v",
        "flatness_logistic",
        "an orbit that converges without hitting f = 0 ends at lambda <= 8/eta, half of the bound",
    ),
    proof(
        "theorem-2-bound",
        "OneStep.v",
        "flatness_exponential",
        "an orbit that converges without hitting f = 0 ends at lambda <= 2/eta, half of the bound",
    ),
    proof(
        "flatness-bound",
        "OneStep.v",
        "flatness_logistic",
        "an orbit that converges without hitting f = 0 ends at lambda <= 8/eta",
    ),
    proof(
        "flatness-bound",
        "OneStep.v",
        "flatness_exponential",
        "an orbit that converges without hitting f = 0 ends at lambda <= 2/eta",
    ),
    proof("corollary-1", "Corollary_1.v", "corollary_1_refuted", "the larger of two rates ends at the larger lambda"),
    proof(
        "universal-rate",
        "Universal_rate.v",
        "universal_convergence",
        "at eta <= 2 sqrt(2m) every start converges to f = 0",
    ),
    proof("universal-rate", "Universal_rate.v", "universal_sharp", "above that rate an open set of starts diverges"),
    proof(
        "lewkowycz-squared",
        "Two_layer_growth.v",
        "growth",
        "part of the claim: divergence by the lemma of the certificates, exponential and squared loss",
    ),
    proof(
        "no-universal-rate",
        "Aligned_divergence.v",
        "no_universal_rate_losses",
        "for three layers or more, every rate and every width: all starts in a box diverge, each loss",
    ),
    proof(
        "balanced-networks",
        "Aligned_balanced.v",
        "balanced_falls",
        "below eta_c no layer and not the loss ever grows, and all layers tend to 0, at any depth",
    ),
    proof(
        "balanced-networks",
        "Aligned_balanced.v",
        "balanced_grows",
        "above eta_c all layers grow at every step, to infinity, at any depth",
    ),
    proof(
        "lazy-border",
        "Aligned_lazy.v",
        "lazy_border_logistic",
        "logistic loss, eta <= 8/lambda_0: the loss never rises and the output tends to 0, at any depth",
    ),
    proof(
        "lazy-border",
        "Aligned_lazy.v",
        "lazy_border_exponential",
        "exponential loss, eta <= 2 f_0/(lambda_0 sinh f_0): the same",
    ),
    proof(
        "lazy-border-dense",
        "Dormant.v",
        "no_lazy_border",
        "each loss and rate: for all large K the loss rises at the first step, though f_0 and lambda_0 do not depend on K",
    ),
    proof(
        "flatness-bound-depth",
        "Aligned_end.v",
        "end_is_flat_logistic",
        "aligned networks of any depth: an orbit that converges without landing ends at lambda <= 8/eta",
    ),
    proof(
        "flatness-bound-depth",
        "Aligned_end.v",
        "end_is_flat_exponential",
        "aligned networks of any depth: an orbit that converges without landing ends at lambda <= 2/eta",
    ),
    proof(
        "deep-cycles",
        "Aligned_cycles.v",
        "cycle_expands_exponential",
        "depth 3, exponential loss: the Jacobians along a cycle with f != 0 have a product of determinants above 1 in size",
    ),
    proof("deep-cycles", "Aligned_cycles.v", "cycle_expands_squared", "depth 3, squared loss: the same"),
    proof(
        "equal-layers-cycles",
        "Aligned_cycles.v",
        "equal_layers_multiply",
        "any loss and depth: the gap of two layers that are equal on the cycle is multiplied by more than 1 in a period",
    ),
    proof(
        "safe-rate-cycles",
        "Aligned_cycles.v",
        "safe_rates_have_no_cycle",
        "logistic loss, any depth: no cycle with f != 0 where (L3e) holds",
    ),
    proof(
        "corollary-1-depth",
        "Corollary_1_depth.v",
        "corollary_1_depth_refuted",
        "depth 3, both losses: of two converging rates the larger ends at the larger lambda",
    ),
    proof(
        "universal-rate-any-data",
        "Plane_divergence.v",
        "sqrt_2_is_not_universal_in_the_plane",
        "on the stated data, one hidden unit, eta = 5/8: (eta N R)^2 < 2, and all starts in a box diverge",
    ),
    proof(
        "edge-of-stability",
        "Edge_of_stability.v",
        "edge_of_stability_logistic",
        "logistic loss, any width, data and rate: the sharpness on some late segment exceeds (2 - eps)/eta",
    ),
    proof(
        "edge-of-stability",
        "Edge_of_stability.v",
        "edge_of_stability_exponential",
        "the same for the exponential loss",
    ),
    proof(
        "separable-no-catapult",
        "One_feature_separable.v",
        "separable_monotone_logistic",
        "what is true: with one feature, at eta mean(z) <= 2 sqrt m, the loss falls at every step, to 0",
    ),
    proof(
        "separable-converges",
        "Separable_divergence.v",
        "separable_start",
        "refuted: two separable points in the plane, one hidden unit, eta = 4/3: all starts in a box diverge",
    ),
    proof(
        "separable-converges",
        "One_feature_separable.v",
        "separable_converges",
        "what is true: with one feature the loss tends to 0 at every rate",
    ),
];

/// The machine-checked lemmas about a claim, as evidence.
pub fn formal_evidence(claim: &str) -> Vec<Evidence> {
    FORMAL_PROOFS
        .iter()
        .filter(|proof| proof.claim == claim)
        .map(|proof| {
            Evidence::new(Kind::Formal, proof.statement)
                .with("file", format!("proofs/{}", proof.file))
                .with("lemma", proof.lemma)
                .with("coq", state(&Path::new("proofs").join(proof.file)).words())
        })
        .collect()
}

/// What is known of Coq and a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CoqState {
    /// It is there, compiled since it was written.
    Compiled,
    /// It is there, and not compiled since.
    Uncompiled,
    /// It is not there.
    Elsewhere,
}

impl CoqState {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            CoqState::Compiled => "compiled here by the last `make proofs`, not in this run",
            CoqState::Uncompiled => "not compiled here; `make proofs` does it",
            CoqState::Elsewhere => "not run; `make proofs` in the sources compiles it",
        }
    }
}

/// What the folders say of a source file of Coq: it compiles `X.v` to `X.vo`.
pub fn state(source: &Path) -> CoqState {
    let changed = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
    match (changed(source), changed(&source.with_extension("vo"))) {
        (None, _) => CoqState::Elsewhere,
        (Some(written), Some(compiled)) if compiled >= written => CoqState::Compiled,
        _ => CoqState::Uncompiled,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, SystemTime};

    #[test]
    fn a_file_is_compiled_if_what_coq_made_is_not_older() {
        let folder = tempfile::tempdir().expect("a folder");
        let source = folder.path().join("A.v");
        assert_eq!(state(&source), CoqState::Elsewhere);
        std::fs::write(&source, "").expect("written");
        assert_eq!(state(&source), CoqState::Uncompiled);
        std::fs::write(source.with_extension("vo"), "").expect("written");
        assert_eq!(state(&source), CoqState::Compiled);
        let later = SystemTime::now() + Duration::from_secs(60);
        std::fs::File::options().write(true).open(&source).and_then(|file| file.set_modified(later)).expect("changed");
        assert_eq!(state(&source), CoqState::Uncompiled);
    }
}
