//! Each lemma that is for the cells of a kind of network holds in some cell of it, and no other lemma does.

use catapult_core::certify::Phase;
use catapult_core::certify::cell::{MOST_CELL_STEPS, ShortNumber};
use catapult_core::certify::certificate::Exact;
use catapult_core::certify::chart::{Cell, Range};
use catapult_core::certify::checks::Failure;
use catapult_core::certify::plane::{AnyRun, Plane, PlaneAxis, PlaneProof, Setting};
use catapult_core::certify::region::Region;
use catapult_core::model::LossName;
use rug::Rational;

fn exact(numerator: i32, denominator: i32) -> Exact {
    Exact(Rational::from((numerator, denominator)))
}

/// A narrow plane around the numbers of a setting, over the learning rate and the parameter after it.
fn around(setting: Setting) -> Plane {
    let parameters = setting.parameters();
    let axis = |index: usize| {
        let (name, value) = &parameters[index];
        let reach = Rational::from(1) >> 40u32;
        PlaneAxis::new(name.clone(), Range { from: Rational::from(value - &reach), to: Rational::from(value + &reach) })
    };
    let (x, y) = (axis(0), axis(1));
    Plane::new(setting, x, y).unwrap()
}

const LEMMAS: [&str; 9] =
    ["trap", "layer trap", "separable", "universal", "growth", "alternation", "lazy", "safe", "degenerate"];

fn proof(lemma: &str, step: u32, number: (i32, i32)) -> PlaneProof {
    let number = || ShortNumber::new(number.into()).unwrap();
    match lemma {
        "trap" => PlaneProof::Trap { step, contraction: number() },
        "layer trap" => PlaneProof::LayerTrap { step, layer: 1, contraction: number() },
        "separable" => PlaneProof::Separable { step },
        "universal" => PlaneProof::Universal { step },
        "growth" => PlaneProof::Growth { step },
        "alternation" => PlaneProof::Alternation { step, margin: number() },
        "lazy" => PlaneProof::Lazy { step },
        "safe" => PlaneProof::Safe { step },
        _ => PlaneProof::Degenerate { step, layer: 2 },
    }
}

/// The phase that a lemma establishes at one of the first steps, with one of some numbers.
fn phase(plane: &Plane, lemma: &str) -> Option<Phase> {
    let prepared = plane.prepare().unwrap();
    let numbers = [(1, 8), (1, 2), (7, 8), (15, 16), (63, 64)];
    (0..64)
        .flat_map(|step| numbers.map(|number| (step, number)))
        .find_map(|(step, number)| prepared.establish(Cell::WHOLE, &proof(lemma, step, number)).ok())
}

/// Every lemma for a kind of network with a setting in which it holds; the others are said to be made for another.
fn assert_lemmas(examples: &[(&str, Setting, Phase)]) {
    for (lemma, setting, expected) in examples {
        assert_eq!(phase(&around(setting.clone()), lemma), Some(*expected), "{lemma}: {setting:?}");
    }
    let plane = around(examples[0].1.clone());
    let prepared = plane.prepare().unwrap();
    for other in LEMMAS.iter().filter(|lemma| examples.iter().all(|(known, _, _)| known != *lemma)) {
        let answer = prepared.establish(Cell::WHOLE, &proof(other, 0, (1, 2)));
        assert!(matches!(answer, Err(Failure::NotApplicable(_))), "{other}: {answer:?}");
    }
}

/// Points of one feature.
fn points(points: &[i32]) -> Vec<(Vec<Exact>, u32)> {
    points.iter().map(|z| (vec![exact(*z, 1)], 1)).collect()
}

/// A plane over ranges of the learning rate and of the parameter after it.
fn over(setting: Setting, rates: [(i32, i32); 2], values: [(i32, i32); 2]) -> Plane {
    let parameters = setting.parameters();
    let axis = |index: usize, ends: [(i32, i32); 2]| {
        let [from, to] = ends.map(Rational::from);
        PlaneAxis::new(parameters[index].0.clone(), Range { from, to })
    };
    let (x, y) = (axis(0, rates), axis(1, values));
    Plane::new(setting, x, y).unwrap()
}

/// In a cell with a minimum the loss falls at most points and stays at some, which only the lemma of descent can say: for one feature and several.
#[test]
fn cells_around_minima_are_lazy() {
    let trap = |plane: &Plane, contraction: (i32, i32)| {
        let proof = |step| PlaneProof::Trap { step, contraction: ShortNumber::new(contraction.into()).unwrap() };
        let prepared = plane.prepare().unwrap();
        assert_eq!(prepared.establish(Cell::WHOLE, &proof(3)), Ok(Phase::Lazy), "{plane:?}");
    };
    let loss = LossName::Logistic;
    // the minimiser is 0.7563..
    let points = || points(&[1, 2, -1]);
    let linear =
        Setting::LinearOnData { loss, learning_rate: exact(1, 1), points: points(), weights: vec![exact(3, 4)] };
    trap(&over(linear, [(1, 1), (11, 10)], [(74, 100), (77, 100)]), (7, 8));
    let (learning_rate, width, lambda, output) = (exact(1, 2), exact(10, 1), exact(2, 1), exact(3, 4));
    let one = Setting::TwoLayerOfOneFeature { loss, learning_rate, width, points: points(), lambda, output };
    // eta and the kernel vary, v is fixed beside the minimiser
    trap(&over(one, [(1, 2), (6, 10)], [(19, 10), (2, 1)]), (7, 8));
    let two = |z: [i32; 2]| (z.map(|entry| exact(entry, 1)).to_vec(), 1);
    let (w1, w2) = (vec![vec![exact(1, 100), exact(1, 1)], vec![exact(1, 1), exact(-1, 100)]], vec![exact(1, 50); 2]);
    let points = vec![two([1, 0]), two([-1, 0]), two([0, 1]), two([0, -1])];
    let several = Setting::TwoLayerFromWeights { loss, learning_rate: exact(2, 1), points, w1, w2 };
    trap(&over(several, [(2, 1), (21, 10)], [(-1, 100), (1, 100)]), (15, 16));
}

/// Where the loss of a predictor rises at some points of a cell and falls at others at the first step, no phase is that of all, though all
/// converge.
#[test]
fn cells_in_which_some_losses_rise_have_no_phase() {
    let loss = LossName::Logistic;
    let points = points(&[1, 2, -1]);
    let setting = Setting::LinearOnData { loss, learning_rate: exact(11, 2), points, weights: vec![exact(0, 1)] };
    let risk = |w: f64| ((-w).exp().ln_1p() + (-2.0 * w).exp().ln_1p() + w.exp().ln_1p()) / 3.0;
    let slope = |w: f64| (-1.0 / (1.0 + w.exp()) - 2.0 / (1.0 + (2.0 * w).exp()) + 1.0 / (1.0 + (-w).exp())) / 3.0;
    let rises = |w: f64| risk(w - 5.5 * slope(w)) > risk(w);
    let border = (-4000..700).find(|k| rises(f64::from(*k) / 1e3) != rises(f64::from(*k + 1) / 1e3)).expect("a border");
    let plane = |from: i32, to: i32| over(setting.clone(), [(11, 2), (5501, 1000)], [(from, 1000), (to, 1000)]);
    let phases = |plane: &Plane| phase(plane, "trap");
    let (below, above) = (rises(f64::from(border) / 1e3 - 0.05), rises(f64::from(border) / 1e3 + 0.05));
    assert_ne!(below, above);
    let expected = |rose: bool| Some(if rose { Phase::Catapult } else { Phase::Lazy });
    assert_eq!(phases(&plane(border - 51, border - 49)), expected(below));
    assert_eq!(phases(&plane(border + 49, border + 51)), expected(above));
    assert_eq!(phases(&plane(border - 20, border + 20)), None);
}

/// The same of a network of one unit: whether the loss rose is asked of the step that was taken, not of the next, at which it falls.
#[test]
fn cells_of_networks_in_which_some_losses_rise_have_no_phase() {
    let (w1, w2) = (vec![vec![exact(4, 1)]], vec![exact(1, 2)]);
    let (loss, learning_rate, points) = (LossName::Logistic, exact(1, 2), points(&[1, -1]));
    let setting = Setting::TwoLayerFromWeights { loss, learning_rate, points, w1, w2 };
    // the risk is even in v = w1 w2 and rises with |v|; its slope is tanh(v/2)/2
    let rises = |w: f64| {
        let push = (w / 4.0).tanh() / 4.0;
        ((w - push / 2.0) * (0.5 - push * w)).abs() > w / 2.0
    };
    let border =
        (3000..8000).find(|k| !rises(f64::from(*k) / 1e3) && rises(f64::from(*k + 1) / 1e3)).expect("a border");
    let plane = |from: i32, to: i32| over(setting.clone(), [(1, 2), (50_001, 100_000)], [(from, 1000), (to, 1000)]);
    assert_eq!(phase(&plane(border - 31, border - 29), "trap"), Some(Phase::Lazy));
    assert_eq!(phase(&plane(border + 29, border + 31), "trap"), Some(Phase::Catapult));
    assert_eq!(phase(&plane(border - 3, border + 3), "trap"), None);
}

/// Where f is zero it stays there: this is no rise.
#[test]
fn outputs_of_cells_that_are_zero() {
    let (loss, learning_rate, width) = (LossName::Squared, exact(1, 2), exact(4, 1));
    let setting = Setting::TwoLayer { loss, learning_rate, width, lambda: exact(2, 1), output: exact(0, 1) };
    let plane = over(setting, [(1, 2), (6, 10)], [(2, 1), (21, 10)]);
    let proof = PlaneProof::Trap { step: 2, contraction: ShortNumber::new((7, 8).into()).unwrap() };
    let answer = plane.prepare().unwrap().establish(Cell::WHOLE, &proof);
    assert!(matches!(answer, Ok(Phase::Lazy) | Err(Failure::NotProved(_))), "{answer:?}");
    let prepared = plane.prepare().unwrap();
    let AnyRun::TwoLayer(mut run) = prepared.run(Cell::WHOLE).unwrap() else { panic!("two layers") };
    run.advance();
    assert!(!run.rises() && !run.is_in_doubt());
}

/// What cells cost, in steps of a cell on D0: evaluations of a step for each coordinate and five more, of n (d + 4) + 4 terms for each coordinate,
/// 128 to a step; besides them the points, and sixteen products of matrices in several features.
#[test]
fn prices_of_cells() {
    let points = |features: usize| (0..6).map(|i| (vec![exact(i - 2, 1); features], 1)).collect::<Vec<_>>();
    let prices = |setting: Setting| around(setting).prices();
    let (loss, learning_rate) = (LossName::Logistic, exact(1, 2));
    for features in [1, 2, 3] {
        let (d, terms) = (features as u64, 6 * (features as u64 + 4));
        let matrices = if features == 1 { 0 } else { 16 * d.pow(3) };
        let step = |dimension: u64| ((dimension + 5) * (terms + 4 * dimension)).div_ceil(128);
        let (w1, w2) = (vec![vec![exact(1, 2); features]; 2], vec![exact(1, 3), exact(2, 1)]);
        let network = Setting::TwoLayerFromWeights {
            loss,
            learning_rate: learning_rate.clone(),
            points: points(features),
            w1,
            w2,
        };
        assert_eq!(prices(network), [step((d + 1) * (d + 2) / 2), terms + matrices + 16]);
        let weights = vec![exact(1, 2); features];
        let predictor =
            Setting::LinearOnData { loss, learning_rate: learning_rate.clone(), points: points(features), weights };
        assert_eq!(prices(predictor), [step(d), terms + matrices + 16]);
    }
}

/// The last step that a proof may have, at which nothing is known of these orbits, and the one after it.
#[test]
fn steps_of_proofs_about_cells_have_an_end() {
    let points = points(&[1, 2, -1]);
    let (loss, learning_rate) = (LossName::Exponential, exact(40, 1));
    let (w1, w2) = (vec![vec![exact(8, 1)]], vec![exact(-8, 1)]);
    let plane = around(Setting::TwoLayerFromWeights { loss, learning_rate, points, w1, w2 });
    let prepared = plane.prepare().unwrap();
    for (step, out) in [(MOST_CELL_STEPS, false), (MOST_CELL_STEPS + 1, true)] {
        let answer = prepared.establish(Cell::WHOLE, &PlaneProof::Growth { step });
        assert!(matches!(answer, Err(Failure::OutOfRange(_))) == out && answer.is_err(), "{answer:?}");
    }
}

#[test]
fn lemmas_for_linear_predictors() {
    let setting = |loss: LossName, z: &[i32], rate: Exact, weight: Exact| Setting::LinearOnData {
        loss,
        learning_rate: rate,
        points: points(z),
        weights: vec![weight],
    };
    assert_lemmas(&[
        ("trap", setting(LossName::Logistic, &[1, 2, -1], exact(1, 1), exact(3, 4)), Phase::Lazy),
        ("separable", setting(LossName::Logistic, &[1, 2], exact(1, 1), exact(3, 1)), Phase::Lazy),
        ("growth", setting(LossName::Exponential, &[1, 2, -1], exact(1, 1), exact(-40, 1)), Phase::Divergent),
    ]);
}

#[test]
fn lemmas_for_networks_on_data() {
    let weights = |loss: LossName, z: &[i32], rate: Exact, w1: Exact, w2: Exact| Setting::TwoLayerFromWeights {
        loss,
        learning_rate: rate,
        points: points(z),
        w1: vec![vec![w1]],
        w2: vec![w2],
    };
    let rows = |loss: LossName, rate: Exact, lambda: Exact, output: Exact| Setting::TwoLayerOfOneFeature {
        loss,
        learning_rate: rate,
        width: exact(10, 1),
        points: points(&[1, 2, -1]),
        lambda,
        output,
    };
    assert_lemmas(&[
        ("trap", rows(LossName::Logistic, exact(1, 2), exact(2, 1), exact(3, 4)), Phase::Lazy),
        ("separable", weights(LossName::Logistic, &[1, 2], exact(1, 1), exact(8, 1), exact(8, 1)), Phase::Lazy),
        ("universal", rows(LossName::Logistic, exact(1, 1), exact(20, 1), exact(1, 1)), Phase::Catapult),
        (
            "growth",
            weights(LossName::Exponential, &[1, 2, -1], exact(40, 1), exact(8, 1), exact(-8, 1)),
            Phase::Divergent,
        ),
    ]);
}

#[test]
fn lemmas_for_two_layers() {
    let setting = |loss: LossName, width: i32, rate: Exact, lambda: Exact, output: Exact| Setting::TwoLayer {
        loss,
        learning_rate: rate,
        width: exact(width, 1),
        lambda,
        output,
    };
    assert_lemmas(&[
        ("trap", setting(LossName::Squared, 4, exact(1, 2), exact(2, 1), exact(1, 100)), Phase::Lazy),
        ("universal", setting(LossName::Logistic, 8, exact(4, 1), exact(4, 1), exact(3, 10)), Phase::Catapult),
        ("growth", setting(LossName::Squared, 1, exact(100, 1), exact(8, 1), exact(3, 1)), Phase::Divergent),
        ("alternation", setting(LossName::Logistic, 1, exact(10, 1), exact(100, 1), exact(10, 1)), Phase::Divergent),
    ]);
}

#[test]
fn lemmas_for_aligned_networks() {
    let setting = |loss: LossName, rate: Exact, sigma: &[(i32, i32)]| Setting::Aligned {
        loss,
        learning_rate: rate,
        width: exact(4, 1),
        sigma: sigma.iter().map(|(numerator, denominator)| exact(*numerator, *denominator)).collect(),
    };
    // the learning rate and sigma_1 vary, so that equal layers come after it
    let third = Setting::Aligned {
        loss: LossName::Squared,
        learning_rate: exact(1, 8),
        width: exact(4, 1),
        sigma: vec![exact(3, 1), exact(1, 4), exact(1, 4)],
    };
    assert_lemmas(&[
        ("layer trap", setting(LossName::Squared, exact(1, 4), &[(1, 10), (2, 1), (5, 2)]), Phase::Lazy),
        ("lazy", setting(LossName::Squared, exact(1, 8), &[(1, 10), (2, 1), (5, 2)]), Phase::Lazy),
        ("safe", setting(LossName::Logistic, exact(1, 1), &[(1, 10), (8, 1), (8, 1)]), Phase::Catapult),
        ("growth", setting(LossName::Squared, exact(40, 1), &[(2, 1), (3, 1), (5, 2)]), Phase::Divergent),
        ("alternation", setting(LossName::Logistic, exact(20, 1), &[(20, 1), (2, 1)]), Phase::Divergent),
        ("degenerate", third.clone(), Phase::Lazy),
    ]);
}
