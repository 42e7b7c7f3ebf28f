//! Synthetic data keep what their name promises, on exact rationals, for random parameters.

use catapult::data::{DataError, DataSource, DataSpecification, Synthetic, SyntheticData};
use proptest::prelude::*;
use rug::Rational;

fn synthetic(text: &str) -> Synthetic {
    text.parse().unwrap_or_else(|error: DataError| panic!("{error}"))
}

fn dot(x: &[Rational], y: &[Rational]) -> Rational {
    x.iter().zip(y).map(|(a, b)| Rational::from(a * b)).sum()
}

/// The rank, by Gaussian elimination.
fn rank(rows: &[Vec<Rational>]) -> usize {
    let mut rows = rows.to_vec();
    let mut rank = 0;
    for column in 0..rows.first().map_or(0, Vec::len) {
        let Some(pivot) = (rank..rows.len()).find(|&row| rows[row][column] != 0) else { continue };
        rows.swap(rank, pivot);
        let (done, rest) = rows.split_at_mut(rank + 1);
        let pivot = &done[rank];
        for row in rest {
            let factor = Rational::from(&row[column] / &pivot[column]);
            row.iter_mut().zip(pivot).for_each(|(entry, other)| *entry -= Rational::from(&factor * other));
        }
        rank += 1;
    }
    rank
}

/// sum mu_i z_i, entry by entry.
fn combination(drawn: &SyntheticData) -> Vec<Rational> {
    let points = drawn.data.signed_points();
    (0..drawn.data.dimension())
        .map(|j| points.iter().zip(&drawn.multipliers).map(|(z, mu)| Rational::from(&z[j] * mu)).sum())
        .collect()
}

fn check_common(specification: &Synthetic, drawn: &SyntheticData) {
    assert_eq!((drawn.data.samples.len(), drawn.data.dimension()), (specification.count(), specification.dimension()));
    let labels: Vec<i8> = drawn.data.samples.iter().map(|(_, y)| *y).collect();
    assert!(labels.iter().enumerate().all(|(row, y)| *y == if row % 2 == 0 { 1 } else { -1 }));
    assert_eq!(dot(&drawn.direction, &drawn.direction), 1);
    assert!(drawn.multipliers.iter().all(|mu| *mu >= 0));
    assert!(combination(drawn).iter().all(|entry| *entry == 0));
}

/// Among the points, two (or one) whose mean is `margin u` up to a vector of `span`: no direction orthogonal to `span` has
/// a larger margin, because the margin of w, |w| = 1, is at most w·(mean) = margin w·u.
fn has_closest_pair(
    points: &[Vec<Rational>],
    direction: &[Rational],
    margin: &Rational,
    span: &[Vec<Rational>],
) -> bool {
    let on_margin: Vec<&Vec<Rational>> = points.iter().filter(|z| dot(z, direction) == *margin).collect();
    let residual = |left: &[Rational], right: &[Rational]| -> Vec<Rational> {
        let mean = left.iter().zip(right).map(|(a, b)| Rational::from(a + b) / 2);
        mean.zip(direction).map(|(entry, u)| entry - Rational::from(margin * u)).collect()
    };
    let in_span = |vector: Vec<Rational>| {
        vector.iter().all(|entry| *entry == 0) || rank(&[span, &[vector]].concat()) == rank(span)
    };
    on_margin.iter().any(|left| on_margin.iter().any(|right| in_span(residual(left, right))))
}

fn check_separable(text: &str) {
    let specification = synthetic(text);
    let drawn = specification.generate();
    check_common(&specification, &drawn);
    let (points, margin) = (drawn.data.signed_points(), specification.margin().unwrap());
    assert!(points.iter().all(|z| dot(z, &drawn.direction) >= *margin), "{text}");
    assert!(has_closest_pair(&points, &drawn.direction, margin, &[]), "{text}");
    assert_eq!(drawn.non_separable_rows(), Vec::<usize>::new());
}

fn check_nonseparable(text: &str, wrong: usize) {
    let specification = synthetic(text);
    let drawn = specification.generate();
    check_common(&specification, &drawn);
    let points = drawn.data.signed_points();
    assert_eq!(rank(&points), specification.dimension(), "{text}");
    assert_eq!(drawn.non_separable_rows().len(), specification.count(), "{text}");
    let sides: Vec<Rational> = points.iter().map(|z| dot(z, &drawn.direction)).collect();
    assert_eq!(sides.iter().filter(|side| **side < 0).count(), wrong, "{text}");
    assert_eq!(sides.iter().filter(|side| **side > 0).count(), specification.count() - wrong, "{text}");
}

fn check_mixed(text: &str, nonseparable: usize) {
    let specification = synthetic(text);
    let drawn = specification.generate();
    check_common(&specification, &drawn);
    let (points, margin) = (drawn.data.signed_points(), specification.margin().unwrap());
    let rows = drawn.non_separable_rows();
    assert_eq!(rows.len(), nonseparable, "{text}");
    let (part, rest): (Vec<_>, Vec<_>) = points.iter().enumerate().partition(|(row, _)| rows.contains(row));
    let part: Vec<Vec<Rational>> = part.into_iter().map(|(_, z)| z.clone()).collect();
    let rest: Vec<Vec<Rational>> = rest.into_iter().map(|(_, z)| z.clone()).collect();
    assert_eq!(rank(&part), specification.rank(), "{text}");
    assert!(specification.rank() < specification.dimension());
    assert!(part.iter().all(|z| dot(z, &drawn.direction) == 0), "{text}");
    assert!(rest.iter().all(|z| dot(z, &drawn.direction) >= *margin), "{text}");
    assert!(has_closest_pair(&rest, &drawn.direction, margin, &part), "{text}");
}

#[test]
fn the_defaults_keep_their_promise() {
    check_separable("separable");
    check_nonseparable("nonseparable", 20);
    check_mixed("mixed", 20);
    check_mixed("mixed,n=200,d=20,overlap=0.1,seed=3", 20);
}

#[test]
fn the_smallest_sets_keep_their_promise() {
    check_separable("separable,n=2,d=1");
    check_separable("separable,n=2,d=2,margin=1e-30");
    check_nonseparable("nonseparable,n=2,d=1,overlap=1/2", 1);
    check_nonseparable("nonseparable,n=6,d=5,overlap=1/6", 1);
    check_mixed("mixed,n=3,d=2,overlap=2/3", 2);
    check_mixed("mixed,n=12,d=12,overlap=0.9,rank=10", 11);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn separable_data_have_the_margin_stated(
        n in 2..40_usize, d in 1..12_usize, numerator in 1..100_i32, denominator in 1..100_i32, seed: u64,
    ) {
        check_separable(&format!("separable,n={n},d={d},margin={numerator}/{denominator},seed={seed}"));
    }

    #[test]
    fn nonseparable_data_have_no_weak_separator(
        d in 1..10_usize, extra in 0..30_usize, wrong in 1..8_usize, seed: u64,
    ) {
        let right = d.max(wrong) + extra;
        let n = right + wrong;
        check_nonseparable(&format!("nonseparable,overlap={wrong}/{n},n={n},d={d},seed={seed}"), wrong);
    }

    #[test]
    fn mixed_data_split_as_stated(
        rank in 1..8_usize, more in 1..6_usize, extra in 1..20_usize, rest in 1..20_usize, seed: u64,
    ) {
        let (part, d) = (rank + extra, rank + more);
        let n = part + rest;
        check_mixed(&format!("mixed,n={n},d={d},rank={rank},overlap={part}/{n},margin=0.3,seed={seed}"), part);
    }
}

#[test]
fn lengths_are_about_one() {
    for text in ["separable,margin=1/1000", "nonseparable", "mixed", "separable,d=300,n=100"] {
        let drawn = synthetic(text).generate();
        let squares: Rational = drawn.data.samples.iter().map(|(x, _)| dot(x, x)).sum();
        let mean = squares.to_f64() / drawn.data.samples.len() as f64;
        assert!((0.7..1.4).contains(&mean), "{text}: {mean}");
    }
}

#[test]
fn doubles_hold_the_features_exactly() {
    for text in ["separable", "nonseparable", "nonseparable,n=2000,d=3,overlap=1/2000", "mixed"] {
        let exact = synthetic(text).generate().data;
        let rounded = exact.to_numerical().unwrap();
        for (i, (x, _)) in exact.samples.iter().enumerate() {
            assert!(x.iter().enumerate().all(|(j, entry)| *entry == rounded.features[(i, j)]), "{text}, row {i}");
        }
    }
}

#[test]
fn no_coordinate_shows_the_direction() {
    // The rotation mixes: u is no axis, and the non-separable part of mixed data lies in no coordinate subspace.
    let drawn = synthetic("mixed").generate();
    assert!(drawn.direction.iter().filter(|entry| **entry != 0).count() >= 8);
    let points = drawn.data.signed_points();
    let part = drawn.non_separable_rows().into_iter().map(|row| &points[row]);
    let used: Vec<bool> = part.fold(vec![false; drawn.data.dimension()], |used, z| {
        used.iter().zip(z).map(|(used, entry)| *used || *entry != 0).collect()
    });
    assert!(used.iter().all(|used| *used));
}

#[test]
fn the_seed_decides_and_nothing_else() {
    let one = synthetic("mixed,seed=1").generate();
    assert_eq!(one, synthetic("mixed").generate());
    assert_ne!(one, synthetic("mixed,seed=2").generate());
    assert_eq!(synthetic("mixed").with_seed(2), synthetic("mixed,seed=2"));
}

#[test]
fn a_recorded_draw_stays() {
    // The generator, its streams and the rejection sampling are part of what a seed means.
    let drawn = synthetic("nonseparable,n=3,d=2,overlap=1/3,seed=7").generate();
    let text: Vec<String> = drawn.data.samples.iter().map(|(x, y)| format!("{} {} {y}", x[0], x[1])).collect();
    assert_eq!(text, ["0 1383091/1048576 1", "585507/524288 -204299/262144 -1", "585507/2097152 -2200287/4194304 1"]);
}

#[test]
fn specifications_read_back() {
    for (text, canonical) in [
        ("synthetic:separable", "synthetic:separable,n=200,d=20,margin=1/8,seed=1"),
        ("synthetic:nonseparable, seed=4 ,n=50", "synthetic:nonseparable,n=50,d=20,overlap=1/10,seed=4"),
        (
            "synthetic:mixed,n=200,d=20,overlap=0.1,seed=3",
            "synthetic:mixed,n=200,d=20,margin=1/8,overlap=1/10,rank=10,seed=3",
        ),
        (
            "synthetic:mixed,n=20,d=20,margin=2.5e-3",
            "synthetic:mixed,n=20,d=20,margin=1/400,overlap=1/10,rank=1,seed=1",
        ),
    ] {
        let parsed: DataSpecification = text.parse().unwrap();
        assert_eq!(parsed.to_string(), canonical);
        assert_eq!(canonical.parse::<DataSpecification>().unwrap(), parsed);
    }
    let data: DataSpecification = "synthetic:separable,n=10,d=3".parse().unwrap();
    let numerical = data.load(&DataSource::Embedded).unwrap();
    assert_eq!((numerical.count(), numerical.dimension()), (10, 3));
    assert!(data.load_with_test(&DataSource::Embedded).unwrap().1.is_none());
}

#[test]
fn bad_input_names_the_parameter_and_the_remedy() {
    for (text, expected) in [
        ("synthetic", vec!["synthetic:mixed,n=200"]),
        ("synthetic:", vec!["choose one of separable, nonseparable, mixed"]),
        ("synthetic:seperable", vec!["seperable", "did you mean `separable`?"]),
        ("synthetic:mixed,q=3", vec!["`q`", "n, d, margin, overlap, rank, seed"]),
        ("synthetic:separable,overlap=0.1", vec!["no parameter `overlap`", "n, d, margin, seed"]),
        ("synthetic:separable,n", vec!["NAME=VALUE", "`n`"]),
        ("synthetic:separable,n=5,n=6", vec!["n is given twice"]),
        ("synthetic:separable,n=1", vec!["n=1", "from 2"]),
        ("synthetic:separable,n=-3", vec!["n=-3", "whole number"]),
        ("synthetic:separable,n=2.5", vec!["n=2.5", "whole number"]),
        ("synthetic:separable,d=0", vec!["d=0", "from 1"]),
        ("synthetic:mixed,d=1", vec!["d=1", "from 2"]),
        ("synthetic:separable,n=1000000,d=1000", vec!["n=1000000", "d=1000", "lower n or d"]),
        ("synthetic:separable,n=99999999999999999999", vec!["n=99999999999999999999", "whole number"]),
        ("synthetic:separable,margin=0", vec!["margin=0", "positive"]),
        ("synthetic:separable,margin=-1/8", vec!["margin=-1/8", "positive"]),
        ("synthetic:separable,margin=wide", vec!["margin=wide", "not a number"]),
        ("synthetic:separable,margin=1/0", vec!["margin=1/0", "denominator"]),
        ("synthetic:nonseparable,overlap=1", vec!["overlap=1", "between 0 and 1"]),
        ("synthetic:nonseparable,overlap=0.8", vec!["overlap=4/5", "160 of 200", "1 to 100"]),
        ("synthetic:nonseparable,n=30,overlap=0.001", vec!["overlap=1/1000", "0 of 30", "1 to 15"]),
        ("synthetic:nonseparable,n=20,d=20", vec!["n=20", "18 points", "d=20"]),
        ("synthetic:mixed,n=10", vec!["overlap=1/10", "1 of 10", "at least 2"]),
        ("synthetic:mixed,n=10,overlap=0.99", vec!["overlap=99/100", "10 of 10", "1 outside"]),
        ("synthetic:mixed,rank=20", vec!["rank=20", "d=20", "1 to 19"]),
        ("synthetic:mixed,rank=0", vec!["rank=0", "from 1"]),
        ("synthetic:mixed,n=100,rank=10", vec!["rank=10", "10 points", "1 to 9"]),
        ("synthetic:mixed,seed=x", vec!["seed=x", "whole number"]),
        ("synthetics:mixed", vec!["did you mean synthetic:"]),
    ] {
        let message = text.parse::<DataSpecification>().unwrap_err().to_string();
        assert_eq!(message.lines().count(), 1, "{message}");
        for part in expected {
            assert!(message.contains(part), "{text}: {message} lacks {part}");
        }
    }
}
