//! The coordinates of a system's state: named fields that can also be gone through by number.

use std::fmt::Debug;

/// A state in one arithmetic.
///
/// The fields of an implementing type carry the names of the theory; the methods view them as a list, in a fixed order, for
/// code that treats every system alike (enclosures, Jacobians, vector instructions, tables).
pub trait State<T>: Clone + Debug {
    /// How many coordinates there are.
    fn dimension(&self) -> usize;

    /// The name of a coordinate, as in options and tables.
    fn name(&self, index: usize) -> String;

    /// A coordinate. The first is the output where the output is one.
    ///
    /// # Panics
    ///
    /// If there is none of this number.
    fn coordinate(&self, index: usize) -> &T;

    /// As [`State::coordinate`], to be changed.
    ///
    /// # Panics
    ///
    /// If there is none of this number.
    fn coordinate_mut(&mut self, index: usize) -> &mut T;

    /// The state with these coordinates; `None` if their number is wrong.
    fn from_coordinates(coordinates: Vec<T>) -> Option<Self>;

    /// Changes every coordinate, given that of another state. States of few fields do so field by field, which compiles to vector
    /// instructions without an index.
    #[inline(always)]
    fn update(&mut self, other: &Self, mut change: impl FnMut(&mut T, &T)) {
        for index in 0..self.dimension() {
            change(self.coordinate_mut(index), other.coordinate(index));
        }
    }

    /// All coordinates, in order.
    fn coordinates<'a>(&'a self) -> impl Iterator<Item = &'a T>
    where
        T: 'a,
    {
        (0..self.dimension()).map(|index| self.coordinate(index))
    }
}

/// The state of a linear predictor of one feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weight<T> {
    /// w.
    pub weight: T,
}

/// Output and kernel of a two-layer network on D0: all that its dynamics depends on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TwoLayerState<T> {
    /// f = f(1).
    pub output: T,
    /// lambda, the top eigenvalue of the NTK divided by n. Admissible iff lambda >= 2|f|/sqrt m.
    pub lambda: T,
}

/// The state of an aligned network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layers<T> {
    /// sigma_1, ..., sigma_L: the singular values of the layers, with signs.
    pub sigma: Vec<T>,
}

impl<T: Clone + Debug> State<T> for Weight<T> {
    #[inline(always)]
    fn dimension(&self) -> usize {
        1
    }
    fn name(&self, _index: usize) -> String {
        "weight".into()
    }
    #[inline(always)]
    fn coordinate(&self, index: usize) -> &T {
        assert_eq!(index, 0, "a weight is one coordinate");
        &self.weight
    }
    #[inline(always)]
    fn coordinate_mut(&mut self, index: usize) -> &mut T {
        assert_eq!(index, 0, "a weight is one coordinate");
        &mut self.weight
    }
    #[inline(always)]
    fn update(&mut self, other: &Self, mut change: impl FnMut(&mut T, &T)) {
        change(&mut self.weight, &other.weight);
    }
    fn from_coordinates(coordinates: Vec<T>) -> Option<Self> {
        <[T; 1]>::try_from(coordinates).ok().map(|[weight]| Weight { weight })
    }
}

impl<T: Clone + Debug> State<T> for TwoLayerState<T> {
    #[inline(always)]
    fn dimension(&self) -> usize {
        2
    }
    fn name(&self, index: usize) -> String {
        ["output", "lambda"][index].into()
    }
    #[inline(always)]
    fn coordinate(&self, index: usize) -> &T {
        assert!(index < 2, "output and lambda are two coordinates");
        if index == 0 { &self.output } else { &self.lambda }
    }
    #[inline(always)]
    fn coordinate_mut(&mut self, index: usize) -> &mut T {
        assert!(index < 2, "output and lambda are two coordinates");
        if index == 0 { &mut self.output } else { &mut self.lambda }
    }
    #[inline(always)]
    fn update(&mut self, other: &Self, mut change: impl FnMut(&mut T, &T)) {
        change(&mut self.output, &other.output);
        change(&mut self.lambda, &other.lambda);
    }
    fn from_coordinates(coordinates: Vec<T>) -> Option<Self> {
        <[T; 2]>::try_from(coordinates).ok().map(|[output, lambda]| TwoLayerState { output, lambda })
    }
}

impl<T: Clone + Debug> State<T> for Layers<T> {
    fn dimension(&self) -> usize {
        self.sigma.len()
    }
    fn name(&self, index: usize) -> String {
        format!("sigma_{}", index + 1)
    }
    fn coordinate(&self, index: usize) -> &T {
        &self.sigma[index]
    }
    fn coordinate_mut(&mut self, index: usize) -> &mut T {
        &mut self.sigma[index]
    }
    fn from_coordinates(sigma: Vec<T>) -> Option<Self> {
        Some(Layers { sigma })
    }
}
