//! Divergence of the two-layer network on D0 where s is bounded, as with the logistic loss, for eta sup |s| > sqrt(2m).
//!
//! # Lemma
//!
//! A loss with sigma = sup |s| and sigma - |s(f)| <= 2 sigma e^(-|f|) ([`crate::model::facts`]); for the logistic loss
//! sigma = 1/2. Put A = eta sigma/sqrt m > 1, a(f) = eta s(f)/sqrt m, c = 2 log((A + 1)/(A - 1)). Let
//! p = lambda + 2f/sqrt m and q = lambda - 2f/sqrt m be positive at step T, V = sqrt(p q) and u = |log p - log q| there. Let d > 0, the
//! margin, and put
//!
//! > w = min(u, c - u) - d,  0 < F <= (sqrt m/2) V sinh(w/2),  a_0 = a(F),  G = a_0² - 1,
//! > drift = (4/G) · 2A e^(-F)/(1 - e^(-F (G - 1))).
//!
//! If
//!
//! > (i) w > 0,  (ii) a_0² > 2,  (iii) drift <= d,
//!
//! then |f_t| >= F G^(t-T) for all t >= T, with G > 1: the loss tends to infinity. The sign of f alternates.
//!
//! # Proof
//!
//! Write u_t and V_t for u and V at step t. By (T3), |f_t| = (sqrt m/2) V_t sinh(u_t/2) and V_(t+1) = V_t |1 - a²|. By (ii)
//! A > a_0 > sqrt 2, so G > 1.
//! Induction over t, with the hypothesis for all s from T to t: u_s differs by at most d from u_T (s - T even) or from c - u_T
//! (s - T odd), so that w <= u_s <= c - w; and V_s >= V_T G^(s-T).
//! Then |f_s| >= F G^(s-T) >= F, so |a_s| >= a_0 and V_(s+1) >= V_s G.
//! By symmetry (swapping p and q changes the sign of f) let f_s > 0. Then, by (T3),
//! log p - log q changes by -h(a_s), h(a) = 2 log((a + 1)/(a - 1)), which decreases in a > 1 with |h'| = 4/(a² - 1). As
//! a_0 <= a_s < A, h(a_s) = c + e_s with 0 <= e_s <= (4/G)(A - a_s), and A - a_s <= 2A e^(-f_s). As
//! u_s < c, the sign changes and u_(s+1) = c - u_s + e_s. Two steps give u_(s+2) = u_s - e_s + e_(s+1). So u_(t+1) differs
//! from u_T or from c - u_T by at most the sum of the e_s, which is at most (4/G) 2A times the sum of e^(-F G^k) over k >= 0;
//! by Bernoulli G^k >= 1 + k (G - 1), so that sum is at most e^(-F)/(1 - e^(-F (G - 1))), and the whole at most
//! drift <= d. ∎
//!
//! # What is monotone in what
//!
//! Of V a lower bound will do, and the slacks of w and F are monotone in u and V ([`at_factors`] takes a w and an F
//! just below what the enclosures allow). Smaller w and F are always allowed: they only make (ii) and (iii) harder.
//!
//! Machine-checked: `proofs/Two_layer_alternation.v`, `alternation` and `alternation_on_box`.

use super::run::Run;
use super::{Established, Failure};
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::Phase;
use crate::dynamics::factorised::factor_rate;
use crate::dynamics::{FactorisedState, TwoLayer};
use crate::model::{Degenerate, LossName, Risk};
use rug::Rational;

/// The lemma of this file.
pub struct Alternation;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// What the state and the map are.
    pub place: Place<T>,
    /// d.
    pub margin: T,
    /// w.
    pub gap: T,
    /// F.
    pub output: T,
    /// s(F).
    pub slope: T,
}

/// The part of the numbers that does not depend on d.
#[derive(Clone, Debug, PartialEq)]
pub struct Place<T> {
    /// eta.
    pub learning_rate: T,
    /// m.
    pub width: T,
    /// sigma = sup |s|.
    pub slope_limit: T,
    /// A lower bound of the smaller one of p and q.
    pub factor: T,
    /// V, a lower bound of sqrt(p q).
    pub mean: T,
    /// u = |log p - log q|.
    pub distance: T,
}

impl<T: Analytic> Place<T> {
    /// A = eta sigma/sqrt m.
    pub fn top(&self) -> T {
        factor_rate(self.learning_rate.clone(), self.slope_limit.clone(), &self.width)
    }

    /// c, by which an enormous step turns log p - log q over.
    pub fn turn(&self) -> T {
        turn(self.top())
    }

    /// The lower bound of |f| that a distance w of log p and log q gives.
    fn reach(&self, gap: &T) -> T {
        let two = T::integer(2);
        self.width.clone().sqrt() / &two * &self.mean * (gap.clone() / two).sinh()
    }
}

/// c = 2 log((A + 1)/(A - 1)).
pub fn turn<T: Analytic>(top: T) -> T {
    T::integer(2) * ((top.clone() + T::one()) / (top - T::one())).ln()
}

impl<T: Analytic> Numbers<T> {
    /// a_0² = a(F)².
    fn rate_squared(&self) -> T {
        let Place { learning_rate, width, .. } = &self.place;
        factor_rate(learning_rate.clone(), self.slope.clone(), width).square()
    }

    /// The bound on the sum of the drifts e_s.
    fn drift(&self) -> T {
        let growth = self.rate_squared() - T::one();
        let shrink = (-(self.output.clone() * (growth.clone() - T::one()))).exp();
        T::integer(8) * self.place.top() / growth * (-self.output.clone()).exp() / (T::one() - shrink)
    }
}

impl<T: Ends> Place<T> {
    /// min(u, c - u), of which d takes a part.
    pub fn room(&self) -> T {
        self.distance.smaller(&(self.turn() - &self.distance))
    }

    /// The numbers for a margin d, with w and F just below what the place allows.
    pub fn with_margin(self, margin: T, risk: &impl Risk<T>) -> Numbers<T> {
        let gap = (self.room() - &margin).just_below();
        let output = self.reach(&gap).just_below();
        Numbers { place: self, margin, gap, slope: risk.slope(output.clone()), output }
    }
}

impl Lemma for Alternation {
    const NAME: &'static str = "alternation";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { place, margin, gap, output, .. } = numbers;
        let used = margin.clone() + gap;
        vec![
            Slack::strict("A > 1", place.top() - T::one()),
            Slack::strict("p > 0 and q > 0 over the whole enclosure", place.factor.clone()),
            Slack::strict("d > 0", margin.clone()),
            Slack::strict("w > 0", gap.clone()),
            Slack::weak("w <= u - d", place.distance.clone() - &used),
            Slack::weak("w <= c - u - d", place.turn() - &place.distance - &used),
            Slack::strict("F > 0", output.clone()),
            Slack::weak("F <= (sqrt m/2) V sinh(w/2)", place.reach(gap) - output),
            Slack::strict("a(F)² > 2", numbers.rate_squared() - T::integer(2)),
            Slack::weak("drift <= d", margin.clone() - numbers.drift()),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            place: Place {
                learning_rate: variable("eta"),
                width: variable("m"),
                slope_limit: variable("sigma"),
                factor: variable("q"),
                mean: variable("V"),
                distance: variable("u"),
            },
            margin: variable("d"),
            gap: variable("w"),
            output: variable("F"),
            slope: variable("s"),
        }
    }
}

/// sigma of a loss that the lemma is about.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for losses whose slope is unbounded.
pub fn slope_limit(loss: LossName) -> Result<Rational, Failure> {
    let unbounded = Failure::NotApplicable("it is made for losses whose slope is bounded, the logistic loss");
    loss.facts().slope_limit().ok_or(unbounded)
}

/// Tests the lemma at step T with the given d: divergent.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &Run, margin: &Rational) -> Result<Established, Failure> {
    let map = run.problem().equations::<Ball>(run.bits());
    let factors = FactorisedState::from_output(run.state(), &map.width().clone().sqrt());
    Alternation::check(&at_factors(&map, factors, margin, run.bits())?)?;
    Ok(Established { phase: Phase::Divergent, limit: None })
}

/// The numbers at enclosed p and q, for a margin d.
///
/// # Errors
///
/// [`Failure::NotApplicable`] for a loss whose slope is unbounded.
pub fn at_factors(
    map: &TwoLayer<Ball, Degenerate<LossName>>,
    factors: FactorisedState<Ball>,
    margin: &Rational,
    bits: u32,
) -> Result<Numbers<Ball>, Failure> {
    let slope_limit = Ball::from_exact(&slope_limit(map.risk.0)?, bits);
    let FactorisedState { p, q } = factors;
    let factor = p.smaller(&q);
    let place = Place {
        learning_rate: map.learning_rate.clone(),
        width: map.width().clone(),
        slope_limit,
        factor,
        mean: (p.clone() * &q).sqrt().lower_end(),
        distance: (p.ln() - q.ln()).abs(),
    };
    Ok(place.with_margin(Ball::from_exact(margin, bits), &map.risk))
}
