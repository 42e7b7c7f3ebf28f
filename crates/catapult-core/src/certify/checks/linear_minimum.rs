//! Where an orbit that converges to the minimum of a linear predictor's risk ends.

use super::{Established, Failure};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::linear_data::LinearData;
use crate::certify::phase::{Limit, Minimum, Phase};
use crate::theory::minimiser::MinimiserError;

/// Convergence to the minimum, with the kernel mean(z²), which does not depend on the weight, and the sharpness L''(w*).
///
/// # Errors
///
/// [`Failure::NotProved`] if the minimiser cannot be enclosed at this precision.
pub fn converges(data: &LinearData, phase: Phase, bits: u32) -> Result<Established, Failure> {
    let sharpness = match data.minimiser(bits) {
        Ok(minimiser) => minimiser.sharpness.to_ball(bits),
        // a constant risk has no curvature
        Err(MinimiserError::Flat) => Ball::from_exact(&rug::Rational::new(), bits),
        Err(_) => return Err(Failure::NotProved("the minimiser could not be enclosed at this precision")),
    };
    let lambda = Ball::from_exact(&data.mean_square(), bits);
    Ok(Established { phase, limit: Some(Limit::Minimum(Minimum { lambda, sharpness })) })
}
