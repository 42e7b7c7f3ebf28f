//! The searches for proofs about listed data: linear predictors of several features, and two-layer networks.
//!
//! The orbit is enclosed once, step by step; at each step numbers of `f64` choose a lemma to try, and the answer is what the checker's
//! lemmas establish along the run. When enclosures blow up, the search starts again with twice the bits.

use super::classification::{Classification, ClassifyOptions, loss_before};
use super::data_shape::DataShape;
use super::features_cycle_guide::CycleGuide;
use super::ladder::{Ending, FIRST_BITS, Next, incomplete, precisions, unproved};
use super::{has_digits, vector_has_digits};
use crate::arithmetic::Ball;
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::certify::certificate::{Exact, Proof, Statement};
use crate::certify::checker::{Rejection, establish};
use crate::certify::checks::{Established, Failure};
use crate::certify::data_run::{DataRun, OnData, StatesOnData};
use crate::certify::data_work::DataSizes;
use crate::certify::lemma::Slack;
use crate::certify::loss_history::LossHistory;
use crate::certify::phase::{DataMinimum, Limit};
use crate::dynamics::{Descent, Problem};
use crate::progress::{Interrupted, Progress, Watch};
use crate::theory::feature_minimiser::FeatureMinimiser;
use rug::Rational;

/// Precisions at which an orbit may become unbounded at the same step before more bits are no longer tried.
const SAME_ENDS: usize = 3;

/// v with fewer certain bits is lost.
const LEAST_ACCURATE_BITS: i64 = 10;

/// A system on listed data that can be classified: what the search asks of it.
pub trait Classified: OnData {
    /// A proof that the present state is in a trap, its predicted drift in `f64`, and why.
    fn guess_trap(run: &DataRun<'_, Self>, landmark: &Landmark) -> Option<(Candidate, f64)>;

    /// A proof that the loss falls to zero, where it seems to hold.
    fn guess_separable(run: &DataRun<'_, Self>) -> Option<Candidate>;

    /// A proof of divergence, where it seems to hold.
    fn guess_divergence(
        run: &DataRun<'_, Self>,
        landmark: Option<&Landmark>,
        apart: Option<&[Rational]>,
        next: &mut u64,
    ) -> Option<Candidate>;

    /// A proof that the orbit tends to a cycle, where it seems to, with what it would prove.
    fn guess_cycle(_run: &DataRun<'_, Self>, _guide: &mut CycleGuide) -> Option<Candidate> {
        None
    }

    /// What the checker's lemma says along the run.
    fn establish_along(run: &DataRun<'_, Self>, proof: &Proof) -> Result<Established, Failure>;
}

/// A proof to try, and what to say if it holds.
pub struct Candidate {
    /// The proof.
    pub proof: Proof,
    /// Why.
    pub reason: String,
}

/// The minimiser in `f64`, with what the guesses need of it. Numerical.
pub struct Landmark {
    /// v*.
    pub(crate) point: Vec<f64>,
    /// H(v*), and R with R^T R = H(v*).
    pub(crate) hessian: Vec<Vec<f64>>,
    pub(crate) root: Vec<Vec<f64>>,
    /// lambda_max(H) and lambda_min(H).
    pub(crate) top: f64,
    pub(crate) bottom: f64,
    pub(crate) zeta: f64,
    pub(crate) norm: f64,
    /// X.
    pub(crate) longest: f64,
    /// The bound of `DataRun::inner_radius`.
    pub(crate) radius: f64,
}

impl Landmark {
    /// The landmark of data.
    pub(crate) fn of<S: OnData>(run: &impl StatesOnData<S>) -> Option<Self> {
        let minimiser = run.minimiser().ok()?;
        let number = |ball: &Ball| ball.midpoint().to_f64();
        let hessian: Vec<Vec<f64>> = minimiser.hessian.iter().map(|row| row.iter().map(number).collect()).collect();
        Some(Landmark {
            top: f64::top_eigenvalue(&hessian),
            bottom: f64::bottom_eigenvalue(&hessian),
            root: minimiser.root.iter().map(|row| row.iter().map(number).collect()).collect(),
            zeta: number(&minimiser.zeta_squared).sqrt(),
            norm: number(&minimiser.norm(&minimiser.point)),
            radius: run.inner_radius().map_or(0.0, |radius| number(&radius)),
            point: minimiser.point.iter().map(number).collect(),
            hessian,
            longest: number(&run.longest()),
        })
    }

    /// Whether v is much nearer to v* than it is known. As its radius never shrinks, what fails for this reason fails at each later step.
    fn is_hidden(&self, v: &[Ball]) -> bool {
        let apart = v.iter().zip(&self.point).map(|(x, y)| (number(x) - y).abs()).fold(0.0, f64::max);
        let radius = v.iter().map(|x| x.radius().to_f64_up()).fold(0.0, f64::max);
        let least = f64::EPSILON * self.point.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        radius > WIDE * apart.max(least)
    }
}

/// The classification of a valid problem, which is `problem` and `descent` at once.
///
/// # Errors
///
/// [`Interrupted`] if the watch says stop.
pub fn classify<S: Classified>(
    problem: &Problem,
    descent: &Descent<S>,
    options: &ClassifyOptions,
    watch: Watch<'_>,
) -> Result<Classification, Interrupted> {
    let Some(statement) = Statement::of(problem) else {
        return Ok(Classification::undecided("there are no certificates for this network"));
    };
    let sizes = match DataSizes::of(descent) {
        Ok(sizes) => sizes,
        Err(excess) => return Ok(Classification::undecided(format!("{excess}"))),
    };
    let (mut bits, ceiling) = precisions(options);
    // Whether there is a minimum does not depend on the precision.
    let (loss, points) = (descent.system.loss(), descent.system.points());
    let has_minimiser = FeatureMinimiser::enclose(loss, points, FIRST_BITS).is_ok();
    let shape = (!has_minimiser).then(|| DataShape::of(points));
    let mut fallback = None;
    let mut cycles = CycleGuide::default();
    let mut ends = Vec::new();
    loop {
        let mut attempt =
            Attempt { problem, descent, statement: &statement, options, watch, bits, fallback, shape: shape.as_ref() };
        let affordable = sizes.most_steps(bits);
        let ending = attempt.run(affordable, &mut cycles, &mut ends)?;
        fallback = attempt.fallback;
        let (spent, remedy) = match ending.next(&mut bits, ceiling, options) {
            Next::Answer(answer) => return Ok(*answer),
            Next::Again => continue,
            Next::GiveUp(spent, remedy) => (spent, remedy),
        };
        return Ok(match fallback {
            Some(answer) => incomplete(answer, &spent, remedy),
            None => match &shape {
                Some(shape) if shape.has_proofs() => {
                    Classification::lacking(format!("{shape}; no proof found with {spent}"), remedy)
                }
                Some(shape) => Classification::undecided(format!("{shape}; no proof found with {spent}")),
                None => unproved(&spent, remedy),
            },
        });
    }
}

/// The search at one precision.
struct Attempt<'a, S: Classified> {
    problem: &'a Problem,
    descent: &'a Descent<S>,
    statement: &'a Statement,
    options: &'a ClassifyOptions,
    watch: Watch<'a>,
    bits: u32,
    /// A proof of the phase with fewer digits than asked.
    fallback: Option<Classification>,
    /// That of data without a minimiser.
    shape: Option<&'a DataShape>,
}

impl<S: Classified> Attempt<'_, S> {
    /// Encloses the orbit and offers each state to the lemmas.
    fn run(&mut self, affordable: u64, cycles: &mut CycleGuide, ends: &mut Vec<u64>) -> Result<Ending, Interrupted> {
        let mut run = DataRun::new(self.descent, self.bits);
        let has_minimiser = self.shape.is_none();
        let landmark = if has_minimiser { Landmark::of(&run) } else { None };
        if has_minimiser && landmark.is_none() {
            return Ok(Ending::OutOfBits);
        }
        let last = self.options.max_steps.min(affordable);
        let mut trapped = Trapped::default();
        let mut next_pattern = 0;
        cycles.begin(last);
        loop {
            Progress::of(run.step(), self.options.max_steps).tell(self.watch)?;
            if let Some(landmark) = &landmark
                && let Some(ending) = self.try_trap(&run, landmark, &mut trapped, run.step() >= last)
            {
                return Ok(ending);
            }
            if landmark.is_some()
                && let Some(ending) = self.try_cycle(&run, cycles)
            {
                return Ok(ending);
            }
            if landmark.is_none()
                && let Some(candidate) = S::guess_separable(&run)
                && let Some(ending) = self.conclude(&run, candidate)
            {
                return Ok(ending);
            }
            if let Some(candidate) = S::guess_divergence(
                &run,
                landmark.as_ref(),
                self.shape.and_then(DataShape::direction),
                &mut next_pattern,
            ) && let Some(ending) = self.conclude(&run, candidate)
            {
                return Ok(ending);
            }
            if is_lost(run.v())
                || !trapped.holds && landmark.as_ref().is_some_and(|landmark| landmark.is_hidden(run.v()))
            {
                return Ok(Ending::OutOfBits);
            }
            if run.step() >= last {
                return Ok(Ending::OutOfSteps(run.step()));
            }
            let step = run.step();
            if run.advance().is_err() {
                ends.push(step);
                let same = ends.iter().rev().take_while(|end| **end == step).count();
                return Ok(if same < SAME_ENDS {
                    Ending::OutOfBits
                } else {
                    Ending::OutOfReach(format!(
                        "no proof found before step {step}, after which the weights are too large to be enclosed with any number of bits"
                    ))
                });
            }
        }
    }

    /// The answer of a proof that holds; nothing where it does not, and the end of the attempt where only more bits help.
    fn conclude(&self, run: &DataRun<'_, S>, candidate: Candidate) -> Option<Ending> {
        match S::establish_along(run, &candidate.proof) {
            Ok(established) => Some(Ending::Proved(Box::new(self.answer(&established, candidate)?))),
            Err(failure) if failure == LossHistory::IN_DOUBT => Some(Ending::OutOfBits),
            Err(_) => None,
        }
    }

    /// The classification; nothing if the checker would refuse the work.
    fn answer(&self, established: &Established, candidate: Candidate) -> Option<Classification> {
        let Candidate { proof, reason } = candidate;
        if let Err(Rejection::Work(_)) = self.affords(&proof) {
            return None;
        }
        Some(Classification::proved(self.statement.clone(), proof, established, self.options.digits, reason))
    }

    fn affords(&self, proof: &Proof) -> Result<(), Rejection> {
        let sizes = DataSizes::of(self.descent)?;
        match proof {
            Proof::Features(proof) => sizes.allow_features(proof)?,
            Proof::Gram(proof) => sizes.allow_gram(proof)?,
            _ => {
                establish(self.problem, proof)?;
            }
        }
        Ok(())
    }

    /// The trap around the minimiser: an ending once it holds with all digits, or once it shows that more bits are needed.
    fn try_trap(
        &mut self,
        run: &DataRun<'_, S>,
        landmark: &Landmark,
        trapped: &mut Trapped,
        last: bool,
    ) -> Option<Ending> {
        let (candidate, drift) = S::guess_trap(run, landmark)?;
        // by how much the eigenvalues may still move, relatively
        let width = drift * landmark.zeta.powi(2).max(1.0) / landmark.top;
        let wanted = 2f64.powi(-(self.options.digits.bits() as i32));
        let due = !trapped.holds || last || width < wanted / 8.0 && drift < trapped.seen / 4.0;
        if !due {
            return None;
        }
        trapped.seen = drift;
        let established = match S::establish_along(run, &candidate.proof) {
            Ok(established) => established,
            Err(failure) if failure == LossHistory::IN_DOUBT => return Some(Ending::OutOfBits),
            Err(_) => return None,
        };
        trapped.holds = true;
        let Some(Limit::OnData(limit)) = &established.limit else { return None };
        let sharp_enough = vector_has_digits(&limit.minimiser, self.options)
            && eigenvalues(limit).all(|ball| has_digits(ball, self.options));
        // What is left is the width of the enclosed state, once the drift is below it.
        let spoiled = width < wanted / SPOILED && !sharp_enough;
        let before = loss_before(run.first_rise(), run.step());
        let reason = format!("{before}; {}", candidate.reason);
        let answer = self.answer(&established, Candidate { reason, ..candidate })?;
        if sharp_enough {
            return Some(Ending::Proved(Box::new(answer)));
        }
        self.fallback = Some(answer);
        spoiled.then_some(Ending::OutOfBits)
    }

    /// A cycle: an ending once it is proved, or once one is seen that no lemma reaches.
    fn try_cycle(&mut self, run: &DataRun<'_, S>, cycles: &mut CycleGuide) -> Option<Ending> {
        let candidate = S::guess_cycle(run, cycles);
        if let Some(reason) = cycles.out_of_reach() {
            return Some(Ending::OutOfReach(reason));
        }
        let candidate = candidate?;
        let established = S::establish_along(run, &candidate.proof).ok()?;
        let Some(Limit::FeatureCycle(limit)) = &established.limit else { return None };
        let sharp_enough = limit.cycle.iter().all(|point| vector_has_digits(point, self.options));
        let answer = self.answer(&established, candidate)?;
        if sharp_enough {
            return Some(Ending::Proved(Box::new(answer)));
        }
        self.fallback = Some(answer);
        Some(Ending::OutOfBits)
    }
}

/// The eigenvalues of a limit.
fn eigenvalues(limit: &DataMinimum<Ball>) -> impl Iterator<Item = &Ball> {
    limit.lambda.iter().chain([&limit.ntk_eigenvalue, &limit.sharpness])
}

/// When to look at the trap again.
struct Trapped {
    holds: bool,
    /// The drift when the limit was last enclosed.
    seen: f64,
}

impl Default for Trapped {
    fn default() -> Self {
        Trapped { holds: false, seen: f64::INFINITY }
    }
}

/// Whether too little is known of v beside its length.
fn is_lost(v: &[Ball]) -> bool {
    let exponent = |magnitude: crate::arithmetic::magnitude::Magnitude| magnitude.exponent();
    let Some(radius) = v.iter().filter_map(|x| exponent(x.radius())).max() else { return false };
    let Some(size) = v.iter().filter_map(|x| exponent(x.magnitude_up())).max() else { return false };
    radius + LEAST_ACCURATE_BITS > size
}

/// 1 - r, exact, as a contraction.
pub(super) fn contraction(gap: f64) -> Option<Exact> {
    Some(Exact(Rational::from(1) - Rational::from_f64(gap)?))
}

pub(super) fn number(ball: &Ball) -> f64 {
    ball.midpoint().to_f64()
}

pub(crate) fn all_hold(slacks: &[Slack<f64>]) -> bool {
    slacks.iter().all(Slack::seems_to_hold)
}

pub(super) fn all_may_hold(slacks: &[Slack<f64>]) -> bool {
    slacks.iter().all(Slack::may_hold)
}

/// (e^T H e)^{1/2} of an enclosed difference, in `f64`.
pub(super) fn distance<S: Classified>(run: &DataRun<'_, S>) -> Option<(f64, f64)> {
    let minimiser = run.minimiser().ok()?;
    let difference: Vec<Ball> = run.v().iter().zip(&minimiser.point).map(|(v, w)| v.clone() - w).collect();
    let plain = difference.iter().map(|x| number(x).powi(2)).sum::<f64>().sqrt();
    Some((number(&minimiser.norm(&difference)), plain))
}

pub(super) const OTHER: Failure = Failure::NotApplicable("it is made for another kind of network");

/// A drift below the asked digits by this factor leaves digits missing only where the enclosed state is too wide.
const SPOILED: f64 = 1e9;

/// An enclosure that is wider than the distance from the minimiser by this factor, outside of every trap, needs more bits.
const WIDE: f64 = 1e3;

/// By how much the guesses stay away from the border, and the largest gap.
pub(crate) const ROUNDING: f64 = 1e-9;
pub(crate) const MOST_GAP: f64 = 0.999_999;

pub(super) fn falling_to_zero<S: Classified>(run: &DataRun<'_, S>) -> String {
    let step = run.step();
    match run.first_rise() {
        Some(rise) => {
            format!("the data are separable; the loss rises at step {rise}, and from step {step} on it falls to zero")
        }
        None => format!("the data are separable; the loss falls at each step up to {step}, and from there on to zero"),
    }
}
