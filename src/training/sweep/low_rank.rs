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
use crate::vector_registers::restored;
use faer::diag::Diag;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::matmul::matmul;
use faer::linalg::svd::ComputeSvdVectors;
use faer::linalg::{householder, qr, svd};
use faer::{Accum, ColMut, ColRef, Conj, Mat, MatRef, Par};
use rayon::prelude::*;

/// A product recompresses when this many columns have been appended, and half as many as it kept the last time.
const PENDING: usize = 32;
/// Rows of a tall factor that are decomposed or multiplied at a time: 70 of their columns stay in the second cache.
const ROW_BLOCK: usize = 512;

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

    /// M <- M A, in blocks of rows.
    fn multiply(&mut self, right: MatRef<'_, T>) {
        let left = self.as_ref();
        let products: Vec<Mat<T>> = row_blocks(left).map(|block| times(block, right)).collect();
        self.entries.clear();
        for column in 0..right.ncols() {
            for product in &products {
                self.entries.extend_from_slice(product.col_as_slice(column));
            }
        }
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

    fn clear(&mut self) {
        let columns = [Some(&mut self.left), Some(&mut self.right), self.carried.as_mut()];
        columns.into_iter().flatten().for_each(|columns| columns.entries.clear());
        self.compressed = 0;
    }

    fn compress(&mut self) {
        let largest = [self.left(), self.right()].map(|matrix| matrix.norm_max().to_double());
        if largest.contains(&0.0) {
            // The product is zero: at a saddle, or where the residuals have underflowed. Its columns would never be fewer.
            self.clear();
            return;
        }
        if !largest.iter().all(|value| value.is_finite()) {
            return;
        }
        // Powers of two keep the squares of a run that is about to diverge, or has nearly stopped, in range, and change no
        // digit. Those of subnormal numbers would overflow.
        let most = if size_of::<T>() == size_of::<f32>() { 126 } else { 1022 };
        let [left_scale, right_scale] =
            largest.map(|value| T::from_double(2.0_f64.powi((-(value.log2() as i32)).min(most))));
        let scaled = |matrix: MatRef<'_, T>, scale: T| {
            Mat::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)] * scale)
        };
        let (basis, coefficients, upper) = factor(scaled(self.left(), left_scale));
        let right = scaled(self.right(), right_scale);
        let core = upper_factor(right.as_ref(), upper.transpose());
        let Some((singular, vectors)) = right_singular(&core) else { return };
        let bound = T::EPSILON * singular[0];
        let kept = singular.iter().take_while(|value| **value > bound).count();
        let vectors = vectors.as_ref().subcols(0, kept);

        let rows = self.left.length;
        let mut left = Mat::zeros(rows, kept);
        left.as_mut().subrows_mut(0, vectors.nrows()).copy_from(vectors);
        let scratch = householder::apply_block_householder_sequence_on_the_left_in_place_scratch::<T>(
            rows,
            coefficients.nrows(),
            kept,
        );
        restored(|| {
            householder::apply_block_householder_sequence_on_the_left_in_place_with_conj(
                basis.as_ref(),
                coefficients.as_ref(),
                Conj::No,
                left.as_mut(),
                Par::Seq,
                MemStack::new(&mut MemBuffer::new(scratch)),
            );
        });
        let mut mixing = times(upper.transpose(), vectors);
        mixing.col_iter_mut().for_each(|column| column.iter_mut().for_each(|entry| *entry /= left_scale));
        for columns in [Some(&mut self.right), self.carried.as_mut()].into_iter().flatten() {
            columns.multiply(mixing.as_ref());
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
    restored(|| {
        qr_in_place(
            matrix.as_mut(),
            coefficients.as_mut(),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Default::default(),
        )
    });
    let upper = Mat::from_fn(size, columns, |i, j| if i <= j { matrix[(i, j)] } else { zero() });
    matrix.truncate(rows, size);
    (matrix, coefficients, upper)
}

/// The upper factor of a QR decomposition of A B, by blocks of rows of A: each block is decomposed on its own, and the
/// upper factors, one below the other, once more. The blocks do not depend on the number of threads.
fn upper_factor<T: Real>(left: MatRef<'_, T>, right: MatRef<'_, T>) -> Mat<T> {
    let parts: Vec<Mat<T>> = row_blocks(left).map(|block| factor(times(block, right)).2).collect();
    let rows = parts.iter().map(Mat::nrows).sum();
    let mut stacked = Mat::zeros(rows, right.ncols());
    let mut start = 0;
    for part in &parts {
        stacked.as_mut().subrows_mut(start, part.nrows()).copy_from(part);
        start += part.nrows();
    }
    factor(stacked).2
}

/// The rows of a matrix in blocks of fixed size, in parallel.
fn row_blocks<T: Real>(matrix: MatRef<'_, T>) -> impl IndexedParallelIterator<Item = MatRef<'_, T>> {
    let count = matrix.nrows().div_ceil(ROW_BLOCK);
    (0..count).into_par_iter().map(move |index| {
        let start = index * ROW_BLOCK;
        matrix.subrows(start, ROW_BLOCK.min(matrix.nrows() - start))
    })
}

/// Singular values from the largest down, and the right singular vectors; `None` if the entries are not finite.
fn right_singular<T: Real>(matrix: &Mat<T>) -> Option<(Vec<T>, Mat<T>)> {
    let (rows, columns) = matrix.shape();
    let size = rows.min(columns);
    let mut values = Diag::zeros(size);
    let mut vectors = Mat::zeros(columns, size);
    let (none, thin) = (ComputeSvdVectors::No, ComputeSvdVectors::Thin);
    let scratch = svd::svd_scratch::<T>(rows, columns, none, thin, Par::Seq, Default::default());
    restored(|| {
        svd::svd(
            matrix.as_ref(),
            values.as_mut(),
            None,
            Some(vectors.as_mut()),
            Par::Seq,
            MemStack::new(&mut MemBuffer::new(scratch)),
            Default::default(),
        )
    })
    .ok()?;
    let values: Vec<T> = values.column_vector().iter().copied().collect();
    values.iter().all(|value| value.to_double().is_finite()).then_some((values, vectors))
}

fn times<T: Real>(left: MatRef<'_, T>, right: MatRef<'_, T>) -> Mat<T> {
    let mut result = Mat::zeros(left.nrows(), right.ncols());
    restored(|| matmul(result.as_mut(), Accum::Replace, left, right, one(), Par::Seq));
    result
}

/// M^T x.
pub fn coordinates<T: Real>(matrix: MatRef<'_, T>, vector: &[T]) -> Vec<T> {
    let mut result = vec![zero(); matrix.ncols()];
    if !result.is_empty() {
        let destination = ColMut::from_slice_mut(&mut result);
        restored(|| {
            matmul(destination, Accum::Replace, matrix.transpose(), ColRef::from_slice(vector), one(), Par::Seq)
        });
    }
    result
}

/// y -= M c.
pub fn subtract<T: Real>(vector: &mut [T], matrix: MatRef<'_, T>, coordinates: &[T]) {
    if !coordinates.is_empty() {
        let destination = ColMut::from_slice_mut(vector);
        restored(|| matmul(destination, Accum::Add, matrix, ColRef::from_slice(coordinates), -one::<T>(), Par::Seq));
    }
}
