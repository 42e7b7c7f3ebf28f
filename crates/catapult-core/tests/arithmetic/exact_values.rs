//! Exact values: a + b log c where it is known, unknown otherwise, and never wrong.

use catapult_core::arithmetic::exact_value::MOST_POWER_BITS;
use catapult_core::arithmetic::{Analytic, Ball, Dual, ExactValue, Field, FromExact, Logarithm};
use num_traits::Zero;
use proptest::prelude::*;
use rug::Rational;

fn exact(numerator: i32, denominator: i32) -> ExactValue {
    ExactValue::from(Rational::from((numerator, denominator)))
}

fn log(numerator: i32, denominator: i32) -> ExactValue {
    exact(numerator, denominator).ln()
}

#[test]
fn functions_of_logarithms_are_rational_where_powers_are() {
    let half = |value: ExactValue| value / exact(2, 1);
    let known = [
        (log(3, 1).exp(), (3, 1)),
        ((log(3, 2) * exact(-2, 1)).exp(), (4, 9)),
        (log(3, 1).sinh(), (4, 3)),
        (log(3, 1).cosh(), (5, 3)),
        (log(3, 1).tanh(), (4, 5)),
        (half(log(3, 1)).tanh(), (1, 2)),
        (half(log(3, 1)).sech_squared(), (3, 4)),
        (log(3, 1).centred_sigmoid(), (1, 4)),
        ((log(3, 1) - log(3, 1)).exp(), (1, 1)),
        ((half(log(3, 1)) + half(log(3, 1))).exp(), (3, 1)),
        ((log(3, 1) * exact(0, 1)).cosh(), (1, 1)),
        (exact(5, 1) - (exact(1, 1) + log(3, 1)) + log(3, 1), (4, 1)),
        (-exact(2, 1), (-2, 1)),
        ((exact(2, 1) * log(3, 1)).exp(), (9, 1)),
        (exact(0, 1).exp(), (1, 1)),
        (exact(1, 1).ln(), (0, 1)),
        (exact(4, 9).sqrt(), (2, 3)),
    ];
    for (value, fraction) in known {
        assert_eq!(value.known(), Some(&Rational::from(fraction)), "{value:?}");
    }
}

/// Zero is what is known to be.
#[test]
fn zeros() {
    assert!(exact(0, 1).is_zero() && (log(3, 1) - log(3, 1)).is_zero());
    assert!(!exact(1, 1).is_zero() && !log(3, 1).is_zero() && !exact(0, 1).softplus().is_zero());
}

#[test]
fn what_is_not_known_is_unknown() {
    let length = i32::try_from(MOST_POWER_BITS).unwrap();
    let unknown = [
        log(3, 1),
        exact(1, 1) + log(3, 1),
        (exact(1, 1) + log(3, 1)).exp(),
        (log(3, 1) / exact(2, 1)).exp(),
        (log(3, 1) / exact(3, 1)).tanh(),
        log(3, 1) * log(3, 1),
        exact(1, 1) / log(3, 1),
        log(3, 1).square(),
        log(3, 1).sqrt(),
        log(3, 1).ln(),
        (log(3, 1) + log(5, 1)).exp(),
        (log(3, 1) * exact(length, 1)).exp(),
        exact(1, 1) / exact(0, 1),
        exact(-1, 1).ln(),
        exact(0, 1).ln(),
        exact(2, 1).sqrt(),
        exact(0, 1).softplus(),
        exact(0, 1).ln_2cosh(),
    ];
    for value in unknown {
        assert_eq!(value.known(), None, "{value:?}");
    }
}

#[test]
fn logarithms_are_written_as_people_write_them() {
    let fraction = |numerator: i32, denominator: i32| Rational::from((numerator, denominator));
    for (coefficient, argument, text) in [
        (fraction(1, 1), fraction(3, 1), "log 3"),
        (fraction(-1, 1), fraction(3, 1), "-log 3"),
        (fraction(2, 7), fraction(5, 3), "2 log(5/3)/7"),
        (fraction(-1, 2), fraction(3, 1), "-log 3/2"),
    ] {
        assert_eq!(Logarithm::new(coefficient, argument).unwrap().to_string(), text);
    }
    assert!(Logarithm::new(fraction(1, 1), fraction(0, 1)).is_none());
}

/// A formula of everything that is known: e^{kx}, tanh(kx/2) and their derivatives.
fn formula<T: Analytic>(x: T, k: i32) -> T {
    let argument = x * T::integer(k);
    argument.clone().exp() / (T::integer(3) + argument.clone().centred_sigmoid()) - argument.sinh().square()
}

proptest! {
    #[test]
    fn what_is_known_is_the_value(numerator in 1..40i32, denominator in 1..40i32, unit in 1..9i32, k in -12..12i32) {
        let weight = Logarithm::new(Rational::from((1, unit)), Rational::from((numerator, denominator))).unwrap();
        let point = ExactValue::from(weight.clone());
        let value = formula(Dual::variable(point), k * unit);
        let enclosed = formula(Dual::variable(weight.evaluate::<Ball>(256)), k * unit);
        prop_assert!(enclosed.value.contains(value.value.known().expect("a rational value")));
        // the derivative in x is the unit times that in the exponent: rational as well
        prop_assert!(enclosed.derivative.contains(value.derivative.known().expect("a rational derivative")));
    }
}

#[test]
fn numbers_are_read_as_they_are() {
    let value = ExactValue::from_exact(&Rational::from((22, 7)), 24);
    assert_eq!(value.known(), Some(&Rational::from((22, 7))));
}
