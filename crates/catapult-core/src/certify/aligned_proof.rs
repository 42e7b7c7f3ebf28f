//! The proofs about aligned networks on D0, as they stand in certificates.

use super::certificate::Exact;
use super::checks::aligned_run::AlignedRun;
use super::checks::{
    Established, Failure, aligned_balanced, aligned_degenerate, aligned_growth, aligned_hit, aligned_lazy,
    aligned_safe, aligned_trap,
};
use super::citation::Citation;
use crate::dynamics::{AlignedSystem, Descent};
use serde::{Deserialize, Serialize};

/// The numbers of a proof about an aligned network. Each lemma is stated and proved in the file that is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "lemma", rename_all = "kebab-case", deny_unknown_fields)]
pub enum AlignedProof {
    /// [`aligned_trap`]: from `step` on |f| contracts, and one layer vanishes.
    Trap {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// The layer that vanishes, counted from 1.
        layer: usize,
        /// rho, in (0, 1).
        contraction: Exact,
    },
    /// [`aligned_lazy`]: from `step` on no layer grows.
    Lazy {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`aligned_safe`]: from `step` on all layers stay bounded, and the orbit converges; the loss rises at or before `step`.
    Safe {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`aligned_degenerate`]: from `step` on no layer grows, and the smallest, which are equal, vanish together.
    Degenerate {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// One of the smallest layers, counted from 1.
        layer: usize,
    },
    /// [`aligned_balanced`]: all layers have the same size at the start.
    Balanced {
        /// Working precision.
        bits: u32,
    },
    /// [`aligned_growth`]: from `step` on every layer grows.
    Growth {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`aligned_growth`]: two layers and a bounded slope; from `step` on f changes sign and |f| grows.
    Alternation {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// d, by how much |log p - log q| may drift.
        margin: Exact,
    },
    /// [`aligned_hit`]: a layer is zero exactly at `step`.
    Hit {
        /// Precision at which the limit is enclosed.
        bits: u32,
        /// T.
        step: u64,
    },
}

impl AlignedProof {
    /// The working precision it asks for.
    pub fn bits(&self) -> u32 {
        match self {
            AlignedProof::Trap { bits, .. }
            | AlignedProof::Lazy { bits, .. }
            | AlignedProof::Safe { bits, .. }
            | AlignedProof::Degenerate { bits, .. }
            | AlignedProof::Balanced { bits }
            | AlignedProof::Growth { bits, .. }
            | AlignedProof::Alternation { bits, .. }
            | AlignedProof::Hit { bits, .. } => *bits,
        }
    }

    /// The steps of gradient descent that it asks for.
    pub fn steps(&self) -> u64 {
        match self {
            AlignedProof::Trap { step, .. }
            | AlignedProof::Lazy { step, .. }
            | AlignedProof::Safe { step, .. }
            | AlignedProof::Degenerate { step, .. }
            | AlignedProof::Growth { step, .. }
            | AlignedProof::Alternation { step, .. }
            | AlignedProof::Hit { step, .. } => *step,
            AlignedProof::Balanced { .. } => 0,
        }
    }

    /// Tests the hypotheses of the lemma on a valid problem.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish(&self, problem: &Descent<AlignedSystem>) -> Result<Established, Failure> {
        match self {
            AlignedProof::Balanced { bits } => aligned_balanced::establish(problem, *bits),
            AlignedProof::Hit { bits, step } => aligned_hit::establish(problem, *bits, *step),
            _ => self.establish_along(&AlignedRun::until(problem, self.bits(), self.steps())?),
        }
    }

    /// As [`AlignedProof::establish`] at the present state of a run, which is at the step and the precision of the proof.
    ///
    /// # Errors
    ///
    /// As [`AlignedProof::establish`].
    pub(super) fn establish_along(&self, run: &AlignedRun<'_>) -> Result<Established, Failure> {
        match self {
            AlignedProof::Trap { layer, contraction, .. } => aligned_trap::establish(run, *layer, &contraction.0),
            AlignedProof::Lazy { .. } => aligned_lazy::establish(run),
            AlignedProof::Safe { .. } => aligned_safe::establish(run),
            AlignedProof::Degenerate { layer, .. } => aligned_degenerate::establish(run, *layer),
            AlignedProof::Growth { .. } => aligned_growth::establish(run),
            AlignedProof::Alternation { margin, .. } => aligned_growth::establish_alternation(run, &margin.0),
            AlignedProof::Balanced { .. } | AlignedProof::Hit { .. } => self.establish(run.problem()),
        }
    }

    /// The lemma that the proof applies.
    pub fn citation(&self) -> Citation {
        let (lemma, module, source) = match self {
            AlignedProof::Trap { .. } => ("trap", "certify::checks::aligned_trap", "proofs/THEORY.md section 7, (L4a)"),
            AlignedProof::Lazy { .. } => ("lazy", "certify::checks::aligned_lazy", "proofs/THEORY.md section 7, (L8a)"),
            AlignedProof::Safe { .. } => ("safe", "certify::checks::aligned_safe", "proofs/THEORY.md section 7, (L3e)"),
            AlignedProof::Degenerate { .. } => {
                ("degenerate", "certify::checks::aligned_degenerate", "proofs/THEORY.md section 7, (L4c), (L8a)")
            }
            AlignedProof::Balanced { .. } => {
                ("balanced", "certify::checks::aligned_balanced", "proofs/THEORY.md section 7, (L4d)")
            }
            AlignedProof::Growth { .. } => {
                ("growth", "certify::checks::aligned_growth", "proofs/THEORY.md section 7, (L3b)")
            }
            AlignedProof::Alternation { .. } => (
                "alternation",
                "certify::checks::alternation",
                "proofs/THEORY.md section 3, (T3), (T4); section 7, (L3c)",
            ),
            AlignedProof::Hit { .. } => ("hit", "certify::checks::aligned_hit", "proofs/THEORY.md section 4, (D3)"),
        };
        let formal = match self {
            AlignedProof::Trap { .. } => Some(("Aligned_trap.v", "layers_trap")),
            AlignedProof::Lazy { .. } => Some(("Aligned_lazy.v", "layers_lazy")),
            AlignedProof::Safe { .. } => Some(("Aligned_safe.v", "layers_safe")),
            AlignedProof::Balanced { .. } => Some(("Aligned_balanced.v", "balanced_falls")),
            AlignedProof::Growth { .. } => Some(("Aligned_divergence.v", "layers_growth_bounded")),
            AlignedProof::Alternation { .. } => Some(("Two_layer_hypotheses.v", "alternation_by_hypotheses")),
            AlignedProof::Degenerate { .. } => Some(("Aligned_degenerate.v", "layers_degenerate")),
            AlignedProof::Hit { .. } => Some(("Aligned_hypotheses.v", "layers_rest")),
        };
        Citation { lemma, module, source, formal }
    }
}
