//! A training problem given by exact numbers, and the same problem in each arithmetic.
//!
//! Whatever is run, enclosed or classified starts as a [`Problem`]: nothing is rounded before the arithmetic is chosen.

use super::aligned::{Aligned, ntk_scale};
use super::linear_predictor::LinearPredictor;
use super::map::{Map, Sharpness};
use super::two_layer::TwoLayer;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Dual, Field, FromExact};
use crate::model::{Degenerate, Empirical, Loss, LossName, Risk, Squared};
use rug::Rational;
use std::fmt;
use thiserror::Error;

/// What is trained.
#[derive(Clone, Debug, PartialEq)]
pub enum Network {
    /// f = w x on D0, or on the given one-dimensional data: signed points with multiplicities.
    Linear {
        /// `None` for D0.
        points: Option<Vec<(Rational, u32)>>,
    },
    /// f = m^{-1/2} w2·w1 on D0, in the variables (f, lambda).
    TwoLayer {
        /// m.
        width: Rational,
    },
    /// An aligned deep network on D0, in the variables sigma_1..sigma_L.
    Aligned {
        /// m.
        width: Rational,
    },
}

/// A network, a loss, a learning rate and a start, all exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// What is trained.
    pub network: Network,
    /// On which loss.
    pub loss: LossName,
    /// eta > 0.
    pub learning_rate: Rational,
    /// The state at step 0: (w), (f, lambda) or (sigma_1, ..., sigma_L).
    pub start: Vec<Rational>,
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Problem { network, loss, learning_rate, start } = self;
        let join = |values: &[Rational]| values.iter().map(Rational::to_string).collect::<Vec<_>>().join(", ");
        match (network, start.as_slice()) {
            (Network::TwoLayer { width }, [output, lambda]) => write!(
                formatter,
                "two-layer network of width {width} on D0, {loss} loss, eta = {learning_rate}, from f = {output}, \
                 lambda = {lambda}"
            ),
            (Network::Linear { points: None }, [weight]) => {
                write!(formatter, "linear predictor on D0, {loss} loss, eta = {learning_rate}, from w = {weight}")
            }
            (Network::Linear { points: Some(points) }, weight) => {
                let count: u64 = points.iter().map(|(_, multiplicity)| u64::from(*multiplicity)).sum();
                let weight = join(weight);
                write!(
                    formatter,
                    "linear predictor on {count} points, {loss} loss, eta = {learning_rate}, from w = {weight}"
                )
            }
            (_, start) => {
                let start = join(start);
                write!(formatter, "aligned network on D0, {loss} loss, eta = {learning_rate}, from sigma = {start}")
            }
        }
    }
}

/// Why a problem is not one, or cannot be run as asked.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ProblemError {
    /// eta <= 0.
    #[error("learning rate {0} is not positive: give a rate above 0")]
    LearningRate(Rational),
    /// m is not a positive integer.
    #[error("width {0} is not a positive integer: give the number of hidden units, at least 1")]
    Width(Rational),
    /// lambda < 2|f|/sqrt m.
    #[error(
        "lambda {lambda} with output {output} is not a state of a network of width {width}: \
         lambda must be at least 2|f|/sqrt(m), about {least}"
    )]
    Inadmissible {
        /// The kernel asked for.
        lambda: Rational,
        /// The output asked for.
        output: Rational,
        /// The width.
        width: Rational,
        /// 2|f|/sqrt m, numerically.
        least: String,
    },
    /// A start of the wrong length.
    #[error("the start has {found} coordinates: this network needs {expected}")]
    StartLength {
        /// How many there are.
        found: usize,
        /// How many there must be.
        expected: usize,
    },
    /// An aligned start without layers.
    #[error("an aligned network needs at least one layer: give --sigma S1,S2,..")]
    NoLayers,
    /// Exact arithmetic asked for a loss with transcendental values.
    #[error(
        "the {0} loss has no exact orbits: its slope is not rational; use --arithmetic ball:BITS for certified values, or the squared loss"
    )]
    NotRational(LossName),
    /// Exact arithmetic asked for an irrational parametrisation factor.
    #[error(
        "width {width} and depth {depth} give the irrational factor m^(-(L-1)/2): use --arithmetic ball:BITS, or a width that is a square"
    )]
    IrrationalScale {
        /// The width.
        width: Rational,
        /// The depth.
        depth: usize,
    },
}

/// Either closed-form D0 or listed points, so that one predictor type serves both.
#[derive(Clone, Debug)]
enum LinearRisk<T, L> {
    Degenerate(Degenerate<L>),
    Empirical(Empirical<T, L>),
}

impl<T: Field, L: Loss<T>> Risk<T> for LinearRisk<T, L> {
    fn value(&self, output: T) -> T {
        match self {
            LinearRisk::Degenerate(risk) => risk.value(output),
            LinearRisk::Empirical(risk) => risk.value(output),
        }
    }
    fn slope(&self, output: T) -> T {
        match self {
            LinearRisk::Degenerate(risk) => risk.slope(output),
            LinearRisk::Empirical(risk) => risk.slope(output),
        }
    }
    fn curvature(&self, output: T) -> T {
        match self {
            LinearRisk::Degenerate(risk) => risk.curvature(output),
            LinearRisk::Empirical(risk) => risk.curvature(output),
        }
    }
}

impl Problem {
    /// The linear predictor on D0.
    pub fn linear(loss: LossName, learning_rate: Rational, weight: Rational) -> Self {
        Problem { network: Network::Linear { points: None }, loss, learning_rate, start: vec![weight] }
    }

    /// The two-layer network on D0.
    pub fn two_layer(
        loss: LossName,
        learning_rate: Rational,
        width: Rational,
        lambda: Rational,
        output: Rational,
    ) -> Self {
        Problem { network: Network::TwoLayer { width }, loss, learning_rate, start: vec![output, lambda] }
    }

    /// Checks the numbers.
    ///
    /// # Errors
    ///
    /// [`ProblemError`] for a rate that is not positive, a width that is not a positive integer, or an inadmissible state.
    pub fn validate(&self) -> Result<(), ProblemError> {
        if self.learning_rate <= 0 {
            return Err(ProblemError::LearningRate(self.learning_rate.clone()));
        }
        let expected = match self.network {
            Network::Linear { .. } => Some(1),
            Network::TwoLayer { .. } => Some(2),
            Network::Aligned { .. } => None,
        };
        if let Some(expected) = expected.filter(|&expected| expected != self.start.len()) {
            return Err(ProblemError::StartLength { found: self.start.len(), expected });
        }
        match &self.network {
            Network::Linear { .. } => Ok(()),
            Network::TwoLayer { width } => {
                validate_width(width)?;
                validate_state(&self.start[0], &self.start[1], width)
            }
            Network::Aligned { .. } if self.start.is_empty() => Err(ProblemError::NoLayers),
            Network::Aligned { width } => validate_width(width),
        }
    }

    /// The start, in an arithmetic.
    pub fn start_in<T: FromExact>(&self, bits: u32) -> Vec<T> {
        self.start.iter().map(|value| T::from_exact(value, bits)).collect()
    }

    /// The system with its sharpness: over `f64` or balls.
    pub fn observed<T: TopEigenvalue + FromExact + 'static>(&self, bits: u32) -> Box<dyn Sharpness<T>> {
        match &self.network {
            Network::Linear { points } => Box::new(self.linear_map(self.loss, points.as_deref(), bits)),
            Network::TwoLayer { width } => Box::new(self.two_layer_map::<T, _>(self.loss, width, bits)),
            Network::Aligned { width } => {
                let scale = ntk_scale(T::from_exact(width, bits), self.start.len());
                Box::new(self.aligned_map(self.loss, width, scale, bits))
            }
        }
    }

    /// The system over dual numbers, for derivatives: over balls or intervals.
    pub fn differentiable<T: Analytic + FromExact + 'static>(&self, bits: u32) -> Box<dyn Map<Dual<T>>> {
        match &self.network {
            Network::Linear { points } => Box::new(self.linear_map(self.loss, points.as_deref(), bits)),
            Network::TwoLayer { width } => Box::new(self.two_layer_map(self.loss, width, bits)),
            Network::Aligned { width } => {
                let scale = ntk_scale(T::from_exact(width, bits), self.start.len());
                Box::new(self.aligned_map(self.loss, width, Dual::constant(scale), bits))
            }
        }
    }

    /// The system over the rationals.
    ///
    /// # Errors
    ///
    /// [`ProblemError::NotRational`] for a loss other than squared, [`ProblemError::IrrationalScale`] for an aligned network
    /// of even depth whose width is not a square.
    pub fn exact(&self) -> Result<Box<dyn Map<Rational>>, ProblemError> {
        if self.loss != LossName::Squared {
            return Err(ProblemError::NotRational(self.loss));
        }
        Ok(match &self.network {
            Network::Linear { points } => Box::new(self.linear_map::<Rational, _>(Squared, points.as_deref(), 0)),
            Network::TwoLayer { width } => Box::new(self.two_layer_map::<Rational, _>(Squared, width, 0)),
            Network::Aligned { width } => {
                let depth = self.start.len();
                let scale = rational_scale(width, depth)
                    .ok_or_else(|| ProblemError::IrrationalScale { width: width.clone(), depth })?;
                Box::new(self.aligned_map::<Rational, _>(Squared, width, scale, 0))
            }
        })
    }

    /// The two-layer map itself, for lemmas that need more than iteration; `None` for another network.
    pub fn two_layer_in<T: FromExact>(&self, bits: u32) -> Option<TwoLayer<T, Degenerate<LossName>>>
    where
        LossName: Loss<T>,
    {
        match &self.network {
            Network::TwoLayer { width } => Some(self.two_layer_map(self.loss, width, bits)),
            _ => None,
        }
    }

    fn linear_map<T: FromExact, L: Loss<T>>(
        &self,
        loss: L,
        points: Option<&[(Rational, u32)]>,
        bits: u32,
    ) -> LinearPredictor<T, LinearRisk<T, L>> {
        // The kernel of a linear predictor is the mean of x² = z²: the squared loss's curvature.
        let ntk_eigenvalue = match points {
            None => T::one(),
            Some(points) => Empirical::<T, _>::new(Squared, points, bits).curvature(T::zero()),
        };
        let risk = match points {
            None => LinearRisk::Degenerate(Degenerate(loss)),
            Some(points) => LinearRisk::Empirical(Empirical::new(loss, points, bits)),
        };
        LinearPredictor { learning_rate: T::from_exact(&self.learning_rate, bits), risk, ntk_eigenvalue }
    }

    fn two_layer_map<T: FromExact, L: Loss<T>>(
        &self,
        loss: L,
        width: &Rational,
        bits: u32,
    ) -> TwoLayer<T, Degenerate<L>> {
        TwoLayer::new(T::from_exact(&self.learning_rate, bits), T::from_exact(width, bits), Degenerate(loss))
    }

    fn aligned_map<T: FromExact, L: Loss<T>>(
        &self,
        loss: L,
        width: &Rational,
        scale: T,
        bits: u32,
    ) -> Aligned<T, Degenerate<L>> {
        Aligned {
            learning_rate: T::from_exact(&self.learning_rate, bits),
            scale,
            wide: *width > 1,
            risk: Degenerate(loss),
        }
    }
}

/// Checks a width: a positive integer.
///
/// # Errors
///
/// [`ProblemError::Width`].
pub fn validate_width(width: &Rational) -> Result<(), ProblemError> {
    if *width >= 1 && width.is_integer() { Ok(()) } else { Err(ProblemError::Width(width.clone())) }
}

/// Checks that a two-layer state exists: lambda >= 2|f|/sqrt m, decided exactly as lambda >= 0 and m lambda² >= 4 f².
fn validate_state(output: &Rational, lambda: &Rational, width: &Rational) -> Result<(), ProblemError> {
    let reach = lambda.clone().square() * width;
    if *lambda >= 0 && reach >= output.clone().square() * Rational::from(4) {
        return Ok(());
    }
    let root = Analytic::sqrt(f64::from_exact(width, 53));
    Err(ProblemError::Inadmissible {
        lambda: lambda.clone(),
        output: output.clone(),
        width: width.clone(),
        least: format!("{:.6}", 2.0 * f64::from_exact(output, 53).abs() / root),
    })
}

/// m^{-(L-1)/2} where it is rational.
fn rational_scale(width: &Rational, depth: usize) -> Option<Rational> {
    if depth.is_multiple_of(2) {
        let root = width.numer().clone().sqrt();
        if root.clone().square() != *width.numer() {
            return None;
        }
        let power = u32::try_from(depth - 1).ok()?;
        return Some(Rational::from((1, rug::ops::Pow::pow(root, power))));
    }
    let power = u32::try_from((depth - 1) / 2).ok()?;
    Some(Rational::from((1, rug::ops::Pow::pow(width.numer().clone(), power))))
}
