//! Divergence of almost all starts of the two-layer network on data of one feature, under a loss of bounded slope.
//!
//! Where the slopes at infinity differ no lemma can say of all starts of a small cell that they diverge: log p - log q moves by a rotation, so that some come
//! so near to v = 0 that they lose almost all of pq. This one bounds how many.
//!
//! # Lemma
//!
//! (G6m) One feature, signed points of both signs, and a loss with -1 < l' < 0 and |l''(u)| <= 1/(4 cosh²(u/2)), such as the logistic one. Let a_1, a_2 be eta N r_1
//! and eta N r_2, and c_i, L_i, r, sigma those of their [`Rotation`], s = c_1 + c_2; zeta <= |z_i| <= X for all points but those at zero, and
//!
//! > theta <= 1, |1 - a_1|, |1 - a_2|,  2 h <= c_1, c_2,  D >= |L_2 - L_1|.
//!
//! Of a curve of starts let x = log p - log q be a coordinate; on it A <= x <= B, mu <= log(pq) - sigma x <= mu', and |d log(pq)/dx| <= M. Choose u > 0, and put
//!
//! > kappa = (r/2 + 1)/zeta,  alpha = (a_1 + a_2) e^{-zeta u},  Delta = (64/5) alpha/theta,  U = u + (3/4) kappa/r,  w = (9/2) N e^{-mu/2}.
//!
//! If
//!
//! > (i) r > 0;  (ii) zeta u >= 1;
//! > (iii) A >= -c_1, B <= c_2, B - A + 2 Delta < s;
//! > (iv) 2 N (33/32) U <= e^{(mu - D)/2} sinh h;  (v) D w U <= s/5;  (vi) Delta (1 + D/s) <= 1/32;  (vii) Delta < w u, Delta < h;
//! > (viii) 16 X (alpha/theta) [(32/25)(u + kappa)(M + 3) + (13/16) e^{(mu' + D)/2}/N] <= 1/8,
//!
//! then all starts of the curve diverge but for a set whose measure in x is at most (16/7) w [u/(1 - g) + kappa g/(1 - g)²], g = e^{-r/2}. So if x, as a function of
//! another parameter of the curve, has a derivative of size mu_x at least, and that parameter runs through a length S,
//!
//! > (ix) (16/7) w [u/(1 - g) + kappa g/(1 - g)²] <= epsilon mu_x S
//!
//! implies that the share of starts that do not diverge is at most epsilon, measured by that parameter.
//!
//! # Proof
//!
//! Write y for log(pq) - sigma x. At step k let u_k = u + kappa k and w_k = w u_k e^{-rk/2}, and call a start good up to k if |x_j| >= w_j for all j <= k. By induction, for good starts:
//!
//! *Near infinity.* The mean of |z| is r_1 + r_2. For v > 0, a = eta N g(v) lies within alpha(v) = (a_1 + a_2) e^{-zeta |v|} below a_1, as l' is within e^{-|u|} of its limits, and
//! a' = eta N g' <= X alpha(v); likewise for v < 0. Where |v| >= u, (vi), by which alpha <= theta/2, gives |1 - a²| >= theta/4, so that x' - x and log(pq)' - log(pq) differ from the values of the rotation by at most
//! 8 alpha(v)/theta, and have derivatives by v of size at most 16 X alpha(v)/theta.
//!
//! *Distance.* |v| = e^{log(pq)/2} sinh(|x|/2)/(2N), where log(pq) = y + sigma x and |sigma| s <= D. As a function of |x|, e^{-|sigma||x|/2} sinh(|x|/2) rises and then falls, if at all: on
//! [w_k, c] with c = c_1 or c_2 it is at least the smaller of its values at the ends, which are at least e^{-1/10} w_k/2, by (v) and w_k <= w U, and e^{-D/2} sinh h. Here
//! u_k e^{-rk/2} <= U, because k e^{-rk/2} <= 2/(e r). With y_k >= mu + rk - 1/32 (below), (9/8) e^{-1/10} e^{-1/64} > 1 and (iv), |v_k| >= u_k.
//!
//! *Drift.* So alpha(v_k) <= alpha e^{-zeta kappa k}, zeta kappa >= 1 and zeta kappa >= r/2 + 1: the differences from the rotation, e_k = 8 alpha(v_k)/theta, have Σ_{j >= k} e_j <= Delta e^{-zeta kappa k},
//! and y_k - y_0 - rk is at most (1 + |sigma|) Delta <= 1/32 in size, by (vi). From x_k > 0, x_{k+1} <= x_k - c_1 + e_k, and from x_k < 0, x_{k+1} <= c_2 - w_k + e_k; with (vii), whose w_k falls no faster than
//! e^{-zeta kappa k}, and (iii), all x_k lie in [-c_1, c_2].
//!
//! *Measure.* dx_k/dx_0 and d log(pq)_k/dx_0 differ from their first values by at most 1/8: each step adds at most
//! 16 X (alpha(v_k)/theta) [|v_k| (M + 3)/2 + e^{log(pq)/2}/(2N)], where |v| alpha(v) falls by (ii), Σ u_k e^{-zeta kappa k} <= (u + kappa)(64/25), and e^{log(pq)_k/2} <= e^{(mu' + D)/2 + 1/64 + rk/2}, so
//! that (viii) bounds the sum. The map x_0 -> x_k is injective on the starts that are good up to k - 1: on those with the same signs of x_0, .., x_{k-1} it is monotone, and they fill an interval, as each condition x_j >= w_j
//! is one on a monotone function. If the signs differ, and last at step j, then x_{j+1} differ by at least 2 min(w_{j-1}, h) - 2 e_{j-1} - 2 e_j, because x_j <= c_2 - min(w_{j-1}, h) + e_{j-1} and
//! likewise at the other end (for j = 0 by s - (B - A) - 2 e_0), and each later step changes this by 2 e_i at most: it stays positive by (vii), (iii). So the starts that are good up to k - 1 and not at k have measure at
//! most 2 w_k/(1 - 1/8), and Σ w_k is w [u/(1 - g) + kappa g/(1 - g)²].
//!
//! All others have y_k to infinity and |v_k| >= u_k: they diverge, and the loss tends to infinity, as there are points of both signs. ∎
//!
//! Source: proofs/THEORY.md section 6, (G6m), which makes the constants of (G6') explicit.
//!
//! # What is monotone in what
//!
//! The hypotheses become harder as theta, h, zeta, mu, A and mu_x S fall, and as D, X, mu', B and M rise. Over several rates, and several curves, the enclosures hold for each of them.

use super::Failure;
use super::gram_universal::side_slopes;
use crate::arithmetic::{Analytic, Expression};
use crate::certify::ends::Ends;
use crate::certify::lemma::{Lemma, Slack};
use crate::dynamics::GramSystem;
use crate::theory::rotation::{Rotation, Side};
use rug::Rational;

/// The lemma of this file.
pub struct GramAlmostAll;

/// The numbers of the statement.
#[derive(Clone, Debug, PartialEq)]
pub struct Numbers<T> {
    /// P_i and Q_i.
    pub rotation: Rotation<T>,
    /// a_1 + a_2.
    pub pushes: T,
    /// N.
    pub scale: T,
    /// theta.
    pub room: T,
    /// h.
    pub half_side: T,
    /// D.
    pub unevenness: T,
    /// zeta.
    pub nearest: T,
    /// X.
    pub farthest: T,
    /// A and B.
    pub places: [T; 2],
    /// mu and mu'.
    pub levels: [T; 2],
    /// M.
    pub slant: T,
    /// mu_x S.
    pub spread: T,
    /// u.
    pub clearance: T,
    /// epsilon.
    pub exception: T,
}

impl<T: Analytic> Numbers<T> {
    /// (16/7) w [u/(1 - g) + kappa g/(1 - g)²], the measure in x of what may not diverge.
    pub fn lost(&self) -> T {
        let half = self.rotation.growth() / T::integer(2);
        let fall = (-half.clone()).exp();
        let rest = T::one() - &fall;
        let sum = self.clearance.clone() / &rest + self.pace(&half) * fall / rest.square();
        T::integer(16) * self.strip() * sum / T::integer(7)
    }

    /// kappa, from r/2.
    fn pace(&self, half: &T) -> T {
        (half.clone() + T::one()) / &self.nearest
    }

    /// w.
    fn strip(&self) -> T {
        T::integer(9) * &self.scale * (-(self.levels[0].clone() / T::integer(2))).exp() / T::integer(2)
    }
}

/// Curves of starts at one step, one for each value of what is fixed on them, by what all have in common.
#[derive(Clone, Debug)]
pub struct Bundle<T> {
    /// a_1 and a_2.
    pub pushes: [T; 2],
    /// N.
    pub scale: T,
    /// zeta.
    pub nearest: T,
    /// X.
    pub farthest: T,
    /// A lower and an upper bound of x.
    pub places: [T; 2],
    /// A lower and an upper bound of log(pq).
    pub sizes: [T; 2],
    /// A lower bound of the size of the derivative of x by the parameter of a curve.
    pub slope: T,
    /// An upper bound of the size of that of log(pq).
    pub drift: T,
    /// The length that the parameter runs through.
    pub length: T,
}

/// A number that is smaller by a part in 2^8 of its size: floats that guess must not fail for their roundings.
fn below<T: Ends>(value: T) -> T {
    (value.clone() - value.largest_size() / T::integer(256)).lower_end()
}

impl<T: Ends> Bundle<T> {
    /// The numbers of the lemma for a choice of u and epsilon.
    pub fn numbers(self, clearance: T, exception: T) -> Numbers<T> {
        let Bundle { pushes, scale, nearest, farthest, places, sizes: [least, most], slope, drift, length } = self;
        let rotation = Rotation::of(&pushes);
        let tilt = rotation.tilt();
        let [from, to] = places.clone().map(|place| tilt.clone() * place);
        let [one, other] = &rotation.sides;
        let gap = |push: &T| (T::one() - push).smallest_size();
        let room = below(gap(&pushes[0]).smaller(&gap(&pushes[1]))).smaller(&T::one());
        let shorter = one.length().smaller(&other.length());
        let difference = (other.gain() - one.gain()).largest_size();
        let [one_push, other_push] = pushes;
        Numbers {
            half_side: below(shorter / T::integer(2)),
            unevenness: -below(-difference),
            levels: [(least - from.larger(&to)).lower_end(), (most - from.smaller(&to)).upper_end()],
            slant: (drift / &slope).upper_end(),
            spread: (slope * length).lower_end(),
            rotation,
            pushes: one_push + other_push,
            scale,
            room,
            nearest,
            farthest,
            places,
            clearance,
            exception,
        }
    }
}

/// What the lemma asks of data. Exact.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// r_1 and r_2.
    pub slopes: [Rational; 2],
    /// zeta, the least |z_i| that is not zero.
    pub nearest: Rational,
    /// X, the largest |z_i|.
    pub farthest: Rational,
}

impl Sides {
    /// Of the data of a network.
    ///
    /// # Errors
    ///
    /// [`Failure::NotApplicable`] for another loss, several features, or points of one sign.
    pub fn of(system: &GramSystem) -> Result<Self, Failure> {
        let slopes = side_slopes(system)?;
        let occurring = system.points.iter().filter(|(_, multiplicity)| *multiplicity > 0);
        let sizes = || occurring.clone().map(|(z, _)| z[0].clone().abs()).filter(|size| !size.is_zero());
        let [nearest, farthest] = [sizes().min(), sizes().max()].map(Option::unwrap_or_default);
        Ok(Sides { slopes, nearest, farthest })
    }
}

impl Lemma for GramAlmostAll {
    const NAME: &'static str = "gram_almost_all";

    type Numbers<T> = Numbers<T>;

    fn slacks<T: Analytic>(numbers: &Numbers<T>) -> Vec<Slack<T>> {
        let Numbers { rotation, pushes, scale, room, half_side, unevenness, nearest, farthest, .. } = numbers;
        let Numbers { places: [from, to], levels: [least, most], slant, spread, clearance, exception, .. } = numbers;
        let ratio = |above: i32, below: i32| T::integer(above) / T::integer(below);
        let [one, other] = &rotation.sides;
        let (growth, circle) = (rotation.growth(), rotation.circle());
        let half = growth.clone() / T::integer(2);
        let pace = numbers.pace(&half);
        // alpha/theta and Delta
        let relative = pushes.clone() * (-(nearest.clone() * clearance)).exp() / room;
        let drift = ratio(64, 5) * &relative;
        // U and w
        let reach = clearance.clone() + ratio(3, 4) * &pace / &growth;
        let strip = numbers.strip();
        let exponential = |sum: T| (sum / T::integer(2)).exp();
        let far = exponential(least.clone() - unevenness) * half_side.clone().sinh();
        let moved = ratio(32, 25) * (clearance.clone() + &pace) * (slant.clone() + T::integer(3))
            + ratio(13, 16) * exponential(most.clone() + unevenness) / scale;
        let within = |side: &Side<T>| {
            // theta <= |1 - a| and Q = 2 log |1 - a|
            side.minus.clone() / T::integer(2) - room.clone().ln()
        };
        let side = |side: &Side<T>| side.length() / T::integer(2) - half_side;
        let difference = other.gain() - one.gain();
        vec![
            Slack::strict("r > 0", growth),
            Slack::strict("zeta > 0", nearest.clone()),
            Slack::strict("theta > 0", room.clone()),
            Slack::weak("theta <= 1", T::one() - room),
            Slack::weak("theta <= |1 - a_1|", within(one)),
            Slack::weak("theta <= |1 - a_2|", within(other)),
            Slack::weak("2 h <= c_1", side(one)),
            Slack::weak("2 h <= c_2", side(other)),
            Slack::weak("D >= L_2 - L_1", unevenness.clone() - &difference),
            Slack::weak("D >= L_1 - L_2", unevenness.clone() + difference),
            Slack::weak("zeta u >= 1", nearest.clone() * clearance - T::one()),
            Slack::weak("A >= -c_1", from.clone() + one.length()),
            Slack::weak("B <= c_2", other.length() - to),
            Slack::strict("B - A + 2 Delta < s", circle.clone() + from - to - T::integer(2) * &drift),
            Slack::weak("2 N (33/32) U <= e^{(mu - D)/2} sinh h", far - ratio(33, 16) * scale * &reach),
            Slack::weak("D w U <= s/5", circle.clone() / T::integer(5) - unevenness.clone() * &strip * reach),
            Slack::weak(
                "Delta (1 + D/s) <= 1/32",
                ratio(1, 32) - drift.clone() * (T::one() + unevenness.clone() / circle),
            ),
            Slack::strict("Delta < w u", strip * clearance - &drift),
            Slack::strict("Delta < h", half_side.clone() - drift),
            Slack::weak(
                "16 X (alpha/theta) [(32/25)(u + kappa)(M + 3) + (13/16) e^{(mu' + D)/2}/N] <= 1/8",
                ratio(1, 8) - T::integer(16) * farthest * relative * moved,
            ),
            Slack::weak(
                "(16/7) w [u/(1 - g) + kappa g/(1 - g)²] <= epsilon mu_x S",
                exception.clone() * spread - numbers.lost(),
            ),
        ]
    }

    fn symbols() -> Numbers<Expression> {
        let variable = Expression::variable;
        let side = |plus, minus| Side { plus: variable(plus), minus: variable(minus) };
        Numbers {
            rotation: Rotation { sides: [side("P_1", "Q_1"), side("P_2", "Q_2")] },
            pushes: variable("a"),
            scale: variable("N"),
            room: variable("theta"),
            half_side: variable("h"),
            unevenness: variable("D"),
            nearest: variable("zeta"),
            farthest: variable("X"),
            places: [variable("A"), variable("B")],
            levels: [variable("mu"), variable("mu'")],
            slant: variable("M"),
            spread: variable("S"),
            clearance: variable("u"),
            exception: variable("epsilon"),
        }
    }
}
