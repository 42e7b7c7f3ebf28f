//! The maps of [`crate::dynamics`] with states that are passed by value, so that lanes stay in registers.

use super::grid::{Family, Grid, Vertical};
use crate::arithmetic::{Analytic, Dual, FromExact, Lanes};
use crate::dynamics::{LinearPredictor, TwoLayer, TwoLayerState};
use crate::model::{Degenerate, Empirical, Exponential, Logistic, LossName, Risk, Squared};
use rug::Rational;

/// The arithmetics that a system runs in: lanes, and duals over them.
pub(super) trait Number: Analytic + FromExact {
    /// A constant.
    fn of(value: f64) -> Self;
}

impl<const N: usize> Number for Lanes<N, true> {
    #[inline(always)]
    fn of(value: f64) -> Self {
        Lanes::splat(value)
    }
}

impl<const N: usize> Number for Dual<Lanes<N, true>> {
    #[inline(always)]
    fn of(value: f64) -> Self {
        Dual::constant(Lanes::splat(value))
    }
}

/// A family of maps with the learning rate as its parameter and a start with one free coordinate.
pub(super) trait System: Sync {
    /// The map at one learning rate.
    type Map<T: Number>;
    /// Its state.
    type State<T: Number>: Clone;

    fn map<T: Number>(&self, learning_rate: T) -> Self::Map<T>;
    fn learning_rate<T: Number>(map: &mut Self::Map<T>) -> &mut T;
    fn start<T: Number>(&self, start: T) -> Self::State<T>;
    fn step<T: Number>(map: &Self::Map<T>, state: Self::State<T>) -> Self::State<T>;
    fn output<T: Number>(state: &Self::State<T>) -> T;
    /// The top eigenvalue of the NTK divided by n.
    fn lambda<T: Number>(&self, state: &Self::State<T>) -> T;
    /// A number that rises exactly when the risk does.
    fn order<T: Number>(map: &Self::Map<T>, state: &Self::State<T>) -> T;
    /// The output at the minimum.
    fn minimum(&self) -> f64;
    /// The sharpness of the minimum with the state's kernel: at rate eta, f is multiplied by 1 minus eta times it.
    fn sharpness_at_minimum<T: Number>(&self, state: &Self::State<T>) -> T;
    /// The coordinates of a state.
    fn coordinates<T: Number>(state: &mut Self::State<T>) -> [Option<&mut T>; 2];
}

/// The linear predictor on D0.
pub(super) struct OnD0<L> {
    loss: L,
    sharpness: f64,
}

/// The linear predictor on listed points.
pub(super) struct OnPoints<'a, L> {
    loss: L,
    points: &'a [(Rational, u32)],
    /// The mean of x².
    ntk_eigenvalue: f64,
    minimum: (f64, f64),
}

/// The two-layer network on D0.
pub(super) struct TwoLayerOnD0<L> {
    loss: L,
    width: f64,
    /// Whether lambda0 varies, and not f0.
    lambda_varies: bool,
    /// The coordinate that does not.
    fixed: f64,
    kappa: f64,
}

macro_rules! linear_methods {
    () => {
        type State<T: Number> = T;

        #[inline(always)]
        fn learning_rate<T: Number>(map: &mut Self::Map<T>) -> &mut T {
            &mut map.learning_rate
        }
        #[inline(always)]
        fn start<T: Number>(&self, start: T) -> T {
            start
        }
        #[inline(always)]
        fn step<T: Number>(map: &Self::Map<T>, state: T) -> T {
            map.step(state)
        }
        #[inline(always)]
        fn output<T: Number>(state: &T) -> T {
            state.clone()
        }
        #[inline(always)]
        fn coordinates<T: Number>(state: &mut T) -> [Option<&mut T>; 2] {
            [Some(state), None]
        }
    };
}

// A loss serves every arithmetic, but that cannot be said of a type parameter; so each loss has its implementation.
macro_rules! systems {
    ($($loss:ident),*) => {$(
        impl System for OnD0<$loss> {
            type Map<T: Number> = LinearPredictor<T, Degenerate<$loss>>;
            linear_methods!();

            #[inline(always)]
            fn map<T: Number>(&self, learning_rate: T) -> Self::Map<T> {
                LinearPredictor { learning_rate, risk: Degenerate(self.loss), ntk_eigenvalue: T::one() }
            }
            #[inline(always)]
            fn lambda<T: Number>(&self, _state: &T) -> T {
                T::one()
            }
            // L is even and grows with |f|.
            #[inline(always)]
            fn order<T: Number>(_map: &Self::Map<T>, state: &T) -> T {
                state.clone().square()
            }
            fn minimum(&self) -> f64 {
                0.0
            }
            #[inline(always)]
            fn sharpness_at_minimum<T: Number>(&self, _state: &T) -> T {
                T::of(self.sharpness)
            }
        }

        impl System for OnPoints<'_, $loss> {
            type Map<T: Number> = LinearPredictor<T, Empirical<T, $loss>>;
            linear_methods!();

            #[inline(always)]
            fn map<T: Number>(&self, learning_rate: T) -> Self::Map<T> {
                let risk = Empirical::new(self.loss, self.points, 53);
                LinearPredictor { learning_rate, risk, ntk_eigenvalue: T::of(self.ntk_eigenvalue) }
            }
            #[inline(always)]
            fn lambda<T: Number>(&self, _state: &T) -> T {
                T::of(self.ntk_eigenvalue)
            }
            #[inline(always)]
            fn order<T: Number>(map: &Self::Map<T>, state: &T) -> T {
                map.risk.value(state.clone())
            }
            fn minimum(&self) -> f64 {
                self.minimum.0
            }
            #[inline(always)]
            fn sharpness_at_minimum<T: Number>(&self, _state: &T) -> T {
                T::of(self.minimum.1)
            }
        }

        impl System for TwoLayerOnD0<$loss> {
            type Map<T: Number> = TwoLayer<T, Degenerate<$loss>>;
            type State<T: Number> = TwoLayerState<T>;

            #[inline(always)]
            fn map<T: Number>(&self, learning_rate: T) -> Self::Map<T> {
                TwoLayer::new(learning_rate, T::of(self.width), Degenerate(self.loss))
            }
            #[inline(always)]
            fn learning_rate<T: Number>(map: &mut Self::Map<T>) -> &mut T {
                &mut map.learning_rate
            }
            #[inline(always)]
            fn start<T: Number>(&self, start: T) -> TwoLayerState<T> {
                let fixed = T::of(self.fixed);
                if self.lambda_varies {
                    TwoLayerState { output: fixed, lambda: start }
                } else {
                    TwoLayerState { output: start, lambda: fixed }
                }
            }
            #[inline(always)]
            fn step<T: Number>(map: &Self::Map<T>, state: TwoLayerState<T>) -> TwoLayerState<T> {
                map.step(state)
            }
            #[inline(always)]
            fn output<T: Number>(state: &TwoLayerState<T>) -> T {
                state.output.clone()
            }
            #[inline(always)]
            fn lambda<T: Number>(&self, state: &TwoLayerState<T>) -> T {
                state.lambda.clone()
            }
            // L is even and grows with |f|.
            #[inline(always)]
            fn order<T: Number>(_map: &Self::Map<T>, state: &TwoLayerState<T>) -> T {
                state.output.clone().square()
            }
            fn minimum(&self) -> f64 {
                0.0
            }
            // (T5) at f = 0: h = kappa lambda
            #[inline(always)]
            fn sharpness_at_minimum<T: Number>(&self, state: &TwoLayerState<T>) -> T {
                T::of(self.kappa) * &state.lambda
            }
            #[inline(always)]
            fn coordinates<T: Number>(state: &mut TwoLayerState<T>) -> [Option<&mut T>; 2] {
                [Some(&mut state.output), Some(&mut state.lambda)]
            }
        }
    )*};
}

systems!(Exponential, Logistic, Squared);

/// Work that can be done on any system.
pub(super) trait Job {
    type Output;
    fn run<S: System>(self, system: &S) -> Self::Output;
}

/// Chooses the system of a grid.
pub(super) fn with_system<J: Job>(grid: &Grid, job: J) -> J::Output {
    match grid.loss {
        LossName::Exponential => with_loss(grid, job, Exponential),
        LossName::Logistic => with_loss(grid, job, Logistic),
        LossName::Squared => with_loss(grid, job, Squared),
    }
}

fn with_loss<J: Job, L: Copy>(grid: &Grid, job: J, loss: L) -> J::Output
where
    OnD0<L>: System,
    for<'a> OnPoints<'a, L>: System,
    TwoLayerOnD0<L>: System,
{
    match &grid.family {
        Family::Linear { points: None } => job.run(&OnD0 { loss, sharpness: grid.minimum.1 }),
        Family::Linear { points: Some(points) } => {
            // The kernel of a linear predictor is the mean of x² = z²: the squared loss's curvature.
            let ntk_eigenvalue = Empirical::<f64, _>::new(Squared, points, 53).curvature(0.0);
            job.run(&OnPoints { loss, points, ntk_eigenvalue, minimum: grid.minimum })
        }
        Family::TwoLayer { width, vertical } => {
            let (lambda_varies, fixed) = match vertical {
                Vertical::Lambda { output } => (true, output),
                Vertical::Output { lambda } => (false, lambda),
            };
            let (width, fixed) = (f64::from_exact(width, 53), f64::from_exact(fixed, 53));
            job.run(&TwoLayerOnD0 { loss, width, lambda_varies, fixed, kappa: grid.minimum.1 })
        }
    }
}
