//! What checking a proof on listed data will take, predicted from sizes: [`super::work`] for several features.

use super::checks::features_cycle::MOST_FEATURES;
use super::data_proof::{FeatureProof, GramProof};
use super::data_run::OnData;
use super::prices::Prices;
use super::work::{Excess, MOST_DATA_BITS, MOST_STEPS, Work, allow};
use crate::arithmetic::exact::length_in_bits;
use crate::arithmetic::spectrum::MOST_ITERATIONS;
use crate::dynamics::Descent;
use crate::dynamics::mean_value::JACOBIAN_BITS;
use crate::dynamics::parameters::MOST_STEPS_IN_BALLS;
use crate::dynamics::state::State as _;

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
        Ok(DataSizes { points: (points.len() as u64).max(1), features, total, rows })
    }

    /// One value, slope or curvature at every point.
    fn risk(&self, prices: &Prices) -> u64 {
        self.points.saturating_mul(prices.evaluation.saturating_add(self.features.saturating_mul(2 * prices.product)))
    }

    /// H: the curvatures, and a sum of d (d + 1)/2 products for each.
    fn hessian(&self, prices: &Prices) -> u64 {
        let products = self.points.saturating_mul(self.features.saturating_mul(self.features + 3));
        self.risk(prices).saturating_add(products.saturating_mul(prices.product))
    }

    /// A step of the parameters, the box of their states before and after it, and a look at the loss; in intervals H, and powers of H K.
    fn step(&self, bits: u32) -> u64 {
        let prices = Prices::at(bits);
        let size = self.features + 1;
        let products = self.rows.saturating_mul(size.saturating_mul(size + 5)).saturating_mul(prices.product);
        let rough = self.hessian(&INTERVALS).saturating_add(self.cubes(&INTERVALS, POWERS));
        self.risk(&prices).saturating_mul(2).saturating_add(products).saturating_add(rough)
    }

    /// The steps that an orbit may take with derivatives in balls, where intervals do not reach.
    fn steps_in_balls(&self, steps: u64) -> u64 {
        self.risk(&Prices::at(JACOBIAN_BITS)).saturating_mul(3).saturating_mul(steps.min(MOST_STEPS_IN_BALLS))
    }

    /// The minimiser: Newton's steps in floats are cheap, those in balls double their bits, and the proof inverts H for each point.
    fn minimiser(&self, bits: u32) -> u64 {
        let prices = Prices::at(bits.saturating_add(NEWTON_BITS));
        let inverses = self.points.saturating_mul(self.features * self.features).saturating_mul(2 * prices.product);
        self.hessian(&prices)
            .saturating_mul(NEWTON_STEPS)
            .saturating_add(inverses)
            .saturating_add(self.cubes(&prices, 8))
    }

    /// Matrix products and eliminations of d + 1 rows.
    fn cubes(&self, prices: &Prices, count: u64) -> u64 {
        let size = self.features + 1;
        (size * size).saturating_mul(size).saturating_mul(prices.product).saturating_mul(count)
    }

    /// How many steps of an orbit at that precision a proof may follow and have half of the time left.
    pub fn most_steps(&self, bits: u32) -> u64 {
        let left = (Work::MOST.nanoseconds / 2).saturating_sub(self.steps_in_balls(MOST_STEPS_IN_BALLS));
        (left / self.step(bits).max(1)).min(MOST_STEPS)
    }

    fn work(&self, bits: u32, steps: u64, lemma: u64) -> Work {
        let reading = self.points.saturating_mul(self.features).saturating_mul(6 * Prices::at(bits).product);
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
        self.minimiser(bits).saturating_add(self.cubes(&Prices::at(bits), EDGES))
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
                FeatureProof::Separable { .. } => self.risk(&Prices::at(bits)).saturating_mul(4),
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
        let prices = Prices::at(bits);
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
                    self.risk(&Prices::at(bits)).saturating_mul(4)
                }
                GramProof::Escape { direction, .. } => {
                    let reading = direction.iter().map(|entry| length_in_bits(&entry.0)).fold(0, u64::saturating_add);
                    self.risk(&Prices::at(bits)).saturating_mul(4).saturating_add(reading)
                }
                GramProof::Pattern { period, .. } => {
                    let prices = Prices::at(bits);
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
/// What functions and products of intervals cost, in nanoseconds (measured and rounded up as the others).
const INTERVALS: Prices = Prices { evaluation: 500, product: 30 };
/// Products of real numbers for a factor of a correction of a root, and for a step of Horner's rule.
const ROOT_OPERATIONS: u64 = 16;
/// Eliminations and products for the edges of definiteness of a trap.
const EDGES: u64 = 6_000;
