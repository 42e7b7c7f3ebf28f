//! The equations of two-layer networks on any data, in the Gram matrix of their weights, for one and two features.
//!
//! The gradient g of the risk is a vector of variables: (G1) holds whatever the data are. The dense step is that of the weights of two
//! hidden units. One data set stands for the gradient itself: E2, the points 1, 2 and -1.

use super::equations::{Definition, of, variable};
use crate::arithmetic::{Expression, Field};
use crate::dynamics::network::{Sample, gradient_step};
use crate::dynamics::{Gram, GramState};
use crate::model::{FeatureRisk, LinearNetwork, Loss, LossName, Matrix};
use crate::theory::one_feature::universal_rate_on;
use num_traits::One;
use rug::Rational;

/// A loss with l' = 1, so that one sample at x = g makes g the gradient of the risk.
struct UnitSlope;

impl Loss<Expression> for UnitSlope {
    fn margin_loss(&self, margin: Expression) -> Expression {
        margin
    }
    fn margin_slope(&self, _margin: Expression) -> Expression {
        Expression::one()
    }
    fn margin_curvature(&self, _margin: Expression) -> Expression {
        Expression::integer(0)
    }
    fn degenerate_risk(&self, _output: Expression) -> Expression {
        Expression::integer(0)
    }
    fn degenerate_slope(&self, _output: Expression) -> Expression {
        Expression::integer(0)
    }
    fn degenerate_curvature(&self, _output: Expression) -> Expression {
        Expression::integer(0)
    }
}

/// All of this file.
pub(super) fn two_layer() -> Vec<Definition> {
    let mut definitions = Vec::new();
    for features in [1, 2] {
        gram_step(features, &mut definitions);
        dense_step(features, &mut definitions);
    }
    three_points(&mut definitions);
    let meaning = "up to this rate the logistic loss converges on one-dimensional data with sup |g| = R";
    let rate = universal_rate_on(variable("m"), &variable("R"));
    definitions.push(Definition::new("universal_rate_on", "m R", "eta_universal", Some("G6"), meaning, rate));
    definitions
}

/// `stem_1 stem_2 ..`
fn names(stem: &str, count: usize) -> Vec<String> {
    (1..=count).map(|index| format!("{stem}_{index}")).collect()
}

fn variables(names: &[String]) -> Vec<Expression> {
    names.iter().map(|name| variable(name)).collect()
}

/// (G1) in v, the upper triangle of M, and b.
fn gram_step(features: usize, definitions: &mut Vec<Definition>) {
    let upper: Vec<String> =
        (1..=features).flat_map(|row| (row..=features).map(move |column| format!("m_{row}{column}"))).collect();
    let (v, g) = (names("v", features), names("g", features));
    let state = GramState { v: variables(&v), upper: variables(&upper), b: variable("b") };
    // the data stand in g
    let map = Gram {
        learning_rate: variable("eta"),
        risk: FeatureRisk::new(UnitSlope, &[], 0),
        reciprocal_width: variable("N").square(),
        second_moment: Vec::new(),
        columns: Vec::new(),
    };
    let next = map.moved(&state, &variables(&g));
    let arguments = format!("eta N {} {} {} b", g.join(" "), v.join(" "), upper.join(" "));
    let mut define = |name: &str, meaning: &str, body| {
        let (full, symbol) = (format!("gram_{name}_features{features}"), format!("{name}'"));
        definitions.push(Definition::new(&full, &arguments, &symbol, Some("G1"), meaning, body));
    };
    for (name, body) in v.iter().zip(next.v) {
        define(name, "an entry of v = N W1^T w2 after a step", body);
    }
    for (name, body) in upper.iter().zip(next.upper) {
        define(name, "an entry of M = N^2 W1^T W1 after a step", body);
    }
    define("b", "b = N^2 |w2|^2 after a step", next.b);
}

/// The weights of two hidden units after a step.
fn dense_step(features: usize, definitions: &mut Vec<Definition>) {
    let hidden: Vec<Vec<String>> =
        (1..=2).map(|unit| (1..=features).map(|feature| format!("u_{unit}{feature}")).collect()).collect();
    let (last, g) = (names("c", 2), names("g", features));
    let first = Matrix { rows: hidden.iter().map(|row| variables(row)).collect() };
    let network = LinearNetwork { scale: variable("N"), layers: vec![first, Matrix { rows: vec![variables(&last)] }] };
    let data = [Sample { input: variables(&g), label: Expression::one() }];
    let stepped = gradient_step(&network, &data, &UnitSlope, &variable("eta"));
    let weights: Vec<String> = hidden.into_iter().flatten().chain(last).collect();
    let entries = stepped.layers.into_iter().flat_map(|layer| layer.rows).flatten();
    let arguments = format!("eta N {} {}", g.join(" "), weights.join(" "));
    for (name, body) in weights.iter().zip(entries) {
        let full = format!("dense_{name}_features{features}");
        let meaning = format!("the weight {name} after a step of gradient descent");
        definitions.push(Definition::new(&full, &arguments, &format!("{name}'"), None, &meaning, body));
    }
}

/// The risk on E2 and its gradient.
fn three_points(definitions: &mut Vec<Definition>) {
    let points: Vec<(Vec<Rational>, u32)> = [1, 2, -1].map(|point| (vec![Rational::from(point)], 1)).into();
    for loss in LossName::ALL {
        let risk = FeatureRisk::<Expression, _>::new(loss, &points, 0);
        let output = [variable("v")];
        let mut define = |stem, symbol, meaning: &str, body| {
            let meaning = format!("{meaning} on E2, {loss} loss");
            definitions.push(Definition::new(&of(stem, loss), "v", symbol, None, &meaning, body));
        };
        define("risk_three_points", "L", "the risk", risk.value(&output));
        if let Some(gradient) = risk.gradient(&output).pop() {
            define("slope_three_points", "g", "the gradient of the risk", gradient);
        }
    }
}
