"""Writes interval_cases.tsv: the tightest enclosures of interval operations, see README.md.

Usage: python3 make_interval_cases.py (needs mpmath; made with 1.3.0). The output does not depend on the machine.

The kinds of arguments are those of ITF1788 (the interval test framework for IEEE 1788; its libieeep1788_elem, _num, _bool, _set,
fi_lib and mpfi lists): points, zeros of both signs, every combination of signs of ends, half lines, the whole line, neighbouring
floats, subnormals, the largest floats, and arguments where a function overflows or vanishes. No case is copied from it. The ends of
sums, products, quotients, squares and roots come from exact rational arithmetic, those of functions from mpmath at 400 bits.
"""

import math
import sys
from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf

mp.prec = 400
INF = math.inf
LARGEST = sys.float_info.max
TINY = math.ulp(0.0)
NORMAL = sys.float_info.min
UP = math.nextafter(1.0, 2.0)

INTERVALS = [
    (0.0, 0.0), (-0.0, -0.0), (-0.0, 0.0), (1.0, 1.0), (-1.0, -1.0), (0.1, 0.1), (-1.0, 1.0), (0.0, 1.0), (-1.0, 0.0),
    (1.0, 2.0), (-2.0, -1.0), (-3.0, 5.0), (0.1, 0.3), (-0.3, 0.7), (-INF, -1.0), (-INF, 0.0), (-INF, 1.0), (-INF, INF),
    (0.0, INF), (1.0, INF), (-1.0, INF), (1.0, UP), (TINY, TINY), (-TINY, TINY), (NORMAL, 2 * NORMAL), (LARGEST, LARGEST),
    (-LARGEST, LARGEST), (-TINY, LARGEST), (1e-300, 1e300), (3.0, math.nextafter(3.0, 4.0)),
]
ARGUMENTS = INTERVALS + [
    (x, x)
    for x in [
        0.5, 2.0, 4.0, 9.0, 10.0, -17.0, 37.0, 1e15, -1e15, 354.9, 709.782712893384, 709.7827128933841, -708.3964185322641,
        710.4758600739439, 710.475860073944, -745.1332191019411, -745.1332191019412, -1000.0, 1e-8, -1e-17, 2**-1074 * 3.0,
        math.nextafter(1.0, 0.0), UP, 18.7, 19.1, 22.2, 2.0**-27, 1 / 3,
    ]
] + [(-745.2, 709.8), (0.5, 354.9), (-19.1, 0.25), (1e-320, 1e-310)]


def rounded(value, direction):
    """The nearest double of a Fraction, an mpf or an infinity that is not above (-1) or not below (+1) it."""
    if value in (INF, -INF):
        return value
    if isinstance(value, mpf):
        sign, mantissa, exponent, _ = value._mpf_
        value = Fraction(-mantissa if sign else mantissa) * Fraction(2) ** exponent
    if abs(value) > Fraction(LARGEST):
        side = 1 if value > 0 else -1
        return side * (INF if side == direction else LARGEST)
    nearest = float(value)
    exact = Fraction(nearest)
    if direction < 0 and exact > value:
        return math.nextafter(nearest, -INF)
    if direction > 0 and exact < value:
        return math.nextafter(nearest, INF)
    return nearest


def hull(values):
    """The tightest interval around exact values."""
    return rounded(min(values), -1), rounded(max(values), 1)


def exact(end):
    return end if math.isinf(end) else Fraction(end)


def times(x, y):
    """A product of ends: 0 times infinity is 0."""
    return Fraction(0) if x == 0 or y == 0 else x * y if not (math.isinf(x) or math.isinf(y)) else INF * (1 if (x > 0) == (y > 0) else -1)


def over(x, y):
    if math.isinf(y):
        return Fraction(0) if not math.isinf(x) else None
    return INF * (1 if (x > 0) == (y > 0) else -1) if math.isinf(x) else Fraction(x) / y


def pairs(x, y):
    return [(exact(a), exact(b)) for a in x for b in y]


def add(x, y):
    return rounded(sum_of(x[0], y[0], -INF), -1), rounded(sum_of(x[1], y[1], INF), 1)


def sum_of(x, y, beyond):
    return beyond if math.isinf(x) or math.isinf(y) else Fraction(x) + Fraction(y)


def neg(x):
    return -x[1], -x[0]


def mul(x, y):
    return hull([times(a, b) for a, b in pairs(x, y)])


def div(x, y):
    if y[0] <= 0 <= y[1]:
        return None
    quotients = [over(a, b) for a, b in pairs(x, y)]
    return hull([quotient for quotient in quotients if quotient is not None] + ([Fraction(0)] if None in quotients else []))


def sqr(x):
    near = 0.0 if x[0] <= 0 <= x[1] else min(abs(x[0]), abs(x[1]))
    far = max(abs(x[0]), abs(x[1]))
    return rounded(times(exact(near), exact(near)), -1), rounded(times(exact(far), exact(far)), 1)


def root(end, direction):
    if math.isinf(end):
        return end
    size = Fraction(end)
    # an integer root of a scaled square, exact to 200 bits
    shift = 4000
    whole = math.isqrt((size.numerator << shift) // size.denominator)
    is_exact = Fraction(whole) ** 2 == size * Fraction(2) ** shift
    value = Fraction(whole, 1 << (shift // 2))
    return rounded(value if is_exact or direction < 0 else value + Fraction(1, 1 << (shift // 2)), direction)


def increasing(function, low=None, high=None):
    def apply(x):
        ends = []
        for end, direction, limit in [(x[0], -1, low), (x[1], 1, high)]:
            if math.isinf(end):
                ends.append(limit)
                continue
            ends.append(rounded(function(mpf(end)), direction))
        return tuple(ends)

    return apply


NUDGE = mpf(2) ** -390


def beside(function, at_zero):
    """For arguments so small that 400 bits do not tell the value from that of a simpler function: beside the latter, on its side."""
    return lambda x: function(x) if x == 0 or abs(x) > mpf(2) ** -120 else at_zero(x)


def exp(x):
    small = lambda x: 1 + x if abs(x) > NUDGE else (1 + NUDGE if x > 0 else 1 - NUDGE)
    return increasing(beside(lambda x: mp.exp(x) if abs(x) < 3000 else mpf(2) ** (3000 if x > 0 else -3000), small), 0.0, INF)(x)


def cosh(x):
    near = 0.0 if x[0] <= 0 <= x[1] else min(abs(x[0]), abs(x[1]))
    far = max(abs(x[0]), abs(x[1]))
    return increasing(beside(big(mp.cosh), lambda x: 1 + NUDGE), 1.0, INF)((near, far))


def big(function):
    """For arguments beyond a thousand the value exceeds all doubles: 2^2000 stands for it."""
    return lambda x: function(x) if abs(x) < 3000 else (mpf(2) ** 2000 if x > 0 or function is mp.cosh else -(mpf(2) ** 2000))


def tanh(x):
    # 1 - tanh x is below 2^-399 from 140 on
    near_one = 1 - mpf(2) ** -390
    far = lambda x: mp.tanh(x) if abs(x) < 130 else (near_one if x > 0 else -near_one)
    return increasing(beside(far, lambda x: x * (1 - NUDGE)), -1.0, 1.0)(x)


def sqrt(x):
    return (root(x[0], -1), root(x[1], 1)) if x[0] >= 0 else None


def ln(x):
    return increasing(mp.log, None, INF)(x) if x[0] > 0 else None


def text(end):
    if math.isinf(end):
        return "inf" if end > 0 else "-inf"
    mantissa, exponent = float(end).hex().split("p")
    return f"{mantissa.rstrip('0').rstrip('.') if '.' in mantissa else mantissa}p{int(exponent)}"


def write_interval(x):
    return "none" if x is None else f"{text(x[0])} {text(x[1])}"


UNARY = {"neg": neg, "sqr": sqr, "sqrt": sqrt, "exp": exp, "ln": ln, "sinh": increasing(beside(big(mp.sinh), lambda x: x * (1 + NUDGE)), -INF, INF), "cosh": cosh, "tanh": tanh}
BINARY = {
    "add": add,
    "sub": lambda x, y: add(x, neg(y)),
    "mul": mul,
    "div": div,
    "hull": lambda x, y: (min(x[0], y[0]), max(x[1], y[1])),
    "intersection": lambda x, y: (max(x[0], y[0]), min(x[1], y[1])) if max(x[0], y[0]) <= min(x[1], y[1]) else None,
}
RELATIONS = {
    "equal": lambda x, y: x == y,
    "subset": lambda x, y: y[0] <= x[0] and x[1] <= y[1],
    "interior": lambda x, y: y[0] < x[0] and x[1] < y[1],
    "precedes": lambda x, y: x[1] < y[0],
}
NUMBERS = {
    "mag": lambda x: max(abs(x[0]), abs(x[1])),
    "mig": lambda x: 0.0 if x[0] <= 0 <= x[1] else min(abs(x[0]), abs(x[1])),
    "wid": lambda x: INF if math.isinf(x[0]) or math.isinf(x[1]) else rounded(Fraction(x[1]) - Fraction(x[0]), 1),
}


def main():
    few = INTERVALS[::2]
    rows = ["operation\tfirst\tsecond\tresult"]
    for name, function in UNARY.items():
        rows += [f"{name}\t{write_interval(x)}\t\t{write_interval(function(x))}" for x in ARGUMENTS]
    for name, function in NUMBERS.items():
        rows += [f"{name}\t{write_interval(x)}\t\t{text(function(x))}" for x in ARGUMENTS]
    for name, function in BINARY.items():
        chosen = INTERVALS if name in ("mul", "div") else few
        rows += [f"{name}\t{write_interval(x)}\t{write_interval(y)}\t{write_interval(function(x, y))}" for x in INTERVALS for y in chosen]
    for name, function in RELATIONS.items():
        rows += [f"{name}\t{write_interval(x)}\t{write_interval(y)}\t{str(function(x, y)).lower()}" for x in few for y in few]
    Path(__file__).with_name("interval_cases.tsv").write_text("\n".join(rows) + "\n")


main()
