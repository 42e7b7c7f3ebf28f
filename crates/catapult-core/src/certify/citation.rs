//! What a proof rests on, to be cited: the lemma that was used, where it is stated and proved, and its formal proof.

use super::certificate::Proof;
use super::linear_proof::LinearProof;
use serde::Serialize;
use std::fmt;

/// Where the lemma of a proof is stated and proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// The lemma, as in certificates.
    pub lemma: &'static str,
    /// The module of this crate with statement and proof.
    pub module: &'static str,
    /// Where the statement comes from.
    pub source: &'static str,
    /// The file in `proofs/` with the formal proof, and the lemma there; `None` where the proof is on paper, in the module.
    pub formal: Option<(&'static str, &'static str)>,
}

impl fmt::Display for Citation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Citation { lemma, module, source, formal } = self;
        match formal {
            Some((file, name)) => write!(formatter, "lemma `{lemma}` ({module}; {source}; proofs/{file}, {name})"),
            None => write!(formatter, "lemma `{lemma}` ({module}; {source}; proved there, on paper)"),
        }
    }
}

impl Proof {
    /// The lemma that the proof applies.
    pub fn citation(&self) -> Citation {
        let (lemma, module, source, formal) = match self {
            Proof::Trap { .. } => (
                "trap",
                "certify::checks::trap",
                "proofs/THEORY.md section 3, (T1), (T2), (T4)",
                ("Two_layer_hypotheses.v", "trap_by_hypotheses"),
            ),
            Proof::Hit { .. } => (
                "hit",
                "certify::checks::hit",
                "proofs/THEORY.md section 3, (T1), (T2)",
                ("Two_layer_boundary.v", "hit"),
            ),
            Proof::Boundary { .. } => (
                "boundary",
                "certify::checks::boundary",
                "proofs/THEORY.md section 3, (T3)",
                ("Two_layer_hypotheses.v", "boundary_falls_by_hypotheses"),
            ),
            Proof::Universal { .. } => (
                "universal",
                "certify::checks::universal",
                "proofs/THEORY.md section 3, universal step size",
                ("Two_layer_hypotheses.v", "universal_by_hypotheses"),
            ),
            Proof::Growth { .. } => (
                "growth",
                "certify::checks::growth",
                "proofs/THEORY.md section 3, (T1), (T2)",
                ("Two_layer_hypotheses.v", "growth_by_hypotheses"),
            ),
            Proof::Alternation { .. } => (
                "alternation",
                "certify::checks::alternation",
                "proofs/THEORY.md section 3, (T3), (T4)",
                ("Two_layer_hypotheses.v", "alternation_by_hypotheses"),
            ),
            Proof::Linear(proof) => return proof.citation(),
            Proof::Features(proof) => return proof.citation(),
            Proof::Gram(proof) => return proof.citation(),
            Proof::Aligned(proof) => return proof.citation(),
            Proof::Dense(proof) => return proof.citation(),
        };
        Citation { lemma, module, source, formal: Some(formal) }
    }
}

impl LinearProof {
    /// The lemma that the proof applies.
    pub fn citation(&self) -> Citation {
        let (lemma, module, source, formal) = match self {
            LinearProof::Rest { .. } => (
                "rest",
                "certify::checks::linear_rest",
                "proofs/THEORY.md section 1, (P1)",
                ("Linear_hypotheses.v", "rest_by_hypotheses"),
            ),
            LinearProof::Quadratic { .. } => (
                "quadratic",
                "certify::checks::linear_quadratic",
                "proofs/THEORY.md section 2, (P5)",
                ("Linear_hypotheses.v", "quadratic_falling_by_hypotheses"),
            ),
            LinearProof::Smoothness { .. } => (
                "smoothness",
                "certify::checks::linear_smoothness",
                "arXiv:2011.12547, Proposition 1",
                ("Linear_hypotheses.v", "smoothness_by_hypotheses"),
            ),
            LinearProof::CriticalRate { .. } => (
                "critical-rate",
                "certify::checks::linear_critical_rate",
                "arXiv:2011.12547, Theorem 1.1; (P2)",
                ("Linear_hypotheses.v", "critical_rate_below_by_hypotheses"),
            ),
            LinearProof::Potential { .. } => (
                "potential",
                "certify::checks::linear_potential",
                "arXiv:2011.12547, Theorem 1.2; (P3)",
                ("Linear_hypotheses.v", "potential_by_hypotheses"),
            ),
            LinearProof::Sublevel { .. } => (
                "sublevel",
                "certify::checks::linear_sublevel",
                "proofs/THEORY.md section 2",
                ("Linear_hypotheses.v", "sublevel_by_hypotheses"),
            ),
            LinearProof::Contraction { .. } => (
                "contraction",
                "certify::checks::linear_contraction",
                "proofs/THEORY.md section 2, (P5)",
                ("Linear_cycles.v", "linear_contraction"),
            ),
            LinearProof::Cycle { .. } => (
                "cycle",
                "certify::checks::linear_cycle",
                "proofs/THEORY.md section 2; arXiv:2406.05033",
                ("Linear_cycles.v", "linear_cycle"),
            ),
            LinearProof::Doubling { .. } => (
                "doubling",
                "certify::checks::linear_doubling",
                "proofs/THEORY.md section 2, (P5); Guckenheimer and Holmes 1983, theorem 3.5.1",
                ("Linear_doubling.v", "doubling_by_hypotheses"),
            ),
            LinearProof::Escape { .. } => (
                "escape",
                "certify::checks::linear_escape",
                "proofs/THEORY.md section 2",
                ("Linear_hypotheses.v", "escape_by_hypotheses"),
            ),
        };
        Citation { lemma, module, source, formal: Some(formal) }
    }
}
