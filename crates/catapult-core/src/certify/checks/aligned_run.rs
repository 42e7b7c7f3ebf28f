//! A certified orbit of an aligned network together with what it shows about rises of the loss, as [`super::run`] has it for two
//! layers.

use super::Failure;
use super::aligned_bounds::Map;
use crate::arithmetic::Ball;
use crate::certify::loss_history::{LossHistory, movement_of_size};
use crate::certify::phase::Phase;
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{AlignedSystem, Descent, Layers};

/// The first steps of an orbit. Only this file makes and moves one, so whoever holds it, the checker or a search, holds enclosures
/// of the orbit of [`AlignedRun::problem`].
pub struct AlignedRun<'a> {
    problem: &'a Descent<AlignedSystem>,
    bits: u32,
    map: Map<Ball>,
    orbit: CertifiedOrbit<AlignedSystem>,
    output: Ball,
    history: LossHistory,
}

impl<'a> AlignedRun<'a> {
    /// The start of a validated problem.
    pub fn new(problem: &'a Descent<AlignedSystem>, bits: u32) -> Self {
        let orbit = CertifiedOrbit::new(problem, bits);
        let map = problem.equations::<Ball>(bits);
        let output = map.output_of(&orbit.state.sigma);
        AlignedRun { problem, bits, map, orbit, output, history: LossHistory::default() }
    }

    /// The run up to step T.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the enclosure becomes unbounded on the way.
    pub fn until(problem: &'a Descent<AlignedSystem>, bits: u32, step: u64) -> Result<Self, Failure> {
        let mut run = AlignedRun::new(problem, bits);
        while run.step() < step {
            run.advance()?;
        }
        Ok(run)
    }

    /// The problem whose orbit it is.
    pub fn problem(&self) -> &'a Descent<AlignedSystem> {
        self.problem
    }

    /// The map over balls.
    pub fn map(&self) -> &Map<Ball> {
        &self.map
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

    /// The state, enclosed.
    pub fn state(&self) -> &Layers<Ball> {
        &self.orbit.state
    }

    /// The output f, enclosed.
    pub fn output(&self) -> &Ball {
        &self.output
    }

    /// One step.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if nothing is known of the next state.
    pub fn advance(&mut self) -> Result<(), Failure> {
        self.orbit.advance();
        let output = self.map.output_of(&self.orbit.state.sigma);
        if !self.orbit.is_bounded() || !output.is_bounded() {
            return Err(Failure::NotProved("an enclosure of the orbit became unbounded"));
        }
        self.history.record(movement_of_size(&self.output, &output));
        self.output = output;
        Ok(())
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
