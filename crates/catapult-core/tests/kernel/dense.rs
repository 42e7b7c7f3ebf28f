//! Forged proofs about deep networks with all their weights, the limits that they give, and the balls of weights that they rest on.

use crate::borders::{ENOUGH_BITS, Tally, beside, establish, exact, least, root};
use crate::plain_deep::Deep;
use crate::plain_orbits::{number, ratio, small};
use crate::two_layer::LOSSES;
use catapult_core::arithmetic::Ball;
use catapult_core::arithmetic::magnitude::Magnitude;
use catapult_core::certify::certificate::{Exact, Proof};
use catapult_core::certify::checks::dense_trap;
use catapult_core::certify::dense_bounds::{Surroundings, norm};
use catapult_core::certify::dense_proof::DenseProof;
use catapult_core::certify::dense_run::DenseRun;
use catapult_core::certify::phase::Minimum;
use catapult_core::certify::{Limit, Phase};
use catapult_core::dynamics::{Descent, Problem};
use catapult_core::model::{LossName, Matrix};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// A start without its rate.
#[derive(Clone, Debug)]
struct Start {
    loss: LossName,
    width: usize,
    depth: usize,
    weights: Vec<Rational>,
}

impl Start {
    fn random(random: &mut ChaCha8Rng, depths: std::ops::Range<usize>) -> Self {
        let loss = LOSSES[random.random_range(0..LOSSES.len())];
        let (width, depth) = (random.random_range(1..4), random.random_range(depths));
        let count = 2 * width + (depth - 2) * width * width;
        let weights = (0..count).map(|_| exact(random, -2.0, 2.0)).collect();
        Start { loss, width, depth, weights }
    }

    fn plain(&self, rate: &Rational) -> Deep {
        Deep::new(self.loss, rate, self.width, self.depth, &self.weights)
    }

    fn at(&self, rate: &Float) -> Deep {
        Deep { learning_rate: rate.clone(), ..self.plain(&Rational::from(1)) }
    }

    fn problem(&self, rate: &Rational) -> Problem {
        Descent::dense(self.loss, rate.clone(), self.width, self.depth, self.weights.clone()).into()
    }

    /// Moves the last layer so that N^-1 f is a given number; false where that is not possible.
    fn aim(&mut self, product: &Rational) -> bool {
        let (before, last) = self.weights.split_at(self.weights.len() - self.width);
        let mut weights = before.iter();
        let mut a = vec![Rational::from(1)];
        for layer in 1..self.depth {
            let columns = if layer == 1 { 1 } else { self.width };
            let row = |_| weights.by_ref().take(columns).cloned().collect::<Vec<Rational>>();
            let rows: Vec<Vec<Rational>> = (0..self.width).map(row).collect();
            a = rows.iter().map(|row| dot(row, &a)).collect();
        }
        let (square, now) = (dot(&a, &a), dot(last, &a));
        if square < Rational::from((1, 100)) {
            return false;
        }
        let share = (product.clone() - now) / square;
        let moved: Vec<Rational> = last.iter().zip(&a).map(|(w, a)| w.clone() + share.clone() * a).collect();
        let first = self.weights.len() - self.width;
        self.weights.splice(first.., moved);
        true
    }
}

fn dot(x: &[Rational], y: &[Rational]) -> Rational {
    x.iter().zip(y).fold(Rational::new(), |sum, (x, y)| sum + x.clone() * y)
}

/// The larger and the smaller of kappa and s(f)/f.
fn ratios(state: &Deep) -> [Float; 2] {
    let (kappa, at) = (state.kappa(), ratio(state.loss, &state.output()));
    [kappa.clone().max(&at), kappa.min(&at)]
}

/// eta Phi |f| G.
fn first_step(state: &Deep) -> Float {
    state.learning_rate.clone() * &ratios(state)[0] * state.output().abs() * state.lambda().sqrt()
}

/// (ii) and (iii) without the terms in K, which only make them harder; with an output of 10^-12 by less than a millionth.
fn pull_slacks(state: &Deep, gap: &Float) -> [Float; 2] {
    let [most, phi] = ratios(state);
    let pull = state.learning_rate.clone() * state.lambda();
    [pull.clone() * phi - gap, small(2.0) - pull * most - gap]
}

/// Traps at their borders, with a small output. Every later lambda is in the enclosure of its limit.
fn forge_traps(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(401);
    let (mut tally, mut made) = (Tally::default(), 0);
    while made < cases {
        let mut start = Start::random(&mut random, 2..5);
        let tiny = Rational::from(1) >> random.random_range(38..46u32);
        if !start.aim(&if random.random() { tiny.clone() } else { -tiny }) {
            continue;
        }
        let rho = Rational::from_f64(1.0 - 10f64.powf(random.random_range(-2.0..-0.02))).unwrap();
        let gap = small(1.0) - number(&rho);
        let step = random.random_range(0..3);
        let natural = small(1.0) / (start.at(&small(1.0)).kappa() * start.at(&small(1.0)).lambda());
        let far = natural.clone() * small(if random.random() { 3.0 } else { 0.001 });
        let slack = |state: &Deep| least(&pull_slacks(&state.clone().after(step), &gap));
        let Some(border) = root(|rate| slack(&start.at(rate)), &natural, &far) else { continue };
        let by_radius = random.random_range(0..3) == 0;
        let rate = if by_radius {
            (natural * small(random.random_range(0.9..1.1))).to_rational().unwrap()
        } else {
            beside(&mut random, &border)
        };
        let first = start.plain(&rate);
        let state = first.clone().after(step);
        if state.output().abs() > 1e-9 || state.output().abs() < 1e-40 {
            continue;
        }
        made += 1;
        let shortest = first_step(&state) / &gap;
        let radius =
            if by_radius { beside(&mut random, &shortest) } else { (shortest.clone() * 2u32).to_rational().unwrap() };
        let room = number(&radius) / shortest - 1u32;
        let proof =
            DenseProof::Trap { bits: ENOUGH_BITS, step, radius: Exact(radius), contraction: Exact(rho.clone()) };
        let proof = Proof::Dense(proof);
        let answer = establish(&start.problem(&rate), &proof);
        let context = || format!("{start:?} at {rate}, {proof:?}");
        let Some(found) = tally.judge(&slack(&first).min(&room), 1e-5, answer, context) else { continue };
        let expected = if first.rises(step) { Phase::Catapult } else { Phase::Lazy };
        assert_eq!(found.phase, expected, "{}", context());
        let Some(Limit::Minimum(Minimum { lambda, sharpness })) = found.limit else {
            panic!("no limit: {}", context())
        };
        let mut later = state;
        for _ in 0..20 {
            let (now, kappa) = (later.lambda(), later.kappa());
            assert!(lambda.lower() <= now && lambda.upper() >= now, "{lambda:?} and {now}: {}", context());
            let sharp = kappa * now;
            assert!(sharpness.lower() <= sharp && sharpness.upper() >= sharp, "{}", context());
            let before = later.output().abs();
            later.step();
            assert!(later.output().abs() <= before * number(&rho), "{}", context());
        }
    }
    tally.finish(cases);
}

forging_test!(dense_traps, dense_traps_exhaustively, forge_traps);

/// A rational unit vector, and one that it is orthogonal to.
fn unit(parameter: &Rational) -> [[Rational; 2]; 2] {
    let square = Rational::from(parameter.square_ref());
    let whole = Rational::from(&square + 1);
    let (x, y) = (Rational::from(parameter * 2u32) / &whole, (Rational::from(1) - square) / whole);
    [[x.clone(), y.clone()], [-y, x]]
}

/// Two hidden units, layers w (x y^T + e x' y'^T) with x' and y' orthogonal to x and y: the rate, or e, is beside its border.
fn forge_growth(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(402);
    let mut tally = Tally::default();
    for _ in 0..cases {
        let loss = [LossName::Logistic, LossName::Squared][random.random_range(0..2)];
        let depth = random.random_range(3..5_usize);
        let by_rest = random.random_range(0..3) == 0;
        let sizes: Vec<Rational> = (0..depth).map(|_| exact(&mut random, 1.0, 3.0)).collect();
        let parameters: Vec<Rational> = (1..depth).map(|_| exact(&mut random, -2.0, 2.0)).collect();
        let turned: Vec<Rational> = parameters.iter().map(|p| p.clone() + exact(&mut random, -0.3, 0.3)).collect();
        let (x, y): (Vec<_>, Vec<_>) = (parameters.iter().map(unit).collect(), turned.iter().map(unit).collect());
        let cosines = x.iter().zip(&y).map(|(x, y)| number(&dot(&x[0], &y[0])).abs()).collect::<Vec<_>>();
        let chi = least(&cosines);
        let nu = chi.clone() / 4u32;
        let quarter = nu.clone().square() / 4u32;
        let rest = if by_rest {
            beside(&mut random, &quarter)
        } else {
            (quarter.clone() * small(random.random_range(0.0..0.9))).to_rational().unwrap()
        };
        let mut weights: Vec<Rational> = x[0][0].iter().map(|x| x.clone() * &sizes[0]).collect();
        for layer in 1..depth - 1 {
            let (left, right) = (&x[layer], &y[layer - 1]);
            for (along, across) in left[0].iter().zip(&left[1]) {
                for (y, other) in right[0].iter().zip(&right[1]) {
                    weights.push((along.clone() * y + rest.clone() * across * other) * &sizes[layer]);
                }
            }
        }
        weights.extend(y[depth - 2][0].iter().map(|y| y.clone() * &sizes[depth - 1]));
        let start = Start { loss, width: 2, depth, weights };
        let at_one = start.plain(&Rational::from(1));
        let power = (0..depth * (depth - 1)).fold(small(1.0), |product, _| product * &nu);
        let product = sizes.iter().fold(at_one.scale(), |product, size| product * number(size));
        let largest = sizes.iter().max().map(number).unwrap();
        let push = crate::plain_orbits::slope(loss, &at_one.output()).abs() * product / largest.square();
        // the rate with h nu^(L(L-1)) = 2
        let border = small(2.0) / (push * power);
        let rate = if by_rest { (border.clone() * 3u32).to_rational().unwrap() } else { beside(&mut random, &border) };
        let slack = (small(1.0) - number(&rest) / quarter).min(&(number(&rate) / border - 1u32));
        // any vectors will do, and those that are found are not quite the singular ones
        if slack.clone().abs() < 1e-8 {
            continue;
        }
        let proof = Proof::Dense(DenseProof::Growth { bits: ENOUGH_BITS, step: 0 });
        let answer = establish(&start.problem(&rate), &proof);
        let context = || format!("{start:?} at {rate}");
        let Some(found) = tally.judge(&slack, 0.0, answer, context) else { continue };
        assert_eq!((found.phase, found.limit), (Phase::Divergent, None));
        let mut state = start.plain(&rate);
        for _ in 0..3 {
            let before = state.output().abs();
            state.step();
            assert!(state.output().abs() > before * 2u32, "{}", context());
        }
    }
    tally.finish(cases);
}

forging_test!(dense_growth, dense_growth_exhaustively, forge_growth);

/// Two layers, whatever their size, are left to other lemmas.
#[test]
fn two_layers_have_no_dense_growth() {
    let weights = [30, 0, 30, 0].map(Rational::from).to_vec();
    let problem = Descent::dense(LossName::Squared, Rational::from(1_000_000), 2, 2, weights).into();
    assert!(establish(&problem, &Proof::Dense(DenseProof::Growth { bits: ENOUGH_BITS, step: 0 })).is_err());
}

/// f = 0 is decided exactly.
#[test]
fn dense_rest_is_exact() {
    let at = |product: Rational| {
        let mut random = ChaCha8Rng::seed_from_u64(403);
        let mut start = Start { width: 2, ..Start::random(&mut random, 3..4) };
        start.weights = (0..8).map(|_| exact(&mut random, 0.5, 2.0)).collect();
        assert!(start.aim(&product));
        let proof = Proof::Dense(DenseProof::Rest { bits: ENOUGH_BITS });
        (start.plain(&Rational::from(1)).lambda(), establish(&start.problem(&Rational::from(1)), &proof))
    };
    let (lambda, found) = at(Rational::new());
    let found = found.unwrap();
    let Some(Limit::Minimum(minimum)) = found.limit else { panic!("no limit") };
    assert_eq!(found.phase, Phase::Lazy);
    assert!((minimum.lambda.midpoint().clone() - lambda).abs() < 1e-50);
    assert!(at(Rational::from(1) >> 400).1.is_err());
}

/// The distance of an orbit from the centre of its enclosure.
fn distance(run: &DenseRun<'_>, state: &Deep) -> Float {
    let centre = run.centre().layers.iter().flat_map(|layer| layer.rows.iter().flatten());
    let squares = centre.zip(state.layers.iter().flatten().flatten()).map(|(c, w)| (w.clone() - c.midpoint()).square());
    squares.fold(small(0.0), |sum, square| sum + square).sqrt()
}

/// Orbits stay in their balls of weights, at precisions at which the weights have to be rounded and at which radii grow by the Jacobian.
fn enclose(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(404);
    for case in 0..cases {
        let mut start = Start::random(&mut random, 2..6);
        if case % 2 == 0 {
            // one unit and two layers: the bound of the Jacobian is attained
            let sign = if random.random() { 1 } else { -1 };
            let size = exact(&mut random, 1.0, 3.0);
            start = Start { width: 1, depth: 2, weights: vec![size.clone(), size * sign], ..start };
            start.weights[1] *= exact(&mut random, 0.9, 1.1);
        }
        let natural = small(2.0) / (start.at(&small(1.0)).kappa() * start.at(&small(1.0)).lambda() + small(1e-3));
        let rate = (natural * small(random.random_range(0.1..2.0))).to_rational().unwrap();
        let problem = Descent::dense(start.loss, rate.clone(), start.width, start.depth, start.weights.clone());
        let bits = [24, 30, 40, 64][random.random_range(0..4)];
        let mut run = DenseRun::new(&problem, bits);
        let mut state = start.plain(&rate);
        for _ in 0..12 {
            let (far, radius) = (distance(&run, &state), run.radius().to_float_up());
            assert!(far <= radius, "{:.3e} beyond {:.3e}: {problem:?}", far.to_f64(), radius.to_f64());
            let output = state.output();
            assert!(run.output().lower() <= output && run.output().upper() >= output, "{problem:?}");
            let [low, high] = run.gradient_bounds();
            let gradient = state.lambda().sqrt();
            assert!(low <= gradient && gradient <= high, "{problem:?}");
            if run.advance().is_err() {
                break;
            }
            state.step();
        }
    }
}

#[test]
fn dense_orbits_stay_in_their_balls() {
    enclose(400);
}

/// Along orbits of one unit and three layers, where all norms are sizes of weights: K is not below what is stated of the weights, nor far
/// above, and radii grow by the factor that is stated.
#[test]
fn bounds_are_kept_along_dense_orbits() {
    let mut random = ChaCha8Rng::seed_from_u64(406);
    let (mut steps, mut least) = (0, f64::MAX);
    for _ in 0..200 {
        let weights: Vec<Rational> = (0..3).map(|_| exact(&mut random, 1.0, 6.0)).collect();
        let size = weights.iter().fold(1.0, |product, weight| product * weight.to_f64());
        let rate = Rational::from_f64(random.random_range(0.001..2.5) / (size * size)).unwrap();
        let problem = Descent::dense(LossName::Squared, rate.clone(), 1, 3, weights);
        let mut run = DenseRun::new(&problem, 64);
        for _ in 0..40 {
            let w: Vec<f64> =
                run.centre().layers.iter().map(|layer| layer.rows[0][0].midpoint().to_f64().abs()).collect();
            // the second derivative of w_1 w_2 w_3 by sums of rows
            let stated = [w[1] + w[2], w[0] + w[2], w[0] + w[1]].into_iter().fold(0.0, f64::max);
            let found = run.second_derivative(Magnitude::ZERO).to_f64_up();
            assert!(found >= stated * (1.0 - 1e-12), "{found} below {stated}");
            // a norm is found anew where it may have moved by an eighth
            assert!(found <= stated * 9.0 / 7.0 + 1e-5, "{found} far above {stated}");
            let (output, before) = (run.output().midpoint().to_f64().abs(), run.radius().to_f64_up());
            let gradient = run.gradient_bounds()[1].to_f64();
            let eta = rate.to_f64();
            let growth = (1.0 + eta * output * found).max(eta * (gradient * gradient + output * found) - 1.0);
            if before > 1e-6 || run.advance().is_err() {
                break;
            }
            let after = run.radius().to_f64_up();
            assert!(after >= growth * before * (1.0 - 1e-9), "{after} from {before} by {growth}");
            least = least.min(after / before / growth);
            steps += 1;
        }
    }
    assert!(steps > 2000 && least < 1.3, "{steps} {least}");
}

/// K is what is stated, and not below the second derivative at the centre.
#[test]
fn second_derivatives_are_bounded_as_stated() {
    let mut random = ChaCha8Rng::seed_from_u64(405);
    for _ in 0..200 {
        let depth = random.random_range(2..6_usize);
        let mut draw = |count: usize| (0..count).map(|_| random.random_range(0.1..3.0)).collect::<Vec<f64>>();
        let (norms, forward, backward) = (draw(depth), draw(depth), draw(depth));
        let (scale, radius) = (draw(1)[0], draw(1)[0] / 4.0);
        let bound = |values: &[f64]| values.iter().map(|value| Magnitude::from_f64(*value)).collect::<Vec<_>>();
        let around = Surroundings {
            scale: Magnitude::from_f64(scale),
            norms: bound(&norms),
            forward: bound(&forward),
            backward: bound(&backward),
        };
        let (mut delta, mut epsilon) = (vec![0.0; depth + 1], vec![0.0; depth + 1]);
        for l in 1..depth {
            delta[l] = (norms[l - 1] + radius) * delta[l - 1] + radius * forward[l - 1];
        }
        for l in (1..depth).rev() {
            // epsilon_l in the place l, b_l in the place l - 1
            epsilon[l] = (norms[l] + radius) * epsilon[l + 1] + radius * backward[l];
        }
        let pair = |i: usize, j: usize| {
            let between: f64 = (i + 1..j).map(|k| norms[k - 1] + radius).product();
            (backward[j - 1] + epsilon[j]) * between * (forward[i - 1] + delta[i - 1])
        };
        let row = |i: usize| (1..=depth).filter(|j| *j != i).map(|j| pair(i.min(j), i.max(j))).sum::<f64>();
        let expected = scale * (1..=depth).map(row).fold(0.0, f64::max);
        let found = around.second_derivative(Magnitude::from_f64(radius)).to_f64_up();
        assert!((expected * (1.0 - 1e-12)..=expected * (1.0 + 1e-12)).contains(&found), "{found} for {expected}");
    }
}

#[test]
fn norms_are_bounded_and_not_by_much() {
    let ball = |value: &i32| Ball::exact(small(f64::from(*value)));
    let of = |rows: &[&[i32]]| Matrix { rows: rows.iter().map(|row| row.iter().map(ball).collect()).collect() };
    // a row, a column, a diagonal matrix, one of rank one, and two of rank two with known norms
    let cases: [(Matrix<Ball>, f64); 6] = [
        (of(&[&[3, 4]]), 5.0),
        (of(&[&[3], &[4]]), 5.0),
        (of(&[&[4, 0], &[0, -1]]), 4.0),
        (of(&[&[1, 1], &[1, 1]]), 2.0),
        (of(&[&[0, -3], &[1, 0]]), 3.0),
        (of(&[&[2, 1], &[-1, -2]]), 3.0),
    ];
    for (matrix, exact) in cases {
        let bound = norm(&matrix).to_f64_up();
        assert!((exact..exact * 1.01).contains(&bound), "{bound} for {exact}");
    }
}

/// K is that of the ball of the trap, which is larger than that of the state.
#[test]
fn a_trap_asks_for_its_whole_ball() {
    let weights = [1, 2, 3, 1, 1, -2, 1, 1].map(Rational::from).to_vec();
    let problem = Descent::dense(LossName::Logistic, Rational::from(1), 2, 3, weights);
    let run = DenseRun::new(&problem, 64);
    let second = |radius: i32| {
        let numbers = dense_trap::numbers(&run, &Rational::from(radius), Ball::exact(small(0.5)));
        numbers.second.upper().to_f64()
    };
    let stated = |radius: f64| run.second_derivative(Magnitude::from_f64(radius)).to_f64_up();
    assert!(second(1) >= stated(1.0) && second(1) > second(0) && second(-1) == stated(0.0));
}

/// Proofs about other networks prove nothing.
#[test]
fn dense_proofs_are_about_dense_networks() {
    let proof = Proof::Dense(DenseProof::Growth { bits: ENOUGH_BITS, step: 0 });
    let half = || Rational::from((1, 2));
    assert!(
        establish(&Problem::aligned(LossName::Logistic, half(), Rational::from(4), vec![half(); 3]), &proof).is_err()
    );
    assert!(establish(&Problem::linear(LossName::Logistic, half(), half()), &proof).is_err());
    let dense: Problem = Descent::dense(LossName::Squared, half(), 1, 3, vec![half(); 3]).into();
    assert!(establish(&dense, &Proof::Growth { bits: ENOUGH_BITS, step: 0 }).is_err());
    for wrong in [vec![half(); 2], vec![half(); 4]] {
        let dense: Problem = Descent::dense(LossName::Squared, half(), 1, 3, wrong).into();
        assert!(dense.validate().is_err());
    }
    let shallow: Problem = Descent::dense(LossName::Squared, half(), 1, 1, vec![half()]).into();
    assert!(shallow.validate().is_err());
}
