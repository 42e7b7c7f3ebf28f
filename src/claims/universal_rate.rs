//! The universal step size of the logistic loss.
//!
//! # Lemma 1: convergence
//!
//! Logistic loss, 0 < eta <= 2 sqrt(2m). Then f_t -> 0 from every start.
//!
//! *Proof.* Put A = eta/(2 sqrt m) <= sqrt 2. As s = tanh(f/2)/2, |a| = A tanh(|f|/2) < sqrt 2. So (1 - a²)² <= 1, and by (T4),
//! (pq)' = pq (1 - a²)², V² = pq does not increase. Let M be the larger of p and q. It is the factor that (T3) multiplies by
//! (1 - |a|)² <= 1. If it stays the larger one, M' <= M; if the order changes, M' is the smaller one times
//! (1 + |a|)², and the smaller one is at most V. So
//!
//! > (1)  M_(t+1) <= max(M_t, (1 + sqrt 2)² V_t),
//!
//! hence M and with it f are bounded, and |a| stays away from sqrt 2.
//!
//! If V has a positive limit, (1 - a_t²)² -> 1, so a_t² tends to {0, 2}, and to 0 as |a| stays away from sqrt 2: f_t -> 0.
//!
//! If V -> 0, suppose first that M_t >= mu > 0 for all t. The smaller factor V²/M then tends to 0, and a change of order would
//! make M at most (1 + sqrt 2)² V²/mu, less than mu in the end: so from some step on the same factor is the larger one. It does
//! not increase and stays above mu, so it has a positive limit, so (1 - |a_t|)² -> 1, so a_t -> 0 and f_t -> 0. But
//! |f| = (sqrt m/4) (M - V²/M) has a positive limit: a contradiction. So M gets below any epsilon > 0 at some step T. As
//! V_t <= V_T <= M_T, (1) keeps M below (1 + sqrt 2)² epsilon from then on. So M -> 0, and |f| <= (sqrt m/4) M -> 0. ∎
//!
//! # Lemma 2: divergence
//!
//! Logistic loss, eta > 2 sqrt(2m). Then an open set of starts diverges.
//!
//! *Proof.* A > sqrt 2. The lemma of [`alternation`] asks, with c = 2 log((A + 1)/(A - 1)) > 0,
//! V = sqrt(pq), u = |log p - log q| and a margin d > 0, for (i) w = min(u, c - u) - d > 0, and, with
//! F = (sqrt m/2) V sinh(w/2), a_0 = A tanh(F/2) and G = a_0² - 1, for (ii) a_0² > 2 and
//! (iii) (4/G) 2A e^(-F)/(1 - e^(-F (G - 1))) <= d. Take u = c/2 and d = c/4: then w = c/4, which is (i). As V grows,
//! F -> infinity, a_0² -> A² > 2, which gives (ii), G - 1 -> A² - 2 > 0, and the left side of (iii) tends to 0. So for V large
//! enough all three hold with strict inequalities, which are between continuous functions of (p, q): they hold on a
//! neighbourhood of the start p = V e^(c/4), q = V e^(-c/4). The starts (f, lambda), and the weights, of that neighbourhood
//! are open sets too, being its preimages under continuous maps. ∎

use super::evidence::{Evidence, Findings, Kind, Verdict, identity_evidence};
use super::two_layer::{classify, limit_identities};
use super::{Claim, Session};
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact, Identity};
use crate::certify::Phase;
use crate::certify::checks::alternation::{self, Alternation};
use crate::certify::lemma::Lemma;
use crate::dynamics::factorised::factor_rate;
use crate::dynamics::{Descent, FactorisedState, TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, Logistic, Loss, LossName};
use crate::progress::Interrupted;
use crate::theory::Digits;
use crate::theory::thresholds::{certify_universal_rate, universal_rate};
use rug::Rational;

pub const UNIVERSAL_RATE: Claim = Claim {
    id: "universal-rate",
    statement: "Two-layer network on D0, logistic loss: for 0 < eta <= 2 sqrt(2m) gradient descent converges to f = 0 from every \
                start; for every larger rate an open set of starts diverges.",
    source: "proofs/THEORY.md section 3 [ours]",
    corrected: None,
    recorded: Verdict::Verified,
    check,
};

const BITS: u32 = 128;

/// |f| at the divergent starts is more than this.
const OUTPUT: f64 = 30.0;

fn check(session: &Session<'_>) -> Result<Findings, Interrupted> {
    let digits = session.digits();
    let (mut settled, mut evidence) = identity_evidence(identities());
    for root in [1, 10, 100] {
        let Ok(rate) = certify_universal_rate(&Rational::from(root * root), Digits::new(digits).unwrap_or_default())
        else {
            return Ok(Findings::undecided("the rate could not be enclosed", evidence));
        };
        evidence.push(
            Evidence::new(Kind::Certified, format!("2 sqrt(2m) at m = {}", root * root))
                .with("eta_universal", rate.enclosure(digits)),
        );
        for percent in [101, 110, 200, 1000] {
            let Some(start) = Start::at(root, percent) else { continue };
            let agrees = rate.to_ball(BITS).is_certainly_less(&start.rates()) && start.neighbourhood_diverges();
            settled &= agrees;
            let (text, answer) = (start.describe(), classify(session, &start.problem(), Phase::Divergent)?);
            settled &= answer.agrees;
            evidence.push(Evidence::new(Kind::Certified, text).with("all_diverge", agrees));
            evidence.push(answer.fact);
        }
    }
    Ok(Findings::settled_if(
        settled,
        Verdict::Verified,
        "two lemmas cover all rates and starts: up to 2 sqrt(2m) pq never increases, and above it a start in the middle of the \
         alternation lemma's range and far out satisfies its conditions, with room (stated and proved in \
         claims::universal_rate and certify::checks::alternation). Formulas are exact identities; boxes of starts above the \
         rate are certified to diverge",
        evidence,
    ))
}

/// The formulas of the lemmas, as identities of the functions that the program runs.
fn identities() -> Vec<(Identity, &'static str)> {
    let (output, rate, width) = (Expression::variable("f"), Expression::variable("eta"), Expression::variable("m"));
    let map = TwoLayer::new(rate.clone(), width.clone(), Degenerate(Logistic));
    let tanh = (output.clone() / Expression::integer(2)).tanh();
    let top = rate / (Expression::integer(2) * width.clone().sqrt());
    let critical = universal_rate(width.clone());
    let [_, product, _] = limit_identities(LossName::Logistic);
    vec![
        product,
        (
            map.factor_step(output.clone()).identity(&(top * &tanh)),
            "a = A tanh(f/2) with A = eta/(2 sqrt m), so |a| < A",
        ),
        (Logistic.degenerate_slope(output).identity(&(tanh / Expression::integer(2))), "s = tanh(f/2)/2"),
        (
            (critical.clone() * &critical).identity(&(Expression::integer(8) * width)),
            "eta = 2 sqrt(2m) iff A² = eta²/(4m) = 2",
        ),
    ]
}

/// A divergent start of Lemma 2: p, q and the margin are exact numbers near those of the proof.
struct Start {
    root: i32,
    rate: Rational,
    p: Rational,
    q: Rational,
    margin: Rational,
}

impl Start {
    /// The start for m = root² at a rate of about `percent` per cent of 2 sqrt(2m). Numbers of `f64` choose it.
    fn at(root: i32, percent: i32) -> Option<Start> {
        let rate = 2.0 * std::f64::consts::SQRT_2 * f64::from(root) * f64::from(percent) / 100.0;
        let slope_limit = f64::from_exact(&LossName::Logistic.facts().slope_limit()?, 53);
        let turn = alternation::turn(factor_rate(rate, slope_limit, &f64::from(root * root)));
        let mean = 2.0 * OUTPUT / (f64::from(root) * (turn / 8.0).sinh());
        let round = |value: f64| Some(Rational::from_f64((value * 1024.0).round())? / Rational::from(1024));
        Some(Start {
            root,
            rate: round(rate)?,
            p: round(mean * (turn / 4.0).exp())?,
            q: round(mean * (-turn / 4.0).exp())?,
            margin: round(turn / 4.0)?,
        })
    }

    /// All numbers from `centre` to a thousandth above it.
    fn range(centre: &Rational) -> Ball {
        let end = centre.clone() * Rational::from((1001, 1000));
        let [lower, upper] = [centre.clone(), end].map(|end| Ball::from_exact(&end, BITS));
        Ball::between(&lower.lower(), &upper.upper(), BITS)
    }

    fn rates(&self) -> Ball {
        Start::range(&self.rate)
    }

    /// Whether the lemma holds at all p, q and rates of their ranges.
    fn neighbourhood_diverges(&self) -> bool {
        let width = Ball::from_exact(&Rational::from(self.root * self.root), BITS);
        let map = TwoLayer::new(self.rates(), width, Degenerate(LossName::Logistic));
        let factors = FactorisedState { p: Start::range(&self.p), q: Start::range(&self.q) };
        alternation::at_factors(&map, factors, &self.margin, BITS)
            .is_ok_and(|numbers| Alternation::check(&numbers).is_ok())
    }

    fn problem(&self) -> Descent<TwoLayerSystem> {
        let factors = FactorisedState { p: self.p.clone(), q: self.q.clone() };
        let TwoLayerState { output, lambda } = factors.to_output(&Rational::from(self.root));
        let width = Rational::from(self.root * self.root);
        Descent::two_layer(LossName::Logistic, self.rate.clone(), width, lambda, output)
    }

    fn describe(&self) -> String {
        format!(
            "m = {}: all rates and starts with eta, p and q between {}, {} and {} and 1.001 times these diverge",
            self.root * self.root,
            self.rate,
            self.p,
            self.q
        )
    }
}
