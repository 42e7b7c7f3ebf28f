//! One step on listed data that does not raise the loss, near the minimiser as anywhere.
//!
//! # Lemma
//!
//! A convex risk L with gradient g and Hessian H, and a step v' = v - eta A g with a symmetric matrix A, at a state v. Let every Hessian H on the
//! segment from v to v' have lambda_max(H A) <= h. If
//!
//! > (i) A >= 0, (ii) eta h <= 2,
//!
//! then L(v') <= L(v).
//!
//! # Proof
//!
//! With B the root of A and x = B g, Taylor's formula at some point of the segment gives L(v') - L(v) = -eta |x|² + (eta²/2) x^T B H B x <=
//! -eta |x|² (1 - eta lambda_max(B H B)/2), and B H B has the eigenvalues of H A but for zeros. ∎
//!
//! For the linear predictor (P6) A = I; for the two-layer network (G1) A = K - eta N² (v·g) I.
//!
//! What it is for: on a cell of parameters the loss before a step and the loss after it may be enclosed by intervals that overlap, although
//! it rises nowhere. Where v passes the minimiser they always do.
//!
//! # What is monotone in what
//!
//! (i) becomes harder as lambda_min(A) falls, (ii) as h and eta rise.

use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Ball, Expression};
use crate::certify::data_run::StatesOnData;
use crate::certify::lemma::{Lemma, Slack};
use crate::dynamics::{FeatureSystem, GramSystem};
use crate::model::features::congruent;
use crate::model::network::dot;
use num_traits::One;
use rug::Float;

/// The lemma of this file.
pub struct DataDescent;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// A lower bound of lambda_min(A).
    pub smallest: T,
    /// h.
    pub largest: T,
}

impl Lemma for DataDescent {
    const NAME: &'static str = "data_descent";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate, smallest, largest } = numbers;
        vec![
            Slack::weak("A >= 0", smallest.clone()),
            Slack::weak("eta lambda_max(H A) <= 2", T::integer(2) - learning_rate.clone() * largest),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { learning_rate: variable("eta"), smallest: variable("a_min"), largest: variable("h") }
    }
}

/// A box that contains two others.
fn hull(one: &[Ball], other: &[Ball], bits: u32) -> Vec<Ball> {
    let join = |(x, y): (&Ball, &Ball)| {
        if !(x.is_bounded() && y.is_bounded()) {
            return Ball::unbounded(bits);
        }
        let (low, high) = (least(x.lower(), y.lower()), -least(-x.upper(), -y.upper()));
        Ball::between(&low, &high, bits)
    };
    one.iter().zip(other).map(join).collect()
}

fn least(one: Float, other: Float) -> Float {
    if one <= other { one } else { other }
}

/// The numbers of a linear predictor whose v moves into the box `next`.
pub fn of_features(states: &impl StatesOnData<FeatureSystem>, next: &[Ball]) -> Numbers<Ball> {
    let hessian = states.risk().hessian(&hull(states.v(), next, states.bits()));
    Numbers {
        learning_rate: states.learning_rate(),
        smallest: Ball::one(),
        largest: Ball::exact(Ball::top_eigenvalue(&hessian).upper()),
    }
}

/// The numbers of a two-layer network whose v moves into the box `next`.
pub fn of_gram(states: &impl StatesOnData<GramSystem>, next: &[Ball]) -> Numbers<Ball> {
    let learning_rate = states.learning_rate();
    let push = learning_rate.clone() * &states.equations().reciprocal_width;
    let turn = push * dot(states.v(), &states.risk().gradient(states.v()));
    let mut matrix = states.state().kernel();
    for (index, row) in matrix.iter_mut().enumerate() {
        row[index] = row[index].clone() - &turn;
    }
    let root = states.risk().hessian_root(&hull(states.v(), next, states.bits()), &states.equations().columns);
    Numbers {
        learning_rate,
        smallest: Ball::exact(Ball::bottom_eigenvalue(&matrix).lower()),
        largest: Ball::exact(Ball::top_eigenvalue(&congruent(&root, &matrix)).upper()),
    }
}
