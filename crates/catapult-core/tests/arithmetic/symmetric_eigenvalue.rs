//! Enclosures of the largest eigenvalue, checked by exact inertia: a rational shift is at or above the largest
//! eigenvalue iff no pivot of shift - M is negative.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::symmetric::TopEigenvalue;
use catapult_core::arithmetic::{Ball, FromExact};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

type Matrix = Vec<Vec<Rational>>;

/// The number of negative eigenvalues of a symmetric rational matrix, by exact congruence to a diagonal one.
pub fn negative_eigenvalues(mut matrix: Matrix) -> usize {
    let mut negative = 0;
    while let Some(size) = matrix.len().checked_sub(1) {
        let Some(pivot) = (0..=size).find(|&i| !matrix[i][i].is_zero()) else {
            // A zero diagonal: a pair of rows with a non-zero entry becomes one with a non-zero diagonal by adding.
            let Some((i, j)) =
                (0..=size).flat_map(|i| (0..=size).map(move |j| (i, j))).find(|&(i, j)| !matrix[i][j].is_zero())
            else {
                return negative;
            };
            let added = matrix[j].clone();
            for (entry, other) in matrix[i].iter_mut().zip(&added) {
                *entry += other;
            }
            for row in &mut matrix {
                let other = row[j].clone();
                row[i] += other;
            }
            continue;
        };
        let row = matrix[pivot].clone();
        negative += usize::from(row[pivot] < 0);
        matrix = (0..=size)
            .filter(|&i| i != pivot)
            .map(|i| {
                let factor = Rational::from(&matrix[i][pivot] / &row[pivot]);
                (0..=size).filter(|&j| j != pivot).map(|j| matrix[i][j].clone() - factor.clone() * &row[j]).collect()
            })
            .collect();
    }
    negative
}

/// How many eigenvalues of `matrix` are above `shift`.
fn eigenvalues_above(shift: &Rational, matrix: &Matrix) -> usize {
    let shifted =
        |i: usize, j: usize| if i == j { shift.clone() - &matrix[i][j] } else { Rational::from(-&matrix[i][j]) };
    negative_eigenvalues((0..matrix.len()).map(|i| (0..matrix.len()).map(|j| shifted(i, j)).collect()).collect())
}

pub fn to_balls(matrix: &Matrix, bits: u32) -> Vec<Vec<Ball>> {
    matrix.iter().map(|row| row.iter().map(|entry| Ball::from_exact(entry, bits)).collect()).collect()
}

/// lower <= the largest eigenvalue <= upper, exactly.
fn assert_encloses(top: &Ball, matrix: &Matrix) {
    assert!(top.is_bounded(), "{matrix:?}");
    let upper = top.upper().to_rational().unwrap();
    assert_eq!(eigenvalues_above(&upper, matrix), 0, "{top:?} is too low for {matrix:?}");
    // The largest eigenvalue is at least `lower` iff it is above every number below `lower`.
    let below = top.lower().to_rational().unwrap() - (Rational::from(1) >> 4000u32);
    assert!(eigenvalues_above(&below, matrix) > 0, "{top:?} is too high for {matrix:?}");
}

fn largest_entry(matrix: &Matrix) -> Rational {
    matrix.iter().flatten().map(|entry| entry.clone().abs()).max().unwrap()
}

/// The radius is at most `units` units in the last place of the largest entry.
fn assert_close(top: &Ball, matrix: &Matrix, bits: u32, units: u32) {
    let bound = (largest_entry(matrix) * units) >> (bits - 1);
    assert!(top.radius().to_float_up().to_rational().unwrap() <= bound, "{top:?} is wide for {matrix:?}");
}

/// A symmetric matrix from one call for each entry of the lower triangle.
pub fn symmetric(size: usize, mut entry: impl FnMut() -> Rational) -> Matrix {
    let triangle: Matrix = (0..size).map(|i| (0..=i).map(|_| entry()).collect()).collect();
    (0..size).map(|i| (0..size).map(|j| triangle[i.max(j)][i.min(j)].clone()).collect()).collect()
}

/// Entries k/denominator: exact in balls iff the denominator is a power of two.
fn random_symmetric(rng: &mut ChaCha8Rng, size: usize, denominator: i64) -> Matrix {
    symmetric(size, || Rational::from((rng.random_range(-1000..=1000i64), denominator)))
}

fn diagonal(entries: &[Rational]) -> Matrix {
    let entry = |i: usize, j: usize| if i == j { entries[i].clone() } else { Rational::new() };
    (0..entries.len()).map(|i| (0..entries.len()).map(|j| entry(i, j)).collect()).collect()
}

/// H D H with the Householder reflection H of v: a full matrix with the rational eigenvalues of D.
fn reflected(entries: &[Rational], rng: &mut ChaCha8Rng) -> Matrix {
    let size = entries.len();
    let v: Vec<Rational> = (0..size).map(|_| Rational::from(rng.random_range(1..=9i32))).collect();
    let norm = v.iter().fold(Rational::new(), |sum, x| sum + Rational::from(x.square_ref()));
    let reflection: Matrix = (0..size)
        .map(|i| (0..size).map(|j| Rational::from(i32::from(i == j)) - v[i].clone() * &v[j] * 2 / &norm).collect())
        .collect();
    let entry = |i: usize, j: usize| {
        (0..size).fold(Rational::new(), |sum, k| sum + reflection[i][k].clone() * &entries[k] * &reflection[k][j])
    };
    (0..size).map(|i| (0..size).map(|j| entry(i, j)).collect()).collect()
}

#[test]
fn the_exact_count_itself() {
    let integers = |entries: &[i32]| entries.iter().map(|&x| Rational::from(x)).collect::<Vec<_>>();
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for entries in [vec![1, -2, 3, -4], vec![0, 0, -1], vec![5, 5, 5], vec![-1, -1, 0, 2]] {
        let negative = entries.iter().filter(|&&x| x < 0).count();
        assert_eq!(negative_eigenvalues(diagonal(&integers(&entries))), negative);
        assert_eq!(negative_eigenvalues(reflected(&integers(&entries), &mut rng)), negative);
    }
    let swap = vec![integers(&[0, 1]), integers(&[1, 0])];
    assert_eq!(negative_eigenvalues(swap), 1);
}

#[test]
fn random_matrices() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for size in 1..=8 {
        for bits in [30, 53, 128, 300] {
            for repeat in 0..12 {
                let matrix = random_symmetric(&mut rng, size, if repeat % 2 == 0 { 64 } else { 7 });
                let balls = to_balls(&matrix, bits);
                let top = Ball::top_eigenvalue(&balls);
                assert_eq!(top.bits(), bits);
                assert_encloses(&top, &matrix);
                // Exact entries: units in the last place. Rounded ones: each row adds its radii.
                assert_close(&top, &matrix, bits, if repeat % 2 == 0 { 2 } else { 8 + 4 * size as u32 });

                let numeric: Vec<Vec<f64>> =
                    matrix.iter().map(|row| row.iter().map(|entry| f64::from_exact(entry, 53)).collect()).collect();
                let distance = (f64::top_eigenvalue(&numeric) - top.midpoint().to_f64()).abs();
                let size_of_entries = largest_entry(&matrix).to_f64();
                assert!(
                    distance <= size_of_entries * (1e-14 + 16.0 * 2f64.powi(-(bits as i32))) * size as f64,
                    "{matrix:?}"
                );
            }
        }
    }
}

#[test]
fn known_and_degenerate_spectra() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    let hair = |exponent: u32| Rational::from(1) >> exponent;
    let spectra: Vec<Vec<Rational>> = vec![
        vec![Rational::from(3), Rational::from(3), Rational::from(1)],
        vec![Rational::from(2); 6],
        vec![Rational::from(-2); 4],
        vec![Rational::from(5), Rational::new(), Rational::new(), Rational::new()],
        vec![Rational::from(-5), Rational::new(), Rational::new()],
        vec![Rational::from(-1), Rational::from(-2), Rational::from(-3)],
        // Clusters that double precision cannot separate, and that the working precision can or cannot.
        vec![Rational::from(1), Rational::from(1) - hair(60), Rational::from(-1)],
        vec![
            Rational::from(1),
            Rational::from(1) - hair(100),
            Rational::from(1) - hair(101),
            Rational::from(1) - hair(70),
        ],
        vec![Rational::from(1), Rational::from(1) - hair(195), Rational::from(1) - hair(500)],
    ];
    for spectrum in spectra {
        let top_value = spectrum.iter().max().unwrap().clone();
        for matrix in [diagonal(&spectrum), reflected(&spectrum, &mut rng)] {
            let top = Ball::top_eigenvalue(&to_balls(&matrix, 200));
            assert!(top.contains(&top_value), "{top:?} misses {top_value}");
            assert_close(&top, &matrix, 200, 40);
        }
    }
    for size in 1..=4 {
        let zero = vec![vec![Rational::new(); size]; size];
        let top = Ball::top_eigenvalue(&to_balls(&zero, 100));
        assert!(top.is_exact() && top.contains(&Rational::new()));
    }
}

/// Powers of two change nothing but the scale, also where f64 has no numbers left.
#[test]
fn scales() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    for shift in [-1_000_000, -3000, -1000, 1000, 3000, 1_000_000] {
        let matrix = random_symmetric(&mut rng, 4, 64);
        let scaled: Vec<Vec<Ball>> = to_balls(&matrix, 150)
            .iter()
            .map(|row| row.iter().map(|entry| Ball::exact(entry.midpoint().clone() << shift)).collect())
            .collect();
        let top = Ball::top_eigenvalue(&scaled);
        let plain = Ball::top_eigenvalue(&to_balls(&matrix, 150));
        assert_eq!(top.midpoint().clone() >> shift, *plain.midpoint());
        assert_eq!(top.radius().shifted(-i64::from(shift)), plain.radius());
    }
    for scale in [1e-300, 5e-324, 1e300, 1e308] {
        let top = f64::top_eigenvalue(&[vec![scale, 0.0], vec![0.0, -scale]]);
        assert!((top / scale - 1.0).abs() < 1e-14, "{top} at {scale}");
    }
    // Beyond every float there is still a bound.
    let speck = Ball::new(Float::new(64), Magnitude::power_of_two(-1_000_000_000_000));
    let top = Ball::top_eigenvalue(&[vec![speck.clone(), speck.clone()], vec![speck.clone(), speck]]);
    assert!(top.is_bounded() && top.radius().is_at_most(Magnitude::power_of_two(-999_999_999_000)));
}

/// With wide entries, the largest eigenvalue of every matrix within them is enclosed; the width is a small multiple of
/// what the entries force.
#[test]
fn wide_entries() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    for size in 1..=6 {
        for exponent in [-40, -10, -3, 0, 4] {
            let matrix = random_symmetric(&mut rng, size, 64);
            let radius = Magnitude::power_of_two(exponent);
            let wide: Vec<Vec<Ball>> = to_balls(&matrix, 100)
                .into_iter()
                .map(|row| row.into_iter().map(|x| x.widened(radius)).collect())
                .collect();
            let top = Ball::top_eigenvalue(&wide);
            for _ in 0..5 {
                let moves = symmetric(size, || {
                    let part = Rational::from((rng.random_range(-8..=8), 8));
                    if exponent < 0 { part >> -exponent as u32 } else { part << exponent as u32 }
                });
                let moved = |(row, moves): (&Vec<Rational>, &Vec<Rational>)| {
                    row.iter().zip(moves).map(|(x, y)| Rational::from(x + y)).collect()
                };
                let member: Matrix = matrix.iter().zip(&moves).map(moved).collect();
                assert_encloses(&top, &member);
            }
            // Weyl: moving the entries by r moves the eigenvalue by up to size * r.
            let forced = size as f64 * radius.to_f64_up();
            assert!(top.radius().to_f64_up() <= 4.0 * forced + 1e-25, "{size} {exponent}: {top:?} against {forced}");
        }
    }
}

/// Entries that are no numbers, and tables that are no matrices.
#[test]
fn malformed_matrices() {
    let one = || Ball::exact(Float::with_val(64, 1));
    assert!(!Ball::top_eigenvalue(&[]).is_bounded());
    assert!(!Ball::top_eigenvalue(&[vec![]]).is_bounded());
    assert!(!Ball::top_eigenvalue(&[vec![one(), one()]]).is_bounded());
    assert!(!Ball::top_eigenvalue(&[vec![one(), one()], vec![one()]]).is_bounded());
    assert!(!Ball::top_eigenvalue(&[vec![one(), one()], vec![one(), Ball::unbounded(64)]]).is_bounded());
    assert!(f64::top_eigenvalue(&[]).is_nan() && f64::top_eigenvalue(&[vec![1.0], vec![1.0]]).is_nan());
    assert!(f64::top_eigenvalue(&[vec![1.0, f64::NAN], vec![f64::NAN, 1.0]]).is_nan());
    assert!(f64::largest(f64::NAN, 1.0).is_nan() && f64::largest(1.0, f64::NAN).is_nan());
    assert_eq!(f64::largest(1.0, 2.0), 2.0);
}

/// In double precision: where diagonals are zero, or of very different sizes.
#[test]
fn floats_of_all_sizes() {
    let golden = f64::midpoint(1.0, 5f64.sqrt());
    for (matrix, top) in [
        ([[0.0, 1.0], [1.0, 0.0]], 1.0),
        ([[1.0, 1.0], [1.0, 0.0]], golden),
        ([[0.0, 1.0], [1.0, 1.0]], golden),
        // 1 + b² up to b^4
        ([[1.0, 1e-7], [1e-7, 1e-20]], 1.0 + 1e-14),
        ([[1e-20, 1e-7], [1e-7, 1.0]], 1.0 + 1e-14),
        ([[1.0, 8e-16], [8e-16, 1.0]], 1.0 + 8e-16),
        ([[1e-30, 1e-7], [1e-7, 1e-30]], 1e-7),
    ] {
        let value = f64::top_eigenvalue(&matrix.map(|row| row.to_vec()));
        assert!((value / top - 1.0).abs() < 5e-16, "{value} for {matrix:?}");
    }
}

#[test]
fn the_larger_of_two_balls() {
    let ball = |midpoint: f64, radius: f64| Ball::new(Float::with_val(60, midpoint), Magnitude::from_f64(radius));
    assert_eq!(Ball::largest(ball(1.0, 0.1), ball(2.0, 0.1)), ball(2.0, 0.1));
    assert_eq!(Ball::largest(ball(2.0, 0.1), ball(1.0, 0.1)), ball(2.0, 0.1));
    // Overlapping: from the larger lower end to the larger upper end.
    let top = Ball::largest(ball(1.0, 1.0), ball(1.5, 0.25));
    assert!((top.lower() - 1.25f64).abs() < 1e-15 && (top.upper() - 2.0f64).abs() < 1e-15);
    assert!(!Ball::largest(ball(1.0, 1.0), Ball::unbounded(60)).is_bounded());
}

/// Of balls of different precision, no end is rounded to the inside.
#[test]
fn the_larger_of_balls_of_different_precision() {
    let mut rng = ChaCha8Rng::seed_from_u64(8);
    for _ in 0..3000 {
        let number = Rational::from((rng.random_range(1..1i64 << 40), 3));
        let mut ball = || {
            let radius = Magnitude::power_of_two(rng.random_range(-150..40));
            Ball::from_exact(&number, rng.random_range(60..200)).widened(radius)
        };
        let (left, right) = (ball(), ball());
        let ends = |ball: &Ball| {
            let centre = ball.midpoint().to_rational().unwrap();
            let radius = ball.radius().to_float_up().to_rational().unwrap();
            [Rational::from(&centre - &radius), centre + radius]
        };
        let top = Ball::largest(left.clone(), right.clone());
        for (left, right) in ends(&left).into_iter().zip(ends(&right)) {
            assert!(top.contains(&left.max(right)), "{top:?}");
        }
    }
}
