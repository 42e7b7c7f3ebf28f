//! The run of a cell of a plane: all its orbits, what they show about rises of the loss, and their states in balls for the lemmas.

use super::orbits::{Orbits, Quantity, state_of};
use super::prepared::Prepared;
use super::proof::PlaneProof;
use super::setting::Setting;
use super::systems::PlaneSystem;
use crate::arithmetic::{Analytic, Ball, Dual, FromExact, Gradient, Interval};
use crate::certify::cell::MOST_CELL_STEPS;
use crate::certify::chart::{Cell, Range};
use crate::certify::checks::{Failure, aligned_growth};
use crate::certify::data_run::{KnownOfData, OnData, StatesOnData};
use crate::certify::loss_history::LossHistory;
use crate::certify::phase::Phase;
use crate::dynamics::{
    AlignedSystem, Equations, FactorisedState, GramState, GramSystem, Layers, OneFeatureSystem, System, TwoLayer,
    TwoLayerState, TwoLayerSystem,
};
use crate::model::{Degenerate, FeatureRisk, LossName};
use rug::Rational;
use std::cmp::Ordering;

/// Bits of the balls in which the lemmas are tested. Orbits run in intervals: cells are wide, so that more bits would not help, and the
/// ends of wide enclosures stay apart.
pub(super) const BITS: u32 = 64;

/// The closed interval of a range, rounded outward.
fn enclose(range: &Range) -> Interval {
    Interval::from_exact(&range.from, 53).hull(&Interval::from_exact(&range.to, 53))
}

/// The orbits of a whole cell. Only this file makes and moves one, so whoever holds it, the checker or a search, holds
/// enclosures of all orbits that start in the cell.
pub struct PlaneRun<'a, S: PlaneSystem> {
    prepared: &'a Prepared<'a, S>,
    ranges: [Range; 2],
    rates: Range,
    learning_rate: Interval,
    pub(super) orbits: Orbits<S>,
    step: u32,
    history: LossHistory,
}

impl<'a, S: PlaneSystem> PlaneRun<'a, S> {
    pub(super) fn new(prepared: &'a Prepared<'a, S>, cell: Cell) -> Result<Self, Failure> {
        if !cell.is_inside() {
            return Err(Failure::OutOfRange("the cell lies in its chart"));
        }
        let Prepared { plane, positions, system, .. } = prepared;
        let ranges = plane.ranges(cell);
        let boxes = ranges.each_ref().map(enclose);
        // Floats inside the enclosures serve as centre.
        let centres = boxes.map(|range| Interval::point(range.midpoint()));
        let deviations = [boxes[0] - centres[0], boxes[1] - centres[1]];
        let fixed: Vec<Interval> =
            plane.setting.parameters().iter().map(|(_, value)| Interval::from_exact(value, BITS)).collect();
        let values = |places: [Interval; 2]| {
            let mut values = fixed.clone();
            positions.iter().zip(places).for_each(|(position, place)| values[*position] = place);
            values
        };
        let (centre, whole) = (values(centres), values(boxes));
        let mut over_cell: Vec<Gradient<Interval, 2>> = whole.iter().map(|value| Dual::constant(*value)).collect();
        positions
            .iter()
            .enumerate()
            .for_each(|(axis, place)| over_cell[*place].derivative[axis] = Interval::point(1.0));
        let rate = positions.iter().position(|position| *position == Setting::RATE);
        let rates = match rate {
            Some(axis) => ranges[axis].clone(),
            None => {
                let fixed = plane.setting.parameters().swap_remove(Setting::RATE).1;
                Range { from: fixed.clone(), to: fixed }
            }
        };
        let learning_rate = whole[Setting::RATE];
        let orbits = Orbits::new(
            prepared.equations.clone(),
            [centre[Setting::RATE], learning_rate],
            rate,
            deviations,
            &system.start(&centre, BITS),
            &system.start(&over_cell, BITS),
        );
        Ok(PlaneRun { prepared, ranges, rates, learning_rate, orbits, step: 0, history: LossHistory::default() })
    }

    /// What all cells share.
    pub fn prepared(&self) -> &'a Prepared<'a, S> {
        self.prepared
    }

    /// Network, data and loss.
    pub fn system(&self) -> &'a S {
        &self.prepared.system
    }

    /// The ranges of the two parameters in the cell.
    pub fn ranges(&self) -> &[Range; 2] {
        &self.ranges
    }

    /// The learning rates of the cell.
    pub fn rates(&self) -> &Range {
        &self.rates
    }

    /// The learning rates, enclosed.
    pub fn learning_rate(&self) -> Interval {
        self.learning_rate
    }

    /// The index of the present states.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// The states, enclosed coordinate by coordinate.
    pub fn states(&self) -> S::State<Interval> {
        state_of::<S, _>(self.orbits.state.iter().map(|x| x.range).collect())
    }

    /// What rises exactly when the loss does, over all states.
    pub fn order(&self) -> Interval {
        self.orbits.order.range
    }

    /// Whether there was a step at which the loss rose for all points of the cell.
    pub fn rises(&self) -> bool {
        self.history.first_rise().is_some()
    }

    /// Whether there was a step of which that could be neither confirmed nor excluded for all.
    pub fn is_in_doubt(&self) -> bool {
        self.history.first_doubt().is_some()
    }

    /// Whether nothing is known of some coordinate any more.
    pub fn is_lost(&self) -> bool {
        self.orbits.state.iter().any(|x| !x.range.is_bounded())
    }

    /// One step of all orbits.
    pub fn advance(&mut self) {
        let before = self.orbits.order;
        let states: Vec<Interval> = self.orbits.state.iter().map(|x| x.range).collect();
        self.orbits.advance();
        let seen = movement(&before, &self.orbits.order, &self.orbits.deviations);
        // once it rose, or may have risen, falling says nothing more
        let open = seen.is_none() && !self.rises() && !self.is_in_doubt() && !self.is_lost();
        let lemma = || {
            let states = state_of::<S, _>(states.iter().map(|range| to_ball(*range)).collect());
            S::falls(states, self).then_some(Ordering::Less)
        };
        let moved = if open { lemma() } else { seen };
        self.history.record(moved);
        self.step += 1;
    }

    /// The phase of orbits whose loss tends to its infimum and never rises from here on.
    ///
    /// # Errors
    ///
    /// [`LossHistory::IN_DOUBT`].
    pub fn phase_if_it_falls_from_here(&self) -> Result<Phase, Failure> {
        self.history.phase_if_it_falls_from_here()
    }

    /// A catapult, if the loss rose.
    pub(super) fn catapult_if_it_rose(&self) -> Result<Phase, Failure> {
        if self.rises() {
            Ok(Phase::Catapult)
        } else {
            Err(Failure::NotProved("the loss rises at some step of the run, for all points of the cell"))
        }
    }

    /// Runs to the step of a proof and tests it there.
    pub(super) fn establish_at(mut self, proof: &PlaneProof) -> Result<Phase, Failure> {
        self.advance_to(proof.step())?;
        self.establish(proof)
    }

    /// Runs to the step of a proof.
    pub(super) fn advance_to(&mut self, step: u32) -> Result<(), Failure> {
        if step > MOST_CELL_STEPS {
            return Err(Failure::OutOfRange("a proof about a cell has at most 65536 steps"));
        }
        while self.step < step {
            if self.is_lost() {
                return Err(Failure::NotProved("the orbits of the cell stay together up to the step of the proof"));
            }
            self.advance();
        }
        Ok(())
    }

    /// What a proof establishes whose step is the present one: the same phase for every point of the cell.
    ///
    /// # Errors
    ///
    /// [`Failure`] for a proof at another step, or a hypothesis that could not be confirmed for all points.
    pub fn establish(&self, proof: &PlaneProof) -> Result<Phase, Failure> {
        if proof.step() != self.step {
            return Err(Failure::OutOfRange("the step of the proof is that of the run"));
        }
        S::establish(self, proof)
    }

    /// The states in balls.
    pub fn state_in_balls(&self) -> S::State<Ball> {
        state_of::<S, _>(self.orbits.state.iter().map(|x| to_ball(x.range)).collect())
    }

    /// The map over all rates of the cell, in balls.
    pub fn map_in_balls(&self) -> S::Equations<Ball> {
        let mut map = self.prepared.in_balls.clone();
        *S::learning_rate_mut(&mut map) = to_ball(self.learning_rate);
        map
    }
}

impl<'a, S: PlaneSystem + OnData> PlaneRun<'a, S> {
    /// The states as the lemmas on data read them.
    pub fn on_data(&self) -> CellStates<'a, S> {
        self.states_on_data(self.state_in_balls())
    }

    /// States of the cell as the lemmas on data read them; the loss is that of the present ones.
    pub(super) fn states_on_data(&self, state: S::State<Ball>) -> CellStates<'a, S> {
        CellStates {
            system: &self.prepared.system,
            equations: &self.prepared.in_balls,
            known: &self.prepared.known,
            learning_rate: to_ball(self.learning_rate),
            state,
            // on listed data what rises with the loss is the loss
            loss: to_ball(self.orbits.order.range),
        }
    }
}

impl<'a> PlaneRun<'a, OneFeatureSystem> {
    /// The Gram matrices of all states, if both halves of each kernel are alike.
    pub fn gram_states(&self) -> GramState<Interval> {
        let states = self.states();
        let kernel = self.orbits.observe(Equations::lambda, Equations::lambda).range;
        let other = self.prepared.equations.at_centre.kernel(&states);
        GramState::of_one_feature(states.v, kernel.intersection(&other).unwrap_or(kernel))
    }

    /// The states as the lemmas on data read them.
    pub fn on_data(&self) -> CellStates<'a, GramSystem> {
        let states = self.gram_states();
        self.states_on_data(GramState::of_one_feature(to_ball(states.v[0]), to_ball(states.trace())))
    }

    /// States of the cell as the lemmas on data read them; the loss is that of the present ones.
    pub(super) fn states_on_data(&self, state: GramState<Ball>) -> CellStates<'a, GramSystem> {
        CellStates {
            system: &self.prepared.system.network,
            equations: &self.prepared.in_balls.gram,
            known: &self.prepared.known,
            learning_rate: to_ball(self.learning_rate),
            state,
            loss: to_ball(self.orbits.order.range),
        }
    }
}

/// p and q of a state on D0.
fn factors<T: Analytic>(map: &TwoLayer<T, Degenerate<LossName>>, state: &TwoLayerState<T>) -> FactorisedState<T> {
    FactorisedState::from_output(state.clone(), &map.width().clone().sqrt())
}

impl PlaneRun<'_, TwoLayerSystem> {
    /// p and q of all states, in balls.
    pub fn factors(&self) -> FactorisedState<Ball> {
        let p = self.orbits.observe(|map, state| factors(map, state).p, |map, state| factors(map, state).p);
        let q = self.orbits.observe(|map, state| factors(map, state).q, |map, state| factors(map, state).q);
        FactorisedState { p: to_ball(p.range), q: to_ball(q.range) }
    }
}

impl PlaneRun<'_, AlignedSystem> {
    /// f of all states, in balls.
    pub fn output(&self) -> Ball {
        to_ball(self.orbits.observe(|map, state| map.output(state), |map, state| map.output(state)).range)
    }

    /// p and q of all states of two layers, in balls; `None` for another number.
    pub fn factors_of_two(&self) -> Option<FactorisedState<Ball>> {
        if self.system().depth != 2 {
            return None;
        }
        let width = &self.system().width;
        let exact = Interval::from_exact(width, BITS);
        let of = |state: &Layers<Interval>| aligned_growth::factors(&state.sigma, &exact);
        let of_dual =
            |state: &Layers<Gradient<Interval, 2>>| aligned_growth::factors(&state.sigma, &Dual::constant(exact));
        let p = self.orbits.observe(
            |_, state| of(state).map_or(Interval::ENTIRE, |pair| pair.p),
            |_, state| of_dual(state).map_or(Dual::constant(Interval::ENTIRE), |pair| pair.p),
        );
        let q = self.orbits.observe(
            |_, state| of(state).map_or(Interval::ENTIRE, |pair| pair.q),
            |_, state| of_dual(state).map_or(Dual::constant(Interval::ENTIRE), |pair| pair.q),
        );
        Some(FactorisedState { p: to_ball(p.range), q: to_ball(q.range) })
    }

    /// The layers, counted from 0, that are as large as a given one at every start of the plane, and so for ever: those that do not vary, of
    /// the same size. None if the given one varies. Exact.
    pub fn equal_layers(&self, layer: usize) -> Vec<usize> {
        let fixed = |index: usize| !self.prepared.positions.contains(&(index + 1));
        let sigma: Vec<Rational> =
            self.prepared.plane.setting.parameters().into_iter().skip(1).map(|(_, value)| value).collect();
        let equal = |other: &usize| fixed(*other) && sigma[*other].cmp_abs(&sigma[layer]).is_eq();
        if fixed(layer) { (0..sigma.len()).filter(equal).collect() } else { Vec::new() }
    }
}

/// All states of a cell at one step, in balls.
pub struct CellStates<'a, S: System> {
    system: &'a S,
    equations: &'a S::Equations<Ball>,
    known: &'a KnownOfData,
    learning_rate: Ball,
    state: S::State<Ball>,
    loss: Ball,
}

impl<S: OnData> StatesOnData<S> for CellStates<'_, S> {
    fn system(&self) -> &S {
        self.system
    }
    fn bits(&self) -> u32 {
        BITS
    }
    fn learning_rate(&self) -> Ball {
        self.learning_rate.clone()
    }
    fn state(&self) -> &S::State<Ball> {
        &self.state
    }
    fn equations(&self) -> &S::Equations<Ball> {
        self.equations
    }
    fn loss(&self) -> &Ball {
        &self.loss
    }
    fn known(&self) -> &KnownOfData {
        self.known
    }
    fn v(&self) -> &[Ball] {
        S::end_to_end(&self.state)
    }
    fn risk(&self) -> &FeatureRisk<Ball, LossName> {
        S::risk(self.equations)
    }
}

/// How the loss moved, if it moved the same way for all points.
fn movement(before: &Quantity, after: &Quantity, deviations: &[Interval; 2]) -> Option<Ordering> {
    let change = after.minus(before, deviations).range;
    if change.lower() > 0.0 {
        Some(Ordering::Greater)
    } else if change.upper() < 0.0 {
        Some(Ordering::Less)
    } else {
        (change.upper() <= 0.0).then_some(Ordering::Equal)
    }
}

/// A ball that contains an interval.
pub(super) fn to_ball(range: Interval) -> Ball {
    let end = |value: f64| rug::Float::with_val(53, value);
    if range.is_bounded() {
        Ball::between(&end(range.lower()), &end(range.upper()), BITS)
    } else {
        Ball::unbounded(BITS)
    }
}
