//! Random data sets with exact features whose separability holds by construction.
//!
//! | text | property, with the unit vector u of [`SyntheticData::direction`] |
//! |---|---|
//! | `synthetic:separable` | z_i·u >= margin for all i; u is the hard-margin direction and `margin` the maximum margin, exactly |
//! | `synthetic:nonseparable` | for every w other than 0 some z_i·w < 0; u is wrong on a share `overlap` of the points |
//! | `synthetic:mixed` | a share `overlap` of the points is non-separable on its span, of dimension `rank`; u is orthogonal to that span, z_i·u >= margin for the rest, and `margin` is the maximum margin of the rest's projections |
//!
//! Parameters follow, in any order: `synthetic:mixed,n=200,d=20,overlap=0.1,seed=3`. What is left out is
//!
//! | parameter | meaning | default |
//! |---|---|---|
//! | `n` | number of points | 200 |
//! | `d` | number of features | 20 |
//! | `margin` | as above; |x| is about 1 | 1/8 |
//! | `overlap` | as above; k = overlap n rounded to the nearest integer | 1/10 |
//! | `rank` | as above | half of d, or k - 1 if that is less; at least 1 |
//! | `seed` | of ChaCha20 | 1 |
//!
//! # Construction
//!
//! All numbers are rational. In a frame e_1, ..., e_d a *random vector* of some coordinates has independent entries there,
//! uniform on the non-zero multiples of 2^-20 in [-r, r], with r = sqrt(3/(number of coordinates)): its squared length is 1
//! in the mean, and none of these entries is 0.
//!
//! * **Separable.** z = margin e_1 + g, where g is a random vector of all coordinates whose first entry is made positive.
//!   Two of the points are margin e_1 + h and margin e_1 - h with a random vector h of the other coordinates. So u = e_1 has
//!   margin at least `margin`. The midpoint of the two is margin e_1, so no unit vector has more, and only e_1 has as much.
//! * **Non-separable**, on coordinates c_1, ..., c_r: the points on the right side are random vectors of c_1, ..., c_r, the
//!   i-th of the first r of them of c_1, ..., c_i only; their entry at c_1 is made positive. They are dealt into as many
//!   groups as there are points on the wrong side; the point of a group is -2^-j times its sum, with the least j >= 0 for
//!   which its length is at most 1. With the multiplier 1 on the right side and 2^j on the wrong side,
//!   the sum of mu_i z_i is 0 (Gordan), all mu_i > 0. The first r points span the coordinates, being triangular with a
//!   non-zero diagonal. Hence z_i·w >= 0 for all i implies z_i·w = 0 for all i, thus w = 0 on these coordinates.
//! * **Mixed.** The first k points are non-separable on e_2, ..., e_{rank+1}, with a quarter of them on the wrong side; the
//!   rest is as the separable data. These are the two parts of Ji and Telgarsky (2019).
//!
//! Then the points are shuffled, labels alternate (+1 first, x_i = y_i z_i), and all x_i are rotated by one random orthogonal
//! matrix with dyadic entries: three rounds of a signed permutation followed by the 4 x 4 Hadamard matrix over 2 on groups of
//! four coordinates. u is rotated along. With a dyadic margin, doubles hold the features exactly.
//!
//! # Guarantee
//!
//! Exact: the properties are theorems about the rational features, and `tests/data/synthetic_data.rs` checks them on rationals.
//! The same bytes on every machine. Source: proofs/THEORY.md section 2; Ji and Telgarsky, *The implicit bias of gradient descent on
//! nonseparable data*, COLT 2019.

mod parameters;

use super::ExactDataSet;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;
use rug::Rational;

/// The largest n d: beyond it rational features take several gigabytes.
pub const MOST_FEATURES: usize = 10_000_000;

/// Random entries are multiples of 2^-20.
const GRID_BITS: u32 = 20;

/// Rounds of the random rotation.
const ROUNDS: usize = 3;

/// A synthetic data set, with parameters that are known to fit together; [`FromStr`](std::str::FromStr) reads it
/// (without the leading `synthetic:`) and [`Display`](std::fmt::Display) writes it with all its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Synthetic {
    kind: Kind,
    count: usize,
    dimension: usize,
    seed: u64,
}

/// What is promised, with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    Separable { margin: Rational },
    Nonseparable { wrong: usize, overlap: Rational },
    Mixed { margin: Rational, overlap: Rational, nonseparable: usize, rank: usize },
}

/// The data and the witnesses of what its name promises.
///
/// # Guarantee
///
/// Exact.
#[derive(Clone, Debug, PartialEq)]
pub struct SyntheticData {
    /// The points.
    pub data: ExactDataSet,
    /// u, with |u| = 1. Separable: z_i·u >= margin, the hard-margin direction. Non-separable: z_i·u < 0 for the share
    /// `overlap`, > 0 for the others. Mixed: z_i·u = 0 on the non-separable part, >= margin on the rest.
    pub direction: Vec<Rational>,
    /// Gordan's multipliers: sum mu_i z_i = 0, mu_i > 0 on the non-separable part and 0 elsewhere.
    pub multipliers: Vec<Rational>,
}

impl SyntheticData {
    /// The rows of the non-separable part, from 0, increasing.
    pub fn non_separable_rows(&self) -> Vec<usize> {
        (0..self.multipliers.len()).filter(|&row| self.multipliers[row] > 0).collect()
    }
}

impl Synthetic {
    /// The kinds, each with what it promises and the parameters it takes.
    pub const KINDS: [(&'static str, &'static [&'static str]); 3] = [
        ("separable", &["n", "d", "margin", "seed"]),
        ("nonseparable", &["n", "d", "overlap", "seed"]),
        ("mixed", &["n", "d", "margin", "overlap", "rank", "seed"]),
    ];

    /// n, the number of points.
    pub fn count(&self) -> usize {
        self.count
    }

    /// d, the number of features.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The maximum margin: of all points if separable, of the separable rest's projections if mixed.
    pub fn margin(&self) -> Option<&Rational> {
        match &self.kind {
            Kind::Separable { margin } | Kind::Mixed { margin, .. } => Some(margin),
            Kind::Nonseparable { .. } => None,
        }
    }

    /// The dimension of the span of the non-separable part.
    pub fn rank(&self) -> usize {
        match self.kind {
            Kind::Separable { .. } => 0,
            Kind::Nonseparable { .. } => self.dimension,
            Kind::Mixed { rank, .. } => rank,
        }
    }

    /// The same data drawn with another seed.
    pub fn with_seed(self, seed: u64) -> Self {
        Synthetic { seed, ..self }
    }

    /// Draws the data: O(n d) rational operations.
    pub fn generate(&self) -> SyntheticData {
        let generator = |stream| {
            let mut generator = ChaCha20Rng::seed_from_u64(self.seed);
            generator.set_stream(stream);
            Draw(generator)
        };
        let frame = Frame { dimension: self.dimension };
        let mut entries = generator(1);
        let mut points = match &self.kind {
            Kind::Separable { margin } => frame.separable(self.count, margin, &mut entries),
            Kind::Nonseparable { wrong, .. } => frame.nonseparable(0..self.dimension, self.count, *wrong, &mut entries),
            Kind::Mixed { margin, nonseparable, rank, .. } => {
                let wrong = (nonseparable / 4).clamp(1, nonseparable - rank);
                let mut points = frame.nonseparable(1..rank + 1, *nonseparable, wrong, &mut entries);
                points.extend(frame.separable(self.count - nonseparable, margin, &mut entries));
                points
            }
        };
        generator(2).shuffle(&mut points);
        let rotation = Rotation::draw(self.dimension, &mut generator(3));
        let mut direction = frame.zero();
        direction[0] = Rational::from(1);
        let (rows, multipliers): (Vec<_>, Vec<_>) = points.into_iter().unzip();
        let labelled = |(row, z): (usize, Vec<Rational>)| {
            let x = rotation.apply(z);
            if row % 2 == 0 { (x, 1) } else { (x.into_iter().map(|entry| -entry).collect(), -1) }
        };
        SyntheticData {
            data: ExactDataSet { samples: rows.into_iter().enumerate().map(labelled).collect() },
            direction: rotation.apply(direction),
            multipliers,
        }
    }
}

/// z and its multiplier.
type Point = (Vec<Rational>, Rational);

/// The coordinates before they are rotated. u is the first axis.
struct Frame {
    dimension: usize,
}

impl Frame {
    fn zero(&self) -> Vec<Rational> {
        vec![Rational::new(); self.dimension]
    }

    /// A random vector of the given coordinates.
    fn random(&self, coordinates: std::ops::Range<usize>, draw: &mut Draw) -> Vec<Rational> {
        let mut vector = self.zero();
        // r = sqrt(3/coordinates) in multiples of 2^-20, rounded down
        let squared = (3_u64 << (2 * GRID_BITS)) / coordinates.len().max(1) as u64;
        let most = squared.isqrt().max(1);
        for entry in &mut vector[coordinates] {
            let size = Rational::from((1 + draw.below(most), 1_u64 << GRID_BITS));
            *entry = if draw.below(2) == 0 { size } else { -size };
        }
        vector
    }

    fn separable(&self, count: usize, margin: &Rational, draw: &mut Draw) -> Vec<Point> {
        let mut points = Vec::with_capacity(count);
        let offset = self.random(1..self.dimension, draw);
        // A single point has to be margin e_1 itself for the maximum margin to be `margin`.
        let signs: &[i32] = if count == 1 { &[0] } else { &[1, -1] };
        for sign in signs {
            points.push(offset.iter().map(|entry| Rational::from(entry * *sign)).collect());
        }
        for _ in signs.len()..count {
            let mut point = self.random(0..self.dimension, draw);
            point[0].abs_mut();
            points.push(point);
        }
        points.iter_mut().for_each(|point: &mut Vec<Rational>| point[0] += margin);
        points.into_iter().map(|point| (point, Rational::new())).collect()
    }

    fn nonseparable(
        &self,
        coordinates: std::ops::Range<usize>,
        count: usize,
        wrong: usize,
        draw: &mut Draw,
    ) -> Vec<Point> {
        let first = coordinates.start;
        let mut sums = vec![self.zero(); wrong];
        let mut points = Vec::with_capacity(count);
        for index in 0..count - wrong {
            let end = coordinates.end.min(first + index + 1);
            let end = if index < coordinates.len() { end } else { coordinates.end };
            let mut point = self.random(first..end, draw);
            point[first].abs_mut();
            sums[index % wrong].iter_mut().zip(&point).for_each(|(sum, entry)| *sum += entry);
            points.push((point, Rational::from(1)));
        }
        for mut sum in sums {
            let mut multiplier = Rational::from(1);
            let mut squared: Rational = sum.iter().map(|entry| Rational::from(entry.square_ref())).sum();
            while squared > 1 {
                squared /= 4;
                multiplier *= 2;
            }
            sum.iter_mut().for_each(|entry| *entry /= -multiplier.clone());
            points.push((sum, multiplier));
        }
        points
    }
}

/// An orthogonal matrix with dyadic entries.
struct Rotation {
    /// Of each round: the coordinate taken from, and whether its sign changes.
    rounds: Vec<Vec<(usize, bool)>>,
}

impl Rotation {
    fn draw(dimension: usize, draw: &mut Draw) -> Self {
        let round = |_| {
            let mut order: Vec<usize> = (0..dimension).collect();
            draw.shuffle(&mut order);
            order.into_iter().map(|from| (from, draw.below(2) == 1)).collect()
        };
        Rotation { rounds: (0..ROUNDS).map(round).collect() }
    }

    fn apply(&self, mut vector: Vec<Rational>) -> Vec<Rational> {
        for round in &self.rounds {
            let mut next: Vec<Rational> = Vec::with_capacity(vector.len());
            for &(from, negative) in round {
                let entry = std::mem::take(&mut vector[from]);
                next.push(if negative { -entry } else { entry });
            }
            for group in next.chunks_exact_mut(4) {
                hadamard(group);
            }
            vector = next;
        }
        vector
    }
}

/// The 4 x 4 Hadamard matrix over 2: symmetric and orthogonal. Entry (i, j) has the sign of the parity of i & j.
fn hadamard(group: &mut [Rational]) {
    let before = group.to_vec();
    for (i, entry) in group.iter_mut().enumerate() {
        let sum = before.iter().enumerate().fold(Rational::new(), |sum, (j, value)| {
            if (i & j).count_ones() % 2 == 0 { sum + value } else { sum - value }
        });
        *entry = sum / 2;
    }
}

/// Random integers. Their algorithm is written here so that a seed means the same data with every version of `rand`.
struct Draw(ChaCha20Rng);

impl Draw {
    /// Uniform on 0..bound, by rejection. `bound` is positive.
    fn below(&mut self, bound: u64) -> u64 {
        let limit = u64::MAX - u64::MAX % bound;
        loop {
            let value = self.0.next_u64();
            if value < limit {
                return value % bound;
            }
        }
    }

    /// Fisher and Yates.
    fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }
}
