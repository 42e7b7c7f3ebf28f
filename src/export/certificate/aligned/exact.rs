//! Starts of a form that decides: all layers of equal size, or a layer that is zero exactly.

use super::super::{CertificateExportError, MOST_EXACT_STEPS, Ratio, allow, unfold_hypotheses, unsupported};
use super::Writer;
use crate::arithmetic::ExactValue;
use crate::certify::Phase;
use crate::certify::checks::aligned_balanced::{Falls, Grows};
use crate::certify::lemma::Lemma;
use crate::certify::phase::Limit;
use crate::dynamics::orbit::{ExactOrbit, size_in_bits};
use crate::model::LossName;
use rug::Rational;

/// The most bits of a number of an exact orbit that is printed.
const MOST_BITS: u64 = 4096;

impl Writer<'_> {
    /// The arguments of the lemmas about balanced starts, with the lemmas that they need before them.
    fn balanced_start(&self) -> (String, String) {
        let depth = self.depth();
        let text = format!(
            "\
Lemma scale_positive_here : 0 < {scale}.
Proof. exact (scale_positive {depth} m wide). Qed.

Lemma deep : (2 <= {depth})%nat.
Proof. lia. Qed.

Lemma equal_sizes : forall k, (k < {depth})%nat -> Rabs (sigma 0%nat k) = Rabs (sigma 0%nat 0%nat).
Proof.
  intros k Hk. rewrite !start by lia. unfold sigma_0.
  each_layer k ltac:(cbv [entries nth]; unfold Rabs; repeat destruct Rcase_abs; lra).
Qed.

Lemma not_zero : sigma 0%nat 0%nat <> 0.
Proof. rewrite start by lia. unfold sigma_0. cbv [entries nth]. lra. Qed.

",
            scale = self.scale(),
        );
        let arguments = format!(
            "(slope (enclosing loss)) {depth} eta {scale} sigma increasing_{loss} descent rate_positive scale_positive_here deep equal_sizes not_zero",
            scale = self.scale(),
            loss = self.loss(),
        );
        (text, arguments)
    }

    /// A lemma about eta and eta_c at the start.
    fn compare_rates<L: Lemma>(&self) -> String {
        let depth = self.depth();
        let slope = match self.loss() {
            LossName::Logistic => "rewrite slope_logistic_once",
            LossName::Exponential => "unfold slope_exponential, sinh",
            LossName::Squared => "unfold slope_squared",
        };
        format!(
            "\
Lemma output_0 : layers_output {depth} {scale} (sigma 0%nat) = {scale} * product {depth} sigma_0.
Proof. unfold layers_output. f_equal. apply product_ext. exact start. Qed.

Lemma rates : {lemma}_holds eta (balanced_rate (slope (enclosing loss)) {depth} {scale} (sigma 0%nat)).
Proof.
  {hypotheses}, balanced_rate. rewrite output_0, start by lia. change (slope (enclosing loss)) with slope_{loss}. {slope}.
  unfold sigma_0, layers_scale, eta, m. write_products. interval with (i_prec {working}).
Qed.

",
            scale = self.scale(),
            lemma = L::NAME,
            hypotheses = unfold_hypotheses::<L>(),
            loss = self.loss(),
            working = 2 * self.bits,
        )
    }

    /// checks/aligned_balanced.rs.
    pub(super) fn balanced(&self) -> Result<String, CertificateExportError> {
        let (start, arguments) = self.balanced_start();
        let head = self.preamble(self.bits) + &start;
        let (depth, scale) = (self.depth(), self.scale());
        match self.certificate.claim.phase {
            Phase::Divergent => {
                let text = "Lemma grows : layers_diverge DEPTH SCALE (fun t => sigma (0 + t)%nat).\nProof. exact (proj2 (balanced_grows ARGUMENTS rates)). Qed.\n\n";
                let text =
                    text.replace("DEPTH", &depth.to_string()).replace("SCALE", &scale).replace("ARGUMENTS", &arguments);
                let phase = format!("exact (divergent_from loss {depth} {scale} sigma 0 grows)");
                Ok(head + &self.compare_rates::<Grows>() + &text + &self.theorem(&phase, "")?)
            }
            Phase::Lazy => {
                let phase = format!(
                    "destruct (balanced_falls {arguments} rates) as (_ & falls & _ & tends); exact (lazy_by_falls loss _ tends falls)"
                );
                let limit = format!(
                    "apply ends_at_zero; [lia | exact (proj1 (proj2 (proj2 (balanced_falls {arguments} rates)))) | | |].\n  \
                     - intros k Hk. unfold within. each_layer k ltac:(cbv [nth fst snd]; lra).\n  \
                     - unfold within. cbv [fst snd]. lra.\n  - unfold within. cbv [fst snd]. lra."
                );
                Ok(head + &self.compare_rates::<Falls>() + &self.theorem(&phase, &limit)?)
            }
            _ if self.loss() == LossName::Squared => self.critical(head, &arguments),
            _ => Err(unsupported("balanced", "eta = eta_c is exact for the squared loss only")),
        }
    }

    /// eta = eta_c, for the squared loss: both rational.
    fn critical(&self, head: String, arguments: &str) -> Result<String, CertificateExportError> {
        let (depth, scale) = (self.depth(), self.scale());
        let text = format!(
            "\
Lemma output_0 : layers_output {depth} {scale} (sigma 0%nat) = {scale} * product {depth} sigma_0.
Proof. unfold layers_output. f_equal. apply product_ext. exact start. Qed.

Lemma rates : eta = balanced_rate (slope (enclosing loss)) {depth} {scale} (sigma 0%nat).
Proof.
  unfold balanced_rate. rewrite output_0, start by lia. change (slope (enclosing loss)) with slope_squared. unfold slope_squared.
  replace ({scale} * product {depth} sigma_0 * ({scale} * product {depth} sigma_0)) with ({scale} ^ 2 * product {depth} sigma_0 ^ 2) by ring.
  rewrite (scale_squared {depth} m wide). unfold sigma_0, eta, m. write_products. field.
Qed.

"
        );
        Ok(head + &text + &self.theorem(&format!("exact (balanced_oscillates {arguments} rates)"), "")?)
    }

    /// checks/aligned_hit.rs.
    pub(super) fn hit(&self) -> Result<String, CertificateExportError> {
        allow(self.step, MOST_EXACT_STEPS)?;
        const ONLY_EXACT: &str = "only the squared loss has exact orbits, where N is rational";
        if self.step > 0 && self.loss() != LossName::Squared {
            return Err(unsupported("hit", ONLY_EXACT));
        }
        let mut orbit = ExactOrbit::new(self.problem);
        let mut states = vec![orbit.state.sigma.clone()];
        for _ in 0..self.step {
            if !orbit.advance() {
                return Err(unsupported("hit", ONLY_EXACT));
            }
            if orbit.state.sigma.iter().any(|sigma| u64::from(size_in_bits(sigma)) > MOST_BITS) {
                return Err(unsupported("hit", "the exact numbers of its orbit are too long"));
            }
            states.push(orbit.state.sigma.clone());
        }
        let (depth, scale, step) = (self.depth(), self.scale(), self.step);
        let mut text = self.preamble(self.bits);
        if step > 0 {
            let known = self.problem.equations::<ExactValue>(0).scale;
            let known = known.known().ok_or_else(|| unsupported("hit", ONLY_EXACT))?;
            text += &format!(
                "Lemma scale_known : {scale} = {known}.\nProof. apply scale_is; [exact wide | lra |]. unfold m. write_products. field. Qed.\n\n",
                known = Ratio(known).real()
            );
        }
        for (t, state) in states.iter().enumerate() {
            let numbers: Vec<String> = state
                .iter()
                .enumerate()
                .map(|(k, sigma)| format!("sigma {t}%nat {k}%nat = {}", Ratio(sigma).real()))
                .collect();
            let proof = match t.checked_sub(1) {
                None => "repeat split; rewrite start by lia; reflexivity.".to_owned(),
                Some(before) => format!(
                    "destruct state_{before} as {names}. rewrite !(descent {before}%nat) by lia. unfold layers_step, tau, layers_output.\n  \
                     change (slope (enclosing loss)) with slope_squared. unfold slope_squared. rewrite !scale_known. write_products.\n  \
                     rewrite {rewrites}. unfold eta. repeat split; field.",
                    names = conjunction(depth),
                    rewrites = (0..depth).map(|k| format!("?E{k}")).collect::<Vec<_>>().join(", "),
                ),
            };
            text += &format!("Lemma state_{t} : {}.\nProof.\n  {proof}\nQed.\n\n", numbers.join(" /\\ "));
        }
        let size = |state: &[Rational]| state.iter().fold(Rational::from(1), |product, sigma| product * sigma);
        let rise = states.windows(2).position(|pair| size(&pair[1]).cmp_abs(&size(&pair[0])).is_gt());
        let last = &states[step as usize];
        let zero = last.iter().position(|sigma| *sigma == 0).ok_or_else(|| unsupported("hit", "no layer is zero"))?;
        let compare = |t: usize| {
            format!(
                "destruct state_{t} as {}; destruct state_{next} as {}; unfold layers_output; rewrite !scale_known; write_products; rewrite {}, {}; unfold Rabs; repeat destruct Rcase_abs; lra",
                conjunction(depth),
                conjunction(depth).replace('E', "F"),
                (0..depth).map(|k| format!("?E{k}")).collect::<Vec<_>>().join(", "),
                (0..depth).map(|k| format!("?F{k}")).collect::<Vec<_>>().join(", "),
                next = t + 1,
            )
        };
        match rise {
            Some(rise) => {
                text += &format!(
                    "Lemma rise : Rabs ({}) < Rabs ({}).\nProof. {}. Qed.\n\n",
                    self.output_at(&format!("{rise}%nat")),
                    self.output_at(&format!("{}%nat", rise + 1)),
                    compare(rise)
                );
            }
            None => {
                let cases: String =
                    (0..step as usize).map(|t| format!("destruct t as [| t]; [{} |].\n  ", compare(t))).collect();
                text += &format!(
                    "Lemma before : forall t, (t < {step})%nat -> Rabs ({}) <= Rabs ({}).\nProof.\n  intros t early. {cases}lia.\nQed.\n\n",
                    self.output_at("(S t)"),
                    self.output_at("t"),
                );
            }
        }
        let names = conjunction(depth);
        text += &format!(
            "\
Lemma zero : sigma {step}%nat {zero}%nat = 0.
Proof. destruct state_{step} as {names}. rewrite E{zero}. lra. Qed.

Lemma rests : forall t, (forall k, (k < {depth})%nat -> sigma ({step} + t)%nat k = sigma {step}%nat k) /\\ {now} = 0.
Proof. apply (layers_rest (slope (enclosing loss)) {depth} eta {scale} sigma {step} {zero} increasing_{loss} descent); [lia | exact zero]. Qed.

Lemma tends : is_lim_seq (fun t => {now}) 0.
Proof. apply is_lim_seq_ext with (fun _ => 0); [intros t; symmetry; apply rests | apply is_lim_seq_const]. Qed.

Lemma falling : forall t, Rabs ({after}) <= Rabs ({now}).
Proof. intros t. rewrite (proj2 (rests (S t))), (proj2 (rests t)). lra. Qed.

",
            now = self.output_at(&format!("({step} + t)%nat")),
            after = self.output_at(&format!("({step} + S t)%nat")),
            loss = self.loss(),
        );
        let vanishing = match &self.certificate.claim.limit {
            Some(Limit::Aligned(minimum)) => minimum.vanishing,
            _ => None,
        };
        let vanish = match vanishing {
            Some(_) => "split; [lia | split; [exact zero |]]. intros k Hk Other. each_layer k ltac:(first [lia | lra])"
                .to_owned(),
            None => {
                let zeros: Vec<usize> = (0..depth).filter(|k| last[*k] == 0).collect();
                format!("exists {}%nat, {}%nat. repeat split; lia || lra", zeros[0], zeros.get(1).copied().unwrap_or(0))
            }
        };
        let lambda = format!(
            "rewrite (lambda_of_vanishing {depth} {scale} (sigma {step}%nat) {zero} ltac:(lia) zero), tau_squared, (scale_squared {depth} m wide). write_products. \
             rewrite {rewrites}. unfold m. cbv [fst snd]. lra",
            rewrites = (0..depth).map(|k| format!("?E{k}")).collect::<Vec<_>>().join(", "),
        );
        let limit = format!(
            "destruct state_{step} as {names}. apply (ends_at_rest loss {depth} {scale} sigma {step}).\n  \
             - intros t. apply rests.\n  \
             - intros k Hk. unfold within. each_layer k ltac:(cbv [nth fst snd]; lra).\n  \
             - unfold vanishes. {vanish}.\n  - unfold within. {lambda}.\n  - unfold within. {kappa}. {lambda}.",
            kappa = self.unfold_kappa(),
        );
        Ok(text + &self.theorem(&self.phase_proof("falling", "tends"), &limit)?)
    }
}

/// `(E0 & E1 & E2)`, or `E0` alone.
fn conjunction(depth: usize) -> String {
    let names: Vec<String> = (0..depth).map(|k| format!("E{k}")).collect();
    if depth == 1 { "E0".into() } else { format!("({})", names.join(" & ")) }
}
