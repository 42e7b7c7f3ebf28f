//! Proofs about the two-layer network on D0, on top of `proofs/Two_layer_certificates.v`: what every file begins with, and the
//! lemmas about an enclosed orbit. What follows from them has a file for each way to end.

mod convergence;
mod divergence;
mod hit;

use super::{CertificateExportError, MOST_STEPS, Ratio, allow, sizes, unsupported, widened, working_bits};
use crate::arithmetic::Ball;
use crate::certify::checks::run::Run;
use crate::certify::{Certificate, Proof};
use crate::dynamics::{Descent, TwoLayerState, TwoLayerSystem};
use crate::model::LossName;
use rug::Rational;

/// The file without its header comment.
pub(super) fn text(
    certificate: &Certificate,
    problem: &Descent<TwoLayerSystem>,
    proof: &Proof,
) -> Result<String, CertificateExportError> {
    let writer = |bits: u32| Writer { certificate, problem, bits: working_bits(bits) };
    match proof {
        Proof::Trap { bits, step, contraction } => writer(*bits).trap(*step, &contraction.0),
        Proof::Hit { bits, step } => writer(*bits).hit(*step),
        Proof::Boundary { bits } => writer(*bits).boundary(),
        Proof::Universal { bits, .. } => writer(*bits).universal(),
        Proof::Growth { bits, step } => writer(*bits).growth(*step),
        Proof::Alternation { bits, step, margin } => writer(*bits).alternation(*step, &margin.0),
        Proof::Linear(_) | Proof::Features(_) | Proof::Gram(_) | Proof::Aligned(_) | Proof::Dense(_) => {
            Err(unsupported(proof.citation().lemma, "its problem is a two-layer network on D0"))
        }
    }
}

/// The longest orbit that is enclosed on the integers of Coq's standard library, at 0.2 s a step or more; longer ones use machine
/// integers.
const STANDARD_STEPS: u64 = 4;

struct Writer<'a> {
    certificate: &'a Certificate,
    problem: &'a Descent<TwoLayerSystem>,
    /// Working precision, here and inside Coq.
    bits: u32,
}

/// The arguments of the lemmas about an enclosed run.
const RUN: &str = "prec (enclosing loss) eta m Eta M rate width wide f lambda descent start start_enclosed";

/// Rational bounds of a state: of f, of |f| and of lambda.
struct Bounds {
    left: Rational,
    right: Rational,
    least: Rational,
    delta: Rational,
    low: Rational,
    high: Rational,
}

impl Writer<'_> {
    fn loss(&self) -> LossName {
        self.problem.system.loss
    }

    /// Problem, orbit and the enclosure of the start: what every file begins with.
    fn preamble(&self, bits: u32) -> String {
        let [output, lambda] = [&self.problem.start.output, &self.problem.start.lambda].map(Ratio);
        let (eta, width) = (Ratio(&self.problem.learning_rate), Ratio(&self.problem.system.width));
        format!(
            "\
From Coq Require Import Reals Lra Lia ZArith.
From Coquelicot Require Import Coquelicot.
From Catapult Require Import Two_layer_certificates.
Import {integers}.
Open Scope R_scope.

Definition loss : problem_loss := {loss}_loss.
Definition eta : R := {eta}.
Definition m : R := {width}.
Definition output_0 : R := {output}.
Definition lambda_0 : R := {lambda}.

Section Certificate.

(* The orbit of gradient descent, (T1) and (T2), from the stated start. *)
Variables (f lambda : nat -> R).
Hypothesis descent : orbit (slope (enclosing loss)) eta m f lambda.
Hypothesis start_output : f 0%nat = output_0.
Hypothesis start_lambda : lambda 0%nat = lambda_0.

Let prec : {integers}_numbers.precision := {integers}_numbers.PtoP {bits}.
Let Eta : I.type := rational prec {eta_arguments}.
Let M : I.type := rational prec {width_arguments}.
Let start : box := (rational prec {output_arguments}, rational prec {lambda_arguments}).

Lemma rate_positive : 0 < eta.
Proof. unfold eta. lra. Qed.

Lemma wide : 0 < m.
Proof. unfold m. lra. Qed.

Lemma rate : encloses Eta eta.
Proof. exact (encloses_rational prec {eta_arguments}). Qed.

Lemma width : encloses M m.
Proof. exact (encloses_rational prec {width_arguments}). Qed.

Lemma start_enclosed : inside start (f 0%nat) (lambda 0%nat).
Proof.
  rewrite start_output, start_lambda.
  split; [exact (encloses_rational prec {output_arguments}) | exact (encloses_rational prec {lambda_arguments})].
Qed.

Lemma start_admissible : admissible m (f 0%nat) (lambda 0%nat).
Proof. rewrite start_output, start_lambda. unfold admissible, m, output_0, lambda_0. split; lra. Qed.

",
            integers = if self.step() <= STANDARD_STEPS { "Standard" } else { "Machine" },
            loss = self.loss(),
            eta = eta.real(),
            width = width.real(),
            output = output.real(),
            lambda = lambda.real(),
            eta_arguments = eta.arguments(),
            width_arguments = width.arguments(),
            output_arguments = output.arguments(),
            lambda_arguments = lambda.arguments(),
        )
    }

    /// T.
    fn step(&self) -> u64 {
        match self.certificate.proof {
            Proof::Trap { step, .. }
            | Proof::Hit { step, .. }
            | Proof::Universal { step, .. }
            | Proof::Growth { step, .. }
            | Proof::Alternation { step, .. } => step,
            Proof::Boundary { .. }
            | Proof::Linear(_)
            | Proof::Features(_)
            | Proof::Gram(_)
            | Proof::Aligned(_)
            | Proof::Dense(_) => 0,
        }
    }

    /// The run to step T at the working precision, with the bits that Coq needs for it: its slopes, written with exponentials,
    /// have absolute errors, so that the relative precision falls as |f| does.
    fn run(&self, step: u64) -> Result<(Run<'_>, u32), CertificateExportError> {
        allow(step, MOST_STEPS)?;
        let mut run = Run::new(self.problem, self.bits);
        let mut smallest = 0;
        while run.step() < step {
            smallest = smallest.min(run.state().output.midpoint().get_exp().unwrap_or(0));
            run.advance()?;
        }
        Ok((run, self.bits + smallest.unsigned_abs()))
    }

    /// Bounds of an enclosed state, wider than the enclosure: Coq's enclosure, made in another way, must fit into them.
    fn bounds(&self, state: &TwoLayerState<Ball>) -> Result<Bounds, CertificateExportError> {
        let ((left, right), (low, high)) = (widened(&state.output, self.bits)?, widened(&state.lambda, self.bits)?);
        let (least, delta) = sizes(&left, &right);
        Ok(Bounds { left, right, least, delta, low, high })
    }

    /// The lemmas `state_bounds` and `size_bounds` about the state at step T.
    fn state_lemmas(&self, step: u64, bounds: &Bounds) -> String {
        let [left, right, least, delta] = [&bounds.left, &bounds.right, &bounds.least, &bounds.delta].map(Ratio);
        let [low, high] = [&bounds.low, &bounds.high].map(Ratio);
        format!(
            "\
Lemma state_bounds : {left} <= f {step}%nat <= {right} /\\ {low} <= lambda {step}%nat <= {high}.
Proof.
  apply (state_between {RUN} {step} {left_arguments} {right_arguments} {low_arguments} {high_arguments}).
  vm_cast_no_check (eq_refl true).
Qed.

Lemma size_bounds : {least} <= Rabs (f {step}%nat) <= {delta}.
Proof. pose proof (proj1 state_bounds). unfold Rabs. destruct (Rcase_abs (f {step}%nat)); lra. Qed.

",
            left = left.real(),
            right = right.real(),
            low = low.real(),
            high = high.real(),
            least = least.real(),
            delta = delta.real(),
            left_arguments = left.arguments(),
            right_arguments = right.arguments(),
            low_arguments = low.arguments(),
            high_arguments = high.arguments(),
        )
    }
}
