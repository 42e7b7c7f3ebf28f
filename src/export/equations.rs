//! The list of equations: each is the result of calling the function that the simulator calls, on variables.

use super::data_equations;
use super::hypotheses::{self, Conjunction};
use crate::arithmetic::{Analytic, Expression, Field};
use crate::dynamics::aligned::ntk_scale;
use crate::dynamics::factorised::step_imbalance;
use crate::dynamics::network::{Sample, end_to_end_gradient, gradient_step, ntk, output_after_step};
use crate::dynamics::{Aligned, Equations, FactorisedState, Layers, LinearPredictor, TwoLayer, TwoLayerState};
use crate::model::{Degenerate, LinearNetwork, Loss, LossName, Matrix, Risk};
use crate::theory::aligned_thresholds::balanced_rate;
use crate::theory::overshoot::overshoot_equation;
use crate::theory::thresholds::{critical_rate, flatness_bound, lazy_rate, universal_rate};
use num_traits::One;

/// A named formula.
#[derive(Clone, Debug)]
pub struct Definition {
    /// The name in Coq.
    pub name: String,
    /// The arguments, all real numbers, in order.
    pub arguments: Vec<String>,
    /// The left-hand side in LaTeX, as a name that [`crate::arithmetic::printing`] sets.
    pub symbol: String,
    /// The tag of proofs/THEORY.md, if it has one.
    pub tag: Option<&'static str>,
    /// What it is, in words.
    pub meaning: String,
    /// The right-hand side, as the code computes it.
    pub body: Expression,
}

impl Definition {
    /// `arguments` are separated by spaces.
    pub(super) fn new(
        name: &str,
        arguments: &str,
        symbol: &str,
        tag: Option<&'static str>,
        meaning: &str,
        body: Expression,
    ) -> Self {
        Definition {
            name: name.into(),
            arguments: arguments.split_whitespace().map(str::to_owned).collect(),
            symbol: symbol.into(),
            tag,
            meaning: meaning.into(),
            body,
        }
    }
}

/// Definitions that belong together.
#[derive(Clone, Debug)]
pub struct Section {
    /// The heading.
    pub title: &'static str,
    /// In an order in which they can be read.
    pub definitions: Vec<Definition>,
    /// What several of them say together.
    pub conjunctions: Vec<Conjunction>,
}

impl Section {
    fn new(title: &'static str, definitions: Vec<Definition>) -> Self {
        Section { title, definitions, conjunctions: Vec::new() }
    }
}

/// All equations, in the order of the theory.
pub fn sections() -> Vec<Section> {
    vec![
        Section::new("Losses", losses()),
        Section::new("Linear predictor on D0", linear_predictor()),
        Section::new("Two-layer network on D0, in output and kernel", two_layer()),
        Section::new("Two-layer network on D0, factorised", factorised()),
        Section::new("Thresholds", thresholds()),
        Section::new("Aligned networks on D0", aligned()),
        Section::new("Networks of depth 2 and 3 with two hidden units and one input", networks()),
        Section::new("Two-layer networks on any data", data_equations::two_layer()),
        hypotheses::two_layer(),
        hypotheses::linear(),
        hypotheses::aligned(),
    ]
}

pub(super) fn variable(name: &str) -> Expression {
    Expression::variable(name)
}

/// `stem_loss`
pub(super) fn of(stem: &str, loss: LossName) -> String {
    format!("{stem}_{loss}")
}

/// A risk of which only the slope s and the curvature c are known, as variables.
struct AnyRisk;

impl Risk<Expression> for AnyRisk {
    fn value(&self, _output: Expression) -> Expression {
        variable("L")
    }
    fn slope(&self, _output: Expression) -> Expression {
        variable("s")
    }
    fn curvature(&self, _output: Expression) -> Expression {
        variable("c")
    }
}

fn losses() -> Vec<Definition> {
    let margin = || variable("u");
    let output = || variable("f");
    let mut definitions = Vec::new();
    for loss in LossName::ALL {
        let mut define = |stem: &str, arguments: &str, symbol: &str, meaning: &str, body| {
            let meaning = format!("{loss} loss: {meaning}");
            let (letter, primes) = symbol.split_at(symbol.trim_end_matches('\'').len());
            let symbol = of(letter, loss) + primes;
            definitions.push(Definition::new(&of(stem, loss), arguments, &symbol, None, &meaning, body));
        };
        define("margin_loss", "u", "l", "l(u) at the margin u = y f(x)", loss.margin_loss(margin()));
        define("margin_slope", "u", "l'", "l'(u)", loss.margin_slope(margin()));
        define("margin_curvature", "u", "l''", "l''(u)", loss.margin_curvature(margin()));
        define("risk", "f", "L", "L(f) = (l(f) + l(-f))/2, the risk on D0", loss.degenerate_risk(output()));
        define("slope", "f", "s", "s(f) = L'(f)", loss.degenerate_slope(output()));
        define("curvature", "f", "c", "c(f) = L''(f)", loss.degenerate_curvature(output()));
        define("kappa", "", "kappa", "kappa = L''(0)", Loss::<Expression>::kappa(&loss));
    }
    definitions
}

fn linear_predictor() -> Vec<Definition> {
    fn step(risk: impl Risk<Expression>) -> Expression {
        let map = LinearPredictor { learning_rate: variable("eta"), risk, ntk_eigenvalue: Expression::one() };
        map.step(variable("w"))
    }
    let meaning = "one step, s the slope at w";
    let mut definitions = vec![Definition::new("linear_step", "eta s w", "w'", Some("P1"), meaning, step(AnyRisk))];
    definitions.extend(LossName::ALL.map(|loss| {
        let meaning = format!("one step with the {loss} loss");
        Definition::new(&of("linear_step", loss), "eta w", "w'", Some("P1"), &meaning, step(Degenerate(loss)))
    }));
    definitions
}

fn two_layer_map<R: Risk<Expression>>(risk: R) -> TwoLayer<Expression, R> {
    TwoLayer::new(variable("eta"), variable("m"), risk)
}

fn two_layer_state() -> TwoLayerState<Expression> {
    TwoLayerState { output: variable("f"), lambda: variable("lambda") }
}

fn two_layer() -> Vec<Definition> {
    let next = two_layer_map(AnyRisk).step(two_layer_state());
    let sharpness = two_layer_map(AnyRisk).sharpness_of(&two_layer_state());
    let arguments = "eta m s f lambda";
    let mut definitions = vec![
        Definition::new("two_layer_output", arguments, "f'", Some("T1"), "the output after a step", next.output),
        Definition::new("two_layer_lambda", arguments, "lambda'", Some("T2"), "the kernel after a step", next.lambda),
        Definition::new("sharpness", "m s c f lambda", "h", Some("T5"), "h+, the top of the spectrum", sharpness),
    ];
    for loss in LossName::ALL {
        let map = two_layer_map(Degenerate(loss));
        let next = map.step(two_layer_state());
        let sharpness = map.sharpness_of(&two_layer_state());
        let arguments = "eta m f lambda";
        let mut define = |stem, arguments, symbol, tag, meaning: &str, body| {
            let meaning = format!("{meaning}, {loss} loss");
            definitions.push(Definition::new(&of(stem, loss), arguments, symbol, Some(tag), &meaning, body));
        };
        define("two_layer_output", arguments, "f'", "T1", "the output after a step", next.output);
        define("two_layer_lambda", arguments, "lambda'", "T2", "the kernel after a step", next.lambda);
        define("sharpness", "m f lambda", "h", "T5", "h+, the top of the spectrum", sharpness);
    }
    definitions
}

fn factorised() -> Vec<Definition> {
    let root = || variable("m").sqrt();
    let factors = FactorisedState::from_output(two_layer_state(), &root());
    let pair = || FactorisedState { p: variable("p"), q: variable("q") };
    let state = pair().to_output(&root());
    let next = pair().step(&variable("a"));
    let tag = Some("T3");
    let mut definitions = vec![
        Definition::new("factor_p", "m f lambda", "p", tag, "p = |w1 + w2|^2/m of a state", factors.p),
        Definition::new("factor_q", "m f lambda", "q", tag, "q = |w1 - w2|^2/m of a state", factors.q),
        Definition::new("factors_output", "m p q", "f", tag, "the output of p and q", state.output),
        Definition::new("factors_lambda", "p q", "lambda", tag, "the kernel of p and q", state.lambda),
        Definition::new(
            "factor_rate",
            "eta m s",
            "a",
            tag,
            "a, by which a step moves the factors",
            two_layer_map(AnyRisk).factor_step(variable("f")),
        ),
        Definition::new("factorised_p", "a p", "p'", tag, "p after a step", next.p),
        Definition::new("factorised_q", "a q", "q'", tag, "q after a step", next.q),
        Definition::new(
            "imbalance_step",
            "a D",
            "D'",
            Some("T4"),
            "the imbalance D = (|w1|^2 - |w2|^2)/m after a step",
            step_imbalance(variable("D"), variable("a")),
        ),
    ];
    for loss in LossName::ALL {
        let map = two_layer_map(Degenerate(loss));
        let mut define = |stem, arguments, symbol, meaning: &str, body| {
            let meaning = format!("{meaning}, {loss} loss");
            definitions.push(Definition::new(&of(stem, loss), arguments, symbol, tag, &meaning, body));
        };
        define("factor_rate", "eta m f", "a", "a as a function of f", map.factor_step(variable("f")));
        let a = map.factor_step(pair().to_output(&root()).output);
        let next = pair().step(&a);
        define("factorised_p", "eta m p q", "p'", "p after a step, in p and q alone", next.p);
        define("factorised_q", "eta m p q", "q'", "q after a step, in p and q alone", next.q);
    }
    definitions
}

fn thresholds() -> Vec<Definition> {
    let mut definitions = Vec::new();
    for loss in LossName::ALL {
        let mut define = |stem, argument, symbol, tag, meaning: &str, body| {
            let meaning = format!("{meaning}, {loss} loss");
            definitions.push(Definition::new(&of(stem, loss), argument, symbol, Some(tag), &meaning, body));
        };
        let meaning = "the rate at which the linear predictor jumps from w to -w";
        define("critical_rate", "w", "eta_c", "P2", meaning, critical_rate(&loss, variable("w")));
        let meaning = "the rate at which the linearisation at the minimum stops contracting";
        define("lazy_rate", "lambda", "eta_lazy", "T6", meaning, lazy_rate(&loss, variable("lambda")));
        let meaning = "the bound on the final kernel";
        define("flatness_bound", "eta", "lambda_max", "T7", meaning, flatness_bound(&loss, variable("eta")));
    }
    let meaning = "its positive root is w_o, the amplitude from which on the logistic loss overshoots";
    let overshoot = overshoot_equation(variable("w"));
    definitions.push(Definition::new("overshoot_equation", "w", "e", Some("P4"), meaning, overshoot));
    let meaning = "up to this rate the logistic loss converges from every start";
    let universal = universal_rate(variable("m"));
    definitions.push(Definition::new("universal_rate", "m", "eta_universal", None, meaning, universal));
    definitions
}

fn aligned() -> Vec<Definition> {
    let mut definitions = Vec::new();
    for depth in [2, 3] {
        let sigma: Vec<String> = (1..=depth).map(|l| format!("sigma_{l}")).collect();
        let symbols = Layers { sigma: sigma.iter().map(|name| variable(name)).collect() };
        let map = Aligned { learning_rate: variable("eta"), scale: variable("N"), wide: true, risk: AnyRisk };
        let sigma = sigma.join(" ");
        let mut define = |stem: &str, arguments: &str, symbol: &str, tag, meaning: &str, body| {
            let name = format!("{stem}_depth{depth}");
            definitions.push(Definition::new(&name, arguments, symbol, tag, meaning, body));
        };
        let scale = ntk_scale(variable("m"), depth);
        define("scale", "m", "N", None, "N, the factor of the NTK parametrisation", scale);
        let arguments = format!("N {sigma}");
        define("aligned_output", &arguments, "f", Some("D3"), "the output", map.output(&symbols));
        define("aligned_lambda", &arguments, "lambda", Some("D2"), "the kernel", map.lambda(&symbols));
        let meaning = "eta_c of layers of equal size, s the slope at the output";
        let rate = balanced_rate(&map, &symbols);
        define("aligned_balanced_rate", &format!("N s {sigma}"), "eta_c", Some("L4d"), meaning, rate);
        for (l, next) in (1..).zip(map.step(symbols).sigma) {
            let stem = format!("aligned_step_{l}");
            let arguments = format!("eta N s {sigma}");
            let meaning = format!("sigma_{l} after a step, s the slope at the output");
            define(&stem, &arguments, &format!("sigma_{l}'"), Some("D3"), &meaning, next);
        }
    }
    definitions
}

/// A loss whose slope at any margin is the variable g.
struct AnySlope;

impl Loss<Expression> for AnySlope {
    fn margin_loss(&self, _margin: Expression) -> Expression {
        variable("l")
    }
    fn margin_slope(&self, _margin: Expression) -> Expression {
        variable("g")
    }
    fn margin_curvature(&self, _margin: Expression) -> Expression {
        variable("c")
    }
    fn degenerate_risk(&self, _output: Expression) -> Expression {
        variable("L")
    }
    fn degenerate_slope(&self, _output: Expression) -> Expression {
        variable("s")
    }
    fn degenerate_curvature(&self, _output: Expression) -> Expression {
        variable("c")
    }
}

/// D0 as samples.
fn degenerate_data() -> Vec<Sample<Expression>> {
    [1, -1].map(|label| Sample { input: vec![Expression::one()], label: Expression::integer(label) }).into()
}

fn networks() -> Vec<Definition> {
    let mut definitions = Vec::new();
    for loss in LossName::ALL {
        // At depth 1 and scale 1 the network is its one weight f, so that its output at 1 is f.
        let weight = Matrix { rows: vec![vec![variable("f")]] };
        let network = LinearNetwork { scale: Expression::one(), layers: vec![weight] };
        if let Some(gradient) = end_to_end_gradient(&network, &degenerate_data(), &loss).pop() {
            let meaning = format!("the gradient g = (l'(f) - l'(-f))/2 in the end-to-end weight on D0, {loss} loss");
            definitions.push(Definition::new(
                &of("end_to_end_gradient", loss),
                "f",
                "g",
                Some("D1"),
                &meaning,
                gradient,
            ));
        }
    }
    for (depth, names) in [(2, "u_1 u_2 v_1 v_2"), (3, "u_1 u_2 w_11 w_12 w_21 w_22 v_1 v_2")] {
        let weights: Vec<&str> = names.split(' ').collect();
        let network = LinearNetwork { scale: variable("N"), layers: two_unit_layers(&weights) };
        // One sample (1, +1) makes the slope of the loss the gradient g itself.
        let data = [Sample { input: vec![Expression::one()], label: Expression::one() }];
        let input = [variable("x")];
        let mut define = |stem: &str, arguments: &str, symbol: &str, tag, meaning: &str, body| {
            let name = format!("{stem}_depth{depth}");
            let arguments = format!("{arguments} {names}");
            definitions.push(Definition::new(&name, &arguments, symbol, tag, meaning, body));
        };
        define("network_output", "N x", "f", None, "the output at x", network.output(&input));
        let unit = [Expression::one()];
        let kernel = ntk(&network, &unit, &unit, &Expression::one());
        define("network_lambda", "N", "lambda", Some("D2"), "the kernel on D0", kernel);
        let stepped = gradient_step(&network, &data, &AnySlope, &variable("eta"));
        let entries = stepped.layers.into_iter().flat_map(|layer| layer.rows).flatten();
        for (name, entry) in weights.iter().zip(entries) {
            let meaning = format!("the weight {name} after a step of gradient descent");
            define(&format!("network_step_{name}"), "eta N g", &format!("{name}'"), None, &meaning, entry);
        }
        let after = output_after_step(&network, &data, &AnySlope, &variable("eta"), &input);
        define("network_output_after_step", "eta N g x", "f'", Some("D1"), "the output at x after a step", after);
    }
    definitions
}

/// W_1 = (u_1, u_2)^T, then W_2 = (w_11 w_12; w_21 w_22) if there are eight weights, and (v_1, v_2) last.
fn two_unit_layers(weights: &[&str]) -> Vec<Matrix<Expression>> {
    let symbols: Vec<Expression> = weights.iter().map(|name| variable(name)).collect();
    let (first, rest) = symbols.split_at(2);
    let (middle, last) = rest.split_at(rest.len() - 2);
    let column = Matrix { rows: first.iter().map(|weight| vec![weight.clone()]).collect() };
    let square = Matrix { rows: middle.chunks(2).map(<[Expression]>::to_vec).collect() };
    let row = Matrix { rows: vec![last.to_vec()] };
    if middle.is_empty() { vec![column, row] } else { vec![column, square, row] }
}
