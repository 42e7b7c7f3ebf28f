//! The phase that a run has shown follows from its losses, and agrees with the phases that are proved.

use catapult::certify::Phase;
use catapult::data::{DataSource, DataSpecification};
use catapult::model::{LinearNetwork, LossName, Matrix};
use catapult::training::{Network, Observed, Outcome, Plan, Session, Setup};
use proptest::prelude::*;

fn observed(losses: &[f64]) -> Observed {
    let mut seen = Observed::default();
    for (step, loss) in losses.iter().enumerate() {
        seen.see(step, step.checked_sub(1).map(|before| losses[before]), *loss, f64::EPSILON);
    }
    seen
}

fn phase(losses: &[f64]) -> Phase {
    observed(losses).phase(losses.len() - 1)
}

#[test]
fn phases_are_what_the_losses_do() {
    assert_eq!(phase(&[4.0, 3.0, 2.0, 1.0]), Phase::Lazy);
    assert_eq!(phase(&[1.0]), Phase::Lazy);
    assert_eq!(phase(&[1.0, 2.0, 3.0, 2.0, 1.0, 0.9, 0.8, 0.7, 0.6]), Phase::Catapult);
    assert_eq!(phase(&[1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 1.0]), Phase::Oscillating);
    // one climb that is still under way: nobody knows
    assert_eq!(phase(&[1.0, 2.0, 3.0, 4.0]), Phase::Undecided);
    // two climbs long ago
    assert_eq!(phase(&[3.0, 4.0, 2.0, 3.0, 1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3]), Phase::Catapult);
    let seen = observed(&[1.0, 0.5, 2.0, 3.0, 1.0]);
    assert_eq!((seen.first_rise, seen.last_rise, seen.largest_loss, seen.climbs), (Some(1), Some(2), Some(3.0), 1));
}

/// What rounding does to the loss of a run that has converged is no oscillation.
#[test]
fn the_last_places_of_a_loss_decide_nothing() {
    let losses: Vec<f64> = (0..100).map(|step| 0.7 + if step % 2 == 0 { 1e-15 } else { 0.0 }).collect();
    assert_eq!(phase(&losses), Phase::Lazy);
    // nor where the loss has fallen to the square of a rounding error
    let mut fallen = vec![1.0, 0.1];
    fallen.extend((0..100).map(|step| if step % 2 == 0 { 1e-31 } else { 3e-31 }));
    assert_eq!(phase(&fallen), Phase::Lazy);
}

/// A network of depth 2 and width 1 on D0: its run, every tenth step recorded, and the proved phase of the same problem.
#[test]
fn observed_phases_are_those_that_are_proved() {
    let data = "degenerate".parse::<DataSpecification>().expect("data").load(&DataSource::Embedded).expect("data");
    // f = w2 w1 and lambda = w1^2 + w2^2 at width 1
    let layers = vec![Matrix { rows: vec![vec![0.5]] }, Matrix { rows: vec![vec![1.25]] }];
    let start = Network::from_model(&LinearNetwork { scale: 1.0, layers }).expect("a network");
    let (output, lambda) = ("5/8", "29/16");
    for loss in [LossName::Squared, LossName::Logistic] {
        for (rate, steps) in [("1/2", 400), ("3/2", 400), ("5", 400)] {
            let exact = |text: &str| catapult::arithmetic::parse_exact(text).expect("a number");
            let problem =
                catapult::dynamics::Problem::two_layer(loss, exact(rate), 1.into(), exact(lambda), exact(output));
            let proved = catapult::search::classify(&problem, &Default::default()).expect("an answer").phase;
            let mut setup = Setup::new(&data, loss, &start, vec![Plan::constant(exact(rate).to_f64(), steps)]);
            setup.every = 10;
            let mut session = Session::<f64, _>::new(setup, None).expect("a session");
            while !session.done() {
                session.advance().expect("a step");
            }
            let run = &session.runs()[0];
            if proved == Phase::Divergent {
                assert!(matches!(run.outcome, Some(Outcome::Diverged { .. })) || run.phase() != Some(Phase::Lazy));
            } else {
                assert_eq!(run.phase(), Some(proved), "{loss}, {rate}");
            }
        }
    }
}

proptest! {
    /// The largest loss and the first rise are those of the list, whatever it is.
    #[test]
    fn the_record_is_that_of_the_whole_list(losses in prop::collection::vec(1_u32..1000, 1..60)) {
        let losses: Vec<f64> = losses.into_iter().map(f64::from).collect();
        let seen = observed(&losses);
        prop_assert_eq!(seen.largest_loss, losses.iter().copied().reduce(f64::max));
        let rises: Vec<usize> = (0..losses.len() - 1).filter(|step| losses[step + 1] > losses[*step]).collect();
        prop_assert_eq!(seen.first_rise, rises.first().copied());
        prop_assert_eq!(seen.last_rise, rises.last().copied());
        prop_assert_eq!(seen.phase(losses.len() - 1) == Phase::Lazy, rises.is_empty());
    }
}
