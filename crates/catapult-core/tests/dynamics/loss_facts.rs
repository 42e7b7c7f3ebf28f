//! The table of facts about the losses, against the equations of the losses themselves.

use catapult_core::arithmetic::{Ball, Dual, Expression, Field, FromExact, Identity};
use catapult_core::model::{Loss, LossName, Trend};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rug::Rational;
use std::cmp::Ordering;

const BITS: u32 = 192;

fn ball(value: &Rational) -> Ball {
    Ball::from_exact(value, BITS)
}

/// Margins of all sizes between 2^-30 and 64, of both signs.
fn margins() -> Vec<Rational> {
    let mut rng = ChaCha20Rng::seed_from_u64(13);
    (0..400)
        .map(|index| {
            let size = Rational::from((rng.random_range(1..1_u32 << 16), 1_u32 << 10)) >> rng.random_range(0..30_u32);
            if index % 2 == 0 { size } else { -size }
        })
        .collect()
}

/// l and its first three derivatives at a margin.
fn derivatives(loss: LossName, margin: &Rational) -> [Ball; 4] {
    let variable = Dual { value: Dual::variable(ball(margin)), derivative: Dual::constant(Ball::integer(1)) };
    let slope = loss.margin_slope(variable);
    [loss.margin_loss(ball(margin)), slope.value.value, slope.derivative.value, slope.derivative.derivative]
}

#[test]
fn kappa_and_the_slope_at_zero_are_those_of_the_equations() {
    for loss in LossName::ALL {
        let facts = loss.facts();
        let symbolic: Expression = loss.kappa();
        let expected = Expression::from_exact(&facts.kappa(), 0);
        assert_eq!(symbolic.identity(&expected), Identity::Proved, "{loss}: kappa");
        let slope: Expression = loss.margin_slope(Expression::integer(0));
        let expected = Expression::from_exact(&facts.margin_slope_at_zero(), 0);
        assert_eq!(slope.identity(&expected), Identity::Proved, "{loss}: l'(0)");
    }
}

#[test]
fn the_ratio_moves_as_stated() {
    for loss in LossName::ALL {
        let facts = loss.facts();
        let mut sizes: Vec<Rational> = margins().into_iter().map(Rational::abs).collect();
        sizes.sort();
        sizes.dedup();
        let ratios: Vec<Ball> = sizes.iter().map(|f| loss.degenerate_slope(ball(f)) / ball(f)).collect();
        let expected = match facts.ratio {
            Trend::Rising => Some(Ordering::Less),
            Trend::Falling => Some(Ordering::Greater),
            Trend::Constant => None,
        };
        for pair in ratios.windows(2) {
            match expected {
                Some(order) => assert_eq!(pair[0].compare(&pair[1]), Some(order), "{loss}"),
                None => assert!(pair[0].contains(&facts.kappa()), "{loss}"),
            }
        }
        let curvatures: Vec<Ball> = sizes.iter().map(|f| loss.degenerate_curvature(ball(f))).collect();
        let expected_of_curvatures = match facts.risk_curvature {
            Trend::Rising => Some(Ordering::Less),
            Trend::Falling => Some(Ordering::Greater),
            Trend::Constant => None,
        };
        for pair in curvatures.windows(2) {
            match expected_of_curvatures {
                Some(order) => assert_eq!(pair[0].compare(&pair[1]), Some(order), "{loss}"),
                None => assert!(pair[0].contains(&facts.kappa()), "{loss}"),
            }
        }
        // between kappa and the values at larger arguments
        if let Some(order) = expected {
            assert_eq!(ball(&facts.kappa()).compare(&ratios[0]), Some(order), "{loss}");
        }
    }
}

#[test]
fn slopes_stay_below_their_limit_and_approach_it_exponentially() {
    for loss in LossName::ALL {
        for f in margins().into_iter().map(Rational::abs) {
            let slope: Ball = loss.degenerate_slope(ball(&f));
            match loss.facts().slope_limit() {
                Some(limit) => {
                    let tail: Ball = Loss::<Ball>::margin_loss(&LossName::Exponential, ball(&f));
                    let gap = ball(&limit) - &slope;
                    assert_eq!(gap.sign(), Some(Ordering::Greater), "{loss} at {f}");
                    assert!(gap.is_certainly_less(&(Ball::integer(2) * ball(&limit) * tail)), "{loss} at {f}");
                }
                // as large as one likes
                None if f >= 4 => assert!(Ball::integer(3).is_certainly_less(&slope), "{loss} at {f}"),
                None => {}
            }
        }
    }
}

#[test]
fn curvatures_and_third_derivatives_are_bounded_as_stated() {
    let not_above = |small: &Ball, large: &Ball| small.lower() <= large.upper();
    for loss in LossName::ALL {
        let facts = loss.facts();
        let peak = ball(&facts.kappa());
        let mut points = margins();
        points.sort();
        for u in &points {
            let [_, slope, second, third] = derivatives(loss, u);
            assert_eq!(second.sign(), Some(Ordering::Greater), "{loss} is convex at {u}");
            if let Some(limit) = facts.curvature_limit() {
                assert!(not_above(&second, &ball(&limit)), "{loss} at {u}");
            }
            if facts.curvature_peaks_at_zero {
                assert!(second.is_certainly_less(&peak), "{loss} at {u}");
            }
            if facts.third_within_second {
                assert!(not_above(&third.clone().abs(), &second), "{loss} at {u}");
            }
            if facts.decreases {
                assert_eq!(slope.sign(), Some(Ordering::Less), "{loss} at {u}");
            }
            assert_eq!(third.is_exact() && third.sign() == Some(Ordering::Equal), facts.quadratic, "{loss} at {u}");
        }
        let curvatures: Vec<Ball> = points.iter().map(|u| loss.margin_curvature(ball(u))).collect();
        let falls = curvatures.windows(2).all(|pair| not_above(&pair[1], &pair[0]));
        assert_eq!(falls, facts.curvature_falls, "{loss}");
    }
}

#[test]
fn limits_are_attained_or_approached() {
    for loss in LossName::ALL {
        let facts = loss.facts();
        let close = |value: &Ball, limit: Rational| {
            let gap = ball(&limit) - value;
            gap.magnitude_up().to_f64_up() < 1e-20
        };
        if let Some(limit) = facts.curvature_limit() {
            assert!(close(&loss.margin_curvature(Ball::integer(0)), limit), "{loss}: sup l''");
        }
        if let Some(limit) = facts.slope_limit() {
            assert!(close(&loss.degenerate_slope(ball(&Rational::from(64))), limit), "{loss}: sup |s|");
        }
        let never_falls = Loss::<Ball>::margin_slope(&loss, Ball::integer(2)).sign() != Some(Ordering::Less);
        assert_eq!(never_falls, !facts.decreases, "{loss}");
        let rational: Ball = loss.margin_loss(Ball::integer(3));
        assert_eq!(rational.is_exact(), facts.rational, "{loss}");
    }
}
