//! The search for a proof about the two-layer network on D0.
//!
//! The orbit is enclosed once, step by step; at each step the state is offered to the lemmas that could apply (see
//! [`crate::certify::checks`]). Numbers of `f64` choose what to try, so that a hopeless test costs nothing; the answer is what
//! the checker's [`establish_along`] says of the run. When enclosures blow up, the search starts again with twice the bits.

use super::classification::{Classification, ClassifyOptions, Remedy, loss_before};
use super::has_digits;
use super::ladder::{Ending, Next, incomplete, precisions, unproved};
use super::two_layer_guide::{Guide, TrapGuess, exact_hit};
use crate::arithmetic::{Ball, Enclosure};
use crate::certify::certificate::{Exact, Proof, Statement};
use crate::certify::checker::{Rejection, establish_along, establish_two_layer};
use crate::certify::checks::run::Run;
use crate::certify::checks::{Established, boundary, growth, universal};
use crate::certify::loss_history::LossHistory;
use crate::certify::phase::{Limit, Minimum, Phase};
use crate::certify::sizes::Sizes;
use crate::dynamics::{Descent, Problem, TwoLayerSystem};
use crate::progress::{Interrupted, Progress, Watch};

/// An output with fewer certain bits is lost: it may have either sign soon.
pub(super) const LEAST_ACCURATE_BITS: i64 = 8;

/// The classification of a valid problem, which is `problem` and `descent` at once.
pub fn classify(
    problem: &Problem,
    descent: &Descent<TwoLayerSystem>,
    options: &ClassifyOptions,
    watch: Watch<'_>,
) -> Result<Classification, Interrupted> {
    let Some(statement) = Statement::of(problem) else {
        return Ok(Classification::undecided("there are no certificates for this network"));
    };
    let (bits, ceiling) = precisions(options);
    let mut attempt = Attempt { problem: descent, statement, options, watch, bits, affordable: 0, fallback: None };
    if let Some(answer) = attempt.exact_hit() {
        return Ok(answer);
    }
    if boundary::applies(descent) {
        return Ok(attempt.on_the_boundary(ceiling));
    }
    loop {
        match attempt.run()?.next(&mut attempt.bits, ceiling, options) {
            Next::Answer(answer) => return Ok(*answer),
            Next::Again => {}
            Next::GiveUp(spent, remedy) => return Ok(attempt.give_up(&spent, remedy)),
        }
    }
}

/// The search at one precision.
struct Attempt<'a> {
    problem: &'a Descent<TwoLayerSystem>,
    statement: Statement,
    options: &'a ClassifyOptions,
    watch: Watch<'a>,
    bits: u32,
    /// The steps that a proof at this precision may follow.
    affordable: u64,
    /// The best answer so far: a proof of the phase without limit, or with fewer digits than asked.
    fallback: Option<Classification>,
}

impl Attempt<'_> {
    /// The answer that the checker gives along a run.
    fn conclude(&self, established: &Established, proof: Proof, reason: String) -> Classification {
        Classification::proved(self.statement.clone(), proof, established, self.options.digits, reason)
    }

    /// Orbits that reach f = 0 exactly: a start there, or a short rational orbit.
    fn exact_hit(&self) -> Option<Classification> {
        let step = exact_hit(self.problem, self.options.max_steps)?;
        let proof = Proof::Hit { bits: self.bits, step };
        let established = establish_two_layer(self.problem, &proof).ok()?;
        let reason = format!("f = 0 exactly at step {step} (exact arithmetic), and the minimum is a fixed point");
        Some(self.conclude(&established, proof, reason))
    }

    /// Starts with parallel weights, which have a closed answer.
    fn on_the_boundary(&mut self, ceiling: u32) -> Classification {
        loop {
            let proof = Proof::Boundary { bits: self.bits };
            if let Ok(established) = establish_two_layer(self.problem, &proof) {
                let reason = match established.phase {
                    Phase::Divergent => "f keeps its sign and |f| grows at each step",
                    _ => "f keeps its sign, and f and lambda fall to 0 together",
                };
                let reason = format!("the start is at the boundary m lambda² = 4 f²: {reason}");
                return self.conclude(&established, proof, reason);
            }
            if self.bits >= ceiling {
                return Classification::undecided(format!(
                    "at the boundary m lambda² = 4 f², eta |s|/sqrt m = 2 within {ceiling} bits: perhaps a fixed point"
                ));
            }
            self.bits = (self.bits * 2).min(ceiling);
        }
    }

    /// What is left when no attempt was conclusive: what has been spent, and what would help.
    fn give_up(self, spent: &str, remedy: Remedy) -> Classification {
        match self.fallback {
            Some(answer) => incomplete(answer, spent, remedy),
            None if universal::require_problem(self.problem).is_ok() => Classification::lacking(
                format!(
                    "the orbit converges to the minimum (universal step size), but {spent} did not show whether the loss rises"
                ),
                remedy,
            ),
            None => unproved(spent, remedy),
        }
    }

    /// Encloses the orbit and offers each state to the lemmas.
    fn run(&mut self) -> Result<Ending, Interrupted> {
        let mut run = Run::new(self.problem, self.bits);
        let guide = Guide::of(self.problem);
        self.affordable = Sizes::of_two_layer(self.problem).most_steps(self.bits);
        let mut trapped = Trapped::default();
        loop {
            Progress::of(run.step(), self.options.max_steps).tell(self.watch)?;
            if let Some(ending) = self.try_trap(&run, &guide, &mut trapped) {
                return Ok(ending);
            }
            if let Some(answer) = self.try_divergence(&run, &guide) {
                return Ok(Ending::Proved(Box::new(answer)));
            }
            let lost = run.state().output.accurate_bits().is_some_and(|bits| bits < LEAST_ACCURATE_BITS);
            if lost {
                return Ok(Ending::OutOfBits);
            }
            if self.is_last(run.step()) {
                return Ok(Ending::OutOfSteps(run.step()));
            }
            if run.advance().is_err() {
                return Ok(Ending::OutOfBits);
            }
            self.note_universal(&run);
        }
    }

    /// Whether the budget, the user's or the checker's, ends here.
    fn is_last(&self, step: u64) -> bool {
        step >= self.options.max_steps.min(self.affordable)
    }

    /// Once a rise is certain, the universal step size makes it a catapult, for want of anything better.
    fn note_universal(&mut self, run: &Run) {
        if let (None, Some(rise)) = (&self.fallback, run.first_rise()) {
            let proof = Proof::Universal { bits: self.bits, step: run.step() };
            if let Ok(established) = establish_along(run, &proof) {
                let reason = format!(
                    "the loss rises at step {rise}, and at this rate every start converges (universal step size)"
                );
                self.fallback = Some(self.conclude(&established, proof, reason));
            }
        }
    }

    /// The trap around f = 0: an ending once it holds with all digits, or once it shows that more bits are needed.
    fn try_trap(&mut self, run: &Run, guide: &Guide, trapped: &mut Trapped) -> Option<Ending> {
        let (state, step) = (run.state(), run.step());
        let TrapGuess { contraction, sum_exponent } = guide.traps(&state).next()?;
        let last = self.is_last(step);
        if !last && !trapped.is_due(&state.output, sum_exponent, self.options) {
            return None;
        }
        let rate = shrinking(&contraction);
        let proof = Proof::Trap { bits: self.bits, step, contraction: Exact(contraction) };
        let established = match establish_along(run, &proof) {
            Ok(established) => established,
            Err(Rejection::Proof(failure)) if failure == LossHistory::IN_DOUBT => return Some(Ending::OutOfBits),
            Err(_) => return None,
        };
        let Some(Limit::Minimum(Minimum { lambda, sharpness })) = &established.limit else { return None };
        let sharp_enough = [lambda, sharpness].into_iter().all(|ball| has_digits(ball, self.options));
        // The radius of lambda does not shrink any more: once it is all that is left, only more bits help.
        let spoiled = match (lambda.accurate_bits(), state.lambda.accurate_bits()) {
            (Some(reached), Some(best)) => reached + 1 >= best,
            _ => false,
        };
        let first = trapped.is_first();
        if sharp_enough || spoiled || first || last {
            let before = loss_before(run.first_rise(), step);
            let reason = format!(
                "{before}; from step {step} on |f| contracts to 0, by at least the fraction {rate} of it at each step"
            );
            let answer = self.conclude(&established, proof, reason);
            if sharp_enough {
                return Some(Ending::Proved(Box::new(answer)));
            }
            self.fallback = Some(answer);
        }
        spoiled.then_some(Ending::OutOfBits)
    }

    /// The divergence lemma of the loss.
    fn try_divergence(&self, run: &Run, guide: &Guide) -> Option<Classification> {
        let (bits, step) = (self.bits, run.step());
        let state = run.state();
        let (proof, reason) = if growth::applies(self.problem.system.loss) {
            let proof = guide.grows(&state).then_some(Proof::Growth { bits, step })?;
            (proof, format!("from step {step} on |f| grows at least 49-fold at each step"))
        } else {
            let proof = Proof::Alternation { bits, step, margin: Exact(guide.margin(&state)?) };
            (proof, format!("from step {step} on f changes sign at each step and |f| grows geometrically"))
        };
        let established = establish_along(run, &proof).ok()?;
        Some(self.conclude(&established, proof, reason))
    }
}

/// When to look at the trap again.
#[derive(Default)]
pub(super) struct Trapped {
    /// Whether the lemma has held.
    holds: bool,
    /// The exponent of f when the limit was last enclosed.
    seen: Option<i64>,
}

impl Trapped {
    /// Notes that the lemma holds; whether it is the first time.
    pub(super) fn is_first(&mut self) -> bool {
        !std::mem::replace(&mut self.holds, true)
    }

    /// Until the lemma first holds: always. Then whenever f is small enough for the asked digits, and smaller than last time.
    pub(super) fn is_due(&mut self, output: &Ball, sum_exponent: i64, options: &ClassifyOptions) -> bool {
        if !self.holds {
            return true;
        }
        let exponent = output.magnitude_up().exponent().unwrap_or(i64::MIN / 4);
        let small = exponent.saturating_mul(2).saturating_add(sum_exponent) < -i64::from(options.digits.bits());
        let due = small && self.seen.is_none_or(|seen| exponent < seen);
        if due {
            self.seen = Some(exponent);
        }
        due
    }
}

/// 1 - rho in three decimals, rounded down.
pub(super) fn shrinking(contraction: &rug::Rational) -> String {
    let gap = rug::Rational::from(1) - contraction;
    let (gap, _) = rug::Float::with_val_round(53, gap, rug::float::Round::Down);
    Enclosure::of_ball(&Ball::exact(gap), 1).lower
}
