//! Convergence of the two-layer network on any data by a trap around the minimiser of the risk.
//!
//! # Lemma
//!
//! (G4) Let v* be a minimiser with H = H(v*) > 0, ||x|| = (x^T H x)^{1/2}, h1 >= lambda_max(H) and zeta² >= max z_i^T H^{-1} z_i. At one
//! step let e = v - v*, ||e|| <= delta, and kappa_- H^{-1} <= K <= kappa_+ H^{-1}. For some r in (0, 1) put
//!
//! > eps = (x/2) e^x with x = zeta delta,  Gamma = 4 eta N² h1 (1 + eps)(||v*|| + delta + (1 + eps) delta),
//! > tau = Gamma delta/(1 - r),  k± = kappa_± ± tau,  Q = eta k_+ eps + eta² N² h1 (||v*|| + delta)(1 + eps)² delta.
//!
//! If
//!
//! > (i) k_- > 0,  (ii) eta k_+ <= 2,  (iii) 1 - eta k_- + Q <= r,  (iv) eta k_+ - 1 + Q <= r,  (v) zeta delta <= 1 - r,
//!
//! then ||e_t|| contracts by r at each step from there on, the loss never rises again, all parameters converge to a minimiser,
//! |H^{1/2} (K_inf - K) H^{1/2}| <= tau, and |sharpness_inf - lambda_max(H K)| <= tau.
//!
//! # Proof
//!
//! Write y = H^{1/2} e and A = H^{1/2} K H^{1/2}, whose spectrum lies in [kappa_-, kappa_+]. As |l'''| <= l'', the Hessian on the
//! segment from v* to v lies between e^{-x s} H and e^{x s} H at the share s of it, so g = H^{1/2} (I + E) y with
//! |E| <= ∫_0^1 (e^{x s} - 1) ds <= (x/2) e^x = eps. Hence ||g|| <= h1 (1 + eps) ||e||, |H^{-1/2} g| <= (1 + eps) ||e|| and
//! |v·g| <= (||v*|| + delta)(1 + eps) ||e||, and (G1) reads y' = (I - eta A) y - eta A E y + eta² N² (v·g) H^{1/2} g. While the
//! spectrum of A is in [k_-, k_+], (iii) and (iv) give |y'| <= r |y|. By (G1) H^{1/2} (K' - K) H^{1/2} has a norm of at most
//! 4 eta N² h1 (1 + eps)(||v*|| + delta) ||e|| + 2 eta² N² k_+ h1 (1 + eps)² ||e||² <= Gamma ||e||, with eta k_+ <= 2 and
//! b lambda_max(H) <= |A| <= k_+. These sum up to at most Gamma delta/(1 - r) = tau: induction over the steps.
//! The weights move by eta omega |Z|, which is summable, so they converge; at their limit g = 0 and the sharpness is
//! lambda_max(H K_inf). Last, (1/2) e^{-zeta ||e||} ||e||² <= L - L* <= (1/2) e^{zeta ||e||} ||e||², so that
//! L' - L* <= r² e^{2 x} (L - L*), and r e^x <= 1 follows from (v), as log(1/r) >= 1 - r. ∎
//!
//! Source: proofs/THEORY.md section 6, (G4).
//!
//! # What is monotone in what
//!
//! Everything becomes harder as delta, zeta, h1, ||v*|| and kappa_+ rise and as kappa_- falls. An enclosed state enters by its largest
//! delta, and by the ends of the enclosures of the eigenvalues of H K.

use super::{Established, Failure};
use crate::arithmetic::symmetric::TopEigenvalue;
use crate::arithmetic::{Analytic, Ball, Expression, FromExact};
use crate::certify::data_run::{DataRun, StatesOnData};
use crate::certify::lemma::{Lemma, Slack};
use crate::certify::phase::{DataMinimum, Limit};
use crate::dynamics::GramSystem;
use rug::Rational;

/// The lemma of this file.
pub struct GramTrap;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// eta.
    pub learning_rate: T,
    /// N² = 1/m.
    pub reciprocal_width: T,
    /// h1.
    pub top: T,
    /// zeta.
    pub zeta: T,
    /// ||v*||.
    pub norm: T,
    /// delta.
    pub distance: T,
    /// kappa_-.
    pub smallest: T,
    /// kappa_+.
    pub largest: T,
    /// 1 - r.
    pub gap: T,
}

impl<T: Analytic> Numbers<T> {
    /// eps.
    fn excess(&self) -> T {
        let x = self.zeta.clone() * &self.distance;
        x.clone() / T::integer(2) * x.exp()
    }

    /// tau.
    pub fn drift(&self) -> T {
        let stretch = T::one() + self.excess();
        let reach = self.norm.clone() + &self.distance + stretch.clone() * &self.distance;
        let gamma = T::integer(4) * &self.learning_rate * &self.reciprocal_width * &self.top * stretch * reach;
        gamma * &self.distance / &self.gap
    }

    /// Q for a k_+.
    fn disturbance(&self, k_plus: &T) -> T {
        let excess = self.excess();
        let stretch = T::one() + &excess;
        let push = self.learning_rate.clone().square() * &self.reciprocal_width * &self.top;
        let reach = self.norm.clone() + &self.distance;
        self.learning_rate.clone() * k_plus * excess + push * reach * stretch.square() * &self.distance
    }
}

impl Lemma for GramTrap {
    const NAME: &'static str = "gram_trap";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let (eta, gap) = (&numbers.learning_rate, &numbers.gap);
        let tau = numbers.drift();
        let k_minus = numbers.smallest.clone() - &tau;
        let k_plus = numbers.largest.clone() + &tau;
        let q = numbers.disturbance(&k_plus);
        let pull = eta.clone() * &k_minus - &q;
        let room = T::integer(2) - eta.clone() * &k_plus;
        vec![
            Slack::strict("r < 1", gap.clone()),
            Slack::strict("r > 0", T::one() - gap),
            Slack::weak("delta >= 0", numbers.distance.clone()),
            Slack::strict("k_- > 0", k_minus),
            Slack::weak("eta k_+ <= 2", room.clone()),
            Slack::weak("1 - eta k_- + Q <= r", pull - gap),
            Slack::weak("eta k_+ - 1 + Q <= r", room - q - gap),
            Slack::weak("zeta delta <= 1 - r", gap.clone() - numbers.zeta.clone() * &numbers.distance),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        Numbers {
            learning_rate: variable("eta"),
            reciprocal_width: variable("N2"),
            top: variable("h1"),
            zeta: variable("zeta"),
            norm: variable("vstar"),
            distance: variable("delta"),
            smallest: variable("kappa_minus"),
            largest: variable("kappa_plus"),
            gap: variable("gap"),
        }
    }
}

/// The numbers of a run at its present step.
///
/// # Errors
///
/// [`Failure::NotProved`] without an enclosed minimiser, or where K is not positive on the span.
pub fn numbers(run: &impl StatesOnData<GramSystem>, gap: Ball) -> Result<Numbers<Ball>, Failure> {
    if !run.system().loss.facts().third_within_second {
        return Err(Failure::NotApplicable("it is made for losses with |l'''| <= l''"));
    }
    let minimiser = run.minimiser()?;
    let equations = run.equations();
    let kernel = run.state().kernel();
    let upper = |ball: Ball| Ball::exact(ball.upper());
    let difference: Vec<Ball> = run.v().iter().zip(&minimiser.point).map(|(v, w)| v.clone() - w).collect();
    let product = minimiser.product_with(&kernel);
    Ok(Numbers {
        learning_rate: run.learning_rate(),
        reciprocal_width: equations.reciprocal_width.clone(),
        top: upper(minimiser.sharpness()),
        zeta: upper(minimiser.zeta_squared.clone().sqrt()),
        norm: minimiser.norm(&minimiser.point),
        distance: minimiser.norm(&difference),
        smallest: Ball::exact(Ball::bottom_eigenvalue(&product).lower()),
        largest: upper(Ball::top_eigenvalue(&product)),
        gap,
    })
}

/// Tests the lemma at the present step with the given r: lazy or catapult.
///
/// # Errors
///
/// [`Failure`] names the hypothesis that could not be confirmed.
///
/// # Guarantee
///
/// Certified.
pub fn establish(run: &DataRun<'_, GramSystem>, contraction: &Rational) -> Result<Established, Failure> {
    let gap = Ball::from_exact(&(Rational::from(1) - contraction), run.bits());
    let numbers = numbers(run, gap)?;
    GramTrap::check(&numbers)?;
    let phase = run.phase_if_it_falls_from_here()?;
    let minimiser = run.minimiser()?;
    let tau = numbers.drift().magnitude_up();
    let equations = run.equations();
    let kernel = run.state().kernel();
    let sharpness = Ball::top_eigenvalue(&minimiser.product_with(&kernel)).widened(tau);
    // |S^{1/2} (K_inf - K) S^{1/2}| <= tau tr(S H^{-1}) <= tau zeta², S the second moment
    let share = minimiser.zeta_squared.magnitude_up();
    let ntk_eigenvalue = equations.ntk_eigenvalue(run.state()).widened(tau.mul_up(share));
    // with one feature H is a number, and so |K_inf - K| <= tau/h
    let lambda = match (kernel.as_slice(), minimiser.hessian.as_slice()) {
        ([row], [h]) => Some(row[0].clone().widened((Ball::exact(numbers.drift().upper()) / &h[0]).magnitude_up())),
        _ => None,
    };
    let limit = DataMinimum { minimiser: minimiser.point.clone(), lambda, ntk_eigenvalue, sharpness };
    Ok(Established { phase, limit: Some(Limit::OnData(limit)) })
}
