//! Proposition 1: rates below 2/beta and above 2/alpha, on D0 and on the three-point data E2.
//!
//! # Lemma
//!
//! Let L be the risk of a linear predictor on one-dimensional data.
//!
//! * If 0 <= L'' <= beta and the data are not separable, eta < 2/beta makes the loss fall at every step, to its minimum.
//! * If L'' >= alpha > 0 and eta > 2/alpha, the loss rises at every step, to infinity, unless w0 is the minimum.
//!
//! *Proof.* The first is proved, for the logistic loss, in [`linear_smoothness`](crate::certify::checks::linear_smoothness). For
//! the second put g = L'(w): by Taylor's formula with the remainder as an integral,
//! L(w - eta g) - L(w) = -eta g² + eta² g² ∫_0^1 (1 - t) L''(w - t eta g) dt >= eta g² (eta alpha/2 - 1), which is positive unless
//! g = 0; and as the loss rises, the minimum is never reached. Were the loss bounded, the sum of g_t² would be finite, so that
//! |w_t - w*| <= |g_t|/alpha -> 0 and L(w_t) -> L(w*), the least value, although it rises: so it tends to infinity. In particular it
//! does not saturate at a finite value. ∎
//!
//! So what is left to compute is beta and alpha. For the logistic loss beta = kappa mean(x²), exactly, as l'' <= kappa. For the
//! exponential loss L'' is a positive combination of exponentials, convex, and alpha is its value at the zero of L'''.

use super::evidence::{Evidence, Findings, Kind, Verdict, all_directions, classified, observe_certified};
use super::{Claim, Session};
use crate::arithmetic::{Ball, Dual, Field};
use crate::certify::Phase;
use crate::dynamics::Descent;
use crate::model::{Empirical, LossName, Risk, Squared};
use crate::progress::Interrupted;
use crate::theory::minimiser::stability_limit;
use crate::theory::root::enclose_root;

use num_traits::{One, Zero};
use rug::{Float, Rational};
use std::cmp::Ordering;

const STATEMENT_SOURCE: &str =
    "Our reading of Huang et al., arXiv:2011.12547, Proposition 1; proofs/THEORY.md section 2, (P5)";

pub const ON_DEGENERATE_DATA: Claim = Claim {
    id: "proposition-1-degenerate",
    statement: "On D0, with beta = 1/4 for the logistic loss and alpha = 1 for the exponential loss: eta < 2/beta gives monotone \
                decrease to the minimum, eta > 2/alpha a loss that rises at every step, to infinity, unless it starts at the minimum.",
    source: STATEMENT_SOURCE,
    corrected: None,
    recorded: Verdict::Verified,
    check: |session| check(&degenerate(), (1, 4), Some(1), &[(1, 2), (2, 1), (12, 1)], session),
};

pub const ON_THREE_POINTS: Claim = Claim {
    id: "proposition-1-three-point",
    statement: "On E2 = {(1,+1),(2,+1),(-1,+1)}, with beta = kappa mean(x²) = 1/2 for the logistic loss and alpha = min L'' for \
                the exponential loss: eta < 2/beta gives monotone decrease to the minimum, eta > 2/alpha a loss that rises at \
                every step, to infinity, unless it starts at the minimum.",
    source: STATEMENT_SOURCE,
    corrected: None,
    recorded: Verdict::Verified,
    check: |session| check(&three_point(), (1, 2), None, &[(-2, 1), (1, 10), (3, 1)], session),
};

fn degenerate() -> Vec<(Rational, u32)> {
    vec![(Rational::from(1), 1), (Rational::from(-1), 1)]
}

fn three_point() -> Vec<(Rational, u32)> {
    [1, 2, -1].into_iter().map(|z| (Rational::from(z), 1)).collect()
}

const BITS: u32 = 512;
/// The lemma is about one step, whatever the state; the third state of a divergent orbit would need thousands of bits.
const STEPS_ABOVE: usize = 1;

/// `beta` and `alpha` are the values that the statement gives, to be confirmed.
fn check(
    points: &[(Rational, u32)],
    beta: (i32, i32),
    alpha: Option<i32>,
    starts: &[(i32, i32)],
    session: &Session<'_>,
) -> Result<Findings, Interrupted> {
    let digits = session.digits();
    let mean_square = Empirical::<Rational, _>::new(Squared, points, 0).curvature(Rational::new());
    let smoothness = LossName::Logistic.facts().kappa() * mean_square;
    let mut evidence = vec![
        Evidence::new(Kind::Exact, "logistic loss: L'' <= beta = kappa mean(x²)").with("beta", smoothness.to_string()),
    ];
    let Some((flattest, convexity)) = least_curvature(points, digits) else {
        return Ok(Findings::undecided("the least curvature could not be enclosed", evidence));
    };
    let limit = stability_limit(convexity.clone());
    evidence.push(
        Evidence::new(Kind::Certified, "exponential loss: alpha = min L'', at the zero of L''', which is increasing")
            .with_ball("weight", &flattest, digits)
            .with_ball("alpha", &convexity, digits)
            .with_ball("two_over_alpha", &limit, digits),
    );
    let problem = |loss, learning_rate: &Rational, start: &(i32, i32)| {
        Descent::linear_on(points.to_vec(), loss, learning_rate.clone(), Rational::from(*start))
    };
    let mut settled = convexity.sign() == Some(Ordering::Greater)
        && smoothness == Rational::from(beta)
        && alpha.is_none_or(|alpha| convexity.compare(&Ball::integer(alpha)) == Some(Ordering::Equal));
    let below = Rational::from((99, 50)) / &smoothness;
    let Some(above) = limit.upper().to_rational().map(|limit| limit * Rational::from((101, 100))) else {
        return Ok(Findings::undecided("the least curvature could not be enclosed", evidence));
    };
    for start in starts {
        let name = format!("logistic loss, eta = {below}");
        let (agrees, fact) = classified(session, &problem(LossName::Logistic, &below, start), Phase::Lazy, &name)?;
        settled &= agrees;
        evidence.push(fact);

        let orbit = observe_certified(&problem(LossName::Exponential, &above, start), BITS, STEPS_ABOVE);
        settled &= all_directions(&orbit, Ordering::Greater);
        evidence.push(Evidence::new(
            Kind::Certified,
            format!(
                "exponential loss, eta one per cent above 2/alpha, w0 = {}: the loss rises in the first step",
                Rational::from(*start)
            ),
        ));
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all rates, starts and steps (Taylor's formula with L'' <= beta, or L'' >= alpha; stated and proved in \
         claims::proposition_1 and certify::checks::linear_smoothness); beta is exact, alpha enclosed, and samples agree",
        evidence,
    ))
}

/// Where L'' of the exponential loss is least, and its value there.
fn least_curvature(points: &[(Rational, u32)], digits: usize) -> Option<(Ball, Ball)> {
    let bits = BITS.max(4 * digits as u32 + 64);
    let risk = Empirical::<Ball, _>::new(LossName::Exponential, points, bits);
    let nested = risk.clone().map(|value| Dual::constant(Dual::constant(value)));
    let bending = |weight: Dual<Ball>| nested.curvature(Dual { value: weight, derivative: Dual::one() }).derivative;
    let at_zero = bending(Dual::constant(Ball::zero())).value;
    let (lower, upper) = (Float::with_val(bits, -8), Float::with_val(bits, 8));
    let weight = if at_zero.is_zero() { Ball::zero() } else { enclose_root(bending, &lower, &upper, bits)? };
    let least = risk.curvature(weight.clone());
    Some((weight, least))
}
