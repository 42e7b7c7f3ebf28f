//! Orbits that converge: by a trap, without growth of a layer, or below the safe rate.

use super::super::{CertificateExportError, Ratio, ratio_lemma, rational, unfold_hypotheses};
use super::{Bounds, Writer, decimals, entries};
use crate::arithmetic::{Analytic, Ball, Enclosure, FromExact};
use crate::certify::checks::Failure;
use crate::certify::checks::aligned_bounds::slope_ratios;
use crate::certify::checks::aligned_lazy::{self, Lazy};
use crate::certify::checks::aligned_safe::{self, Safe};
use crate::certify::checks::aligned_trap::{self, Trap};
use crate::certify::phase::{AlignedMinimum, Limit};
use crate::model::LossName;
use rug::Rational;

pub(super) const NO_LAYERS: CertificateExportError =
    CertificateExportError::Numbers(Failure::NotApplicable("no layers"));

impl Writer<'_> {
    /// `delta`, a bound of |f| from above at step T, as a definition and the lemma `small`; then phi, Phi and the lemma `ratio`.
    pub(super) fn small_output(&self, bounds: &Bounds) -> Result<String, CertificateExportError> {
        let delta = bounds.largest_output();
        let map = self.problem.equations::<Ball>(self.bits);
        let [smallest, largest] = slope_ratios(&map, &Ball::from_exact(&delta, self.bits));
        Ok(format!(
            "\
Definition delta : R := {delta}.

Lemma small : Rabs ({output}) <= delta.
Proof. assert (B := output_bounds). apply Rabs_le. unfold delta. lra. Qed.

{ratio}",
            delta = Ratio(&delta).real(),
            output = self.output_at(&format!("{}%nat", self.step)),
            ratio = ratio_lemma(self.loss(), [&smallest, &largest], self.bits)?,
        ))
    }

    /// checks/aligned_trap.rs.
    pub(super) fn trap(&self, layer: usize, contraction: &Rational) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run()?;
        let bounds = self.bounds(&run)?;
        let map = self.problem.equations::<Ball>(self.bits);
        let gap = Rational::from(1) - contraction;
        let (state, delta) = (bounds.state(self.bits), Ball::from_exact(&bounds.largest_output(), self.bits));
        let index = layer - 1;
        let numbers = aligned_trap::Numbers::at(&map, &state, &delta, index, Ball::from_exact(&gap, self.bits));
        let numbers = numbers.ok_or(NO_LAYERS)?;
        let others = bounds.sizes().into_iter().enumerate().filter(|(k, _)| *k != index);
        let weakest = others.map(|(_, (least, _))| least.square()).min().ok_or(NO_LAYERS)?;
        let (lower, upper) = (self.room(&numbers.lower_kernel)?.0, self.room(&numbers.upper_kernel)?.1);
        let (depth, step, scale) = (self.depth(), self.step, self.scale());
        let unfold = "cbv [entries nth]; unfold aligned_trap_drift, eta, m, delta, phi, Phi, weakest, t_low, t_up, gap, least, most";
        let text = format!(
            "\
Definition weakest : R := {weakest}.
Definition t_low : R := {lower}.
Definition t_up : R := {upper}.
Definition gap : R := {gap}.

(* The hypotheses of checks/aligned_trap.rs at step {step}. *)
Lemma trapped :
  (forall t, Rabs ({after}) <= Rabs ({now})) /\\
  is_lim_seq (fun t => {now}) 0 /\\
  exists limit : vector, (forall k, (k < {depth})%nat -> is_lim_seq (fun t => sigma ({step} + t)%nat k) (limit k)) /\\ limit {index}%nat = 0 /\\
    (forall k, (k < {depth})%nat -> k <> {index}%nat ->
      0 < sigma {step}%nat k * limit k /\\ low k - aligned_trap_drift eta delta Phi gap <= limit k ^ 2 <= high k) /\\
    t_low <= layers_lambda {depth} {scale} limit <= t_up.
Proof.
  apply (trap_at (slope (enclosing loss)) {depth} eta m sigma {step} descent rate_positive wide low high squares
    delta phi Phi weakest t_low t_up gap {index}).
  - lia.
  - exact small.
  - exact ratio.
  - intros k Hk Other. each_layer k ltac:(first [lia | unfold low, least, weakest; cbv [entries nth]; lra]).
  - unfold low, high, least, most. write_products. {unfold}. interval with (i_prec working).
  - unfold low, high, least, most. write_products. {unfold}. interval with (i_prec working).
  - {hypotheses}. {unfold}. repeat split; interval with (i_prec working).
Qed.

",
            weakest = Ratio(&weakest).real(),
            lower = Ratio(&lower).real(),
            upper = Ratio(&upper).real(),
            gap = Ratio(&gap).real(),
            after = self.output_at(&format!("({step} + S t)%nat")),
            now = self.output_at(&format!("({step} + t)%nat")),
            hypotheses = unfold_hypotheses::<Trap>(),
        );
        let limit = match &self.certificate.claim.limit {
            Some(Limit::Aligned(minimum)) => self.trapped_limit(minimum, &bounds, index)?,
            _ => String::new(),
        };
        let phase = self.phase_proof("proj1 trapped", "proj1 (proj2 trapped)");
        let text = (self.preamble(bits)
            + &self.history(&run)?
            + &self.state_lemmas(&bounds)
            + &self.small_output(&bounds)?
            + &text)
            .replace("working", &(2 * self.bits).to_string());
        Ok(text + &self.theorem(&phase, &limit.replace("working", &(2 * self.bits).to_string()))?)
    }

    /// The proof of the claimed limits from the lemma `trapped`.
    fn trapped_limit(
        &self,
        minimum: &AlignedMinimum<Enclosure>,
        bounds: &Bounds,
        index: usize,
    ) -> Result<String, CertificateExportError> {
        let (depth, step, kappa) = (self.depth(), self.step, self.unfold_kappa());
        let mut layers = String::new();
        for (k, (claimed, (left, _))) in minimum.sigma.iter().zip(&bounds.strengths).enumerate() {
            if k == index {
                layers.push_str("    + lia.\n");
                continue;
            }
            let (lower, upper) = decimals(claimed)?;
            let positive = *left > 0;
            let inner = if positive { lower > 0 } else { upper < 0 };
            let (side, inner) = (if positive { "left" } else { "right" }, if inner { "right" } else { "left" });
            let far = "unfold low, high, least, most; cbv [entries nth]; unfold aligned_trap_drift, eta, delta, Phi, gap; interval with (i_prec working)";
            let near = if inner == "right" { far } else { "lra" };
            layers.push_str(&format!(
                "    + assert (B := strengths {k}%nat Hk). unfold lower, upper, ratio_of, bounds in B. cbv [nth fst snd] in B.\n      \
                 apply (root_between (sigma {step}%nat {k}%nat) x _ _ _ _ (Rlt_le _ _ Sign) Size). {side}.\n      \
                 split; [lra | split; [{inner}; {near} | split; [lra | {far}]]].\n"
            ));
        }
        let cases =
            (0..depth).rev().fold("exfalso; lia".to_owned(), |rest, _| format!("destruct k as [| k]; [| {rest}]"));
        Ok(format!(
            "\
apply (ends_by_trap loss {depth} {scale} sigma {step} {index} low high t_low t_up (aligned_trap_drift eta delta Phi gap)).
  - lia.
  - exact (proj2 (proj2 trapped)).
  - unfold within. cbv [nth fst snd]. lra.
  - intros k x Hk Other Sign Size. unfold within. {cases}; cbv [nth fst snd].
{layers}  - unfold t_low. cbv [fst snd]. lra.
  - unfold t_up. cbv [fst snd]. lra.
  - {kappa}, t_low. cbv [fst snd]. lra.
  - {kappa}, t_up. cbv [fst snd]. lra.",
            scale = self.scale(),
        ))
    }

    /// checks/aligned_lazy.rs.
    pub(super) fn lazy(&self) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run()?;
        let bounds = self.bounds(&run)?;
        let map = self.problem.equations::<Ball>(self.bits);
        let (state, delta) = (bounds.state(self.bits), Ball::from_exact(&bounds.largest_output(), self.bits));
        let numbers = aligned_lazy::Numbers::at(&map, &state, &delta).ok_or(NO_LAYERS)?;
        // the layer of the smallest tau is the one of the largest size
        let largest = bounds.sizes().into_iter().map(|(_, most)| most).enumerate();
        let weakest = largest.max_by(|one, two| one.1.cmp(&two.1)).ok_or(NO_LAYERS)?.0;
        let (tau_max, tau_min) = (self.room(&numbers.largest)?.1, self.room(&numbers.smallest)?.1);
        let (depth, step) = (self.depth(), self.step);
        let numbers = "unfold high, most, tau_max, tau_min, m. write_products. interval with (i_prec working)";
        let text = format!(
            "\
Definition tau_max : R := {tau_max}.
Definition tau_min : R := {tau_min}.

(* The hypotheses of checks/aligned_lazy.rs at step {step}. *)
Lemma falling :
  (forall t, Rabs ({after}) <= Rabs ({now})) /\\
  is_lim_seq (fun t => {now}) 0.
Proof.
  apply (lazy_at (slope (enclosing loss)) {depth} eta m sigma {step} increasing_{loss} descent rate_positive wide low high squares
    phi Phi tau_max tau_min {weakest} delta).
  - lia.
  - exact small.
  - exact ratio.
  - unfold Phi. lra.
  - intros k Hk. each_layer k ltac:({each}).
  - {numbers}.
  - {hypotheses}. unfold eta, Phi, tau_max, tau_min. split; interval with (i_prec working).
Qed.

",
            tau_max = Ratio(&tau_max).real(),
            tau_min = Ratio(&tau_min).real(),
            after = self.output_at(&format!("({step} + S t)%nat")),
            now = self.output_at(&format!("({step} + t)%nat")),
            loss = self.loss(),
            each = numbers.replace(". ", "; "),
            hypotheses = unfold_hypotheses::<Lazy>(),
        );
        let phase = self.phase_proof("proj1 falling", "proj2 falling");
        let text = (self.preamble(bits)
            + &self.history(&run)?
            + &self.state_lemmas(&bounds)
            + &self.small_output(&bounds)?
            + &text)
            .replace("working", &(2 * self.bits).to_string());
        Ok(text + &self.theorem(&phase, "")?)
    }

    /// checks/aligned_safe.rs.
    pub(super) fn safe(&self) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run()?;
        let bounds = self.bounds(&run)?;
        let map = self.problem.equations::<Ball>(self.bits);
        let numbers = aligned_safe::Numbers::at(&map, &bounds.state(self.bits), self.bits).ok_or(NO_LAYERS)?;
        let reach = self.room(&numbers.reach)?.1;
        let squares: Vec<(Rational, Rational)> =
            bounds.sizes().into_iter().map(|(least, most)| (least.square(), most.square())).collect();
        let bottom = squares.iter().map(|(least, _)| least).min().ok_or(NO_LAYERS)?;
        let top = squares.iter().map(|(_, most)| most).max().ok_or(NO_LAYERS)?;
        let twice = Rational::from(2) * (top.clone() - bottom);
        let reached: Vec<Rational> = squares.iter().map(|(_, most)| most.clone().max(twice.clone())).collect();
        let (depth, step, loss) = (self.depth(), self.step, self.loss());
        let (slope, reason) = if loss == LossName::Logistic {
            (
                Rational::from((1, 2)),
                "intros u _. change (slope (enclosing loss)) with slope_logistic. apply slope_below_half".to_owned(),
            )
        } else {
            let product = reached
                .iter()
                .fold(map.scale.clone(), |product, bound| product * Ball::from_exact(bound, self.bits).sqrt());
            let output = self.room(&product)?.1;
            let unfold =
                if loss == LossName::Exponential { "unfold slope_exponential, sinh" } else { "unfold slope_squared" };
            let reason = format!(
                "intros u Hu. apply (slope_size (slope (enclosing loss)) u {output}); [exact increasing_{loss} | apply Rle_trans with (1 := Hu); unfold reached, layers_scale, m; write_products; interval with (i_prec working) | change (slope (enclosing loss)) with slope_{loss}; {unfold}, top_slope; interval with (i_prec working)]",
                output = Ratio(&output).real()
            );
            (rational(&numbers.slope.upper())?, reason)
        };
        let text = format!(
            "\
Definition top_slope : R := {slope}.
Definition reach : R := {reach}.
Definition reached : vector := {reached}.

(* The hypothesis of checks/aligned_safe.rs at step {step}. *)
Lemma tends : is_lim_seq (fun t => {now}) 0.
Proof.
  apply (safe_at (slope (enclosing loss)) {depth} eta m sigma {step} increasing_{loss} descent rate_positive wide low high squares
    top_slope reach {bottom} {top} reached).
  - lia.
  - intros k Hk. each_layer k ltac:(unfold low, high, least, most; cbv [entries nth]; lra).
  - intros k Hk. each_layer k ltac:(unfold high, most, reached; cbv [entries nth]; lra).
  - {reason}.
  - intros i j Hi Hj Other. each_layer i ltac:(each_layer j ltac:(first [lia | unfold reached, reach, m; write_products; interval with (i_prec working)])).
  - {hypotheses}. unfold eta, top_slope, reach. interval with (i_prec working).
Qed.

",
            slope = Ratio(&slope).real(),
            reach = Ratio(&reach).real(),
            reached = entries(reached.iter()),
            bottom = Ratio(bottom).real(),
            top = Ratio(top).real(),
            now = self.output_at(&format!("({step} + t)%nat")),
            hypotheses = unfold_hypotheses::<Safe>(),
        );
        let phase = self.phase_proof("", "tends");
        let text = (self.preamble(bits) + &self.history(&run)? + &self.state_lemmas(&bounds) + &text)
            .replace("working", &(2 * self.bits).to_string());
        Ok(text + &self.theorem(&phase, "")?)
    }
}
