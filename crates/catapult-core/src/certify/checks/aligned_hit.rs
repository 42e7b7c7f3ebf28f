//! Orbits of aligned networks on D0 that reach a minimum exactly.
//!
//! # Lemma
//!
//! If some sigma_l = 0 at step T, then f = 0 there, s(0) = 0 for every loss, and (D3) fixes the state for all t >= T. The loss does not
//! rise from T on.
//!
//! The orbit is computed exactly: an equation between rational numbers is nothing that an enclosure can confirm. For the squared loss
//! the orbit of a rational start is rational where N is; for the others only T = 0 can be checked.

use super::aligned_trap::limit_at;
use super::{Established, Failure};
use crate::arithmetic::{Ball, Field, FromExact};
use crate::certify::loss_history::LossHistory;
use crate::certify::work::exact_bits;
use crate::dynamics::orbit::{ExactOrbit, size_in_bits};
use crate::dynamics::{AlignedSystem, Descent};
use rug::Rational;

/// The length up to which the numbers of an exact orbit of so many steps are followed: a step has L² products, and makes numbers of 2L
/// times the length.
pub fn most_bits(depth: usize, steps: u64) -> u32 {
    let depth = depth.max(1) as u64;
    let bits = exact_bits(steps.saturating_mul(depth).saturating_mul(depth));
    u32::try_from(u64::from(bits) / depth).unwrap_or(0)
}

/// |f| without N, which compares as |f| does.
fn size(sigma: &[Rational]) -> Rational {
    let product = sigma.iter().fold(Rational::from(1), |product, factor| product * factor);
    product.abs()
}

/// Tests that some sigma_l = 0 at step T, exactly: lazy or catapult by exact comparison of |f| on the way.
///
/// # Errors
///
/// [`Failure`] if no layer is zero there, or if exact arithmetic cannot tell.
///
/// # Guarantee
///
/// Exact for the phase; certified for the enclosure of the limit.
pub fn establish(problem: &Descent<AlignedSystem>, bits: u32, step: u64) -> Result<Established, Failure> {
    let mut orbit = ExactOrbit::new(problem);
    let mut history = LossHistory::default();
    let longest = most_bits(problem.system.depth, step);
    if step > 0 && size_in_bits(&problem.learning_rate).max(orbit.size_in_bits()) > longest {
        return Err(Failure::NotProved("the exact numbers of the problem are short enough for so many exact steps"));
    }
    for _ in 0..step {
        let before = size(&orbit.state.sigma);
        if before.is_zero() {
            break;
        }
        if !orbit.advance() {
            return Err(Failure::NotApplicable(
                "only the squared loss has exact orbits, where m^(-(L-1)/2) is rational",
            ));
        }
        if orbit.size_in_bits() > longest {
            return Err(Failure::NotProved("the exact numbers of the orbit stay short enough for so many steps"));
        }
        history.record(Some(size(&orbit.state.sigma).cmp(&before)));
    }
    let sigma = &orbit.state.sigma;
    let zeros: Vec<usize> = (1..).zip(sigma).filter(|(_, sigma)| sigma.is_zero()).map(|(layer, _)| layer).collect();
    let vanishing = match zeros[..] {
        [] => return Err(Failure::NotProved("a layer is zero at the step of the proof")),
        [layer] => Some(layer),
        _ => None,
    };
    let phase = history.phase_if_it_falls_from_here()?;
    let map = problem.equations::<Ball>(bits);
    // lambda is the square of N times the product of the other layers, which is rational
    let product = match vanishing {
        Some(layer) => {
            let others = sigma.iter().enumerate().filter(|(k, _)| k + 1 != layer);
            others.fold(Rational::from(1), |product, (_, factor)| product * factor)
        }
        None => Rational::new(),
    };
    let lambda = map.scale.clone().square() * Ball::from_exact(&product.square(), bits);
    let sigma = sigma.iter().map(|sigma| Ball::from_exact(sigma, bits)).collect();
    Ok(Established { phase, limit: Some(limit_at(&map, sigma, vanishing, lambda)) })
}
