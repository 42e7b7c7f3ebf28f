//! Curvature constants: known values, sampled Hessians, and eigenvalue bounds against balls.

use catapult::arithmetic::symmetric::TopEigenvalue;
use catapult::arithmetic::{Ball, Interval};
use catapult::data::{ExactDataSet, IntegerPoints};
use catapult::model::{Loss, LossName};
use catapult::separability::curvature::{Curvature, curvatures};
use catapult::separability::spectrum::largest_eigenvalue;
use catapult::separability::split;
use faer::Mat;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rug::{Float, Rational};

fn constants(rows: &[Vec<i32>]) -> [Curvature; 2] {
    let samples = rows.iter().map(|row| (row.iter().map(|x| Rational::from(*x)).collect(), 1)).collect();
    let points = IntegerPoints::of_exact(&ExactDataSet { samples });
    curvatures(&points, &split(&points).expect("decided")).expect("bounded")
}

fn assert_encloses(interval: &Interval, value: f64, relative_width: f64) {
    assert!(interval.contains(value), "{interval:?} does not contain {value}");
    assert!(interval.width() <= relative_width * value.abs(), "{interval:?} is wide");
}

/// On D0, F = cosh or log(2 cosh(v/2)), and {F <= F(0)} = {0}: alpha = beta = kappa.
#[test]
fn degenerate_data() {
    let [exponential, logistic] = constants(&[vec![1], vec![-1]]);
    for (curvature, kappa) in [(exponential, 1.0), (logistic, 0.25)] {
        assert_encloses(&curvature.smoothness, kappa, 1e-10);
        let rest = curvature.rest.expect("not separable");
        assert_eq!(rest.rank, Some(1));
        assert_encloses(&rest.smoothness, kappa, 1e-10);
        assert_encloses(&rest.strong_convexity.expect("proved"), kappa, 1e-5);
    }
}

/// Four points ±e_1, ±2 e_2 and one in the third direction, which is separable: the rest spans two dimensions, n = 5.
#[test]
fn a_block_of_known_curvature() {
    let rows = [vec![1, 0, 0], vec![-1, 0, 0], vec![0, 2, 0], vec![0, -2, 0], vec![0, 0, 3]];
    let [exponential, logistic] = constants(&rows);
    assert_encloses(&logistic.smoothness, 9.0 / 20.0, 1e-10);
    let rest = logistic.rest.expect("not separable");
    assert_eq!(rest.rank, Some(2));
    assert_encloses(&rest.smoothness, 8.0 / 20.0, 1e-10);
    assert_encloses(&rest.strong_convexity.expect("proved"), 2.0 / 20.0, 1e-5);
    let rest = exponential.rest.expect("not separable");
    assert!(rest.smoothness.contains(8.0 / 5.0));
    assert_encloses(&rest.strong_convexity.expect("proved"), 2.0 / 5.0, 1e-5);
}

/// No Hessian in the sublevel set has a smaller eigenvalue than alpha or a larger one than beta.
#[test]
fn sampled_hessians_lie_between_the_constants() {
    let mut random = ChaCha20Rng::seed_from_u64(11);
    let mut tight = 0;
    for _ in 0..12 {
        let dimension = random.random_range(1..=3usize);
        let rows: Vec<Vec<i32>> =
            (0..14).map(|_| (0..dimension).map(|_| random.random_range(-9..=9)).collect()).collect();
        for curvature in constants(&rows) {
            let Some(rest) = curvature.rest.as_ref().filter(|rest| rest.rank == Some(dimension)) else { continue };
            let alpha = rest.strong_convexity.expect("proved");
            assert!(alpha.lower() > 0.0 && alpha.upper() <= rest.smoothness.upper());
            let risk = |v: &[f64]| -> f64 { rows.iter().map(|row| curvature.loss.margin_loss(dot(row, v))).sum() };
            let level = risk(&vec![0.0; dimension]);
            let mut inside = 0;
            let mut least = f64::INFINITY;
            for _ in 0..4000 {
                let size = 0.3 * random.random::<f64>();
                let v: Vec<f64> = (0..dimension).map(|_| size * (2.0 * random.random::<f64>() - 1.0)).collect();
                if risk(&v) <= level {
                    inside += 1;
                    let (low, high) = extreme_eigenvalues(&rows, &v, curvature.loss);
                    assert!(low >= alpha.lower() * (1.0 - 1e-9), "{low} < {alpha:?}");
                    assert!(high <= rest.smoothness.upper() * (1.0 + 1e-9), "{high} > {:?}", rest.smoothness);
                    least = least.min(low);
                }
            }
            tight += usize::from(inside > 0 && alpha.lower() > least / 1000.0);
        }
    }
    assert!(tight >= 4, "the bounds are far from the sampled values in all but {tight} cases");
}

fn dot(row: &[i32], v: &[f64]) -> f64 {
    row.iter().zip(v).map(|(x, w)| f64::from(*x) * w).sum()
}

fn extreme_eigenvalues(rows: &[Vec<i32>], v: &[f64], loss: LossName) -> (f64, f64) {
    let dimension = v.len();
    let mut hessian: Mat<f64> = Mat::zeros(dimension, dimension);
    for row in rows {
        let weight = loss.margin_curvature(dot(row, v)) / rows.len() as f64;
        for a in 0..dimension {
            for b in 0..dimension {
                hessian[(a, b)] += weight * f64::from(row[a]) * f64::from(row[b]);
            }
        }
    }
    let values = hessian.self_adjoint_eigenvalues(faer::Side::Lower).expect("converges");
    (values[0], values[dimension - 1])
}

/// Gram matrices of random integers: the interval of doubles contains the enclosure that balls prove at 200 bits.
#[test]
fn eigenvalue_bounds_contain_those_of_balls() {
    let mut random = ChaCha20Rng::seed_from_u64(3);
    for size in 1..12 {
        let factor: Vec<Vec<i32>> =
            (0..size).map(|_| (0..size + 2).map(|_| random.random_range(-50..=50)).collect()).collect();
        let entry = |i: usize, j: usize| -> i32 { factor[i].iter().zip(&factor[j]).map(|(x, y)| x * y).sum() };
        let matrix = Mat::from_fn(size, size, |i, j| f64::from(entry(i, j)));
        let balls: Vec<Vec<Ball>> =
            (0..size).map(|i| (0..size).map(|j| Ball::exact(Float::with_val(200, entry(i, j)))).collect()).collect();
        let exact = Ball::top_eigenvalue(&balls);
        let bounds = largest_eigenvalue(&matrix, 0.0).expect("finite");
        assert!(exact.lower() >= bounds.lower() && exact.upper() <= bounds.upper(), "size {size}: {bounds:?}");
        assert!(bounds.width() <= 1e-9 * bounds.upper(), "size {size}: {bounds:?}");
        let wider = largest_eigenvalue(&matrix, 5.0).expect("finite");
        assert!(wider.lower() <= bounds.lower() - 4.9 && wider.upper() >= bounds.upper() + 4.9);
    }
}

#[test]
fn matrices_that_have_no_bound() {
    assert!(largest_eigenvalue(&Mat::zeros(0, 0), 0.0).is_none());
    assert!(largest_eigenvalue(&Mat::from_fn(2, 2, |_, _| f64::NAN), 0.0).is_none());
    assert!(largest_eigenvalue(&Mat::identity(2, 2), f64::INFINITY).is_none());
}

/// The points ±3 10^9 e_1 and ±p e_2 are dependent modulo the prime p = 2^31 - 1 that is tried first: the span has two dimensions
/// all the same, and alpha, 2 p²/16 for the logistic loss, is that of the second.
#[test]
fn a_rank_that_falls_modulo_the_first_prime() {
    let prime = i64::from(i32::MAX);
    let rows = [[3_000_000_000, 0], [-3_000_000_000, 0], [0, prime], [0, -prime]];
    let samples = rows.map(|row| (row.map(Rational::from).to_vec(), 1)).to_vec();
    let points = IntegerPoints::of_exact(&ExactDataSet { samples });
    let [_, logistic] = curvatures(&points, &split(&points).expect("decided")).expect("bounded");
    let rest = logistic.rest.expect("not separable");
    assert_eq!(rest.rank, Some(2));
    assert_encloses(&rest.strong_convexity.expect("proved"), (prime as f64).powi(2) / 8.0, 1e-5);
}

/// A span of fewer dimensions than columns, by combinations of columns and of points.
#[test]
fn ranks_of_flat_data() {
    let plane = [vec![1, 2, 3], vec![-1, -2, -3], vec![0, 1, 1], vec![0, -1, -1], vec![1, 3, 4], vec![-1, -3, -4]];
    let line = [vec![1, 2, 3, 4], vec![-1, -2, -3, -4], vec![2, 4, 6, 8]];
    for (rows, rank) in [(plane.as_slice(), 2), (line.as_slice(), 1)] {
        for curvature in constants(rows) {
            assert_eq!(curvature.rest.expect("not separable").rank, Some(rank));
        }
    }
}
