//! PROVISIONAL: the thresholds that the figures mark, numerically, in `f64`. To be replaced by the certified values of
//! `theory::thresholds`: only [`Thresholds::numerical`], [`two_cycle_amplitude`] and this note need to change.
//!
//! Every value is the root of a generic equation of `model`, found by bisection to the last bit; `digits` shows fewer.

use crate::model::{Degenerate, Empirical, LossName, Risk};
use rug::Rational;

/// A value that a figure marks.
#[derive(Clone, Debug, PartialEq)]
pub struct Threshold {
    /// Its symbol, in the notation of figure labels (`_{..}` is a subscript).
    pub label: String,
    /// The value.
    pub value: f64,
    /// The leading digits, as shown; every digit is right.
    pub digits: String,
}

impl Threshold {
    /// Symbol, value, and as many decimals as are shown.
    pub fn new(label: impl Into<String>, value: f64, decimals: usize) -> Self {
        // Truncated, not rounded, so that every digit shown is a digit of the value; an ellipsis says there are more.
        let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
        let truncated = (value * scale).floor() / scale;
        let more = if truncated == value { "" } else { "…" };
        let digits = if more.is_empty() { format!("{value}") } else { format!("{truncated:.decimals$}{more}") };
        Threshold { label: label.into(), value, digits }
    }

    /// `label = digits`, for labels in figures.
    pub fn equation(&self) -> String {
        format!("{} = {}", self.label, self.digits)
    }

    /// `label = digits`, with plain subscripts, for captions.
    pub fn caption(&self) -> String {
        self.equation().replace("_{", "_").replace('}', "")
    }
}

/// All thresholds of the figures, and the parameters they belong to.
#[derive(Clone, Debug, PartialEq)]
pub struct Thresholds {
    /// (P2) on D0, exponential loss, for the start of `linear_curves`.
    pub critical_exponential: Threshold,
    /// (P2) on D0, logistic loss, for the start of `linear_curves`.
    pub critical_logistic: Threshold,
    /// (P2) on D0, logistic loss, for the start of the counterexample in `overshoot`.
    pub critical_counterexample: Threshold,
    /// eta = 2/kappa = 8, where the minimum of the logistic risk on D0 loses stability.
    pub stability_logistic: Threshold,
    /// (P5) on E2, exponential loss.
    pub three_point_exponential: Threshold,
    /// (P5) on E2, logistic loss.
    pub three_point_logistic: Threshold,
    /// The minimiser of the risk on E2, exponential loss.
    pub minimiser_exponential: f64,
    /// The minimiser of the risk on E2, logistic loss.
    pub minimiser_logistic: f64,
    /// (P4) eta_o.
    pub overshoot: Threshold,
    /// (T6) exponential loss, lambda0 = 2.
    pub lazy_exponential: Threshold,
    /// (T6) logistic loss, lambda0 = 2.
    pub lazy_logistic: Threshold,
}

/// Start of the exponential learning curves on D0.
pub const START_EXPONENTIAL: f64 = 1.0;
/// Start of the logistic learning curves on D0.
pub const START_LOGISTIC: f64 = 4.0;
/// Start of the counterexample to the monotonicity in Theorem 1.2.
pub const START_COUNTEREXAMPLE: f64 = 12.0;
/// lambda0 of the two-layer figures.
pub const INITIAL_LAMBDA: f64 = 2.0;

impl Thresholds {
    /// The thresholds in `f64`.
    pub fn numerical() -> Self {
        let logistic = Degenerate(LossName::Logistic);
        // (P2) 2 w0/s(w0)
        let critical = |loss, start: f64| 2.0 * start / Degenerate(loss).slope(start);
        // (P5) 2/h(w*)
        let three_point = |loss| {
            let risk = three_point_risk(loss);
            let minimiser = bisect(|w| risk.slope(w), -4.0, 4.0);
            (minimiser, 2.0 / risk.curvature(minimiser))
        };
        let (minimiser_exponential, crit_exponential) = three_point(LossName::Exponential);
        let (minimiser_logistic, crit_logistic) = three_point(LossName::Logistic);
        // (P4): w_o is where the two-cycle is superstable, eta s'(w) = 1 with eta = 2 w/s(w).
        let overshoot_weight = bisect(|w| logistic.slope(w) - 2.0 * w * logistic.curvature(w), 0.5, 6.0);
        // (T6) 2/(kappa lambda0)
        let lazy = |loss| 2.0 / (Degenerate(loss).curvature(0.0) * INITIAL_LAMBDA);
        Thresholds {
            critical_exponential: Threshold::new("η_{c}", critical(LossName::Exponential, START_EXPONENTIAL), 4),
            critical_logistic: Threshold::new("η_{c}", critical(LossName::Logistic, START_LOGISTIC), 3),
            critical_counterexample: Threshold::new("η_{c}", critical(LossName::Logistic, START_COUNTEREXAMPLE), 4),
            stability_logistic: Threshold::new("η", 2.0 / logistic.curvature(0.0), 0),
            three_point_exponential: Threshold::new("η_{crit}", crit_exponential, 4),
            three_point_logistic: Threshold::new("η_{crit}", crit_logistic, 4),
            minimiser_exponential,
            minimiser_logistic,
            overshoot: Threshold::new("η_{o}", critical(LossName::Logistic, overshoot_weight), 4),
            lazy_exponential: Threshold::new("η_{lazy}", lazy(LossName::Exponential), 4),
            lazy_logistic: Threshold::new("η_{lazy}", lazy(LossName::Logistic), 4),
        }
    }
}

/// The risk on E2, signed points 1, 2, -1.
pub fn three_point_risk(loss: LossName) -> Empirical<f64, LossName> {
    let points = [1, 2, -1].map(|point| (Rational::from(point), 1));
    Empirical::new(loss, &points, 53)
}

/// (P3): the amplitude w* > 0 of the logistic two-cycle on D0, 2 w* = eta s(w*); zero for eta <= 8.
pub fn two_cycle_amplitude(learning_rate: f64) -> f64 {
    let risk = Degenerate(LossName::Logistic);
    if learning_rate * risk.curvature(0.0) <= 2.0 {
        return 0.0;
    }
    // 2 w - eta s(w) is negative just above zero and positive from w = eta/4 on, since s < 1/2.
    bisect(|w| 2.0 * w - learning_rate * risk.slope(w), 1e-9, learning_rate / 4.0)
}

/// The universal rate 2 sqrt(2 m) of the logistic loss.
pub fn universal_rate(width: f64) -> f64 {
    2.0 * (2.0 * width).sqrt()
}

/// The root of a function that is negative at `low` and positive at `high`, to the last bit.
fn bisect(function: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    loop {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            return middle;
        }
        if function(middle) > 0.0 { high = middle } else { low = middle }
    }
}
