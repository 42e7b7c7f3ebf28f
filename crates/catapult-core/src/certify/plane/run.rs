//! The run of a cell of a plane: all its orbits, what they show about rises of the loss, and their states in balls for the lemmas.

use super::Plane;
use super::orbits::{Orbits, Quantity, state_of};
use super::proof::PlaneProof;
use super::setting::{self, Setting};
use crate::arithmetic::{Analytic, Ball, Dual, FromExact, Interval};
use crate::certify::chart::{Cell, ChartError, Range};
use crate::certify::checks::data_descent::{self, DataDescent};
use crate::certify::checks::{Failure, aligned_growth};
use crate::certify::data_run::{KnownOfData, OnData, StatesOnData};
use crate::certify::lemma::Lemma as _;
use crate::certify::loss_history::LossHistory;
use crate::certify::phase::Phase;
use crate::dynamics::{
    AlignedSystem, Equations as _, FactorisedState, FeatureSystem, GramSystem, Layers, Problem, System,
};
use crate::dynamics::{TwoLayer, TwoLayerState, TwoLayerSystem};
use crate::model::{Degenerate, FeatureRisk, LossName};
use rug::Rational;
use std::cmp::Ordering;

/// Bits of the balls in which the lemmas are tested. Orbits run in intervals: cells are wide, so that more bits would not help, and the
/// ends of wide enclosures stay apart.
pub(super) const BITS: u32 = 64;

/// A system whose problems a plane can chart.
pub trait PlaneSystem: System {
    /// The start, from the parameters of a setting in their order.
    fn start<T: Analytic + FromExact>(&self, values: &[T], bits: u32) -> Self::State<T>;

    /// Tests the lemma of a proof on all states of a run: the phase that all have.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what could not be confirmed.
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure>;

    /// Whether a lemma excludes that the last step of a run, from `before`, raised the loss anywhere in the cell. Asked where the enclosures of
    /// the loss overlap.
    fn falls(_before: Self::State<Ball>, _run: &PlaneRun<'_, Self>) -> bool {
        false
    }
}

impl PlaneSystem for FeatureSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], _bits: u32) -> Self::State<T> {
        setting::weights(values)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_features(run)
    }
    fn falls(before: Self::State<Ball>, run: &PlaneRun<'_, Self>) -> bool {
        let numbers = data_descent::of_features(&run.states_on_data(before), &run.state_in_balls().weights);
        DataDescent::check(&numbers).is_ok()
    }
}

impl PlaneSystem for GramSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], bits: u32) -> Self::State<T> {
        setting::gram(self, values, bits)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_gram(run)
    }
    fn falls(before: Self::State<Ball>, run: &PlaneRun<'_, Self>) -> bool {
        let numbers = data_descent::of_gram(&run.states_on_data(before), &run.state_in_balls().v);
        DataDescent::check(&numbers).is_ok()
    }
}

impl PlaneSystem for TwoLayerSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], _bits: u32) -> Self::State<T> {
        setting::two_layers(values)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_two_layer(run)
    }
}

impl PlaneSystem for AlignedSystem {
    fn start<T: Analytic + FromExact>(&self, values: &[T], _bits: u32) -> Self::State<T> {
        setting::layers(values)
    }
    fn establish(run: &PlaneRun<'_, Self>, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.establish_aligned(run)
    }
}

/// What the checks of all cells of a plane share.
pub struct Prepared<'a, S: System> {
    plane: &'a Plane,
    positions: [usize; 2],
    system: S,
    at_centre: S::Equations<Interval>,
    differentiable: S::Equations<Dual<Interval>>,
    in_balls: S::Equations<Ball>,
    known: KnownOfData,
}

impl<'a, S: PlaneSystem> Prepared<'a, S> {
    fn of(plane: &'a Plane, positions: [usize; 2], system: S) -> Self {
        // whatever the rate: each run puts its own
        let one = Interval::point(1.0);
        Prepared {
            plane,
            positions,
            at_centre: system.equations(one, BITS),
            differentiable: system.equations(Dual::constant(one), BITS),
            in_balls: system.equations(Ball::unbounded(BITS), BITS),
            system,
            known: KnownOfData::default(),
        }
    }

    /// The plane.
    pub fn plane(&self) -> &'a Plane {
        self.plane
    }

    /// Network, data and loss.
    pub fn system(&self) -> &S {
        &self.system
    }
}

/// [`Prepared`] for the network of a plane.
pub enum PreparedPlane<'a> {
    /// A linear predictor.
    Features(Prepared<'a, FeatureSystem>),
    /// A two-layer network on data.
    Gram(Prepared<'a, GramSystem>),
    /// A two-layer network on D0.
    TwoLayer(Prepared<'a, TwoLayerSystem>),
    /// An aligned network.
    Aligned(Prepared<'a, AlignedSystem>),
}

/// The run of a cell of a plane.
pub enum AnyRun<'a> {
    /// Of a linear predictor.
    Features(PlaneRun<'a, FeatureSystem>),
    /// Of a two-layer network on data.
    Gram(PlaneRun<'a, GramSystem>),
    /// Of a two-layer network on D0.
    TwoLayer(PlaneRun<'a, TwoLayerSystem>),
    /// Of an aligned network.
    Aligned(PlaneRun<'a, AlignedSystem>),
}

impl<'a> PreparedPlane<'a> {
    /// Validates a plane and reads its numbers.
    ///
    /// # Errors
    ///
    /// [`ChartError`] as [`Plane::validate`].
    pub(super) fn of(plane: &'a Plane) -> Result<Self, ChartError> {
        plane.validate()?;
        let positions = plane.positions()?;
        Ok(match plane.setting.problem()? {
            Problem::Features(descent) => PreparedPlane::Features(Prepared::of(plane, positions, descent.system)),
            Problem::Gram(descent) => PreparedPlane::Gram(Prepared::of(plane, positions, descent.system)),
            Problem::TwoLayer(descent) => PreparedPlane::TwoLayer(Prepared::of(plane, positions, descent.system)),
            Problem::Aligned(descent) => PreparedPlane::Aligned(Prepared::of(plane, positions, descent.system)),
            Problem::Linear(_) | Problem::Dense(_) => unreachable!("settings state no such networks"),
        })
    }

    /// The starts of a cell.
    ///
    /// # Errors
    ///
    /// [`Failure::OutOfRange`] for a cell outside the plane.
    pub fn run(&self, cell: Cell) -> Result<AnyRun<'_>, Failure> {
        Ok(match self {
            PreparedPlane::Features(prepared) => AnyRun::Features(PlaneRun::new(prepared, cell)?),
            PreparedPlane::Gram(prepared) => AnyRun::Gram(PlaneRun::new(prepared, cell)?),
            PreparedPlane::TwoLayer(prepared) => AnyRun::TwoLayer(PlaneRun::new(prepared, cell)?),
            PreparedPlane::Aligned(prepared) => AnyRun::Aligned(PlaneRun::new(prepared, cell)?),
        })
    }

    /// What a proof establishes about a cell: one phase for every point of the closed cell.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what does not hold.
    ///
    /// # Guarantee
    ///
    /// Certified.
    pub fn establish(&self, cell: Cell, proof: &PlaneProof) -> Result<Phase, Failure> {
        match self.run(cell)? {
            AnyRun::Features(run) => run.establish_at(proof),
            AnyRun::Gram(run) => run.establish_at(proof),
            AnyRun::TwoLayer(run) => run.establish_at(proof),
            AnyRun::Aligned(run) => run.establish_at(proof),
        }
    }
}

/// The closed interval of a range, rounded outward.
fn enclose(range: &Range) -> Interval {
    Interval::from_exact(&range.from, 53).hull(&Interval::from_exact(&range.to, 53))
}

/// The orbits of a whole cell. Only this file makes and moves one, so whoever holds it, the checker or a search, holds
/// enclosures of all orbits that start in the cell.
pub struct PlaneRun<'a, S: PlaneSystem> {
    prepared: &'a Prepared<'a, S>,
    rates: Range,
    learning_rate: Interval,
    orbits: Orbits<S>,
    step: u32,
    history: LossHistory,
}

impl<'a, S: PlaneSystem> PlaneRun<'a, S> {
    fn new(prepared: &'a Prepared<'a, S>, cell: Cell) -> Result<Self, Failure> {
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
        let seeded = |parameter: usize| {
            let mut duals: Vec<Dual<Interval>> = whole.iter().map(|value| Dual::constant(*value)).collect();
            duals[positions[parameter]].derivative = Interval::point(1.0);
            system.start(&duals, BITS)
        };
        let rate = positions.iter().position(|position| *position == Setting::RATE);
        let rates = match rate {
            Some(axis) => ranges[axis].clone(),
            None => {
                let fixed = plane.setting.parameters().swap_remove(Setting::RATE).1;
                Range { from: fixed.clone(), to: fixed }
            }
        };
        let learning_rate = whole[Setting::RATE];
        let equations = (prepared.at_centre.clone(), prepared.differentiable.clone());
        let orbits = Orbits::new(
            equations,
            [centre[Setting::RATE], learning_rate],
            rate,
            deviations,
            &system.start(&centre, BITS),
            [&seeded(0), &seeded(1)],
        );
        Ok(PlaneRun { prepared, rates, learning_rate, orbits, step: 0, history: LossHistory::default() })
    }

    /// What all cells share.
    pub fn prepared(&self) -> &'a Prepared<'a, S> {
        self.prepared
    }

    /// Network, data and loss.
    pub fn system(&self) -> &'a S {
        &self.prepared.system
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
    pub fn ranges(&self) -> S::State<Interval> {
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
    fn establish_at(mut self, proof: &PlaneProof) -> Result<Phase, Failure> {
        proof.require_steps()?;
        while self.step < proof.step() {
            if self.is_lost() {
                return Err(Failure::NotProved("the orbits of the cell stay together up to the step of the proof"));
            }
            self.advance();
        }
        self.establish(proof)
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
    fn states_on_data(&self, state: S::State<Ball>) -> CellStates<'a, S> {
        CellStates {
            prepared: self.prepared,
            learning_rate: to_ball(self.learning_rate),
            state,
            // on listed data what rises with the loss is the loss
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
        let of_dual = |state: &Layers<Dual<Interval>>| aligned_growth::factors(&state.sigma, &Dual::constant(exact));
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
pub struct CellStates<'a, S: PlaneSystem> {
    prepared: &'a Prepared<'a, S>,
    learning_rate: Ball,
    state: S::State<Ball>,
    loss: Ball,
}

impl<S: PlaneSystem + OnData> StatesOnData<S> for CellStates<'_, S> {
    fn system(&self) -> &S {
        &self.prepared.system
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
        &self.prepared.in_balls
    }
    fn loss(&self) -> &Ball {
        &self.loss
    }
    fn known(&self) -> &KnownOfData {
        &self.prepared.known
    }
    fn v(&self) -> &[Ball] {
        S::end_to_end(&self.state)
    }
    fn risk(&self) -> &FeatureRisk<Ball, LossName> {
        S::risk(&self.prepared.in_balls)
    }
}

/// How the loss moved, if it moved the same way for all points.
fn movement(before: &Quantity, after: &Quantity, deviations: &[Interval; 2]) -> Option<Ordering> {
    let change = after.minus(before, deviations);
    if change.lower() > 0.0 {
        Some(Ordering::Greater)
    } else if change.upper() < 0.0 {
        Some(Ordering::Less)
    } else {
        (change.upper() <= 0.0).then_some(Ordering::Equal)
    }
}

/// A ball that contains an interval.
fn to_ball(range: Interval) -> Ball {
    let end = |value: f64| rug::Float::with_val(53, value);
    if range.is_bounded() {
        Ball::between(&end(range.lower()), &end(range.upper()), BITS)
    } else {
        Ball::unbounded(BITS)
    }
}
