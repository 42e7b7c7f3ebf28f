//! The contract of states: named fields and numbered coordinates are the same numbers.

use catapult_core::dynamics::gram::GramState;
use catapult_core::dynamics::state::{Layers, State, TwoLayerState, Weight};
use catapult_core::dynamics::{Descent, GramSystem, OneFeatureState, OneFeatureSystem, ProblemError, System};
use catapult_core::model::LossName;
use rug::Rational;

/// A state with the coordinates 0, 1, 2, ... after each way to read and to change them has been tried.
fn counted<S: State<i32>>(dimension: usize) -> S {
    let numbers = || (0..dimension).map(|index| index as i32);
    let mut state = S::from_coordinates(numbers().collect()).expect("as many coordinates as there are");
    assert_eq!(state.dimension(), dimension);
    assert!(state.coordinates().copied().eq(numbers()));
    for index in 0..dimension {
        assert_eq!(*state.coordinate(index), index as i32);
        *state.coordinate_mut(index) += 100;
        assert!(
            state
                .coordinates()
                .enumerate()
                .all(|(other, value)| *value == other as i32 + if other == index { 100 } else { 0 })
        );
        *state.coordinate_mut(index) -= 100;
    }
    let other = state.clone();
    state.update(&other, |value, added| *value += 10 * added);
    assert!(state.coordinates().copied().eq(numbers().map(|value| 11 * value)));
    let names: Vec<String> = (0..dimension).map(|index| other.name(index)).collect();
    assert!((1..dimension).all(|index| !names[..index].contains(&names[index])), "{names:?}");
    other
}

#[test]
fn coordinates_are_the_fields() {
    assert_eq!(counted::<Weight<i32>>(1), Weight { weight: 0 });
    assert_eq!(counted::<TwoLayerState<i32>>(2), TwoLayerState { output: 0, lambda: 1 });
    assert_eq!(counted::<Layers<i32>>(3), Layers { sigma: vec![0, 1, 2] });
    assert_eq!(counted::<OneFeatureState<i32>>(4), OneFeatureState { v: 0, volume: 1, p: 2, q: 3 });
    let state = counted::<GramState<i32>>(6);
    assert_eq!((&state.v, &state.upper, state.b), (&vec![0, 1], &vec![2, 3, 4], 5));
    assert_eq!([state.m(0, 0), state.m(0, 1), state.m(1, 1)], [&2, &3, &4]);
}

#[test]
fn other_numbers_of_coordinates_are_refused() {
    assert_eq!(Weight::from_coordinates(vec![1, 2]), None);
    assert_eq!(TwoLayerState::from_coordinates(vec![1]), None);
    assert_eq!(OneFeatureState::from_coordinates(vec![1; 5]), None);
    assert!(GramState::from_coordinates(vec![1; 5]).is_none());
}

/// Starts in numbers are networks only if their Gram matrix has as small a rank as the network is wide, and no negative direction.
#[test]
fn gram_matrices_of_networks() {
    let is_network = |width: u32, v: [i32; 2], upper: [i32; 3], b: i32| {
        let points =
            vec![(vec![Rational::from(1), Rational::from(2)], 1), (vec![Rational::from(-1), Rational::from(1)], 1)];
        let zeros = vec![Rational::new(); 2];
        let weights = vec![zeros.clone(); width as usize];
        let second = vec![Rational::new(); width as usize];
        let mut descent =
            Descent::two_layer_from_weights(LossName::Logistic, Rational::from(1), points, &weights, &second).unwrap();
        descent.start =
            GramState { v: v.map(Rational::from).into(), upper: upper.map(Rational::from).into(), b: b.into() };
        match descent.validate() {
            Ok(()) => true,
            Err(ProblemError::NotGram(of)) => {
                assert_eq!(of, width);
                false
            }
            Err(other) => panic!("{other}"),
        }
    };
    // with width 1 N is 1: w1 = (1, 2), w2 = 3
    assert!(is_network(1, [3, 6], [1, 2, 4], 9));
    // another product than that of the lengths, either way
    assert!(!is_network(1, [3, 6], [1, 2, 4], 8) && !is_network(1, [3, 6], [1, 2, 4], 10));
    // nothing, and only one of the layers
    assert!(
        is_network(1, [0, 0], [0, 0, 0], 0)
            && is_network(1, [0, 0], [0, 0, 0], 4)
            && is_network(1, [0, 0], [1, 2, 4], 0)
    );
    // an output without a layer; two directions that are orthogonal to themselves; one that is longer than none
    assert!(!is_network(4, [0, 1], [1, 0, 0], 1));
    assert!(!is_network(4, [0, 0], [0, 1, 0], 1));
    assert!(!is_network(4, [1, 1], [0, 0, 0], 1));
    assert!(
        !is_network(4, [0, 0], [-1, 0, 1], 1)
            && !is_network(4, [0, 0], [1, 0, 1], -1)
            && !is_network(4, [0, 0], [1, 2, 1], 1)
    );
    // ranks two and three, of which the latter needs a third unit
    assert!(!is_network(1, [0, 0], [1, 0, 1], 0) && is_network(4, [0, 0], [1, 0, 1], 0));
    assert!(!is_network(2, [0, 0], [1, 0, 1], 1) && is_network(3, [0, 0], [1, 0, 1], 1));
}

/// v, V, p and q of a network of four units, where p - q is 2 v.
#[test]
fn numbers_of_one_feature_that_belong_together() {
    let points = vec![(vec![Rational::from(1)], 1), (vec![Rational::from(-2)], 1)];
    let network = GramSystem { loss: LossName::Logistic, width: Rational::from(4), points, without_scale: false };
    let system = OneFeatureSystem::of(&network).expect("data of one feature");
    let belong = |numbers: [i32; 4]| {
        let [v, volume, p, q] = numbers.map(Rational::from);
        system.validate(&OneFeatureState { v, volume, p, q }).is_ok()
    };
    for numbers in [[1, 15, 5, 3], [-1, 15, 3, 5], [0, 16, 4, 4], [0, 0, 0, 0], [2, 0, 4, 0], [-2, 0, 0, 4]] {
        assert!(belong(numbers), "{numbers:?}");
    }
    for numbers in [
        // another V, another v, its other sign
        [1, 14, 5, 3],
        [2, 15, 5, 3],
        [-1, 15, 5, 3],
        [0, 15, 5, 3],
        [1, 16, 4, 4],
        // p or q or both below zero
        [1, -1, 1, -1],
        [-1, -1, -1, 1],
        [1, 15, -3, -5],
    ] {
        assert!(!belong(numbers), "{numbers:?}");
    }
    let two = vec![(vec![Rational::from(1), Rational::from(1)], 1)];
    assert_eq!(OneFeatureSystem::of(&GramSystem { points: two.clone(), ..network.clone() }), None);
    let system = OneFeatureSystem { network: GramSystem { points: two, ..network } };
    let [v, volume, p, q] = [1, 15, 5, 3].map(Rational::from);
    assert!(system.validate(&OneFeatureState { v, volume, p, q }).is_err());
}
