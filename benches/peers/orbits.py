"""One orbit of the two-layer map with the logistic loss at 50 to 1000 digits, 1000 steps, one core.

f_0 = 5/2, lambda_0 = 2, m = 100, and eta = 3 (lazy) or 7.5 (a catapult); precision: ceil(digits log2 10) + 10 bits.

methods
  mpmath          with gmpy2 as its back end
  mpfr            gmpy2.mpfr, a thin layer over MPFR
  arb             balls of FLINT (python-flint), the map as it is written: rigorous
  arb-mean-value  the same in mean-value form, F(X) in F(c) + J(X)(X - c): rigorous, and keeps its digits

A ball that has grown without bound costs nothing, so an orbit of `arb` ends where f has no digit left; its results say where.
"""
import contender
import math
from fractions import Fraction

options = contender.parser(__doc__)
options.add_argument("method", choices=["mpmath", "mpfr", "arb", "arb-mean-value"])
options.add_argument("--digits", type=int, required=True)
options.add_argument("--eta", default="3")
options.add_argument("--steps", type=int, default=1000)
arguments = options.parse_args()

method, bits = arguments.method, math.ceil(arguments.digits * math.log2(10)) + 10
if method == "mpmath":
    import mpmath

    mpmath.mp.prec = bits
    number, tanh = mpmath.mpf, mpmath.tanh
elif method == "mpfr":
    import gmpy2

    gmpy2.set_context(gmpy2.context(precision=bits))
    number, tanh = gmpy2.mpfr, gmpy2.tanh
else:
    import flint

    flint.ctx.prec = bits
    number, tanh = flint.arb, flint.arb.tanh

ETA, HALF, QUARTER, INVERSE, FOURTH, ONE = number(arguments.eta), number(1) / 2, number(1) / 4, number(1) / 100, number(1) / 25, number(1)


def step(f, kernel):
    p = ETA * (HALF * tanh(HALF * f))
    growth = ONE + p * p * INVERSE
    return f * growth - p * kernel, kernel * growth - FOURTH * p * f


def mean_value(f, kernel):
    centre, middle = f.mid(), kernel.mid()
    image, kernel_image = step(centre, middle)
    df, dk = number(0, f.rad()), number(0, kernel.rad())
    s = HALF * tanh(HALF * f)
    p, slope = ETA * s, ETA * (QUARTER - s * s)
    growth, bend = ONE + p * p * INVERSE, 2 * p * slope * INVERSE
    return (
        image + (growth + f * bend - kernel * slope) * df - p * dk,
        kernel_image + (kernel * bend - FOURTH * (p + f * slope)) * df + growth * dk,
    )


def orbit(steps, advance, stop=False):
    f, kernel = number("2.5"), number(2)
    for t in range(steps):
        f, kernel = advance(f, kernel)
        if stop and f.rel_accuracy_bits() < 4:
            return t + 1
    return steps if stop else (f, kernel)


advance = mean_value if method == "arb-mean-value" else step
kept = orbit(arguments.steps, advance, stop=True) if method == "arb" else arguments.steps


def ends(value):
    """The two ends of a ball, or a number twice, as exact fractions."""
    if method.startswith("arb"):
        (m, e), (r, x) = value.mid().man_exp(), value.rad().man_exp()
        middle, radius = Fraction(int(m)) * Fraction(2) ** int(e), Fraction(int(r)) * Fraction(2) ** int(x)
        return [str(middle - radius), str(middle + radius)]
    if method == "mpmath":
        exact = Fraction(int(value.man)) * Fraction(2) ** int(value.exp)
    else:
        exact = Fraction(*(int(part) for part in value.as_integer_ratio()))
    return [str(exact)] * 2


def results(last):
    f, kernel = last
    if kept < arguments.steps:
        # Nothing is left to compare at the end; the mean-value form, whose end is compared, vouches for the steps that count.
        meet = all(one.overlaps(other) for one, other in zip(orbit(kept - 1, step), orbit(kept - 1, mean_value)))
        return {"kept": kept - 1, "meets_mean_value": meet}
    found = {"output": ends(f), "lambda": ends(kernel)}
    if method.startswith("arb"):
        found["digits"] = min(f.rel_accuracy_bits(), kernel.rel_accuracy_bits()) / math.log2(10)
    return found


contender.compete(arguments, lambda: orbit(kept, advance), results, scale=arguments.steps / kept)
