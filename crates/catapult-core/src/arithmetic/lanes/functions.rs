//! exp, sinh, cosh, tanh, the centred sigmoid, softplus and ln_2cosh without branches or tables, so that a loop over them
//! becomes vector instructions.
//!
//! The exponential and the hyperbolic functions reduce their argument by the nearest multiple k of log 2, x = k log 2 + r with
//! |r| <= log(2)/2, and evaluate a polynomial in r, or for tanh, which has to divide anyway, a rational function. With
//! E(r) = e^r - 1:
//!
//! | function | formula |
//! |---|---|
//! | e^x | 2^k (1 + E(r)) |
//! | sinh x, x >= 0 | S cosh r + C sinh r, S = (2^k - 2^-k)/2, C = (2^k + 2^-k)/2 |
//! | cosh x, x >= 0 | C cosh r + S sinh r |
//! | tanh(x/2), x >= 0 | A/(A + 2 (1 + d - s)), A = (2^k - 1)(1 + d) + (2^k + 1) s |
//!
//! where tanh(r/2) = s/(1 + d), s odd and d even in r, so that e^r = (1 + d + s)/(1 + d - s).
//!
//! At k = 0 the second and the last are the polynomials alone, so that small arguments keep their relative accuracy.
//!
//! log 2 comes in two parts (Cody and Waite), the first with 21 trailing zeros, so that k times it is exact. For tanh its
//! nearest double is enough: k times its error of 2.3e-17 changes tanh(x/2) by less than that times k/(2 cosh²(x/2)), at
//! most a third of a unit in the last place (at k = 1), and less and less for larger k.
//!
//! softplus and ln_2cosh are max(x, 0) + log(1 + e^{-|x|}) and |x| + log(1 + e^{-2|x|}), in which
//!
//! log(1 + f) = f - s (f - R(s²)), s = f/(2 + f), 2 artanh(s) = 2s + s R(s²),
//!
//! for f = t if t <= 1/2, and log 2 + log(1 + f), f = (t - 1)/2, otherwise: f is exact, |s| <= 1/5.
//!
//! The coefficients were made with mpmath at 60 digits. Polynomials: Chebyshev fits on |r| <= 1.001 log(2)/2 and
//! 0 <= s² <= 0.0401, relative error below 2^-58. tanh r/r = s/r/(1 + d) in r²: the best rational approximation of degrees
//! 2 and 2 in relative error, by Remez's exchange, 4.8e-18; 9.6e-18 with the coefficients rounded.

/// 1.5 * 2^52: adding it to a number below 2^51 rounds to an integer, which the low bits of the sum then hold.
const ROUND_TO_INTEGER: f64 = 6_755_399_441_055_744.0;
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;
/// Where e^x is still a normal number.
const LEAST_EXPONENT: f64 = -708.0;
/// The bits of 1.0, that is exponent zero.
const ONE_BITS: u64 = 0x3ff0_0000_0000_0000;

/// (E(r) - r)/r² by powers of r.
const E_TAIL: [f64; 11] = [
    0.5,
    1.666_666_666_666_667e-1,
    4.166_666_666_666_667e-2,
    8.333_333_333_326_083e-3,
    1.388_888_888_888_371e-3,
    1.984_126_987_500_228e-4,
    2.480_158_732_567_746e-5,
    2.755_725_517_000_089e-6,
    2.755_727_347_871_858e-7,
    2.510_531_272_962_210_3e-8,
    2.091_475_532_589_32e-9,
];

/// (cosh r - 1)/r² by powers of r².
const COSH_TAIL: [f64; 6] = [
    0.5,
    4.166_666_666_666_668e-2,
    1.388_888_888_887_900_3e-3,
    2.480_158_733_663_095e-5,
    2.755_726_307_730_941e-7,
    2.091_821_231_913_398e-9,
];

/// (sinh r - r)/r³ by powers of r².
const SINH_TAIL: [f64; 5] = [
    1.666_666_666_666_666_7e-1,
    8.333_333_333_330_037e-3,
    1.984_126_986_317_155_6e-4,
    2.755_726_827_690_569_6e-6,
    2.510_047_250_569_499_7e-8,
];

/// tanh q = s/(1 + d) on |q| <= log(2)/4: (s - q)/q³ by powers of q².
const TANH_NUMERATOR: [f64; 2] = [0.111_099_069_017_646_75, 0.001_057_398_854_434_910_4];

/// d/q² by powers of q².
const TANH_DENOMINATOR: [f64; 2] = [0.444_432_402_350_972_03, 0.015_868_199_640_245_696];

/// R(z)/z by powers of z = s².
const LN_1P_TAIL: [f64; 8] = [
    0.666_666_666_666_666_6,
    0.400_000_000_000_079_4,
    0.285_714_285_672_759_36,
    0.222_222_230_483_515_9,
    0.181_817_376_263_029_38,
    0.153_888_678_056_137_18,
    0.132_097_082_420_594_62,
    0.136_090_302_628_584_99,
];

/// a b + c, rounded once if `FUSED`.
#[inline(always)]
fn multiply_add<const FUSED: bool>(a: f64, b: f64, c: f64) -> f64 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// The polynomial by Horner's rule.
#[inline(always)]
fn horner<const FUSED: bool, const DEGREE_PLUS_1: usize>(coefficients: &[f64; DEGREE_PLUS_1], x: f64) -> f64 {
    let mut sum = coefficients[DEGREE_PLUS_1 - 1];
    for coefficient in coefficients[..DEGREE_PLUS_1 - 1].iter().rev() {
        sum = multiply_add::<FUSED>(sum, x, *coefficient);
    }
    sum
}

/// x = k log 2 + r, |x| < 2^10.
struct Reduced {
    k: f64,
    /// k in the lowest bits of a float's bits.
    k_bits: u64,
    r: f64,
}

#[inline(always)]
fn reduce<const FUSED: bool>(x: f64) -> Reduced {
    let shifted = multiply_add::<FUSED>(x, std::f64::consts::LOG2_E, ROUND_TO_INTEGER);
    let k = shifted - ROUND_TO_INTEGER;
    let r = multiply_add::<FUSED>(k, -LN_2_HIGH, x);
    Reduced { k, k_bits: shifted.to_bits(), r: multiply_add::<FUSED>(k, -LN_2_LOW, r) }
}

/// E(r) = e^r - 1. The even-odd order of Estrin shortens the chain of dependent operations.
#[inline(always)]
fn exp_minus_1<const FUSED: bool>(r: f64) -> f64 {
    let c = &E_TAIL;
    let pair = |i: usize| multiply_add::<FUSED>(c[i + 1], r, c[i]);
    let r2 = r * r;
    let r4 = r2 * r2;
    let low = multiply_add::<FUSED>(pair(2), r2, pair(0));
    let middle = multiply_add::<FUSED>(pair(6), r2, pair(4));
    let high = multiply_add::<FUSED>(c[10], r2, pair(8));
    let tail = multiply_add::<FUSED>(multiply_add::<FUSED>(high, r4, middle), r4, low);
    multiply_add::<FUSED>(r2, tail, r)
}

/// `value` unless `limit < value`; NaN stays NaN.
#[inline(always)]
fn at_most(value: f64, limit: f64) -> f64 {
    if value > limit { limit } else { value }
}

/// `value` unless it is less than `limit`; NaN stays NaN.
#[inline(always)]
fn at_least(value: f64, limit: f64) -> f64 {
    if value < limit { limit } else { value }
}

/// e^x; 0 where it is below 2^-1021.4, so that no result is subnormal.
#[inline(always)]
pub(super) fn exp<const FUSED: bool>(x: f64) -> f64 {
    // Beyond this the result is infinity all the same.
    let Reduced { k_bits, r, .. } = reduce::<FUSED>(at_least(at_most(x, 710.0), LEAST_EXPONENT));
    // 2^(k-1), for 2^1024 is beyond the range. From the least exponent on k is at least -1021.
    let power = f64::from_bits((k_bits << 52).wrapping_add(ONE_BITS - (1 << 52)));
    let significand = 1.0 + exp_minus_1::<FUSED>(r);
    if x < LEAST_EXPONENT { 0.0 } else { (significand + significand) * power }
}

/// (sinh |x|)/2 and (cosh |x|)/2: halves, because 2^k of the largest arguments is beyond the range.
#[inline(always)]
fn half_hyperbolic<const FUSED: bool>(x: f64) -> (f64, f64) {
    // sinh and cosh overflow from 710.4758.
    let Reduced { k, k_bits, r } = reduce::<FUSED>(at_most(x.abs(), 710.5));
    let quarter = ONE_BITS - (2 << 52);
    let up = f64::from_bits((k_bits << 52).wrapping_add(quarter));
    // From k = 1000 on 2^-k is nothing beside 2^k, and below the normal numbers soon after.
    let down = f64::from_bits(quarter.wrapping_sub(k_bits << 52));
    let down = if k > 1000.0 { 0.0 } else { down };
    let r2 = r * r;
    let sinh_r = multiply_add::<FUSED>(r2 * r, horner::<FUSED, 5>(&SINH_TAIL, r2), r);
    let cosh_tail = horner::<FUSED, 6>(&COSH_TAIL, r2);
    let (difference, sum) = (up - down, up + down);
    // S cosh r + C sinh r, with cosh r = 1 + r² (..) so that S enters exactly
    let with =
        |one: f64, other: f64| multiply_add::<FUSED>(other, sinh_r, multiply_add::<FUSED>(one * r2, cosh_tail, one));
    (with(difference, sum), with(sum, difference))
}

/// sinh x.
#[inline(always)]
pub(super) fn sinh<const FUSED: bool>(x: f64) -> f64 {
    let (half, _) = half_hyperbolic::<FUSED>(x);
    // The half of a subnormal number may not be a float, and sinh x rounds to x long before.
    if x.abs() < 1e-9 { x } else { (2.0 * half).copysign(x) }
}

/// cosh x.
#[inline(always)]
pub(super) fn cosh<const FUSED: bool>(x: f64) -> f64 {
    2.0 * half_hyperbolic::<FUSED>(x).1
}

/// Two numbers whose quotient is tanh(x/2), for x >= 0.
#[inline(always)]
fn tanh_of_half<const FUSED: bool>(x: f64) -> (f64, f64) {
    // tanh 20 rounds to 1.
    let x = at_most(x, 40.0);
    let shifted = multiply_add::<FUSED>(x, std::f64::consts::LOG2_E, ROUND_TO_INTEGER);
    let k = shifted - ROUND_TO_INTEGER;
    let r = if FUSED {
        multiply_add::<FUSED>(k, -std::f64::consts::LN_2, x)
    } else {
        // The product with the nearest double of log 2 would have to be rounded.
        multiply_add::<FUSED>(k, -LN_2_LOW, multiply_add::<FUSED>(k, -LN_2_HIGH, x))
    };
    let power = f64::from_bits((shifted.to_bits() << 52).wrapping_add(ONE_BITS));
    let less = power - 1.0;
    let r2 = r * r;
    // 2d and 2s of tanh(r/2) = s/(1 + d), which spares the halving of r. All factors here are powers of two.
    let d = multiply_add::<FUSED>(TANH_DENOMINATOR[1] / 8.0, r2, TANH_DENOMINATOR[0] / 2.0) * r2;
    let s =
        multiply_add::<FUSED>(r * r2, multiply_add::<FUSED>(TANH_NUMERATOR[1] / 16.0, r2, TANH_NUMERATOR[0] / 4.0), r);
    // In this order every rounding but the last of each is of a small part. The numerator's enters the denominator too, and
    // so nearly leaves the quotient where that is close to 1.
    let numerator = (less + less) + multiply_add::<FUSED>(power, s, multiply_add::<FUSED>(less, d, s));
    let rest = d - s;
    (numerator, (numerator + (rest + rest)) + 4.0)
}

/// tanh x.
#[inline(always)]
pub(super) fn tanh<const FUSED: bool>(x: f64) -> f64 {
    let magnitude = x.abs();
    let (numerator, denominator) = tanh_of_half::<FUSED>(magnitude + magnitude);
    (numerator / denominator).copysign(x)
}

/// 1/(1 + e^-x) - 1/2 = tanh(x/2)/2.
#[inline(always)]
pub(super) fn centred_sigmoid<const FUSED: bool>(x: f64) -> f64 {
    let (numerator, denominator) = tanh_of_half::<FUSED>(x.abs());
    (numerator / (denominator + denominator)).copysign(x)
}

/// log(1 + t), 0 <= t <= 1.
#[inline(always)]
fn ln_1p<const FUSED: bool>(t: f64) -> f64 {
    let upper = t > 0.5;
    let f = if upper { (t - 1.0) * 0.5 } else { t };
    // Of a smaller t the square is nothing beside it, and becomes subnormal in the end.
    let s = if t < 1e-20 { 0.0 } else { f / (2.0 + f) };
    let z = s * s;
    let less = multiply_add::<FUSED>(-z, horner::<FUSED, 8>(&LN_1P_TAIL, z), f);
    let ln = multiply_add::<FUSED>(-s, less, f);
    ln + if upper { std::f64::consts::LN_2 } else { 0.0 }
}

/// log(1 + e^x).
#[inline(always)]
pub(super) fn softplus<const FUSED: bool>(x: f64) -> f64 {
    at_least(x, 0.0) + ln_1p::<FUSED>(exp::<FUSED>(-x.abs()))
}

/// log(2 cosh x).
#[inline(always)]
pub(super) fn ln_2cosh<const FUSED: bool>(x: f64) -> f64 {
    let magnitude = x.abs();
    magnitude + ln_1p::<FUSED>(exp::<FUSED>(-(magnitude + magnitude)))
}
