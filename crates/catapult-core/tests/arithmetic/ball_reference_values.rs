//! Balls against tables of mpmath: tests/reference/README.md says how they were made.

use catapult_core::arithmetic::{Analytic, Ball, FromExact, parse_exact};
use rug::{Integer, Rational, ops::Pow};
use std::collections::BTreeMap;

fn function(name: &str) -> fn(Ball) -> Ball {
    match name {
        "exp" => Ball::exp,
        "ln" => Ball::ln,
        "sinh" => Ball::sinh,
        "cosh" => Ball::cosh,
        "tanh" => Ball::tanh,
        "sqrt" => Ball::sqrt,
        "softplus" => Ball::softplus,
        "ln_2cosh" => Ball::ln_2cosh,
        other => panic!("the table names `{other}`"),
    }
}

/// One unit of the last of `digits` digits of d.ddd·10^e.
fn last_unit(text: &str, digits: usize) -> Rational {
    let exponent: i32 = text.split_once('e').expect("scientific notation").1.parse().expect("an exponent");
    let power = exponent - digits as i32 + 1;
    let ten = Rational::from(Integer::from(10).pow(power.unsigned_abs()));
    if power < 0 { ten.recip() } else { ten }
}

/// The table's value is rounded to nearest, so the true one is within half a unit; a ball with guard bits meets that
/// interval and reaches no further than a hundredth of a unit out of it.
fn check(table: &str, digits: usize) {
    let bits = (digits as f64 * 10f64.log2()) as u32 + 100;
    let mut rows = BTreeMap::<&str, usize>::new();
    for line in table.lines().skip(1) {
        let [name, argument, value] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
        let argument = Ball::from_exact(&parse_exact(argument).unwrap(), bits);
        let image = function(name)(argument);
        let (exact, unit) = (parse_exact(value).unwrap(), last_unit(value, digits));
        let (lower, upper) = (image.lower().to_rational().unwrap(), image.upper().to_rational().unwrap());
        let half = unit.clone() / 2;
        assert!(lower <= exact.clone() + &half && exact.clone() - &half <= upper, "{line}");
        let slack = half + unit / 100;
        assert!(exact.clone() - &slack <= lower && upper <= exact + &slack, "{line}");
        *rows.entry(name).or_default() += 1;
    }
    assert_eq!(rows.len(), 8);
    assert!(rows.values().all(|&count| count >= 7), "{rows:?}");
}

#[test]
fn fifty_digits() {
    check(include_str!("../reference/ball_values_50.tsv"), 50);
}

#[test]
fn a_thousand_digits() {
    check(include_str!("../reference/ball_values_1000.tsv"), 1000);
}
