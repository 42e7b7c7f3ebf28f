//! Proofs about the two-layer network on D0, on top of `proofs/Two_layer_certificates.v`.

use super::{
    CertificateExportError, MOST_EXACT_STEPS, MOST_STEPS, Ratio, allow, nudged, rational, unsupported, working_bits,
};
use crate::arithmetic::{Analytic, Ball, FromExact, parse_exact};
use crate::certify::checks::{Failure, alternation, run::Run, run::two_layer_map, trap};
use crate::certify::classification::{Limit, Minimum};
use crate::certify::{Certificate, Phase, Proof};
use crate::dynamics::{FactorisedState, Problem, TwoLayerState};
use crate::model::LossName;
use rug::float::Round;
use rug::{Float, Rational};

/// The file without its header comment.
pub(super) fn text(
    certificate: &Certificate,
    problem: &Problem,
    width: &Rational,
    proof: &Proof,
) -> Result<String, CertificateExportError> {
    let writer = |bits: u32| Writer { certificate, problem, width, bits: working_bits(bits) };
    match proof {
        Proof::Trap { bits, step, contraction } => writer(*bits).trap(*step, &contraction.0),
        Proof::Hit { bits, step } => writer(*bits).hit(*step),
        Proof::Boundary { bits } => writer(*bits).boundary(),
        Proof::Universal { bits, .. } => writer(*bits).universal(),
        Proof::Growth { bits, step } => writer(*bits).growth(*step),
        Proof::Alternation { bits, step, margin } => writer(*bits).alternation(*step, &margin.0),
        Proof::Linear(_) => Err(unsupported("linear", "its problem is a two-layer network")),
    }
}

/// The longest orbit that is enclosed on the integers of Coq's standard library, at 0.2 s a step or more; longer ones use machine
/// integers.
const STANDARD_STEPS: u64 = 4;

struct Writer<'a> {
    certificate: &'a Certificate,
    problem: &'a Problem,
    width: &'a Rational,
    /// Working precision, here and inside Coq.
    bits: u32,
}

/// The arguments of the lemmas about an enclosed run.
const RUN: &str = "prec (enclosing loss) eta m Eta M rate width wide f lambda descent start start_enclosed";

/// Bits by which the bounds of a state are wider than its enclosure. The guard bits leave room for them.
const SLACK_BITS: u32 = 24;

/// The largest F of an alternation that is printed.
const MOST_REACH: u32 = 256;

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
        self.problem.loss
    }

    /// Problem, orbit and the enclosure of the start: what every file begins with.
    fn preamble(&self, bits: u32) -> String {
        let [output, lambda] = [&self.problem.start[0], &self.problem.start[1]].map(Ratio);
        let (eta, width) = (Ratio(&self.problem.learning_rate), Ratio(self.width));
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
            Proof::Boundary { .. } | Proof::Linear(_) => 0,
        }
    }

    /// The run to step T at the working precision, with the bits that Coq needs for it: its slopes, written with exponentials,
    /// have absolute errors, so that the relative precision falls as |f| does.
    fn run(&self, step: u64) -> Result<(Run, u32), CertificateExportError> {
        allow(step, MOST_STEPS)?;
        let mut run = Run::new(self.problem, self.bits)?;
        let mut smallest = 0;
        while run.step < step {
            smallest = smallest.min(run.state().output.midpoint().get_exp().unwrap_or(0));
            run.advance()?;
        }
        Ok((run, self.bits + smallest.unsigned_abs()))
    }

    /// Bounds of an enclosed state, wider than the enclosure: Coq's enclosure, made in another way, must fit into them.
    fn bounds(&self, state: &TwoLayerState<Ball>) -> Result<Bounds, CertificateExportError> {
        let wider = |ball: &Ball, direction| {
            let width = Float::with_val(self.bits, ball.upper() - ball.lower()) << SLACK_BITS;
            let end = match direction {
                Round::Down => Float::with_val(self.bits, ball.lower() - width),
                _ => Float::with_val(self.bits, ball.upper() + width),
            };
            rational(&nudged(&end, self.bits, direction))
        };
        let (left, right) = (wider(&state.output, Round::Down)?, wider(&state.output, Round::Up)?);
        let (low, high) = (wider(&state.lambda, Round::Down)?, wider(&state.lambda, Round::Up)?);
        let (least, delta) = if left > 0 {
            (left.clone(), right.clone())
        } else if right < 0 {
            (Rational::from(-&right), Rational::from(-&left))
        } else {
            (Rational::new(), Rational::from(-&left).max(right.clone()))
        };
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

    /// The lemma `rise` or `before`, by the claimed phase: the loss rises at a step, or at none before T.
    fn history(&self, run: &Run) -> Result<String, CertificateExportError> {
        match (self.certificate.claim.phase, run.first_rise) {
            (Phase::Catapult, Some(rise)) => Ok(format!(
                "Lemma rise : Rabs (f {rise}%nat) < Rabs (f (S {rise}%nat)).\nProof. apply (rises_correct {RUN} {rise}). vm_cast_no_check (eq_refl true). Qed.\n\n"
            )),
            _ if run.first_doubt.is_some() => Err(unsupported("trap", "|f| stays equal at some step, exactly")),
            _ => Ok(format!(
                "Lemma before : forall t, (t < {step})%nat -> Rabs (f (S t)) <= Rabs (f t).\nProof. apply (falls_correct {RUN} {step}). vm_cast_no_check (eq_refl true). Qed.\n\n",
                step = run.step
            )),
        }
    }

    /// checks/trap.rs.
    fn trap(&self, step: u64, contraction: &Rational) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run(step)?;
        let state = run.state();
        let bounds = self.bounds(&state)?;
        let map = two_layer_map(self.problem, self.bits)?;
        let exact = |value: &Rational| Ball::from_exact(value, self.bits);
        let least_mean = trap::geometric_mean(&map, exact(&bounds.delta), exact(&bounds.low).lower()).lower();
        let most_mean = trap::geometric_mean(&map, exact(&bounds.least), exact(&bounds.high).upper()).upper();
        let ratios = trap::ratio_extremes(self.loss(), &exact(&bounds.delta))?;
        let below = |value: &Float| rational(&nudged(value, self.bits, Round::Down));
        let above = |value: &Float| rational(&nudged(value, self.bits, Round::Up));
        let (v, u) = (below(&least_mean)?, above(&most_mean)?);
        // the one of phi, Phi that is not kappa
        let (named, ratio_argument, ratio_step, high_ratio) = match self.loss() {
            LossName::Logistic => {
                let phi = below(&ratios.smallest.lower())?;
                let step = "  - rewrite slope_logistic_once. unfold phi, delta. interval with (i_prec working).\n  - unfold phi. lra.\n";
                (format!("Definition phi : R := {}.\n", Ratio(&phi).real()), " phi", step, "(1 / 4)")
            }
            LossName::Exponential => {
                let phi = above(&ratios.largest.upper())?;
                let step = "  - unfold slope_exponential, sinh, Phi, delta. interval with (i_prec working).\n";
                (format!("Definition Phi : R := {}.\n", Ratio(&phi).real()), " Phi", step, "Phi")
            }
            LossName::Squared => (String::new(), "", "", "1"),
        };
        let delta_step = if self.loss() == LossName::Squared { "" } else { "  - unfold delta. lra.\n" };
        let lambda_min = format!("V * (1 - (eta * {high_ratio} * delta) ^ 2 / m / (1 - rho ^ 2))");
        let unfold = "unfold eta, m, delta, least, low, high, rho, V, U".to_owned()
            + match self.loss() {
                LossName::Logistic => ", phi",
                LossName::Exponential => ", Phi",
                LossName::Squared => "",
            };
        let proof = format!(
            "\
Definition least : R := {least}.
Definition delta : R := {delta}.
Definition low : R := {low}.
Definition high : R := {high}.
Definition rho : R := {rho}.
Definition V : R := {v}.
Definition U : R := {u}.
{named}
(* The hypotheses of checks/trap.rs at step {step}. *)
Lemma trapped : converges_from rho f lambda {step} ({lambda_min}) U.
Proof.
  apply (trap_{loss} eta m f lambda {step} delta least low high{ratio_argument} rho V U).
  - exact descent.
  - exact rate_positive.
  - exact wide.
  - split; [unfold least; lra | exact (proj1 size_bounds)].
  - exact (proj2 size_bounds).
  - exact (proj2 state_bounds).
  - unfold low. lra.
{delta_step}{ratio_step}  - unfold rho. lra.
  - unfold V. lra.
  - {unfold}. interval with (i_prec working).
  - unfold U. lra.
  - {unfold}. interval with (i_prec working).
  - {unfold}. interval with (i_prec working).
  - {unfold}. interval with (i_prec working).
Qed.

",
            least = Ratio(&bounds.least).real(),
            delta = Ratio(&bounds.delta).real(),
            low = Ratio(&bounds.low).real(),
            high = Ratio(&bounds.high).real(),
            rho = Ratio(contraction).real(),
            v = Ratio(&v).real(),
            u = Ratio(&u).real(),
            loss = self.loss(),
        )
        .replace("working", &(2 * self.bits).to_string());
        let phase = match self.certificate.claim.phase {
            Phase::Catapult => format!("exact (catapult_by_trap loss f lambda rho _ _ {step} _ trapped rise)"),
            _ => format!(
                "apply (lazy_by_trap loss f lambda rho ({lambda_min}) U {step}); [unfold rho; lra | exact trapped | exact before]"
            ),
        };
        let limit = format!("exact (limit_by_trap f lambda rho _ _ _ _ {step} trapped");
        let kernel = format!("{limit} low_end high_end).");
        let narrow = format!("{limit} (Rle_refl _) (Rle_refl _)).");
        Ok(self.preamble(bits)
            + &self.history(&run)?
            + &self.state_lemmas(step, &bounds)
            + &proof
            + &self.theorem(&phase, &lambda_min, &unfold, &kernel, &narrow)?)
    }

    /// The theorem: phase, and the limits if they are claimed.
    fn theorem(
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

    /// checks/growth.rs.
    fn growth(&self, step: u64) -> Result<String, CertificateExportError> {
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
  refine (proj2 (growth_on_box (slope (enclosing loss)) eta m f lambda {step} {least} {most} _ descent rate_positive wide _ _ _ _)).
  - exact stiffening_{loss}.
  - apply (orbit_admissible (slope (enclosing loss)) eta); [exact wide | exact descent | exact start_admissible].
  - split; [lra | exact (proj1 size_bounds)].
  - exact (proj2 (proj2 state_bounds)).
  - change (slope (enclosing loss)) with slope_{loss}. unfold slope_{loss}, eta, m, sinh. interval with (i_prec {bits}).
Qed.

End Certificate.
",
                least = Ratio(&bounds.least).real(),
                most = Ratio(&bounds.high).real(),
                bits = self.bits,
            )
            .replace(", sinh.", if loss == LossName::Exponential { ", sinh." } else { "." }))
    }

    /// checks/boundary.rs.
    fn boundary(&self) -> Result<String, CertificateExportError> {
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
        let rate = |relation: &str, name: &str| {
            format!(
                "\
Lemma {name} : {relation}.
Proof.
  rewrite start_output. unfold factor_rate, output_0, eta, m. change (slope (enclosing loss)) with slope_{loss}.
  {slope}. interval with (i_prec {bits}).
Qed.

",
                bits = self.bits
            )
        };
        let value = "factor_rate eta m (slope (enclosing loss) (Rabs (f 0%nat)))";
        let body = if self.certificate.claim.phase == Phase::Divergent {
            rate(&format!("2 < {value}"), "fast")
                + &format!(
                    "\
Theorem certificate : divergent loss f.
Proof. apply divergent_by_size, (boundary_diverges {arguments} output_nonzero), fast. Qed.

End Certificate.
"
                )
        } else {
            rate(&format!("{value} < 2"), "slow")
                + &format!(
                    "\
Lemma converges : (forall t, Rabs (f (S t)) <= Rabs (f t)) /\\ is_lim_seq f 0 /\\ is_lim_seq lambda 0.
Proof. exact (boundary_converges {arguments} slow). Qed.

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
    fn universal(&self) -> Result<String, CertificateExportError> {
        let Proof::Universal { step, .. } = self.certificate.proof else {
            return Err(unsupported("universal", "it names no step"));
        };
        let (run, bits) = self.run(step)?;
        Ok(self.preamble(bits)
            + &self.history(&run)?
            + "\
Theorem certificate : catapult loss f.
Proof.
  apply (catapult_by_convergence loss f _) with (2 := rise).
  apply (universal_convergence_squared eta m f lambda);
    [exact wide | exact rate_positive | unfold eta, m; lra | exact descent | exact start_admissible].
Qed.

End Certificate.
")
    }

    /// checks/alternation.rs.
    fn alternation(&self, step: u64, margin: &Rational) -> Result<String, CertificateExportError> {
        let (run, bits) = self.run(step)?;
        let state = run.state();
        let bounds = self.bounds(&state)?;
        let map = two_layer_map(self.problem, self.bits)?;
        let factors = FactorisedState::from_output(state, &map.width().clone().sqrt());
        let reach = alternation::reach(&map, factors, margin, self.bits)?;
        // a little below what the state allows, as the bounds of the state are a little wider
        let shrunk = |ball: &Ball, bits| rational(&nudged(&ball.lower(), bits, Round::Down));
        let (gap, output) = (shrunk(&reach.gap, self.bits / 2)?, shrunk(&reach.output, self.bits / 4)?);
        // a smaller F will do, and keeps e^F within reach of interval arithmetic
        let output = output.min(Rational::from(MOST_REACH));
        Ok(self.preamble(bits)
            + &self.state_lemmas(step, &bounds)
            + &format!(
                "\
(* The hypotheses of checks/alternation.rs at step {step}. *)
Theorem certificate : divergent loss f.
Proof.
  apply divergent_by_size.
  refine (proj2 (proj2 (alternation eta m f lambda {step} {gap} {output} {margin} descent rate_positive wide _ _ _ _ _ _ _ _ _ _)));
    destruct state_bounds as [in_output in_kernel];
    set (x := f {step}%nat) in *; set (y := lambda {step}%nat) in *; clearbody x y;
    unfold Two_layer_alternation.gap, turn, factor_p, factor_q, tanh, sinh, cosh, eta, m;
    interval with (i_prec {bits}).
Qed.

End Certificate.
",
                gap = Ratio(&gap).real(),
                output = Ratio(&output).real(),
                margin = Ratio(margin).real(),
                bits = self.bits,
            ))
    }

    /// checks/hit.rs.
    fn hit(&self, step: u64) -> Result<String, CertificateExportError> {
        allow(step, MOST_EXACT_STEPS)?;
        if step > 0 && self.loss() != LossName::Squared {
            return Err(unsupported("hit", "only the squared loss has exact orbits"));
        }
        let mut state = self.problem.start.clone();
        let mut states = vec![state.clone()];
        if step > 0 {
            let map = self.problem.exact().map_err(|_| unsupported("hit", "only the squared loss has exact orbits"))?;
            for _ in 0..step {
                state = map.apply(&state);
                states.push(state.clone());
            }
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
                Ratio(&state[0]).real(),
                Ratio(&state[1]).real()
            );
        }
        let rise = states.windows(2).position(|pair| pair[1][0].cmp_abs(&pair[0][0]).is_gt());
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
            value = Ratio(&states[step as usize][1]).real(),
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
