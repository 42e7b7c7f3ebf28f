//! Problems and questions about data, as a person gives them: which system, and which threshold, serves which data.
//!
//! D0 has maps of its own; data of one feature have one weight; others have several. The command line and other languages read
//! their arguments and call these.

use crate::data::npz::ExactLayers;
use crate::data::{DataError, DataSpecification, ExactDataSet, Loaded, Provenance};
use crate::dynamics::{Descent, Problem, ProblemError};
use crate::model::LossName;
use crate::search::data_shape::DataShape;
use crate::theory::Question;
use crate::theory::feature_minimiser::FeatureMinimiserError;
use crate::theory::question::QuestionError;
use rug::Rational;
use thiserror::Error;

/// The data of a problem.
#[derive(Clone, Debug, PartialEq)]
pub enum Points {
    /// D0, by its name.
    Degenerate,
    /// Points that are listed.
    Listed(ExactDataSet),
}

/// Why numbers are no problem.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum StartError {
    /// An invalid problem.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// Data that do not fit.
    #[error(transparent)]
    Data(#[from] DataError),
    /// A start that describes a network of one feature, for data of more.
    #[error(
        "the data have {0} features, and lambda and output describe a network of one: give the weights of both layers"
    )]
    SeveralFeatures(usize),
    /// A width beside weights that have another.
    #[error("width {width} does not fit {units} hidden units: leave it out, or give as many rows and entries")]
    Width {
        /// The width given.
        width: Rational,
        /// That of the weights.
        units: Rational,
    },
}

impl Points {
    /// The data that are named, in exact form.
    ///
    /// # Errors
    ///
    /// As [`DataSpecification::read_exact`].
    pub fn read(specification: &DataSpecification) -> Result<Loaded<Self>, DataError> {
        Ok(match specification {
            DataSpecification::Degenerate => Loaded { data: Points::Degenerate, provenance: Provenance::whole(2) },
            named => named.read_exact()?.map(Points::Listed),
        })
    }

    /// The points themselves.
    pub fn into_listed(self) -> ExactDataSet {
        match self {
            Points::Degenerate => ExactDataSet::degenerate(),
            Points::Listed(data) => data,
        }
    }
}

/// A problem, if it is one.
fn validated(problem: Problem) -> Result<Problem, StartError> {
    problem.validate()?;
    Ok(problem)
}

/// The linear predictor (P1) on D0, or (P6) on data of any number of features.
///
/// # Errors
///
/// [`StartError`] for a rate that is not positive, or weights that are not as many as the features.
pub fn linear(
    loss: LossName,
    learning_rate: Rational,
    points: Points,
    weights: Vec<Rational>,
) -> Result<Problem, StartError> {
    let one = <[Rational; 1]>::try_from(weights);
    validated(match (points, one) {
        (Points::Degenerate, Ok([weight])) => Problem::linear(loss, learning_rate, weight),
        (points, one) => {
            let data = points.into_listed();
            match (data.dimension(), one) {
                (1, Ok([weight])) => Problem::linear_on(data.signed_points_1d()?, loss, learning_rate, weight),
                (_, one) => {
                    let weights = one.map_or_else(|several| several, Vec::from);
                    Descent::features(loss, learning_rate, data.distinct_signed_points(), weights).into()
                }
            }
        }
    })
}

/// The two-layer network (T1) on D0, or (G1) on data of one feature, from width, kernel and output.
///
/// # Errors
///
/// [`StartError`] for numbers that are no state, and data of several features.
pub fn two_layer(
    loss: LossName,
    learning_rate: Rational,
    points: Points,
    width: Rational,
    lambda: Rational,
    output: Rational,
) -> Result<Problem, StartError> {
    let data = match points {
        Points::Degenerate => return validated(Problem::two_layer(loss, learning_rate, width, lambda, output)),
        Points::Listed(data) => data,
    };
    if data.dimension() != 1 {
        return Err(StartError::SeveralFeatures(data.dimension()));
    }
    // the state exists iff lambda is at least 2|f|/sqrt m, as on D0
    Problem::two_layer(loss, learning_rate.clone(), width.clone(), lambda.clone(), output.clone()).validate()?;
    let points = data.distinct_signed_points();
    validated(Descent::two_layer_of_one_feature(loss, learning_rate, points, width, &lambda, output).into())
}

/// The two-layer network (G1) on any data, from the rows of W1 and the entries of w2. A width may stand beside them.
///
/// # Errors
///
/// [`StartError`] for weights that fit neither each other nor the data nor the width.
pub fn two_layer_from_weights(
    loss: LossName,
    learning_rate: Rational,
    points: Points,
    width: Option<Rational>,
    (first, second): (&[Vec<Rational>], &[Rational]),
) -> Result<Problem, StartError> {
    let units = Rational::from(second.len());
    if let Some(width) = width.filter(|width| *width != units) {
        return Err(StartError::Width { width, units });
    }
    let points = points.into_listed().distinct_signed_points();
    validated(Descent::two_layer_from_weights(loss, learning_rate, points, first, second)?.into())
}

/// A deep network on D0 (D1) with all its weights. Two layers are a two-layer network on D0.
///
/// # Errors
///
/// [`StartError`] for a rate that is not positive, or weights of other shapes.
pub fn network(loss: LossName, learning_rate: Rational, layers: ExactLayers) -> Result<Problem, StartError> {
    let ExactLayers { width, mut layers } = layers;
    if layers.len() == 2 {
        let (second, first) = (layers.pop().unwrap_or_default(), layers.pop().unwrap_or_default());
        let rows: Vec<Vec<Rational>> = first.into_iter().map(|entry| vec![entry]).collect();
        return two_layer_from_weights(loss, learning_rate, Points::Degenerate, None, (&rows, &second));
    }
    let depth = layers.len();
    validated(Descent::dense(loss, learning_rate, width, depth, layers.into_iter().flatten().collect()).into())
}

/// An aligned network on D0 (D3).
///
/// # Errors
///
/// [`StartError`] for numbers that are no network.
pub fn aligned(
    loss: LossName,
    learning_rate: Rational,
    width: Rational,
    sigma: Vec<Rational>,
) -> Result<Problem, StartError> {
    validated(Problem::aligned(loss, learning_rate, width, sigma))
}

/// The universal rate of D0, or (G6) that of data of one feature.
///
/// # Errors
///
/// [`DataError::NotOneDimensional`].
pub fn universal_rate(width: Rational, points: Points) -> Result<Question, DataError> {
    Ok(match points {
        Points::Degenerate => Question::UniversalRate { width },
        Points::Listed(data) => Question::UniversalRateOnData { width, points: data.signed_points_1d()? },
    })
}

/// (G6') The rate of divergence on data of one feature.
///
/// # Errors
///
/// [`DataError::NotOneDimensional`].
pub fn divergence_rate(width: Rational, points: Points) -> Result<Question, DataError> {
    Ok(Question::DivergenceRate { width, points: points.into_listed().signed_points_1d()? })
}

/// (P5) Minimiser, sharpness and critical rate of data of any number of features.
///
/// # Errors
///
/// [`DataError`] for data without features.
pub fn stability(loss: LossName, points: Points) -> Result<Question, DataError> {
    let data = points.into_listed();
    Ok(match data.dimension() {
        1 => Question::Linear { loss, points: data.signed_points_1d()? },
        _ => Question::LinearOnData { loss, points: data.distinct_signed_points() },
    })
}

/// The exact reason why data have no minimiser, where that is why a question has no answer.
pub fn data_without_minimiser(error: &QuestionError, question: &Question) -> Option<DataShape> {
    match (error, question) {
        (
            QuestionError::FeatureMinimiser(FeatureMinimiserError::NotFound(_)),
            Question::LinearOnData { points, .. } | Question::LazyRateOnData { points, .. },
        ) => Some(DataShape::of(points)),
        _ => None,
    }
}

/// (G7d) Where linear stability puts the end of the lazy phase of a two-layer network on data of one feature, from its kernel.
///
/// # Errors
///
/// [`StartError::SeveralFeatures`].
pub fn lazy_rate(loss: LossName, points: Points, lambda: Rational) -> Result<Question, StartError> {
    match points {
        Points::Degenerate => Ok(Question::LazyRate { loss, lambda }),
        Points::Listed(data) if data.dimension() != 1 => Err(StartError::SeveralFeatures(data.dimension())),
        Points::Listed(data) => {
            Ok(Question::LazyRateOnData { loss, points: data.distinct_signed_points(), kernel: vec![vec![lambda]] })
        }
    }
}

/// The same on data of any number of features, from the rows of W1 and the entries of w2.
///
/// # Errors
///
/// [`StartError`] for weights that fit neither each other nor the data.
pub fn lazy_rate_of_weights(
    loss: LossName,
    points: Points,
    first: &[Vec<Rational>],
    second: &[Rational],
) -> Result<Question, StartError> {
    let points = points.into_listed().distinct_signed_points();
    // the rate has no part in the kernel
    let descent = Descent::two_layer_from_weights(loss, Rational::from(1), points, first, second)?;
    descent.validate()?;
    Ok(Question::LazyRateOnData { loss, kernel: descent.start.kernel(), points: descent.system.points })
}
