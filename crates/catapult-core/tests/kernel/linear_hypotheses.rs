//! The hypotheses of the lemmas about the linear predictor, its cycles and zeros, as they are stated.

use crate::as_stated::{FINE, Statement, assert_unbounded_confirms_nothing, exact, forge, one};
use crate::plain_orbits::{BITS, small};
use catapult_core::arithmetic::{Ball, Field};
use catapult_core::certify::checks::{
    Failure, linear_critical_rate, linear_doubling, linear_escape, linear_potential, linear_quadratic, linear_rest,
    linear_smoothness, linear_sublevel,
};
use catapult_core::certify::lemma::{Lemma, Slack, confirm};
use catapult_core::certify::{cycle, cycle_basin, interior, period_doubling};
use catapult_core::theory::newton::{Krawczyk, Newton};
use rug::{Float, Rational};

/// The numbers of a lemma by name.
fn take<const N: usize>(numbers: Vec<Ball>) -> [Ball; N] {
    <[Ball; N]>::try_from(numbers).unwrap_or_else(|numbers| panic!("{} numbers", numbers.len()))
}

/// The same hypotheses decided exactly, and on enclosures, which may be undecided but not of another opinion.
fn decide_twice(
    numbers: &[Ball],
    in_balls: &[Slack<Ball>],
    exactly: fn([Rational; 4]) -> Vec<Slack<Rational>>,
) -> Result<(), Failure> {
    let enclosed = confirm(in_balls);
    if numbers.iter().any(|number| !number.is_bounded()) {
        return enclosed;
    }
    let number =
        |index: usize| numbers.get(index).map_or(Rational::new(), |ball| ball.midpoint().to_rational().unwrap());
    let exact = confirm(&exactly([0, 1, 2, 3].map(number)));
    assert!(exact.is_ok() || enclosed.is_err(), "{numbers:?}");
    exact
}

/// a, w, b, L(a), L(w), L(b).
const LEVEL: Statement = Statement {
    typical: &[(-2.0, 1.0), (-2.0, 1.0), (-2.0, 1.0), (-1.0, 1.0), (-2.0, 0.0), (-1.0, 1.0)],
    signed: &[0, 1, 2],
    room: FINE,
    slacks: |numbers| {
        let [a, w, b, at_a, at_w, at_b] = numbers else { unreachable!() };
        vec![w.clone() - a, b.clone() - w, at_a.clone() - at_w, at_b.clone() - at_w]
    },
    rare: &[],
    check: |numbers| {
        let [lower, weight, upper, loss_at_lower, loss, loss_at_upper] = take(numbers);
        let numbers = linear_sublevel::LevelNumbers { lower, weight, upper, loss_at_lower, loss, loss_at_upper };
        linear_sublevel::Level::check(&numbers)
    },
};

/// eta, L''.
const SHORT_STEP: Statement = Statement {
    typical: &[(-2.0, 1.0), (-2.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![small(2.0) - numbers[0].clone() * &numbers[1]],
    rare: &[],
    check: |numbers| {
        let [learning_rate, curvature] = take(numbers);
        linear_sublevel::ShortStep::check(&linear_sublevel::ShortStepNumbers { learning_rate, curvature })
    },
};

/// eta, R, L''_-(R), F(R), L''_+(-R), F(-R).
const OVERSHOOT: Statement = Statement {
    typical: &[(0.0, 3.0), (-2.0, 1.0), (-1.0, 2.0), (-1.0, 2.0), (-1.0, 2.0), (-1.0, 2.0)],
    signed: &[3, 5],
    room: FINE,
    slacks: |numbers| {
        let [eta, reach, right, image_right, left, image_left] = numbers else { unreachable!() };
        vec![
            reach.clone(),
            eta.clone() * right - 2u32,
            -(image_right.clone() + reach),
            eta.clone() * left - 2u32,
            image_left.clone() - reach,
        ]
    },
    rare: &[],
    check: |numbers| {
        let [learning_rate, reach, curvature_right, image_right, curvature_left, image_left] = take(numbers);
        linear_escape::Overshoot::check(&linear_escape::OvershootNumbers {
            learning_rate,
            reach,
            curvature_right,
            image_right,
            curvature_left,
            image_left,
        })
    },
};

/// R, |w|.
const BEYOND: Statement = Statement {
    typical: &[(-2.0, 1.0), (-1.0, 2.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[1].clone() - &numbers[0]],
    rare: &[],
    check: |numbers| {
        let [reach, size] = take(numbers);
        linear_escape::Beyond::check(&linear_escape::BeyondNumbers { reach, size })
    },
};

/// eta, kappa.
const REPELLING: Statement = Statement {
    typical: &[(0.0, 4.0), (-2.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone() * &numbers[1] - 2u32],
    rare: &[],
    check: |numbers| {
        let [learning_rate, curvature] = take(numbers.clone());
        let in_balls = linear_potential::RepellingNumbers { learning_rate, curvature };
        decide_twice(&numbers, &in_balls.slacks(), |[learning_rate, curvature, ..]| {
            linear_potential::RepellingNumbers { learning_rate, curvature }.slacks()
        })
    },
};

/// eta, w, L(w), L(0).
const SIDE: Statement = Statement {
    typical: &[(1.0, 4.0), (-2.0, 1.0), (-1.0, 2.0), (-2.0, 1.0)],
    signed: &[1],
    room: FINE,
    slacks: |numbers| {
        let [eta, w, loss, at_origin] = numbers else { unreachable!() };
        vec![eta.clone() * (loss.clone() - at_origin) - w.clone().square()]
    },
    rare: &[],
    check: |numbers| {
        let [learning_rate, weight, loss, loss_at_origin] = take(numbers);
        linear_potential::Side::check(&linear_potential::SideNumbers { learning_rate, weight, loss, loss_at_origin })
    },
};

fn critical(numbers: Vec<Ball>) -> linear_critical_rate::Numbers<Ball> {
    let [learning_rate, critical_rate, weight] = take(numbers);
    linear_critical_rate::Numbers { learning_rate, critical_rate, weight }
}

/// eta, eta_c, w0. A square is never negative.
const BELOW: Statement = Statement {
    typical: &[(-2.0, 1.0), (-1.0, 2.0), (-2.0, 1.0)],
    signed: &[2],
    room: FINE,
    slacks: |numbers| vec![numbers[2].clone().square(), numbers[0].clone(), numbers[1].clone() - &numbers[0]],
    rare: &[0],
    check: |numbers| linear_critical_rate::Below::check(&critical(numbers)),
};

/// eta, eta_c, w0.
const ABOVE: Statement = Statement {
    typical: &[(-1.0, 2.0), (-2.0, 4.0), (-2.0, 1.0)],
    signed: &[1, 2],
    room: FINE,
    slacks: |numbers| vec![numbers[2].clone().square(), numbers[0].clone(), numbers[0].clone() - &numbers[1]],
    rare: &[0],
    check: |numbers| linear_critical_rate::Above::check(&critical(numbers)),
};

fn quadratic(
    numbers: &[Ball],
    in_balls: fn(&linear_quadratic::Numbers<Ball>) -> Vec<Slack<Ball>>,
    exactly: fn([Rational; 4]) -> Vec<Slack<Rational>>,
) -> Result<(), Failure> {
    let [learning_rate, curvature, slope] = take(numbers.to_vec());
    decide_twice(numbers, &in_balls(&linear_quadratic::Numbers { learning_rate, curvature, slope }), exactly)
}

/// eta, h, L'(w0).
const FALLING: Statement = Statement {
    typical: &[(-2.0, 1.0), (-2.0, 1.0), (-2.0, 1.0)],
    signed: &[2],
    room: FINE,
    slacks: |numbers| {
        let [eta, h, slope] = numbers else { unreachable!() };
        vec![eta.clone(), h.clone(), slope.clone().square(), small(2.0) - eta.clone() * h]
    },
    rare: &[2],
    check: |numbers| {
        quadratic(&numbers, linear_quadratic::Numbers::falls, |[learning_rate, curvature, slope, _]| {
            linear_quadratic::Numbers { learning_rate, curvature, slope }.falls()
        })
    },
};

/// eta, h, L'(w0). Where eta h > 2, neither of them is negative alone.
const GROWING: Statement = Statement {
    typical: &[(0.0, 2.0), (0.0, 2.0), (-2.0, 1.0)],
    signed: &[2],
    room: FINE,
    slacks: |numbers| {
        let [eta, h, slope] = numbers else { unreachable!() };
        vec![eta.clone(), h.clone(), slope.clone().square(), eta.clone() * h - 2u32]
    },
    rare: &[0, 1, 2],
    check: |numbers| {
        quadratic(&numbers, linear_quadratic::Numbers::grows, |[learning_rate, curvature, slope, _]| {
            linear_quadratic::Numbers { learning_rate, curvature, slope }.grows()
        })
    },
};

/// eta, h, L'(w0), for exact answers: eta h = 2 is an equation, which no random numbers satisfy.
fn alternates(numbers: &[f64]) -> Result<(), Failure> {
    quadratic(&exact(numbers), linear_quadratic::Numbers::alternates, |[learning_rate, curvature, slope, _]| {
        linear_quadratic::Numbers { learning_rate, curvature, slope }.alternates()
    })
}

/// eta, beta.
const SMOOTHNESS: Statement = Statement {
    typical: &[(-2.0, 1.0), (-2.0, 1.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone(), small(2.0) - numbers[0].clone() * &numbers[1]],
    rare: &[],
    check: |numbers| {
        let [learning_rate, smoothness] = take(numbers.clone());
        let in_balls = linear_smoothness::Numbers { learning_rate, smoothness };
        decide_twice(&numbers, &in_balls.slacks(), |[learning_rate, smoothness, ..]| {
            linear_smoothness::Numbers { learning_rate, smoothness }.slacks()
        })
    },
};

/// L'(w0), for exact answers.
fn rests(slope: f64) -> Result<(), Failure> {
    let numbers = exact(&[slope]);
    let in_balls = linear_rest::Numbers { slope: numbers[0].clone() };
    decide_twice(&numbers, &in_balls.slacks(), |[slope, ..]| linear_rest::Numbers { slope }.slacks())
}

/// r, x - m.
const INTERIOR: Statement = Statement {
    typical: &[(-1.0, 1.0), (-2.0, 1.0)],
    signed: &[1],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone() - &numbers[1], numbers[0].clone() + &numbers[1]],
    rare: &[],
    check: |numbers| {
        let [radius, displacement] = take(numbers);
        interior::Interior::check(&interior::Numbers { radius, displacement })
    },
};

/// r, F^k(x) - m, (F^k)'.
const CONTRACTION: Statement = Statement {
    typical: &[(-1.0, 1.0), (-2.0, 1.0), (-2.0, 0.5)],
    signed: &[1, 2],
    room: FINE,
    slacks: |numbers| {
        let [radius, displacement, slope] = numbers else { unreachable!() };
        vec![one() - slope, one() + slope, radius.clone() - displacement, radius.clone() + displacement]
    },
    rare: &[],
    check: |numbers| {
        let [radius, displacement, slope] = take(numbers);
        let image = interior::Numbers { radius, displacement };
        cycle_basin::Contraction::check(&cycle_basin::Numbers { image, slope })
    },
};

/// |(F^n)'|.
const ATTRACTING: Statement = Statement {
    typical: &[(-2.0, 0.5)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![one() - &numbers[0]],
    rare: &[],
    check: |numbers| {
        let [size] = take(numbers);
        cycle::Attracting::check(&cycle::Multiplier { size })
    },
};

/// |(F^n)'|.
const REPELLING_CYCLE: Statement = Statement {
    typical: &[(-0.5, 2.0)],
    signed: &[],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone() - 1u32],
    rare: &[],
    check: |numbers| {
        let [size] = take(numbers);
        cycle::Repelling::check(&cycle::Multiplier { size })
    },
};

/// m, r, c, G(c), D. A square is never negative.
const NEWTON: Statement = Statement {
    typical: &[(-2.0, 0.0), (-1.0, 1.0), (-2.0, 0.0), (-2.0, 0.0), (-1.0, 1.0)],
    signed: &[0, 2, 3, 4],
    room: FINE,
    slacks: |numbers| {
        let [m, r, c, value, slope] = numbers else { unreachable!() };
        let offset = c.clone() - m;
        let moved = offset.clone() - value.clone() / slope;
        vec![r.clone() - &offset, r.clone() + &offset, slope.clone().square(), r.clone() - &moved, r.clone() + moved]
    },
    rare: &[2],
    check: |numbers| {
        let [centre, radius, point, value, slope] = take(numbers);
        let numbers = Newton { centre, radius, point, value, slope };
        let answer = interior::IntervalNewton::check(&numbers);
        assert_eq!(numbers.root().is_some(), answer.is_ok());
        answer
    },
};

/// A radius that a ball can have.
fn short(radius: &Float) -> Ball {
    Ball::exact(Float::with_val(53, radius))
}

/// r, G, J by rows, Y by rows, around zero. Radii of balls have 53 bits.
const KRAWCZYK: Statement = Statement {
    typical: &[
        (-1.0, 0.5),
        (-1.0, 0.5),
        (-3.0, -1.0),
        (-3.0, -1.0),
        (-0.3, 0.3),
        (-3.0, -1.0),
        (-3.0, -1.0),
        (-0.3, 0.3),
        (-0.3, 0.3),
        (-3.0, -1.0),
        (-3.0, -1.0),
        (-0.3, 0.3),
    ],
    signed: &[2, 3, 5, 6, 9, 10],
    room: 1e-14,
    slacks: |numbers| {
        let [r1, r2, g1, g2, j11, j12, j21, j22, y11, y12, y21, y22] = numbers else { unreachable!() };
        let [r1, r2] = [r1, r2].map(|radius| short(radius).midpoint().clone());
        let row = |radius: &Float, [one_, two]: [&Float; 2], own: usize| {
            let shift = one_.clone() * g1 + two.clone() * g2;
            let product = [one_.clone() * j11 + two.clone() * j21, one_.clone() * j12 + two.clone() * j22];
            let [first, second] =
                [0, 1].map(|column| (if column == own { one() } else { small(0.0) }) - &product[column]);
            let spread = (first * &r1).abs() + (second * &r2).abs();
            let room = Float::with_val(BITS, radius - spread);
            [room.clone() + &shift, room - shift]
        };
        [row(&r1, [y11, y12], 0), row(&r2, [y21, y22], 1)].concat()
    },
    rare: &[],
    check: |numbers| {
        let [r1, r2, g1, g2, j11, j12, j21, j22, y11, y12, y21, y22] = take(numbers);
        let [r1, r2] = [r1, r2].map(|radius| if radius.is_bounded() { short(radius.midpoint()) } else { radius });
        let around = |radius: &Ball| Ball::new(Float::new(53), radius.magnitude_up());
        let numbers = Krawczyk {
            centre: vec![Ball::integer(0), Ball::integer(0)],
            deviations: vec![around(&r1), around(&r2)],
            radii: vec![r1, r2],
            residual: vec![g1, g2],
            jacobian: vec![vec![j11, j12], vec![j21, j22]],
            inverse: vec![vec![y11, y12], vec![y21, y22]],
        };
        let answer = interior::KrawczykTest::check(&numbers);
        assert_eq!(numbers.zero().is_some(), answer.is_ok());
        answer
    },
};

/// mu, b, r, g. Where g >= 0, the third hypothesis fails too, unless mu > 1, which no minimum has.
const DOUBLING: Statement = Statement {
    typical: &[(-2.0, 0.0), (-2.0, 2.0), (-2.0, 1.0), (-2.0, 1.0)],
    signed: &[0, 3],
    room: FINE,
    slacks: |numbers| {
        let [mu, b, r, g] = numbers else { unreachable!() };
        let above = one() + mu;
        let size = -g.clone();
        let bend = above.clone() * b;
        vec![
            above,
            size.clone(),
            size.clone() * 8u32 * (one() - mu) - mu.clone().square() * 3u32 * &bend * b,
            (one() + mu.clone().square()) * 6u32 - size * r.clone().square() - bend * r * 3u32,
        ]
    },
    rare: &[1],
    check: |numbers| {
        let [multiplier, bend, radius, third] = take(numbers);
        linear_doubling::Doubling::check(&linear_doubling::Numbers { multiplier, bend, radius, third })
    },
};

/// The derivative of the multiplier, a.
const SUPERCRITICAL: Statement = Statement {
    typical: &[(-2.0, 1.0), (-2.0, 1.0)],
    signed: &[0],
    room: FINE,
    slacks: |numbers| vec![-numbers[0].clone(), numbers[1].clone()],
    rare: &[],
    check: |numbers| {
        let [crossing, coefficient] = take(numbers);
        period_doubling::Supercritical::check(&period_doubling::Doubling { crossing, coefficient })
    },
};

/// The derivative of the multiplier, a. A square is never negative.
const SUBCRITICAL: Statement = Statement {
    typical: &[(-2.0, 1.0), (-2.0, 1.0)],
    signed: &[0, 1],
    room: FINE,
    slacks: |numbers| vec![numbers[0].clone().square(), -numbers[1].clone()],
    rare: &[0],
    check: |numbers| {
        let [crossing, coefficient] = take(numbers);
        period_doubling::Subcritical::check(&period_doubling::Doubling { crossing, coefficient })
    },
};

const ALL: [&Statement; 20] = [
    &LEVEL,
    &SHORT_STEP,
    &OVERSHOOT,
    &BEYOND,
    &REPELLING,
    &SIDE,
    &BELOW,
    &ABOVE,
    &FALLING,
    &GROWING,
    &SMOOTHNESS,
    &INTERIOR,
    &CONTRACTION,
    &ATTRACTING,
    &REPELLING_CYCLE,
    &NEWTON,
    &KRAWCZYK,
    &DOUBLING,
    &SUPERCRITICAL,
    &SUBCRITICAL,
];

forging_test!(sublevel_as_stated, sublevel_as_stated_exhaustively, |cases| {
    forge(201, &LEVEL, cases);
    forge(202, &SHORT_STEP, cases);
});
forging_test!(escape_as_stated, escape_as_stated_exhaustively, |cases| {
    forge(203, &OVERSHOOT, cases);
    forge(204, &BEYOND, cases);
});
forging_test!(potential_as_stated, potential_as_stated_exhaustively, |cases| {
    forge(205, &REPELLING, cases);
    forge(206, &SIDE, cases);
});
forging_test!(critical_rate_as_stated, critical_rate_as_stated_exhaustively, |cases| {
    forge(207, &BELOW, cases);
    forge(208, &ABOVE, cases);
});
forging_test!(quadratic_as_stated, quadratic_as_stated_exhaustively, |cases| {
    forge(209, &FALLING, cases);
    forge(210, &GROWING, cases);
});
forging_test!(smoothness_as_stated, smoothness_as_stated_exhaustively, |cases| forge(211, &SMOOTHNESS, cases));
forging_test!(contraction_as_stated, contraction_as_stated_exhaustively, |cases| {
    forge(212, &INTERIOR, cases);
    forge(213, &CONTRACTION, cases);
});
forging_test!(cycle_as_stated, cycle_as_stated_exhaustively, |cases| {
    forge(214, &ATTRACTING, cases);
    forge(215, &REPELLING_CYCLE, cases);
});
forging_test!(newton_as_stated, newton_as_stated_exhaustively, |cases| forge(216, &NEWTON, cases));
forging_test!(krawczyk_as_stated, krawczyk_as_stated_exhaustively, |cases| forge(217, &KRAWCZYK, cases));
forging_test!(doubling_of_the_minimum_as_stated, doubling_of_the_minimum_as_stated_exhaustively, |cases| {
    forge(220, &DOUBLING, cases)
});
forging_test!(doubling_as_stated, doubling_as_stated_exhaustively, |cases| {
    forge(218, &SUPERCRITICAL, cases);
    forge(219, &SUBCRITICAL, cases);
});

#[test]
fn unbounded_numbers_confirm_nothing() {
    ALL.iter().for_each(|statement| assert_unbounded_confirms_nothing(statement));
}

/// Ties: where a strict hypothesis is an equality it fails, and a weak one holds. Each row has one equality.
#[test]
fn linear_ties() {
    let fail: &[(&Statement, &[f64])] = &[
        (&LEVEL, &[1.0, 1.0, 2.0, 5.0, 4.0, 5.0]),
        (&LEVEL, &[0.0, 2.0, 2.0, 5.0, 4.0, 5.0]),
        (&LEVEL, &[0.0, 1.0, 2.0, 4.0, 4.0, 5.0]),
        (&LEVEL, &[0.0, 1.0, 2.0, 5.0, 4.0, 4.0]),
        (&SHORT_STEP, &[4.0, 0.5]),
        (&OVERSHOOT, &[4.0, 0.0, 1.0, -1.0, 1.0, 1.0]),
        (&OVERSHOOT, &[4.0, 1.0, 1.0, -1.0, 1.0, 2.0]),
        (&OVERSHOOT, &[4.0, 1.0, 1.0, -2.0, 1.0, 1.0]),
        (&REPELLING, &[8.0, 0.25]),
        (&SIDE, &[8.0, 2.0, 1.0, 0.5]),
        (&SIDE, &[8.0, -2.0, 1.0, 0.5]),
        (&BELOW, &[1.0, 1.0, 1.0]),
        (&BELOW, &[1.0, 2.0, 0.0]),
        (&BELOW, &[0.0, 2.0, 1.0]),
        (&ABOVE, &[1.0, 1.0, 1.0]),
        (&ABOVE, &[2.0, 1.0, 0.0]),
        (&ABOVE, &[0.0, -1.0, 1.0]),
        (&FALLING, &[4.0, 0.5, 1.0]),
        (&FALLING, &[1.0, 1.0, 0.0]),
        (&FALLING, &[1.0, 0.0, 1.0]),
        (&FALLING, &[0.0, 1.0, 1.0]),
        (&GROWING, &[4.0, 0.5, 1.0]),
        (&GROWING, &[3.0, 1.0, 0.0]),
        (&GROWING, &[-3.0, -1.0, 1.0]),
        (&SMOOTHNESS, &[0.0, 1.0]),
        (&INTERIOR, &[1.0, 1.0]),
        (&INTERIOR, &[1.0, -1.0]),
        (&CONTRACTION, &[1.0, 0.0, 1.0]),
        (&CONTRACTION, &[1.0, 0.0, -1.0]),
        (&CONTRACTION, &[1.0, 1.0, 0.0]),
        (&CONTRACTION, &[1.0, -1.0, 0.0]),
        (&ATTRACTING, &[1.0]),
        (&REPELLING_CYCLE, &[1.0]),
        (&NEWTON, &[0.0, 1.0, 0.0, 1.0, 1.0]),
        (&NEWTON, &[0.0, 1.0, 0.0, -1.0, 1.0]),
        (&NEWTON, &[0.0, 1.0, 0.0, 0.0, 0.0]),
        (&KRAWCZYK, &[1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]),
        (&KRAWCZYK, &[1.0, 1.0, 0.0, -1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]),
        (&KRAWCZYK, &[1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0]),
        (&DOUBLING, &[-0.5, 0.0, 1.0, 0.0]),
        (&DOUBLING, &[2.0, 0.125, 1.0, 1.0]),
        (&DOUBLING, &[-0.5, 4.0, 0.25, -0.5]),
        (&DOUBLING, &[-1.0, 1.0, 2.0, -3.0]),
        (&SUPERCRITICAL, &[0.0, 1.0]),
        (&SUPERCRITICAL, &[-1.0, 0.0]),
        (&SUBCRITICAL, &[0.0, -1.0]),
        (&SUBCRITICAL, &[1.0, 0.0]),
    ];
    for (statement, numbers) in fail {
        assert!((statement.check)(exact(numbers)).is_err(), "{numbers:?}");
    }
    let hold: &[(&Statement, &[f64])] = &[
        (&OVERSHOOT, &[4.0, 1.0, 0.5, -2.0, 1.0, 2.0]),
        (&OVERSHOOT, &[4.0, 1.0, 1.0, -2.0, 0.5, 2.0]),
        (&BEYOND, &[1.0, 1.0]),
        (&SMOOTHNESS, &[8.0, 0.25]),
        (&DOUBLING, &[-1.0, 1.0, 1.0, -3.0]),
        (&NEWTON, &[0.0, 1.0, 1.0, 0.5, 1.0]),
        (&NEWTON, &[0.0, 1.0, -1.0, -0.5, 1.0]),
    ];
    for (statement, numbers) in hold {
        assert!((statement.check)(exact(numbers)).is_ok(), "{numbers:?}");
    }
    assert!(alternates(&[4.0, 0.5, 1.0]).is_ok());
    for numbers in [[4.0, 0.5, 0.0], [4.0, 0.500_000_1, 1.0], [4.0, 0.499_999_9, 1.0], [-4.0, -0.5, 1.0]] {
        assert!(alternates(&numbers).is_err(), "{numbers:?}");
    }
    assert!(rests(0.0).is_ok() && rests(1e-300).is_err() && rests(-1e-300).is_err());
    let moved = |by: f64| cycle::NotFixed::check(&cycle::Moved { by: exact(&[by]).remove(0) }).is_ok();
    assert!(moved(1e-9) && moved(-1e-9) && !moved(0.0));
}
