//! Rectangles over any two parameters of a problem: what an atlas charts beside learning rates and starts on D0 ([`super::chart`]).
//!
//! A [`Plane`] holds a [`Setting`], which is a problem by the numbers that a person gives, and two of its parameters that vary. A cell is
//! proved as on D0: its orbits are enclosed all at once ([`run`]), as functions of the two parameters to first order, and a lemma of
//! [`checks`](super::checks) is tested on all states together ([`proof`]). Nothing is known here of a loss or of data but what the lemmas ask.
//!
//! ```json
//! { "format": "catapult-atlas/2",
//!   "chart": {"setting": {"network": "two-layer-of-one-feature", "loss": "logistic", "learning_rate": "1/2", "width": "10",
//!                         "points": [[["1"], 1], [["2"], 1], [["-1"], 1]], "lambda": "2", "output": "-3"},
//!             "x": {"parameter": "eta", "from": "1/2", "to": "12"}, "y": {"parameter": "output", "from": "-3", "to": "3"}},
//!   "claim": {..}, "cells": [[[3, 0, 0], "lazy", {"lemma": "trap", "step": 4, "contraction": "1/2"}], ..] }
//! ```
//!
//! In the setting a parameter that varies has the smaller end of its range.

pub mod almost;
mod orbits;
pub mod prepared;
pub mod proof;
pub mod run;
pub mod setting;
pub mod systems;

pub use almost::{AlmostProof, Along};
pub use prepared::{AnyRun, Prepared, PreparedPlane};
pub use proof::PlaneProof;
pub use setting::Setting;
pub use systems::PlaneSystem;

use super::certificate::Exact;
use super::chart::{Cell, ChartError, Range};
use crate::dynamics::{Problem, ProblemError};
use rug::{Integer, Rational};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A parameter that varies, and its range.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PlaneAxis {
    /// The name of the parameter ([`setting`]).
    pub parameter: String,
    /// The lower end.
    from: Exact,
    /// The upper end.
    to: Exact,
}

impl PlaneAxis {
    /// The axis of a parameter over a range.
    pub fn new(parameter: impl Into<String>, range: Range) -> Self {
        PlaneAxis { parameter: parameter.into(), from: Exact(range.from), to: Exact(range.to) }
    }

    /// The range.
    pub fn range(&self) -> Range {
        Range { from: self.from.0.clone(), to: self.to.0.clone() }
    }
}

/// A rectangle of problems.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plane {
    /// Network, data, loss, and the numbers that are fixed.
    pub setting: Setting,
    /// The horizontal axis.
    pub x: PlaneAxis,
    /// The vertical axis.
    pub y: PlaneAxis,
}

impl Plane {
    /// The plane over two parameters of a setting, of which their values there do not matter.
    ///
    /// # Errors
    ///
    /// [`ChartError`] as [`Plane::validate`].
    pub fn new(setting: Setting, x: PlaneAxis, y: PlaneAxis) -> Result<Self, ChartError> {
        let mut plane = Plane { setting, x, y };
        for (axis, position) in [&plane.x, &plane.y].into_iter().zip(plane.positions()?) {
            plane.setting = plane.setting.clone().with(position, axis.from.0.clone());
        }
        plane.validate()?;
        Ok(plane)
    }

    /// Which parameters vary.
    ///
    /// # Errors
    ///
    /// [`ChartError`] for a name that the network does not know, and for the same parameter twice.
    pub fn positions(&self) -> Result<[usize; 2], ChartError> {
        self.setting.axes(&self.x, &self.y)
    }

    /// Checks that every point of the rectangle is a problem.
    ///
    /// # Errors
    ///
    /// [`ChartError`] names what is wrong. The conditions eta > 0 and lambda >= 2|f|/sqrt m are convex and all others do not depend on
    /// the parameters, so that the corners decide them.
    pub fn validate(&self) -> Result<(), ChartError> {
        let positions = self.positions()?;
        let ranges = [self.x.range(), self.y.range()];
        if let Some(range) = ranges.iter().find(|range| range.from >= range.to) {
            return Err(ChartError::Range(format!("{}..{}", range.from, range.to)));
        }
        for x in [&ranges[0].from, &ranges[0].to] {
            for y in [&ranges[1].from, &ranges[1].to] {
                self.at(positions, [x.clone(), y.clone()])?.validate()?;
            }
        }
        let parameters = self.setting.parameters();
        match positions.into_iter().zip(&ranges).find(|(position, range)| parameters[*position].1 != range.from) {
            None => Ok(()),
            Some((position, _)) => Err(ChartError::FixedValue(parameters[position].0.clone())),
        }
    }

    /// The problem at one point.
    ///
    /// # Errors
    ///
    /// [`ChartError`] as [`Plane::validate`].
    pub fn problem(&self, x: Rational, y: Rational) -> Result<Problem, ChartError> {
        Ok(self.at(self.positions()?, [x, y])?)
    }

    fn at(&self, positions: [usize; 2], [x, y]: [Rational; 2]) -> Result<Problem, ProblemError> {
        self.setting.clone().with(positions[0], x).with(positions[1], y).problem()
    }

    /// The two ranges of a cell.
    pub fn ranges(&self, cell: Cell) -> [Range; 2] {
        let parts = Integer::from(1) << cell.level;
        [(&self.x, cell.column), (&self.y, cell.row)].map(|(axis, index)| axis.range().part(index, &parts))
    }

    /// What the checks of all cells share.
    ///
    /// # Errors
    ///
    /// [`ChartError`] as [`Plane::validate`].
    pub fn prepare(&self) -> Result<PreparedPlane<'_>, ChartError> {
        PreparedPlane::of(self)
    }
}

impl fmt::Display for Plane {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let varying =
            [&self.x, &self.y].map(|axis| format!("{} from {} to {}", axis.parameter, axis.from.0, axis.to.0));
        let [x, y] = varying;
        match self.setting.problem() {
            Ok(problem) => {
                let names = [&self.x, &self.y].map(|axis| axis.parameter.as_str());
                let fixed = self.setting.parameters().into_iter().filter(|(name, _)| !names.contains(&name.as_str()));
                let fixed: Vec<String> = fixed.map(|(name, value)| format!("{name} = {value}")).collect();
                write!(formatter, "{}, {} loss, {x}, {y}, ", super::statement::describe(&problem), problem.loss())?;
                formatter.write_str(&fixed.join(", "))
            }
            Err(error) => error.fmt(formatter),
        }
    }
}
