//! Where to look for a cycle of the linear predictor in several features, in `f64`, and which numbers to try in a proof of it. Nothing
//! here need be trusted.
//!
//! The orbit is followed from the present state until it comes back ([`super::features_outlook`]). Newton's method on F^n(v) - v comes close to the point of the cycle, and the
//! quadratic form S = Σ (A^j)^T A^j, A = (F^n)', falls by |x|² in each period, S - A^T S A = I: with S = R^T R, the columns of P = R^{-1} are a frame
//! in which A contracts.

use super::features_outlook::{Motion, Outlook, are_close, look_ahead};
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
/// Looks in a row that must find neither rest nor a cycle before the search is given up.
const ENOUGH_LOOKS: u32 = 3;
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
    /// The steps that an orbit will be followed.
    horizon: u64,
    /// The looks in a row, and the step of the last of them, that found neither rest nor a cycle.
    restless: (u32, u64),
    /// Why no proof is in sight.
    out_of_reach: Option<String>,
}

impl CycleGuide {
    /// Begins at the start of an orbit that will be followed for so many steps, at another precision than before: what floats have seen remains
    /// true.
    pub fn begin(&mut self, horizon: u64) {
        let restless = self.restless;
        *self = CycleGuide { next: 2 * restless.1, horizon, restless, ..CycleGuide::default() };
    }

    /// Why no cycle can be proved, where that is seen.
    pub fn out_of_reach(&mut self) -> Option<String> {
        self.out_of_reach.take()
    }

    /// A proof to try at the present step, with its period.
    pub fn guess(&mut self, run: &DataRun<'_, FeatureSystem>) -> Option<(FeatureProof, usize)> {
        if run.step() < FIRST_LOOK {
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
        let affordable = (WORK / (run.system().points.len() * now.len()).max(1)).clamp(FEWEST_STEPS, MOST_STEPS);
        let steps = affordable.saturating_add(usize::try_from(self.horizon).unwrap_or(usize::MAX));
        match look_ahead(&equations, now, steps) {
            Outlook::Open => self.restless = (0, 0),
            Outlook::Cycle(period, state) => {
                self.restless = (0, 0);
                if now.len() > MOST_FEATURES {
                    self.out_of_reach = Some(format!(
                        "the orbit seems to tend to a cycle of period {period}, and cycles are proved for {MOST_FEATURES} features at most: `orbit` follows it"
                    ));
                } else {
                    self.seen = Seen::around(&equations, state, period);
                }
            }
            Outlook::Restless(state) => {
                self.restless = (self.restless.0 + 1, run.step());
                if self.restless.0 >= ENOUGH_LOOKS {
                    let motion = Motion::of(&equations, &state);
                    self.out_of_reach = Some(format!(
                        "the orbit of the floats does not settle within {steps} steps: from {ENOUGH_LOOKS} enclosed states on it neither comes to rest nor \
                         repeats with a period up to {LONGEST_PERIOD}; {motion}"
                    ));
                }
            }
        }
    }
}

/// An ellipsoid that reaches a little farther than the state.
const ROOM: f64 = 1.25;

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

/// The least divisor of a period after which the orbit of a point is back; nothing for a point that rests.
fn prime_period(equations: &FeaturePredictor<f64, LossName>, point: &[f64], period: usize) -> Option<usize> {
    let size = length(point).max(1.0);
    let mut state = point.to_vec();
    for step in 1..=period {
        state = equations.step(Weights { weights: state }).weights;
        let apart: Vec<f64> = state.iter().zip(point).map(|(x, y)| x - y).collect();
        if period.is_multiple_of(step) && length(&apart) <= SAME * size {
            return (step > 1).then_some(step);
        }
    }
    None
}

/// Points of a cycle after Newton's method that are this close are one: an orbit that winds around a cycle comes nearest after several rounds.
const SAME: f64 = 1e-9;

/// A multiplier of 1 - 2^-40 is taken for one of size 1.
const MOST_DOUBLINGS: u32 = 46;

impl Seen {
    fn around(equations: &FeaturePredictor<f64, LossName>, mut state: Vec<f64>, period: usize) -> Option<Self> {
        for _ in 0..NEWTON_STEPS {
            let (image_of_v, slopes) = iterate(equations, &state, period);
            let step = newton_step(&image_of_v, &slopes, &state)?;
            state.iter_mut().zip(&step).for_each(|(x, y)| *x -= y);
        }
        let period = prime_period(equations, &state, period)?;
        let mut points = Vec::with_capacity(period);
        let mut frames = Vec::with_capacity(period);
        for _ in 0..period {
            let (next, slopes) = iterate(equations, &state, period);
            if !are_close(&next, &state) {
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
