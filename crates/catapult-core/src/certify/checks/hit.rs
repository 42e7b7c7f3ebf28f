//! Orbits that reach the minimum f = 0 exactly.
//!
//! # Lemma
//!
//! If f_T = 0 then f_t = 0 and lambda_t = lambda_T for all t >= T: s(0) = 0 for the three losses, so (T1) and (T2) fix the
//! state. The loss does not rise from T on.
//!
//! Machine-checked: `proofs/Two_layer_boundary.v`, `hit` and `hit_minimum`.
//!
//! The orbit is computed exactly: f_T = 0 is an equation between rational numbers, which no enclosure can confirm. For
//! the squared loss the orbit of a rational start is rational; for the others only T = 0 can be checked.

use super::trap::limit_at;
use super::{Established, Failure};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::loss_history::LossHistory;
use crate::certify::work::exact_bits;
use crate::dynamics::orbit::{ExactOrbit, size_in_bits};
use crate::dynamics::{Descent, TwoLayerSystem};

/// The longest numerator or denominator of an exact orbit, in bits; less for long orbits ([`exact_bits`]). Exact states grow
/// threefold each step.
pub const MOST_EXACT_BITS: u32 = 1 << 20;

/// Tests that f = 0 at step T, exactly: lazy or catapult by exact comparison of |f| on the way.
///
/// # Errors
///
/// [`Failure`] if f is not zero there, or if exact arithmetic cannot tell.
///
/// # Guarantee
///
/// Exact for the phase; certified for the enclosure of the limit.
pub fn establish(problem: &Descent<TwoLayerSystem>, bits: u32, step: u64) -> Result<Established, Failure> {
    let map = problem.equations::<Ball>(bits);
    let mut orbit = ExactOrbit::new(problem);
    let mut history = LossHistory::default();
    let longest = exact_bits(step);
    if step > 0 && size_in_bits(&problem.learning_rate).max(orbit.size_in_bits()) > longest {
        return Err(Failure::NotProved("the exact numbers of the problem are short enough for so many exact steps"));
    }
    for _ in 0..step {
        let before = orbit.state.output.clone();
        if before.is_zero() {
            break;
        }
        if !orbit.advance() {
            return Err(Failure::NotApplicable("only the squared loss has exact orbits"));
        }
        if orbit.size_in_bits() > longest {
            return Err(Failure::NotProved("the exact numbers of the orbit stay short enough for so many steps"));
        }
        history.record(Some(orbit.state.output.cmp_abs(&before)));
    }
    if !orbit.state.output.is_zero() {
        return Err(Failure::NotProved("f = 0 at the step of the proof"));
    }
    let phase = history.phase_if_it_falls_from_here()?;
    Ok(Established { phase, limit: Some(limit_at(&map, Ball::from_exact(&orbit.state.lambda, bits))) })
}
