//! The top eigenvalue of operators known by their products: the awkward ones.

use catapult::arithmetic::Field;
use catapult::training::{RitzPair, SymmetricOperator, TrainingError, top_eigenvalue, top_eigenvalue_from};
use faer::{Mat, Side};
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

/// A diagonal operator.
struct Diagonal(Vec<f64>);

impl SymmetricOperator for Diagonal {
    fn name(&self) -> &'static str {
        "diagonal"
    }
    fn dimension(&self) -> usize {
        self.0.len()
    }
    fn apply(&self, vector: &[f64]) -> Result<Vec<f64>, TrainingError> {
        Ok(self.0.iter().zip(vector).map(|(d, x)| d * x).collect())
    }
}

impl Diagonal {
    fn top(&self) -> f64 {
        self.0.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }
    fn norm(&self) -> f64 {
        self.0.iter().fold(0.0_f64, |norm, x| norm.max(x.abs()))
    }
}

/// A dense symmetric matrix.
struct Dense(Mat<f64>);

impl SymmetricOperator for Dense {
    fn name(&self) -> &'static str {
        "dense"
    }
    fn dimension(&self) -> usize {
        self.0.nrows()
    }
    fn apply(&self, vector: &[f64]) -> Result<Vec<f64>, TrainingError> {
        Ok((0..vector.len()).map(|i| self.0.row(i).iter().zip(vector).map(|(a, x)| a * x).sum()).collect())
    }
}

fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x.square()).sum::<f64>().sqrt()
}

/// The pair satisfies what is promised of it: y of length 1, theta and |r| as they are for y.
fn assert_honest(operator: &impl SymmetricOperator, pair: &RitzPair, norm: f64) {
    let image = operator.apply(&pair.vector).expect("an image");
    let theta: f64 = image.iter().zip(&pair.vector).map(|(a, y)| a * y).sum();
    let remainder: Vec<f64> = image.iter().zip(&pair.vector).map(|(a, y)| a - pair.value * y).collect();
    assert!((length(&pair.vector) - 1.0).abs() <= 1e-14);
    assert!((theta - pair.value).abs() <= 1e-13 * norm, "{theta} {}", pair.value);
    // Divided before squares are taken, which may leave the range of doubles.
    let scaled: Vec<f64> = remainder.iter().map(|r| r / norm).collect();
    assert!((length(&scaled) - pair.residual / norm).abs() <= 1e-13, "{} {}", length(&scaled), pair.residual / norm);
}

#[test]
fn zero_and_multiples_of_the_identity_take_one_product() {
    for size in [1, 2, 3, 30, 64, 65, 500] {
        for scale in [0.0, 1.0, -1.0, 1e-30, -3e20, 1e-250, 1e200] {
            let operator = Diagonal(vec![scale; size]);
            let top = top_eigenvalue(&operator, 1e-12, 100).unwrap();
            assert!((top.value - scale).abs() <= 1e-14 * scale.abs(), "{scale}: {}", top.value);
            assert!(top.converged && top.products == 1, "{scale} size {size}: {}", top.products);
            assert!((length(&top.vector) - 1.0).abs() < 1e-14);
        }
    }
}

/// Dimensions up to 64 and beyond the number of basis vectors, with and without restarts.
#[test]
fn dense_matrices_of_all_small_sizes() {
    let mut generator = ChaCha8Rng::seed_from_u64(3);
    for size in (1..=70).chain([130]) {
        let square = Mat::from_fn(size, size, |_, _| -> f64 { StandardNormal.sample(&mut generator) });
        let operator = Dense(&square + square.transpose());
        let spectrum = operator.0.self_adjoint_eigenvalues(Side::Lower).unwrap();
        let norm = spectrum[size - 1].abs().max(spectrum[0].abs());
        let top = top_eigenvalue(&operator, 1e-10, 2000).unwrap();
        assert!(top.converged && top.residual <= 1e-10 * top.value.abs(), "size {size}: {top:?}");
        assert!((top.value - spectrum[size - 1]).abs() <= top.residual + 1e-14 * norm, "size {size}");
        assert_honest(&operator, &top, norm);
    }
}

#[test]
fn the_largest_and_not_the_longest_eigenvalue_is_found() {
    let cases = [
        vec![-5.0, 2.0, 1.0],
        // all negative, and negative with the top eigenvalue zero
        vec![-5.0, -2.0],
        (1..=100).map(|k| -f64::from(k)).collect(),
        vec![-4.0, -1.0, 0.0],
        // zero, but for one small eigenvalue
        vec![0.0, 0.0, 0.0, 1e-8],
        // several top eigenvalues, equal and nearly so
        vec![1.0, 1.0, 1.0, -1.0, -1.0],
        (0..300).map(|k| if k % 3 == 0 { 2.0 } else { f64::from(k) / 300.0 }).collect(),
        vec![1.0, 1.0 - 1e-13, 0.5, 0.25],
        // a dense spectrum, with and without a gap
        (0..200).map(|k| f64::from(k) / 199.0).collect(),
        (0..100).map(|k| if k == 40 { 1.001 } else { f64::from(k) / 99.0 }).collect(),
        // a top eigenvalue much smaller than the norm: the tolerance is relative to the eigenvalue
        (0..50).map(|k| if k == 7 { 1e-3 } else { -f64::from(k) }).collect(),
        // scales where squares leave the range of doubles
        vec![1e-200, 2e-200, -3e-200],
        vec![1e200, 2e200, -3e200],
    ];
    for operator in cases.map(Diagonal) {
        let (expected, norm) = (operator.top(), operator.norm());
        let top = top_eigenvalue(&operator, 1e-9, 5000).unwrap();
        let accepted = (1e-9 * expected.abs()).max(1e-13 * norm);
        assert!(top.converged && top.residual <= accepted, "{:?}: {top:?}", operator.0);
        assert!((top.value - expected).abs() <= accepted, "{:?}: {}", operator.0, top.value);
        assert_honest(&operator, &top, norm);
    }
}

#[test]
fn a_budget_too_small_is_admitted() {
    let operator = Diagonal((0..2000).map(|k| f64::from(k) / 1999.0).collect());
    for budget in [0, 1, 2, 10, 50] {
        let top = top_eigenvalue(&operator, 1e-12, budget).unwrap();
        assert!(!top.converged && top.products == budget.max(1), "{}", top.products);
        assert!(top.value <= 1.0 && operator.0.iter().any(|x| (x - top.value).abs() <= top.residual));
        assert_honest(&operator, &top, 1.0);
    }
}

#[test]
fn a_good_guess_saves_products_and_a_bad_one_does_no_harm() {
    let operator = Diagonal((0..400).map(|k| f64::from(k) / 399.0).collect());
    let cold = top_eigenvalue(&operator, 1e-8, 5000).unwrap();
    let warm = top_eigenvalue_from(&operator, &cold.vector, 1e-8, 5000).unwrap();
    assert!(warm.converged && warm.products < cold.products, "{} {}", warm.products, cold.products);
    for guess in [vec![], vec![0.0; 400], vec![f64::NAN; 400], vec![f64::INFINITY; 400], vec![1.0; 399]] {
        assert_eq!(top_eigenvalue_from(&operator, &guess, 1e-8, 5000).unwrap(), cold);
    }
    // Lengths do not matter.
    let short: Vec<f64> = cold.vector.iter().map(|x| x * 1e-170).collect();
    let again = top_eigenvalue_from(&operator, &short, 1e-8, 5000).unwrap();
    assert!(again.converged && (again.value - 1.0).abs() <= 1e-8 && again.products <= warm.products + 1);
}

/// An exact eigenvector of an eigenvalue that is not the top one has residual zero: a start to be misled by.
#[test]
fn an_eigenvector_that_is_no_longer_the_top_one_does_not_mislead() {
    for above in [1.001, 1.01, 1.1, 2.0, 100.0] {
        for size in [2, 10, 1000] {
            let mut spectrum: Vec<f64> = (0..size).map(|k| f64::from(k) / f64::from(size)).collect();
            (spectrum[0], spectrum[1]) = (1.0, above);
            let operator = Diagonal(spectrum);
            let old: Vec<f64> = (0..size).map(|k| if k == 0 { 1.0 } else { 0.0 }).collect();
            let top = top_eigenvalue_from(&operator, &old, 1e-6, 5000).unwrap();
            assert!(top.converged && (top.value - above).abs() <= 1e-6 * above, "{above} size {size}: {}", top.value);
        }
    }
}

#[test]
fn what_is_not_finite_is_an_error() {
    let not_finite = |result| matches!(result, Err(TrainingError::NotFinite { operator: "diagonal" }));
    assert!(not_finite(top_eigenvalue(&Diagonal(vec![f64::NAN; 3]), 1e-9, 10)));
    assert!(not_finite(top_eigenvalue(&Diagonal(vec![1.0, f64::INFINITY, 2.0]), 1e-9, 10)));
    assert!(not_finite(top_eigenvalue(&Diagonal(vec![1.0, f64::NAN, 2.0]), 1e-9, 10)));
    assert!(matches!(top_eigenvalue(&Diagonal(vec![]), 1e-9, 10), Err(TrainingError::NoData { .. })));
}

proptest! {
    #[test]
    fn theta_is_below_the_top_and_within_its_residual(
        spectrum in prop::collection::vec(-10.0..10.0_f64, 1..120),
        budget in 1..60_usize,
        tolerance in prop::sample::select(vec![1e-3, 1e-6, 1e-10]),
    ) {
        let operator = Diagonal(spectrum);
        let top = top_eigenvalue(&operator, tolerance, budget).unwrap();
        prop_assert!(top.products <= budget);
        prop_assert!(top.value <= operator.top() + 1e-13 * operator.norm());
        let nearest = operator.0.iter().map(|x| (x - top.value).abs()).fold(f64::INFINITY, f64::min);
        prop_assert!(nearest <= top.residual + 1e-13 * operator.norm());
        if top.converged {
            prop_assert!(top.residual <= (tolerance * top.value.abs()).max(64.0 * f64::EPSILON * operator.norm()));
        }
    }
}
