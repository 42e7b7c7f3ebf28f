//! The lazy border is meaningless for networks of three layers that are not aligned (L8c).
//!
//! # Lemma
//!
//! L = 3, m = 2, w_1 = w_3 = (1, 0), W_2 = ((1, 1), (1, -K)), on D0. Then f_0 = 1/2 and lambda_0 = 5/4 whatever K is, and with c = eta s(1/2)/2,
//! f_1 = ((1 - c)^3 - 2c (1 - c) - K c^2)/2. For every eta > 0 the loss rises at the first step if K > (2 + 5c^2)/c^2.
//!
//! *Proof.* The formula is (D1), an exact identity below. f_1 < -1/2 iff K c^2 > 1 + (1 - c)^3 - 2c (1 - c) = 2 - 5c + 5c^2 - c^3, which is less than
//! 2 + 5c^2. And c > 0. ∎

use super::evidence::{Evidence, Findings, Kind, Verdict, identity_evidence};
use super::{Claim, Session};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::dynamics::aligned::ntk_scale;
use crate::dynamics::network::{Sample, ntk, output_after_step};
use crate::model::network::Matrix;
use crate::model::{LinearNetwork, Loss, LossName};
use crate::progress::Interrupted;
use rug::Rational;

pub const DENSE_LAZY_BORDER: Claim = Claim {
    id: "lazy-border-dense",
    statement: "Networks of three layers on D0 that need not be aligned, any of the three losses: there is a positive bound in f_0 and \
                lambda_0 alone such that at rates below it the loss does not rise at the first step.",
    source: "proofs/THEORY.md section 7, (L8c) [ours]",
    corrected: Some(
        "For networks that are not aligned no bound in f_0 and lambda_0 keeps the loss from rising: a direction of the middle layer in \
         which neither sees anything may be as large as one likes. For aligned networks see claim `lazy-border`.",
    ),
    recorded: Verdict::Refuted,
    check,
};

/// The network with the dormant weight -K.
fn network<T: Analytic>(dormant: &T) -> LinearNetwork<T> {
    let (zero, one) = (T::zero, T::one);
    let layers = [
        vec![vec![one()], vec![zero()]],
        vec![vec![one(), one()], vec![one(), -dormant.clone()]],
        vec![vec![one(), zero()]],
    ];
    LinearNetwork { scale: ntk_scale(T::integer(2), 3), layers: layers.map(|rows| Matrix { rows }).into() }
}

/// D0.
fn data<T: Field>() -> [Sample<T>; 2] {
    [T::one(), -T::one()].map(|label| Sample { input: vec![T::one()], label })
}

/// f_1 by (D1).
fn first_output<T: Analytic>(loss: &impl Loss<T>, learning_rate: &T, dormant: &T) -> T {
    output_after_step(&network(dormant), &data(), loss, learning_rate, &[T::one()])
}

/// f_1 as in the lemma, for c.
fn formula<T: Field>(push: &T, dormant: &T) -> T {
    let rest = T::one() - push;
    let cube = rest.clone().square() * &rest;
    (cube - T::integer(2) * push * rest - dormant.clone() * push.clone().square()) / T::integer(2)
}

const BITS: u32 = 256;

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let variable = Expression::variable;
    let (rate, dormant) = (variable("eta"), variable("K"));
    // s(1/2) = 1/2 for the squared loss; the other losses enter through c alone
    let push = rate.clone() / Expression::integer(4);
    let whole = network(&dormant);
    let input = [Expression::integer(1)];
    let (half, five_quarters) =
        (Expression::integer(1) / Expression::integer(2), Expression::integer(5) / Expression::integer(4));
    let (mut settled, mut evidence) = identity_evidence([
        (
            first_output(&LossName::Squared, &rate, &dormant).identity(&formula(&push, &dormant)),
            "f_1 by (D1), in c = eta s(1/2)/2",
        ),
        (whole.output(&input).identity(&half), "f_0 = 1/2 for every K"),
        (
            (Expression::integer(2) * ntk(&whole, &input, &input, &Expression::integer(2))).identity(&five_quarters),
            "lambda_0 = 5/4 for every K",
        ),
    ]);
    let half = Ball::from_exact(&Rational::from((1, 2)), BITS);
    for loss in LossName::ALL {
        for rate in [(1, 1000), (1, 10), (16, 5)] {
            let eta = Ball::from_exact(&Rational::from(rate), BITS);
            let push = eta.clone() * loss.degenerate_slope(half.clone()) / Ball::integer(2);
            let square = push.square();
            let bound = (Ball::integer(2) + Ball::integer(5) * &square) / square;
            // a number above the bound
            let dormant = Ball::exact((bound * Ball::integer(2)).upper());
            let output = first_output(&loss, &eta, &dormant);
            let rises = half.is_certainly_less(&output.clone().abs());
            settled &= rises;
            let text = format!(
                "{loss} loss, eta = {}, K about {:.4e}: |f_1| > |f_0| = 1/2",
                Rational::from(rate),
                dormant.midpoint().to_f64()
            );
            evidence.push(
                Evidence::new(Kind::Certified, text)
                    .with_ball("f_1", &output, session.digits())
                    .with("loss_rises", rises),
            );
        }
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Refuted,
        "a lemma with an exact identity: f_0 = 1/2 and lambda_0 = 5/4 for every K, and for every rate the loss rises at the first step once \
         K > (2 + 5c^2)/c^2 (stated and proved in claims::lazy_border_dense); certified examples agree",
        evidence,
    ))
}
