//! Large data: multipliers that are proved to exist, working sets, columns that say nothing. The largest are behind `make test-all`.

use catapult::data::IntegerPoints;
use catapult::separability::{Certificate, Separability, Split, decide, split};
use catapult::theory::Digits;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rug::Rational;

/// How the labels are drawn.
#[derive(Clone, Copy)]
enum Labels {
    /// By the side of a plane through the mean of each image.
    Teacher,
    /// The same, but one in fifty is wrong.
    Noisy,
}

/// Images of bytes, or standardised exactly as N p - S with N bytes of sum S: dark pixels are then columns that are all equal.
#[derive(Clone, Copy, PartialEq)]
enum Pixels {
    Bytes,
    Standardised,
}

/// Images with columns that are never lit, and five that are lit in one image each, at rows 7 j.
fn images(count: usize, dimension: usize, kind: Pixels, labels: Labels, seed: u64) -> IntegerPoints {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    let dark = dimension / 12;
    let teacher: Vec<f64> = (0..dimension).map(|_| random.random::<f64>() - 0.5).collect();
    let (mut pixels, mut signs) = (Vec::with_capacity(count * dimension), Vec::with_capacity(count));
    for i in 0..count {
        let image: Vec<i64> = (0..dimension)
            .map(|j| match j {
                _ if j < dark => 0,
                _ if j < dark + 5 => {
                    if i == 7 * j {
                        200
                    } else {
                        0
                    }
                }
                _ => (random.random::<f64>() * 424.0 - 169.0).max(0.0) as i64,
            })
            .collect();
        let mean = image.iter().sum::<i64>() as f64 / dimension as f64;
        let product: f64 = image.iter().zip(&teacher).map(|(x, w)| (*x as f64 - mean) * w).sum();
        let wrong = matches!(labels, Labels::Noisy) && random.random_bool(0.02);
        signs.push(if (product > 0.0) == wrong { -1 } else { 1 });
        pixels.extend(image);
    }
    if kind == Pixels::Standardised {
        let (number, sum) = (pixels.len() as i64, pixels.iter().sum::<i64>());
        pixels.iter_mut().for_each(|pixel| *pixel = number * *pixel - sum);
    }
    IntegerPoints::of_words(dimension, pixels, &signs, &Rational::from(1))
}

/// The rows that only a pixel of their own keeps out of the rest.
fn lit_alone(count: usize, dimension: usize) -> Vec<usize> {
    (dimension / 12..dimension / 12 + 5).map(|j| 7 * j).filter(|row| *row < count).collect()
}

fn assert_split(points: &IntegerPoints, split: &Split, expected: &[usize]) {
    assert_eq!(split.separable_part, expected);
    assert!(split.is_proved(points));
    assert_eq!(split.certificate, Certificate::Nearby);
    // what is changed is not proved
    let mut forged = split.clone();
    forged.certificate = Certificate::Explicit;
    assert!(!forged.is_proved(points), "rounded multipliers are not exact");
    let mut forged = split.clone();
    forged.multipliers[0] *= 1_000_000;
    assert!(!forged.is_proved(points), "multipliers far from all that balance");
    let mut forged = split.clone();
    let row = forged.separable_part.remove(0);
    let place = forged.rest.partition_point(|rest| *rest < row);
    forged.rest.insert(place, row);
    forged.multipliers.insert(place, forged.multipliers[0].clone());
    assert!(!forged.is_proved(points), "a point that is separated is not in the rest");
}

#[test]
fn images_with_dark_pixels_are_split() {
    let points = images(50_000, 130, Pixels::Standardised, Labels::Noisy, 1);
    assert_split(&points, &split(&points).expect("decided"), &lit_alone(50_000, 130));
}

fn separated(points: &IntegerPoints) -> Separability {
    let answer = decide(points, Digits::new(30).expect("digits")).expect("decided");
    assert!(answer.split.is_separable() && answer.split.is_proved(points));
    assert!(answer.margin.as_ref().expect("a margin").value.enclosure(30).common_digits() >= 30);
    answer
}

#[test]
fn many_images_are_separated_with_their_margin() {
    separated(&images(20_000, 60, Pixels::Bytes, Labels::Teacher, 2));
}

#[test]
#[ignore = "a minute or so in release"]
fn images_of_the_size_of_mnist() {
    let noisy = images(60_000, 784, Pixels::Bytes, Labels::Noisy, 3);
    assert_split(&noisy, &split(&noisy).expect("decided"), &lit_alone(60_000, 784));
    separated(&images(60_000, 784, Pixels::Standardised, Labels::Teacher, 4));
}

#[test]
#[ignore = "some minutes in release"]
fn images_of_the_size_of_cifar() {
    let noisy = images(10_000, 3072, Pixels::Standardised, Labels::Noisy, 5);
    assert_split(&noisy, &split(&noisy).expect("decided"), &lit_alone(10_000, 3072));
    separated(&images(10_000, 3072, Pixels::Bytes, Labels::Teacher, 6));
}

#[test]
#[ignore = "half a minute in release"]
fn a_million_points() {
    let mut random = ChaCha8Rng::seed_from_u64(7);
    let (count, dimension) = (1_000_000, 20);
    let features: Vec<f64> = (0..count * dimension).map(|_| f64::from(random.random::<f32>() - 0.5)).collect();
    let side = |row: &[f64]| row.iter().zip(1..).map(|(x, w)| x * f64::from(w)).sum::<f64>() > 0.0;
    let labels: Vec<i8> = features.chunks(dimension).map(|row| if side(row) { 1 } else { -1 }).collect();
    separated(&IntegerPoints::of_doubles(dimension, features.clone(), &labels).expect("finite"));
    let noisy: Vec<i8> = labels.iter().map(|label| if random.random_bool(0.01) { -label } else { *label }).collect();
    let points = IntegerPoints::of_doubles(dimension, features, &noisy).expect("finite");
    let answer = split(&points).expect("decided");
    assert!(answer.separable_part.is_empty() && answer.is_proved(&points));
}
