//! (T5) and the aligned sharpness against the explicit Hessian of the risk in all weights, from nested dual numbers.

use crate::networks::{degenerate, network, positive, rationals, risk_hessian, shapes, unit_vector};
use catapult_core::arithmetic::symmetric::TopEigenvalue;
use catapult_core::arithmetic::{Analytic, Dual, Expression, Field, Identity};
use catapult_core::dynamics::aligned::ntk_scale;
use catapult_core::dynamics::network::Sample;
use catapult_core::dynamics::{Aligned, Equations, Layers, LinearPredictor, TwoLayer, TwoLayerState};
use catapult_core::model::{Degenerate, Empirical, LinearNetwork, Loss, LossName, Matrix, Risk, Squared};
use num_traits::{One, Zero};
use proptest::prelude::*;
use rug::Rational;

fn variable(name: &str) -> Expression {
    Expression::variable(name)
}

/// The determinant by elimination, exactly.
fn determinant(mut matrix: Vec<Vec<Rational>>) -> Rational {
    let mut determinant = Rational::from(1);
    for column in 0..matrix.len() {
        let Some(pivot) = (column..matrix.len()).find(|row| matrix[*row][column] != 0) else {
            return Rational::new();
        };
        if pivot != column {
            matrix.swap(pivot, column);
            determinant = -determinant;
        }
        let (top, below) = matrix.split_at_mut(column + 1);
        let pivot_row = &top[column];
        determinant *= &pivot_row[column];
        for row in below {
            let factor = Rational::from(&row[column] / &pivot_row[column]);
            for (entry, above) in row.iter_mut().zip(pivot_row) {
                *entry -= Rational::from(above * &factor);
            }
        }
    }
    determinant
}

/// det(x I - H)
fn characteristic_polynomial(hessian: &[Vec<Rational>], x: &Rational) -> Rational {
    let shifted = |row: usize, column: usize| {
        let entry = Rational::from(-&hessian[row][column]);
        if row == column { entry + x } else { entry }
    };
    let size = hessian.len();
    determinant((0..size).map(|row| (0..size).map(|column| shifted(row, column)).collect()).collect())
}

fn dot(x: &[Rational], y: &[Rational]) -> Rational {
    x.iter().zip(y).fold(Rational::new(), |sum, (a, b)| sum + Rational::from(a * b))
}

/// W_l = sigma_l u_l u_{l-1}^T with unit vectors u_1, ..., u_{L-1} from the given parameters.
fn aligned_network(scale: f64, sigma: &[f64], width: usize, parameters: &[Vec<Rational>]) -> LinearNetwork<f64> {
    let direction = |l: usize| -> Vec<f64> {
        if l == 0 || l == sigma.len() {
            vec![1.0]
        } else {
            unit_vector(width, &parameters[l - 1]).iter().map(Rational::to_f64).collect()
        }
    };
    let outer = |l: usize| -> Vec<Vec<f64>> {
        direction(l).iter().map(|u| direction(l - 1).iter().map(|v| sigma[l - 1] * u * v).collect()).collect()
    };
    LinearNetwork { scale, layers: (1..=sigma.len()).map(|l| Matrix { rows: outer(l) }).collect() }
}

/// Whether two numbers agree to the rounding of a dense symmetric eigensolver whose matrix has the given norm.
fn close(left: f64, right: f64, norm: f64) -> bool {
    (left - right).abs() <= 1e-12 * (1.0 + norm)
}

/// The largest absolute row sum, which bounds the spectrum.
fn norm(matrix: &[Vec<f64>]) -> f64 {
    matrix.iter().map(|row| row.iter().map(|entry| entry.abs()).sum::<f64>()).fold(0.0, f64::max)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(24) })]

    // Two polynomials of degree 2m that agree at 2m + 1 points are equal, so this is the whole spectrum of (T5), with multiplicities,
    // exactly, for the squared loss: s = f and L'' = 1.
    #[test]
    fn the_spectrum_of_two_layers_is_exact(root in 1..4_usize, all in rationals(18)) {
        let width = root * root;
        let (w1, w2) = (&all[..width], &all[width..2 * width]);
        let f = dot(w1, w2) / root as u32;
        let lambda = (dot(w1, w1) + dot(w2, w2)) / width as u32;
        let (s, curvature): (Rational, Rational) =
            (Squared.degenerate_slope(f.clone()), Squared.degenerate_curvature(f.clone()));
        let shapes = shapes(1, width, 2);
        let hessian =
            risk_hessian(&network(Rational::from((1, root as u32)), &shapes, &all), &shapes, &degenerate(), &Squared);
        prop_assert_eq!(hessian.len(), 2 * width);

        let squared_slope = s.clone() * &s / width as u32;
        let constant = (Rational::from(2 * &f) * &curvature * &s + s.clone() * &s) / width as u32;
        for point in 0..=2 * width as i32 {
            let x = Rational::from((2 * point - 2 * width as i32, 3));
            let pair = x.clone() * &x - curvature.clone() * &lambda * &x - &constant;
            let others = (1..width).fold(Rational::from(1), |p, _| p * (x.clone() * &x - &squared_slope));
            prop_assert_eq!(characteristic_polynomial(&hessian, &x), pair * others, "at {}", x);
        }
    }

    #[test]
    fn two_layer_sharpness_is_the_top_of_the_hessian(
        width in 1..8_usize,
        weights in prop::collection::vec(-2.0..2.0_f64, 14),
    ) {
        let (m, shapes) = (width as f64, shapes(1, width, 2));
        let network = network(1.0 / m.sqrt(), &shapes, &weights);
        let lambda = weights[..2 * width].iter().map(|w| w * w).sum::<f64>() / m;
        let state = TwoLayerState { output: network.output(&[1.0]), lambda };
        for loss in LossName::ALL {
            let hessian = risk_hessian(&network, &shapes, &degenerate(), &loss);
            let map = TwoLayer::new(1.0, m, Degenerate(loss));
            let (formula, dense) = (map.sharpness_of(&state), f64::top_eigenvalue(&hessian));
            prop_assert!(close(formula, dense, norm(&hessian)), "{} {} {}", loss, formula, dense);
            prop_assert!(formula >= Degenerate(loss).slope(state.output).abs() / m.sqrt());
        }
    }

    // For slopes and curvatures of either sign: where the risk is not convex the directions off the line can be the top.
    #[test]
    fn aligned_sharpness_needs_no_convexity(
        depth in 1..6_usize,
        width in 1..5_usize,
        sigma in prop::collection::vec(-2.0..2.0_f64, 5),
        directions in prop::collection::vec(rationals(4), 4),
        (slope, curvature) in (-2.0..2.0_f64, -2.0..2.0_f64),
    ) {
        let (sigma, scale) = (&sigma[..depth], ntk_scale(width as f64, depth));
        let network = aligned_network(scale, sigma, width, &directions);
        let loss = SecondOrder { at: network.output(&[1.0]), slope, curvature };
        let data = [Sample { input: vec![1.0], label: 1.0 }];
        let hessian = risk_hessian(&network, &shapes(1, width, depth), &data, &loss);
        let map = Aligned { learning_rate: 1.0, scale, wide: width > 1, risk: loss };
        let (formula, dense) = (map.sharpness(&Layers { sigma: sigma.to_vec() }), f64::top_eigenvalue(&hessian));
        prop_assert!(close(formula, dense, norm(&hessian)), "{} {}", formula, dense);
    }

    #[test]
    fn aligned_sharpness_is_the_top_of_the_hessian(
        depth in 1..6_usize,
        width in 1..5_usize,
        sigma in prop::collection::vec(-2.0..2.0_f64, 5),
        directions in prop::collection::vec(rationals(4), 4),
        unit_scale in any::<bool>(),
    ) {
        let sigma = &sigma[..depth];
        let scale = if unit_scale { 1.0 } else { ntk_scale(width as f64, depth) };
        let network = aligned_network(scale, sigma, width, &directions);
        for loss in LossName::ALL {
            let hessian = risk_hessian(&network, &shapes(1, width, depth), &degenerate(), &loss);
            let map = Aligned { learning_rate: 1.0, scale, wide: width > 1, risk: Degenerate(loss) };
            let (formula, dense) = (map.sharpness(&Layers { sigma: sigma.to_vec() }), f64::top_eigenvalue(&hessian));
            let context = (loss, depth, width, formula, dense);
            prop_assert!(close(formula, dense, norm(&hessian)), "{:?}", context);
        }
    }

    // The linear predictor has one weight: its sharpness is L''(w), on D0 and on any data.
    #[test]
    fn the_predictor_has_one_second_derivative(
        w in rationals(1),
        points in prop::collection::vec((-5..6_i32, any::<bool>()), 1..5),
        eta in positive(),
    ) {
        let data: Vec<Sample<Rational>> = points
            .iter()
            .map(|(x, label)| Sample { input: vec![Rational::from(*x)], label: Rational::from(if *label { 1 } else { -1 }) })
            .collect();
        let signed: Vec<(Rational, u32)> =
            data.iter().map(|sample| (Rational::from(&sample.input[0] * &sample.label), 1)).collect();
        let shapes = shapes(1, 1, 1);
        let network_ = network(Rational::from(1), &shapes, &w);
        let hessian = risk_hessian(&network_, &shapes, &data, &Squared);
        let risk = Empirical::<Rational, _>::new(Squared, &signed, 53);
        prop_assert_eq!(risk.curvature(w[0].clone()), hessian[0][0].clone());

        let map = LinearPredictor { learning_rate: eta, risk, ntk_eigenvalue: hessian[0][0].clone() };
        let gradient = crate::networks::risk_gradient(&network_, &shapes, &data, &Squared);
        prop_assert_eq!(map.step(w[0].clone()), w[0].clone() - gradient[0].clone() * &map.learning_rate);
    }
}

/// Any risk, to second order at the margin `at`, with its slope and curvature there. A Hessian sees no more.
struct SecondOrder<T> {
    at: T,
    slope: T,
    curvature: T,
}

type Twice<T> = Dual<Dual<T>>;

impl<T: Field> Loss<Twice<T>> for SecondOrder<T> {
    fn margin_loss(&self, margin: Twice<T>) -> Twice<T> {
        let constant = |x: &T| Dual::constant(Dual::constant(x.clone()));
        let deviation = margin - constant(&self.at);
        constant(&self.slope) * &deviation + constant(&self.curvature) * deviation.square() / Twice::integer(2)
    }
    fn margin_slope(&self, _margin: Twice<T>) -> Twice<T> {
        unreachable!("the Hessian is that of the value")
    }
    fn margin_curvature(&self, _margin: Twice<T>) -> Twice<T> {
        unreachable!("the Hessian is that of the value")
    }
    fn degenerate_risk(&self, _output: Twice<T>) -> Twice<T> {
        unreachable!("the Hessian is that of the value")
    }
    fn degenerate_slope(&self, _output: Twice<T>) -> Twice<T> {
        unreachable!("the Hessian is that of the value")
    }
    fn degenerate_curvature(&self, _output: Twice<T>) -> Twice<T> {
        unreachable!("the Hessian is that of the value")
    }
}

/// The determinant by expansion along the first row.
fn expanded_determinant(matrix: &[Vec<Expression>]) -> Expression {
    let Some((first, rest)) = matrix.split_first() else { return Expression::one() };
    (0..first.len()).fold(Expression::zero(), |sum, column| {
        let minor: Vec<Vec<Expression>> = rest
            .iter()
            .map(|row| row.iter().enumerate().filter(|(j, _)| *j != column).map(|(_, x)| x.clone()).collect())
            .collect();
        let term = first[column].clone() * expanded_determinant(&minor);
        if column % 2 == 0 { sum + term } else { sum - term }
    })
}

// For every loss and all weights: det(xI - H) = (x² - c lambda x - (2 c f s + s²)/m) (x² - s²/m)^(m-1), with s = L'(f), c = L''(f).
#[test]
fn the_spectrum_of_two_layers_holds_for_every_loss() {
    for width in 1..3_i32 {
        let (m, x, s, c) = (Expression::integer(width), variable("x"), variable("s"), variable("c"));
        let names = ["u", "v"].iter().flat_map(|w| (1..=width).map(move |i| format!("{w}_{i}")));
        let weights: Vec<Expression> = names.map(|name| variable(&name)).collect();
        let shapes = shapes(1, width as usize, 2);
        let network = network(Expression::one() / m.clone().sqrt(), &shapes, &weights);
        let f = network.output(&[Expression::one()]);
        let lambda = weights.iter().fold(Expression::zero(), |sum, w| sum + w.clone() * w) / &m;

        let data = [Sample { input: vec![Expression::one()], label: Expression::one() }];
        let loss = SecondOrder { at: f.clone(), slope: s.clone(), curvature: c.clone() };
        let mut matrix = risk_hessian(&network, &shapes, &data, &loss);
        for (i, row) in matrix.iter_mut().enumerate() {
            for (j, entry) in row.iter_mut().enumerate() {
                *entry = if i == j { x.clone() - &*entry } else { -entry.clone() };
            }
        }
        let constant = (Expression::integer(2) * &c * &f * &s + s.clone() * &s) / &m;
        let pair = x.clone() * &x - c * &lambda * &x - constant;
        let others = (1..width).fold(Expression::one(), |p, _| p * (x.clone() * &x - s.clone() * &s / &m));
        assert_eq!(expanded_determinant(&matrix).identity(&(pair * others)), Identity::Proved, "width {width}");
    }
}

/// The slope and curvature at `at`, the only output it is asked for.
impl Risk<f64> for SecondOrder<f64> {
    fn value(&self, _output: f64) -> f64 {
        unreachable!("sharpness needs slope and curvature only")
    }
    fn slope(&self, _output: f64) -> f64 {
        self.slope
    }
    fn curvature(&self, _output: f64) -> f64 {
        self.curvature
    }
}

/// A risk known by the names of its slope and curvature.
struct AnyRisk;

impl Risk<Expression> for AnyRisk {
    fn value(&self, _output: Expression) -> Expression {
        unreachable!("sharpness needs slope and curvature only")
    }
    fn slope(&self, _output: Expression) -> Expression {
        variable("s")
    }
    fn curvature(&self, _output: Expression) -> Expression {
        variable("c")
    }
}

// The closed form of (T5) solves its quadratic equation, for every loss, state and width.
#[test]
fn the_closed_form_is_a_root_of_its_equation() {
    let (m, f, lambda, s, c) = (variable("m"), variable("f"), variable("lambda"), variable("s"), variable("c"));
    let map = TwoLayer::new(variable("eta"), m.clone(), AnyRisk);
    let h = map.sharpness_of(&TwoLayerState { output: f.clone(), lambda: lambda.clone() });
    let constant = (Expression::integer(2) * &c * f * &s + s.clone() * &s) / m;
    let equation = h.clone() * &h - c * lambda * &h - constant;
    assert_eq!(equation.identity(&Expression::zero()), Identity::Proved);
}
