//! All eigenvalues of a small real matrix that need not be symmetric, enclosed.
//!
//! # Lemma (Smith's discs)
//!
//! Let p be a monic polynomial of degree d, z_1, ..., z_d distinct complex numbers, and W_i = p(z_i)/Π_{j != i} (z_i - z_j). Every root of p
//! lies in one of the discs |z - z_i| <= d |W_i|, and a union of k of these discs that meets none of the others holds exactly k roots, with
//! multiplicity.
//!
//! *Proof.* Lagrange's interpolation of the polynomial p - Π (z - z_j), of degree below d, gives p(z) = Π (z - z_j) (1 + Σ W_j/(z - z_j)), which is the
//! characteristic polynomial of diag(z_1, ..., z_d) - e W^T with e = (1, ..., 1). Column i of that matrix has z_i - W_i on the
//! diagonal and -W_i elsewhere, so Gershgorin's discs by columns have centres z_i - W_i and radii (d - 1) |W_i|. ∎
//!
//! A disc alone that meets the mirror image of no other disc in the real axis holds a real root: were the root not real, its conjugate would be another
//! root, and so in another disc. Source: B. T. Smith, Journal of the ACM 17 (1970).
//!
//! The coefficients come from the traces of Faddeev and LeVerrier, in balls; the z_i from Weierstrass's iteration on their midpoints, which
//! proves nothing.

use super::magnitude::Magnitude;
use super::{Ball, Field};
use crate::arithmetic::elimination::multiply;
use num_traits::{One, Zero};

/// An enclosed complex number.
#[derive(Clone, Debug, PartialEq)]
pub struct Eigenvalue {
    /// The real part.
    pub real: Ball,
    /// The imaginary part; exactly zero where the eigenvalue is proved to be real.
    pub imaginary: Ball,
}

/// A complex number of balls.
#[derive(Clone, Debug)]
struct Complex {
    real: Ball,
    imaginary: Ball,
}

impl Complex {
    fn real(real: Ball) -> Self {
        Complex { real, imaginary: Ball::zero() }
    }
    fn plus(self, real: &Ball) -> Complex {
        Complex { real: self.real + real, imaginary: self.imaginary }
    }
    fn minus(self, other: &Complex) -> Complex {
        Complex { real: self.real - &other.real, imaginary: self.imaginary - &other.imaginary }
    }
    fn times(&self, other: &Complex) -> Complex {
        let real = self.real.clone() * &other.real - self.imaginary.clone() * &other.imaginary;
        let imaginary = self.real.clone() * &other.imaginary + self.imaginary.clone() * &other.real;
        Complex { real, imaginary }
    }
    fn over(&self, other: &Complex) -> Complex {
        let size = other.real.clone().square() + other.imaginary.clone().square();
        let conjugate = Complex { real: other.real.clone(), imaginary: -other.imaginary.clone() };
        let Complex { real, imaginary } = self.times(&conjugate);
        Complex { real: real / &size, imaginary: imaginary / size }
    }
    fn centre(&self) -> Complex {
        Complex { real: self.real.centre(), imaginary: self.imaginary.centre() }
    }
    fn conjugate(&self) -> Complex {
        Complex { real: self.real.clone(), imaginary: -self.imaginary.clone() }
    }
    fn is_bounded(&self) -> bool {
        self.real.is_bounded() && self.imaginary.is_bounded()
    }
    /// An upper bound of the absolute value.
    fn size_up(&self) -> Magnitude {
        let (x, y) = (self.real.magnitude_up(), self.imaginary.magnitude_up());
        x.mul_up(x).add_up(y.mul_up(y)).sqrt_up()
    }
    /// Whether the distance of two exact numbers is certainly larger than this.
    fn is_farther_than(&self, other: &Complex, distance: Magnitude) -> bool {
        let apart = self.clone().minus(other);
        let square = apart.real.square() + apart.imaginary.square();
        let reach = Ball::exact(distance.mul_up(distance).to_float_up());
        reach.is_certainly_less(&square)
    }
}

/// The coefficients c_0, ..., c_{d-1} of det(z - A) = z^d + Σ c_k z^k.
fn characteristic_polynomial(matrix: &[Vec<Ball>]) -> Vec<Ball> {
    let size = matrix.len();
    let mut coefficients = vec![Ball::zero(); size];
    // M_1 = I, M_{k+1} = A M_k + c_{d-k} I, and c_{d-k} = -tr(A M_k)/k
    let mut factor: Vec<Vec<Ball>> =
        (0..size).map(|i| (0..size).map(|j| if i == j { Ball::one() } else { Ball::zero() }).collect()).collect();
    for k in 1..=size {
        factor = multiply(matrix, &factor);
        let trace = (0..size).fold(Ball::zero(), |sum, i| sum + &factor[i][i]);
        let coefficient = -trace / Ball::integer(k as i32);
        for (i, row) in factor.iter_mut().enumerate() {
            row[i] = row[i].clone() + &coefficient;
        }
        coefficients[size - k] = coefficient;
    }
    coefficients
}

/// p(z) by Horner's rule.
fn value(coefficients: &[Ball], z: &Complex) -> Complex {
    coefficients.iter().rev().fold(Complex::real(Ball::one()), |sum, coefficient| sum.times(z).plus(coefficient))
}

/// W_i.
fn correction(coefficients: &[Ball], points: &[Complex], index: usize) -> Complex {
    let others = points.iter().enumerate().filter(|(other, _)| *other != index);
    let gaps = others.fold(Complex::real(Ball::one()), |gaps, (_, z)| gaps.times(&points[index].clone().minus(z)));
    value(coefficients, &points[index]).over(&gaps)
}

/// Points near the roots: Weierstrass's iteration on midpoints, from the powers of a number that no symmetry of a real polynomial maps to
/// each other, times a radius. Not proved.
fn approximate_roots(coefficients: &[Ball], radius: &Ball, bits: u32) -> Option<Vec<Complex>> {
    let centres: Vec<Ball> = coefficients.iter().map(Ball::centre).collect();
    let tenth = |tenths: i32| (Ball::integer(tenths).with_bits(bits) / Ball::integer(10)).centre();
    let turn = Complex { real: tenth(4), imaginary: tenth(9) };
    let next = |z: &Complex| Some(z.times(&turn).centre());
    let first = Complex::real(radius.clone());
    let mut points: Vec<Complex> = std::iter::successors(Some(first), next).take(coefficients.len()).collect();
    let small = radius.magnitude_up().shifted(-i64::from(bits));
    for _ in 0..MOST_ITERATIONS {
        let mut largest = Magnitude::ZERO;
        for index in 0..points.len() {
            let step = correction(&centres, &points, index).centre();
            if !step.is_bounded() {
                return None;
            }
            largest = largest.max(step.size_up());
            points[index] = points[index].clone().minus(&step).centre();
        }
        if largest.is_at_most(small) {
            break;
        }
    }
    Some(points)
}

/// Iterations before giving up on more digits: a few for each factor between the radius and the roots, and about ten in the end. At roots of
/// higher multiplicity each gives one bit at most.
pub const MOST_ITERATIONS: usize = 300;

/// The eigenvalues of every matrix in an enclosure, with multiplicity: by falling real part, then by falling imaginary part. Where several
/// cannot be told apart, each has an enclosure of them all. Unbounded for a matrix that is not square or not bounded.
///
/// # Guarantee
///
/// Certified: the eigenvalues can be numbered so that each lies in its enclosure.
pub fn eigenvalues(matrix: &[Vec<Ball>]) -> Vec<Eigenvalue> {
    let size = matrix.len();
    let bits = matrix.iter().flatten().map(Ball::bits).max().unwrap_or(64);
    let unknown = || {
        let anything = Eigenvalue { real: Ball::unbounded(bits), imaginary: Ball::unbounded(bits) };
        vec![anything; size]
    };
    if matrix.iter().any(|row| row.len() != size) || !matrix.iter().flatten().all(Ball::is_bounded) {
        return unknown();
    }
    if let [row] = matrix {
        return vec![Eigenvalue { real: row[0].clone(), imaginary: Ball::zero() }];
    }
    let norm = matrix
        .iter()
        .map(|row| row.iter().fold(Magnitude::ZERO, |sum, entry| sum.add_up(entry.magnitude_up())))
        .fold(Magnitude::ZERO, Magnitude::max);
    let coefficients = characteristic_polynomial(matrix);
    let radius = Ball::exact(norm.to_float_up()).with_bits(bits);
    let points = match norm.is_zero() {
        true => return vec![Eigenvalue { real: Ball::zero(), imaginary: Ball::zero() }; size],
        false => approximate_roots(&coefficients, &radius, bits),
    };
    let Some(points) = points else { return unknown() };
    let times = Magnitude::from_f64(size as f64);
    let reach = |index: usize| correction(&coefficients, &points, index).size_up().mul_up(times);
    let reaches: Vec<Magnitude> = (0..size).map(reach).collect();
    if !reaches.iter().all(|reach| reach.is_finite()) {
        return unknown();
    }
    let centres = points.into_iter().map(|Complex { real, imaginary }| Eigenvalue { real, imaginary });
    sorted(enclosures(&centres.collect::<Vec<_>>(), &reaches, bits))
}

/// The roots of a real polynomial that lie in discs as those of the lemma, with exact centres: an enclosure for each disc, which is that of all discs
/// that it is joined to, as they hold as many roots together.
///
/// # Guarantee
///
/// Certified, if the union of any discs that meet no others holds as many roots as discs.
pub fn enclosures(centres: &[Eigenvalue], reaches: &[Magnitude], bits: u32) -> Vec<Eigenvalue> {
    let size = centres.len();
    let points: Vec<Complex> = centres
        .iter()
        .map(|Eigenvalue { real, imaginary }| Complex { real: real.clone(), imaginary: imaginary.clone() })
        .collect();
    let apart = |i: usize, j: usize, other: &Complex| points[i].is_farther_than(other, reaches[i].add_up(reaches[j]));
    // the least index of a disc that is joined to each by a chain of discs that may meet
    let mut group: Vec<usize> = (0..size).collect();
    for i in 0..size {
        for j in 0..i {
            let (one, other) = (group[i].min(group[j]), group[i].max(group[j]));
            if one != other && !apart(i, j, &points[j]) {
                group.iter_mut().filter(|label| **label == other).for_each(|label| *label = one);
            }
        }
    }
    let part = |i: usize, x: &Ball| x.clone().widened(reaches[i]);
    let enclosure = |i: usize| {
        let members: Vec<usize> = (0..size).filter(|j| group[*j] == group[i]).collect();
        let alone = members.len() == 1 && (0..size).all(|j| j == i || apart(i, j, &points[j].conjugate()));
        let hull = |of: &dyn Fn(usize) -> Ball| {
            let ends = members.iter().map(|j| of(*j)).map(|ball| (ball.lower(), ball.upper()));
            let joined = ends.reduce(|(low, high), (lower, upper)| (low.min(&lower), high.max(&upper)));
            joined.map_or_else(|| Ball::unbounded(bits), |(low, high)| Ball::between(&low, &high, bits))
        };
        let real = hull(&|j| part(j, &points[j].real));
        let imaginary = if alone { Ball::zero() } else { hull(&|j| part(j, &points[j].imaginary)) };
        Eigenvalue { real, imaginary }
    };
    (0..size).map(enclosure).collect()
}

fn sorted(mut values: Vec<Eigenvalue>) -> Vec<Eigenvalue> {
    // conjugate numbers have real parts that differ by roundings, which single floats do not show
    let key = |value: &Eigenvalue| [value.real.midpoint().to_f32(), value.imaginary.midpoint().to_f32()];
    values.sort_by(|one, other| {
        let ([a, b], [c, d]) = (key(one), key(other));
        c.total_cmp(&a).then(d.total_cmp(&b))
    });
    values
}
