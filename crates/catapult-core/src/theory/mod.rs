//! Closed-form consequences of the equations: thresholds, and the certified roots behind them ([`newton`] has the tests that prove
//! a root, [`hypothesis`] what a test is).
//!
//! | tag | quantity | function |
//! |---|---|---|
//! | (P2) | critical rate of the linear predictor on D0 | [`thresholds::critical_rate`] |
//! | (P3) | amplitude and multiplier of the logistic 2-cycle | [`two_cycle::enclose_two_cycle`] |
//! | (P4) | overshoot | [`overshoot::enclose_overshoot`] |
//! | (P5) | stability limit of the minimiser of one-dimensional data | [`minimiser::enclose_minimiser`] |
//! | (P5) | the same exactly, where algebra knows it | [`minimiser::exact_minimiser`] |
//! | (G4a), (P5) | the same in several features | [`feature_minimiser`] |
//! | (T6) | end of the lazy phase | [`thresholds::lazy_rate`] |
//! | (T7) | largest final kernel | [`thresholds::flatness_bound`] |
//! | (G6), (G6') | universal step size and divergence on data of one feature | [`one_feature`] |
//! | (G6') | what such networks do at infinity | [`rotation`] |
//! | (L4d), (L8a), (L3e) | balanced, lazy and safe rates of aligned networks | [`aligned_thresholds`] |
//! | section 3 | universal step size, logistic | [`thresholds::universal_rate`] |
//!
//! [`question`] asks for any of them, and gives the answer as data.

pub mod aligned_thresholds;
pub mod certified;
pub mod exact_minimiser;
pub mod feature_minimiser;
pub mod hypothesis;
pub mod minimiser;
pub mod newton;
pub mod one_feature;
pub mod overshoot;
pub mod question;
pub mod root;
pub mod rotation;
pub mod thresholds;
pub mod two_cycle;

pub use certified::{CertifiedValue, Digits, DigitsError};
pub use question::{Question, QuestionError};
