//! What checking a proof on listed data will take, predicted from sizes: [`super::work`] for several features.

use super::checks::features_cycle::MOST_FEATURES;
use super::data_proof::{FeatureProof, GramProof};
use super::data_run::OnData;
use super::prices::Prices;
use super::work::{Excess, MOST_DATA_BITS, MOST_STEPS, Work, allow};
use crate::arithmetic::exact::length_in_bits;
use crate::arithmetic::spectrum::MOST_ITERATIONS;
use crate::dynamics::Descent;
use crate::dynamics::features::MOST_SQUARED;
use crate::dynamics::mean_value::JACOBIAN_BITS;
use crate::dynamics::parameters::{MOST_HALVINGS, MOST_STEPS_IN_BALLS};
use crate::dynamics::state::State as _;
use crate::model::LossName;

/// The lengths of a problem on listed data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataSizes {
    /// Distinct points.
    points: u64,
    /// d.
    features: u64,
    /// Bits of all exact numbers together.
    total: u64,
    /// Rows of the parameters in which the orbit is enclosed: hidden units, or one.
    rows: u64,
    loss: LossName,
}

impl DataSizes {
    /// The lengths of a problem's numbers.
    ///
    /// # Errors
    ///
    /// [`Excess::Data`] for data that are too long to be worked with at all.
    pub fn of<S: OnData>(problem: &Descent<S>) -> Result<Self, Excess> {
        let points = problem.system.points();
        let lengths = points.iter().flat_map(|(z, _)| z).chain(problem.start.coordinates()).map(length_in_bits);
        let total = lengths.fold(length_in_bits(&problem.learning_rate), u64::saturating_add);
        if total > MOST_DATA_BITS {
            return Err(Excess::Data(total));
        }
        let features = points.first().map_or(1, |(z, _)| z.len() as u64).max(1);
        // a Gram matrix has as many rows as its weights may need
        let rows = if problem.start.dimension() as u64 > features { features + 1 } else { 1 };
        Ok(DataSizes { points: (points.len() as u64).max(1), features, total, rows, loss: problem.system.loss() })
    }

    fn prices(&self, bits: u32) -> Prices {
        Prices::of_margins(self.loss, bits)
    }

    /// So many values, slopes or curvatures at every point, and products for each feature of each.
    fn passes(&self, prices: &Prices, evaluations: u64, products: u64) -> u64 {
        let products = self.features.saturating_mul(products).saturating_mul(prices.product);
        self.points.saturating_mul(evaluations.saturating_mul(prices.evaluation).saturating_add(products))
    }

    /// One value, slope or curvature at every point, and what is made of it.
    fn risk(&self, prices: &Prices) -> u64 {
        self.passes(prices, 1, 2)
    }

    /// H: the margins, the curvatures, and a sum of d (d + 1)/2 products for each.
    fn hessian(&self, prices: &Prices) -> u64 {
        let products = self.points.saturating_mul(self.features.saturating_mul(self.features + 5) / 2);
        self.passes(prices, 1, 0).saturating_add(products.saturating_mul(prices.product))
    }

    /// A step of the parameters and a look at the loss, the box of the states; in intervals H, and how far a step spreads.
    fn step(&self, bits: u32) -> u64 {
        let prices = self.prices(bits);
        let size = self.features + 1;
        let several = if self.rows > 1 { self.rows.saturating_mul(size.saturating_mul(size + 5)) } else { size };
        let rough = Prices::of_intervals(self.loss);
        let spread = if self.rows > 1 || self.features <= MOST_SQUARED as u64 {
            self.cubes(&rough, POWERS)
        } else {
            self.cubes(&rough, u64::from(MOST_HALVINGS) + 1) / 5
        };
        self.passes(&prices, 2, 3)
            .saturating_add(several.saturating_mul(prices.product))
            .saturating_add(self.hessian(&rough))
            .saturating_add(spread)
    }

    /// The steps that an orbit may take with derivatives in balls, where intervals do not reach.
    fn steps_in_balls(&self, steps: u64) -> u64 {
        self.risk(&self.prices(JACOBIAN_BITS)).saturating_mul(3).saturating_mul(steps.min(MOST_STEPS_IN_BALLS))
    }

    /// The minimiser: Newton's steps in floats are cheap, those in balls double their bits. The proof takes two forms with the inverse of H
    /// for each point, and the columns of the data are made orthogonal.
    fn minimiser(&self, bits: u32) -> u64 {
        let prices = self.prices(bits.saturating_add(NEWTON_BITS));
        let squares =
            self.points.saturating_mul(self.features * (self.features + 2)).saturating_mul(3 * prices.product);
        self.hessian(&prices)
            .saturating_mul(NEWTON_STEPS)
            .saturating_add(squares)
            .saturating_add(self.cubes(&prices, 8))
    }

    /// Matrix products and eliminations of d + 1 rows.
    fn cubes(&self, prices: &Prices, count: u64) -> u64 {
        let size = self.features + 1;
        (size * size).saturating_mul(size).saturating_mul(prices.product).saturating_mul(count)
    }

    /// So many enclosures of eigenvalues: vectors that come closer, and proofs of definiteness by elimination, of which there are a few
    /// unless eigenvalues lie together, and at most one for each bit.
    fn edges(&self, bits: u32, count: u64) -> u64 {
        let prices = self.prices(bits.saturating_add(NEWTON_BITS));
        let proofs = u64::from(bits).saturating_add(self.features).saturating_add(PROOFS);
        let vectors = VECTORS.saturating_add(proofs / 6);
        self.cubes(&prices, vectors).saturating_mul(count)
    }

    /// The predicted time of a step of an orbit at that precision, and of a proof that it is in a trap.
    pub fn step_nanoseconds(&self, bits: u32) -> u64 {
        self.step(bits)
    }

    /// The predicted time of a proof that a state is in a trap.
    pub fn trap_nanoseconds(&self, bits: u32) -> u64 {
        self.trap(bits)
    }

    /// How many steps of an orbit at that precision a proof may follow and have half of the time left, or more where a trap
    /// takes more.
    pub fn most_steps(&self, bits: u32) -> u64 {
        let lemma = self.trap(bits).saturating_add(self.reading(bits));
        let half = Work::MOST.nanoseconds / 2;
        let left = half.min(Work::MOST.nanoseconds.saturating_sub(lemma));
        let left = left.saturating_sub(self.steps_in_balls(MOST_STEPS_IN_BALLS));
        (left / self.step(bits).max(1)).min(MOST_STEPS)
    }

    /// The data, read into balls and intervals.
    fn reading(&self, bits: u32) -> u64 {
        self.points.saturating_mul(self.features).saturating_mul(6 * self.prices(bits).product)
    }

    fn work(&self, bits: u32, steps: u64, lemma: u64) -> Work {
        let reading = self.reading(bits);
        let orbit = self.step(bits).saturating_mul(steps).saturating_add(self.steps_in_balls(steps));
        let ball = 64 + u64::from(bits.saturating_add(NEWTON_BITS)) / 8;
        let entries = self.points.saturating_mul(self.features);
        Work {
            nanoseconds: orbit.saturating_add(lemma).saturating_add(reading),
            bytes: (self.total / 8)
                .saturating_mul(4)
                .saturating_add(entries.saturating_mul(ball.saturating_mul(6) + 128)),
        }
    }

    /// What a trap takes: the minimiser, and edges of definiteness.
    fn trap(&self, bits: u32) -> u64 {
        let eigenvalues = if self.rows > 1 { EIGENVALUES_OF_NETWORK } else { EIGENVALUES };
        self.minimiser(bits).saturating_add(self.edges(bits, eigenvalues))
    }

    /// Bounds what a proof about a linear predictor takes.
    ///
    /// # Errors
    ///
    /// [`Excess`].
    pub fn allow_features(&self, proof: &FeatureProof) -> Result<(), Excess> {
        let bits = proof.bits();
        allow(bits, proof.steps(), || {
            let lemma = match proof {
                FeatureProof::Trap { .. } | FeatureProof::Growth { .. } => self.trap(bits),
                FeatureProof::Separable { .. } => self.risk(&self.prices(bits)).saturating_mul(4),
                FeatureProof::Cycle { period, centre, frame, .. } => {
                    let numbers = centre.iter().chain(frame.iter().flatten());
                    let reading = numbers.map(|entry| length_in_bits(&entry.0)).fold(0, u64::saturating_add);
                    self.cycle(bits, u64::from(*period)).saturating_add(reading)
                }
            };
            self.work(bits, proof.steps(), lemma)
        })
    }

    /// What a cycle takes: H and two products of matrices at each point, twice, and the roots of a characteristic polynomial.
    fn cycle(&self, bits: u32, period: u64) -> u64 {
        let prices = self.prices(bits);
        let point = self.hessian(&prices).saturating_add(self.risk(&prices)).saturating_add(self.cubes(&prices, 2));
        let features = self.features.min(MOST_FEATURES as u64 + 1);
        let corrections =
            (features * features).saturating_mul(ROOT_OPERATIONS * MOST_ITERATIONS as u64 * prices.product);
        let matrices = self.cubes(&prices, 12 + features);
        point.saturating_mul(2).saturating_mul(period).saturating_add(corrections).saturating_add(matrices)
    }

    /// Bounds what a proof about a two-layer network takes.
    ///
    /// # Errors
    ///
    /// [`Excess`].
    pub fn allow_gram(&self, proof: &GramProof) -> Result<(), Excess> {
        let bits = proof.bits();
        allow(bits, proof.steps(), || {
            let lemma = match proof {
                GramProof::Trap { .. } | GramProof::Growth { .. } => self.trap(bits),
                GramProof::Separable { .. } | GramProof::OneSided { .. } => {
                    self.risk(&self.prices(bits)).saturating_mul(4)
                }
                GramProof::Escape { direction, .. } => {
                    let reading = direction.iter().map(|entry| length_in_bits(&entry.0)).fold(0, u64::saturating_add);
                    self.risk(&self.prices(bits)).saturating_mul(4).saturating_add(reading)
                }
                GramProof::Pattern { period, .. } => {
                    let prices = self.prices(bits);
                    let size = self.features + 1;
                    let products = self.points.saturating_mul(4 * size * size).saturating_mul(prices.product);
                    let phase = products
                        .saturating_add(self.points.saturating_mul(4 * prices.evaluation))
                        .saturating_add(self.cubes(&prices, 2));
                    phase.saturating_mul(u64::from(*period)).saturating_add(self.cubes(&prices, 16))
                }
            };
            self.work(bits, proof.steps(), lemma)
        })
    }
}

/// Hessians that the minimiser needs, counted at the final precision, and bits beyond it.
const NEWTON_STEPS: u64 = 8;
const NEWTON_BITS: u32 = 64;
/// Products of matrices that bound the spread of a step.
const POWERS: u64 = 11;
/// Products of real numbers for a factor of a correction of a root, and for a step of Horner's rule.
const ROOT_OPERATIONS: u64 = 16;
/// Eigenvalues that the lemma of a trap asks for: of the predictor, and of a network.
const EIGENVALUES: u64 = 3;
const EIGENVALUES_OF_NETWORK: u64 = 5;
/// Proofs of definiteness beyond the bits and features, and products of matrices that bring a vector close.
const PROOFS: u64 = 64;
const VECTORS: u64 = 8;
