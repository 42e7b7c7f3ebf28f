//! The numbers of a proof about a cell of a plane, and what they establish.

use super::run::{BITS, CellStates, PlaneRun};
use super::systems::PlaneSystem;
use crate::arithmetic::{Ball, FromExact};
use crate::certify::cell::ShortNumber;
use crate::certify::checks::aligned_degenerate::{self, Together};
use crate::certify::checks::aligned_lazy::{self, Lazy};
use crate::certify::checks::aligned_safe::{self, Safe};
use crate::certify::checks::alternation::{self, Alternation};
use crate::certify::checks::gram_universal::{self, GramUniversal};
use crate::certify::checks::growth::{self, Growth};
use crate::certify::checks::{
    Failure, aligned_growth, aligned_trap, features_growth, features_separable, features_trap, gram_growth,
    gram_separable, gram_trap, trap, universal,
};
use crate::certify::data_run::StatesOnData as _;
use crate::certify::lemma::{Lemma, confirm};
use crate::certify::phase::Phase;
use crate::dynamics::{AlignedSystem, FeatureSystem, GramSystem, System as _, TwoLayerSystem};
use rug::Rational;
use serde::{Deserialize, Serialize};

/// A lemma, the step T at which its hypotheses hold on all states of a cell, and its free numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "lemma", rename_all = "kebab-case", deny_unknown_fields)]
pub enum PlaneProof {
    /// From T on the output contracts to the minimiser: [`trap`] on D0, [`gram_trap`] or [`features_trap`] on data.
    Trap {
        /// T.
        step: u32,
        /// rho or r, in (0, 1).
        contraction: ShortNumber,
    },
    /// [`aligned_trap`]: from T on |f| contracts, and one layer vanishes.
    LayerTrap {
        /// T.
        step: u32,
        /// The layer, counted from 1.
        layer: usize,
        /// rho, in (0, 1).
        contraction: ShortNumber,
    },
    /// From T on the loss falls to zero: [`gram_separable`], [`features_separable`].
    Separable {
        /// T.
        step: u32,
    },
    /// [`universal`] on D0, [`gram_universal`] on data of one feature: every start converges at these rates; the loss rises at or before T.
    Universal {
        /// T.
        step: u32,
    },
    /// From T on the network grows without end: [`growth`], [`gram_growth`], [`features_growth`], [`aligned_growth`].
    Growth {
        /// T.
        step: u32,
    },
    /// [`alternation`]: two layers on D0 and a bounded slope; from T on f changes sign and |f| grows.
    Alternation {
        /// T.
        step: u32,
        /// d, by how much |log p - log q| may drift.
        margin: ShortNumber,
    },
    /// [`aligned_lazy`]: from T on no layer grows.
    Lazy {
        /// T.
        step: u32,
    },
    /// [`aligned_safe`]: from T on all layers stay bounded, and the orbit converges; the loss rises at or before T.
    Safe {
        /// T.
        step: u32,
    },
    /// [`aligned_degenerate`]: from T on no layer grows, and the smallest, which are equal in the whole cell, vanish together.
    Degenerate {
        /// T.
        step: u32,
        /// One of the smallest layers, counted from 1.
        layer: usize,
    },
}

/// Why a proof says nothing about a cell.
pub(super) const OTHER_NETWORK: Failure = Failure::NotApplicable("it is made for another kind of network");

/// 1 - r.
fn gap(contraction: &ShortNumber) -> Ball {
    Ball::from_exact(&(Rational::from(1) - contraction.value()), BITS)
}

impl PlaneProof {
    /// T.
    pub fn step(&self) -> u32 {
        match self {
            PlaneProof::Trap { step, .. }
            | PlaneProof::LayerTrap { step, .. }
            | PlaneProof::Separable { step }
            | PlaneProof::Universal { step }
            | PlaneProof::Growth { step }
            | PlaneProof::Alternation { step, .. }
            | PlaneProof::Lazy { step }
            | PlaneProof::Safe { step }
            | PlaneProof::Degenerate { step, .. } => *step,
        }
    }

    pub(super) fn establish_features(&self, run: &PlaneRun<'_, FeatureSystem>) -> Result<Phase, Failure> {
        match self {
            PlaneProof::Trap { contraction, .. } => {
                features_trap::FeaturesTrap::check(&features_trap::numbers(&run.on_data(), gap(contraction))?)?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Separable { .. } => {
                gram_separable::require(run.system().loss)?;
                features_separable::FeaturesSeparable::check(&features_separable::numbers(&run.on_data()))?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Growth { .. } => {
                gram_growth::require(run.system().loss)?;
                features_growth::FeaturesGrowth::check(&features_growth::numbers(&run.on_data())?)?;
                Ok(Phase::Divergent)
            }
            _ => Err(OTHER_NETWORK),
        }
    }

    /// From the states of a run as the lemmas read them.
    pub(super) fn establish_gram<S: PlaneSystem>(
        &self,
        run: &PlaneRun<'_, S>,
        states: &CellStates<'_, GramSystem>,
    ) -> Result<Phase, Failure> {
        match self {
            PlaneProof::Trap { contraction, .. } => {
                gram_trap::GramTrap::check(&gram_trap::numbers(states, gap(contraction))?)?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Separable { .. } => {
                gram_separable::require(states.system().loss)?;
                gram_separable::GramSeparable::check(&gram_separable::numbers(states))?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Universal { .. } => {
                // the largest rate decides for all of them
                GramUniversal::check(&gram_universal::numbers(states, &run.rates().to)?)?;
                run.catapult_if_it_rose()
            }
            PlaneProof::Growth { .. } => {
                gram_growth::require(states.system().loss)?;
                gram_growth::GramGrowth::check(&gram_growth::numbers(states)?)?;
                Ok(Phase::Divergent)
            }
            _ => Err(OTHER_NETWORK),
        }
    }

    pub(super) fn establish_two_layer(&self, run: &PlaneRun<'_, TwoLayerSystem>) -> Result<Phase, Failure> {
        let TwoLayerSystem { loss, width } = run.system();
        match self {
            PlaneProof::Trap { contraction, .. } => {
                trap::enclose_limit(&run.map_in_balls(), &run.state_in_balls(), contraction.value(), BITS)?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Universal { .. } => {
                // the largest rate decides for all of them
                universal::require(*loss, width, &run.rates().to)?;
                run.catapult_if_it_rose()
            }
            PlaneProof::Growth { .. } => {
                growth::require(*loss)?;
                Growth::check(&growth::Numbers::at(&run.map_in_balls(), &run.state_in_balls()))?;
                Ok(Phase::Divergent)
            }
            PlaneProof::Alternation { margin, .. } => {
                let map = run.map_in_balls();
                let factors = run.factors();
                Alternation::check(&alternation::at_factors(&map, factors, margin.value(), BITS)?)?;
                Ok(Phase::Divergent)
            }
            _ => Err(OTHER_NETWORK),
        }
    }

    pub(super) fn establish_aligned(&self, run: &PlaneRun<'_, AlignedSystem>) -> Result<Phase, Failure> {
        const TOO_FEW: Failure = Failure::NotApplicable("it is made for two or more layers");
        let AlignedSystem { loss, depth, .. } = run.system();
        let (map, state) = (run.map_in_balls(), run.state_in_balls());
        let output = run.output();
        let index = |layer: usize| {
            let index = layer.checked_sub(1).filter(|index| index < depth);
            index.ok_or(Failure::OutOfRange("the layer is one of the layers, counted from 1"))
        };
        match self {
            PlaneProof::LayerTrap { layer, contraction, .. } => {
                let numbers = aligned_trap::Numbers::at(&map, &state, &output, index(*layer)?, gap(contraction));
                aligned_trap::Trap::check(&numbers.ok_or(TOO_FEW)?)?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Lazy { .. } => {
                Lazy::check(&aligned_lazy::Numbers::at(&map, &state, &output).ok_or(TOO_FEW)?)?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Safe { .. } => {
                Safe::check(&aligned_safe::Numbers::at(&map, &state, BITS).ok_or(TOO_FEW)?)?;
                run.catapult_if_it_rose()
            }
            PlaneProof::Degenerate { layer, .. } => {
                let group = run.equal_layers(index(*layer)?);
                if group.len() < 2 {
                    return Err(Failure::NotApplicable(
                        "it is made for two or more layers of equal size in the whole cell",
                    ));
                }
                let numbers = aligned_degenerate::Numbers::at(&map, &state, &output, &group);
                Together::check(&numbers.ok_or(TOO_FEW)?)?;
                run.phase_if_it_falls_from_here()
            }
            PlaneProof::Growth { .. } => {
                const NONE: Failure = Failure::NotApplicable(
                    "it is made for two or more layers, or for three where s/f falls as |f| rises",
                );
                let numbers = aligned_growth::Numbers::at(&map, &state, &output).ok_or(NONE)?;
                confirm(&aligned_growth::slacks(*loss, *depth, &numbers).ok_or(NONE)?)?;
                Ok(Phase::Divergent)
            }
            PlaneProof::Alternation { margin, .. } => {
                let two = aligned_growth::as_two_layers(run.system());
                let factors = run.factors_of_two().ok_or(Failure::NotApplicable("it is made for two layers"))?;
                let map = two.equations(map.learning_rate, BITS);
                Alternation::check(&alternation::at_factors(&map, factors, margin.value(), BITS)?)?;
                Ok(Phase::Divergent)
            }
            _ => Err(OTHER_NETWORK),
        }
    }
}
