//! Cholesky factors of dense matrices in doubles, the same bytes whatever the number of threads.

use crate::vector_registers::restored;
use faer::dyn_stack::{MemBuffer, MemStack};
use faer::linalg::cholesky::llt::factor::{cholesky_in_place, cholesky_in_place_scratch};
use faer::linalg::triangular_solve::{solve_lower_triangular_in_place, solve_upper_triangular_in_place};
use faer::{Mat, Par};

/// L with L L^T about the given matrix.
#[derive(Clone, Debug)]
pub struct Cholesky {
    factor: Mat<f64>,
}

impl Cholesky {
    /// Factorises a symmetric matrix, of which the lower half is read; `None` if a pivot is not positive.
    ///
    /// # Guarantee
    ///
    /// Numerical.
    pub fn new(mut matrix: Mat<f64>) -> Option<Self> {
        let size = matrix.nrows();
        let mut buffer = MemBuffer::new(cholesky_in_place_scratch::<f64>(size, Par::Seq, Default::default()));
        let stack = MemStack::new(&mut buffer);
        restored(|| cholesky_in_place(matrix.as_mut(), Default::default(), Par::Seq, stack, Default::default()))
            .ok()?;
        for j in 0..size {
            for i in 0..j {
                matrix[(i, j)] = 0.0;
            }
        }
        let finite = (0..size).all(|i| matrix[(i, i)].is_finite() && matrix[(i, i)] > 0.0);
        finite.then_some(Cholesky { factor: matrix })
    }

    /// L, with zeros above the diagonal.
    pub fn factor(&self) -> &Mat<f64> {
        &self.factor
    }

    /// An approximate solution x of L L^T x = right.
    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut x = Mat::from_fn(right.len(), 1, |i, _| right[i]);
        restored(|| solve_lower_triangular_in_place(self.factor.as_ref(), x.as_mut(), Par::Seq));
        restored(|| solve_upper_triangular_in_place(self.factor.transpose(), x.as_mut(), Par::Seq));
        (0..right.len()).map(|i| x[(i, 0)]).collect()
    }

    /// An approximate inverse of L.
    pub fn inverse_factor(&self) -> Mat<f64> {
        let size = self.factor.nrows();
        let mut inverse = Mat::identity(size, size);
        restored(|| solve_lower_triangular_in_place(self.factor.as_ref(), inverse.as_mut(), Par::Seq));
        inverse
    }
}
