//! Inverses and eigenvalues of small matrices that need not be symmetric.

use catapult_core::arithmetic::elimination::{inverse, multiply};
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::spectrum::{Eigenvalue, eigenvalues, enclosures};
use catapult_core::arithmetic::{Ball, FromExact};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

const BITS: u32 = 192;

fn balls(matrix: &[Vec<Rational>]) -> Vec<Vec<Ball>> {
    matrix.iter().map(|row| row.iter().map(|x| Ball::from_exact(x, BITS)).collect()).collect()
}

/// An integer matrix of determinant one and its inverse, from elementary operations.
fn unimodular(random: &mut ChaCha8Rng, size: usize) -> (Vec<Vec<Rational>>, Vec<Vec<Rational>>) {
    let unit = |i: usize, j: usize| Rational::from(u32::from(i == j));
    let identity: Vec<Vec<Rational>> = (0..size).map(|i| (0..size).map(|j| unit(i, j)).collect()).collect();
    let (mut matrix, mut back) = (identity.clone(), identity);
    for _ in 0..2 * size {
        let (i, j) = (random.random_range(0..size), random.random_range(0..size));
        if i == j {
            continue;
        }
        let factor = Rational::from(random.random_range(-2..=2));
        // row i += factor row j on the left; column j -= factor column i of the inverse
        let added = matrix[j].clone();
        matrix[i].iter_mut().zip(added).for_each(|(x, y)| *x += factor.clone() * y);
        for row in &mut back {
            let taken = row[i].clone() * &factor;
            row[j] -= taken;
        }
    }
    (matrix, back)
}

fn contains(value: &Eigenvalue, real: &Rational, imaginary: &Rational) -> bool {
    value.real.contains(real) && value.imaginary.contains(imaginary)
}

/// Whether each number has an enclosure of its own.
fn matches(values: &[Eigenvalue], roots: &[(Rational, Rational)], used: &mut Vec<bool>) -> bool {
    let Some(((real, imaginary), rest)) = roots.split_first() else { return true };
    (0..values.len()).any(|index| {
        if used[index] || !contains(&values[index], real, imaginary) {
            return false;
        }
        used[index] = true;
        let found = matches(values, rest, used);
        used[index] = found;
        found
    })
}

#[test]
fn spectra_of_known_matrices_are_enclosed() {
    let mut random = ChaCha8Rng::seed_from_u64(91);
    for case in 0..300 {
        let size = random.random_range(1..=7usize);
        let mut blocks = vec![vec![Rational::new(); size]; size];
        let mut roots = Vec::new();
        let short = |random: &mut ChaCha8Rng| Rational::from((random.random_range(-40..=40), 16));
        let mut index = 0;
        while index < size {
            let a = short(&mut random);
            if index + 1 < size && random.random() {
                let b = short(&mut random);
                (blocks[index][index], blocks[index + 1][index + 1]) = (a.clone(), a.clone());
                (blocks[index][index + 1], blocks[index + 1][index]) = (b.clone(), -b.clone());
                roots.extend([(a.clone(), b.clone()), (a, -b)]);
                index += 2;
            } else {
                blocks[index][index] = a.clone();
                roots.push((a, Rational::new()));
                index += 1;
            }
        }
        let (turn, back) = unimodular(&mut random, size);
        let matrix = multiply(&multiply(&turn, &blocks), &back);
        let values = eigenvalues(&balls(&matrix));
        assert_eq!(values.len(), size);
        assert!(
            matches(&values, &roots, &mut vec![false; size]),
            "case {case}: {matrix:?} has {roots:?}, not {values:?}"
        );
        for value in &values {
            assert!(value.real.is_bounded() && value.imaginary.is_bounded(), "case {case}: {value:?}");
        }
        // simple ones to many digits, and real ones seen to be real
        let simple = roots.iter().all(|root| roots.iter().filter(|other| *other == root).count() == 1);
        if simple {
            let narrow = |ball: &Ball| ball.radius().exponent().is_none_or(|exponent| exponent < -60);
            assert!(values.iter().all(|value| narrow(&value.real) && narrow(&value.imaginary)), "{values:?}");
            let real = roots.iter().filter(|(_, imaginary)| imaginary.is_zero()).count();
            assert_eq!(
                values.iter().filter(|value| value.imaginary.magnitude_up().is_zero()).count(),
                real,
                "{values:?}"
            );
        }
    }
}

#[test]
fn an_enclosed_matrix_has_wide_eigenvalues() {
    // [[x, 1], [0, x]] for all x within 2^-20 of 1/2: a double eigenvalue that moves, and splits by 2^-10 where the zero does
    let wide = |x: i32, y: i32| Ball::from_exact(&Rational::from((x, y)), BITS).widened(Magnitude::power_of_two(-20));
    let matrix = vec![vec![wide(1, 2), wide(1, 1)], vec![wide(0, 1), wide(1, 2)]];
    let values = eigenvalues(&matrix);
    let split = Rational::from((1, 1024));
    for value in &values {
        for real in [Rational::from((1, 2)) - &split, Rational::from((1, 2)) + &split] {
            assert!(contains(value, &real, &Rational::new()), "{value:?}");
        }
        assert!(contains(value, &Rational::from((1, 2)), &split), "{value:?}");
    }
    // what is no square, or not known, has no known eigenvalues
    let unknown = eigenvalues(&[vec![Ball::unbounded(BITS), wide(1, 2)], vec![wide(1, 2), wide(1, 2)]]);
    assert!(unknown.iter().all(|value| !value.real.is_bounded()));
    assert!(eigenvalues(&[]).is_empty());
}

#[test]
fn a_root_lies_beyond_its_correction() {
    // [[0, s], [1, 0]] has the eigenvalues +-sqrt s, and for s within 7/16 of 1 the corrections of +-1 are 7/32: too short for 3/4 = sqrt(9/16)
    let exact = |x: i32| Ball::from_exact(&Rational::from(x), BITS);
    let matrix = vec![vec![exact(0), exact(1).widened(Magnitude::from_f64(0.4375))], vec![exact(1), exact(0)]];
    let values = eigenvalues(&matrix);
    for end in [Rational::from((3, 4)), Rational::from((-3, 4)), Rational::from((19, 16))] {
        assert!(values.iter().any(|value| contains(value, &end, &Rational::new())), "{end}: {values:?}");
    }
    assert!(values.iter().all(|value| value.imaginary.magnitude_up().is_zero()), "{values:?}");
}

#[test]
fn discs_that_meet_share_their_roots() {
    // the discs of 1 and -3 for z^2: the correction of 1 is 1/4, that of -3 is -9/4, and both roots lie in the second disc alone
    let exact = |x: i32| Ball::from_exact(&Rational::from(x), BITS);
    let centre = |x: i32| Eigenvalue { real: exact(x), imaginary: exact(0) };
    let reaches = [0.5, 4.5].map(Magnitude::from_f64);
    for order in [[0, 1], [1, 0]] {
        let centres = order.map(|index| centre([1, -3][index]));
        for value in enclosures(&centres, &order.map(|index| reaches[index]), BITS) {
            assert!(contains(&value, &Rational::new(), &Rational::new()), "{value:?}");
        }
    }
    // apart, each has its own, which is real; a pair of conjugates is not
    let apart = enclosures(&[centre(1), centre(-5)], &reaches.map(|reach| reach.min(Magnitude::ONE)), BITS);
    assert!(!contains(&apart[0], &Rational::from(-5), &Rational::new()) && apart[0].imaginary.magnitude_up().is_zero());
    let pair = [1, -1].map(|y| Eigenvalue { real: exact(0), imaginary: exact(y) });
    let values = enclosures(&pair, &[Magnitude::from_f64(0.5); 2], BITS);
    assert!(values.iter().all(|value| !value.imaginary.magnitude_up().is_zero()));
}

#[test]
fn inverses_are_enclosed() {
    let mut random = ChaCha8Rng::seed_from_u64(92);
    for _ in 0..100 {
        let size = random.random_range(1..=6usize);
        let (matrix, back) = unimodular(&mut random, size);
        let enclosed = inverse(&balls(&matrix)).expect("regular");
        let numerical: Vec<Vec<f64>> = matrix.iter().map(|row| row.iter().map(Rational::to_f64).collect()).collect();
        let numerical = inverse(&numerical).expect("regular");
        for ((row, exact), float) in enclosed.iter().zip(&back).zip(&numerical) {
            for ((entry, exact), float) in row.iter().zip(exact).zip(float) {
                assert!(entry.contains(exact), "{entry:?} misses {exact}");
                assert!((float - exact.to_f64()).abs() < 1e-6 * (1.0 + exact.to_f64().abs()));
            }
        }
    }
    let one = Rational::from(1);
    assert!(inverse(&balls(&vec![vec![one.clone(); 2]; 2])).is_none(), "singular");
    assert!(inverse(&[vec![0.0, 1.0], vec![1.0, 0.0]]).is_some(), "a pivot below");
    assert!(inverse(&balls(&[vec![one.clone(), one]])).is_none(), "no square");
}

/// Nothing is said of a table that is no square, or that has an entry without bounds.
#[test]
fn tables_without_eigenvalues() {
    let one = || Ball::from_exact(&Rational::from(1), BITS);
    let unbounded = || Ball::unbounded(BITS);
    for rows in [
        vec![vec![one(), one()], vec![one()]],
        vec![vec![one(), one(), one()], vec![one(), one(), one()]],
        vec![vec![one(), one()], vec![one(), unbounded()]],
    ] {
        let values = eigenvalues(&rows);
        assert_eq!(values.len(), rows.len());
        assert!(values.iter().all(|value| !value.real.is_bounded() && !value.imaginary.is_bounded()), "{rows:?}");
    }
}
