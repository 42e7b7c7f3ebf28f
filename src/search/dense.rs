//! The search for a proof about a deep network with all its weights on D0.
//!
//! The orbit is enclosed once, step by step; at each step the state is offered to the lemmas of a trap and of divergence. The numbers of the
//! trap are found by evaluating its hypotheses on the enclosures themselves; the answer is what
//! [`establish_along`](DenseProof::establish_along) says of the run. When enclosures blow up, the search starts again with twice the bits.

use super::classification::{Classification, ClassifyOptions, Remedy, loss_before_if_any};
use super::has_digits;
use super::ladder::{Ending, Next, incomplete, precisions, unproved};
use super::two_layer::{LEAST_ACCURATE_BITS, shrinking};
use super::two_layer_guide::{LARGEST_GAP, SHARES, dyadic_below};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Field};
use crate::certify::certificate::{Exact, Proof, Statement};
use crate::certify::checks::dense_trap::{self, DenseTrap};
use crate::certify::checks::{Established, Failure};
use crate::certify::dense_proof::DenseProof;
use crate::certify::dense_run::DenseRun;
use crate::certify::dense_work::DenseSizes;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::loss_history::LossHistory;
use crate::certify::phase::{Limit, Minimum};
use crate::certify::work::Excess;
use crate::dynamics::{DenseSystem, Descent, Problem};
use crate::progress::{Interrupted, Progress, Watch};
use rug::{Float, Rational};

/// The classification of a valid problem, which is `problem` and `descent` at once.
pub fn classify(
    problem: &Problem,
    descent: &Descent<DenseSystem>,
    options: &ClassifyOptions,
    watch: Watch<'_>,
) -> Result<Classification, Interrupted> {
    let Some(statement) = Statement::of(problem) else {
        return Ok(Classification::undecided("there are no certificates for this network"));
    };
    let sizes = match DenseSizes::of(descent) {
        Ok(sizes) => sizes,
        Err(excess) => return Ok(Classification::undecided(too_large(&excess))),
    };
    let (bits, ceiling) = precisions(options);
    let mut attempt = Attempt { problem: descent, statement, sizes, options, watch, bits, fallback: None };
    if let Err(excess) = sizes.allow(&DenseProof::Growth { bits, step: 0 }) {
        return Ok(Classification::undecided(too_large(&excess)));
    }
    if let Some(answer) = attempt.rest() {
        return Ok(answer);
    }
    loop {
        match attempt.run()?.next(&mut attempt.bits, ceiling, options) {
            Next::Answer(answer) => return Ok(*answer),
            Next::Again => {}
            Next::GiveUp(spent, remedy) => return Ok(attempt.give_up(&spent, remedy)),
        }
    }
}

fn too_large(excess: &Excess) -> String {
    format!("the network is too large for a proof: {excess}")
}

/// The search at one precision.
struct Attempt<'a> {
    problem: &'a Descent<DenseSystem>,
    statement: Statement,
    sizes: DenseSizes,
    options: &'a ClassifyOptions,
    watch: Watch<'a>,
    bits: u32,
    /// A proof of the phase with fewer digits than asked.
    fallback: Option<Classification>,
}

impl Attempt<'_> {
    /// The answer of a proof that holds.
    fn conclude(&self, established: &Established, proof: DenseProof, reason: String) -> Classification {
        Classification::proved(self.statement.clone(), Proof::Dense(proof), established, self.options.digits, reason)
    }

    /// A start at a minimum.
    fn rest(&self) -> Option<Classification> {
        let proof = DenseProof::Rest { bits: self.bits };
        self.sizes.allow(&proof).ok()?;
        let established = proof.establish(self.problem).ok()?;
        Some(self.conclude(&established, proof, "f = 0 exactly at the start, and that is a fixed point".into()))
    }

    fn give_up(self, spent: &str, remedy: Remedy) -> Classification {
        match self.fallback {
            Some(answer) => incomplete(answer, spent, remedy),
            None => unproved(spent, remedy),
        }
    }

    /// Encloses the orbit and offers each state to the lemmas.
    fn run(&mut self) -> Result<Ending, Interrupted> {
        let mut run = DenseRun::new(self.problem, self.bits);
        let last = self.options.max_steps.min(self.sizes.most_steps(self.bits));
        let mut due = None;
        let mut before = run.output().magnitude_up();
        loop {
            Progress::of(run.step(), self.options.max_steps).tell(self.watch)?;
            let size = run.output().magnitude_up();
            // the trap's enclosures sharpen with f
            if (due.is_none_or(|due| size.is_at_most(due)) || run.step() >= last)
                && let Some(ending) = self.try_trap(&run, &mut due, run.step() >= last)
            {
                return Ok(ending);
            }
            if (run.step() == 0 || before.is_at_most(size.shifted(-1)))
                && let Some(answer) = self.try_divergence(&run)
            {
                return Ok(Ending::Proved(Box::new(answer)));
            }
            before = size;
            let lost = run.output().accurate_bits().is_some_and(|bits| bits < LEAST_ACCURATE_BITS);
            if lost {
                return Ok(Ending::OutOfBits);
            }
            if run.step() >= last {
                return Ok(Ending::OutOfSteps(run.step()));
            }
            if run.advance().is_err() {
                return Ok(Ending::OutOfBits);
            }
        }
    }

    /// The trap around f = 0: an ending once it holds with all digits, or once it shows that more bits are needed. Sets how small f must be
    /// until it is of use to look again.
    fn try_trap(&mut self, run: &DenseRun<'_>, due: &mut Option<Magnitude>, last: bool) -> Option<Ending> {
        let (step, bits) = (run.step(), self.bits);
        let (radius, contraction) = trap_numbers(run)?;
        let rate = shrinking(&contraction);
        let proof = DenseProof::Trap { bits, step, radius: Exact(radius), contraction: Exact(contraction) };
        let established = match proof.establish_along(run) {
            Ok(established) => established,
            Err(failure) if failure == LossHistory::IN_DOUBT => return Some(Ending::OutOfBits),
            Err(_) => return None,
        };
        let Some(Limit::Minimum(Minimum { lambda, sharpness })) = &established.limit else { return None };
        let sharp_enough = [lambda, sharpness].into_iter().all(|ball| has_digits(ball, self.options));
        let missing = i64::from(self.options.digits.bits()) - lambda.accurate_bits().unwrap_or(0).max(0);
        // the radius of the state does not shrink any more: once it is all that is left, only more bits help
        let [low, high] = run.gradient_bounds();
        let state = Ball::between(&low, &high, bits);
        let spoiled = match (lambda.accurate_bits(), state.accurate_bits()) {
            (Some(reached), Some(best)) => reached + SPOILED_BITS >= best,
            _ => false,
        };
        let first = due.is_none();
        *due = Some(run.output().magnitude_up().shifted(-missing.max(1)));
        if sharp_enough || spoiled || first || last {
            let before = loss_before_if_any(run.first_rise(), step);
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

    fn try_divergence(&self, run: &DenseRun<'_>) -> Option<Classification> {
        let step = run.step();
        let proof = DenseProof::Growth { bits: self.bits, step };
        let established: Result<Established, Failure> = proof.establish_along(run);
        let reason = format!("from step {step} on every layer and |f| grow, faster than geometrically");
        Some(self.conclude(&established.ok()?, proof, reason))
    }
}

/// A limit that is known to all but these bits of what the state is, will not be known better.
const SPOILED_BITS: i64 = 3;

/// A radius and a contraction with which the trap holds, if some are found.
fn trap_numbers(run: &DenseRun<'_>) -> Option<(Rational, Rational)> {
    // without a radius: what the gap may be at most
    let widest = dense_trap::numbers(run, &Rational::new(), Ball::integer(1));
    let room = widest.rooms().map(|room| room.lower().to_f64()).into_iter().fold(LARGEST_GAP, f64::min);
    SHARES.into_iter().find_map(|share| {
        let gap = dyadic_below(share * room)?;
        let ball = Ball::exact(Float::with_val(53, gap));
        // the radius makes G_+ a little larger, which an eighth allows for
        let length = widest.first_step() / &ball;
        let radius = (length * Ball::integer(9) / Ball::integer(8)).magnitude_up().to_float_up().to_rational()?;
        let holds = DenseTrap::slacks(&dense_trap::numbers(run, &radius, ball)).iter().all(Slack::is_certain);
        holds.then(|| Some((radius, Rational::from(1) - Rational::from_f64(gap)?)))?
    })
}
