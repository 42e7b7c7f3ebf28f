//! Convergence of the linear predictor in several features to a cycle of period n >= 2.
//!
//! # Lemma
//!
//! Let F be the map (P6), c a point, P an invertible matrix, r > 0 and E = {c + P y : |y| <= r}. Let rho bound the norm of P^{-1} (F^n)'(u) P for
//! all u in E, and delta that of P^{-1} (F^n(c) - c). If
//!
//! > (i) rho < 1,  (ii) delta + rho r <= r,  (iii) F^q(x) != x for each proper divisor q of n and each x in E within delta/(1 - rho) of c,
//! > (iv) |P^{-1} (v_T - c)| <= r at some step T,
//!
//! distances measured in y, then E holds a point x of exactly one cycle of prime period n, within delta/(1 - rho) of c, and the orbit
//! converges to that cycle.
//!
//! # Proof
//!
//! E is convex, so in y the map F^n contracts distances in E by rho, by the mean value theorem, and it takes E into itself by (ii): |y'| <= delta + rho |y|. It
//! is complete, so there is exactly one fixed point x in E, with |x - c| <= delta + rho |x - c|. Its prime period divides n, and by (iii) it is no proper divisor. By (iv)
//! F^{jn}(v_T) tends to x, and by continuity F^{jn + i}(v_T) to F^i(x). As n >= 2, x is no fixed point, so that the orbit does not converge. ∎
//!
//! The multipliers are the eigenvalues of (F^n)'(x), the same at each point of the cycle as that is a product of matrices in cyclic order. By (i)
//! all lie inside the unit circle.
//!
//! # How E is followed
//!
//! With enclosures J_i of (F^i)'(u) P for all u in E, the i-th image of E lies around F^i(c) in a box whose sides are the lengths of the rows of J_i times r:
//! the dependence on y is kept, so that nothing wraps. There the symmetric matrices I - eta H are enclosed, and J_{i+1} = (I - eta H) J_i.
//!
//! Source: proofs/THEORY.md section 6, (P7).
//!
//! # What is monotone in what
//!
//! All hypotheses become harder as rho, delta and the distance of v_T rise, and (iii) as the least distance of F^q(x) from x falls.

use super::{Established, Failure};
use crate::arithmetic::elimination::{inverse, multiply};
use crate::arithmetic::spectrum::eigenvalues;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::cycle::LONGEST_PERIOD;
use crate::certify::data_run::{DataRun, StatesOnData, square_length};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{FeatureCycle, Limit, Multiplier, Phase};
use crate::dynamics::features::{FeaturePredictor, Weights};
use crate::dynamics::{Equations, FeatureSystem};
use crate::model::{LossName, network::dot};
use num_traits::{One, Zero};
use rug::Rational;

/// The lemma of this file.
pub struct FeaturesCycle;

/// The most features in which cycles are proved: the matrices of a period, their inverse and their characteristic polynomial take as many
/// operations as the third and the fourth power of it.
pub const MOST_FEATURES: usize = 16;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// r.
    pub radius: T,
    /// rho.
    pub contraction: T,
    /// delta.
    pub displacement: T,
    /// |P^{-1} (v_T - c)|.
    pub distance: T,
    /// A lower bound of |F^q(x) - x|² for all proper divisors q of n.
    pub moved: T,
}

impl Lemma for FeaturesCycle {
    const NAME: &'static str = "features_cycle";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { radius, contraction, displacement, distance, moved } = numbers;
        vec![
            Slack::strict("r > 0", radius.clone()),
            Slack::strict("rho < 1", T::one() - contraction),
            Slack::weak("delta + rho r <= r", radius.clone() - displacement - contraction.clone() * radius),
            Slack::strict("F^q(x) != x for each proper divisor q of n", moved.clone()),
            Slack::weak("|P^{-1} (v_T - c)| <= r", radius.clone() - distance),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            radius: variable("r"),
            contraction: variable("rho"),
            displacement: variable("delta"),
            distance: variable("distance"),
            moved: variable("moved"),
        }
    }
}

/// What a proof chooses.
#[derive(Clone, Debug)]
pub struct Choice<'a> {
    /// n.
    pub period: usize,
    /// c.
    pub centre: &'a [Rational],
    /// P, by rows.
    pub frame: &'a [Vec<Rational>],
    /// r.
    pub radius: &'a Rational,
}

/// The images of an ellipsoid c + P y, |y| <= r, under F, F², ..., F^n.
pub struct Images {
    /// Boxes around the ellipsoid and its images: n + 1 of them.
    pub boxes: Vec<Vec<Ball>>,
    /// The images of c.
    pub centres: Vec<Vec<Ball>>,
    /// J_n.
    pub slopes: Vec<Vec<Ball>>,
}

/// Follows an ellipsoid.
///
/// # Guarantee
///
/// Certified: each point of the ellipsoid and its images lie in the boxes, and the derivatives of F^n there, times P, in the slopes.
pub fn images(
    equations: &FeaturePredictor<Ball, LossName>,
    centre: &[Ball],
    frame: &[Vec<Ball>],
    radius: &Ball,
    period: usize,
) -> Images {
    let around = |centre: &[Ball], slopes: &[Vec<Ball>]| -> Vec<Ball> {
        let side = |row: &Vec<Ball>| (square_length(row).upper_end().sqrt() * radius).magnitude_up();
        centre.iter().zip(slopes).map(|(x, row)| x.clone().widened(side(row))).collect()
    };
    let mut slopes = frame.to_vec();
    let mut centres = vec![centre.to_vec()];
    let mut boxes = vec![around(centre, &slopes)];
    for step in 0..period {
        let bends = multiply(&equations.risk.hessian(&boxes[step]), &slopes);
        for (row, bend) in slopes.iter_mut().zip(bends) {
            for (entry, bent) in row.iter_mut().zip(bend) {
                *entry = entry.clone() - equations.learning_rate.clone() * bent;
            }
        }
        let next = equations.step(Weights { weights: centres[step].clone() }).weights;
        boxes.push(around(&next, &slopes));
        centres.push(next);
    }
    Images { boxes, centres, slopes }
}

/// An upper bound of the norm of all matrices in an enclosure.
fn norm(matrix: &[Vec<Ball>]) -> Ball {
    let columns: Vec<Vec<Ball>> =
        (0..matrix.len()).map(|j| matrix.iter().map(|row| row[j].clone()).collect()).collect();
    let square: Vec<Vec<Ball>> = (0..columns.len())
        .map(|i| (0..columns.len()).map(|j| dot(&columns[i.min(j)], &columns[i.max(j)])).collect())
        .collect();
    // rounding may make a little less than nothing of it
    let top = Ball::top_eigenvalue(&square).upper_end().larger(&Ball::zero());
    top.sqrt().upper_end()
}

/// The length of a vector in y.
fn length(inverse: &[Vec<Ball>], vector: &[Ball]) -> Ball {
    let image: Vec<Ball> = inverse.iter().map(|row| dot(row, vector)).collect();
    square_length(&image).upper_end().sqrt().upper_end()
}

fn difference(one: &[Ball], other: &[Ball]) -> Vec<Ball> {
    one.iter().zip(other).map(|(x, y)| x.clone() - y).collect()
}

/// The numbers of a run, and what they were found with.
pub struct Evaluated {
    /// The numbers.
    pub numbers: Numbers<Ball>,
    /// The images of the points within delta/(1 - rho) of c, x among them.
    pub near: Images,
    /// P^{-1}.
    pub inverse: Vec<Vec<Ball>>,
}

/// The numbers of a run at its present step.
///
/// # Errors
///
/// [`Failure`] for a period, a centre or a frame out of range, or a frame that is not certainly invertible.
pub fn numbers(run: &DataRun<'_, FeatureSystem>, choice: &Choice<'_>) -> Result<Evaluated, Failure> {
    let Choice { period, centre, frame, radius } = *choice;
    let features = run.system().features();
    if !(2..=LONGEST_PERIOD).contains(&period) {
        return Err(Failure::OutOfRange("the period must be from 2 to 64"));
    }
    if features > MOST_FEATURES {
        return Err(Failure::OutOfRange("cycles are proved in 16 features at most"));
    }
    if centre.len() != features || frame.len() != features || frame.iter().any(|row| row.len() != features) {
        return Err(Failure::OutOfRange("the centre and the rows of the frame must have a number for each feature"));
    }
    let read = |value: &Rational| Ball::from_exact(value, run.bits());
    let centre: Vec<Ball> = centre.iter().map(read).collect();
    let frame: Vec<Vec<Ball>> = frame.iter().map(|row| row.iter().map(read).collect()).collect();
    let radius = read(radius).lower_end();
    let inverse = inverse(&frame).ok_or(Failure::NotProved("the frame is invertible"))?;
    let equations = run.equations();
    let wide = images(equations, &centre, &frame, &read(choice.radius).upper_end(), period);
    let contraction = norm(&multiply(&inverse, &wide.slopes));
    let displacement = length(&inverse, &difference(&wide.centres[period], &centre));
    // where rho < 1 is in doubt this is too, and the lemma says so
    let reach = (displacement.clone() / (Ball::one() - &contraction)).upper_end();
    let near = images(equations, &centre, &frame, &reach, period);
    let moved = (1..period)
        .filter(|divisor| period.is_multiple_of(*divisor))
        .map(|divisor| square_length(&difference(&near.boxes[divisor], &near.boxes[0])).lower_end())
        .reduce(|least, next| least.smaller(&next));
    let numbers = Numbers {
        radius,
        contraction,
        displacement,
        distance: length(&inverse, &difference(run.v(), &centre)),
        moved: moved.unwrap_or_else(Ball::zero),
    };
    Ok(Evaluated { numbers, near, inverse })
}

/// Tests the lemma at the present step: oscillating.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, FeatureSystem>, choice: &Choice<'_>) -> Result<Established, Failure> {
    let Evaluated { numbers, near, inverse } = numbers(run, choice)?;
    FeaturesCycle::check(&numbers)?;
    // P^{-1} (F^n)'(x) P has the same eigenvalues.
    let multipliers = eigenvalues(&multiply(&inverse, &near.slopes))
        .into_iter()
        .map(|value| Multiplier { real: value.real, imaginary: value.imaginary })
        .collect();
    let cycle = near.boxes.into_iter().take(choice.period).collect();
    let limit = FeatureCycle { cycle, multipliers };
    Ok(Established { phase: Phase::Oscillating, limit: Some(Limit::FeatureCycle(limit)) })
}
