//! Divergence of the two-layer network on separable data under the exponential loss.
//!
//! # Lemma
//!
//! (G5s) Exponential loss; a unit vector u with z_i·u >= gamma > 0 for all i, X = max |z_i|, rho = gamma/X, T = tr M + b and a = eta N |g|.
//! Let at one step
//!
//! > (i) |g| >= 2 X,  (ii) rho a >= 8 X T/N,  (iii) n <= 10^14.
//!
//! Then a_{t+1} >= (9/4) a_t³ from there on: the loss tends to infinity, though there are weights where it is as small as one likes.
//!
//! # Proof
//!
//! Let s = rho a. |g| <= X L, so L >= 2 and some -z_i·v >= log 2. As |v| <= T/(2N), X T/N >= 2 log 2, and by (ii) s >= 16 log 2 > 11; rho <= 1, so
//! a > 11 too. v·g >= L - 1 >= |g|/(2X) by convexity. -g is the sum of the z_i with weights whose sum is L, so |g| >= -g·u >= gamma L, and some point
//! z = z_j has -z·g >= |g|²/L >= gamma |g|. By (G1) z·v' = z·v - eta z·K g + a² (v·g) (z·g)/|g|², and with |K| <= T
//!
//! > -z·v' >= a² gamma/(2X) - X T/(2N) - X a T/N = rho a²/2 - (X T/N)(a + 1/2) >= rho a²/3
//!
//! by (ii) and a + 1/2 <= 5a/4. So |g'| >= gamma L' >= (gamma/n) e^{s²/(3 rho)}, while |g| <= X L <= X e^{X T/(2N)} <= X e^{s/16}. Hence
//! a' = a |g'|/|g| is at least (9/4) a³ if
//!
//! > s²/(3 rho) - s/16 >= log(9/4) + log n + 2 log s + 3 log(1/rho).
//!
//! s²/(3 rho) - s²/3 = (s²/3)(1/rho - 1) >= 3 log(1/rho), and s²/3 - s/16 - 2 log s rises for s >= 11, where it exceeds 34 >= log(9/4) + 14 log 10: that is
//! so by (iii). T' <= (1 + a)² T <= (9/4) a² T, so 8 X T'/N <= (9/4) rho a³ <= rho a': (ii) persists, and (i) as |g| grows with a. ∎
//!
//! The hypotheses are tested by their logarithms, which a gradient of any size has: |g| >= gamma L >= (gamma/n) e^{max_i (-z_i·v)}.
//!
//! Source: proofs/THEORY.md section 6, (G5s), after (G5e).
//!
//! # What is monotone in what
//!
//! All become harder as T, X and n rise and as |g| and gamma fall.

use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::checks::gram_growth;
use crate::certify::checks::gram_separable::scale;
use crate::certify::data_run::{DataRun, StatesOnData, square_length, whole};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::GramSystem;
use crate::model::network::dot;
use num_traits::Zero;
use rug::Rational;

/// The lemma of this file.
pub struct GramEscape;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// N = m^{-1/2}.
    pub scale: T,
    /// X.
    pub longest: T,
    /// n.
    pub count: T,
    /// gamma.
    pub margin: T,
    /// T.
    pub trace: T,
    /// log |g|.
    pub log_gradient: T,
}

impl Lemma for GramEscape {
    const NAME: &'static str = "gram_escape";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate: eta, scale, longest, count, margin, trace, log_gradient } = numbers;
        let log_a = (eta.clone() * scale).ln() + log_gradient;
        let rho = margin.clone() / longest;
        let most = (0..14).fold(T::one(), |power, _| power * T::integer(10));
        vec![
            Slack::strict("gamma > 0", margin.clone()),
            Slack::weak("|g| >= 2 X", log_gradient.clone() - (T::integer(2) * longest).ln()),
            Slack::weak("rho a >= 8 X T/N", log_a - (T::integer(8) * longest * trace / (rho * scale)).ln()),
            Slack::weak("n <= 10^14", most - count),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            scale: variable("N"),
            longest: variable("X"),
            count: variable("n"),
            margin: variable("gamma"),
            trace: variable("T"),
            log_gradient: variable("log_g"),
        }
    }
}

/// The numbers of a run at its present step, with a direction u of any length.
///
/// # Errors
///
/// [`Failure::OutOfRange`] for a direction of another length than the data.
pub fn numbers(run: &impl StatesOnData<GramSystem>, direction: &[Rational]) -> Result<Numbers<Ball>, Failure> {
    let bits = run.bits();
    let direction: Vec<Ball> = direction.iter().map(|entry| Ball::from_exact(entry, bits)).collect();
    if direction.len() != run.v().len() {
        return Err(Failure::OutOfRange("the direction has as many entries as the data have features"));
    }
    let count = whole(run.count(), bits);
    let least = |x: &[Ball], end: fn(Ball) -> Ball| {
        run.risk().points().map(|z| end(dot(z, x))).reduce(|one, other| one.smaller(&other)).unwrap_or_else(Ball::zero)
    };
    let length = square_length(&direction).sqrt().upper_end();
    let margin = (least(&direction, |product| product.lower_end()) / length).lower_end();
    let most_negative = least(run.v(), |product| product.upper_end());
    let (learning_rate, scale) = (run.learning_rate(), scale(&run.system().width, bits));
    let log_gradient = ((margin.clone() / &count).ln() - most_negative).lower_end();
    Ok(Numbers {
        learning_rate,
        scale,
        longest: run.longest(),
        count,
        margin,
        trace: run.state().trace().upper_end(),
        log_gradient,
    })
}

/// Tests the lemma at the present step: divergent.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, GramSystem>, direction: &[Rational]) -> Result<Established, Failure> {
    gram_growth::require(run.system().loss)?;
    GramEscape::check(&numbers(run, direction)?)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
