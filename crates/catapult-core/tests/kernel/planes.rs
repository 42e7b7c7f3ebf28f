//! Cells of planes over any two parameters, held against orbits from their corners and from points inside: what is enclosed contains
//! them, and what is accepted holds of them.

use crate::borders::{Tally, beside, exact, least};
use crate::plain_layers::PlainLayers;
use crate::plain_networks::{Dense, dot, eigenvalues, product};
use crate::plain_orbits::{TwoLayer, number, small};
use catapult_core::certify::Phase;
use catapult_core::certify::atlas::{AtlasCertificate, AtlasFormat, AtlasRejection, ProvedCell};
use catapult_core::certify::cell::ShortNumber;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::chart::{Cell, ChartError, Range};
use catapult_core::certify::checks::Failure;
use catapult_core::certify::checks::data_descent::{self, DataDescent};
use catapult_core::certify::checks::gram_universal::{self, GramUniversal};
use catapult_core::certify::data_run::{DataRun, StatesOnData};
use catapult_core::certify::lemma::Lemma;
use catapult_core::certify::plane::PlaneSystem;
use catapult_core::certify::plane::run::PlaneRun;
use catapult_core::certify::plane::{AnyRun, Plane, PlaneAxis, PlaneProof, Setting};
use catapult_core::dynamics::{Descent, GramSystem, State};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// What a plane is about, typed anew.
#[derive(Clone, Debug)]
enum Plain {
    OnData(Dense),
    /// One feature, by v, V, p and q.
    InFour(Dense),
    OnD0(TwoLayer),
    Layers(PlainLayers),
    Linear(Dense),
}

impl Plain {
    /// A network on data of one feature by v, V, p and q.
    fn in_four(self) -> Self {
        match self {
            Plain::OnData(state) => Plain::InFour(state),
            other => other,
        }
    }

    fn step(&mut self) {
        match self {
            Plain::OnData(state) | Plain::InFour(state) => state.step(),
            Plain::OnD0(state) => state.step(),
            Plain::Layers(state) => state.step(),
            Plain::Linear(state) => {
                // one unit whose w2 stays one
                let g = state.gradient_at(&state.v());
                let rate = state.learning_rate.clone();
                state.first[0].iter_mut().zip(g).for_each(|(v, g)| *v -= rate.clone() * g);
            }
        }
    }

    /// What rises exactly when the loss does.
    fn order(&self) -> Float {
        match self {
            Plain::OnData(state) | Plain::InFour(state) | Plain::Linear(state) => state.risk(),
            Plain::OnD0(state) => state.output.clone().abs(),
            Plain::Layers(state) => state.output().abs(),
        }
    }

    /// The coordinates of the state.
    fn coordinates(&self) -> Vec<Float> {
        match self {
            Plain::OnData(state) => {
                let (v, kernel, b) = (state.v(), state.kernel(), state.b());
                let features = v.len();
                let upper = (0..features).flat_map(|j| (j..features).map(move |k| (j, k)));
                let m = upper.map(|(j, k)| if j == k { kernel[j][k].clone() - &b } else { kernel[j][k].clone() });
                v.into_iter().chain(m.collect::<Vec<Float>>()).chain([b.clone()]).collect()
            }
            Plain::InFour(state) => {
                let (v, kernel) = (state.v().swap_remove(0), state.kernel()[0][0].clone());
                let shift = v.clone() * state.scale() * 2u32;
                let (p, q) = (kernel.clone() + &shift, kernel - shift);
                vec![v, p.clone() * &q, p, q]
            }
            Plain::Linear(state) => state.v(),
            Plain::OnD0(state) => vec![state.output.clone(), state.lambda.clone()],
            Plain::Layers(state) => state.sigma.clone(),
        }
    }

    /// How far the network is from nothing.
    fn size(&self) -> Float {
        self.coordinates().iter().fold(small(0.0), |sum, x| sum + x.clone().abs())
    }
}

/// A kind of network of a test.
const KINDS: usize = 6;

fn written(points: &[Vec<Rational>]) -> Vec<(Vec<Exact>, u32)> {
    points.iter().map(|z| (z.iter().cloned().map(Exact).collect(), 1)).collect()
}

fn all(values: &[Rational]) -> Vec<Exact> {
    values.iter().cloned().map(Exact).collect()
}

/// Points that no direction separates, or, if asked for, points on one side.
fn data(random: &mut ChaCha8Rng, features: usize, separable: bool) -> Vec<Vec<Rational>> {
    let mut points: Vec<Vec<Rational>> =
        (0..=features).map(|_| (0..features).map(|_| exact(random, -1.5, 1.5)).collect()).collect();
    if separable {
        points.iter_mut().for_each(|z| z[0] = z[0].clone().abs() + Rational::from((1, 5)));
    } else {
        let entry = |j: usize| {
            points.iter().zip([3, 4, 6]).map(|(z, weight)| z[j].clone() * Rational::from((weight, 4))).sum::<Rational>()
        };
        let last = (0..features).map(|j| -entry(j)).collect();
        points.push(last);
    }
    points
}

/// A random setting of a kind.
fn setting(random: &mut ChaCha8Rng, kind: usize) -> Setting {
    let loss = [LossName::Logistic, LossName::Exponential][random.random_range(0..2)];
    let learning_rate = Exact(exact(random, 0.1, 5.0));
    let separable = random.random_range(0..4) == 0;
    match kind {
        0 | 1 => {
            let features = kind + 1;
            let points = data(random, features, separable);
            let units = random.random_range(1..=3usize);
            let w1 = (0..units).map(|_| (0..features).map(|_| Exact(exact(random, -1.5, 1.5))).collect()).collect();
            let w2 = (0..units).map(|_| Exact(exact(random, -1.5, 1.5))).collect();
            Setting::TwoLayerFromWeights { loss, learning_rate, points: written(&points), w1, w2 }
        }
        2 => {
            let points = written(&data(random, 1, separable));
            let (lambda, output) = (Exact(exact(random, 2.0, 4.0)), Exact(exact(random, -1.0, 1.0)));
            Setting::TwoLayerOfOneFeature { loss, learning_rate, width: Exact(4.into()), points, lambda, output }
        }
        3 => {
            let features = random.random_range(1..=2usize);
            let points = data(random, features, separable);
            let weights = (0..features).map(|_| Exact(exact(random, -3.0, 3.0))).collect();
            Setting::LinearOnData { loss, learning_rate, points: written(&points), weights }
        }
        4 => {
            let loss = [loss, LossName::Squared][random.random_range(0..2)];
            let (lambda, output) = (Exact(exact(random, 2.0, 4.0)), Exact(exact(random, -1.5, 1.5)));
            Setting::TwoLayer { loss, learning_rate, width: Exact(4.into()), lambda, output }
        }
        _ => {
            let loss = [loss, LossName::Squared][random.random_range(0..2)];
            let depth = random.random_range(2..=3usize);
            let mut sigma: Vec<Rational> = (0..depth).map(|_| exact(random, 0.3, 2.5)).collect();
            if random.random_range(0..3) == 0 {
                sigma[depth - 1] = sigma[0].clone();
            }
            Setting::Aligned { loss, learning_rate, width: Exact(4.into()), sigma: all(&sigma) }
        }
    }
}

/// A plane around the numbers of a setting.
fn plane(random: &mut ChaCha8Rng, setting: Setting) -> Option<Plane> {
    plane_of_spread(random, setting, -4.0..-0.5)
}

/// The same, of relative widths with logarithms in a range.
fn plane_of_spread(random: &mut ChaCha8Rng, setting: Setting, exponents: std::ops::Range<f64>) -> Option<Plane> {
    let parameters = setting.parameters();
    let spread = 10f64.powf(random.random_range(exponents));
    let first = random.random_range(0..parameters.len());
    let second = (first + random.random_range(1..parameters.len())) % parameters.len();
    let mut axis = |index: usize| {
        let (name, value) = &parameters[index];
        let reach = Rational::from_f64(value.to_f64().abs() * spread * random.random_range(0.05..1.0)).unwrap();
        let (from, to) = (Rational::from(value - &reach), Rational::from(value + &reach));
        PlaneAxis::new(name.clone(), Range { from, to })
    };
    let (x, y) = (axis(first), axis(second));
    Plane::new(setting, x, y).ok()
}

/// The problem at a point, typed anew.
fn plain(setting: &Setting) -> Plain {
    let exact = |values: &[Exact]| values.iter().map(|value| value.0.clone()).collect::<Vec<Rational>>();
    let rows = |points: &[(Vec<Exact>, u32)]| points.iter().map(|(z, _)| exact(z)).collect::<Vec<Vec<Rational>>>();
    match setting {
        Setting::TwoLayerFromWeights { loss, learning_rate, points, w1, w2 } => {
            let first: Vec<Vec<Rational>> = w1.iter().map(|row| exact(row)).collect();
            Plain::OnData(Dense::new(*loss, &learning_rate.0, &rows(points), &first, &exact(w2)))
        }
        Setting::TwoLayerOfOneFeature { loss, learning_rate, width, points, lambda, output } => {
            // two units of weights (x, y) and (y, x), and others zero, have lambda = 2 (x² + y²)/m and f = 2 x y/sqrt m
            let units = width.0.to_f64() as usize;
            let (m, root) = (number(&width.0), number(&width.0).sqrt());
            let square = number(&lambda.0) * &m / 2u32;
            let twice = number(&output.0) * root;
            let (sum, difference) = ((square.clone() + &twice).sqrt(), (square - twice).sqrt());
            let (x, y) = ((sum.clone() + &difference) / 2u32, (sum - difference) / 2u32);
            let mut dense = Dense::new(
                *loss,
                &learning_rate.0,
                &rows(points),
                &vec![vec![Rational::new()]; units],
                &vec![Rational::new(); units],
            );
            (dense.first[0][0], dense.second[0]) = (x.clone(), y.clone());
            (dense.first[1][0], dense.second[1]) = (y, x);
            Plain::OnData(dense)
        }
        Setting::LinearOnData { loss, learning_rate, points, weights } => {
            let one = [Rational::from(1)];
            Plain::Linear(Dense::new(*loss, &learning_rate.0, &rows(points), &[exact(weights)], &one))
        }
        Setting::TwoLayer { loss, learning_rate, width, lambda, output } => Plain::OnD0(TwoLayer {
            loss: *loss,
            learning_rate: number(&learning_rate.0),
            width: number(&width.0),
            output: number(&output.0),
            lambda: number(&lambda.0),
        }),
        Setting::Aligned { loss, learning_rate, width, sigma } => {
            let width = width.0.to_f64() as u32;
            Plain::Layers(PlainLayers::new(*loss, &learning_rate.0, width, &exact(sigma)))
        }
    }
}

/// The points to try: corners, the middle and one inside.
fn points(random: &mut ChaCha8Rng, plane: &Plane) -> Vec<Plain> {
    let at = |axis: &PlaneAxis, share: f64| {
        let Range { from, to } = axis.range();
        Rational::from(&to - &from) * Rational::from_f64(share).unwrap() + &from
    };
    let inside = (random.random_range(0.0..1.0), random.random_range(0.0..1.0));
    let positions = plane.positions().unwrap();
    [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.5), inside]
        .into_iter()
        .map(|(x, y)| {
            let setting = plane.setting.clone().with(positions[0], at(&plane.x, x));
            plain(&setting.with(positions[1], at(&plane.y, y)))
        })
        .collect()
}

/// How often a cell fell, rose and was in doubt.
#[derive(Debug, Default)]
struct Moves {
    falls: usize,
    rises: usize,
    doubts: usize,
}

fn follow<S: PlaneSystem>(mut run: PlaneRun<'_, S>, mut states: Vec<Plain>, moves: &mut Moves, plane: &Plane) {
    for _ in 0..4 {
        let before = states.clone();
        run.advance();
        states.iter_mut().for_each(Plain::step);
        if states.iter().any(|state| !state.size().is_finite() || state.size() > 1e100) {
            return;
        }
        let enclosed = run.states();
        for state in &states {
            for (range, value) in enclosed.coordinates().zip(state.coordinates()) {
                let reach = (value.clone().abs() + 1u32) >> 400;
                let inside = value.clone() + &reach >= range.lower() && value.clone() - &reach <= range.upper();
                assert!(inside, "{range:?} misses {value}: {plane:?}");
            }
        }
        let rose = |(before, after): (&Plain, &Plain)| after.order() > before.order();
        let mut seen = before.iter().zip(&states).map(rose);
        if run.is_in_doubt() {
            moves.doubts += 1;
            return;
        } else if run.rises() {
            assert!(seen.all(|rose| rose), "{plane:?}");
            moves.rises += 1;
            return;
        }
        assert!(!seen.any(|rose| rose), "{plane:?}");
        moves.falls += 1;
    }
}

/// Enclosures contain the orbits, and what is said of the loss is true of them.
fn enclose_cells(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1605);
    let mut moves = Moves::default();
    let mut made = 0;
    while made < cases {
        let setting = setting(&mut random, made % KINDS);
        // one in three is smaller than roundings are
        let exponents = if random.random_range(0..3) == 0 { -19.0..-17.0 } else { -4.0..-0.5 };
        let Some(plane) = plane_of_spread(&mut random, setting, exponents) else { continue };
        made += 1;
        let states = points(&mut random, &plane);
        let prepared = plane.prepare().unwrap();
        match prepared.run(Cell::WHOLE).unwrap() {
            AnyRun::Features(run) => follow(run, states, &mut moves, &plane),
            AnyRun::Gram(run) => follow(*run, states, &mut moves, &plane),
            AnyRun::OneFeature(run) => {
                follow(*run, states.into_iter().map(Plain::in_four).collect(), &mut moves, &plane);
            }
            AnyRun::TwoLayer(run) => follow(run, states, &mut moves, &plane),
            AnyRun::Aligned(run) => follow(run, states, &mut moves, &plane),
        }
    }
    let Moves { falls, rises, doubts } = moves;
    assert!([falls, rises, doubts].iter().all(|count| count * 20 > cases), "{moves:?} of {cases}");
}

forging_test!(cells_of_planes_contain_their_orbits, cells_of_planes_contain_their_orbits_exhaustively, |cases| {
    enclose_cells(cases / 2)
});

/// Every kind of proof at a step.
fn proofs(random: &mut ChaCha8Rng, step: u32) -> PlaneProof {
    let few = |random: &mut ChaCha8Rng| {
        let value = Rational::from((random.random_range(1..64), 64));
        ShortNumber::new(value).unwrap()
    };
    let layer = random.random_range(1..=3);
    match random.random_range(0..9) {
        0 => PlaneProof::Trap { step, contraction: few(random) },
        1 => PlaneProof::LayerTrap { step, layer, contraction: few(random) },
        2 => PlaneProof::Separable { step },
        3 => PlaneProof::Universal { step },
        4 => PlaneProof::Growth { step },
        5 => PlaneProof::Alternation { step, margin: few(random) },
        6 => PlaneProof::Lazy { step },
        7 => PlaneProof::Safe { step },
        _ => PlaneProof::Degenerate { step, layer },
    }
}

/// Steps for which an accepted claim is held against an orbit.
const WATCHED: usize = 60;

/// Whether an orbit contradicts a phase.
fn contradicts(mut state: Plain, phase: Phase, step: u32) -> bool {
    let (mut rose, mut rose_early) = (false, false);
    let start = state.size();
    for watched in 0..WATCHED {
        let before = state.order();
        state.step();
        let after = state.order();
        if !after.is_finite() || state.size() > 1e60 {
            return phase != Phase::Divergent;
        }
        // at the minimiser the loss moves by roundings
        let rises = after > before.clone() + (before >> 400);
        rose |= rises;
        rose_early |= rises && watched < step as usize;
    }
    match phase {
        Phase::Lazy => rose,
        Phase::Catapult => !rose_early,
        // the slowest growth is that of the alternation
        Phase::Divergent => state.size() <= start * 4u32,
        _ => true,
    }
}

/// Random proofs about random cells: what is accepted is true of the points that were tried, and proofs of every kind are accepted.
fn forge_planes(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1606);
    let mut accepted = [0_usize; 9];
    let mut refused = 0;
    for case in 0..cases {
        let setting = setting(&mut random, case % KINDS);
        let Some(plane) = plane(&mut random, setting) else { continue };
        let prepared = plane.prepare().unwrap();
        let states = points(&mut random, &plane);
        for _ in 0..12 {
            let step = random.random_range(0..8);
            let proof = proofs(&mut random, step);
            match prepared.establish(Cell::WHOLE, &proof) {
                Ok(phase) => {
                    let kind = match proof {
                        PlaneProof::Trap { .. } => 0,
                        PlaneProof::LayerTrap { .. } => 1,
                        PlaneProof::Separable { .. } => 2,
                        PlaneProof::Universal { .. } => 3,
                        PlaneProof::Growth { .. } => 4,
                        PlaneProof::Alternation { .. } => 5,
                        PlaneProof::Lazy { .. } => 6,
                        PlaneProof::Safe { .. } => 7,
                        PlaneProof::Degenerate { .. } => 8,
                    };
                    accepted[kind] += 1;
                    for state in &states {
                        assert!(!contradicts(state.clone(), phase, step), "{phase} by {proof:?}: {plane:?}");
                    }
                }
                Err(_) => refused += 1,
            }
        }
    }
    // alternations need rates beyond those of most of the cases
    let common = [0, 1, 4, 6];
    assert!(common.iter().all(|kind| accepted[*kind] * 100 > cases) && refused > cases, "{accepted:?} {refused}");
}

forging_test!(proofs_about_cells_of_planes, proofs_about_cells_of_planes_exhaustively, |cases| forge_planes(cases / 2));

/// A network on data for a step by the lemma of descent.
fn forge_descents(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1607);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let features = made % 2 + 1;
        let points = data(&mut random, features, false);
        let first: Vec<Vec<Rational>> =
            (0..2).map(|_| (0..features).map(|_| exact(&mut random, -1.5, 1.5)).collect()).collect();
        let second: Vec<Rational> = (0..2).map(|_| exact(&mut random, -1.5, 1.5)).collect();
        let at = |rate: &Rational| Dense::new(LossName::Squared, rate, &points, &first, &second);
        // the squared loss has one Hessian everywhere
        let slack = |rate: &Rational| {
            let state = at(rate);
            let v = state.v();
            let g = state.gradient_at(&v);
            let turn = dot(&v, &g) * number(rate) / 2u32;
            let mut a = state.kernel();
            (0..features).for_each(|j| a[j][j] -= &turn);
            let [smallest, _] = eigenvalues(&a);
            let [_, largest] = eigenvalues(&product(&state.hessian_at(&v), &a));
            least(&[smallest, small(2.0) - number(rate) * largest])
        };
        let Some(border) = crate::borders::root(
            |rate| slack(&Float::with_val(100, rate).to_rational().unwrap()),
            &small(1e-3),
            &small(100.0),
        ) else {
            continue;
        };
        made += 1;
        let rate = beside(&mut random, &border);
        let descent = Descent::two_layer_from_weights(
            LossName::Squared,
            rate.clone(),
            points.iter().map(|z| (z.clone(), 1)).collect(),
            &first,
            &second,
        )
        .unwrap();
        let run = DataRun::new(&descent, 320);
        let next = DataRun::until(&descent, 320, 1).unwrap();
        let answer = DataDescent::check(&data_descent::of_gram(&run, next.v()));
        if tally.judge(&slack(&rate), 1e-20, answer, || format!("{points:?} {first:?} {second:?} {rate}")).is_some() {
            let before = at(&rate);
            assert!(before.clone().after(1).risk() <= before.risk() + (small(1.0) >> 450));
        }
    }
    tally.finish(cases);
}

forging_test!(descents_on_data, descents_on_data_exhaustively, |cases| forge_descents(cases / 4));

/// The Hessian of the whole segment counts: here it is large at its end only.
#[test]
fn a_descent_looks_at_the_whole_segment() {
    let holds = |points: [i32; 2], rate: i32, weight: i32| {
        let points = points.map(|z| (vec![Rational::from(z)], 1)).to_vec();
        let (rate, weight) = (Rational::from((rate, 10)), Rational::from((weight, 10)));
        let descent = Descent::features(LossName::Exponential, rate, points, vec![weight]);
        let run = DataRun::new(&descent, 128);
        let next = DataRun::until(&descent, 128, 1).unwrap();
        DataDescent::check(&data_descent::of_features(&run, next.v())).is_ok()
    };
    // L(v) = (e^-v + e^v)/2 curves least at 0
    assert!(holds([1, -1], 10, 1) && holds([1, -1], 15, 1));
    assert!(!holds([1, -1], 19, 10));
    assert!(!holds([1, -1], 25, 1));
    // L(v) = (e^-v + e^2v)/2, from -1.5 to 0.25: eta L'' is 1.87 there and 2.95 here
    assert!(holds([1, -2], 3, -15));
    assert!(!holds([1, -2], 8, -15));
}

/// (G6) at a rate and a start: the least slack.
fn universal_slack(
    points: &[Vec<Rational>],
    width: u32,
    lambda: &Rational,
    output: &Rational,
    rate: &Rational,
) -> Float {
    let side = |negative: bool| {
        let sum = points.iter().filter(|z| (z[0] < 0) == negative).map(|z| z[0].clone().abs()).sum::<Rational>();
        number(&(sum / Rational::from(points.len())))
    };
    let (r1, r2) = (side(true), side(false));
    let m = small(f64::from(width));
    let push = number(output) * 2u32 / m.clone().sqrt();
    let (own, factor) = if r2 > r1 {
        (r1.clone(), number(lambda) + push)
    } else if r1 > r2 {
        (r2.clone(), number(lambda) - push)
    } else {
        (small(0.0), small(1.0))
    };
    let eta = number(rate);
    let most = r1.max(&r2);
    least(&[m.clone() * 2u32 - (eta.clone() * most).square(), m - (eta * own).square(), factor])
}

fn forge_universal(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1608);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let mut points: Vec<Vec<Rational>> = (0..2).map(|_| vec![exact(&mut random, 0.2, 2.0)]).collect();
        points.push(vec![-exact(&mut random, 0.2, 3.0)]);
        if random.random() {
            points.iter_mut().for_each(|z| z[0] = -z[0].clone());
        }
        let width = [1, 4, 10][random.random_range(0..3)];
        let lambda = exact(&mut random, 0.5, 4.0);
        // at the boundary p = 0 or q = 0 where m is a square
        let most = Rational::from(&lambda * if width == 4 { 1 } else { 0 });
        let output = if random.random_range(0..4) == 0 { most } else { exact(&mut random, -0.1, 0.1) };
        let output = if random.random() { output } else { -output };
        let slack = |rate: &Float| {
            universal_slack(&points, width, &lambda, &output, &Float::with_val(100, rate).to_rational().unwrap())
        };
        let border = crate::borders::root(slack, &small(1e-3), &small(100.0));
        let rate = match border {
            Some(border) => beside(&mut random, &border),
            None => exact(&mut random, 0.1, 5.0),
        };
        let descent = Descent::two_layer_of_one_feature(
            LossName::Logistic,
            rate.clone(),
            points.iter().map(|z| (z.clone(), 1)).collect(),
            width.into(),
            &lambda,
            output.clone(),
        );
        if descent.validate().is_err() {
            continue;
        }
        made += 1;
        let run = DataRun::new(&descent, 320);
        let answer = gram_universal::numbers(&run, &rate).and_then(|numbers| GramUniversal::check(&numbers));
        let expected = universal_slack(&points, width, &lambda, &output, &rate);
        // a factor of zero is a tie that fails
        let expected = if expected == 0 { small(-1e-30) } else { expected };
        tally.judge(&expected, 1e-20, answer, || format!("{points:?} {width} {lambda} {output} {rate}"));
    }
    tally.finish(cases);
}

forging_test!(universal_rates_on_data, universal_rates_on_data_exhaustively, |cases| forge_universal(cases / 2));

/// p = K + 2 N v is positive as long as v is no further on the other side than K allows, for wide networks too.
#[test]
fn the_universal_rate_asks_for_the_factor_of_a_wide_network() {
    let points = || [-1, 1, 2].map(|z| (vec![Rational::from(z)], 1)).to_vec();
    let holds = |output: Rational| {
        let (lambda, rate) = (Rational::from(2), Rational::from(1));
        let descent =
            Descent::two_layer_of_one_feature(LossName::Logistic, rate.clone(), points(), 100.into(), &lambda, output);
        let numbers = gram_universal::numbers(&DataRun::new(&descent, 128), &rate);
        numbers.and_then(|numbers| GramUniversal::check(&numbers)).is_ok()
    };
    // K = 2, N = 1/10: p = 2 - 18/10, and then 0
    assert!(holds(Rational::from(-9)) && holds(Rational::from(9)) && !holds(Rational::from(-10)));
}

#[test]
fn the_universal_rate_is_for_one_feature_and_bounded_slopes() {
    let run_of = |loss, points: Vec<Vec<i32>>| {
        let points: Vec<(Vec<Rational>, u32)> =
            points.into_iter().map(|z| (z.into_iter().map(Rational::from).collect(), 1)).collect();
        let first = vec![vec![Rational::from(1); points[0].0.len()]];
        Descent::two_layer_from_weights(loss, Rational::from(1), points, &first, &[Rational::from(1)]).unwrap()
    };
    let refused = |descent: Descent<GramSystem>| {
        gram_universal::numbers(&DataRun::new(&descent, 64), &Rational::from(1)).is_err()
    };
    assert!(!refused(run_of(LossName::Logistic, vec![vec![1], vec![-2]])));
    assert!(refused(run_of(LossName::Exponential, vec![vec![1], vec![-2]])));
    assert!(refused(run_of(LossName::Squared, vec![vec![1], vec![-2]])));
    assert!(refused(run_of(LossName::Logistic, vec![vec![1], vec![2]])));
    assert!(refused(run_of(LossName::Logistic, vec![vec![1, 0], vec![-2, 1]])));
}

/// E2, logistic, m = 10, over rates and outputs.
fn three_points() -> Setting {
    let points = [1, 2, -1].map(|z| (vec![Exact(Rational::from(z))], 1)).into();
    let exact = |value: i32| Exact(Rational::from(value));
    Setting::TwoLayerOfOneFeature {
        loss: LossName::Logistic,
        learning_rate: exact(1),
        width: exact(10),
        points,
        lambda: exact(2),
        output: exact(0),
    }
}

fn axis(parameter: &str, range: &str) -> PlaneAxis {
    PlaneAxis::new(parameter, range.parse().unwrap())
}

#[test]
fn planes_are_checked() {
    let plane = |x, y| Plane::new(three_points(), x, y);
    assert!(plane(axis("eta", "1..2"), axis("output", "-1..1")).is_ok());
    let unknown = plane(axis("eta", "1..2"), axis("sigma_1", "1..2"));
    assert!(matches!(&unknown, Err(ChartError::Parameter { name, known }) if name == "sigma_1" && known.len() == 3));
    assert!(matches!(plane(axis("eta", "1..2"), axis("eta", "1..3")), Err(ChartError::SameParameter(_))));
    assert!(matches!(plane(axis("eta", "0..2"), axis("output", "-1..1")), Err(ChartError::Problem(_))));
    assert!(matches!(plane(axis("eta", "1..2"), axis("output", "-1..4")), Err(ChartError::Problem(_))));
    let backwards = PlaneAxis::new("eta", Range { from: Rational::from(2), to: Rational::from(1) });
    assert!(matches!(plane(backwards, axis("output", "-1..1")), Err(ChartError::Range(_))));
    // a setting that says something else of what varies would be another file of the same plane
    let mut other = plane(axis("eta", "1..2"), axis("output", "-1..1")).unwrap();
    other.setting = other.setting.with(0, Rational::from((3, 2)));
    assert!(matches!(other.validate(), Err(ChartError::FixedValue(_))));
}

/// A certificate of a plane: read, checked, and altered.
#[test]
fn certificates_of_planes_are_checked() {
    let plane = Plane::new(three_points(), axis("eta", "1/2..1"), axis("output", "73/100..78/100")).unwrap();
    let trap = |contraction: (i32, i32)| PlaneProof::Trap {
        step: 0,
        contraction: ShortNumber::new(contraction.into()).unwrap(),
    };
    let cell = ProvedCell { cell: Cell::WHOLE, phase: Phase::Lazy, proof: trap((4, 5)) };
    let certificate = AtlasCertificate::of(plane, vec![cell]);
    let claim = certificate.check().expect("a proof").statement;
    assert!(
        claim.starts_with("two-layer network of width 10 on 3 points of one feature (signed points -1, 1, 2), logistic loss, eta from 1/2 to 1, output from 73/100 to 39/50, lambda = 2: 100 % lazy"),
        "{claim}"
    );
    let text = serde_json::to_string(&certificate).unwrap();
    let read: AtlasCertificate<Plane> = serde_json::from_str(&text).unwrap();
    assert_eq!(read, certificate);
    for (honest, forged) in [
        ("\"step\":0", "\"step\":0,\"believe\":1"),
        ("\"setting\":{", "\"setting\":{\"note\":1,"),
        ("\"lambda\":\"2\",", ""),
    ] {
        assert!(text.contains(honest), "{honest}");
        assert!(
            serde_json::from_str::<AtlasCertificate<Plane>>(&text.replacen(honest, forged, 1)).is_err(),
            "{forged}"
        );
    }
    let altered = |change: &dyn Fn(&mut AtlasCertificate<Plane>)| {
        let mut altered = certificate.clone();
        change(&mut altered);
        altered.check().map(|claim| claim.statement)
    };
    assert_eq!(altered(&|it| it.format = AtlasFormat::One), Err(AtlasRejection::Format));
    assert!(matches!(altered(&|it| it.cells[0].phase = Phase::Divergent), Err(AtlasRejection::Share { .. })));
    assert!(matches!(altered(&|it| it.cells[0].proof = trap((1, 10))), Err(AtlasRejection::Cell(_))));
    assert!(matches!(altered(&|it| it.chart.x = axis("eta", "1/2..40")), Err(AtlasRejection::Cell(_))));
    assert!(matches!(altered(&|it| it.chart.y = axis("output", "73/100..3")), Err(AtlasRejection::Cell(_))));
    assert!(matches!(
        altered(&|it| it.chart.x = axis("eta", "1/4..1")),
        Err(AtlasRejection::Chart(ChartError::FixedValue(_)))
    ));
    assert!(matches!(altered(&|it| it.cells.clear()), Err(AtlasRejection::Share { .. })));
    // more work than a check may take
    let long = PlaneProof::Growth { step: 1 << 16 };
    let many = |it: &mut AtlasCertificate<Plane>| {
        it.cells = vec![ProvedCell { proof: long.clone(), ..it.cells[0].clone() }; 1 << 10]
    };
    assert_eq!(altered(&many), Err(AtlasRejection::Work));
    // which on D0 would be little enough
    let fewer = |it: &mut AtlasCertificate<Plane>| {
        it.cells = vec![ProvedCell { proof: long.clone(), ..it.cells[0].clone() }; 100]
    };
    assert_eq!(altered(&fewer), Err(AtlasRejection::Work));
    let wide = |it: &mut AtlasCertificate<Plane>| {
        it.chart.setting = it.chart.setting.clone().with(1, Rational::from(1) >> 5000)
    };
    assert_eq!(altered(&wide), Err(AtlasRejection::Work));
    let long_point = |it: &mut AtlasCertificate<Plane>| {
        let Setting::TwoLayerOfOneFeature { points, .. } = &mut it.chart.setting else { unreachable!("E2") };
        let mut longer = points.to_vec();
        longer[0].0[0] = Exact(Rational::from(1) >> 5000u32);
        *points = longer;
    };
    assert_eq!(altered(&long_point), Err(AtlasRejection::Work));
    // no area
    let at = |parameter: &str, value: (i32, i32)| {
        let value = Rational::from(value);
        PlaneAxis::new(parameter, Range { from: value.clone(), to: value })
    };
    assert_eq!(altered(&|it| it.chart.x = at("eta", (1, 2))), Err(AtlasRejection::Range));
    assert_eq!(altered(&|it| it.chart.y = at("output", (3, 4))), Err(AtlasRejection::Range));
    // a cell outside the plane
    let outside = |it: &mut AtlasCertificate<Plane>| it.cells[0].cell = Cell { level: 0, column: 1, row: 0 };
    assert_eq!(altered(&outside), Err(AtlasRejection::Cells));
}

/// Layers are equal in a whole cell only if neither varies.
#[test]
fn equal_layers_do_not_vary() {
    let exact = |value: i32| Exact(Rational::from((value, 2)));
    let setting = Setting::Aligned {
        loss: LossName::Squared,
        learning_rate: exact(1),
        width: exact(2),
        sigma: vec![exact(1), exact(-1), exact(1), exact(4)],
    };
    let plane = Plane::new(setting, axis("sigma_1", "1/2..3/4"), axis("eta", "1/100..1/50")).unwrap();
    let prepared = plane.prepare().unwrap();
    let Ok(AnyRun::Aligned(run)) = prepared.run(Cell::WHOLE) else { unreachable!("an aligned network") };
    assert_eq!(run.equal_layers(0), Vec::<usize>::new());
    assert_eq!(run.equal_layers(1), [1, 2]);
    assert_eq!(run.equal_layers(3), [3]);
    // the lemma about layers that vanish together is for two or more, though a smallest one alone has its inequalities
    let degenerate = |layer| prepared.establish(Cell::WHOLE, &PlaneProof::Degenerate { step: 0, layer });
    for alone in [1, 4] {
        assert!(matches!(degenerate(alone), Err(Failure::NotApplicable(_))), "{alone}");
    }
    assert!(!matches!(degenerate(2), Err(Failure::NotApplicable(_))));
}
