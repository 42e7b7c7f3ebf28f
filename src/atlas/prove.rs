//! The search for a proof about one cell. Nothing here need be trusted: what it returns, [`CellRun::establish`] has proved.

use super::chart::{Cell, Chart, Range};
use crate::certify::Phase;
use crate::certify::cell::{CellProof, CellRun, ShortNumber};
use crate::certify::checks::{growth, universal};
use crate::certify::loss_history::LossHistory;
use crate::search::two_layer_guide::Guide;
use rug::Rational;

/// Steps for which a cell is followed after it became doubtful whether its loss rises.
const PATIENCE: u32 = 16;

/// A phase that holds for all parameters of a cell, with its proof; `None` if none is found within `max_steps` steps.
///
/// # Guarantee
///
/// Certified, as for [`crate::search::classify`], for every point of the closed cell.
pub fn prove(chart: &Chart, cell: Cell, max_steps: u32) -> Option<(Phase, CellProof)> {
    let mut run = CellRun::new(chart, cell).ok()?;
    let [rates, starts] = run.ranges();
    let middle = |range: &Range| (range.from.clone() + &range.to) / Rational::from(2);
    let guide = Guide::of(&chart.problem(middle(rates), middle(starts)));
    let converges = universal::require(chart.loss, &chart.width, &rates.to).is_ok();
    let mut doubtful_steps = 0;
    for step in 0..max_steps {
        if run.is_in_doubt() && !run.rises() {
            // Neither lazy nor, so far, a catapult: only a rise soon can still decide the cell.
            doubtful_steps += 1;
            if doubtful_steps > PATIENCE {
                return None;
            }
        }
        let conclude = |proof: CellProof| run.establish(&proof).ok().map(|phase| (phase, proof));
        if run.rises() && converges {
            return conclude(CellProof::Universal { step });
        }
        if run.is_lost() {
            return None;
        }
        let state = run.state();
        for guess in guide.traps(&state) {
            let proof = CellProof::Trap { step, contraction: ShortNumber::new(guess.contraction).ok()? };
            match run.establish(&proof) {
                Ok(phase) => return Some((phase, proof)),
                Err(failure) if failure == LossHistory::IN_DOUBT => return None,
                Err(_) => {}
            }
        }
        let divergence = if growth::applies(chart.loss) {
            guide.grows(&state).then_some(CellProof::Growth { step })
        } else {
            let margin = guide.margin(&state).and_then(|margin| ShortNumber::new(margin).ok());
            margin.map(|margin| CellProof::Alternation { step, margin })
        };
        if let Some(proved) = divergence.and_then(conclude) {
            return Some(proved);
        }
        run.advance();
    }
    None
}
