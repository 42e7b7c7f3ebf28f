//! Orbits over SIMD lanes: a point's bits depend on the point alone, whatever stands beside it and however many there are.

use catapult_core::arithmetic::lanes::{InstructionSet, LaneKernel, run_vectorised};
use catapult_core::arithmetic::{Field, FromExact, Lanes};
use catapult_core::dynamics::batch::{Family, LinearFamily, TwoLayerFamily, iterate, iterate_until_escape};
use catapult_core::dynamics::{LinearPredictor, TwoLayer, TwoLayerState};
use catapult_core::model::{Degenerate, Exponential, Logistic, Squared};

const STEPS: u64 = 150;
const LIMIT: f64 = 1e3;

/// Rates and starts of which some converge, some oscillate and some escape at once or late.
fn points(count: usize) -> (Vec<f64>, Vec<f64>) {
    let rates = (0..count).map(|k| 0.1 + 3.9 * ((k * 37) % 101) as f64 / 101.0).collect();
    let starts = (0..count).map(|k| 0.01 + 3.0 * ((k * 61) % 97) as f64 / 97.0).collect();
    (rates, starts)
}

fn exponential() -> TwoLayerFamily<Exponential> {
    TwoLayerFamily { loss: Exponential, width: 100.into() }
}

fn bits(values: &[f64]) -> Vec<u64> {
    values.iter().map(|value| value.to_bits()).collect()
}

/// One point after the other in `Lanes<1, _>`: the scalar map, with the escape test written out.
struct OneByOne<'a, F, const D: usize>(&'a F, &'a [f64], [&'a mut [f64]; D], f64);

impl<const D: usize, F: Family<D>> LaneKernel for OneByOne<'_, F, D> {
    type Output = Vec<u64>;
    #[inline(always)]
    fn run<const FUSED: bool>(self) -> Vec<u64> {
        let OneByOne(family, rates, mut states, limit) = self;
        let mut taken = Vec::new();
        for (point, rate) in rates.iter().enumerate() {
            let map = family.map(Lanes::<1, FUSED>([*rate]));
            let mut state: [Lanes<1, FUSED>; D] = std::array::from_fn(|i| Lanes([states[i][point]]));
            let mut steps = 0;
            while steps < STEPS && (limit.is_nan() || state[0].0[0].abs() <= limit) {
                state = F::step(&map, state);
                steps += 1;
            }
            for (coordinate, value) in states.iter_mut().zip(&state) {
                coordinate[point] = value.0[0];
            }
            taken.push(steps);
        }
        taken
    }
}

/// The results of all points, of [`OneByOne`] and of the batch.
fn check_two_layer<L>(loss: L, count: usize)
where
    TwoLayerFamily<L>: Family<2>,
{
    let family = TwoLayerFamily { loss, width: 100.into() };
    let (rates, starts) = points(count);
    for set in InstructionSet::available() {
        for limit in [f64::NAN, LIMIT] {
            let (mut output, mut lambda) = (starts.clone(), vec![1.0; count]);
            let expected = run_vectorised(set, OneByOne(&family, &rates, [&mut output, &mut lambda], limit));
            let (mut outputs, mut lambdas) = (starts.clone(), vec![1.0; count]);
            if limit.is_nan() {
                iterate(set, &family, &rates, [&mut outputs, &mut lambdas], STEPS);
            } else {
                let states = [&mut outputs[..], &mut lambdas[..]];
                let taken = iterate_until_escape(set, &family, &rates, states, limit, STEPS);
                assert_eq!(taken, expected, "{set:?}, {count} points");
            }
            assert_eq!(bits(&outputs), bits(&output), "{set:?}, {count} points, limit {limit}");
            assert_eq!(bits(&lambdas), bits(&lambda), "{set:?}, {count} points, limit {limit}");
        }
    }
}

#[test]
fn many_lanes_have_the_bits_of_one() {
    for count in [0, 1, 2, 31, 32, 33, 200] {
        check_two_layer(Exponential, count);
    }
    check_two_layer(Logistic, 150);
    check_two_layer(Squared, 150);
}

#[test]
fn a_weight_has_the_same_bits_alone_and_among_others() {
    let (rates, starts) = points(77);
    let rates: Vec<f64> = rates.iter().map(|rate| 10.0 * rate).collect();
    let family = LinearFamily(Logistic);
    for set in InstructionSet::available() {
        let mut expected = starts.clone();
        run_vectorised(set, OneByOne(&family, &rates, [&mut expected], f64::NAN));
        let mut weights = starts.clone();
        iterate(set, &family, &rates, [&mut weights], STEPS);
        assert_eq!(bits(&weights), bits(&expected), "{set:?}");
    }
}

#[test]
fn the_points_escape_at_different_times() {
    let (rates, starts) = points(200);
    let (mut output, mut lambda) = (starts, vec![1.0; 200]);
    let set = InstructionSet::Baseline;
    let mut taken = iterate_until_escape(set, &exponential(), &rates, [&mut output, &mut lambda], LIMIT, STEPS);
    for (steps, output) in taken.iter().zip(&output) {
        assert_eq!(*steps == STEPS, output.abs() <= LIMIT, "{steps} steps to {output}");
    }
    taken.sort_unstable();
    taken.dedup();
    assert!(taken.len() > 8 && taken.contains(&STEPS), "the points do not test the escape: {taken:?}");
}

#[test]
fn points_that_start_outside_take_no_step() {
    let rates = [0.5; 5];
    let start = [f64::NAN, 2e3, -f64::INFINITY, 1.0, 1e3];
    for set in InstructionSet::available() {
        let (mut output, mut lambda) = (start, [1.0; 5]);
        let states = [&mut output[..], &mut lambda[..]];
        let taken = iterate_until_escape(set, &exponential(), &rates, states, LIMIT, STEPS);
        assert_eq!(taken[..3], [0, 0, 0]);
        assert_eq!(bits(&output[..3]), bits(&start[..3]));
        assert_eq!((taken[3], taken[4]), (STEPS, 1));
        assert_eq!(lambda[..3], [1.0; 3]);
        let states = [&mut output[..], &mut lambda[..]];
        let none = iterate_until_escape(set, &exponential(), &rates, states, LIMIT, 0);
        assert_eq!(none, [0; 5]);
    }
}

#[test]
fn sharing_out_changes_no_bit() {
    let (rates, starts) = points(500);
    for set in InstructionSet::available() {
        let (mut expected, mut lambda) = (starts.clone(), vec![1.0; 500]);
        let taken = iterate_until_escape(set, &exponential(), &rates, [&mut expected, &mut lambda], LIMIT, STEPS);
        for size in [7, 33, 64] {
            let (mut output, mut lambda) = (starts.clone(), vec![1.0; 500]);
            let parts = rates.chunks(size).zip(output.chunks_mut(size).zip(lambda.chunks_mut(size)));
            // each part on a thread of its own
            let shared: Vec<Vec<u64>> = std::thread::scope(|scope| {
                let running: Vec<_> = parts
                    .map(|(rates, (output, lambda))| {
                        scope.spawn(move || {
                            iterate_until_escape(set, &exponential(), rates, [output, lambda], LIMIT, STEPS)
                        })
                    })
                    .collect();
                running.into_iter().map(|part| part.join().expect("no panic")).collect()
            });
            assert_eq!(shared.concat(), taken, "{set:?}, parts of {size}");
            assert_eq!(bits(&output), bits(&expected), "{set:?}, parts of {size}");
        }
    }
}

#[test]
fn instruction_sets_that_fuse_agree_bit_for_bit() {
    let (rates, starts) = points(200);
    let results: Vec<_> = InstructionSet::available()
        .into_iter()
        .filter(|set| set.fuses())
        .map(|set| {
            let (mut output, mut lambda) = (starts.clone(), vec![1.0; 200]);
            let taken = iterate_until_escape(set, &exponential(), &rates, [&mut output, &mut lambda], LIMIT, STEPS);
            let mut weights = starts.clone();
            iterate(set, &LinearFamily(Logistic), &rates, [&mut weights], STEPS);
            (taken, bits(&output), bits(&lambda), bits(&weights))
        })
        .collect();
    assert!(results.windows(2).all(|pair| pair[0] == pair[1]));
}

/// Lanes are the map of `f64` up to the errors of their functions, which a contraction does not enlarge.
#[test]
fn converging_orbits_are_those_of_floats() {
    let rates = [2.0, 5.0, 7.5, 9.0];
    for set in InstructionSet::available() {
        let mut weights = [3.0; 4];
        iterate(set, &LinearFamily(Logistic), &rates, [&mut weights], 60);
        let (mut outputs, mut lambdas) = ([1.5; 4], [2.0; 4]);
        let family = TwoLayerFamily { loss: Logistic, width: 100.into() };
        iterate(set, &family, &rates.map(|rate| rate / 3.0), [&mut outputs, &mut lambdas], 60);
        for (i, rate) in rates.into_iter().enumerate() {
            let linear = LinearPredictor { learning_rate: rate, risk: Degenerate(Logistic), ntk_eigenvalue: 1.0 };
            let two_layer = TwoLayer::new(rate / 3.0, 100.0, Degenerate(Logistic));
            let (mut weight, mut state) = (3.0, TwoLayerState { output: 1.5, lambda: 2.0 });
            for _ in 0..60 {
                weight = linear.step(weight);
                state = two_layer.step(state);
            }
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-13 * b.abs().max(1e-3);
            assert!(near(weights[i], weight), "{set:?}: {} and {weight}", weights[i]);
            assert!(near(outputs[i], state.output), "{set:?}: {} and {}", outputs[i], state.output);
            assert!(near(lambdas[i], state.lambda), "{set:?}: {} and {}", lambdas[i], state.lambda);
        }
    }
}

/// Reads and writes of fewer numbers than lanes, and the constants.
#[test]
fn lanes_read_and_write_what_there_is() {
    let lanes = Lanes::<4, true>::read(&[1.0, 2.0]);
    assert_eq!(lanes.0, [1.0, 2.0, 2.0, 2.0]);
    let mut some = [0.0; 3];
    Lanes::<4, true>([1.0, 2.0, 3.0, 4.0]).write(&mut some);
    assert_eq!(some, [1.0, 2.0, 3.0]);
    let mut many = [0.0; 5];
    lanes.write(&mut many);
    assert_eq!(many, [1.0, 2.0, 2.0, 2.0, 0.0]);
    assert_eq!(Lanes::<2, false>::integer(-3).0, [-3.0, -3.0]);
    assert_eq!(Lanes::<2, false>::from_exact(&rug::Rational::from((1, 3)), 53).0, [1.0 / 3.0; 2]);
    assert_eq!(lanes.count(|entry| entry > 1.5), 3);
    let one = Lanes::splat(1.0);
    assert_eq!(lanes.choose(|entry| entry > 1.5, lanes, -one).0, [-1.0, 2.0, 2.0, 2.0]);
}
