//! Where the ranges of the numbers of a proof end: the last that is allowed, and the first that is not.

use crate::borders::establish;
use crate::linear::Data;
use catapult_core::certify::cell::{self, CellProof, CellRun, MOST_CELL_STEPS};
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::chart::{Cell, Chart, Range, VerticalAxis};
use catapult_core::certify::checks::Failure;
use catapult_core::certify::data_proof::FeatureProof;
use catapult_core::certify::linear_proof::{LinearProof, Region};
use catapult_core::certify::{Phase, Proof, Rejection};
use catapult_core::dynamics::{Descent, Problem};
use catapult_core::model::LossName;
use rug::Rational;

fn interval(from: (i32, u32), to: (i32, u32)) -> Region {
    Region { lower: Exact(Rational::from(from)), upper: Exact(Rational::from(to)) }
}

/// Whether a proof fails before any of it is tested.
fn is_out_of_range(problem: &Problem, proof: LinearProof) -> bool {
    is_refused_at_once(problem, Proof::Linear(proof))
}

fn is_refused_at_once(problem: &Problem, proof: Proof) -> bool {
    matches!(establish(problem, &proof), Err(Rejection::Proof(Failure::OutOfRange(_))))
}

#[test]
fn cycles_in_several_features_have_ends() {
    let rational = |x: i32| Rational::from(x);
    let points = vec![
        (vec![rational(1), rational(0)], 2),
        (vec![rational(-1), rational(1)], 1),
        (vec![rational(0), rational(-1)], 1),
    ];
    let problem: Problem = Descent::features(LossName::Logistic, rational(1), points, vec![rational(0); 2]).into();
    let exact = |row: &[i32]| row.iter().map(|x| Exact(rational(*x))).collect::<Vec<_>>();
    let cycle = |period: u32, centre: &[i32], frame: &[&[i32]]| {
        Proof::Features(FeatureProof::Cycle {
            bits: 64,
            step: 0,
            period,
            centre: exact(centre),
            frame: frame.iter().map(|row| exact(row)).collect(),
            radius: Exact(rational(1)),
        })
    };
    let frame: &[&[i32]] = &[&[1, 0], &[0, 1]];
    for (period, out) in [(0, true), (1, true), (2, false), (64, false), (65, true)] {
        assert_eq!(is_refused_at_once(&problem, cycle(period, &[0, 0], frame)), out, "{period}");
    }
    for (centre, frame) in [(&[0][..], frame), (&[0, 0], &frame[..1]), (&[0, 0], &[&[1, 0], &[1]]), (&[0, 0, 0], frame)]
    {
        assert!(is_refused_at_once(&problem, cycle(2, centre, frame)), "{centre:?}, {frame:?}");
    }
    // sixteen features are the most
    for (features, out) in [(15, false), (16, false), (17, true)] {
        let unit = |j: usize| (0..features).map(|k| i32::from(j == k)).collect::<Vec<i32>>();
        let rows: Vec<Vec<i32>> = (0..features).map(unit).collect();
        let opposite = |row: &Vec<i32>| row.iter().map(|x| -x).collect::<Vec<i32>>();
        let rational = |row: &Vec<i32>| row.iter().map(|x| Rational::from(*x)).collect::<Vec<_>>();
        let points = rows.iter().flat_map(|row| [(rational(row), 2), (rational(&opposite(row)), 1)]).collect();
        let weights = vec![Rational::new(); features];
        let problem: Problem = Descent::features(LossName::Logistic, Rational::from(1), points, weights).into();
        let frame: Vec<&[i32]> = rows.iter().map(Vec::as_slice).collect();
        assert_eq!(is_refused_at_once(&problem, cycle(2, &vec![0; features], &frame)), out, "{features}");
    }
}

#[test]
fn powers_periods_and_pieces_have_ends() {
    let points = vec![(Rational::from(1), 2), (Rational::from(-1), 1)];
    let data = Data { loss: LossName::Logistic, points: Some(points) };
    let problem = data.problem(&Rational::from(1), &Rational::from(1));
    let contraction = |power: u32, pieces: u32| LinearProof::Contraction {
        bits: 64,
        step: 2,
        rise: 0,
        basin: interval((0, 1), (1, 1)),
        power,
        pieces,
    };
    let cycle = |period: u32, power: u32, pieces: u32| LinearProof::Cycle {
        bits: 64,
        step: 2,
        period,
        cycle: interval((0, 1), (1, 1)),
        basin: interval((0, 1), (1, 1)),
        power,
        pieces,
    };
    for (proof, out) in [
        (contraction(128, 1), false),
        (contraction(129, 1), true),
        (contraction(1, 4096), false),
        (contraction(1, 4097), true),
        (contraction(200, 4097), true),
        (contraction(1, 0), true),
        (contraction(0, 1), true),
        (cycle(2, 128, 1), false),
        (cycle(2, 130, 1), true),
        (cycle(64, 64, 1), false),
        (cycle(65, 65, 1), true),
        (cycle(1, 2, 1), true),
        (cycle(2, 2, 4096), false),
        (cycle(2, 2, 4097), true),
    ] {
        assert_eq!(is_out_of_range(&problem, proof.clone()), out, "{proof:?}");
    }
    // the rise comes before the last step, of which w0 is none
    for (step, rise, out) in [(2, 1, false), (2, 2, true), (1, 0, false), (0, 0, true)] {
        let (lower, upper) = (Exact(Rational::from(-1)), Exact(Rational::from(2)));
        let proof = LinearProof::Sublevel { bits: 64, step, rise: Some(rise), lower, upper, pieces: 4 };
        assert_eq!(is_out_of_range(&problem, proof), out, "{rise} of {step}");
    }
}

/// Ends of an interval in the wrong order describe the interval between them.
#[test]
fn regions_hold_their_ends() {
    for (from, to) in [((1, 3), (2, 3)), ((2, 3), (1, 3)), ((-1, 7), (5, 7)), ((1, 3), (1, 3))] {
        for bits in [24, 64, 200] {
            let ball = interval(from, to).to_ball(bits);
            for end in [from, to] {
                assert!(ball.contains(&Rational::from(end)), "{from:?} {to:?} in {ball:?}");
            }
            let width = (Rational::from(from) - Rational::from(to)).abs().to_f64();
            assert!(ball.radius().to_float_up() <= width * 0.51 + 1e-6, "{ball:?}");
        }
    }
}

/// The squared loss with eta = lambda = 1, m = 4: f' = f (1 + f²/4 - lambda).
fn square(learning_rate: i32, output: (i32, u32), lambda: (i32, u32)) -> Problem {
    let [output, lambda] = [output, lambda].map(Rational::from);
    Problem::two_layer(LossName::Squared, learning_rate.into(), 4.into(), lambda, output)
}

#[test]
fn exact_hits_are_at_their_step() {
    // f = 1, lambda = 5/4: f' = 0
    let hit = |problem: &Problem, step| establish(problem, &Proof::Hit { bits: 64, step });
    let lands = square(1, (1, 1), (5, 4));
    for (step, holds) in [(0, false), (1, true), (2, true), (1000, true)] {
        let answer = hit(&lands, step);
        assert_eq!(answer.is_ok(), holds, "step {step}: {answer:?}");
        if let Ok(established) = answer {
            assert_eq!(established.phase, Phase::Lazy);
        }
    }
    assert!(hit(&square(1, (1, 1), (3, 2)), 1).is_err());
    assert!(hit(&square(1, (0, 1), (3, 2)), 0).is_ok());
    // numbers too long for so many exact steps are refused, whether or not f = 0 comes
    let long = Problem::two_layer(
        LossName::Squared,
        Rational::from((1, rug::Integer::from(1) << 5000u32)),
        4.into(),
        2.into(),
        1.into(),
    );
    let refused = hit(&long, 100);
    assert!(matches!(refused, Err(Rejection::Proof(Failure::NotProved(words))) if words.contains("short enough")));
}

#[test]
fn runs_of_cells_have_an_end() {
    let range = |from: (i32, u32), to: (i32, u32)| Range { from: Rational::from(from), to: Rational::from(to) };
    let chart = Chart {
        loss: LossName::Squared,
        width: Rational::from(4),
        // so wide that nothing is known after a few steps
        learning_rates: range((1, 1), (40, 1)),
        vertical: range((1, 1), (2, 1)),
        axis: VerticalAxis::Lambda,
        fixed: Rational::from((1, 1000)),
    };
    let answer = |step| cell::establish(&chart, Cell::WHOLE, &CellProof::Universal { step });
    let too_many = Failure::OutOfRange("a proof about a cell has at most 65536 steps");
    assert_eq!(MOST_CELL_STEPS, 65_536);
    assert_ne!(answer(MOST_CELL_STEPS), Err(too_many.clone()));
    assert_eq!(answer(MOST_CELL_STEPS + 1), Err(too_many));
    let mut run = CellRun::new(&chart, Cell::WHOLE).unwrap();
    for step in 0..5 {
        assert_eq!(run.step(), step);
        run.advance();
    }
    assert_eq!(CellProof::Growth { step: 7 }.step(), 7);
}

/// A cell of points that are no starts has no phase, though the hypotheses of a lemma may hold there: here |f| <= 2 lambda must.
#[test]
fn cells_hold_starts_only() {
    let range = |from: (i32, u32), to: (i32, u32)| Range { from: Rational::from(from), to: Rational::from(to) };
    let chart = |lambdas: Range, rates: Range| Chart {
        loss: LossName::Squared,
        width: Rational::from(16),
        learning_rates: rates,
        vertical: lambdas,
        axis: VerticalAxis::Lambda,
        fixed: Rational::from(1),
    };
    let answer = |chart: Chart| cell::establish(&chart, Cell::WHOLE, &CellProof::Growth { step: 0 });
    let no_starts = Failure::OutOfRange("every point of the cell is a start: eta > 0 and lambda >= 2|f|/sqrt m");
    let rates = || range((100, 1), (101, 1));
    assert_eq!(answer(chart(range((1, 2), (1, 1)), rates())), Ok(Phase::Divergent));
    assert_eq!(answer(chart(range((49, 100), (1, 1)), rates())), Err(no_starts.clone()));
    assert_eq!(answer(chart(range((1, 10), (1, 5)), rates())), Err(no_starts.clone()));
    for rates in [range((0, 1), (101, 1)), range((-101, 1), (-100, 1)), range((101, 1), (100, 1))] {
        assert_eq!(answer(chart(range((1, 2), (1, 1)), rates)), Err(no_starts.clone()));
    }
    // lambda = 1/2 = 2|f|/sqrt m at |f| = 1, wherever the larger |f| stands
    let of_outputs = |from: i32, to: i32| Chart {
        vertical: range((from, 1), (to, 1)),
        axis: VerticalAxis::Output,
        fixed: Rational::from((1, 2)),
        ..chart(range((1, 2), (1, 1)), rates())
    };
    for (from, to, starts) in
        [(-1, 1, true), (-3, 1, false), (-1, 3, false), (1, 3, false), (-3, -1, false), (1, 1, true)]
    {
        let refused = answer(of_outputs(from, to)) == Err(no_starts.clone());
        assert_eq!(refused, !starts, "from {from} to {to}");
    }
}
