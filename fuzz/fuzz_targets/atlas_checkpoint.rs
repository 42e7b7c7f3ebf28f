//! Checkpoints of an atlas that is taken up again: refused, or a survey whose cells cover the chart once and are proved.

#![no_main]

use catapult::atlas::Survey;
use catapult_core::certify::Phase;
use catapult_core::certify::chart::{Chart, VerticalAxis};
use catapult_core::model::LossName;
use libfuzzer_sys::fuzz_target;
use rug::Rational;

const DEPTH: u32 = 4;

/// Steps of one proof that are worth waiting for: a checkpoint is as long as the search wants it.
const MOST_DIGITS: usize = 3;

fuzz_target!(|text: &str| {
    let long = text.as_bytes().windows(MOST_DIGITS + 1).any(|window| window.iter().all(u8::is_ascii_digit));
    if long {
        return;
    }
    let range = |text: &str| text.parse().expect("a range");
    let chart = Chart {
        loss: LossName::Logistic,
        width: Rational::from(8),
        learning_rates: range("1..9"),
        vertical: range("1..5"),
        axis: VerticalAxis::Lambda,
        fixed: Rational::from((1, 2)),
    };
    let Ok(survey) = Survey::new(chart.clone(), DEPTH).resume(text) else { return };
    assert_eq!(Survey::new(chart, DEPTH).resume(&survey.checkpoint()).as_ref(), Ok(&survey));
    assert!(survey.certificate().check().is_ok());
    let all = [Phase::Lazy, Phase::Catapult, Phase::Divergent, Phase::Undecided];
    let sum = all.iter().fold(Rational::new(), |sum, phase| sum + survey.share(*phase));
    assert!(sum == 1 && all.iter().all(|phase| survey.share(*phase) >= 0));
});
