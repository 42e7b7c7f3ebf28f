//! The bound on the final kernel at every depth, (L2b): (T7) for any network.
//!
//! # Lemma
//!
//! Let an orbit of gradient descent of a network of L >= 2 layers on D0, aligned or not, converge in the weights, with f_t != 0 for all t, for any of
//! the three losses. Then lambda_inf <= 2/(eta kappa).
//!
//! *Proof.* The limit is a fixed point, so s grad f = 0 there. f is homogeneous of degree L, so that grad f = 0 gives L f = theta·grad f = 0; in either
//! case f = 0. The orbit stays in a compact ball, where the second derivative of f is bounded: f' = f - eta s lambda + O(s²), and s/f -> kappa, so
//! f'/f = 1 - eta (s/f) lambda + O(f) -> 1 - eta kappa lambda_inf. Were that below -1, |f_t| would rise from some step on, and could not tend to 0. ∎
//!
//! The first-order term is an exact identity below: the derivative of f' in eta at eta = 0 is -s lambda. Landing (f_t = 0 exactly) is left out: such an
//! orbit rests wherever it is (claim `rounding-misleads`).

use super::aligned::{classify, pairs};
use super::evidence::{Evidence, Findings, Kind, Verdict};
use super::{Claim, Session};
use crate::arithmetic::{Ball, Dual, Expression, Field, FromExact, Identity};
use crate::certify::Phase;
use crate::dynamics::network::{moved, ntk};
use crate::dynamics::{Descent, Problem};
use crate::model::network::Matrix;
use crate::model::{LinearNetwork, LossName};
use crate::progress::Interrupted;
use crate::theory::thresholds::flatness_bound;
use num_traits::One;
use rug::Rational;

pub const FLATNESS_BOUND_IN_DEPTH: Claim = Claim {
    id: "flatness-bound-depth",
    statement: "Networks of L >= 2 layers on D0, aligned or not, any of the three losses: an orbit that converges without landing on f = 0 exactly \
                ends with lambda_inf <= 2/(eta kappa): 8/eta for the logistic loss, 2/eta for the others.",
    source: "proofs/THEORY.md section 7, (L2b); (T7) [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

/// A network of two units whose weights are variables, or variables with derivatives.
fn symbolic<T: Field>(depth: usize, scale: T, weight: impl Fn(usize, usize, usize) -> T) -> LinearNetwork<T> {
    let layer = |l: usize| {
        let (rows, columns) = (if l == depth { 1 } else { 2 }, if l == 1 { 1 } else { 2 });
        Matrix { rows: (0..rows).map(|i| (0..columns).map(|j| weight(l, i, j)).collect()).collect() }
    };
    LinearNetwork { scale, layers: (1..=depth).map(layer).collect() }
}

/// d f'/d eta at eta = 0 is -s lambda, for all weights.
fn first_order(depth: usize) -> Identity {
    let weight = |l: usize, i: usize, j: usize| Expression::variable(&format!("w_{l}_{i}_{j}"));
    let (scale, slope) = (Expression::variable("N"), Expression::variable("s"));
    let plain = symbolic(depth, scale.clone(), weight);
    let network = symbolic(depth, Dual::constant(scale), |l, i, j| Dual::constant(weight(l, i, j)));
    // eta = 0 + the infinitesimal
    let rate = Dual { value: Expression::integer(0), derivative: slope.clone() };
    let input = [Dual::one()];
    let next = moved(&network, &network.forward_vectors(&input), &network.backward_vectors(), &rate);
    let one = [Expression::one()];
    let lambda = ntk(&plain, &one, &one, &Expression::one());
    next.output(&input).derivative.identity(&-(slope * lambda))
}

const BITS: u32 = 256;

/// Catapults and lazy ends of networks that are not aligned: three layers of two units, four of one.
fn dense() -> Vec<Problem> {
    let numbers = |texts: &[i32]| texts.iter().map(|x| Rational::from((*x, 10))).collect::<Vec<_>>();
    let three = || numbers(&[12, -7, 9, 15, -20, 4, 3, 18]);
    let with = |loss, rate: (u32, u32), width, depth, weights| {
        Descent::dense(loss, Rational::from(rate), width, depth, weights).into()
    };
    vec![
        with(LossName::Logistic, (2, 1), 2, 3, three()),
        with(LossName::Logistic, (5, 1), 2, 3, three()),
        with(LossName::Exponential, (1, 4), 2, 3, three()),
        with(LossName::Squared, (1, 3), 2, 3, three()),
        with(LossName::Logistic, (2, 1), 1, 4, numbers(&[2, 15, -12, 20])),
    ]
}

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let (mut settled, mut evidence) = (true, Vec::new());
    for depth in 2..=4 {
        let holds = first_order(depth) == Identity::Proved;
        settled &= holds;
        let text = format!("L = {depth}, m = 2, all weights: d f'/d eta = -s lambda at eta = 0");
        evidence.push(Evidence::new(Kind::Exact, text).with("identity_holds", holds));
    }
    for problem in pairs().into_iter().flatten().chain(dense()) {
        let mut answer = classify(session, &problem, Phase::Catapult)?;
        if !answer.agrees {
            answer = classify(session, &problem, Phase::Lazy)?;
        }
        let bound = flatness_bound(&problem.loss(), Ball::from_exact(problem.learning_rate(), BITS));
        let below = |upper: &Rational| Ball::from_exact(upper, BITS).is_certainly_less(&bound);
        settled &= answer.agrees && answer.kernel.is_some_and(|[_, upper]| below(&upper));
        evidence.push(answer.fact.with_ball("bound", &bound, session.digits()));
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all orbits: the limit has f = 0, f'/f tends to 1 - eta kappa lambda_inf, and if that were below -1, |f| would grow in \
         the end (stated and proved in claims::depth_bound); its first-order term is an exact identity, and certified limits of aligned and other networks \
         agree. Orbits that land on f = 0 exactly are left out",
        evidence,
    ))
}
