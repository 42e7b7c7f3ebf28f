//! Orbits for the figures: the equations of `dynamics` iterated in `f64`, kept until they overflow.

use crate::dynamics::{Equations, Observation};

/// The observables of steps 0, 1, ..., at most `steps`, and whether the orbit diverged. An orbit ends early, and counts as
/// divergent, at the first state that is not finite or whose loss exceeds `bound`; that state is kept if it is finite.
///
/// # Guarantee
///
/// Numerical: `f64`, no bound on the accumulated rounding.
pub fn observe<E: Equations<f64>>(
    equations: &E,
    start: E::State,
    steps: usize,
    bound: f64,
) -> (Vec<Observation<f64>>, bool) {
    let mut state = start;
    let mut rows = Vec::with_capacity(steps + 1);
    for step in 0..=steps {
        let seen = equations.observe(&state);
        let finite = [seen.output, seen.lambda, seen.sharpness, seen.loss].iter().all(|x| x.is_finite());
        let divergent = !finite || seen.loss > bound;
        if finite {
            rows.push(seen);
        }
        if divergent {
            return (rows, true);
        }
        if step < steps {
            state = equations.step(state);
        }
    }
    (rows, false)
}
