//! The same run three times: trained on dense weights, iterated in the reduced variables in `f64`, and enclosed by balls.
//!
//! The start is a set of weights with rational entries, from which the reduced start follows exactly ([`super::shared_run`]). An error is
//! measured against the certified orbit, relative to a scale: |lambda| for lambda, and for f the larger of |f| and |f0| (the dense
//! output is a sum of products that cancel, so that no digit of it is left once f is far below its start). The *digits of
//! agreement* are minus its logarithm in base ten. With several features v stands for f, the size of its largest entry for |f|, and lambda
//! is the mean of the kernel's diagonal.
//!
//! How many digits must be expected follows from the derivatives of the certified orbit. With the Jacobians J_k of the
//! steps, and D_k the diagonal matrix of the scales at step k (that of all entries of the kernel is its largest), a relative error of one rounding, u = 2^-53, at step k is
//! |D_t^{-1} J_{t-1}...J_k D_k| u at step t. The *amplification* at t is the sum of these norms over k = 0..t (the start
//! and each step make one rounding), and log10(1/(u amplification)) digits are left, if every step makes one rounding.
//! The *exponent* is ln|J_{t-1}...J_0|/t for a state of one number: positive where orbits separate for ever.
//!
//! Guarantee: the orbit that errors are measured against is certified; the errors, amplifications and exponents are
//! numerical. Source: proofs/THEORY.md sections 1 to 4.

use super::Network;
use super::shared_run::{AgreementError, SharedRun};
use super::sweep::{Formulation, Plan, Setup, Sweep};
use crate::arithmetic::{Ball, Dual, Enclosure};
use crate::data::DataSet;
use crate::dynamics::mean_value::JACOBIAN_BITS;
use crate::dynamics::network::ntk;
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::problem::Job;
use crate::dynamics::{Descent, Equations, State, System};
use crate::model::Matrix;
use rug::Float;
use serde::Serialize;
use std::slice;

/// Bits of the certified orbit.
const BITS: u32 = 1024;
/// Significant digits of the certified output in a row.
const DIGITS: usize = 12;
/// Below this many digits the runs have parted.
const PARTED: f64 = 1.0;

/// How far the runs agree.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Agreement {
    /// The problem.
    pub problem: String,
    /// The formulation that the dense run chose.
    pub formulation: Formulation,
    /// The steps that were asked for and that all three runs reach.
    pub rows: Vec<AgreementRow>,
    /// The first step at which the trained output or the `f64` orbit has less than one digit; `None` if they never part.
    pub parts_at: Option<usize>,
    /// The first step at which less than one digit is to be expected.
    pub expected_to_part_at: Option<usize>,
    /// ln|J_{t-1}...J_0|/t at the last step, for a state of one number.
    pub exponent: Option<f64>,
}

/// One step of the comparison.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AgreementRow {
    /// The step.
    pub step: usize,
    /// f, or the first entry of v, certified.
    pub output: Enclosure,
    /// lambda, certified.
    pub lambda: Enclosure,
    /// Digits of the output of the dense network.
    pub trained_output: f64,
    /// Digits of the output of the `f64` orbit.
    pub orbit_output: f64,
    /// Digits of the kernel of the dense network.
    pub trained_lambda: f64,
    /// Digits of the kernel of the `f64` orbit.
    pub orbit_lambda: f64,
    /// The amplification of rounding errors up to here.
    pub amplification: f64,
    /// log10(1/(u amplification)): the digits to be expected.
    pub expected: f64,
}

/// Runs all three up to the largest of `steps`.
///
/// # Errors
///
/// [`AgreementError`] for weights or data that do not fit.
pub fn compare(run: &SharedRun, steps: &[usize]) -> Result<Agreement, AgreementError> {
    let data = run.data.to_numerical()?;
    let last = steps.iter().copied().max().unwrap_or(0);
    let (formulation, trained) = train(run, &data, last)?;
    let features = run.data.dimension();
    let orbit = run.problem.visit(Iterate { last, features });
    let certified = run.problem.visit(Enclose { last, features });
    let amplifications = amplifications(&certified);

    let reached = trained.len().min(orbit.len()).min(certified.len());
    let mut agreement = Agreement {
        problem: run.problem.to_string(),
        formulation,
        rows: Vec::new(),
        parts_at: None,
        expected_to_part_at: None,
        exponent: exponent(&certified),
    };
    for step in 0..reached {
        let point = &certified[step];
        let digits = |values: &[f64], of: &[Ball], scale: f64| {
            let error =
                |(value, of): (&f64, &Ball)| (Float::with_val(BITS, of.midpoint()) - *value).abs().to_f64() / scale;
            // A double of the same value still agrees only to its own precision.
            -values.iter().zip(of).map(error).fold(f64::EPSILON / 4.0, f64::max).log10()
        };
        let outputs = |run: &[Numerical]| digits(&run[step].outputs, &point.outputs, point.output_scale);
        let lambda =
            |run: &[Numerical]| digits(&[run[step].lambda], slice::from_ref(&point.lambda), point.lambda_scale);
        let amplification = amplifications[step];
        let row = AgreementRow {
            step,
            output: Enclosure::of_ball(&point.outputs[0], DIGITS),
            lambda: Enclosure::of_ball(&point.lambda, DIGITS),
            trained_output: outputs(&trained),
            orbit_output: outputs(&orbit),
            trained_lambda: lambda(&trained),
            orbit_lambda: lambda(&orbit),
            amplification,
            expected: -(amplification * f64::EPSILON / 2.0).log10(),
        };
        if row.trained_output.min(row.orbit_output) < PARTED {
            agreement.parts_at.get_or_insert(step);
        }
        if row.expected < PARTED {
            agreement.expected_to_part_at.get_or_insert(step);
        }
        if steps.contains(&step) {
            agreement.rows.push(row);
        }
    }
    Ok(agreement)
}

/// A state in `f64`: f or v, and lambda.
struct Numerical {
    outputs: Vec<f64>,
    lambda: f64,
}

/// The states of the dense network at each step, as long as its loss is finite.
fn train(run: &SharedRun, data: &DataSet, last: usize) -> Result<(Formulation, Vec<Numerical>), AgreementError> {
    let start = Network::from_model(&run.start)?;
    let plan = Plan::constant(run.problem.learning_rate().to_f64(), last);
    let mut sweep = Sweep::<f64, _>::new(Setup::new(data, run.problem.loss(), &start, vec![plan]))?;
    let features = run.data.dimension();
    let unit = |j: usize| (0..features).map(|k| if j == k { 1.0 } else { 0.0 }).collect::<Vec<f64>>();
    let mean = |x: &[usize; 2]| {
        data.features.col(x[0]).iter().zip(data.features.col(x[1]).iter()).map(|(x, y)| x * y).sum::<f64>()
    };
    let mut states = Vec::new();
    while !sweep.done() {
        if !sweep.advance()?.is_empty() {
            let network = sweep.network(0).to_model();
            let outputs = (0..features).map(|j| network.output(&unit(j))).collect();
            // the kernel is a quadratic form of the inputs
            let entries = (0..features).flat_map(|j| (0..features).map(move |k| [j, k]));
            let sum: f64 = entries.map(|jk| mean(&jk) * ntk(&network, &unit(jk[0]), &unit(jk[1]), &1.0)).sum();
            states.push(Numerical { outputs, lambda: sum / data.count() as f64 });
        }
    }
    Ok((sweep.formulation(), states))
}

/// The states of the reduced equations in `f64`, up to a step.
struct Iterate {
    last: usize,
    features: usize,
}

impl Job for Iterate {
    type Output = Vec<Numerical>;

    fn run<S: System>(self, descent: &Descent<S>) -> Vec<Numerical> {
        let equations = descent.equations::<f64>(53);
        let mut state = descent.start_in::<f64>(53);
        let mut states = Vec::new();
        while states.len() <= self.last && state.coordinates().all(|entry| entry.is_finite()) {
            let outputs = state.coordinates().take(self.features).copied().collect();
            states.push(Numerical { outputs, lambda: equations.lambda(&state) });
            state = equations.step(state);
        }
        states
    }
}

/// A certified state.
struct Point {
    /// f or v: the first coordinates of every state.
    outputs: Vec<Ball>,
    lambda: Ball,
    output_scale: f64,
    lambda_scale: f64,
    /// The scales of the state's own coordinates: that of f or v, and for all others that of the largest of them.
    scales: Vec<f64>,
    /// J of the step from here, by rows.
    jacobian: Vec<Vec<f64>>,
}

/// The certified orbit with its Jacobians up to a step, as long as the enclosures hold many more digits than a double.
struct Enclose {
    last: usize,
    features: usize,
}

impl Job for Enclose {
    type Output = Vec<Point>;

    fn run<S: System>(self, descent: &Descent<S>) -> Vec<Point> {
        let mut orbit = CertifiedOrbit::new(descent, BITS);
        let differentiable = descent.equations::<Dual<Ball>>(JACOBIAN_BITS);
        let mut points: Vec<Point> = Vec::new();
        while points.len() <= self.last && orbit.is_bounded() {
            let lambda = orbit.equations().lambda(&orbit.state);
            let mut outputs: Vec<Ball> = orbit.state.coordinates().cloned().collect();
            let others = outputs.split_off(self.features);
            let narrow = |ball: &Ball| ball.accurate_bits().is_none_or(|bits| bits > 128);
            if !outputs.iter().chain([&lambda]).all(narrow) {
                break;
            }
            let size = |ball: &Ball| ball.midpoint().to_f64().abs();
            let largest = |balls: &[Ball]| balls.iter().map(size).fold(0.0, f64::max);
            let initial = points.first().map_or(0.0, |start| start.output_scale);
            let output_scale = initial.max(largest(&outputs));
            let lambda_scale = size(&lambda);
            let scales = [vec![output_scale; outputs.len()], vec![largest(&others); others.len()]].concat();
            let jacobian = jacobian::<S>(&differentiable, &orbit.state);
            points.push(Point { outputs, lambda, output_scale, lambda_scale, scales, jacobian });
            orbit.advance();
        }
        points
    }
}

/// The Jacobian of a step at the centre of a box, numerically.
fn jacobian<S: System>(differentiable: &S::Equations<Dual<Ball>>, state: &S::State<Ball>) -> Vec<Vec<f64>> {
    let columns: Vec<Vec<f64>> = (0..state.dimension())
        .map(|direction| {
            let mut point = S::convert(state, |x| Dual::constant(x.centre().with_bits(JACOBIAN_BITS)));
            let coordinate = point.coordinate(direction).value.clone();
            *point.coordinate_mut(direction) = Dual::variable(coordinate);
            differentiable.step(point).coordinates().map(|entry| entry.derivative.midpoint().to_f64()).collect()
        })
        .collect();
    (0..state.dimension()).map(|row| columns.iter().map(|column| column[row]).collect()).collect()
}

/// The amplification at each point.
fn amplifications(points: &[Point]) -> Vec<f64> {
    // D_t^{-1} J_{t-1}...J_k for each k so far, times D_k
    let mut products: Vec<Matrix<f64>> = Vec::new();
    let mut sums = Vec::with_capacity(points.len());
    for (t, point) in points.iter().enumerate() {
        if let Some(before) = t.checked_sub(1).map(|index| &points[index]) {
            let step = scaled(&before.jacobian, &before.scales, &point.scales);
            for product in &mut products {
                *product = times(&step, product);
            }
        }
        let size = point.scales.len();
        let identity = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
        products.push(Matrix { rows: (0..size).map(|i| (0..size).map(|j| identity(i, j)).collect()).collect() });
        sums.push(products.iter().map(norm).sum());
    }
    sums
}

/// D_after^{-1} J D_before
fn scaled(jacobian: &[Vec<f64>], before: &[f64], after: &[f64]) -> Matrix<f64> {
    let rows = jacobian
        .iter()
        .zip(after)
        .map(|(row, after)| row.iter().zip(before).map(|(entry, before)| entry * before / after).collect());
    Matrix { rows: rows.collect() }
}

fn times(left: &Matrix<f64>, right: &Matrix<f64>) -> Matrix<f64> {
    let rows = left.rows.iter().map(|row| right.apply_transposed(row)).collect();
    Matrix { rows }
}

/// The largest sum of absolute values in a row: the norm for the largest relative error.
fn norm(matrix: &Matrix<f64>) -> f64 {
    matrix.rows.iter().map(|row| row.iter().map(|entry| entry.abs()).sum::<f64>()).fold(0.0, f64::max)
}

fn exponent(points: &[Point]) -> Option<f64> {
    let steps = points.len().checked_sub(1).filter(|steps| *steps > 0)?;
    let logarithms = points[..steps].iter().map(|point| match point.jacobian.as_slice() {
        [row] if row.len() == 1 => Some(row[0].abs().ln()),
        _ => None,
    });
    let sum: Option<f64> = logarithms.sum();
    sum.map(|sum| sum / steps as f64).filter(|exponent| exponent.is_finite())
}
