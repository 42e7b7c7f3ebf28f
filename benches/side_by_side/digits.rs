//! Certified orbits and roots in many digits.

use crate::protocol::Arguments;
use catapult::arithmetic::{Ball, parse_exact};
use catapult::dynamics::Problem;
use catapult::dynamics::orbit::CertifiedOrbit;
use catapult::model::LossName;
use catapult::theory::Digits;
use catapult::theory::overshoot::enclose_overshoot;
use catapult::theory::two_cycle::enclose_two_cycle;
use rug::{Float, Rational};
use serde_json::{Value, json};

const STEPS: usize = 1000;

/// The ends as exact fractions.
fn ends(ball: &Ball) -> Value {
    let exact = |end: Float| end.to_rational().expect("a bounded ball").to_string();
    json!([exact(ball.lower()), exact(ball.upper())])
}

/// 1000 certified steps of the two-layer network, logistic loss, m = 100, lambda_0 = 2, f_0 = 5/2, set up anew each time.
pub fn orbit(arguments: &Arguments, rate: &str, digits: u32) {
    let rate = parse_exact(rate).expect("a learning rate");
    let problem = Problem::two_layer(LossName::Logistic, rate, 100.into(), 2.into(), Rational::from((5, 2)));
    let bits = (f64::from(digits) * 10_f64.log2()).ceil() as u32 + 10;
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

/// Certified: `overshoot` is the root of sinh x = 2x (and, with it, the threshold eta_o); `cycle` that of 4w = 40 tanh(w/2)
/// (and, with it, the multiplier).
pub fn root(arguments: &Arguments, name: &str, count: usize) {
    let digits = Digits::new(count).expect("a count of digits");
    let rate = Rational::from(40);
    let work = || match name {
        "overshoot" => enclose_overshoot(digits).expect("an enclosure").weight,
        _ => enclose_two_cycle(&rate, digits).expect("an enclosure").amplitude,
    };
    arguments.compete(work, |root| json!({ "root": ends(&root.to_ball(digits.bits())) }));
}
