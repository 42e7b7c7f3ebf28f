//! The same run through dense training, the `f64` orbit and balls: they agree to the digits that the derivatives predict.

use catapult::arithmetic::parse_exact;
use catapult::certify::Phase;
use catapult::data::ExactDataSet;
use catapult::dynamics::network::{Sample, gradient_step, ntk};
use catapult::dynamics::{Problem, TwoLayerState};
use catapult::model::{LinearNetwork, LossName, Matrix, Squared};
use catapult::progress::silent;
use catapult::report::cross_check::{CrossCheck, cross_check, two_layer_weights};
use catapult::training::agreement::{AgreementRow, compare};
use catapult::training::shared_run::{AgreementError, SharedRun};
use rug::Rational;

/// The network of [`SharedRun::two_layer`] in exact arithmetic.
fn exact_network(root: i32, w1: &[i32], w2: &[i32]) -> LinearNetwork<Rational> {
    let rational = |w: &i32| Rational::from(*w);
    LinearNetwork {
        scale: Rational::from((1, root)),
        layers: vec![
            Matrix { rows: w1.iter().map(|w| vec![rational(w)]).collect() },
            Matrix { rows: vec![w2.iter().map(rational).collect()] },
        ],
    }
}

fn one() -> [Rational; 1] {
    [Rational::from(1)]
}

fn kernel(network: &LinearNetwork<Rational>) -> Rational {
    ntk(network, &one(), &one(), &Rational::from(1))
}

#[test]
fn the_weights_of_the_report_give_the_start_exactly() {
    let (w1, w2) = two_layer_weights();
    assert_eq!((w1.len(), w2.len()), (100, 100));
    let network = exact_network(10, &w1, &w2);
    assert_eq!(network.output(&one()), Rational::from((1, 2)));
    assert_eq!(kernel(&network), Rational::from(2));
    let run = SharedRun::two_layer(LossName::Logistic, Rational::from(3), 10, &w1, &w2).unwrap();
    let Problem::TwoLayer(descent) = &run.problem else { panic!("{}", run.problem) };
    assert_eq!(descent.start, TwoLayerState { output: Rational::from((1, 2)), lambda: Rational::from(2) });
}

#[test]
fn all_three_follow_gradient_descent_on_exact_weights() {
    let (w1, w2) = ([1, 2, 0, 1], [1, -1, 1, 2]);
    let rate = Rational::from((3, 4));
    let run = SharedRun::two_layer(LossName::Squared, rate.clone(), 2, &w1, &w2).unwrap();
    let steps = [0, 1, 2, 3, 4];
    let agreement = compare(&run, &steps).unwrap();
    let data = [1, -1].map(|label| Sample { input: one().to_vec(), label: Rational::from(label) });
    let mut network = exact_network(2, &w1, &w2);
    assert_eq!(agreement.rows.len(), steps.len());
    for (row, step) in agreement.rows.iter().zip(steps) {
        assert_eq!(row.step, step);
        for (enclosure, value) in [(&row.output, network.output(&one())), (&row.lambda, kernel(&network))] {
            let [lower, upper] = [&enclosure.lower, &enclosure.upper].map(|end| parse_exact(end).unwrap());
            assert!(lower <= value && value <= upper, "step {step}: {value} outside {enclosure:?}");
        }
        assert!(row.trained_output.min(row.orbit_output) > 14.0, "{row:?}");
        assert!(row.trained_lambda.min(row.orbit_lambda) > 14.0, "{row:?}");
        network = gradient_step(&network, &data, &Squared, &rate);
    }
}

/// The fewest digits of a row.
fn fewest(row: &AgreementRow) -> f64 {
    [row.trained_output, row.orbit_output, row.trained_lambda, row.orbit_lambda]
        .into_iter()
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn the_report_compares_one_run_of_each_phase() {
    let checks = cross_check(&silent).unwrap();
    let phases: Vec<Phase> = checks.iter().map(|check| check.phase).collect();
    use Phase::{Catapult, Divergent, Lazy, Oscillating, Undecided};
    assert_eq!(phases[..7], [Lazy, Catapult, Catapult, Divergent, Lazy, Oscillating, Undecided]);
    for CrossCheck { phase, agreement } in &checks[..7] {
        assert!(agreement.rows.len() >= 5, "{}", agreement.problem);
        assert_eq!(agreement.parts_at.is_some(), *phase == Undecided, "{}", agreement.problem);
        for row in agreement.rows.iter().filter(|row| row.expected > 1.5) {
            // A step makes more than one rounding, the dense one about a hundred: up to two digits less.
            assert!(fewest(row) > row.expected - 2.0, "{}, {row:?}", agreement.problem);
        }
    }
}

#[test]
fn the_report_compares_networks_on_five_random_data_sets() {
    let checks = cross_check(&silent).unwrap();
    use Phase::{Catapult, Lazy};
    let phases: Vec<Phase> = checks[7..].iter().map(|check| check.phase).collect();
    assert_eq!(phases, [Lazy, Catapult, Lazy, Catapult, Lazy]);
    for CrossCheck { agreement, .. } in &checks[7..] {
        assert!(agreement.problem.contains("features") && agreement.rows.len() >= 5, "{}", agreement.problem);
        assert_eq!(agreement.parts_at, None, "{}", agreement.problem);
        for row in &agreement.rows {
            // as above
            assert!(fewest(row) > row.expected - 2.0, "{}, {row:?}", agreement.problem);
        }
    }
}

#[test]
fn chaos_parts_the_runs_when_its_exponent_says() {
    let checks = cross_check(&silent).unwrap();
    let CrossCheck { agreement, .. } = &checks[6];
    let exponent = agreement.exponent.unwrap();
    let [parts, expected] = [agreement.parts_at, agreement.expected_to_part_at].map(Option::unwrap);
    assert!(exponent > 0.3, "{exponent}");
    assert!(parts.abs_diff(expected) <= 10, "{parts} and {expected}");
    // 53 bits at `exponent` a step.
    let simple = 53.0 * 2_f64.ln() / exponent;
    assert!((parts as f64 - simple).abs() < 0.3 * simple, "{parts} and {simple}");
    // The prediction is no worst case: the digits are lost indeed.
    for row in agreement.rows.iter().filter(|row| row.step >= 20) {
        assert!(row.trained_output < row.expected.max(0.0) + 2.0, "{row:?}");
    }
    let stable = &checks[4].agreement;
    assert!(stable.exponent.unwrap() < 0.0 && stable.parts_at.is_none());
}

#[test]
fn what_does_not_fit_is_refused() {
    let rate = Rational::from(1);
    let two_layer = |rate: &Rational, w1: &[i32], w2: &[i32]| {
        SharedRun::two_layer(LossName::Logistic, rate.clone(), 2, w1, w2).unwrap_err().to_string()
    };
    let message = two_layer(&rate, &[1, 1, 1], &[1, 1, 1, 1]);
    assert!(message.contains("3 and 4") && message.contains("= 4"), "{message}");
    assert!(two_layer(&Rational::from(-1), &[1; 4], &[1; 4]).contains("-1"));
    let plane = ExactDataSet { samples: vec![(vec![rate.clone(), rate.clone()], 1)] };
    let one = |value: i32| vec![Rational::from(value)];
    let line = SharedRun::on_data(LossName::Logistic, rate.clone(), ExactDataSet::three_point(), &[one(1)], &one(1));
    assert!(line.unwrap_err().to_string().contains("one feature"));
    let uneven = SharedRun::on_data(LossName::Logistic, rate.clone(), plane.clone(), &[one(1), one(2)], &one(1));
    assert!(uneven.is_err());
    let refused = SharedRun::linear(LossName::Logistic, rate, plane, 1);
    assert!(matches!(refused, Err(AgreementError::Data(_))), "{refused:?}");
}
