//! A certified orbit on listed data together with what it shows about rises of the loss: what proofs about several features begin with.

use super::checks::Failure;
use super::loss_history::{LossHistory, movement};
use super::phase::Phase;
use crate::arithmetic::{Analytic, Ball, Field, FromExact, symmetric::TopEigenvalue};
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{Descent, Equations, FeatureSystem, GramSystem, System};
use crate::model::{FeaturePoints, FeatureRisk, Loss, LossName, network::dot};
use crate::theory::feature_minimiser::{FeatureMinimiser, FeatureMinimiserError};
use num_traits::Zero;
use rug::Rational;
use std::cell::OnceCell;

/// A system whose risk is that of a linear predictor v·x on listed data.
pub trait OnData: System {
    /// The data.
    fn points(&self) -> &FeaturePoints;

    /// The risk of its equations.
    fn risk<T: Analytic + FromExact>(equations: &Self::Equations<T>) -> &FeatureRisk<T, LossName>;

    /// v.
    fn end_to_end<T: Clone + std::fmt::Debug>(state: &Self::State<T>) -> &[T];
}

impl OnData for FeatureSystem {
    fn points(&self) -> &FeaturePoints {
        &self.points
    }
    fn risk<T: Analytic + FromExact>(equations: &Self::Equations<T>) -> &FeatureRisk<T, LossName> {
        &equations.risk
    }
    fn end_to_end<T: Clone + std::fmt::Debug>(state: &Self::State<T>) -> &[T] {
        &state.weights
    }
}

impl OnData for GramSystem {
    fn points(&self) -> &FeaturePoints {
        &self.points
    }
    fn risk<T: Analytic + FromExact>(equations: &Self::Equations<T>) -> &FeatureRisk<T, LossName> {
        &equations.risk
    }
    fn end_to_end<T: Clone + std::fmt::Debug>(state: &Self::State<T>) -> &[T] {
        &state.v
    }
}

/// The first steps of an orbit on listed data. Only this file makes and moves one, so whoever holds it, the checker or a search,
/// holds enclosures of the orbit of [`DataRun::problem`].
pub struct DataRun<'a, S: OnData> {
    problem: &'a Descent<S>,
    bits: u32,
    orbit: CertifiedOrbit<S>,
    loss: Ball,
    history: LossHistory,
    minimiser: OnceCell<Result<FeatureMinimiser, FeatureMinimiserError>>,
    longest: OnceCell<Ball>,
    inner_radius: OnceCell<Ball>,
}

impl<'a, S: OnData> DataRun<'a, S> {
    /// The start of a validated problem.
    pub fn new(problem: &'a Descent<S>, bits: u32) -> Self {
        let orbit = CertifiedOrbit::new(problem, bits);
        let loss = orbit.equations().loss(&orbit.state);
        DataRun {
            problem,
            bits,
            orbit,
            loss,
            history: LossHistory::default(),
            minimiser: OnceCell::new(),
            longest: OnceCell::new(),
            inner_radius: OnceCell::new(),
        }
    }

    /// The run up to step T.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the enclosure becomes unbounded on the way.
    pub fn until(problem: &'a Descent<S>, bits: u32, step: u64) -> Result<Self, Failure> {
        let mut run = DataRun::new(problem, bits);
        while run.step() < step {
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
        self.orbit.advance();
        if !self.orbit.is_bounded() {
            return Err(Failure::NotProved("an enclosure of the orbit became unbounded"));
        }
        let after = self.orbit.equations().loss(&self.orbit.state);
        self.history.record(movement(&self.loss, &after));
        self.loss = after;
        Ok(())
    }

    /// The problem whose orbit it is.
    pub fn problem(&self) -> &'a Descent<S> {
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

    /// The present state, enclosed.
    pub fn state(&self) -> &S::State<Ball> {
        &self.orbit.state
    }

    /// v, enclosed.
    pub fn v(&self) -> &[Ball] {
        S::end_to_end(&self.orbit.state)
    }

    /// The equations over balls.
    pub fn equations(&self) -> &S::Equations<Ball> {
        self.orbit.equations()
    }

    /// The risk over balls.
    pub fn risk(&self) -> &FeatureRisk<Ball, LossName> {
        S::risk(self.orbit.equations())
    }

    /// The present loss, enclosed.
    pub fn loss(&self) -> &Ball {
        &self.loss
    }

    /// eta, enclosed.
    pub fn learning_rate(&self) -> Ball {
        Ball::from_exact(&self.problem.learning_rate, self.bits)
    }

    /// n, with multiplicities.
    pub fn count(&self) -> u64 {
        self.problem.system.points().iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum()
    }

    /// An upper bound of X = max |z_i|, found once.
    pub fn longest(&self) -> Ball {
        let find = || {
            let lengths = self.risk().points().map(|z| Ball::exact(dot(z, z).upper()));
            Ball::exact(lengths.reduce(Ball::largest).unwrap_or_else(Ball::zero).sqrt().upper())
        };
        self.longest.get_or_init(find).clone()
    }

    /// The minimiser at the precision of the run, found once.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] where none could be enclosed.
    pub fn minimiser(&self) -> Result<&FeatureMinimiser, Failure> {
        let find = || FeatureMinimiser::enclose(self.problem.system.loss(), self.problem.system.points(), self.bits);
        self.minimiser.get_or_init(find).as_ref().map_err(|_| Failure::NotProved("the risk has a minimiser"))
    }

    /// A lower bound of gamma = min over unit u of max_i (-z_i·u), the radius of the largest ball around 0 in the convex hull of the
    /// signed points: lambda_min(Σ mu_i z_i z_i^T)/(2X) with the multipliers mu_i = |l'(z_i·v*)| k_i divided by their sum. Found once.
    ///
    /// Σ mu_i z_i = 0 at the minimiser, so for a unit vector u the positive and the negative part of Σ mu_i z_i·u are alike, and
    /// u^T (Σ mu_i z_i z_i^T) u <= X Σ mu_i |z_i·u| = 2 X Σ_{z_i·u < 0} mu_i |z_i·u| <= 2 X max_i (-z_i·u).
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] without an enclosed minimiser.
    pub fn inner_radius(&self) -> Result<Ball, Failure> {
        let minimiser = self.minimiser()?;
        let find = || {
            let risk = self.risk();
            let moments = risk.second_moment(|z| -risk.loss.margin_slope(dot(z, &minimiser.point)));
            let twice = Ball::integer(2) * self.longest() * risk.mean_slope(&minimiser.point);
            Ball::exact((Ball::bottom_eigenvalue(&moments) / twice).lower())
        };
        Ok(self.inner_radius.get_or_init(find).clone())
    }

    /// The first step t with L(v_(t+1)) > L(v_t) for certain.
    pub fn first_rise(&self) -> Option<u64> {
        self.history.first_rise()
    }

    /// The phase of an orbit whose loss tends to its infimum and never rises from here on.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if no rise is certain and some step is in doubt.
    pub fn phase_if_it_falls_from_here(&self) -> Result<Phase, Failure> {
        self.history.phase_if_it_falls_from_here()
    }
}

/// The sum of squares of enclosed numbers.
pub fn square_length(x: &[Ball]) -> Ball {
    x.iter().fold(Ball::zero(), |sum, entry| sum + entry.clone().square())
}

/// A whole number as a ball.
pub fn whole(value: u64, bits: u32) -> Ball {
    Ball::from_exact(&Rational::from(value), bits.max(64))
}
