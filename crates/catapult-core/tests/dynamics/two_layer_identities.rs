//! (T1) to (T4): the reduced two-layer maps against gradient descent on the weights.

use crate::networks::{degenerate, flat, network, positive, rationals, risk_gradient, shapes};
use catapult_core::arithmetic::{Analytic, Expression, Field, FromExact, Identity};
use catapult_core::dynamics::factorised::step_imbalance;
use catapult_core::dynamics::network::gradient_step;
use catapult_core::dynamics::{FactorisedState, TwoLayer, TwoLayerState};
use catapult_core::model::{Degenerate, LinearNetwork, Loss, Squared};
use num_traits::{One, Zero};
use proptest::prelude::*;
use rug::Rational;

/// The sum of squares.
fn squared_norm<T: Field>(vector: &[T]) -> T {
    vector.iter().fold(T::zero(), |sum, x| sum + x.clone() * x)
}

fn combined<T: Field>(w1: &[T], w2: &[T], combine: impl Fn(T, T) -> T) -> Vec<T> {
    w1.iter().zip(w2).map(|(x, y)| combine(x.clone(), y.clone())).collect()
}

/// What the theory says of the weights (w1, w2), typed from its definitions: f, lambda, p, q and D, given sqrt m.
struct Weights<T> {
    w1: Vec<T>,
    w2: Vec<T>,
    root: T,
}

impl<T: Field> Weights<T> {
    /// From w1 followed by w2.
    fn new(flat: &[T], root: T) -> Self {
        let (w1, w2) = flat.split_at(flat.len() / 2);
        Weights { w1: w1.to_vec(), w2: w2.to_vec(), root }
    }
    fn width(&self) -> T {
        self.root.clone() * &self.root
    }
    fn state(&self) -> TwoLayerState<T> {
        let product = combined(&self.w1, &self.w2, |x, y| x * y).into_iter().fold(T::zero(), |sum, x| sum + x);
        TwoLayerState {
            output: product / &self.root,
            lambda: (squared_norm(&self.w1) + squared_norm(&self.w2)) / self.width(),
        }
    }
    fn factorised(&self) -> FactorisedState<T> {
        FactorisedState {
            p: squared_norm(&combined(&self.w1, &self.w2, |x, y| x + y)) / self.width(),
            q: squared_norm(&combined(&self.w1, &self.w2, |x, y| x - y)) / self.width(),
        }
    }
    fn imbalance(&self) -> T {
        (squared_norm(&self.w1) - squared_norm(&self.w2)) / self.width()
    }
    fn network(&self) -> LinearNetwork<T> {
        let weights = [self.w1.clone(), self.w2.clone()].concat();
        network(T::one() / &self.root, &shapes(1, self.w1.len(), 2), &weights)
    }
    fn stepped(&self, loss: &impl Loss<T>, eta: &T) -> Self {
        Weights::new(&flat(&gradient_step(&self.network(), &degenerate(), loss, eta)), self.root.clone())
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    // Exact over the rationals, for widths that are squares (N = 1/sqrt m is rational).
    #[test]
    fn the_reduced_step_is_gradient_descent(root in 1..4_usize, all in rationals(18), eta in positive()) {
        let width = root * root;
        let before = Weights::new(&all[..2 * width], Rational::from(root as u32));
        let network = before.network();
        prop_assert_eq!(before.state().output, network.output(&[Rational::one()]));

        let after = before.stepped(&Squared, &eta);
        let gradient = risk_gradient(&network, &shapes(1, width, 2), &degenerate(), &Squared);
        let descended: Vec<Rational> = flat(&network).into_iter().zip(gradient).map(|(w, g)| w - g * &eta).collect();
        prop_assert_eq!(flat(&after.network()), descended);

        let map = TwoLayer::new(eta.clone(), before.width(), Degenerate(Squared));
        prop_assert_eq!(map.step(before.state()), after.state());
        let TwoLayerState { output, .. } = before.state();

        // (T3), (T4) on the same weights, with s(f) = f
        let a = eta * output / &before.root;
        prop_assert_eq!(before.factorised().step(&a), after.factorised());
        prop_assert_eq!(step_imbalance(before.imbalance(), a), after.imbalance());
    }

    #[test]
    fn p_and_q_are_the_squared_lengths(root in 1..4_usize, all in rationals(18)) {
        let weights = Weights::new(&all[..2 * root * root], Rational::from(root as u32));
        let factorised = FactorisedState::from_output(weights.state(), &weights.root);
        prop_assert_eq!(&factorised, &weights.factorised());
        prop_assert_eq!(factorised.clone().to_output(&weights.root), weights.state());
        let FactorisedState { p, q } = factorised;
        prop_assert!(p >= 0 && q >= 0);
        let imbalance = weights.imbalance();
        prop_assert!(imbalance.clone() * imbalance <= p * q);
    }

    // Widths that are no squares: the same identity with sqrt m as a root, decided by normal form at random rational weights.
    #[test]
    fn the_reduced_step_is_gradient_descent_at_any_width(
        width in prop::sample::select(vec![2_i32, 3, 5]),
        all in rationals(10),
        eta in positive(),
    ) {
        let constants: Vec<Expression> = all[..2 * width as usize].iter().map(|x| Expression::from_exact(x, 53)).collect();
        let before = Weights::new(&constants, Expression::integer(width).sqrt());
        let eta = Expression::constant(eta);
        let after = before.stepped(&Squared, &eta).state();
        let map = TwoLayer::new(eta, Expression::integer(width), Degenerate(Squared));
        let next = map.step(before.state());
        prop_assert_eq!(next.output.identity(&after.output), Identity::Proved);
        prop_assert_eq!(next.lambda.identity(&after.lambda), Identity::Proved);
    }
}

/// A loss of which nothing is known: its slopes at the two margins f and -f of D0 are the variables a and b.
struct AnyLoss {
    output: Expression,
}

impl AnyLoss {
    fn at(&self, margin: &Expression) -> Expression {
        if margin.identity(&self.output) == Identity::Proved {
            Expression::variable("a")
        } else if margin.identity(&-self.output.clone()) == Identity::Proved {
            Expression::variable("b")
        } else {
            panic!("{margin} is not a margin on D0")
        }
    }
}

impl Loss<Expression> for AnyLoss {
    fn margin_loss(&self, _margin: Expression) -> Expression {
        unreachable!("gradient descent needs slopes only")
    }
    fn margin_slope(&self, margin: Expression) -> Expression {
        self.at(&margin)
    }
    fn margin_curvature(&self, _margin: Expression) -> Expression {
        unreachable!("gradient descent needs slopes only")
    }
    fn degenerate_risk(&self, _output: Expression) -> Expression {
        unreachable!("gradient descent needs slopes only")
    }
    // s(f) = (l'(f) - l'(-f))/2
    fn degenerate_slope(&self, output: Expression) -> Expression {
        assert_eq!(output.identity(&self.output), Identity::Proved);
        (Expression::variable("a") - Expression::variable("b")) / Expression::integer(2)
    }
    fn degenerate_curvature(&self, _output: Expression) -> Expression {
        unreachable!("gradient descent needs slopes only")
    }
}

fn assert_proved(name: &str, left: &Expression, right: &Expression) {
    assert_eq!(left.identity(right), Identity::Proved, "{name}: {left} = {right}");
}

// Weights, rate and slopes are symbols: proved for every loss, every rate and every weight at these widths.
#[test]
fn the_reduced_step_is_gradient_descent_for_every_loss() {
    let eta = Expression::variable("eta");
    for width in 1..4 {
        let names = ["u", "v"].iter().flat_map(|w| (1..=width).map(move |i| format!("{w}_{i}")));
        let symbols: Vec<Expression> = names.map(|name| Expression::variable(&name)).collect();
        let before = Weights::new(&symbols, Expression::integer(width).sqrt());
        let loss = AnyLoss { output: before.state().output };
        let after = before.stepped(&loss, &eta);

        let slope = loss.degenerate_slope(before.state().output);
        let map = TwoLayer::new(eta.clone(), Expression::integer(width), Degenerate(loss));
        let (next, expected) = (map.step(before.state()), after.state());
        assert_proved("T1", &next.output, &expected.output);
        assert_proved("T2", &next.lambda, &expected.lambda);

        let a = eta.clone() * slope / &before.root;
        let (next, expected) = (before.factorised().step(&a), after.factorised());
        assert_proved("T3, p", &next.p, &expected.p);
        assert_proved("T3, q", &next.q, &expected.q);
        assert_proved("T4, D", &step_imbalance(before.imbalance(), a), &after.imbalance());
    }
}

/// A risk known by its slope s only.
struct AnySlope;

impl catapult_core::model::Risk<Expression> for AnySlope {
    fn value(&self, _output: Expression) -> Expression {
        unreachable!("a step needs the slope only")
    }
    fn slope(&self, _output: Expression) -> Expression {
        Expression::variable("s")
    }
    fn curvature(&self, _output: Expression) -> Expression {
        unreachable!("a step needs the slope only")
    }
}

// For every width (a symbol, with its root), state, rate and slope.
#[test]
fn the_factorised_map_is_the_two_layer_map() {
    let variable = Expression::variable;
    let (eta, m, s) = (variable("eta"), variable("m"), variable("s"));
    let root = m.clone().sqrt();
    let state = || TwoLayerState { output: variable("f"), lambda: variable("lambda") };
    let a = eta.clone() * s / &root;

    // f = sqrt m (p - q)/4 and lambda = (p + q)/2 invert p, q = lambda ± 2 f/sqrt m
    let factorised = FactorisedState::from_output(state(), &root);
    assert_proved("p", &factorised.p, &(variable("lambda") + Expression::integer(2) * variable("f") / &root));
    let back = factorised.clone().to_output(&root);
    assert_proved("f", &back.output, &state().output);
    assert_proved("lambda", &back.lambda, &state().lambda);

    // (T3) is (T1), (T2)
    let map = TwoLayer::new(eta, m, AnySlope);
    let next = FactorisedState::from_output(map.step(state()), &root);
    let stepped = factorised.clone().step(&a);
    assert_proved("T3, p", &stepped.p, &next.p);
    assert_proved("T3, q", &stepped.q, &next.q);

    // (T4): (pq)' = pq (1 - a²)²
    let one = Expression::one();
    let shrink = one - a.clone() * &a;
    let product = factorised.p * &factorised.q * shrink.clone() * shrink;
    assert_proved("T4", &(stepped.p * &stepped.q), &product);
    assert!(!product.is_zero());
}

// D² <= pq, symbolically: pq - D² is 4/m² times |w1|²|w2|² - (w1.w2)², a sum of squares of minors.
#[test]
fn the_gap_between_pq_and_the_imbalance_is_a_sum_of_squares() {
    for width in 1..5_i32 {
        let names = ["u", "v"].iter().flat_map(|w| (1..=width).map(move |i| format!("{w}_{i}")));
        let symbols: Vec<Expression> = names.map(|name| Expression::variable(&name)).collect();
        let weights = Weights::new(&symbols, Expression::integer(width).sqrt());
        let FactorisedState { p, q } = FactorisedState::from_output(weights.state(), &weights.root);
        let mut minors = Expression::zero();
        for i in 0..width as usize {
            for j in 0..i {
                let (u, v) = (&weights.w1, &weights.w2);
                minors = minors + (u[i].clone() * &v[j] - u[j].clone() * &v[i]).square();
            }
        }
        let gap = Expression::integer(4) * minors / Expression::integer(width).square();
        assert_proved("gap", &(p * q - weights.imbalance().square()), &gap);
    }
}
