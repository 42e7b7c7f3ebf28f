//! Maps at scale against direct orbits of the equations in `f64`, known Lyapunov exponents, and the promise of equal bytes.

use catapult::arithmetic::{FromExact, parse_exact};
use catapult::atlas::{Chart, Range, VerticalAxis};
use catapult::dynamics::batch::bulk;
use catapult::dynamics::{Equations, LinearPredictor, Problem, ProblemError, TwoLayer, TwoLayerState};
use catapult::maps::{
    Diagram, End, Family, Grid, GridError, Limits, Minimum, SeenFate, Vertical, Window, diagram, ends, exponents,
    first_escaping_rate, states,
};
use catapult::model::{Degenerate, Empirical, LossName, Risk};
use catapult::progress::{Interrupted, Progress, silent};
use catapult::theory::Digits;
use catapult::theory::minimiser::enclose_minimiser;
use catapult::theory::two_cycle::enclose_two_cycle;
use rug::Rational;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

const NOBODY: &str = "nobody interrupts";

fn exact(text: &str) -> Rational {
    parse_exact(text).expect("a number")
}

fn range(text: &str) -> Range {
    text.parse().expect("a range")
}

fn d0() -> Family {
    Family::Linear { points: None }
}

fn three_points() -> Vec<(Rational, u32)> {
    [1, 2, -1].map(|z| (Rational::from(z), 1)).to_vec()
}

fn two_layer(width: &str, lambda: &str) -> Family {
    Family::TwoLayer { width: exact(width), vertical: Vertical::Output { lambda: exact(lambda) } }
}

/// The end of one orbit by the definition, step by step in `f64`.
fn direct_end(
    mut step: impl FnMut(&[f64]) -> Vec<f64>,
    risk: impl Fn(f64) -> f64,
    (minimum, sharpness): (f64, impl Fn(&[f64]) -> f64),
    (rate, start): (f64, Vec<f64>),
    limits: &Limits,
) -> (SeenFate, u32, Option<u32>, Vec<f64>) {
    let mut state = start;
    let mut first_rise = None;
    for at in 0..=limits.steps {
        if !(state[0].abs() <= limits.escape && state[state.len() - 1] <= limits.escape) {
            return (SeenFate::Divergent, at, first_rise, state);
        }
        if (state[0] - minimum).abs() < limits.tolerance && rate * sharpness(&state) < 2.0 {
            let fate = if first_rise.is_some() { SeenFate::Catapult } else { SeenFate::Lazy };
            return (fate, at, first_rise, state);
        }
        if at < limits.steps {
            let next = step(&state);
            if first_rise.is_none() && risk(next[0]) > risk(state[0]) {
                first_rise = Some(at + 1);
            }
            state = next;
        }
    }
    (SeenFate::Undecided, limits.steps, first_rise, state)
}

/// Whether two ends agree as far as roundings of one part in 10^16, amplified along an orbit, let them.
fn same_end(seen: &End, direct: &(SeenFate, u32, Option<u32>, Vec<f64>)) -> bool {
    let near = |a: f64, b: f64| (a - b).abs() <= 1e-6 * (1e-6 + a.abs().max(b.abs()));
    let fates =
        seen.seen == direct.0 || (matches!(seen.seen, SeenFate::Oscillating(_)) && direct.0 == SeenFate::Undecided);
    let rises = seen.first_rise.map(std::num::NonZeroU32::get) == direct.2;
    // An escaped state has grown beyond all bounds in a step, so only its fate and step compare.
    let states = seen.seen == SeenFate::Divergent || near(seen.output, direct.3[0]);
    fates && rises && seen.steps.abs_diff(direct.1) <= 1 && states
}

#[test]
fn two_layer_ends_are_those_of_direct_orbits() {
    for (loss, rates, width, outputs) in [
        (LossName::Exponential, "0.05..2", "10", "0..3"),
        (LossName::Logistic, "0.5..40", "100", "0..10"),
        (LossName::Logistic, "0.5..9", "1", "-1..1"),
    ] {
        let grid = Grid::new(two_layer(width, "2"), loss, &range(rates), 61, &range(outputs), 47).expect("a grid");
        let limits = Limits::steps(500);
        let seen = ends(&grid, &limits, &silent).expect(NOBODY);
        assert_eq!(seen.len(), grid.cells());
        let risk = Degenerate(loss);
        let kappa: f64 = risk.curvature(0.0);
        let mut different = 0;
        let mut lambdas = 0;
        for (index, end) in seen.iter().enumerate() {
            let (rate, output) = (grid.rates()[index % 61], grid.starts()[index / 61]);
            let map = TwoLayer::new(rate, f64::from_exact(&exact(width), 53), risk);
            let step = |state: &[f64]| {
                let next = map.step(TwoLayerState { output: state[0], lambda: state[1] });
                vec![next.output, next.lambda]
            };
            let start = (rate, vec![output, 2.0]);
            // The risk on D0 is even and grows with |f|.
            let direct = direct_end(step, f64::abs, (0.0, |state: &[f64]| kappa * state[1]), start, &limits);
            if same_end(end, &direct) {
                lambdas += usize::from(end.seen.converged() && (end.lambda - direct.3[1]).abs() < 1e-6);
            } else {
                different += 1;
            }
        }
        // Near the borders of basins roundings decide; they take a small part of the rectangle.
        assert!(different <= seen.len() / 20, "{loss}, width {width}: {different} of {}", seen.len());
        let converged = seen.iter().filter(|end| end.seen.converged()).count();
        assert!(converged > seen.len() / 4 && lambdas > converged * 19 / 20, "{lambdas} of {converged}");
    }
}

#[test]
fn linear_ends_are_those_of_direct_orbits() {
    for (loss, points, rates) in [
        (LossName::Logistic, None, "1..30"),
        (LossName::Exponential, None, "0.1..2"),
        (LossName::Exponential, Some(three_points()), "0.1..2"),
        (LossName::Logistic, Some(three_points()), "0.5..5.5"),
    ] {
        let family = Family::Linear { points: points.clone() };
        let grid = Grid::new(family, loss, &range(rates), 43, &range("-3..4"), 29).expect("a grid");
        let limits = Limits::steps(300);
        let seen = ends(&grid, &limits, &silent).expect(NOBODY);
        let listed = points.clone().unwrap_or_else(|| vec![(Rational::from(1), 1), (Rational::from(-1), 1)]);
        let minimiser = enclose_minimiser(loss, &listed, Digits::default()).expect("a minimiser");
        let (minimum, sharpness) = (minimiser.weight.to_f64(), minimiser.sharpness.to_f64());
        let risk = Empirical::<f64, _>::new(loss, &listed, 53);
        let mut different = 0;
        for (index, end) in seen.iter().enumerate() {
            let (rate, weight) = (grid.rates()[index % 43], grid.starts()[index / 43]);
            let map = LinearPredictor { learning_rate: rate, risk: risk.clone(), ntk_eigenvalue: 1.0 };
            let step = |state: &[f64]| vec![map.step(state[0])];
            // Rounding alone makes the risk rise by a few units in the last place.
            let rounded = |weight: f64| {
                let value = risk.value(weight);
                if points.is_none() { weight.abs() } else { (value * 1e11).round() }
            };
            let (from, at) = ((rate, vec![weight]), (minimum, |_: &[f64]| sharpness));
            let direct = direct_end(step, rounded, at, from, &limits);
            // Rises of the size of roundings near the minimum are seen or not; others must agree.
            let late = end.first_rise.is_none_or(|step| step.get() > 8) && direct.2.is_none_or(|step| step > 8);
            let rises = late || end.first_rise.map(std::num::NonZeroU32::get) == direct.2;
            let fates = end.seen.converged() == direct.0.converged()
                && (end.seen == SeenFate::Divergent) == (direct.0 == SeenFate::Divergent);
            let near = end.seen == SeenFate::Divergent || (end.output - direct.3[0]).abs() < 1e-6;
            different += usize::from(!(fates && rises && near && end.steps.abs_diff(direct.1) <= 1));
        }
        assert!(different <= seen.len() / 50, "{loss} {points:?}: {different} of {}", seen.len());
    }
}

#[test]
fn cycles_are_seen_with_their_period() {
    // proofs/THEORY.md section 1: a stable two-cycle above 8; claim period-doubling: of period 2, 4 and 8 on E2.
    let grid = Grid::from_one_start(d0(), LossName::Logistic, &[9.0, 10.9, 14.0], &exact("0.5")).expect("a grid");
    for (end, rate) in ends(&grid, &Limits::steps(2_000), &silent).expect(NOBODY).iter().zip(grid.rates()) {
        assert_eq!(end.seen, SeenFate::Oscillating(2), "{rate}");
        let cycle = enclose_two_cycle(&Rational::from_f64(*rate).expect("finite"), Digits::default()).expect("a cycle");
        assert!((end.output.abs() - cycle.amplitude.to_f64()).abs() < 1e-7, "{rate}");
    }
    let family = Family::Linear { points: Some(three_points()) };
    let grid = Grid::from_one_start(family, LossName::Logistic, &[5.0, 7.0, 8.0, 8.35], &exact("0.1")).expect("a grid");
    let fates: Vec<SeenFate> =
        ends(&grid, &Limits::steps(5_000), &silent).expect(NOBODY).iter().map(|end| end.seen).collect();
    assert!(fates[0].converged(), "{fates:?}");
    let periods = [2, 4, 8].map(SeenFate::Oscillating);
    assert_eq!(fates[1..], periods);
}

/// Off the minimum a state that hardly moves is on its way: the risk falls at each of these rates.
#[test]
fn slow_orbits_are_no_cycles() {
    let tiny = [1e-12, 1e-10];
    for (family, loss, rates, start) in [
        (two_layer("10", "2"), LossName::Exponential, &tiny[..], "0.5"),
        (d0(), LossName::Logistic, &tiny, "0.5"),
        // The gradient is bounded, and small beside the weight.
        (Family::Linear { points: Some(three_points()) }, LossName::Logistic, &[0.5, 2.0], "1e10"),
    ] {
        let grid = Grid::from_one_start(family, loss, rates, &exact(start)).expect("a grid");
        for end in ends(&grid, &Limits::steps(50), &silent).expect(NOBODY) {
            assert_eq!((end.seen, end.first_rise), (SeenFate::Undecided, None), "{loss} {start}: {end:?}");
        }
    }
}

/// f = 0 is a fixed point, but with eta kappa lambda >= 2 (T6) not one that orbits come to.
#[test]
fn an_unstable_minimum_is_no_end() {
    let rates = [0.5, 0.999, 1.0, 1.5];
    let grid = Grid::from_one_start(two_layer("10", "2"), LossName::Exponential, &rates, &exact("0")).expect("a grid");
    let seen: Vec<(SeenFate, u32)> =
        ends(&grid, &Limits::steps(20), &silent).expect(NOBODY).iter().map(|end| (end.seen, end.steps)).collect();
    let [lazy, undecided] = [(SeenFate::Lazy, 0), (SeenFate::Undecided, 20)];
    assert_eq!(seen, [lazy, lazy, undecided, undecided]);
}

/// From w0 = 1.9 and at these rates w -> |w - eta s(w)| increases between the two-cycle and the start, so that |w| falls to
/// it without end: a rise is one of roundings.
#[test]
fn roundings_on_a_cycle_are_no_rise() {
    let grid = Grid::new(d0(), LossName::Logistic, &range("8.85..9.5"), 200, &range("1.85..1.9"), 1).expect("a grid");
    for (end, rate) in ends(&grid, &Limits::steps(2_000), &silent).expect(NOBODY).iter().zip(grid.rates()) {
        assert_eq!((end.seen, end.first_rise), (SeenFate::Oscillating(2), None), "{rate}");
    }
}

#[test]
fn no_steps_have_no_exponent() {
    let grid = Grid::from_one_start(d0(), LossName::Logistic, &[4.5], &exact("1")).expect("a grid");
    assert_eq!(exponents(&grid, 5, 0, &silent), Ok(vec![None]));
}

#[test]
fn lyapunov_exponents_have_their_known_values() {
    // At the minimum log|1 - eta/4|; on the two-cycle half the logarithm of its certified multiplier.
    let rates: Vec<f64> = (1..60).map(|k| 0.5 * f64::from(k) + 0.1).collect();
    let grid = Grid::from_one_start(d0(), LossName::Logistic, &rates, &exact("0.7")).expect("a grid");
    let seen = exponents(&grid, 3_000, 1_000, &silent).expect(NOBODY);
    for (rate, exponent) in rates.iter().zip(seen) {
        if (*rate - 8.0).abs() < 0.2 || *rate > 25.0 {
            // The approach to the attractor takes longer than the transient.
            continue;
        }
        let expected = if *rate < 8.0 {
            (1.0 - rate / 4.0).abs().ln()
        } else {
            let exact = Rational::from_f64(*rate).expect("finite");
            let cycle = enclose_two_cycle(&exact, Digits::default()).expect("a cycle");
            cycle.multiplier.to_f64().abs().ln() / 2.0
        };
        let exponent = exponent.expect("a bounded orbit");
        assert!((exponent - expected).abs() < 1e-6 * (1.0 + expected.abs()), "{rate}: {exponent} and {expected}");
    }
}

#[test]
fn lyapunov_exponents_of_the_squared_growth_and_of_escape() {
    // From w = 0, the minimum itself, the exponential loss multiplies deviations by 1 - eta.
    let grid = Grid::from_one_start(d0(), LossName::Exponential, &[0.5, 1.0, 1.5, 3.0], &exact("0")).expect("a grid");
    let seen = exponents(&grid, 10, 77, &silent).expect(NOBODY);
    for (exponent, expected) in seen.iter().zip([0.5_f64.ln(), f64::NEG_INFINITY, 0.5_f64.ln(), 2.0_f64.ln()]) {
        let exponent = exponent.expect("the orbit stays");
        assert!(exponent == expected || (exponent - expected).abs() < 1e-14, "{exponent} and {expected}");
    }
    // Theorem 1.1: above eta_c the loss increases to infinity.
    let grid = Grid::from_one_start(d0(), LossName::Exponential, &[2.5], &exact("1")).expect("a grid");
    assert_eq!(exponents(&grid, 100, 100, &silent), Ok(vec![None]));
    // A converged two-layer orbit is neutral along the line of minima: what is left is its finite amplification.
    let grid =
        Grid::from_one_start(two_layer("10", "2"), LossName::Exponential, &[0.5, 1.1], &exact("0.5")).expect("a grid");
    for exponent in exponents(&grid, 0, 100_000, &silent).expect(NOBODY) {
        assert!(exponent.expect("a bounded orbit").abs() < 1e-3, "{exponent:?}");
    }
}

#[test]
fn diagrams_count_every_iterate_in_the_window() {
    let grid = Grid::new(d0(), LossName::Logistic, &range("6..16"), 50, &range("-5..5"), 40).expect("a grid");
    let window = Window::new(-10.0, 10.0, 64).expect("a window");
    let Diagram { rows, columns } = diagram(&grid, &window, 8, 80, &silent).expect(NOBODY);
    assert_eq!((rows, columns.len()), (64, 50));
    assert!(columns.iter().all(|column| column.iter().sum::<u32>() == 40 * 73), "all iterates are in the window");
    // By the direct orbit of one cell.
    let map =
        LinearPredictor { learning_rate: grid.rates()[30], risk: Degenerate(LossName::Logistic), ntk_eigenvalue: 1.0 };
    let mut counts = vec![0_u32; 64];
    for start in grid.starts() {
        let mut weight = *start;
        for step in 0..=80 {
            if step >= 8 {
                counts[((10.0 - weight) / 20.0 * 64.0) as usize] += 1;
            }
            weight = map.step(weight);
        }
    }
    let difference: u32 = counts.iter().zip(&columns[30]).map(|(a, b)| a.abs_diff(*b)).sum();
    assert!(difference <= 4, "{difference} iterates in other rows");
}

#[test]
fn bytes_do_not_depend_on_the_number_of_threads() {
    let chart = Chart {
        loss: LossName::Exponential,
        width: exact("10"),
        learning_rates: range("0.05..2"),
        vertical: range("0..3"),
        axis: VerticalAxis::Output,
        fixed: exact("2"),
    };
    let grid = Grid::over_chart(&chart, 73, 59).expect("a grid");
    let chaotic = Family::Linear { points: Some(three_points()) };
    let lines = Grid::new(chaotic, LossName::Logistic, &range("5..13"), 40, &range("-3..4"), 7).expect("a grid");
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("a pool");
        pool.install(|| {
            let window = Window::new(-4.0, 5.0, 100).expect("a window");
            let ends: Vec<_> = ends(&grid, &Limits::steps(300), &silent)
                .expect(NOBODY)
                .iter()
                .map(|end| (end.seen, end.steps, end.first_rise, end.output.to_bits(), end.lambda.to_bits()))
                .collect();
            let exponents: Vec<Option<u64>> = exponents(&lines, 100, 100, &silent)
                .expect(NOBODY)
                .iter()
                .map(|value| value.map(f64::to_bits))
                .collect();
            (ends, exponents, diagram(&lines, &window, 10, 60, &silent).expect(NOBODY))
        })
    };
    let one = run(1);
    assert_eq!(one, run(2));
    assert_eq!(one, run(3));
}

#[test]
fn a_cell_does_not_depend_on_the_grid_around_it() {
    let limits = Limits::steps(300);
    let grid = Grid::new(two_layer("100", "2"), LossName::Logistic, &range("20..40"), 33, &range("0..10"), 21)
        .expect("a grid");
    let all = ends(&grid, &limits, &silent).expect(NOBODY);
    for row in [0, 7, 20] {
        let start = Rational::from_f64(grid.starts()[row]).expect("finite");
        let alone = Grid::from_one_start(two_layer("100", "2"), LossName::Logistic, &grid.rates()[5..9], &start)
            .expect("a grid");
        let expected = &all[row * 33 + 5..row * 33 + 9];
        let seen = ends(&alone, &limits, &silent).expect(NOBODY);
        // NaN of an escaped state is not equal to itself.
        assert_eq!(format!("{seen:?}"), format!("{expected:?}"));
    }
}

#[test]
fn progress_reaches_the_number_of_cells() {
    let grid = Grid::new(d0(), LossName::Logistic, &range("1..9"), 50, &range("0..3"), 37).expect("a grid");
    let calls = Mutex::new(Vec::new());
    let watch = |progress: &Progress| {
        calls.lock().expect("no panic").push((progress.done, progress.total));
        ControlFlow::Continue(())
    };
    ends(&grid, &Limits::steps(10), &watch).expect(NOBODY);
    let calls = calls.into_inner().expect("no panic");
    assert!(calls.len() > 1 && calls.iter().all(|(done, total)| done <= total && *total == 50 * 37));
    assert!(calls.iter().any(|(done, total)| done == total));
}

/// Told to stop in the middle, a map of many blocks gives no results, and looks at a block a thread more at most.
#[test]
fn maps_stop_where_they_are_told_to() {
    let grid = Grid::new(d0(), LossName::Logistic, &range("1..9"), 100, &range("0..3"), 200).expect("a grid");
    let (asked, most) = (AtomicU64::new(0), 5_000);
    let watch = |progress: &Progress| {
        asked.fetch_max(progress.done, Ordering::Relaxed);
        if progress.done >= most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    assert_eq!(ends(&grid, &Limits::steps(10), &watch), Err(Interrupted));
    let beyond = 512 * (rayon::current_num_threads() as u64 + 1);
    assert!(asked.load(Ordering::Relaxed) < most + beyond, "{asked:?} of {} cells", grid.cells());
    let never = |_: &Progress| ControlFlow::Break(());
    assert_eq!(exponents(&grid, 1, 1, &never), Err(Interrupted));
    let window = Window::new(-1.0, 1.0, 4).expect("a window");
    assert_eq!(diagram(&grid, &window, 1, 2, &never), Err(Interrupted));
    let limits = Limits::steps(10);
    let search = first_escaping_rate(&d0(), LossName::Logistic, &exact("1"), (1.0, 2.0), 1.1, &limits, &never);
    assert_eq!(search, Err(GridError::Interrupted(Interrupted)));
}

#[test]
fn the_first_escaping_rate_is_a_border() {
    let limits = Limits::steps(1_000);
    let family = two_layer("10", "2");
    let rate = first_escaping_rate(&family, LossName::Exponential, &exact("0.5"), (0.5, 10.0), 1.01, &limits, &silent)
        .expect("a problem")
        .expect("it diverges at large rates");
    let fates = |rates: &[f64]| -> Vec<SeenFate> {
        let grid = Grid::from_one_start(family.clone(), LossName::Exponential, rates, &exact("0.5")).expect("a grid");
        ends(&grid, &limits, &silent).expect(NOBODY).iter().map(|end| end.seen).collect()
    };
    let [below, at] = fates(&[rate * (1.0 - 2e-9), rate])[..] else { panic!("two rates") };
    assert!(below != SeenFate::Divergent && at == SeenFate::Divergent, "{rate}: {below:?}, {at:?}");
    // The logistic loss converges up to the universal rate 2 sqrt(2m).
    let none = first_escaping_rate(
        &two_layer("100", "2"),
        LossName::Logistic,
        &exact("0.5"),
        (1.0, 28.0),
        1.1,
        &limits,
        &silent,
    );
    assert_eq!(none, Ok(None));
}

#[test]
fn the_first_rate_may_escape() {
    // (P2): from w0 = 1 all rates above 2/sinh 1 = 1.7018 escape, so the first that is tried is the first found.
    let limits = Limits::steps(1_000);
    let first =
        |from, to| first_escaping_rate(&d0(), LossName::Exponential, &exact("1"), (from, to), 1.1, &limits, &silent);
    assert_eq!(first(2.0, 10.0), Ok(Some(2.0)));
    assert_eq!(first(1.9, 1.9), Ok(Some(1.9)));
    assert_eq!(first(1.0, 1.0), Ok(None));
    let border = first(1.0, f64::INFINITY).expect("a problem").expect("it diverges at large rates");
    assert!((border - 2.0 / 1_f64.sinh()).abs() < 1e-8, "{border}");
}

#[test]
fn searches_that_lead_nowhere_are_refused() {
    let limits = Limits::steps(10);
    let search =
        |from, ratio| first_escaping_rate(&d0(), LossName::Logistic, &exact("1"), (from, 2.0), ratio, &limits, &silent);
    for from in [f64::NAN, f64::INFINITY] {
        let refused = search(from, 1.1);
        assert!(matches!(refused, Err(GridError::Magnitude { what: "learning rate", .. })), "{from}: {refused:?}");
    }
    for from in [0.0, -1.0] {
        let refused = search(from, 1.1);
        assert!(matches!(refused, Err(GridError::Problem(ProblemError::LearningRate(_)))), "{from}: {refused:?}");
    }
    for ratio in [f64::INFINITY, f64::NAN, 0.5, 1.0] {
        let refused = search(1.0, ratio);
        assert!(matches!(refused, Err(GridError::Ratio(_))), "{ratio}: {refused:?}");
    }
}

/// Every system runs: here the squared loss, whose map is linear, and three aligned layers, which no family of grids has.
#[test]
fn grids_serve_every_system() {
    let grid = Grid::new(d0(), LossName::Squared, &range("0.1..2.5"), 24, &range("-2..2"), 6).expect("a grid");
    for (index, end) in ends(&grid, &Limits::steps(2_000), &silent).expect(NOBODY).iter().enumerate() {
        let (rate, start) = (grid.rates()[index % 24], grid.starts()[index / 24]);
        let expected = if rate < 2.0 { SeenFate::Lazy } else { SeenFate::Divergent };
        assert_eq!(end.seen, expected, "{rate}, {start}: {end:?}");
    }
    let minimum = Minimum { output: 0.0, curvature: 0.25 };
    let problem = |rate| Problem::aligned(LossName::Logistic, rate, 4.into(), vec![1.into(), 2.into(), 2.into()]);
    let (rates, start) = ([0.5, 1.0, 2.0], vec![1.0, 2.0, 2.0]);
    let grid = Grid::of_system(bulk(&problem(1.into())), minimum, rates.to_vec(), &[start]).expect("a grid");
    let limits = Limits::steps(10_000);
    for (end, rate) in ends(&grid, &limits, &silent).expect(NOBODY).iter().zip(rates) {
        let Problem::Aligned(descent) = problem(Rational::from_f64(rate).expect("finite")) else { unreachable!() };
        let (equations, mut state) = (descent.equations::<f64>(53), descent.start_in::<f64>(53));
        for _ in 0..end.steps {
            state = equations.step(state);
        }
        assert!(end.seen.converged() && end.steps > 1, "{rate}: {end:?}");
        assert!((end.output - equations.output(&state)).abs() < 1e-12, "{rate}: {end:?}");
        assert!((end.lambda - equations.lambda(&state)).abs() < 1e-9, "{rate}: {end:?}");
    }
}

/// `states` is where the transients of diagrams and exponents lead.
#[test]
fn states_are_those_of_direct_orbits() {
    let grid =
        Grid::new(two_layer("100", "2"), LossName::Logistic, &range("0.5..3"), 9, &range("0.5..3"), 5).expect("a grid");
    let seen = states(&grid, 37, &silent).expect(NOBODY);
    for (index, seen) in seen.iter().enumerate() {
        let map = TwoLayer::new(grid.rates()[index % 9], 100.0, Degenerate(LossName::Logistic));
        let mut state = TwoLayerState { output: grid.starts()[index / 9], lambda: 2.0 };
        for _ in 0..37 {
            state = map.step(state);
        }
        assert!((seen.output - state.output).abs() < 1e-12 && (seen.lambda - state.lambda).abs() < 1e-12, "{index}");
    }
}

#[test]
fn bad_grids_are_refused() {
    let grid = |family: Family, rates: &str, columns, starts: &str, rows| {
        let [rates, starts] = [rates, starts].map(|text| {
            let (from, to) = text.split_once("..").expect("two ends");
            Range { from: exact(from), to: exact(to) }
        });
        Grid::new(family, LossName::Logistic, &rates, columns, &starts, rows)
    };
    let empty = grid(d0(), "3..3", 10, "0..1", 10);
    assert!(matches!(&empty, Err(GridError::Empty { what: "learning rates", .. })), "{empty:?}");
    assert!(empty.unwrap_err().to_string().contains("3..3"));
    assert!(matches!(grid(d0(), "1..3", 10, "1..0", 10), Err(GridError::Empty { what: "starts", .. })));
    assert!(matches!(grid(d0(), "1..3", 0, "0..1", 10), Err(GridError::Size { columns: 0, .. })));
    assert!(matches!(grid(d0(), "1..3", 10, "0..1", 0), Err(GridError::Size { rows: 0, .. })));
    assert!(matches!(grid(d0(), "1..3", 1 << 20, "0..1", 1 << 20), Err(GridError::Size { .. })));
    assert!(matches!(grid(d0(), "0..3", 9, "0..1", 9), Err(GridError::Problem(ProblemError::LearningRate(_)))));
    assert!(matches!(grid(d0(), "-1..3", 9, "0..1", 9), Err(GridError::Problem(ProblemError::LearningRate(_)))));
    let wide = grid(two_layer("100", "2"), "1..3", 9, "0..11", 9);
    assert!(matches!(wide, Err(GridError::Problem(ProblemError::Inadmissible { .. }))), "{wide:?}");
    assert!(matches!(
        grid(two_layer("1/2", "2"), "1..3", 9, "0..1", 9),
        Err(GridError::Problem(ProblemError::Width(_)))
    ));
    let separable = Family::Linear { points: Some(vec![(Rational::from(1), 1)]) };
    assert!(matches!(grid(separable, "1..3", 9, "0..1", 9), Err(GridError::Minimiser(_))));
    let rates = [1.0, f64::NAN];
    assert!(matches!(
        Grid::from_one_start(d0(), LossName::Logistic, &rates, &exact("1")),
        Err(GridError::Magnitude { what: "learning rate", .. })
    ));
    // Numbers that doubles do not hold, or not with their squares.
    let refused = |family, rate: f64, start: &str| {
        Grid::from_one_start(family, LossName::Logistic, &[rate], &exact(start))
            .expect_err("not in doubles")
            .to_string()
    };
    assert!(refused(d0(), 1e-310, "1").contains("learning rate 1e-310"));
    assert!(refused(d0(), 1.0, "1e400").contains("start inf"));
    assert!(refused(two_layer("1e200", "2"), 1.0, "1").contains("width 1e200"));
    let points = vec![(exact("1e200"), 1), (exact("-1"), 1)];
    assert!(refused(Family::Linear { points: Some(points) }, 1.0, "1").contains("data point 1e200"));
    assert!(matches!(
        Grid::from_one_start(d0(), LossName::Logistic, &[], &exact("1")),
        Err(GridError::Size { columns: 0, .. })
    ));
}

#[test]
fn windows_that_show_nothing_are_refused() {
    for (from, to, rows) in [(1.0, 1.0, 9), (2.0, 1.0, 9), (f64::NAN, 1.0, 9), (0.0, f64::INFINITY, 9), (0.0, 1.0, 0)] {
        let refused = Window::new(from, to, rows);
        assert!(matches!(refused, Err(GridError::Window { .. })), "{from}..{to}, {rows}: {refused:?}");
    }
}
