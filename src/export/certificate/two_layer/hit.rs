//! Orbits that reach f = 0 exactly.

use super::super::{CertificateExportError, MOST_EXACT_STEPS, Ratio, allow, unsupported};
use super::Writer;
use crate::dynamics::orbit::ExactOrbit;
use crate::model::LossName;

impl Writer<'_> {
    /// checks/hit.rs.
    pub(super) fn hit(&self, step: u64) -> Result<String, CertificateExportError> {
        allow(step, MOST_EXACT_STEPS)?;
        if step > 0 && self.loss() != LossName::Squared {
            return Err(unsupported("hit", "only the squared loss has exact orbits"));
        }
        let mut orbit = ExactOrbit::new(self.problem);
        let mut states = vec![orbit.state.clone()];
        for _ in 0..step {
            if !orbit.advance() {
                return Err(unsupported("hit", "only the squared loss has exact orbits"));
            }
            states.push(orbit.state.clone());
        }
        let mut text = self.preamble(self.bits);
        for (t, state) in states.iter().enumerate() {
            let proof = if t == 0 {
                "split; [exact start_output | exact start_lambda].".to_owned()
            } else {
                format!(
                    "destruct (descent {before}%nat) as [-> ->]. destruct state_{before} as [-> ->].\n  \
                     change (slope (enclosing loss)) with slope_squared.\n  \
                     unfold two_layer_output, two_layer_lambda, slope_squared, eta, m, output_0, lambda_0. split; field.",
                    before = t - 1
                )
            };
            text += &format!(
                "Lemma state_{t} : f {t}%nat = {} /\\ lambda {t}%nat = {}.\nProof.\n  {proof}\nQed.\n\n",
                Ratio(&state.output).real(),
                Ratio(&state.lambda).real()
            );
        }
        let rise = states.windows(2).position(|pair| pair[1].output.cmp_abs(&pair[0].output).is_gt());
        let compare = "unfold output_0; unfold Rabs; repeat destruct Rcase_abs; lra";
        let mut names: Vec<String> = (0..=step).map(|t| format!("(proj1 state_{t})")).collect();
        let phase = match rise {
            Some(rise) => {
                let pair = [names.swap_remove(rise + 1), names.swap_remove(rise)];
                text += &format!(
                    "Lemma rise : Rabs (f {rise}%nat) < Rabs (f (S {rise}%nat)).\nProof. rewrite {}, {}. {compare}. Qed.\n\n",
                    pair[1], pair[0]
                );
                "exact (catapult_by_convergence loss f _ (proj1 rests) rise)"
            }
            None => {
                text += &format!(
                    "\
Lemma before : forall t, (t < {step})%nat -> Rabs (f (S t)) <= Rabs (f t).
Proof.
  intros t early. do {step} (destruct t as [| t]; [rewrite {}; {compare} |]). lia.
Qed.

",
                    names.join(", ?").replacen('(', "?(", 1)
                );
                "exact (lazy_by_rest loss f lambda _ rest before)"
            }
        };
        let limit = format!("(lambda {step}%nat)");
        text += &format!(
            "\
Lemma rest : forall t, f ({step} + t)%nat = 0 /\\ lambda ({step} + t)%nat = lambda {step}%nat.
Proof.
  apply (hit (slope (enclosing loss)) eta m); [exact increasing_{loss} | exact descent | pose proof wide; lra |].
  rewrite (proj1 state_{step}). unfold output_0. lra.
Qed.

Lemma rests : is_lim_seq f 0 /\\ is_lim_seq lambda {limit}.
Proof. exact (limits_by_rest f lambda {step} rest). Qed.

Definition U : R := {value}.

Lemma kernel_is : lambda {step}%nat = U.
Proof. exact (proj2 state_{step}). Qed.

",
            loss = self.loss(),
            value = Ratio(&states[step as usize].lambda).real(),
        );
        let theorem = self.theorem(
            phase,
            "U",
            "unfold U",
            "apply (kernel_at lambda U _ _); [rewrite <- kernel_is; exact (proj2 rests) | exact low_end | exact high_end].",
            "apply (kernel_at lambda U _ _); [rewrite <- kernel_is; exact (proj2 rests) | lra | lra].",
        )?;
        Ok(text + &theorem)
    }
}
