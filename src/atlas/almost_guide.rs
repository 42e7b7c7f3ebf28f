//! Which bounds to try on the share of a cell that may not diverge. What is returned has been proved; nothing else here need be trusted.

use crate::certify::almost::AlmostCell;
use crate::certify::cell::ShortNumber;
use crate::certify::checks::gram_almost_all::{Bundle, GramAlmostAll, Numbers, Sides};
use crate::certify::lemma::Lemma;
use crate::certify::plane::run::PlaneRun;
use crate::certify::plane::{AlmostProof, Along};
use crate::dynamics::OneFeatureSystem;
use crate::dynamics::factorised::factor_rate;
use crate::theory::rotation::Rotation;
use rug::Rational;

/// The largest share that is worth a proof, and more of a cell's size than any may lose.
const MOST: f64 = 1.0 / 32.0;

/// u zeta, as far as it is tried.
const REACHES: std::ops::RangeInclusive<u32> = 2..=64;

/// A bound of the share that may not diverge at the present states of a cell, in parts of [`AlmostCell::PARTS`], with its proof, if it is smaller than the
/// best so far.
pub(super) fn attempt(run: &PlaneRun<'_, OneFeatureSystem>, best: Option<u16>) -> Option<(u16, AlmostProof)> {
    if !may_hold(run) {
        return None;
    }
    let most = best.map_or(MOST, |best| f64::from(best) / f64::from(AlmostCell::PARTS));
    [Along::X, Along::Y].into_iter().filter(|along| run.can_be_measured(*along)).find_map(|along| {
        let (clearance, exception) = guess(run.bundle::<f64>(along).ok()?, most)?;
        let proof = AlmostProof { step: run.step(), along, clearance: ShortNumber::new(clearance).ok()? };
        let share = AlmostCell::share_of(exception);
        run.establish_almost(&share, &proof).is_ok().then_some((exception, proof))
    })
}

/// Whether the rotation grows at the rates of a cell, and the states are large enough for a look: w is N e^{-mu/2} up to a factor, so that pq must exceed N².
fn may_hold(run: &PlaneRun<'_, OneFeatureSystem>) -> bool {
    let width = run.system().network.width.to_f64();
    if run.states().volume.lower() * width < 1.0 {
        return false;
    }
    let rate = run.learning_rate().midpoint();
    let pushes = |sides: &Sides| sides.slopes.each_ref().map(|slope| factor_rate(rate, slope.to_f64(), &width));
    run.sides().is_ok_and(|sides| Rotation::of(&pushes(sides)).growth() > 0.0)
}

/// Of a cell that seems to lose less than a share: u, and the share in parts of [`AlmostCell::PARTS`], rounded up.
fn guess(bundle: Bundle<f64>, most: f64) -> Option<(Rational, u16)> {
    let nearest = bundle.nearest;
    let numbers = bundle.numbers(1.0 / nearest, 1.0);
    let lost = |numbers: &Numbers<f64>| numbers.lost() / numbers.spread;
    // with the least u there is
    let least = lost(&numbers);
    if least.is_nan() || least >= most {
        return None;
    }
    let scale = Rational::from_f64(nearest)?;
    REACHES.step_by(2).find_map(|reach| {
        let clearance = Rational::from(reach) / &scale;
        let numbers = Numbers { clearance: clearance.to_f64(), ..numbers.clone() };
        let share = lost(&numbers) * (1.0 + ROOM);
        let holds = share < most && GramAlmostAll::slacks(&numbers).iter().all(|slack| slack.seems_to_hold());
        // less than one in 32
        let parts = || (share * f64::from(AlmostCell::PARTS)).ceil() as u16 + 1;
        holds.then(|| (clearance, parts()))
    })
}

/// What a share is rounded up by, because rates differ in the cell.
const ROOM: f64 = 1.0 / 16.0;
