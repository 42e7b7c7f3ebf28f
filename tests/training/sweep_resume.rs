//! A run that was interrupted and restored ends with the same bytes, and foreign snapshots are refused.

use catapult::data::DataSet;
use catapult::model::{Loss, LossName};
use catapult::training::sweep::{State, StateError};
use catapult::training::{Anneal, Formulation, HistoryRow, Network, Plan, Real, Setup, Sweep, TrainingError};
use faer::Mat;
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};

fn random_data() -> DataSet {
    let mut generator = ChaCha8Rng::seed_from_u64(6);
    let features = Mat::from_fn(40, 15, |_, _| {
        let x: f64 = StandardNormal.sample(&mut generator);
        x / 4.0
    });
    DataSet { features, labels: (0..40).map(|i| if i % 3 == 0 { 1.0 } else { -1.0 }).collect() }
}

/// Rates that end at different steps, one that diverges and one that is annealed.
fn plans() -> Vec<Plan> {
    vec![
        Plan::constant(0.2, 75),
        Plan::constant(60.0, 75),
        Plan { learning_rate: 0.5, steps: 40, anneal: Some(Anneal { learning_rate: 0.05, steps: 10 }) },
        Plan::constant(0.1, 0),
        Plan::constant(0.3, 20),
    ]
}

fn setup<'a>(data: &'a DataSet, start: &'a Network, formulation: Formulation) -> Setup<'a, LossName> {
    Setup {
        test: Some(data),
        every: 3,
        formulation: Some(formulation),
        ..Setup::new(data, LossName::Exponential, start, plans())
    }
}

fn finish<T: Real>(sweep: &mut Sweep<'_, T, LossName>, rows: &mut Vec<(usize, HistoryRow)>)
where
    LossName: Loss<T>,
{
    while !sweep.done() {
        rows.extend(sweep.advance().expect("a step"));
    }
}

fn interrupted_runs_end_alike<T: Real>()
where
    LossName: Loss<T>,
{
    let data = random_data();
    for formulation in Formulation::ALL {
        for depth in [1, 2, 3] {
            let start = Network::random(15, depth, 12, 3).unwrap();
            let mut whole = Sweep::<T, _>::new(setup(&data, &start, formulation)).unwrap();
            let mut expected = Vec::new();
            finish(&mut whole, &mut expected);
            // Before the first evaluation, around the ends of plans, and around compressions at steps 32 and 64.
            for interruption in [0, 1, 20, 21, 22, 32, 33, 34, 50, 51, 65, 76] {
                let mut first = Sweep::<T, _>::new(setup(&data, &start, formulation)).unwrap();
                let mut rows = Vec::new();
                for _ in 0..interruption {
                    rows.extend(first.advance().expect("a step"));
                }
                let state: State<T> = first.state();
                drop(first);
                let mut second = Sweep::restore(setup(&data, &start, formulation), state.clone()).unwrap();
                assert_eq!(second.state(), state);
                finish(&mut second, &mut rows);
                assert_eq!(rows, expected, "{formulation} depth {depth} at {interruption}");
                assert_eq!(second.state(), whole.state(), "{formulation} depth {depth} at {interruption}");
                for plan in 0..plans().len() {
                    assert_eq!(second.network(plan), whole.network(plan));
                }
            }
        }
    }
}

#[test]
fn interrupted_runs_end_alike_in_double_precision() {
    interrupted_runs_end_alike::<f64>();
}

#[test]
fn interrupted_runs_end_alike_in_single_precision() {
    interrupted_runs_end_alike::<f32>();
}

#[test]
fn snapshots_of_other_runs_are_refused() {
    let data = random_data();
    let start = Network::random(15, 2, 12, 3).unwrap();
    let mut sweep = Sweep::<f64, _>::new(setup(&data, &start, Formulation::FunctionSpace)).unwrap();
    for _ in 0..10 {
        sweep.advance().expect("a step");
    }
    let state = sweep.state();
    let refused = |setup, state| match Sweep::<f64, _>::restore(setup, state) {
        Err(TrainingError::State(error)) => error,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("restored"),
    };
    let here = || setup(&data, &start, Formulation::FunctionSpace);

    let fewer = Setup { plans: plans()[..2].to_vec(), ..here() };
    assert_eq!(refused(fewer, state.clone()), StateError::Rates { found: 5, expected: 2 });
    let mut shorter = here();
    shorter.plans[0].steps = 5;
    assert_eq!(refused(shorter, state.clone()), StateError::Step { index: 0, step: 9 });
    let narrow = Network::random(15, 2, 11, 3).unwrap();
    let error = refused(setup(&data, &narrow, Formulation::FunctionSpace), state.clone());
    assert_eq!(error, StateError::Shape { name: "rate0_W1_left".into() });
    let deep = Network::random(15, 3, 12, 3).unwrap();
    let error = refused(setup(&data, &deep, Formulation::FunctionSpace), state.clone());
    assert_eq!(error, StateError::Missing { name: "rate0_W2_left".into() });

    let mut cut = state.clone();
    cut.arrays[1].entries.pop();
    assert!(matches!(refused(here(), cut), StateError::Shape { .. }));
    let mut unordered = state.clone();
    unordered.measured = Some(vec![2, 0]);
    assert!(matches!(refused(here(), unordered), StateError::Batch { .. }));
    let mut unknown = state.clone();
    unknown.measured = Some(vec![0, 9]);
    assert!(matches!(refused(here(), unknown), StateError::Batch { .. }));
    // A rate that goes on must have been evaluated.
    let live: Vec<usize> = (0..5).filter(|&index| state.progress[index].outcome.is_none()).collect();
    assert!(live.len() > 1);
    for &index in &live {
        let batch = live.iter().copied().filter(|other| *other != index).collect();
        let partial = State { measured: Some(batch), ..state.clone() };
        assert_eq!(refused(here(), partial), StateError::Unmeasured { index });
    }
    let empty = State { measured: Some(Vec::new()), ..state };
    assert_eq!(refused(here(), empty), StateError::Unmeasured { index: live[0] });
}
