//! Spectra along runs of training.

use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::model::LossName;
use catapult::training::{
    Network, SampleRows, Spectrum, SpectrumStart, SpectrumTracker, TangentOperator, Trainer, TrainingError,
    top_eigenvalue,
};
use faer::Mat;

fn images() -> DataSet {
    "mnist:0,1:test".parse::<DataSpecification>().unwrap().load(&DataSource::Embedded).unwrap()
}

fn train(data: &DataSet, loss: LossName, network: Network, rate: f64, steps: usize) -> Network {
    Trainer::from_start(data, loss, network).unwrap().run(rate, steps, steps).unwrap().network
}

/// Lazy and catapult rates: warm starts give the spectrum that cold ones give, with fewer products on the whole.
#[test]
fn warm_starts_find_the_same_spectrum_with_fewer_products() {
    let data = images();
    let tracker = SpectrumTracker::new(&data, 1e-6).unwrap();
    let rows = SampleRows::new(&data).expect("samples");
    for (loss, rate) in [(LossName::Logistic, 5.0), (LossName::Logistic, 60.0), (LossName::Squared, 1.0)] {
        for depth in [1, 2, 3] {
            let mut network = Network::random(784, depth, 30, 1).unwrap();
            let mut start = SpectrumStart::default();
            let (mut warm, mut cold) = (0, 0);
            for _ in 0..6 {
                let spectrum = tracker.measure(&network, &loss, &mut start).unwrap();
                let kernel = top_eigenvalue(&TangentOperator::ntk(&network, &rows).unwrap(), 1e-9, 1000).unwrap();
                let hessian = TangentOperator::hessian(&network, &rows, &loss).unwrap();
                let sharpness = top_eigenvalue(&hessian, 1e-9, 1000).unwrap();
                for (found, expected) in [(&spectrum.ntk_eigenvalue, &kernel), (&spectrum.sharpness, &sharpness)] {
                    assert!(found.converged && found.residual <= 1e-6 * found.value);
                    let error = (found.value - expected.value).abs();
                    assert!(error <= found.residual + expected.residual, "{loss} {rate} depth {depth}: {error:e}");
                }
                let again = tracker.measure(&network, &loss, &mut SpectrumStart::default()).unwrap();
                warm += spectrum.ntk_eigenvalue.products + spectrum.sharpness.products;
                cold += again.ntk_eigenvalue.products + again.sharpness.products;
                network = train(&data, loss, network, rate, 5);
            }
            assert!(warm <= cold, "{loss} {rate} depth {depth}: {warm} {cold}");
        }
    }
}

/// A run stopped after some measurements and resumed from its weights and its start.
#[test]
fn a_resumed_run_has_the_same_bytes() {
    let data = images();
    let loss = LossName::Logistic;
    let measure_all = |tracker: &SpectrumTracker, network: &mut Network, start: &mut SpectrumStart, times: usize| {
        (0..times)
            .map(|_| {
                let spectrum = tracker.measure(network, &loss, start).unwrap();
                *network = train(&data, loss, network.clone(), 20.0, 3);
                spectrum
            })
            .collect::<Vec<Spectrum>>()
    };
    let tracker = SpectrumTracker::new(&data, 1e-6).unwrap();
    let first = Network::random(784, 2, 20, 3).unwrap();
    let (mut network, mut start) = (first.clone(), SpectrumStart::default());
    let whole = measure_all(&tracker, &mut network, &mut start, 5);

    let (mut network, mut start) = (first, SpectrumStart::default());
    let mut parts = measure_all(&tracker, &mut network, &mut start, 2);
    let bits = |vector: &[f64]| vector.iter().map(|x| x.to_bits()).collect::<Vec<u64>>();
    let saved = (bits(&start.ntk_eigenvector), bits(&start.sharpness_eigenvector));
    let read = |bits: Vec<u64>| bits.into_iter().map(f64::from_bits).collect::<Vec<f64>>();
    let mut resumed = SpectrumStart { ntk_eigenvector: read(saved.0), sharpness_eigenvector: read(saved.1) };
    let tracker = SpectrumTracker::new(&data, 1e-6).unwrap();
    parts.extend(measure_all(&tracker, &mut network, &mut resumed, 3));
    assert_eq!(whole, parts);
}

#[test]
fn the_bytes_do_not_depend_on_the_number_of_threads() {
    let data = images();
    let network = Network::random(784, 3, 120, 1).unwrap();
    let measure = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let tracker = SpectrumTracker::new(&data, 1e-6).unwrap();
            let mut start = SpectrumStart::default();
            let spectra: Vec<Spectrum> =
                (0..2).map(|_| tracker.measure(&network, &LossName::Logistic, &mut start).unwrap()).collect();
            (spectra, start)
        })
    };
    let one = measure(1);
    for threads in [2, 3, 7] {
        assert_eq!(one, measure(threads), "{threads} threads");
    }
}

/// A start from another network, data set or depth is a bad guess and nothing worse.
#[test]
fn a_start_that_does_not_fit_is_no_guess() {
    let data = images();
    let tracker = SpectrumTracker::new(&data, 1e-6).unwrap();
    let loss = LossName::Exponential;
    let mut start = SpectrumStart::default();
    tracker.measure(&Network::random(784, 2, 9, 1).unwrap(), &loss, &mut start).unwrap();
    let other = Network::random(784, 3, 7, 1).unwrap();
    let spectrum = tracker.measure(&other, &loss, &mut start).unwrap();
    let expected = tracker.measure(&other, &loss, &mut SpectrumStart::default()).unwrap();
    assert_eq!(spectrum.ntk_eigenvalue, expected.ntk_eigenvalue);
    let error = (spectrum.sharpness.value - expected.sharpness.value).abs();
    assert!(error <= spectrum.sharpness.residual + expected.sharpness.residual);
}

#[test]
fn a_diverging_run_is_an_error_that_leaves_the_start() {
    let data = images();
    let tracker = SpectrumTracker::new(&data, 1e-6).unwrap();
    let mut start = SpectrumStart::default();
    tracker.measure(&Network::random(784, 2, 9, 1).unwrap(), &LossName::Squared, &mut start).unwrap();
    let before = start.clone();
    for size in [1e120, 1e300, f64::INFINITY, f64::NAN] {
        let beyond = Network::from_layers(1.0, vec![Mat::full(9, 784, size), Mat::full(1, 9, size)]).unwrap();
        let result = tracker.measure(&beyond, &LossName::Squared, &mut start);
        assert!(matches!(result, Err(TrainingError::NotFinite { .. })), "{size}: {result:?}");
        assert_eq!(start, before);
    }
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let data = images();
    for tolerance in [0.0, -1e-6, 1.0, f64::NAN, f64::INFINITY] {
        let result = SpectrumTracker::new(&data, tolerance);
        assert!(matches!(result, Err(TrainingError::Tolerance { .. })), "{tolerance}");
    }
    let empty = DataSet { features: Mat::zeros(0, 2), labels: vec![] };
    assert!(matches!(SpectrumTracker::new(&empty, 1e-6), Err(TrainingError::NoData { .. })));
    let tracker = SpectrumTracker::new(&data, 1e-6).unwrap();
    let other = Network::random(3, 2, 4, 0).unwrap();
    let result = tracker.measure(&other, &LossName::Squared, &mut SpectrumStart::default());
    assert!(matches!(result, Err(TrainingError::Dimension { .. })));
}
