//! Networks as functions of one vector of weights, differentiated by dual numbers: the independent side of the tests
//! that hold reduced equations against parameter space.

#![allow(dead_code, reason = "each test file uses a part of this module")]

use catapult_core::arithmetic::{Dual, Field};
use catapult_core::dynamics::network::Sample;
use catapult_core::model::{LinearNetwork, Loss, Matrix};
use proptest::prelude::*;
use rug::Rational;

/// Random rationals p/q with |p| <= 9 and q <= 4.
pub fn rationals(count: usize) -> impl Strategy<Value = Vec<Rational>> {
    prop::collection::vec((-9..10_i32, 1..5_i32).prop_map(Rational::from), count)
}

/// A positive random rational.
pub fn positive() -> impl Strategy<Value = Rational> {
    (1..20_i32, 1..8_i32).prop_map(Rational::from)
}

/// The shapes of W_1, ..., W_L.
pub fn shapes(dimension: usize, width: usize, depth: usize) -> Vec<(usize, usize)> {
    let rows = |l: usize| if l == depth { 1 } else { width };
    let columns = |l: usize| if l == 1 { dimension } else { width };
    (1..=depth).map(|l| (rows(l), columns(l))).collect()
}

/// How many weights there are.
pub fn weight_count(shapes: &[(usize, usize)]) -> usize {
    shapes.iter().map(|(rows, columns)| rows * columns).sum()
}

/// The network whose layers, by rows, are `weights`, of which there may be more than needed.
pub fn network<T: Field>(scale: T, shapes: &[(usize, usize)], weights: &[T]) -> LinearNetwork<T> {
    let mut entries = weights.iter().cloned();
    let layers = shapes
        .iter()
        .map(|(rows, columns)| Matrix { rows: (0..*rows).map(|_| entries.by_ref().take(*columns).collect()).collect() })
        .collect();
    LinearNetwork { scale, layers }
}

/// All weights, in the order of [`network`].
pub fn flat<T: Field>(network: &LinearNetwork<T>) -> Vec<T> {
    network.layers.iter().flat_map(|layer| layer.rows.iter().flatten().cloned()).collect()
}

/// The same data in another arithmetic.
pub fn convert<T, U>(data: &[Sample<T>], convert: impl Fn(&T) -> U) -> Vec<Sample<U>> {
    data.iter()
        .map(|sample| Sample { input: sample.input.iter().map(&convert).collect(), label: convert(&sample.label) })
        .collect()
}

/// D0 = {(1,+1), (1,-1)}.
pub fn degenerate<T: Field>() -> Vec<Sample<T>> {
    [1, -1].map(|label| Sample { input: vec![T::one()], label: T::integer(label) }).to_vec()
}

/// The risk (1/n) sum l(y_i f(x_i)), from its definition.
pub fn risk<T: Field>(network: &LinearNetwork<T>, data: &[Sample<T>], loss: &impl Loss<T>) -> T {
    let sum = data
        .iter()
        .fold(T::zero(), |sum, sample| sum + loss.margin_loss(network.output(&sample.input) * &sample.label));
    sum / T::integer(data.len() as i32)
}

/// The gradient of a function of many variables, one direction at a time.
pub fn gradient<T: Field>(point: &[T], function: impl Fn(&[Dual<T>]) -> Dual<T>) -> Vec<T> {
    (0..point.len())
        .map(|direction| {
            let seeded: Vec<Dual<T>> = point
                .iter()
                .enumerate()
                .map(|(i, x)| if i == direction { Dual::variable(x.clone()) } else { Dual::constant(x.clone()) })
                .collect();
            function(&seeded).derivative
        })
        .collect()
}

/// The gradient of the risk in all weights.
pub fn risk_gradient<T: Field>(
    network_: &LinearNetwork<T>,
    shapes: &[(usize, usize)],
    data: &[Sample<T>],
    loss: &impl Loss<Dual<T>>,
) -> Vec<T> {
    let data = convert(data, |x| Dual::constant(x.clone()));
    gradient(&flat(network_), |weights| {
        risk(&network(Dual::constant(network_.scale.clone()), shapes, weights), &data, loss)
    })
}

/// The Hessian of the risk in all weights: every entry from one evaluation on nested duals.
pub fn risk_hessian<T: Field>(
    network_: &LinearNetwork<T>,
    shapes: &[(usize, usize)],
    data: &[Sample<T>],
    loss: &impl Loss<Dual<Dual<T>>>,
) -> Vec<Vec<T>> {
    let lift = |x: &T| Dual::constant(Dual::constant(x.clone()));
    let (scale, data, point) = (lift(&network_.scale), convert(data, lift), flat(network_));
    let entry = |row: usize, column: usize| {
        let unit = |at: usize, index: usize| if at == index { T::one() } else { T::zero() };
        let seeded: Vec<Dual<Dual<T>>> = point
            .iter()
            .enumerate()
            .map(|(index, x)| Dual {
                value: Dual { value: x.clone(), derivative: unit(row, index) },
                derivative: Dual::constant(unit(column, index)),
            })
            .collect();
        risk(&network(scale.clone(), shapes, &seeded), &data, loss).derivative.derivative
    };
    let size = point.len();
    let lower: Vec<Vec<T>> = (0..size).map(|row| (0..=row).map(|column| entry(row, column)).collect()).collect();
    (0..size).map(|row| (0..size).map(|column| lower[row.max(column)][row.min(column)].clone()).collect()).collect()
}

/// Rational unit vectors by stereographic projection: (2 t, |t|² - 1)/(|t|² + 1); the unit vector +-1 in dimension one.
pub fn unit_vector(dimension: usize, parameters: &[Rational]) -> Vec<Rational> {
    let t = &parameters[..dimension - 1];
    let sign = if parameters[dimension - 1] < 0 { -1 } else { 1 };
    let square = t.iter().fold(Rational::new(), |sum, x| sum + x.clone() * x);
    let total = Rational::from(&square + 1);
    let mut vector: Vec<Rational> = t.iter().map(|x| Rational::from(2 * x) / &total).collect();
    vector.push((square - 1_i32) / total * sign);
    vector
}
