//! The table of src/model/loss.rs, proved: closed forms on D0 against the definition of the risk, slopes and curvatures
//! against derivatives. Derivatives come from dual numbers over expressions, so nothing is differentiated by hand.

use catapult_core::arithmetic::{Analytic, Dual, Expression, Field, Identity};
use catapult_core::model::{Degenerate, Empirical, Exponential, Logistic, Loss, LossName, Risk, Squared};
use num_traits::Zero;
use rug::Rational;

type Symbolic = Dual<Dual<Expression>>;

fn f() -> Expression {
    Expression::variable("f")
}

/// f with first and second derivative seeded.
fn twice_differentiable() -> Symbolic {
    Dual { value: Dual::variable(f()), derivative: Dual::constant(Expression::integer(1)) }
}

fn assert_proved(name: &str, left: &Expression, right: &Expression) {
    assert_eq!(left.identity(right), Identity::Proved, "{name}: {left} = {right}");
}

/// The definitions of proofs/THEORY.md, section 0, typed here independently of the crate: l(u).
fn defined_loss(loss: LossName, u: Symbolic) -> Symbolic {
    let one = || Symbolic::integer(1);
    match loss {
        LossName::Exponential => (-u).exp(),
        LossName::Logistic => (one() + (-u).exp()).ln(),
        LossName::Squared => (one() - &u) * (one() - &u) / Symbolic::integer(2),
    }
}

/// L(f) = (l(f) + l(-f))/2, the risk on D0 = {(1,+1), (1,-1)}.
fn defined_risk(loss: LossName) -> Symbolic {
    let f = twice_differentiable;
    (defined_loss(loss, f()) + defined_loss(loss, -f())) / Symbolic::integer(2)
}

#[test]
fn margin_forms_are_the_definition_and_its_derivatives() {
    for loss in LossName::ALL {
        let defined = defined_loss(loss, twice_differentiable());
        assert_proved("l", &loss.margin_loss(f()), &defined.value.value);
        assert_proved("l'", &loss.margin_slope(f()), &defined.derivative.value);
        assert_proved("l''", &loss.margin_curvature(f()), &defined.derivative.derivative);
    }
}

#[test]
fn closed_forms_on_d0_are_the_risk_and_its_derivatives() {
    for loss in LossName::ALL {
        let defined = defined_risk(loss);
        assert_proved("L", &loss.degenerate_risk(f()), &defined.value.value);
        assert_proved("s = L'", &loss.degenerate_slope(f()), &defined.derivative.value);
        assert_proved("L''", &loss.degenerate_curvature(f()), &defined.derivative.derivative);
    }
}

// The same from the crate's own margin forms: s(f) = (l'(f) - l'(-f))/2 is what the network's gradient uses on D0.
#[test]
fn closed_forms_follow_from_the_margin_forms() {
    for loss in LossName::ALL {
        let half = |value: Expression| value / Expression::integer(2);
        let risk = half(loss.margin_loss(f()) + loss.margin_loss(-f()));
        let slope = half(loss.margin_slope(f()) - loss.margin_slope(-f()));
        let curvature = half(loss.margin_curvature(f()) + loss.margin_curvature(-f()));
        assert_proved("L", &loss.degenerate_risk(f()), &risk);
        assert_proved("s", &loss.degenerate_slope(f()), &slope);
        assert_proved("L''", &loss.degenerate_curvature(f()), &curvature);
    }
}

#[test]
fn slope_and_curvature_are_successive_derivatives() {
    let x = || Dual::variable(f());
    for loss in LossName::ALL {
        assert_proved("l' = d l", &loss.margin_slope(f()), &loss.margin_loss(x()).derivative);
        assert_proved("l'' = d l'", &loss.margin_curvature(f()), &loss.margin_slope(x()).derivative);
        assert_proved("s = d L", &loss.degenerate_slope(f()), &loss.degenerate_risk(x()).derivative);
        assert_proved("L'' = d s", &loss.degenerate_curvature(f()), &loss.degenerate_slope(x()).derivative);
    }
}

#[test]
fn kappa_is_the_curvature_at_the_minimum() {
    let kappa = |loss: LossName| Loss::<Expression>::kappa(&loss);
    assert_eq!(kappa(LossName::Exponential), Expression::integer(1));
    assert_eq!(kappa(LossName::Logistic), Expression::constant(Rational::from((1, 4))));
    assert_eq!(kappa(LossName::Squared), Expression::integer(1));
    assert_eq!(Loss::<Rational>::kappa(&Squared), 1);
    for loss in LossName::ALL {
        assert_proved("s(0) = 0", &loss.degenerate_slope(Expression::zero()), &Expression::zero());
    }
}

#[test]
fn names_dispatch_to_their_losses() {
    let cases: [(LossName, &dyn Loss<Expression>); 3] =
        [(LossName::Exponential, &Exponential), (LossName::Logistic, &Logistic), (LossName::Squared, &Squared)];
    for (name, loss) in cases {
        assert_eq!(name.margin_loss(f()), loss.margin_loss(f()));
        assert_eq!(name.margin_slope(f()), loss.margin_slope(f()));
        assert_eq!(name.margin_curvature(f()), loss.margin_curvature(f()));
        assert_eq!(name.degenerate_risk(f()), loss.degenerate_risk(f()));
        assert_eq!(name.degenerate_slope(f()), loss.degenerate_slope(f()));
        assert_eq!(name.degenerate_curvature(f()), loss.degenerate_curvature(f()));
    }
}

#[test]
fn the_empirical_risk_of_d0_is_the_degenerate_risk() {
    for loss in LossName::ALL {
        let points = [(Rational::from(1), 1), (Rational::from(-1), 1)];
        let (empirical, degenerate) = (Empirical::new(loss, &points, 53), Degenerate(loss));
        assert_proved("L", &empirical.value(f()), &degenerate.value(f()));
        assert_proved("L'", &empirical.slope(f()), &degenerate.slope(f()));
        assert_proved("L''", &empirical.curvature(f()), &degenerate.curvature(f()));
    }
}

// On E2 = {(1,+1), (2,+1), (-1,+1)}, with a repeated point: slope and curvature are derivatives of the mean of l(z w), and
// the exponential minimiser solves q³ = q + 2 for q = e^w (proofs/THEORY.md, section 2).
#[test]
fn the_empirical_risk_is_a_mean_over_points() {
    for loss in LossName::ALL {
        let points = [(1, 1), (2, 3), (-1, 2)].map(|(z, k)| (Rational::from(z), k));
        let risk = Empirical::<Expression, _>::new(loss, &points, 53);
        let lifted = risk.clone().map(|x| Dual::constant(Dual::constant(x)));
        let term =
            |z: i32, k: i32| Symbolic::integer(k) * defined_loss(loss, Symbolic::integer(z) * twice_differentiable());
        let defined = (term(1, 1) + term(2, 3) + term(-1, 2)) / Symbolic::integer(6);
        assert_proved("value", &risk.value(f()), &defined.value.value);
        assert_proved("slope", &risk.slope(f()), &defined.derivative.value);
        assert_proved("curvature", &risk.curvature(f()), &defined.derivative.derivative);
        assert_proved("lifted", &lifted.value(twice_differentiable()).derivative.value, &risk.slope(f()));
    }
    let three_points = [(1, 1), (2, 1), (-1, 1)].map(|(z, k)| (Rational::from(z), k));
    let risk = Empirical::<Expression, _>::new(Exponential, &three_points, 53);
    let q = f().exp();
    let cubic = q.clone().square() * &q - &q - Expression::integer(2);
    assert_proved("E2", &(risk.slope(f()) * Expression::integer(3) * q.clone().square()), &cubic);
}
