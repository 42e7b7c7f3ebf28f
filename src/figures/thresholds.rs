//! The thresholds that the figures mark: certified by [`crate::theory`], rounded only to be placed on an axis.

use super::FigureError;
use crate::arithmetic::Enclosure;
use crate::model::{Empirical, LossName};
use crate::theory::minimiser::enclose_minimiser;
use crate::theory::overshoot::enclose_overshoot;
use crate::theory::thresholds::{certify_critical_rate, exact_two_over_kappa};
use crate::theory::two_cycle::{TwoCycleError, enclose_two_cycle};
use crate::theory::{CertifiedValue, Digits};
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
    /// A certified value, shown to `decimals` decimals: truncated, not rounded, so that every digit shown is a digit of the
    /// value; an ellipsis says that there are more.
    pub fn certified(label: impl Into<String>, value: &CertifiedValue, decimals: usize) -> Self {
        let Enclosure { lower, upper } = value.enclosure(Digits::default().count());
        let (whole, fraction) = lower.split_once('.').unwrap_or((&lower, ""));
        let shown: String = fraction.chars().take(decimals).collect();
        let point = if shown.is_empty() { "" } else { "." };
        let more = if fraction.len() > decimals || lower != upper { "…" } else { "" };
        Threshold { label: label.into(), value: value.to_f64(), digits: format!("{whole}{point}{shown}{more}") }
    }

    /// A value measured in `f64`, rounded to `decimals` decimals and marked as approximate.
    pub fn measured(label: impl Into<String>, value: f64, decimals: usize) -> Self {
        Threshold { label: label.into(), value, digits: format!("{value:.decimals$} (measured)") }
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
    /// All thresholds, each certified to 30 digits.
    ///
    /// # Errors
    ///
    /// [`FigureError::Threshold`] if an enclosure could not be found.
    pub fn certified() -> Result<Self, FigureError> {
        let digits = Digits::default();
        let critical = |loss, start: f64, decimals| {
            let value = certify_critical_rate(loss, &exact(start), digits)?;
            Ok::<_, FigureError>(Threshold::certified("η_{c}", &value, decimals))
        };
        let points = three_points();
        let three_point = |loss| {
            let minimiser = enclose_minimiser(loss, &points, digits)?;
            let rate = Threshold::certified("η_{crit}", &minimiser.critical_rate, 4);
            Ok::<_, FigureError>((minimiser.weight.to_f64(), rate))
        };
        let (minimiser_exponential, three_point_exponential) = three_point(LossName::Exponential)?;
        let (minimiser_logistic, three_point_logistic) = three_point(LossName::Logistic)?;
        let lazy = |loss| Threshold::certified("η_{lazy}", &exact_two_over_kappa(loss, &exact(INITIAL_LAMBDA)), 4);
        let stability = exact_two_over_kappa(LossName::Logistic, &Rational::from(1));
        Ok(Thresholds {
            critical_exponential: critical(LossName::Exponential, START_EXPONENTIAL, 4)?,
            critical_logistic: critical(LossName::Logistic, START_LOGISTIC, 3)?,
            critical_counterexample: critical(LossName::Logistic, START_COUNTEREXAMPLE, 4)?,
            stability_logistic: Threshold::certified("η", &stability, 0),
            three_point_exponential,
            three_point_logistic,
            minimiser_exponential,
            minimiser_logistic,
            overshoot: Threshold::certified("η_{o}", &enclose_overshoot(digits)?.learning_rate, 4),
            lazy_exponential: lazy(LossName::Exponential),
            lazy_logistic: lazy(LossName::Logistic),
        })
    }
}

/// The rational number that an `f64` constant is.
fn exact(value: f64) -> Rational {
    Rational::from_f64(value).unwrap_or_default()
}

/// E2 as signed points with multiplicities.
pub fn three_points() -> [(Rational, u32); 3] {
    [1, 2, -1].map(|point| (Rational::from(point), 1))
}

/// The risk on E2 in `f64`.
pub fn three_point_risk(loss: LossName) -> Empirical<f64, LossName> {
    Empirical::new(loss, &three_points(), 53)
}

/// (P3): the amplitude w* > 0 of the logistic two-cycle on D0; zero for eta <= 8. The certified value, rounded.
///
/// # Errors
///
/// [`FigureError::Threshold`] if it could not be enclosed.
pub fn two_cycle_amplitude(learning_rate: f64) -> Result<f64, FigureError> {
    match enclose_two_cycle(&exact(learning_rate), Digits::default()) {
        Ok(cycle) => Ok(cycle.amplitude.to_f64()),
        Err(TwoCycleError::TooSmall(_)) => Ok(0.0),
        Err(error) => Err(error.into()),
    }
}
