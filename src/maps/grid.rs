//! What is iterated, and from where: a family of maps and a rectangle of learning rates and starts, in exact numbers.

use crate::arithmetic::FromExact;
use crate::atlas::{Chart, ChartError, Plane, Range, Setting, VerticalAxis};
use crate::dynamics::batch::{Bulk, Orbits, bulk};
use crate::dynamics::problem::Job;
use crate::dynamics::{Descent, Problem, ProblemError, State as _, System};
use crate::model::{Empirical, LossName, Risk, Squared};
use crate::progress::Interrupted;
use crate::theory::Digits;
use crate::theory::feature_minimiser::{FeatureMinimiser, FeatureMinimiserError};
use crate::theory::minimiser::{MinimiserError, enclose_minimiser};
use rug::Rational;
use std::sync::Arc;
use thiserror::Error;

/// A network and what varies of its start.
#[derive(Clone, Debug, PartialEq)]
pub enum Family {
    /// The linear predictor (P1); its start is the weight.
    Linear {
        /// `None` for D0, else signed points z = y x with multiplicities.
        points: Option<Vec<(Rational, u32)>>,
    },
    /// The two-layer network on D0, (T1) and (T2).
    TwoLayer {
        /// m.
        width: Rational,
        /// Which coordinate of the start varies, and the value of the other one.
        vertical: Vertical,
    },
}

/// The coordinate of a two-layer start that varies.
#[derive(Clone, Debug, PartialEq)]
pub enum Vertical {
    /// lambda0 varies.
    Lambda {
        /// f0.
        output: Rational,
    },
    /// f0 varies.
    Output {
        /// lambda0.
        lambda: Rational,
    },
}

/// Why a grid cannot be iterated over.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum GridError {
    /// The ends of a range are equal or in the wrong order.
    #[error("the range {from}..{to} of the {what} is empty: give its lower end first", from = range.from, to = range.to)]
    Empty {
        /// Which axis.
        what: &'static str,
        /// Its range.
        range: Box<Range>,
    },
    /// No columns or no rows, or more cells than [`Grid::MOST_CELLS`].
    #[error("a grid of {columns} x {rows} cells: give at least 1 x 1 and at most {most} cells", most = Grid::MOST_CELLS)]
    Size {
        /// Columns asked for.
        columns: usize,
        /// Rows asked for.
        rows: usize,
    },
    /// A number that doubles do not hold with room for its square.
    #[error("the {what} {value}: maps run in doubles, so give a number of size 1e-150 to 1e150")]
    Magnitude {
        /// What the number is.
        what: &'static str,
        /// The number.
        value: String,
    },
    /// A window without rows, or not from a lower to a higher edge.
    #[error(
        "a window of {rows} rows over the outputs {edges}: give at least one row, and finite edges, the lower one first"
    )]
    Window {
        /// The edges asked for.
        edges: String,
        /// The rows asked for.
        rows: usize,
    },
    /// A factor between learning rates that does not lead upwards.
    #[error("the factor {0} from one learning rate to the next: give a finite number above 1")]
    Ratio(String),
    /// A plane without learning rates on its horizontal axis.
    #[error("the horizontal axis shows `{0}`: a map needs the learning rate `eta` there")]
    NotRates(String),
    /// A plane that is none.
    #[error(transparent)]
    Chart(Box<ChartError>),
    /// No minimum in several features.
    #[error(transparent)]
    FeatureMinimiser(#[from] FeatureMinimiserError),
    /// A corner is not a problem: the rate, the width or the start.
    #[error(transparent)]
    Problem(#[from] ProblemError),
    /// Nothing to converge to.
    #[error(transparent)]
    Minimiser(#[from] MinimiserError),
    /// The watch said stop.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
}

impl From<ChartError> for GridError {
    fn from(error: ChartError) -> Self {
        GridError::Chart(Box::new(error))
    }
}

/// Learning rates times starts. Cell (column, row) is iterated at its centre, rounded once to a double; rows count from
/// the lowest start.
#[derive(Clone, Debug)]
pub struct Grid {
    pub(super) system: Arc<dyn Bulk>,
    pub(super) minimum: Minimum,
    rates: Vec<f64>,
    /// The coordinate of the start that varies.
    starts: Vec<f64>,
    /// The coordinates of the starts.
    states: Vec<Vec<f64>>,
}

/// The minimum of the risk, to which orbits may converge.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Minimum {
    /// f there.
    pub output: f64,
    /// What lambda is multiplied with to give the sharpness there: kappa on D0.
    pub curvature: f64,
}

impl Grid {
    /// The largest number of cells.
    pub const MOST_CELLS: usize = 1 << 27;

    /// A grid of `columns` learning rates and `rows` starts, equally spaced: the centres of the cells that the two ranges
    /// are cut into.
    ///
    /// # Errors
    ///
    /// [`GridError`]: an empty range, no columns or rows or too many, a rate that is not positive, a width that is no
    /// positive integer, a rectangle with starts that do not exist (lambda >= 2|f|/sqrt m is a convex condition, so the
    /// corners decide it), separable data, numbers of a size beyond 1e-150 to 1e150.
    pub fn new(
        family: Family,
        loss: LossName,
        learning_rates: &Range,
        columns: usize,
        starts: &Range,
        rows: usize,
    ) -> Result<Self, GridError> {
        for (what, range) in [("learning rates", learning_rates), ("starts", starts)] {
            if range.from >= range.to {
                return Err(GridError::Empty { what, range: Box::new(range.clone()) });
            }
        }
        for rate in [&learning_rates.from, &learning_rates.to] {
            for start in [&starts.from, &starts.to] {
                family.problem(loss, rate.clone(), start.clone()).validate()?;
            }
        }
        Self::of_values(family, loss, centres(learning_rates, columns), centres(starts, rows))
    }

    /// The grid over the rectangle of a certified phase diagram.
    ///
    /// # Errors
    ///
    /// [`GridError`], as for [`Grid::new`].
    pub fn over_chart(chart: &Chart, columns: usize, rows: usize) -> Result<Self, GridError> {
        let vertical = match chart.axis {
            VerticalAxis::Lambda => Vertical::Lambda { output: chart.fixed.clone() },
            VerticalAxis::Output => Vertical::Output { lambda: chart.fixed.clone() },
        };
        let family = Family::TwoLayer { width: chart.width.clone(), vertical };
        Self::new(family, chart.loss, &chart.learning_rates, columns, &chart.vertical, rows)
    }

    /// The grid over the rectangle of a plane whose horizontal axis is the learning rate. With several features an orbit has come to the
    /// minimum when v_1 has, whatever the sharpness there.
    ///
    /// # Errors
    ///
    /// [`GridError`], as for [`Grid::new`], and where another parameter is on the horizontal axis.
    pub fn over_plane(plane: &Plane, columns: usize, rows: usize) -> Result<Self, GridError> {
        if plane.positions()?[0] != Setting::RATE {
            return Err(GridError::NotRates(plane.x.parameter.clone()));
        }
        let (rates, starts) = (centres(&plane.x.range(), columns), centres(&plane.y.range(), rows));
        let smallest = plane.x.range().from;
        let problem = |start: f64| {
            let exact = Rational::from_f64(start).ok_or_else(|| too_far("start", start))?;
            Ok::<Problem, GridError>(plane.problem(smallest.clone(), exact)?)
        };
        let listed = starts.iter().map(|start| Ok(coordinates(&problem(*start)?)));
        let listed = listed.collect::<Result<Vec<Vec<f64>>, GridError>>()?;
        let any = plane.problem(smallest.clone(), plane.y.range().from)?;
        let minimum = minimum_of(&any)?;
        let dimension = listed.first().map_or(0, Vec::len);
        let states = (0..dimension).map(|index| listed.iter().map(|start| start[index]).collect()).collect();
        Self::checked(Grid { system: bulk(&any), minimum, rates, starts, states })
    }

    /// Any learning rates, such as equal ratios, all from one start.
    ///
    /// # Errors
    ///
    /// [`GridError`], as for [`Grid::new`].
    pub fn from_one_start(family: Family, loss: LossName, rates: &[f64], start: &Rational) -> Result<Self, GridError> {
        for rate in rates {
            let Some(exact) = Rational::from_f64(*rate) else { return Err(too_far("learning rate", *rate)) };
            family.problem(loss, exact, start.clone()).validate()?;
        }
        Self::of_values(family, loss, rates.to_vec(), vec![f64::from_exact(start, 53)])
    }

    /// Orbits of any system: all learning rates times all starts, as they are. A start lists the coordinates of a state.
    ///
    /// # Panics
    ///
    /// If the starts are not states of the system, as soon as the grid is used.
    ///
    /// # Errors
    ///
    /// [`GridError::Size`], [`GridError::Magnitude`].
    pub fn of_system(
        system: Arc<dyn Bulk>,
        minimum: Minimum,
        rates: Vec<f64>,
        starts: &[Vec<f64>],
    ) -> Result<Self, GridError> {
        let dimension = starts.first().map_or(0, Vec::len);
        let states = (0..dimension).map(|index| starts.iter().map(|start| start[index]).collect()).collect();
        let first = starts.iter().map(|start| start.first().copied().unwrap_or_default()).collect();
        Self::checked(Grid { system, minimum, rates, starts: first, states })
    }

    fn checked(grid: Grid) -> Result<Self, GridError> {
        let (columns, rows) = (grid.rates.len(), grid.starts.len());
        if columns.checked_mul(rows).is_none_or(|cells| cells == 0 || cells > Self::MOST_CELLS) {
            return Err(GridError::Size { columns, rows });
        }
        let starts = grid.states.iter().flatten();
        let all = grid.rates.iter().map(|rate| ("learning rate", rate)).chain(starts.map(|start| ("start", start)));
        for (what, value) in all {
            if !fits(*value) && (*value != 0.0 || what == "learning rate") {
                return Err(too_far(what, *value));
            }
        }
        Ok(grid)
    }

    fn of_values(family: Family, loss: LossName, rates: Vec<f64>, starts: Vec<f64>) -> Result<Self, GridError> {
        let cells = rates.len().checked_mul(starts.len());
        if cells.is_none_or(|cells| cells == 0 || cells > Self::MOST_CELLS) {
            return Err(GridError::Size { columns: rates.len(), rows: starts.len() });
        }
        let d0;
        let points = match &family {
            Family::Linear { points: Some(points) } => points,
            _ => {
                d0 = vec![(Rational::from(1), 1), (Rational::from(-1), 1)];
                &d0
            }
        };
        let data = points.iter().map(|(point, _)| ("data point", f64::from_exact(point, 53)));
        let fixed = family.fixed().map(|value| ("start or width", f64::from_exact(value, 53)));
        for (what, value) in data.chain(fixed) {
            if !fits(value) && value != 0.0 {
                return Err(too_far(what, value));
            }
        }
        let minimiser = enclose_minimiser(loss, points, Digits::default())?;
        // The kernel of a linear predictor, on its data or on D0, does not change; that of two layers is 1 times lambda.
        let kernel = match &family {
            Family::Linear { .. } => Empirical::<f64, _>::new(Squared, points, 53).curvature(0.0),
            Family::TwoLayer { .. } => 1.0,
        };
        let minimum = Minimum { output: minimiser.weight.to_f64(), curvature: minimiser.sharpness.to_f64() / kernel };
        // Any start and rate belong to the same system.
        let system = bulk(&family.problem(loss, Rational::from(1), Rational::from(1)));
        let states = match &family {
            Family::Linear { .. } => vec![starts.clone()],
            Family::TwoLayer { vertical: Vertical::Lambda { output }, .. } => {
                vec![vec![f64::from_exact(output, 53); starts.len()], starts.clone()]
            }
            Family::TwoLayer { vertical: Vertical::Output { lambda }, .. } => {
                vec![starts.clone(), vec![f64::from_exact(lambda, 53); starts.len()]]
            }
        };
        Self::checked(Grid { system, minimum, rates, starts, states })
    }

    /// The learning rates of the columns.
    pub fn rates(&self) -> &[f64] {
        &self.rates
    }

    /// The starts of the rows, from below.
    pub fn starts(&self) -> &[f64] {
        &self.starts
    }

    /// The number of cells. Results list them row by row, each row by its rates.
    pub fn cells(&self) -> usize {
        self.rates.len() * self.starts.len()
    }

    /// The orbits of some cells, at their starts.
    pub(super) fn orbits(&self, cells: impl Iterator<Item = usize> + Clone) -> Orbits {
        let (columns, rows) = (self.rates.len(), cells.clone());
        let pick = |values: &Vec<f64>| rows.clone().map(|cell| values[cell / columns]).collect();
        Orbits::new(cells.map(|cell| self.rates[cell % columns]).collect(), self.states.iter().map(pick).collect())
    }
}

/// The coordinates of the start.
fn coordinates(problem: &Problem) -> Vec<f64> {
    struct Start;
    impl Job for Start {
        type Output = Vec<f64>;
        fn run<S: System>(self, descent: &Descent<S>) -> Vec<f64> {
            descent.start_in::<f64>(53).coordinates().copied().collect()
        }
    }
    problem.visit(Start)
}

/// Where orbits of a problem of a plane may converge to.
fn minimum_of(problem: &Problem) -> Result<Minimum, GridError> {
    let (loss, points, several) = match problem {
        Problem::Gram(descent) => (descent.system.loss, &descent.system.points, descent.system.features() > 1),
        Problem::Features(descent) => (descent.system.loss, &descent.system.points, true),
        _ => {
            let kappa = f64::from_exact(&problem.loss().facts().kappa(), 53);
            return Ok(Minimum { output: 0.0, curvature: kappa });
        }
    };
    let minimiser = FeatureMinimiser::enclose(loss, points, 128)?;
    let curvature = if several { 0.0 } else { minimiser.sharpness().midpoint().to_f64() };
    Ok(Minimum { output: minimiser.point[0].midpoint().to_f64(), curvature })
}

/// Whether doubles hold a number with its square.
fn fits(value: f64) -> bool {
    (1e-150..=1e150).contains(&value.abs())
}

fn too_far(what: &'static str, value: f64) -> GridError {
    GridError::Magnitude { what, value: format!("{value:e}") }
}

impl Family {
    /// The numbers that are the same in all cells.
    fn fixed(&self) -> impl Iterator<Item = &Rational> {
        let numbers = match self {
            Family::Linear { .. } => [None, None],
            Family::TwoLayer {
                width,
                vertical: Vertical::Lambda { output: other } | Vertical::Output { lambda: other },
            } => [Some(width), Some(other)],
        };
        numbers.into_iter().flatten()
    }

    /// The problem at one point.
    fn problem(&self, loss: LossName, learning_rate: Rational, start: Rational) -> Problem {
        match self {
            Family::Linear { points: None } => Problem::linear(loss, learning_rate, start),
            Family::Linear { points: Some(points) } => Problem::linear_on(points.clone(), loss, learning_rate, start),
            Family::TwoLayer { width, vertical } => {
                let (lambda, output) = match vertical {
                    Vertical::Lambda { output } => (start, output.clone()),
                    Vertical::Output { lambda } => (lambda.clone(), start),
                };
                Problem::two_layer(loss, learning_rate, width.clone(), lambda, output)
            }
        }
    }
}

/// The centres of `count` equal parts of a range.
fn centres(range: &Range, count: usize) -> Vec<f64> {
    // Nothing is allocated for a count that will be refused.
    let shown = if count > Grid::MOST_CELLS { 0 } else { count };
    let length = range.to.clone() - &range.from;
    (0..shown)
        .map(|index| {
            let share = Rational::from((2 * index as u64 + 1, 2 * count as u64));
            f64::from_exact(&(range.from.clone() + share * &length), 53)
        })
        .collect()
}
