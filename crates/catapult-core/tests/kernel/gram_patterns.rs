//! Forged patterns of signs: what `gram_pattern` accepts against orbits of the weights, and the numbers that it reads off a run against the
//! statement.

use crate::gram::Start;
use catapult_core::arithmetic::{Ball, FromExact};
use catapult_core::certify::Phase;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::checks::Failure;
use catapult_core::certify::checks::gram_pattern::{Choice, GramPattern, LONGEST_PATTERN, Numbers, numbers};
use catapult_core::certify::data_proof::GramProof;
use catapult_core::certify::data_run::DataRun;
use catapult_core::certify::lemma::Lemma;
use catapult_core::dynamics::{Descent, GramSystem};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// A start that follows a pattern of five steps for ever (section 6.6 of the theory), with a basis of its period.
fn pattern() -> (Start, Rational, Vec<Vec<f64>>) {
    let rows = |rows: &[[i32; 2]]| rows.iter().map(|row| row.map(Rational::from).to_vec()).collect::<Vec<_>>();
    let start = Start {
        loss: LossName::Logistic,
        data: rows(&[[-1, -5], [6, 3], [-1, 1]]),
        first: rows(&[[-18, 40]]),
        second: vec![Rational::from(-31)],
    };
    // the left eigenvector of the period, and two rows orthogonal to the right one, from power iteration in double precision
    let rate = Rational::from((5, 8));
    let sets: [&[usize]; 5] = [&[1, 2], &[2], &[2], &[0, 1], &[0, 2]];
    let data = [[-1.0, -5.0], [6.0, 3.0], [-1.0, 1.0]];
    let step = |row: [f64; 3], set: &[usize]| {
        let g: [f64; 2] = [0, 1].map(|j| -set.iter().map(|&i| data[i][j]).sum::<f64>() / 3.0);
        let eta = 0.625;
        [row[0] - eta * g[0] * row[2], row[1] - eta * g[1] * row[2], row[2] - eta * (row[0] * g[0] + row[1] * g[1])]
    };
    let forward = |row: [f64; 3]| sets.iter().fold(row, |row, set| step(row, set));
    let backward = |row: [f64; 3]| sets.iter().rev().fold(row, |row, set| step(row, set));
    let power = |map: &dyn Fn([f64; 3]) -> [f64; 3]| {
        let mut row = [-0.4, 1.0, -0.8];
        for _ in 0..400 {
            row = map(row);
            let size = row.iter().map(|x| x * x).sum::<f64>().sqrt();
            row = row.map(|x| x / size);
        }
        row
    };
    let (left, right) = (power(&forward), power(&backward));
    let across = [right[1], -right[0], 0.0];
    let last = [right[2] * right[0], right[2] * right[1], -(right[0] * right[0] + right[1] * right[1])];
    (start, rate, vec![left.to_vec(), across.to_vec(), last.to_vec()])
}

#[test]
fn patterns_that_repeat() {
    let (start, rate, basis) = pattern();
    let rational = |rows: &[Vec<f64>]| -> Vec<Vec<Exact>> {
        rows.iter().map(|row| row.iter().map(|&x| Exact(Rational::from_f64(x).unwrap())).collect()).collect()
    };
    let proof = |step: u64, period: u32, basis: &[Vec<f64>], cone: &str| GramProof::Pattern {
        bits: 256,
        step,
        period,
        basis: rational(basis),
        cone: Exact::try_from(cone.to_owned()).unwrap(),
    };
    // the margins grow, so that some multiple of the period holds after enough of them
    let holds = (0..400u64).step_by(5).find(|&step| start.establish(&rate, proof(step, 10, &basis, "1/1000")).is_ok());
    let step = holds.expect("the pattern is proved at some step");
    let established = start.establish(&rate, proof(step, 10, &basis, "1/1000")).unwrap();
    assert_eq!((established.phase, established.limit), (Phase::Divergent, None));
    // what it says is seen: the weights grow by the factor of the pattern
    let here = start.dense(&rate).after(step);
    let later = here.clone().after(50);
    let growth = (later.trace() / here.trace()).to_f64();
    assert!((growth.ln() / 100.0 - 0.0121218721).abs() < 1e-6, "{growth}");
    // periods that are none, other phases, cones that are empty or too wide, bases that are none or of other directions
    for period in [0, 1, 2, 3, 4, 6, 7, 8, 9, 11, 5000] {
        assert!(start.establish(&rate, proof(step, period, &basis, "1/1000")).is_err(), "period {period}");
    }
    for shift in 1..5 {
        assert!(start.establish(&rate, proof(step + shift, 10, &basis, "1/1000")).is_err(), "shift {shift}");
    }
    for cone in ["0", "-1/1000", "1000", "1/1000000000000000000000000000000000000"] {
        assert!(start.establish(&rate, proof(step, 10, &basis, cone)).is_err(), "cone {cone}");
    }
    let swapped = vec![basis[1].clone(), basis[0].clone(), basis[2].clone()];
    let singular = vec![basis[0].clone(), basis[1].clone(), basis[1].clone()];
    let short = vec![basis[0].clone(), basis[1].clone()];
    for other in [&swapped, &singular, &short] {
        assert!(start.establish(&rate, proof(step, 10, other, "1/1000")).is_err());
    }
    // at a rate below the growth of the pattern nothing grows
    assert!(start.establish(&Rational::from((1, 2)), proof(step, 10, &basis, "1/1000")).is_err());
    let exponential = Start { loss: LossName::Exponential, ..start };
    assert!(exponential.establish(&rate, proof(0, 10, &basis, "1/1000")).is_err());
}

/// Each hypothesis of `gram_pattern` fails alone.
#[test]
fn patterns_as_stated() {
    // growth, leak, gain, rest, cone, clearance, dominant, other, in thousandths
    let check = |numbers: [i32; 8]| {
        let [growth, leak, gain, rest, cone, clearance, dominant, other] =
            numbers.map(|value| Ball::from_exact(&Rational::from((value, 1000)), 128));
        GramPattern::check(&Numbers { growth, leak, gain, rest, cone, clearance, dominant, other }).is_ok()
    };
    let holds = [2000, 100, 10, 500, 100, 1000, 1000, 50];
    assert!(check(holds));
    let with = |place: usize, value: i32| {
        let mut numbers = holds;
        numbers[place] = value;
        check(numbers)
    };
    // alpha - beta q > 1, by the growth and by the leak; the other inequalities hold still
    assert!(!with(0, 1009) && with(0, 1200));
    assert!(!with(1, 10_000) && with(1, 5_000));
    // sigma + nu q <= q (alpha - beta q), by the gain and by the rest
    assert!(!with(2, 150) && with(2, 140));
    assert!(!with(3, 1900) && with(3, 1880));
    assert!(!with(5, 0) && !with(6, 0) && !with(7, 101) && with(7, 99));
    // a cone that is a ray
    assert!(!check([2000, 0, 0, 500, 0, 1000, 1000, 0]));
}

/// Points of two features with how often each occurs, the weights of two units, and what a proof chooses, in doubles that are exact.
struct Case {
    points: Vec<([f64; 2], u32)>,
    units: [[f64; 3]; 2],
    basis: [[f64; 3]; 3],
    cone: f64,
    rate: f64,
    period: u32,
}

/// What the statement says of a case: alpha, beta, sigma, nu, the least theta, C and R.
struct Stated {
    alpha: f64,
    beta: f64,
    sigma: f64,
    nu: f64,
    theta: f64,
    dominant: f64,
    other: f64,
}

fn product(left: &[[f64; 3]; 3], right: &[[f64; 3]; 3]) -> [[f64; 3]; 3] {
    [0, 1, 2].map(|i| [0, 1, 2].map(|j| (0..3).map(|k| left[i][k] * right[k][j]).sum()))
}

/// P^{-1} by cofactors, and det P.
fn inverse(p: &[[f64; 3]; 3]) -> ([[f64; 3]; 3], f64) {
    let cofactor = |i: usize, j: usize| {
        let (a, b, c, d) = ((i + 1) % 3, (i + 2) % 3, (j + 1) % 3, (j + 2) % 3);
        p[a][c] * p[b][d] - p[a][d] * p[b][c]
    };
    let determinant: f64 = (0..3).map(|j| p[0][j] * cofactor(0, j)).sum();
    ([0, 1, 2].map(|i| [0, 1, 2].map(|j| cofactor(j, i) / determinant)), determinant)
}

fn length(x: &[f64]) -> f64 {
    x.iter().map(|entry| entry * entry).sum::<f64>().sqrt()
}

impl Case {
    fn random(random: &mut ChaCha8Rng) -> Self {
        let mut entry = |reach: i32, parts: f64| f64::from(random.random_range(-reach..=reach)) / parts;
        let basis = [0; 3].map(|_| [0; 3].map(|_| entry(32, 16.0)));
        let points = (0..3).map(|i| ([entry(40, 16.0), entry(40, 16.0)], [1, 2, 0][i % 3])).collect();
        // mostly along the first row of the basis
        let mut unit = || {
            let c = 100.0 + entry(50, 1.0);
            let rest = [entry(10, 16.0), entry(10, 16.0), entry(10, 16.0)];
            [0, 1, 2].map(|j| basis[0][j] * c + rest[j])
        };
        let units = [unit(), unit()];
        let cone = [1.0 / 16.0, 1.0 / 128.0, 1.0][random.random_range(0..3)];
        let rate = f64::from(random.random_range(1..64)) / 16.0;
        Case { points, units, basis, cone, rate, period: random.random_range(1..4) }
    }

    /// `None` where a theta is not positive, or at some phase no point is misclassified.
    fn stated(&self) -> Option<Stated> {
        let n = 0.5f64.sqrt();
        let (back, _) = inverse(&self.basis);
        let coefficients: Vec<[f64; 3]> = self
            .units
            .iter()
            .map(|unit| [0, 1, 2].map(|j| n * (0..3).map(|k| unit[k] * back[k][j]).sum::<f64>()))
            .collect();
        let dominant = length(&coefficients.iter().map(|c| c[0]).collect::<Vec<_>>());
        let other = length(&coefficients.iter().flat_map(|c| [c[1], c[2]]).collect::<Vec<_>>());
        let (q, reach) = (self.cone, dominant * dominant / n);
        let count: u32 = self.points.iter().map(|(_, times)| times).sum();
        let mut rows = self.basis;
        let mut least = f64::INFINITY;
        // the radius of alpha after one phase
        let mut doubt_of_alpha = 0.0;
        for _ in 0..self.period {
            let (mut g, mut doubt, mut misclassified) = ([0.0; 2], [0.0; 2], false);
            for (z, times) in self.points.iter().filter(|(_, times)| *times > 0) {
                let a = rows.map(|row| row[0] * z[0] + row[1] * z[1]);
                let b = rows.map(|row| row[2]);
                let mixed = [1, 2].map(|k| a[0] * b[k] + b[0] * a[k]);
                let theta = (a[0] * b[0]).abs() - q * length(&mixed) - q * q * length(&a[1..]) * length(&b[1..]);
                least = least.min(theta);
                if theta <= 0.0 {
                    return None;
                }
                let wrong = a[0] * b[0] < 0.0;
                misclassified |= wrong;
                let share = f64::from(*times) / f64::from(count);
                for j in 0..2 {
                    g[j] -= if wrong { share * z[j] } else { 0.0 };
                    doubt[j] += share * z[j].abs() * (-theta * reach).exp();
                }
            }
            if !misclassified {
                return None;
            }
            let step = self.rate * n;
            doubt_of_alpha += (0..2)
                .map(|j| step * doubt[j] * ((rows[0][2] * back[j][0]).abs() + (rows[0][j] * back[2][0]).abs()))
                .sum::<f64>();
            rows = rows.map(|[x, y, w]| [x - step * g[0] * w, y - step * g[1] * w, w - step * (g[0] * x + g[1] * y)]);
        }
        let d = product(&rows, &back);
        let row = (1..3).map(|i| d[i][1].abs() + d[i][2].abs()).fold(0.0, f64::max);
        let column = (1..3).map(|j| d[1][j].abs() + d[2][j].abs()).fold(0.0, f64::max);
        Some(Stated {
            alpha: d[0][0].abs() - doubt_of_alpha,
            beta: length(&[d[1][0], d[2][0]]),
            sigma: length(&d[0][1..]),
            nu: (row * column).sqrt(),
            theta: least,
            dominant,
            other,
        })
    }

    fn descent(&self) -> Descent<GramSystem> {
        let exact = |x: &f64| Rational::from_f64(*x).unwrap();
        let points = self.points.iter().map(|(z, times)| (z.iter().map(exact).collect(), *times)).collect();
        let first: Vec<Vec<Rational>> = self.units.iter().map(|unit| unit[..2].iter().map(exact).collect()).collect();
        let second: Vec<Rational> = self.units.iter().map(|unit| exact(&unit[2])).collect();
        Descent::two_layer_from_weights(LossName::Logistic, exact(&self.rate), points, &first, &second).unwrap()
    }

    fn numbers(&self) -> Result<Numbers<Ball>, Failure> {
        let exact = |x: &f64| Rational::from_f64(*x).unwrap();
        let basis: Vec<Vec<Rational>> = self.basis.iter().map(|row| row.iter().map(exact).collect()).collect();
        let choice = Choice { period: self.period, basis: &basis, cone: &exact(&self.cone) };
        numbers(&DataRun::new(&self.descent(), 256), &choice)
    }
}

#[test]
fn numbers_of_patterns_are_as_stated() {
    let mut random = ChaCha8Rng::seed_from_u64(151);
    let (mut accepted, mut refused, mut doubtful) = (0, 0, 0);
    while accepted < 300 {
        let mut case = Case::random(&mut random);
        if inverse(&case.basis).1.abs() < 0.2 {
            continue;
        }
        // now and then so small that slopes are far from their limits, for one phase
        if accepted % 3 == 0 {
            case.period = 1;
            let shrink = 1.0 / 64.0;
            case.units = case.units.map(|unit| unit.map(|entry| entry * shrink));
        }
        let Some(stated) = case.stated() else {
            refused += usize::from(case.numbers().is_err());
            continue;
        };
        if stated.theta < 1e-3 || (case.period > 1 && stated.theta * stated.dominant.powi(2) < 60.0) {
            continue;
        }
        let found = case.numbers().unwrap_or_else(|failure| panic!("{failure} for {:?}", case.basis));
        let read = |ball: &Ball| if ball.is_bounded() { ball.upper().to_f64() } else { f64::INFINITY };
        for (name, expected, found) in [
            ("alpha", stated.alpha.max(0.0), found.growth.lower().to_f64()),
            ("theta", stated.theta, read(&found.clearance)),
            ("C", stated.dominant, read(&found.dominant)),
            ("R", stated.other, read(&found.other)),
        ] {
            assert!((expected - found).abs() < 1e-8 * (1.0 + expected), "{name}: {found} for {expected}");
        }
        // upper bounds, which doubt only raises
        for (name, expected, found) in [
            ("beta", stated.beta, read(&found.leak)),
            ("sigma", stated.sigma, read(&found.gain)),
            ("nu", stated.nu, read(&found.rest)),
        ] {
            let least = expected - 1e-8 * (1.0 + expected);
            assert!(found >= least, "{name}: {found} below {expected}");
            let certain = stated.theta * stated.dominant.powi(2) > 60.0;
            assert!(!certain || found <= expected + 1e-8 * (1.0 + expected), "{name}: {found} above {expected}");
            doubtful += usize::from(!certain);
        }
        accepted += 1;
    }
    assert!(refused > 100 && doubtful > 30, "{refused} {doubtful}");
}

/// Bases and periods that are none, before any phase is looked at.
#[test]
fn choices_of_patterns_have_ends() {
    let (start, rate, basis) = pattern();
    let rational = |x: &f64| Rational::from_f64(*x).unwrap();
    let whole: Vec<Vec<Rational>> = basis.iter().map(|row| row.iter().map(rational).collect()).collect();
    let descent = start.descent(&rate);
    let run = DataRun::new(&descent, 128);
    let cone = Rational::from((1, 1000));
    let answer = |period: u32, basis: &[Vec<Rational>]| numbers(&run, &Choice { period, basis, cone: &cone });
    let out_of_range =
        |period: u32, basis: &[Vec<Rational>]| matches!(answer(period, basis), Err(Failure::OutOfRange(_)));
    for (period, out) in [(0, true), (1, false), (LONGEST_PATTERN, false), (LONGEST_PATTERN + 1, true)] {
        assert_eq!(out_of_range(period, &whole), out, "{period}");
    }
    let mut ragged = whole.clone();
    ragged[1].pop();
    let long = [whole.clone(), vec![whole[0].clone()]].concat();
    for basis in [&whole[..2], &ragged, &long] {
        assert!(out_of_range(10, basis), "{basis:?}");
    }
}
