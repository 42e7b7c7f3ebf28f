//! Learning rates and physical times: read exactly, spaced exactly, and refused with a reason.

use catapult::arithmetic::parse_exact;
use catapult::training::{Annealing, Rate, Rates};
use proptest::prelude::*;
use rug::{Float, Rational, ops::Pow};

fn rates(text: &str) -> Vec<Rate> {
    text.parse::<Rates>().expect(text).as_slice().to_vec()
}

fn refusal(text: &str) -> String {
    text.parse::<Rates>().expect_err(text).to_string()
}

#[test]
fn lists_are_exact() {
    let read = rates("0.1, 3/7,2.5e-3");
    assert_eq!(read[0].exact, Rational::from((1, 10)));
    assert_eq!(read[1].exact, Rational::from((3, 7)));
    assert_eq!(read[2].exact, Rational::from((1, 400)));
    assert_eq!(read.iter().map(|rate| rate.value).collect::<Vec<_>>(), [0.1, 3.0 / 7.0, 0.0025]);
}

#[test]
fn rates_are_written_back_exactly() {
    for (text, exact) in [("0.1, 3/7,2.5e-3", "1/10,3/7,1/400"), ("log:0.5:2e2:24", "log:1/2:200:24"), ("7", "7")] {
        let written = text.parse::<Rates>().expect(text).to_string();
        assert_eq!(written, exact);
        assert_eq!(written.parse::<Rates>().expect(exact), text.parse::<Rates>().expect(text));
    }
}

#[test]
fn log_spacing_keeps_the_ends_and_rounds_the_rest_once() {
    let read = rates("log:1:100:5");
    assert_eq!(
        read.iter().map(|rate| rate.value).collect::<Vec<_>>(),
        [1.0, 10_f64.sqrt(), 10.0, 1000_f64.sqrt(), 100.0]
    );
    let read = rates("log:0.1:2/3:24");
    assert_eq!((read.len(), &read[0].exact, &read[23].exact), (24, &Rational::from((1, 10)), &Rational::from((2, 3))));
    // Down as well as up, with the same doubles.
    let mut down = rates("log:2/3:0.1:24");
    down.reverse();
    assert_eq!(down, read);
    assert_eq!(rates("log:5:7:2").len(), 2);
}

/// Equal differences are exact, so that the rates between the ends are the rational numbers.
#[test]
fn linear_spacing_is_exact() {
    let read: Vec<Rational> = rates("lin:0.1:1:10").into_iter().map(|rate| rate.exact).collect();
    assert_eq!(read, (1..=10).map(|k| Rational::from((k, 10))).collect::<Vec<_>>());
    let mut down: Vec<Rational> = rates("lin:1:1/10:10").into_iter().map(|rate| rate.exact).collect();
    down.reverse();
    assert_eq!(down, read);
    assert_eq!("lin:0.5:2e2:24".parse::<Rates>().expect("rates").to_string(), "lin:1/2:200:24");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The i-th of K rates is the double nearest to A (B/A)^(i/(K-1)), from an evaluation by a power at 300 bits.
    #[test]
    fn log_spaced_rates_are_the_nearest_doubles(a in 1_u32..10_000, b in 1_u32..10_000, k in 2_usize..40) {
        prop_assume!(a.abs_diff(b) > 100);
        let read = rates(&format!("log:{a}/64:{b}/64:{k}"));
        for (index, rate) in read.iter().enumerate() {
            let ratio = Float::with_val(300, b) / a;
            let exponent = Float::with_val(300, index) / (k - 1);
            let expected = (Float::with_val(300, a) / 64_u32 * ratio.pow(exponent)).to_f64();
            prop_assert_eq!(rate.value, expected);
        }
    }

    /// |steps x eta - P| <= eta/2, or one step.
    #[test]
    fn steps_of_a_physical_time_are_the_nearest_whole_number(p in 1_u32..1_000_000, q in 1_u32..1000, n in 1_u32..1000, d in 1_u32..1000) {
        let (time, eta) = (Rational::from((p, q)), Rational::from((n, d)));
        let steps = Rate::new(eta.clone()).unwrap().steps_of(&time).unwrap();
        let missed = Rational::from(steps * &eta) - &time;
        let half = eta / 2_u32;
        prop_assert!(steps >= 1);
        prop_assert!(missed.clone().abs() <= half || (steps == 1 && missed > 0));
    }
}

/// 0.3/0.1 is 3 exactly; in doubles it is 2.9999999999999996, and 0.25/0.1 = 2.5 rounds up.
#[test]
fn physical_times_are_exact() {
    let steps = |time: &str, rate: &str| rates(rate)[0].steps_of(&parse_exact(time).unwrap());
    assert_eq!(steps("0.3", "0.1"), Ok(3));
    assert_eq!(steps("0.25", "0.1"), Ok(3));
    assert_eq!(steps("0.2499999999999999999999", "0.1"), Ok(2));
    assert_eq!(steps("1e-9", "7"), Ok(1));
    assert_eq!(steps("1e9", "1"), Ok(1_000_000_000));
    let message = steps("1000", "1e-9").unwrap_err().to_string();
    assert!(
        message.contains("physical time 1000 at learning rate 1/1000000000 takes 1000000000000 steps"),
        "{message}"
    );
    assert!(steps("0", "1").unwrap_err().to_string().contains("physical time 0 is not positive"));
    assert!(steps("-3", "1").unwrap_err().to_string().contains("-3"));
}

#[test]
fn rates_that_are_none_say_why() {
    for (text, words) in [
        ("", "not a number"),
        ("1,,2", "not a number"),
        ("1,x", "`x`"),
        ("nan", "nan"),
        ("inf", "inf"),
        ("1/0", "denominator zero"),
        ("0", "learning rate 0 is not positive"),
        ("1,-1/2", "learning rate -1/2 is not positive"),
        ("1e-301", "out of the range"),
        ("1e5000", "out of the range"),
        ("1,2,1.0", "learning rates 1 and 1 are the same double"),
        ("0.1,0.10000000000000000001", "same double"),
        ("log:1:2", "three numbers are needed"),
        ("log:1:2:3:4", "three numbers are needed"),
        ("log:1:2:1", "at least 2"),
        ("log:1:2:2.5", "at least 2"),
        ("log:1:2:x", "`x`"),
        ("log:0:2:3", "learning rate 0 is not positive"),
        ("log:1:-2:3", "learning rate -2 is not positive"),
        ("log:2:2:3", "same double"),
        ("log:1:1.0000000000000001:2", "same double"),
        ("log:1:2:1000000", "1000000 learning rates are too many"),
        ("lin:1:2", "three numbers are needed"),
        ("lin:1:2:1", "at least 2"),
        ("lin:0:2:3", "learning rate 0 is not positive"),
        ("lin:2:2:3", "same double"),
        ("lin:1:2:1000000", "1000000 learning rates are too many"),
        ("1..20", "a range does not say how many rates; write lin:A:B:K or log:A:B:K"),
        ("quad:1:2:3", "not a number"),
    ] {
        let message = refusal(text);
        assert!(message.contains(words), "{text}: {message}");
        assert_eq!(message.lines().count(), 1);
    }
}

#[test]
fn annealing_is_a_rate_and_a_number_of_steps() {
    let read: Annealing = "0.1:1e3".parse().unwrap();
    assert_eq!((read.rate.exact.clone(), read.steps), (Rational::from((1, 10)), 1000));
    assert_eq!(read.to_string(), "1/10:1000");
    for (text, words) in [
        ("0.1", "malformed annealing `0.1`"),
        ("0.1:0", "malformed annealing `0.1:0`"),
        ("0.1:2.5", "malformed"),
        ("0.1:-3", "malformed"),
        ("x:3", "`x`"),
        ("1:y", "`y`"),
        ("1:2:3", "`2:3`"),
        ("0:3", "learning rate 0 is not positive"),
        ("1:1e12", "1000000000000 steps of annealing are too many"),
    ] {
        let message = text.parse::<Annealing>().expect_err(text).to_string();
        assert!(message.contains(words), "{text}: {message}");
    }
}
