//! Hostile inputs: random values of every type of this crate, chosen where implementations break. A public test feature.
//!
//! Uniform random numbers hardly ever meet what goes wrong: ties of roundings, carries along runs of ones, the ends of the
//! exponent range, subnormals, zeros of both signs, ends that nearly touch, enclosures without bound. These generators meet it
//! in every few draws. They take any generator of [`rand`], so that a seeded one repeats a failure:
//!
//! ```
//! use catapult_core::arithmetic::Interval;
//! use catapult_core::hostile;
//! use rand::SeedableRng;
//! use rand_chacha::ChaCha8Rng;
//!
//! let mut random = ChaCha8Rng::seed_from_u64(1);
//! for _ in 0..1000 {
//!     let x: Interval = hostile::interval(&mut random);
//!     assert!((-x).contains(-x.midpoint()));
//! }
//! ```
//!
//! | function | values |
//! |---|---|
//! | [`double`], [`NOTORIOUS`] | finite `f64` |
//! | [`mantissa`] | integers with long runs of equal bits |
//! | [`float`], [`magnitude`], [`rational`] | MPFR floats, radii, rational numbers |
//! | [`ball`], [`interval`], [`scaled_interval`] | enclosures |
//! | [`number_text`] | texts of exact numbers, right and wrong |
//! | [`statement`], [`proof`], [`certificate`] | problems at their borders, proofs and claims about them |
//!
//! The kinds of values are those of the `randtest` functions of FLINT (fmpz, arf, mag, arb), adapted to the types here.

mod certificates;
mod enclosures;
mod numbers;
mod texts;

pub use certificates::{certificate, proof, statement};
pub use enclosures::{ball, interval, scaled_interval};
pub use numbers::{NOTORIOUS, double, float, magnitude, mantissa, rational};
pub use texts::number_text;

use rand::{Rng, RngExt};

/// One of the values, each as likely as the others.
///
/// # Panics
///
/// If there are none.
fn choose<T: Clone, R: Rng + ?Sized>(random: &mut R, values: &[T]) -> T {
    values[random.random_range(0..values.len())].clone()
}
