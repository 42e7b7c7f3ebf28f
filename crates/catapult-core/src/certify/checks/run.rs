//! A certified orbit together with what it shows about rises of the loss: the part that all proofs begin with.
//!
//! On D0 the three losses are even in f and increase with |f|, so the loss rises at a step iff |f| does. Comparing |f|
//! instead of the loss keeps all digits near the minimum, where the loss is flat.
//!
//! Enclosures cannot confirm that |f| stays *equal*. For the squared loss the first steps are followed in exact arithmetic
//! too, as long as the numbers stay short, and decide such ties.

use super::Failure;
use super::hit::size_in_bits;
use crate::arithmetic::Ball;
use crate::certify::phase::Phase;
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{Map, Network, Problem, TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LossName};
use rug::Rational;
use std::cmp::Ordering;

/// The size in bits up to which an exact orbit is followed beside the enclosures: about eight steps.
const EXACT_BITS: u32 = 1 << 14;

/// An orbit over the rationals.
struct ExactOrbit {
    map: Box<dyn Map<Rational>>,
    state: Vec<Rational>,
}

impl ExactOrbit {
    /// One step: how |f| compares with what it was, and the orbit, while its numbers are short.
    fn advance(self) -> Option<(Ordering, Self)> {
        let state = self.map.apply(&self.state);
        let short = state.iter().all(|value| size_in_bits(value) <= EXACT_BITS);
        short.then(|| (state[0].cmp_abs(&self.state[0]), ExactOrbit { map: self.map, state }))
    }
}

/// The first steps of a two-layer orbit.
pub struct Run {
    orbit: CertifiedOrbit,
    exact: Option<ExactOrbit>,
    /// The index of the present state.
    pub step: u64,
    /// The first step t with |f_(t+1)| > |f_t| for certain.
    pub first_rise: Option<u64>,
    /// The first step at which a rise could be neither confirmed nor excluded.
    pub first_doubt: Option<u64>,
}

impl Run {
    /// The start of a two-layer problem.
    ///
    /// # Errors
    ///
    /// [`Failure::NotApplicable`] for another network.
    pub fn new(problem: &Problem, bits: u32) -> Result<Self, Failure> {
        require_two_layer(problem)?;
        let exact = problem.exact().ok().map(|map| ExactOrbit { map, state: problem.start.clone() });
        Ok(Run { orbit: CertifiedOrbit::new(problem, bits), exact, step: 0, first_rise: None, first_doubt: None })
    }

    /// The run up to step T.
    ///
    /// # Errors
    ///
    /// [`Failure`] for another network, or if the enclosure becomes unbounded on the way.
    pub fn until(problem: &Problem, bits: u32, step: u64) -> Result<Self, Failure> {
        let mut run = Run::new(problem, bits)?;
        while run.step < step {
            run.advance()?;
        }
        Ok(run)
    }

    /// One step.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if nothing is known of the next state.
    pub fn advance(&mut self) -> Result<(), Failure> {
        let size = self.orbit.state[0].clone().abs();
        self.orbit.advance();
        if !self.orbit.is_bounded() {
            return Err(Failure::NotProved("an enclosure of the orbit became unbounded"));
        }
        let exact = self.exact.take().and_then(ExactOrbit::advance).map(|(order, orbit)| {
            self.exact = Some(orbit);
            order
        });
        match exact.or_else(|| self.orbit.state[0].clone().abs().compare(&size)) {
            Some(Ordering::Greater) => self.first_rise = self.first_rise.or(Some(self.step)),
            Some(_) => {}
            None => self.first_doubt = self.first_doubt.or(Some(self.step)),
        }
        self.step += 1;
        Ok(())
    }

    /// The state, enclosed.
    pub fn state(&self) -> TwoLayerState<Ball> {
        TwoLayerState { output: self.orbit.state[0].clone(), lambda: self.orbit.state[1].clone() }
    }

    /// The phase of an orbit that converges to the minimum and whose loss never rises from here on.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if no rise is certain and some step is in doubt.
    pub fn phase_if_it_falls_from_here(&self) -> Result<Phase, Failure> {
        match (self.first_rise, self.first_doubt) {
            (Some(_), _) => Ok(Phase::Catapult),
            (None, None) => Ok(Phase::Lazy),
            (None, Some(_)) => Err(Failure::NotProved("whether the loss rises at some step is in doubt")),
        }
    }
}

/// Rejects problems of other networks.
pub fn require_two_layer(problem: &Problem) -> Result<(), Failure> {
    match problem.network {
        Network::TwoLayer { .. } => Ok(()),
        _ => Err(Failure::NotApplicable("it is made for two-layer networks on D0")),
    }
}

/// The map of a two-layer problem over balls.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for another network.
pub fn two_layer_map(problem: &Problem, bits: u32) -> Result<TwoLayer<Ball, Degenerate<LossName>>, Failure> {
    problem.two_layer_in(bits).ok_or(Failure::NotApplicable("it is made for two-layer networks on D0"))
}
