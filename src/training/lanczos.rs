//! The top eigenvalue of a symmetric operator that is only known by its products with vectors.
//!
//! Lanczos with full reorthogonalisation, restarted from its best vector. The result is judged by what was measured: for
//! the returned unit vector y with Rayleigh quotient theta = y·Ay and residual r = Ay - theta y, both from a product made
//! at the end, some eigenvalue lies within |r| of theta, and the top eigenvalue is at least theta.

use super::TrainingError;
use super::products::{add_scaled, dot};
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
    fn apply(&self, vector: &[f64]) -> Vec<f64>;
}

/// An approximate eigenpair with its residual.
#[derive(Clone, Debug, PartialEq)]
pub struct RitzPair {
    /// theta = y·Ay.
    pub value: f64,
    /// |Ay - theta y|: some eigenvalue lies within this distance of theta.
    pub residual: f64,
    /// Whether the residual is within the relative tolerance asked for.
    pub converged: bool,
    /// The number of products made.
    pub products: usize,
    /// y, of length 1.
    pub vector: Vec<f64>,
}

/// The number of vectors kept at a time. The Hessian of an MNIST network of width 500 then takes 75 MB.
const MOST_VECTORS: usize = 24;

/// The largest (not largest in modulus) eigenvalue of `operator`, up to a residual of `tolerance` times the size of the
/// largest product with a unit vector that was met, with at most about `most_products` products.
///
/// # Errors
///
/// [`TrainingError::NotFinite`] if a product is not finite, [`TrainingError::NoData`] if the dimension is zero.
///
/// # Guarantee
///
/// Numerical. Up to rounding, theta <= top eigenvalue, and some eigenvalue lies within `residual` of theta. That it is
/// the top one is not proved: it is missed only if the start, a fixed normal vector, is orthogonal to the eigenvectors
/// above theta to the accuracy asked for. The operators zero and a multiple of one are found exactly.
pub fn top_eigenvalue(
    operator: &impl SymmetricOperator,
    tolerance: f64,
    most_products: usize,
) -> Result<RitzPair, TrainingError> {
    let size = operator.dimension();
    if size == 0 {
        return Err(TrainingError::NoData { count: 0, dimension: 0 });
    }
    let mut counted = Counted { operator, products: 0, largest: 0.0 };
    let mut generator = ChaCha20Rng::seed_from_u64(0);
    let mut start: Vec<f64> = (0..size).map(|_| StandardNormal.sample(&mut generator)).collect();
    loop {
        let vector = counted.best_vector(start, tolerance, most_products)?;
        let image = counted.apply(&vector)?;
        let value = dot(&vector, &image);
        let mut remainder = image;
        add_scaled(&mut remainder, -value, &vector);
        let residual = norm(&remainder);
        let converged = residual <= tolerance * counted.largest;
        if converged || counted.products >= most_products {
            return Ok(RitzPair { value, residual, converged, products: counted.products, vector });
        }
        start = vector;
    }
}

/// An operator, the number of its products and the largest norm of A q over unit q so far, which is at most |A|.
struct Counted<'a, A> {
    operator: &'a A,
    products: usize,
    largest: f64,
}

impl<A: SymmetricOperator> Counted<'_, A> {
    fn apply(&mut self, unit: &[f64]) -> Result<Vec<f64>, TrainingError> {
        let image = self.operator.apply(unit);
        let size = norm(&image);
        if !size.is_finite() {
            return Err(TrainingError::NotFinite { operator: self.operator.name() });
        }
        self.products += 1;
        self.largest = self.largest.max(size);
        Ok(image)
    }

    /// The top Ritz vector of the Krylov space of `start`, of length 1.
    fn best_vector(
        &mut self,
        mut start: Vec<f64>,
        tolerance: f64,
        most_products: usize,
    ) -> Result<Vec<f64>, TrainingError> {
        normalise(&mut start);
        let most_vectors = MOST_VECTORS.min(start.len());
        let mut basis = vec![start];
        let (mut diagonal, mut below) = (Vec::new(), Vec::new());
        loop {
            let newest = &basis[basis.len() - 1];
            let mut next = self.apply(newest)?;
            diagonal.push(dot(newest, &next));
            // Twice is enough (Kahan, Parlett): after the second pass the rest is orthogonal to rounding.
            for _ in 0..2 {
                for vector in &basis {
                    let share = dot(vector, &next);
                    add_scaled(&mut next, -share, vector);
                }
            }
            let coupling = norm(&next);
            let coefficients = top_of_tridiagonal(&diagonal, &below, self.operator.name())?;
            // The residual of the Ritz vector is the coupling times its last coefficient. A coupling at rounding level
            // means that the Krylov space is invariant: what is left of `next` is noise and no direction to follow.
            let invariant = coupling <= 8.0 * f64::EPSILON * self.largest;
            let settled = coupling * coefficients[coefficients.len() - 1].abs() <= 0.5 * tolerance * self.largest;
            if invariant || settled || basis.len() == most_vectors || self.products + 1 >= most_products {
                let mut best = vec![0.0; next.len()];
                for (coefficient, vector) in coefficients.iter().zip(&basis) {
                    add_scaled(&mut best, *coefficient, vector);
                }
                normalise(&mut best);
                return Ok(best);
            }
            normalise(&mut next);
            below.push(coupling);
            basis.push(next);
        }
    }
}

/// The unit eigenvector of the largest eigenvalue of a symmetric tridiagonal matrix.
fn top_of_tridiagonal(diagonal: &[f64], below: &[f64], name: &'static str) -> Result<Vec<f64>, TrainingError> {
    let size = diagonal.len();
    let matrix = Mat::from_fn(size, size, |i, j| match i.abs_diff(j) {
        0 => diagonal[i],
        1 => below[i.min(j)],
        _ => 0.0,
    });
    let decomposition =
        matrix.self_adjoint_eigen(Side::Lower).map_err(|_| TrainingError::NotFinite { operator: name })?;
    Ok((0..size).map(|i| decomposition.U()[(i, size - 1)]).collect())
}

fn norm(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}

fn normalise(vector: &mut [f64]) {
    let length = norm(vector);
    vector.iter_mut().for_each(|entry| *entry /= length);
}
