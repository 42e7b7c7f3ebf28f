//! The split into separable part and rest, held against an enumeration of all positive circuits in rationals.

use crate::simplex;
use catapult::arithmetic::parse_exact;
use catapult::data::{ExactDataSet, IntegerPoints};
use catapult::separability::{Split, split};
use proptest::prelude::*;
use rug::{Integer, Rational};

fn data(rows: &[Vec<Rational>]) -> ExactDataSet {
    ExactDataSet { samples: rows.iter().map(|row| (row.clone(), 1)).collect() }
}

fn integers(rows: &[Vec<i64>]) -> Vec<Vec<Rational>> {
    rows.iter().map(|row| row.iter().map(|x| Rational::from(*x)).collect()).collect()
}

fn texts(rows: &[&[&str]]) -> Vec<Vec<Rational>> {
    rows.iter().map(|row| row.iter().map(|x| parse_exact(x).expect("a number")).collect()).collect()
}

fn decided(rows: &[Vec<Rational>]) -> Split {
    let split = split(&IntegerPoints::of_exact(&data(rows))).expect("decided");
    assert_certified(rows, &split);
    split
}

/// Both certificates, checked with rationals and without any code of the crate.
fn assert_certified(rows: &[Vec<Rational>], split: &Split) {
    let dot = |row: &Vec<Rational>| {
        row.iter().zip(&split.direction).fold(Rational::new(), |sum, (x, w)| sum + x.clone() * Rational::from(w))
    };
    assert_eq!(split.rest.len(), split.multipliers.len());
    for (i, row) in rows.iter().enumerate() {
        match split.rest.binary_search(&i) {
            Ok(_) => assert!(dot(row).is_zero(), "row {i} of the rest is not orthogonal to w"),
            Err(_) => {
                assert!(split.separable_part.contains(&i));
                assert!(dot(row) > 0, "row {i} is not separated");
            }
        }
    }
    assert_eq!(split.rest.len() + split.separable_part.len(), rows.len());
    assert!(split.multipliers.iter().all(|mu| *mu > 0));
    let dimension = rows.first().map_or(0, Vec::len);
    let mut sums = vec![Rational::new(); dimension];
    for (i, mu) in split.rest.iter().zip(&split.multipliers) {
        sums.iter_mut().zip(&rows[*i]).for_each(|(sum, x)| *sum += x.clone() * Rational::from(mu));
    }
    assert!(sums.iter().all(Rational::is_zero), "the sum of mu z is {sums:?}");
}

/// A vector that spans the kernel of the columns `chosen`, if the kernel is a line.
fn kernel_line(rows: &[Vec<Rational>], chosen: &[usize]) -> Option<Vec<Rational>> {
    let dimension = rows[0].len();
    let mut matrix: Vec<Vec<Rational>> =
        (0..dimension).map(|j| chosen.iter().map(|i| rows[*i][j].clone()).collect()).collect();
    let mut pivots = Vec::new();
    for column in 0..chosen.len() {
        let Some(found) = (pivots.len()..dimension).find(|r| !matrix[*r][column].is_zero()) else { continue };
        let rank = pivots.len();
        matrix.swap(rank, found);
        let pivot = matrix[rank][column].clone();
        matrix[rank].iter_mut().for_each(|x| *x /= &pivot);
        let pivot_row = matrix[rank].clone();
        for (_, row) in matrix.iter_mut().enumerate().filter(|(r, _)| *r != rank) {
            let factor = row[column].clone();
            row.iter_mut().zip(&pivot_row).for_each(|(x, y)| *x -= factor.clone() * y);
        }
        pivots.push(column);
    }
    if pivots.len() + 1 != chosen.len() {
        return None;
    }
    let free = (0..chosen.len()).find(|column| !pivots.contains(column))?;
    let mut kernel = vec![Rational::new(); chosen.len()];
    kernel[free] = Rational::from(1);
    pivots.iter().enumerate().for_each(|(r, column)| kernel[*column] = -matrix[r][free].clone());
    Some(kernel)
}

/// The rest is the union of the supports of all positive circuits: subsets of at most d + 1 points whose kernel is a line with
/// positive entries.
fn rest_by_enumeration(rows: &[Vec<Rational>]) -> Vec<usize> {
    let dimension = rows[0].len();
    let mut in_rest = vec![false; rows.len()];
    for mask in 1u32..1 << rows.len() {
        let chosen: Vec<usize> = (0..rows.len()).filter(|i| mask >> i & 1 == 1).collect();
        if chosen.len() > dimension + 1 {
            continue;
        }
        if let Some(kernel) = kernel_line(rows, &chosen)
            && (kernel.iter().all(|x| *x > 0) || kernel.iter().all(|x| *x < 0))
        {
            chosen.iter().for_each(|i| in_rest[*i] = true);
        }
    }
    (0..rows.len()).filter(|i| in_rest[*i]).collect()
}

fn small_points() -> impl Strategy<Value = Vec<Vec<i64>>> {
    (1usize..=4, 1usize..=9, 1i64..=3).prop_flat_map(|(dimension, count, size)| {
        prop::collection::vec(prop::collection::vec(-size..=size, dimension), count)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn agrees_with_the_enumeration_of_circuits(points in small_points()) {
        let rows = integers(&points);
        prop_assert_eq!(decided(&rows).rest, rest_by_enumeration(&rows));
    }

    #[test]
    fn the_simplex_method_agrees_with_the_enumeration_of_circuits(points in small_points()) {
        let rows = integers(&points);
        prop_assert_eq!(simplex::rest(&rows), rest_by_enumeration(&rows));
    }

    /// Positive factors of the points and of the features, however large, do not change the split.
    #[test]
    fn does_not_depend_on_scales(
        points in small_points(),
        row_powers in prop::collection::vec(-60i32..60, 9),
        column_powers in prop::collection::vec(-60i32..60, 4),
    ) {
        let rows = integers(&points);
        let scaled: Vec<Vec<Rational>> = rows.iter().zip(&row_powers).map(|(row, a)| {
            row.iter().zip(&column_powers).map(|(x, b)| x.clone() << (a + b)).collect()
        }).collect();
        prop_assert_eq!(decided(&scaled).rest, rest_by_enumeration(&rows));
    }

    /// Doubles cannot tell these points from opposite ones.
    #[test]
    fn perturbations_below_the_resolution_of_doubles_are_seen(points in small_points(), tiny in small_points()) {
        let rows: Vec<Vec<Rational>> = points.iter().enumerate().map(|(i, row)| {
            row.iter().enumerate().map(|(j, x)| {
                let small = tiny[i % tiny.len()].get(j).copied().unwrap_or(1);
                (Rational::from(*x) << 80) + small
            }).collect()
        }).collect();
        prop_assert_eq!(decided(&rows).rest, rest_by_enumeration(&rows));
    }
}

#[test]
fn one_point() {
    assert!(decided(&integers(&[vec![3]])).is_separable());
    assert!(decided(&integers(&[vec![-3, 0, 1]])).is_separable());
    assert_eq!(decided(&integers(&[vec![0, 0]])).rest, [0]);
}

#[test]
fn a_zero_vector_is_never_separated() {
    let split = decided(&integers(&[vec![1, 1], vec![0, 0], vec![2, 1]]));
    assert_eq!((split.rest, split.separable_part), (vec![1], vec![0, 2]));
}

#[test]
fn duplicates_and_opposites() {
    assert!(decided(&integers(&[vec![1, 2], vec![1, 2], vec![1, 2]])).is_separable());
    let split = decided(&integers(&[vec![1, 2, 0], vec![-1, -2, 0], vec![0, 1, 0], vec![1, 2, 0], vec![0, 1, 0]]));
    assert_eq!((split.rest, split.separable_part), (vec![0, 1, 3], vec![2, 4]));
}

/// (1,0) and (-1,0) lie on the boundary of the half plane that holds (0,1): separable only weakly.
#[test]
fn points_on_the_boundary() {
    let split = decided(&integers(&[vec![1, 0], vec![-1, 0], vec![0, 1]]));
    assert_eq!((split.rest, split.separable_part), (vec![0, 1], vec![2]));
}

#[test]
fn huge_entries() {
    let big = "1e40";
    let next = "10000000000000000000000000000000000000001";
    assert!(decided(&texts(&[&[big, "1"], &["-1e40", "1"]])).is_separable());
    assert!(decided(&texts(&[&[big, next], &["-1e40", "-1e40"]])).rest.is_empty());
    assert_eq!(decided(&texts(&[&[big, next], &["-1e40", &format!("-{next}")]])).rest, [0, 1]);
    assert!(decided(&texts(&[&["1e40", "1e-40"], &["-1e-40", "1e-40"], &["-1e40", "1e40"]])).is_separable());
}

/// A vertex of a polygon of many sides that leaves a gap of 1/1000 of the half plane.
#[test]
fn a_narrow_cone() {
    let narrow = texts(&[&["1000", "1"], &["-1000", "1"], &["1", "1"]]);
    assert!(decided(&narrow).is_separable());
    let closed = texts(&[&["1000", "1"], &["-1000", "-1"], &["1", "1"]]);
    assert_eq!(decided(&closed).rest, [0, 1]);
}

/// A proved split with one part altered: another row, another multiplier, another direction.
#[test]
fn forged_splits_are_not_proved() {
    let data_sets: [&[&[i64]]; 6] = [
        &[&[1], &[-1]],
        &[&[1, 0], &[-1, 0], &[0, 1]],
        &[&[2, 1], &[1, 3], &[5, 1]],
        &[&[1, 1, 0], &[-1, 1, 0], &[0, -2, 0], &[0, 0, 1], &[3, 1, 2]],
        &[&[0, 0], &[1, 2], &[-2, -4]],
        &[&[1, 0, 0], &[-1, 0, 0], &[0, 1, 0], &[0, 1, 1], &[0, 2, -1]],
    ];
    for rows in data_sets {
        let rows: Vec<Vec<i64>> = rows.iter().map(|row| row.to_vec()).collect();
        let points = IntegerPoints::of_exact(&data(&integers(&rows)));
        let sound = split(&points).expect("decided");
        assert!(sound.is_proved(&points));
        let altered = |alter: &dyn Fn(&mut Split)| {
            let mut forged = sound.clone();
            alter(&mut forged);
            forged
        };
        let by_definition =
            |forged: &Split| std::panic::catch_unwind(|| assert_certified(&integers(&rows), forged)).is_ok();
        let mut forgeries = Vec::new();
        for change in [-3, -2, -1, 1, 2, 3] {
            for place in 0..sound.direction.len() {
                forgeries.push(altered(&|forged| forged.direction[place] += change));
                forgeries.push(altered(&|forged| forged.direction[place] *= change));
            }
            for place in 0..sound.multipliers.len() {
                forgeries.push(altered(&|forged| forged.multipliers[place] += change));
                forgeries.push(altered(&|forged| forged.multipliers[place] *= change));
            }
        }
        for factor in [0, -1] {
            forgeries.push(altered(&|forged| forged.multipliers.iter_mut().for_each(|mu| *mu *= factor)));
            forgeries.push(altered(&|forged| forged.direction.iter_mut().for_each(|w| *w *= factor)));
        }
        for place in 0..sound.rest.len() {
            forgeries.push(altered(&|forged| {
                forged.multipliers.remove(place);
                forged.separable_part.push(forged.rest.remove(place));
                forged.separable_part.sort_unstable();
            }));
        }
        for place in 0..sound.separable_part.len() {
            // a multiplier of zero is none
            forgeries.push(altered(&|forged| {
                let row = forged.separable_part.remove(place);
                let at = forged.rest.partition_point(|rest| *rest < row);
                forged.rest.insert(at, row);
                forged.multipliers.insert(at, Integer::new());
            }));
        }
        for forged in &forgeries {
            assert_eq!(forged.is_proved(&points), by_definition(forged), "{forged:?} of {rows:?}");
        }
        // rows that are in neither part, in both, or nowhere
        if !sound.separable_part.is_empty() {
            assert!(
                !altered(&|forged| forged.separable_part.truncate(forged.separable_part.len() - 1)).is_proved(&points)
            );
        }
        assert!(!altered(&|forged| forged.separable_part.push(rows.len())).is_proved(&points));
        assert!(!altered(&|forged| forged.rest.push(rows.len())).is_proved(&points));
        assert!(!altered(&|forged| drop(forged.direction.pop())).is_proved(&points));
    }
}
