//! Which numbers to try in a proof about a linear predictor of several features. Nothing here need be trusted.

use super::features_cycle_guide::CycleGuide;
use super::on_data::{
    Candidate, Classified, Landmark, MOST_GAP, OTHER, ROUNDING, all_hold, all_may_hold, contraction, distance,
    falling_to_zero, number,
};
use crate::arithmetic::FromExact;
use crate::certify::certificate::Proof;
use crate::certify::checks::{
    Established, Failure, features_growth, features_separable, features_trap, gram_growth, gram_separable,
};
use crate::certify::data_proof::FeatureProof;
use crate::certify::data_run::{DataRun, StatesOnData};
use crate::certify::lemma::Lemma;
use crate::dynamics::FeatureSystem;
use rug::Rational;

impl Classified for FeatureSystem {
    fn guess_trap(run: &DataRun<'_, Self>, landmark: &Landmark) -> Option<(Candidate, f64)> {
        let (_, distance) = distance(run)?;
        let learning_rate = f64::from_exact(&run.problem().learning_rate, 53);
        let longest = number(&run.longest());
        let room = (learning_rate * landmark.bottom).min(2.0 - learning_rate * landmark.top);
        for share in [0.9, 0.5, 0.1] {
            let gap = (share * room).min(MOST_GAP);
            let numbers = features_trap::Numbers {
                learning_rate,
                smallest: landmark.bottom * (1.0 - ROUNDING),
                largest: landmark.top * (1.0 + ROUNDING),
                longest,
                distance,
                gap,
            };
            if gap > 0.0 && all_hold(&features_trap::FeaturesTrap::slacks(&numbers)) {
                let (bits, step) = (run.bits(), run.step());
                let proof = Proof::Features(FeatureProof::Trap { bits, step, contraction: contraction(gap)? });
                let reason = format!(
                    "from step {step} on v contracts to the minimiser, by at least the fraction {gap:.3e} of the distance at each step"
                );
                // the limit does not depend on the orbit
                return Some((Candidate { proof, reason }, 0.0));
            }
        }
        None
    }

    fn guess_separable(run: &DataRun<'_, Self>) -> Option<Candidate> {
        gram_separable::require(run.problem().system.loss).ok()?;
        let loss = number(run.loss());
        if loss.is_nan() || loss * run.count() as f64 > 1.0 {
            return None;
        }
        features_separable::FeaturesSeparable::check(&features_separable::numbers(run)).ok()?;
        let (bits, step) = (run.bits(), run.step());
        let reason = falling_to_zero(run);
        Some(Candidate { proof: Proof::Features(FeatureProof::Separable { bits, step }), reason })
    }

    fn guess_divergence(
        run: &DataRun<'_, Self>,
        landmark: Option<&Landmark>,
        _apart: Option<&[Rational]>,
        _next: &mut u64,
    ) -> Option<Candidate> {
        gram_growth::require(run.problem().system.loss).ok()?;
        let numbers = features_growth::Numbers {
            learning_rate: f64::from_exact(&run.problem().learning_rate, 53),
            count: run.count() as f64,
            radius: landmark?.radius,
            length: run.v().iter().map(|x| number(x).powi(2)).sum::<f64>().sqrt(),
        };
        let (bits, step) = (run.bits(), run.step());
        let holds = all_may_hold(&features_growth::FeaturesGrowth::slacks(&numbers));
        let reason = format!("from step {step} on |v| at least doubles at each step");
        holds.then_some(Candidate { proof: Proof::Features(FeatureProof::Growth { bits, step }), reason })
    }

    fn guess_cycle(run: &DataRun<'_, Self>, guide: &mut CycleGuide) -> Option<Candidate> {
        let (proof, period) = guide.guess(run)?;
        let step = run.step();
        let reason =
            format!("from step {step} on v contracts to a cycle of period {period}, by {period} steps at a time");
        Some(Candidate { proof: Proof::Features(proof), reason })
    }

    fn establish_along(run: &DataRun<'_, Self>, proof: &Proof) -> Result<Established, Failure> {
        match proof {
            Proof::Features(proof) => proof.establish_along(run),
            _ => Err(OTHER),
        }
    }
}
