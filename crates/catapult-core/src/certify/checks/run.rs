//! A certified orbit together with what it shows about rises of the loss: the part that all proofs begin with.
//!
//! On D0 the three losses are even in f and increase with |f|, so the loss rises at a step iff |f| does. Comparing |f|
//! instead of the loss keeps all digits near the minimum, where the loss is flat.
//!
//! Enclosures cannot confirm that |f| stays *equal*. For the squared loss the first steps are followed in exact arithmetic
//! too, as long as the numbers stay short, and decide such ties.

use super::Failure;
use crate::arithmetic::Ball;
use crate::certify::loss_history::{LossHistory, movement_of_size};
use crate::certify::phase::Phase;
use crate::dynamics::orbit::{CertifiedOrbit, ExactOrbit, size_in_bits};
use crate::dynamics::{Descent, TwoLayerState, TwoLayerSystem};
use std::cmp::Ordering;

/// The size in bits up to which an exact orbit is followed beside the enclosures: about eight steps.
const EXACT_BITS: u32 = 1 << 14;

/// The first steps of a two-layer orbit. Only this file makes and moves one, so whoever holds it, the checker or a search,
/// holds enclosures of the orbit of [`Run::problem`].
pub struct Run<'a> {
    problem: &'a Descent<TwoLayerSystem>,
    bits: u32,
    orbit: CertifiedOrbit<TwoLayerSystem>,
    exact: Option<ExactOrbit<TwoLayerSystem>>,
    history: LossHistory,
}

impl<'a> Run<'a> {
    /// The start of a validated two-layer problem.
    pub fn new(problem: &'a Descent<TwoLayerSystem>, bits: u32) -> Self {
        let (orbit, exact) = (CertifiedOrbit::new(problem, bits), ExactOrbit::new(problem));
        let short = size_in_bits(&problem.learning_rate).max(exact.size_in_bits()) <= EXACT_BITS;
        let exact = short.then_some(exact);
        Run { problem, bits, orbit, exact, history: LossHistory::default() }
    }

    /// The run up to step T.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the enclosure becomes unbounded on the way.
    pub fn until(problem: &'a Descent<TwoLayerSystem>, bits: u32, step: u64) -> Result<Self, Failure> {
        let mut run = Run::new(problem, bits);
        while run.step() < step {
            run.advance()?;
        }
        Ok(run)
    }

    /// The problem whose orbit it is.
    pub fn problem(&self) -> &'a Descent<TwoLayerSystem> {
        self.problem
    }

    /// The precision of the enclosures.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// The index of the present state.
    pub fn step(&self) -> u64 {
        self.history.steps()
    }

    /// The first step t with |f_(t+1)| > |f_t| for certain.
    pub fn first_rise(&self) -> Option<u64> {
        self.history.first_rise()
    }

    /// The first step at which a rise could be neither confirmed nor excluded.
    pub fn first_doubt(&self) -> Option<u64> {
        self.history.first_doubt()
    }

    /// One step.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if nothing is known of the next state.
    pub fn advance(&mut self) -> Result<(), Failure> {
        let before = self.orbit.state.output.clone();
        self.orbit.advance();
        if !self.orbit.is_bounded() {
            return Err(Failure::NotProved("an enclosure of the orbit became unbounded"));
        }
        let exact = self.advance_exactly();
        self.history.record(exact.or_else(|| movement_of_size(&before, &self.orbit.state.output)));
        Ok(())
    }

    /// How |f| moves in a step of the exact orbit, as long as its numbers are known and short.
    fn advance_exactly(&mut self) -> Option<Ordering> {
        let mut orbit = self.exact.take()?;
        let before = orbit.state.output.clone();
        if !orbit.advance() || orbit.size_in_bits() > EXACT_BITS {
            return None;
        }
        let order = orbit.state.output.cmp_abs(&before);
        self.exact = Some(orbit);
        Some(order)
    }

    /// The state, enclosed.
    pub fn state(&self) -> TwoLayerState<Ball> {
        self.orbit.state.clone()
    }

    /// The phase of an orbit that converges to the minimum and whose loss never rises from here on.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if no rise is certain and some step is in doubt.
    pub fn phase_if_it_falls_from_here(&self) -> Result<Phase, Failure> {
        self.history.phase_if_it_falls_from_here()
    }
}
