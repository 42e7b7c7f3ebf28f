//! Numbers of `f64` with which a proof about an aligned network seems to hold: the slacks of the lemmas, evaluated in floats.
//!
//! Nothing here is certified, and nothing needs to be: a wrong number only makes a test fail.

use super::two_layer_guide::{Guide as TwoLayerGuide, LARGEST_GAP, SEARCHED_BITS, SHARES, dyadic_below};
use crate::arithmetic::Ball;
use crate::certify::checks::aligned_bounds::Map;
use crate::certify::checks::aligned_degenerate::{self, Together};
use crate::certify::checks::aligned_growth;
use crate::certify::checks::aligned_hit::most_bits;
use crate::certify::checks::aligned_lazy::{self, Lazy};
use crate::certify::checks::aligned_run::AlignedRun;
use crate::certify::checks::aligned_safe::{self, Safe};
use crate::certify::checks::aligned_trap::{self, Trap};
use crate::certify::lemma::{Lemma, Slack};
use crate::dynamics::orbit::ExactOrbit;
use crate::dynamics::{AlignedSystem, Descent, Layers};
use rug::{Float, Rational};

/// The problem in `f64`.
pub struct Guide {
    map: Map<f64>,
    system: AlignedSystem,
    /// For each layer, whether another is as large at the start, and so for ever.
    paired: Vec<bool>,
    two_layers: Option<TwoLayerGuide>,
}

/// What the trap lemma needs.
pub struct TrapGuess {
    /// The layer that vanishes, counted from 1.
    pub layer: usize,
    /// rho.
    pub contraction: Rational,
    /// The base-2 logarithm of 2C/(F² q), q the smallest of the other layers, rounded up.
    pub sum_exponent: i64,
}

/// A state in `f64`: the layers, and the largest |f|.
struct Point {
    layers: Layers<f64>,
    output: f64,
}

impl Guide {
    /// The guide for a problem.
    pub fn of(problem: &Descent<AlignedSystem>) -> Self {
        let depth = problem.start.sigma.len();
        let paired = (0..depth).map(|layer| aligned_degenerate::group_of(problem, layer).len() > 1).collect();
        let bounded_pair = depth == 2 && !aligned_growth::rises(problem.system.loss);
        let two_layers = bounded_pair
            .then(|| TwoLayerGuide::at(&aligned_growth::as_two_layers(&problem.system), &problem.learning_rate));
        Guide { map: problem.equations(53), system: problem.system.clone(), paired, two_layers }
    }

    fn read(run: &AlignedRun) -> Point {
        let sigma = run.state().sigma.iter().map(|sigma| sigma.midpoint().to_f64()).collect();
        // beyond the range of f64 the ratio s/f is what it is at the smallest number
        let output = run.output().magnitude_up().to_f64_up().max(f64::MIN_POSITIVE);
        Point { layers: Layers { sigma }, output }
    }

    /// The layer, counted from 0, that is the smallest in the middle of the enclosure.
    fn smallest(layers: &Layers<f64>) -> Option<usize> {
        let sizes = || layers.sigma.iter().map(|sigma| sigma.abs());
        (0..layers.sigma.len()).zip(sizes()).min_by(|(_, one), (_, two)| one.total_cmp(two)).map(|(layer, _)| layer)
    }

    /// Numbers with which the [trap](aligned_trap) seems to hold in the middle of an enclosure.
    pub fn trap(&self, run: &AlignedRun) -> Option<TrapGuess> {
        let Point { layers, output } = Guide::read(run);
        let layer = Guide::smallest(&layers)?;
        if self.paired[layer] {
            return None;
        }
        let at = |gap| aligned_trap::Numbers::at(&self.map, &layers, &output, layer, gap);
        let widest = at(1.0)?;
        let [_, below] = widest.rooms();
        let above = self.map.learning_rate * widest.smallest * widest.upper_kernel;
        let room = above.min(below).min(LARGEST_GAP);
        SHARES.into_iter().find_map(|share| {
            let gap = dyadic_below(share * room)?;
            let numbers = at(gap)?;
            let holds = Trap::slacks(&numbers).iter().all(Slack::seems_to_hold);
            let sum = aligned_trap::drift(&numbers.learning_rate, &numbers.largest, &1.0, &gap) / numbers.weakest;
            holds.then(|| TrapGuess {
                layer: layer + 1,
                contraction: Rational::from(1) - Rational::from_f64(gap).unwrap_or_default(),
                sum_exponent: sum.log2().ceil() as i64,
            })
        })
    }

    /// Whether the lemma of [`aligned_lazy`] seems to hold.
    pub fn is_lazy(&self, run: &AlignedRun) -> bool {
        let Point { layers, output } = Guide::read(run);
        let numbers = aligned_lazy::Numbers::at(&self.map, &layers, &output);
        numbers.is_some_and(|numbers| Lazy::slacks(&numbers).iter().all(Slack::seems_to_hold))
    }

    /// Whether the lemma of [`aligned_safe`] seems to hold.
    pub fn is_safe(&self, run: &AlignedRun) -> bool {
        let numbers = aligned_safe::Numbers::at(&self.map, &Guide::read(run).layers, 53);
        numbers.is_some_and(|numbers| Safe::slacks(&numbers).iter().all(Slack::may_hold))
    }

    /// Whether the lemma of [`aligned_growth`] seems to hold; in case of overflow, yes.
    pub fn grows(&self, run: &AlignedRun) -> bool {
        let layers = Guide::read(run).layers;
        let output = self.map.output_of(&layers.sigma);
        let numbers = aligned_growth::Numbers::at(&self.map, &layers, &output);
        let slacks = numbers.and_then(|numbers| aligned_growth::slacks(self.system.loss, self.system.depth, &numbers));
        slacks.is_some_and(|slacks| slacks.iter().all(Slack::may_hold))
    }

    /// A margin d with which two layers with bounded slopes seem to diverge.
    pub fn margin(&self, run: &AlignedRun) -> Option<Rational> {
        let guide = self.two_layers.as_ref()?;
        let width = Ball::exact(Float::with_val(53, guide.width()));
        guide.margin_at(aligned_growth::factors(&run.state().sigma, &width)?)
    }

    /// A layer, counted from 1, whose group seems to vanish together by [`aligned_degenerate`].
    pub fn together(&self, run: &AlignedRun) -> Option<usize> {
        let Point { layers, output } = Guide::read(run);
        let layer = Guide::smallest(&layers).filter(|layer| self.paired[*layer])?;
        let size = layers.sigma[layer].abs();
        let group: Vec<usize> = (0..layers.sigma.len()).filter(|l| layers.sigma[*l].abs() == size).collect();
        let numbers = aligned_degenerate::Numbers::at(&self.map, &layers, &output, &group)?;
        Together::slacks(&numbers).iter().all(Slack::seems_to_hold).then_some(layer + 1)
    }
}

/// The first step at which a layer is zero exactly, if it comes within `most` steps and before the numbers get long.
pub fn exact_hit(problem: &Descent<AlignedSystem>, most: u64) -> Option<u64> {
    let mut orbit = ExactOrbit::new(problem);
    for step in 0..=most {
        if orbit.state.sigma.iter().any(Rational::is_zero) {
            return Some(step);
        }
        let longest = SEARCHED_BITS.min(most_bits(problem.system.depth, step + 1));
        if orbit.size_in_bits() > longest || !orbit.advance() {
            return None;
        }
    }
    None
}
