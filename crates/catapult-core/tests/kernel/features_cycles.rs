//! Forged proofs that orbits of several features tend to cycles: `features_cycle` with periods, centres, frames, radii and steps that are
//! nearly right, held against orbits in the plane typed anew from proofs/THEORY.md section 6 at 500 bits.

use crate::borders::{Tally, exact, least};
use crate::plain_networks::{Dense, dot, eigenvalues, product, solve};
use crate::plain_orbits::{number, small};
use catapult_core::certify::certificate::{Exact, Proof};
use catapult_core::certify::checks::Failure;
use catapult_core::certify::checks::features_cycle::{FeaturesCycle, Numbers};
use catapult_core::certify::data_proof::FeatureProof;
use catapult_core::certify::lemma::Lemma;
use catapult_core::certify::phase::Limit;
use catapult_core::certify::{Phase, Rejection, checker, checks::Established};
use catapult_core::dynamics::{Descent, Problem};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

const BITS: u32 = 128;

/// Data, of which [`Dense`] gives gradients and Hessians, and a rate.
#[derive(Clone, Debug)]
struct Predictor {
    loss: LossName,
    points: Vec<Vec<Rational>>,
    rate: Rational,
    plain: Dense,
}

/// An orbit that settles on a cycle: its start, the state at some step, and the points that it then visits, in that order.
struct Settled {
    predictor: Predictor,
    start: Vec<Rational>,
    steps: u64,
    state: Vec<Float>,
    cycle: Vec<Vec<Float>>,
}

fn difference(one: &[Float], other: &[Float]) -> Vec<Float> {
    one.iter().zip(other).map(|(x, y)| x.clone() - y).collect()
}

fn length(x: &[Float]) -> Float {
    dot(x, x).sqrt()
}

impl Predictor {
    fn random(random: &mut ChaCha8Rng, share: f64) -> Option<Self> {
        let loss = [LossName::Logistic, LossName::Logistic, LossName::Exponential][random.random_range(0..3)];
        let count = random.random_range(2..=4usize);
        let mut points: Vec<Vec<Rational>> =
            (0..count).map(|_| (0..2).map(|_| exact(random, -1.5, 1.5)).collect()).collect();
        let weight = |i: usize| Rational::from((3 + 2 * i as i32, 4));
        let entry = |j: usize| points.iter().enumerate().map(|(i, z)| z[j].clone() * weight(i)).sum::<Rational>();
        points.push((0..2).map(|j| -entry(j)).collect());
        let (zero, one) = (vec![vec![Rational::new(); 2]], vec![Rational::from(1)]);
        let plain = Dense::new(loss, &Rational::from(1), &points, &zero, &one);
        let minimiser = plain.minimiser()?;
        let [_, top] = eigenvalues(&plain.hessian_at(&minimiser));
        let rate = Float::with_val(40, small(2.0) / top * share).to_rational()?;
        Some(Predictor { loss, points, rate, plain })
    }

    fn image(&self, v: &[Float]) -> Vec<Float> {
        let g = self.plain.gradient_at(v);
        v.iter().zip(g).map(|(x, g)| x.clone() - number(&self.rate) * g).collect()
    }

    fn after(&self, v: &[Float], steps: usize) -> Vec<Float> {
        (0..steps).fold(v.to_vec(), |v, _| self.image(&v))
    }

    /// (F^n)'(v).
    fn slopes(&self, v: &[Float], period: usize) -> Vec<Vec<Float>> {
        let mut slopes = unit();
        let mut v = v.to_vec();
        for _ in 0..period {
            let hessian = self.plain.hessian_at(&v);
            let factor: Vec<Vec<Float>> = (0..2)
                .map(|i| (0..2).map(|j| unit()[i][j].clone() - number(&self.rate) * &hessian[i][j]).collect())
                .collect();
            slopes = product(&factor, &slopes);
            v = self.image(&v);
        }
        slopes
    }

    fn problem(&self, start: &[Rational]) -> Problem {
        let points = self.points.iter().map(|z| (z.clone(), 1)).collect();
        Descent::features(self.loss, self.rate.clone(), points, start.to_vec()).into()
    }

    fn establish(&self, start: &[Rational], proof: FeatureProof) -> Result<Established, Rejection> {
        let problem = self.problem(start);
        problem.validate()?;
        checker::establish(&problem, &Proof::Features(proof))
    }
}

fn unit() -> Vec<Vec<Float>> {
    (0..2).map(|i| (0..2).map(|j| small(if i == j { 1.0 } else { 0.0 })).collect()).collect()
}

fn settle(random: &mut ChaCha8Rng, share: f64) -> Option<Settled> {
    let predictor = Predictor::random(random, share)?;
    let start: Vec<Rational> = (0..2).map(|_| exact(random, -1.0, 1.0)).collect();
    let steps = random.random_range(25..60);
    let state = predictor.after(&start.iter().map(number).collect::<Vec<_>>(), steps);
    // whole rounds of any period up to 8
    let mut far = state.clone();
    for _ in 0..2 {
        far = predictor.after(&far, 840);
        let orbit: Vec<Vec<Float>> =
            std::iter::successors(Some(far.clone()), |v| Some(predictor.image(v))).take(9).collect();
        let near = |later: &Vec<Float>| length(&difference(later, &far)) < small(1.0) >> 130;
        if !far.iter().all(Float::is_finite) {
            return None;
        }
        if let Some(period) = orbit[1..].iter().position(near) {
            let cycle = orbit[..=period].to_vec();
            return Some(Settled { predictor, start, steps: steps as u64, state, cycle });
        }
    }
    None
}

/// What a proof claims, with its numbers in the plain arithmetic.
struct Forged {
    period: usize,
    centre: Vec<Rational>,
    frame: Vec<Vec<Rational>>,
    radius: Rational,
}

impl Forged {
    fn random(random: &mut ChaCha8Rng, settled: &Settled) -> Self {
        let period = settled.cycle.len();
        let claimed = match random.random_range(0..8) {
            0 => period * 2,
            1 => (period / 2).max(2),
            2 => period + 1,
            _ => period,
        };
        let frame = match random.random_range(0..3) {
            0 => vec![vec![Rational::from(1), Rational::new()], vec![Rational::new(), Rational::from(1)]],
            1 => vec![
                vec![exact(random, 0.5, 2.0), exact(random, -0.4, 0.4)],
                vec![Rational::new(), exact(random, 0.5, 2.0)],
            ],
            _ => (0..2).map(|_| (0..2).map(|_| exact(random, -1.0, 1.0)).collect()).collect(),
        };
        let index = if random.random_range(0..6) == 0 { random.random_range(0..period) } else { 0 };
        let apart = length(&difference(&settled.state, &settled.cycle[0])).to_f64();
        let radius = match random.random() {
            true => 10f64.powf(random.random_range(-9.0..0.3)),
            false => apart * random.random_range(0.3..4.0),
        };
        let shift = radius * 10f64.powf(random.random_range(-12.0..0.3));
        let rounded = |x: &Float| Float::with_val(100, x).to_rational().unwrap();
        let centre = settled.cycle[index]
            .iter()
            .map(|x| rounded(&(x.clone() + shift * random.random_range(-1.0..1.0))))
            .collect();
        Forged { period: claimed, centre, frame, radius: Rational::from_f64(radius).unwrap() }
    }

    /// An upper bound of the least slack: rho as seen at the centre and at four points of the border.
    fn slack(&self, settled: &Settled) -> Float {
        let Settled { predictor, state, cycle, .. } = settled;
        if self.period != cycle.len() {
            return small(-1.0);
        }
        let centre: Vec<Float> = self.centre.iter().map(number).collect();
        let frame: Vec<Vec<Float>> = self.frame.iter().map(|row| row.iter().map(number).collect()).collect();
        let radius = number(&self.radius);
        let within = |vector: &[Float]| length(&solve(&frame, vector));
        let columns: Vec<Vec<Float>> = (0..2).map(|j| frame.iter().map(|row| row[j].clone()).collect()).collect();
        let at = |sign: f64, column: &[Float]| -> Vec<Float> {
            centre.iter().zip(column).map(|(c, p)| c.clone() + p.clone() * &radius * sign).collect()
        };
        let mut places = vec![centre.clone()];
        places.extend(columns.iter().flat_map(|column| [at(1.0, column), at(-1.0, column)]));
        let rho = places.iter().map(|place| {
            let image = product(&predictor.slopes(place, self.period), &frame);
            let image: Vec<Vec<Float>> =
                (0..2).map(|j| solve(&frame, &image.iter().map(|row| row[j].clone()).collect::<Vec<_>>())).collect();
            let square: Vec<Vec<Float>> =
                image.iter().map(|one| image.iter().map(|other| dot(one, other)).collect()).collect();
            eigenvalues(&square)[1].clone().sqrt()
        });
        let rho = rho.fold(small(0.0), |most, next| most.max(&next));
        let moved = |place: &Vec<Float>| within(&difference(&predictor.after(place, self.period), &centre));
        let delta = moved(&centre);
        let images = places.iter().map(moved).fold(small(0.0), |most, next| most.max(&next));
        least(&[
            radius.clone(),
            small(1.0) - &rho,
            radius.clone() - delta - rho * &radius,
            radius.clone() - images,
            radius - within(&difference(state, &centre)),
        ])
    }

    fn proof(&self, step: u64) -> FeatureProof {
        FeatureProof::Cycle {
            bits: BITS,
            step,
            period: self.period as u32,
            centre: self.centre.iter().cloned().map(Exact).collect(),
            frame: self.frame.iter().map(|row| row.iter().cloned().map(Exact).collect()).collect(),
            radius: Exact(self.radius.clone()),
        }
    }
}

/// Points and multipliers of what was established: those of the orbit; the multipliers by their sum and their product.
fn judge_limit(settled: &Settled, established: Established, forged: &Forged) {
    assert_eq!(established.phase, Phase::Oscillating);
    let Some(Limit::FeatureCycle(limit)) = established.limit else { panic!("no cycle") };
    let period = settled.cycle.len();
    assert_eq!((limit.cycle.len(), limit.multipliers.len()), (period, 2));
    // which point of the cycle comes first
    let centre: Vec<Float> = forged.centre.iter().map(number).collect();
    let apart = |index: &usize| length(&difference(&settled.cycle[*index], &centre)).to_f64();
    let first = (0..period).min_by(|one, other| apart(one).total_cmp(&apart(other))).unwrap();
    let reach = small(1.0) >> 125;
    for (index, point) in limit.cycle.iter().enumerate() {
        for (enclosure, x) in point.iter().zip(&settled.cycle[(first + index) % period]) {
            let inside = enclosure.lower() <= x.clone() + &reach && enclosure.upper() >= x.clone() - &reach;
            assert!(inside, "{enclosure:?} misses {x}");
        }
    }
    let slopes = settled.predictor.slopes(&settled.cycle[first], period);
    let [one, other] = [&limit.multipliers[0], &limit.multipliers[1]];
    let near = |enclosure: catapult_core::arithmetic::Ball, value: Float| {
        let reach = small(1.0) >> 100;
        enclosure.lower() <= value.clone() + &reach && enclosure.upper() >= value - reach
    };
    let trace = slopes[0][0].clone() + &slopes[1][1];
    let determinant = slopes[0][0].clone() * &slopes[1][1] - slopes[0][1].clone() * &slopes[1][0];
    assert!(near(one.real.clone() + &other.real, trace));
    let product = one.real.clone() * &other.real - one.imaginary.clone() * &other.imaginary;
    assert!(near(product, determinant));
}

fn forge_cycles(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(81);
    let mut tally = Tally::default();
    let mut made = 0;
    while made < cases {
        let share = random.random_range(1.02..1.5);
        let Some(settled) = settle(&mut random, share).filter(|settled| settled.cycle.len() > 1) else { continue };
        for _ in 0..20 {
            made += 1;
            let forged = Forged::random(&mut random, &settled);
            // what is not certainly false may be refused for want of room
            let slack = forged.slack(&settled).min(&small(0.0));
            let answer = settled.predictor.establish(&settled.start, forged.proof(settled.steps));
            let context = || format!("{:?} from {:?}, {:?}", settled.predictor, settled.start, forged.proof(0));
            if let Some(established) = tally.judge(&slack, 0.0, answer, context) {
                judge_limit(&settled, established, &forged);
            }
        }
    }
    assert!(tally.refused * 10 >= cases && tally.accepted * 10 >= cases, "of {cases} cases: {tally:?}");
}

#[test]
fn cycles_of_several_features() {
    forge_cycles(300);
}

#[test]
#[ignore = "3 10^4 cases: run by make test-all"]
fn cycles_of_several_features_exhaustively() {
    forge_cycles(30_000);
}

/// A minimum is no cycle, of whatever period, and a frame of other dimensions or without an inverse is none.
#[test]
fn orbits_that_rest_are_no_cycles() {
    let mut random = ChaCha8Rng::seed_from_u64(82);
    let mut made = 0;
    while made < 20 {
        let Some(settled) = settle(&mut random, 0.8).filter(|settled| settled.cycle.len() == 1) else { continue };
        made += 1;
        for period in [0, 1, 2, 4, 65] {
            let forged = Forged { period, radius: Rational::from((1, 100)), ..Forged::random(&mut random, &settled) };
            let answer = settled.predictor.establish(&settled.start, forged.proof(settled.steps));
            let out_of_range = matches!(answer, Err(Rejection::Proof(Failure::OutOfRange(_))));
            assert!(answer.is_err() && out_of_range != [2, 4].contains(&period), "{:?}: {period}", settled.predictor);
        }
    }
    made = 0;
    while made < 5 {
        let Some(settled) = settle(&mut random, 1.2).filter(|settled| settled.cycle.len() > 1) else { continue };
        made += 1;
        let sound = || Forged {
            period: settled.cycle.len(),
            centre: settled.cycle[0].iter().map(|x| Float::with_val(100, x).to_rational().unwrap()).collect(),
            frame: Forged::random(&mut random.clone(), &settled).frame,
            radius: Rational::from((1, 1000)),
        };
        let one = Rational::from(1);
        for frame in
            [vec![], vec![vec![one.clone()]], vec![vec![one.clone(), one.clone()]; 2], vec![vec![one.clone(); 2]; 3]]
        {
            let forged = Forged { frame, ..sound() };
            assert!(settled.predictor.establish(&settled.start, forged.proof(settled.steps)).is_err());
        }
        let forged = Forged { centre: vec![one], ..sound() };
        assert!(settled.predictor.establish(&settled.start, forged.proof(settled.steps)).is_err());
    }
}

/// Each hypothesis of `features_cycle` fails alone.
#[test]
fn cycles_as_stated() {
    use catapult_core::arithmetic::{Ball, FromExact};
    // r, rho, delta, distance, moved, in thousandths
    let check = |numbers: [i32; 5]| {
        let [radius, contraction, displacement, distance, moved] =
            numbers.map(|value| Ball::from_exact(&Rational::from((value, 1000)), 128));
        FeaturesCycle::check(&Numbers { radius, contraction, displacement, distance, moved }).is_ok()
    };
    assert!(check([1000, 500, 100, 900, 10]));
    assert!(check([1000, 500, 500, 1000, 10]), "ties of weak hypotheses hold");
    assert!(!check([1000, 500, 501, 900, 10]) && !check([1000, 901, 100, 900, 10]));
    assert!(!check([1000, 500, 100, 1001, 10]));
    assert!(!check([1000, 500, 100, 900, 0]), "a point that returns early");
    assert!(!check([1000, 1000, 0, 900, 10]), "no contraction");
    assert!(!check([0, 500, 0, 0, 10]), "an ellipsoid that is a point");
}
