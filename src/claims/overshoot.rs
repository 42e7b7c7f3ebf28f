//! Overshoot of the logistic linear predictor: an identity, a certified root, and multipliers on both sides.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict, begins_with};
use crate::arithmetic::{Analytic, Ball, Dual, Expression, FromExact, Identity};
use crate::dynamics::LinearPredictor;
use crate::model::{Degenerate, Logistic};
use crate::theory::Digits;
use crate::theory::overshoot::{enclose_overshoot, overshoot_equation};
use crate::theory::thresholds::critical_rate;
use crate::theory::two_cycle::enclose_two_cycle;
use num_traits::One;
use rug::Rational;
use std::cmp::Ordering;

pub const OVERSHOOT: Claim = Claim {
    id: "overshoot",
    statement: "Linear predictor on D0, logistic loss, eta > 8: at the 2-cycle amplitude w* the map w -> -step(w) has slope in \
                (-1, 1), negative (so that |w| overshoots) iff eta > eta_o = 10.93596594647974579462..., where sinh w_o = 2 w_o \
                and eta_o = 4 w_o/tanh(w_o/2).",
    source: "proofs/THEORY.md section 1, (P4) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check: |session| Ok(check(session.digits())),
};

const BITS: u32 = 256;

/// The digits of eta_o in the statement.
const THRESHOLD: &str = "10.93596594647974579462";

/// Digits to which eta_o is enclosed at least: more than the statement gives.
const LEAST_DIGITS: usize = 30;

fn check(digits: usize) -> Findings {
    let identity = slope_identity();
    let mut evidence = vec![Evidence::new(
        Kind::Exact,
        "with eta = eta_c(w), the rate whose 2-cycle is ±w, the slope of -step at w equals 2w/sinh w - 1 (normal form). \
         As sinh w/w increases from 1 to infinity on w > 0 and eta_c increases with it, the slope falls from 1 to -1 as eta \
         goes from 8 to infinity, and changes sign once, where sinh w = 2w",
    )
    .with("identity_holds", identity == Identity::Proved)];

    let Ok(overshoot) = enclose_overshoot(Digits::new(digits.max(LEAST_DIGITS)).unwrap_or_default()) else {
        return Findings::undecided("the threshold could not be enclosed", evidence);
    };
    evidence.push(
        Evidence::new(Kind::Certified, "w_o, by interval Newton on sinh w - 2w, and eta_o = eta_c(w_o)")
            .with("weight", overshoot.weight.enclosure(digits))
            .with("eta", overshoot.learning_rate.enclosure(digits)),
    );

    let stated = begins_with(&overshoot.learning_rate.to_ball(BITS), THRESHOLD);
    let mut signs_agree = true;
    for (rate, expected) in [((1093, 100), Ordering::Greater), ((1094, 100), Ordering::Less)] {
        let rate = Rational::from(rate);
        let Ok(cycle) = enclose_two_cycle(&rate, Digits::default()) else {
            return Findings::undecided("a 2-cycle could not be enclosed", evidence);
        };
        let map = LinearPredictor {
            learning_rate: Dual::constant(Ball::from_exact(&rate, BITS)),
            risk: Degenerate(Logistic),
            ntk_eigenvalue: Dual::one(),
        };
        let slope = -map.step(Dual::variable(cycle.amplitude.to_ball(BITS))).derivative;
        signs_agree &= slope.sign() == Some(expected);
        evidence.push(
            Evidence::new(Kind::Certified, format!("slope at w* for eta = {rate}"))
                .with("amplitude", cycle.amplitude.enclosure(digits))
                .with_ball("slope", &slope, digits),
        );
    }
    Findings::settled_if(
        identity == Identity::Proved && stated && signs_agree,
        Verdict::Verified,
        "an exact identity reduces the claim to one root, which is certified",
        evidence,
    )
}

/// Whether -step'(w) at eta = eta_c(w) is identically 2w/sinh w - 1, which vanishes with sinh w - 2w.
fn slope_identity() -> Identity {
    let weight = Expression::variable("w");
    let map = LinearPredictor {
        learning_rate: Dual::constant(critical_rate(&Logistic, weight.clone())),
        risk: Degenerate(Logistic),
        ntk_eigenvalue: Dual::one(),
    };
    let slope = -map.step(Dual::variable(weight.clone())).derivative;
    // 2w/sinh w - 1 = -(sinh w - 2w)/sinh w, with the equation whose root is enclosed.
    let sinh = weight.clone().sinh();
    slope.identity(&(-(overshoot_equation(weight) / sinh)))
}
