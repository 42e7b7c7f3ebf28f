//! Rectangles that a survey can search: what it asks of [`Chart`] and [`Plane`].

use super::plane_guide::Sought;
use super::prove;
use crate::arithmetic::Interval;
use crate::certify::Phase;
use crate::certify::cell::CellProof;
use crate::certify::chart::{Cell, Chart};
use crate::certify::loss_history::LossHistory;
use crate::certify::plane::run::PlaneRun;
use crate::certify::plane::{AlmostProof, AnyRun, Plane, PlaneProof, PreparedPlane};
use crate::certify::region::Region;
use crate::dynamics::{AlignedSystem, FeatureSystem, GramSystem, OneFeatureSystem, TwoLayerSystem};

/// What is found out about a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Found<P> {
    /// The phase of every start.
    Phase(Phase, P),
    /// The share that may not diverge, in parts of [`AlmostCell::PARTS`](crate::certify::almost::AlmostCell::PARTS).
    Almost(u16, AlmostProof),
}

/// A rectangle with a search for proofs about its cells.
pub trait Searched: Region {
    /// What the searches of all cells share.
    type Guide: Send + Sync;

    /// The guide.
    fn guide(&self, prepared: &Self::Prepared<'_>) -> Self::Guide;

    /// A phase that holds for all parameters of a cell, or what share of it may not diverge, with its proof; `None` if none is found within
    /// `max_steps` steps.
    ///
    /// # Guarantee
    ///
    /// Certified.
    fn prove(
        prepared: &Self::Prepared<'_>,
        guide: &Self::Guide,
        cell: Cell,
        max_steps: u32,
    ) -> Option<Found<Self::Proof>>;

    /// The parameters in words, which a checkpoint must share.
    fn parameters(&self) -> String;
}

impl Searched for Chart {
    type Guide = ();

    fn guide(&self, _prepared: &&Chart) {}

    fn prove(chart: &&Chart, _guide: &(), cell: Cell, max_steps: u32) -> Option<Found<CellProof>> {
        prove(chart, cell, max_steps).map(|(phase, proof)| Found::Phase(phase, proof))
    }

    fn parameters(&self) -> String {
        let Chart { loss, width, learning_rates, vertical, axis, fixed } = self;
        format!(
            "{loss}; width {width}; eta {}..{}; {axis:?} {}..{}; fixed {fixed}",
            learning_rates.from, learning_rates.to, vertical.from, vertical.to
        )
    }
}

/// What the searches of all cells of a plane share.
pub enum PlaneGuide {
    /// Of a linear predictor.
    Features(<FeatureSystem as Sought>::Guide),
    /// Of a two-layer network on data.
    Gram(<GramSystem as Sought>::Guide),
    /// Of networks on D0, whose searches share nothing.
    None,
}

impl Searched for Plane {
    type Guide = PlaneGuide;

    fn guide(&self, prepared: &PreparedPlane<'_>) -> PlaneGuide {
        match prepared.run(Cell::WHOLE) {
            Ok(AnyRun::Features(run)) => PlaneGuide::Features(FeatureSystem::guide(&run)),
            Ok(AnyRun::Gram(run)) => PlaneGuide::Gram(GramSystem::guide(&run)),
            Ok(AnyRun::OneFeature(run)) => PlaneGuide::Gram(OneFeatureSystem::guide(&run)),
            Ok(AnyRun::TwoLayer(_) | AnyRun::Aligned(_)) | Err(_) => PlaneGuide::None,
        }
    }

    fn prove(
        prepared: &PreparedPlane<'_>,
        guide: &PlaneGuide,
        cell: Cell,
        max_steps: u32,
    ) -> Option<Found<PlaneProof>> {
        match (prepared.run(cell).ok()?, guide) {
            (AnyRun::Features(run), PlaneGuide::Features(guide)) => search(run, guide, max_steps),
            (AnyRun::Gram(run), PlaneGuide::Gram(guide)) => search(*run, guide, max_steps),
            (AnyRun::OneFeature(run), PlaneGuide::Gram(guide)) => search(*run, guide, max_steps),
            (AnyRun::TwoLayer(run), _) => search::<TwoLayerSystem>(run, &(), max_steps),
            (AnyRun::Aligned(run), _) => search::<AlignedSystem>(run, &(), max_steps),
            (AnyRun::Features(_) | AnyRun::Gram(_) | AnyRun::OneFeature(_), _) => None,
        }
    }

    fn parameters(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Steps for which a cell is followed after it became doubtful whether its loss rises.
const PATIENCE: u32 = 16;

/// Losses so far apart belong to orbits that go different ways.
const SMALL_LOSS: f64 = 1.0;
const LARGE_LOSS: f64 = 1e8;

fn has_parted(order: &Interval) -> bool {
    order.lower() < SMALL_LOSS && order.upper() > LARGE_LOSS
}

/// Steps for which a cell is followed after it was proved to diverge almost everywhere, for a smaller share.
const SMALLER: u32 = 4;

/// Follows a cell and tries what seems to hold on the way.
fn search<S: Sought>(mut run: PlaneRun<'_, S>, guide: &S::Guide, max_steps: u32) -> Option<Found<PlaneProof>> {
    let mut doubtful_steps = 0;
    let (mut almost, mut since) = (None::<(u16, AlmostProof)>, 0);
    for _ in 0..max_steps {
        if run.is_in_doubt() && !run.rises() {
            // Neither lazy nor, so far, a catapult: only a rise soon can still decide the cell.
            doubtful_steps += 1;
            if doubtful_steps > PATIENCE {
                break;
            }
        }
        if run.is_lost() || has_parted(&run.order()) || since > SMALLER {
            break;
        }
        if almost.is_none() {
            for proof in S::candidates(&run, guide) {
                match run.establish(&proof) {
                    Ok(phase) => return Some(Found::Phase(phase, proof)),
                    Err(failure) if failure == LossHistory::IN_DOUBT => return None,
                    Err(_) => {}
                }
            }
        }
        let best = almost.as_ref().map(|(exception, _)| *exception);
        almost = S::almost(&run, best).or(almost);
        since += u32::from(almost.is_some());
        run.advance();
    }
    almost.map(|(exception, proof)| Found::Almost(exception, proof))
}
