//! Divergence of the two-layer network under a loss of bounded slope: the signs of the margins repeat, and the weights grow.
//!
//! # Lemma
//!
//! (G5p), for one orbit. Let l' have the limits -s and 0, each approached within s e^{-|u|}, s = 1 ([`crate::model::facts`]). A row
//! (w1, w2) of weights of a hidden unit, times N, moves by the matrix I - eta N S(g), S(g) = [[0, g], [g^T, 0]]. Let P be invertible, and
//! write the rows as combinations of those of P: with the coefficients c of the first row and rho of the others over all units, let
//! C = |c| and R = |rho|. Choose q > 0, a number C_0 > 0 and a period k. For the phases j = 0, 1, .., k - 1 let P_0 = P and
//! P_{j+1} = P_j (I - eta N S(g_j)), where g_j is an enclosure of g(v) for all states whose rows have coefficients with C >= C_0 and R <= q C
//! with respect to P_j, and where, for each signed point z_i, with the row (a, a') of P_j (z_i, 0)^T and (b, b') of the last column of P_j,
//! split as first entry and the rest,
//!
//! > (i) theta_ij = |a b| - q |a b' + b a'| - q² |a'| |b'| > 0.
//!
//! At every phase let some point have a b < 0. With D = P_k P^{-1} = [[D_11, D_12], [D_21, D_22]], alpha <= |D_11|, beta >= |D_21|,
//! sigma >= |D_12| and nu >= ||D_22||, let
//!
//! > (ii) alpha - beta q > 1,  (iii) sigma + nu q <= q (alpha - beta q),
//!
//! and at step T, with coefficients with respect to P, C >= C_0 > 0 and (iv) R <= q C. Then the orbit diverges: C grows by the factor alpha - beta q at
//! least in each k steps, and the loss tends to infinity.
//!
//! # Proof
//!
//! N z_i·v is the sum over the units of (c a + rho·a')(c b + rho·b'), which differs from C² a b by at most
//! C R |a b' + b a'| + R² |a'| |b'|. So |z_i·v| >= theta_ij C²/N, with the sign of a b, wherever R <= q C: the pattern of signs is that of the
//! phase, and l'(z_i·v) is within e^{-theta_ij C_0²/N} of its limit. This is how g_j is enclosed, from phase to phase. After a period the
//! coefficients are c' = c D_11 + rho D_21 and rho' = c D_12 + rho D_22, so that C' >= (alpha - beta q) C and
//! R' <= (sigma + nu q) C <= q C': the cone is invariant and C grows, for ever. At every phase a point with a b < 0 has
//! z_i·v <= -theta_ij C²/N, which tends to minus infinity, and so the loss tends to infinity. ∎
//!
//! Source: proofs/THEORY.md section 6, (G5p), which shows that such patterns have open sets of starts; the enclosures make it a statement
//! about one start.
//!
//! # What is monotone in what
//!
//! (i) to (iv) become harder as beta, sigma, nu and R rise and as alpha, C and theta fall.

use super::{Established, Failure};
use crate::arithmetic::elimination::{inverse, multiply};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::certify::checks::gram_separable::scale;
use crate::certify::data_run::{DataRun, StatesOnData, square_length, whole};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::GramSystem;
use crate::model::{LossName, network::dot};
use num_traits::Zero;
use rug::Rational;
use std::cmp::Ordering;

/// The lemma of this file.
pub struct GramPattern;

/// The longest period that is followed.
pub const LONGEST_PATTERN: u32 = 4096;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// alpha.
    pub growth: T,
    /// beta.
    pub leak: T,
    /// sigma.
    pub gain: T,
    /// nu.
    pub rest: T,
    /// q.
    pub cone: T,
    /// The least theta_ij.
    pub clearance: T,
    /// A lower bound of C at step T.
    pub dominant: T,
    /// An upper bound of R at step T.
    pub other: T,
}

impl Lemma for GramPattern {
    const NAME: &'static str = "gram_pattern";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { growth, leak, gain, rest, cone, clearance, dominant, other } = numbers;
        let growing = growth.clone() - leak.clone() * cone;
        vec![
            Slack::strict("q > 0", cone.clone()),
            Slack::strict("C > 0", dominant.clone()),
            Slack::strict("theta > 0 for all points and phases", clearance.clone()),
            Slack::strict("alpha - beta q > 1", growing.clone() - T::one()),
            Slack::weak("sigma + nu q <= q (alpha - beta q)", cone.clone() * growing - gain - rest.clone() * cone),
            Slack::weak("R <= q C", cone.clone() * dominant - other),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            growth: variable("alpha"),
            leak: variable("beta"),
            gain: variable("sigma"),
            rest: variable("nu"),
            cone: variable("q"),
            clearance: variable("theta"),
            dominant: variable("C"),
            other: variable("R"),
        }
    }
}

/// The limit of -l' at minus infinity.
///
/// # Errors
///
/// [`Failure::NotApplicable`] where l' is unbounded.
pub fn slope_limit(loss: LossName) -> Result<Rational, Failure> {
    loss.facts()
        .margin_slope_limit()
        .ok_or(Failure::NotApplicable("it is made for losses of bounded slope, such as the logistic loss"))
}

/// What a proof chooses.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// k.
    pub period: u32,
    /// P, by rows.
    pub basis: &'a [Vec<Rational>],
    /// q.
    pub cone: &'a Rational,
}

/// The numbers of a run at its present step.
///
/// # Errors
///
/// [`Failure`] for a loss of unbounded slope, a basis that is none, or a phase at which no point is misclassified.
pub fn numbers(run: &impl StatesOnData<GramSystem>, choice: &Choice<'_>) -> Result<Numbers<Ball>, Failure> {
    let system = run.system();
    let limit = Ball::from_exact(&slope_limit(system.loss)?, run.bits());
    let size = system.features() + 1;
    if choice.basis.len() != size || choice.basis.iter().any(|row| row.len() != size) {
        return Err(Failure::OutOfRange("the basis must have a row for each feature and one more, each as long"));
    }
    if choice.period == 0 || choice.period > LONGEST_PATTERN {
        return Err(Failure::OutOfRange("the period must be between 1 and 4096"));
    }
    let bits = run.bits();
    let basis: Vec<Vec<Ball>> =
        choice.basis.iter().map(|row| row.iter().map(|x| Ball::from_exact(x, bits)).collect()).collect();
    let inverse = inverse(&basis).ok_or(Failure::NotProved("the basis is invertible"))?;
    let cone = Ball::from_exact(choice.cone, bits);
    let n = scale(&system.width, bits);
    let (dominant, other) = coefficients(run, &n, &inverse);
    // C_0²/N
    let reach = Ball::exact((dominant.clone().square() / &n).lower());
    let step = run.learning_rate() * &n;
    let mut rows = basis;
    let mut clearance: Option<Ball> = None;
    for _ in 0..choice.period {
        let phase = Phases { rows: &rows, cone: &cone, reach: &reach, limit: &limit };
        let (gradient, least) = phase.gradient(run)?;
        clearance = Some(clearance.map_or(least.clone(), |known| known.smaller(&least)));
        rows = rows.iter().map(|row| moved(row, &gradient, &step)).collect();
    }
    let image = multiply(&rows, &inverse);
    let below: Vec<Ball> = image[1..].iter().map(|row| row[0].clone()).collect();
    Ok(Numbers {
        growth: image[0][0].smallest_size(),
        leak: square_length(&below).sqrt().upper_end(),
        gain: square_length(&image[0][1..]).sqrt().upper_end(),
        rest: norm_bound(&image[1..]),
        cone,
        clearance: clearance.unwrap_or_else(Ball::zero),
        dominant,
        other,
    })
}

/// A lower bound of C and an upper bound of R: the diagonal of P^{-T} G P^{-1}, G = N² Z^T Z = [[M, N v], [N v^T, b]].
fn coefficients(run: &impl StatesOnData<GramSystem>, n: &Ball, inverse: &[Vec<Ball>]) -> (Ball, Ball) {
    let gram = run.state().matrix(n);
    let diagonal = |column: usize| {
        let x: Vec<Ball> = inverse.iter().map(|row| row[column].clone()).collect();
        let image: Vec<Ball> = gram.iter().map(|row| dot(row, &x)).collect();
        dot(&x, &image)
    };
    let first = diagonal(0).lower();
    let first = if first.is_sign_negative() { Ball::zero() } else { Ball::exact(first).sqrt() };
    let others = (1..gram.len()).fold(Ball::zero(), |sum, column| sum + Ball::exact(diagonal(column).upper()));
    (Ball::exact(first.lower()), Ball::exact(others.sqrt().upper()))
}

/// One phase of the pattern.
struct Phases<'a> {
    rows: &'a [Vec<Ball>],
    cone: &'a Ball,
    reach: &'a Ball,
    limit: &'a Ball,
}

impl Phases<'_> {
    /// An enclosure of g over the cone, and the least theta.
    fn gradient(&self, run: &impl StatesOnData<GramSystem>) -> Result<(Vec<Ball>, Ball), Failure> {
        let features = self.rows.len() - 1;
        let column: Vec<Ball> = self.rows.iter().map(|row| row[features].clone()).collect();
        let mut sum = vec![Ball::zero(); features];
        let mut least: Option<Ball> = None;
        let mut misclassified = false;
        let points = run.risk().points().zip(run.system().points.iter().map(|(_, k)| *k));
        for (z, multiplicity) in points.filter(|(_, multiplicity)| *multiplicity > 0) {
            let image: Vec<Ball> = self.rows.iter().map(|row| dot(&row[..features], z)).collect();
            let product = image[0].clone() * &column[0];
            let mixed: Vec<Ball> = image[1..]
                .iter()
                .zip(&column[1..])
                .map(|(a, b)| image[0].clone() * b + column[0].clone() * a)
                .collect();
            let square = square_length(&image[1..]).sqrt() * square_length(&column[1..]).sqrt();
            let theta = product.smallest_size()
                - self.cone.clone() * square_length(&mixed).sqrt()
                - self.cone.clone().square() * square;
            let theta = theta.lower_end();
            let sign = product.sign().filter(|sign| *sign != Ordering::Equal);
            let Some(sign) = sign.filter(|_| theta.sign() == Some(Ordering::Greater)) else {
                return Err(Failure::NotProved("theta > 0 for all points and phases"));
            };
            let doubt = ((-(self.reach.clone() * &theta)).exp() * self.limit).magnitude_up();
            let slope = if sign == Ordering::Less { -self.limit.clone() } else { Ball::zero() }.widened(doubt);
            misclassified |= sign == Ordering::Less;
            let Ok(times) = i32::try_from(multiplicity) else {
                return Err(Failure::OutOfRange("a point may be repeated at most 2147483647 times"));
            };
            let weight = slope * Ball::integer(times);
            sum.iter_mut().zip(z).for_each(|(entry, x)| *entry = entry.clone() + weight.clone() * x);
            least = Some(least.map_or(theta.clone(), |known| known.smaller(&theta)));
        }
        if !misclassified {
            return Err(Failure::NotProved("a point is misclassified at every phase"));
        }
        let count = whole(run.count(), run.bits());
        Ok((sum.into_iter().map(|entry| entry / &count).collect(), least.unwrap_or_else(Ball::zero)))
    }
}

/// A row times I - eta N S(g).
fn moved(row: &[Ball], gradient: &[Ball], step: &Ball) -> Vec<Ball> {
    let features = gradient.len();
    let last = &row[features];
    let mut next: Vec<Ball> =
        row[..features].iter().zip(gradient).map(|(x, g)| x.clone() - step.clone() * g * last).collect();
    next.push(last.clone() - step.clone() * dot(&row[..features], gradient));
    next
}

/// An upper bound of the operator norm of the columns beyond the first: the geometric mean of the largest row and column sums.
fn norm_bound(rows: &[Vec<Ball>]) -> Ball {
    let size = |entry: &Ball| entry.largest_size();
    let row_sums = rows.iter().map(|row| row[1..].iter().fold(Ball::zero(), |sum, entry| sum + size(entry)));
    let column_sums = (0..rows.len()).map(|j| rows.iter().fold(Ball::zero(), |sum, row| sum + size(&row[j + 1])));
    let largest =
        |sums: &mut dyn Iterator<Item = Ball>| sums.reduce(|one, other| one.larger(&other)).unwrap_or_else(Ball::zero);
    let (row, column) = (largest(&mut row_sums.into_iter()), largest(&mut column_sums.into_iter()));
    Ball::exact((row.upper_end() * column.upper_end()).sqrt().upper())
}

/// Tests the lemma at the present step: divergent.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, GramSystem>, choice: &Choice<'_>) -> Result<Established, Failure> {
    GramPattern::check(&numbers(run, choice)?)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
