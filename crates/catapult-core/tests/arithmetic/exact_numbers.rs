//! Reading exact numbers: what is a number, what is not, and what the message says.

use catapult_core::arithmetic::{ExactNumberError, parse_exact};
use catapult_core::hostile;
use proptest::prelude::*;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rug::{Integer, Rational, ops::Pow};

fn fraction(numerator: i64, denominator: i64) -> Rational {
    Rational::from((numerator, denominator))
}

#[test]
fn integers_fractions_and_decimals_are_read_exactly() {
    let cases = [
        ("0", fraction(0, 1)),
        ("-0", fraction(0, 1)),
        ("+0.0e0", fraction(0, 1)),
        ("7", fraction(7, 1)),
        ("+7", fraction(7, 1)),
        ("007", fraction(7, 1)),
        ("-3/4", fraction(-3, 4)),
        ("+6/8", fraction(3, 4)),
        ("0/5", fraction(0, 1)),
        ("0.1", fraction(1, 10)),
        ("-0.25", fraction(-1, 4)),
        (".5", fraction(1, 2)),
        ("-.5", fraction(-1, 2)),
        ("5.", fraction(5, 1)),
        ("5.e1", fraction(50, 1)),
        ("2.5e-3", fraction(1, 400)),
        ("2.5E+3", fraction(2500, 1)),
        ("1e0", fraction(1, 1)),
        ("-12e-1", fraction(-6, 5)),
        ("1e-00002", fraction(1, 100)),
        ("  3.5\t", fraction(7, 2)),
        ("9007199254740993", fraction(9_007_199_254_740_993, 1)),
        (
            "0.1000000000000000055511151231257827",
            Rational::from((1_000_000_000_000_000_055_511_151_231_257_827i128, 10i128.pow(34))),
        ),
    ];
    for (text, value) in cases {
        assert_eq!(parse_exact(text), Ok(value), "{text:?}");
    }
}

#[test]
fn the_largest_exponents_are_read() {
    let power = Integer::from(10).pow(100_000);
    assert_eq!(parse_exact("1e100000"), Ok(Rational::from(power.clone())));
    assert_eq!(parse_exact("-1e-100000"), Ok(-Rational::from((Integer::from(1), power))));
}

#[test]
fn other_texts_are_malformed() {
    let texts = [
        "", " ", "-", "+", ".", "-.", "+.e1", "1e", "e5", ".e5", "1e+", "1e-", "1e1.5", "1e+-5", "1e1e1", "--1", "+-1",
        "- 1", "1 2", "1_000", "1,5", "1.2.3", "0x10", "0b1", "1f", "1.0f64", "nan", "NaN", "inf", "-inf", "infinity",
        "١", "1١", "１", "½", "−1", "1/", "/2", "/", "1/2/3", "1/-2", "1/+2", "1.5/2", "1/2.5", "1e5/3", "1/2e3",
        "1 / 2", "x/0", "/0", "1e/0", "\0", "1\n2", "0.1.", "..1", "eta",
    ];
    for text in texts {
        let error = parse_exact(text).unwrap_err();
        assert_eq!(error, ExactNumberError::Malformed { text: text.trim().into() }, "{text:?}");
        assert!(error.to_string().contains(&format!("`{}`", text.trim())), "{error}");
    }
}

#[test]
fn a_zero_denominator_is_named() {
    for text in ["1/0", "0/0", "-3/000"] {
        let error = parse_exact(text).unwrap_err();
        assert_eq!(error, ExactNumberError::ZeroDenominator { text: text.into() });
        assert!(error.to_string().contains("denominator"), "{error}");
    }
}

#[test]
fn numbers_too_large_to_write_out_are_refused_at_once() {
    let exponents = [
        "1e999999999",
        "1e-999999999",
        "1e100001",
        "-1e-100001",
        "0e999999999",
        "1e99999999999999999999999999",
        "1e-99999999999999999999999999",
        "1e9223372036854775807",
        "1.5e-9223372036854775808",
    ];
    for text in exponents {
        let error = parse_exact(text).unwrap_err();
        assert_eq!(error, ExactNumberError::OutOfRange { text: text.into() }, "{text}");
        assert!(error.to_string().contains(text) && error.to_string().contains("100000"), "{error}");
    }
    let digits = "7".repeat(101_001);
    assert!(matches!(parse_exact(&digits), Err(ExactNumberError::OutOfRange { .. })));
    assert!(parse_exact(&digits[1..]).is_ok());
}

#[test]
fn long_texts_are_shortened_in_messages() {
    for text in ["x".repeat(50_000), "ü".repeat(50_000), "9".repeat(200_000)] {
        let message = parse_exact(&text).unwrap_err().to_string();
        assert!(message.len() < 300, "{} bytes", message.len());
        assert!(message.contains('…'), "{message}");
    }
    let malformed = "forty characters are still shown in full";
    assert_eq!(malformed.chars().count(), 40);
    assert!(!parse_exact(malformed).unwrap_err().to_string().contains('…'));
}

#[test]
fn hostile_texts_are_read_back_or_refused_by_name() {
    let mut random = ChaCha8Rng::seed_from_u64(1);
    let (mut read, mut refused) = (0, 0);
    for _ in 0..20_000 {
        let text = hostile::number_text(&mut random);
        match parse_exact(&text) {
            Ok(value) => {
                assert_eq!(parse_exact(&value.to_string()).as_ref(), Ok(&value), "{text:?}");
                assert!(text.chars().any(|character| character.is_ascii_digit()), "{text:?}");
                read += 1;
            }
            Err(error) => {
                assert!(error.to_string().len() < 300, "{error}");
                refused += 1;
            }
        }
    }
    assert!(read > 2000 && refused > 2000, "{read} read, {refused} refused");
}

proptest! {
    #[test]
    fn written_rationals_are_read_back(numerator in any::<i64>(), denominator in 1..i64::MAX) {
        let value = fraction(numerator, denominator);
        prop_assert_eq!(parse_exact(&value.to_string()), Ok(value));
    }

    #[test]
    fn floats_are_read_as_the_decimal_that_is_written(value in any::<f64>().prop_filter("finite", |x| x.is_finite())) {
        // Rust's scientific format is the shortest decimal that rounds to the float; as a rational it rounds there too.
        let text = format!("{value:e}");
        let exact = parse_exact(&text).unwrap();
        let (mantissa, exponent) = text.split_once('e').unwrap();
        let scale = Rational::from(Integer::from(10)).pow(exponent.parse::<i32>().unwrap());
        prop_assert_eq!(exact, parse_exact(mantissa).unwrap() * scale);
    }

    #[test]
    fn plain_and_scientific_forms_agree(whole in 0..1_000_000u32, fraction in 0..1_000_000u32, exponent in -40..40i32) {
        let plain = parse_exact(&format!("{whole}.{fraction:06}e{exponent}")).unwrap();
        let shifted = parse_exact(&format!("{whole}{fraction:06}e{}", exponent - 6)).unwrap();
        prop_assert_eq!(plain, shifted);
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,12}") {
        let _ = parse_exact(&text);
    }

    #[test]
    fn no_numeric_looking_text_panics(text in "[-+.eE/0-9 ]{0,14}") {
        if let Ok(value) = parse_exact(&text) {
            // whatever is accepted contains a digit and reads back
            prop_assert!(text.bytes().any(|byte| byte.is_ascii_digit()));
            prop_assert_eq!(parse_exact(&value.to_string()), Ok(value));
        }
    }
}
