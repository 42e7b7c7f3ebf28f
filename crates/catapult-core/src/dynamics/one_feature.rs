//! The two-layer network on data of one feature in four numbers that depend on each other: v, V = pq, p and q.
//!
//! With a = eta N g(v), N = m^{-1/2}, (G1) for d = 1 is, all at once,
//!
//! > (T3) p' = p (1 - a)², q' = q (1 + a)²;  (G4') v' = v (1 + a²) - eta K g with K = sqrt(4 N² v² + V), V' = V (1 - a²)²,
//!
//! where p = K + 2 N v, q = K - 2 N v. One pair would do in exact numbers. Of enclosures p and q stay sharp where weights grow or vanish, v and V where they converge, and
//! each pair sharpens the other ([`OneFeature::sharpened`]). Equal to [`Gram`] exactly (`tests/dynamics/gram_identities.rs`).
//!
//! Source: proofs/THEORY.md sections 3 and 6.

use super::factorised::{FactorisedState, factor_rate, step_volume};
use super::gram::{Gram, GramState, GramSystem};
use super::problem::ProblemError;
use super::state::{State, TwoLayerState};
use super::system::{Equations, System};
use super::two_layer::TwoLayer;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Dual, FromExact, Gradient, Interval};
use crate::model::{Empirical, LossName, Risk};
use rug::Rational;
use std::array;
use std::fmt::Debug;

/// v, V, p and q.
#[derive(Clone, Debug, PartialEq)]
pub struct OneFeatureState<T> {
    /// v.
    pub v: T,
    /// V = pq = K² - 4 N² v².
    pub volume: T,
    /// p = K + 2 N v.
    pub p: T,
    /// q = K - 2 N v.
    pub q: T,
}

/// Why an index is none.
const FOUR: &str = "v, V, p and q are four coordinates";

impl<T: Clone + Debug> State<T> for OneFeatureState<T> {
    fn dimension(&self) -> usize {
        4
    }
    fn name(&self, index: usize) -> String {
        ["v", "pq", "p", "q"][index].into()
    }
    fn coordinate(&self, index: usize) -> &T {
        assert!(index < 4, "{FOUR}");
        [&self.v, &self.volume, &self.p, &self.q][index]
    }
    fn coordinate_mut(&mut self, index: usize) -> &mut T {
        match index {
            0 => &mut self.v,
            1 => &mut self.volume,
            2 => &mut self.p,
            3 => &mut self.q,
            _ => panic!("{FOUR}"),
        }
    }
    fn from_coordinates(coordinates: Vec<T>) -> Option<Self> {
        <[T; 4]>::try_from(coordinates).ok().map(|[v, volume, p, q]| OneFeatureState { v, volume, p, q })
    }
}

/// The map in v, V, p and q.
///
/// # Guarantee
///
/// That of the arithmetic `T`.
#[derive(Clone, Debug)]
pub struct OneFeature<T> {
    /// Learning rate, width, data and loss: (T1), (T2) for v and K.
    pub two_layer: TwoLayer<T, Empirical<T, LossName>>,
    /// The same network by its Gram matrix, as lemmas read it; its learning rate is not used.
    pub gram: Gram<T, LossName>,
}

impl<T: Analytic> OneFeature<T> {
    /// The state of a Gram matrix.
    pub fn state_of(&self, state: &GramState<T>) -> OneFeatureState<T> {
        let (v, kernel) = (state.v[0].clone(), state.trace());
        let volume = kernel.clone().square() - self.reach(v.clone());
        let pair = TwoLayerState { output: v.clone(), lambda: kernel };
        let FactorisedState { p, q } = FactorisedState::from_output(pair, &self.two_layer.width().clone().sqrt());
        OneFeatureState { v, volume, p, q }
    }

    /// 4 N² v², by which K² exceeds V.
    fn reach(&self, v: T) -> T {
        T::integer(4) * v.square() * &self.gram.reciprocal_width
    }

    /// v and K from v and V.
    fn pair(&self, state: &OneFeatureState<T>) -> TwoLayerState<T> {
        let lambda = (self.reach(state.v.clone()) + &state.volume).sqrt();
        TwoLayerState { output: state.v.clone(), lambda }
    }

    /// The Gram matrix of a state, if both halves of the kernel are alike, from v and V.
    pub fn as_gram(&self, state: &OneFeatureState<T>) -> GramState<T> {
        let TwoLayerState { output, lambda } = self.pair(state);
        GramState::of_one_feature(output, lambda)
    }

    /// v and K from p and q.
    fn of_factors(&self, state: &OneFeatureState<T>) -> TwoLayerState<T> {
        FactorisedState { p: state.p.clone(), q: state.q.clone() }.to_output(&self.two_layer.width().clone().sqrt())
    }
}

/// An enclosure of a number, or of a function with its derivative.
pub trait Meet: Analytic {
    /// What two enclosures have in common. If rounding or overflow spoiled one, the other is still right.
    #[must_use]
    fn meet(self, other: Self) -> Self;
}

impl Meet for Interval {
    fn meet(self, other: Self) -> Self {
        self.intersection(&other).unwrap_or(self)
    }
}

impl<const N: usize> Meet for Gradient<Interval, N> {
    fn meet(self, other: Self) -> Self {
        let derivative = array::from_fn(|direction| self.derivative[direction].meet(other.derivative[direction]));
        Dual { value: self.value.meet(other.value), derivative }
    }
}

impl<T: Meet> OneFeature<T> {
    /// K: what both pairs say of it.
    pub fn kernel(&self, state: &OneFeatureState<T>) -> T {
        self.pair(state).lambda.meet(self.of_factors(state).lambda)
    }

    /// Each coordinate by what the other pair says of it as well.
    #[must_use]
    pub fn sharpened(&self, mut state: OneFeatureState<T>) -> OneFeatureState<T> {
        state.v = state.v.clone().meet(self.of_factors(&state).output);
        state.volume = state.volume.meet(state.p.clone() * &state.q);
        let pair = TwoLayerState { output: state.v.clone(), lambda: self.kernel(&state) };
        let FactorisedState { p, q } = FactorisedState::from_output(pair, &self.two_layer.width().clone().sqrt());
        (state.p, state.q) = (state.p.meet(p), state.q.meet(q));
        state
    }
}

impl<T: Analytic + FromExact> Equations<T> for OneFeature<T> {
    type State = OneFeatureState<T>;

    fn step(&self, state: OneFeatureState<T>) -> OneFeatureState<T> {
        let map = &self.two_layer;
        let slope = map.risk.slope(state.v.clone());
        let a = factor_rate(map.learning_rate.clone(), slope.clone(), map.width());
        let v = map.moved(self.pair(&state), slope).output;
        let FactorisedState { p, q } = FactorisedState { p: state.p, q: state.q }.step(&a);
        OneFeatureState { v, volume: step_volume(state.volume, a), p, q }
    }
    fn output(&self, state: &OneFeatureState<T>) -> T {
        state.v.clone()
    }
    fn lambda(&self, state: &OneFeatureState<T>) -> T {
        self.pair(state).lambda
    }
    fn loss(&self, state: &OneFeatureState<T>) -> T {
        self.two_layer.risk.value(state.v.clone())
    }
    fn sharpness(&self, state: &OneFeatureState<T>) -> T
    where
        T: TopEigenvalue,
    {
        self.gram.sharpness(&self.as_gram(state))
    }
}

/// The two-layer network on data of one feature, in v, V, p and q.
#[derive(Clone, Debug, PartialEq)]
pub struct OneFeatureSystem {
    /// Width, data and loss.
    pub network: GramSystem,
}

impl OneFeatureSystem {
    /// The same network, if its data have one feature.
    pub fn of(network: &GramSystem) -> Option<Self> {
        (network.features() == 1).then(|| OneFeatureSystem { network: network.clone() })
    }
}

impl System for OneFeatureSystem {
    type State<T: Clone + Debug> = OneFeatureState<T>;
    type Equations<T: Analytic + FromExact> = OneFeature<T>;

    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> OneFeature<T> {
        let GramSystem { loss, width, points, .. } = &self.network;
        let signed: Vec<(Rational, u32)> =
            points.iter().map(|(z, multiplicity)| (z[0].clone(), *multiplicity)).collect();
        let risk = Empirical::new(*loss, &signed, bits);
        OneFeature {
            two_layer: TwoLayer::new(learning_rate.clone(), T::from_exact(width, bits), risk),
            gram: self.network.equations(learning_rate, bits),
        }
    }

    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut OneFeature<T>) -> &mut T {
        &mut equations.two_layer.learning_rate
    }

    fn loss(&self) -> LossName {
        self.network.loss
    }

    /// m is a positive integer, the points have one feature, p and q are not negative, V is their product, and v belongs to them:
    /// 16 v² = m (p - q)², with the same sign.
    fn validate(&self, start: &OneFeatureState<Rational>) -> Result<(), ProblemError> {
        self.network.require_one_feature()?;
        let OneFeatureState { v, volume, p, q } = start;
        let gap = Rational::from(p - q);
        let belongs = v.cmp0() == gap.cmp0() && v.clone().square() * 16 == gap.square() * &self.network.width;
        if *p >= 0 && *q >= 0 && *volume == Rational::from(p * q) && belongs {
            Ok(())
        } else {
            Err(ProblemError::NotGram(self.network.width.clone()))
        }
    }

    fn description(&self) -> String {
        self.network.description()
    }

    fn describe_state(state: &OneFeatureState<Rational>) -> String {
        format!("v = {}, p = {}, q = {}", state.v, state.p, state.q)
    }
}
