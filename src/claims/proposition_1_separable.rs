//! Proposition 1 on separable data: below 2/beta the loss falls at every step, to zero.
//!
//! # Lemma
//!
//! Let the data be separable: some unit vector u has z_i·u >= gamma > 0 for all i. Let l be the logistic or the exponential loss, and let
//! L'' <= beta on the set S = {L <= L(w_0)}. If 0 < eta < 2/beta, then L(w_{t+1}) < L(w_t) at every step, and L(w_t) -> 0.
//!
//! *Proof.* S is convex, as L is. Let w be in S, g = grad L(w), and follow w - s g for 0 <= s <= eta. As long as this stays in S, Taylor's
//! formula gives L(w - s g) <= L(w) - s (1 - s beta/2) |g|² <= L(w); so it never leaves S, and L(w') <= L(w) - c |g|² with
//! c = eta (1 - eta beta/2) > 0. Now -l' > 0 everywhere, so |g| >= -g·u = (1/n) Σ -l'(z_i·w) z_i·u >= gamma (1/n) Σ -l'(z_i·w) > 0, and
//! L falls. The sum of c |g_t|² is at most L(w_0), so g_t -> 0 and every -l'(z_i·w_t) -> 0. For both losses -l'(x) -> 0 implies
//! l(x) -> 0: it is l(x) itself, or 1 - e^{-l(x)}. ∎
//!
//! What is left is beta: for the logistic loss lambda_max(Σ z z^T)/(4n) for all w, for the exponential one a bound on {L <= L(0)}.

use super::Claim;
use super::evidence::{Evidence, Findings, Kind, Verdict};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::loss_history::movement;
use crate::data::{ExactDataSet, IntegerPoints};
use crate::dynamics::network::{Sample, gradient_step, risk};
use crate::model::LinearNetwork;
use crate::model::network::Matrix;
use crate::separability::curvature::curvatures;
use crate::separability::split;
use num_traits::{One, Zero};
use rug::{Float, Rational};
use std::cmp::Ordering;

pub const ON_SEPARABLE_DATA: Claim = Claim {
    id: "proposition-1-separable",
    statement: "On any separable data, for the logistic and the exponential loss, with smoothness beta of the risk on {L <= L(w0)}: eta < \
                2/beta makes the loss fall at every step, to 0.",
    source: "Our reading of Huang et al., arXiv:2011.12547, Proposition 1; proofs/THEORY.md section 2",
    corrected: None,
    recorded: Verdict::Verified,
    check: |session| Ok(check(session.digits())),
};

/// Samples of separable data, in one to three dimensions.
const SAMPLES: [&[[i32; 3]]; 3] =
    [&[[1, 0, 0], [3, 0, 0]], &[[1, 2, 0], [1, -1, 0], [2, -3, 0]], &[[1, 4, -2], [1, -3, 1], [2, 1, 5], [1, 0, -4]]];
const BITS: u32 = 256;
/// Steps of the certified samples.
const STEPS: usize = 20;
/// Digits of a double.
const DOUBLE_DIGITS: usize = 17;

fn check(digits: usize) -> Findings {
    let mut evidence = Vec::new();
    let mut settled = true;
    for sample in SAMPLES {
        let exact: Vec<(Vec<Rational>, i8)> = sample.iter().map(|z| (z.map(Rational::from).to_vec(), 1)).collect();
        let points = IntegerPoints::of_exact(&ExactDataSet { samples: exact });
        let Ok(split) = split(&points) else { return Findings::undecided("separability was not decided", evidence) };
        let Some(constants) = curvatures(&points, &split) else {
            return Findings::undecided("the curvature was not enclosed", evidence);
        };
        settled &= split.is_separable();
        let ball = |x: i32| Ball::from_exact(&Rational::from(x), BITS);
        let data: Vec<Sample<Ball>> =
            sample.iter().map(|z| Sample { input: z.map(ball).to_vec(), label: Ball::one() }).collect();
        for curvature in constants {
            let (loss, beta) = (curvature.loss, curvature.smoothness);
            // one per cent below 2/beta, at the safe end of the enclosure
            let rate = Ball::exact(Float::with_val(BITS, 1.98) / beta.upper());
            let mut network =
                LinearNetwork { scale: Ball::one(), layers: vec![Matrix { rows: vec![vec![Ball::zero(); 3]] }] };
            let mut level = risk(&network, &data, &loss);
            let mut falls = true;
            for _ in 0..STEPS {
                network = gradient_step(&network, &data, &loss, &rate);
                let next = risk(&network, &data, &loss);
                falls &= movement(&level, &next) == Some(Ordering::Less);
                level = next;
            }
            settled &= falls;
            let points: Vec<String> = sample.iter().map(|[x, y, z]| format!("({x}, {y}, {z})")).collect();
            evidence.push(
                Evidence::new(
                    Kind::Certified,
                    format!(
                        "{loss} loss, z = {}: from w = 0, one per cent below 2/beta, {}",
                        points.join(", "),
                        if falls {
                            format!("the loss falls in each of {STEPS} steps")
                        } else {
                            "the loss was not seen to fall in each step".to_owned()
                        }
                    ),
                )
                .with_ball("beta", &Ball::exact(Float::with_val(64, beta.upper())), digits.min(DOUBLE_DIGITS))
                .with_ball("last_loss", &level, digits.min(DOUBLE_DIGITS)),
            );
        }
    }
    Findings::settled_if(
        settled,
        Verdict::Verified,
        "a lemma covers all separable data, rates and starts (the descent lemma on the sublevel set, and a gradient that vanishes only \
         with the loss; stated and proved in claims::proposition_1_separable); samples agree",
        evidence,
    )
}
