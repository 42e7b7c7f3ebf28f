//! All orbits of a cell at once, to first order in the two parameters.
//!
//! Write c for the centre of the cell and X_t for the state as a function of the parameters. X_t is enclosed over the cell by the mean
//! value theorem, X_t(c) + DX_t · (cell - c). A step takes the Jacobian J of the map over all states of the cell, by dual numbers:
//! DX_(t+1) = J DX_t, with dF/d eta added where the learning rate varies. The orbit of the centre is enclosed in mean-value form with the same J,
//! around the midpoints of its own enclosure, which therefore belongs to the box that J is taken over. So roundings grow as the map's own deviations do, whatever form its equations have.

use super::systems::PlaneSystem;
use crate::arithmetic::{Dual, Field, FromExact, Interval};
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

/// The orbits of a cell.
pub(super) struct Orbits<S: System> {
    /// The equations at the rate of the centre.
    at_centre: S::Equations<Interval>,
    /// The equations at all rates of the cell.
    differentiable: S::Equations<Dual<Interval>>,
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
        (mut at_centre, mut differentiable): (S::Equations<Interval>, S::Equations<Dual<Interval>>),
        rates: [Interval; 2],
        rate: Option<usize>,
        deviations: [Interval; 2],
        centre: &S::State<Interval>,
        over_cell: [&S::State<Dual<Interval>>; 2],
    ) -> Self
    where
        Dual<Interval>: FromExact,
    {
        *S::learning_rate_mut(&mut at_centre) = rates[0];
        *S::learning_rate_mut(&mut differentiable) = Dual::constant(rates[1]);
        let state = (0..centre.dimension())
            .map(|index| {
                let [first, second] = over_cell.map(|state| state.coordinate(index));
                let slopes = [first.derivative, second.derivative];
                Quantity::new(*centre.coordinate(index), slopes, &deviations, first.value)
            })
            .collect();
        let nothing = Quantity { centre: Interval::ENTIRE, slopes: [Interval::ENTIRE; 2], range: Interval::ENTIRE };
        let mut orbits = Orbits { at_centre, differentiable, rate, deviations, state, order: nothing };
        orbits.order = orbits.observe(Equations::risk_order, Equations::risk_order);
        orbits
    }

    /// An observable over the cell, from the same function in both arithmetics.
    pub(super) fn observe(
        &self,
        at_centre: impl Fn(&S::Equations<Interval>, &S::State<Interval>) -> Interval,
        differentiable: impl Fn(&S::Equations<Dual<Interval>>, &S::State<Dual<Interval>>) -> Dual<Interval>,
    ) -> Quantity {
        let centre = state_of::<S, _>(self.state.iter().map(|x| x.centre).collect());
        let [first, second] = [0, 1].map(|parameter| {
            let dual = |x: &Quantity| Dual { value: x.range, derivative: x.slopes[parameter] };
            differentiable(&self.differentiable, &state_of::<S, _>(self.state.iter().map(dual).collect()))
        });
        let slopes = [first.derivative, second.derivative];
        Quantity::new(at_centre(&self.at_centre, &centre), slopes, &self.deviations, first.value)
    }

    /// One step of all orbits.
    pub(super) fn advance(&mut self) {
        let dimension = self.state.len();
        let middles: Vec<Interval> = self.state.iter().map(|x| Interval::point(x.centre.midpoint())).collect();
        let image = self.at_centre.step(state_of::<S, _>(middles.clone()));
        let mut centres: Vec<Interval> = image.coordinates().copied().collect();
        let mut slopes = vec![[Interval::point(0.0); 2]; dimension];
        let mut direct = vec![Interval::ENTIRE; dimension];
        // the midpoint of an enclosure need not lie in the range, which other enclosures may have cut
        let constants: Vec<Dual<Interval>> =
            self.state.iter().map(|x| Dual::constant(x.range.hull(&x.centre))).collect();
        for (direction, (quantity, middle)) in self.state.iter().zip(&middles).enumerate() {
            let mut point = constants.clone();
            point[direction].derivative = Interval::point(1.0);
            let column = self.differentiable.step(state_of::<S, _>(point));
            let offset = quantity.centre - *middle;
            for (index, entry) in column.coordinates().enumerate() {
                let partial = entry.derivative;
                centres[index] = centres[index] + partial * offset;
                for (sum, slope) in slopes[index].iter_mut().zip(&quantity.slopes) {
                    *sum = *sum + partial * *slope;
                }
                direct[index] = entry.value;
            }
        }
        if let Some(parameter) = self.rate {
            S::learning_rate_mut(&mut self.differentiable).derivative = Interval::point(1.0);
            let column = self.differentiable.step(state_of::<S, _>(constants));
            for (sums, entry) in slopes.iter_mut().zip(column.coordinates()) {
                sums[parameter] = sums[parameter] + entry.derivative;
            }
            S::learning_rate_mut(&mut self.differentiable).derivative = Interval::point(0.0);
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
        let centres = state_of::<S, _>(self.state.iter().map(|x| x.centre).collect());
        let centres = S::sharpened(&self.at_centre, centres);
        for (quantity, centre) in self.state.iter_mut().zip(centres.coordinates()) {
            quantity.centre = *centre;
        }
        for parameter in 0..2 {
            let dual = |x: &Quantity| Dual { value: x.range, derivative: x.slopes[parameter] };
            let duals = state_of::<S, _>(self.state.iter().map(dual).collect());
            let duals = S::sharpened(&self.differentiable, duals);
            for (quantity, sharp) in self.state.iter_mut().zip(duals.coordinates()) {
                quantity.range = sharp.value;
                quantity.slopes[parameter] = sharp.derivative;
            }
        }
        for quantity in &mut self.state {
            *quantity = Quantity::new(quantity.centre, quantity.slopes, &self.deviations, quantity.range);
        }
    }
}
