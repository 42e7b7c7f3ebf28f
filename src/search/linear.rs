//! The search for a proof of what gradient descent does on a linear predictor, on D0 and on one-dimensional data.
//!
//! In this order, the first that succeeds: the lemmas that need no orbit ([`linear_rest`](crate::certify::checks::linear_rest),
//! [`linear_quadratic`](crate::certify::checks::linear_quadratic), [`linear_smoothness`](crate::certify::checks::linear_smoothness),
//! [`linear_critical_rate`](crate::certify::checks::linear_critical_rate)); on D0 with the logistic loss the potential of
//! [`linear_potential`], from the first step at which it is low enough; then, guided by an `f64` run, a certified orbit that is
//! followed into a basin of the minimum or of a cycle, or beyond the reach from which it escapes. When an enclosure is too
//! wide the search starts again with twice the bits, up to the ceiling. Where the guide sees a cycle and there is none, the orbit
//! is followed to the minimum: a slow convergence looks like a cycle.
//!
//! Whatever the guide suggests, an answer is given only if [`establish`], which is what the checker runs, proves it.

use super::classification::{Classification, ClassifyOptions, Remedy};
use super::cycle_guide::{self, Guide};
use super::linear_near::{find_near, is_turning};
use super::linear_reason::explain;
use super::linear_trap::find_trap;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Enclosure, FromExact};
use crate::certify::certificate::{Exact, Proof, Statement};
use crate::certify::checker::{Rejection, establish};
use crate::certify::checks::Failure;
use crate::certify::checks::linear_doubling::Turning;
use crate::certify::checks::linear_escape::{self, Overshoot, OvershootNumbers};
use crate::certify::checks::linear_potential::{self, Side};
use crate::certify::cycle::{Cycle, LONGEST_PERIOD, Stability, find_cycle};
use crate::certify::cycle_basin::find_basin;
use crate::certify::lemma::Lemma;
use crate::certify::linear_data::LinearData;
use crate::certify::linear_map::WeightMap;
use crate::certify::linear_proof::{LinearProof, Region};
use crate::certify::loss_history::{LossHistory, movement};
use crate::certify::phase::{self, Limit};
use crate::certify::work::{MOST_BITS, MOST_STEPS, Sizes};
use crate::dynamics::orbit::CertifiedOrbit;
use crate::dynamics::{Descent, LinearSystem, Problem};
use crate::progress::{Interrupted, Progress, Watch};
use crate::theory::minimiser::known_minimiser;
use rug::{Float, Rational};
use std::cell::OnceCell;
use std::cmp::Ordering;

/// The smallest precision of a search.
const LEAST_BITS: u32 = 128;

/// Bits beyond the asked digits.
const SPARE_BITS: u32 = 64;

/// The classification of a valid problem, which is `problem` and `descent` at once.
pub fn classify(
    problem: &Problem,
    descent: &Descent<LinearSystem>,
    options: &ClassifyOptions,
    watch: Watch<'_>,
) -> Result<Classification, Interrupted> {
    let ceiling = options.bits.clamp(24, MOST_BITS);
    let options = &ClassifyOptions { bits: ceiling, max_steps: options.max_steps.min(MOST_STEPS), ..*options };
    let Some(data) = LinearData::of(descent) else {
        return Ok(Classification::undecided("there is no data point"));
    };
    let sizes = match Sizes::of_linear(descent) {
        Ok(sizes) => sizes,
        Err(excess) => return Ok(Classification::undecided(format!("no proof could be checked: {excess}"))),
    };
    let least = LEAST_BITS.max(options.digits.bits() + SPARE_BITS).min(options.bits);
    let search = Search { problem, descent, data: &data, sizes, options, watch };
    if let Some(answer) = search.without_orbit(least) {
        return Ok(answer);
    }
    if data.loss().facts().decreases && !data.has_both_signs() {
        return Ok(Classification::undecided(SEPARABLE));
    }
    let seen = OnceCell::new();
    let guide = || *seen.get_or_init(|| cycle_guide::run(descent, &data));
    // A proof whose cycle has fewer digits than asked.
    let mut best = None;
    let mut bits = least;
    let given_up = loop {
        match search.along_orbit(guide, bits) {
            Ok(proof) => match search.conclude(proof) {
                Ok(answer) if bits >= options.bits || has_digits(&answer, options) => return Ok(answer),
                Ok(answer) => best = Some(answer),
                // more bits cost more work still
                Err(rejection) if bits >= options.bits || matches!(rejection, Rejection::Work { .. }) => {
                    break Classification::undecided(rejection.to_string());
                }
                Err(_) => {}
            },
            Err(Obstacle::Interrupted) => return Err(Interrupted),
            Err(Obstacle::Final(reason) | Obstacle::NoCycle(reason)) => break Classification::undecided(reason),
            Err(Obstacle::Lacking(reason, remedy)) => break Classification::lacking(reason, remedy),
            Err(Obstacle::Width(what)) if bits >= options.bits => {
                break Classification::lacking(format!("{what} at {bits} bits"), Remedy::MoreBits);
            }
            Err(Obstacle::Width(_)) => {}
        }
        bits = bits.saturating_mul(2).min(options.bits);
    };
    Ok(best.unwrap_or(given_up))
}

/// Whether the cycle of an answer, if there is one, has the asked digits. That of D0 is so close to ±eta/4 at large rates that
/// it takes many more bits to tell it from the decimals there; at a minimum, numbers that more bits cannot tell from a decimal
/// are decimals, as means of decimal data are.
fn has_digits(answer: &Classification, options: &ClassifyOptions) -> bool {
    match &answer.limit {
        Some(Limit::Cycle(phase::Cycle { cycle, multiplier })) => {
            cycle.iter().chain([multiplier]).all(|value| value.common_digits() >= options.digits.count())
        }
        Some(Limit::Minimum(_)) | None => true,
    }
}

/// Why separable data have no phase. The facts it states: L' has one sign, so w is monotone; a limit would be a zero of L'; and
/// the loss falls along the direction in which w moves.
const SEPARABLE: &str = "the data are separable: there is no finite minimiser; the weight moves monotonically to infinity and \
                         the loss falls at every step towards its infimum";

/// Why a logistic run of enormous weights has no phase: its steps are bounded, so that it cannot diverge.
const BEYOND_GUIDE: &str = "the weights exceed 1e100, where no cycle is looked for: rescale the data (z -> z c, w -> w/c, \
                            eta -> eta/c² is the same problem)";

/// Why a search ended without a proof.
enum Obstacle {
    /// An enclosure was too wide; more bits may help.
    Width(&'static str),
    /// Nothing is known that would help.
    Final(String),
    /// There is no cycle where the guide sees one.
    NoCycle(String),
    /// The search may spend no more; a larger bound would help.
    Lacking(String, Remedy),
    /// The watch said stop.
    Interrupted,
}

impl From<Interrupted> for Obstacle {
    fn from(_: Interrupted) -> Self {
        Obstacle::Interrupted
    }
}

/// Who sets the limit of the steps.
enum StepLimit {
    /// The options.
    Asked { steps: u64 },
    /// The checker, at this precision.
    Checkable { steps: u64, bits: u32 },
}

impl StepLimit {
    /// Why a search ends that would need more steps.
    fn lacking(&self, what: String) -> Obstacle {
        match self {
            StepLimit::Asked { steps } => Obstacle::Lacking(format!("{what} within {steps} steps"), Remedy::MoreSteps),
            StepLimit::Checkable { steps, bits } => {
                Obstacle::Final(format!("{what} within {steps} steps at {bits} bits, the most that the checker allows"))
            }
        }
    }
}

struct Search<'a> {
    problem: &'a Problem,
    descent: &'a Descent<LinearSystem>,
    data: &'a LinearData,
    sizes: Sizes,
    options: &'a ClassifyOptions,
    watch: Watch<'a>,
}

impl Search<'_> {
    /// The answer that a proof gives.
    fn conclude(&self, proof: LinearProof) -> Result<Classification, Rejection> {
        let established = establish(self.problem, &Proof::Linear(proof.clone()))?;
        let reason = explain(&proof, established.phase);
        let statement = Statement::linear(self.descent);
        let proof = Proof::Linear(proof);
        let mut answer = Classification::proved(statement, proof, &established, self.options.digits, reason);
        if let Some(Limit::Minimum(minimum)) = &mut answer.limit
            && let Some(sharpness) = self.exact_sharpness()
        {
            minimum.sharpness = sharpness;
        }
        Ok(answer)
    }

    /// L'' at the minimum where algebra knows it: sharper than the claim of a certificate, which says what is enclosed.
    fn exact_sharpness(&self) -> Option<Enclosure> {
        let known = known_minimiser(self.data.loss(), self.data.points(), &|_| true)?;
        Some(known.sharpness.enclosure(self.options.digits.count()))
    }

    /// The lemmas about all steps at once.
    fn without_orbit(&self, least: u32) -> Option<Classification> {
        let at_once = [
            LinearProof::Rest { bits: least },
            LinearProof::Quadratic { bits: least },
            LinearProof::Smoothness { bits: least },
        ];
        if let Some(answer) = at_once.into_iter().find_map(|proof| self.conclude(proof).ok()) {
            return Some(answer);
        }
        let mut bits = least;
        loop {
            match self.conclude(LinearProof::CriticalRate { bits }) {
                Ok(answer) => return Some(answer),
                Err(Rejection::Proof(Failure::NotProved(_))) if bits < self.options.bits => {
                    bits = bits.saturating_mul(2).min(self.options.bits)
                }
                Err(_) => return None,
            }
        }
    }

    /// A proof that follows the orbit, at one precision. The guide is asked where the proof depends on it.
    fn along_orbit(&self, guide: impl Fn() -> Guide, bits: u32) -> Result<LinearProof, Obstacle> {
        let map = WeightMap::new(self.descent, bits);
        if linear_potential::applies(self.data) {
            let below = |state: &Ball| Side::check(&linear_potential::side_of(&map, self.descent, state)).is_ok();
            let step = self.first_step(bits, "reach the region w² < eta (L(w) - L(0))", below)?;
            return Ok(LinearProof::Potential { bits, step });
        }
        match guide() {
            Guide::Settles { period, weight } if period > 1 => match self.follow_to_cycle(&map, period, weight) {
                Err(Obstacle::NoCycle(reason)) => match self.follow_to_minimum(&map) {
                    Err(Obstacle::Final(_)) => Err(Obstacle::Final(reason)),
                    other => other,
                },
                other => other,
            },
            Guide::Settles { .. } => self.follow_to_minimum(&map),
            Guide::Diverges if linear_escape::applies(self.data) => self.follow_to_escape(&map),
            Guide::Diverges => Err(Obstacle::Final(BEYOND_GUIDE.into())),
            Guide::Unsettled => self.follow_to_minimum(&map),
        }
    }

    /// Follows the orbit into a basin of the cycle near `weight`.
    fn follow_to_cycle(&self, map: &WeightMap, period: usize, weight: f64) -> Result<LinearProof, Obstacle> {
        let bits = map.bits();
        let guess = Ball::exact(Float::with_val(bits, weight));
        let Some((cycle, region)) = find_cycle(map, &guess, period) else {
            let enough = bits >= self.options.digits.bits() + ENOUGH_BITS || bits >= self.options.bits;
            return Err(if enough || self.turns(map) {
                Obstacle::NoCycle(format!(
                    "an f64 run looks like a cycle of period {period}, but no such cycle was found near it: the orbit may drift \
                     too slowly to be seen"
                ))
            } else {
                Obstacle::Width("the cycle could not be enclosed")
            });
        };
        match cycle.stability() {
            Some(Stability::Stable) => {}
            Some(Stability::Unstable) => {
                return Err(Obstacle::Final(format!(
                    "the orbit comes close to a cycle of period {period}, which is unstable"
                )));
            }
            None => return Err(Obstacle::Width("the multiplier of the cycle is too close to 1 or -1")),
        }
        let largest = spread(&cycle.points);
        let basin =
            find_basin(&self.coarse(map), &cycle, largest).ok_or(Obstacle::Width("no basin of the cycle was found"))?;
        let (region, ball) = Region::around(&region)
            .zip(Region::around(&basin.region))
            .ok_or(Obstacle::Width("the cycle could not be enclosed"))?;
        let inside = ball.to_ball(bits);
        let step = self.first_step(bits, "enter the basin of the cycle", |state| inside.contains_in_interior(state))?;
        Ok(LinearProof::Cycle {
            bits,
            step,
            period: period as u32,
            cycle: region,
            basin: ball,
            power: basin.power as u32,
            pieces: basin.pieces,
        })
    }

    /// Whether steps at the minimum turn around it and hardly contract, so that convergence looks like a cycle.
    fn turns(&self, map: &WeightMap) -> bool {
        let minimum = self.data.minimiser(map.bits()).map(|minimiser| minimiser.weight.to_ball(map.bits()));
        minimum.is_ok_and(|minimum| is_turning(&map.slope(&minimum)))
    }

    /// The map at the precision at which basins are looked for: they need few digits, however many the limit should have.
    fn coarse(&self, map: &WeightMap) -> WeightMap {
        WeightMap::new(self.descent, map.bits().min(BASIN_BITS))
    }

    /// The steps that may be followed at a precision, and who sets the limit.
    fn steps(&self, bits: u32) -> (u64, StepLimit) {
        let (asked, affordable) = (self.options.max_steps, self.sizes.most_steps(bits));
        if asked <= affordable {
            (asked, StepLimit::Asked { steps: asked })
        } else {
            (affordable, StepLimit::Checkable { steps: affordable, bits })
        }
    }

    /// The first step whose state passes a test.
    fn first_step(&self, bits: u32, what: &str, test: impl Fn(&Ball) -> bool) -> Result<u64, Obstacle> {
        let mut orbit = CertifiedOrbit::new(self.descent, bits);
        let (steps, limit) = self.steps(bits);
        for step in 0..=steps {
            self.tell(step)?;
            if test(&orbit.state.weight) {
                return Ok(step);
            }
            orbit.advance();
            if !orbit.is_bounded() {
                return Err(Obstacle::Width("the enclosure of the orbit became unbounded"));
            }
        }
        Err(limit.lacking(format!("the orbit did not {what}")))
    }

    /// Tells the watch of the steps that are enclosed.
    fn tell(&self, step: u64) -> Result<(), Interrupted> {
        Progress::of(step, self.options.max_steps).tell(self.watch)
    }

    /// Follows the orbit to where it escapes.
    fn follow_to_escape(&self, map: &WeightMap) -> Result<LinearProof, Obstacle> {
        let largest = self.data.points().iter().map(|(z, _)| z.clone().abs()).max().unwrap_or_default();
        let unit = Rational::from(1) / largest;
        let reach = (-6..12)
            .map(
                |power: i32| {
                    if power < 0 { unit.clone() >> power.unsigned_abs() } else { unit.clone() << power as u32 }
                },
            )
            .find(|reach| Overshoot::check(&OvershootNumbers::at(map, self.data, self.descent, reach)).is_ok())
            .ok_or(Obstacle::Width("no region of escape was found"))?;
        let bits = map.bits();
        let bound = Ball::from_exact(&reach, bits);
        let step = self.first_step(bits, "leave the region without escape", |state| {
            bound.compare(&state.clone().abs()) == Some(Ordering::Less)
        })?;
        Ok(LinearProof::Escape { bits, step, reach: Exact(reach) })
    }

    /// Follows the orbit, and its loss, to the minimum.
    fn follow_to_minimum(&self, map: &WeightMap) -> Result<LinearProof, Obstacle> {
        let bits = map.bits();
        let minimiser =
            self.data.minimiser(bits).map_err(|_| Obstacle::Width("the minimiser could not be enclosed"))?;
        let minimum = minimiser.weight.to_ball(bits);
        let slope = map.slope(&minimum);
        let turning = is_turning(&slope).then(|| Turning::of(self.descent, map, self.data).ok()).flatten();
        let multiplier = turning.as_ref().map_or(slope, |turning| turning.multiplier.clone());
        let cycle = Cycle { multiplier, points: vec![minimum.clone()] };
        let turns_exactly = cycle.multiplier.is_exact() && *cycle.multiplier.midpoint() == -1;
        match cycle.stability() {
            Some(Stability::Stable) => {}
            None if turns_exactly => {}
            Some(Stability::Unstable) => {
                return Err(Obstacle::Final(format!(
                    "the minimum is unstable at this rate, and an f64 run settled on no cycle of period up to \
                     {LONGEST_PERIOD}: the orbit may be chaotic, or converge too slowly"
                )));
            }
            None if bits < self.options.bits => {
                return Err(Obstacle::Width("the multiplier at the minimum could not be told from -1"));
            }
            None => {
                return Err(Obstacle::Final(format!(
                    "the multiplier at the minimum cannot be told from -1 at {bits} bits, and algebra does not know the minimum: \
                     if it is exactly -1, more bits do not show it"
                )));
            }
        }
        let mut orbit = CertifiedOrbit::new(self.descent, bits);
        let largest = (orbit.state.weight.clone() - &minimum).magnitude_up().max(Magnitude::ONE);
        let basin = find_near(&self.coarse(map), &cycle, turning.as_ref(), largest);
        if basin.is_none() && turns_exactly {
            return Err(Obstacle::Final(
                "the multiplier at the minimum is exactly -1, and the third derivative of the second iterate is not certainly \
                 negative there: the minimum may repel, or attract by a higher derivative"
                    .into(),
            ));
        }
        let mut history = LossHistory::default();
        let mut loss = map.loss(&orbit.state.weight);
        let mut next_attempt = 0;
        let (steps, limit) = self.steps(bits);
        for step in 0..=steps {
            self.tell(step)?;
            let state = orbit.state.weight.clone();
            let rise = history.first_rise();
            if let (Some(rise), Some(near)) = (rise, &basin)
                && let Some(proof) = near.proof(bits, step, rise, &state)
            {
                return Ok(proof);
            }
            if step >= next_attempt && history.phase_if_it_falls_from_here().is_ok() {
                next_attempt = (step + 1).max(step.saturating_mul(5) / 4);
                if let Some((lower, upper, pieces)) = find_trap(map, self.descent, &state, &minimum) {
                    return Ok(LinearProof::Sublevel { bits, step, rise, lower, upper, pieces });
                }
            }
            orbit.advance();
            if !orbit.is_bounded() {
                return Err(Obstacle::Width("the enclosure of the orbit became unbounded"));
            }
            let after = map.loss(&orbit.state.weight);
            history.record(movement(&loss, &after));
            loss = after;
            if history.first_doubt().is_some() && bits < self.options.bits {
                return Err(Obstacle::Width("whether the loss rises could not be told"));
            }
        }
        Err(if history.phase_if_it_falls_from_here().is_err() {
            let reason = format!("whether the loss rises at some step could not be told at {bits} bits");
            Obstacle::Lacking(reason, Remedy::MoreBits)
        } else {
            limit.lacking("the orbit was not seen to come close enough to the minimum".into())
        })
    }
}

/// Bits beyond the asked digits after which an enclosure that still fails is not for want of bits: 64 steps lose far fewer.
const ENOUGH_BITS: u32 = 1024;

/// The largest precision at which basins are looked for.
const BASIN_BITS: u32 = 512;

/// A size that balls around the cycle's points need not exceed: the largest distance between two of them.
fn spread(points: &[Ball]) -> Magnitude {
    let first = &points[0];
    points.iter().map(|point| (point.clone() - first).magnitude_up()).fold(Magnitude::ZERO, Magnitude::max)
}
