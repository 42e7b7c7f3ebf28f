//! Existence and uniqueness of zeros in a ball or a box: interval Newton and Krawczyk's test.
//!
//! Both contract a region to an image; if the image lies in the region's interior, there is exactly one zero, and it lies in the
//! image. The hypotheses are slacks of containment. Everything that is proved about roots, cycles and period doublings
//! rests on [`Newton::root`] and [`Krawczyk::zero`].
//!
//! # Lemma (interval Newton)
//!
//! Let X = [m - r, m + r], c in X, G differentiable on X, D an interval without 0 that contains G' over X, and N = c - G(c)/D. If N
//! lies in the interior of X, then G has exactly one zero in X, and it lies in N.
//!
//! *Proof.* For every x in X the mean value theorem gives G(x) = G(c) + g (x - c) with some g in D, that is
//! x - G(x)/g = c - G(c)/g; the right side lies in N. For x = m - r it therefore exceeds x, so that G(x)/g < 0, and for x = m + r
//! it is below x, so that G(x)/g > 0. All of D has one sign, so G has opposite signs at the ends of X, and a zero in X. G' is
//! never 0 on X, so it is the only one; and being x = c - G(c)/g it lies in N. ∎
//!
//! # Lemma (Krawczyk)
//!
//! Let X be a box with centre c and radii r, G a differentiable map of n variables to n numbers, J a matrix of intervals that
//! contains the Jacobian of G over X, and Y any matrix. If K = c - Y G(c) + (I - Y J)(X - c) lies in the interior of X, then G
//! has exactly one zero in X, it lies in K, and every matrix in J is regular, as is Y.
//!
//! *Proof.* Let A in J. The radius of K_i is at least Σ_j |I - Y A|_ij r_j and less than r_i: in the maximum norm scaled by r the
//! matrix I - Y A has a norm below 1, so Y A is regular, and with it A and Y. x ↦ x - Y G(x) maps X into K, by the mean value
//! theorem row by row, so Brouwer gives it a fixed point in K, which is a zero of G as Y is regular. Two zeros x, x' in X have
//! 0 = G(x) - G(x') = A (x - x') for a matrix A that has its rows from J, hence x = x'. ∎
//!
//! # What is monotone in what
//!
//! All slacks of containment rise with the radii and with D away from 0; ties fail, but that c may be an end of X.

use super::hypothesis::Slack;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Field};
use num_traits::Zero;
use std::ops::ControlFlow;

/// The hypotheses that a number x lies strictly between m - r and m + r, from r and x - m.
pub fn inside<T: Field>(radius: &T, displacement: &T) -> [Slack<T>; 2] {
    [
        Slack::strict("it lies below the upper end", radius.clone() - displacement),
        Slack::strict("it lies above the lower end", radius.clone() + displacement),
    ]
}

/// The radius of a ball as an exact number; zero where floats do not hold it, unbounded if the ball is.
pub fn exact_radius(region: &Ball) -> Ball {
    let radius = region.radius().to_float_up();
    if region.is_bounded() && Magnitude::from_float_down(&radius) != region.radius() {
        return Ball::zero();
    }
    Ball::exact(radius)
}

/// Whether all hypotheses are certain.
fn hold(slacks: &[Slack<Ball>]) -> bool {
    slacks.iter().all(Slack::is_certain)
}

/// The numbers of the interval Newton lemma.
#[derive(Clone, Debug, PartialEq)]
pub struct Newton<T> {
    /// m.
    pub centre: T,
    /// r.
    pub radius: T,
    /// c.
    pub point: T,
    /// G(c).
    pub value: T,
    /// D.
    pub slope: T,
}

impl<T: Field> Newton<T> {
    /// N.
    pub fn image(&self) -> T {
        self.point.clone() - self.value.clone() / &self.slope
    }

    /// The hypotheses.
    pub fn slacks(&self) -> Vec<Slack<T>> {
        let offset = self.point.clone() - &self.centre;
        let start = [
            Slack::weak("c <= m + r", self.radius.clone() - &offset),
            Slack::weak("c >= m - r", self.radius.clone() + &offset),
            Slack::strict("the slope is not 0", self.slope.clone().square()),
        ];
        let displacement = self.image() - &self.centre;
        start.into_iter().chain(inside(&self.radius, &displacement)).collect()
    }
}

impl Newton<Ball> {
    /// The numbers for a ball, a point of it, and enclosures of the function there and of its derivative over the ball.
    pub fn over(region: &Ball, point: Ball, value: Ball, slope: Ball) -> Self {
        Newton { centre: region.centre(), radius: exact_radius(region), point, value, slope }
    }

    /// The image, if the hypotheses hold: the ball has exactly one root, and the image contains it.
    ///
    /// # Guarantee
    ///
    /// Certified, by the lemma of [the module](self).
    pub fn root(&self) -> Option<Ball> {
        hold(&self.slacks()).then(|| self.image())
    }
}

/// The numbers of Krawczyk's lemma.
#[derive(Clone, Debug, PartialEq)]
pub struct Krawczyk<T> {
    /// c.
    pub centre: Vec<T>,
    /// r.
    pub radii: Vec<T>,
    /// Intervals around X - c.
    pub deviations: Vec<T>,
    /// G(c).
    pub residual: Vec<T>,
    /// J, by rows.
    pub jacobian: Vec<Vec<T>>,
    /// Y, by rows.
    pub inverse: Vec<Vec<T>>,
}

impl<T: Field> Krawczyk<T> {
    /// K - c.
    fn displacement(&self) -> Vec<T> {
        let dimension = self.centre.len();
        let entry = |row: usize| {
            let shift = sum((0..dimension).map(|index| self.inverse[row][index].clone() * &self.residual[index]));
            let spread = (0..dimension).map(|column| {
                let product = sum((0..dimension).map(|k| self.inverse[row][k].clone() * &self.jacobian[k][column]));
                let identity = if row == column { T::one() } else { T::zero() };
                (identity - product) * &self.deviations[column]
            });
            sum(spread) - shift
        };
        (0..dimension).map(entry).collect()
    }

    /// K.
    pub fn image(&self) -> Vec<T> {
        self.centre.iter().zip(self.displacement()).map(|(centre, moved)| centre.clone() + moved).collect()
    }

    /// The hypotheses, two for each variable.
    pub fn slacks(&self) -> Vec<Slack<T>> {
        self.radii.iter().zip(self.displacement()).flat_map(|(radius, moved)| inside(radius, &moved)).collect()
    }
}

impl Krawczyk<Ball> {
    /// The numbers for a box of balls, with enclosures of the map at its centre and of the Jacobian over it, and any matrix.
    pub fn over(region: &[Ball], residual: Vec<Ball>, jacobian: Vec<Vec<Ball>>, inverse: Vec<Vec<Ball>>) -> Self {
        Krawczyk {
            centre: region.iter().map(Ball::centre).collect(),
            radii: region.iter().map(exact_radius).collect(),
            deviations: region.iter().map(Ball::deviation).collect(),
            residual,
            jacobian,
            inverse,
        }
    }

    /// The image, if the hypotheses hold: the box has exactly one zero, and the image contains it. `None` also for a system that
    /// is not square.
    ///
    /// # Guarantee
    ///
    /// Certified, by the lemma of [the module](self).
    pub fn zero(&self) -> Option<Vec<Ball>> {
        let dimension = self.centre.len();
        let square =
            |matrix: &[Vec<Ball>]| matrix.len() == dimension && matrix.iter().all(|row| row.len() == dimension);
        let consistent = [&self.radii, &self.deviations, &self.residual].iter().all(|part| part.len() == dimension)
            && square(&self.jacobian)
            && square(&self.inverse);
        (consistent && dimension > 0 && hold(&self.slacks())).then(|| self.image())
    }
}

fn sum<T: Field>(terms: impl Iterator<Item = T>) -> T {
    terms.fold(T::zero(), |sum, term| sum + term)
}

/// The first proof among regions of doubling radius, `doublings` of them at most: Newton's last step says how near a zero is, and the
/// test may need some room around it. `prove` breaks with a proof, or without one where larger regions are hopeless.
pub fn prove_by_doubling<P>(
    first: Magnitude,
    doublings: u32,
    mut prove: impl FnMut(Magnitude) -> ControlFlow<Option<P>>,
) -> Option<P> {
    let mut radius = first;
    for _ in 0..doublings {
        radius = radius.add_up(radius);
        if let ControlFlow::Break(end) = prove(radius) {
            return end;
        }
    }
    None
}

/// Ends a search with what was proved, or lets it go on.
pub fn end_with<P>(proved: Option<P>) -> ControlFlow<Option<P>> {
    match proved {
        Some(proved) => ControlFlow::Break(Some(proved)),
        None => ControlFlow::Continue(()),
    }
}
