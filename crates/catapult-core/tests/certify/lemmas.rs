//! The slacks of the lemmas about the two-layer network: the sign of each at points where it alone decides, and at ties.

use catapult_core::arithmetic::{Ball, FromExact, parse_exact};
use catapult_core::certify::checks::{Failure, alternation, boundary, growth, trap, universal};
use catapult_core::certify::ends::Ends;
use catapult_core::certify::lemma::{Lemma, Tie};
use catapult_core::model::LossName;
use rug::Rational;

fn exact(text: &str) -> Rational {
    parse_exact(text).expect("a number")
}

fn ball(text: &str) -> Ball {
    Ball::from_exact(&exact(text), 128)
}

/// Which hypothesis of a lemma fails first.
fn failing<L: Lemma>(numbers: &L::Numbers<Ball>) -> Option<&'static str> {
    match L::check(numbers) {
        Ok(()) => None,
        Err(Failure::NotProved(hypothesis)) => Some(hypothesis),
        Err(failure) => panic!("{failure}"),
    }
}

/// eta = 1/2, m = 4, delta = 1/10, phi = 3/4, Phi = 1, lambda = 2, V = 1.9 and rho = 1/2: S = 1/1200, and all hypotheses hold.
fn a_trap() -> trap::Numbers<Ball> {
    trap::Numbers {
        learning_rate: ball("1/2"),
        width: ball("4"),
        output: ball("1/10"),
        smallest: ball("3/4"),
        largest: ball("1"),
        kernel: ball("2"),
        factor: ball("1"),
        mean: ball("1.9"),
        gap: ball("1/2"),
    }
}

#[test]
fn each_hypothesis_of_a_trap_is_needed() {
    assert_eq!(failing::<trap::Trap>(&a_trap()), None);
    assert!(a_trap().sum().contains(&exact("1/1200")) && a_trap().least_kernel().contains(&exact("22781/12000")));
    type Change = fn(&mut trap::Numbers<Ball>);
    let cases: [(&str, Change); 8] = [
        ("delta > 0", |numbers| numbers.output = ball("0")),
        ("s/f >= phi > 0", |numbers| numbers.smallest = ball("0")),
        ("rho < 1", |numbers| numbers.gap = ball("0")),
        ("rho > 0", |numbers| numbers.gap = ball("1")),
        ("p >= 0 and q >= 0", |numbers| numbers.factor = ball("-1e-30")),
        ("V >= 0", |numbers| numbers.mean = ball("-1e-30")),
        ("eta lambda Phi <= 1 + rho", |numbers| numbers.kernel = ball("3.0000000000000001")),
        ("1 + (eta Phi delta)²/m - eta lambda_min phi <= rho", |numbers| numbers.mean = ball("1.3361")),
    ];
    for (hypothesis, change) in cases {
        let mut numbers = a_trap();
        change(&mut numbers);
        assert!(failing::<trap::Trap>(&numbers).is_some_and(|found| found.starts_with(hypothesis)), "{hypothesis}");
    }
    // Ties and what lies just inside: eta lambda Phi = 1 + rho, q = 0, and V = (gap + push)/(eta phi (1 - S)) = 1.33611...
    for change in [
        (|numbers| numbers.kernel = ball("3")) as Change,
        |numbers| numbers.factor = ball("0"),
        |numbers| numbers.mean = ball("1.3362"),
    ] {
        let mut numbers = a_trap();
        change(&mut numbers);
        assert_eq!(failing::<trap::Trap>(&numbers), None);
    }
}

/// A V that is negative times a 1 - S that is negative would be a lambda_min that is positive.
#[test]
fn a_negative_mean_is_no_trap() {
    let mut numbers = a_trap();
    (numbers.output, numbers.mean) = (ball("40"), ball("-10"));
    numbers.largest = ball("1/2");
    assert!(numbers.least_kernel().lower() > 0);
    assert_eq!(failing::<trap::Trap>(&numbers), Some("V >= 0"));
}

#[test]
fn growth_needs_four_times_m_lambda() {
    // squared loss: eta f² against 4 m lambda, with m = 3 and lambda = 5
    let numbers = |output: &str| growth::Numbers {
        learning_rate: ball("15/16"),
        width: ball("3"),
        output: ball(output),
        slope: ball(output),
        kernel: ball("5"),
    };
    assert_eq!(failing::<growth::Growth>(&numbers("8")), None);
    assert_eq!(failing::<growth::Growth>(&numbers("7.9999999999")), Some("eta f s >= 4 m lambda"));
    assert_eq!(failing::<growth::Growth>(&numbers("0")), Some("f != 0"));
    let applies = LossName::ALL.map(growth::applies);
    assert_eq!(applies, [true, false, true]);
}

/// Logistic loss, m = 4, eta = 8: A = 2, c = 2 log 3 = 2.197...; u = 1, V = 60, d = 1/8, w = u - d.
fn an_alternation() -> alternation::Numbers<Ball> {
    alternation::Numbers {
        place: alternation::Place {
            learning_rate: ball("8"),
            width: ball("4"),
            slope_limit: ball("1/2"),
            factor: ball("1"),
            mean: ball("60"),
            distance: ball("1"),
        },
        margin: ball("1/8"),
        gap: ball("7/8"),
        output: ball("27"),
        slope: ball("1/2"),
    }
}

#[test]
fn each_hypothesis_of_an_alternation_is_needed() {
    assert_eq!(failing::<alternation::Alternation>(&an_alternation()), None);
    type Change = fn(&mut alternation::Numbers<Ball>);
    let cases: [(&str, Change); 10] = [
        ("A > 1", |numbers| numbers.place.learning_rate = ball("4")),
        ("p > 0 and q > 0", |numbers| numbers.place.factor = ball("0")),
        ("d > 0", |numbers| numbers.margin = ball("0")),
        ("w > 0", |numbers| numbers.gap = ball("0")),
        ("w <= u - d", |numbers| numbers.gap = ball("0.8751")),
        ("w <= c - u - d", |numbers| numbers.place.distance = ball("1.1973")),
        ("F > 0", |numbers| numbers.output = ball("0")),
        ("F <= (sqrt m/2) V sinh(w/2)", |numbers| numbers.output = ball("28")),
        ("a(F)² > 2", |numbers| numbers.slope = ball("0.3535")),
        ("drift <= d", |numbers| numbers.output = ball("2")),
    ];
    for (hypothesis, change) in cases {
        let mut numbers = an_alternation();
        change(&mut numbers);
        assert!(
            failing::<alternation::Alternation>(&numbers).is_some_and(|found| found.starts_with(hypothesis)),
            "{hypothesis}: {:?}",
            failing::<alternation::Alternation>(&numbers)
        );
    }
}

#[test]
fn the_boundary_is_decided_by_two() {
    let rate = |text| boundary::Numbers { rate: ball(text) };
    assert!(boundary::Falls::check(&rate("1.9999")).is_ok() && boundary::Grows::check(&rate("1.9999")).is_err());
    assert!(boundary::Falls::check(&rate("2")).is_err() && boundary::Grows::check(&rate("2")).is_err());
    assert!(boundary::Falls::check(&rate("2.0001")).is_err() && boundary::Grows::check(&rate("2.0001")).is_ok());
}

/// eta² = 8 m is allowed for the logistic loss, whose slopes stay below 1/2, and nothing more; the other losses have no such rate.
#[test]
fn the_universal_rate_is_a_tie() {
    let holds = |loss, eta: &str| universal::require(loss, &Rational::from(2), &exact(eta)).is_ok();
    assert!(holds(LossName::Logistic, "4") && holds(LossName::Logistic, "1e-9"));
    for eta in ["4.0000000000000000000000000000001", "0", "-4", "4.2"] {
        assert!(!holds(LossName::Logistic, eta), "{eta}");
    }
    assert!(!holds(LossName::Exponential, "1/100") && !holds(LossName::Squared, "1/100"));
    let slacks = universal::Universal::slacks(&universal::Numbers { learning_rate: 4.0, width: 2.0, slope_limit: 0.5 });
    assert_eq!(
        slacks.iter().map(|slack| (slack.value, slack.tie)).collect::<Vec<_>>(),
        [(4.0, Tie::Fails), (0.0, Tie::Holds)]
    );
}

/// Ends of enclosures, and floats that stand for themselves.
#[test]
fn ends_are_bounds() {
    let wide = Ball::between(ball("-3").midpoint(), ball("1").midpoint(), 64);
    assert_eq!([wide.lower_end(), wide.upper_end()].map(|end| end.midpoint().to_f64()), [-3.0, 1.0]);
    assert_eq!([wide.smallest_size(), wide.largest_size()].map(|end| end.midpoint().to_f64()), [0.0, 3.0]);
    let (two, three) = (ball("2"), Ball::between(ball("3").midpoint(), ball("4").midpoint(), 64));
    assert_eq!([two.smaller(&three), three.smaller(&two)].map(|end| end.midpoint().to_f64()), [2.0, 2.0]);
    assert_eq!([two.larger(&three), three.larger(&two)].map(|end| end.midpoint().to_f64()), [4.0, 4.0]);
    for value in [two.just_below(), three.just_below(), ball("-5").just_below(), wide.just_below()] {
        assert!(value.is_exact());
    }
    assert!(three.just_below().is_certainly_less(&ball("3")) && ball("2.999").is_certainly_less(&three.just_below()));
    assert!(ball("-5").just_below().is_certainly_less(&ball("-5")));
    for end in [Ends::lower_end, Ends::upper_end, Ends::largest_size, Ends::just_below] as [fn(&Ball) -> Ball; 4] {
        assert!(!end(&Ball::unbounded(64)).is_bounded());
    }
    assert_eq!((f64::INFINITY.just_below(), (-2.0).smallest_size(), 3.0.just_below()), (f64::MAX, 2.0, 3.0));
}
