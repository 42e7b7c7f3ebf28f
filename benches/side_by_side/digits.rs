//! Certified orbits and roots in many digits.

use crate::protocol::Arguments;
use catapult::arithmetic::{Analytic, Ball, Dual, Field, parse_exact};
use catapult::dynamics::orbit::CertifiedOrbit;
use catapult::dynamics::{Descent, LinearPredictor};
use catapult::model::{Degenerate, Logistic, LossName};
use catapult::theory::overshoot::overshoot_equation;
use catapult::theory::root::{approximate_root, enclose_root_near};
use rug::{Float, Rational};
use serde_json::{Value, json};

const STEPS: usize = 1000;

/// The ends as exact fractions.
fn ends(ball: &Ball) -> Value {
    let exact = |end: Float| end.to_rational().expect("a bounded ball").to_string();
    json!([exact(ball.lower()), exact(ball.upper())])
}

/// The precision at which the peers work too.
fn bits_of(digits: u32) -> u32 {
    (f64::from(digits) * 10_f64.log2()).ceil() as u32 + 10
}

/// 1000 certified steps of the two-layer network, logistic loss, m = 100, lambda_0 = 2, f_0 = 5/2, set up anew each time.
pub fn orbit(arguments: &Arguments, rate: &str, digits: u32) {
    let rate = parse_exact(rate).expect("a learning rate");
    let problem = Descent::two_layer(LossName::Logistic, rate, 100.into(), 2.into(), Rational::from((5, 2)));
    let bits = bits_of(digits);
    let work = || {
        let mut orbit = CertifiedOrbit::new(&problem, bits);
        (0..STEPS).for_each(|_| orbit.advance());
        orbit
    };
    arguments.compete(work, |orbit| {
        let state = orbit.observe();
        let digits = |ball: &Ball| ball.accurate_bits().map_or(0.0, |bits| bits as f64 * 2_f64.log10());
        json!({
            "output": ends(&state.output),
            "lambda": ends(&state.lambda),
            "digits": digits(&state.output).min(digits(&state.lambda)),
        })
    });
}

/// Certified, existence and uniqueness proved, from a root in double precision: `overshoot` is that of sinh x = 2x between 2 and 3,
/// `cycle` that of 4w = 40 tanh(w/2) between 9 and 10, the fixed point of -step at rate 40.
pub fn root(arguments: &Arguments, name: &str, count: u32) {
    let bits = bits_of(count);
    let overshoot = || {
        let start = approximate_root(overshoot_equation, 2.0, 3.0);
        let [lower, upper] = [2, 3].map(|end| Float::with_val(bits, end));
        enclose_root_near(overshoot_equation, start, &lower, &upper, bits)
    };
    let cycle = || {
        let coarse = predictor(Dual::constant(40.0));
        let start = approximate_root(|w| coarse.step(w.clone()) + w, 9.0, 10.0);
        let fine = predictor(Dual::constant(Ball::integer(40).with_bits(bits)));
        let [lower, upper] = [9, 10].map(|end| Float::with_val(bits, end));
        enclose_root_near(|w| fine.step(w.clone()) + w, start, &lower, &upper, bits)
    };
    let work = || if name == "overshoot" { overshoot() } else { cycle() }.expect("an enclosure");
    arguments.compete(work, |root| json!({ "root": ends(&root) }));
}

fn predictor<T: Analytic>(learning_rate: T) -> LinearPredictor<T, Degenerate<Logistic>> {
    LinearPredictor { learning_rate, risk: Degenerate(Logistic), ntk_eigenvalue: T::one() }
}
