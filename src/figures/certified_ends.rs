//! Certified ends of runs of `experiment-3`: where the first seed tends to, at some of the rates.

use super::FigureError;
use super::late_spectra::{LateEnd, Setting, WIDTH, specification};
use crate::arithmetic::{FromExact, parse_exact};
use crate::certify::phase::DataMinimum;
use crate::certify::{Limit, Phase};
use crate::dynamics::{Descent, Problem};
use crate::progress::{Watch, uncounted};
use crate::search::{ClassifyOptions, classify_watched};
use crate::theory::Digits;
use crate::training::Network;
use rayon::prelude::*;
use rug::Rational;

/// Steps that are enclosed at most.
const MOST_STEPS: u64 = 20_000;

/// The end of the first seed at one rate.
#[derive(Clone, Debug)]
pub struct CertifiedEnd {
    /// The rate, exact.
    pub rate: Rational,
    /// Certified, or undecided.
    pub phase: Phase,
    /// Ends of the limits of lambda and of the sharpness, if these are known.
    pub limits: Option<[[String; 2]; 2]>,
}

impl CertifiedEnd {
    /// The rate that the run in floats had.
    pub fn rate_in_floats(&self) -> f64 {
        f64::from_exact(&self.rate, 53)
    }

    /// The middle of the enclosures of lambda and of the sharpness.
    pub fn middles(&self) -> Option<[f64; 2]> {
        let middle =
            |[lower, upper]: &[String; 2]| Some((parse_exact(lower).ok()? + parse_exact(upper).ok()?).to_f64() / 2.0);
        let [ntk, sharpness] = self.limits.as_ref()?;
        Some([middle(ntk)?, middle(sharpness)?])
    }
}

/// Classifies the run of the first seed at up to `count` of the rates at which it came back, evenly spaced from the border 2/h0 on.
///
/// # Errors
///
/// [`FigureError::Interrupted`], or why there is no such problem.
///
/// # Guarantee
///
/// Certified, for the data as the exact numbers that they are and for the weights that the run starts from.
pub fn certify(
    setting: &Setting,
    border: f64,
    count: usize,
    watch: Watch<'_>,
) -> Result<Vec<CertifiedEnd>, FigureError> {
    let Some(first) = setting.seeds.first() else { return Ok(Vec::new()) };
    let came_back = setting.rates.iter().zip(&first.ends).filter(|(_, end)| matches!(end, LateEnd::Here { .. }));
    let rates: Vec<f64> = came_back.map(|(rate, _)| *rate).filter(|rate| *rate >= 0.5 * border).collect();
    let chosen: Vec<f64> =
        (0..count.min(rates.len())).map(|k| rates[(2 * k + 1) * rates.len() / (2 * count)]).collect();
    let points = specification(setting.data, first.seed)?.read_exact()?.data.distinct_signed_points();
    let features = points.first().map_or(0, |(z, _)| z.len());
    let start = Network::random(features, 2, WIDTH, first.seed)?.to_model();
    let exact = |row: &Vec<f64>| row.iter().map(|weight| Rational::from_f64(*weight).unwrap_or_default()).collect();
    let [w1, w2] =
        [0, 1].map(|layer: usize| start.layers[layer].rows.iter().map(exact).collect::<Vec<Vec<Rational>>>());
    let within = uncounted(watch);
    let options = ClassifyOptions {
        max_steps: MOST_STEPS,
        digits: Digits::new(6).unwrap_or_default(),
        ..ClassifyOptions::default()
    };
    chosen
        .into_par_iter()
        .map(|rate| {
            let rate = parse_exact(&rate.to_string()).map_err(|error| FigureError::Drawing(error.to_string()))?;
            let descent = Descent::two_layer_from_weights(setting.loss, rate.clone(), points.clone(), &w1, &w2[0])
                .map_err(|error| FigureError::Drawing(error.to_string()))?;
            let answer = classify_watched(&Problem::Gram(descent), &options, &within)?;
            let limits = match answer.limit {
                Some(Limit::OnData(DataMinimum { ntk_eigenvalue, sharpness, .. })) => {
                    Some([[ntk_eigenvalue.lower, ntk_eigenvalue.upper], [sharpness.lower, sharpness.upper]])
                }
                _ => None,
            };
            Ok(CertifiedEnd { rate, phase: answer.phase, limits })
        })
        .collect()
}
