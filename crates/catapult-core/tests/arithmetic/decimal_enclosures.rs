//! Decimal enclosures are enclosures: both ends, read back as rationals, lie on their side of the value.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::arithmetic::{Ball, Enclosure, FromExact, parse_exact};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Integer, Rational, ops::Pow};

fn ends(enclosure: &Enclosure) -> (Rational, Rational) {
    (parse_exact(&enclosure.lower).unwrap(), parse_exact(&enclosure.upper).unwrap())
}

fn power_of_ten(exponent: i32) -> Rational {
    let ten = Rational::from(Integer::from(10).pow(exponent.unsigned_abs()));
    if exponent < 0 { ten.recip() } else { ten }
}

fn assert_encloses(enclosure: &Enclosure, value: &Rational, digits: usize) {
    let (lower, upper) = ends(enclosure);
    assert!(lower <= *value && *value <= upper, "{enclosure} misses {value}");
    // The ends are neighbours among the numbers of digits + 2 significant digits.
    let gap = upper - lower;
    assert!(gap <= value.clone().abs() * power_of_ten(-(digits as i32) - 1), "{enclosure} is wide");
}

fn random_rational(rng: &mut ChaCha8Rng) -> Rational {
    let numerator: i64 = rng.random_range(-1_000_000_000..=1_000_000_000);
    let denominator: i64 = rng.random_range(1..=1_000_000);
    Rational::from((numerator, denominator)) * power_of_ten(rng.random_range(-450..450))
}

#[test]
fn rationals() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..20_000 {
        let value = random_rational(&mut rng);
        let digits = rng.random_range(0..40);
        assert_encloses(&Enclosure::of_rational(&value, digits), &value, digits);
    }
}

/// A decimal of no more digits than are printed is printed as it is.
#[test]
fn exact_decimals_have_equal_ends() {
    for text in [
        "0",
        "1",
        "-1",
        "7",
        "10",
        "0.1",
        "-0.25",
        "1e-400",
        "1e400",
        "-3e-400",
        "123456.789",
        "99999",
        "2.5e21",
        "1e-7",
    ] {
        let value = parse_exact(text).unwrap();
        let enclosure = Enclosure::of_rational(&value, 30);
        assert_eq!(enclosure.lower, enclosure.upper);
        assert_eq!(parse_exact(&enclosure.lower).unwrap(), value);
        assert_eq!(enclosure.common_digits(), usize::MAX);
        assert_eq!((enclosure.short(), enclosure.to_string()), (enclosure.lower.clone(), enclosure.lower));
    }
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..5_000 {
        let value = Rational::from(rng.random_range(-99_999i64..=99_999)) * power_of_ten(rng.random_range(-30..30));
        let enclosure = Enclosure::of_rational(&value, 3);
        assert_eq!(enclosure.lower, enclosure.upper);
        assert_eq!(parse_exact(&enclosure.lower).unwrap(), value);
    }
    for (value, text) in [
        (0.0, "0"),
        (-0.0, "0"),
        (0.5, "0.5"),
        (-1024.0, "-1024"),
        (1e22, "1e22"),
        (0.0000152587890625, "1.52587890625e-5"),
    ] {
        let enclosure = Enclosure::of_ball(&Ball::exact(Float::with_val(53, value)), 30);
        let (lower, upper) = ends(&enclosure);
        assert!(lower == upper && lower == Rational::from_f64(value).unwrap());
        if value.abs() >= 0.5 || value == 0.0 {
            assert_eq!(enclosure.lower, text);
        }
    }
}

#[test]
fn the_written_form() {
    let written = |text: &str, digits| Enclosure::of_rational(&parse_exact(text).unwrap(), digits).to_string();
    assert_eq!(written("1/3", 3), "[0.33333, 0.33334]");
    assert_eq!(written("-1/3", 3), "[-0.33334, -0.33333]");
    assert_eq!(written("2/3000", 1), "[0.000666, 0.000667]");
    assert_eq!(written("200000/3", 1), "[66600, 66700]");

    assert_eq!(written("100/3", 2), "[33.33, 33.34]");
    // Next to a short decimal more digits are shown, as many as settle the asked ones.
    assert_eq!(written("0.99999999999", 3), "0.99999999999");
    assert_eq!(written("29999999/30000000", 3), "[0.99999996666, 0.99999996667]");
    assert_eq!(written("9.9999e30", 1), "9.9999e30");
    // Beyond that, carries reach a new digit.
    let tiny = power_of_ten(-300);
    let shown = |value: Rational| Enclosure::of_rational(&value, 3).to_string();
    assert_eq!(shown(Rational::from(1) - &tiny), "[0.99999, 1.00000]");
    assert_eq!(shown(tiny.clone() - 1), "[-1.00000, -0.99999]");
    assert_eq!(shown(Rational::from(10_000) - tiny), "[9999.9, 10000.0]");
}

/// Balls around known rationals: the ends enclose the whole ball, and an accurate ball loses none of the asked digits.
#[test]
fn balls() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for _ in 0..10_000 {
        let value = random_rational(&mut rng);
        let bits = rng.random_range(2..300);
        let ball = Ball::from_exact(&value, bits);
        let ball = if rng.random() {
            ball
        } else {
            ball.widened(Magnitude::from_f64(rng.random_range(0.0..1.0)).shifted(rng.random_range(-200..2)))
        };
        let digits = rng.random_range(0..60);
        let enclosure = Enclosure::of_ball(&ball, digits);
        let (lower, upper) = ends(&enclosure);
        assert!(lower <= value && value <= upper);
        assert!(lower <= ball.lower().to_rational().unwrap() && ball.upper().to_rational().unwrap() <= upper);
        // Rounding outward adds less than two units of the last printed digit.
        let width = ball.upper().to_rational().unwrap() - ball.lower().to_rational().unwrap();
        let size = ball.lower().to_rational().unwrap().abs().max(ball.upper().to_rational().unwrap().abs());
        assert!(upper - lower <= width + size * power_of_ten(-(digits as i32) - 1) * 2, "{enclosure} of {ball:?}");
    }
}

/// An accurate ball has the asked digits in common, unless the value is so close to a decimal of fewer digits that no
/// enclosure can: one value in a hundred or so.
#[test]
fn common_digits_of_accurate_balls() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let mut short = 0;
    for _ in 0..2_000 {
        let value = random_rational(&mut rng);
        if value.is_zero() {
            continue;
        }
        for enclosure in [Enclosure::of_ball(&Ball::from_exact(&value, 160), 30), Enclosure::of_rational(&value, 30)] {
            short += usize::from(enclosure.common_digits() < 30);
            assert!(enclosure.common_digits() >= 28 || ends(&enclosure).0 != value, "{enclosure}");
        }
    }
    assert!(short <= 80, "{short} of 4000 enclosures have fewer than 30 digits in common");
}

#[test]
fn counting_common_digits() {
    let enclosure = |lower: &str, upper: &str| Enclosure { lower: lower.into(), upper: upper.into() };
    for (lower, upper, digits) in [
        ("1.2345", "1.2346", 4),
        ("-1.2346", "-1.2345", 4),
        ("0.00012", "0.00013", 1),
        ("1.5e-10", "1.51e-10", 2),
        ("1.5", "1.5000001", 7),
        ("0.99", "1.01", 0),
        ("-1", "1", 0),
        ("0", "1e-30", 0),
        ("-inf", "inf", 0),
        ("1e10", "1e11", 0),
        ("123", "123.4", 3),
        ("", "1", 0),
        ("", "é", 0),
    ] {
        let enclosure = enclosure(lower, upper);
        assert_eq!(enclosure.common_digits(), digits, "{enclosure}");
        assert!(!enclosure.short().is_empty());
    }
    for (lower, upper, short) in [
        ("2.1773189", "2.1773190", "2.17731[89, 90]"),
        ("2.17", "2.175", "2.1[7, 75]"),
        ("0.99", "1.01", "[0.99, 1.01]"),
        ("1", "2", "[1, 2]"),
        ("1.5e10", "1.5e100", "[1.5e10, 1.5e100]"),
    ] {
        assert_eq!(enclosure(lower, upper).short(), short);
    }
}

#[test]
fn unbounded_and_huge_balls() {
    let enclosure = Enclosure::of_ball(&Ball::unbounded(53), 30);
    assert_eq!((enclosure.lower.as_str(), enclosure.upper.as_str()), ("-inf", "inf"));
    let wide = Enclosure::of_ball(&Ball::new(Float::with_val(53, 1), Magnitude::power_of_two(1 << 40)), 30);
    assert_eq!((wide.lower.as_str(), wide.upper.as_str()), ("-inf", "inf"));
    let (lower, upper) = ends(&Enclosure::of_ball(&Ball::exact(Float::with_val(53, 1) << 100_000), 30));
    let value = Rational::from(1) << 100_000u32;
    assert!(lower < value && value < upper);
    // A radius that straddles zero.
    let (lower, upper) = ends(&Enclosure::of_ball(&Ball::new(Float::new(53), Magnitude::power_of_two(-100)), 5));
    assert!(lower <= -power_of_ten(-31) && upper >= power_of_ten(-31) && upper <= power_of_ten(-30));
}

#[test]
fn json() {
    let enclosure = Enclosure::of_rational(&Rational::from((1, 3)), 3);
    let text = serde_json::to_string(&enclosure).unwrap();
    assert_eq!(text, r#"{"lower":"0.33333","upper":"0.33334"}"#);
    assert_eq!(serde_json::from_str::<Enclosure>(&text).unwrap(), enclosure);
}
