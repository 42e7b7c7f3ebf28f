//! Convergence of any network of L >= 2 layers on D0 by a trap around f = 0, (L4b): the orbit stays in a ball, and lambda is enclosed.
//!
//! # Lemma
//!
//! At step T let |f| <= F with F > 0, G_low <= |grad f| <= G_up, 0 < phi <= s(u)/u <= Phi for 0 < |u| <= F, and K >= ||f''|| within a radius r
//! of the weights. Let 0 < rho < 1 and put
//!
//! > G_- = G_low - K r,  G_+ = G_up + K r,  Q = K (eta Phi)² F G_+²/2.
//!
//! If
//!
//! > (i) G_- > 0,  (ii) eta phi G_-² - Q >= 1 - rho,  (iii) eta Phi G_+² + Q <= 1 + rho,  (iv) eta Phi F G_+ <= r (1 - rho),
//!
//! then the orbit converges within the ball and |f_(t+1)| <= rho |f_t| for t >= T, so that the loss never rises from T on; and
//! sqrt(lambda_inf) is within K d of [G_low, G_up], d = eta Phi F G_+/(1 - rho).
//!
//! # Proof
//!
//! |grad f| is K-Lipschitz in the ball, so that it is in [G_-, G_+] there. Induction over t with the hypothesis that the orbit was in the ball and
//! |f_i| <= rho^(i-T) F up to step t. A step has the length eta |s| |grad f| <= eta Phi |f| G_+; these sum up to at most d <= r by (iv), so the next
//! state and the segment to it are in the ball. There f' = f - eta s lambda + R with |R| <= K (eta s)² lambda/2 (Taylor), and so
//! |f'| <= |f| (|1 - eta (s/f) lambda| + Q) where f != 0 (|s| <= Phi |f| and |f| <= F), at most rho |f| by (ii) and (iii); where f = 0 the orbit rests.
//! The steps are summable: the weights converge, at a distance of at most d, and |grad f| there is sqrt(lambda_inf). ∎
//!
//! # What is monotone in what
//!
//! The hypotheses become harder as F, Phi, K and G_up rise and as phi and G_low fall. K within r of an enclosed state is that within r and the
//! radius of the enclosure of its centre.
//!
//! At f = 0 the Hessian of the risk is kappa grad f grad f^T, so the sharpness is kappa lambda there. The numbers hold 1 - rho and not rho.

use super::{Established, Failure};
use crate::arithmetic::magnitude::Magnitude;
use crate::arithmetic::{Analytic, Ball, Expression, Field, FromExact};
use crate::certify::dense_run::{DenseRun, bound};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{Limit, Minimum};
use crate::model::Risk;
use crate::theory::thresholds::sharpness_at_minimum;
use num_traits::Zero;
use rug::{Float, Rational};

/// The lemma of this file.
pub struct DenseTrap;

/// The numbers of the statement at step T.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// F.
    pub output: T,
    /// phi.
    pub smallest: T,
    /// Phi.
    pub largest: T,
    /// G_low.
    pub lower_gradient: T,
    /// G_up.
    pub upper_gradient: T,
    /// K.
    pub second: T,
    /// r.
    pub radius: T,
    /// 1 - rho.
    pub gap: T,
}

impl<T: Analytic> Numbers<T> {
    /// G_-.
    fn least_gradient(&self) -> T {
        self.lower_gradient.clone() - self.second.clone() * &self.radius
    }

    /// G_+.
    fn greatest_gradient(&self) -> T {
        self.upper_gradient.clone() + self.second.clone() * &self.radius
    }

    /// eta Phi F G_+: the length of the first step, above.
    pub fn first_step(&self) -> T {
        self.learning_rate.clone() * &self.largest * &self.output * self.greatest_gradient()
    }

    /// K d.
    pub fn drift(&self) -> T {
        self.second.clone() * self.first_step() / &self.gap
    }

    /// What 1 - rho may be at most by (ii), and by (iii).
    pub fn rooms(&self) -> [T; 2] {
        let (least, greatest) = (self.least_gradient().square(), self.greatest_gradient().square());
        let push = (self.learning_rate.clone() * &self.largest).square();
        let remainder = self.second.clone() * push * &self.output * &greatest / T::integer(2);
        [
            self.learning_rate.clone() * &self.smallest * least - &remainder,
            T::integer(2) - self.learning_rate.clone() * &self.largest * greatest - remainder,
        ]
    }
}

impl Lemma for DenseTrap {
    const NAME: &'static str = "dense_trap";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let [above, below] = numbers.rooms();
        let gap = &numbers.gap;
        vec![
            Slack::strict("F > 0", numbers.output.clone()),
            Slack::strict("s/f >= phi > 0 on [0, F]", numbers.smallest.clone()),
            Slack::strict("rho < 1", gap.clone()),
            Slack::strict("rho > 0", T::one() - gap),
            Slack::strict("G_- > 0", numbers.least_gradient()),
            Slack::weak("eta phi G_-² - Q >= 1 - rho", above - gap),
            Slack::weak("eta Phi G_+² + Q <= 1 + rho", below - gap),
            Slack::weak("eta Phi F G_+ <= r (1 - rho)", numbers.radius.clone() * gap - numbers.first_step()),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            output: variable("F"),
            smallest: variable("phi"),
            largest: variable("Phi"),
            lower_gradient: variable("G_low"),
            upper_gradient: variable("G_up"),
            second: variable("K"),
            radius: variable("r"),
            gap: variable("gap"),
        }
    }
}

/// The numbers of a run at its present step, for a radius r and 1 - rho.
pub fn numbers(run: &DenseRun<'_>, radius: &Rational, gap: Ball) -> Numbers<Ball> {
    let risk = &run.equations().risk;
    // F is any upper bound, also of an output that has landed on 0
    let least = Magnitude::power_of_two(-4 * i64::from(run.bits()));
    let output = bound(run.output().magnitude_up().max(least));
    let kappa = risk.curvature(Ball::zero());
    let ratio = risk.slope(output.clone()) / &output;
    let [low, high] = run.gradient_bounds();
    let radius = Ball::from_exact(radius, run.bits());
    // a radius of zero or below is refused by (iv)
    let reach = if *radius.midpoint() > 0 { radius.magnitude_up() } else { Magnitude::ZERO };
    Numbers {
        learning_rate: run.learning_rate(),
        output,
        smallest: ratio.smaller(&kappa),
        largest: ratio.larger(&kappa),
        lower_gradient: Ball::exact(low),
        upper_gradient: Ball::exact(high),
        second: bound(run.second_derivative(reach)),
        radius,
        gap,
    }
}

/// Tests the lemma at the present step with the given r and rho: lazy or catapult.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DenseRun<'_>, radius: &Rational, contraction: &Rational) -> Result<Established, Failure> {
    let gap = Ball::from_exact(&(Rational::from(1) - contraction), run.bits());
    let numbers = numbers(run, radius, gap);
    DenseTrap::check(&numbers)?;
    let phase = run.phase_if_it_falls_from_here()?;
    let drift = numbers.drift();
    let low = (numbers.lower_gradient - &drift).lower();
    let low = if low.is_sign_negative() { Float::new(run.bits()) } else { low };
    let lambda = Ball::between(&low, &(numbers.upper_gradient + drift).upper(), run.bits()).square();
    let sharpness = sharpness_at_minimum(&run.problem().system.loss, lambda.clone());
    Ok(Established { phase, limit: Some(Limit::Minimum(Minimum { lambda, sharpness })) })
}
