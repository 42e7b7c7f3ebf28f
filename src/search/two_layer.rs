//! The search for a proof about the two-layer network on D0.
//!
//! The orbit is enclosed once, step by step; at each step the state is offered to the lemmas that could apply (see
//! [`crate::certify::checks`]). Numbers of `f64` choose what to try, so that a hopeless test costs nothing; the answer rests on the
//! enclosures alone. When they blow up, the search starts again with twice the bits.

use super::classification::{Classification, ClassifyOptions};
use crate::arithmetic::{Ball, Enclosure};
use crate::certify::certificate::{Certificate, Claim, Exact, Format, Proof, Statement};
use crate::certify::checker::{MOST_BITS, is_affordable};
use crate::certify::checks::run::Run;
use crate::certify::checks::{Established, alternation, boundary, growth, hit, trap, universal};
use crate::certify::guess::{Guess, TrapGuess, exact_hit};
use crate::certify::phase::{Limit, Minimum, Phase};
use crate::dynamics::{Descent, Problem, TwoLayer, TwoLayerSystem};
use crate::model::{Degenerate, LossName};

/// Bits of the first attempt, unless the digits ask for more.
const FIRST_BITS: u32 = 128;

/// Bits beyond the asked digits that the first attempt has to spare.
const SPARE_BITS: u32 = 60;

/// An output with fewer certain bits is lost: it may have either sign soon.
const LEAST_ACCURATE_BITS: i64 = 8;

/// An enclosure narrower than the asked digits by this factor of 2 is accepted although its ends share fewer digits, as
/// happens on both sides of a carry.
const CARRY_BITS: i64 = 27;

/// The classification of a valid problem, which is `problem` and `descent` at once.
pub fn classify(problem: &Problem, descent: &Descent<TwoLayerSystem>, options: &ClassifyOptions) -> Classification {
    let Some(statement) = Statement::of(problem) else {
        return Classification::undecided("there are no certificates for this network");
    };
    let ceiling = options.bits.clamp(24, MOST_BITS);
    let least = options.digits.bits() + SPARE_BITS;
    let mut attempt =
        Attempt { problem: descent, statement, options, bits: least.max(FIRST_BITS).min(ceiling), fallback: None };
    if let Some(answer) = attempt.exact_hit() {
        return answer;
    }
    if boundary::applies(descent) {
        return attempt.on_the_boundary(ceiling);
    }
    loop {
        match attempt.run() {
            Ending::Proved(answer) => return *answer,
            Ending::OutOfSteps(steps) if steps < options.max_steps => {
                let spent = format!("{steps} steps at {} bits, the most that the checker allows", attempt.bits);
                return attempt.give_up(&spent, "ask for fewer digits");
            }
            Ending::OutOfSteps(steps) => return attempt.give_up(&format!("{steps} steps"), "allow more steps"),
            Ending::OutOfBits if attempt.bits >= ceiling => {
                return attempt.give_up(&format!("enclosures at {ceiling} bits"), "allow more bits");
            }
            Ending::OutOfBits => attempt.bits = (attempt.bits * 2).min(ceiling),
        }
    }
}

/// How one attempt ends.
enum Ending {
    Proved(Box<Classification>),
    OutOfSteps(u64),
    OutOfBits,
}

/// The search at one precision.
struct Attempt<'a> {
    problem: &'a Descent<TwoLayerSystem>,
    statement: Statement,
    options: &'a ClassifyOptions,
    bits: u32,
    /// The best answer so far: a proof of the phase without limit, or with fewer digits than asked.
    fallback: Option<Classification>,
}

impl Attempt<'_> {
    /// An answer with its certificate.
    fn answer(&self, established: Established, proof: Proof, reason: String) -> Classification {
        let digits = self.options.digits.count();
        let limit = established.limit.map(|limit| limit.map(|ball| Enclosure::of_ball(ball, digits)));
        let phase = established.phase;
        let claim = Claim { phase, limit: limit.clone() };
        let certificate = Certificate { format: Format::One, problem: self.statement.clone(), claim, proof };
        Classification { phase, limit, reason, certificate: Some(certificate) }
    }

    /// Orbits that reach f = 0 exactly: a start there, or a short rational orbit.
    fn exact_hit(&self) -> Option<Classification> {
        let step = exact_hit(self.problem, self.options.max_steps)?;
        let established = hit::establish(self.problem, self.bits, step).ok()?;
        let reason = format!("f = 0 exactly at step {step} (exact arithmetic), and the minimum is a fixed point");
        Some(self.answer(established, Proof::Hit { bits: self.bits, step }, reason))
    }

    /// Starts with parallel weights, which have a closed answer.
    fn on_the_boundary(&mut self, ceiling: u32) -> Classification {
        loop {
            if let Ok(established) = boundary::establish(self.problem, self.bits) {
                let reason = match established.phase {
                    Phase::Divergent => "f keeps its sign and |f| grows at each step",
                    _ => "f keeps its sign, and f and lambda fall to 0 together",
                };
                let reason = format!("the start is at the boundary m lambda² = 4 f²: {reason}");
                return self.answer(established, Proof::Boundary { bits: self.bits }, reason);
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
    fn give_up(self, spent: &str, remedy: &str) -> Classification {
        match self.fallback {
            Some(mut answer) => {
                let missing = if answer.limit.is_some() { "all digits of the limit" } else { "the limit" };
                answer.reason = format!("{}; {spent} did not give {missing}: {remedy}", answer.reason);
                answer
            }
            None if universal::applies(self.problem) => Classification::undecided(format!(
                "the orbit converges to the minimum (universal step size), but {spent} did not show whether the loss rises: \
                 {remedy}"
            )),
            None => Classification::undecided(format!("no proof found with {spent}: {remedy}")),
        }
    }

    /// Encloses the orbit and offers each state to the lemmas.
    fn run(&mut self) -> Ending {
        let mut run = Run::new(self.problem, self.bits);
        let map = self.problem.equations::<Ball>(self.bits);
        let guess = Guess::of(self.problem);
        let mut trapped = Trapped::default();
        loop {
            if let Some(ending) = self.try_trap(&run, &map, &guess, &mut trapped) {
                return ending;
            }
            if let Some((proof, reason)) = self.try_divergence(&run, &map, &guess) {
                let established = Established { phase: Phase::Divergent, limit: None };
                return Ending::Proved(Box::new(self.answer(established, proof, reason)));
            }
            let lost = run.state().output.accurate_bits().is_some_and(|bits| bits < LEAST_ACCURATE_BITS);
            if lost {
                return Ending::OutOfBits;
            }
            if self.is_last(run.step) {
                return Ending::OutOfSteps(run.step);
            }
            if run.advance().is_err() {
                return Ending::OutOfBits;
            }
            self.note_universal(&run);
        }
    }

    /// Whether the budget, the user's or the checker's, ends here.
    fn is_last(&self, step: u64) -> bool {
        step >= self.options.max_steps || !is_affordable(self.bits, step + 1)
    }

    /// Once a rise is certain, the universal step size makes it a catapult, for want of anything better.
    fn note_universal(&mut self, run: &Run) {
        if let (None, Some(rise)) = (&self.fallback, run.first_rise)
            && universal::applies(self.problem)
        {
            let established = Established { phase: Phase::Catapult, limit: None };
            let proof = Proof::Universal { bits: self.bits, step: rise + 1 };
            let reason =
                format!("the loss rises at step {rise}, and at this rate every start converges (universal step size)");
            self.fallback = Some(self.answer(established, proof, reason));
        }
    }

    /// The trap around f = 0: an ending once it holds with all digits, or once it shows that more bits are needed.
    fn try_trap(
        &mut self,
        run: &Run,
        map: &TwoLayer<Ball, Degenerate<LossName>>,
        guess: &Guess,
        trapped: &mut Trapped,
    ) -> Option<Ending> {
        let state = run.state();
        let TrapGuess { contraction, sum_exponent } = guess.traps(&state).next()?;
        let last = self.is_last(run.step);
        if !last && !trapped.is_due(&state.output, sum_exponent, self.options) {
            return None;
        }
        let lambda = trap::enclose_limit(map, self.problem.system.loss, &state, &contraction, self.bits).ok()?;
        let Ok(phase) = run.phase_if_it_falls_from_here() else { return Some(Ending::OutOfBits) };
        let limit = trap::limit_at(map, lambda.clone());
        let sharp_enough = has_digits(&limit, self.options);
        // The radius of lambda does not shrink any more: once it is all that is left, only more bits help.
        let spoiled = match (lambda.accurate_bits(), state.lambda.accurate_bits()) {
            (Some(reached), Some(best)) => reached + 1 >= best,
            _ => false,
        };
        let first = !std::mem::replace(&mut trapped.holds, true);
        if sharp_enough || spoiled || first || last {
            let step = run.step;
            let before = match run.first_rise {
                Some(rise) => format!("the loss rises at step {rise}"),
                None => format!("the loss falls at each step up to {step}"),
            };
            let (rate, way) = (shrinking(&contraction), "|f| contracts to 0");
            let reason =
                format!("{before}; from step {step} on {way}, by at least the fraction {rate} of it at each step");
            let proof = Proof::Trap { bits: self.bits, step, contraction: Exact(contraction) };
            let answer = self.answer(Established { phase, limit: Some(limit) }, proof, reason);
            if sharp_enough {
                return Some(Ending::Proved(Box::new(answer)));
            }
            self.fallback = Some(answer);
        }
        spoiled.then_some(Ending::OutOfBits)
    }

    /// The divergence lemma of the loss.
    fn try_divergence(
        &self,
        run: &Run,
        map: &TwoLayer<Ball, Degenerate<LossName>>,
        guess: &Guess,
    ) -> Option<(Proof, String)> {
        let (bits, step) = (self.bits, run.step);
        let state = run.state();
        if growth::applies(self.problem.system.loss) {
            let grows = guess.grows(&state) && growth::holds(map, &state);
            let reason = || format!("from step {step} on |f| grows at least 49-fold at each step");
            return grows.then(|| (Proof::Growth { bits, step }, reason()));
        }
        let margin = guess.margin(&state)?;
        alternation::test(map, &state, &margin, bits).ok()?;
        let reason = format!("from step {step} on f changes sign at each step and |f| grows geometrically");
        Some((Proof::Alternation { bits, step, margin: Exact(margin) }, reason))
    }
}

/// When to look at the trap again.
#[derive(Default)]
struct Trapped {
    /// Whether the lemma has held.
    holds: bool,
    /// The exponent of f when the limit was last enclosed.
    seen: Option<i64>,
}

impl Trapped {
    /// Until the lemma first holds: always. Then whenever f is small enough for the asked digits, and smaller than last time.
    fn is_due(&mut self, output: &Ball, sum_exponent: i64, options: &ClassifyOptions) -> bool {
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
fn shrinking(contraction: &rug::Rational) -> String {
    let gap = rug::Rational::from(1) - contraction;
    let (gap, _) = rug::Float::with_val_round(53, gap, rug::float::Round::Down);
    Enclosure::of_ball(&Ball::exact(gap), 1).lower
}

/// Whether the limit is known to the asked digits.
fn has_digits(limit: &Limit<Ball>, options: &ClassifyOptions) -> bool {
    let digits = options.digits;
    let known = |ball: &Ball| {
        let certain = |extra: i64| ball.accurate_bits().is_none_or(|bits| bits > i64::from(digits.bits()) + extra);
        ball.is_bounded()
            && certain(0)
            && (certain(CARRY_BITS) || Enclosure::of_ball(ball, digits.count()).common_digits() >= digits.count())
    };
    match limit {
        Limit::Minimum(Minimum { lambda, sharpness }) => known(lambda) && known(sharpness),
        Limit::Cycle(_) => false,
    }
}
