//! What do the top eigenvalues of the kernel and of the Hessian cost, and one product with each?
//!
//! CIFAR-10 dog (+1) against automobile (n = 2048, d = 3072), width 500, logistic loss: at the default start and after 50 steps
//! at rate 20. Eigenvalues are found to a residual of 1e-6 of themselves, from a fixed random vector (`cold`) or from the
//! measurement one step of training earlier (`tracked`: both eigenvalues). `copy of the data` is made once for all.
//!
//! `CATAPULT_START=FILE` takes W_1 by rows and then W_2, 500 x 3072 + 500 little-endian doubles, instead of the default
//! start, to compare eigenvalues with those of another program. The values are printed before the times.

use catapult::data::{DataSet, DataSource, DataSpecification};
use catapult::model::LossName;
use catapult::training::{
    Network, SEED, SampleRows, SpectrumStart, SpectrumTracker, SymmetricOperator, TangentOperator, Trainer,
    top_eigenvalue,
};
use criterion::{Criterion, criterion_group, criterion_main};
use faer::Mat;
use std::hint::black_box;
use std::time::Duration;

const WIDTH: usize = 500;
const TOLERANCE: f64 = 1e-6;
const MOST_PRODUCTS: usize = 1000;
const LOSS: LossName = LossName::Logistic;
/// Products are deterministic and take milliseconds: ten samples in a second agree within a few per cent.
const WARM_UP: Duration = Duration::from_millis(100);
const MEASUREMENT: Duration = Duration::from_millis(800);

fn data() -> DataSet {
    let specification: DataSpecification = "cifar10:dog,automobile".parse().expect("a data specification");
    specification.load(&DataSource::Embedded).expect("the embedded images")
}

fn start(dimension: usize, depth: usize) -> Network {
    let random = Network::random(dimension, depth, WIDTH, SEED).expect("a network of this shape");
    let Some(path) = std::env::var_os("CATAPULT_START").filter(|_| depth == 2) else { return random };
    let bytes = std::fs::read(path).expect("the file of CATAPULT_START");
    let (words, _) = bytes.as_chunks::<8>();
    let weights: Vec<f64> = words.iter().map(|word| f64::from_le_bytes(*word)).collect();
    assert_eq!(weights.len(), WIDTH * dimension + WIDTH, "doubles in the file of CATAPULT_START");
    let first = Mat::from_fn(WIDTH, dimension, |i, j| weights[i * dimension + j]);
    let second = Mat::from_fn(1, WIDTH, |_, j| weights[WIDTH * dimension + j]);
    Network::from_layers(random.scale(), vec![first, second]).expect("two layers")
}

fn train(data: &DataSet, network: Network, steps: usize) -> Network {
    let trainer = Trainer::from_start(data, LOSS, network).expect("data and network that fit");
    trainer.run(20.0, steps, steps).expect("a run").network
}

fn spectra(criterion: &mut Criterion) {
    let data = data();
    let samples = SampleRows::new(&data).expect("samples");
    let mut group = criterion.benchmark_group("spectra");
    group.sample_size(10).warm_up_time(WARM_UP).measurement_time(MEASUREMENT);
    group.bench_function("copy of the data", |bencher| bencher.iter(|| SampleRows::new(black_box(&data))));
    group.finish();

    for depth in [2, 3] {
        let initial = start(data.dimension(), depth);
        let trained = train(&data, initial.clone(), 50);
        for (point, network) in [("start", &initial), ("after 50 steps", &trained)] {
            let mut group = criterion.benchmark_group(format!("spectra at depth {depth}, {point}"));
            group.sample_size(10).warm_up_time(WARM_UP).measurement_time(MEASUREMENT);
            let kernel = || TangentOperator::ntk(network, &samples).expect("an operator");
            let hessian = || TangentOperator::hessian(network, &samples, &LOSS).expect("an operator");
            for (name, top) in [
                ("NTK", top_eigenvalue(&kernel(), TOLERANCE, MOST_PRODUCTS).expect("an eigenvalue")),
                ("Hessian", top_eigenvalue(&hessian(), TOLERANCE, MOST_PRODUCTS).expect("an eigenvalue")),
            ] {
                let (value, residual, products) = (top.value, top.residual, top.products);
                println!("depth {depth}, {point}: {name} {value:.16}, residual {residual:.1e}, {products} products");
            }
            group.bench_function("NTK top eigenvalue, cold", |bencher| {
                bencher.iter(|| top_eigenvalue(&kernel(), TOLERANCE, MOST_PRODUCTS));
            });
            group.bench_function("Hessian top eigenvalue, cold", |bencher| {
                bencher.iter(|| top_eigenvalue(&hessian(), TOLERANCE, MOST_PRODUCTS));
            });
            let tracker = SpectrumTracker::new(&data, TOLERANCE).expect("a tracker");
            let mut known = SpectrumStart::default();
            tracker.measure(network, &LOSS, &mut known).expect("a spectrum");
            let next = train(&data, network.clone(), 1);
            group.bench_function("both, tracked", |bencher| {
                bencher.iter(|| tracker.measure(&next, &LOSS, &mut known.clone()));
            });
            let operator = hessian();
            let vector = vec![1.0; operator.dimension()];
            group.bench_function("Hessian product", |bencher| bencher.iter(|| operator.apply(black_box(&vector))));
            group.finish();
        }
    }
}

criterion_group!(benches, spectra);
criterion_main!(benches);
