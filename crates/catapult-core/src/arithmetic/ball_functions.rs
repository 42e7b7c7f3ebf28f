//! The elementary functions of balls. Notation of the comments: the argument is the ball of radius r around m.
//!
//! A narrow ball is mapped by one MPFR evaluation at m and a bound on the slope. A wide one ([`WIDE`]) is mapped by its
//! ends: a monotone function takes its extremes there, MPFR rounds them outward, and the ball between them is no larger
//! than it must be. So e^x, cosh x, √x and x² of wide balls have no negative member.

use super::ball::{Ball, rounding_error};
use super::hyperbolic_series;
use super::magnitude::Magnitude;
use super::{Analytic, Field};
use num_traits::One;
use rug::{Assign, Float, float::Round};
use std::cmp::Ordering;

/// The exponent from which a radius is wide, compared with the scale on which the function bends: r >= 2^-5 of it.
const WIDE: i64 = -4;

impl Ball {
    /// Whether the radius is wide on a scale of 2^`scale`.
    pub(super) fn is_wide(&self, scale: i64) -> bool {
        self.radius.exponent().is_some_and(|exponent| exponent - scale >= WIDE)
    }

    /// The image under an increasing function of a ball in its domain, from the ends.
    fn between_ends(&self, function: impl Fn(&mut Float, Round) -> Ordering) -> Ball {
        let (mut lower, mut upper) = (self.lower(), self.upper());
        function(&mut lower, Round::Down);
        function(&mut upper, Round::Up);
        Ball::between(&lower, &upper, self.bits())
    }

    /// The image under an even function that increases with |x|, from the smallest and the largest |x|.
    pub(super) fn between_sizes(&self, function: impl Fn(&mut Float, Round) -> Ordering) -> Ball {
        let (lower, upper) = (self.lower(), self.upper());
        let contains_zero = lower.is_sign_negative() != upper.is_sign_negative();
        let (lower, upper) = (lower.abs(), upper.abs());
        let mut largest = lower.clone().max(&upper);
        let mut smallest = if contains_zero { Float::new(self.bits()) } else { lower.min(&upper) };
        function(&mut smallest, Round::Down);
        function(&mut largest, Round::Up);
        Ball::between(&smallest, &largest, self.bits())
    }

    /// The exponent of |m|, the scale of functions that are singular at zero.
    pub(super) fn scale(&self) -> i64 {
        self.midpoint.get_exp().map_or(i64::MIN / 2, i64::from)
    }

    /// Applies MPFR's `function` to the midpoint, and makes `spread` plus the rounding the new radius.
    fn evaluate(mut self, spread: Magnitude, function: impl Fn(&mut Float, Round) -> Ordering) -> Ball {
        if !self.is_bounded() {
            return self;
        }
        let rounding = function(&mut self.midpoint, Round::Nearest);
        self.radius = spread.add_up(rounding_error(&self.midpoint, rounding));
        self.guarded()
    }

    /// As `evaluate`, by our own series where it is faster than MPFR.
    fn evaluate_series(
        self,
        spread: Magnitude,
        series: impl Fn(&Float, u32) -> Option<Ball>,
        function: impl Fn(&mut Float, Round) -> Ordering,
    ) -> Ball {
        match series(&self.midpoint, self.bits()) {
            Some(image) if self.is_bounded() => image.widened(spread),
            _ => self.evaluate(spread, function),
        }
    }

    /// sinh m and cosh m of the exact number m, from one evaluation, at `bits` bits or some more.
    fn sinh_cosh_at(midpoint: &Float, bits: u32) -> (Ball, Ball) {
        if let Some(pair) = hyperbolic_series::both(midpoint, bits) {
            return pair;
        }
        let (mut sinh, mut cosh) = (Float::with_val(bits, midpoint), Float::new(bits));
        // MPFR's common evaluation subtracts e^-x from e^x, its single ones have a short cut for small arguments.
        let small = midpoint.get_exp().is_none_or(|exponent| 2 * i64::from(exponent) < -i64::from(bits));
        let (sinh_rounding, cosh_rounding) = if small {
            cosh.assign(midpoint);
            (sinh.sinh_round(Round::Nearest), cosh.cosh_round(Round::Nearest))
        } else {
            sinh.sinh_cosh_round(&mut cosh, Round::Nearest)
        };
        let ball = |value: Float, rounding| {
            let error = rounding_error(&value, rounding);
            Ball::new(value, error)
        };
        (ball(sinh, sinh_rounding), ball(cosh, cosh_rounding))
    }

    /// sinh and cosh over a narrow ball from those of its midpoint. With x = m + d, |d| <= r:
    ///
    /// sinh x - sinh m = 2 cosh(m + d/2) sinh(d/2),  cosh x - cosh m = 2 sinh(m + d/2) sinh(d/2),
    ///
    /// |cosh(m + d/2)| <= cosh m cosh(r/2) + |sinh m| sinh(r/2),  |sinh(m + d/2)| <= |sinh m| cosh(r/2) + cosh m sinh(r/2).
    fn spread_sinh_cosh(&self, sinh: Ball, cosh: Ball) -> (Ball, Ball) {
        if self.is_exact() {
            return (sinh, cosh);
        }
        let (half_sinh, half_cosh) = (self.half_radius().sinh_up(), self.half_radius().cosh_up());
        let (size_sinh, size_cosh) = (sinh.magnitude_up(), cosh.magnitude_up());
        let reach = |own: Magnitude, other: Magnitude| {
            let middle = own.mul_up(half_cosh).add_up(other.mul_up(half_sinh));
            middle.mul_up(half_sinh).shifted(1)
        };
        (sinh.widened(reach(size_cosh, size_sinh)), cosh.widened(reach(size_sinh, size_cosh)))
    }

    /// |m| + r/2, above.
    fn size_with_half_radius(&self) -> Magnitude {
        Magnitude::from_float_up(&self.midpoint).add_up(self.half_radius())
    }

    fn half_radius(&self) -> Magnitude {
        self.radius.shifted(-1)
    }

    /// log(1 + e^{-x}) of the exact number x >= 0, as a ball.
    ///
    /// log1p has slope at most 1 on positive arguments, so the error of the exponential passes on undiminished at most.
    fn softplus_of_negated(x: Float) -> Ball {
        let exponential = Ball::exact(-x).exp();
        let error = exponential.radius();
        exponential.evaluate(error, |value, round| value.ln_1p_round(round))
    }
}

/// Arguments beyond this have an exponential that is taken for infinite.
const FAR: u32 = 1 << 28;

impl Analytic for Ball {
    /// |e^x - e^m| <= e^m (e^r - 1), with e^m bounded by the rounded result plus its error; plus one rounding. Wide: by
    /// the ends.
    fn exp(self) -> Self {
        if self.is_wide(0) {
            return self.between_ends(Float::exp_round);
        }
        let radius = self.radius;
        let image =
            self.evaluate_series(Magnitude::ZERO, hyperbolic_series::exp, |value, round| value.exp_round(round));
        if radius.is_zero() {
            return image;
        }
        let spread = image.magnitude_up().mul_up(radius.exp_m1_up());
        image.widened(spread)
    }

    /// |log x - log m| <= r/(m - r) by the mean value theorem, plus one rounding; unbounded unless m > r. Wide: by the
    /// ends.
    fn ln(self) -> Self {
        if self.sign() != Some(Ordering::Greater) {
            return Ball::unbounded(self.bits());
        }
        if self.is_wide(self.scale()) {
            return self.between_ends(Float::ln_round);
        }
        let spread = if self.is_exact() { Magnitude::ZERO } else { self.radius.div_up(self.magnitude_down()) };
        self.evaluate(spread, |value, round| value.ln_round(round))
    }

    /// |sinh x - sinh m| = 2 cosh((x+m)/2) |sinh((x-m)/2)| <= 2 cosh(|m| + r/2) sinh(r/2), plus one rounding. Wide: by
    /// the ends.
    fn sinh(self) -> Self {
        if self.is_wide(0) {
            return self.between_ends(Float::sinh_round);
        }
        let spread = if self.is_exact() {
            Magnitude::ZERO
        } else {
            let product = self.size_with_half_radius().cosh_up().mul_up(self.half_radius().sinh_up());
            product.shifted(1)
        };
        self.evaluate_series(spread, hyperbolic_series::sinh, |value, round| value.sinh_round(round))
    }

    /// |cosh x - cosh m| = 2 |sinh((x+m)/2) sinh((x-m)/2)| <= 2 sinh(|m| + r/2) sinh(r/2), plus one rounding. Wide: as
    /// cosh x increases with |x|, by the largest and the smallest |x|.
    fn cosh(self) -> Self {
        if self.is_wide(0) {
            return self.between_sizes(Float::cosh_round);
        }
        let spread = if self.is_exact() {
            Magnitude::ZERO
        } else {
            let product = self.size_with_half_radius().sinh_up().mul_up(self.half_radius().sinh_up());
            product.shifted(1)
        };
        self.evaluate_series(spread, hyperbolic_series::cosh, |value, round| value.cosh_round(round))
    }

    /// |tanh x - tanh m| <= r sup sech² = r/cosh²(max(0, |m| - r)), plus one rounding. Wide: by the ends. Of an
    /// unbounded argument nothing is known, but the range is -1 to 1.
    fn tanh(self) -> Self {
        if !self.is_bounded() {
            return Ball { midpoint: self.midpoint, radius: Magnitude::ONE };
        }
        if self.is_wide(0) {
            return self.between_ends(Float::tanh_round);
        }
        let spread = if self.is_exact() {
            Magnitude::ZERO
        } else {
            let cosh_down = self.magnitude_down().cosh_down();
            self.radius.div_up(cosh_down.mul_down(cosh_down))
        };
        self.evaluate_series(spread, hyperbolic_series::tanh, |value, round| value.tanh_round(round))
    }

    /// One evaluation for both, unless the ball is wide.
    fn sinh_cosh(self) -> (Self, Self) {
        if !self.is_bounded() || self.is_wide(0) {
            return (self.clone().sinh(), self.cosh());
        }
        let bits = self.bits();
        let (sinh, cosh) = Ball::sinh_cosh_at(&self.midpoint, bits);
        let (sinh, cosh) = self.spread_sinh_cosh(sinh, cosh);
        (sinh.with_bits(bits), cosh.with_bits(bits))
    }

    /// tanh m = sinh m/cosh m with the spread r/cosh² of `tanh`, and 1/cosh² x, from one evaluation, unless the ball is wide
    /// or cosh large.
    fn tanh_sech_squared(self) -> (Self, Self) {
        let moderate = self.midpoint.get_exp().is_some_and(|exponent| exponent <= 6);
        if !self.is_bounded() || self.is_wide(0) || !moderate {
            return (self.clone().tanh(), self.sech_squared());
        }
        let bits = self.bits();
        // More bits for the roundings of quotients and squares.
        let (sinh, cosh) = Ball::sinh_cosh_at(&self.midpoint, bits + 8);
        let tanh = sinh.clone() / &cosh;
        let (_, cosh) = self.spread_sinh_cosh(sinh, cosh);
        let cosh_down = cosh.magnitude_down();
        let spread = self.radius.div_up(cosh_down.mul_down(cosh_down));
        (tanh.widened(spread).with_bits(bits), (Ball::one() / cosh.square()).with_bits(bits))
    }

    /// 1/cosh² x by division; where cosh may leave MPFR's range, the bounds 0 <= 1/cosh² x <= 4 e^(-2|x|) <= 2^(-2^20) for
    /// |x| >= 2^20.
    fn sech_squared(self) -> Self {
        let far = Magnitude::power_of_two(20);
        let bits = self.bits();
        if self.is_bounded() && far.is_at_most(self.magnitude_down()) {
            return Ball::new(Float::new(bits), Magnitude::power_of_two(-(1 << 20)));
        }
        Ball::exact(Float::with_val(bits, 1)) / self.cosh().square()
    }

    /// |√x - √m| = |x - m|/(√x + √m) <= r/√m, plus one rounding; unbounded if the ball reaches below zero. Wide: by
    /// the ends.
    fn sqrt(self) -> Self {
        if self.is_exact() && self.midpoint.is_zero() {
            return self;
        }
        let reaches_zero_at_most = self.radius.is_at_most(Magnitude::from_float_down(&self.midpoint));
        if !self.is_bounded() || self.midpoint.is_sign_negative() || !reaches_zero_at_most {
            return Ball::unbounded(self.bits());
        }
        if self.is_wide(self.scale()) {
            return self.between_ends(Float::sqrt_round);
        }
        let spread = if self.is_exact() {
            Magnitude::ZERO
        } else {
            let (root_down, _) = Float::with_val_round(53, self.midpoint.sqrt_ref(), Round::Down);
            self.radius.div_up(Magnitude::from_float_down(&root_down))
        };
        self.evaluate(spread, |value, round| value.sqrt_round(round))
    }

    /// Where e^x may be beyond all numbers, 0 < 1/(1 + e^x) < e^{-x} < 2^{-2^28} for x > 2^28.
    fn falling_sigmoid(self) -> Self {
        if self.is_bounded() && self.lower() > FAR {
            let bits = self.bits();
            return Ball::between(&Float::new(bits), &(Float::with_val(bits, 1) >> FAR), bits);
        }
        Ball::one() / (Ball::one() + self.exp())
    }

    /// The formula, and at most e^{-|x|} far away.
    fn sigmoid_slope(self) -> Self {
        let bits = self.bits();
        if self.is_bounded() && self.clone().abs().lower() > FAR {
            return Ball::between(&Float::new(bits), &(Float::with_val(bits, 1) >> FAR), bits);
        }
        Ball::one() / (Ball::integer(2) * (self / Ball::integer(2)).cosh()).square()
    }

    /// softplus(m) = max(m, 0) + log(1 + e^{-|m|}) with the errors of its three operations; over the ball the slope
    /// 1/(1 + e^{-x}) is at most min(1, e^{m + r}), so that r times this bounds the spread.
    fn softplus(self) -> Self {
        if !self.is_bounded() {
            return self;
        }
        let spread = if self.is_exact() {
            Magnitude::ZERO
        } else {
            // The slope's bound e^{m + r} needs few bits; it overflows to infinity, so the smaller bound is one.
            let (mut slope, _) = Float::with_val_round(53, self.upper(), Round::Up);
            slope.exp_round(Round::Up);
            self.radius.mul_up(Magnitude::from_float_up(&slope).min(Magnitude::ONE))
        };
        let tail = Ball::softplus_of_negated(self.midpoint.clone().abs());
        let value = if self.midpoint.is_sign_negative() { tail } else { self.centre() + &tail };
        value.widened(spread)
    }

    /// log(2 cosh m) = |m| + log(1 + e^{-2|m|}) with the errors of its operations; over the ball the slope tanh is at
    /// most min(1, |m| + r) in absolute value, so that r times this bounds the spread.
    fn ln_2cosh(self) -> Self {
        if !self.is_bounded() {
            return self;
        }
        let spread = self.radius.mul_up(self.magnitude_up().min(Magnitude::ONE));
        let size = self.midpoint.clone().abs();
        let tail = Ball::softplus_of_negated(size.clone() * 2u32);
        (Ball::exact(size) + &tail).widened(spread)
    }
}

impl Ball {
    /// The absolute value: |x| lies within r of |m|. Exact.
    pub fn abs(mut self) -> Self {
        self.midpoint.abs_mut();
        self
    }
}
