//! Orbits that diverge: by growth of all layers, or by alternation of two.

use super::super::{CertificateExportError, Ratio, alternation_numbers, sizes, unfold_hypotheses};
use super::Writer;
use crate::arithmetic::Ball;
use crate::certify::checks::Failure;
use crate::certify::checks::aligned_growth::{self, BoundedGrowth, Growth};
use crate::certify::checks::alternation::Alternation;
use crate::dynamics::System;
use crate::model::LossName;
use rug::Rational;

impl Writer<'_> {
    /// checks/aligned_growth.rs.
    pub(super) fn growth(&self) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run()?;
        let bounds = self.bounds(&run)?;
        let (least, _) = sizes(&bounds.output.0, &bounds.output.1);
        let largest = bounds.sizes().into_iter().map(|(_, most)| most.square()).max().unwrap_or_default();
        let (depth, step, loss) = (self.depth(), self.step, self.loss());
        let (lemma, stiffening, hypotheses) = if aligned_growth::rises(loss) {
            ("growth_at", format!("  - exact stiffening_{loss}.\n"), unfold_hypotheses::<Growth>())
        } else {
            ("bounded_growth_at", String::new(), unfold_hypotheses::<BoundedGrowth>())
        };
        let slope = match loss {
            LossName::Logistic => "rewrite slope_logistic_once",
            LossName::Exponential => "unfold slope_exponential, sinh",
            LossName::Squared => "unfold slope_squared",
        };
        Ok(self.preamble(bits)
            + &self.state_lemmas(&bounds)
            + &format!(
                "\
Definition reached : R := {least}.
Definition largest : R := {largest}.

(* The hypotheses of checks/aligned_growth.rs at step {step}. *)
Lemma grows : layers_diverge {depth} {scale} (fun t => sigma ({step} + t)%nat).
Proof.
  apply ({lemma} (slope (enclosing loss)) {depth} eta m sigma {step} increasing_{loss} descent rate_positive wide low high squares
    reached largest).
{stiffening}  - lia.
  - assert (B := output_bounds). apply (size_between _ _ reached (Rabs ({left}) + Rabs ({right})) _ B);
      unfold reached, Rabs; repeat destruct Rcase_abs; lra.
  - intros k Hk. each_layer k ltac:(unfold high, most, largest; cbv [entries nth]; lra).
  - {hypotheses}. change (slope (enclosing loss)) with slope_{loss}. {slope}. unfold eta, reached, largest.
    repeat split; interval with (i_prec {working}).
Qed.

",
                least = Ratio(&least).real(),
                largest = Ratio(&largest).real(),
                scale = self.scale(),
                left = Ratio(&bounds.output.0).real(),
                right = Ratio(&bounds.output.1).real(),
                working = 2 * self.bits,
            )
            + &self.theorem(&format!("exact (divergent_from loss {depth} {} sigma {step} grows)", self.scale()), "")?)
    }

    /// checks/alternation.rs, for two layers.
    pub(super) fn alternation(&self, margin: &Rational) -> Result<String, CertificateExportError> {
        const TWO_LAYERS: CertificateExportError =
            CertificateExportError::Numbers(Failure::NotApplicable("it is made for two layers"));
        let (run, bits) = self.run()?;
        let bounds = self.bounds(&run)?;
        let system = &self.problem.system;
        let map = aligned_growth::as_two_layers(system).equations(run.map().learning_rate.clone(), self.bits);
        let factors = aligned_growth::factors::<Ball>(&run.state().sigma, map.width()).ok_or(TWO_LAYERS)?;
        let [factor, mean, gap, output] = alternation_numbers(&map, factors, margin, self.bits)?;
        Ok(self.preamble(bits)
            + &self.state_lemmas(&bounds)
            + &format!(
                "\
(* The hypotheses of checks/alternation.rs at step {step}. *)
Lemma grows : is_lim_seq (fun t => Rabs ({now})) p_infty.
Proof.
  assert (B1 := strengths 0%nat ltac:(lia)). assert (B2 := strengths 1%nat ltac:(lia)).
  unfold lower, upper, ratio_of, bounds in B1, B2. cbv [nth fst snd] in B1, B2.
  refine (alternation_at eta m sigma {step} {factor} {mean} {gap} {output} {margin} descent rate_positive wide _ _ _ _);
    {hypotheses}, Two_layer_alternation.gap, slope_logistic, tanh, sinh, cosh, eta, m;
    set (x := sigma {step}%nat 0%nat) in *; set (y := sigma {step}%nat 1%nat) in *; clearbody x y;
    repeat split; interval with (i_prec {bits}).
Qed.

",
                step = self.step,
                now = self.output_at("t"),
                factor = Ratio(&factor).real(),
                mean = Ratio(&mean).real(),
                hypotheses = unfold_hypotheses::<Alternation>(),
                gap = Ratio(&gap).real(),
                output = Ratio(&output).real(),
                margin = Ratio(margin).real(),
                bits = self.bits,
            )
            + &self.theorem("apply divergent_by_size; exact grows", "")?)
    }
}
