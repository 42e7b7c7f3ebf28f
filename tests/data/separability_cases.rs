//! Tables that people have, or that once were undecided: the right answers are in `tests/reference/README.md` and below.

use catapult::data::{DataSource, DataSpecification, ExactDataSet, IntegerPoints};
use catapult::separability::margin::MaximumMargin;
use catapult::separability::{Separability, Work, decide, decide_within};
use catapult::theory::{CertifiedValue, Digits};
use rug::{Float, Integer, Rational};

fn specification(text: &str) -> DataSpecification {
    let (kind, name) = text.split_once(':').expect("a kind");
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/separability");
    format!("{kind}:{folder}/{name}").parse().expect("a specification")
}

fn exact(text: &str) -> ExactDataSet {
    specification(text).load_exact().expect("read")
}

fn found(points: &IntegerPoints) -> Separability {
    decide(points, Digits::new(30).expect("digits")).expect("decided")
}

/// The margin, which is asserted to be exact: both bounds of weak duality, in rationals and without code of the library.
fn exact_margin(data: &ExactDataSet, margin: &MaximumMargin) -> Float {
    let points = data.signed_points();
    let dot = |x: &[Rational], w: &[Rational]| x.iter().zip(w).fold(Rational::new(), |sum, (x, w)| sum + x.clone() * w);
    let mut direction = vec![Rational::new(); data.dimension()];
    assert!(margin.multipliers.iter().all(|mu| *mu > 0));
    for (row, mu) in margin.support.iter().zip(&margin.multipliers) {
        direction.iter_mut().zip(&points[*row]).for_each(|(sum, x)| *sum += x.clone() * Rational::from(mu));
    }
    let total: Integer = margin.multipliers.iter().sum();
    let length = dot(&direction, &direction);
    let least = points.iter().map(|point| dot(point, &direction)).min().expect("a point");
    assert!(least > 0);
    let upper = length.clone() / Rational::from(total).square();
    assert_eq!(least.square() / length, upper);
    assert_eq!(margin.squared.as_ref(), Some(&upper));
    let value = Float::with_val(200, &upper).sqrt();
    match &margin.value {
        CertifiedValue::Exact(exact) => assert_eq!(exact.clone().square(), upper),
        enclosed => assert!(enclosed.enclosure(30).common_digits() >= 30),
    }
    value
}

fn assert_margin(data: &ExactDataSet, digits: &str) -> Float {
    let answer = found(&IntegerPoints::of_exact(data));
    assert!(answer.split.is_separable());
    let value = exact_margin(data, &answer.margin.expect("a margin"));
    let written = format!("{:.40}", value);
    let significant = |text: &str| text.replace('.', "").trim_start_matches('0').to_owned();
    // rug writes small numbers with an exponent
    let mantissa = written.split('e').next().expect("a mantissa");
    assert!(significant(mantissa).starts_with(&significant(digits)), "{written} and {digits}");
    value
}

#[test]
fn one_row_more_changes_nothing() {
    let mut data = exact("csv:gaussian-401x30.csv");
    assert_margin(&data, "0.002647876127894956");
    data.samples.pop();
    assert_margin(&data, "0.002647876127894956");
}

#[test]
fn columns_of_very_different_sizes() {
    assert_margin(&exact("csv:spread-600x10.csv"), "0.0000540246713165140678637");
    // a direction of this exact margin, by weak duality the largest, refutes 0.0000404756023539287528..., which was once reported
    let found = assert_margin(&exact("csv:breast-cancer-569x30.csv"), "0.0000404756023586753928078797978999");
    assert!(found > Float::with_val(200, Float::parse("0.0000404756023539287529").expect("a number")));
}

#[test]
fn scaled_columns_are_separable_as_well() {
    let specification = specification("npz:breast-cancer-scaled.npz");
    let points = specification.load_integer_points(&DataSource::Embedded).expect("read");
    let answer = found(&points);
    assert!(answer.split.is_separable() && answer.split.is_proved(&points));
    let value = exact_margin(&specification.load_exact().expect("read"), &answer.margin.expect("a margin"));
    assert!(value > 0.00138 && value < 0.00139, "{value}");
}

/// Bounds that share no digit are not passed off as an answer.
#[test]
fn missing_digits_are_said() {
    let points = IntegerPoints::of_exact(&exact("csv:breast-cancer-569x30.csv"));
    let digits = Digits::new(30).expect("digits");
    let answer = decide_within(&points, digits, &mut Work::new(1000)).expect("doubles find a direction");
    let margin = answer.margin.expect("bounds");
    assert!(margin.squared.is_none());
    let sentence = margin.shortfall_text(30).expect("a sentence");
    assert!(sentence.contains("of the 30 digits asked for") && sentence.contains("1000 word operations"), "{sentence}");
    let CertifiedValue::Enclosed(ball) = &margin.value else { panic!("not exact") };
    let exact: Rational = "404756023586753928/10000000000000000000000".parse().expect("a number");
    assert!(ball.lower().to_rational().expect("finite") < exact && ball.upper().to_rational().expect("finite") > exact);
}
