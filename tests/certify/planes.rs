//! Atlases over any two parameters: what a cell says holds at its points, and the command writes, checks and refuses.

use crate::command_line::{catapult_in, refusal_in, stderr, stdout};
use catapult::atlas::{Plane, PlaneAxis, ProvedCell, Range, Setting, Survey, SurveyError, check_atlas};
use catapult::certify::Phase;
use catapult::certify::certificate::Exact;
use catapult::model::LossName;
use catapult::progress::silent;
use catapult::search::{ClassifyOptions, classify};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn exact(text: &str) -> Exact {
    Exact::try_from(text.to_owned()).expect("an exact number")
}

fn list(text: &str) -> Vec<Exact> {
    text.split(',').map(exact).collect()
}

fn points(text: &str) -> Vec<(Vec<Exact>, u32)> {
    text.split(';').map(|z| (list(z), 1)).collect()
}

fn axis(text: &str) -> PlaneAxis {
    let (name, range) = text.split_once('=').expect("NAME=A..B");
    PlaneAxis::new(name, range.parse().expect("a range"))
}

const PLANE: &str = "1,1/2;1/2,-1;-1,-1/2;-1/2,1/5";

fn weights(loss: LossName, data: &str) -> Setting {
    Setting::TwoLayerFromWeights {
        loss,
        learning_rate: exact("1"),
        points: points(data),
        w1: vec![list("0,1"), list("1,0")],
        w2: list("1,1"),
    }
}

/// Planes of every network, with the phases that they must show.
fn planes() -> Vec<(Plane, Vec<Phase>)> {
    use LossName::{Exponential, Logistic, Squared};
    use Phase::{Catapult, Divergent, Lazy};
    let aligned = |loss, sigma: &str| Setting::Aligned {
        loss,
        learning_rate: exact("1"),
        width: exact("10"),
        sigma: list(sigma),
    };
    let one = |loss, data: &str| Setting::TwoLayerOfOneFeature {
        loss,
        learning_rate: exact("1"),
        width: exact("10"),
        points: points(data),
        lambda: exact("2"),
        output: exact("0"),
    };
    let on_d0 = |loss| Setting::TwoLayer {
        loss,
        learning_rate: exact("1"),
        width: exact("10"),
        lambda: exact("2"),
        output: exact("1/2"),
    };
    let linear = |loss, data: &str, start: &str| Setting::LinearOnData {
        loss,
        learning_rate: exact("1"),
        points: points(data),
        weights: list(start),
    };
    let plane = |setting, x: &str, y: &str| Plane::new(setting, axis(x), axis(y)).expect("a plane");
    vec![
        (plane(one(Logistic, "1;2;-1"), "eta=1/2..5", "output=-3..3"), vec![Lazy, Catapult]),
        (plane(one(Exponential, "1;2;-1"), "output=-3..3", "eta=1/10..4"), vec![Lazy, Divergent]),
        (plane(one(Logistic, "1;2"), "eta=1/2..2", "lambda=2..4"), vec![Lazy]),
        (plane(weights(Logistic, PLANE), "eta=1/2..4", "w1_11=-3/2..1"), vec![Lazy]),
        (plane(weights(Exponential, PLANE), "w2_1=1..4", "eta=1/10..3"), vec![Divergent]),
        (plane(on_d0(Logistic), "eta=1..20", "lambda=1..3"), vec![Lazy, Catapult]),
        (plane(on_d0(Squared), "lambda=1..3", "output=-1..1"), vec![Lazy]),
        (plane(linear(Logistic, PLANE, "0,1"), "weight_1=-2..2", "eta=1/2..6"), vec![Lazy]),
        (plane(linear(Exponential, "1;2;-1", "0"), "weight=-4..9", "eta=1/2..6"), vec![Lazy, Divergent]),
        (plane(aligned(Logistic, "1,2,3"), "eta=1..60", "sigma_1=1/10..3"), vec![Lazy, Catapult, Divergent]),
        (plane(aligned(Exponential, "1,2,3"), "sigma_2=1/10..3", "sigma_3=1/10..3"), vec![Lazy]),
        // the two layers that do not vary are equal and the smallest: they vanish together
        (plane(aligned(Squared, "2,1/2,1/2"), "eta=1/10..2", "sigma_1=1..2"), vec![Lazy]),
    ]
}

fn survey(plane: Plane, depth: u32) -> Survey<Plane> {
    let mut survey = Survey::new(plane, depth);
    survey.finish(&silent).expect("nobody interrupts");
    survey
}

/// Random points of proved cells are classified one by one.
#[test]
fn points_lie_in_the_phase_of_their_cell() {
    let mut generator = ChaCha8Rng::seed_from_u64(16);
    for (plane, phases) in planes() {
        let survey = survey(plane.clone(), 5);
        for phase in phases {
            assert!(survey.share(phase) > 0, "no cell is {phase}: {plane}");
        }
        let mut checked = 0;
        for ProvedCell { cell, phase, .. } in survey.decided.iter().step_by(survey.decided.len().div_ceil(10)) {
            let mut between = |range: &Range| {
                let share = Rational::from((generator.random_range(0..=8), 8));
                range.from.clone() + (range.to.clone() - &range.from) * share
            };
            let [x, y] = plane.ranges(*cell).each_ref().map(&mut between);
            let problem = plane.problem(x, y).expect("a problem");
            let options = ClassifyOptions { max_steps: 5_000, ..ClassifyOptions::default() };
            let found = classify(&problem, &options).expect("a valid problem").phase;
            assert!(found == *phase || found == Phase::Undecided, "{problem} is {found}, its cell {phase}");
            checked += i32::from(found == *phase);
        }
        assert!(checked >= 4, "{plane}: only {checked} points could be compared");
    }
}

#[test]
fn an_interrupted_survey_of_a_plane_ends_the_same() {
    let plane = planes().swap_remove(0).0;
    let whole = survey(plane.clone(), 5);
    let mut parts = Survey::new(plane.clone(), 5);
    while !parts.is_done() {
        parts.advance(99, &silent).expect("nobody interrupts");
        parts = Survey::new(plane.clone(), 5).resume(&parts.checkpoint()).expect("its own checkpoint");
    }
    assert_eq!(parts, whole);
    let other = Survey::new(planes().swap_remove(1).0, 5).resume(&whole.checkpoint());
    assert_eq!(other.expect_err("another plane"), SurveyError::OtherParameters);
    // a cell that was not proved
    let mut forged = whole.clone();
    forged.decided[0].phase = Phase::Divergent;
    let refused = Survey::new(plane.clone(), 5).resume(&forged.checkpoint());
    assert!(matches!(refused, Err(SurveyError::NotProved(_))));
    let certificate = whole.certificate();
    assert_eq!(check_atlas(&certificate), certificate.check());
    assert!(check_atlas(&certificate).is_ok());
}

/// The command over rates and outputs of E2: files, certificate, check.
#[test]
fn the_command_charts_any_two_parameters() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = "atlas two-layer --loss logistic --data three-point --width 10 --lambda 2 --x eta=1/2..4 --y output=-3..3 --depth 4";
    let output = catapult_in(folder.path(), &format!("{command} --json --out here --certificate proof.json"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let areas: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let table = std::fs::read_to_string(folder.path().join("here/atlas.csv")).expect("a table");
    assert!(table.starts_with("eta_lower,eta_upper,output_lower,output_upper,phase\n"), "{table}");
    let picture = std::fs::read_to_string(folder.path().join("here/atlas.svg")).expect("a picture");
    assert!(picture.contains("learning rate η") && picture.contains("λ₀ = 2"), "the axes have names");
    let file = folder.path().join("proof.json");
    let text = std::fs::read_to_string(&file).expect("a certificate");
    let written: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(written["format"], "catapult-atlas/2");
    assert_eq!(written["claim"]["lazy"], areas["exact_areas"]["lazy"]);
    let checked = catapult_in(folder.path(), "check proof.json");
    let said = stdout(&checked);
    assert_eq!(checked.status.code(), Some(0), "{said}");
    assert!(said.starts_with("valid: two-layer network of width 10 on 3 points of one feature"), "{said}");
    for (honest, forged) in
        [("\"lazy\",{", "\"catapult\",{"), ("\"to\":\"4\"", "\"to\":\"9\""), ("catapult-atlas/2", "catapult-atlas/1")]
    {
        assert!(text.contains(honest), "{honest}");
        std::fs::write(&file, text.replacen(honest, forged, 1)).expect("a file");
        let checked = catapult_in(folder.path(), "check proof.json");
        assert_ne!(checked.status.code(), Some(0), "{forged}: {}", stdout(&checked));
    }
}

/// The other networks, and weights.
#[test]
fn the_command_charts_every_network() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("plane.csv"), "1,0.5,1\n0.5,-1,1\n1,0.5,-1\n0.5,-0.2,-1\n").expect("a file");
    for command in [
        "atlas linear --loss logistic --data csv:plane.csv --weight 0,1 --x weight_1=-2..2 --y eta=1/2..4",
        "atlas linear --loss exponential --data three-point --x weight=-1..1 --y eta=1/2..1",
        "atlas two-layer --loss logistic --data csv:plane.csv --w1 0,1;1,0 --w2 1,1 --x eta=1/2..2 --y w1_11=-1..1",
        "atlas two-layer --loss logistic --width 10 --eta 4 --x lambda=2..3 --y output=-1..1",
        "atlas aligned --loss squared --width 10 --sigma 1,2,3 --x eta=1/10..2 --y sigma_1=1/10..3",
    ] {
        let output = catapult_in(folder.path(), &format!("{command} --depth 4 --json --out {}", command.len()));
        assert_eq!(output.status.code(), Some(0), "{command}: {}", stderr(&output));
        let areas: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
        assert!(areas["cells"].as_u64() > Some(3), "{command}: {areas}");
    }
}

/// One line that says what is wrong, and nothing written.
#[test]
fn bad_planes_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let two_layer = "atlas two-layer --loss logistic --data three-point --width 10";
    for (command, word) in [
        (format!("{two_layer} --lambda 2 --x eta=1/2..4 --y sigma_1=1..2"), "sigma_1"),
        (format!("{two_layer} --lambda 2 --output 1 --x eta=1/2..4 --y eta=1..2"), "two parameters"),
        (format!("{two_layer} --lambda 2 --x eta=4..1 --y output=-1..1"), "4..1"),
        (format!("{two_layer} --lambda 2 --x eta --y output=-1..1"), "NAME=A..B"),
        (format!("{two_layer} --lambda 2 --x eta=1/2..4"), "--y"),
        (format!("{two_layer} --lambda 2 --y eta=1/2..4"), "--x"),
        (format!("{two_layer} --lambda 2 --output 1 --x eta=1/2..4 --y output=-1..1"), "--output"),
        (format!("{two_layer} --x eta=1/2..4 --y output=-1..1"), "--lambda"),
        (format!("{two_layer} --lambda 2 --eta 1..2 --x lambda=2..4 --y output=-1..1"), "--eta"),
        (format!("{two_layer} --lambda 2 --x eta=0..4 --y output=-1..1"), "learning rate 0"),
        (format!("{two_layer} --lambda 2 --x eta=1/2..4 --y output=-9..1"), "lambda"),
        (format!("{two_layer} --lambda 2 --eta 1..2 --output 1..2"), "--x"),
        ("atlas linear --loss logistic --weight 1 --x eta=1..2 --y weight_2=1..2".into(), "weight_2"),
        ("atlas linear --loss logistic --x eta=1..2 --y lambda=1..2".into(), "--weight"),
        ("atlas linear --loss logistic --weight 1".into(), "--x"),
        ("atlas linear --loss logistic --weight 1,2 --x eta=1..2 --y weight_1=1..2".into(), "2 weights"),
        ("atlas aligned --loss logistic --width 4 --sigma 1,2 --x eta=1..2 --y sigma_3=1..2".into(), "sigma_3"),
        ("atlas aligned --loss logistic --width 4 --sigma 1,2 --x sigma_1=1..2 --y sigma_2=1..2".into(), "--eta"),
        ("atlas two-layer --loss logistic --w1 1,2;3 --w2 1,1 --x eta=1..2 --y w2_1=1..2".into(), "row 2"),
    ] {
        let said = refusal_in(folder.path(), &format!("{command} --out new"));
        assert!(said.contains(word), "{command}: {said}");
    }
    assert!(!folder.path().join("new").exists());
}
