//! What the lemmas read off an enclosed state: each number a bound over all members, each answer true of all members.
//!
//! Enclosures here are wide, as those of atlas cells are: outputs of either sign, rates and kernels with a spread. So an end that
//! is taken from the wrong side shows at once, and not only in the last bits of an orbit.

use crate::borders::exact;
use crate::plain_orbits::{BITS, TwoLayer, margin_curvature, number, ratio, slope, small};
use crate::two_layer::LOSSES;
use crate::{alternation, growth, trap};
use catapult_core::arithmetic::Ball;
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::certify::checks::{alternation as alternations, growth as growths, trap as traps};
use catapult_core::certify::lemma::Lemma;
use catapult_core::dynamics::{FactorisedState, TwoLayer as Map, TwoLayerState};
use catapult_core::model::{Degenerate, LossName};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const PRECISIONS: [u32; 4] = [24, 53, 64, 128];

/// A ball around a number with a relative radius: none, of a rounding, or wide.
fn spread(random: &mut ChaCha8Rng, centre: &Rational, bits: u32, widest: f64) -> Ball {
    let middle = Float::with_val(bits, centre);
    let share = match random.random_range(0..4) {
        0 => 0.0,
        1 => 2f64.powi(-(bits as i32)),
        _ => widest * 10f64.powf(random.random_range(-9.0..0.0)),
    };
    Ball::new(middle.clone(), Magnitude::from_float_up(&(middle.abs() * share)))
}

/// A member, often an end.
fn member(random: &mut ChaCha8Rng, ball: &Ball) -> Float {
    let place = [-1.0, 1.0, 0.0, random.random_range(-1.0..1.0)][random.random_range(0..4)];
    Float::with_val(BITS, ball.radius().to_float_up()) * place + ball.midpoint()
}

/// Wide enclosures of a rate, an output and a kernel, with a width.
struct Box {
    loss: LossName,
    width: u32,
    rate: Ball,
    output: Ball,
    lambda: Ball,
    bits: u32,
}

impl Box {
    fn random(random: &mut ChaCha8Rng, losses: &[LossName], stiffness: (f64, f64), widest: f64) -> Self {
        let bits = PRECISIONS[random.random_range(0..4)];
        let loss = losses[random.random_range(0..losses.len())];
        let width = [1, 4, 10, 100][random.random_range(0..4)];
        let lambda = exact(random, 0.5, 8.0);
        let share = 10f64.powf(random.random_range(-5.0..-0.05));
        let size = share * lambda.to_f64() * f64::from(width).sqrt() / 2.0;
        let output = Rational::from_f64(if random.random() { size } else { -size }).unwrap();
        let rate = Rational::from_f64(random.random_range(stiffness.0..stiffness.1) / lambda.to_f64()).unwrap();
        let rate = spread(random, &rate, bits, widest * 0.1);
        let output = match random.random_range(0..4) {
            // of either sign, around zero
            0 => Ball::new(Float::new(bits), Magnitude::from_f64(size)),
            1 => spread(random, &output, bits, 3.0),
            _ => spread(random, &output, bits, widest),
        };
        // seldom one that reaches far below zero: p q is even in lambda
        let wide = if random.random_range(0..8) == 0 { 4.0 } else { widest * 0.1 };
        let lambda = spread(random, &lambda, bits, wide);
        Box { loss, width, rate, output, lambda, bits }
    }

    fn map(&self) -> Map<Ball, Degenerate<LossName>> {
        Map::new(self.rate.clone(), Ball::exact(Float::with_val(self.bits, self.width)), Degenerate(self.loss))
    }

    fn state(&self) -> TwoLayerState<Ball> {
        TwoLayerState { output: self.output.clone(), lambda: self.lambda.clone() }
    }

    /// A state and a rate that the box contains.
    fn member(&self, random: &mut ChaCha8Rng) -> TwoLayer {
        TwoLayer {
            loss: self.loss,
            learning_rate: member(random, &self.rate),
            width: small(f64::from(self.width)),
            output: member(random, &self.output),
            lambda: member(random, &self.lambda),
        }
    }
}

fn forge_traps(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(71);
    let mut accepted = 0;
    for _ in 0..cases {
        let enclosed = Box::random(&mut random, &LOSSES, (0.02, 2.2), 0.2);
        let (map, state) = (enclosed.map(), enclosed.state());
        let gap = Rational::from_f64(10f64.powf(random.random_range(-3.0..-0.01))).unwrap();
        let contraction = Rational::from(1) - &gap;
        let numbers = traps::Numbers::at(&map, &state, Ball::exact(Float::with_val(64, &gap)));
        let answer = traps::enclose_limit(&map, &state, &contraction, enclosed.bits);
        accepted += usize::from(answer.is_ok());
        for _ in 0..4 {
            let member = enclosed.member(&mut random);
            let context = || format!("{member:?} of {:?} and {:?}: {numbers:?}", enclosed.output, enclosed.lambda);
            let delta = Float::with_val(BITS, numbers.output.midpoint());
            assert!(numbers.output.lower() >= member.output.clone().abs(), "delta: {}", context());
            if numbers.smallest.is_bounded() && numbers.largest.is_bounded() && delta > 0 {
                for output in [small(0.0), delta.clone(), delta.clone() * random.random_range(0.0..1.0)] {
                    let ratio = ratio(member.loss, &output);
                    assert!(numbers.smallest.upper() <= ratio, "phi: {}", context());
                    assert!(numbers.largest.lower() >= ratio, "Phi: {}", context());
                }
            }
            assert!(numbers.kernel.lower() >= member.lambda, "lambda: {}", context());
            let [_, smaller] = member.factors();
            assert!(numbers.factor.upper() <= smaller || !numbers.factor.is_bounded(), "q: {}", context());
            if smaller >= 0 && numbers.mean.is_bounded() && numbers.factor.lower() >= 0 {
                assert!(numbers.mean.upper() <= member.mean(), "V: {}", context());
            }
            if let Ok(limit) = &answer {
                assert!(smaller >= 0, "not admissible: {}", context());
                if !member.output.is_zero() {
                    assert!(trap::slack(&member, &number(&contraction)) >= 0, "{}", context());
                }
                let later = member.clone().after(12);
                let (upper, rest) = (later.mean(), trap::sum(&later, &number(&contraction)));
                let lower = later.mean() * (small(1.0) - rest);
                assert!(limit.lower() <= upper && limit.upper() >= lower, "{limit:?} misses lambda_inf: {}", context());
            }
        }
    }
    assert!(accepted * 20 >= cases, "{accepted} of {cases} accepted");
}

forging_test!(traps_of_boxes, traps_of_boxes_exhaustively, forge_traps);

fn forge_growth(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(72);
    let mut accepted = 0;
    for _ in 0..cases {
        let enclosed = Box::random(&mut random, &[LossName::Exponential, LossName::Squared], (4.0, 4000.0), 0.2);
        let numbers = growths::Numbers::at(&enclosed.map(), &enclosed.state());
        let answer = growths::Growth::check(&numbers);
        accepted += usize::from(answer.is_ok());
        for _ in 0..4 {
            let member = enclosed.member(&mut random);
            let context = || format!("{member:?} of {:?} and {:?}: {numbers:?}", enclosed.output, enclosed.lambda);
            let size = member.output.clone().abs();
            assert!(numbers.output.upper() <= size, "|f|: {}", context());
            let least = Float::with_val(BITS, numbers.output.midpoint());
            let at_least = slope(member.loss, &least);
            assert!(numbers.slope.lower() <= at_least && numbers.slope.upper() >= at_least, "s: {}", context());
            assert!(numbers.kernel.lower() >= member.lambda, "lambda: {}", context());
            // the slack is relative to lambda, without which the hypothesis says nothing
            let holds = member.lambda <= 0 || growth::slack(&member) >= 0;
            assert!(answer.is_err() || holds, "{}", context());
        }
    }
    assert!(accepted * 20 >= cases, "{accepted} of {cases} accepted");
}

forging_test!(growth_of_boxes, growth_of_boxes_exhaustively, forge_growth);

fn forge_alternations(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(73);
    let mut accepted = 0;
    for _ in 0..cases {
        let bits = PRECISIONS[random.random_range(0..4)];
        let width = [1, 4, 10, 100][random.random_range(0..4)];
        let root = f64::from(width).sqrt();
        let rate = Rational::from_f64(root * random.random_range(2.0..10.0)).unwrap();
        let rate = spread(&mut random, &rate, bits, 0.01);
        // p and q with a quotient below e^c and of a size where f is large
        let scale = random.random_range(1.0..60.0);
        let quotient = random.random_range(0.0..2.0f64).exp();
        let [p, q] = [scale * quotient, scale].map(|value| {
            let value = Rational::from_f64(value).unwrap();
            spread(&mut random, &value, bits, 0.05)
        });
        let [p, q] = if random.random() { [p, q] } else { [q, p] };
        let margin = Rational::from_f64(10f64.powf(random.random_range(-4.0..0.0))).unwrap();
        let map = Map::new(rate.clone(), Ball::exact(Float::with_val(bits, width)), Degenerate(LossName::Logistic));
        let factors = FactorisedState { p: p.clone(), q: q.clone() };
        let numbers = alternations::at_factors(&map, factors, &margin, bits).unwrap();
        let answer = alternations::Alternation::check(&numbers);
        accepted += usize::from(answer.is_ok());
        for _ in 0..4 {
            let [p, q] = [member(&mut random, &p), member(&mut random, &q)];
            let member = TwoLayer {
                loss: LossName::Logistic,
                learning_rate: member(&mut random, &rate),
                width: small(f64::from(width)),
                output: (p.clone() - &q) * small(root) / 4u32,
                lambda: (p.clone() + &q) / 2u32,
            };
            let context = || format!("{member:?}: {numbers:?}");
            let place = &numbers.place;
            let least = p.clone().min(&q);
            assert!(place.factor.upper() <= least, "q: {}", context());
            if least > 0 && place.mean.is_bounded() {
                let mean = (p.clone() * &q).sqrt();
                assert!(place.mean.upper() <= mean, "V: {}", context());
                let distance = (p.ln() - q.ln()).abs();
                let reach = small(1.0) >> 400;
                let inside =
                    place.distance.lower() <= distance.clone() + &reach && place.distance.upper() >= distance - reach;
                assert!(inside || !place.distance.is_bounded(), "u: {}", context());
            }
            let limit = -margin_limit(&member);
            assert!(place.slope_limit.lower() <= limit && place.slope_limit.upper() >= limit, "sigma: {}", context());
            assert!(answer.is_err() || alternation::slack(&member, &number(&margin)) >= 0, "{}", context());
        }
    }
    assert!(accepted * 20 >= cases, "{accepted} of {cases} accepted");
}

/// -sup |s| of the logistic loss: its slope far out, to 500 bits.
fn margin_limit(member: &TwoLayer) -> Float {
    let far = slope(member.loss, &small(1000.0));
    assert!(margin_curvature(member.loss, &small(1000.0)) < small(1.0) >> BITS);
    -far
}

forging_test!(alternations_of_boxes, alternations_of_boxes_exhaustively, forge_alternations);
