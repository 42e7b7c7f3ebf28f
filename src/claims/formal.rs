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
        "Aligned.v",
        "aligned_growth_by_hypotheses",
        "where s/f does not fall, c > 2M makes all of three layers grow without bound",
    ),
    proof(
        "balanced-networks",
        "Aligned.v",
        "aligned_balanced_falls_by_hypotheses",
        "below eta_c the layers fall to 0, at any depth",
    ),
    proof(
        "balanced-networks",
        "Aligned.v",
        "aligned_balanced_grows_by_hypotheses",
        "above eta_c they grow at every step, geometrically, at any depth",
    ),
    proof("lazy-border", "Aligned.v", "lazy_layer", "under the checker's hypothesis no layer grows"),
    proof("lazy-border", "Aligned.v", "lazy_rate_suffices", "eta <= 2/(K lambda) implies that hypothesis"),
    proof(
        "lazy-border-dense",
        "Aligned.v",
        "no_lazy_border",
        "for K > (2 + 5 c^2)/c^2 the first output lies below -1/2",
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
