//! What is printed is what is run: the equations of the crate in LaTeX and Coq, and their values.

use catapult_core::arithmetic::mathml::greek_letter;
use catapult_core::arithmetic::printing::{DefinitionError, coq_definition, latex_equation};
use catapult_core::arithmetic::{Analytic, Ball, Bindings, Dual, EvaluationError, Expression, Field, FromExact};
use catapult_core::dynamics::factorised::step_imbalance;
use catapult_core::dynamics::{Aligned, FactorisedState, LinearPredictor, TwoLayer, TwoLayerState};
use catapult_core::model::{Degenerate, Loss, LossName, Risk};
use proptest::prelude::*;
use rug::Rational;

fn variable(name: &str) -> Expression {
    Expression::variable(name)
}

fn int(value: i32) -> Expression {
    Expression::integer(value)
}

/// A risk of which only the names of its slope and curvature are known.
struct Named;

impl Risk<Expression> for Named {
    fn value(&self, _output: Expression) -> Expression {
        variable("L")
    }
    fn slope(&self, _output: Expression) -> Expression {
        variable("s")
    }
    fn curvature(&self, _output: Expression) -> Expression {
        variable("L''")
    }
}

fn two_layer<R>(risk: R) -> TwoLayer<Expression, R> {
    TwoLayer::new(variable("eta"), variable("m"), risk)
}

fn state() -> TwoLayerState<Expression> {
    TwoLayerState { output: variable("f"), lambda: variable("lambda") }
}

fn predictor(loss: LossName) -> LinearPredictor<Expression, Degenerate<LossName>> {
    LinearPredictor { learning_rate: variable("eta"), risk: Degenerate(loss), ntk_eigenvalue: int(1) }
}

#[test]
fn the_linear_predictor_prints_as_in_the_theory() {
    let step = |loss| predictor(loss).step(variable("w"));
    assert_eq!(step(LossName::Exponential).to_latex(), r"w - \eta \sinh(w)");
    assert_eq!(step(LossName::Logistic).to_latex(), r"w - \eta \frac{\tanh\left(\frac{w}{2}\right)}{2}");
    assert_eq!(step(LossName::Squared).to_latex(), r"w - \eta w");
    assert_eq!(step(LossName::Exponential).to_coq(), "(w - eta * sinh w)%R");
    assert_eq!(step(LossName::Logistic).to_coq(), "(w - eta * (tanh (w / 2) / 2))%R");
    assert_eq!(step(LossName::Squared).to_coq(), "(w - eta * w)%R");
}

#[test]
fn formulas_are_set_in_mathml() {
    let minus = "<mo>&#8722;</mo>";
    let step = predictor(LossName::Exponential).step(variable("w")).to_mathml();
    let sinh = "<mi>sinh</mi><mo>&#8289;</mo><mrow><mo>(</mo><mi>w</mi><mo>)</mo></mrow>";
    assert_eq!(step, format!("<mi>w</mi>{minus}<mi>η</mi><mo>&#8290;</mo>{sinh}"));
    let negative = variable("sigma_1'") + (-variable("lambda0") - int(1));
    let inner = format!("{minus}<msub><mi>λ</mi><mrow><mn>0</mn></mrow></msub>{minus}<mn>1</mn>");
    let sigma = "<msubsup><mi>σ</mi><mrow><mn>1</mn></mrow><mo>&#8242;</mo></msubsup>";
    assert_eq!(negative.to_mathml(), format!("{sigma}<mo>+</mo><mrow><mo>(</mo>{inner}<mo>)</mo></mrow>"));
    assert_eq!((int(1) / variable("m")).to_mathml(), "<mfrac><mrow><mn>1</mn></mrow><mrow><mi>m</mi></mrow></mfrac>");
    assert_eq!(
        (variable("x") - (variable("y") - variable("z"))).to_mathml(),
        format!("<mi>x</mi>{minus}<mrow><mo>(</mo><mi>y</mi>{minus}<mi>z</mi><mo>)</mo></mrow>")
    );
    for (name, letter) in [("alpha", 'α'), ("Omega", 'Ω'), ("rho", 'ρ'), ("sigma", 'σ'), ("Gamma", 'Γ'), ("omega", 'ω')]
    {
        assert_eq!(greek_letter(name), Some(letter), "{name}");
    }
    assert_eq!(greek_letter("width"), None);
}

#[test]
fn the_two_layer_step_prints_as_in_the_theory() {
    let next = two_layer(Named).step(state());
    assert_eq!(next.output.to_latex(), r"f \left(1 + \frac{(\eta s)^{2}}{m}\right) - \lambda \eta s");
    assert_eq!(next.lambda.to_latex(), r"\lambda \left(1 + \frac{(\eta s)^{2}}{m}\right) - \frac{4 f \eta s}{m}");
    assert_eq!(next.output.to_coq(), "(f * (1 + (eta * s) ^ 2 / m) - lambda * (eta * s))%R");
    assert_eq!(next.lambda.to_coq(), "(lambda * (1 + (eta * s) ^ 2 / m) - 4 * f * (eta * s) / m)%R");

    let exponential = two_layer(Degenerate(LossName::Exponential)).step(state());
    assert_eq!(exponential.output.to_coq(), "(f * (1 + (eta * sinh f) ^ 2 / m) - lambda * (eta * sinh f))%R");
}

#[test]
fn the_sharpness_prints_as_in_the_theory() {
    let sharpness = two_layer(Named).sharpness_of(&state());
    assert_eq!(
        sharpness.to_latex(),
        r"\frac{L'' \lambda + \sqrt{(L'' \lambda)^{2} + \frac{4 (2 L'' f s + s^{2})}{m}}}{2}"
    );
    assert_eq!(
        sharpness.to_coq(),
        "((L'' * lambda + sqrt ((L'' * lambda) ^ 2 + 4 * (2 * L'' * f * s + s ^ 2) / m)) / 2)%R"
    );
    let squared = two_layer(Degenerate(LossName::Squared)).sharpness_of(&state());
    assert_eq!(squared.to_coq(), "((lambda + sqrt (lambda ^ 2 + 4 * (2 * f * f + f ^ 2) / m)) / 2)%R");
}

#[test]
fn the_factorised_and_aligned_steps_print_as_in_the_theory() {
    let next = FactorisedState { p: variable("p"), q: variable("q") }.step(&variable("a"));
    assert_eq!(next.p.to_coq(), "(p * (1 - a) ^ 2)%R");
    assert_eq!(next.q.to_latex(), r"q (1 + a)^{2}");
    assert_eq!(step_imbalance(variable("D"), variable("a")).to_coq(), "(D * (1 - a ^ 2))%R");

    let aligned = Aligned { learning_rate: variable("eta"), scale: variable("N"), wide: true, risk: Named };
    let sigma: Vec<Expression> = (1..4).map(|l| variable(&format!("sigma_{l}"))).collect();
    assert_eq!(aligned.step_of(&sigma)[0].to_latex(), r"\sigma_{1} - \eta s N \sigma_{2} \sigma_{3}");
    assert_eq!(aligned.output_of(&sigma).to_coq(), "(N * (sigma_1 * sigma_2 * sigma_3))%R");
}

#[test]
fn parentheses_keep_the_meaning() {
    let (x, y, z) = (|| variable("x"), || variable("y"), || variable("z"));
    let half = || Expression::constant(Rational::from((1, 2)));
    let cases: Vec<(Expression, &str, &str)> = vec![
        (x() - (y() - z()), "x - (y - z)", "x - (y - z)"),
        (x() + (y() + z()), "x + (y + z)", "x + y + z"),
        (x() * (y() * z()), "x * (y * z)", "x y z"),
        (x() / (y() / z()), "x / (y / z)", r"\frac{x}{\frac{y}{z}}"),
        (x() / y() / z(), "x / y / z", r"\frac{\frac{x}{y}}{z}"),
        ((x() / y()).square(), "(x / y) ^ 2", r"\left(\frac{x}{y}\right)^{2}"),
        (x().square().square(), "(x ^ 2) ^ 2", r"(x^{2})^{2}"),
        (-x().square(), "- x ^ 2", "-x^{2}"),
        (-(x() * y()), "- (x * y)", "-x y"),
        (-(x() + y()), "- (x + y)", "-(x + y)"),
        ((x() + y()) * (-z() - x()), "(x + y) * (- z - x)", "(x + y) (-z - x)"),
        (x() + (-y() - z()), "x + (- y - z)", "x + (-y - z)"),
        (x() - int(-3), "x + 3", "x + 3"),
        (int(-3) + x(), "-3 + x", "-3 + x"),
        (x() * half(), "x * (1 / 2)", r"x \frac{1}{2}"),
        (half() * x(), "1 / 2 * x", r"\frac{1}{2} x"),
        (int(3) * (x() / y()), "3 * (x / y)", r"3 \cdot \frac{x}{y}"),
        (x() * int(2), "x * 2", r"x \cdot 2"),
        ((x() + y()).sqrt().square(), "sqrt (x + y) ^ 2", r"\sqrt{x + y}^{2}"),
        ((-x()).exp().square(), "exp (- x) ^ 2", r"(e^{-x})^{2}"),
        (x().cosh().square(), "cosh x ^ 2", r"\cosh^{2}(x)"),
        (x().cosh().sinh(), "sinh (cosh x)", r"\sinh(\cosh(x))"),
        (x().softplus(), "ln (1 + exp x)", r"\ln\left(1 + e^{x}\right)"),
        ((x() / int(2)).ln_2cosh(), "ln (2 * cosh (x / 2))", r"\ln\left(2 \cosh\left(\frac{x}{2}\right)\right)"),
        (x().softplus().square(), "ln (1 + exp x) ^ 2", r"\left(\ln\left(1 + e^{x}\right)\right)^{2}"),
    ];
    for (expression, coq, latex) in cases {
        assert_eq!(expression.to_coq(), format!("({coq})%R"));
        assert_eq!(expression.to_latex(), latex);
        assert_eq!(expression.to_string(), coq);
    }
}

#[test]
fn construction_simplifies_lightly() {
    let x = || variable("x");
    for (simplified, plain) in [
        (int(0) + x(), x()),
        (x() - int(0), x()),
        (int(1) * x() / int(1), x()),
        (-(-x()), x()),
        (int(0) * x(), int(0)),
        (int(0) - x(), -x()),
        (x() + -variable("y"), x() - variable("y")),
        (-x() * variable("y"), -(x() * variable("y"))),
        (x() * (int(1) / variable("y")), x() / variable("y")),
        (-x() * (int(1) / variable("y")), -(x() / variable("y"))),
        (variable("y") * (int(1) / variable("y")), variable("y") / variable("y")),
        (int(2) * int(3) / int(12), Expression::constant(Rational::from((1, 2)))),
        (int(0).cosh() + int(1).ln() + int(0).tanh(), int(1)),
        (Expression::constant(Rational::from((9, 4))).sqrt(), Expression::constant(Rational::from((3, 2)))),
    ] {
        assert_eq!(simplified, plain);
    }
    // The rest stays as typed.
    assert_eq!((x() + x() - x()).to_string(), "x + x - x");
    assert_eq!((int(2) * (int(1) / x())).to_string(), "2 * (1 / x)");
    assert_eq!((x() * (int(2) / variable("y"))).to_string(), "x * (2 / y)");
    assert_eq!((int(1) / variable("y") * x()).to_string(), "1 / y * x");
}

#[test]
fn names_are_spelled_for_each_reader() {
    for (name, latex, coq) in [
        ("lambda", r"\lambda", "lambda"),
        ("sigma_1", r"\sigma_{1}", "sigma_1"),
        ("sigma_max'", r"\sigma_{\mathrm{max}}'", "sigma_max'"),
        ("lambda0", r"\lambda_{0}", "lambda0"),
        ("w1_2", "w_{1,2}", "w1_2"),
        ("width", r"\mathrm{width}", "width"),
        ("in", r"\mathrm{in}", "in_"),
        ("in_", r"\mathrm{in}", "in__"),
        ("R", "R", "R_"),
        ("exp", r"\mathrm{exp}", "exp_"),
        ("Omega", r"\Omega", "Omega"),
    ] {
        assert_eq!(variable(name).to_latex(), latex);
        assert_eq!(variable(name).to_coq(), format!("({coq})%R"));
    }
    for bad in ["", "1x", "a b", "_a", "'", "x-y", "é"] {
        assert!(std::panic::catch_unwind(|| variable(bad)).is_err(), "{bad:?} was accepted");
    }
}

#[test]
fn definitions_and_equations_are_complete_statements() {
    let output = two_layer(Named).step(state()).output;
    assert_eq!(
        coq_definition("next_output", &["eta", "m", "s", "f", "lambda"], &output).as_deref(),
        Ok(
            "Definition next_output (eta m s f lambda : R) : R :=\n  (f * (1 + (eta * s) ^ 2 / m) - lambda * (eta * s))%R.\n"
        )
    );
    assert_eq!(coq_definition("one", &[], &int(1)).as_deref(), Ok("Definition one : R :=\n  (1)%R.\n"));
    assert_eq!(
        latex_equation(&variable("f'"), &output, Some("T1")),
        "\\begin{equation*}\n  f' = f \\left(1 + \\frac{(\\eta s)^{2}}{m}\\right) - \\lambda \\eta s \
         \\tag{T1}\n\\end{equation*}\n"
    );
    let free = coq_definition("next_output", &["eta", "m", "s", "f"], &output);
    assert!(matches!(&free, Err(DefinitionError::Free { name, .. }) if name == "lambda"), "{free:?}");
    let repeated = coq_definition("twice", &["f", "f"], &int(1));
    assert!(matches!(&repeated, Err(DefinitionError::Repeated { name }) if name == "f"), "{repeated:?}");
    let bad = coq_definition("two words", &[], &int(1));
    assert!(matches!(&bad, Err(DefinitionError::NotAnIdentifier { name }) if name == "two words"), "{bad:?}");
}

#[test]
fn evaluation_reports_what_is_missing() {
    let quotient = variable("f") / (variable("m") - int(2));
    let mut bindings = Bindings::from([("f".to_owned(), Rational::from(3))]);
    let unbound = EvaluationError::Unbound { name: "m".to_owned() };
    assert_eq!(quotient.evaluate_exact(&bindings), Err(unbound.clone()));
    assert_eq!(quotient.evaluate::<f64>(53, &Bindings::from([("f".to_owned(), 3.0)])), Err(unbound));
    bindings.insert("m".to_owned(), Rational::from(2));
    assert_eq!(
        quotient.evaluate_exact(&bindings),
        Err(EvaluationError::DivisionByZero { quotient: "f / (m - 2)".to_owned() })
    );
    bindings.insert("m".to_owned(), Rational::from(6));
    assert_eq!(quotient.evaluate_exact(&bindings), Ok(Rational::from((3, 4))));
    let root = variable("m").sqrt();
    assert_eq!(root.evaluate_exact(&bindings), Err(EvaluationError::Irrational { function: "sqrt" }));
    bindings.insert("m".to_owned(), Rational::from((9, 4)));
    assert_eq!(root.evaluate_exact(&bindings), Ok(Rational::from((3, 2))));
}

// A bounded result is not a proof of being defined: tanh(ln x) lies in [-1, 1] for every enclosure of ln x.
#[test]
fn enclosures_prove_that_the_formula_is_defined() {
    let bits = 128;
    let at = |value: i32| Bindings::from([("x".to_owned(), Ball::from_exact(&Rational::from(value), bits))]);
    let formula = variable("x").ln().tanh();
    assert!(formula.evaluate(bits, &at(-1)).is_ok_and(|value| value.is_bounded()));
    let refused = formula.enclose(bits, &at(-1));
    assert!(matches!(&refused, Err(EvaluationError::Unbounded { part }) if part == "ln x"), "{refused:?}");
    // tanh(ln 3) = (9 - 1)/(9 + 1)
    assert!(formula.enclose(bits, &at(3)).is_ok_and(|value| value.contains(&Rational::from((4, 5)))));
    let pole = (int(1) / variable("x")).exp();
    assert!(pole.enclose(bits, &at(0)).is_err());
}

#[test]
fn a_shared_subexpression_is_evaluated_once() {
    // Written out, this formula has 2^200 leaves.
    let deep = (0..200).fold(variable("x"), |x, _| (x.clone() + &x) / int(2));
    assert_eq!(deep.evaluate(53, &Bindings::from([("x".to_owned(), 0.75)])), Ok(0.75));
    assert_eq!(deep.variables().len(), 1);
    assert_eq!(deep.identity(&variable("x")), catapult_core::arithmetic::Identity::Proved);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    // The same operations in the same order: equal to the last bit. The step multiplies by 1/m where the formula divides by
    // m, which is the same where m is a power of two.
    #[test]
    fn the_printed_formula_is_the_one_that_runs(
        (eta, m, f, lambda) in (0.01..40.0_f64, (0..7).prop_map(|k| f64::from(1 << k)), -3.0..3.0_f64, 0.1..9.0_f64),
        which in 0..3_usize,
    ) {
        let loss = LossName::ALL[which];
        let risk = Degenerate(loss);
        let bindings: Bindings<f64> =
            [("eta", eta), ("m", m), ("f", f), ("lambda", lambda), ("w", f)].map(|(k, v)| (k.to_owned(), v)).into();
        let run = |formula: &Expression| formula.evaluate(53, &bindings);

        let symbolic = two_layer(Degenerate(loss));
        let numeric = TwoLayer::new(eta, m, risk);
        let (formulas, values) = (symbolic.step(state()), numeric.step(TwoLayerState { output: f, lambda }));
        prop_assert_eq!(run(&formulas.output), Ok(values.output));
        prop_assert_eq!(run(&formulas.lambda), Ok(values.lambda));
        let sharpness = numeric.sharpness_of(&TwoLayerState { output: f, lambda });
        prop_assert_eq!(run(&symbolic.sharpness_of(&state())), Ok(sharpness));

        let linear = LinearPredictor { learning_rate: eta, risk, ntk_eigenvalue: 1.0 };
        prop_assert_eq!(run(&predictor(loss).step(variable("w"))), Ok(linear.step(f)));
        prop_assert_eq!(run(&loss.margin_loss(variable("f"))), Ok(loss.margin_loss(f)));

        // and through dual numbers over expressions, the derivative
        let derivative = risk.slope(Dual::variable(variable("f"))).derivative;
        prop_assert_eq!(run(&derivative), Ok(risk.slope(Dual::variable(f)).derivative));
    }
}
