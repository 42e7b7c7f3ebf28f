//! Certified atlases: what a cell says holds at its points, and interruptions change nothing.

use crate::command_line::{catapult_in, refusal_in, stderr, stdout};
use catapult::atlas::{Cell, Chart, ChartError, Range, Survey, SurveyError, VerticalAxis, prove};
use catapult::certify::Phase;
use catapult::model::LossName;
use catapult::progress::silent;
use catapult::search::{ClassifyOptions, classify};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

fn range(text: &str) -> Range {
    text.parse().expect("a range")
}

fn chart(loss: LossName, width: i32, rates: &str, vertical: &str, axis: VerticalAxis, fixed: (i32, i32)) -> Chart {
    Chart {
        loss,
        width: width.into(),
        learning_rates: range(rates),
        vertical: range(vertical),
        axis,
        fixed: Rational::from(fixed),
    }
}

fn charts() -> Vec<Chart> {
    use VerticalAxis::{Lambda, Output};
    vec![
        chart(LossName::Logistic, 100, "0.5..40", "0.5..4", Lambda, (1, 2)),
        chart(LossName::Exponential, 10, "0.1..2", "0.5..4", Lambda, (1, 2)),
        chart(LossName::Squared, 10, "0.1..3", "0.5..4", Lambda, (1, 2)),
        chart(LossName::Logistic, 10, "1..16", "-2..2", Output, (2, 1)),
        chart(LossName::Exponential, 4, "0.2..2", "0.1..1", Output, (3, 2)),
    ]
}

fn survey(chart: Chart, depth: u32) -> Survey {
    let mut survey = Survey::new(chart, depth);
    while !survey.is_done() {
        survey.advance(1000, &silent).expect("nobody interrupts");
    }
    survey
}

/// Random points of proved cells, and their corners, are classified one by one.
#[test]
fn points_lie_in_the_phase_of_their_cell() {
    let mut generator = ChaCha8Rng::seed_from_u64(5);
    for chart in charts() {
        let survey = survey(chart.clone(), 5);
        assert!(survey.decided.len() > 20, "{chart:?}");
        let mut checked = 0;
        for (cell, phase) in survey.decided.iter().step_by(survey.decided.len() / 12) {
            let [rates, starts] = chart.ranges(*cell);
            let mut between = |range: &Range| {
                let share = Rational::from((generator.random_range(0..=8), 8));
                range.from.clone() + (range.to.clone() - &range.from) * share
            };
            let problem = chart.problem(between(&rates), between(&starts));
            let options = ClassifyOptions { max_steps: 20_000, ..ClassifyOptions::default() };
            let found = classify(&problem.clone().into(), &options).expect("a valid problem").phase;
            assert!(found == *phase || found == Phase::Undecided, "{problem} is {found}, its cell {phase}");
            checked += i32::from(found == *phase);
        }
        assert!(checked >= 8, "{chart:?}: only {checked} points could be compared");
    }
}

/// A border between phases runs through these cells, so nothing may be proved of them.
#[test]
fn cells_across_a_border_are_undecided() {
    let whole = chart(LossName::Logistic, 100, "0.5..40", "0.5..4", VerticalAxis::Lambda, (1, 2));
    assert_eq!(prove(&whole, Cell::WHOLE, 200), Phase::Undecided);
    // eta_lazy = 4 at lambda = 2: lazy below, catapult above.
    let border = chart(LossName::Logistic, 100, "3.5..4.5", "1.99..2.01", VerticalAxis::Lambda, (1, 2));
    assert_eq!(prove(&border, Cell::WHOLE, 200), Phase::Undecided);
    // Starts of both signs contain f0 = 0, which stays there, while its neighbours diverge.
    let start = chart(LossName::Exponential, 1, "1.9..2", "-0.5..0.5", VerticalAxis::Output, (4, 1));
    assert_eq!(prove(&start, Cell::WHOLE, 200), Phase::Undecided);
}

#[test]
fn shares_are_exact_and_add_up() {
    let survey = survey(charts().remove(0), 6);
    let phases = [Phase::Lazy, Phase::Catapult, Phase::Divergent, Phase::Undecided];
    let sum = phases.iter().fold(Rational::new(), |sum, phase| sum + survey.share(*phase));
    assert_eq!(sum, 1);
    let open = survey.undecided.iter().fold(Rational::new(), |sum, cell| sum + cell.share());
    assert_eq!(open, survey.share(Phase::Undecided));
    assert!(survey.share(Phase::Undecided) < Rational::from((1, 4)));
}

#[test]
fn an_interrupted_survey_ends_the_same() {
    let chart = charts().remove(1);
    let whole = survey(chart.clone(), 6);
    let mut parts = Survey::new(chart.clone(), 6);
    while !parts.is_done() {
        parts.advance(77, &silent).expect("nobody interrupts");
        parts = Survey::new(chart.clone(), 6).resume(&parts.checkpoint()).expect("its own checkpoint");
    }
    assert_eq!(parts, whole);
    let other = Survey::new(chart.clone(), 5).resume(&whole.checkpoint());
    assert_eq!(other.expect_err("another depth"), SurveyError::OtherParameters);
    let garbage = Survey::new(chart.clone(), 5).resume("{");
    assert!(matches!(garbage, Err(SurveyError::Unreadable(_))));

    // Cells lost, doubled, moved out of the rectangle or too deep, and a cell decided to be undecided.
    let resumed = |survey: &Survey| Survey::new(chart.clone(), 6).resume(&survey.checkpoint());
    let spoiled = |change: fn(&mut Survey)| {
        let mut survey = whole.clone();
        change(&mut survey);
        resumed(&survey)
    };
    assert_eq!(resumed(&whole), Ok(whole.clone()));
    for change in [
        (|survey| survey.decided.truncate(10)) as fn(&mut Survey),
        |survey| survey.decided.push(survey.decided[0]),
        |survey| survey.decided[3].0.column += 1 << 40,
        |survey| survey.decided[3].0.level = u32::MAX,
        |survey| survey.decided[3].1 = Phase::Undecided,
        |survey| survey.frontier.push(Cell::WHOLE),
    ] {
        assert_eq!(spoiled(change), Err(SurveyError::Damaged));
    }
}

#[test]
fn ranges_are_checked() {
    for text in ["1", "2..1", "1..1", "a..2", "..", "1..2..3", "1..nan"] {
        assert!(matches!(text.parse::<Range>(), Err(ChartError::Range(_))), "{text}");
    }
    let narrow = chart(LossName::Logistic, 4, "1..2", "0.1..4", VerticalAxis::Lambda, (1, 1));
    assert!(matches!(narrow.validate(), Err(ChartError::Problem(_))));
}

#[test]
fn the_command_writes_picture_table_and_areas() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = "atlas two-layer --loss logistic --width 100 --eta 0.5..40 --lambda 0.5..4 --output 1/2 --depth 6";
    let output = catapult_in(folder.path(), &format!("{command} --json --out here"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let areas: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    assert!(
        areas["areas"]["catapult"]["lower"].is_string()
            && areas["exact_areas"]["lazy"].is_string()
            && areas["decided"]["lower"].is_string()
    );
    let mut names: Vec<String> = std::fs::read_dir(folder.path().join("here"))
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    assert_eq!(names, ["atlas.csv", "atlas.json", "atlas.svg"]);
    for bad in ["--lambda 0.5..4 --output 0..1", "--lambda 2 --output 1", "--lambda 0.01..4 --output 1/2 --depth 6"] {
        refusal_in(
            folder.path(),
            &format!("atlas two-layer --loss logistic --width 100 --eta 0.5..40 {bad} --out new"),
        );
    }
    refusal_in(folder.path(), &format!("{} --out new", command.replace("--depth 6", "--depth 40")));
    assert!(!folder.path().join("new").exists());
}
