//! Orbits in bulk: an orbit's bits depend on the orbit alone, whatever stands beside it and however many there are; they are
//! those of floats up to rounding; and none of their numbers is subnormal.

use catapult_core::arithmetic::lanes::InstructionSet;
use catapult_core::arithmetic::{Field, FromExact, Lanes};
use catapult_core::dynamics::batch::{Bulk, Ended, LEAST_RISE, Orbits, Stop};
use catapult_core::dynamics::{AlignedSystem, Equations, LinearSystem, State, System, TwoLayerSystem};
use catapult_core::model::LossName;
use rug::Rational;

const STEPS: u32 = 150;

fn linear(loss: LossName) -> LinearSystem {
    LinearSystem { loss, points: None }
}

fn on_points(loss: LossName) -> LinearSystem {
    LinearSystem { loss, points: Some([1, 2, -1].map(|z| (Rational::from(z), 1)).to_vec()) }
}

fn two_layer(loss: LossName) -> TwoLayerSystem {
    TwoLayerSystem { loss, width: 100.into() }
}

/// Rates and starts of which some converge, some oscillate and some escape at once or late; with other coordinates at 1.
fn orbits(count: usize, dimension: usize) -> Orbits {
    let rates = (0..count).map(|k| 0.1 + 3.9 * ((k * 37) % 101) as f64 / 101.0).collect();
    let mut coordinates = vec![vec![1.0; count]; dimension];
    coordinates[0] = (0..count).map(|k| 0.01 + 3.0 * ((k * 61) % 97) as f64 / 97.0).collect();
    Orbits::new(rates, coordinates)
}

fn escape_only(steps: u32) -> Stop {
    Stop { steps, escape: 1e3, tolerance: 0.0, minimum: 0.0, curvature: 1.0 }
}

fn bits(orbits: &Orbits) -> Vec<u64> {
    (0..orbits.rates().len()).flat_map(|orbit| orbits.state(orbit)).map(f64::to_bits).collect()
}

/// One orbit at a time in `Lanes<1, true>`, with the rules of the module written out: the scalar reference of all functions.
fn one_by_one<S: System>(system: &S, all: &Orbits, stop: &Stop, mut see: impl FnMut(f64)) -> (Vec<Ended>, Vec<u64>) {
    let (mut ends, mut states) = (Vec::new(), Vec::new());
    for (orbit, rate) in all.rates().iter().enumerate() {
        let equations = system.equations(Lanes::<1, true>([*rate]), 53);
        let coordinates = all.state(orbit).map(|value| Lanes([value])).collect();
        let mut state = S::State::<Lanes<1, true>>::from_coordinates(coordinates).expect("a state");
        let mut at_stride = state.clone();
        let settle = |before: &S::State<Lanes<1, true>>, state: &mut S::State<Lanes<1, true>>| {
            for index in 0..state.dimension() {
                let value = &mut state.coordinate_mut(index).0[0];
                if value.abs() < before.coordinate(index).0[0].abs() && value.abs() < f64::exp2(-100.0) {
                    *value = 0.0;
                }
            }
        };
        let (mut steps, mut first_rise) = (0, 0);
        loop {
            let (output, lambda) = (equations.output(&state).0[0], equations.lambda(&state).0[0]);
            let settled = (output - stop.minimum).abs() < stop.tolerance && rate * (lambda * stop.curvature) < 2.0;
            if steps == stop.steps || settled || !(output.abs() <= stop.escape && lambda <= stop.escape) {
                break;
            }
            let next = equations.step(state.clone());
            steps += 1;
            let [old, new] = [&state, &next].map(|state| equations.risk_order(state).0[0]);
            if first_rise == 0 && new > old * (1.0 + LEAST_RISE) {
                first_rise = steps;
            }
            state = next;
            if steps % 4 == 0 {
                settle(&at_stride, &mut state);
                at_stride = state.clone();
            }
            state.coordinates().for_each(|value| see(value.0[0]));
        }
        settle(&at_stride, &mut state);
        ends.push(Ended { steps, first_rise });
        states.extend(state.coordinates().map(|value| value.0[0].to_bits()));
    }
    (ends, states)
}

fn check<S: System>(system: &S, orbits: &Orbits) {
    let never = Stop { escape: f64::INFINITY, ..escape_only(STEPS) };
    // `iterate` goes on where numbers are not finite any more, and there is no more to compare.
    let finite = |orbits: &Orbits| (0..orbits.rates().len()).flat_map(|orbit| orbits.state(orbit)).all(f64::is_finite);
    for set in InstructionSet::available() {
        let mut all = orbits.clone();
        system.iterate(set, &mut all, STEPS);
        if finite(&all) {
            let (_, states) = one_by_one(system, orbits, &never, |_| ());
            assert!(bits(&all) == states, "{system:?}, {set:?}, {} orbits", orbits.rates().len());
        }
        for tolerance in [0.0, 1e-6] {
            let stop = Stop { tolerance, ..escape_only(STEPS) };
            let (ends, states) = one_by_one(system, orbits, &stop, |_| ());
            let mut all = orbits.clone();
            assert!(system.run_to_end(set, &mut all, &stop) == ends, "{system:?}, {set:?}, tolerance {tolerance}");
            assert!(bits(&all) == states, "{system:?}, {set:?}, tolerance {tolerance}");
        }
    }
}

#[test]
fn many_lanes_have_the_bits_of_one() {
    for count in [0, 1, 2, 31, 32, 33, 200] {
        check(&two_layer(LossName::Exponential), &orbits(count, 2));
    }
    for loss in LossName::ALL {
        check(&two_layer(loss), &orbits(150, 2));
        check(&linear(loss), &orbits(77, 1));
        check(&on_points(loss), &orbits(77, 1));
        check(&AlignedSystem { loss, width: 4.into(), depth: 3 }, &orbits(40, 3));
    }
}

#[test]
fn the_orbits_escape_converge_and_rise_at_different_times() {
    let stop = Stop { tolerance: 1e-6, ..escape_only(STEPS) };
    let mut all = orbits(200, 2);
    let ends = two_layer(LossName::Exponential).run_to_end(InstructionSet::Baseline, &mut all, &stop);
    let escaped = |orbit: usize| !(all.coordinate(0)[orbit].abs() <= 1e3 && all.coordinate(1)[orbit] <= 1e3);
    let times = |which: &dyn Fn(usize) -> bool| {
        let mut times: Vec<u32> = (0..200).filter(|orbit| which(*orbit)).map(|orbit| ends[orbit].steps).collect();
        times.sort_unstable();
        times.dedup();
        times.len()
    };
    assert!(times(&escaped) > 4 && times(&|orbit| !escaped(orbit)) > 20, "the orbits do not test the ends: {ends:?}");
    assert!(ends.iter().any(|end| end.first_rise == 0) && ends.iter().any(|end| end.first_rise > 1));
}

#[test]
fn orbits_that_start_outside_take_no_step() {
    let start = [f64::NAN, 2e3, -f64::INFINITY, 1.0, 1e3];
    for set in InstructionSet::available() {
        let mut all = Orbits::new(vec![0.5; 5], vec![start.to_vec(), vec![1.0; 5]]);
        let system = two_layer(LossName::Exponential);
        let steps = |ends: Vec<Ended>| ends.into_iter().map(|end| end.steps).collect::<Vec<_>>();
        assert_eq!(steps(system.run_to_end(set, &mut all, &escape_only(STEPS))), [0, 0, 0, STEPS, 1]);
        assert!(all.coordinate(0)[..3].iter().zip(start).all(|(a, b)| a.to_bits() == b.to_bits()));
        assert_eq!(all.coordinate(1)[..3], [1.0; 3]);
        assert_eq!(steps(system.run_to_end(set, &mut all, &escape_only(0))), [0; 5]);
    }
}

#[test]
fn sharing_out_changes_no_bit() {
    let system = two_layer(LossName::Exponential);
    for set in InstructionSet::available() {
        let mut expected = orbits(300, 2);
        let ends = system.run_to_end(set, &mut expected, &escape_only(STEPS));
        for size in [7, 33, 64] {
            let parts: Vec<usize> = (0..300).collect();
            let shared: Vec<(Vec<Ended>, Vec<u64>)> = parts
                .chunks(size)
                .map(|part| {
                    let mut some = orbits(300, 2).select(part);
                    (system.run_to_end(set, &mut some, &escape_only(STEPS)), bits(&some))
                })
                .collect();
            let (shared_ends, shared_bits): (Vec<_>, Vec<_>) = shared.into_iter().unzip();
            assert_eq!(shared_ends.concat(), ends, "{set:?}, parts of {size}");
            assert_eq!(shared_bits.concat(), bits(&expected), "{set:?}, parts of {size}");
        }
    }
}

/// A trace is the outputs of one step after the other.
#[test]
fn traces_are_the_outputs_on_the_way() {
    let system = two_layer(LossName::Logistic);
    for set in InstructionSet::available() {
        let (mut traced, mut stepped) = (orbits(50, 2), orbits(50, 2));
        let outputs = system.trace(set, &mut traced, 9);
        for outputs in outputs.chunks(50) {
            assert_eq!(outputs, stepped.coordinate(0));
            system.iterate(set, &mut stepped, 1);
        }
        assert_eq!(outputs.len(), 450);
        assert_eq!(traced, stepped);
    }
}

/// Lanes are the map of `f64` up to the errors of their functions, which a contraction does not enlarge.
#[test]
fn converging_orbits_are_those_of_floats() {
    fn near<S: System>(system: &S, rates: &[f64], start: &[f64]) {
        for set in InstructionSet::available() {
            let coordinates = start.iter().map(|value| vec![*value; rates.len()]).collect();
            let mut all = Orbits::new(rates.to_vec(), coordinates);
            system.iterate(set, &mut all, 60);
            for (orbit, rate) in rates.iter().enumerate() {
                let equations = system.equations::<f64>(*rate, 53);
                let mut state = S::State::<f64>::from_coordinates(start.to_vec()).expect("a state");
                for _ in 0..60 {
                    state = equations.step(state);
                }
                for (a, b) in all.state(orbit).zip(state.coordinates()) {
                    assert!((a - b).abs() <= 1e-13 * b.abs().max(1e-3), "{system:?}, {set:?}: {a} and {b}");
                }
            }
        }
    }
    near(&linear(LossName::Logistic), &[2.0, 5.0, 7.5, 9.0], &[3.0]);
    near(&two_layer(LossName::Logistic), &[0.7, 1.7, 2.5, 3.0], &[1.5, 2.0]);
    near(&on_points(LossName::Exponential), &[0.1, 0.2], &[0.5]);
    near(&AlignedSystem { loss: LossName::Logistic, width: 4.into(), depth: 3 }, &[0.5, 1.0], &[1.0, 1.5, 2.0]);
}

/// Thousands of steps after convergence no coordinate is subnormal, on the way or at the end, and the orbit is where it would be
/// without the rule, up to 2^-100. Rates at which one step takes f to 10^-16 of itself are among them.
#[test]
fn no_coordinate_becomes_subnormal() {
    fn long<S: System>(system: &S, rates: &[f64], start: &[f64]) {
        let coordinates = start.iter().map(|value| vec![*value; rates.len()]).collect();
        let all = Orbits::new(rates.to_vec(), coordinates);
        let stop = Stop { escape: f64::INFINITY, ..escape_only(3000) };
        let least = std::cell::Cell::new(f64::INFINITY);
        let (_, expected) = one_by_one(system, &all, &stop, |value| {
            least.set(if value == 0.0 { least.get() } else { least.get().min(value.abs()) });
        });
        assert!(least.get() >= f64::exp2(-316.0), "{system:?}: {}", least.get());
        for set in InstructionSet::available().into_iter().filter(|set| set.fuses()) {
            let mut seen = all.clone();
            system.iterate(set, &mut seen, 3000);
            assert!(bits(&seen) == expected, "{system:?}, {set:?}");
        }
        for (orbit, rate) in rates.iter().enumerate() {
            let equations = system.equations(Lanes::<1, true>([*rate]), 53);
            let coordinates = start.iter().map(|value| Lanes([*value])).collect();
            let mut state = S::State::<Lanes<1, true>>::from_coordinates(coordinates).expect("a state");
            for _ in 0..3000 {
                state = equations.step(state);
            }
            for (index, value) in state.coordinates().enumerate() {
                let seen = f64::from_bits(expected[orbit * start.len() + index]);
                assert!(
                    (seen - value.0[0]).abs() <= f64::exp2(-100.0),
                    "{system:?}, eta = {rate}: {seen} and {value:?}"
                );
            }
        }
    }
    // 4 and 4 (1 + 2^-52) make 1 - eta/4 zero or a rounding.
    long(&linear(LossName::Logistic), &[0.5, 3.9, 4.0, 4.000_000_000_000_001, 5.0, 7.5], &[3.0]);
    long(&linear(LossName::Exponential), &[0.3, 1.0, 1.000_000_000_000_000_2, 1.5], &[1.0]);
    long(&linear(LossName::Squared), &[0.5, 1.5], &[1.0]);
    long(&two_layer(LossName::Logistic), &[0.5, 1.0, 2.0, 2.5, 3.5], &[1.0, 2.0]);
    long(&two_layer(LossName::Exponential), &[0.2, 0.9, 1.1], &[0.5, 1.0]);
    long(&on_points(LossName::Logistic), &[0.5, 1.0, 2.0], &[3.0]);
    let symmetric = [1, -1, 3, -3].map(|z| (Rational::from(z), 1)).to_vec();
    long(&LinearSystem { loss: LossName::Logistic, points: Some(symmetric) }, &[0.3, 0.7], &[2.0]);
}

/// However near to an unstable minimum, an orbit leaves it.
#[test]
fn tiny_outputs_that_grow_are_left_alone() {
    for set in InstructionSet::available() {
        let mut all = Orbits::new(vec![9.0; 3], vec![vec![1e-40, -1e-60, 0.0]]);
        linear(LossName::Logistic).iterate(set, &mut all, 3000);
        let [first, second, third] = [0, 1, 2].map(|orbit| all.coordinate(0)[orbit]);
        assert!(first.abs() > 0.1 && second.abs() > 0.1 && third == 0.0, "{first}, {second}, {third}");
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
    assert_eq!(Lanes::<2, false>::from_exact(&Rational::from((1, 3)), 53).0, [1.0 / 3.0; 2]);
    assert_eq!(lanes.count(|entry| entry > 1.5), 3);
    let one = Lanes::splat(1.0);
    assert_eq!(lanes.choose(|entry| entry > 1.5, lanes, -one).0, [-1.0, 2.0, 2.0, 2.0]);
}
