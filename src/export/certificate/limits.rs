//! Narrow bounds of the minimum or the cycle of a linear predictor, found here for Coq to confirm.

use super::{CertificateExportError, rational};
use crate::arithmetic::Ball;
use crate::certify::checks::Failure;
use crate::certify::cycle::prove_cycle;
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::linear_proof::Region;
use crate::dynamics::{Descent, LinearSystem};
use crate::theory::Digits;
use crate::theory::certified::CertifiedValue;
use crate::theory::two_cycle::enclose_two_cycle;
use rug::{Float, Rational};

/// Newton steps by which the region of a cycle is narrowed.
const NEWTON_STEPS: usize = 6;

/// Ends of an interval.
pub(super) type Ends = (Rational, Rational);

/// The ends of a ball, further apart by 2^-accuracy of `scale` on each side: strict tests in another arithmetic hold there.
fn widened(ball: &Ball, scale: &Float, accuracy: u32) -> Result<Ends, CertificateExportError> {
    let room = rational(&(scale.clone().abs() >> accuracy))?;
    Ok((rational(&ball.lower())? - &room, rational(&ball.upper())? + &room))
}

/// Bounds of the minimiser; `None` if it is rational, so that no bounds are needed.
pub(super) fn minimiser_bounds(
    data: &LinearData,
    bits: u32,
    accuracy: u32,
) -> Result<Option<Ends>, CertificateExportError> {
    let minimiser = data.minimiser(bits).map_err(|_| Failure::NotProved("the minimiser was not enclosed"))?;
    match minimiser.weight {
        CertifiedValue::Exact(_) => Ok(None),
        irrational => {
            let ball = irrational.to_ball(bits);
            widened(&ball, ball.midpoint(), accuracy).map(Some)
        }
    }
}

/// Bounds of w*, the amplitude of the 2-cycle of the logistic loss on D0.
pub(super) fn amplitude_bounds(
    problem: &Descent<LinearSystem>,
    bits: u32,
    accuracy: u32,
) -> Result<Ends, CertificateExportError> {
    let unknown = |_| Failure::NotProved("the 2-cycle was not enclosed");
    let digits = Digits::new((bits as usize * 3 / 10).clamp(1, Digits::MOST)).map_err(|_| unknown(()))?;
    let cycle = enclose_two_cycle(&problem.learning_rate, digits).map_err(|_| unknown(()))?;
    let ball = cycle.amplitude.to_ball(bits);
    widened(&ball, ball.midpoint(), accuracy)
}

/// Bounds of the first point of the cycle in a region, narrowed by Newton's method.
pub(super) fn cycle_bounds(
    problem: &Descent<LinearSystem>,
    region: &Region,
    period: u32,
    bits: u32,
    accuracy: u32,
) -> Result<Ends, CertificateExportError> {
    let map = WeightMap::new(problem, bits);
    let mut ball = region.to_ball(bits);
    let mut ends =
        (region.lower.0.clone().min(region.upper.0.clone()), region.lower.0.clone().max(region.upper.0.clone()));
    for _ in 0..NEWTON_STEPS {
        // a region that is too narrow for its rounding errors is not used
        let Some(cycle) = prove_cycle(&map, &ball, period as usize) else { break };
        let Some(first) = cycle.points.first() else { break };
        let scale =
            cycle.points.iter().map(|point| point.midpoint().clone().abs()).fold(Float::new(bits), |a, b| a.max(&b));
        ends = widened(first, &scale, accuracy)?;
        ball = Ball::between(&Float::with_val(bits, &ends.0), &Float::with_val(bits, &ends.1), bits);
    }
    Ok(ends)
}
