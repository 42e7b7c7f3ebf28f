//! Certified atlases: what a cell says holds at its points, and interruptions change nothing.

use crate::command_line::{catapult_in, refusal_in, stderr, stdout};
use catapult::atlas::{
    AtlasCertificate, AtlasRejection, Cell, Chart, ChartError, ProvedCell, Range, Survey, SurveyError, VerticalAxis,
    check_atlas, prove,
};
use catapult::certify::Phase;
use catapult::certify::cell::{self, CellProof, ShortNumber};
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
        for ProvedCell { cell, phase, .. } in survey.decided.iter().step_by(survey.decided.len() / 12) {
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
    assert_eq!(prove(&whole, Cell::WHOLE, 200), None);
    // eta_lazy = 4 at lambda = 2: lazy below, catapult above.
    let border = chart(LossName::Logistic, 100, "3.5..4.5", "1.99..2.01", VerticalAxis::Lambda, (1, 2));
    assert_eq!(prove(&border, Cell::WHOLE, 200), None);
    // Starts of both signs contain f0 = 0, which stays there, while its neighbours diverge.
    let start = chart(LossName::Exponential, 1, "1.9..2", "-0.5..0.5", VerticalAxis::Output, (4, 1));
    assert_eq!(prove(&start, Cell::WHOLE, 200), None);
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

    // Cells lost, doubled, moved out of the rectangle or too deep.
    let resumed = |survey: &Survey| Survey::new(chart.clone(), 6).resume(&survey.checkpoint());
    let spoiled = |change: fn(&mut Survey)| {
        let mut survey = whole.clone();
        change(&mut survey);
        resumed(&survey)
    };
    assert_eq!(resumed(&whole), Ok(whole.clone()));
    for change in [
        (|survey| survey.decided.truncate(10)) as fn(&mut Survey),
        |survey| survey.decided.push(survey.decided[0].clone()),
        |survey| survey.decided[3].cell.column += 1 << 40,
        |survey| survey.decided[3].cell.level = u32::MAX,
        |survey| survey.frontier.push(Cell::WHOLE),
    ] {
        assert_eq!(spoiled(change), Err(SurveyError::Damaged));
    }

    // Phases and proofs that are not those of the cell.
    for change in [
        (|survey| survey.decided[3].phase = Phase::Undecided) as fn(&mut Survey),
        |survey| survey.decided[3].phase = Phase::Oscillating,
        |survey| survey.decided[3].proof = CellProof::Growth { step: 0 },
        |survey| survey.decided[3].proof = CellProof::Universal { step: 3 },
        |survey| survey.decided[3].proof = CellProof::Growth { step: u32::MAX },
        |survey| {
            let (first, last) = (survey.decided[0].phase, survey.decided.len() - 1);
            let other = (0..last).find(|&index| survey.decided[index].phase != first).expect("two phases");
            let (one, two) = (survey.decided[0].cell, survey.decided[other].cell);
            (survey.decided[0].cell, survey.decided[other].cell) = (two, one);
        },
    ] {
        assert!(matches!(spoiled(change), Err(SurveyError::NotProved(_))));
    }
}

/// A checkpoint written by hand, with a proof as anyone might write one, is refused.
#[test]
fn a_checkpoint_is_not_believed() {
    let chart = charts().remove(1);
    let honest = Survey::new(chart.clone(), 6).checkpoint();
    let parameters = serde_json::from_str::<serde_json::Value>(&honest).expect("JSON")["parameters"].clone();
    let resumed = |decided: &str| {
        let text = format!(r#"{{"parameters":{parameters},"decided":{decided},"frontier":[],"undecided":[]}}"#);
        Survey::new(chart.clone(), 6).resume(&text)
    };
    let old = resumed(r#"[[{"level":0,"column":0,"row":0},"divergent"]]"#);
    assert!(matches!(old, Err(SurveyError::Unreadable(_))), "{old:?}");
    for proof in [
        r#"{"kind":"growth","step":0}"#,
        r#"{"kind":"growth","step":9}"#,
        r#"{"kind":"alternation","step":1,"margin":"1/8"}"#,
        r#"{"kind":"trap","step":1,"contraction":"1/2"}"#,
        r#"{"kind":"universal","step":1}"#,
    ] {
        let forged = resumed(&format!(r#"[[[0,0,0],"divergent",{proof}]]"#));
        assert!(matches!(forged, Err(SurveyError::NotProved(_))), "{proof}: {forged:?}");
    }
    for long in
        [r#"{"kind":"alternation","step":1,"margin":"1e-1000"}"#, r#"{"kind":"growth","step":9,"believe":"me"}"#]
    {
        let unread = resumed(&format!(r#"[[[0,0,0],"divergent",{long}]]"#));
        assert!(matches!(unread, Err(SurveyError::Unreadable(_))), "{long}: {unread:?}");
    }
}

/// The certificate of an atlas is proved again; no altered one is.
#[test]
fn an_atlas_certificate_is_checked() {
    for chart in charts() {
        let survey = survey(chart.clone(), 4);
        let certificate = survey.certificate();
        let text = serde_json::to_string(&certificate).expect("JSON");
        let read: AtlasCertificate = serde_json::from_str(&text).expect("a certificate");
        assert_eq!(read, certificate);
        let claim = check_atlas(&read).expect("a proof");
        assert_eq!(read.check(), Ok(claim));
        let altered = |change: &dyn Fn(&mut AtlasCertificate)| {
            let mut altered = certificate.clone();
            change(&mut altered);
            check_atlas(&altered)
        };
        // The claim is what the cells cover, no more and no less.
        let lost = altered(&|read| drop(read.cells.pop()));
        assert!(matches!(lost, Err(AtlasRejection::Share { .. })), "{lost:?}");
        assert_eq!(altered(&|read| read.cells.push(read.cells[0].clone())), Err(AtlasRejection::Cells));
        assert_eq!(altered(&|read| read.cells[0].cell.level = 13), Err(AtlasRejection::Cells));
        let more = altered(&|read| read.claim.lazy.0 += Rational::from((1, 64)));
        assert!(matches!(more, Err(AtlasRejection::Share { phase: Phase::Lazy, .. })), "{more:?}");
        // A wider chart, a chart of no area, and one with points that are no starts.
        let wider = altered(&|read| read.chart.learning_rates.to *= Rational::from(4));
        assert!(matches!(wider, Err(AtlasRejection::Cell(_))), "{wider:?}");
        let flat = altered(&|read| read.chart.vertical.to = read.chart.vertical.from.clone());
        assert_eq!(flat, Err(AtlasRejection::Range));
        let negative = altered(&|read| read.chart.learning_rates.from = Rational::from(-1));
        assert!(matches!(negative, Err(AtlasRejection::Chart(_))), "{negative:?}");
        let long = altered(&|read| read.chart.learning_rates.from = Rational::from(1) >> 5000);
        assert_eq!(long, Err(AtlasRejection::Work));
    }
}

/// The universal rate lies inside these cells: up to 28.28 every orbit converges, above it not.
#[test]
fn the_universal_rate_must_suit_all_rates_of_a_cell() {
    let across = chart(LossName::Logistic, 100, "28.2..28.4", "1.99..2.01", VerticalAxis::Lambda, (1, 2));
    let below = chart(LossName::Logistic, 100, "28..28.2", "1.99..2.01", VerticalAxis::Lambda, (1, 2));
    let proof = CellProof::Universal { step: 3 };
    assert_eq!(cell::establish(&below, Cell::WHOLE, &proof), Ok(Phase::Catapult));
    assert!(cell::establish(&across, Cell::WHOLE, &proof).is_err());
}

/// A trap that holds at the lowest, or at the highest, rates of a cell but not at all of them.
#[test]
fn lemmas_must_hold_at_all_rates_of_a_cell() {
    let proved = |rates: &str, step, contraction| {
        let chart = chart(LossName::Squared, 10_000, rates, "1.99..2.01", VerticalAxis::Lambda, (1, 100));
        let contraction = ShortNumber::new(Rational::from(contraction)).expect("a short number");
        cell::establish(&chart, Cell::WHOLE, &CellProof::Trap { step, contraction })
    };
    // 1 - eta lambda lies between -rho and rho: eta between 0.2 and 0.8 for rho = 0.7, lambda about 2.
    assert_eq!(proved("0.2..0.21", 0, (7, 10)), Ok(Phase::Lazy));
    assert_eq!(proved("0.8..0.81", 0, (7, 10)), Ok(Phase::Lazy));
    assert_eq!(proved("0.2..0.81", 0, (7, 10)), Ok(Phase::Lazy));
    assert!(proved("0.1..0.81", 0, (7, 10)).is_err());
    assert!(proved("0.2..0.9", 0, (7, 10)).is_err());
    // Growth: eta f² >= 4 m lambda at the lowest rate.
    let grows = |rates: &str| {
        let chart = chart(LossName::Squared, 1, rates, "20.1..20.2", VerticalAxis::Lambda, (10, 1));
        cell::establish(&chart, Cell::WHOLE, &CellProof::Growth { step: 0 })
    };
    assert_eq!(grows("1..2"), Ok(Phase::Divergent));
    assert!(grows("0.7..2").is_err());
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
    assert_eq!(names, ["atlas-metadata.json", "atlas.csv", "atlas.json", "atlas.svg"]);
    for bad in ["--lambda 0.5..4 --output 0..1", "--lambda 2 --output 1", "--lambda 0.01..4 --output 1/2 --depth 6"] {
        refusal_in(
            folder.path(),
            &format!("atlas two-layer --loss logistic --width 100 --eta 0.5..40 {bad} --out new"),
        );
    }
    refusal_in(folder.path(), &format!("{} --out new", command.replace("--depth 6", "--depth 40")));
    assert!(!folder.path().join("new").exists());
}

/// `atlas --certificate` writes what `check` proves again, with the areas; an altered file is invalid.
#[test]
fn the_certificate_of_the_command_is_checked_by_the_command() {
    let folder = tempfile::tempdir().expect("a folder");
    let command = "atlas two-layer --loss logistic --width 100 --eta 0.5..40 --lambda 0.5..4 --output 1/2 --depth 5";
    let output = catapult_in(folder.path(), &format!("{command} --json --certificate atlas-proof.json"));
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let areas: serde_json::Value = serde_json::from_str(&stdout(&output)).expect("JSON");
    let file = folder.path().join("atlas-proof.json");
    let text = std::fs::read_to_string(&file).expect("a certificate");
    let written: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(written["claim"]["catapult"], areas["exact_areas"]["catapult"]);

    let checked = catapult_in(folder.path(), "check atlas-proof.json");
    let said = stdout(&checked);
    assert_eq!(checked.status.code(), Some(0), "{said}");
    assert!(
        said.starts_with("valid: two-layer network of width 100 on D0, logistic loss, eta from 1/2 to 40"),
        "{said}"
    );
    assert!(said.contains("% lazy") && said.contains("% catapult") && said.contains("% divergent"), "{said}");

    for (honest, forged) in [("\"lazy\",{", "\"divergent\",{"), ("\"to\":\"40\"", "\"to\":\"50\""), ("[[5,", "[[4,")] {
        assert!(text.contains(honest), "{honest}");
        std::fs::write(&file, text.replacen(honest, forged, 1)).expect("a file");
        let checked = catapult_in(folder.path(), "check atlas-proof.json");
        assert_eq!(checked.status.code(), Some(1), "{forged}: {}", stdout(&checked));
        assert!(stdout(&checked).starts_with("invalid: "), "{}", stdout(&checked));
    }
    std::fs::write(&file, text.replacen("\"cells\":", "\"note\":1,\"cells\":", 1)).expect("a file");
    refusal_in(folder.path(), "check atlas-proof.json");
}
