//! Orbits that diverge: by growth, or by alternation.

use super::super::{CertificateExportError, Ratio, alternation_numbers, unfold_hypotheses};
use super::Writer;
use crate::arithmetic::{Analytic, Ball};
use crate::certify::checks::alternation::Alternation;
use crate::certify::checks::growth::Growth;
use crate::dynamics::FactorisedState;
use crate::model::LossName;
use rug::Rational;

impl Writer<'_> {
    /// checks/growth.rs.
    pub(super) fn growth(&self, step: u64) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run(step)?;
        let bounds = self.bounds(&run.state())?;
        let loss = self.loss();
        Ok(self.preamble(bits)
            + &self.state_lemmas(step, &bounds)
            + &format!(
                "\
(* The hypotheses of checks/growth.rs at step {step}. *)
Theorem certificate : divergent loss f.
Proof.
  apply divergent_by_size.
  refine (proj2 (growth_by_hypotheses (slope (enclosing loss)) eta m f lambda {step} {least} {most} _ descent rate_positive wide _ _ _ _)).
  - exact stiffening_{loss}.
  - apply (orbit_admissible (slope (enclosing loss)) eta); [exact wide | exact descent | exact start_admissible].
  - exact (proj1 size_bounds).
  - exact (proj2 (proj2 state_bounds)).
  - {hypotheses}. change (slope (enclosing loss)) with slope_{loss}. unfold slope_{loss}, eta, m, sinh.
    split; interval with (i_prec {bits}).
Qed.

End Certificate.
",
                least = Ratio(&bounds.least).real(),
                most = Ratio(&bounds.high).real(),
                hypotheses = unfold_hypotheses::<Growth>(),
                bits = self.bits,
            )
            .replace(", sinh.", if loss == LossName::Exponential { ", sinh." } else { "." }))
    }

    /// checks/alternation.rs.
    pub(super) fn alternation(&self, step: u64, margin: &Rational) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run(step)?;
        let state = run.state();
        let bounds = self.bounds(&state)?;
        let map = self.problem.equations::<Ball>(self.bits);
        let factors = FactorisedState::from_output(state, &map.width().clone().sqrt());
        let [factor, mean, gap, output] = alternation_numbers(&map, factors, margin, self.bits)?;
        Ok(self.preamble(bits)
            + &self.state_lemmas(step, &bounds)
            + &format!(
                "\
(* The hypotheses of checks/alternation.rs at step {step}. *)
Theorem certificate : divergent loss f.
Proof.
  apply divergent_by_size.
  refine (alternation_by_hypotheses eta m f lambda {step} {factor} {mean} {gap} {output} {margin} descent rate_positive wide _ _ _ _);
    {hypotheses}, Two_layer_alternation.gap, factor_p, factor_q, slope_logistic, tanh, sinh, cosh, eta, m;
    destruct state_bounds as [in_output in_kernel];
    set (x := f {step}%nat) in *; set (y := lambda {step}%nat) in *; clearbody x y;
    repeat split; interval with (i_prec {bits}).
Qed.

End Certificate.
",
                factor = Ratio(&factor).real(),
                mean = Ratio(&mean).real(),
                hypotheses = unfold_hypotheses::<Alternation>(),
                gap = Ratio(&gap).real(),
                output = Ratio(&output).real(),
                margin = Ratio(margin).real(),
                bits = self.bits,
            ))
    }
}
