//! The proof for one cell: what gradient descent does for *all* learning rates and starts in it.
//!
//! The orbit runs in the factorised form (T3), whose factors act on p and q separately. Write c for the centre of the cell
//! and F_t for p or q at step t as a function of the two parameters. F_t is enclosed over the cell by the mean value theorem,
//! F_t(c) + DF_t · (cell - c), where the derivatives DF_t are carried along with the orbit: running (T3) on dual numbers
//! whose values are the enclosures and whose derivatives are the columns of DF_t gives those of DF_(t+1). Enclosing the
//! state in the parameters, and not step by step, keeps the correlation of p and q. The lemmas of
//! [`checks`](crate::certify::checks) are then tested on enclosures of all states and rates at once.
//!
//! [`establish`] is the checker: it runs the orbit of the cell to the step of a [`CellProof`] and tests its lemma there. A
//! search moves a [`CellRun`] and tries proofs along it ([`CellRun::establish`]).

mod short_number;

pub use short_number::{ShortNumber, ShortNumberError};

use super::chart::{Cell, Chart, Range, VerticalAxis};
use super::lemma::Lemma;
use crate::arithmetic::{Analytic, Ball, Dual, Field, FromExact, Interval};
use crate::certify::Phase;
use crate::certify::checks::alternation::{self, Alternation};
use crate::certify::checks::growth::{self, Growth};
use crate::certify::checks::{Failure, trap, universal};
use crate::certify::loss_history::LossHistory;
use crate::dynamics::{FactorisedState, TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LossName};
use rug::Rational;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;

/// The numbers of a proof about a cell: a lemma, the step T at which its hypotheses hold, and its free number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum CellProof {
    /// [`trap`]: from T on, |f| contracts.
    Trap {
        /// T.
        step: u32,
        /// rho, in (0, 1).
        contraction: ShortNumber,
    },
    /// [`universal`]: every start converges at these rates; the loss rises at or before T.
    Universal {
        /// T.
        step: u32,
    },
    /// [`growth`]: from T on, |f| grows.
    Growth {
        /// T.
        step: u32,
    },
    /// [`alternation`]: from T on, f changes sign and |f| grows.
    Alternation {
        /// T.
        step: u32,
        /// d, by how much |log p - log q| may drift.
        margin: ShortNumber,
    },
}

impl CellProof {
    /// T.
    pub fn step(&self) -> u32 {
        match self {
            CellProof::Trap { step, .. }
            | CellProof::Universal { step }
            | CellProof::Growth { step }
            | CellProof::Alternation { step, .. } => *step,
        }
    }
}

/// The most steps of a proof about a cell.
pub const MOST_CELL_STEPS: u32 = 1 << 16;

/// What a proof establishes about a cell: one phase for every point of the closed cell.
///
/// # Errors
///
/// [`Failure`] names what does not hold: a cell outside its chart, one with points that are no starts, a step beyond
/// [`MOST_CELL_STEPS`], or a hypothesis that could not be confirmed for all points.
///
/// # Guarantee
///
/// Certified.
pub fn establish(chart: &Chart, cell: Cell, proof: &CellProof) -> Result<Phase, Failure> {
    if proof.step() > MOST_CELL_STEPS {
        return Err(Failure::OutOfRange("a proof about a cell has at most 65536 steps"));
    }
    let mut run = CellRun::new(chart, cell)?;
    while run.step < proof.step() {
        if run.is_lost() {
            return Err(Failure::NotProved("the orbits of the cell stay together up to the step of the proof"));
        }
        run.advance();
    }
    run.establish(proof)
}

/// Bits of the balls in which the lemmas are tested. Orbits run in intervals: cells are wide, so that more bits would not
/// help, and the ends of wide enclosures stay apart.
const BITS: u32 = 64;

type Map<T> = TwoLayer<T, Degenerate<LossName>>;

/// An enclosure over a cell: value at the centre, derivatives in the two parameters over the cell, range over the cell.
#[derive(Clone, Copy)]
struct Extended {
    centre: Interval,
    slopes: [Interval; 2],
    range: Interval,
}

impl Extended {
    /// A function of the parameters; its range is what the mean-value enclosure and `direct` have in common.
    fn new(centre: Interval, slopes: [Interval; 2], deviations: &[Interval; 2], direct: Interval) -> Self {
        let spread = slopes.iter().zip(deviations).fold(centre, |sum, (slope, deviation)| sum + *slope * *deviation);
        // Both contain the range, so they meet; if NaN or overflow spoiled one, the other is still right.
        let range = spread.intersection(&direct).unwrap_or(Interval::ENTIRE);
        Extended { centre, slopes, range }
    }

    /// A linear function of two others, applied to centres and slopes alike.
    fn combined(
        &self,
        other: &Self,
        deviations: &[Interval; 2],
        linear: impl Fn(Interval, Interval) -> Interval,
    ) -> Self {
        let slopes = [0, 1].map(|parameter| linear(self.slopes[parameter], other.slopes[parameter]));
        Extended::new(linear(self.centre, other.centre), slopes, deviations, linear(self.range, other.range))
    }

    /// The absolute value, where the sign is certain.
    fn size(&self) -> Option<Self> {
        let Extended { centre, slopes, range } = *self;
        match range.sign()? {
            Ordering::Less => Some(Extended { centre: -centre, slopes: slopes.map(|slope| -slope), range: -range }),
            _ => Some(*self),
        }
    }
}

/// The orbits of a whole cell. Only this file makes and moves one, so whoever holds it, the checker or a search, holds
/// enclosures of all orbits that start in the cell.
pub struct CellRun<'a> {
    chart: &'a Chart,
    ranges: [Range; 2],
    at_centre: Map<Interval>,
    over_cell: Map<Interval>,
    /// The map with derivatives in the first and in the second parameter.
    differentiable: [Map<Dual<Interval>>; 2],
    /// The map over all rates of the cell, in balls.
    in_balls: Map<Ball>,
    root_width: Interval,
    deviations: [Interval; 2],
    p: Extended,
    q: Extended,
    output: Extended,
    step: u32,
    history: LossHistory,
}

/// The map at rates that an interval contains, in any arithmetic over them.
fn map<T: Field>(loss: LossName, learning_rate: T, width: T) -> Map<T> {
    TwoLayer::new(learning_rate, width, Degenerate(loss))
}

/// The closed interval of a range, rounded outward.
fn enclose(range: &Range) -> Interval {
    Interval::from_exact(&range.from, 53).hull(&Interval::from_exact(&range.to, 53))
}

impl<'a> CellRun<'a> {
    /// The starts of a cell.
    ///
    /// # Errors
    ///
    /// [`Failure::OutOfRange`] for a cell outside its chart, and for one with points that are no starts or no rates.
    pub fn new(chart: &'a Chart, cell: Cell) -> Result<Self, Failure> {
        if !cell.is_inside() {
            return Err(Failure::OutOfRange("the cell lies in its chart"));
        }
        let ranges = chart.ranges(cell);
        let admissible = chart.hardest_problem(&ranges).is_some_and(|problem| problem.validate().is_ok());
        if !admissible {
            return Err(Failure::OutOfRange("every point of the cell is a start: eta > 0 and lambda >= 2|f|/sqrt m"));
        }
        let exact = |value: &Rational| Interval::from_exact(value, 53);
        let [rate, start] = ranges.each_ref().map(enclose);
        // Floats inside the enclosures serve as centre.
        let centres = [rate, start].map(|range| Interval::point(range.midpoint()));
        let deviations = [rate - centres[0], start - centres[1]];
        let width = exact(&chart.width);
        let root_width = width.sqrt();

        // p and q of the start, as functions of the vertical parameter.
        let factors = |vertical: Interval| {
            let (fixed, vertical) = (Dual::constant(exact(&chart.fixed)), Dual::variable(vertical));
            let (lambda, output) = match chart.axis {
                VerticalAxis::Lambda => (vertical, fixed),
                VerticalAxis::Output => (fixed, vertical),
            };
            FactorisedState::from_output(TwoLayerState { output, lambda }, &Dual::constant(root_width))
        };
        let (centre, whole) = (factors(centres[1]), factors(start));
        let extend = |centre: Dual<Interval>, whole: Dual<Interval>| {
            Extended::new(centre.value, [Interval::point(0.0), whole.derivative], &deviations, whole.value)
        };
        let (p, q) = (extend(centre.p, whole.p), extend(centre.q, whole.q));
        let in_balls = map(chart.loss, to_ball(rate), Ball::from_exact(&chart.width, BITS));
        Ok(CellRun {
            chart,
            ranges,
            at_centre: map(chart.loss, centres[0], width),
            over_cell: map(chart.loss, rate, width),
            differentiable: [Dual::variable(rate), Dual::constant(rate)]
                .map(|rate| map(chart.loss, rate, Dual::constant(width))),
            in_balls,
            root_width,
            deviations,
            p,
            q,
            output: output_of(&p, &q, &root_width, &deviations),
            step: 0,
            history: LossHistory::default(),
        })
    }

    /// The learning rates and the vertical coordinates of the cell.
    pub fn ranges(&self) -> &[Range; 2] {
        &self.ranges
    }

    /// The index of the present states.
    pub fn step(&self) -> u32 {
        self.step
    }

    /// Whether there was a step at which the loss rose for all points of the cell.
    pub fn rises(&self) -> bool {
        self.history.first_rise().is_some()
    }

    /// Whether there was a step of which that could be neither confirmed nor excluded for all.
    pub fn is_in_doubt(&self) -> bool {
        self.history.first_doubt().is_some()
    }

    /// The enclosure of all states, in balls.
    pub fn state(&self) -> TwoLayerState<Ball> {
        let lambda = self
            .p
            .combined(&self.q, &self.deviations, |p, q| FactorisedState { p, q }.to_output(&self.root_width).lambda);
        TwoLayerState { output: to_ball(self.output.range), lambda: to_ball(lambda.range) }
    }

    /// p and q of all states, in balls.
    fn factors(&self) -> FactorisedState<Ball> {
        FactorisedState { p: to_ball(self.p.range), q: to_ball(self.q.range) }
    }

    /// One step of all orbits.
    pub fn advance(&mut self) {
        let movement = self.move_all();
        self.history.record(movement);
        self.step += 1;
    }

    /// One step of all orbits; how |f| moved, if it moved the same way for all.
    fn move_all(&mut self) -> Option<Ordering> {
        let a = self.at_centre.factor_step(self.output.centre);
        let centre = FactorisedState { p: self.p.centre, q: self.q.centre }.step(&a);
        let [first, second] = [0, 1].map(|parameter| {
            let dual = |extended: &Extended| Dual { value: extended.range, derivative: extended.slopes[parameter] };
            let a = self.differentiable[parameter].factor_step(dual(&self.output));
            FactorisedState { p: dual(&self.p), q: dual(&self.q) }.step(&a)
        });
        let extend = |centre, first: Dual<Interval>, second: Dual<Interval>| {
            Extended::new(centre, [first.derivative, second.derivative], &self.deviations, first.value)
        };
        self.p = extend(centre.p, first.p, second.p);
        self.q = extend(centre.q, first.q, second.q);
        let output = output_of(&self.p, &self.q, &self.root_width, &self.deviations);
        let before = std::mem::replace(&mut self.output, output);
        match (before.size(), self.output.size()) {
            (Some(old), Some(new)) => new.combined(&old, &self.deviations, |new, old| new - old).range.sign(),
            // A sign is in doubt, so only sizes can tell.
            _ => (self.output.range.abs() - before.range.abs()).sign(),
        }
    }

    /// Whether f may have either sign and be so large that the next steps go anywhere: no lemma will hold any more.
    pub fn is_lost(&self) -> bool {
        let ranges = [&self.output, &self.p, &self.q].map(|extended| extended.range);
        if ranges.iter().any(|range| !range.is_bounded()) {
            return true;
        }
        let farthest = Interval::point(self.output.range.magnitude());
        self.output.range.sign().is_none() && self.over_cell.factor_step(farthest).upper() >= HARMLESS
    }

    /// What a proof establishes whose step is the present one: the same phase for every point of the cell.
    ///
    /// # Errors
    ///
    /// [`Failure`] for a proof at another step, or a hypothesis that could not be confirmed for all points.
    pub fn establish(&self, proof: &CellProof) -> Result<Phase, Failure> {
        if proof.step() != self.step {
            return Err(Failure::OutOfRange("the step of the proof is that of the run"));
        }
        match proof {
            CellProof::Trap { contraction, .. } => {
                trap::enclose_limit(&self.in_balls, &self.state(), contraction.value(), BITS)?;
                self.phase_if_it_falls_from_here()
            }
            CellProof::Universal { .. } => {
                // The largest rate decides for all of them.
                universal::require(self.chart.loss, &self.chart.width, &self.ranges[0].to)?;
                if self.rises() {
                    Ok(Phase::Catapult)
                } else {
                    Err(Failure::NotProved("the loss rises at some step of the run, for all points of the cell"))
                }
            }
            CellProof::Growth { .. } => {
                growth::require(self.chart.loss)?;
                Growth::check(&growth::Numbers::at(&self.in_balls, &self.state()))?;
                Ok(Phase::Divergent)
            }
            CellProof::Alternation { margin, .. } => {
                let numbers = alternation::at_factors(&self.in_balls, self.factors(), margin.value(), BITS)?;
                Alternation::check(&numbers)?;
                Ok(Phase::Divergent)
            }
        }
    }

    /// The phase of orbits that converge to the minimum and whose loss never rises from here on.
    fn phase_if_it_falls_from_here(&self) -> Result<Phase, Failure> {
        self.history.phase_if_it_falls_from_here()
    }
}

/// An orbit may cross f = 0 in doubt only while |a| stays below this: the trap needs a < 1.
const HARMLESS: f64 = 1.0;

/// f = sqrt m (p - q)/4 over the cell.
fn output_of(p: &Extended, q: &Extended, root_width: &Interval, deviations: &[Interval; 2]) -> Extended {
    p.combined(q, deviations, |p, q| FactorisedState { p, q }.to_output(root_width).output)
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
