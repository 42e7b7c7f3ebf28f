//! Rectangles over two parameters of a network: what an atlas proves about and a map iterates over.

use crate::data::{points, two_layer_weights, vector};
use crate::errors::input_error;
use crate::exact::exact;
use crate::problem::loss;
use catapult::atlas::{Chart, Plane, PlaneAxis, Range, VerticalAxis};
use catapult::certify::certificate::Exact;
use catapult::certify::plane;
use catapult::maps::{Family, Vertical};
use catapult::model::FeaturePoints;
use catapult::problems::Points;
use catapult::rug::Rational;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

/// A network, data and loss, with numbers for the parameters that do not vary, and two parameters that do.
pub struct Rectangle {
    pub setting: plane::Setting,
    pub x: PlaneAxis,
    pub y: PlaneAxis,
    /// The data of a linear predictor of one feature, for the map of its own; the outer is none for other networks.
    pub line: Option<Option<Vec<(Rational, u32)>>>,
}

/// Points as settings hold them.
fn written(points: FeaturePoints) -> Vec<(Vec<Exact>, u32)> {
    points.into_iter().map(|(z, count)| (z.into_iter().map(Exact).collect(), count)).collect()
}

/// A range `(from, to)` of exact numbers, or a text `A..B`.
pub fn range(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Range> {
    if let Ok(text) = value.cast::<PyString>() {
        return text.to_str()?.parse().map_err(|error| input_error(format!("{name}: {error}")));
    }
    let (from, to) = value
        .extract::<(Bound<'_, PyAny>, Bound<'_, PyAny>)>()
        .map_err(|_| input_error(format!("{name}: give a range, a pair of exact numbers such as (\"0.5\", 40)")))?;
    Ok(Range { from: exact(name, &from)?, to: exact(name, &to)? })
}

impl Rectangle {
    /// The rectangle that the arguments state. Parameters that vary may have any value in them.
    pub fn read(py: Python<'_>, network: &str, arguments: &Bound<'_, PyDict>) -> PyResult<Self> {
        let given = |name: &str| -> PyResult<Bound<'_, PyAny>> {
            arguments
                .get_item(name)?
                .ok_or_else(|| input_error(format!("{name} is not given: give a number, or put it on an axis")))
        };
        let number = |name: &str| exact(name, &given(name)?);
        let axis = |which: &str| -> PyResult<PlaneAxis> {
            let (name, ends) = given(which)?.extract::<(String, Bound<'_, PyAny>)>()?;
            Ok(PlaneAxis::new(&name, range(&name, &ends)?))
        };
        let loss = loss(given("loss")?.extract::<&str>()?)?;
        let learning_rate = Exact(number("eta")?);
        let points = match arguments.get_item("data")? {
            None => Points::Degenerate,
            Some(data) => points(py, &data, None)?,
        };
        let mut line = None;
        let setting = match network {
            "linear" => {
                let weights: Vec<Exact> = vector("weight", &given("weight")?)?.into_iter().map(Exact).collect();
                let is_d0 = matches!(points, Points::Degenerate);
                let data = points.into_listed();
                if data.dimension() == 1 {
                    let signed = data.signed_points_1d().map_err(input_error)?;
                    line = Some((!is_d0).then_some(signed));
                }
                plane::Setting::LinearOnData {
                    loss,
                    learning_rate,
                    points: written(data.distinct_signed_points()),
                    weights,
                }
            }
            "aligned" => {
                let sigma = vector("sigma", &given("sigma")?)?.into_iter().map(Exact).collect();
                plane::Setting::Aligned { loss, learning_rate, width: Exact(number("width")?), sigma }
            }
            _ if arguments.contains("weights")? => {
                let (first, second) = two_layer_weights(py, &given("weights")?)?;
                plane::Setting::TwoLayerFromWeights {
                    loss,
                    learning_rate,
                    points: written(points.into_listed().distinct_signed_points()),
                    w1: first.into_iter().map(|row| row.into_iter().map(Exact).collect()).collect(),
                    w2: second.into_iter().map(Exact).collect(),
                }
            }
            _ => {
                let [width, lambda, output] = [number("width")?, number("lambda_")?, number("output")?].map(Exact);
                match points {
                    Points::Degenerate => plane::Setting::TwoLayer { loss, learning_rate, width, lambda, output },
                    Points::Listed(data) if data.dimension() != 1 => {
                        return Err(input_error(catapult::problems::StartError::SeveralFeatures(data.dimension())));
                    }
                    Points::Listed(data) => {
                        let points = written(data.distinct_signed_points());
                        plane::Setting::TwoLayerOfOneFeature { loss, learning_rate, width, points, lambda, output }
                    }
                }
            }
        };
        Ok(Rectangle { setting, x: axis("x")?, y: axis("y")?, line })
    }

    /// Learning rates and starts of the two-layer network on D0, which have a chart of their own.
    pub fn chart(&self) -> Option<Chart> {
        let plane::Setting::TwoLayer { loss, width, lambda, output, .. } = &self.setting else { return None };
        let (axis, fixed) = match (self.x.parameter.as_str(), self.y.parameter.as_str()) {
            ("eta", "lambda") => (VerticalAxis::Lambda, output),
            ("eta", "output") => (VerticalAxis::Output, lambda),
            _ => return None,
        };
        let (width, fixed) = (width.0.clone(), fixed.0.clone());
        Some(Chart { loss: *loss, width, learning_rates: self.x.range(), vertical: self.y.range(), axis, fixed })
    }

    /// The rectangle over any two parameters.
    pub fn plane(&self) -> PyResult<Plane> {
        Plane::new(self.setting.clone(), self.x.clone(), self.y.clone()).map_err(input_error)
    }

    /// The family of maps over learning rates and one number of the start, where there is one of its own.
    pub fn family(&self) -> Option<Family> {
        if let Some(Chart { width, axis, fixed, .. }) = self.chart() {
            let vertical = match axis {
                VerticalAxis::Lambda => Vertical::Lambda { output: fixed },
                VerticalAxis::Output => Vertical::Output { lambda: fixed },
            };
            return Some(Family::TwoLayer { width, vertical });
        }
        let starts = ["weight", "weight_1"].contains(&self.y.parameter.as_str());
        let points = self.line.clone().filter(|_| starts && self.x.parameter == "eta")?;
        Some(Family::Linear { points })
    }
}
