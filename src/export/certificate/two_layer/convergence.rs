//! Orbits that converge: by a trap, on the boundary of the admissible states, or by the universal rate; and the theorem about
//! the limits that they share.

use super::super::{CertificateExportError, Ratio, nudged, ratio_lemma, rational, unfold_hypotheses, unsupported};
use super::{RUN, Writer};
use crate::arithmetic::{Ball, FromExact, parse_exact};
use crate::certify::checks::boundary::{Falls, Grows};
use crate::certify::checks::trap::{self, Trap};
use crate::certify::checks::universal::Universal;
use crate::certify::checks::{Failure, run::Run};
use crate::certify::lemma::Lemma;
use crate::certify::phase::{Limit, Minimum};
use crate::certify::{Phase, Proof};
use crate::dynamics::TwoLayerState;
use crate::model::LossName;
use rug::float::Round;
use rug::{Float, Rational};

impl Writer<'_> {
    /// The lemma `rise` or `before`, by the claimed phase: the loss rises at a step, or at none before T.
    fn history(&self, run: &Run) -> Result<String, CertificateExportError> {
        match (self.certificate.claim.phase, run.first_rise()) {
            (Phase::Catapult, Some(rise)) => Ok(format!(
                "Lemma rise : Rabs (f {rise}%nat) < Rabs (f (S {rise}%nat)).\nProof. apply (rises_correct {RUN} {rise}). vm_cast_no_check (eq_refl true). Qed.\n\n"
            )),
            _ if run.first_doubt().is_some() => Err(unsupported("trap", "|f| stays equal at some step, exactly")),
            _ => Ok(format!(
                "Lemma before : forall t, (t < {step})%nat -> Rabs (f (S t)) <= Rabs (f t).\nProof. apply (falls_correct {RUN} {step}). vm_cast_no_check (eq_refl true). Qed.\n\n",
                step = run.step()
            )),
        }
    }

    /// checks/trap.rs.
    pub(super) fn trap(&self, step: u64, contraction: &Rational) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run(step)?;
        let state = run.state();
        let bounds = self.bounds(&state)?;
        let map = self.problem.equations::<Ball>(self.bits);
        let exact = |value: &Rational| Ball::from_exact(value, self.bits);
        let corner = |output, lambda| TwoLayerState { output: exact(output), lambda: exact(lambda) };
        let numbers =
            trap::Numbers::at(&map, &corner(&bounds.delta, &bounds.low), exact(&(Rational::from(1) - contraction)));
        let most_mean = trap::largest_mean(&map, &corner(&bounds.least, &bounds.high)).upper();
        let below = |value: &Float| rational(&nudged(value, self.bits, Round::Down));
        let above = |value: &Float| rational(&nudged(value, self.bits, Round::Up));
        let (q, v, u) = (below(&numbers.factor.lower())?, below(&numbers.mean.lower())?, above(&most_mean)?);
        let ratio = ratio_lemma(self.loss(), [&numbers.smallest, &numbers.largest], self.bits)?;
        let lambda_min = "trap_kernel eta m delta Phi V gap";
        let unfold = "unfold trap_kernel, eta, m, delta, least, low, high, phi, Phi, q, V, U, gap";
        let hypotheses = unfold_hypotheses::<Trap>();
        let proof = format!(
            "\
Definition least : R := {least}.
Definition delta : R := {delta}.
{ratio}Definition low : R := {low}.
Definition high : R := {high}.
Definition q : R := {q}.
Definition V : R := {v}.
Definition U : R := {u}.
Definition gap : R := {gap}.

(* The hypotheses of checks/trap.rs at step {step}. *)
Lemma trapped : converges_from (1 - gap) f lambda {step} ({lambda_min}) U.
Proof.
  apply (trap_by_hypotheses (slope (enclosing loss)) eta m f lambda {step} delta least low high phi Phi q V U gap).
  - exact descent.
  - exact rate_positive.
  - exact wide.
  - split; [unfold least; lra | exact (proj1 size_bounds)].
  - exact (proj2 size_bounds).
  - exact (proj2 state_bounds).
  - exact ratio.
  - unfold factor_q. {unfold}. interval with (i_prec working).
  - {unfold}. interval with (i_prec working).
  - unfold U. lra.
  - {unfold}. interval with (i_prec working).
  - {hypotheses}. {unfold}. repeat split; interval with (i_prec working).
Qed.

",
            least = Ratio(&bounds.least).real(),
            delta = Ratio(&bounds.delta).real(),
            low = Ratio(&bounds.low).real(),
            high = Ratio(&bounds.high).real(),
            q = Ratio(&q).real(),
            v = Ratio(&v).real(),
            u = Ratio(&u).real(),
            gap = Ratio(&(Rational::from(1) - contraction)).real(),
        )
        .replace("working", &(2 * self.bits).to_string());
        let phase = match self.certificate.claim.phase {
            Phase::Catapult => format!("exact (catapult_by_trap loss f lambda (1 - gap) _ _ {step} _ trapped rise)"),
            _ => format!(
                "apply (lazy_by_trap loss f lambda (1 - gap) ({lambda_min}) U {step}); [unfold gap; lra | exact trapped | exact before]"
            ),
        };
        let limit = format!("exact (limit_by_trap f lambda (1 - gap) _ _ _ _ {step} trapped");
        let kernel = format!("{limit} low_end high_end).");
        let narrow = format!("{limit} (Rle_refl _) (Rle_refl _)).");
        Ok(self.preamble(bits)
            + &self.history(&run)?
            + &self.state_lemmas(step, &bounds)
            + &proof
            + &self.theorem(&phase, lambda_min, unfold, &kernel, &narrow)?)
    }

    /// The theorem: phase, and the limits if they are claimed.
    pub(super) fn theorem(
        &self,
        phase: &str,
        lambda_min: &str,
        unfold: &str,
        kernel: &str,
        narrow: &str,
    ) -> Result<String, CertificateExportError> {
        let name = self.certificate.claim.phase;
        let Some(Limit::Minimum(Minimum { lambda, sharpness })) = &self.certificate.claim.limit else {
            return Ok(format!("Theorem certificate : {name} loss f.\nProof. {phase}. Qed.\n\nEnd Certificate.\n"));
        };
        let decimal = |text: &str| {
            parse_exact(text).map(|value| Ratio(&value).real()).map_err(|_| {
                CertificateExportError::Numbers(Failure::OutOfRange("a limit of the claim is not a decimal"))
            })
        };
        let (low, high) = (decimal(&lambda.lower)?, decimal(&lambda.upper)?);
        let (sharp_low, sharp_high) = (decimal(&sharpness.lower)?, decimal(&sharpness.upper)?);
        Ok(format!(
            "\
Theorem certificate :
  {name} loss f /\\
  kernel_limit lambda {low} {high} /\\
  sharpness_tends loss m f lambda {sharp_low} {sharp_high}.
Proof.
  assert ({name} loss f) as phase.
  {{ {phase}. }}
  split; [exact phase | split].
  - assert ({low} <= {lambda_min}) as low_end by ({unfold}; interval with (i_prec {bits})).
    assert (U <= {high}) as high_end by (unfold U; interval with (i_prec {bits})).
    {kernel}
  - assert (kernel_limit lambda ({lambda_min}) U) as narrow by ({narrow}).
    apply (sharpness_within loss m f lambda (kappa loss * ({lambda_min})) (kappa loss * U)).
    + apply sharpness_limit; [exact wide | exact (proj1 phase) | {unfold}; interval with (i_prec {bits}) | exact narrow].
    + unfold kappa, loss, {loss}_loss, kappa_{loss}. {unfold}. interval with (i_prec {bits}).
    + unfold kappa, loss, {loss}_loss, kappa_{loss}. {unfold}. interval with (i_prec {bits}).
Qed.

End Certificate.
",
            loss = self.loss(),
            bits = 2 * self.bits,
            narrow = narrow.trim_end_matches('.'),
        ))
    }

    /// checks/boundary.rs.
    pub(super) fn boundary(&self) -> Result<String, CertificateExportError> {
        let loss = self.loss();
        let slope = match loss {
            LossName::Logistic => "rewrite slope_logistic_once",
            LossName::Exponential => "unfold slope_exponential, sinh",
            LossName::Squared => "unfold slope_squared",
        };
        let common = "\
Lemma on_boundary : m * lambda 0%nat ^ 2 = 4 * f 0%nat ^ 2.
Proof. rewrite start_output, start_lambda. unfold m, output_0, lambda_0. lra. Qed.

Lemma kernel_nonneg : 0 <= lambda 0%nat.
Proof. exact (proj1 start_admissible). Qed.

Lemma output_nonzero : f 0%nat <> 0.
Proof. rewrite start_output. unfold output_0. lra. Qed.

";
        let arguments = format!(
            "(slope (enclosing loss)) eta m f lambda increasing_{loss} descent rate_positive wide kernel_nonneg on_boundary"
        );
        let value = "factor_rate eta m (slope (enclosing loss) (Rabs (f 0%nat)))";
        let rate = |lemma: &str, hypotheses: &str, name: &str| {
            format!(
                "\
Lemma {name} : {lemma}_holds ({value}).
Proof.
  {hypotheses}. rewrite start_output. unfold factor_rate, output_0, eta, m. change (slope (enclosing loss)) with slope_{loss}.
  {slope}. interval with (i_prec {bits}).
Qed.

",
                bits = self.bits
            )
        };
        let body = if self.certificate.claim.phase == Phase::Divergent {
            rate(Grows::NAME, &unfold_hypotheses::<Grows>(), "fast")
                + &format!(
                    "\
Theorem certificate : divergent loss f.
Proof. apply divergent_by_size, (boundary_grows_by_hypotheses {arguments} output_nonzero), fast. Qed.

End Certificate.
"
                )
        } else {
            rate(Falls::NAME, &unfold_hypotheses::<Falls>(), "slow")
                + &format!(
                    "\
Lemma converges : (forall t, Rabs (f (S t)) <= Rabs (f t)) /\\ is_lim_seq f 0 /\\ is_lim_seq lambda 0.
Proof. exact (boundary_falls_by_hypotheses {arguments} slow). Qed.

Definition U : R := 0.

"
                )
                + &self.theorem(
                    "exact (lazy_by_falls loss f (proj1 (proj2 converges)) (proj1 converges))",
                    "0",
                    "unfold U",
                    "apply (kernel_at lambda 0 _ _ (proj2 (proj2 converges)) low_end). unfold U in high_end. exact high_end.",
                    "apply (kernel_at lambda 0 _ _ (proj2 (proj2 converges))); unfold U; lra.",
                )?
        };
        Ok(self.preamble(self.bits) + common + &body)
    }

    /// checks/universal.rs.
    pub(super) fn universal(&self) -> Result<String, CertificateExportError> {
        let Proof::Universal { step, .. } = self.certificate.proof else {
            return Err(unsupported("universal", "it names no step"));
        };
        let (run, bits) = self.run(step)?;
        Ok(self.preamble(bits)
            + &self.history(&run)?
            + &format!(
                "\
Theorem certificate : catapult loss f.
Proof.
  apply (catapult_by_convergence loss f _) with (2 := rise).
  apply (universal_by_hypotheses eta m f lambda);
    [exact wide | {hypotheses}, eta, m; split; lra | exact descent | exact start_admissible].
Qed.

End Certificate.
",
                hypotheses = unfold_hypotheses::<Universal>(),
            ))
    }
}
