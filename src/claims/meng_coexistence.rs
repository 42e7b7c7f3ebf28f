//! Meng et al.: a stable cycle beside a stable minimum.

use super::evidence::{Evidence, Findings, Kind, Verdict, begins_with, classified};
use super::{Claim, Session};
use crate::arithmetic::{Ball, FromExact, parse_exact};
use crate::certify::Phase;
use crate::certify::cycle::{Stability, find_cycle};
use crate::certify::linear_map::WeightMap;
use crate::dynamics::Descent;
use crate::model::LossName;
use crate::progress::Interrupted;
use crate::theory::Digits;
use crate::theory::minimiser::enclose_minimiser;
use rug::{Float, Rational};
use std::cmp::Ordering;

pub const COEXISTENCE: Claim = Claim {
    id: "meng-coexistence",
    statement: "Linear predictor, logistic loss, signed points 0.4 (288 times), 2.3 (2), -0.5 (179), 9.6 (1), at the rate \
                eta = 35.9083978, which is 1.85/h(w*) to nine digits and below the stability limit 2/h(w*): the minimiser \
                w* = 0.61085... is stable, and so is a cycle of period 2 at -0.33871..., 2.17654...; which of the two \
                gradient descent tends to depends on the start.",
    source: "Data set of the kind built by Meng et al., arXiv:2406.05033; proofs/THEORY.md section 2, (P5)",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

const BITS: u32 = 256;

/// The rate: exact, so that anyone can type it.
const RATE: &str = "35.9083978";

/// Where the cycle is looked for. Numerical: the proof does not rest on it.
const GUESS: f64 = -0.338719;

fn points() -> Vec<(Rational, u32)> {
    [((2, 5), 288), ((23, 10), 2), ((-1, 2), 179), ((48, 5), 1)].map(|(z, k)| (Rational::from(z), k)).to_vec()
}

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let digits = session.digits();
    let Ok(rate) = parse_exact(RATE) else { return Ok(Findings::undecided("the rate is not a number", Vec::new())) };
    let problem = |weight: Rational| Descent::linear_on(points(), LossName::Logistic, rate.clone(), weight);
    let precision = Digits::new(digits).unwrap_or_default();
    let bits = BITS.max(precision.bits() + 64);
    let Ok(minimiser) = enclose_minimiser(LossName::Logistic, &points(), precision) else {
        return Ok(Findings::undecided("the minimiser could not be enclosed", Vec::new()));
    };
    let map = WeightMap::new(&problem(Rational::new()), bits);
    let multiplier = map.slope(&minimiser.weight.to_ball(bits));
    let relative = Ball::from_exact(&rate, bits) * minimiser.sharpness.to_ball(bits);
    let stable = relative.compare(&Ball::from_exact(&Rational::from(2), bits)) == Some(Ordering::Less);
    let mut evidence = vec![
        Evidence::new(Kind::Certified, "the minimiser; its multiplier 1 - eta h lies in (-1, 1), so it is stable")
            .with("minimiser", minimiser.weight.enclosure(digits))
            .with("sharpness", minimiser.sharpness.enclosure(digits))
            .with("eta_critical", minimiser.critical_rate.enclosure(digits))
            .with_ball("eta_times_sharpness", &relative, digits)
            .with_ball("multiplier", &multiplier, digits),
    ];
    let Some((cycle, _)) = find_cycle(&map, &Ball::exact(Float::with_val(bits, GUESS)), 2) else {
        return Ok(Findings::undecided("the cycle could not be enclosed", evidence));
    };
    let coexists = cycle.stability() == Some(Stability::Stable);
    evidence.push(
        Evidence::new(Kind::Certified, "a cycle of prime period 2, by interval Newton; its multiplier lies in (-1, 1)")
            .with_ball("first", &cycle.points[0], digits)
            .with_ball("second", &cycle.points[1], digits)
            .with_ball("multiplier", &cycle.multiplier, digits),
    );
    let stated = begins_with(&minimiser.weight.to_ball(bits), "0.61085")
        && begins_with(&cycle.points[0], "-0.33871")
        && begins_with(&cycle.points[1], "2.17654");
    let mut settled = stable && coexists && stated && is_nearest(&minimiser.sharpness.to_ball(bits), &rate);
    for (start, phase) in [((3, 5), Phase::Lazy), ((5, 1), Phase::Oscillating)] {
        let (agrees, fact) = classified(session, &problem(Rational::from(start)), phase, &format!("eta = {RATE}"))?;
        settled &= agrees;
        evidence.push(fact);
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "both attractors are enclosed, with multipliers inside (-1, 1), and one start is certified to tend to each",
        evidence,
    ))
}

/// Whether the rate is 1.85/h rounded to nine digits, that is to within half a unit of 10^-7.
fn is_nearest(sharpness: &Ball, rate: &Rational) -> bool {
    let bits = sharpness.bits();
    let half_unit = Rational::from((1, 20_000_000));
    let distance = Ball::from_exact(&Rational::from((37, 20)), bits) / sharpness - Ball::from_exact(rate, bits);
    distance.abs().is_certainly_less(&Ball::from_exact(&half_unit, bits))
}
