//! What does a grid of orbits cost by the cell: where each ends, its Lyapunov exponent, and the orbit diagram? Does the cost
//! of a cell stay the same as the grid grows?
//!
//! Learning rates against starts, all threads. `ends` follows an orbit until its end is seen, at most 200 steps: the rate is
//! of cells, not of steps. Exponents take 100 + 500 steps a cell, diagrams 1000. Ten samples: a grid takes up to half a second.

use catapult::atlas::Range;
use catapult::maps::{Family, Grid, Limits, Vertical, Window, diagram, ends, exponents};
use catapult::model::LossName;
use catapult::progress::silent;
use criterion::{BenchmarkId, Criterion, SamplingMode, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

/// Columns and rows of a grid of `cells` cells, twice as wide as high.
fn shape(cells: usize) -> [usize; 2] {
    let rows = (cells / 2).isqrt();
    [2 * rows, rows]
}

fn range(from: (i32, i32), to: (i32, i32)) -> Range {
    Range { from: from.into(), to: to.into() }
}

/// m = 100, lambda0 = 2.
fn two_layer(loss: LossName, largest: (i32, i32), cells: usize) -> Grid {
    let [columns, rows] = shape(cells);
    let family = Family::TwoLayer { width: 100.into(), vertical: Vertical::Output { lambda: 2.into() } };
    Grid::new(family, loss, &range((1, 10), largest), columns, &range((1, 10), (6, 1)), rows).expect("a grid")
}

fn linear(columns: usize, rows: usize) -> Grid {
    let points = vec![(1.into(), 1), (2.into(), 1), ((-1).into(), 1)];
    let family = Family::Linear { points: Some(points) };
    Grid::new(family, LossName::Logistic, &range((1, 1), (16, 1)), columns, &range((-6, 1), (6, 1)), rows)
        .expect("a grid")
}

fn grids(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("grids");
    group
        .sampling_mode(SamplingMode::Flat)
        .sample_size(10)
        .warm_up_time(Duration::from_millis(100))
        .measurement_time(Duration::from_secs(1));
    let limits = Limits::steps(200);
    for (name, loss, largest) in [
        ("ends, two-layer logistic", LossName::Logistic, (40, 1)),
        ("ends, two-layer exponential", LossName::Exponential, (2, 1)),
    ] {
        for cells in [1 << 13, 1 << 15, 1 << 17] {
            let grid = two_layer(loss, largest, cells);
            group.throughput(Throughput::Elements(grid.cells() as u64));
            group.bench_function(BenchmarkId::new(name, cells), |bencher| {
                bencher.iter(|| ends(black_box(&grid), &limits, &silent));
            });
        }
    }
    let grid = linear(128, 64);
    group.throughput(Throughput::Elements(grid.cells() as u64));
    group.bench_function("ends, linear logistic on E2", |bencher| {
        bencher.iter(|| ends(black_box(&grid), &limits, &silent));
    });
    let grid = linear(64, 32);
    group.throughput(Throughput::Elements(grid.cells() as u64));
    group.bench_function("exponents, linear logistic on E2", |bencher| {
        bencher.iter(|| exponents(black_box(&grid), 100, 500, &silent));
    });
    let grid = linear(256, 8);
    let window = Window::new(-6.0, 6.0, 512).expect("a window");
    group.throughput(Throughput::Elements(grid.cells() as u64));
    group.bench_function("diagram, linear logistic on E2", |bencher| {
        bencher.iter(|| diagram(black_box(&grid), &window, 500, 1000, &silent));
    });
    group.finish();
}

criterion_group!(benches, grids);
criterion_main!(benches);
