//! The maps of [`crate::dynamics::batch`] with what a survey asks of them: their starts, their minimum and whether the
//! risk rises.

use super::blocks::Batch;
use super::grid::{Family as GridFamily, Grid, Vertical};
use crate::arithmetic::{Analytic, FromExact};
use crate::dynamics::LinearPredictor;
use crate::dynamics::batch::{Family, LinearFamily, TwoLayerFamily};
use crate::model::{Empirical, Exponential, Logistic, LossName, Risk, Squared};
use rug::Rational;

/// A family of maps on states of `D` coordinates, the output f first.
pub(super) trait System<const D: usize>: Sync {
    /// The maps.
    type Maps: Family<D>;
    fn maps(&self) -> &Self::Maps;
    /// The state of a start.
    fn start(&self, start: f64) -> [f64; D];
    /// The top eigenvalue of the NTK divided by n.
    fn lambda(&self, state: &[Batch; D]) -> Batch;
    /// A number that rises exactly when the risk does.
    fn order(map: &<Self::Maps as Family<D>>::Map<Batch>, state: &[Batch; D]) -> Batch;
    /// The output at the minimum.
    fn minimum(&self) -> f64;
    /// The sharpness of the minimum with the state's kernel: at rate eta, f is multiplied by 1 minus eta times it.
    fn sharpness_at_minimum(&self, state: &[Batch; D]) -> Batch;
}

/// The map of each lane of `Batch`, for a system.
pub(super) type MapOf<S, const D: usize, T> = <<S as System<D>>::Maps as Family<D>>::Map<T>;

/// The linear predictor on D0.
pub(super) struct OnD0<L> {
    maps: LinearFamily<L>,
    sharpness: f64,
}

/// The linear predictor on listed points.
pub(super) struct OnPoints<'a, L> {
    maps: PointsFamily<'a, L>,
    minimum: (f64, f64),
}

/// (P1) on listed points.
pub(super) struct PointsFamily<'a, L> {
    loss: L,
    points: &'a [(Rational, u32)],
    /// The mean of x².
    ntk_eigenvalue: f64,
}

/// The two-layer network on D0.
pub(super) struct TwoLayerOnD0<L> {
    maps: TwoLayerFamily<L>,
    /// Whether lambda0 varies, and not f0.
    lambda_varies: bool,
    /// The coordinate that does not.
    fixed: f64,
    kappa: f64,
}

// A loss serves every arithmetic, but no bound on a type parameter can say so: one implementation for each loss, then.
macro_rules! systems {
    ($($loss:ident),*) => {$(
        impl System<1> for OnD0<$loss> {
            type Maps = LinearFamily<$loss>;
            fn maps(&self) -> &Self::Maps {
                &self.maps
            }
            fn start(&self, start: f64) -> [f64; 1] {
                [start]
            }
            #[inline(always)]
            fn lambda(&self, _state: &[Batch; 1]) -> Batch {
                Batch::splat(1.0)
            }
            // L is even and grows with |f|.
            #[inline(always)]
            fn order(_map: &MapOf<Self, 1, Batch>, [weight]: &[Batch; 1]) -> Batch {
                *weight * *weight
            }
            fn minimum(&self) -> f64 {
                0.0
            }
            #[inline(always)]
            fn sharpness_at_minimum(&self, _state: &[Batch; 1]) -> Batch {
                Batch::splat(self.sharpness)
            }
        }

        impl Family<1> for PointsFamily<'_, $loss> {
            type Map<T: Analytic + FromExact> = LinearPredictor<T, Empirical<T, $loss>>;
            #[inline(always)]
            fn map<T: Analytic + FromExact>(&self, learning_rate: T) -> Self::Map<T> {
                let kernel = Rational::from_f64(self.ntk_eigenvalue).unwrap_or_default();
                let risk = Empirical::new(self.loss, self.points, 53);
                LinearPredictor { learning_rate, risk, ntk_eigenvalue: T::from_exact(&kernel, 53) }
            }
            #[inline(always)]
            fn learning_rate<T: Analytic + FromExact>(map: &mut Self::Map<T>) -> &mut T {
                &mut map.learning_rate
            }
            #[inline(always)]
            fn step<T: Analytic + FromExact>(map: &Self::Map<T>, [weight]: [T; 1]) -> [T; 1] {
                [map.step(weight)]
            }
        }

        impl<'a> System<1> for OnPoints<'a, $loss> {
            type Maps = PointsFamily<'a, $loss>;
            fn maps(&self) -> &Self::Maps {
                &self.maps
            }
            fn start(&self, start: f64) -> [f64; 1] {
                [start]
            }
            #[inline(always)]
            fn lambda(&self, _state: &[Batch; 1]) -> Batch {
                Batch::splat(self.maps.ntk_eigenvalue)
            }
            #[inline(always)]
            fn order(map: &MapOf<Self, 1, Batch>, [weight]: &[Batch; 1]) -> Batch {
                map.risk.value(*weight)
            }
            fn minimum(&self) -> f64 {
                self.minimum.0
            }
            #[inline(always)]
            fn sharpness_at_minimum(&self, _state: &[Batch; 1]) -> Batch {
                Batch::splat(self.minimum.1)
            }
        }

        impl System<2> for TwoLayerOnD0<$loss> {
            type Maps = TwoLayerFamily<$loss>;
            fn maps(&self) -> &Self::Maps {
                &self.maps
            }
            fn start(&self, start: f64) -> [f64; 2] {
                if self.lambda_varies { [self.fixed, start] } else { [start, self.fixed] }
            }
            #[inline(always)]
            fn lambda(&self, [_, lambda]: &[Batch; 2]) -> Batch {
                *lambda
            }
            // L is even and grows with |f|.
            #[inline(always)]
            fn order(_map: &MapOf<Self, 2, Batch>, [output, _]: &[Batch; 2]) -> Batch {
                *output * *output
            }
            fn minimum(&self) -> f64 {
                0.0
            }
            // (T5) at f = 0: h = kappa lambda
            #[inline(always)]
            fn sharpness_at_minimum(&self, [_, lambda]: &[Batch; 2]) -> Batch {
                *lambda * Batch::splat(self.kappa)
            }
        }
    )*};
}

systems!(Exponential, Logistic);

/// Work that can be done on any system.
pub(super) trait Job {
    type Output;
    fn run<const D: usize, S: System<D>>(self, system: &S) -> Self::Output;
}

/// Chooses the system of a grid.
pub(super) fn with_system<J: Job>(grid: &Grid, job: J) -> J::Output {
    match grid.loss {
        // The grid refuses the squared loss.
        LossName::Exponential | LossName::Squared => with_loss(grid, job, Exponential),
        LossName::Logistic => with_loss(grid, job, Logistic),
    }
}

fn with_loss<J: Job, L: Copy>(grid: &Grid, job: J, loss: L) -> J::Output
where
    OnD0<L>: System<1>,
    for<'a> OnPoints<'a, L>: System<1>,
    TwoLayerOnD0<L>: System<2>,
{
    match &grid.family {
        GridFamily::Linear { points: None } => job.run(&OnD0 { maps: LinearFamily(loss), sharpness: grid.minimum.1 }),
        GridFamily::Linear { points: Some(points) } => {
            // The kernel of a linear predictor is the mean of x² = z²: the squared loss's curvature.
            let ntk_eigenvalue = Empirical::<f64, _>::new(Squared, points, 53).curvature(0.0);
            let maps = PointsFamily { loss, points, ntk_eigenvalue };
            job.run(&OnPoints { maps, minimum: grid.minimum })
        }
        GridFamily::TwoLayer { width, vertical } => {
            let (lambda_varies, fixed) = match vertical {
                Vertical::Lambda { output } => (true, output),
                Vertical::Output { lambda } => (false, lambda),
            };
            let maps = TwoLayerFamily { loss, width: width.clone() };
            job.run(&TwoLayerOnD0 { maps, lambda_varies, fixed: f64::from_exact(fixed, 53), kappa: grid.minimum.1 })
        }
    }
}
