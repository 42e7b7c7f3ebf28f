//! The proofs about several features and about networks on listed data, as they stand in certificates.

use super::certificate::Exact;
use super::checks::gram_pattern::Choice;
use super::checks::{
    Established, Failure, features_cycle, features_growth, features_separable, features_trap, gram_escape, gram_growth,
    gram_one_sided, gram_pattern, gram_separable, gram_trap,
};
use super::citation::Citation;
use super::data_run::{DataRun, StatesOnData};
use crate::dynamics::{Descent, FeatureSystem, GramSystem};
use rug::Rational;
use serde::{Deserialize, Serialize};

/// The numbers of a proof about a linear predictor of several features. Each lemma is stated and proved in the file that is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "lemma", rename_all = "kebab-case", deny_unknown_fields)]
pub enum FeatureProof {
    /// [`features_trap`]: from `step` on v contracts to the minimiser.
    Trap {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// r, in (0, 1).
        contraction: Exact,
    },
    /// [`features_separable`]: from `step` on the loss falls to zero.
    Separable {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`features_growth`]: from `step` on |v| doubles (exponential loss).
    Growth {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`features_cycle`]: from `step` on v contracts to a cycle.
    Cycle {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// n.
        period: u32,
        /// c.
        centre: Vec<Exact>,
        /// P, by rows.
        frame: Vec<Vec<Exact>>,
        /// r.
        radius: Exact,
    },
}

/// The numbers of a proof about a two-layer network on listed data. Each lemma is stated and proved in the file that is named.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "lemma", rename_all = "kebab-case", deny_unknown_fields)]
pub enum GramProof {
    /// [`gram_trap`]: from `step` on v contracts to the minimiser.
    Trap {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// r, in (0, 1).
        contraction: Exact,
    },
    /// [`gram_separable`]: from `step` on the loss falls to zero.
    Separable {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`gram_growth`]: from `step` on the gradient grows (exponential loss).
    Growth {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
    /// [`gram_pattern`]: from `step` on the signs of the margins repeat, and the weights grow (logistic loss).
    Pattern {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// k.
        period: u32,
        /// P, by rows.
        basis: Vec<Vec<Exact>>,
        /// q.
        cone: Exact,
    },
    /// [`gram_escape`]: from `step` on the gradient grows, on separable data (exponential loss).
    Escape {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
        /// A direction that separates the data, of any length.
        direction: Vec<Exact>,
    },
    /// [`gram_one_sided`]: the data of one feature lie on one side of zero, and the loss tends to zero.
    OneSided {
        /// Working precision.
        bits: u32,
        /// T.
        step: u64,
    },
}

impl FeatureProof {
    /// The working precision it asks for.
    pub fn bits(&self) -> u32 {
        match self {
            FeatureProof::Trap { bits, .. }
            | FeatureProof::Separable { bits, .. }
            | FeatureProof::Growth { bits, .. }
            | FeatureProof::Cycle { bits, .. } => *bits,
        }
    }

    /// The steps of gradient descent that it asks for.
    pub fn steps(&self) -> u64 {
        match self {
            FeatureProof::Trap { step, .. }
            | FeatureProof::Separable { step, .. }
            | FeatureProof::Growth { step, .. }
            | FeatureProof::Cycle { step, .. } => *step,
        }
    }

    /// Tests the hypotheses of the lemma on a valid problem.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish(&self, problem: &Descent<FeatureSystem>) -> Result<Established, Failure> {
        self.establish_along(&DataRun::until(problem, self.bits(), self.steps())?)
    }

    /// As [`FeatureProof::establish`] for the problem of a run that is at the step and the precision of the proof.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish_along(&self, run: &DataRun<'_, FeatureSystem>) -> Result<Established, Failure> {
        require_here(run.bits() == self.bits() && run.step() == self.steps())?;
        match self {
            FeatureProof::Trap { contraction, .. } => features_trap::establish(run, &contraction.0),
            FeatureProof::Separable { .. } => features_separable::establish(run),
            FeatureProof::Growth { .. } => features_growth::establish(run),
            FeatureProof::Cycle { period, centre, frame, radius, .. } => {
                let choice = features_cycle::Choice {
                    period: *period as usize,
                    centre: &exact(centre),
                    frame: &frame.iter().map(|row| exact(row)).collect::<Vec<_>>(),
                    radius: &radius.0,
                };
                features_cycle::establish(run, &choice)
            }
        }
    }

    /// The lemma that the proof applies.
    pub fn citation(&self) -> Citation {
        let (lemma, module, source) = match self {
            FeatureProof::Trap { .. } => {
                ("features-trap", "certify::checks::features_trap", "proofs/THEORY.md section 6, (P6), (G0)")
            }
            FeatureProof::Separable { .. } => {
                ("features-separable", "certify::checks::features_separable", "proofs/THEORY.md section 6, (P6)")
            }
            FeatureProof::Growth { .. } => {
                ("features-growth", "certify::checks::features_growth", "proofs/THEORY.md section 6, (P6)")
            }
            FeatureProof::Cycle { .. } => {
                ("features-cycle", "certify::checks::features_cycle", "proofs/THEORY.md section 6, (P7)")
            }
        };
        Citation { lemma, module, source, formal: None }
    }
}

impl GramProof {
    /// The working precision it asks for.
    pub fn bits(&self) -> u32 {
        match self {
            GramProof::Trap { bits, .. }
            | GramProof::Separable { bits, .. }
            | GramProof::Growth { bits, .. }
            | GramProof::Pattern { bits, .. }
            | GramProof::Escape { bits, .. }
            | GramProof::OneSided { bits, .. } => *bits,
        }
    }

    /// The steps of gradient descent that it asks for.
    pub fn steps(&self) -> u64 {
        match self {
            GramProof::Trap { step, .. }
            | GramProof::Separable { step, .. }
            | GramProof::Growth { step, .. }
            | GramProof::Pattern { step, .. }
            | GramProof::Escape { step, .. }
            | GramProof::OneSided { step, .. } => *step,
        }
    }

    /// Tests the hypotheses of the lemma on a valid problem.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish(&self, problem: &Descent<GramSystem>) -> Result<Established, Failure> {
        self.establish_along(&DataRun::until(problem, self.bits(), self.steps())?)
    }

    /// As [`GramProof::establish`] for the problem of a run that is at the step and the precision of the proof.
    ///
    /// # Errors
    ///
    /// [`Failure`] says which hypothesis was not confirmed.
    pub fn establish_along(&self, run: &DataRun<'_, GramSystem>) -> Result<Established, Failure> {
        require_here(run.bits() == self.bits() && run.step() == self.steps())?;
        match self {
            GramProof::Trap { contraction, .. } => gram_trap::establish(run, &contraction.0),
            GramProof::Separable { .. } => gram_separable::establish(run),
            GramProof::Growth { .. } => gram_growth::establish(run),
            GramProof::Pattern { period, basis, cone, .. } => {
                let basis: Vec<Vec<Rational>> = basis.iter().map(|row| exact(row)).collect();
                gram_pattern::establish(run, &Choice { period: *period, basis: &basis, cone: &cone.0 })
            }
            GramProof::Escape { direction, .. } => gram_escape::establish(run, &exact(direction)),
            GramProof::OneSided { .. } => gram_one_sided::establish(run),
        }
    }

    /// The lemma that the proof applies.
    pub fn citation(&self) -> Citation {
        let (lemma, module, source) = match self {
            GramProof::Trap { .. } => ("gram-trap", "certify::checks::gram_trap", "proofs/THEORY.md section 6, (G4)"),
            GramProof::Separable { .. } => {
                ("gram-separable", "certify::checks::gram_separable", "proofs/THEORY.md section 6, (G4s), (G4m)")
            }
            GramProof::Growth { .. } => {
                ("gram-growth", "certify::checks::gram_growth", "proofs/THEORY.md section 6, (G5e)")
            }
            GramProof::Pattern { .. } => {
                ("gram-pattern", "certify::checks::gram_pattern", "proofs/THEORY.md section 6, (G5p)")
            }
            GramProof::Escape { .. } => {
                ("gram-escape", "certify::checks::gram_escape", "proofs/THEORY.md section 6, (G5s)")
            }
            GramProof::OneSided { .. } => {
                ("gram-one-sided", "certify::checks::gram_one_sided", "proofs/THEORY.md section 6, (G7a)")
            }
        };
        let formal = match self {
            GramProof::OneSided { .. } => Some(("One_feature_hypotheses.v", "one_sided_falls_by_hypotheses")),
            _ => None,
        };
        Citation { lemma, module, source, formal }
    }
}

/// The numbers behind what stands in files.
fn exact(written: &[Exact]) -> Vec<Rational> {
    written.iter().map(|value| value.0.clone()).collect()
}

/// A run that is elsewhere proves nothing of this step.
fn require_here(here: bool) -> Result<(), Failure> {
    if here { Ok(()) } else { Err(Failure::OutOfRange("the run is not at the step and the precision of the proof")) }
}
