//! The maximum margin, held against the distance of the origin from the convex hull, found by enumeration in rationals.

use catapult::data::{ExactDataSet, IntegerPoints};
use catapult::separability::margin::{MOST_EXACT_SUPPORT, MaximumMargin};
use catapult::separability::{Separability, decide};
use catapult::theory::{CertifiedValue, Digits};
use proptest::prelude::*;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rug::{Integer, Rational};

fn points(rows: &[Vec<Rational>]) -> IntegerPoints {
    IntegerPoints::of_exact(&ExactDataSet { samples: rows.iter().map(|row| (row.clone(), 1)).collect() })
}

fn found(rows: &[Vec<Rational>]) -> Separability {
    decide(&points(rows), Digits::default()).expect("decided")
}

fn dot(x: &[Rational], y: &[Rational]) -> Rational {
    x.iter().zip(y).fold(Rational::new(), |sum, (a, b)| sum + a.clone() * b)
}

/// The point of least length in the affine hull of the points, if its barycentric coordinates are unique and not negative.
fn nearest_in_hull(rows: &[Vec<Rational>], chosen: &[usize]) -> Option<Rational> {
    // G nu = 1: the nearest point is sum nu z / sum nu, its squared length 1/sum nu
    let size = chosen.len();
    let mut matrix: Vec<Vec<Rational>> = chosen
        .iter()
        .map(|i| chosen.iter().map(|j| dot(&rows[*i], &rows[*j])).chain([Rational::from(1)]).collect())
        .collect();
    for column in 0..size {
        let pivot = (column..size).find(|r| !matrix[*r][column].is_zero())?;
        matrix.swap(column, pivot);
        let value = matrix[column][column].clone();
        matrix[column].iter_mut().for_each(|x| *x /= &value);
        let pivot_row = matrix[column].clone();
        for row in (0..size).filter(|r| *r != column) {
            let factor = matrix[row][column].clone();
            matrix[row].iter_mut().zip(&pivot_row).for_each(|(x, y)| *x -= factor.clone() * y);
        }
    }
    let nu: Vec<&Rational> = matrix.iter().map(|row| &row[size]).collect();
    let total: Rational = nu.iter().copied().sum();
    (nu.iter().all(|x| **x >= 0) && total > 0).then(|| total.recip())
}

fn squared_margin_by_enumeration(rows: &[Vec<Rational>]) -> Option<Rational> {
    (1u32..1 << rows.len())
        .filter_map(|mask| {
            let chosen: Vec<usize> = (0..rows.len()).filter(|i| mask >> i & 1 == 1).collect();
            if chosen.len() > rows[0].len() { None } else { nearest_in_hull(rows, &chosen) }
        })
        .min()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn squared_margins_of_small_data_are_exact(
        entries in prop::collection::vec(prop::collection::vec(-4i64..=4, 3), 1..=7),
        denominator in 1i64..=5,
    ) {
        let rows: Vec<Vec<Rational>> =
            entries.iter().map(|row| row.iter().map(|x| Rational::from((*x, denominator))).collect()).collect();
        let answer = found(&rows);
        match answer.margin {
            None => prop_assert!(!answer.split.is_separable()),
            Some(margin) => {
                prop_assert_eq!(&margin.squared, &squared_margin_by_enumeration(&rows));
                assert_optimal(&rows, &margin);
            }
        }
    }
}

/// The conditions of optimality: the direction is a non-negative combination of the support vectors, which all have the least
/// product with it.
fn assert_optimal(rows: &[Vec<Rational>], margin: &MaximumMargin) {
    let direction: Vec<Rational> = margin.direction.iter().map(Rational::from).collect();
    let products: Vec<Rational> = rows.iter().map(|row| dot(row, &direction)).collect();
    let least = products.iter().min().expect("a point");
    assert!(*least > 0);
    assert!(margin.support.iter().all(|i| products[*i] == *least));
    let squared = margin.squared.clone().expect("exact");
    assert_eq!(least.clone().square(), squared.clone() * dot(&direction, &direction));
    let combination: Vec<Rational> = (0..direction.len())
        .map(|j| {
            margin
                .support
                .iter()
                .zip(&margin.multipliers)
                .fold(Rational::new(), |sum, (i, mu)| sum + rows[*i][j].clone() * Rational::from(mu))
        })
        .collect();
    assert!(margin.multipliers.iter().all(|mu| *mu > 0));
    // parallel to the direction
    let scale = dot(&combination, &direction) / dot(&direction, &direction);
    assert!(scale > 0);
    assert!(combination.iter().zip(&direction).all(|(x, w)| *x == scale.clone() * w));
    match &margin.value {
        CertifiedValue::Exact(value) => assert_eq!(value.clone().square(), squared),
        CertifiedValue::Enclosed(ball) => {
            let (lower, upper) = (ball.lower(), ball.upper());
            assert!(lower.to_rational().expect("finite").square() <= squared);
            assert!(upper.to_rational().expect("finite").square() >= squared);
            assert!(margin.value.enclosure(30).common_digits() >= 30);
        }
        CertifiedValue::Logarithm(value) => panic!("margins are roots, not logarithms: {value:?}"),
    }
}

/// Many points with columns of very different sizes: doubles see no support, and the costly ways to one are gone on some of the points.
#[test]
fn the_margin_of_many_badly_scaled_points_is_exact() {
    let mut random = ChaCha20Rng::seed_from_u64(11);
    let scales: Vec<Rational> =
        ["1000000", "1000", "1", "1/1000", "1/1000000"].iter().map(|scale| scale.parse().expect("a scale")).collect();
    let teacher: Vec<i64> = scales.iter().map(|_| random.random_range(-9..=9)).collect();
    let mut rows = Vec::new();
    while rows.len() < 1000 {
        let entries: Vec<i64> = scales.iter().map(|_| random.random_range(-999..=999)).collect();
        let side: i64 = entries.iter().zip(&teacher).map(|(x, w)| x * w).sum();
        if side != 0 {
            rows.push(entries.iter().zip(&scales).map(|(x, scale)| scale.clone() * x * side.signum()).collect());
        }
    }
    let margin = found(&rows).margin.expect("separable");
    assert_eq!(margin.shortfall, None);
    assert_optimal(&rows, &margin);
}

/// More support vectors than are solved exactly: two bounds that share the digits asked for, each checked here in rationals.
#[test]
fn a_large_support_is_enclosed_to_the_digits() {
    let mut random = ChaCha20Rng::seed_from_u64(5);
    let dimension = 150;
    let rows: Vec<Vec<Rational>> = (0..120)
        .map(|_| (0..dimension).map(|_| Rational::from((random.random_range(-1000..=1000), 1000))).collect())
        .collect();
    let answer = decide(&points(&rows), Digits::new(40).expect("digits")).expect("decided");
    let margin = answer.margin.expect("fewer points than features are separable");
    assert!(margin.support.len() > MOST_EXACT_SUPPORT, "{} support vectors", margin.support.len());
    assert!(margin.squared.is_none());
    assert!(margin.value.enclosure(40).common_digits() >= 40);
    let CertifiedValue::Enclosed(ball) = &margin.value else { panic!("not exact") };
    let upper = ball.upper().to_rational().expect("finite").square();
    let lower = ball.lower().to_rational().expect("finite").square();
    let combination: Vec<Rational> = (0..dimension)
        .map(|j| {
            margin
                .support
                .iter()
                .zip(&margin.multipliers)
                .fold(Rational::new(), |sum, (i, mu)| sum + rows[*i][j].clone() * Rational::from(mu))
        })
        .collect();
    let total: Integer = margin.multipliers.iter().sum();
    let squared_length = dot(&combination, &combination);
    let least = rows.iter().map(|row| dot(row, &combination)).min().expect("a point");
    assert!(lower <= least.square() / &squared_length);
    assert!(squared_length / Rational::from(total).square() <= upper);
}

/// margin e_1 + h and margin e_1 - h: the midpoint is margin e_1, and nothing can beat it.
#[test]
fn a_known_margin_is_found_exactly() {
    let third = Rational::from((1, 3));
    let rows: Vec<Vec<Rational>> = [[0, 5, -2], [0, -5, 2], [1, 7, 1], [2, -3, 9]]
        .iter()
        .map(|row| {
            row.iter()
                .enumerate()
                .map(|(j, x)| Rational::from(*x) + if j == 0 { third.clone() } else { Rational::new() })
                .collect()
        })
        .collect();
    let margin = found(&rows).margin.expect("separable");
    assert!(matches!(&margin.value, CertifiedValue::Exact(value) if *value == third));
    assert_eq!(margin.support, [0, 1]);
}

/// Duplicated support vectors, and more vectors at the least distance than features.
#[test]
fn degenerate_supports() {
    let square: Vec<Vec<Rational>> = [[1, 1, 1], [1, 1, -1], [1, -1, 1], [1, -1, -1], [1, 1, 1], [1, -1, -1]]
        .iter()
        .map(|row| row.iter().map(|x| Rational::from(*x)).collect())
        .collect();
    let margin = found(&square).margin.expect("separable");
    assert_eq!(margin.squared, Some(Rational::from(1)));
    assert!(margin.direction[1].is_zero() && margin.direction[2].is_zero() && margin.direction[0] > 0);
}

#[test]
fn lengths_of_very_different_sizes() {
    let rows: Vec<Vec<Rational>> = vec![
        vec![Rational::from(1) << 200, Rational::from(3)],
        vec![Rational::from((1, 7)), Rational::from((1, 9))],
        vec![Rational::from(2), Rational::from(1) << 100],
    ];
    let margin = found(&rows).margin.expect("separable");
    assert_eq!(margin.squared, squared_margin_by_enumeration(&rows));
}

/// Points nearly opposite to one part in 10^40, and entries from 1 to 10^45: the margin is exact where doubles see nothing.
#[test]
fn margins_that_doubles_do_not_resolve() {
    let huge = |text: &str| -> Rational { text.parse().expect("a number") };
    let ten = |power: u32| Rational::from(Integer::from(Integer::u_pow_u(10, power)));
    let opposite = vec![
        vec![ten(40), ten(39) * Rational::from(7), Rational::from(3)],
        vec![-ten(40) + Rational::from(1), -ten(39) * Rational::from(7), Rational::from(-3)],
        vec![ten(38), -ten(40), -ten(39)],
        vec![ten(40) * Rational::from(3), -ten(39), ten(40)],
    ];
    let spread = vec![
        vec![huge("-27795200000000000000000000"), huge("-5932540000000000000000000000000000000000000000")],
        vec![huge("35655200000000000000000000"), huge("29004900000")],
        vec![huge("-58046200000"), huge("661272")],
        vec![huge("846370000000000000000000000000000000000000000"), huge("553348")],
        vec![huge("73120"), huge("24156200000000000000000000")],
    ];
    let signs = [-1, 1, 1, -1, 1];
    let spread: Vec<Vec<Rational>> = spread
        .into_iter()
        .zip(signs)
        .map(|(row, sign)| row.into_iter().map(|x| x * Rational::from(sign)).collect())
        .collect();
    for rows in [opposite, spread] {
        let margin = found(&rows).margin.expect("separable");
        assert_optimal(&rows, &margin);
        assert_eq!(margin.squared, squared_margin_by_enumeration(&rows));
    }
}
