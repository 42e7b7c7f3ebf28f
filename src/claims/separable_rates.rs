//! Separable data at large rates: the logistic loss converges at any rate, the exponential loss need not.
//!
//! The data are z = (g, 1) and z = (g, -1): separable, with hard-margin direction e_1 and margin g.
//!
//! # Lemma 1 (logistic loss: every rate, every start)
//!
//! The loss tends to 0 and w_t/|w_t| to e_1.
//!
//! *Proof.* With p± = 1/(1 + exp(g w_1 ± w_2)) in (0, 1), a step is w_1' = w_1 + (eta g/2)(p+ + p-), w_2' = w_2 + (eta/2)(p+ - p-).
//! w_1 increases. Were its limit finite, Σ_t (p+ + p-) would be finite, so p± -> 0, g w_1 ± w_2 -> infinity and, adding both,
//! w_1 -> infinity: a contradiction. So w_1 -> infinity. For w_2 > 0 we have p+ < p-, so w_2 - eta/2 < w_2' < w_2, and likewise for
//! w_2 < 0: hence |w_2| <= max(|w_2(0)|, eta/2) for all times. Therefore g w_1 ± w_2 -> infinity and w_2/w_1 -> 0. ∎
//!
//! # Lemma 2 (exponential loss, small rates)
//!
//! If eta (1 + g²) L(w_0) < 2, the loss falls at every step, and tends to 0.
//!
//! *Proof.* L'' <= max |z|² L = (1 + g²) L, so L'' <= B = (1 + g²) L(w_0) on the convex set {L <= L(w_0)}. By Taylor's formula along the
//! step (which cannot leave the set first, as L falls along it) L' <= L - eta (1 - eta B/2) |grad L|², and |grad L| >= |dL/dw_1| = g L. So
//! L_{t+1} <= L_t - c L_t² with c > 0. ∎
//!
//! # Lemma 3 (exponential loss, large rates)
//!
//! Let g² <= 1/4, |w_2| >= 1 and eta L(w) >= 8 |w_2| + 8. Then the same holds at the next step, the loss grows by more than 200 times in it,
//! and so for ever; and in the limit |w_2|/w_1 stays above 0.59/g, so that w_t/|w_t| does not tend to e_1.
//!
//! *Proof.* L = e^{-g w_1} cosh w_2. Put v = |w_2| and M = eta L. A step is w_1' = w_1 + g M, and |w_2'| = |v - M tanh v| = M tanh v - v, because
//! tanh v >= tanh 1 > 0.76 and v <= M/8 - 1. With cosh x >= e^x/2 and cosh v <= e^v,
//! L'/L = e^{-g² M} cosh(M tanh v - v)/cosh v >= e^{M (tanh v - g²) - 2v}/2 >= e^{M/2 - 2v}/2 >= e^{2v + 4}/2 >= e^6/2 > 201.
//! So M' > 201 M. v' = M tanh v - v > 0.76 M - M/8 > 0.6 M >= 9.6, and 8 v' + 8 <= 8 M + 8 < 201 M < M'. Finally
//! w_1(t) <= w_1(0) + g (M_0 + ... + M_{t-1}) <= w_1(0) + (201/200) g M_{t-1} and v_t > 0.6 M_{t-1}, where M_{t-1} -> infinity. ∎

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict};
use crate::arithmetic::{Ball, Field, FromExact};
use crate::data::{ExactDataSet, IntegerPoints};
use crate::dynamics::network::{Sample, gradient_step, risk};
use crate::model::network::Matrix;
use crate::model::{Exponential, LinearNetwork, Logistic};
use crate::separability::decide;
use crate::theory::Digits;
use rug::Rational;
use std::cmp::Ordering;

pub const SEPARABLE_RATES: Claim = Claim {
    id: "separable-rates",
    statement: "On the separable data z = (1/2, 1), (1/2, -1), with hard-margin direction (1, 0) and margin 1/2: gradient descent on the \
                logistic loss converges to zero loss and to the hard-margin direction at every rate and from every start; on the \
                exponential loss, from w = (0, 1), it converges to zero loss at eta = 1/2 and diverges at eta = 11, the loss \
                growing more than 200 times in each step, away from that direction.",
    source: "Wu, Braverman, Lee, arXiv:2305.11788, in the way of its Theorems 1 and 4; proofs/THEORY.md section 2",
    corrected: None,
    recorded: Verdict::Verified,
    check: |session| Ok(check(session.digits())),
};

/// g.
fn height() -> Rational {
    Rational::from((1, 2))
}

const SMALL_RATE: (i32, i32) = (1, 2);
const LARGE_RATE: i32 = 11;
/// Steps of the certified divergent orbit; the loss after them is about 10^3885, and that after the next beyond any float.
const STEPS: usize = 2;
/// A rate far above 2/beta = 1.6... for the sample of the logistic loss.
const SAMPLE_RATE: i32 = 1000;
const SAMPLE_STEPS: usize = 10_000;

fn data<T: FromExact>(bits: u32) -> Vec<Sample<T>> {
    [1, -1]
        .map(|side| Sample {
            input: vec![T::from_exact(&height(), bits), T::from_exact(&Rational::from(side), bits)],
            label: T::one(),
        })
        .to_vec()
}

/// f(x) = w·x as the network of depth one.
fn predictor<T: FromExact>(weight: [i32; 2]) -> LinearNetwork<T> {
    LinearNetwork { scale: T::one(), layers: vec![Matrix { rows: vec![weight.map(T::integer).to_vec()] }] }
}

fn check(digits: usize) -> Findings {
    let bits = 256.max(4 * digits as u32 + 64);
    let samples: Vec<(Vec<Rational>, i8)> = [1, -1].map(|side| (vec![height(), Rational::from(side)], 1)).to_vec();
    let points = IntegerPoints::of_exact(&ExactDataSet { samples });
    let Ok(found) = decide(&points, Digits::new(digits).unwrap_or_default()) else {
        return Findings::undecided("separability was not decided", Vec::new());
    };
    let Some(margin) = found.margin else { return Findings::undecided("the margin was not enclosed", Vec::new()) };
    let mut settled = found.split.is_separable()
        && margin.squared == Some(height().square())
        && margin.direction.iter().map(|w| w.cmp0()).eq([Ordering::Greater, Ordering::Equal]);
    let mut evidence = vec![
        Evidence::new(Kind::Exact, "the data are separable; hard-margin direction and squared margin")
            .with("direction", margin.direction.iter().map(ToString::to_string).collect::<Vec<String>>())
            .with("squared_margin", margin.squared.as_ref().map(ToString::to_string)),
    ];
    let ball = |value: &Rational| Ball::from_exact(value, bits);
    let samples = data::<Ball>(bits);
    let mut network = predictor::<Ball>([0, 1]);
    let start = risk(&network, &samples, &Exponential);

    let bound = ball(&(Rational::from(1) + height().square())) * &start;
    let product = ball(&Rational::from(SMALL_RATE)) * &bound;
    settled &= product.is_certainly_less(&Ball::integer(2));
    evidence.push(
        Evidence::new(
            Kind::Certified,
            "exponential loss, eta = 1/2, w = (0, 1): eta (1 + g²) L < 2, so Lemma 2 applies",
        )
        .with_ball("eta_times_smoothness", &product, digits),
    );

    let rate = Ball::integer(LARGE_RATE);
    let scaled = rate.clone() * &start;
    settled &=
        height().square() <= Rational::from((1, 4)) && Ball::integer(16).compare(&scaled) == Some(Ordering::Less);
    let mut fact = Evidence::new(
        Kind::Certified,
        "exponential loss, eta = 11, w = (0, 1): eta L > 16 = 8 |w_2| + 8, so Lemma 3 applies; the first factors of growth",
    )
    .with_ball("eta_times_loss", &scaled, digits);
    let mut loss = start;
    for step in 1..=STEPS {
        network = gradient_step(&network, &samples, &Exponential, &rate);
        let next = risk(&network, &samples, &Exponential);
        let factor = next.clone() / &loss;
        settled &= Ball::integer(200).is_certainly_less(&factor);
        fact = fact.with_ball(&format!("growth_in_step_{step}"), &factor, digits);
        loss = next;
    }
    evidence.push(fact);
    evidence.push(sample_of_the_logistic_loss());
    Findings::settled_if(
        settled,
        Verdict::Verified,
        "three lemmas, stated and proved in claims::separable_rates: the first covers all rates and starts of the logistic loss, and \
         the hypotheses of the other two are certified at the start",
        evidence,
    )
}

/// One run far above 2/beta. Numerical: the lemma does not rest on it.
fn sample_of_the_logistic_loss() -> Evidence {
    let samples = data::<f64>(53);
    let mut network = predictor::<f64>([0, 1]);
    let rate = f64::integer(SAMPLE_RATE);
    for _ in 0..SAMPLE_STEPS {
        network = gradient_step(&network, &samples, &Logistic, &rate);
    }
    let weight = &network.layers[0].rows[0];
    Evidence::new(
        Kind::Numerical,
        format!("logistic loss, eta = {SAMPLE_RATE}, from (0, 1): loss and |w_2/w_1| after {SAMPLE_STEPS} steps"),
    )
    .with("loss", risk(&network, &samples, &Logistic))
    .with("slope", (weight[1] / weight[0]).abs())
}
