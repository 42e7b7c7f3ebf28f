//! What the checks of all cells of a plane share, for each of the networks that it can chart.

use super::Plane;
use super::almost::AlmostProof;
use super::orbits::EquationsOfCell;
use super::proof::{OTHER_NETWORK, PlaneProof};
use super::run::{BITS, PlaneRun};
use super::systems::PlaneSystem;
use crate::arithmetic::Ball;
use crate::certify::chart::{Cell, ChartError};
use crate::certify::checks::Failure;
use crate::certify::data_run::KnownOfData;
use crate::certify::phase::Phase;
use crate::dynamics::{AlignedSystem, FeatureSystem, GramSystem, OneFeatureSystem, Problem, System, TwoLayerSystem};
use rug::Rational;

/// What the checks of all cells of a plane share.
pub struct Prepared<'a, S: System> {
    pub(super) plane: &'a Plane,
    /// Where the two parameters of the plane stand among those of its setting.
    pub(super) positions: [usize; 2],
    pub(super) system: S,
    /// Whatever the rate: each run puts its own.
    pub(super) equations: EquationsOfCell<S>,
    pub(super) in_balls: S::Equations<Ball>,
    pub(super) known: KnownOfData,
}

impl<'a, S: PlaneSystem> Prepared<'a, S> {
    fn of(plane: &'a Plane, positions: [usize; 2], system: S) -> Self {
        Prepared {
            plane,
            positions,
            equations: EquationsOfCell::of(&system, BITS),
            in_balls: system.equations(Ball::unbounded(BITS), BITS),
            system,
            known: KnownOfData::default(),
        }
    }

    /// The plane.
    pub fn plane(&self) -> &'a Plane {
        self.plane
    }

    /// Network, data and loss.
    pub fn system(&self) -> &S {
        &self.system
    }
}

/// [`Prepared`] for the network of a plane.
pub enum PreparedPlane<'a> {
    /// A linear predictor.
    Features(Prepared<'a, FeatureSystem>),
    /// A two-layer network on data.
    Gram(Box<Prepared<'a, GramSystem>>),
    /// A two-layer network on data of one feature, from output and kernel.
    OneFeature(Box<Prepared<'a, OneFeatureSystem>>),
    /// A two-layer network on D0.
    TwoLayer(Prepared<'a, TwoLayerSystem>),
    /// An aligned network.
    Aligned(Prepared<'a, AlignedSystem>),
}

/// The run of a cell of a plane.
pub enum AnyRun<'a> {
    /// Of a linear predictor.
    Features(PlaneRun<'a, FeatureSystem>),
    /// Of a two-layer network on data.
    Gram(Box<PlaneRun<'a, GramSystem>>),
    /// Of a two-layer network on data of one feature, from output and kernel.
    OneFeature(Box<PlaneRun<'a, OneFeatureSystem>>),
    /// Of a two-layer network on D0.
    TwoLayer(PlaneRun<'a, TwoLayerSystem>),
    /// Of an aligned network.
    Aligned(PlaneRun<'a, AlignedSystem>),
}

impl<'a> PreparedPlane<'a> {
    /// Validates a plane and reads its numbers.
    ///
    /// # Errors
    ///
    /// [`ChartError`] as [`Plane::validate`].
    pub(super) fn of(plane: &'a Plane) -> Result<Self, ChartError> {
        plane.validate()?;
        let positions = plane.positions()?;
        Ok(match plane.setting.problem()? {
            Problem::Features(descent) => PreparedPlane::Features(Prepared::of(plane, positions, descent.system)),
            Problem::Gram(descent) => {
                let system = descent.system;
                // from weights the halves of the kernel differ, which v, V, p and q do not tell
                match OneFeatureSystem::of(&system).filter(|_| !system.without_scale) {
                    Some(system) => PreparedPlane::OneFeature(Box::new(Prepared::of(plane, positions, system))),
                    None => PreparedPlane::Gram(Box::new(Prepared::of(plane, positions, system))),
                }
            }
            Problem::TwoLayer(descent) => PreparedPlane::TwoLayer(Prepared::of(plane, positions, descent.system)),
            Problem::Aligned(descent) => PreparedPlane::Aligned(Prepared::of(plane, positions, descent.system)),
            Problem::Linear(_) | Problem::Dense(_) => unreachable!("settings state no such networks"),
        })
    }

    /// The starts of a cell.
    ///
    /// # Errors
    ///
    /// [`Failure::OutOfRange`] for a cell outside the plane.
    pub fn run(&self, cell: Cell) -> Result<AnyRun<'_>, Failure> {
        Ok(match self {
            PreparedPlane::Features(prepared) => AnyRun::Features(PlaneRun::new(prepared, cell)?),
            PreparedPlane::Gram(prepared) => AnyRun::Gram(Box::new(PlaneRun::new(prepared, cell)?)),
            PreparedPlane::OneFeature(prepared) => AnyRun::OneFeature(Box::new(PlaneRun::new(prepared, cell)?)),
            PreparedPlane::TwoLayer(prepared) => AnyRun::TwoLayer(PlaneRun::new(prepared, cell)?),
            PreparedPlane::Aligned(prepared) => AnyRun::Aligned(PlaneRun::new(prepared, cell)?),
        })
    }

    /// Tests a bound of how many starts of a cell may not diverge.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what does not hold.
    ///
    /// # Guarantee
    ///
    /// Certified.
    pub fn establish_almost(&self, cell: Cell, exception: &Rational, proof: &AlmostProof) -> Result<(), Failure> {
        match self {
            PreparedPlane::OneFeature(prepared) => PlaneRun::new(prepared, cell)?.establish_almost_at(exception, proof),
            _ => Err(OTHER_NETWORK),
        }
    }

    /// What a proof establishes about a cell: one phase for every point of the closed cell.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what does not hold.
    ///
    /// # Guarantee
    ///
    /// Certified.
    pub fn establish(&self, cell: Cell, proof: &PlaneProof) -> Result<Phase, Failure> {
        match self.run(cell)? {
            AnyRun::Features(run) => run.establish_at(proof),
            AnyRun::Gram(run) => run.establish_at(proof),
            AnyRun::OneFeature(run) => run.establish_at(proof),
            AnyRun::TwoLayer(run) => run.establish_at(proof),
            AnyRun::Aligned(run) => run.establish_at(proof),
        }
    }
}
