//! All orbits of a cell at once, to first order in the two parameters.
//!
//! Write c for the centre of the cell and X_t for the state as a function of the parameters. X_t is enclosed over the cell by the mean
//! value theorem, X_t(c) + DX_t · (cell - c). A step takes the Jacobian J of the map over all states of the cell, by dual numbers:
//! DX_(t+1) = J DX_t, with dF/d eta added where the learning rate varies. The orbit of the centre is enclosed in mean-value form with the same J,
//! around the midpoints of its own enclosure, which therefore belongs to the box that J is taken over. So roundings grow as the map's own deviations do, whatever form its equations have.

use super::systems::PlaneSystem;
use crate::arithmetic::{Dual, Field, Gradient, Interval};
use crate::dynamics::{Equations, State as _, System};

/// A quantity over a cell: value at the centre, derivatives in the two parameters over the cell, range over the cell.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quantity {
    pub(super) centre: Interval,
    pub(super) slopes: [Interval; 2],
    pub(super) range: Interval,
}

impl Quantity {
    /// A function of the parameters; its range is what the mean-value enclosure and `direct` have in common.
    pub(super) fn new(centre: Interval, slopes: [Interval; 2], deviations: &[Interval; 2], direct: Interval) -> Self {
        let spread = slopes.iter().zip(deviations).fold(centre, |sum, (slope, deviation)| sum + *slope * *deviation);
        // Both contain the range, so they meet; if NaN or overflow spoiled one, the other is still right.
        let range = spread.intersection(&direct).unwrap_or(Interval::ENTIRE);
        Quantity { centre, slopes, range }
    }

    /// The difference from another one.
    pub(super) fn minus(&self, other: &Self, deviations: &[Interval; 2]) -> Self {
        let slopes = [0, 1].map(|parameter| self.slopes[parameter] - other.slopes[parameter]);
        Quantity::new(self.centre - other.centre, slopes, deviations, self.range - other.range)
    }

    /// The sum with another one.
    pub(super) fn plus(&self, other: &Self, deviations: &[Interval; 2]) -> Self {
        let slopes = [0, 1].map(|parameter| self.slopes[parameter] + other.slopes[parameter]);
        Quantity::new(self.centre + other.centre, slopes, deviations, self.range + other.range)
    }
}

/// Directions in which a step is differentiated at once: enough for the four coordinates of a network on data of one feature and the
/// learning rate.
const DIRECTIONS: usize = 5;

/// The equations of a cell.
#[derive(Clone)]
pub(super) struct EquationsOfCell<S: System> {
    /// At the rate of the centre.
    pub(super) at_centre: S::Equations<Interval>,
    /// At all rates of the cell, with derivatives in the parameters.
    pub(super) by_parameters: S::Equations<Gradient<Interval, 2>>,
    /// At all rates of the cell, with derivatives in coordinates of the state and in the learning rate.
    pub(super) by_coordinates: S::Equations<Gradient<Interval, DIRECTIONS>>,
}

impl<S: System> EquationsOfCell<S> {
    /// Those of a system, at the rate one.
    pub(super) fn of(system: &S, bits: u32) -> Self {
        let one = Interval::point(1.0);
        EquationsOfCell {
            at_centre: system.equations(one, bits),
            by_parameters: system.equations(Dual::constant(one), bits),
            by_coordinates: system.equations(Dual::constant(one), bits),
        }
    }
}

/// The orbits of a cell.
pub(super) struct Orbits<S: System> {
    equations: EquationsOfCell<S>,
    /// Which of the parameters is the learning rate.
    rate: Option<usize>,
    pub(super) deviations: [Interval; 2],
    pub(super) state: Vec<Quantity>,
    /// What rises exactly when the loss does.
    pub(super) order: Quantity,
}

/// The state with these coordinates.
pub(super) fn state_of<S: System, T: Field>(coordinates: Vec<T>) -> S::State<T> {
    match S::State::from_coordinates(coordinates) {
        Some(state) => state,
        None => unreachable!("as many coordinates as a state has"),
    }
}

impl<S: PlaneSystem> Orbits<S> {
    /// The starts of a cell: at the centre, and over the cell with the derivative in each parameter. `rates` are the learning rate at the
    /// centre and over the cell.
    pub(super) fn new(
        mut equations: EquationsOfCell<S>,
        rates: [Interval; 2],
        rate: Option<usize>,
        deviations: [Interval; 2],
        centre: &S::State<Interval>,
        over_cell: &S::State<Gradient<Interval, 2>>,
    ) -> Self {
        *S::learning_rate_mut(&mut equations.at_centre) = rates[0];
        *S::learning_rate_mut(&mut equations.by_parameters) = Dual::constant(rates[1]);
        *S::learning_rate_mut(&mut equations.by_coordinates) = Dual::constant(rates[1]);
        let state = centre
            .coordinates()
            .zip(over_cell.coordinates())
            .map(|(centre, whole)| Quantity::new(*centre, whole.derivative, &deviations, whole.value))
            .collect();
        let nothing = Quantity { centre: Interval::ENTIRE, slopes: [Interval::ENTIRE; 2], range: Interval::ENTIRE };
        let mut orbits = Orbits { equations, rate, deviations, state, order: nothing };
        orbits.order = orbits.observe(Equations::risk_order, Equations::risk_order);
        orbits
    }

    /// An observable over the cell, from the same function in both arithmetics.
    pub(super) fn observe(
        &self,
        at_centre: impl Fn(&S::Equations<Interval>, &S::State<Interval>) -> Interval,
        over_cell: impl Fn(&S::Equations<Gradient<Interval, 2>>, &S::State<Gradient<Interval, 2>>) -> Gradient<Interval, 2>,
    ) -> Quantity {
        let centre = at_centre(&self.equations.at_centre, &self.centres());
        let whole = over_cell(&self.equations.by_parameters, &self.over_cell());
        Quantity::new(centre, whole.derivative, &self.deviations, whole.value)
    }

    /// The orbit of the centre.
    fn centres(&self) -> S::State<Interval> {
        state_of::<S, _>(self.state.iter().map(|x| x.centre).collect())
    }

    /// All states, with their derivatives in the parameters.
    fn over_cell(&self) -> S::State<Gradient<Interval, 2>> {
        let gradient = |x: &Quantity| Dual { value: x.range, derivative: x.slopes };
        state_of::<S, _>(self.state.iter().map(gradient).collect())
    }

    /// One step of all orbits.
    pub(super) fn advance(&mut self) {
        let dimension = self.state.len();
        let middles: Vec<Interval> = self.state.iter().map(|x| Interval::point(x.centre.midpoint())).collect();
        let image = self.equations.at_centre.step(state_of::<S, _>(middles.clone()));
        let mut centres: Vec<Interval> = image.coordinates().copied().collect();
        let mut slopes = vec![[Interval::point(0.0); 2]; dimension];
        let mut direct = vec![Interval::ENTIRE; dimension];
        // the midpoint of an enclosure need not lie in the range, which other enclosures may have cut
        let constants: Vec<Gradient<Interval, DIRECTIONS>> =
            self.state.iter().map(|x| Dual::constant(x.range.hull(&x.centre))).collect();
        // the last one is that of the learning rate
        let directions: Vec<usize> = (0..dimension + usize::from(self.rate.is_some())).collect();
        for together in directions.chunks(DIRECTIONS) {
            let mut point = constants.clone();
            for (place, direction) in together.iter().enumerate() {
                let varied = match point.get_mut(*direction) {
                    Some(coordinate) => coordinate,
                    None => S::learning_rate_mut(&mut self.equations.by_coordinates),
                };
                varied.derivative[place] = Interval::point(1.0);
            }
            let columns = self.equations.by_coordinates.step(state_of::<S, _>(point));
            S::learning_rate_mut(&mut self.equations.by_coordinates).derivative = [Interval::point(0.0); DIRECTIONS];
            for (index, entry) in columns.coordinates().enumerate() {
                direct[index] = entry.value;
                for (direction, partial) in together.iter().zip(entry.derivative) {
                    let Some((quantity, middle)) = self.state.get(*direction).zip(middles.get(*direction)) else {
                        let parameter = self.rate.unwrap_or_default();
                        slopes[index][parameter] = slopes[index][parameter] + partial;
                        continue;
                    };
                    centres[index] = centres[index] + partial * (quantity.centre - *middle);
                    for (sum, slope) in slopes[index].iter_mut().zip(&quantity.slopes) {
                        *sum = *sum + partial * *slope;
                    }
                }
            }
        }
        self.state = (0..dimension)
            .map(|index| Quantity::new(centres[index], slopes[index], &self.deviations, direct[index]))
            .collect();
        if S::DEPENDENT {
            self.sharpen();
        }
        self.order = self.observe(Equations::risk_order, Equations::risk_order);
    }

    /// What coordinates that depend on each other say of each other: centres, ranges and slopes.
    fn sharpen(&mut self) {
        let centres = S::sharpened(&self.equations.at_centre, self.centres());
        let whole = S::sharpened(&self.equations.by_parameters, self.over_cell());
        for ((quantity, centre), sharp) in self.state.iter_mut().zip(centres.coordinates()).zip(whole.coordinates()) {
            *quantity = Quantity::new(*centre, sharp.derivative, &self.deviations, sharp.value);
        }
    }
}
