//! Divergence of the two-layer network on non-separable data under the exponential loss.
//!
//! # Lemma
//!
//! (G5e) Exponential loss; gamma > 0 such that every unit vector u has max_i (-z_i·u) >= gamma, X = max |z_i|, rho = gamma/X,
//! T = tr M + b and a = eta N |g|. With a number 2 <= a_0 <= a and E = rho a_0²/3, let at one step
//!
//! > (i) |g| >= 2 X,  (ii) a >= 8 X T/N,  (iii) 2 rho a_0² >= 15,  (iv) e^E >= 2 n,
//! > (v) 3 e^E >= 4 n a_0²,  (vi) 2 eta N X e^E >= 3 n a_0^5.
//!
//! Then a_{t+1} >= (9/4) a_t³ and X |v_{t+1}| >= a_t²/3 from there on: the loss tends to infinity.
//!
//! # Proof
//!
//! By (iv), 2 (e^E/n - 1) >= e^E/n, so that (v) and (vi) give 3 (e^E/n - 1) >= 2 a_0² and 12 (e^E/n - 1) eta N X >= 9 a_0^5. By (iii)
//! (e^{rho a²/3}/n - 1)/a^5 does not fall as a rises from a_0, so that both hold for a itself. |g| <= X L, so L >= 2, and
//! v·g >= L - 1 >= |g|/(2X) by convexity. By (G1) X |v'| >= a²/2 - (X T/N)(a + 1/2) >= a²/3, using (ii) and a >= 2.
//! T' <= (1 + a)² T <= (9/4) a² T, so 8 X T'/N <= (9/4) a³. With y = X |v'|: L' >= e^{rho y}/n, so
//! |g'| >= (L' - 1)/|v'| >= X (e^{rho y}/n - 1)/y, which increases in y for rho y >= 1; at y = a²/3 it gives a' >= (9/4) a³ and
//! |g'| >= 2X. So all conditions persist. ∎
//!
//! The hypotheses are tested by their logarithms, which a gradient of any size has. |g| >= e^{gamma |v|}/(2 n |v|) where
//! e^{gamma |v|} >= 2 n, by convexity as above; so log |g| has a lower bound even where g itself is beyond all numbers.
//!
//! Source: proofs/THEORY.md section 6, (G5e).
//!
//! # What is monotone in what
//!
//! All become harder as T, X and n rise and as |g| and gamma fall: (v) and (vi) by what was said of the quotient.

use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, Field};
use crate::certify::checks::gram_separable::scale;
use crate::certify::data_run::{DataRun, StatesOnData, square_length, whole};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::GramSystem;
use crate::model::LossName;
use crate::model::facts::Trend;

/// The lemma of this file.
pub struct GramGrowth;

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
    pub radius: T,
    /// T.
    pub trace: T,
    /// log |g|.
    pub log_gradient: T,
    /// log a_0.
    pub log_part: T,
}

impl Lemma for GramGrowth {
    const NAME: &'static str = "gram_growth";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { learning_rate: eta, scale, longest, count, radius, trace, log_gradient, log_part } = numbers;
        let log_a = (eta.clone() * scale).ln() + log_gradient;
        let rho_a2 = radius.clone() / longest * (T::integer(2) * log_part).exp();
        let e = rho_a2.clone() / T::integer(3);
        let push = T::integer(2) * eta * scale * longest / (T::integer(3) * count);
        vec![
            Slack::strict("gamma > 0", radius.clone()),
            Slack::weak("a_0 >= 2", log_part.clone() - T::integer(2).ln()),
            Slack::weak("a_0 <= a", log_a.clone() - log_part),
            Slack::weak("|g| >= 2 X", log_gradient.clone() - (T::integer(2) * longest).ln()),
            Slack::weak("a >= 8 X T/N", log_a - (T::integer(8) * longest * trace / scale).ln()),
            Slack::weak("2 rho a_0² >= 15", T::integer(2) * rho_a2 - T::integer(15)),
            Slack::weak("e^E >= 2 n", e.clone() - (T::integer(2) * count).ln()),
            Slack::weak(
                "3 e^E >= 4 n a_0²",
                e.clone() + (T::integer(3) / (T::integer(4) * count)).ln() - T::integer(2) * log_part,
            ),
            Slack::weak("2 eta N X e^E >= 3 n a_0^5", e + push.ln() - T::integer(5) * log_part),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            scale: variable("N"),
            longest: variable("X"),
            count: variable("n"),
            radius: variable("gamma"),
            trace: variable("T"),
            log_gradient: variable("log_g"),
            log_part: variable("log_a0"),
        }
    }
}

/// Whether the lemma is about a loss: l = -l' = l'' = e^{-u}, which among the losses of [`crate::model::facts`] is the one whose
/// s/f rises.
///
/// # Errors
///
/// [`Failure::NotApplicable`].
pub fn require(loss: LossName) -> Result<(), Failure> {
    let facts = loss.facts();
    if facts.self_bounding && facts.ratio == Trend::Rising {
        Ok(())
    } else {
        Err(Failure::NotApplicable("it is made for the exponential loss"))
    }
}

/// The numbers of a run at its present step.
///
/// # Errors
///
/// [`Failure::NotProved`] without an enclosed minimiser.
pub fn numbers(run: &impl StatesOnData<GramSystem>) -> Result<Numbers<Ball>, Failure> {
    let bits = run.bits();
    let (count, radius) = (whole(run.count(), bits), run.inner_radius()?);
    let direct = square_length(&run.risk().gradient(run.v())).sqrt().lower_end().ln();
    let length = square_length(run.v()).sqrt().lower_end();
    let exponent = radius.clone() * &length;
    // e^(gamma |v|) >= 2 n, or there is no bound from the length of v
    let twice = Ball::integer(2) * &count;
    let by_length = exponent.clone() - (twice.clone() * length).ln();
    let far = (exponent - twice.ln()).lower() >= 0;
    let log_gradient = match (direct.is_bounded(), far && by_length.is_bounded()) {
        (true, true) => {
            let (one, other) = (direct.lower(), by_length.lower());
            Ball::exact(if one >= other { one } else { other })
        }
        (true, false) => direct.lower_end(),
        (false, _) => by_length.lower_end(),
    };
    let (learning_rate, scale) = (run.learning_rate(), scale(&run.system().width, bits));
    let log_a = ((learning_rate.clone() * &scale).ln() + &log_gradient).lower_end();
    Ok(Numbers {
        learning_rate,
        scale,
        longest: run.longest(),
        count,
        radius,
        trace: run.state().trace().upper_end(),
        log_gradient,
        log_part: log_a.smaller(&Ball::integer(LARGEST_PART)),
    })
}

/// log a_0 is not taken larger: e^(2 log a_0) is to remain a number.
const LARGEST_PART: i32 = 40;

/// Tests the lemma at the present step: divergent.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, GramSystem>) -> Result<Established, Failure> {
    require(run.system().loss)?;
    GramGrowth::check(&numbers(run)?)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}
