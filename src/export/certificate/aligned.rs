//! Proofs about aligned networks on D0, on top of `proofs/Aligned_certificates.v`: what every file begins with, the lemmas about an
//! enclosed orbit, and the theorem. What follows from an orbit has a file for each way to end.
//!
//! A layer k of a certificate is the entry k - 1 of a vector in Coq.

mod convergence;
mod degenerate;
mod divergence;
mod exact;

use super::{
    CertificateExportError, MOST_STEPS, Ratio, allow, nudged, rational, sizes, unsupported, widened, working_bits,
};
use crate::arithmetic::{Ball, Enclosure, parse_exact};
use crate::certify::aligned_proof::AlignedProof;
use crate::certify::checks::Failure;
use crate::certify::checks::aligned_run::AlignedRun;
use crate::certify::phase::{AlignedMinimum, Limit};
use crate::certify::{Certificate, Phase};
use crate::dynamics::{AlignedSystem, Descent, Layers};
use crate::model::LossName;
use rug::float::Round;
use rug::{Float, Rational};

/// The most layers of a network for which a file is printed: a step in Coq has about 4 L³ products.
const MOST_LAYERS: usize = 12;

/// The most products in the steps of a run in Coq, at about 5 microseconds each.
const MOST_PRODUCTS: u64 = 20_000_000;

/// The binary exponent of |f| beyond which Coq does not enclose e^f + 1: it adds exactly before it rounds.
const MOST_EXPONENT: i32 = 20;

/// The longest orbit that is enclosed on the integers of Coq's standard library, at 1 s a step or more; longer ones use machine
/// integers.
const STANDARD_STEPS: u64 = 1;

/// The file without its header comment.
pub(super) fn text(
    certificate: &Certificate,
    problem: &Descent<AlignedSystem>,
    proof: &AlignedProof,
) -> Result<String, CertificateExportError> {
    if problem.system.depth > MOST_LAYERS {
        return Err(unsupported(proof.citation().lemma, "the network has more than 12 layers"));
    }
    let writer = Writer { certificate, problem, step: proof.steps(), bits: working_bits(proof.bits()) };
    match proof {
        AlignedProof::Trap { layer, contraction, .. } => writer.trap(*layer, &contraction.0),
        AlignedProof::Lazy { .. } => writer.lazy(),
        AlignedProof::Safe { .. } => writer.safe(),
        AlignedProof::Degenerate { layer, .. } => writer.degenerate(*layer),
        AlignedProof::Balanced { .. } => writer.balanced(),
        AlignedProof::Growth { .. } => writer.growth(),
        AlignedProof::Alternation { margin, .. } => writer.alternation(&margin.0),
        AlignedProof::Hit { .. } => writer.hit(),
    }
}

struct Writer<'a> {
    certificate: &'a Certificate,
    problem: &'a Descent<AlignedSystem>,
    /// T.
    step: u64,
    /// Working precision, here and inside Coq.
    bits: u32,
}

/// Rational bounds of the state at step T: of each sigma_l, and of f.
struct Bounds {
    strengths: Vec<(Rational, Rational)>,
    output: (Rational, Rational),
}

impl Bounds {
    /// Bounds of the |sigma_l|.
    fn sizes(&self) -> Vec<(Rational, Rational)> {
        self.strengths.iter().map(|(left, right)| sizes(left, right)).collect()
    }

    /// The state between the bounds, in balls.
    fn state(&self, bits: u32) -> Layers<Ball> {
        Layers { sigma: self.strengths.iter().map(|ends| between(ends, bits)).collect() }
    }

    /// A bound of |f| from above.
    fn largest_output(&self) -> Rational {
        sizes(&self.output.0, &self.output.1).1
    }
}

fn between((left, right): &(Rational, Rational), bits: u32) -> Ball {
    let end = |value: &Rational, round| Float::with_val_round(bits, value, round).0;
    Ball::between(&end(left, Round::Down), &end(right, Round::Up), bits)
}

/// `entries [a; b; c]`.
fn entries<'a>(values: impl Iterator<Item = &'a Rational>) -> String {
    let values: Vec<String> = values.map(|value| Ratio(value).real()).collect();
    format!("entries [{}]", values.join("; "))
}

impl Writer<'_> {
    fn loss(&self) -> LossName {
        self.problem.system.loss
    }

    /// The lemma, as in the file.
    fn kind(&self) -> &'static str {
        self.certificate.proof.citation().lemma
    }

    /// L.
    fn depth(&self) -> usize {
        self.problem.system.depth
    }

    /// N in Coq.
    fn scale(&self) -> String {
        format!("(layers_scale {} m)", self.depth())
    }

    /// The arguments of the lemmas about an enclosed run.
    fn run_arguments(&self) -> String {
        format!(
            "prec (enclosing loss) {} eta {} Eta Scale rate scale_enclosed sigma descent start_box start_enclosed",
            self.depth(),
            self.scale()
        )
    }

    /// f at a step in Coq.
    fn output_at(&self, step: &str) -> String {
        format!("layers_output {} {} (sigma {step})", self.depth(), self.scale())
    }

    /// Problem, orbit and the enclosure of the start: what every file begins with.
    fn preamble(&self, bits: u32) -> String {
        let (eta, width) = (Ratio(&self.problem.learning_rate), Ratio(&self.problem.system.width));
        let sigma = &self.problem.start.sigma;
        let arguments: Vec<String> =
            sigma.iter().map(|sigma| format!("rational prec {}", Ratio(sigma).arguments())).collect();
        format!(
            "\
From Coq Require Import Reals Lra Lia ZArith List.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Aligned_certificates.
Import {integers}_layers.
Open Scope R_scope.

Definition loss : problem_loss := {loss}_loss.
Definition eta : R := {eta}.
Definition m : R := {width}.
Definition sigma_0 : vector := {start}.

Section Certificate.

(* The orbit of gradient descent, (D3), from the stated start. *)
Variable sigma : nat -> vector.
Hypothesis descent : aligned_orbit (slope (enclosing loss)) {depth} eta {scale} sigma.
Hypothesis start : forall k, (k < {depth})%nat -> sigma 0%nat k = sigma_0 k.

Let prec : {integers}_numbers.precision := {integers}_numbers.PtoP {bits}.
Let Eta : I.type := rational prec {eta_arguments}.
Let M : I.type := rational prec {width_arguments}.
Let Scale : I.type := scale_over prec {depth} M.
Let start_box : list I.type := [{arguments}].

Lemma rate_positive : 0 < eta.
Proof. unfold eta. lra. Qed.

Lemma wide : 0 < m.
Proof. unfold m. lra. Qed.

Lemma rate : encloses Eta eta.
Proof. exact (encloses_rational prec {eta_arguments}). Qed.

Lemma scale_enclosed : encloses Scale {scale}.
Proof. apply scale_encloses. exact (encloses_rational prec {width_arguments}). Qed.

Lemma start_enclosed : inside_layers prec {depth} start_box (sigma 0%nat).
Proof.
  split; [reflexivity |]. intros k Hk. rewrite start by assumption.
  each_layer k ltac:(apply (encloses_rational prec)).
Qed.

",
            integers = if self.step <= STANDARD_STEPS { "Standard" } else { "Machine" },
            loss = self.loss(),
            eta = eta.real(),
            width = width.real(),
            start = entries(sigma.iter()),
            depth = self.depth(),
            scale = self.scale(),
            eta_arguments = eta.arguments(),
            width_arguments = width.arguments(),
            arguments = arguments.join("; "),
        )
    }

    /// The run to step T at the working precision, with the bits that Coq needs for it, as its slopes, written with exponentials, have
    /// absolute errors.
    fn run(&self) -> Result<(AlignedRun<'_>, u32), CertificateExportError> {
        let depth = self.depth() as u64;
        allow(self.step, MOST_STEPS.min(MOST_PRODUCTS / (4 * depth * depth * depth)))?;
        let mut run = AlignedRun::new(self.problem, self.bits);
        let mut smallest = 0;
        while run.step() < self.step {
            let exponent = run.output().midpoint().get_exp().unwrap_or(0);
            if exponent > MOST_EXPONENT && self.loss() != LossName::Squared {
                return Err(unsupported(
                    self.kind(),
                    "|f| exceeds 2^20 on the way, and its exponential is too long for Coq",
                ));
            }
            smallest = smallest.min(exponent);
            run.advance()?;
        }
        Ok((run, self.bits + smallest.unsigned_abs()))
    }

    fn bounds(&self, run: &AlignedRun) -> Result<Bounds, CertificateExportError> {
        let strengths: Result<_, _> = run.state().sigma.iter().map(|sigma| widened(sigma, self.bits)).collect();
        Ok(Bounds { strengths: strengths?, output: widened(run.output(), self.bits)? })
    }

    /// The definitions `least`, `most`, `low` and `high` and the lemmas `strengths`, `squares` and `output_bounds` about the state at step T.
    fn state_lemmas(&self, bounds: &Bounds) -> String {
        let (step, depth, run) = (self.step, self.depth(), self.run_arguments());
        let pair = |(left, right): &(Rational, Rational)| {
            let pair = |value: &Rational| format!("(({})%Z, {}%positive)", value.numer(), value.denom());
            format!("({}, {})", pair(left), pair(right))
        };
        let list: Vec<String> = bounds.strengths.iter().map(pair).collect();
        let sizes = bounds.sizes();
        let [left, right] = [&bounds.output.0, &bounds.output.1].map(Ratio);
        format!(
            "\
Definition bounds := [{list}].
Definition least : vector := {least}.
Definition most : vector := {most}.
Definition low : vector := fun k => least k ^ 2.
Definition high : vector := fun k => most k ^ 2.

Lemma strengths : forall k, (k < {depth})%nat -> lower bounds k <= sigma {step}%nat k <= upper bounds k.
Proof. apply (layers_between {run} {step} bounds). vm_cast_no_check (eq_refl true). Qed.

Lemma squares : forall k, (k < {depth})%nat -> low k <= sigma {step}%nat k ^ 2 <= high k.
Proof.
  intros k Hk. assert (B := strengths k Hk). apply squares_between; [each_layer k ltac:(unfold least; write_products; lra) |].
  apply (size_between _ _ _ _ _ B); unfold lower, upper, ratio_of, bounds, least, most; each_layer k ltac:(cbv [entries nth fst snd]; lra).
Qed.

Lemma output_bounds : {left} <= {output} <= {right}.
Proof. apply (output_between {run} {step} {left_arguments} {right_arguments}). vm_cast_no_check (eq_refl true). Qed.

",
            list = list.join("; "),
            least = entries(sizes.iter().map(|(least, _)| least)),
            most = entries(sizes.iter().map(|(_, most)| most)),
            output = self.output_at(&format!("{step}%nat")),
            left = left.real(),
            right = right.real(),
            left_arguments = left.arguments(),
            right_arguments = right.arguments(),
        )
    }

    /// The lemma `rise` or `before`, by the claimed phase: the loss rises at a step, or at none before T.
    fn history(&self, run: &AlignedRun) -> Result<String, CertificateExportError> {
        let arguments = self.run_arguments();
        match (self.certificate.claim.phase, run.first_rise()) {
            (Phase::Catapult, Some(rise)) => Ok(format!(
                "Lemma rise : Rabs ({}) < Rabs ({}).\nProof. apply (layers_rise {arguments} {rise}). vm_cast_no_check (eq_refl true). Qed.\n\n",
                self.output_at(&format!("{rise}%nat")),
                self.output_at(&format!("(S {rise})"))
            )),
            _ if run.phase_if_it_falls_from_here().is_err() => {
                Err(unsupported(self.kind(), "|f| stays equal at some step, exactly"))
            }
            _ => Ok(format!(
                "Lemma before : forall t, (t < {step})%nat -> Rabs ({}) <= Rabs ({}).\nProof. apply (layers_fall {arguments} {step}). vm_cast_no_check (eq_refl true). Qed.\n\n",
                self.output_at("(S t)"),
                self.output_at("t"),
                step = self.step
            )),
        }
    }

    /// The phase in Coq.
    fn phase(&self) -> String {
        match self.certificate.claim.phase {
            Phase::Oscillating => format!("oscillating {} {} sigma", self.depth(), self.scale()),
            phase => format!("{phase} loss (fun t => {})", self.output_at("t")),
        }
    }

    /// The phase of an orbit that converges and falls from step T on, where `falling` and `tends` are proofs of that.
    fn phase_proof(&self, falling: &str, tends: &str) -> String {
        let arguments = format!("loss {} {} sigma {}", self.depth(), self.scale(), self.step);
        match self.certificate.claim.phase {
            Phase::Catapult => format!("exact (catapult_from {arguments} _ ({tends}) rise)"),
            _ => format!("exact (lazy_from {arguments} ({tends}) before ({falling}))"),
        }
    }

    /// The theorem: phase, and the limits if they are claimed.
    fn theorem(&self, phase: &str, limit: &str) -> Result<String, CertificateExportError> {
        let name = self.phase();
        let Some(Limit::Aligned(AlignedMinimum { sigma, vanishing, lambda, sharpness })) =
            &self.certificate.claim.limit
        else {
            return Ok(format!("Theorem certificate : {name}.\nProof. {phase}. Qed.\n\nEnd Certificate.\n"));
        };
        let pair = |enclosure: &Enclosure| -> Result<String, CertificateExportError> {
            let (lower, upper) = decimals(enclosure)?;
            Ok(format!("({}, {})", Ratio(&lower).real(), Ratio(&upper).real()))
        };
        let layers: Result<Vec<String>, _> = sigma.iter().map(pair).collect();
        Ok(format!(
            "\
Theorem certificate :
  {name} /\\
  ends_at loss {depth} {scale} sigma
    [{layers}]
    {vanishing} {lambda} {sharpness}.
Proof.
  split; [{phase} |].
  {limit}
Qed.

End Certificate.
",
            depth = self.depth(),
            scale = self.scale(),
            layers = layers?.join(";\n     "),
            vanishing = vanishing.map_or("None".into(), |layer| format!("(Some {}%nat)", layer - 1)),
            lambda = pair(lambda)?,
            sharpness = pair(sharpness)?,
        ))
    }

    /// `unfold kappa, loss, ...`: kappa as a number.
    fn unfold_kappa(&self) -> String {
        format!("unfold kappa, loss, {loss}_loss, kappa_{loss}", loss = self.loss())
    }

    /// A bound from below, and one from above, with room for the roundings inside Coq.
    fn room(&self, ball: &Ball) -> Result<(Rational, Rational), CertificateExportError> {
        let nudge = |value, direction| rational(&nudged(value, self.bits - 8, direction));
        Ok((nudge(&ball.lower(), Round::Down)?, nudge(&ball.upper(), Round::Up)?))
    }
}

/// The ends of a claimed enclosure.
fn decimals(enclosure: &Enclosure) -> Result<(Rational, Rational), CertificateExportError> {
    let decimal = |text: &str| {
        let failure = Failure::OutOfRange("a limit of the claim is not a decimal");
        parse_exact(text).map_err(|_| CertificateExportError::Numbers(failure))
    };
    Ok((decimal(&enclosure.lower)?, decimal(&enclosure.upper)?))
}
