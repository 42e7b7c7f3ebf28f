//! The top eigenvalue of a symmetric operator that is only known by its products with vectors.
//!
//! Lanczos with full reorthogonalisation, restarted from its best vector. The products A q_j with the basis vectors are
//! kept, so that for the returned unit vector y = sum s_j q_j the product Ay = sum s_j A q_j needs no further one. The
//! result is judged by these: with theta = y·Ay and r = Ay - theta y,
//!
//! some eigenvalue lies within |r| of theta, and the top eigenvalue is at least theta
//!
//! (expand y in eigenvectors: |r|² = sum y_k² (h_k - theta)² and theta = sum y_k² h_k). The error of theta itself is of
//! second order, at most |r|²/gap if theta is nearer to the top eigenvalue than to the next one and gap is its distance from
//! the next one; that is why far more digits are usually right than the residual promises.

use super::TrainingError;
use super::products::{add_scaled, dot};
use crate::vector_registers::restored;
use faer::{Mat, Side};
use rand::SeedableRng;
use rand_chacha::ChaCha20Rng;
use rand_distr::{Distribution, StandardNormal};

/// A real symmetric operator.
pub trait SymmetricOperator {
    /// What it is called in errors.
    fn name(&self) -> &'static str;
    /// The length of its vectors.
    fn dimension(&self) -> usize;
    /// A x.
    ///
    /// # Errors
    ///
    /// Those of an operator whose data are not in memory.
    fn apply(&self, vector: &[f64]) -> Result<Vec<f64>, TrainingError>;
}

/// An approximate eigenpair with its residual.
#[derive(Clone, Debug, PartialEq)]
pub struct RitzPair {
    /// theta = y·Ay.
    pub value: f64,
    /// |Ay - theta y|: some eigenvalue lies within this distance of theta.
    pub residual: f64,
    /// Whether the residual is within the tolerance asked for.
    pub converged: bool,
    /// The number of products made.
    pub products: usize,
    /// y, of length 1.
    pub vector: Vec<f64>,
}

/// The largest number of vectors in the basis. With their products they take 64 times the memory of one vector.
const MOST_VECTORS: usize = 32;
/// Residuals below this multiple of |A| are rounding: no tolerance is tighter.
const ROUNDING: f64 = 64.0 * f64::EPSILON;
/// How much of the fixed normal vector is mixed into a given start.
const MIXED: f64 = 1e-2;

/// The largest (not largest in modulus) eigenvalue of `operator`, from a fixed normal vector: as [`top_eigenvalue_from`]
/// with nothing known of the eigenvector.
///
/// # Errors
///
/// As [`top_eigenvalue_from`].
///
/// # Guarantee
///
/// As [`top_eigenvalue_from`].
pub fn top_eigenvalue(
    operator: &impl SymmetricOperator,
    tolerance: f64,
    most_products: usize,
) -> Result<RitzPair, TrainingError> {
    top_eigenvalue_from(operator, &[], tolerance, most_products)
}

/// The largest (not largest in modulus) eigenvalue of `operator`, with at most `most_products` products (at least one is
/// made), from a guess at its eigenvector.
///
/// It has converged when |r| <= `tolerance` |theta|, or when |r| is at most 64 roundings of the size of the largest product
/// with a unit vector that was met: at an eigenvalue zero, nothing else can be asked.
///
/// A hundredth of a fixed normal vector is added to the guess: an eigenvector of an eigenvalue that used to be the top
/// one, exactly orthogonal to the present top one, would be an answer with a small residual, and wrong. A guess that is
/// empty, zero, not finite or of another length is no guess, and is not an error.
///
/// # Errors
///
/// [`TrainingError::NotFinite`] if a product is not finite, [`TrainingError::NoData`] if the dimension is zero.
///
/// # Guarantee
///
/// Numerical. Up to rounding (some units in the last place of the largest product), theta <= top eigenvalue, and some
/// eigenvalue lies within `residual` of theta. That it is the top one is not proved: it is missed if the start is
/// orthogonal to the eigenvectors above theta to about the accuracy asked for. The operators zero and a multiple of one
/// are found with one product. The bytes of the result depend on the operator, the guess and the two settings alone.
pub fn top_eigenvalue_from(
    operator: &impl SymmetricOperator,
    guess: &[f64],
    tolerance: f64,
    most_products: usize,
) -> Result<RitzPair, TrainingError> {
    let size = operator.dimension();
    if size == 0 {
        return Err(TrainingError::NoData { count: 0, dimension: 0 });
    }
    let mut krylov = Krylov::from(operator, start_vector(size, guess))?;
    let most_vectors = MOST_VECTORS.min(size);
    loop {
        let next = krylov.next_direction();
        let coefficients = krylov.top_coefficients()?;
        // The residual of the Ritz vector is the coupling times its last coefficient. A coupling at rounding level means
        // that the Krylov space is invariant: what is left is noise and no direction to follow.
        let last = coefficients[coefficients.len() - 1].abs();
        let theta = krylov.rayleigh_quotient(&coefficients);
        let invariant = next.coupling <= 8.0 * f64::EPSILON * krylov.largest;
        let settled = next.coupling * last <= 0.9 * krylov.accepted(tolerance, theta);
        let spent = krylov.products >= most_products;
        if invariant || settled || spent || krylov.basis.len() == most_vectors {
            let pair = krylov.ritz_pair(&coefficients, tolerance);
            if pair.pair.converged || spent {
                return Ok(pair.pair);
            }
            krylov.restart(pair);
        } else {
            krylov.extend(next)?;
        }
    }
}

/// The guess with a hundredth of the fixed normal vector, or that vector alone; of length 1.
fn start_vector(size: usize, guess: &[f64]) -> Vec<f64> {
    let mut generator = ChaCha20Rng::seed_from_u64(0);
    let mut start: Vec<f64> = (0..size).map(|_| StandardNormal.sample(&mut generator)).collect();
    normalise(&mut start);
    let length = norm(guess);
    if guess.len() == size && length > 0.0 && length.is_finite() {
        start.iter_mut().zip(guess).for_each(|(entry, guess)| *entry = MIXED * *entry + guess / length);
        normalise(&mut start);
    }
    start
}

/// An orthonormal basis of a Krylov space and the products with it; A is tridiagonal in this basis.
struct Krylov<'a, A> {
    operator: &'a A,
    basis: Vec<Vec<f64>>,
    /// A q_j
    images: Vec<Vec<f64>>,
    /// q_j·A q_j
    diagonal: Vec<f64>,
    /// q_{j+1}·A q_j
    below: Vec<f64>,
    products: usize,
    /// The largest norm of A q over unit q so far, at most |A|.
    largest: f64,
}

/// What A q adds to the space of the basis: a vector not yet of length 1, and its length.
struct Direction {
    vector: Vec<f64>,
    coupling: f64,
}

/// A Ritz pair and the product with its vector.
struct Ritz {
    pair: RitzPair,
    image: Vec<f64>,
}

impl<'a, A: SymmetricOperator> Krylov<'a, A> {
    fn from(operator: &'a A, start: Vec<f64>) -> Result<Self, TrainingError> {
        let mut krylov = Krylov {
            operator,
            basis: Vec::new(),
            images: Vec::new(),
            diagonal: Vec::new(),
            below: Vec::new(),
            products: 0,
            largest: 0.0,
        };
        krylov.push(start)?;
        Ok(krylov)
    }

    fn push(&mut self, unit: Vec<f64>) -> Result<(), TrainingError> {
        let image = self.operator.apply(&unit)?;
        let size = norm(&image);
        if !size.is_finite() {
            return Err(self.not_finite());
        }
        self.products += 1;
        self.largest = self.largest.max(size);
        self.diagonal.push(dot(&unit, &image));
        self.basis.push(unit);
        self.images.push(image);
        Ok(())
    }

    fn extend(&mut self, next: Direction) -> Result<(), TrainingError> {
        let mut unit = next.vector;
        normalise(&mut unit);
        self.below.push(next.coupling);
        self.push(unit)
    }

    fn restart(&mut self, ritz: Ritz) {
        self.diagonal = vec![ritz.pair.value];
        self.below.clear();
        self.basis = vec![ritz.pair.vector];
        self.images = vec![ritz.image];
    }

    /// The newest product, orthogonalised. Twice is enough (Kahan, Parlett): after the second pass the rest is
    /// orthogonal to rounding.
    fn next_direction(&self) -> Direction {
        let mut vector = self.images[self.images.len() - 1].clone();
        for _ in 0..2 {
            for member in &self.basis {
                let share = dot(member, &vector);
                add_scaled(&mut vector, -share, member);
            }
        }
        Direction { coupling: norm(&vector), vector }
    }

    /// The unit eigenvector of the largest eigenvalue of A in the basis, a tridiagonal matrix.
    fn top_coefficients(&self) -> Result<Vec<f64>, TrainingError> {
        let size = self.diagonal.len();
        let matrix = Mat::from_fn(size, size, |i, j| match i.abs_diff(j) {
            0 => self.diagonal[i],
            1 => self.below[i.min(j)],
            _ => 0.0,
        });
        let decomposition = restored(|| matrix.self_adjoint_eigen(Side::Lower)).map_err(|_| self.not_finite())?;
        Ok((0..size).map(|i| decomposition.U()[(i, size - 1)]).collect())
    }

    fn rayleigh_quotient(&self, coefficients: &[f64]) -> f64 {
        let diagonal: f64 = self.diagonal.iter().zip(coefficients).map(|(a, s)| a * s * s).sum();
        let below: f64 = self.below.iter().zip(coefficients.windows(2)).map(|(b, s)| 2.0 * b * s[0] * s[1]).sum();
        diagonal + below
    }

    /// The largest residual that counts as converged.
    fn accepted(&self, tolerance: f64, theta: f64) -> f64 {
        (tolerance * theta.abs()).max(ROUNDING * self.largest)
    }

    fn ritz_pair(&self, coefficients: &[f64], tolerance: f64) -> Ritz {
        let combine = |members: &[Vec<f64>]| {
            let mut sum = vec![0.0; members[0].len()];
            for (coefficient, member) in coefficients.iter().zip(members) {
                add_scaled(&mut sum, *coefficient, member);
            }
            sum
        };
        let (mut vector, mut image) = (combine(&self.basis), combine(&self.images));
        let length = norm(&vector);
        vector.iter_mut().chain(&mut image).for_each(|entry| *entry /= length);
        let value = dot(&vector, &image);
        let mut remainder = image.clone();
        add_scaled(&mut remainder, -value, &vector);
        let residual = norm(&remainder);
        let converged = residual <= self.accepted(tolerance, value);
        Ritz { pair: RitzPair { value, residual, converged, products: self.products, vector }, image }
    }

    fn not_finite(&self) -> TrainingError {
        TrainingError::NotFinite { operator: self.operator.name() }
    }
}

/// |x|, also where squares leave the range of doubles.
fn norm(vector: &[f64]) -> f64 {
    let square = dot(vector, vector);
    if square.is_nan() || (square.is_finite() && square > f64::MIN_POSITIVE / f64::EPSILON) {
        return square.sqrt();
    }
    let largest = vector.iter().fold(0.0_f64, |largest, x| largest.max(x.abs()));
    if largest == 0.0 || !largest.is_finite() {
        return largest;
    }
    largest * vector.iter().map(|x| (x / largest).powi(2)).sum::<f64>().sqrt()
}

fn normalise(vector: &mut [f64]) {
    let length = norm(vector);
    vector.iter_mut().for_each(|entry| *entry /= length);
}
