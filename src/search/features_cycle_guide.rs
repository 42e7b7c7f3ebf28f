//! Where to look for a cycle of the linear predictor in several features, in `f64`, and which numbers to try in a proof of it. Nothing
//! here need be trusted.
//!
//! The orbit is followed from the present state until it comes back. Newton's method on F^n(v) - v comes close to the point of the cycle, and the
//! quadratic form S = Σ (A^j)^T A^j, A = (F^n)', falls by |x|² in each period, S - A^T S A = I: with S = R^T R, the columns of P = R^{-1} are a frame
//! in which A contracts.

use crate::arithmetic::cholesky::Cholesky;
use crate::arithmetic::elimination::{inverse, multiply};
use crate::arithmetic::{Ball, FromExact};
use crate::certify::certificate::Exact;
use crate::certify::checks::features_cycle::{MOST_FEATURES, images};
use crate::certify::cycle::LONGEST_PERIOD;
use crate::certify::data_proof::FeatureProof;
use crate::certify::data_run::{DataRun, StatesOnData};
use crate::dynamics::features::{FeaturePredictor, Weights};
use crate::dynamics::{Equations, FeatureSystem};
use crate::model::LossName;
use num_traits::One;
use rug::{Float, Rational};

/// Evaluations of the loss of one point in one feature that a look may take.
const WORK: usize = 4_000_000;
/// Steps that every look may take, and that none may exceed.
const FEWEST_STEPS: usize = 1_000;
const MOST_STEPS: usize = 100_000;
/// Steps between two comparisons.
const STRETCH: usize = 250;
/// States this close, relative to 1 or to the larger one, count as equal: for Newton's method to start from, and for an orbit that rests.
const CLOSE: f64 = 1e-6;
/// The step of the first look.
const FIRST_LOOK: u64 = 12;

/// Coordinates in which a derivative contracts.
struct Frame {
    /// P, by rows.
    matrix: Vec<Vec<f64>>,
    /// P^{-1}.
    inverse: Vec<Vec<f64>>,
}

/// A cycle that an orbit seems to settle on.
struct Seen {
    period: usize,
    /// Its points.
    points: Vec<Vec<f64>>,
    /// One for each point.
    frames: Vec<Frame>,
}

/// What has been seen so far along an orbit.
#[derive(Default)]
pub struct CycleGuide {
    seen: Option<Seen>,
    /// The step of the next look.
    next: u64,
    /// No larger ellipsoid is tried: a proof with one failed.
    largest: Option<f64>,
    /// The period of a cycle of more features than are proved.
    out_of_reach: Option<usize>,
}

impl CycleGuide {
    /// Why a cycle that is seen cannot be proved.
    pub fn out_of_reach(&self) -> Option<String> {
        let say = |period| {
            format!(
                "the orbit seems to tend to a cycle of period {period}, and cycles are proved for {MOST_FEATURES} features at most: `orbit` follows it"
            )
        };
        self.out_of_reach.map(say)
    }

    /// A proof to try at the present step, with its period.
    pub fn guess(&mut self, run: &DataRun<'_, FeatureSystem>) -> Option<(FeatureProof, usize)> {
        if run.step() < FIRST_LOOK || self.out_of_reach.is_some() {
            return None;
        }
        let now: Vec<f64> = run.v().iter().map(|x| x.midpoint().to_f64()).collect();
        if self.seen.is_none() && run.step() >= self.next {
            self.look(run, &now);
            self.next = 2 * run.step();
        }
        let seen = self.seen.as_ref()?;
        let (index, distance) = seen.nearest(&now)?;
        let radius = distance * ROOM + f64::EPSILON * (1.0 + length(&seen.points[index]));
        if self.largest.is_some_and(|largest| radius > largest) {
            // the orbit may have left for another cycle
            if run.step() >= self.next {
                (self.seen, self.largest) = (None, None);
            }
            return None;
        }
        // where this fails, less will be tried
        self.largest = Some(radius / 2.0);
        Some((seen.proof(run, index, radius)?, seen.period))
    }

    fn look(&mut self, run: &DataRun<'_, FeatureSystem>, now: &[f64]) {
        let equations = run.problem().equations::<f64>(53);
        let Some((period, state)) = settle(&equations, now, run.system().points.len()) else { return };
        if now.len() > MOST_FEATURES {
            self.out_of_reach = Some(period);
            return;
        }
        self.seen = Seen::around(&equations, state, period);
    }
}

/// An ellipsoid that reaches a little farther than the state.
const ROOM: f64 = 1.25;

/// The smallest period with which an orbit comes back, and a state of it; nothing if it rests, leaves, or does not settle.
fn settle(equations: &FeaturePredictor<f64, LossName>, start: &[f64], points: usize) -> Option<(usize, Vec<f64>)> {
    let steps = (WORK / (points * start.len()).max(1)).clamp(FEWEST_STEPS, MOST_STEPS);
    let mut state = start.to_vec();
    let mut period = None;
    for _ in 0..steps / STRETCH {
        let mut tail: Vec<Vec<f64>> = Vec::with_capacity(LONGEST_PERIOD);
        for step in 0..STRETCH {
            if step + LONGEST_PERIOD >= STRETCH {
                tail.push(state.clone());
            }
            state = equations.step(Weights { weights: state }).weights;
        }
        if !state.iter().all(|x| x.is_finite()) {
            return None;
        }
        period = tail.iter().rev().position(|earlier| close(earlier, &state)).map(|index| index + 1);
        if period.is_some() {
            break;
        }
    }
    period.filter(|period| *period > 1).map(|period| (period, state))
}

fn close(one: &[f64], other: &[f64]) -> bool {
    one.iter().zip(other).all(|(x, y)| (x - y).abs() <= CLOSE * x.abs().max(1.0))
}

fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|x| x * x).sum::<f64>().sqrt()
}

fn image(matrix: &[Vec<f64>], vector: &[f64]) -> Vec<f64> {
    matrix.iter().map(|row| row.iter().zip(vector).map(|(a, x)| a * x).sum()).collect()
}

fn identity(size: usize) -> Vec<Vec<f64>> {
    (0..size).map(|i| (0..size).map(|j| if i == j { 1.0 } else { 0.0 }).collect()).collect()
}

/// F^n(v) and (F^n)'(v).
fn iterate(equations: &FeaturePredictor<f64, LossName>, v: &[f64], period: usize) -> (Vec<f64>, Vec<Vec<f64>>) {
    let mut slopes = identity(v.len());
    let mut state = v.to_vec();
    for _ in 0..period {
        let bends = multiply(&equations.risk.hessian(&state), &slopes);
        for (row, bend) in slopes.iter_mut().zip(bends) {
            row.iter_mut().zip(bend).for_each(|(entry, bent)| *entry -= equations.learning_rate * bent);
        }
        state = equations.step(Weights { weights: state }).weights;
    }
    (state, slopes)
}

/// (A - I)^{-1} (F^n(v) - v), by which Newton's method moves v back.
fn newton_step(image_of_v: &[f64], slopes: &[Vec<f64>], v: &[f64]) -> Option<Vec<f64>> {
    let mut shifted = slopes.to_vec();
    shifted.iter_mut().enumerate().for_each(|(i, row)| row[i] -= 1.0);
    let moved: Vec<f64> = image_of_v.iter().zip(v).map(|(y, x)| y - x).collect();
    Some(image(&inverse(&shifted)?, &moved))
}

/// A frame for a derivative whose powers tend to zero.
fn frame(slopes: &[Vec<f64>]) -> Option<Frame> {
    let size = slopes.len();
    let transposed = |matrix: &[Vec<f64>]| -> Vec<Vec<f64>> {
        (0..size).map(|j| matrix.iter().map(|row| row[j]).collect()).collect()
    };
    // S of twice as many powers each time
    let mut form = identity(size);
    let mut power = slopes.to_vec();
    for _ in 0..MOST_DOUBLINGS {
        let added = multiply(&multiply(&transposed(&power), &form), &power);
        form.iter_mut().flatten().zip(added.iter().flatten()).for_each(|(entry, more)| *entry += more);
        power = multiply(&power, &power);
        let largest = power.iter().flatten().fold(0.0, |most: f64, entry| most.max(entry.abs()));
        if !largest.is_finite() {
            return None;
        }
        if largest < f64::EPSILON {
            let root = Cholesky::of(&form)?.root();
            return Some(Frame { matrix: inverse(&root)?, inverse: root });
        }
    }
    None
}

/// A multiplier of 1 - 2^-40 is taken for one of size 1.
const MOST_DOUBLINGS: u32 = 46;

impl Seen {
    fn around(equations: &FeaturePredictor<f64, LossName>, mut state: Vec<f64>, period: usize) -> Option<Self> {
        for _ in 0..NEWTON_STEPS {
            let (image_of_v, slopes) = iterate(equations, &state, period);
            let step = newton_step(&image_of_v, &slopes, &state)?;
            state.iter_mut().zip(&step).for_each(|(x, y)| *x -= y);
        }
        let mut points = Vec::with_capacity(period);
        let mut frames = Vec::with_capacity(period);
        for _ in 0..period {
            let (next, slopes) = iterate(equations, &state, period);
            if !close(&next, &state) {
                return None;
            }
            frames.push(frame(&slopes)?);
            points.push(state.clone());
            state = equations.step(Weights { weights: state }).weights;
        }
        Some(Seen { period, points, frames })
    }

    /// The point of the cycle that is nearest to a state, and the distance in its frame.
    fn nearest(&self, state: &[f64]) -> Option<(usize, f64)> {
        let distance = |(index, point): (usize, &Vec<f64>)| {
            let apart: Vec<f64> = state.iter().zip(point).map(|(x, y)| x - y).collect();
            (index, length(&image(&self.frames[index].inverse, &apart)))
        };
        self.points.iter().enumerate().map(distance).min_by(|one, other| one.1.total_cmp(&other.1))
    }

    /// The proof with an ellipsoid around a point, which is brought to the precision of the run.
    fn proof(&self, run: &DataRun<'_, FeatureSystem>, index: usize, radius: f64) -> Option<FeatureProof> {
        let (bits, step) = (run.bits(), run.step());
        let float = |x: f64| Ball::exact(Float::with_val(53, x));
        let mut centre: Vec<Ball> = self.points[index].iter().map(|x| float(*x).with_bits(bits)).collect();
        let unit: Vec<Vec<Ball>> =
            identity(centre.len()).iter().map(|row| row.iter().map(|x| float(*x)).collect()).collect();
        let zero = Ball::from_exact(&Rational::new(), bits);
        let mut accuracy = FIRST_ACCURACY;
        while accuracy < bits {
            let followed = images(run.equations(), &centre, &unit, &zero, self.period);
            let mut shifted = followed.slopes;
            shifted.iter_mut().enumerate().for_each(|(i, row)| row[i] = row[i].clone() - Ball::one());
            let back = inverse(&shifted)?;
            let moved: Vec<Ball> =
                followed.centres[self.period].iter().zip(&centre).map(|(y, x)| (y.clone() - x).centre()).collect();
            for (x, row) in centre.iter_mut().zip(&back) {
                *x = (x.clone() - crate::model::network::dot(row, &moved)).centre();
            }
            accuracy = accuracy.saturating_mul(2);
        }
        let exact = |x: &Ball| x.midpoint().to_rational().map(Exact);
        let written =
            |row: &Vec<f64>| row.iter().map(|x| Rational::from_f64(*x).map(Exact)).collect::<Option<Vec<Exact>>>();
        Some(FeatureProof::Cycle {
            bits,
            step,
            period: u32::try_from(self.period).ok()?,
            centre: centre.iter().map(exact).collect::<Option<_>>()?,
            frame: self.frames[index].matrix.iter().map(written).collect::<Option<_>>()?,
            radius: Exact(Rational::from_f64(radius)?),
        })
    }
}

/// Newton's steps in floats, and the bits that are right after them.
const NEWTON_STEPS: u32 = 8;
const FIRST_ACCURACY: u32 = 24;
