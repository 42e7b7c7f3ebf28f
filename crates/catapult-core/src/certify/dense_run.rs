//! A certified orbit of a network with all its weights on D0: balls of weights, and what they show about rises of the loss.
//!
//! The state at a step lies within a radius r of a centre c, exact numbers, in the Euclidean norm of all weights. Boxes would
//! need the Jacobian in each of thousands of directions, and forget that the directions are bound together.
//!
//! The radius grows as the lemma of [`crate::dynamics::parameters`] says: the Hessian of the risk is L'' grad f grad f^T + s f'', so its eigenvalues lie in
//! [-omega, Lambda + omega] with Lambda = l_+ G² and omega = s_+ K, where s and L'' >= 0 are the slope and the curvature of the risk, G >= |grad f| and
//! K >= ||f''|| on the ball of radius r around c, and s_+ and l_+ bound |s| and L'' there.
//!
//! Roundings of the image of c are added to the radius. Near a minimum with eta kappa lambda <= 2 the factor tends to 1 as f does, so that
//! the radius stays bounded.
//!
//! The norms of the matrices are bounded anew when they may have grown by an eighth; in between they grow by that of a step,
//! eta |s| N |b_l| |a_(l-1)|.

use super::checks::Failure;
use super::dense_bounds::{Surroundings, length, norm};
use super::ends::Ends;
use super::loss_history::{LossHistory, movement_of_size};
use super::phase::Phase;
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, Field, FromExact};
use crate::dynamics::network::{moved, ntk_along};
use crate::dynamics::parameters::Curvature;
use crate::dynamics::{DenseNetwork, DenseSystem, Descent};
use crate::model::facts::Trend;
use crate::model::{LinearNetwork, Risk};
use num_traits::One;
use rug::Float;

/// The first steps of an orbit. Only this file makes and moves one, so whoever holds it, the checker or a search, holds enclosures
/// of the orbit of [`DenseRun::problem`].
pub struct DenseRun<'a> {
    problem: &'a Descent<DenseSystem>,
    bits: u32,
    equations: DenseNetwork<Ball>,
    centre: LinearNetwork<Ball>,
    radius: Magnitude,
    /// Bounds of the norms when they were last found.
    fresh: Vec<Magnitude>,
    around: Surroundings,
    forward: Vec<Vec<Ball>>,
    backward: Vec<Vec<Ball>>,
    /// f and |grad f| at the centre.
    at_centre: [Ball; 2],
    /// f on the ball.
    output: Ball,
    history: LossHistory,
}

/// The exact midpoints of enclosed weights, and an upper bound of the length of the rest.
fn centred(mut network: LinearNetwork<Ball>) -> (LinearNetwork<Ball>, Magnitude) {
    let mut squares = Magnitude::ZERO;
    for weight in network.layers.iter_mut().flat_map(|layer| &mut layer.rows).flatten() {
        squares = squares.add_up(weight.radius().mul_up(weight.radius()));
        *weight = weight.centre();
    }
    (network, squares.sqrt_up())
}

/// A bound as a ball.
pub fn bound(magnitude: Magnitude) -> Ball {
    if magnitude.is_finite() { Ball::exact(magnitude.to_float_up()) } else { Ball::unbounded(64) }
}

impl<'a> DenseRun<'a> {
    /// The start of a validated problem.
    pub fn new(problem: &'a Descent<DenseSystem>, bits: u32) -> Self {
        let equations = problem.equations::<Ball>(bits);
        let (centre, radius) = centred(equations.network(&problem.start_in(bits)));
        let norms: Vec<Magnitude> = centre.layers.iter().map(norm).collect();
        let around = Surroundings {
            scale: centre.scale.magnitude_up(),
            norms: norms.clone(),
            forward: Vec::new(),
            backward: Vec::new(),
        };
        let mut run = DenseRun {
            problem,
            bits,
            equations,
            centre,
            radius,
            fresh: norms,
            around,
            forward: Vec::new(),
            backward: Vec::new(),
            at_centre: [Ball::unbounded(bits), Ball::unbounded(bits)],
            output: Ball::unbounded(bits),
            history: LossHistory::default(),
        };
        run.look();
        run
    }

    /// The run up to step T.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the enclosure becomes unbounded on the way.
    pub fn until(problem: &'a Descent<DenseSystem>, bits: u32, step: u64) -> Result<Self, Failure> {
        let mut run = DenseRun::new(problem, bits);
        while run.step() < step {
            run.advance()?;
        }
        Ok(run)
    }

    /// Finds what follows from centre and radius.
    fn look(&mut self) {
        let one = [Ball::one()];
        self.forward = self.centre.forward_vectors(&one);
        self.backward = self.centre.backward_vectors();
        self.around.forward = self.forward.iter().map(|a| length(a)).collect();
        self.around.backward = self.backward.iter().map(|b| length(b)).collect();
        let gradient = ntk_along(&self.centre.scale, &self.forward, &self.forward, &self.backward).sqrt();
        let output = self.centre.output_after(&self.forward);
        self.at_centre = [output.clone(), gradient];
        self.output = output.widened(self.gradient(self.radius).mul_up(self.radius));
    }

    /// An upper bound of |grad f| within a distance of the centre.
    fn gradient(&self, distance: Magnitude) -> Magnitude {
        let [_, gradient] = &self.at_centre;
        gradient.magnitude_up().add_up(self.around.second_derivative(distance).mul_up(distance))
    }

    /// One step.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if nothing is known of the next state.
    pub fn advance(&mut self) -> Result<(), Failure> {
        const LOST: Failure = Failure::NotProved("an enclosure of the orbit became unbounded");
        let eta = &self.equations.learning_rate;
        let [output, _] = &self.at_centre;
        let slope = self.equations.risk.slope(output.clone());
        let image = moved(&self.centre, &self.forward, &self.backward, &(eta.clone() * &slope));
        let growth = self.growth();
        let push = (eta.clone() * &slope).magnitude_up().mul_up(self.around.scale);
        let (centre, roundings) = centred(image);
        self.radius = growth.mul_up(self.radius).add_up(roundings);
        self.centre = centre;
        for (layer, matrix) in self.centre.layers.iter().enumerate() {
            let moved = push.mul_up(self.around.backward[layer]).mul_up(self.around.forward[layer]).add_up(roundings);
            let grown = self.around.norms[layer].add_up(moved);
            let stale = !grown.is_at_most(self.fresh[layer].add_up(self.fresh[layer].shifted(STALE)));
            self.around.norms[layer] = grown;
            if stale {
                self.around.norms[layer] = norm(matrix);
                self.fresh[layer] = self.around.norms[layer];
            }
        }
        let before = self.output.clone();
        self.look();
        if !self.radius.is_finite() || !self.output.is_bounded() {
            return Err(LOST);
        }
        self.history.record(movement_of_size(&before, &self.output));
        Ok(())
    }

    /// The factor of the radius.
    fn growth(&self) -> Magnitude {
        let eta = &self.equations.learning_rate;
        let gradient = bound(self.gradient(self.radius));
        // where it falls with |f|, at a size whose exponential is still a number
        let size = match self.problem.system.loss.facts().risk_curvature {
            Trend::Falling => self.output.smallest_size().smaller(&Ball::integer(FAR)),
            Trend::Rising | Trend::Constant => self.output.largest_size(),
        };
        let curvature = self.equations.risk.curvature(size).largest_size();
        let slope = self.equations.risk.slope(self.output.clone()).largest_size();
        let second = bound(self.around.second_derivative(self.radius));
        let largest = (curvature * gradient.square()).magnitude_up();
        let residual = (slope * second).magnitude_up();
        Curvature { largest, residual }.expansion(eta)
    }

    /// The problem whose orbit it is.
    pub fn problem(&self) -> &'a Descent<DenseSystem> {
        self.problem
    }

    /// The precision of the enclosures.
    pub fn bits(&self) -> u32 {
        self.bits
    }

    /// The index of the present state.
    pub fn step(&self) -> u64 {
        self.history.steps()
    }

    /// The first step t with |f_(t+1)| > |f_t| for certain.
    pub fn first_rise(&self) -> Option<u64> {
        self.history.first_rise()
    }

    /// The equations over balls.
    pub fn equations(&self) -> &DenseNetwork<Ball> {
        &self.equations
    }

    /// eta, enclosed.
    pub fn learning_rate(&self) -> Ball {
        Ball::from_exact(&self.problem.learning_rate, self.bits)
    }

    /// The centre of the enclosure.
    pub fn centre(&self) -> &LinearNetwork<Ball> {
        &self.centre
    }

    /// How far the state may be from the centre.
    pub fn radius(&self) -> Magnitude {
        self.radius
    }

    /// The output f, enclosed.
    pub fn output(&self) -> &Ball {
        &self.output
    }

    /// An upper bound K of ||f''|| within a distance of the state.
    pub fn second_derivative(&self, distance: Magnitude) -> Magnitude {
        self.around.second_derivative(self.radius.add_up(distance))
    }

    /// Lower and upper bounds of |grad f| at the state.
    pub fn gradient_bounds(&self) -> [Float; 2] {
        let [_, gradient] = &self.at_centre;
        let slack = self.around.second_derivative(self.radius).mul_up(self.radius);
        let enclosed = gradient.clone().widened(slack);
        [enclosed.lower(), enclosed.upper()]
    }

    /// The phase of an orbit that converges to the minimum and whose loss never rises from here on.
    ///
    /// # Errors
    ///
    /// [`Failure::NotProved`] if no rise is certain and some step is in doubt.
    pub fn phase_if_it_falls_from_here(&self) -> Result<Phase, Failure> {
        self.history.phase_if_it_falls_from_here()
    }
}

/// An output beyond which a curvature that falls is taken as if it did not.
const FAR: i32 = 1 << 20;

/// log2 of the share by which a bound of a norm may grow until it is found anew.
const STALE: i64 = -3;
