//! Which numbers to try in a proof about a two-layer network on listed data. Nothing here need be trusted.

use super::classification::loss_before_if_any;
use super::on_data::{
    Candidate, Classified, Landmark, MOST_GAP, OTHER, ROUNDING, all_hold, contraction, distance, falling_to_zero,
    number,
};
use super::pattern_guide::guess_pattern;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Ball, FromExact};
use crate::certify::certificate::{Exact, Proof};
use crate::certify::checks::{
    Established, Failure, gram_escape, gram_growth, gram_one_sided, gram_pattern, gram_separable, gram_trap,
};
use crate::certify::data_proof::GramProof;
use crate::certify::data_run::{DataRun, StatesOnData};
use crate::certify::lemma::Lemma;
use crate::dynamics::{GramState, GramSystem, System};
use crate::model::features::congruent;
use crate::model::{FeatureRisk, LossName};
use rug::Rational;

/// No orbit diverges from a smaller loss: |g| >= 2 X needs a loss of 2.
pub(crate) const LEAST_LOSS: f64 = 2.0;

impl Classified for GramSystem {
    fn guess_trap(run: &DataRun<'_, Self>, landmark: &Landmark) -> Option<(Candidate, f64)> {
        let (distance, _) = distance(run)?;
        let kernel: Vec<Vec<f64>> = run.state().kernel().iter().map(|row| row.iter().map(number).collect()).collect();
        let (smallest, largest) = spectrum_of_product(&kernel, &landmark.root)?;
        let learning_rate = f64::from_exact(&run.problem().learning_rate, 53);
        let room = (learning_rate * smallest).min(2.0 - learning_rate * largest);
        let numbers = |gap: f64| gram_trap::Numbers {
            learning_rate,
            reciprocal_width: number(&run.equations().reciprocal_width),
            top: landmark.top,
            zeta: landmark.zeta,
            norm: landmark.norm,
            distance,
            // the roundings of a numerical spectrum
            smallest: smallest * (1.0 - ROUNDING),
            largest: largest * (1.0 + ROUNDING),
            gap,
        };
        for share in [0.9, 0.5] {
            let gap = (share * room).min(MOST_GAP);
            let numbers = numbers(gap);
            if gap > 0.0 && all_hold(&gram_trap::GramTrap::slacks(&numbers)) {
                let (bits, step) = (run.bits(), run.step());
                let proof = Proof::Gram(GramProof::Trap { bits, step, contraction: contraction(gap)? });
                let reason = format!(
                    "from step {step} on v contracts to the minimiser, by at least the fraction {gap:.3e} of the distance at each step"
                );
                return Some((Candidate { proof, reason }, numbers.drift()));
            }
        }
        None
    }

    fn guess_separable(run: &DataRun<'_, Self>) -> Option<Candidate> {
        gram_separable::require(run.problem().system.loss).ok()?;
        if let Some(candidate) = guess_one_sided(run) {
            return Some(candidate);
        }
        // a cheap test first: every margin must be positive
        let n = run.count() as f64;
        let loss = number(run.loss());
        if loss.is_nan() || loss * n > 1.0 {
            return None;
        }
        let numbers = gram_separable::numbers(run);
        gram_separable::GramSeparable::check(&numbers).ok()?;
        let (bits, step) = (run.bits(), run.step());
        let reason = falling_to_zero(run);
        Some(Candidate { proof: Proof::Gram(GramProof::Separable { bits, step }), reason })
    }

    fn guess_divergence(
        run: &DataRun<'_, Self>,
        landmark: Option<&Landmark>,
        apart: Option<&[Rational]>,
        next: &mut u64,
    ) -> Option<Candidate> {
        let loss = run.problem().system.loss;
        let (bits, step) = (run.bits(), run.step());
        if gram_growth::require(loss).is_ok() {
            // a cheap test first: the loss must have left its scale, perhaps beyond all numbers
            if run.loss().is_bounded() && number(run.loss()) < LEAST_LOSS {
                return None;
            }
            let proof = match (landmark, apart) {
                (Some(_), _) => {
                    gram_growth::GramGrowth::check(&gram_growth::numbers(run).ok()?).ok()?;
                    GramProof::Growth { bits, step }
                }
                (None, Some(direction)) => {
                    gram_escape::GramEscape::check(&gram_escape::numbers(run, direction).ok()?).ok()?;
                    GramProof::Escape { bits, step, direction: direction.iter().cloned().map(Exact).collect() }
                }
                (None, None) => return None,
            };
            let reason = format!("from step {step} on the gradient grows at least as its third power at each step");
            return Some(Candidate { proof: Proof::Gram(proof), reason });
        }
        gram_pattern::slope_limit(loss).ok()?;
        if step < *next {
            return None;
        }
        let state = to_floats(run.state());
        let risk = FeatureRisk::<f64, LossName>::new(loss, &run.problem().system.points, 53);
        let width = f64::from_exact(&run.problem().system.width, 53);
        let learning_rate = f64::from_exact(&run.problem().learning_rate, 53);
        match guess_pattern(&risk, &state, learning_rate, width) {
            Some(guess) => {
                let (period, growth) = (guess.period, guess.growth);
                let proof = Proof::Gram(guess.into_proof(bits, step)?);
                let reason = format!(
                    "from step {step} on the signs of the margins repeat every {period} steps, in which the weights grow by the factor {}",
                    if growth < 1e6 { format!("{growth:.4}") } else { format!("{growth:.3e}") }
                );
                // where the proof fails, the state is still too far from the pattern, which it approaches slowly
                *next = step + 1 + step / 32;
                Some(Candidate { proof, reason })
            }
            None => {
                *next = step + 1 + step / 8;
                None
            }
        }
    }

    fn establish_along(run: &DataRun<'_, Self>, proof: &Proof) -> Result<Established, Failure> {
        match proof {
            Proof::Gram(proof) => proof.establish_along(run),
            _ => Err(OTHER),
        }
    }
}

/// A proof that needs one feature, and in return only that steps are short, or that the loss has risen already.
fn guess_one_sided(run: &DataRun<'_, GramSystem>) -> Option<Candidate> {
    let numbers = gram_one_sided::numbers(run).ok()?;
    let (bits, step, rise) = (run.bits(), run.step(), run.first_rise());
    let bounded = run.problem().system.loss.facts().margin_slope_limit().is_some();
    let ending = if gram_one_sided::OneSidedFalls::check(&numbers).is_ok() {
        format!("and from step {step} on it falls to zero")
    } else if rise.is_some() && bounded {
        gram_one_sided::OneSidedConverges::check(&numbers.start()).ok()?;
        "so that it tends to zero at every rate".into()
    } else {
        return None;
    };
    let reason = format!("{}; the data lie on one side of zero, {ending}", loss_before_if_any(rise, step));
    Some(Candidate { proof: Proof::Gram(GramProof::OneSided { bits, step }), reason })
}

fn to_floats(state: &GramState<Ball>) -> GramState<f64> {
    GramSystem::convert(state, number)
}

/// The smallest and the largest eigenvalue of H K, those of R K R^T. Numerical.
pub(crate) fn spectrum_of_product(kernel: &[Vec<f64>], root: &[Vec<f64>]) -> Option<(f64, f64)> {
    let product = congruent(root, kernel);
    let (smallest, largest) = (f64::bottom_eigenvalue(&product), f64::top_eigenvalue(&product));
    (smallest.is_finite() && largest.is_finite()).then_some((smallest, largest))
}
