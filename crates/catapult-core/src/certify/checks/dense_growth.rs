//! Divergence of any network of three or more layers on D0, (L3d): every layer grows and becomes of rank one.
//!
//! # Lemma
//!
//! L >= 3, s odd and non-decreasing. At step T write W_l = w_l (x_l y_(l-1)^T + E_l) with w_l > 0 and unit vectors x_l, y_(l-1) (x_L, y_0 = ±1).
//! Let ||E_l||_F <= eps for all l, |x_l·y_l| >= chi for 1 <= l < L, nu = chi/4, and h <= eta |s| N prod_{k != l} w_k / w_l for all l. If
//!
//! > (i) chi > 0,  (ii) eps <= nu²/4,  (iii) h nu^(L(L-1)) >= 2,
//!
//! then all ||W_l|| and |f| tend to infinity, and so does the loss.
//!
//! # Proof
//!
//! chi <= 1, so nu <= 1/4. *Vectors.* Suppose that the |x_l·y_l| are at least 2 nu and the ||E_l|| at most eps <= nu²/4. Then the forward vectors
//! obey |a_l| >= nu w_l |a_(l-1)|, and the unit vector along a_l is within 2 eps/nu of ±x_l: inductively that along a_(l-1) is within nu/2 of ±x_(l-1), so
//! that its product with y_(l-1) is at least 2 nu - nu/2 = 3 nu/2 in size (1 for l = 1), and W_l maps it to w_l (a x_l + e) with |a| >= 3 nu/2, |e| <= eps <= nu/16;
//! this has a length of at least nu w_l and a direction within 2|e|/|a| of ±x_l. In the same way |b_(l-1)| >= nu w_l |b_l|, along ±y_(l-1). And
//! |a_l| <= (1 + eps) w_l |a_(l-1)|, likewise for b, with 1 + eps <= 1/nu.
//!
//! *Step.* Let h_l = eta |s| N prod_{k != l} w_k / w_l. W_l' = W_l - eta s N b_l a_(l-1)^T has the scale w_l' = eta |s| N |b_l| |a_(l-1)|, which is
//! phi_l h_l w_l with nu^(L-1) <= phi_l <= (1 + eps)^(L-1), the vectors x_l', y_(l-1)' along b_l, a_(l-1), and ||E_l'|| = ||W_l||/w_l'. So
//! eps' <= 2 nu^(-(L-1))/h, the cosines lose at most 4 eps/nu, and h' >= |s'/s| h^(L-1) nu^(L(L-1)). From |f'| >= N nu^L prod w_l' and |f| <= N nu^(-L) prod w_l,
//! |f'/f| >= (h nu^(L+1))^L >= 1, as L(L-1) >= L + 1; so |s'| >= |s| and h' >= h (h nu^(L(L-1))) >= 2h.
//!
//! *Sum.* h_t >= 2^t h, so the eps_t after the first sum up to at most 4 nu^(-(L-1))/h <= 2 nu^((L-1)²) <= nu²/8, each is at most nu²/4, and the cosines lose
//! less than 2 nu = chi/2 in total: the suppositions hold for ever. w_l' >= nu^(L-1) h w_l >= 2 w_l, and |f'/f| -> infinity. ∎
//!
//! # The vectors
//!
//! Any unit vectors will do. Where W_l is nearly of rank one, its longest row is nearly along y_(l-1), and two steps of the power method bring x_l and
//! y_(l-1) close to the singular vectors. With w = x^T W y, ||E||_F² = ||W||_F²/w² - 1.
//!
//! # What is monotone in what
//!
//! The hypotheses become harder as eps rises and as chi and h fall.

use super::{Established, Failure};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, Expression, Field};
use crate::certify::data_run::square_length;
use crate::certify::dense_run::DenseRun;
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::model::Risk;
use crate::model::network::{Matrix, dot};
use num_traits::One;
use std::cmp::Ordering;

/// The lemma of this file.
pub struct DenseGrowth;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// L.
    pub depth: usize,
    /// eps.
    pub rest: T,
    /// chi.
    pub cosine: T,
    /// h.
    pub push: T,
}

impl<T: Analytic> Numbers<T> {
    /// nu.
    fn quarter(&self) -> T {
        self.cosine.clone() / T::integer(4)
    }
}

impl Lemma for DenseGrowth {
    const NAME: &'static str = "dense_growth";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let nu = numbers.quarter();
        let count = numbers.depth * numbers.depth.saturating_sub(1);
        let power = (0..count).fold(T::one(), |product, _| product * &nu);
        vec![
            Slack::strict("chi > 0", numbers.cosine.clone()),
            Slack::weak("eps <= nu²/4", nu.square() / T::integer(4) - &numbers.rest),
            Slack::weak("h nu^(L(L-1)) >= 2", numbers.push.clone() * power - T::integer(2)),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers { depth: 3, rest: variable("eps"), cosine: variable("chi"), push: variable("h") }
    }
}

/// A layer seen as one of rank one.
struct RankOne {
    /// x_l, times its length.
    x: Vec<Ball>,
    /// y_{l-1}, times its length.
    y: Vec<Ball>,
    /// w_l.
    size: Ball,
    /// ||E_l||_F.
    rest: Ball,
}

/// A vector divided by its length, up to roundings, as exact numbers.
fn direction(vector: &[Ball]) -> Vec<Ball> {
    let length = square_length(vector).sqrt();
    vector.iter().map(|entry| (entry.clone() / &length).centre()).collect()
}

/// A layer within `radius` of a matrix, as one of rank one; `None` unless w_l > 0 is certain.
fn rank_one(matrix: &Matrix<Ball>, radius: Magnitude) -> Option<RankOne> {
    let squares: Vec<Ball> = matrix.rows.iter().map(|row| square_length(row)).collect();
    let longest = (0..squares.len())
        .reduce(|one, two| if squares[one].midpoint() < squares[two].midpoint() { two } else { one })?;
    let mut y = direction(&matrix.rows[longest]);
    let mut x = direction(&matrix.apply(&y));
    for _ in 0..POWERS {
        y = direction(&matrix.apply_transposed(&x));
        x = direction(&matrix.apply(&y));
    }
    let lengths = (square_length(&x) * square_length(&y)).sqrt();
    let size = (dot(&x, &matrix.apply(&y)) / lengths).widened(radius);
    if size.sign() != Some(Ordering::Greater) {
        return None;
    }
    let whole = squares.into_iter().reduce(|sum, square| sum + square)?.sqrt().widened(radius);
    let excess = (whole / &size).square() - Ball::one();
    // at least zero, whatever the roundings
    let rest = Ball::exact(excess.largest_size().upper()).sqrt();
    Some(RankOne { x, y, size, rest })
}

/// An output whose s is large enough for every purpose.
const ENOUGH: i32 = 1 << 20;

/// Steps of the power method.
const POWERS: usize = 2;

/// The numbers of a run at its present step; `None` without layers, or where a layer may be zero.
pub fn numbers(run: &DenseRun<'_>) -> Option<Numbers<Ball>> {
    let radius = run.radius();
    let layers = run.centre().layers.iter().map(|layer| rank_one(layer, radius)).collect::<Option<Vec<RankOne>>>()?;
    let cosine = |pair: &[RankOne]| {
        let lengths = (square_length(&pair[0].x) * square_length(&pair[1].y)).sqrt();
        (dot(&pair[0].x, &pair[1].y) / lengths).smallest_size()
    };
    let smallest = |one: Ball, two: Ball| one.smaller(&two);
    let product = layers.iter().fold(run.centre().scale.clone(), |product, layer| product * &layer.size);
    // s does not fall, so that a smaller |f| gives a lower bound, also where that of f is beyond all numbers
    let slope = run.equations().risk.slope(run.output().smallest_size().smaller(&Ball::integer(ENOUGH)));
    let push = run.learning_rate() * slope * product;
    Some(Numbers {
        depth: layers.len(),
        rest: layers.iter().map(|layer| layer.rest.clone()).reduce(|one, two| one.larger(&two))?,
        cosine: layers.windows(2).map(cosine).reduce(smallest)?,
        push: layers.iter().map(|layer| (push.clone() / layer.size.clone().square()).lower_end()).reduce(smallest)?,
    })
}

/// Tests the lemma at the present step: divergent.
///
/// # Errors
///
/// [`Failure`] for fewer than three layers, or names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DenseRun<'_>) -> Result<Established, Failure> {
    if run.problem().system.depth < 3 {
        return Err(Failure::NotApplicable("it is made for three or more layers"));
    }
    let numbers = numbers(run).ok_or(Failure::NotProved("w_l > 0 for all layers"))?;
    DenseGrowth::check(&numbers)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
