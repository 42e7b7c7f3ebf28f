//! Certified orbits that are followed into a basin of a cycle, to the minimum, or to where they escape.

use super::{Obstacle, Search};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Ball, Field, FromExact};
use crate::certify::certificate::Exact;
use crate::certify::checks::linear_doubling::Turning;
use crate::certify::checks::linear_escape::{Overshoot, OvershootNumbers};
use crate::certify::cycle::{Cycle, LONGEST_PERIOD, Stability, find_cycle};
use crate::certify::cycle_basin::find_basin;
use crate::certify::lemma::Lemma;
use crate::certify::linear_map::WeightMap;
use crate::certify::linear_proof::{LinearProof, Region};
use crate::certify::loss_history::{LossHistory, movement};
use crate::dynamics::orbit::CertifiedOrbit;
use crate::progress::{Interrupted, Progress};
use crate::search::classification::Remedy;
use crate::search::linear_near::{find_near, is_turning};
use crate::search::linear_trap::find_trap;
use rug::Rational;
use std::cmp::Ordering;

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

impl Search<'_> {
    /// Follows the orbit into a basin of the cycle near `guess`.
    pub(super) fn follow_to_cycle(
        &self,
        map: &WeightMap,
        period: usize,
        guess: &Ball,
    ) -> Result<LinearProof, Obstacle> {
        let bits = map.bits();
        let Some((cycle, region)) = find_cycle(map, guess, period) else {
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
        let step = self
            .first_step(bits, "enter the basin of the cycle", |state| inside.contains_in_interior(state))
            .map_err(|obstacle| self.explain_slowness(obstacle, &cycle, bits))?;
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

    /// Says so where a cycle attracts too slowly: then more steps than can be checked would not help.
    fn explain_slowness(&self, obstacle: Obstacle, cycle: &Cycle, bits: u32) -> Obstacle {
        let left = (Ball::integer(1) - cycle.multiplier.clone().abs()).midpoint().to_f64();
        let halving = cycle.period() as f64 * std::f64::consts::LN_2 / left;
        let (Obstacle::Lacking(reason, _) | Obstacle::Final(reason)) = &obstacle else { return obstacle };
        if !halving.is_finite() || halving * FEW_HALVINGS < self.options.max_steps as f64 {
            return obstacle;
        }
        let slow = format!(
            "{reason}: its multiplier is {:.3e} from 1 in size, so that the distance from it halves in about {halving:.0} steps",
            left
        );
        match obstacle {
            Obstacle::Lacking(_, remedy) if halving * FEW_HALVINGS < self.sizes.most_steps(bits) as f64 => {
                Obstacle::Lacking(slow, remedy)
            }
            _ => Obstacle::Final(format!("{slow}, which is more than the checker follows")),
        }
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
    pub(super) fn first_step(&self, bits: u32, what: &str, test: impl Fn(&Ball) -> bool) -> Result<u64, Obstacle> {
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
    pub(super) fn follow_to_escape(&self, map: &WeightMap) -> Result<LinearProof, Obstacle> {
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
    pub(super) fn follow_to_minimum(&self, map: &WeightMap) -> Result<LinearProof, Obstacle> {
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
                // just above its rate a doubling has left a small cycle, on which an f64 run has not settled yet
                if let Some(guess) = turning.as_ref().and_then(|turning| turning.two_cycle(map)) {
                    return self.follow_to_cycle(map, 2, &guess);
                }
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

/// Halvings of the distance from a cycle that bring an orbit into its basin, at the least.
const FEW_HALVINGS: f64 = 3.0;

/// The largest precision at which basins are looked for.
const BASIN_BITS: u32 = 512;

/// A size that balls around the cycle's points need not exceed: the largest distance between two of them.
fn spread(points: &[Ball]) -> Magnitude {
    let first = &points[0];
    points.iter().map(|point| (point.clone() - first).magnitude_up()).fold(Magnitude::ZERO, Magnitude::max)
}
