//! Modular elimination and p-adic lifting, held against elimination in rationals.

use catapult::separability::dixon::{SquareMatrix, solve};
use catapult::separability::modular::{PRIMES, inverse, rank_profile};
use proptest::prelude::*;
use rug::integer::IsPrime;
use rug::{Integer, Rational};

/// The reduced matrix [M | b] and its pivot columns.
fn eliminate(mut rows: Vec<Vec<Rational>>, columns: usize) -> (Vec<Vec<Rational>>, Vec<usize>) {
    let mut pivots = Vec::new();
    for column in 0..columns {
        let rank = pivots.len();
        let Some(found) = (rank..rows.len()).find(|i| !rows[*i][column].is_zero()) else { continue };
        rows.swap(rank, found);
        let pivot = rows[rank][column].clone();
        rows[rank].iter_mut().for_each(|x| *x /= &pivot);
        let pivot_row = rows[rank].clone();
        for i in (0..rows.len()).filter(|i| *i != rank) {
            let factor = rows[i][column].clone();
            rows[i].iter_mut().zip(&pivot_row).for_each(|(x, y)| *x -= factor.clone() * y);
        }
        pivots.push(column);
    }
    (rows, pivots)
}

fn rationals(rows: &[Vec<Integer>]) -> Vec<Vec<Rational>> {
    rows.iter().map(|row| row.iter().map(Rational::from).collect()).collect()
}

/// Integers of very different sizes, many of them zero.
fn entry() -> impl Strategy<Value = Integer> {
    prop_oneof![
        3 => (-3i64..=3).prop_map(Integer::from),
        1 => any::<i64>().prop_map(Integer::from),
        1 => (any::<i64>(), 0u32..200).prop_map(|(x, shift)| Integer::from(x) << shift),
    ]
}

fn matrix(rows: usize, columns: usize) -> impl Strategy<Value = Vec<Vec<Integer>>> {
    prop::collection::vec(prop::collection::vec(entry(), columns), rows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn solutions_are_those_of_rational_elimination(
        (rows, right) in (1usize..=7).prop_flat_map(|n| (matrix(n, n), prop::collection::vec(entry(), n)))
    ) {
        let size = rows.len();
        let extended: Vec<Vec<Rational>> = rationals(&rows)
            .into_iter()
            .zip(&right)
            .map(|(mut row, b)| { row.push(Rational::from(b)); row })
            .collect();
        let (reduced, pivots) = eliminate(extended, size);
        let found = solve(&SquareMatrix::from_fn(size, |i, j| rows[i][j].clone()), &right);
        if pivots.len() < size {
            // a singular system has a unique answer only where nothing is asked of it
            prop_assert!(found.is_none() || right.iter().all(Integer::is_zero));
        } else {
            let found = found.expect("regular");
            prop_assert!(found.denominator > 0);
            for (numerator, row) in found.numerators.into_iter().zip(&reduced) {
                prop_assert_eq!(Rational::from((numerator, found.denominator.clone())), row[size].clone());
            }
        }
    }

    #[test]
    fn rank_profiles_are_the_first_independent_rows(
        rows in (1usize..=8, 1usize..=6).prop_flat_map(|(n, d)| matrix(n, d)),
        copies in prop::collection::vec((0usize..8, 0usize..8), 0..3),
    ) {
        let mut rows = rows;
        // make ranks deficient
        for (from, to) in copies {
            if from < rows.len() && to < rows.len() {
                rows[to] = rows[from].iter().map(|x| Integer::from(-x)).collect();
            }
        }
        let columns = rows[0].len();
        // pivot columns of the transpose are the first independent rows
        let transposed: Vec<Vec<Rational>> =
            (0..columns).map(|j| rows.iter().map(|row| Rational::from(&row[j])).collect()).collect();
        let (_, independent) = eliminate(transposed, rows.len());
        let profile = rank_profile(rows.len(), columns, PRIMES[0], |i, j| rows[i][j].mod_u(PRIMES[0]));
        prop_assert_eq!(profile.rank(), independent.len());
        prop_assert_eq!(&profile.rows, &independent);
        let square: Vec<Vec<u32>> =
            profile.rows.iter().map(|i| profile.columns.iter().map(|j| rows[*i][*j].mod_u(PRIMES[0])).collect()).collect();
        prop_assert!(inverse(square, PRIMES[0]).is_some());
    }

    #[test]
    fn inverses_invert(entries in (1usize..=6).prop_flat_map(|n| prop::collection::vec(prop::collection::vec(any::<u32>(), n), n))) {
        for prime in PRIMES {
            let residues: Vec<Vec<u32>> = entries.iter().map(|row| row.iter().map(|x| x % prime).collect()).collect();
            let Some(inverted) = inverse(residues.clone(), prime) else { continue };
            for (i, row) in residues.iter().enumerate() {
                for j in 0..row.len() {
                    let sum = row.iter().zip(&inverted).fold(0u64, |sum, (x, other)| {
                        (sum + u64::from(*x) * u64::from(other[j])) % u64::from(prime)
                    });
                    prop_assert_eq!(sum, u64::from(i == j));
                }
            }
        }
    }
}

#[test]
fn the_primes_are_prime() {
    for prime in PRIMES {
        assert_ne!(Integer::from(prime).is_probably_prime(40), IsPrime::No);
    }
}

/// Many rows in blocks: the profile does not depend on how elimination is shared out.
#[test]
fn blocks_of_rows() {
    let rank = 150;
    // row i is the unit vector i mod 150, with a 1 added in the last column
    let entry = |i: usize, j: usize| u32::from(i % rank == j) + u32::from(j == rank);
    let profile = rank_profile(400, rank + 1, PRIMES[1], entry);
    assert_eq!(profile.rows, (0..rank).collect::<Vec<usize>>());
}
