//! Two-layer networks on data of one or two features, trained step by step on their weights at 500 bits: typed anew, without
//! enclosures, without the Gram matrix and without this crate.

use crate::plain_orbits::{BITS, margin_curvature, margin_loss, margin_slope, number, small};
use catapult_core::model::LossName;
use rug::{Float, Rational};

/// Weights, data and rate.
#[derive(Clone, Debug)]
pub struct Dense {
    pub loss: LossName,
    pub learning_rate: Float,
    pub data: Vec<Vec<Float>>,
    /// Rows of W1.
    pub first: Vec<Vec<Float>>,
    /// w2.
    pub second: Vec<Float>,
}

pub fn dot(x: &[Float], y: &[Float]) -> Float {
    x.iter().zip(y).fold(small(0.0), |sum, (x, y)| sum + Float::with_val(BITS, x * y))
}

impl Dense {
    pub fn new(
        loss: LossName,
        rate: &Rational,
        data: &[Vec<Rational>],
        first: &[Vec<Rational>],
        second: &[Rational],
    ) -> Self {
        let rows = |rows: &[Vec<Rational>]| rows.iter().map(|row| row.iter().map(number).collect()).collect();
        Dense {
            loss,
            learning_rate: number(rate),
            data: rows(data),
            first: rows(first),
            second: second.iter().map(number).collect(),
        }
    }

    /// N = m^{-1/2}.
    pub fn scale(&self) -> Float {
        small(1.0) / small(self.second.len() as f64).sqrt()
    }

    /// v = N W1^T w2.
    pub fn v(&self) -> Vec<Float> {
        let column = |j: usize| self.first.iter().map(|row| row[j].clone()).collect::<Vec<Float>>();
        (0..self.data[0].len()).map(|j| dot(&column(j), &self.second) * self.scale()).collect()
    }

    /// L(v).
    pub fn risk(&self) -> Float {
        self.risk_at(&self.v())
    }

    /// L at any v.
    pub fn risk_at(&self, v: &[Float]) -> Float {
        let sum = self.data.iter().fold(small(0.0), |sum, z| sum + margin_loss(self.loss, &dot(z, v)));
        sum / self.data.len() as u32
    }

    /// grad L at any v.
    pub fn gradient_at(&self, v: &[Float]) -> Vec<Float> {
        let term =
            |j: usize| self.data.iter().fold(small(0.0), |sum, z| sum + margin_slope(self.loss, &dot(z, v)) * &z[j]);
        (0..v.len()).map(|j| term(j) / self.data.len() as u32).collect()
    }

    /// Hess L at any v.
    pub fn hessian_at(&self, v: &[Float]) -> Vec<Vec<Float>> {
        let entry = |j: usize, k: usize| {
            let sum = self
                .data
                .iter()
                .fold(small(0.0), |sum, z| sum + margin_curvature(self.loss, &dot(z, v)) * &z[j] * &z[k]);
            sum / self.data.len() as u32
        };
        (0..v.len()).map(|j| (0..v.len()).map(|k| entry(j, k)).collect()).collect()
    }

    /// One step on all weights.
    pub fn step(&mut self) {
        let g = self.gradient_at(&self.v());
        let rate = self.learning_rate.clone() * self.scale();
        let along: Vec<Float> = self.first.iter().map(|row| dot(row, &g)).collect();
        for (row, w) in self.first.iter_mut().zip(&self.second) {
            for (x, g) in row.iter_mut().zip(&g) {
                *x -= rate.clone() * w * g;
            }
        }
        self.second.iter_mut().zip(along).for_each(|(w, along)| *w -= rate.clone() * along);
    }

    /// The state some steps later.
    pub fn after(mut self, steps: u64) -> Self {
        (0..steps).for_each(|_| self.step());
        self
    }

    /// M + b I with M = W1^T W1/m, b = |w2|²/m.
    pub fn kernel(&self) -> Vec<Vec<Float>> {
        let features = self.data[0].len();
        let b = self.b();
        let entry = |j: usize, k: usize| {
            let sum = self.first.iter().fold(small(0.0), |sum, row| sum + Float::with_val(BITS, &row[j] * &row[k]));
            let m = sum / self.second.len() as u32;
            if j == k { m + &b } else { m }
        };
        (0..features).map(|j| (0..features).map(|k| entry(j, k)).collect()).collect()
    }

    /// b = |w2|²/m.
    pub fn b(&self) -> Float {
        dot(&self.second, &self.second) / self.second.len() as u32
    }

    /// tr M + b.
    pub fn trace(&self) -> Float {
        let squares = self.first.iter().fold(small(0.0), |sum, row| sum + dot(row, row));
        squares / self.second.len() as u32 + self.b()
    }

    /// max |z|.
    pub fn longest(&self) -> Float {
        self.data.iter().map(|z| dot(z, z).sqrt()).fold(small(0.0), |most, next| most.max(&next))
    }

    /// The minimiser of the risk by Newton's method with halved steps; `None` where it does not settle.
    pub fn minimiser(&self) -> Option<Vec<Float>> {
        let mut v = vec![small(0.0); self.data[0].len()];
        for _ in 0..200 {
            let g = self.gradient_at(&v);
            let step = solve(&self.hessian_at(&v), &g);
            let size = dot(&g, &step);
            if size < small(1.0) >> 900 {
                return Some(v);
            }
            let mut share = small(1.0);
            let value = self.risk_at(&v);
            loop {
                let next: Vec<Float> = v.iter().zip(&step).map(|(v, s)| v.clone() - share.clone() * s).collect();
                if self.risk_at(&next) <= value || share < 1e-9 {
                    v = next;
                    break;
                }
                share /= 2u32;
            }
        }
        None
    }
}

/// A^{-1} x for one or two rows.
pub fn solve(a: &[Vec<Float>], x: &[Float]) -> Vec<Float> {
    match a {
        [row] => vec![x[0].clone() / &row[0]],
        _ => {
            let determinant = determinant(a);
            vec![
                (a[1][1].clone() * &x[0] - a[0][1].clone() * &x[1]) / &determinant,
                (a[0][0].clone() * &x[1] - a[1][0].clone() * &x[0]) / determinant,
            ]
        }
    }
}

fn determinant(a: &[Vec<Float>]) -> Float {
    a[0][0].clone() * &a[1][1] - a[0][1].clone() * &a[1][0]
}

/// The eigenvalues of a matrix with real ones, of one or two rows, the smaller first.
pub fn eigenvalues(a: &[Vec<Float>]) -> [Float; 2] {
    if let [row] = a {
        return [row[0].clone(), row[0].clone()];
    }
    let half = (a[0][0].clone() + &a[1][1]) / 2u32;
    let root = (half.clone().square() - determinant(a)).max(&small(0.0)).sqrt();
    [half.clone() - &root, half + root]
}

/// A B.
pub fn product(a: &[Vec<Float>], b: &[Vec<Float>]) -> Vec<Vec<Float>> {
    let column = |j: usize| b.iter().map(|row| row[j].clone()).collect::<Vec<Float>>();
    a.iter().map(|row| (0..b.len()).map(|j| dot(row, &column(j))).collect()).collect()
}
