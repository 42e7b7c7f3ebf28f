//! The proof for one cell: what gradient descent does for *all* learning rates and starts in it.
//!
//! The orbit runs in the factorised form (T3), whose factors act on p and q separately. Write c for the centre of the cell
//! and F_t for p or q at step t as a function of the two parameters. F_t is enclosed over the cell by the mean value theorem,
//! F_t(c) + DF_t · (cell - c), where the derivatives DF_t are carried along with the orbit: running (T3) on dual numbers
//! whose values are the enclosures and whose derivatives are the columns of DF_t gives those of DF_(t+1). Enclosing the
//! state in the parameters, and not step by step, keeps the correlation of p and q. The lemmas of
//! [`checks`](crate::certify::checks) are then tested on enclosures of all states and rates at once.

use super::chart::{Cell, Chart, Range, VerticalAxis};
use crate::arithmetic::{Analytic, Ball, Dual, Field, FromExact, Interval};
use crate::certify::Phase;
use crate::certify::checks::{alternation, growth, trap, universal};
use crate::certify::guess::{Guess, TrapGuess};
use crate::dynamics::{FactorisedState, TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LossName};
use rug::Rational;
use std::cmp::Ordering;

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
        match sign(range)? {
            Ordering::Less => Some(Extended { centre: -centre, slopes: slopes.map(|slope| -slope), range: -range }),
            _ => Some(*self),
        }
    }
}

/// The sign shared by all members.
fn sign(range: Interval) -> Option<Ordering> {
    if range.lower() > 0.0 {
        Some(Ordering::Greater)
    } else if range.upper() < 0.0 {
        Some(Ordering::Less)
    } else {
        (range.lower() == 0.0 && range.upper() == 0.0).then_some(Ordering::Equal)
    }
}

/// The orbit of a whole cell.
struct CellOrbit {
    at_centre: Map<Interval>,
    over_cell: Map<Interval>,
    /// The map with derivatives in the first and in the second parameter.
    differentiable: [Map<Dual<Interval>>; 2],
    root_width: Interval,
    deviations: [Interval; 2],
    p: Extended,
    q: Extended,
    output: Extended,
}

/// The map at rates that an interval contains, in any arithmetic over them.
fn map<T: Field>(loss: LossName, learning_rate: T, width: T) -> Map<T> {
    TwoLayer::new(learning_rate, width, Degenerate(loss))
}

/// The closed interval of a range, rounded outward.
fn enclose(range: &Range) -> Interval {
    Interval::from_exact(&range.from, 53).hull(&Interval::from_exact(&range.to, 53))
}

impl CellOrbit {
    fn new(chart: &Chart, ranges: &[Range; 2]) -> Self {
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
        CellOrbit {
            at_centre: map(chart.loss, centres[0], width),
            over_cell: map(chart.loss, rate, width),
            differentiable: [Dual::variable(rate), Dual::constant(rate)]
                .map(|rate| map(chart.loss, rate, Dual::constant(width))),
            root_width,
            deviations,
            p,
            q,
            output: output_of(&p, &q, &root_width, &deviations),
        }
    }

    /// The enclosure of all states, in balls.
    fn state(&self) -> TwoLayerState<Ball> {
        let lambda = self
            .p
            .combined(&self.q, &self.deviations, |p, q| FactorisedState { p, q }.to_output(&self.root_width).lambda);
        TwoLayerState { output: to_ball(self.output.range), lambda: to_ball(lambda.range) }
    }

    /// p and q of all states, in balls.
    fn factors(&self) -> FactorisedState<Ball> {
        FactorisedState { p: to_ball(self.p.range), q: to_ball(self.q.range) }
    }

    /// One step of all orbits; how |f| moved, if it moved the same way for all.
    fn advance(&mut self) -> Option<Ordering> {
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
            (Some(old), Some(new)) => sign(new.combined(&old, &self.deviations, |new, old| new - old).range),
            // A sign is in doubt, so only sizes can tell.
            _ if self.output.range.magnitude() < before.range.mignitude() => Some(Ordering::Less),
            _ if self.output.range.mignitude() > before.range.magnitude() => Some(Ordering::Greater),
            _ => None,
        }
    }

    /// Whether f may have either sign and be so large that the next steps go anywhere: no lemma will hold any more.
    fn is_lost(&self) -> bool {
        let ranges = [&self.output, &self.p, &self.q].map(|extended| extended.range);
        if ranges.iter().any(|range| !range.is_bounded()) {
            return true;
        }
        let farthest = Interval::point(self.output.range.magnitude());
        sign(self.output.range).is_none() && self.over_cell.factor_step(farthest).upper() >= HARMLESS
    }
}

/// Steps for which a cell is followed after it became doubtful whether its loss rises.
const PATIENCE: u32 = 16;

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

/// The phase of a cell: the same for all parameters in it, or [`Phase::Undecided`]. At most `max_steps` steps are enclosed.
///
/// # Guarantee
///
/// Certified, as for [`crate::certify::classify_two_layer`], for every point of the closed cell.
pub fn prove(chart: &Chart, cell: Cell, max_steps: u32) -> Phase {
    let ranges = chart.ranges(cell);
    let middle = |range: &Range| (range.from.clone() + &range.to) / Rational::from(2);
    let at_middle = chart.problem(middle(&ranges[0]), middle(&ranges[1]));
    let guess = Guess::of(&at_middle);
    // The universal step size suits all rates of the cell if it suits the largest.
    let converges = universal::applies(&chart.problem(ranges[0].to.clone(), ranges[1].to.clone()));
    let mut orbit = CellOrbit::new(chart, &ranges);
    let rates = map(chart.loss, to_ball(enclose(&ranges[0])), Ball::from_exact(&chart.width, BITS));
    let (mut rises, mut in_doubt) = (false, false);
    let mut doubtful_steps = 0;
    for _ in 0..max_steps {
        if in_doubt && !rises {
            // Neither lazy nor, so far, a catapult: only a rise soon can still decide the cell.
            doubtful_steps += 1;
            if doubtful_steps > PATIENCE {
                return Phase::Undecided;
            }
        }
        if rises && converges {
            return Phase::Catapult;
        }
        if orbit.is_lost() {
            return Phase::Undecided;
        }
        let state = orbit.state();
        let trapped =
            |guess: TrapGuess| trap::enclose_limit(&rates, chart.loss, &state, &guess.contraction, BITS).is_ok();
        if guess.traps(&state).any(trapped) {
            return match (rises, in_doubt) {
                (true, _) => Phase::Catapult,
                (false, false) => Phase::Lazy,
                (false, true) => Phase::Undecided,
            };
        }
        if growth::applies(chart.loss) {
            if guess.grows(&state) && growth::holds(&rates, &state) {
                return Phase::Divergent;
            }
        } else if let Some(margin) = guess.margin(&state)
            && alternation::test_factors(&rates, orbit.factors(), &margin, BITS).is_ok()
        {
            return Phase::Divergent;
        }
        match orbit.advance() {
            Some(Ordering::Greater) => rises = true,
            Some(_) => {}
            None => in_doubt = true,
        }
    }
    Phase::Undecided
}
