//! Forged proofs about cells of the atlas: one phase for every rate and start of a cell, held against orbits from its corners and
//! from points inside.

use crate::borders::{beside, exact, least, root};
use crate::plain_orbits::{TwoLayer, number, small};
use crate::two_layer::LOSSES;
use crate::{alternation, growth, trap};
use catapult_core::certify::Phase;
use catapult_core::certify::cell::{self, CellProof, CellRun, ShortNumber};
use catapult_core::certify::chart::{Cell, Chart, Range, VerticalAxis};
use catapult_core::model::LossName;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::{Float, Rational};

/// The range around a number of a relative width.
fn around(centre: &Rational, width: f64) -> Range {
    let reach = Rational::from_f64(centre.to_f64().abs() * width / 2.0).unwrap();
    Range { from: Rational::from(centre - &reach), to: Rational::from(centre + &reach) }
}

fn short(value: f64) -> ShortNumber {
    ShortNumber::new(Rational::from_f64(value).unwrap()).unwrap()
}

/// The points to try: corners, the middle and one inside.
fn points(random: &mut ChaCha8Rng, chart: &Chart) -> Vec<TwoLayer> {
    let at = |range: &Range, share: f64| {
        let share = Rational::from_f64(share).unwrap();
        Rational::from(&range.to - &range.from) * share + &range.from
    };
    let inside = (random.random_range(0.0..1.0), random.random_range(0.0..1.0));
    [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0), (0.5, 0.5), inside]
        .into_iter()
        .map(|(rate, start)| {
            let (rate, vertical) = (at(&chart.learning_rates, rate), at(&chart.vertical, start));
            let (output, lambda) = match chart.axis {
                VerticalAxis::Lambda => (&chart.fixed, &vertical),
                VerticalAxis::Output => (&vertical, &chart.fixed),
            };
            TwoLayer {
                loss: chart.loss,
                learning_rate: number(&rate),
                width: number(&chart.width),
                output: number(output),
                lambda: number(lambda),
            }
        })
        .collect()
}

/// Whether |f| rises at one of the first steps.
fn rises(start: &TwoLayer, steps: u32) -> bool {
    let mut state = start.clone();
    (0..steps).any(|_| {
        let before = state.output.clone().abs();
        state.step();
        state.output.clone().abs() > before
    })
}

/// A chart around a rate and a start.
fn chart(
    random: &mut ChaCha8Rng,
    loss: LossName,
    rate: &Rational,
    output: &Rational,
    lambda: &Rational,
    width: u32,
) -> Chart {
    let spread = 10f64.powf(random.random_range(-5.0..-0.8));
    let axis = if random.random() { VerticalAxis::Lambda } else { VerticalAxis::Output };
    let (vertical, fixed) = match axis {
        VerticalAxis::Lambda => (lambda, output),
        VerticalAxis::Output => (output, lambda),
    };
    Chart {
        loss,
        width: Rational::from(width),
        learning_rates: around(rate, spread),
        vertical: around(vertical, spread * random.random_range(0.001..1.0)),
        axis,
        fixed: fixed.clone(),
    }
}

/// What is certainly false of a proof: the least slack over the points that were tried, and the phases that they have if it holds.
fn judge(proof: &CellProof, starts: &[TwoLayer], upper_rate: &Rational, width: &Rational) -> (Float, Vec<Phase>) {
    let step = proof.step();
    let after = |start: &TwoLayer| start.clone().after(u64::from(step));
    let over = |slack: &dyn Fn(&TwoLayer) -> Float| least(&starts.iter().map(slack).collect::<Vec<_>>());
    let seen = |start: &TwoLayer| if rises(start, step) { Phase::Catapult } else { Phase::Lazy };
    match proof {
        CellProof::Trap { contraction, .. } => {
            let rho = number(contraction.value());
            (over(&|start| trap::slack(&after(start), &rho)), starts.iter().map(seen).collect())
        }
        CellProof::Growth { .. } => {
            let applies = starts.iter().all(|start| start.loss != LossName::Logistic);
            let slack = if applies { over(&|start| growth::slack(&after(start))) } else { small(-1.0) };
            (slack, vec![Phase::Divergent])
        }
        CellProof::Alternation { margin, .. } => {
            let margin = number(margin.value());
            (over(&|start| alternation::slack(&after(start), &margin)), vec![Phase::Divergent])
        }
        CellProof::Universal { .. } => {
            let suits = upper_rate.clone().square() <= width.clone() * 8u32;
            let all = suits && starts.iter().all(|start| rises(start, step));
            (small(if all { 0.0 } else { -1.0 }), vec![Phase::Catapult])
        }
    }
}

fn forge_cells(cases: usize) {
    let mut random = ChaCha8Rng::seed_from_u64(81);
    let mut accepted = [0; 4];
    let mut refused = [0; 4];
    let mut made = 0;
    while made < cases {
        let kind = random.random_range(0..4);
        let loss = match kind {
            0 => LOSSES[random.random_range(0..3)],
            1 | 3 => LossName::Logistic,
            // of which the lemma is not about the logistic loss
            _ => LOSSES[random.random_range(0..3)],
        };
        let width = [1, 4, 8, 50][random.random_range(0..4)];
        let lambda = exact(&mut random, 0.5, 8.0) * Rational::from(if kind == 3 { 8 } else { 1 });
        let most = lambda.to_f64() * f64::from(width).sqrt() / 2.0;
        let size = if kind == 0 { 10f64.powf(random.random_range(-4.0..-0.5)) } else { random.random_range(0.2..0.8) };
        let output = Rational::from_f64(size * most).unwrap();
        let output = if random.random() { output } else { -output };
        let step = if kind == 1 { random.random_range(1..4) } else { random.random_range(0..3) };
        let state = |rate: &Float| {
            TwoLayer {
                loss,
                learning_rate: rate.clone(),
                width: small(f64::from(width)),
                output: number(&output),
                lambda: number(&lambda),
            }
            .after(u64::from(step))
        };
        // a rate at the border of the lemma, or inside
        let number_of = 10f64.powf(random.random_range(-2.0..-0.05));
        let scale = f64::from(width).sqrt();
        let border = match kind {
            0 => root(|rate| trap::slack(&state(rate), &small(number_of)), &small(1e-4), &small(1.0 / lambda.to_f64())),
            1 => Some(small((8.0 * f64::from(width)).sqrt())),
            2 => root(|rate| growth::slack(&state(rate)), &small(1e-3), &small(1e5)),
            _ => Some(small(scale * random.random_range(2.05..8.0))),
        };
        let Some(border) = border else { continue };
        let inward = match kind {
            0 => random.random_range(1.0..1.3),
            1 => random.random_range(0.9..1.02),
            2 => random.random_range(0.98..1.6),
            _ => 1.0,
        };
        let rate = if random.random() {
            beside(&mut random, &border)
        } else {
            Float::with_val(60, border * inward).to_rational().unwrap()
        };
        let chart = chart(&mut random, loss, &rate, &output, &lambda, width);
        let proof = match kind {
            0 => CellProof::Trap { step, contraction: short(number_of) },
            1 => CellProof::Universal { step },
            2 => CellProof::Growth { step },
            _ => CellProof::Alternation { step, margin: short(number_of * 0.5) },
        };
        made += 1;
        let starts = points(&mut random, &chart);
        let (slack, phases) = judge(&proof, &starts, &chart.learning_rates.to, &chart.width);
        let context = || format!("{chart:?}, {proof:?}");
        match cell::establish(&chart, Cell::WHOLE, &proof) {
            Ok(phase) => {
                assert!(slack >= 0, "accepted with slack {:.3e}: {}", slack.to_f64(), context());
                assert!(phases.iter().all(|seen| *seen == phase), "{phase}, but {phases:?}: {}", context());
                accepted[kind] += 1;
            }
            Err(_) => refused[kind] += 1,
        }
    }
    let enough = accepted.iter().chain(&refused).all(|count| count * 40 >= cases);
    assert!(enough, "accepted {accepted:?}, refused {refused:?}");
}

forging_test!(cells, cells_exhaustively, forge_cells);

/// A part of a chart is judged as the part that it is.
#[test]
fn a_cell_is_its_part_of_the_chart() {
    let chart = Chart {
        loss: LossName::Squared,
        width: Rational::from(4),
        learning_rates: Range { from: Rational::from((1, 10)), to: Rational::from(10) },
        vertical: Range { from: Rational::from(2), to: Rational::from(3) },
        axis: VerticalAxis::Lambda,
        fixed: Rational::from((1, 1000)),
    };
    let proof = CellProof::Trap { step: 0, contraction: short(0.9) };
    let mut accepted = 0;
    for level in 0..8 {
        for column in 0..1 << level {
            for row in [0, (1 << level) - 1] {
                let cell = Cell { level, column, row };
                // eta lambda < 1.9 at the largest rate and kernel, eta lambda_min > 0.1 at the smallest
                let end = |place: u64| 0.1 + 9.9 * place as f64 / f64::from(1 << level);
                let kernel = |place: u64| 2.0 + place as f64 / f64::from(1 << level);
                let holds = end(column + 1) * kernel(row + 1) < 1.9 && end(column) * kernel(row) > 0.1;
                let established = cell::establish(&chart, cell, &proof);
                assert!(established.is_err() || holds, "{cell:?}");
                accepted += usize::from(established.is_ok());
            }
        }
    }
    assert!(accepted > 4, "{accepted}");
    for outside in [
        Cell { level: 1, column: 2, row: 0 },
        Cell { level: 1, column: 0, row: 2 },
        Cell { level: 64, column: 0, row: 0 },
        Cell { level: 70, column: 0, row: 0 },
    ] {
        assert!(cell::establish(&chart, outside, &proof).is_err());
    }
}

/// Along the orbits of wide cells: every state that was tried is enclosed, and what is said of the loss is true of all of them.
#[test]
fn the_states_and_losses_of_a_cell_are_those_of_its_points() {
    let mut random = ChaCha8Rng::seed_from_u64(82);
    let (mut falls, mut rises, mut doubts) = (0, 0, 0);
    let cases = 2000;
    for _ in 0..cases {
        let loss = LOSSES[random.random_range(0..3)];
        let width = [1, 4, 8, 50][random.random_range(0..4)];
        let lambda = exact(&mut random, 0.5, 8.0);
        let size = random.random_range(0.001..0.3) * lambda.to_f64() * f64::from(width).sqrt();
        let output = Rational::from_f64(if random.random() { size } else { -size }).unwrap();
        let rate = Rational::from_f64(random.random_range(0.1..4.0) / lambda.to_f64()).unwrap();
        let mut chart = chart(&mut random, loss, &rate, &output, &lambda, width);
        let widest = random.random_range(0.01..1.2);
        chart.learning_rates = around(&rate, widest);
        // also outputs of both signs
        if chart.axis == VerticalAxis::Output && random.random_range(0..4) == 0 {
            chart.vertical.from = chart.vertical.to.clone() - output.abs() * 2u32;
        }
        if chart.vertical.from >= chart.vertical.to {
            continue;
        }
        let Ok(mut run) = CellRun::new(&chart, Cell::WHOLE) else { continue };
        let mut states = points(&mut random, &chart);
        for _ in 0..3 {
            let before = states.clone();
            run.advance();
            states.iter_mut().for_each(TwoLayer::step);
            let enclosed = run.state();
            for state in &states {
                for (ball, value) in [(&enclosed.output, &state.output), (&enclosed.lambda, &state.lambda)] {
                    let reach = (value.clone().abs() + 1u32) >> 400;
                    let inside = ball.lower() <= value.clone() + &reach && ball.upper() >= value.clone() - reach;
                    assert!(!ball.is_bounded() || inside, "{ball:?} misses {value}: {chart:?}");
                }
            }
            let rose =
                |(before, after): (&TwoLayer, &TwoLayer)| after.output.clone().abs() > before.output.clone().abs();
            let mut moves = before.iter().zip(&states).map(rose);
            if run.is_in_doubt() {
                doubts += 1;
                break;
            } else if run.rises() {
                assert!(moves.all(|rose| rose), "{chart:?}");
                rises += 1;
                break;
            }
            assert!(!moves.any(|rose| rose), "{chart:?}");
            falls += 1;
        }
    }
    assert!([falls, rises, doubts].iter().all(|count| count * 20 > cases), "{falls} {rises} {doubts}");
}

/// The loss falls or rises at every point of a cell, though what it is before and after overlaps: for f of either sign.
#[test]
fn losses_that_move_by_less_than_a_cell() {
    for (rate, rises) in [((1, 20), false), ((11, 10), true)] {
        for sign in [-1, 1] {
            let ends = [Rational::from(sign), Rational::from((3 * sign, 2))];
            let chart = Chart {
                loss: LossName::Squared,
                width: Rational::from(100),
                learning_rates: around(&Rational::from(rate), 0.01),
                vertical: Range { from: ends.iter().min().unwrap().clone(), to: ends.iter().max().unwrap().clone() },
                axis: VerticalAxis::Output,
                fixed: Rational::from(2),
            };
            let mut run = CellRun::new(&chart, Cell::WHOLE).unwrap();
            run.advance();
            assert_eq!((run.is_in_doubt(), run.rises()), (false, rises), "{chart:?}");
        }
    }
}

/// Where f is zero it stays there, and the loss with it.
#[test]
fn outputs_that_are_zero() {
    for loss in LOSSES {
        let chart = Chart {
            loss,
            width: Rational::from(4),
            learning_rates: Range { from: Rational::from((1, 10)), to: Rational::from((1, 8)) },
            vertical: Range { from: Rational::from(2), to: Rational::from(3) },
            axis: VerticalAxis::Lambda,
            fixed: Rational::new(),
        };
        let mut run = CellRun::new(&chart, Cell::WHOLE).unwrap();
        for _ in 0..3 {
            run.advance();
            assert!(!run.is_in_doubt() && !run.rises(), "{loss}");
        }
    }
}

/// The curve through all cells, on which what cells cover is counted.
#[test]
fn stretches_end_with_their_numbers() {
    let cell = |level: u32, column: u64, row: u64| Cell { level, column, row };
    assert_eq!(Cell::WHOLE.stretch(31), Some((0, 1 << 62)));
    assert_eq!(cell(1, 1, 1).stretch(31), Some((3 << 60, 1 << 60)));
    assert_eq!(cell(2, 3, 0).stretch(3), Some((20, 4)));
    // 4^32 is no number of 64 bits
    assert_eq!((Cell::WHOLE.stretch(32), cell(1, 1, 1).stretch(32), cell(32, 0, 0).stretch(32)), (None, None, None));
    assert_eq!((cell(3, 0, 0).stretch(2), cell(1, 2, 0).stretch(2)), (None, None));
}
