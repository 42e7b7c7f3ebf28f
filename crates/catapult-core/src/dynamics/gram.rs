//! Gradient descent of the two-layer linear network f(x) = N w2^T W1 x = v·x on any data, in the Gram matrix of its weights.
//!
//! With N = m^{-1/2}, M = N² W1^T W1, b = N² |w2|², v = N W1^T w2, K = M + b I, g = grad L(v) and H = Hess L(v):
//!
//! (G1)  v' = v - eta K g + eta² N² (v·g) g
//!       M' = M - eta N² (g v^T + v g^T) + eta² N² b g g^T
//!       b' = b - 2 eta N² (v·g) + eta² N² g^T M g
//! (G2)  the sharpness is max(omega, the largest mu with det(mu (mu² - omega²) I - H C(mu)) = 0), omega = N |g|,
//!       C(mu) = mu² K + mu N² (g v^T + v g^T) - N² b (|g|² I - g g^T)
//!
//! Source: proofs/THEORY.md section 6; `tests/dynamics/gram_identities.rs` holds (G1) against dense steps and (G2) against the spectrum
//! of the explicit Hessian. With one feature these are (T1), (T2) and (T5).
//!
//! (G2) holds for every width: for 0 < mu < omega the form mu - N (I ⊗ S) has m negative eigenvalues, so that by Haynsworth's
//! theorem at least m eigenvalues of the Hessian exceed mu, and the sharpness is never below omega.

use super::features::{describe_points, features, trace, validate_points};
use super::parameters::InParameters;
use super::problem::{ProblemError, validate_width};
use super::state::State;
use super::system::{Equations, System};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, ExactValue, Field, FromExact};
use crate::model::features::{congruent, independent_columns};
use crate::model::{FeaturePoints, FeatureRisk, Loss, LossName, Squared, network::dot};
use rug::Rational;
use std::fmt::Debug;

/// The Gram matrix of [W1, w2] times N²: all that the dynamics depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GramState<T> {
    /// v = N W1^T w2.
    pub v: Vec<T>,
    /// The upper triangle of M = N² W1^T W1, by rows.
    pub upper: Vec<T>,
    /// b = N² |w2|².
    pub b: T,
}

impl<T: Clone> GramState<T> {
    /// M_jk.
    ///
    /// # Panics
    ///
    /// If there is no such entry.
    pub fn m(&self, j: usize, k: usize) -> &T {
        &self.upper[self.position(j.min(k), j.max(k))]
    }

    /// Where M_jk, j <= k, stands in the upper triangle.
    fn position(&self, j: usize, k: usize) -> usize {
        // the rows before hold d, d - 1, .. entries
        j * (2 * self.v.len() - j + 1) / 2 + k - j
    }
}

impl<T: Field> GramState<T> {
    /// The state of explicit weights of width m, the rows of W1 and w2, with W1^T w2 in the place of v.
    pub fn of_weights(first: &[Vec<T>], second: &[T], width: &T) -> Self {
        let features = first.first().map_or(0, Vec::len);
        let sum = |terms: &mut dyn Iterator<Item = T>| terms.fold(T::zero(), |sum, term| sum + term);
        let entry = |j: usize, k: usize| {
            let products = first.iter().map(|row| {
                // the square of one number, so that an enclosure knows it
                if j == k { row[j].clone().square() } else { row[j].clone() * &row[k] }
            });
            sum(&mut products.into_iter()) / width
        };
        let v = |j: usize| sum(&mut first.iter().zip(second).map(|(row, y)| row[j].clone() * y));
        GramState {
            v: (0..features).map(v).collect(),
            upper: (0..features).flat_map(|j| (j..features).map(move |k| (j, k))).map(|(j, k)| entry(j, k)).collect(),
            b: sum(&mut second.iter().map(|x| x.clone().square())) / width,
        }
    }

    /// The state of a network of one feature from output and kernel: both halves of the kernel are alike, and nothing but their sum
    /// matters ((G1) with d = 1).
    pub fn of_one_feature(output: T, lambda: T) -> Self {
        let half = lambda / T::integer(2);
        GramState { v: vec![output], upper: vec![half.clone()], b: half }
    }

    /// K = M + b I, by rows.
    pub fn kernel(&self) -> Vec<Vec<T>> {
        let entry = |j: usize, k: usize| if j == k { self.m(j, k).clone() + &self.b } else { self.m(j, k).clone() };
        (0..self.v.len()).map(|j| (0..self.v.len()).map(|k| entry(j, k)).collect()).collect()
    }

    /// N² Z^T Z = [[M, N v], [N v^T, b]], by rows, for N.
    pub fn matrix(&self, scale: &T) -> Vec<Vec<T>> {
        let features = self.v.len();
        let entry = |i: usize, j: usize| match (i.min(j), i.max(j)) {
            (low, high) if high < features => self.m(low, high).clone(),
            (low, _) if low < features => scale.clone() * &self.v[low],
            _ => self.b.clone(),
        };
        (0..=features).map(|i| (0..=features).map(|j| entry(i, j)).collect()).collect()
    }

    /// T = tr M + b.
    pub fn trace(&self) -> T {
        (0..self.v.len()).fold(self.b.clone(), |sum, j| sum + self.m(j, j))
    }
}

impl<T: Clone + Debug> State<T> for GramState<T> {
    fn dimension(&self) -> usize {
        self.v.len() + self.upper.len() + 1
    }
    fn name(&self, index: usize) -> String {
        let features = self.v.len();
        match index.checked_sub(features) {
            None => format!("v_{}", index + 1),
            Some(entry) if entry < self.upper.len() => {
                let (mut row, mut column) = (0, entry);
                while column >= features - row {
                    column -= features - row;
                    row += 1;
                }
                format!("m_{}{}", row + 1, row + column + 1)
            }
            Some(_) => "b".into(),
        }
    }
    fn coordinate(&self, index: usize) -> &T {
        let features = self.v.len();
        if index < features { &self.v[index] } else { self.upper.get(index - features).unwrap_or(&self.b) }
    }
    fn coordinate_mut(&mut self, index: usize) -> &mut T {
        let features = self.v.len();
        if index < features { &mut self.v[index] } else { self.upper.get_mut(index - features).unwrap_or(&mut self.b) }
    }
    fn from_coordinates(mut coordinates: Vec<T>) -> Option<Self> {
        // (d + 1)(d + 2)/2 numbers
        let features = (1..coordinates.len()).find(|d| (d + 1) * (d + 2) / 2 == coordinates.len())?;
        let b = coordinates.pop()?;
        let upper = coordinates.split_off(features);
        Some(GramState { v: coordinates, upper, b })
    }
}

/// The map (G1).
///
/// # Guarantee
///
/// That of the arithmetic `T`.
#[derive(Clone, Debug)]
pub struct Gram<T, L> {
    /// eta > 0.
    pub learning_rate: T,
    /// The risk of v.
    pub risk: FeatureRisk<T, L>,
    /// N² = 1/m.
    pub reciprocal_width: T,
    /// (1/n) Σ x x^T.
    pub second_moment: Vec<Vec<T>>,
    /// Independent columns of the data, which span the others.
    pub columns: Vec<usize>,
}

impl<T: Field, L: Loss<T>> Gram<T, L> {
    /// (G1) for a gradient g, whatever the data.
    pub fn moved(&self, state: &GramState<T>, g: &[T]) -> GramState<T> {
        let GramState { v, b, .. } = state;
        let eta = &self.learning_rate;
        let eta_n2 = eta.clone() * &self.reciprocal_width;
        let eta2_n2 = eta_n2.clone() * eta;
        let features = v.len();
        let mg: Vec<T> = (0..features)
            .map(|j| (0..features).fold(T::zero(), |sum, k| sum + state.m(j, k).clone() * &g[k]))
            .collect();
        let vg = dot(v, g);
        let along = eta2_n2.clone() * &vg;
        let next_v = (0..features).map(|j| {
            let kg = mg[j].clone() + b.clone() * &g[j];
            v[j].clone() - eta.clone() * kg + along.clone() * &g[j]
        });
        let outer = eta2_n2.clone() * b;
        let mut upper = Vec::with_capacity(state.upper.len());
        for j in 0..features {
            for k in j..features {
                // g v^T + v g^T is twice g_j v_j on the diagonal: one product, so that an enclosure does not take it for two.
                let cross =
                    if j == k { T::integer(2) * &g[j] * &v[j] } else { g[j].clone() * &v[k] + v[j].clone() * &g[k] };
                let square = if j == k { g[j].clone().square() } else { g[j].clone() * &g[k] };
                upper.push(state.m(j, k).clone() - eta_n2.clone() * cross + outer.clone() * square);
            }
        }
        let next_b = b.clone() - T::integer(2) * &eta_n2 * vg + eta2_n2 * dot(g, &mg);
        GramState { v: next_v.collect(), upper, b: next_b }
    }
}

impl<T: Analytic, L: Loss<T>> Gram<T, L> {
    /// (G2): mu (mu² - omega²) I - R C(mu) R^T with H = R^T R, divided by mu² so that no number leaves the range of the others. For
    /// mu > omega it is positive definite iff mu exceeds the sharpness: it is a positive multiple of I - R F(mu) R^T,
    /// F = C/(mu (mu² - omega²)), which has the inertia of the theory's H - H F H on the span.
    pub fn sharpness_form(&self, state: &GramState<T>, g: &[T], root: &[Vec<T>], mu: &T) -> Vec<Vec<T>> {
        let features = g.len();
        let n2 = &self.reciprocal_width;
        let kernel = state.kernel();
        // g/mu, in which C/mu² is K + N² (g v^T + v g^T) - N² b (|g|² I - g g^T)
        let g: Vec<T> = g.iter().map(|entry| entry.clone() / mu).collect();
        let size = dot(&g, &g);
        let entry = |j: usize, k: usize| {
            let along = g[j].clone() * &g[k];
            let across = if j == k { size.clone() - along } else { -along };
            let cross = g[j].clone() * &state.v[k] + state.v[j].clone() * &g[k];
            kernel[j][k].clone() + n2.clone() * cross - n2.clone() * &state.b * across
        };
        let c: Vec<Vec<T>> =
            (0..features).map(|j| (0..features).map(|k| entry(j.min(k), j.max(k))).collect()).collect();
        let factor = mu.clone() * (T::one() - n2.clone() * &size);
        let mut form = congruent(root, &c);
        for (j, row) in form.iter_mut().enumerate() {
            for (k, entry) in row.iter_mut().enumerate() {
                let negated = -entry.clone();
                *entry = if j == k { negated + &factor } else { negated };
            }
        }
        form
    }

    /// The top eigenvalue of the NTK divided by n, (1/n) X K X^T.
    pub fn ntk_eigenvalue(&self, state: &GramState<T>) -> T
    where
        T: TopEigenvalue,
    {
        T::top_eigenvalue(&congruent(&self.risk.root(|_| T::one(), &self.columns), &state.kernel()))
    }

    /// omega = N |g|.
    pub fn omega(&self, g: &[T]) -> T {
        (self.reciprocal_width.clone() * dot(g, g)).sqrt()
    }
}

impl<T: Analytic, L: Loss<T>> Equations<T> for Gram<T, L> {
    type State = GramState<T>;

    fn step(&self, state: GramState<T>) -> GramState<T> {
        self.moved(&state, &self.risk.gradient(&state.v))
    }
    fn output(&self, state: &GramState<T>) -> T {
        state.v[0].clone()
    }
    fn loss(&self, state: &GramState<T>) -> T {
        self.risk.value(&state.v)
    }
    fn lambda(&self, state: &GramState<T>) -> T {
        let kernel = state.kernel();
        match kernel.as_slice() {
            [row] => row[0].clone(),
            _ => kernel.iter().zip(&self.second_moment).fold(T::zero(), |sum, (row, moments)| sum + dot(row, moments)),
        }
    }
    fn sharpness(&self, state: &GramState<T>) -> T
    where
        T: TopEigenvalue,
    {
        let (g, root) = (self.risk.gradient(&state.v), self.risk.hessian_root(&state.v, &self.columns));
        let omega = self.omega(&g);
        // the norm of the Hessian is at most |K| |H| + omega
        let curvature = root.iter().fold(T::zero(), |sum, row| sum + dot(row, row));
        let bound = trace(&state.kernel()) * curvature + &omega;
        T::definite_edge(&|mu| self.sharpness_form(state, &g, &root, mu), omega, bound)
    }
}

/// The two-layer network on listed data.
#[derive(Clone, Debug, PartialEq)]
pub struct GramSystem {
    /// The loss.
    pub loss: LossName,
    /// m.
    pub width: Rational,
    /// The data: signed points of the same length.
    pub points: FeaturePoints,
    /// Whether exact starts hold W1^T w2 in the place of v = N W1^T w2, which is irrational unless m is a square.
    pub without_scale: bool,
}

impl GramSystem {
    /// d.
    pub fn features(&self) -> usize {
        features(&self.points)
    }

    /// Whether m is a positive integer and the points have one feature.
    ///
    /// # Errors
    ///
    /// [`ProblemError`] names what is not so.
    pub(super) fn require_one_feature(&self) -> Result<(), ProblemError> {
        validate_width(&self.width)?;
        validate_points(&self.points)?;
        match self.features() {
            1 => Ok(()),
            expected => Err(ProblemError::WeightCount { found: 1, expected }),
        }
    }

    /// The state that a start stands for: where it holds W1^T w2, N times that is v.
    pub fn scaled<T: Analytic + FromExact>(&self, mut start: GramState<T>, bits: u32) -> GramState<T> {
        if self.without_scale {
            let scale = T::one() / T::from_exact(&self.width, bits).sqrt();
            start.v = start.v.into_iter().map(|entry| entry * &scale).collect();
        }
        start
    }

    /// The square of the v of a start, per square of its entries: N² or 1.
    pub(super) fn scale_squared(&self) -> Rational {
        if self.without_scale { Rational::from(1) / &self.width } else { Rational::from(1) }
    }
}

impl System for GramSystem {
    type State<T: Clone + Debug> = GramState<T>;
    type Equations<T: Analytic + FromExact> = Gram<T, LossName>;

    fn equations<T: Analytic + FromExact>(&self, learning_rate: T, bits: u32) -> Self::Equations<T> {
        let read = |value: &Rational| T::from_exact(value, bits);
        let squared = FeatureRisk::<T, _>::new(Squared, &self.points, bits);
        Gram {
            learning_rate,
            risk: FeatureRisk::new(self.loss, &self.points, bits),
            reciprocal_width: read(&(Rational::from(1) / &self.width)),
            // The squared loss has l'' = 1.
            second_moment: squared.second_moment(|_| T::one()),
            columns: independent_columns(&self.points),
        }
    }

    fn learning_rate_mut<T: Analytic + FromExact>(equations: &mut Self::Equations<T>) -> &mut T {
        &mut equations.learning_rate
    }

    fn start_in<T: Analytic + FromExact>(&self, start: &GramState<Rational>, bits: u32) -> GramState<T> {
        self.scaled(Self::convert(start, |value| T::from_exact(value, bits)), bits)
    }

    fn loss(&self) -> LossName {
        self.loss
    }

    /// m is a positive integer, the points have one length, and the start is the Gram matrix of weights of width m.
    fn validate(&self, start: &GramState<Rational>) -> Result<(), ProblemError> {
        validate_width(&self.width)?;
        validate_points(&self.points)?;
        let (found, expected) = (start.v.len(), self.features());
        if found != expected {
            return Err(ProblemError::WeightCount { found, expected });
        }
        if self.factorise(start).is_some() { Ok(()) } else { Err(ProblemError::NotGram(self.width.clone())) }
    }

    fn require_rational(&self) -> Result<(), ProblemError> {
        if !self.loss.facts().rational {
            return Err(ProblemError::NotRational(self.loss));
        }
        let square = |n: &rug::Integer| n.is_perfect_square();
        if self.without_scale && !(square(self.width.numer()) && square(self.width.denom())) {
            return Err(ProblemError::IrrationalScale { width: self.width.clone(), depth: 2 });
        }
        Ok(())
    }

    fn in_parameters(&self) -> Option<&dyn InParameters<Self>> {
        Some(self)
    }

    fn observables(&self) -> Vec<String> {
        let last = ["sharpness", "loss"].map(String::from);
        match self.features() {
            1 => ["output", "lambda"].map(String::from).into_iter().chain(last).collect(),
            many => (1..=many).map(|j| format!("v_{j}")).chain(["ntk_eigenvalue".into()]).chain(last).collect(),
        }
    }

    fn show<T: TopEigenvalue + FromExact>(&self, equations: &Self::Equations<T>, state: &GramState<T>) -> Vec<T> {
        let mut shown = state.v.clone();
        // with one feature the kernel itself
        shown.push(if self.features() == 1 { equations.lambda(state) } else { equations.ntk_eigenvalue(state) });
        shown.extend([equations.sharpness(state), equations.loss(state)]);
        shown
    }

    fn show_exactly(
        &self,
        equations: &Self::Equations<ExactValue>,
        state: &GramState<ExactValue>,
    ) -> Vec<Option<ExactValue>> {
        let mut shown: Vec<Option<ExactValue>> = state.v.iter().cloned().map(Some).collect();
        shown.push((self.features() == 1).then(|| equations.lambda(state)));
        shown.extend([None, Some(equations.loss(state))]);
        shown
    }

    fn description(&self) -> String {
        format!("two-layer network of width {} on {}", self.width, describe_points(&self.points))
    }

    fn describe_state(state: &GramState<Rational>) -> String {
        let listed = |values: &[Rational]| values.iter().map(Rational::to_string).collect::<Vec<_>>().join(", ");
        format!("v = ({}), M = ({}), b = {}", listed(&state.v), listed(&state.upper), state.b)
    }
}
