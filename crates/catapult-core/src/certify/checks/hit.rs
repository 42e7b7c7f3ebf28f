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

use super::run::two_layer_map;
use super::trap::limit_at;
use super::{Established, Failure};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::phase::Phase;
use crate::dynamics::Problem;
use rug::Rational;

/// The longest numerator or denominator of an exact orbit, in bits. Exact states grow threefold each step.
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
pub fn establish(problem: &Problem, bits: u32, step: u64) -> Result<Established, Failure> {
    let map = two_layer_map(problem, bits)?;
    let mut state = problem.start.clone();
    let mut phase = Phase::Lazy;
    if step > 0 {
        let exact = problem.exact().map_err(|_| Failure::NotApplicable("only the squared loss has exact orbits"))?;
        for _ in 0..step {
            if state[0].is_zero() {
                break;
            }
            let next = exact.apply(&state);
            if next.iter().any(is_too_long) {
                return Err(Failure::NotProved("an exact number of the orbit outgrew 1048576 bits"));
            }
            if next[0].cmp_abs(&state[0]).is_gt() {
                phase = Phase::Catapult;
            }
            state = next;
        }
    }
    if !state[0].is_zero() {
        return Err(Failure::NotProved("f = 0 at the step of the proof"));
    }
    Ok(Established { phase, limit: Some(limit_at(&map, Ball::from_exact(&state[1], bits))) })
}

/// Bits of the longer of numerator and denominator.
pub fn size_in_bits(value: &Rational) -> u32 {
    value.numer().significant_bits().max(value.denom().significant_bits())
}

fn is_too_long(value: &Rational) -> bool {
    size_in_bits(value) > MOST_EXACT_BITS
}
