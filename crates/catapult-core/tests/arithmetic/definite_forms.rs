//! Positive definite matrices: Cholesky's factors against exact solutions, and where a matrix that depends on a number begins to be
//! definite, against exact inertia.

use crate::symmetric_eigenvalue::{negative_eigenvalues, symmetric, to_balls};
use catapult_core::arithmetic::cholesky::{Cholesky, Pivot};
use catapult_core::arithmetic::elimination::Pivoting;
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::symmetric::TopEigenvalue;
use catapult_core::arithmetic::{Ball, FromExact, Interval};
use num_traits::Zero;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

type Matrix = Vec<Vec<Rational>>;

const BITS: u32 = 160;

fn random_symmetric(random: &mut ChaCha8Rng, size: usize) -> Matrix {
    symmetric(size, || Rational::from((random.random_range(-60..=60), 16)))
}

/// B B^T + I/16 for a random B.
fn random_definite(random: &mut ChaCha8Rng, size: usize) -> Matrix {
    let b: Matrix =
        (0..size).map(|_| (0..size).map(|_| Rational::from((random.random_range(-9..=9), 4))).collect()).collect();
    let entry = |i: usize, j: usize| {
        let product = b[i].iter().zip(&b[j]).fold(Rational::new(), |sum, (x, y)| sum + Rational::from(x * y));
        product + Rational::from((u32::from(i == j), 16))
    };
    (0..size).map(|i| (0..size).map(|j| entry(i, j)).collect()).collect()
}

fn times(matrix: &Matrix, x: &[Rational]) -> Vec<Rational> {
    matrix.iter().map(|row| row.iter().zip(x).map(|(a, b)| Rational::from(a * b)).sum()).collect()
}

fn intervals(matrix: &Matrix) -> Vec<Vec<Interval>> {
    matrix.iter().map(|row| row.iter().map(|x| Interval::from_exact(x, 53)).collect()).collect()
}

fn floats(matrix: &Matrix) -> Vec<Vec<f64>> {
    matrix.iter().map(|row| row.iter().map(|x| x.to_f64()).collect()).collect()
}

#[test]
fn solutions_and_forms_are_enclosed() {
    let mut random = ChaCha8Rng::seed_from_u64(21);
    for case in 0..200 {
        let size = case % 6 + 1;
        let matrix = random_definite(&mut random, size);
        // entries without zeros, so that each of them is seen
        let x: Vec<Rational> = (0..size).map(|_| Rational::from((random.random_range(1..=40), 7))).collect();
        let right = times(&matrix, &x);
        let form: Rational = x.iter().zip(&right).map(|(x, y)| Rational::from(x * y)).sum();

        let factors = Cholesky::of(&to_balls(&matrix, BITS)).expect("definite");
        let y: Vec<Ball> = right.iter().map(|y| Ball::from_exact(y, BITS)).collect();
        let (solution, value) = (factors.solve(&y), factors.inverse_form(&y));
        assert_eq!(solution.len(), size);
        for (entry, exact) in solution.iter().chain([&value]).zip(x.iter().chain([&form])) {
            assert!(entry.contains(exact), "{matrix:?}");
            assert!(entry.radius().to_f64_up() < 1e-30 * (1.0 + exact.to_f64().abs()), "{entry:?} for {matrix:?}");
        }

        let factors = Cholesky::of(&intervals(&matrix)).expect("definite, by far more than roundings");
        let y: Vec<Interval> = right.iter().map(|y| Interval::from_exact(y, 53)).collect();
        let (solution, value) = (factors.solve(&y), factors.inverse_form(&y));
        for (entry, exact) in solution.iter().chain([&value]).zip(x.iter().chain([&form])) {
            let (low, high) = (Rational::from_f64(entry.lower()).unwrap(), Rational::from_f64(entry.upper()).unwrap());
            assert!(low <= *exact && *exact <= high && entry.upper() - entry.lower() < 1e-2, "{matrix:?}");
        }

        let factors = Cholesky::of(&floats(&matrix)).expect("definite");
        let y: Vec<f64> = right.iter().map(|y| y.to_f64()).collect();
        for (entry, exact) in
            factors.solve(&y).into_iter().chain([factors.inverse_form(&y)]).zip(x.iter().chain([&form]))
        {
            assert!((entry - exact.to_f64()).abs() < 1e-7 * (1.0 + exact.to_f64().abs()), "{matrix:?}");
        }
    }
}

#[test]
fn the_square_of_the_root_is_the_matrix() {
    let mut random = ChaCha8Rng::seed_from_u64(22);
    for case in 0..60 {
        let size = case % 5 + 1;
        let matrix = random_definite(&mut random, size);
        let root = Cholesky::of(&to_balls(&matrix, BITS)).unwrap().root();
        assert!(root.len() == size && root.iter().all(|row| row.len() == size));
        for i in 0..size {
            for j in 0..size {
                let entry = (0..size).fold(Ball::zero(), |sum, k| sum + root[k][i].clone() * &root[k][j]);
                assert!(entry.contains(&matrix[i][j]) && entry.radius().to_f64_up() < 1e-30, "{matrix:?}");
                assert!(j >= i || root[i][j].contains(&Rational::new()) && root[i][j].is_exact());
            }
        }
    }
}

/// Factors exist exactly for the definite matrices, and none for an enclosure that holds another one.
#[test]
fn only_definite_matrices_have_factors() {
    let mut random = ChaCha8Rng::seed_from_u64(23);
    let mut definite = 0;
    for case in 0..600 {
        let size = case % 5 + 1;
        let mut matrix = random_symmetric(&mut random, size);
        let shift = Rational::from(random.random_range(0..12));
        (0..size).for_each(|i| matrix[i][i] += &shift);
        let negated: Matrix = matrix.iter().map(|row| row.iter().map(|x| Rational::from(-x)).collect()).collect();
        // no eigenvalue is negative, and none zero
        let expected = negative_eigenvalues(matrix.clone()) == 0 && negative_eigenvalues(negated) == size;
        definite += usize::from(expected);
        assert_eq!(Cholesky::of(&to_balls(&matrix, BITS)).is_some(), expected, "{matrix:?}");
        assert_eq!(Cholesky::of(&intervals(&matrix)).is_some(), expected, "{matrix:?}");
        assert_eq!(Cholesky::of(&floats(&matrix)).is_some(), expected, "{matrix:?}");
        if expected {
            // wide enough for the first entry to be zero
            let reach = Magnitude::from_f64(matrix[0][0].to_f64());
            let mut wide = to_balls(&matrix, BITS);
            wide[0][0] = wide[0][0].clone().widened(reach);
            assert!(Cholesky::of(&wide).is_none(), "{matrix:?}");
        }
    }
    assert!((60..540).contains(&definite), "{definite}");
}

#[test]
fn pivots_of_each_arithmetic() {
    let positive = |x: f64| Pivot::is_positive(&x);
    assert!(positive(1e-300) && !positive(0.0) && !positive(-1.0) && !positive(f64::NAN));
    let positive = |low: f64, high: f64| Interval::new(low, high).unwrap().is_positive();
    assert!(positive(1e-300, 2.0) && !positive(0.0, 2.0) && !positive(-1.0, 2.0) && !positive(-2.0, -1.0));
    let ball = |centre: f64, radius: f64| Ball::new(Float::with_val(60, centre), Magnitude::from_f64(radius));
    assert!(ball(1.0, 0.5).is_positive());
    assert!(!ball(1.0, 1.0).is_positive() && !ball(0.0, 0.0).is_positive() && !ball(-1.0, 0.5).is_positive());
    assert!(ball(-1.0, 0.5).may_divide() && ball(1.0, 0.5).may_divide());
    assert!(!ball(1.0, 1.0).may_divide() && !ball(0.0, 0.0).may_divide());
    assert!(1e-300.may_divide() && (-1.0f64).may_divide());
    assert!(!0.0.may_divide() && !f64::INFINITY.may_divide() && !f64::NAN.may_divide());
}

/// x P - M, whose edge is the largest root of det(x P - M).
struct Pencil {
    p: Matrix,
    m: Matrix,
    bits: u32,
}

impl Pencil {
    fn at(&self, x: &Rational) -> Matrix {
        let row = |(p, m): (&Vec<Rational>, &Vec<Rational>)| {
            p.iter().zip(m).map(|(p, m)| Rational::from(p * x) - m).collect()
        };
        self.p.iter().zip(&self.m).map(row).collect()
    }

    fn in_balls(&self, x: &Ball) -> Vec<Vec<Ball>> {
        let (p, m) = (to_balls(&self.p, self.bits), to_balls(&self.m, self.bits));
        p.into_iter().zip(m).map(|(p, m)| p.into_iter().zip(m).map(|(p, m)| p * x - m).collect()).collect()
    }

    fn in_floats(&self, x: f64) -> Vec<Vec<f64>> {
        let (p, m) = (floats(&self.p), floats(&self.m));
        p.iter().zip(m).map(|(p, m)| p.iter().zip(m).map(|(p, m)| p * x - m).collect()).collect()
    }

    /// Whether x P - M has a negative eigenvalue.
    fn is_below(&self, x: &Rational) -> bool {
        negative_eigenvalues(self.at(x)) > 0
    }

    /// The edge or the given number, whichever is larger, enclosed from and up to numbers on its sides.
    fn enclose(&self, from: &Rational, to: &Rational) -> Ball {
        Ball::definite_edge(&|x| self.in_balls(x), Ball::from_exact(from, self.bits), Ball::from_exact(to, self.bits))
    }

    fn assert_encloses(&self, edge: &Ball, from: &Rational) {
        assert!(edge.is_bounded());
        let (low, high) = (edge.lower().to_rational().unwrap(), edge.upper().to_rational().unwrap());
        assert!(!self.is_below(&high) && high >= *from, "{edge:?} is too low");
        assert!(low <= *from || self.is_below(&low), "{edge:?} is too high");
    }
}

/// M, scaled by a power of two.
fn shifted(matrix: &Matrix, exponent: i32) -> Matrix {
    matrix.iter().map(|row| row.iter().map(|x| x.clone() << exponent).collect()).collect()
}

#[test]
fn edges_of_pencils_are_enclosed() {
    let mut random = ChaCha8Rng::seed_from_u64(24);
    for case in 0..240 {
        let size = case % 4 + 1;
        let bits = [53, 120, 300][case % 3];
        let exponent = [0, -70, 90, -400][case / 3 % 4];
        let p = random_definite(&mut random, size);
        let m = shifted(&random_definite(&mut random, size), exponent);
        let pencil = Pencil { p, m, bits };
        // the trace of M over 1/16 is above all roots
        let to = (0..size).map(|i| pencil.m[i][i].clone()).sum::<Rational>() * 16u32;
        let edge = pencil.enclose(&Rational::new(), &to);
        pencil.assert_encloses(&edge, &Rational::new());
        let width = Float::with_val(53, edge.upper() - edge.lower()) / edge.upper();
        // definiteness near the edge is seen up to the roundings of P and M over what is left of them
        assert!(width < 2f64.powi(-(bits as i32)) * 2e7, "{width} of {edge:?} at {bits} bits: {:?}", pencil.m);
        if exponent == 0 {
            let plain = f64::definite_edge(&|x| pencil.in_floats(*x), 0.0, to.to_f64());
            assert!((plain / edge.midpoint().to_f64() - 1.0).abs() < 1e-8, "{plain} for {edge:?}");
        }
    }
}

/// The edge of x - e for one number e, which roundings do not blur, at all distances from where the search begins.
#[test]
fn edges_near_the_beginning() {
    for bits in [53, 120, 300] {
        for exponent in [-290, -200, -150, -110, -70, -56, -50, -49, -48, -47, -46, -45, -30, -10, -3, -1, 0, 5, 40] {
            for from in [Rational::new(), Rational::from(1), Rational::from((-5, 4)), Rational::from(1) << 60] {
                let e: Rational = from.clone() + (Rational::from((3, 2)) << exponent);
                let pencil = Pencil { p: vec![vec![Rational::from(1)]], m: vec![vec![e.clone()]], bits };
                let to = e.clone() + (Rational::from(5) << exponent.max(-20));
                let to = if to > 0 { to } else { Rational::from(1) };
                let edge = pencil.enclose(&from, &to);
                assert!(edge.contains(&e), "{edge:?} for {e} from {from} at {bits}");
                let size = e.clone().abs().max(from.clone().abs()).to_f64().max(f64::MIN_POSITIVE);
                let width = Float::with_val(53, edge.upper() - edge.lower()).to_f64();
                assert!(width <= size * 2f64.powi(8 - bits as i32), "{edge:?} for {e} from {from} at {bits}");
            }
        }
    }
}

/// Where the form is definite from the beginning on, the beginning is the answer.
#[test]
fn forms_that_are_definite_everywhere() {
    let mut random = ChaCha8Rng::seed_from_u64(25);
    for case in 0..40 {
        let size = case % 4 + 1;
        let p = random_definite(&mut random, size);
        let m: Matrix = random_definite(&mut random, size)
            .iter()
            .map(|row| row.iter().map(|x| Rational::from(-x)).collect())
            .collect();
        let pencil = Pencil { p, m, bits: BITS };
        let from = Rational::from((case as i32, 3));
        let edge = pencil.enclose(&from, &Rational::from(50));
        assert!(edge.contains(&from), "{edge:?} for {from}");
        let width = Float::with_val(53, edge.upper() - edge.lower()).to_f64();
        assert!(width <= from.to_f64().max(1e-30) * 1e-40, "{edge:?} for {from}");
        // all of a wide beginning, of which nobody knows where it is
        let reach = Magnitude::power_of_two(-30);
        let wide = Ball::from_exact(&from, BITS).widened(reach);
        let edge =
            Ball::definite_edge(&|x| pencil.in_balls(x), wide.clone(), Ball::from_exact(&Rational::from(50), BITS));
        assert!(edge.lower() <= wide.lower() && edge.upper() >= wide.upper(), "{edge:?} for {wide:?}");
        assert!(edge.radius().is_at_most(reach.shifted(1)), "{edge:?} for {wide:?}");
        let plain = f64::definite_edge(&|x| pencil.in_floats(*x), from.to_f64(), 50.0);
        // the next double at most
        assert!((plain - from.to_f64()).abs() <= 1e-15 * from.to_f64() + f64::MIN_POSITIVE, "{plain} for {from}");
    }
}

/// Enclosures of all that a wide form may have as its edge; nothing better than the range, where nothing is proved.
#[test]
fn edges_of_wide_forms() {
    let mut random = ChaCha8Rng::seed_from_u64(26);
    for case in 0..60 {
        let size = case % 3 + 1;
        let (p, m) = (random_definite(&mut random, size), random_definite(&mut random, size));
        let reach = Magnitude::power_of_two([-60, -30, -12, 3][case % 4]);
        let pencil = Pencil { p, m, bits: BITS };
        let most = reach.to_float_up().to_rational().unwrap();
        let to = (0..size).map(|i| Rational::from(&pencil.m[i][i] + &most)).sum::<Rational>() * 16u32;
        let form = |x: &Ball| -> Vec<Vec<Ball>> {
            pencil.in_balls(x).into_iter().map(|row| row.into_iter().map(|x| x.widened(reach)).collect()).collect()
        };
        let edge = Ball::definite_edge(&form, Ball::from_exact(&Rational::new(), BITS), Ball::from_exact(&to, BITS));
        pencil.assert_encloses(&edge, &Rational::new());
        for sign in [-1, 1] {
            let mut moved = Pencil { p: pencil.p.clone(), m: pencil.m.clone(), bits: BITS };
            (0..size).for_each(|i| moved.m[i][i] += most.clone() * sign);
            moved.assert_encloses(&edge, &Rational::new());
        }
    }
    let unbounded = |from: Ball, to: Ball| Ball::definite_edge(&|x| vec![vec![x.clone()]], from, to);
    let one = Ball::from_exact(&Rational::from(1), 64);
    assert!(!unbounded(Ball::unbounded(64), one.clone()).is_bounded());
    assert!(!unbounded(one, Ball::unbounded(64)).is_bounded());
    assert!(f64::definite_edge(&|x| vec![vec![*x]], f64::NAN, 1.0).is_nan());
    assert!(f64::definite_edge(&|x| vec![vec![*x]], 0.0, f64::INFINITY).is_nan());
    assert!(f64::definite_edge(&|_| vec![vec![f64::NAN]], 0.0, 1.0).is_nan());
}

/// In double precision, over all of its range.
#[test]
fn edges_in_double_precision() {
    for e in [1e-300, 1e-20, 0.75, 3.0, 1e20, 1e300] {
        let edge = f64::definite_edge(&|x| vec![vec![*x - e]], 0.0, f64::MAX / 2.0);
        assert!((edge / e - 1.0).abs() < 1e-15, "{edge} for {e}");
        let edge = f64::definite_edge(&|x| vec![vec![*x - e]], e / 1e6, e * 3.0);
        assert!((edge / e - 1.0).abs() < 1e-15, "{edge} for {e}");
    }
    let below_zero = f64::definite_edge(&|x| vec![vec![*x + 0.75]], -2.0, 4.0);
    assert!((below_zero + 0.75).abs() < 1e-15, "{below_zero}");
}

#[test]
fn the_smallest_eigenvalue() {
    let mut random = ChaCha8Rng::seed_from_u64(27);
    for case in 0..60 {
        let matrix = random_symmetric(&mut random, case % 5 + 1);
        let bottom = Ball::bottom_eigenvalue(&to_balls(&matrix, BITS));
        let less = |x: &Rational| {
            let size = matrix.len();
            let shifted =
                |i: usize, j: usize| if i == j { Rational::from(&matrix[i][j] - x) } else { matrix[i][j].clone() };
            negative_eigenvalues((0..size).map(|i| (0..size).map(|j| shifted(i, j)).collect()).collect()) == 0
        };
        assert!(less(&bottom.lower().to_rational().unwrap()), "{bottom:?} for {matrix:?}");
        let above = bottom.upper().to_rational().unwrap() + (Rational::from(1) >> 4000u32);
        assert!(!less(&above), "{bottom:?} for {matrix:?}");
        let plain = f64::bottom_eigenvalue(&floats(&matrix));
        assert!((plain - bottom.midpoint().to_f64()).abs() < 1e-13, "{plain} for {bottom:?}");
    }
}
