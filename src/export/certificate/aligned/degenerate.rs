//! Degenerate ends: the smallest layers are equal and vanish together.

use super::super::{CertificateExportError, Ratio, unfold_hypotheses};
use super::convergence::NO_LAYERS;
use super::{Bounds, Writer, decimals};
use crate::arithmetic::{Ball, Enclosure, FromExact};
use crate::certify::checks::aligned_degenerate::{self, Together, group_of};
use crate::certify::phase::{AlignedMinimum, Limit};

impl Writer<'_> {
    /// checks/aligned_degenerate.rs.
    pub(super) fn degenerate(&self, layer: usize) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run()?;
        let bounds = self.bounds(&run)?;
        let map = self.problem.equations::<Ball>(self.bits);
        let group = group_of(self.problem, layer - 1);
        let [first, second, ..] = group[..] else { return Err(NO_LAYERS) };
        let (state, delta) = (bounds.state(self.bits), Ball::from_exact(&bounds.largest_output(), self.bits));
        let numbers = aligned_degenerate::Numbers::at(&map, &state, &delta, &group).ok_or(NO_LAYERS)?;
        let kernel = self.room(&numbers.kernel)?.1;
        let sizes = bounds.sizes();
        let largest = group.iter().map(|l| sizes[*l].1.clone().square()).max().ok_or(NO_LAYERS)?;
        let others = sizes.iter().enumerate().filter(|(k, _)| !group.contains(k));
        let next = others.map(|(_, (least, _))| least.clone().square()).min().ok_or(NO_LAYERS)?;
        let (depth, step, scale) = (self.depth(), self.step, self.scale());
        let members: Vec<&str> = (0..depth).map(|k| if group.contains(&k) { "true" } else { "false" }).collect();
        let each = "first [discriminate | unfold low, least, next; cbv [entries nth]; lra]";
        let room = "low k - 2 * g";
        let share = format!("1 - eta * Phi * tau_max * g / ({room})");
        let text = format!(
            "\
Definition group (k : nat) : bool := nth k [{members}] false.
Definition tau_max : R := {kernel}.
Definition g : R := {largest}.
Definition next : R := {next}.
Definition known (k : nat) (y : R) : Prop := 0 < {room} -> 0 <= {share} -> (low k - g) * ({share}) <= y.

(* The hypotheses of checks/aligned_degenerate.rs at step {step}. *)
Lemma together :
  (forall t, Rabs ({after}) <= Rabs ({now})) /\\
  is_lim_seq (fun t => {now}) 0 /\\
  exists limit : vector, (forall k, (k < {depth})%nat -> is_lim_seq (fun t => sigma ({step} + t)%nat k) (limit k)) /\\
    (forall k, (k < {depth})%nat -> group k = true -> limit k = 0) /\\ layers_lambda {depth} {scale} limit = 0 /\\
    forall k, (k < {depth})%nat -> group k = false ->
      0 <= sigma {step}%nat k * limit k /\\ limit k ^ 2 <= high k - low {first}%nat /\\ known k (limit k ^ 2).
Proof.
  apply (degenerate_at (slope (enclosing loss)) {depth} eta m sigma {step} increasing_{loss} descent rate_positive wide low high squares
    phi Phi tau_max g next delta group {first} {second}); try lia; try reflexivity.
  - intros k Hk Gk. rewrite !start by lia. each_layer k ltac:(first [discriminate | unfold sigma_0; cbv [entries nth]; lra]).
  - exact small.
  - exact ratio.
  - unfold Phi. lra.
  - unfold high, most, g. cbv [entries nth]. lra.
  - intros k Hk Gk. each_layer k ltac:({each}).
  - intros k Hk. each_layer k ltac:(unfold high, most, tau_max, m; write_products; interval with (i_prec working)).
  - {hypotheses}. unfold eta, Phi, tau_max, g, next. split; interval with (i_prec working).
Qed.

",
            members = members.join("; "),
            kernel = Ratio(&kernel).real(),
            largest = Ratio(&largest).real(),
            next = Ratio(&next).real(),
            after = self.output_at(&format!("({step} + S t)%nat")),
            now = self.output_at(&format!("({step} + t)%nat")),
            loss = self.loss(),
            hypotheses = unfold_hypotheses::<Together>(),
        );
        let limit = match &self.certificate.claim.limit {
            Some(Limit::Aligned(minimum)) => self.limit_together(minimum, &bounds, &group)?,
            _ => String::new(),
        };
        let phase = self.phase_proof("proj1 together", "proj1 (proj2 together)");
        let precision = (2 * self.bits).to_string();
        let text = self.preamble(bits)
            + &self.history(&run)?
            + &self.state_lemmas(&bounds)
            + &self.small_output(&bounds)?
            + &text;
        Ok(text.replace("working", &precision) + &self.theorem(&phase, &limit.replace("working", &precision))?)
    }

    /// The proof of the claimed limits from the lemma `together`.
    fn limit_together(
        &self,
        minimum: &AlignedMinimum<Enclosure>,
        bounds: &Bounds,
        group: &[usize],
    ) -> Result<String, CertificateExportError> {
        let (depth, step, scale) = (self.depth(), self.step, self.scale());
        let numbers = "unfold low, high, least, most; cbv [entries nth]; unfold eta, Phi, tau_max, g; interval with (i_prec working)";
        let mut layers = String::new();
        for (k, (claimed, (left, _))) in minimum.sigma.iter().zip(&bounds.strengths).enumerate() {
            if group.contains(&k) {
                layers.push_str("    + discriminate.\n");
                continue;
            }
            let (lower, upper) = decimals(claimed)?;
            let positive = *left > 0;
            let (side, inner) = if positive { ("left", lower > 0) } else { ("right", upper < 0) };
            let (bound, size) = if inner {
                let bound = format!("((low {k}%nat - g) * (1 - eta * Phi * tau_max * g / (low {k}%nat - 2 * g)))");
                (bound, format!("apply Known; {numbers}"))
            } else {
                ("0".to_owned(), "apply pow2_ge_0".to_owned())
            };
            let near = if inner { format!("right; {numbers}") } else { "left; lra".to_owned() };
            layers.push_str(&format!(
                "    + assert (B := strengths {k}%nat Hk). unfold lower, upper, ratio_of, bounds in B. cbv [nth fst snd] in B.\n      \
                 apply (root_between (sigma {step}%nat {k}%nat) x {bound} (high {k}%nat - low {member}%nat) _ _ Sign); \
                 [split; [{size} | exact Up] |]. {side}.\n      \
                 split; [lra | split; [{near} | split; [lra | {numbers}]]].\n",
                member = group[0],
            ));
        }
        let cases =
            (0..depth).rev().fold("exfalso; lia".to_owned(), |rest, _| format!("destruct k as [| k]; [| {rest}]"));
        Ok(format!(
            "\
apply (ends_together loss {depth} {scale} sigma {step} group {first} {second} (fun k => high k - low {first}%nat) known).
  1, 2, 3: lia. 1, 2: reflexivity.
  - exact (proj2 (proj2 together)).
  - intros k Hk Gk. unfold within. each_layer k ltac:(first [discriminate | cbv [nth fst snd]; lra]).
  - intros k x Hk Gk Sign Up Known. unfold within. {cases}; cbv [nth fst snd].
{layers}  - unfold within. cbv [fst snd]. lra.
  - unfold within. cbv [fst snd]. lra.",
            first = group[0],
            second = group[1],
        ))
    }
}
