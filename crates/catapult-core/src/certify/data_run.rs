//! A certified orbit on listed data together with what it shows about rises of the loss: what proofs about several features begin with.

use super::checks::Failure;
use super::checks::gram_almost_all::Sides;
use super::loss_history::{LossHistory, movement};
use super::phase::Phase;
use crate::arithmetic::{Analytic, Ball, Field, FromExact, symmetric::TopEigenvalue};
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{Descent, Equations, FeatureSystem, GramSystem, System};
use crate::model::{FeaturePoints, FeatureRisk, Loss, LossName, network::dot};
use crate::theory::feature_minimiser::{FeatureMinimiser, FeatureMinimiserError};
use num_traits::Zero;
use rug::Rational;
use std::sync::OnceLock;

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

/// Enclosed states on listed data, as the lemmas read them: the one of an orbit at a step, or all those of a cell of parameters.
pub trait StatesOnData<S: OnData> {
    /// Network, data and loss.
    fn system(&self) -> &S;

    /// The precision of the enclosures.
    fn bits(&self) -> u32;

    /// eta, enclosed.
    fn learning_rate(&self) -> Ball;

    /// The state, enclosed.
    fn state(&self) -> &S::State<Ball>;

    /// The equations over balls; their rate need not be [`StatesOnData::learning_rate`].
    fn equations(&self) -> &S::Equations<Ball>;

    /// The loss, enclosed.
    fn loss(&self) -> &Ball;

    /// What depends on the data alone.
    fn known(&self) -> &KnownOfData;

    /// v, enclosed.
    fn v(&self) -> &[Ball];

    /// The risk over balls.
    fn risk(&self) -> &FeatureRisk<Ball, LossName>;

    /// n, with multiplicities.
    fn count(&self) -> u64 {
        self.system().points().iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum()
    }

    /// An upper bound of X = max |z_i|, found once.
    fn longest(&self) -> Ball {
        let find = || {
            let lengths = self.risk().points().map(|z| Ball::exact(dot(z, z).upper()));
            Ball::exact(lengths.reduce(Ball::largest).unwrap_or_else(Ball::zero).sqrt().upper())
        };
        self.known().longest.get_or_init(find).clone()
    }

    /// The minimiser at the precision of the enclosures, found once.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] where none could be enclosed.
    fn minimiser(&self) -> Result<&FeatureMinimiser, Failure> {
        let find = || FeatureMinimiser::enclose(self.system().loss(), self.system().points(), self.bits());
        let found = self.known().minimiser.get_or_init(find);
        found.as_ref().map_err(|_| Failure::NotProved("the risk has a minimiser"))
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
    fn inner_radius(&self) -> Result<Ball, Failure> {
        let minimiser = self.minimiser()?;
        let find = || {
            let risk = self.risk();
            let moments = risk.second_moment(|z| -risk.loss.margin_slope(dot(z, &minimiser.point)));
            let twice = Ball::integer(2) * self.longest() * risk.mean_slope(&minimiser.point);
            Ball::exact((Ball::bottom_eigenvalue(&moments) / twice).lower())
        };
        Ok(self.known().inner_radius.get_or_init(find).clone())
    }
}

/// What the lemmas ask of the data alone, each found when it is first asked for.
#[derive(Debug, Default)]
pub struct KnownOfData {
    minimiser: OnceLock<Result<FeatureMinimiser, FeatureMinimiserError>>,
    longest: OnceLock<Ball>,
    inner_radius: OnceLock<Ball>,
    sides: OnceLock<Result<Sides, Failure>>,
}

impl KnownOfData {
    /// What data of one feature are like on both sides of zero, found once.
    ///
    /// # Errors
    ///
    /// As [`Sides::of`].
    pub fn sides(&self, network: &GramSystem) -> Result<&Sides, Failure> {
        self.sides.get_or_init(|| Sides::of(network)).as_ref().map_err(Clone::clone)
    }
}

impl<S: OnData> StatesOnData<S> for DataRun<'_, S> {
    fn system(&self) -> &S {
        &self.problem.system
    }
    fn bits(&self) -> u32 {
        self.bits
    }
    fn learning_rate(&self) -> Ball {
        Ball::from_exact(&self.problem.learning_rate, self.bits)
    }
    fn state(&self) -> &S::State<Ball> {
        &self.orbit.state
    }
    fn equations(&self) -> &S::Equations<Ball> {
        self.orbit.equations()
    }
    fn loss(&self) -> &Ball {
        &self.loss
    }
    fn known(&self) -> &KnownOfData {
        &self.known
    }
    fn v(&self) -> &[Ball] {
        S::end_to_end(&self.orbit.state)
    }
    fn risk(&self) -> &FeatureRisk<Ball, LossName> {
        S::risk(self.orbit.equations())
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
    known: KnownOfData,
}

impl<'a, S: OnData> DataRun<'a, S> {
    /// The start of a validated problem.
    pub fn new(problem: &'a Descent<S>, bits: u32) -> Self {
        let orbit = CertifiedOrbit::new(problem, bits);
        let loss = orbit.equations().loss(&orbit.state);
        DataRun { problem, bits, orbit, loss, history: LossHistory::default(), known: KnownOfData::default() }
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

    /// The index of the present state.
    pub fn step(&self) -> u64 {
        self.history.steps()
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
