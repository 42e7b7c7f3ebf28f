//! What gradient descent has added to a weight matrix: W = W_0 - P Q^T with few columns, kept few.
//!
//! A step appends the columns b_l to P and eta N a_{l-1} to Q. The numerical rank of P Q^T stays far below the number of
//! steps (10 to 40 for most rates on CIFAR-10, see [`super`]), so from time to time the columns are recompressed:
//!
//! P = U T (QR),  C = Q T^T = V S Z^T (QR and singular values; V is never formed),  M = T^T Z_k,  P <- U Z_k,  Q <- Q M,
//!
//! with k the number of singular values above eps times the largest one. U Z_k is orthonormal and the new product is the
//! old one projected, (U Z_k)(U Z_k)^T P Q^T: each compression changes P Q^T by at most eps times its norm in the spectral
//! norm, the size of the rounding errors of one step, and nothing is divided, so that small directions are not amplified.
//!
//! In function space the right factor is H = K R, the image of the coefficients R, which go along: R <- R M.

use crate::training::Real;
use crate::training::products::{one, zero};
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::matmul::matmul;
use faer::linalg::svd::ComputeSvdVectors;
use faer::linalg::{householder, qr, svd};
use faer::{Accum, ColMut, ColRef, Conj, Mat, MatRef, Par};

/// A product recompresses when this many columns have been appended, and half as many as it kept the last time.
const PENDING: usize = 32;

/// Columns of equal length that are appended to.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns<T> {
    length: usize,
    entries: Vec<T>,
}

impl<T: Real> Columns<T> {
    fn new(length: usize) -> Self {
        Columns { length, entries: Vec::new() }
    }

    /// The columns as a matrix.
    pub fn as_ref(&self) -> MatRef<'_, T> {
        MatRef::from_column_major_slice(&self.entries, self.length, self.entries.len() / self.length)
    }

    fn replace(&mut self, matrix: &Mat<T>) {
        self.entries.clear();
        for column in matrix.col_iter() {
            self.entries.extend(column.iter().copied());
        }
    }
}

/// P Q^T.
#[derive(Clone, Debug, PartialEq)]
pub struct LowRank<T> {
    left: Columns<T>,
    right: Columns<T>,
    carried: Option<Columns<T>>,
    /// How many columns were left by the last compression.
    compressed: usize,
}

impl<T: Real> LowRank<T> {
    /// Zero, for vectors of these lengths on the left and on the right; `carried` is the length of coefficients that
    /// follow the right factor.
    pub fn new(left: usize, right: usize, carried: Option<usize>) -> Self {
        LowRank {
            left: Columns::new(left),
            right: Columns::new(right),
            carried: carried.map(Columns::new),
            compressed: 0,
        }
    }

    /// The number of columns kept.
    pub fn rank(&self) -> usize {
        self.left.entries.len() / self.left.length
    }

    /// How many columns were left by the last compression.
    pub fn compressed(&self) -> usize {
        self.compressed
    }

    /// P.
    pub fn left(&self) -> MatRef<'_, T> {
        self.left.as_ref()
    }

    /// Q.
    pub fn right(&self) -> MatRef<'_, T> {
        self.right.as_ref()
    }

    /// The coefficients that go along with Q.
    pub fn carried(&self) -> Option<MatRef<'_, T>> {
        self.carried.as_ref().map(Columns::as_ref)
    }

    /// Appends the column p to P and c q to Q (and c r to the coefficients), then compresses if it is time.
    pub fn push(&mut self, p: &[T], c: T, q: &[T], r: Option<&[T]>) {
        self.left.entries.extend_from_slice(p);
        self.right.entries.extend(q.iter().map(|entry| *entry * c));
        if let (Some(carried), Some(r)) = (&mut self.carried, r) {
            carried.entries.extend(r.iter().map(|entry| *entry * c));
        }
        if self.rank() - self.compressed >= PENDING.max(self.compressed / 2) {
            self.compress();
        }
    }

    /// The stored columns: the two factors and the coefficients.
    pub fn parts(&self) -> Vec<(&'static str, usize, &[T])> {
        let mut parts = vec![
            ("left", self.left.length, self.left.entries.as_slice()),
            ("right", self.right.length, self.right.entries.as_slice()),
        ];
        if let Some(carried) = &self.carried {
            parts.push(("carried", carried.length, &carried.entries));
        }
        parts
    }

    /// Takes columns as [`LowRank::parts`] gave them; `false` if they do not fit.
    pub fn set_parts(&mut self, parts: Vec<Vec<T>>, compressed: usize) -> bool {
        let mut targets = vec![&mut self.left, &mut self.right];
        targets.extend(self.carried.as_mut());
        let rank = parts.first().map_or(0, |part| part.len() / targets[0].length);
        let fits = parts.len() == targets.len()
            && compressed <= rank
            && parts.iter().zip(&targets).all(|(part, target)| part.len() == rank * target.length);
        if fits {
            for (target, part) in targets.into_iter().zip(parts) {
                target.entries = part;
            }
            self.compressed = compressed;
        }
        fits
    }

    fn compress(&mut self) {
        // Powers of two keep the squares of a run that is about to diverge in range, and change no digit.
        let scale = |matrix: MatRef<'_, T>| {
            let largest = matrix.norm_max().to_double();
            (largest.is_finite() && largest > 0.0).then(|| T::from_double(2.0_f64.powi(-(largest.log2() as i32))))
        };
        let (Some(left_scale), Some(right_scale)) = (scale(self.left()), scale(self.right())) else { return };
        let scaled = |matrix: MatRef<'_, T>, scale: T| {
            Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)] * scale)
        };
        let (basis, coefficients, upper) = factor(scaled(self.left(), left_scale));
        let right = scaled(self.right(), right_scale);
        let (_, _, core) = factor(times(right.as_ref(), upper.transpose()));
        let Some((singular, vectors)) = right_singular(&core) else { return };
        let bound = T::EPSILON * singular[0];
        let kept = singular.iter().take_while(|value| **value > bound).count();
        let vectors = vectors.as_ref().subcols(0, kept);

        let rows = self.left.length;
        let mut left = Mat::zeros(rows, kept);
        left.as_mut().subrows_mut(0, vectors.nrows()).copy_from(vectors);
        householder::apply_block_householder_sequence_on_the_left_in_place_with_conj(
            basis.as_ref(),
            coefficients.as_ref(),
            Conj::No,
            left.as_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(
                householder::apply_block_householder_sequence_on_the_left_in_place_scratch::<T>(
                    rows,
                    coefficients.nrows(),
                    kept,
                ),
            )),
        );
        let mut mixing = times(upper.transpose(), vectors);
        mixing.col_iter_mut().for_each(|column| column.iter_mut().for_each(|entry| *entry /= left_scale));
        for columns in [Some(&mut self.right), self.carried.as_mut()].into_iter().flatten() {
            let mixed = times(columns.as_ref(), mixing.as_ref());
            columns.replace(&mixed);
        }
        self.left.replace(&left);
        self.compressed = kept;
    }
}

/// Householder vectors, their block factors and the upper factor of a QR decomposition.
fn factor<T: Real>(mut matrix: Mat<T>) -> (Mat<T>, Mat<T>, Mat<T>) {
    use qr::no_pivoting::factor::{qr_in_place, qr_in_place_scratch, recommended_block_size};
    let (rows, columns) = matrix.shape();
    let size = rows.min(columns);
    let block = recommended_block_size::<T>(rows, columns);
    let mut coefficients = Mat::zeros(block, size);
    let scratch = qr_in_place_scratch::<T>(rows, columns, block, Par::Seq, Default::default());
    qr_in_place(
        matrix.as_mut(),
        coefficients.as_mut(),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    );
    let upper = Mat::from_fn(size, columns, |i, j| if i <= j { matrix[(i, j)] } else { zero() });
    matrix.truncate(rows, size);
    (matrix, coefficients, upper)
}

/// Singular values from the largest down, and the right singular vectors; `None` if the entries are not finite.
fn right_singular<T: Real>(matrix: &Mat<T>) -> Option<(Vec<T>, Mat<T>)> {
    let (rows, columns) = matrix.shape();
    let size = rows.min(columns);
    let mut values = Diag::zeros(size);
    let mut vectors = Mat::zeros(columns, size);
    let (none, thin) = (ComputeSvdVectors::No, ComputeSvdVectors::Thin);
    let scratch = svd::svd_scratch::<T>(rows, columns, none, thin, Par::Seq, Default::default());
    svd::svd(
        matrix.as_ref(),
        values.as_mut(),
        None,
        Some(vectors.as_mut()),
        Par::Seq,
        MemStack::new(&mut MemBuffer::new(scratch)),
        Default::default(),
    )
    .ok()?;
    let values: Vec<T> = values.column_vector().iter().copied().collect();
    values.iter().all(|value| value.to_double().is_finite()).then_some((values, vectors))
}

fn times<T: Real>(left: MatRef<'_, T>, right: MatRef<'_, T>) -> Mat<T> {
    let mut result = Mat::zeros(left.nrows(), right.ncols());
    matmul(result.as_mut(), Accum::Replace, left, right, one(), Par::Seq);
    result
}

/// M^T x.
pub fn coordinates<T: Real>(matrix: MatRef<'_, T>, vector: &[T]) -> Vec<T> {
    let mut result = vec![zero(); matrix.ncols()];
    if !result.is_empty() {
        let destination = ColMut::from_slice_mut(&mut result);
        matmul(destination, Accum::Replace, matrix.transpose(), ColRef::from_slice(vector), one(), Par::Seq);
    }
    result
}

/// y -= M c.
pub fn subtract<T: Real>(vector: &mut [T], matrix: MatRef<'_, T>, coordinates: &[T]) {
    if !coordinates.is_empty() {
        let destination = ColMut::from_slice_mut(vector);
        matmul(destination, Accum::Add, matrix, ColRef::from_slice(coordinates), -one::<T>(), Par::Seq);
    }
}
