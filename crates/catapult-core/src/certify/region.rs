//! What a survey and a certificate ask of a rectangle that is cut into cells: [`Chart`] over rates and starts on D0, [`Plane`] over any two
//! parameters.

use super::atlas::AtlasFormat;
use super::cell::{self, CellProof, MOST_CELL_STEPS};
use super::chart::{Cell, Chart, ChartError};
use super::checks::Failure;
use super::phase::Phase;
use super::plane::{AlmostProof, Plane, PlaneProof, PreparedPlane};
use rug::Rational;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::{Debug, Display};

/// The numbers of a proof about a cell.
pub trait RegionProof: Clone + Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync {
    /// T, the steps that are enclosed.
    fn step(&self) -> u32;
}

impl RegionProof for CellProof {
    fn step(&self) -> u32 {
        CellProof::step(self)
    }
}

impl RegionProof for PlaneProof {
    fn step(&self) -> u32 {
        PlaneProof::step(self)
    }
}

/// A rectangle of problems, which [`Cell`]s cut into parts.
pub trait Region: Clone + Debug + Display + PartialEq + Serialize + DeserializeOwned + Send + Sync {
    /// The numbers of a proof about a cell.
    type Proof: RegionProof;

    /// What the checks of all cells share.
    type Prepared<'a>: Sync;

    /// The format of its certificates.
    const FORMAT: AtlasFormat;

    /// Checks that every point is a problem, and reads the numbers.
    ///
    /// # Errors
    ///
    /// [`ChartError`] names what is wrong.
    fn prepare(&self) -> Result<Self::Prepared<'_>, ChartError>;

    /// What a proof establishes about a cell: one phase for every point of the closed cell.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what does not hold.
    ///
    /// # Guarantee
    ///
    /// Certified.
    fn establish(prepared: &Self::Prepared<'_>, cell: Cell, proof: &Self::Proof) -> Result<Phase, Failure>;

    /// Tests what share of a cell may not diverge.
    ///
    /// # Errors
    ///
    /// [`Failure`] names what does not hold.
    ///
    /// # Guarantee
    ///
    /// Certified.
    fn establish_almost(
        _prepared: &Self::Prepared<'_>,
        _cell: Cell,
        _exception: &Rational,
        _proof: &AlmostProof,
    ) -> Result<(), Failure> {
        Err(Failure::NotApplicable("it is made for a two-layer network on listed data of one feature"))
    }

    /// Its numbers, for a bound on their length.
    fn numbers(&self) -> Vec<Rational>;

    /// Whether both ranges have their smaller end first.
    fn has_area(&self) -> bool;

    /// What a step of a cell takes, and what a cell takes besides, in steps of a cell on D0.
    fn prices(&self) -> [u64; 2];
}

impl Region for Chart {
    type Proof = CellProof;
    type Prepared<'a> = &'a Chart;
    const FORMAT: AtlasFormat = AtlasFormat::One;

    fn prepare(&self) -> Result<&Chart, ChartError> {
        self.validate()?;
        Ok(self)
    }
    fn establish(chart: &&Chart, cell: Cell, proof: &CellProof) -> Result<Phase, Failure> {
        cell::establish(chart, cell, proof)
    }
    fn numbers(&self) -> Vec<Rational> {
        let Chart { width, learning_rates, vertical, fixed, .. } = self;
        [width, &learning_rates.from, &learning_rates.to, &vertical.from, &vertical.to, fixed].map(Clone::clone).into()
    }
    fn has_area(&self) -> bool {
        self.learning_rates.from < self.learning_rates.to && self.vertical.from < self.vertical.to
    }
    fn prices(&self) -> [u64; 2] {
        [1, STEPS_OF_A_CELL]
    }
}

impl Region for Plane {
    type Proof = PlaneProof;
    type Prepared<'a> = PreparedPlane<'a>;
    const FORMAT: AtlasFormat = AtlasFormat::Two;

    fn prepare(&self) -> Result<PreparedPlane<'_>, ChartError> {
        Plane::prepare(self)
    }
    fn establish(prepared: &PreparedPlane<'_>, cell: Cell, proof: &PlaneProof) -> Result<Phase, Failure> {
        prepared.establish(cell, proof)
    }
    fn establish_almost(
        prepared: &PreparedPlane<'_>,
        cell: Cell,
        exception: &Rational,
        proof: &AlmostProof,
    ) -> Result<(), Failure> {
        prepared.establish_almost(cell, exception, proof)
    }
    fn numbers(&self) -> Vec<Rational> {
        let ends = [self.x.range(), self.y.range()].into_iter().flat_map(|range| [range.from, range.to]);
        self.setting.numbers().into_iter().cloned().chain(ends).collect()
    }
    fn has_area(&self) -> bool {
        [self.x.range(), self.y.range()].iter().all(|range| range.from < range.to)
    }
    fn prices(&self) -> [u64; 2] {
        self.setting.prices()
    }
}

/// What a cell on D0 costs besides its steps, in steps.
const STEPS_OF_A_CELL: u64 = 16;

/// Whether the steps of a proof are not too many.
pub(super) fn within_steps(step: u32) -> bool {
    step <= MOST_CELL_STEPS
}
