//! What checking a proof about a network with all its weights will take, predicted from sizes: [`super::work`] for deep networks.

use super::dense_proof::DenseProof;
use super::prices::Prices;
use super::work::{Excess, MOST_DATA_BITS, MOST_STEPS, Work, allow};
use crate::arithmetic::exact::length_in_bits;
use crate::dynamics::{DenseSystem, Descent};

/// The lengths of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DenseSizes {
    /// Weights.
    weights: u64,
    /// m.
    width: u64,
    /// L.
    depth: u64,
    /// Bits of all exact numbers together.
    total: u64,
}

impl DenseSizes {
    /// The lengths of a problem's numbers.
    ///
    /// # Errors
    ///
    /// [`Excess::Data`] for weights that are too long to be worked with at all.
    pub fn of(problem: &Descent<DenseSystem>) -> Result<Self, Excess> {
        let lengths = problem.start.weights.iter().map(length_in_bits);
        let total = lengths.fold(length_in_bits(&problem.learning_rate), u64::saturating_add);
        if total > MOST_DATA_BITS {
            return Err(Excess::Data(total));
        }
        let DenseSystem { width, depth, .. } = problem.system;
        Ok(DenseSizes { weights: problem.start.weights.len() as u64, width: width as u64, depth: depth as u64, total })
    }

    /// Products over all weights.
    fn passes(&self, bits: u32, count: u64) -> u64 {
        let Prices { product, evaluation } = Prices::at(bits);
        self.weights.saturating_mul(product).saturating_add(evaluation).saturating_mul(count)
    }

    /// A step: forward and backward vectors, new weights and their radii, and at most as often bounds of the norms, with a product of
    /// matrices and half of one each.
    fn step(&self, bits: u32) -> u64 {
        let norms = self.depth.saturating_sub(2).saturating_mul(self.width.saturating_pow(3)).saturating_mul(3);
        let pairs = self.depth.saturating_mul(self.depth).saturating_mul(SECOND_DERIVATIVES * MAGNITUDE);
        self.passes(bits, PASSES).saturating_add(norms.saturating_mul(INTERVAL) / 2).saturating_add(pairs)
    }

    /// How many steps of an orbit at that precision a proof may follow and have half of the time left.
    pub fn most_steps(&self, bits: u32) -> u64 {
        (Work::MOST.nanoseconds / 2 / self.step(bits).max(1)).min(MOST_STEPS)
    }

    /// Bounds what a proof takes.
    ///
    /// # Errors
    ///
    /// [`Excess`].
    pub fn allow(&self, proof: &DenseProof) -> Result<(), Excess> {
        let bits = proof.bits();
        allow(bits, proof.steps(), || {
            // products of forward vectors in rational numbers are as long as all factors together
            let exact = self.weights.saturating_mul(self.depth).saturating_mul(EXACT);
            let lemma = match proof {
                DenseProof::Trap { .. } => self.passes(bits, 1),
                DenseProof::Growth { .. } => self.passes(bits, GROWTH_PASSES),
                DenseProof::Rest { .. } => exact.saturating_add(self.total.saturating_mul(self.depth)),
            };
            let ball = 64 + u64::from(bits) / 8;
            Work {
                nanoseconds: self.step(bits).saturating_mul(proof.steps().saturating_add(2)).saturating_add(lemma),
                bytes: (self.total / 8).saturating_mul(4).saturating_add(self.weights.saturating_mul(6 * ball + 256)),
            }
        })
    }
}

/// Products of balls for each weight in a step, and in the lemma of divergence.
const PASSES: u64 = 4;
const GROWTH_PASSES: u64 = 12;
/// Nanoseconds of a product and a sum of intervals, and of bounds.
const INTERVAL: u64 = 60;
const MAGNITUDE: u64 = 40;
/// Bounds of the second derivative in a step.
const SECOND_DERIVATIVES: u64 = 6;
/// Nanoseconds of a product of short rational numbers and its sum.
const EXACT: u64 = 2_000;
