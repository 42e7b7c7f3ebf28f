//! The three losses, each with its values as a function of the margin and on the degenerate data D0.
//!
//! | loss | l(u), u = y f(x) | L(f) on D0 | s(f) = L'(f) | L''(f) | kappa = L''(0) |
//! |---|---|---|---|---|---|
//! | exponential | e^{-u} | cosh f | sinh f | cosh f | 1 |
//! | logistic | log(1 + e^{-u}) | log(2 cosh(f/2)) | tanh(f/2)/2 | 1/(4 cosh²(f/2)) | 1/4 |
//! | squared | (1 - u)²/2 | (1 + f²)/2 | f | 1 | 1 |
//!
//! Source: proofs/THEORY.md sections 0 and 1. On D0 = {(1,+1),(1,-1)} the risk is L(f) = (l(f) + l(-f))/2; the closed forms of
//! the table avoid the cancellation of that sum, and `tests/arithmetic/loss_identities.rs` proves them equal to it.

use crate::arithmetic::{Analytic, Field};
use num_traits::Zero;
use serde::{Deserialize, Serialize};

/// A loss of the margin, generic over the arithmetic.
///
/// The three losses are always inlined, so that they are compiled for the vector instructions of the kernels that call
/// them (see [`crate::arithmetic::lanes`]).
///
/// # Guarantee
///
/// That of `T`. The squared loss needs a [`Field`] only and so runs on exact rationals; the others need [`Analytic`].
pub trait Loss<T> {
    /// l(u), the loss at margin u = y f(x).
    fn margin_loss(&self, margin: T) -> T;
    /// The sum of l(u) over margins.
    fn total_margin_loss(&self, margins: &[T]) -> T
    where
        T: Clone + Zero,
    {
        margins.iter().fold(T::zero(), |sum, margin| sum + self.margin_loss(margin.clone()))
    }
    /// l'(u).
    fn margin_slope(&self, margin: T) -> T;
    /// l''(u).
    fn margin_curvature(&self, margin: T) -> T;
    /// L(f), the risk on D0 at output f.
    fn degenerate_risk(&self, output: T) -> T;
    /// s(f) = L'(f) on D0.
    fn degenerate_slope(&self, output: T) -> T;
    /// L''(f) on D0.
    fn degenerate_curvature(&self, output: T) -> T;

    /// kappa = L''(0), the curvature of the risk at its minimum on D0.
    fn kappa(&self) -> T
    where
        T: Zero,
    {
        self.degenerate_curvature(T::zero())
    }
}

/// l(u) = e^{-u}.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exponential;

/// l(u) = log(1 + e^{-u}).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Logistic;

/// l(u) = (1 - u)²/2, the case of Lewkowycz et al. (arXiv:2003.02218).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Squared;

impl<T: Analytic> Loss<T> for Exponential {
    #[inline(always)]
    fn margin_loss(&self, margin: T) -> T {
        (-margin).exp()
    }
    #[inline(always)]
    fn margin_slope(&self, margin: T) -> T {
        -(-margin).exp()
    }
    #[inline(always)]
    fn margin_curvature(&self, margin: T) -> T {
        (-margin).exp()
    }
    #[inline(always)]
    fn degenerate_risk(&self, output: T) -> T {
        output.cosh()
    }
    #[inline(always)]
    fn degenerate_slope(&self, output: T) -> T {
        output.sinh()
    }
    #[inline(always)]
    fn degenerate_curvature(&self, output: T) -> T {
        output.cosh()
    }
}

impl<T: Analytic> Loss<T> for Logistic {
    #[inline(always)]
    fn margin_loss(&self, margin: T) -> T {
        (-margin).softplus()
    }
    fn total_margin_loss(&self, margins: &[T]) -> T {
        let negative: Vec<T> = margins.iter().map(|margin| -margin.clone()).collect();
        T::sum_softplus(&negative)
    }
    // -1/(1 + e^u)
    #[inline(always)]
    fn margin_slope(&self, margin: T) -> T {
        -margin.falling_sigmoid()
    }
    // e^u/(1 + e^u)² in its even form, which is the curvature on D0 too
    #[inline(always)]
    fn margin_curvature(&self, margin: T) -> T {
        self.degenerate_curvature(margin)
    }
    #[inline(always)]
    fn degenerate_risk(&self, output: T) -> T {
        (output / T::integer(2)).ln_2cosh()
    }
    #[inline(always)]
    fn degenerate_slope(&self, output: T) -> T {
        output.centred_sigmoid()
    }
    #[inline(always)]
    fn degenerate_curvature(&self, output: T) -> T {
        output.sigmoid_slope()
    }
}

impl<T: Field> Loss<T> for Squared {
    #[inline(always)]
    fn margin_loss(&self, margin: T) -> T {
        (T::one() - margin).square() / T::integer(2)
    }
    #[inline(always)]
    fn margin_slope(&self, margin: T) -> T {
        margin - T::one()
    }
    #[inline(always)]
    fn margin_curvature(&self, _margin: T) -> T {
        T::one()
    }
    #[inline(always)]
    fn degenerate_risk(&self, output: T) -> T {
        (T::one() + output.square()) / T::integer(2)
    }
    #[inline(always)]
    fn degenerate_slope(&self, output: T) -> T {
        output
    }
    #[inline(always)]
    fn degenerate_curvature(&self, _output: T) -> T {
        T::one()
    }
}

/// A loss chosen at run time, by its name on the command line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LossName {
    /// [`Exponential`].
    Exponential,
    /// [`Logistic`].
    Logistic,
    /// [`Squared`].
    Squared,
}

impl LossName {
    /// All losses, in the order of the table above.
    pub const ALL: [LossName; 3] = [LossName::Exponential, LossName::Logistic, LossName::Squared];

    /// The name on the command line and in files.
    pub fn name(self) -> &'static str {
        match self {
            LossName::Exponential => "exponential",
            LossName::Logistic => "logistic",
            LossName::Squared => "squared",
        }
    }
}

impl std::fmt::Display for LossName {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str(self.name())
    }
}

macro_rules! dispatch {
    ($($method:ident),*) => {
        impl<T: Analytic> Loss<T> for LossName {
            $(#[inline(always)] fn $method(&self, argument: T) -> T {
                match self {
                    LossName::Exponential => Exponential.$method(argument),
                    LossName::Logistic => Logistic.$method(argument),
                    LossName::Squared => Squared.$method(argument),
                }
            })*

            fn total_margin_loss(&self, margins: &[T]) -> T {
                match self {
                    LossName::Exponential => Exponential.total_margin_loss(margins),
                    LossName::Logistic => Logistic.total_margin_loss(margins),
                    LossName::Squared => Squared.total_margin_loss(margins),
                }
            }
        }
    };
}

dispatch!(margin_loss, margin_slope, margin_curvature, degenerate_risk, degenerate_slope, degenerate_curvature);
