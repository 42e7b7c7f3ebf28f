"""Writes ball_values_50.tsv and ball_values_1000.tsv: see README.md.

Usage: python3 make_ball_values.py (needs mpmath; made with 1.4.1). The output does not depend on the machine.
"""

from fractions import Fraction
from pathlib import Path

from mpmath import mp, mpf

ANY_SIGN = "0.1 1/3 0.5 2/3 1 3/2 2.5 3.75 7 10 12.345 25 40 63.5 100 1/1000 1e-6 2e-11 3e-17 1e-30 7e-101 333/106".split()
LARGE = "500 700 12345/7".split()
NEAR_ONE = "0.99 1.000001 0.999999999999 10000000000000000000001e-22".split()
LONG = "0.1 1/3 -1/3 1 2.5 -2.5 12.345 40 -40 1/1000 1e-30 333/106".split()

FUNCTIONS = {
    "exp": lambda x: mp.exp(x),
    "ln": lambda x: mp.log(x),
    "sinh": lambda x: mp.sinh(x),
    "cosh": lambda x: mp.cosh(x),
    "tanh": lambda x: mp.tanh(x),
    "sqrt": lambda x: mp.sqrt(x),
    "softplus": lambda x: mp.log(1 + mp.exp(x)),
    "ln_2cosh": lambda x: mp.log(2 * mp.cosh(x)),
}
POSITIVE_ONLY = {"ln", "sqrt"}


def arguments(function, digits):
    texts = LONG if digits > 50 else ANY_SIGN + ["-" + t for t in ANY_SIGN] + LARGE + NEAR_ONE
    return [t for t in texts if not (function in POSITIVE_ONLY and t.startswith("-"))]


def decimal(value, digits):
    """The nearest decimal of `digits` significant digits, in scientific notation, by integer arithmetic on the mpf."""
    sign, mantissa, exponent, _ = value._mpf_
    size = Fraction(mantissa) * Fraction(2) ** exponent
    power = int(mp.floor(mp.log10(abs(value))))
    scaled = round(size / Fraction(10) ** (power - digits + 1))
    if scaled == 10**digits:
        scaled, power = scaled // 10, power + 1
    text = str(scaled)
    assert len(text) == digits
    return f"{'-' if sign else ''}{text[0]}.{text[1:]}e{power}"


def write(digits):
    rows = ["function\targument\tvalue"]
    for name, function in FUNCTIONS.items():
        for text in arguments(name, digits):
            # The plain formulas of softplus and ln_2cosh cancel: 1 + e^-100 needs 44 more digits to see the second term.
            mp.dps = digits + 450
            fraction = Fraction(text)
            x = mpf(fraction.numerator) / mpf(fraction.denominator)
            if name == "ln" and x == 1:
                continue  # zero has no significant digits
            rows.append(f"{name}\t{text}\t{decimal(function(x), digits)}")
    Path(__file__).with_name(f"ball_values_{digits}.tsv").write_text("\n".join(rows) + "\n")


write(50)
write(1000)
