//! The work of proofs about problems of few numbers, from the lengths of these: linear predictors of one feature, two-layer networks on D0,
//! aligned networks.

use super::aligned_proof::AlignedProof;
use super::certificate::Proof;
use super::cycle::LONGEST_PERIOD;
use super::cycle_basin::MOST_PIECES;
use super::linear_proof::LinearProof;
use super::prices::{evaluation, exact_operation, reading};
use super::work::{
    Excess, LEAST_BITS, MOST_BITS, MOST_DATA_BITS, MOST_SECONDS, MOST_STEPS, NANOSECONDS, ROOT_BITS, ROOT_SECONDS, Work,
};
use crate::arithmetic::exact::length_in_bits;
use crate::dynamics::state::State as _;
use crate::dynamics::{AlignedSystem, Descent, LinearSystem, Problem, System, TwoLayerSystem};
use rug::{Integer, Rational};
use std::collections::BTreeSet;

/// The lengths of the numbers of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Data points, at least one.
    points: u64,
    /// Bits of all data, and of the longest.
    total: u64,
    longest: u64,
    /// Bits of the common denominator of the data.
    denominator: u64,
    /// Bits of rate, width and start together.
    state: u64,
    /// Doublings between the scales of the data and the minimiser.
    doublings: u64,
    two_layer: bool,
    /// L of an aligned network, otherwise zero.
    layers: u64,
}

impl Sizes {
    /// The lengths of a problem's numbers.
    ///
    /// # Errors
    ///
    /// [`Excess`] for data that are too long to be worked with at all.
    pub fn of(problem: &Problem) -> Result<Self, Excess> {
        match problem {
            Problem::Linear(descent) => Sizes::of_linear(descent),
            Problem::TwoLayer(descent) => Ok(Sizes::of_two_layer(descent)),
            // data of several features have sizes of their own
            Problem::Features(descent) => Ok(Sizes::without_data(descent, false)),
            Problem::Gram(descent) => Ok(Sizes::without_data(descent, true)),
            Problem::Aligned(descent) => Ok(Sizes::of_aligned(descent)),
            // and so have weights of deep networks
            Problem::Dense(descent) => Ok(Sizes::without_data(descent, true)),
        }
    }

    /// The lengths of the numbers of a two-layer problem.
    pub fn of_two_layer(descent: &Descent<TwoLayerSystem>) -> Self {
        let mut sizes = Sizes::without_data(descent, true);
        sizes.state += length_in_bits(&descent.system.width);
        sizes
    }

    /// The lengths of the numbers of an aligned network's problem.
    pub fn of_aligned(descent: &Descent<AlignedSystem>) -> Self {
        let mut sizes = Sizes::without_data(descent, true);
        sizes.state += length_in_bits(&descent.system.width);
        sizes.layers = descent.system.depth as u64;
        sizes
    }

    /// The lengths of the numbers of a linear predictor's problem.
    ///
    /// # Errors
    ///
    /// [`Excess`] for data that are too long to be worked with at all.
    pub fn of_linear(descent: &Descent<LinearSystem>) -> Result<Self, Excess> {
        let mut sizes = Sizes::without_data(descent, false);
        sizes.measure(descent.system.points.as_deref().unwrap_or_default())?;
        Ok(sizes)
    }

    fn without_data<S: System>(descent: &Descent<S>, two_layer: bool) -> Self {
        let state =
            length_in_bits(&descent.learning_rate) + descent.start.coordinates().map(length_in_bits).sum::<u64>();
        Sizes { points: 1, total: 0, longest: 1, denominator: 1, state, doublings: 1, two_layer, layers: 0 }
    }

    fn measure(&mut self, points: &[(Rational, u32)]) -> Result<(), Excess> {
        self.points = (points.len() as u64).max(1);
        let lengths = || points.iter().map(|(z, _)| length_in_bits(z));
        self.total = lengths().sum();
        self.longest = lengths().max().unwrap_or(1);
        if self.total > MOST_DATA_BITS {
            return Err(Excess::Data(self.total));
        }
        self.denominator = common_denominator(points)?;
        // log2 |z|, within one
        let scale = |z: &Rational| i64::from(z.numer().significant_bits()) - i64::from(z.denom().significant_bits());
        let scales = || points.iter().filter(|(z, _)| !z.is_zero()).map(|(z, _)| scale(z));
        let spread = match (scales().min(), scales().max()) {
            (Some(least), Some(largest)) => largest.abs_diff(least) + 2,
            _ => 0,
        };
        // log2 of log(2n max|z|/min|z|) max|z|/min|z|: see `theory::minimiser`
        self.doublings = spread + u64::from(u64::BITS - (spread + u64::from(u64::BITS)).leading_zeros()) + 2;
        Ok(())
    }

    /// Sums over the data in exact arithmetic, each term of a few products, with a start of that many bits.
    fn exact_sums(&self, state: u64) -> u64 {
        let (term, sum) = (2 * self.longest + state, 2 * (self.denominator + self.longest) + state);
        let each = exact_operation(term, term).saturating_mul(3).saturating_add(exact_operation(sum, term));
        EXACT_SUMS.saturating_mul(self.points).saturating_mul(each)
    }

    /// Reading the data into balls, as often as a proof about a linear predictor does.
    fn reading(&self, bits: u32) -> u64 {
        let each = reading(self.longest).saturating_add(evaluation(bits) / 4);
        READINGS.saturating_mul(self.points).saturating_mul(each)
    }

    /// Evaluations of the risk or a derivative.
    fn risks(&self, bits: u32, count: u64) -> u64 {
        evaluation(bits).saturating_mul(self.points).saturating_mul(count)
    }

    /// Roots: the minimiser or a 2-cycle, where nothing is difficult.
    fn roots(&self, bits: u32, count: u64) -> u64 {
        let fine = FINE_EVALUATIONS + self.doublings.min(MOST_DOUBLINGS);
        let fine = self.risks(bits.saturating_add(ROOT_BITS), count * fine);
        fine.saturating_add(self.risks(64, count * COARSE_EVALUATIONS))
    }

    /// One step of a certified orbit, with a look at the loss, and the derivatives at 64 bits.
    fn step(&self, bits: u32) -> u64 {
        if self.layers > 0 {
            return self.aligned_step(bits);
        }
        // the two-layer map evaluates one slope, cheaper than a loss, and needs no loss
        self.risks(bits, if self.two_layer { 1 } else { 2 }).saturating_add(self.risks(64, 1))
    }

    /// One step of an aligned network: products without one factor each, and as many again for each derivative.
    fn aligned_step(&self, bits: u32) -> u64 {
        let products = self.layers.saturating_mul(self.layers) / PRODUCTS_OF_AN_EVALUATION + 1;
        let derivatives = self.layers.saturating_mul(products);
        self.risks(bits, products + 1).saturating_add(self.risks(64, derivatives.saturating_add(self.layers)))
    }

    /// How many steps of an orbit at that precision a proof may follow and have half of the time left. Searches go no further.
    pub fn most_steps(&self, bits: u32) -> u64 {
        if !(LEAST_BITS..=MOST_BITS).contains(&bits) {
            return 0;
        }
        (MOST_SECONDS * NANOSECONDS / 2 / self.step(bits).max(1)).min(MOST_STEPS)
    }

    /// What checking a proof takes.
    ///
    /// # Errors
    ///
    /// [`Excess`] for bits or steps beyond what the checker does at all.
    pub fn predict(&self, proof: &Proof) -> Result<Work, Excess> {
        let (bits, steps) = (proof.bits(), proof.steps());
        if !(LEAST_BITS..=MOST_BITS).contains(&bits) {
            return Err(Excess::Bits(bits));
        }
        if steps > MOST_STEPS {
            return Err(Excess::Steps(steps));
        }
        let (evaluations, roots) = match proof {
            Proof::Linear(proof) => (evaluations(proof), roots(proof)),
            Proof::Trap { .. }
            | Proof::Hit { .. }
            | Proof::Boundary { .. }
            | Proof::Universal { .. }
            | Proof::Growth { .. }
            | Proof::Alternation { .. }
            | Proof::Features(_)
            | Proof::Gram(_)
            | Proof::Dense(_) => (TWO_LAYER_EVALUATIONS, 0),
            Proof::Aligned(_) => {
                let products = self.layers.saturating_pow(3) / PRODUCTS_OF_AN_EVALUATION;
                (TWO_LAYER_EVALUATIONS.saturating_add(products), 0)
            }
        };
        let mut work = match proof {
            // exact steps, bounded by `exact_bits`
            Proof::Hit { .. } | Proof::Aligned(AlignedProof::Hit { .. }) => self.work(bits, 0, evaluations, roots),
            _ => self.work(bits, steps, evaluations, roots),
        };
        if let Proof::Linear(LinearProof::Doubling { .. }) = proof {
            work.nanoseconds = work.nanoseconds.saturating_add(EXACT_ROOT);
        }
        if let Proof::Linear(LinearProof::Rest { .. } | LinearProof::Quadratic { .. }) = proof {
            work.nanoseconds = work.nanoseconds.saturating_add(self.exact_sums(self.state));
        }
        Ok(work)
    }

    /// Bounds what a proof takes.
    ///
    /// # Errors
    ///
    /// [`Excess`] says what is too much, and what would take less.
    pub fn allow(&self, proof: &Proof) -> Result<(), Excess> {
        self.predict(proof)?.allow()
    }

    /// What a proof takes that follows so many steps and evaluates the risk so often besides.
    fn work(&self, bits: u32, steps: u64, evaluations: u64, roots: u64) -> Work {
        let written = reading(self.state).saturating_mul(READINGS) + self.total / WRITTEN_BITS;
        let parts = [
            self.step(bits).saturating_mul(steps),
            self.risks(bits, evaluations),
            self.reading(bits),
            self.roots(bits, roots),
            self.exact_sums(0),
            written,
        ];
        let ball = 64 + u64::from(bits.saturating_add(ROOT_BITS)) / 8;
        let bytes = (self.total / 8 + self.points.saturating_mul(POINT_BYTES)).saturating_mul(EXACT_COPIES);
        Work {
            nanoseconds: parts.into_iter().fold(0, u64::saturating_add),
            bytes: bytes.saturating_add(ball.saturating_mul(BALLS).saturating_mul(self.points)),
        }
    }
}

/// Sums over the data that a proof needs exactly, times that its data are read into balls, copies of the exact data, and balls
/// for each point, in the several forms of the map. Counted in the code; the tests hold memory and time against it.
const EXACT_SUMS: u64 = 8;
const READINGS: u64 = 16;
const EXACT_COPIES: u64 = 5;
const BALLS: u64 = 20;
/// Bytes of two integers beside their digits.
const POINT_BYTES: u64 = 128;

/// Bits of an exact number that are written in a nanosecond: the digest of the data is made of decimals.
const WRITTEN_BITS: u64 = 32;

/// Verifying an exact minimiser, which `theory::exact_minimiser` bounds.
const EXACT_ROOT: u64 = 2 * NANOSECONDS;

/// Evaluations that a root needs at the final precision (Newton's ladder and the proof) and at a low one (bisection to 20 bits).
const FINE_EVALUATIONS: u64 = 16;
const COARSE_EVALUATIONS: u64 = 48;
const MOST_DOUBLINGS: u64 = 1000;

/// The bits of a common denominator of the data, by least common multiples as long as these are cheap.
fn common_denominator(points: &[(Rational, u32)]) -> Result<u64, Excess> {
    let denominators: BTreeSet<&Integer> = points.iter().map(|(z, _)| z.denom()).collect();
    let mut common = Integer::from(1);
    let mut spent = 0_u64;
    for denominator in denominators {
        let bits = u64::from(common.significant_bits());
        spent = spent.saturating_add(exact_operation(bits, u64::from(denominator.significant_bits())));
        if spent > ROOT_SECONDS * NANOSECONDS / 4 {
            return Err(Excess::Denominator(bits));
        }
        common.lcm_mut(denominator);
    }
    Ok(u64::from(common.significant_bits()))
}

/// The functions that a lemma about two layers evaluates at its last state.
const TWO_LAYER_EVALUATIONS: u64 = 64;

/// Products of two balls, or of two intervals with a derivative, that cost no more than an evaluation.
const PRODUCTS_OF_AN_EVALUATION: u64 = 12;

/// Evaluations that two steps with three derivatives are worth, and an image in mean-value form: a product of two numbers with three
/// nested derivatives is 27 products.
const THIRD_DERIVATIVES: u64 = 64;

/// Evaluations of the risk or a derivative beside those of the orbit. An image takes two, a slope one, and each of a chain both.
fn evaluations(proof: &LinearProof) -> u64 {
    // more is refused by the lemmas
    let chains = |power: u32, pieces: u32| {
        4 * u64::from(power).min(2 * LONGEST_PERIOD as u64) * u64::from(pieces.min(MOST_PIECES))
    };
    match proof {
        LinearProof::Rest { .. }
        | LinearProof::Quadratic { .. }
        | LinearProof::Smoothness { .. }
        | LinearProof::CriticalRate { .. }
        | LinearProof::Potential { .. }
        | LinearProof::Escape { .. } => 16,
        LinearProof::Sublevel { pieces, .. } => 16 + u64::from((*pieces).min(MOST_PIECES)),
        LinearProof::Contraction { power, pieces, .. } => 16 + chains(*power, *pieces),
        LinearProof::Doubling { pieces, .. } => 64 + THIRD_DERIVATIVES * u64::from((*pieces).min(MOST_PIECES)),
        LinearProof::Cycle { period, power, pieces, .. } => {
            16 + 4 * 3 * u64::from(*period).min(LONGEST_PERIOD as u64) + chains(*power, *pieces)
        }
    }
}

/// How many roots a lemma encloses.
fn roots(proof: &LinearProof) -> u64 {
    match proof {
        LinearProof::Rest { .. }
        | LinearProof::Quadratic { .. }
        | LinearProof::Smoothness { .. }
        | LinearProof::CriticalRate { .. }
        | LinearProof::Potential { .. }
        | LinearProof::Sublevel { .. } => 1,
        // the minimiser for its basin, and for the limit
        LinearProof::Contraction { .. } => 2,
        // and once more for its exact form
        LinearProof::Doubling { .. } => 3,
        LinearProof::Cycle { .. } | LinearProof::Escape { .. } => 0,
    }
}
