"""Roots to 50 or 1000 digits.

problems
  overshoot  sinh x = 2x, x > 0
  cycle      4w = 40 tanh(w/2), w > 0
methods
  arb     python-flint: interval Newton with doubling precision, which proves existence and uniqueness in its first ball
  mpmath  findroot, started near the root; not rigorous
"""
import contender
import math
from fractions import Fraction

options = contender.parser(__doc__)
options.add_argument("problem", choices=["overshoot", "cycle"])
options.add_argument("method", choices=["arb", "mpmath"])
options.add_argument("--digits", type=int, required=True)
arguments = options.parse_args()
overshoot, digits = arguments.problem == "overshoot", arguments.digits

if arguments.method == "arb":
    import flint

    def residue(x):
        return x.sinh() - 2 * x if overshoot else 4 * x - 40 * (x / 2).tanh()

    def slope(x):
        if overshoot:
            return x.cosh() - 2
        t = (x / 2).tanh()
        return 4 - 20 * (1 - t * t)

    def in_doubles():
        x = 2.2 if overshoot else 10.0
        for _ in range(6):
            if overshoot:
                x -= (math.sinh(x) - 2 * x) / (math.cosh(x) - 2)
            else:
                t = math.tanh(x / 2)
                x -= (4 * x - 40 * t) / (4 - 20 * (1 - t * t))
        return x

    def solve():
        wanted = math.ceil(digits * math.log2(10)) + 2
        most = wanted + 8
        flint.ctx.prec = min(most, 128)
        box, proved = flint.arb(in_doubles(), 1e-8), False
        while box.rel_accuracy_bits() < wanted:
            centre = box.mid()
            newton = centre - residue(centre) / slope(box)
            if not proved:
                assert box.contains_interior(newton), "no proof"
                proved = True
            box = newton.intersection(box)
            flint.ctx.prec = min(most, max(flint.ctx.prec, 2 * box.rel_accuracy_bits() + 16))
        return box

    def ends(value):
        (m, e), (r, x) = value.mid().man_exp(), value.rad().man_exp()
        middle, radius = Fraction(int(m)) * Fraction(2) ** int(e), Fraction(int(r)) * Fraction(2) ** int(x)
        return [str(middle - radius), str(middle + radius)]

else:
    import mpmath

    def solve():
        mpmath.mp.dps = digits + 3
        if overshoot:
            return mpmath.findroot(lambda x: mpmath.sinh(x) - 2 * x, 2.1773)
        return mpmath.findroot(lambda x: 4 * x - 40 * mpmath.tanh(x / 2), 10.0)

    def ends(value):
        return [str(Fraction(int(value.man)) * Fraction(2) ** int(value.exp))] * 2


contender.compete(arguments, solve, lambda root: {"root": ends(root)})
