//! The search for a proof about an aligned network on D0.
//!
//! The orbit is enclosed once, step by step; at each step the state is offered to the lemmas that could apply (see
//! [`crate::certify::checks`]). Numbers of `f64` choose what to try, so that a hopeless test costs nothing; the answer is what
//! the checker's [`establish_along_aligned`] says of the run. When enclosures blow up, the search starts again with twice the bits.

use super::aligned_guide::{Guide, TrapGuess, exact_hit};
use super::classification::{Classification, ClassifyOptions, Remedy, loss_before_if_any};
use super::has_digits;
use super::ladder::{Ending, Next, incomplete, precisions, unproved};
use super::two_layer::{LEAST_ACCURATE_BITS, Trapped, shrinking};
use crate::arithmetic::Ball;
use crate::certify::aligned_proof::AlignedProof;
use crate::certify::certificate::{Exact, Proof, Statement};
use crate::certify::checker::{Rejection, establish, establish_along_aligned};
use crate::certify::checks::aligned_run::AlignedRun;
use crate::certify::checks::{Established, aligned_balanced};
use crate::certify::loss_history::LossHistory;
use crate::certify::phase::{AlignedMinimum, Limit, Phase};
use crate::certify::sizes::Sizes;
use crate::dynamics::{AlignedSystem, Descent, Problem};
use crate::progress::{Interrupted, Progress, Watch};

/// How many times as many steps a degenerate end is followed after the first proof of it: its limits sharpen with the square of the
/// number of steps at most, so that thirty digits are out of reach.
const DEGENERATE_STRETCH: u64 = 8;

/// The classification of a valid problem, which is `problem` and `descent` at once.
pub fn classify(
    problem: &Problem,
    descent: &Descent<AlignedSystem>,
    options: &ClassifyOptions,
    watch: Watch<'_>,
) -> Result<Classification, Interrupted> {
    let Some(statement) = Statement::of(problem) else {
        return Ok(Classification::undecided("there are no certificates for this network"));
    };
    let (bits, ceiling) = precisions(options);
    let mut attempt = Attempt { problem: descent, whole: problem, statement, options, watch, bits, fallback: None };
    if let Some(answer) = attempt.exact_hit() {
        return Ok(answer);
    }
    if descent.system.depth == 1 {
        return Ok(Classification::undecided("one layer is a linear predictor with the weight sigma_1: classify that"));
    }
    if aligned_balanced::applies(descent) {
        return Ok(attempt.balanced(ceiling));
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
    problem: &'a Descent<AlignedSystem>,
    whole: &'a Problem,
    statement: Statement,
    options: &'a ClassifyOptions,
    watch: Watch<'a>,
    bits: u32,
    /// The best answer so far: a proof of the phase without limit, or with fewer digits than asked.
    fallback: Option<Classification>,
}

/// What an attempt has seen.
#[derive(Default)]
struct Seen {
    trapped: Trapped,
    /// The step at which a degenerate end was first proved, and when to look again.
    together: Option<(u64, u64)>,
}

impl Attempt<'_> {
    /// The answer that the checker gives.
    fn conclude(&self, established: &Established, proof: AlignedProof, reason: String) -> Classification {
        let proof = Proof::Aligned(proof);
        Classification::proved(self.statement.clone(), proof, established, self.options.digits, reason)
    }

    /// Orbits that reach a minimum exactly: a start there, or a short rational orbit.
    fn exact_hit(&self) -> Option<Classification> {
        let step = exact_hit(self.problem, self.options.max_steps)?;
        let proof = AlignedProof::Hit { bits: self.bits, step };
        let established = establish(self.whole, &Proof::Aligned(proof.clone())).ok()?;
        let reason = format!("a layer is 0 exactly at step {step} (exact arithmetic), and that is a fixed point");
        Some(self.conclude(&established, proof, reason))
    }

    /// Starts with layers of equal size, which have a closed answer.
    fn balanced(&mut self, ceiling: u32) -> Classification {
        loop {
            let proof = AlignedProof::Balanced { bits: self.bits };
            if let Ok(established) = establish(self.whole, &Proof::Aligned(proof.clone())) {
                let what = match established.phase {
                    Phase::Divergent => "above its critical rate all layers and the loss grow at every step",
                    Phase::Oscillating => "at its critical rate every layer changes its sign at each step, a 2-cycle",
                    _ => "below its critical rate all layers and the loss fall to their least at every step",
                };
                return self.conclude(&established, proof, format!("the start is balanced, and {what}"));
            }
            if self.bits >= ceiling {
                return Classification::lacking(
                    format!(
                        "the start is balanced, and within {ceiling} bits the rate is its critical rate: perhaps a 2-cycle"
                    ),
                    Remedy::MoreBits,
                );
            }
            self.bits = (self.bits * 2).min(ceiling);
        }
    }

    /// What is left when no attempt was conclusive: what has been spent, and what would help.
    fn give_up(self, spent: &str, remedy: Remedy) -> Classification {
        match self.fallback {
            Some(answer) => incomplete(answer, spent, remedy),
            None => unproved(spent, remedy),
        }
    }

    /// Encloses the orbit and offers each state to the lemmas.
    fn run(&mut self) -> Result<Ending, Interrupted> {
        let mut run = AlignedRun::new(self.problem, self.bits);
        let guide = Guide::of(self.problem);
        let most = self.options.max_steps.min(Sizes::of_aligned(self.problem).most_steps(self.bits));
        let mut seen = Seen::default();
        loop {
            Progress::of(run.step(), self.options.max_steps).tell(self.watch)?;
            let last = run.step() >= most;
            if let Some(ending) = self.try_trap(&run, &guide, &mut seen.trapped, last) {
                return Ok(ending);
            }
            if let Some(ending) = self.try_together(&run, &guide, &mut seen.together, last) {
                return Ok(ending);
            }
            if self.fallback.is_none() {
                if let Some(answer) = self.try_divergence(&run, &guide) {
                    return Ok(Ending::Proved(Box::new(answer)));
                }
                self.fallback = self.try_phase(&run, &guide);
            }
            let lost = run.output().accurate_bits().is_some_and(|bits| bits < LEAST_ACCURATE_BITS);
            if lost {
                return Ok(Ending::OutOfBits);
            }
            if last {
                return Ok(Ending::OutOfSteps(run.step()));
            }
            if run.advance().is_err() {
                return Ok(Ending::OutOfBits);
            }
        }
    }

    /// The trap around f = 0: an ending once it holds with all digits, or once it shows that more bits are needed.
    fn try_trap(&mut self, run: &AlignedRun, guide: &Guide, trapped: &mut Trapped, last: bool) -> Option<Ending> {
        let step = run.step();
        let TrapGuess { layer, contraction, sum_exponent } = guide.trap(run)?;
        if !last && !trapped.is_due(run.output(), sum_exponent, self.options) {
            return None;
        }
        let rate = shrinking(&contraction);
        let proof = AlignedProof::Trap { bits: self.bits, step, layer, contraction: Exact(contraction) };
        let established = match establish_along_aligned(run, &proof) {
            Ok(established) => established,
            Err(Rejection::Proof(failure)) if failure == LossHistory::IN_DOUBT => return Some(Ending::OutOfBits),
            Err(_) => return None,
        };
        let Some(Limit::Aligned(AlignedMinimum { sigma, lambda, sharpness, .. })) = &established.limit else {
            return None;
        };
        let numbers = || sigma.iter().chain([lambda, sharpness]);
        let sharp_enough = numbers().all(|ball| has_digits(ball, self.options));
        // The radii of the layers do not shrink any more: once they are all that is left, only more bits help.
        let least = |balls: &mut dyn Iterator<Item = &Ball>| balls.filter_map(Ball::accurate_bits).min();
        let others = run.state().sigma.iter().enumerate().filter(|(k, _)| k + 1 != layer);
        let spoiled = match (least(&mut numbers()), least(&mut others.map(|(_, sigma)| sigma))) {
            (Some(reached), Some(best)) => reached + SPOILED_BITS >= best,
            _ => false,
        };
        if sharp_enough || spoiled || last || trapped.is_first() {
            let reason = format!(
                "{}; from step {step} on layer {layer} vanishes, and |f| contracts to 0, by at least the fraction {rate} of it \
                 at each step",
                before(run)
            );
            let answer = self.conclude(&established, proof, reason);
            if sharp_enough {
                return Some(Ending::Proved(Box::new(answer)));
            }
            self.fallback = Some(answer);
        }
        spoiled.then_some(Ending::OutOfBits)
    }

    /// The end at which equal layers vanish together: an ending once it holds with all digits, or has been followed for long.
    fn try_together(
        &mut self,
        run: &AlignedRun,
        guide: &Guide,
        together: &mut Option<(u64, u64)>,
        last: bool,
    ) -> Option<Ending> {
        let step = run.step();
        if together.is_some_and(|(_, next)| step < next) && !last {
            return None;
        }
        let layer = guide.together(run)?;
        let proof = AlignedProof::Degenerate { bits: self.bits, step, layer };
        let established = match establish_along_aligned(run, &proof) {
            Ok(established) => established,
            Err(Rejection::Proof(failure)) if failure == LossHistory::IN_DOUBT => return Some(Ending::OutOfBits),
            Err(_) => return None,
        };
        let Some(Limit::Aligned(AlignedMinimum { sigma, .. })) = &established.limit else { return None };
        let sharp_enough = sigma.iter().all(|ball| has_digits(ball, self.options));
        let (first, _) = *together.get_or_insert((step, 0));
        *together = Some((first, step + step / 4 + 16));
        let reason = format!(
            "{}; from step {step} on no layer grows, and the smallest, which are equal for ever, vanish together",
            before(run)
        );
        let answer = self.conclude(&established, proof, reason);
        if sharp_enough {
            return Some(Ending::Proved(Box::new(answer)));
        }
        self.fallback = Some(answer);
        (step > DEGENERATE_STRETCH * (first + 128)).then_some(Ending::Slow(step))
    }

    /// The divergence lemma of the loss and the depth.
    fn try_divergence(&self, run: &AlignedRun, guide: &Guide) -> Option<Classification> {
        let (bits, step) = (self.bits, run.step());
        let (proof, reason) = if guide.grows(run) {
            let proof = AlignedProof::Growth { bits, step };
            (proof, format!("from step {step} on every layer and |f| grow, faster than geometrically"))
        } else {
            let proof = AlignedProof::Alternation { bits, step, margin: Exact(guide.margin(run)?) };
            (proof, format!("from step {step} on f changes sign at each step and |f| grows geometrically"))
        };
        let established = establish_along_aligned(run, &proof).ok()?;
        Some(self.conclude(&established, proof, reason))
    }

    /// Whether the orbit converges, for want of anything better.
    fn try_phase(&self, run: &AlignedRun, guide: &Guide) -> Option<Classification> {
        let (bits, step) = (self.bits, run.step());
        if guide.is_lazy(run) {
            let proof = AlignedProof::Lazy { bits, step };
            if let Ok(established) = establish_along_aligned(run, &proof) {
                let reason = format!("{}; from step {step} on no layer grows, and f tends to 0", before(run));
                return Some(self.conclude(&established, proof, reason));
            }
        }
        let rise = run.first_rise().filter(|_| guide.is_safe(run))?;
        let proof = AlignedProof::Safe { bits, step };
        let established = establish_along_aligned(run, &proof).ok()?;
        let reason = format!(
            "the loss rises at step {rise}, and from step {step} on the layers stay within bounds that force convergence"
        );
        Some(self.conclude(&established, proof, reason))
    }
}

/// A limit that is known to all but these bits of what the state is, will not be known better.
const SPOILED_BITS: i64 = 3;

/// What the loss did before the step of a proof.
fn before(run: &AlignedRun) -> String {
    loss_before_if_any(run.first_rise(), run.step())
}
