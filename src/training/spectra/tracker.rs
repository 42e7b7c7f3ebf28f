//! The two spectra along a run of training.

use super::{SampleRows, TangentOperator};
use crate::model::Loss;
use crate::training::blocks::Examples;
use crate::training::{Network, RitzPair, TrainingError, top_eigenvalue_from};

/// The top eigenvalues at one point of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Spectrum {
    /// lambda, the top eigenvalue of the NTK divided by n (D2).
    pub ntk_eigenvalue: RitzPair,
    /// h, the top eigenvalue of the Hessian of the risk.
    pub sharpness: RitzPair,
}

/// What a run remembers of its last measurement: where the next one starts.
///
/// The vectors are coordinates of the tangent space (see [`super::tangent`]), which moves with the weights: the same
/// numbers stand for the direction that has moved along. Empty vectors, as [`SpectrumStart::default`] has them, mean that
/// nothing is known, and so do vectors of another length.
///
/// The next measurement depends on these numbers within its residual, so a checkpoint must hold all their bits if a
/// resumed run is to have the same bytes. They are about L(m + d) numbers each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SpectrumStart {
    /// The kernel's last eigenvector.
    pub ntk_eigenvector: Vec<f64>,
    /// The Hessian's last eigenvector.
    pub sharpness_eigenvector: Vec<f64>,
}

/// Measures the top eigenvalues of the kernel and of the Hessian on one data set, for any number of networks and times.
///
/// The tracker itself never changes: what a run remembers is its [`SpectrumStart`], one for each learning rate. So one
/// tracker serves all rates of a sweep, also from several threads.
#[derive(Clone, Debug)]
pub struct SpectrumTracker {
    samples: SampleRows,
    tolerance: f64,
    most_products: usize,
}

/// The relative tolerance of the spectra along a run.
pub const TOLERANCE: f64 = 1e-6;
/// Products after which an eigenvalue is returned with the residual it has. About ten are usual.
pub const MOST_PRODUCTS: usize = 1000;

impl SpectrumTracker {
    /// A tracker on `data` whose residuals are at most `tolerance` times the eigenvalue.
    ///
    /// # Errors
    ///
    /// [`TrainingError::NoData`], and [`TrainingError::Tolerance`] if the tolerance is not between 0 and 1.
    pub fn new<'a>(data: impl Into<Examples<'a>>, tolerance: f64) -> Result<Self, TrainingError> {
        let data = data.into();
        if data.count() == 0 || data.dimension() == 0 {
            return Err(TrainingError::NoData { count: data.count(), dimension: data.dimension() });
        }
        if !(tolerance > 0.0 && tolerance < 1.0) {
            return Err(TrainingError::Tolerance { tolerance });
        }
        Ok(SpectrumTracker { samples: SampleRows::new(data)?, tolerance, most_products: MOST_PRODUCTS })
    }

    /// The data, as operators take them.
    pub fn samples(&self) -> &SampleRows {
        &self.samples
    }

    /// The spectrum of `network`, starting from the last measurement of the same run, which `start` remembers.
    ///
    /// Where nothing is known, the Hessian starts from the kernel's eigenvector just found: near a minimum the two differ
    /// by the residuals alone.
    ///
    /// # Errors
    ///
    /// [`TrainingError::Dimension`], and [`TrainingError::NotFinite`] for weights beyond the range of doubles: a run that
    /// diverges. `start` is left as it was then.
    ///
    /// # Guarantee
    ///
    /// As [`top_eigenvalue_from`], with |r| <= tolerance · |theta| where `converged` says so. The same bytes for the same
    /// network and start, whatever the number of threads.
    pub fn measure(
        &self,
        network: &Network,
        loss: &(impl Loss<f64> + Sync),
        start: &mut SpectrumStart,
    ) -> Result<Spectrum, TrainingError> {
        let top = |operator: &TangentOperator<'_>, guess: &[f64]| {
            top_eigenvalue_from(operator, guess, self.tolerance, self.most_products)
        };
        let ntk_eigenvalue = top(&TangentOperator::ntk(network, &self.samples)?, &start.ntk_eigenvector)?;
        let known = match start.sharpness_eigenvector.as_slice() {
            [] => &ntk_eigenvalue.vector,
            known => known,
        };
        let sharpness = top(&TangentOperator::hessian(network, &self.samples, loss)?, known)?;
        *start = SpectrumStart {
            ntk_eigenvector: ntk_eigenvalue.vector.clone(),
            sharpness_eigenvector: sharpness.vector.clone(),
        };
        Ok(Spectrum { ntk_eigenvalue, sharpness })
    }
}
