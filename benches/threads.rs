//! How much faster is a training run with two threads than with one, from the npz file to the last step?
//!
//! The shapes are those of full MNIST and CIFAR-10 data sets, of many samples with few features, and of few samples with many: 10^7 numbers
//! at least. Three rates, 50 steps, two layers of width 100. At the end the quotients of the medians are printed.

use catapult::data::DataSpecification;
use catapult::data::npz::ArchiveWriter;
use catapult::model::LossName;
use catapult::progress::silent;
use catapult::training::run::{Beginning, Length, RunSettings};
use criterion::{BenchmarkId, Criterion, SamplingMode, criterion_group, criterion_main};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Distribution, StandardNormal};
use std::cell::RefCell;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

/// n, d
const SHAPES: [(usize, usize); 5] = [(12_665, 784), (10_000, 3_072), (60_000, 784), (200, 100_000), (1_000_000, 20)];

/// Numbers that repeat only after a prime number of them, which is quick to draw and as good here.
const DRAWN: usize = 1_000_003;

fn write(path: &Path, count: usize, dimension: usize) {
    let mut generator = ChaCha8Rng::seed_from_u64(0);
    let scale = (dimension as f64).sqrt();
    let drawn: Vec<f64> = (0..DRAWN)
        .map(|_| {
            let x: f64 = StandardNormal.sample(&mut generator);
            x / scale
        })
        .collect();
    let mut archive = ArchiveWriter::new(File::create(path).expect("a file"));
    let numbers = drawn.iter().copied().cycle().take(count * dimension);
    archive.write_floats("X", &[count, dimension], numbers).expect("written");
    archive.write_integers("y", &[count], (0..count).map(|_| generator.random_range(0..2))).expect("written");
    archive.finish().expect("written");
}

/// Reads the file and trains.
fn train(path: &Path, folder: &Path) -> usize {
    let data = format!("npz:{}", path.display()).parse::<DataSpecification>().expect("a specification");
    let rates = "0.5,5,20".parse().expect("rates");
    let settings = RunSettings {
        depth: 2,
        width: Some(100),
        every: 100,
        ..RunSettings::new(data, LossName::Logistic, rates, Length::Steps(50))
    };
    let loaded = settings.load().expect("data");
    match loaded.begin(folder, false).expect("a folder") {
        Beginning::Run(run) => run.finish(Duration::from_secs(3600), &silent).expect("a run").rates.len(),
        Beginning::Finished(summary) => summary.rates.len(),
    }
}

fn threads(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("data.npz");
    let mut lines = Vec::new();
    for (count, dimension) in SHAPES {
        let name = format!("{count} x {dimension}");
        let mut group = criterion.benchmark_group(format!("training from a file, {name}"));
        group.sampling_mode(SamplingMode::Flat).sample_size(10).measurement_time(Duration::from_millis(100));
        let mut written = false;
        let medians = [1, 2].map(|threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
            let times = RefCell::new(Vec::new());
            group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
                if !written {
                    write(&path, count, dimension);
                    written = true;
                }
                bencher.iter_custom(|iterations| {
                    let begin = Instant::now();
                    for _ in 0..iterations {
                        let single = Instant::now();
                        std::hint::black_box(pool.install(|| train(&path, &folder.path().join("out"))));
                        times.borrow_mut().push(single.elapsed().as_secs_f64());
                    }
                    begin.elapsed()
                });
            });
            let mut times = times.into_inner();
            times.sort_by(f64::total_cmp);
            times.get(times.len() / 2).copied()
        });
        group.finish();
        if let [Some(one), Some(two)] = medians {
            lines.push(format!("{name:<16}{one:>8.2} s{two:>8.2} s{:>8.2}", one / two));
        }
    }
    println!("\none thread, two threads, quotient\n{}", lines.join("\n"));
}

criterion_group!(benches, threads);
criterion_main!(benches);
