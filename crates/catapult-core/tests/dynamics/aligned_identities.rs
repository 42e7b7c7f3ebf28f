//! (D3): aligned deep networks stay aligned under gradient descent, and what follows from it.

use crate::networks::{degenerate, flat, positive, rationals, unit_vector};
use catapult_core::arithmetic::{Analytic, Expression, Field, Identity};
use catapult_core::dynamics::aligned::ntk_scale;
use catapult_core::dynamics::network::{gradient_step, ntk};
use catapult_core::dynamics::{Aligned, Equations, Layers, TwoLayer, TwoLayerState};
use catapult_core::model::{Degenerate, LinearNetwork, LossName, Matrix, Risk, Squared};
use num_traits::One;
use proptest::prelude::*;
use rug::Rational;

/// W_l = sigma_l u_l u_{l-1}^T with u_0 = 1 and u_L = 1 on either side of the given hidden directions.
fn aligned_network<T: Field>(scale: T, sigma: &[T], hidden: &[Vec<T>]) -> LinearNetwork<T> {
    let direction = |l: usize| if l == 0 || l == sigma.len() { vec![T::one()] } else { hidden[l - 1].clone() };
    let layers = (1..=sigma.len())
        .map(|l| Matrix {
            rows: direction(l)
                .iter()
                .map(|u| direction(l - 1).iter().map(|v| sigma[l - 1].clone() * u * v).collect())
                .collect(),
        })
        .collect();
    LinearNetwork { scale, layers }
}

/// A risk known by the name of its slope only.
struct AnyRisk;

impl Risk<Expression> for AnyRisk {
    fn value(&self, _output: Expression) -> Expression {
        Expression::variable("L")
    }
    fn slope(&self, _output: Expression) -> Expression {
        Expression::variable("s")
    }
    fn curvature(&self, _output: Expression) -> Expression {
        Expression::variable("L''")
    }
}

fn variable(name: &str) -> Expression {
    Expression::variable(name)
}

fn symbols(depth: usize) -> Vec<Expression> {
    (1..=depth).map(|l| variable(&format!("sigma_{l}"))).collect()
}

fn symbolic(scale: Expression) -> Aligned<Expression, AnyRisk> {
    Aligned { learning_rate: variable("eta"), scale, wide: true, risk: AnyRisk }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(96) })]

    // Exact: one step of gradient descent on all weights gives W_l = sigma_l' u_l u_{l-1}^T with the same u_l.
    #[test]
    fn gradient_descent_keeps_the_alignment(
        depth in 1..7_usize,
        width in 1..5_usize,
        sigma in rationals(6),
        directions in prop::collection::vec(rationals(4), 5),
        (scale, eta) in (positive(), positive()),
    ) {
        let sigma = &sigma[..depth];
        let hidden: Vec<Vec<Rational>> = directions.iter().map(|t| unit_vector(width, t)).collect();
        for u in &hidden {
            prop_assert_eq!(u.iter().fold(Rational::new(), |sum, x| sum + x.clone() * x), 1);
        }
        let network = aligned_network(scale.clone(), sigma, &hidden);
        let map = Aligned { learning_rate: eta.clone(), scale: scale.clone(), wide: width > 1, risk: Degenerate(Squared) };

        let stepped = gradient_step(&network, &degenerate(), &Squared, &eta);
        prop_assert_eq!(stepped, aligned_network(scale, &map.step_of(sigma), &hidden));

        let one = [Rational::one()];
        prop_assert_eq!(map.output_of(sigma), network.output(&one));
        let state = Layers { sigma: sigma.to_vec() };
        prop_assert_eq!(map.lambda(&state), ntk(&network, &one, &one, &Rational::one()));
        prop_assert_eq!(map.step(state).sigma, map.step_of(sigma));
    }

    #[test]
    fn every_loss_keeps_the_alignment(
        depth in 1..7_usize,
        width in 1..5_usize,
        sigma in prop::collection::vec(-2.0..2.0_f64, 6),
        directions in prop::collection::vec(rationals(4), 5),
        eta in 0.01..1.0_f64,
    ) {
        let sigma = &sigma[..depth];
        let hidden: Vec<Vec<f64>> =
            directions.iter().map(|t| unit_vector(width, t).iter().map(Rational::to_f64).collect()).collect();
        let scale = ntk_scale(width as f64, depth);
        let network = aligned_network(scale, sigma, &hidden);
        for loss in LossName::ALL {
            let map = Aligned { learning_rate: eta, scale, wide: width > 1, risk: Degenerate(loss) };
            let stepped = flat(&gradient_step(&network, &degenerate(), &loss, &eta));
            let expected = flat(&aligned_network(scale, &map.step_of(sigma), &hidden));
            let slope = Degenerate(loss).slope(map.output_of(sigma));
            // On D0 the network's gradient subtracts l'(f) and l'(-f), both at most 1 + 2 |s| for all three losses, which the
            // closed form s(f) does not; the other factors of an entry's gradient are at most 2^5.
            let size = eta * (1.0 + 2.0 * slope.abs()) * 32.0;
            for (left, right) in stepped.into_iter().zip(expected) {
                let bound = 64.0 * f64::EPSILON * (1.0 + right.abs() + size);
                prop_assert!((left - right).abs() <= bound, "{} {}", left, right);
            }
        }
    }

    #[test]
    fn depth_two_has_the_sharpness_of_two_layers(
        sigma in prop::collection::vec(-3.0..3.0_f64, 2),
        width in 1..50_usize,
        which in 0..3_usize,
    ) {
        let (m, risk) = (width as f64, Degenerate(LossName::ALL[which]));
        let aligned = Aligned { learning_rate: 1.0, scale: ntk_scale(m, 2), wide: width > 1, risk };
        let two_layer = TwoLayer::new(1.0, m, risk);
        let layers = Layers { sigma };
        let state = TwoLayerState { output: aligned.output(&layers), lambda: aligned.lambda(&layers) };
        let (left, right) = (aligned.sharpness(&layers), two_layer.sharpness_of(&state));
        prop_assert!((left - right).abs() <= 1e-12 * (1.0 + right), "{} {}", left, right);
    }
}

// (sigma_i² - sigma_j²)' = (sigma_i² - sigma_j²) (1 - (eta s N prod_{k != i,j} sigma_k)²), for any risk.
#[test]
fn differences_of_squares_follow_the_conservation_law() {
    for depth in 2..6 {
        let (sigma, map) = (symbols(depth), symbolic(variable("N")));
        let next = map.step_of(&sigma);
        for i in 0..depth {
            for j in 0..i {
                let others = (0..depth).filter(|k| ![i, j].contains(k)).fold(Expression::one(), |p, k| p * &sigma[k]);
                let a = variable("eta") * variable("s") * variable("N") * others;
                let before = sigma[i].clone() * &sigma[i] - sigma[j].clone() * &sigma[j];
                let after = next[i].clone() * &next[i] - next[j].clone() * &next[j];
                let law = before * (Expression::one() - a.clone() * &a);
                assert_eq!(after.identity(&law), Identity::Proved, "depth {depth}, {i} and {j}");
            }
        }
    }
}

// With f = sigma_1 sigma_2/sqrt m and lambda = (sigma_1² + sigma_2²)/m, (D3) at depth two is (T1), (T2), for any risk and width.
#[test]
fn depth_two_is_the_two_layer_map() {
    let m = || variable("m");
    let map = symbolic(ntk_scale(m(), 2));
    let state = |layers: &Layers<Expression>| TwoLayerState { output: map.output(layers), lambda: map.lambda(layers) };
    let sigma = symbols(2);
    let layers = Layers { sigma: sigma.clone() };
    let plain = (sigma[0].clone() * &sigma[0] + sigma[1].clone() * &sigma[1]) / m();
    assert_eq!(map.lambda(&layers).identity(&plain), Identity::Proved);
    let next = TwoLayer::new(variable("eta"), m(), AnyRisk).step(state(&layers));
    let aligned = state(&map.step(layers));
    assert_eq!(aligned.output.identity(&next.output), Identity::Proved);
    assert_eq!(aligned.lambda.identity(&next.lambda), Identity::Proved);
}

#[test]
fn the_scale_is_the_power_of_the_width() {
    for depth in 1..8 {
        let power = (1..depth).fold(Expression::one(), |power, _| power * variable("m").sqrt());
        let scale = ntk_scale(variable("m"), depth);
        assert_eq!((scale * power).identity(&Expression::one()), Identity::Proved, "depth {depth}");
    }
}
