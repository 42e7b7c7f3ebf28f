//! Two-layer networks on data of one feature at infinity, under a loss of bounded slope: a rotation.
//!
//! With x = log(p/q), l = log(pq) and a = eta N g(v), (T3) is x' = x + log((1 - a)²/(1 + a)²), l' = l + log((1 - a²)²). Far from v = 0 the slope g is
//! r1 or -r2 ([`slope_limits`](super::one_feature::slope_limits)), so that with a_i = eta N r_i, P_i = log (1 + a_i)² and Q_i = log (1 - a_i)²
//!
//! (G6')  x' = x - c_1 (x > 0), x + c_2 (x < 0), c_i = P_i - Q_i;  l' = l + L_i, L_i = P_i + Q_i;  E(a_i) = L_i/c_i
//!
//! which exchanges the two parts of [-c_1, c_2], as a rotation of a circle of length c_1 + c_2 does. One visit to each side for c_2, c_1 visits of the other makes
//!
//! (G6')  r = (c_2 L_1 + c_1 L_2)/(c_1 + c_2) = 2 (P_1 P_2 - Q_1 Q_2)/(c_1 + c_2),  sigma = (L_2 - L_1)/(c_1 + c_2):  l - sigma x rises by r at each step.
//!
//! Source: proofs/THEORY.md section 6, (G6'), (G6m).

use crate::arithmetic::{Analytic, Field};

/// One side of v = 0, far from it.
#[derive(Clone, Debug, PartialEq)]
pub struct Side<T> {
    /// P = log (1 + a)².
    pub plus: T,
    /// Q = log (1 - a)².
    pub minus: T,
}

impl<T: Analytic> Side<T> {
    /// The side of a = eta N r.
    pub fn of(push: T) -> Self {
        Side { plus: (T::one() + &push).square().ln(), minus: (T::one() - push).square().ln() }
    }
}

impl<T: Field> Side<T> {
    /// c, by which x comes nearer to zero.
    pub fn length(&self) -> T {
        self.plus.clone() - &self.minus
    }

    /// L, by which log(pq) rises.
    pub fn gain(&self) -> T {
        self.plus.clone() + &self.minus
    }

    /// E = L/c.
    pub fn exchange(&self) -> T {
        self.gain() / self.length()
    }
}

/// Both sides.
#[derive(Clone, Debug, PartialEq)]
pub struct Rotation<T> {
    /// That of v > 0, of a_1, and that of v < 0, of a_2.
    pub sides: [Side<T>; 2],
}

impl<T: Analytic> Rotation<T> {
    /// The rotation of a_1 and a_2.
    pub fn of(pushes: &[T; 2]) -> Self {
        Rotation { sides: pushes.clone().map(Side::of) }
    }
}

impl<T: Field> Rotation<T> {
    /// c_1 + c_2.
    pub fn circle(&self) -> T {
        let [one, other] = &self.sides;
        one.length() + other.length()
    }

    /// r.
    pub fn growth(&self) -> T {
        let [one, other] = &self.sides;
        let product = one.plus.clone() * &other.plus - one.minus.clone() * &other.minus;
        T::integer(2) * product / self.circle()
    }

    /// sigma.
    pub fn tilt(&self) -> T {
        let [one, other] = &self.sides;
        (other.gain() - one.gain()) / self.circle()
    }

    /// Lambda = E(a_1) + E(a_2), which has the sign of r.
    pub fn exchange(&self) -> T {
        let [one, other] = &self.sides;
        one.exchange() + other.exchange()
    }
}
