//! Sets of hostile scale, rank and ties, all of which must be decided, as an independent simplex method in fractions decides them.

use crate::simplex;
use catapult::data::{ExactDataSet, IntegerPoints};
use catapult::separability::{Certificate, decide, split};
use catapult::theory::Digits;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rug::{Integer, Rational};

const SETS: u64 = 500;

fn power_of_ten(exponent: i32) -> Rational {
    let power = Rational::from(Integer::from(Integer::u_pow_u(10, exponent.unsigned_abs())));
    if exponent < 0 { power.recip() } else { power }
}

/// Some points in a few dimensions, with what makes floats fail.
fn hostile_points(seed: u64) -> Vec<Vec<Rational>> {
    let mut random = ChaCha20Rng::seed_from_u64(seed);
    let (count, dimension) = (random.random_range(3..=12), random.random_range(1..=5));
    let size = [1, 3, 1000, i64::MAX / 4][random.random_range(0..4)];
    let mut rows: Vec<Vec<Rational>> = (0..count)
        .map(|_| (0..dimension).map(|_| Rational::from(random.random_range(-size..=size))).collect())
        .collect();
    // nearly separable: all points are brought to one side of a plane, or to its other side by very little
    if random.random_bool(0.6) {
        let normal: Vec<Rational> = (0..dimension).map(|_| Rational::from(random.random_range(-3i64..=3))).collect();
        let square: Rational = normal.iter().map(|x| x.clone().square()).sum();
        let tiny = power_of_ten(-random.random_range(0..=25));
        if square > 0 {
            for row in &mut rows {
                let dot: Rational = row.iter().zip(&normal).map(|(x, w)| x.clone() * w).sum();
                // the product with the normal becomes `target`
                let side = Rational::from(random.random_range(0i64..=3) - i64::from(random.random_bool(0.02)));
                let factor = (side * &tiny - dot) / &square;
                row.iter_mut().zip(&normal).for_each(|(x, w)| *x += factor.clone() * w);
            }
        }
    }
    // rank deficiency: a column is a combination of others
    if dimension > 1 && random.random_bool(0.3) {
        let factors: Vec<Rational> = (1..dimension).map(|_| Rational::from(random.random_range(-2i64..=2))).collect();
        for row in &mut rows {
            row[0] = row[1..].iter().zip(&factors).map(|(x, f)| x.clone() * f).sum();
        }
    }
    // duplicates, opposites, zero rows
    for _ in 0..random.random_range(0..4) {
        let row = rows[random.random_range(0..rows.len())].clone();
        let factor = [1, 1, 2, 0, -1][random.random_range(0..5)];
        rows.push(row.into_iter().map(|x| x * Rational::from(factor)).collect());
    }
    if random.random_bool(0.5) {
        for j in 0..dimension {
            let scale = power_of_ten(random.random_range(-6..=6));
            rows.iter_mut().for_each(|row| row[j] *= &scale);
        }
    }
    if random.random_bool(0.3) {
        for row in &mut rows {
            let scale = power_of_ten(random.random_range(-6..=6));
            row.iter_mut().for_each(|x| *x *= &scale);
        }
    }
    rows
}

#[test]
fn hostile_sets_are_decided_as_the_simplex_method_decides_them() {
    let (mut separable, mut mixed, mut whole) = (0, 0, 0);
    for seed in 0..SETS {
        let rows = hostile_points(seed);
        let points = IntegerPoints::of_exact(&ExactDataSet { samples: rows.iter().map(|r| (r.clone(), 1)).collect() });
        let answer = split(&points).unwrap_or_else(|undecided| panic!("set {seed}: {undecided}"));
        let rest = simplex::rest(&rows);
        assert_eq!(answer.rest, rest, "set {seed}");
        assert!(answer.is_proved(&points), "set {seed}");
        assert_eq!(answer.certificate, Certificate::Explicit);
        match rest.len() {
            0 => separable += 1,
            all if all == rows.len() => whole += 1,
            _ => mixed += 1,
        }
    }
    // or the test would be about one kind only
    assert!(separable > 50 && mixed > 50 && whole > 50, "{separable} {mixed} {whole}");
}

#[test]
fn margins_of_hostile_sets_have_their_digits() {
    let mut seen = 0;
    for seed in 0..SETS / 2 {
        let rows = hostile_points(seed);
        let points = IntegerPoints::of_exact(&ExactDataSet { samples: rows.iter().map(|r| (r.clone(), 1)).collect() });
        let answer = decide(&points, Digits::new(20).expect("digits")).expect("decided");
        let Some(margin) = answer.margin else { continue };
        seen += 1;
        // weak duality from both sides
        let total: Integer = margin.multipliers.iter().sum();
        let mut combination = vec![Rational::new(); points.dimension()];
        for (row, mu) in margin.support.iter().zip(&margin.multipliers) {
            combination.iter_mut().zip(&rows[*row]).for_each(|(sum, x)| *sum += x.clone() * Rational::from(mu));
        }
        let length: Rational = combination.iter().map(|x| x.clone().square()).sum();
        let product =
            |row: &Vec<Rational>| -> Rational { row.iter().zip(&combination).map(|(x, w)| x.clone() * w).sum() };
        let least = rows.iter().map(product).min().expect("a point");
        assert!(margin.multipliers.iter().all(|mu| *mu > 0) && least > 0, "set {seed}");
        let upper = length.clone() / Rational::from(total).square();
        let lower = least.square() / length;
        match &margin.squared {
            Some(squared) => assert!(*squared == upper && *squared == lower, "set {seed}"),
            None => {
                assert!(margin.shortfall.is_none() && margin.value.enclosure(20).common_digits() >= 20, "set {seed}");
                assert!((upper.clone() - &lower) * power_of_ten(19) < upper, "set {seed}");
            }
        }
    }
    assert!(seen > 30, "{seen}");
}
