//! The proofs about deep networks with all their weights on D0, as they stand in certificates.

use super::certificate::Exact;
use super::checks::{Established, Failure, dense_growth, dense_rest, dense_trap};
use super::citation::Citation;
use super::dense_run::DenseRun;
use crate::dynamics::{DenseSystem, Descent};
use serde::{Deserialize, Serialize};

/// The numbers of a proof about a network with all its weights. Each lemma is stated and proved in the file that is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "lemma", rename_all = "kebab-case", deny_unknown_fields)]
pub enum DenseProof {
    /// [`dense_trap`]: from `step` on |f| contracts, within a ball of weights.
    Trap {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// r.
        radius: Exact,
        /// rho, in (0, 1).
        contraction: Exact,
    },
    /// [`dense_growth`]: from `step` on every layer grows.
    Growth {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`dense_rest`]: f = 0 at the start.
    Rest {
        /// Precision at which the limit is enclosed.
        bits: u32,
    },
}

impl DenseProof {
    /// The working precision it asks for.
    pub fn bits(&self) -> u32 {
        match self {
            DenseProof::Trap { bits, .. } | DenseProof::Growth { bits, .. } | DenseProof::Rest { bits } => *bits,
        }
    }

    /// The steps of gradient descent that it asks for.
    pub fn steps(&self) -> u64 {
        match self {
            DenseProof::Trap { step, .. } | DenseProof::Growth { step, .. } => *step,
            DenseProof::Rest { .. } => 0,
        }
    }

    /// Tests the hypotheses of the lemma on a valid problem.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish(&self, problem: &Descent<DenseSystem>) -> Result<Established, Failure> {
        match self {
            DenseProof::Rest { bits } => dense_rest::establish(problem, *bits),
            _ => self.establish_along(&DenseRun::until(problem, self.bits(), self.steps())?),
        }
    }

    /// As [`DenseProof::establish`] for the problem of a run that is at the step and the precision of the proof.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish_along(&self, run: &DenseRun<'_>) -> Result<Established, Failure> {
        if run.bits() != self.bits() || run.step() != self.steps() {
            return Err(Failure::OutOfRange("the run is not at the step and the precision of the proof"));
        }
        match self {
            DenseProof::Trap { radius, contraction, .. } => dense_trap::establish(run, &radius.0, &contraction.0),
            DenseProof::Growth { .. } => dense_growth::establish(run),
            DenseProof::Rest { bits } => dense_rest::establish(run.problem(), *bits),
        }
    }

    /// The lemma that the proof applies.
    pub fn citation(&self) -> Citation {
        let (lemma, module, source) = match self {
            DenseProof::Trap { .. } => {
                ("dense-trap", "certify::checks::dense_trap", "proofs/THEORY.md section 7, (L4b)")
            }
            DenseProof::Growth { .. } => {
                ("dense-growth", "certify::checks::dense_growth", "proofs/THEORY.md section 7, (L3d)")
            }
            DenseProof::Rest { .. } => {
                ("dense-rest", "certify::checks::dense_rest", "proofs/THEORY.md section 4, (D1)")
            }
        };
        Citation { lemma, module, source, formal: None }
    }
}
