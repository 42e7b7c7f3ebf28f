//! The normal form proves identities, refutes what is false, and never accepts a false one.

use catapult_core::arithmetic::{Analytic, Ball, Expression, Field, FromExact, Identity};
use proptest::prelude::*;
use rug::Rational;

fn variable(name: &str) -> Expression {
    Expression::variable(name)
}

fn x() -> Expression {
    variable("x")
}

fn y() -> Expression {
    variable("y")
}

fn int(value: i32) -> Expression {
    Expression::integer(value)
}

fn fraction(numerator: i32, denominator: i32) -> Expression {
    Expression::constant(Rational::from((numerator, denominator)))
}

fn assert_answers(expected: Identity, cases: Vec<(&str, Expression, Expression)>) {
    for (name, left, right) in cases {
        assert_eq!(left.identity(&right), expected, "{name}: {left} = {right}");
        assert_eq!(right.identity(&left), expected, "{name}, exchanged: {right} = {left}");
    }
}

#[test]
fn rational_identities_are_proved() {
    assert_answers(
        Identity::Proved,
        vec![
            ("commutative", x() * y(), y() * x()),
            ("binomial", (x() + y()).square(), x().square() + int(2) * x() * y() + y().square()),
            ("geometric", (x().square() - int(1)) / (x() - int(1)), x() + int(1)),
            ("one over a quotient", int(1) / ((x() - int(1)) / (x().square() - int(1))), x() + int(1)),
            (
                "partial fractions",
                int(1) / x() + int(1) / (x() + int(1)),
                (int(2) * x() + int(1)) / (x() * (x() + int(1))),
            ),
            ("nested", int(1) / (int(1) + int(1) / x()), x() / (int(1) + x())),
            ("a common factor of two variables", (x().square() - y().square()) / (x() + y()), x() - y()),
        ],
    );
}

#[test]
fn hyperbolic_relations_are_proved() {
    let half = || x() / int(2);
    assert_answers(
        Identity::Proved,
        vec![
            ("circle", x().cosh().square() - x().sinh().square(), int(1)),
            ("quotient", x().tanh(), x().sinh() / x().cosh()),
            ("exponential", x().cosh() + x().sinh(), x().exp()),
            ("odd", (-x()).sinh(), -x().sinh()),
            ("even", (-x()).cosh(), x().cosh()),
            ("double angle", x().sinh(), int(2) * half().sinh() * half().cosh()),
            ("half angle", half().tanh(), x().sinh() / (int(1) + x().cosh())),
            ("sech", int(1) - half().tanh().square(), int(1) / half().cosh().square()),
            ("thirds", (x() / int(3)).exp() * (x() * fraction(2, 3)).exp(), x().exp()),
            ("sum", (x() + y()).sinh(), x().sinh() * y().cosh() + x().cosh() * y().sinh()),
            ("expanded argument", (x() * (y() + int(1))).exp(), (x() * y()).exp() * x().exp()),
            ("quotient argument", (x() / y()).exp().square(), (int(2) * x() / y()).exp()),
            ("logistic", (x().exp() + int(1)).square() / x().exp(), (int(2) * half().cosh()).square()),
            ("constant exponents", int(1).exp().square(), int(2).exp()),
        ],
    );
}

#[test]
fn logarithms_and_roots_are_proved() {
    let m = || variable("m");
    // Only cross-multiplication sees that this is (x + 1)/(x + 2).
    let reducible = || (x().square() - int(1)) / ((x() - int(1)) * (x() + int(2)));
    assert_answers(
        Identity::Proved,
        vec![
            ("softplus reflected", (-x()).softplus(), x().softplus() - x()),
            ("softplus", x().softplus(), (int(1) + x().exp()).ln()),
            ("ln 2 cosh", x().ln_2cosh(), (int(2) * x()).softplus() - x()),
            ("ln 2 cosh even", (-x()).ln_2cosh(), x().ln_2cosh()),
            ("the logistic risk", (x().softplus() + (-x()).softplus()) / int(2), (x() / int(2)).ln_2cosh()),
            ("minus ln", (int(1) / (int(1) + (-x()).exp())).ln(), -(-x()).softplus()),
            ("ln of exp", (x() + y()).exp().ln(), x() + y()),
            ("exp of ln", (int(2) * (x() + y()).ln()).exp(), (x() + y()).square()),
            ("tanh of logarithms", (x().square().ln() + x().ln()).tanh(), (int(3) * x().ln()).tanh()),
            ("ln of numbers", fraction(8, 27).ln(), int(3) * int(2).ln() - int(3) * int(3).ln()),
            ("at zero", int(0).ln_2cosh(), int(2).ln()),
            ("content", (int(6) + int(6) * x().exp()).ln(), int(2).ln() + int(3).ln() + x().softplus()),
            ("square of a root", (x() + y()).sqrt().square(), x() + y()),
            ("inverse root", int(1) / m().sqrt(), m().sqrt() / m()),
            ("root of an inverse", (int(1) / m()).sqrt() * m().sqrt(), int(1)),
            ("rational content", (int(12) * m()).sqrt(), int(2) * int(3).sqrt() * m().sqrt()),
            ("root of exp", x().exp().sqrt(), (x() / int(2)).exp()),
            ("conjugates", int(1) / (m().sqrt() - int(1)), (m().sqrt() + int(1)) / (m() - int(1))),
            ("root of a quotient", (x() / y()).sqrt().square(), x() / y()),
            ("root of a reducible quotient", reducible().sqrt(), ((x() + int(1)) / (x() + int(2))).sqrt()),
            ("nested roots", (int(1) + m().sqrt()).sqrt().square().square(), (int(1) + m().sqrt()).square()),
        ],
    );
}

#[test]
fn false_statements_are_refuted() {
    let m = || variable("m");
    assert_answers(
        Identity::Refuted,
        vec![
            ("binomial", (x() + y()).square(), x().square() + y().square()),
            ("numbers", int(1), fraction(999_999_999, 1_000_000_000)),
            ("circle", x().cosh().square() + x().sinh().square(), int(1)),
            ("scale of the argument", x().sinh(), (x() / int(2)).sinh() * int(2)),
            ("sum of exponentials", x().exp() + y().exp(), (x() + y()).exp()),
            ("exponential and polynomial", x().exp(), int(1) + x() + x().square() / int(2)),
            ("e is no fraction", int(1).exp(), fraction(1_457, 536)),
            ("root", m().sqrt(), m()),
            ("root of two", int(2).sqrt(), fraction(1_414_213_562, 1_000_000_000)),
            ("softplus is not even", x().softplus(), (-x()).softplus() + int(1)),
            ("kernel and output", x() * y() / m().sqrt(), x() * y() / m()),
        ],
    );
}

// False with logarithms or roots: settled by disjoint enclosures at a point.
#[test]
fn false_statements_beyond_the_rules_are_refuted_at_a_point() {
    assert_answers(
        Identity::Refuted,
        vec![
            ("softplus and its square", x().softplus().square(), x().softplus()),
            ("a close number", x().softplus() / int(3), x().softplus() * fraction(333_333_333, 1_000_000_000)),
            ("root of a square, for negative x", x().square().sqrt(), x()),
            ("ln of a sum", (x().square() + int(1)).ln(), int(2) * x().ln_2cosh()),
            ("nested exponentials", x().exp().exp(), x().exp() + x()),
        ],
    );
}

// Each of these is true where both sides are defined, or in part; the rules do not know, and "refuted" would be an error.
#[test]
fn what_the_rules_cannot_settle_is_undecided() {
    let square = || x().square();
    assert_answers(
        Identity::Undecided,
        vec![
            ("ln of a product", (x() * y()).ln(), x().ln() + y().ln()),
            ("ln of a quotient", (x() / y()).ln(), x().ln() - y().ln()),
            ("ln of a square", square().ln(), int(2) * x().ln()),
            ("root of a product", (x() * y()).sqrt(), x().sqrt() * y().sqrt()),
            ("root of a fourth power", square().square().sqrt(), square()),
            // True for x > 0. For negative x the left side is undefined, though every enclosure of it is bounded.
            ("tanh of a logarithm", (x().ln() / int(2)).tanh(), (x() - int(1)) / (x() + int(1))),
            ("roots of numbers", (int(2).sqrt() + int(3).sqrt()).square().sqrt(), int(2).sqrt() + int(3).sqrt()),
            ("a square under ln", (int(1) + x().exp()).square().ln(), int(2) * x().softplus()),
        ],
    );
    // y sqrt(x/y) is -sqrt(x y) for negative x and y: neither may be proved equal to sqrt(x y).
    let quotient = (x() / y()).sqrt() * y();
    assert_eq!(quotient.identity(&(x() * y()).sqrt()), Identity::Refuted);
    assert_eq!(quotient.identity(&-(x() * y()).sqrt()), Identity::Refuted);
    // Defined at x = 0 only, where it is zero: refuting that would be an error.
    let narrow = x() + x().sqrt() + (-x()).sqrt() - (-x()).sqrt() - x().sqrt();
    assert_eq!(narrow.identity(&int(0)), Identity::Undecided);
    // A logarithm of a quotient of negative numbers is defined, its parts are not.
    assert_ne!((-x().square() / -y().square()).ln().identity(&int(0)), Identity::Proved);
}

#[test]
fn dividing_by_zero_proves_nothing() {
    let zero = || x() - x();
    let hidden = || x().cosh().square() - x().sinh().square() - int(1);
    let root = || (x() + int(1)).sqrt().square() - x() - int(1);
    for nothing in [zero(), hidden(), root(), int(0)] {
        let left = x() / nothing.clone();
        assert_eq!(left.identity(&left), Identity::Undecided, "{left}");
        assert_eq!(left.identity(&(y() / nothing.clone())), Identity::Undecided, "{left}");
        assert_eq!(nothing.clone().ln().identity(&nothing.ln()), Identity::Undecided);
    }
    assert_eq!(int(-4).sqrt().identity(&int(-4).sqrt()), Identity::Undecided);
}

#[test]
fn normal_forms_are_readable() {
    let normal = |formula: Expression| formula.normal_form().map(|form| form.to_string());
    let m = || variable("m");
    for (formula, expected) in [
        ((x() + y()).square(), "x ^ 2 + 2 * (x * y) + y ^ 2"),
        (x().tanh(), "(exp (2 * x) - 1) / (exp (2 * x) + 1)"),
        ((-x()).softplus(), "- x + ln (exp x + 1)"),
        (int(1) / m().sqrt() / m().sqrt(), "1 / m"),
        (x() / (x() * y()), "1 / y"),
    ] {
        assert_eq!(normal(formula).as_deref(), Some(expected));
    }
    assert_eq!(normal(x() / (x() - x())), None);
}

/// Random formulas in two variables, of every operation.
fn formula() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        Just(x()),
        Just(y()),
        (-3..4).prop_map(Expression::integer),
        (1..4, 2..4).prop_map(|(numerator, denominator)| fraction(numerator, denominator)),
    ];
    leaf.prop_recursive(4, 12, 2, |inner| {
        let pair = || (inner.clone(), inner.clone());
        prop_oneof![
            pair().prop_map(|(a, b)| a + b),
            pair().prop_map(|(a, b)| a - b),
            pair().prop_map(|(a, b)| a * b),
            pair().prop_map(|(a, b)| a / b),
            inner.clone().prop_map(|a| -a),
            inner.clone().prop_map(Field::square),
            inner.clone().prop_map(Analytic::exp),
            inner.clone().prop_map(Analytic::sinh),
            inner.clone().prop_map(Analytic::cosh),
            inner.clone().prop_map(Analytic::tanh),
            inner.clone().prop_map(Analytic::softplus),
            inner.clone().prop_map(Analytic::ln_2cosh),
            inner.clone().prop_map(Analytic::sqrt),
            inner.prop_map(Analytic::ln),
        ]
    })
}

/// An enclosure of the formula at a point; `None` where it may be undefined.
fn enclosure(formula: &Expression, point: (i32, i32)) -> Option<Ball> {
    let coordinate = |value: i32| Ball::from_exact(&Rational::from((value, 7)), 256);
    let bindings = [("x".to_owned(), coordinate(point.0)), ("y".to_owned(), coordinate(point.1))].into();
    formula.enclose(256, &bindings).ok()
}

/// Whether certified enclosures at some point are disjoint.
fn certainly_differ(left: &Expression, right: &Expression) -> bool {
    [(2, 5), (6, -3), (-4, 2), (1, 4), (-5, -6)].into_iter().any(|point| {
        match (enclosure(left, point), enclosure(right, point)) {
            (Some(x), Some(y)) => x.is_certainly_less(&y) || y.is_certainly_less(&x),
            _ => false,
        }
    })
}

/// a² = (a + b)² - b (2 a + b), an identity that hides its left side.
fn rewritten_square(a: &Expression, b: &Expression) -> Expression {
    (a.clone() + b).square() - b.clone() * (int(2) * a + b)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    // A proof never contradicts enclosures at points other than those of the decision itself.
    #[test]
    fn proofs_agree_with_enclosures(left in formula(), other in formula()) {
        prop_assert!(left.identity(&other) != Identity::Proved || !certainly_differ(&left, &other));
        let difference = left.clone() - &other;
        for guess in [left.clone().sqrt().square(), left.clone().exp().ln(), difference.clone().square().sqrt()] {
            prop_assert!(
                guess.identity(&difference) != Identity::Proved || !certainly_differ(&guess, &difference),
                "{} = {} was proved", guess, difference
            );
        }
    }

    // Every rule of the rewriting at once: the normal form has the value of the formula.
    #[test]
    fn normal_forms_keep_values(formula in formula()) {
        if let Some(normal) = formula.normal_form() {
            prop_assert!(!certainly_differ(&formula, &normal), "{} became {}", formula, normal);
            prop_assert_ne!(formula.identity(&normal), Identity::Refuted);
        }
    }

    #[test]
    fn true_identities_are_never_refuted(left in formula(), other in formula()) {
        let square = left.clone().square();
        prop_assert_ne!(square.identity(&rewritten_square(&left, &other)), Identity::Refuted, "{} {}", left, other);
        prop_assert_ne!(left.clone().exp().ln().identity(&left), Identity::Refuted, "{}", left);
    }

    #[test]
    fn polynomial_identities_are_always_decided(
        coefficients in prop::collection::vec(-9..10_i32, 4),
        points in prop::collection::vec((-5..6_i32, 1..5_i32), 5),
    ) {
        // p(x) by Horner's scheme and by powers; then the same with one coefficient changed.
        let horner = coefficients.iter().fold(int(0), |sum, c| sum * x() + int(*c));
        let powers = |coefficients: &[i32]| {
            coefficients.iter().rev().fold((int(0), int(1)), |(sum, power), c| (sum + int(*c) * &power, power * x())).0
        };
        prop_assert_eq!(horner.identity(&powers(&coefficients)), Identity::Proved);
        let mut changed = coefficients.clone();
        changed[1] += 1;
        prop_assert_eq!(horner.identity(&powers(&changed)), Identity::Refuted);
        for (numerator, denominator) in points {
            let bindings = [("x".to_owned(), Rational::from((numerator, denominator)))].into();
            prop_assert_eq!(horner.evaluate_exact(&bindings), powers(&coefficients).evaluate_exact(&bindings));
        }
    }
}
