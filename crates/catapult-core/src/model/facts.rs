//! What lemmas may ask of a loss: a table of properties, with their proofs.
//!
//! A lemma that needs a property of the loss asks for it here and never for the loss's name. So a new loss is covered by exactly
//! those lemmas whose hypotheses it has, and adding one is a row of [`LossName::facts`] with the reasons below.
//!
//! On D0 the risk is L(f) = (l(f) + l(-f))/2, so L is even and s = L' is odd for *every* loss; where l is convex, L is convex,
//! and therefore L rises with |f| and f s(f) >= 0. All losses of [`LossName`] are convex with l'' > 0, so that L has the one
//! minimum f = 0.
//!
//! | | exponential | logistic | squared |
//! |---|---|---|---|
//! | [`kappa`](LossFacts::kappa) = L''(0) | 1 | 1/4 | 1 |
//! | [`ratio`](LossFacts::ratio): s(f)/f in \|f\| | rises | falls | is constant |
//! | [`slope_limit`](LossFacts::slope_limit) = sup \|s\| | none | 1/2 | none |
//! | [`margin_slope_at_zero`](LossFacts::margin_slope_at_zero) = l'(0) | -1 | -1/2 | -1 |
//! | [`curvature_limit`](LossFacts::curvature_limit) = sup l'' | none | 1/4 | 1 |
//! | [`curvature_peaks_at_zero`](LossFacts::curvature_peaks_at_zero): l''(u) < l''(0) for u != 0 | no | yes | no |
//! | [`curvature_falls`](LossFacts::curvature_falls): l''(u) does not rise with u | yes | no | yes |
//! | [`third_within_second`](LossFacts::third_within_second): \|l'''\| <= l'' | yes | yes | yes |
//! | [`self_bounding`](LossFacts::self_bounding): l'' <= \|l'\| <= l and \|l'\| >= l - l²/2 for u > 0 | yes | yes | no |
//! | [`quadratic`](LossFacts::quadratic): l'' is constant | no | no | yes |
//! | [`decreases`](LossFacts::decreases): l' < 0 everywhere | yes | yes | no |
//! | [`rational`](LossFacts::rational): rational at rational margins | no | no | yes |
//! | [`risk_curvature`](LossFacts::risk_curvature): L''(f) in \|f\| | rises | falls | is constant |
//!
//! # Proofs
//!
//! * Exponential: s = sinh f, and sinh(f)/f is a power series in f² with positive coefficients. l'' = -l' = e^{-u} = |l'''|.
//! * Logistic: s = tanh(f/2)/2; tanh is strictly concave on f > 0 and zero at 0, so its ratio to f falls strictly, from 1/2 to 0
//!   for tanh(f/2)/f; |s| < 1/2, approached as 1/2 - s(f) = 1/(e^f + 1) < e^{-f}. l'' = p (1 - p) with p = 1/(1 + e^u), which
//!   is 1/(4 cosh²(u/2)): at most 1/4, and that only at u = 0. l''' = l'' (2p - 1), and |2p - 1| < 1.
//!   l' = -p tends to -1 and to 0 at the ends, within e^{-|u|}: p <= e^{-u} and 1 - p <= e^u. p <= log(1 + e^{-u}) = l and
//!   |l'| = 1 - e^{-l} >= l - l²/2.
//! * L'' is cosh f, 1/(4 cosh²(f/2)) and 1 in this order, and cosh rises with |f|.
//! * Squared: s = f, l'' = 1, l''' = 0, l'(u) = u - 1.
//!
//! `tests/dynamics/loss_facts.rs` holds the table against the equations of [`super::loss`], on exact expressions and enclosures.

use super::loss::LossName;
use rug::Rational;

/// How a quantity moves with |f|.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trend {
    /// Strictly rising on |f| > 0.
    Rising,
    /// Strictly falling on |f| > 0.
    Falling,
    /// The same everywhere.
    Constant,
}

/// Properties of a loss, as in the table of [the module](self).
///
/// # Guarantee
///
/// Exact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LossFacts {
    kappa: (u32, u32),
    slope_limit: Option<(u32, u32)>,
    margin_slope_at_zero: (i32, u32),
    curvature_limit: Option<(u32, u32)>,
    /// How s(f)/f moves with |f|. Its limit at f = 0 is kappa.
    pub ratio: Trend,
    /// Whether l''(u) < l''(0) for all u != 0.
    pub curvature_peaks_at_zero: bool,
    /// Whether l''(u) never rises with u.
    pub curvature_falls: bool,
    /// Whether |l'''| <= l''.
    pub third_within_second: bool,
    /// Whether 0 < l'' <= |l'| <= l everywhere, and |l'| >= l - l²/2 at positive margins.
    pub self_bounding: bool,
    /// Whether l'' is constant, so that gradient descent of a linear predictor is a linear map.
    pub quadratic: bool,
    /// Whether l' < 0 everywhere, so that separable data have no finite minimiser.
    pub decreases: bool,
    /// Whether l, l' and l'' are rational at rational margins, so that orbits can be exact.
    pub rational: bool,
    /// How L''(f) on D0 moves with |f|.
    pub risk_curvature: Trend,
}

impl LossFacts {
    /// kappa = L''(0) = l''(0), the curvature of the risk on D0 at its minimum.
    pub fn kappa(&self) -> Rational {
        Rational::from(self.kappa)
    }

    /// The supremum of |s|, which is not attained; `None` where s is unbounded. Where there is one, it is approached as
    /// sup |s| - |s(f)| <= 2 sup |s| e^{-|f|}.
    pub fn slope_limit(&self) -> Option<Rational> {
        self.slope_limit.map(Rational::from)
    }

    /// -lim l'(u) for u -> -inf, twice [`LossFacts::slope_limit`]: s(f) = (l'(f) - l'(-f))/2 on D0, and l' tends to 0 at the other
    /// end, where it is bounded. Both are approached within e^{-|u|}.
    pub fn margin_slope_limit(&self) -> Option<Rational> {
        Some(self.slope_limit()? * 2)
    }

    /// l'(0), not zero. L'(0) of any data is this times the mean of the signed points.
    pub fn margin_slope_at_zero(&self) -> Rational {
        Rational::from(self.margin_slope_at_zero)
    }

    /// The supremum of l''; `None` where l'' is unbounded.
    pub fn curvature_limit(&self) -> Option<Rational> {
        self.curvature_limit.map(Rational::from)
    }
}

impl LossName {
    /// The row of the table of [`crate::model::facts`].
    pub fn facts(self) -> LossFacts {
        match self {
            LossName::Exponential => LossFacts {
                kappa: (1, 1),
                slope_limit: None,
                margin_slope_at_zero: (-1, 1),
                curvature_limit: None,
                ratio: Trend::Rising,
                curvature_peaks_at_zero: false,
                curvature_falls: true,
                third_within_second: true,
                self_bounding: true,
                quadratic: false,
                decreases: true,
                rational: false,
                risk_curvature: Trend::Rising,
            },
            LossName::Logistic => LossFacts {
                kappa: (1, 4),
                slope_limit: Some((1, 2)),
                margin_slope_at_zero: (-1, 2),
                curvature_limit: Some((1, 4)),
                ratio: Trend::Falling,
                curvature_peaks_at_zero: true,
                curvature_falls: false,
                third_within_second: true,
                self_bounding: true,
                quadratic: false,
                decreases: true,
                rational: false,
                risk_curvature: Trend::Falling,
            },
            LossName::Squared => LossFacts {
                kappa: (1, 1),
                slope_limit: None,
                margin_slope_at_zero: (-1, 1),
                curvature_limit: Some((1, 1)),
                ratio: Trend::Constant,
                curvature_peaks_at_zero: false,
                curvature_falls: true,
                third_within_second: true,
                self_bounding: false,
                quadratic: true,
                decreases: false,
                rational: true,
                risk_curvature: Trend::Constant,
            },
        }
    }
}
