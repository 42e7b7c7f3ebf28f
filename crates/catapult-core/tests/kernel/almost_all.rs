//! Forged bounds of how many starts of a cell do not diverge: the hypotheses of `gram_almost_all` typed anew from its statement, and what it says of the
//! starts, held against orbits.

use crate::as_stated::{self, FINE, Statement, one};
use crate::borders::exact;
use crate::plain_networks::Dense;
use crate::plain_orbits::{number, small};
use catapult_core::arithmetic::Ball;
use catapult_core::certify::almost::{AlmostCell, AlmostDivergent};
use catapult_core::certify::atlas::{AtlasCertificate, AtlasRejection, CellRejection, ProvedCell};
use catapult_core::certify::cell::ShortNumber;
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::chart::{Cell, Range};
use catapult_core::certify::checks::Failure;
use catapult_core::certify::checks::gram_almost_all::{Bundle, GramAlmostAll, Numbers, Sides};
use catapult_core::certify::lemma::Lemma;
use catapult_core::certify::plane::{AlmostProof, Along, AnyRun, Plane, PlaneAxis, PreparedPlane, Setting};
use catapult_core::dynamics::GramSystem;
use catapult_core::model::LossName;
use catapult_core::theory::rotation::{Rotation, Side};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// P_1, Q_1, P_2, Q_2, a, N, theta, h, D, zeta, X, A, B, mu, mu', M, S, u, epsilon.
const STATED: Statement = Statement {
    typical: &[
        (0.0, 1.2),
        (-2.0, 0.7),
        (0.8, 1.4),
        (-1.0, 0.7),
        (-1.0, 1.5),
        (-1.5, 0.0),
        (-3.0, 0.0),
        (-2.0, 0.0),
        (1.0, 2.0),
        (-0.5, 0.5),
        (-14.0, 1.0),
        (-3.0, 0.0),
        (-3.0, 0.0),
        (3.2, 3.8),
        (3.2, 3.8),
        (-3.0, 3.0),
        (-3.0, 6.0),
        (0.0, 4.5),
        (-4.0, 0.0),
    ],
    signed: &[1, 3, 11, 12],
    slacks: stated,
    // those of `almost_all_needs_each_hypothesis`
    rare: &[1, 2, 3, 13, 15, 16, 17, 18],
    room: FINE,
    check: |numbers| {
        let numbers: [Ball; 19] = numbers.try_into().expect("as many as are stated");
        let [
            plus,
            minus,
            plus_2,
            minus_2,
            pushes,
            scale,
            room,
            half_side,
            unevenness,
            nearest,
            farthest,
            from,
            to,
            low,
            high,
            slant,
            spread,
            clearance,
            exception,
        ] = numbers;
        GramAlmostAll::check(&Numbers {
            rotation: Rotation { sides: [Side { plus, minus }, Side { plus: plus_2, minus: minus_2 }] },
            pushes,
            scale,
            room,
            half_side,
            unevenness,
            nearest,
            farthest,
            places: [from, to],
            levels: [low, high],
            slant,
            spread,
            clearance,
            exception,
        })
    },
};

/// The hypotheses in the words of (G6m).
fn stated(numbers: &[Float]) -> Vec<Float> {
    let [p1, q1, p2, q2, a, n, theta, h, d, zeta, x, from, to, mu, mu_high, m, spread, u, epsilon] = numbers else {
        panic!("as many as are stated")
    };
    let sum = |one: &Float, other: &Float| one.clone() + other;
    let minus = |one: &Float, other: &Float| one.clone() - other;
    let (c1, c2, l1, l2) = (minus(p1, q1), minus(p2, q2), sum(p1, q1), sum(p2, q2));
    let s = sum(&c1, &c2);
    let r = (c2.clone() * &l1 + c1.clone() * &l2) / &s;
    let kappa = (r.clone() / 2u32 + 1u32) / zeta;
    let alpha = a.clone() * (-zeta.clone() * u).exp();
    let delta = alpha.clone() / theta * 64u32 / 5u32;
    let reach = kappa.clone() / &r * 3u32 / 4u32 + u;
    let w = n.clone() * (-mu.clone() / 2u32).exp() * 9u32 / 2u32;
    let g = (-r.clone() / 2u32).exp();
    let rest = one() - &g;
    let lost = w.clone() * (u.clone() / &rest + kappa.clone() * &g / rest.clone().square()) * 16u32 / 7u32;
    let slope = (sum(u, &kappa) * (m.clone() + 3u32) * 32u32 / 25u32
        + (sum(mu_high, d) / 2u32).exp() / n * 13u32 / 16u32)
        * (alpha.clone() / theta)
        * x
        * 16u32;
    vec![
        r,
        zeta.clone(),
        theta.clone(),
        one() - theta,
        (q1.clone() / 2u32).exp() - theta,
        (q2.clone() / 2u32).exp() - theta,
        c1.clone() - h.clone() * 2u32,
        c2.clone() - h.clone() * 2u32,
        d.clone() - minus(&l2, &l1),
        d.clone() - minus(&l1, &l2),
        zeta.clone() * u - 1u32,
        sum(from, &c1),
        minus(&c2, to),
        s.clone() - minus(to, from) - delta.clone() * 2u32,
        (minus(mu, d) / 2u32).exp() * h.clone().sinh() - n.clone() * 2u32 * 33u32 / 32u32 * &reach,
        s.clone() / 5u32 - d.clone() * &w * &reach,
        one() / 32u32 - delta.clone() * (d.clone() / &s + 1u32),
        w.clone() * u - &delta,
        h.clone() - &delta,
        one() / 8u32 - slope,
        epsilon.clone() * spread - lost,
    ]
}

forging_test!(almost_all_as_stated, almost_all_as_stated_exhaustively, |cases| as_stated::forge(
    1701,
    &STATED,
    20 * cases
));

/// Numbers of a network with a_1 = 3/2, a_2 = 3 and N = 1/2, far from zero.
fn typical() -> Vec<Float> {
    let logarithms = |a: f64| [small((a + 1.0).powi(2)).ln(), small((1.0 - a).powi(2)).ln()];
    let rest = [4.5, 0.5, 0.45, 0.5, 4.0, 1.0, 2.0, -0.5, 0.5, 30.0, 31.0, 1.0, 1.0, 30.0, 0.01].map(small);
    logarithms(1.5).into_iter().chain(logarithms(3.0)).chain(rest).collect()
}

/// What seldom fails alone among random numbers: numbers of the wrong sign in pairs, and curves that go all around.
#[test]
fn almost_all_needs_each_hypothesis() {
    let refused = |changes: &[(usize, f64)]| {
        let mut numbers = typical();
        changes.iter().for_each(|(place, value)| numbers[*place] = small(*value));
        let failing = stated(&numbers).into_iter().filter(|slack| *slack < 0).count();
        let answer = (STATED.check)(numbers.into_iter().map(Ball::exact).collect());
        (failing, answer.err().map(|failure| failure.to_string()).unwrap_or_default())
    };
    let alone = |changes: &[(usize, f64)], hypothesis: &str| {
        let (failing, text) = refused(changes);
        assert!(failing <= 1 && text.contains(hypothesis), "{hypothesis}: {failing}, {text}");
    };
    assert_eq!(refused(&[]), (0, String::new()));
    // zeta and u, of which the last hypotheses know as well
    assert!(refused(&[(9, -1.0), (17, -30.0)]).1.contains("zeta > 0"));
    // a and theta
    alone(&[(4, -4.5), (6, -0.5)], "theta > 0");
    // theta where both a_i are beyond 2: log (1 - a)² of 3 and 4, whose L is larger
    let beyond = |a: f64| [(1.0 + a).powi(2).ln(), (1.0 - a).powi(2).ln()];
    let [[p1, q1], [p2, q2]] = [beyond(3.0), beyond(4.0)];
    alone(&[(0, p1), (1, q1), (2, p2), (3, q2), (6, 1.5)], "theta <= 1");
    // A at -c_1, B at c_2, and drifts between half and all of what is left between them, which are no hindrance to slopes where X is small
    let sides = [p1 - q1, p2 - q2].map(|side| side * (1.0 - 1e-9));
    let pushes = [(0, p1), (1, q1), (2, p2), (3, q2)];
    let around = [(11, -sides[0]), (12, sides[1]), (17, 25.0), (10, 1e-12), (16, 100.0)];
    let around: Vec<(usize, f64)> = pushes.into_iter().chain(around).collect();
    alone(&around, "B - A + 2 Delta < s");
    // drifts and strips of like size, where X is small and the share is of a long curve
    let wide = [(9, 4.0), (10, 1e-12), (16, 1000.0)];
    let with = |rest: &[(usize, f64)]| wide.iter().chain(rest).copied().collect::<Vec<_>>();
    alone(&with(&[(13, 9.0), (14, 10.0), (17, 2.19)]), "Delta (1 + D/s) <= 1/32");
    alone(&with(&[(13, 12.0), (14, 12.0), (17, 2.263)]), "Delta < w u");
    let alike = [(0, 2.506), (1, 0.811), (2, 2.506), (3, 0.811), (4, 5.0), (8, 0.0)];
    let thin = [(7, 0.01), (13, 11.24), (14, 11.5), (17, 2.289)];
    alone(&with(&[alike.as_slice(), &thin].concat()), "Delta < h");
    let far = [(0, 4.0), (1, 0.0), (2, 4.0), (3, 0.0), (7, 2.0), (8, 2.0), (13, 4.12), (14, 4.2), (17, 3.0)];
    alone(&with(&far), "D w U <= s/5");
}

#[test]
fn almost_all_of_what_is_unknown() {
    as_stated::assert_unbounded_confirms_nothing(&STATED);
}

/// Curves that go far around are read at their worst ends, whichever way log(pq) - sigma x tilts.
#[test]
fn bundles_are_read_at_their_worst_ends() {
    for pushes in [[1.3f64, 3.0], [3.0, 1.3], [0.4, 2.2]] {
        let bundle = Bundle {
            pushes,
            scale: 0.5,
            nearest: 0.5,
            farthest: 2.0,
            places: [-0.7, 0.9],
            sizes: [20.0, 21.0],
            slope: 0.25,
            drift: 3.0,
            length: 0.125,
        };
        let numbers = bundle.numbers(30.0, 0.01);
        let [[p1, q1], [p2, q2]] = pushes.map(|a| [(1.0 + a).powi(2).ln(), (1.0 - a).powi(2).ln()]);
        let (c1, c2, l1, l2) = (p1 - q1, p2 - q2, p1 + q1, p2 + q2);
        let tilts = [-0.7, 0.9].map(|x| (l2 - l1) / (c1 + c2) * x);
        let near = |one: f64, other: f64| (one - other).abs() < 1e-12;
        assert!(near(numbers.levels[0], 20.0 - tilts[0].max(tilts[1])), "{numbers:?}");
        assert!(near(numbers.levels[1], 21.0 - tilts[0].min(tilts[1])), "{numbers:?}");
        assert!(
            near(numbers.slant, 12.0) && near(numbers.spread, 0.03125) && near(numbers.pushes, pushes[0] + pushes[1])
        );
        let gap = pushes.map(|a| (1.0 - a).abs()).into_iter().fold(1.0, f64::min);
        // each a little on the safe side
        let below = |value: f64, bound: f64| value <= bound && value >= 0.99 * bound;
        assert!(below(numbers.room, gap) && below(numbers.half_side, c1.min(c2) / 2.0), "{numbers:?}");
        assert!(below((l2 - l1).abs(), numbers.unevenness), "{numbers:?}");
    }
}

/// What a network of two units of one feature has for p and q, typed anew.
fn factors(state: &Dense) -> [Float; 2] {
    let kernel = state.kernel()[0][0].clone();
    let shift = state.v()[0].clone() * state.scale() * 2u32;
    [kernel.clone() + &shift, kernel - shift]
}

/// A cell of rates and outputs of a random network that is likely to diverge, its points, and its width.
struct Case {
    points: Vec<Rational>,
    width: u32,
    lambda: Rational,
    rates: Range,
    outputs: Range,
}

impl Case {
    fn random(random: &mut ChaCha8Rng) -> Self {
        let positive = random.random_range(1..=2);
        let mut points: Vec<Rational> = (0..positive).map(|_| exact(random, 0.6, 2.0)).collect();
        points.push(-exact(random, 0.6, 2.0));
        if random.random_range(0..8) == 0 {
            points.push(Rational::new());
        }
        let width = [1, 4, 9][random.random_range(0..3)];
        let root = f64::from(width).sqrt();
        let slope = points.iter().map(|z| z.to_f64().abs()).sum::<f64>() / points.len() as f64;
        let rate = exact(random, 1.8 * root / slope, 6.0 * root / slope);
        let lambda = exact(random, 1.0, 4.0);
        let output = exact(random, -0.4 * root, 0.4 * root) * (&lambda / Rational::from(2));
        let reach = |value: &Rational, random: &mut ChaCha8Rng| {
            let size = Rational::from_f64(10f64.powf(random.random_range(-6.0..-3.0))).unwrap();
            Range { from: value.clone(), to: value + size }
        };
        let (rates, outputs) = (reach(&rate, random), reach(&output, random));
        Case { points, width, lambda, rates, outputs }
    }

    fn plane(&self) -> Option<Plane> {
        let setting = Setting::TwoLayerOfOneFeature {
            loss: LossName::Logistic,
            learning_rate: Exact(self.rates.from.clone()),
            width: Exact(self.width.into()),
            points: self.points.iter().map(|z| (vec![Exact(z.clone())], 1)).collect(),
            lambda: Exact(self.lambda.clone()),
            output: Exact(self.outputs.from.clone()),
        };
        let axis = |name: &str, range: &Range| PlaneAxis::new(name, range.clone());
        Plane::new(setting, axis("eta", &self.rates), axis("output", &self.outputs)).ok()
    }

    /// a_1 and a_2 at a rate: eta N times the slopes of the risk far out.
    fn pushes(&self, rate: &Rational) -> [Rational; 2] {
        let root = Rational::from(u32::isqrt(self.width));
        let slope = |side: fn(&Rational) -> bool| -> Rational {
            let sum: Rational = self.points.iter().filter(|z| side(z)).map(|z| z.clone().abs()).sum();
            sum / Rational::from(self.points.len()) * rate / &root
        };
        [slope(|z| *z < 0), slope(|z| *z > 0)]
    }

    /// The network at one point of the cell: units (x, y) and (y, x), and for one unit w1 and w2 alone.
    fn start(&self, rate: &Rational, output: &Rational) -> Dense {
        let points: Vec<Vec<Rational>> = self.points.iter().map(|z| vec![z.clone()]).collect();
        let units = self.width as usize;
        let zero = || vec![Rational::new(); units];
        let first: Vec<Vec<Rational>> = zero().into_iter().map(|x| vec![x]).collect();
        let mut dense = Dense::new(LossName::Logistic, rate, &points, &first, &zero());
        let square = number(&self.lambda) * self.width;
        let twice = number(output) * number(&self.width.into()).sqrt() * 2u32;
        let (sum, difference) = ((square.clone() + &twice).sqrt(), (square - twice).sqrt());
        let (x, y) = ((sum.clone() + &difference) / 2u32, (sum - difference) / 2u32);
        // one unit has all of w1 and w2, so that |w1|² + |w2|² = m lambda and w1 w2 = sqrt m f
        (dense.first[0][0], dense.second[0]) = (x, y);
        dense
    }
}

/// What is read of a wide cell holds of its corners and its middle: x = log p - log q and log(pq), how they vary along the outputs, and the pushes.
#[test]
fn bundles_contain_their_starts() {
    let mut random = ChaCha8Rng::seed_from_u64(1703);
    // 2^-100: differences of orbits at 500 bits are derivatives to many more digits than a double has
    let nudge = Rational::from((1, rug::Integer::from(1) << 100));
    let mut read = 0;
    while read < 300 {
        let mut case = Case::random(&mut random);
        case.rates.to += Rational::from_f64(random.random_range(0.01..0.2)).unwrap();
        case.outputs.to += Rational::from_f64(random.random_range(0.01..0.2)).unwrap();
        let Some(plane) = case.plane() else { continue };
        let prepared = plane.prepare().unwrap();
        let AnyRun::OneFeature(mut run) = prepared.run(Cell::WHOLE).unwrap() else { panic!("one feature") };
        let corner = |range: &Range, share: u32| {
            Rational::from(&range.to - &range.from) * Rational::from((share, 2)) + &range.from
        };
        let places = [(0, 0), (0, 2), (2, 0), (2, 2), (1, 1)];
        let mut states: Vec<[Dense; 2]> = places
            .iter()
            .map(|(x, y)| {
                let (rate, output) = (corner(&case.rates, *x), corner(&case.outputs, *y));
                [case.start(&rate, &output), case.start(&rate, &(output + &nudge))]
            })
            .collect();
        for _ in 0..3 {
            let Ok(bundle) = run.bundle::<f64>(Along::Y) else { break };
            read += 1;
            for pair in &states {
                let [[p, q], [beside_p, beside_q]] = pair.each_ref().map(|state| factors(state).map(Float::ln));
                let within = |value: Float, [low, high]: [f64; 2]| value >= low - 1e-12 && value <= high + 1e-12;
                let (place, size) = (p.clone() - &q, p + q);
                let slope = |beside: Float, here: &Float| (beside - here).abs() << 100u32;
                let steepness = slope(beside_p.clone() - &beside_q, &place);
                let drift = slope(beside_p + beside_q, &size);
                assert!(within(place, bundle.places) && within(size, bundle.sizes), "{bundle:?}");
                assert!(steepness >= bundle.slope * (1.0 - 1e-12), "{steepness} is below the least slope: {bundle:?}");
                assert!(
                    drift <= bundle.drift * (1.0 + 1e-12) + 1e-12,
                    "{drift} is above the largest drift: {bundle:?}"
                );
            }
            let length = Rational::from(&case.outputs.to - &case.outputs.from).to_f64();
            assert!((bundle.length - length).abs() <= 1e-15, "{bundle:?}");
            assert!((bundle.scale - states[0][0].scale().to_f64()).abs() <= 1e-15, "{bundle:?}");
            let pushes = run.bundle::<Ball>(Along::Y).expect("the same in balls").pushes;
            for rate in [&case.rates.from, &case.rates.to] {
                for (push, exact) in pushes.iter().zip(case.pushes(rate)) {
                    assert!(push.contains(&exact), "{push:?} misses {exact}");
                }
            }
            run.advance();
            states.iter_mut().flatten().for_each(Dense::step);
        }
    }
}

/// The numbers of a proof at the step it is first found.
fn find(prepared: &PreparedPlane<'_>) -> Option<(AlmostProof, u16)> {
    let AnyRun::OneFeature(mut run) = prepared.run(Cell::WHOLE).ok()? else { return None };
    for step in 0..40 {
        let bundle: Bundle<f64> = run.bundle(Along::Y).ok()?;
        let nearest = bundle.nearest;
        for reach in 2..40u32 {
            let clearance = Rational::from_f64((f64::from(reach) / nearest * 64.0).round() / 64.0).unwrap();
            let numbers = bundle.clone().numbers(clearance.to_f64(), 1.0);
            let share = numbers.lost() / numbers.spread * 1.01 + 1e-4;
            if share < 0.2 {
                let proof = AlmostProof { step, along: Along::Y, clearance: ShortNumber::new(clearance).unwrap() };
                let exception = (share * f64::from(AlmostCell::PARTS)).ceil() as u16;
                let almost = AlmostCell { cell: Cell::WHOLE, exception, proof };
                if prepared.establish_almost(Cell::WHOLE, &almost.share(), &almost.proof).is_ok() {
                    return Some((almost.proof, exception));
                }
            }
        }
        if run.is_lost() {
            return None;
        }
        run.advance();
    }
    None
}

/// Steps after that of a proof for which orbits are followed.
const WATCHED: u32 = 25;

/// Starts of a line of a cell.
const SAMPLES: u32 = 24;

/// What is proved of random cells is true of orbits: those that stay as far from v = 0 as the proof counts on go round as the rotation does, and grow
/// by r at each step; the others are no more than the proof counts.
fn hold_against_orbits(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(1702);
    let (mut proved, mut tried, mut lost, mut expected) = (0, 0, 0.0, 0.0);
    while proved < cases {
        tried += 1;
        assert!(tried < 200 * cases, "{proved} cells of {tried}");
        let case = Case::random(&mut random);
        let Some(plane) = case.plane() else { continue };
        let prepared = plane.prepare().unwrap();
        let Some((proof, exception)) = find(&prepared) else { continue };
        proved += 1;
        let share = f64::from(exception) / f64::from(AlmostCell::PARTS);
        // less than it takes is refused
        let less = Rational::from_f64(share / 4.0).unwrap();
        assert!(matches!(
            prepared.establish_almost(Cell::WHOLE, &less, &proof),
            Err(Failure::NotProved(hypothesis)) if hypothesis.contains("epsilon")
        ));
        let within = |range: &Range, share: f64| {
            Rational::from(&range.to - &range.from) * Rational::from_f64(share).unwrap() + &range.from
        };
        let rate = within(&case.rates, random.random_range(0.0..1.0));
        let clearance = number(proof.clearance.value());
        let offset = random.random_range(0.0..1.0);
        for sample in 0..SAMPLES {
            let output = within(&case.outputs, (f64::from(sample) + offset) / f64::from(SAMPLES));
            let mut state = case.start(&rate, &output);
            (0..proof.step).for_each(|_| state.step());
            expected += share;
            if !stays(&case, state, &rate, &clearance) {
                lost += 1.0;
            }
        }
    }
    // a bound, and samples at even distances: a few more for chance
    assert!(lost <= expected + 4.0 * expected.sqrt() + 4.0, "{lost} lost of {expected} allowed");
    assert!(lost > 0.0 || cases < 500, "no start was lost");
}

/// Whether a start keeps its distance, by the steps that are watched; it must then grow as the rotation does.
fn stays(case: &Case, mut state: Dense, rate: &Rational, clearance: &Float) -> bool {
    // a_i = eta r_i/sqrt m, r_i the mean of |z| on a side
    let side = |sign: i32| {
        let there = case.points.iter().map(|z| Rational::from(z * sign)).filter(|z| *z > 0);
        number(&there.sum::<Rational>()) * number(rate) / case.points.len() as u32 / state.scale().recip()
    };
    let [a1, a2] = [side(-1), side(1)];
    let logarithms = |a: &Float| [(a.clone() + 1u32).square().ln(), (one() - a).square().ln()];
    let ([p1, q1], [p2, q2]) = (logarithms(&a1), logarithms(&a2));
    let (c1, c2) = (p1.clone() - &q1, p2.clone() - &q2);
    let (l1, l2) = (p1 + q1, p2 + q2);
    let s = c1.clone() + &c2;
    let sigma = (l2.clone() - &l1) / &s;
    let r = (c2.clone() * l1 + c1.clone() * l2) / &s;
    let nearest = case.points.iter().filter(|z| !z.is_zero()).map(|z| z.clone().abs()).min().unwrap();
    let kappa = (r.clone() / 2u32 + 1u32) / number(&nearest);
    let level = |state: &Dense| {
        let [p, q] = factors(state).map(Float::ln);
        let x = p.clone() - &q;
        (p + q - sigma.clone() * &x, x)
    };
    let (first, _) = level(&state);
    for step in 0..WATCHED {
        if state.v()[0].clone().abs() < clearance.clone() + kappa.clone() * step {
            return false;
        }
        let (now, x) = level(&state);
        let drift = (now - &first - r.clone() * step).abs();
        assert!(drift <= 1.0 / 32.0, "drift {drift} after {step}");
        assert!(x >= -c1.clone() && x <= c2, "{x} after {step}");
        state.step();
    }
    true
}

forging_test!(almost_all_starts, almost_all_starts_exhaustively, |cases| hold_against_orbits(cases / 50));

/// A plane of E2 whose cells diverge almost everywhere, with a proof of one.
fn proved() -> (Plane, AlmostCell) {
    let exact = |numerator: i32, denominator: i32| Exact(Rational::from((numerator, denominator)));
    let setting = Setting::TwoLayerOfOneFeature {
        loss: LossName::Logistic,
        learning_rate: exact(14, 1),
        width: exact(10, 1),
        points: [1, 2, -1].map(|z| (vec![exact(z, 1)], 1)).to_vec(),
        lambda: exact(2, 1),
        output: exact(1, 1),
    };
    let range = |from: Exact, reach: i32| Range { to: &from.0 + Rational::from((1, reach)), from: from.0 };
    let (rates, outputs) = (range(exact(14, 1), 4096), range(exact(1, 1), 4096));
    let plane = Plane::new(setting, PlaneAxis::new("eta", rates), PlaneAxis::new("output", outputs)).unwrap();
    let (proof, exception) = find(&plane.prepare().unwrap()).expect("a cell that diverges");
    (plane, AlmostCell { cell: Cell::WHOLE, exception, proof })
}

/// What the proof of a cell may not say.
#[test]
fn almost_cells_are_proved_as_they_stand() {
    let (plane, almost) = proved();
    let prepared = plane.prepare().unwrap();
    let answer = |almost: &AlmostCell| prepared.establish_almost(almost.cell, &almost.share(), &almost.proof);
    assert_eq!(answer(&almost), Ok(()));
    let altered = |change: &dyn Fn(&mut AlmostCell)| {
        let mut copy = almost.clone();
        change(&mut copy);
        answer(&copy).expect_err("altered")
    };
    assert!(matches!(altered(&|it| it.exception = 0), Failure::NotProved(_)));
    assert!(matches!(altered(&|it| it.proof.along = Along::X), Failure::NotApplicable(_)));
    assert!(matches!(altered(&|it| it.proof.step -= 4), Failure::NotProved(_)));
    assert!(matches!(altered(&|it| it.proof.step = 70_000), Failure::OutOfRange(_)));
    for clearance in [Rational::new(), Rational::from(-5), Rational::from((1, 10)), Rational::from(1_000_000)] {
        let clearance = ShortNumber::new(clearance).unwrap();
        assert!(matches!(altered(&|it| it.proof.clearance = clearance.clone()), Failure::NotProved(_)));
    }
    assert!(matches!(altered(&|it| it.cell = Cell { level: 1, column: 2, row: 0 }), Failure::OutOfRange(_)));
    // quarters are smaller, and lose as much of their starts, which is a larger share
    let quarter = AlmostCell { cell: Cell { level: 1, column: 0, row: 1 }, ..almost.clone() };
    assert!(answer(&quarter).is_err());
    assert!(answer(&AlmostCell { exception: 2 * almost.exception, ..quarter }).is_ok());
}

/// Other losses, data of one sign, several features, other networks.
#[test]
fn almost_all_is_for_data_of_one_feature() {
    let (plane, almost) = proved();
    let applicable = |change: &dyn Fn(&mut Setting)| {
        let mut setting = plane.setting.clone();
        change(&mut setting);
        let plane = Plane { setting, ..plane.clone() };
        let proof = AlmostProof { step: 0, ..almost.proof.clone() };
        plane.prepare().unwrap().establish_almost(Cell::WHOLE, &almost.share(), &proof)
    };
    assert!(matches!(applicable(&|_| ()), Err(Failure::NotProved(_))));
    let with_loss = |other: LossName| {
        applicable(&|setting| {
            let Setting::TwoLayerOfOneFeature { loss, .. } = setting else { unreachable!("of one feature") };
            *loss = other;
        })
    };
    assert!(matches!(with_loss(LossName::Exponential), Err(Failure::NotApplicable(_))));
    assert!(matches!(with_loss(LossName::Squared), Err(Failure::NotApplicable(_))));
    let one_sided = applicable(&|setting| {
        let Setting::TwoLayerOfOneFeature { points, .. } = setting else { unreachable!("of one feature") };
        points.retain(|(z, _)| z[0].0 > 0);
    });
    assert!(matches!(one_sided, Err(Failure::NotApplicable(_))));
    let on_d0 = applicable(&|setting| {
        let Setting::TwoLayerOfOneFeature { loss, learning_rate, width, lambda, output, .. } = setting.clone() else {
            unreachable!("of one feature")
        };
        *setting = Setting::TwoLayer { loss, learning_rate, width, lambda, output };
    });
    assert!(matches!(on_d0, Err(Failure::NotApplicable(_))));
}

/// The certificate of an atlas with such cells.
#[test]
fn atlases_claim_what_almost_diverges() {
    let (plane, almost) = proved();
    let certificate = AtlasCertificate::of(plane, Vec::new()).with_almost(vec![almost.clone()]);
    let claim = certificate.check().expect("proved");
    assert!(claim.statement.contains("diverge") && claim.statement.contains("100 % more"), "{}", claim.statement);
    let text = serde_json::to_string(&certificate).unwrap();
    assert_eq!(serde_json::from_str::<AtlasCertificate<Plane>>(&text).unwrap(), certificate);
    let altered = |change: &dyn Fn(&mut AlmostDivergent)| {
        let mut copy = certificate.clone();
        change(copy.almost_divergent.as_mut().unwrap());
        copy.check().expect_err("altered")
    };
    let half = || Exact(Rational::from((1, 2)));
    assert!(matches!(altered(&|it| it.claim.area = half()), AtlasRejection::Almost { what: "area", .. }));
    assert!(matches!(
        altered(&|it| it.claim.diverging = half()),
        AtlasRejection::Almost { what: "diverging part", .. }
    ));
    assert!(matches!(altered(&|it| it.claim.diverging = Exact(1.into())), AtlasRejection::Almost { .. }));
    assert!(matches!(altered(&|it| it.cells[0].exception = 1), AtlasRejection::Almost { .. }));
    assert!(matches!(altered(&|it| it.cells.clear()), AtlasRejection::NoneAlmost));
    assert!(matches!(altered(&|it| it.cells.push(it.cells[0].clone())), AtlasRejection::Cells));
    assert!(matches!(altered(&|it| it.cells[0].proof.step = u32::MAX), AtlasRejection::Work));
    // the claim fits, the proof does not
    let forged = AlmostCell { exception: 1, ..almost.clone() };
    let small = AtlasCertificate::of(certificate.chart.clone(), Vec::new()).with_almost(vec![forged]);
    assert!(small.check_claim().is_ok());
    assert!(matches!(small.check(), Err(AtlasRejection::Cell(CellRejection::Proof { .. }))));
    // a cell both proved and almost
    let trap = catapult_core::certify::plane::PlaneProof::Growth { step: 0 };
    let both = vec![ProvedCell { cell: Cell::WHOLE, phase: catapult_core::certify::Phase::Divergent, proof: trap }];
    let overlapping = AtlasCertificate::of(certificate.chart.clone(), both).with_almost(vec![almost]);
    assert_eq!(overlapping.check_claim().expect_err("overlapping"), AtlasRejection::Cells);
}

/// Shares of cells of different sizes, and their parts.
#[test]
fn shares_of_almost_cells_add_up() {
    let (_, almost) = proved();
    let cell = |level, column, row, exception| AlmostCell {
        cell: Cell { level, column, row },
        exception,
        proof: almost.proof.clone(),
    };
    let claim = AlmostDivergent::of(vec![cell(1, 0, 0, 1 << 15), cell(2, 2, 2, 1 << 14)]).unwrap().claim;
    assert_eq!(claim.area.0, Rational::from((5, 16)));
    assert_eq!(claim.diverging.0, Rational::from((1, 8)) + Rational::from((3, 64)));
    // half of 1/4 and a quarter of 1/16, of both
    assert_eq!(claim.exception(), Rational::from((9, 20)));
    assert_eq!(AlmostDivergent::of(Vec::new()), None);
    let read = small(almost.share().to_f64());
    assert!(read > 0 && read < 1);
}

/// zeta and X are the least and the largest size of the points that occur and are not zero; r_1 and r_2 the slopes far out.
#[test]
fn the_sides_of_data_are_those_of_the_points_that_occur() {
    let z = |numerator: i32, denominator: i32| vec![Rational::from((numerator, denominator))];
    let points = vec![(z(1, 2), 2), (z(-3, 1), 1), (z(0, 1), 1), (z(5, 2), 1), (z(9, 1), 0), (z(-1, 9), 0)];
    let system = GramSystem { loss: LossName::Logistic, width: 4.into(), points, without_scale: false };
    let sides = Sides::of(&system).expect("points of both signs");
    assert_eq!((sides.nearest, sides.farthest), (Rational::from((1, 2)), Rational::from(3)));
    assert_eq!(sides.slopes, [Rational::from((3, 5)), Rational::from((7, 10))]);
    let exponential = GramSystem { loss: LossName::Exponential, ..system };
    assert!(matches!(Sides::of(&exponential), Err(Failure::NotApplicable(_))));
}
