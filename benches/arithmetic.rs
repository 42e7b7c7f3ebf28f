//! What does one operation, or one elementary function, cost in each arithmetic?
//!
//! Operands are 3/7 and 5/11 in the arithmetic's own precision. Operations take their left operand by value, so every case
//! starts with a copy of it: `copy` is that part, which only numbers on the heap (balls, fractions) notice. Fractions are
//! random ones of so many digits each above and below. Lanes are timed by the number: 1024 of them, in the first cache, one
//! thread, for each set of instructions that the processor has.
//!
//! A case takes a fifth of a second: there are a hundred, and medians of such short runs agree within a few per cent.

use catapult::arithmetic::lanes::{InstructionSet, LaneKernel, Lanes, run_vectorised};
use catapult::arithmetic::{Analytic, Ball, Dual, Field, FromExact, Interval};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use rug::integer::Order;
use rug::{Integer, Rational};
use std::hint::black_box;
use std::marker::PhantomData;
use std::time::Duration;

/// Decimal digits of balls and fractions, and the bits that hold them.
const PRECISIONS: [(u32, u32); 3] = [(50, 167), (300, 997), (1000, 3322)];
/// Numbers of a pass over lanes.
const COUNT: usize = 1024;

fn configured<'a>(criterion: &'a mut Criterion, name: &str) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).warm_up_time(Duration::from_millis(50)).measurement_time(Duration::from_millis(150));
    group
}

fn time<T: Clone, U>(
    group: &mut BenchmarkGroup<'_, WallTime>,
    operation: &str,
    arithmetic: &str,
    value: &T,
    apply: impl Fn(T) -> U,
) {
    group.bench_function(BenchmarkId::new(operation, arithmetic), |bencher| {
        bencher.iter(|| apply(black_box(value).clone()));
    });
}

fn time_field<T: Field>(group: &mut BenchmarkGroup<'_, WallTime>, arithmetic: &str, x: &T, y: &T) {
    time(group, "copy", arithmetic, x, |x| x);
    time(group, "add", arithmetic, x, |x| x + black_box(y));
    time(group, "multiply", arithmetic, x, |x| x * black_box(y));
    time(group, "divide", arithmetic, x, |x| x / black_box(y));
}

fn time_functions<T: Analytic>(group: &mut BenchmarkGroup<'_, WallTime>, arithmetic: &str, x: &T) {
    time(group, "exp", arithmetic, x, T::exp);
    time(group, "ln", arithmetic, x, T::ln);
    time(group, "sinh", arithmetic, x, T::sinh);
    time(group, "tanh", arithmetic, x, T::tanh);
    time(group, "sqrt", arithmetic, x, T::sqrt);
    time(group, "softplus", arithmetic, x, T::softplus);
    time(group, "ln_2cosh", arithmetic, x, T::ln_2cosh);
}

fn time_analytic<T: Analytic + FromExact>(group: &mut BenchmarkGroup<'_, WallTime>, arithmetic: &str, bits: u32) {
    let [x, y] = [(3, 7), (5, 11)].map(|value| T::from_exact(&Rational::from(value), bits));
    time_field(group, arithmetic, &x, &y);
    time_functions(group, arithmetic, &x);
}

fn arithmetics(criterion: &mut Criterion) {
    let mut group = configured(criterion, "arithmetic");
    time_analytic::<f64>(&mut group, "f64", 53);
    time_analytic::<Dual<f64>>(&mut group, "dual f64", 53);
    time_analytic::<Interval>(&mut group, "interval", 53);
    for (digits, bits) in PRECISIONS {
        time_analytic::<Ball>(&mut group, &format!("ball, {digits} digits"), bits);
        let [x, y] = [1, 2].map(|seed| fraction(bits, seed));
        time_field(&mut group, &format!("fraction, {digits} digits"), &x, &y);
    }
    group.finish();
}

/// A fraction whose numerator and denominator have `bits` arbitrary bits: 64 at a time from Weyl's sequence.
fn fraction(bits: u32, seed: u64) -> Rational {
    let number = |stream: u64| {
        let words: Vec<u64> =
            (1..=u64::from(bits).div_ceil(64)).map(|i| (i + stream).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect();
        let mut number = Integer::from_digits(&words, Order::Lsf);
        number.keep_bits_mut(bits);
        number.set_bit(bits - 1, true);
        number
    };
    Rational::from((number(1000 * seed), number(1000 * seed + 500)))
}

/// A function of lanes, chosen by type so that it is inlined into the kernel.
trait LaneFunction {
    fn apply<T: Analytic>(x: T) -> T;
}

macro_rules! lane_functions {
    ($($name:ident, $label:literal: $x:ident => $value:expr;)*) => {
        $(
            struct $name;
            impl LaneFunction for $name {
                #[inline(always)]
                fn apply<T: Analytic>($x: T) -> T {
                    $value
                }
            }
        )*
        fn time_lanes(group: &mut BenchmarkGroup<'_, WallTime>, set: InstructionSet) {
            $(time_lane_function::<$name>(group, $label, set);)*
        }
    };
}

lane_functions! {
    Add, "add": x => x.clone() + x;
    Multiply, "multiply": x => x.square();
    Divide, "divide": x => T::one() / x;
    Exp, "exp": x => x.exp();
    Sinh, "sinh": x => x.sinh();
    Tanh, "tanh": x => x.tanh();
    Sqrt, "sqrt": x => x.sqrt();
}

/// Numbers on a boundary of cache lines: a wide store over two lines costs more than the arithmetic.
#[repr(align(64))]
struct Numbers([f64; COUNT]);

/// One pass over all numbers.
struct Pass<'a, F> {
    input: &'a [f64; COUNT],
    output: &'a mut [f64; COUNT],
    function: PhantomData<F>,
}

impl<F: LaneFunction> LaneKernel for Pass<'_, F> {
    type Output = ();
    #[inline(always)]
    fn run<const FUSED: bool>(self) {
        let (input, _) = self.input.as_chunks::<32>();
        let (output, _) = self.output.as_chunks_mut::<32>();
        for (x, y) in input.iter().zip(output) {
            // Else the compiler takes eight blocks at a time and gathers their numbers across them, for AVX-512.
            *y = F::apply(Lanes::<32, FUSED>(*black_box(x))).0;
        }
    }
}

fn time_lane_function<F: LaneFunction>(group: &mut BenchmarkGroup<'_, WallTime>, operation: &str, set: InstructionSet) {
    let input = Numbers(std::array::from_fn(|i| (i as f64 + 0.5) / 256.0));
    let mut output = Numbers([0.0; COUNT]);
    group.throughput(Throughput::Elements(COUNT as u64));
    group.bench_function(BenchmarkId::new(operation, format!("lanes, {}", set.name())), |bencher| {
        bencher.iter(|| {
            run_vectorised(
                set,
                Pass::<F> { input: &black_box(&input).0, output: &mut output.0, function: PhantomData },
            );
            black_box(&output);
        });
    });
}

fn lanes(criterion: &mut Criterion) {
    let mut group = configured(criterion, "arithmetic of 1024 lanes");
    for set in InstructionSet::available() {
        time_lanes(&mut group, set);
    }
    group.finish();
}

criterion_group!(benches, arithmetics, lanes);
criterion_main!(benches);
