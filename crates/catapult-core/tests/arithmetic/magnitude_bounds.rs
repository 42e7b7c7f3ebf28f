//! Every operation of `Magnitude` bounds the true value in the direction it names, within the slack it states.
//!
//! The reference is exact: rational arithmetic for moderate exponents, and for extreme ones the invariance of each
//! operation under powers of two.

use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::hostile;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::float::Round;
use rug::{Float, Integer, Rational};

/// The exact value of a finite bound with a moderate exponent.
fn exact(x: Magnitude) -> Rational {
    let mantissa = Rational::from_f64(x.mantissa()).unwrap();
    match x.exponent() {
        Some(exponent) if exponent < 0 => mantissa >> u32::try_from(-exponent).unwrap(),
        Some(exponent) => mantissa << u32::try_from(exponent).unwrap(),
        None => mantissa,
    }
}

/// Mostly within a few powers of two of each other, so that alignments, carries and cancellations occur.
fn random(rng: &mut ChaCha8Rng) -> Magnitude {
    let mantissa = match rng.random_range(0..6) {
        0 => 0.5,
        1 => 1f64.next_down(),
        2 => 0.5f64.next_up(),
        _ => rng.random_range(0.5..1.0),
    };
    match rng.random_range(0..20) {
        0 => Magnitude::ZERO,
        1..=3 => Magnitude::from_f64(mantissa).shifted(rng.random_range(-300..300)),
        4..=8 => Magnitude::from_f64(mantissa).shifted(rng.random_range(-60..60)),
        _ => Magnitude::from_f64(mantissa).shifted(rng.random_range(-2..=2)),
    }
}

/// 2^-51, the stated slack.
fn slack() -> Rational {
    Rational::from(1) >> 51u32
}

fn assert_above(bound: Magnitude, value: &Rational) {
    let bound = exact(bound);
    assert!(bound >= *value, "{bound} is below {value}");
    assert!(bound <= value.clone() * (slack() + 1), "{bound} is far above {value}");
}

#[test]
fn four_operations_against_rationals() {
    let mut rng = ChaCha8Rng::seed_from_u64(1);
    for _ in 0..100_000 {
        let (x, y) = (random(&mut rng), random(&mut rng));
        let (a, b) = (exact(x), exact(y));
        assert_above(x.add_up(y), &(a.clone() + &b));
        assert_above(x.mul_up(y), &(a.clone() * &b));
        let product = a.clone() * &b;
        let below = exact(x.mul_down(y));
        assert!(below <= product && below >= product.clone() * (1 - slack()));
        let difference = a.clone() - &b;
        let below = exact(x.sub_down(y));
        assert!(below <= difference || (below == 0 && difference <= 0), "{x:?} - {y:?}");
        assert!(below >= difference - slack() * (a.clone() + &b));
        if y.is_zero() {
            assert!(!x.div_up(y).is_finite());
        } else {
            assert_above(x.div_up(y), &(a.clone() / &b));
        }
        assert_eq!(x.is_at_most(y), a <= b);
        assert_eq!(exact(x.min(y)), a.clone().min(b.clone()));
        assert_eq!(exact(x.max(y)), a.max(b));
    }
}

/// Multiplying the operands by powers of two multiplies the results, at exponents of ± 10^12 and beyond.
#[test]
fn operations_do_not_depend_on_the_exponent() {
    let mut rng = ChaCha8Rng::seed_from_u64(2);
    for _ in 0..50_000 {
        let (x, y) = (random(&mut rng), random(&mut rng));
        let far = [1_000_000_000_000, -1_000_000_000_000, 1 << 50, -(1 << 50)][rng.random_range(0..4)];
        let (big_x, big_y) = (x.shifted(far), y.shifted(far));
        assert_eq!(big_x.add_up(big_y), x.add_up(y).shifted(far));
        assert_eq!(big_x.sub_down(big_y), x.sub_down(y).shifted(far));
        assert_eq!(big_x.mul_up(big_y), x.mul_up(y).shifted(2 * far));
        assert_eq!(big_x.mul_down(big_y), x.mul_down(y).shifted(2 * far));
        assert_eq!(big_x.mul_up(y), x.mul_up(y).shifted(far));
        assert_eq!(big_x.div_up(big_y), x.div_up(y));
        assert_eq!(big_x.div_up(y), x.div_up(y).shifted(far));
        assert_eq!(big_x.is_at_most(big_y), x.is_at_most(y));
        // Beyond all alignment the sum is the next bound above, and the difference the next one below.
        if !x.is_zero() && !y.is_zero() {
            let (large, small) = if far > 0 { (big_x, y) } else { (x, big_y) };
            let (sum, difference) = (large.add_up(small), large.sub_down(small));
            assert!(large.is_at_most(sum) && sum != large && difference.is_at_most(large) && difference != large);
            assert!(sum.div_up(large).is_at_most(Magnitude::ONE.add_up(Magnitude::power_of_two(-51))));
            assert!(small.sub_down(large).is_zero());
        }
    }
}

/// At the ends of the exponent range upper bounds stay above and lower bounds below.
#[test]
fn exponents_saturate_outward() {
    let (mut small, mut large) = (Magnitude::power_of_two(-1_000_000), Magnitude::power_of_two(1_000_000));
    let (mut small_down, mut large_down) = (small, large);
    let (mut small_before, mut large_before) = (small, large);
    for _ in 0..100 {
        (small, large) = (small.mul_up(small), large.mul_up(large));
        (small_down, large_down) = (small_down.mul_down(small_down), large_down.mul_down(large_down));
        assert!(!small.is_zero() && small.is_at_most(small_before));
        assert!(large_before.is_at_most(large) && large_down.is_finite() && !large_down.is_zero());
        assert!(small_down.is_at_most(small) && large_down.is_at_most(large));
        (small_before, large_before) = (small, large);
    }
    assert!(small.is_finite() && small_down.is_zero() && !large.is_finite());
    assert!(!Magnitude::power_of_two(i64::MAX).is_finite());
    assert!(!Magnitude::power_of_two(i64::MIN).is_zero());
    assert!(!Magnitude::ONE.shifted(i64::MAX).is_finite() && !Magnitude::ONE.shifted(i64::MIN).is_zero());
    assert!(Magnitude::ZERO.shifted(i64::MAX).is_zero());
    assert!(!large_down.div_up(small).is_finite());
    assert!(!small.div_up(large_down).is_zero());
    assert!(small.sub_down(Magnitude::power_of_two(i64::MIN)).is_zero());
    assert!(!small.add_up(small).is_zero() && !large_down.add_up(large_down).is_zero());
}

#[test]
fn infinity_and_zero() {
    let (zero, one, infinite) = (Magnitude::ZERO, Magnitude::ONE, Magnitude::INFINITE);
    assert!(!zero.mul_up(infinite).is_finite() && zero.mul_down(infinite).is_zero());
    assert!(!one.add_up(infinite).is_finite() && !infinite.add_up(infinite).is_finite());
    assert!(one.sub_down(infinite).is_zero() && infinite.sub_down(infinite).is_zero());
    assert!(!infinite.sub_down(one).is_finite());
    assert!(!infinite.div_up(one).is_finite() && one.div_up(infinite).is_zero() && zero.div_up(one).is_zero());
    assert!(!zero.div_up(zero).is_finite());
    assert!(zero.is_at_most(zero) && zero.is_at_most(one) && one.is_at_most(infinite) && infinite.is_at_most(infinite));
    assert!(!infinite.is_at_most(one) && !one.is_at_most(zero));
    assert_eq!((zero.exponent(), infinite.exponent(), one.exponent()), (None, None, Some(1)));
    assert_eq!((zero.to_f64_up(), one.to_f64_up(), infinite.to_f64_up()), (0.0, 1.0, f64::INFINITY));
    assert!(infinite.to_float_up().is_infinite() && zero.to_float_up().is_zero());
}

/// From and to floats: the exact value where it fits, its neighbour in the named direction where it does not.
#[test]
fn conversions() {
    let mut rng = ChaCha8Rng::seed_from_u64(3);
    for bits in [1, 2, 24, 53, 54, 200] {
        for _ in 0..5_000 {
            let words: [u64; 4] = rng.random();
            let numerator = Integer::from_digits(&words, rug::integer::Order::Lsf);
            let value: Float = Float::with_val(bits, numerator) >> rng.random_range(0..900i32);
            let true_value = value.to_rational().unwrap();
            let (above, below) = (Magnitude::from_float_up(&value), Magnitude::from_float_down(&-value));
            assert_above(above, &true_value);
            assert!(exact(below) <= true_value && exact(below) >= true_value.clone() * (1 - slack()));
            assert!(above == below || bits > 53);
            assert_eq!(above.to_float_up().to_rational().unwrap(), exact(above));
        }
    }
    for _ in 0..100_000 {
        let x = f64::from_bits(rng.random());
        if x.is_finite() {
            assert_eq!(exact(Magnitude::from_f64(x)), Rational::from_f64(x.abs()).unwrap());
            assert_eq!(Magnitude::from_f64(x).to_f64_up(), x.abs());
        } else {
            assert!(!Magnitude::from_f64(x).is_finite());
        }
    }
    for _ in 0..100_000 {
        let x = Magnitude::from_f64(rng.random_range(0.5..1.0)).shifted(rng.random_range(-1100..1030));
        // Exact at 53 bits; the conversion rounds at the ends of the range of f64.
        let nearest_above = Float::with_val(53, exact(x)).to_f64_round(Round::Up);
        assert_eq!(x.to_f64_up(), nearest_above, "{x:?}");
    }
    let beyond = i64::from(rug::float::exp_max()) + 1;
    assert!(Magnitude::power_of_two(beyond).to_float_up().is_infinite());
    for below in [0, 1, 2, 54, 1 << 40] {
        let smallest = i64::from(rug::float::exp_min()) - 1;
        let x = Magnitude::power_of_two(smallest - below);
        assert!(x.to_float_up() > 0 && x.is_at_most(Magnitude::from_float_up(&x.to_float_up())));
    }
    assert!(Magnitude::from_float_down(&Float::with_val(53, rug::float::Special::Nan)).is_zero());
    assert!(!Magnitude::from_float_up(&Float::with_val(53, rug::float::Special::Nan)).is_finite());
}

/// value <= x, exactly, also one part in 10^40 away and at exponents that have no rational.
#[test]
fn comparison_with_rationals() {
    let mut rng = ChaCha8Rng::seed_from_u64(4);
    let hair = Rational::from(1) >> 130u32;
    for _ in 0..50_000 {
        let x = random(&mut rng);
        let value = exact(x);
        assert!(x.is_at_least(&value) && x.is_at_least(&(value.clone() * (1 - hair.clone()))));
        if !x.is_zero() {
            assert!(!x.is_at_least(&(value.clone() * (hair.clone() + 1))));
            assert!(
                !x.shifted(-1_000_000_000_000).is_at_least(&value) && x.shifted(1_000_000_000_000).is_at_least(&value)
            );
        }
        let other = exact(random(&mut rng)) / 3;
        assert_eq!(x.is_at_least(&other), value >= other);
        assert!(x.is_at_least(&-other));
    }
    assert!(Magnitude::INFINITE.is_at_least(&Rational::from(7)));
    assert!(!Magnitude::ZERO.is_at_least(&Rational::from(7)));
}

/// e^x - 1, sinh and cosh against MPFR at 200 bits, and at exponents where only their leading term counts.
#[test]
fn functions() {
    let mut rng = ChaCha8Rng::seed_from_u64(5);
    // e^x - 1 is bounded by x (1 + 2^-29) below 2^-30.
    let loose = Rational::from(1) >> 28u32;
    let close = Rational::from(1) >> 50u32;
    for _ in 0..30_000 {
        let x = Magnitude::from_f64(rng.random_range(0.5..1.0)).shifted(rng.random_range(-70..9));
        let value =
            |function: fn(Float) -> Float| function(Float::with_val(400, x.to_float_up())).to_rational().unwrap();
        let check = |bound: Magnitude, value: Rational, slack: &Rational| {
            let bound = exact(bound);
            assert!(bound >= value && bound <= value.clone() * (slack.clone() + 1), "{x:?}");
        };
        check(x.exp_m1_up(), value(Float::exp_m1), &loose);
        check(x.sinh_up(), value(Float::sinh), &close);
        check(x.cosh_up(), value(Float::cosh), &close);
        let below = exact(x.cosh_down());
        assert!(below <= value(Float::cosh) && below >= value(Float::cosh) * (1 - close.clone()));
    }
    let tiny = Magnitude::power_of_two(-1_000_000_000_000);
    assert!(tiny.is_at_most(tiny.exp_m1_up()) && tiny.exp_m1_up().is_at_most(tiny.shifted(1)));
    assert!(tiny.is_at_most(tiny.sinh_up()) && tiny.sinh_up().is_at_most(tiny.shifted(1)));
    assert!(!tiny.cosh_up().is_at_most(Magnitude::ONE) && tiny.cosh_down() == Magnitude::ONE);
    assert!(Magnitude::ZERO.exp_m1_up().is_zero() && Magnitude::ZERO.sinh_up().is_zero());
    for huge in [Magnitude::power_of_two(40), Magnitude::power_of_two(1_000_000_000_000), Magnitude::INFINITE] {
        assert!(!huge.exp_m1_up().is_finite() && !huge.sinh_up().is_finite() && !huge.cosh_up().is_finite());
        // A lower bound is finite: cosh of a finite number is.
        assert!(huge.cosh_down().is_finite() && !huge.cosh_down().is_at_most(Magnitude::power_of_two(1_000_000_000)));
    }
}

#[test]
fn hostile_magnitudes_keep_their_order() {
    let mut rng = ChaCha8Rng::seed_from_u64(31);
    for _ in 0..100_000 {
        let (x, y) = (hostile::magnitude(&mut rng), hostile::magnitude(&mut rng));
        let sum = x.add_up(y);
        assert!(x.is_at_most(sum) && y.is_at_most(sum) && sum == y.add_up(x), "{x:?} + {y:?} = {sum:?}");
        assert!(sum.sub_down(y).is_at_most(sum) && x.sub_down(y).is_at_most(x), "{x:?} - {y:?}");
        assert!(x.mul_down(y).is_at_most(x.mul_up(y)), "{x:?} {y:?}");
        assert!(x.min(y).is_at_most(x.max(y)));
        if !y.is_zero() && y.is_finite() && x.is_finite() {
            assert!(x.is_at_most(x.div_up(y).mul_up(y)), "{x:?} / {y:?}");
        }
    }
}
