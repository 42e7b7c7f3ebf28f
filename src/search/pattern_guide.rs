//! Where to look for a repeating pattern of signs: the dynamics at infinity, in `f64`. Nothing here need be trusted.
//!
//! Far out the gradient depends on the signs of the margins alone, and the rows of weights move by matrices that depend on the signs.
//! So the signs are followed from the present state, without its size; if they repeat, the matrix of a period has a dominant left
//! eigenvector, and the rows that remain, those orthogonal to the right eigenvector, fall behind.

use crate::arithmetic::elimination::{inverse, multiply};
use crate::certify::certificate::Exact;
use crate::certify::data_proof::GramProof;
use crate::dynamics::GramState;
use crate::model::{FeatureRisk, LossName, network::dot};
use rug::Rational;

/// A pattern of signs that seems to repeat from the present state on.
pub struct PatternGuess {
    /// k.
    pub period: u32,
    /// By how much the dominant row grows in a period.
    pub growth: f64,
    basis: Vec<Vec<f64>>,
    cone: f64,
}

impl PatternGuess {
    /// The proof at a step.
    pub fn into_proof(self, bits: u32, step: u64) -> Option<GramProof> {
        let exact = |value: f64| Rational::from_f64(value).map(Exact);
        let basis = self
            .basis
            .iter()
            .map(|row| row.iter().map(|&x| exact(x)).collect::<Option<Vec<Exact>>>())
            .collect::<Option<_>>()?;
        Some(GramProof::Pattern { bits, step, period: self.period, basis, cone: exact(self.cone)? })
    }
}

/// Steps that are followed at infinity, the longest period, and the longest product of periods.
const STEPS: usize = 1_400;
const LONGEST_PERIOD: usize = 400;
const LONGEST_PRODUCT: usize = 2_000;
/// A state with smaller margins is not far out.
const LEAST_MARGIN: f64 = 4.0;
/// The largest ratio of the rest to the dominant row.
const LARGEST_CONE: f64 = 0.2;
/// By how much the rest may grow beside the dominant row, in a product of periods.
const LARGEST_REST: f64 = 0.25;

/// The Gram matrix, scaled by its trace.
type Gram = Vec<Vec<f64>>;

/// A pattern from a state on, if one is seen.
pub fn guess_pattern(
    risk: &FeatureRisk<f64, LossName>,
    state: &GramState<f64>,
    learning_rate: f64,
    width: f64,
) -> Option<PatternGuess> {
    let points: Vec<Vec<f64>> = risk.points().map(<[f64]>::to_vec).collect();
    let least = points.iter().map(|z| dot(z, &state.v).abs()).fold(f64::INFINITY, f64::min);
    if least.is_nan() || least < LEAST_MARGIN || !state.b.is_finite() {
        return None;
    }
    let n = 1.0 / width.sqrt();
    let start = scaled(state.matrix(&n));
    let limits = Limits { points, risk, step: learning_rate * n };
    let mut seen: Vec<Vec<bool>> = Vec::with_capacity(STEPS);
    let mut now = start.clone();
    for _ in 0..STEPS {
        let signs = limits.signs(&now);
        now = limits.moved(&now, &limits.gradient(&signs));
        seen.push(signs);
    }
    let period = (1..=LONGEST_PERIOD).find(|k| seen.iter().zip(&seen[*k..]).all(|(one, other)| one == other))?;
    let once = seen[..period]
        .iter()
        .fold(identity(start.len()), |product, signs| multiply(&product, &limits.matrix(&limits.gradient(signs))));
    let (left, growth) = dominant(&once, true)?;
    let (right, _) = dominant(&once, false)?;
    if growth.abs() <= 1.0 {
        return None;
    }
    let basis = complete(&left, &right)?;
    // as many periods as it takes for the other rows to fall behind
    let mut repeats = 1;
    let mut product = once.clone();
    while rest(&basis, &product) > LARGEST_REST * growth.abs().powi(repeats) {
        repeats += 1;
        if period * repeats as usize > LONGEST_PRODUCT {
            return None;
        }
        product = multiply(&product, &once);
    }
    let (dominant_part, other) = coefficients(&start, &basis)?;
    let cone = (2.0 * other / dominant_part).max(LEAST_CONE);
    let growth = growth.abs().powi(repeats);
    (cone <= LARGEST_CONE).then(|| PatternGuess { period: period as u32 * repeats as u32, growth, basis, cone })
}

/// A cone that leaves room for roundings.
const LEAST_CONE: f64 = 1e-6;

/// The dynamics at infinity.
struct Limits<'a> {
    points: Vec<Vec<f64>>,
    risk: &'a FeatureRisk<f64, LossName>,
    /// eta N.
    step: f64,
}

impl Limits<'_> {
    /// Which points are misclassified.
    fn signs(&self, gram: &Gram) -> Vec<bool> {
        let features = gram.len() - 1;
        self.points.iter().map(|z| z.iter().zip(&gram[features]).map(|(z, v)| z * v).sum::<f64>() < 0.0).collect()
    }

    /// g where these points are misclassified, whose slopes are at their limit, and the others have none: the gradient of the risk
    /// far out, with margins of the size of 10^4 that the signs prescribe.
    fn gradient(&self, misclassified: &[bool]) -> Vec<f64> {
        let features = self.points.first().map_or(0, Vec::len);
        let mut sum = vec![0.0; features];
        for ((z, wrong), share) in self.points.iter().zip(misclassified).zip(self.risk.shares()) {
            if *wrong {
                sum.iter_mut().zip(z).for_each(|(entry, x)| *entry -= share * x);
            }
        }
        sum
    }

    /// I - eta N S(g).
    fn matrix(&self, gradient: &[f64]) -> Gram {
        let features = gradient.len();
        let mut matrix = identity(features + 1);
        for (j, g) in gradient.iter().enumerate() {
            matrix[j][features] = -self.step * g;
            matrix[features][j] = -self.step * g;
        }
        matrix
    }

    /// One step, scaled by the trace.
    fn moved(&self, gram: &Gram, gradient: &[f64]) -> Gram {
        let matrix = self.matrix(gradient);
        scaled(multiply(&multiply(&matrix, gram), &matrix))
    }
}

fn scaled(mut gram: Gram) -> Gram {
    let trace: f64 = (0..gram.len()).map(|i| gram[i][i]).sum();
    gram.iter_mut().flatten().for_each(|entry| *entry /= trace);
    gram
}

fn identity(size: usize) -> Gram {
    (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect()
}

/// The dominant eigenvector of a matrix, from the left or from the right, and its eigenvalue, if the power method finds a real one.
fn dominant(matrix: &Gram, left: bool) -> Option<(Vec<f64>, f64)> {
    let size = matrix.len();
    let image = |x: &[f64]| -> Vec<f64> {
        if left {
            (0..size).map(|j| x.iter().zip(matrix).map(|(x, row)| x * row[j]).sum()).collect()
        } else {
            matrix.iter().map(|row| row.iter().zip(x).map(|(a, b)| a * b).sum()).collect()
        }
    };
    let mut vector: Vec<f64> = (0..size).map(|i| 1.0 / (1.0 + i as f64 * std::f64::consts::SQRT_2)).collect();
    let mut value = 0.0;
    for _ in 0..POWER_STEPS {
        let next = image(&vector);
        let largest = (0..size).max_by(|&i, &j| next[i].abs().total_cmp(&next[j].abs()))?;
        if !next[largest].is_finite() || next[largest] == 0.0 {
            return None;
        }
        value = next[largest] / vector[largest];
        vector = next.iter().map(|x| x / next[largest]).collect();
    }
    let next = image(&vector);
    let off = next.iter().zip(&vector).map(|(y, x)| (y - value * x).abs()).fold(0.0, f64::max);
    (off <= 1e-6 * value.abs()).then_some((vector, value))
}

const POWER_STEPS: u32 = 4000;

/// The left eigenvector and an orthonormal basis of the rows that are orthogonal to the right one.
fn complete(left: &[f64], right: &[f64]) -> Option<Gram> {
    let size = left.len();
    let mut orthonormal: Vec<Vec<f64>> = vec![normalised(right)?];
    for i in 0..size {
        let mut row: Vec<f64> = (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect();
        for _ in 0..2 {
            for other in &orthonormal {
                let share = dot(&row, other);
                row.iter_mut().zip(other).for_each(|(x, y)| *x -= share * y);
            }
        }
        if dot(&row, &row).sqrt() > 0.3 / size as f64 && orthonormal.len() < size {
            orthonormal.push(normalised(&row)?);
        }
    }
    (orthonormal.len() == size).then(|| {
        orthonormal[0] = normalised(left).unwrap_or_else(|| left.to_vec());
        orthonormal
    })
}

fn normalised(vector: &[f64]) -> Option<Vec<f64>> {
    let length = dot(vector, vector).sqrt();
    (length > 0.0 && length.is_finite()).then(|| vector.iter().map(|x| x / length).collect())
}

/// The norm of a product on the rows beyond the first, which are orthonormal.
fn rest(basis: &Gram, product: &Gram) -> f64 {
    let images: Vec<Vec<f64>> = basis[1..]
        .iter()
        .map(|row| (0..row.len()).map(|j| row.iter().zip(product).map(|(x, other)| x * other[j]).sum()).collect())
        .collect();
    images.iter().flatten().map(|x: &f64| x * x).sum::<f64>().sqrt()
}

/// C and R of a Gram matrix with respect to a basis.
fn coefficients(gram: &Gram, basis: &Gram) -> Option<(f64, f64)> {
    let inverse = inverse(basis)?;
    let size = gram.len();
    let diagonal = |column: usize| -> f64 {
        (0..size).map(|i| (0..size).map(|j| inverse[i][column] * gram[i][j] * inverse[j][column]).sum::<f64>()).sum()
    };
    let first = diagonal(0).max(0.0).sqrt();
    let others: f64 = (1..size).map(diagonal).sum();
    (first > 0.0).then(|| (first, others.max(0.0).sqrt()))
}
