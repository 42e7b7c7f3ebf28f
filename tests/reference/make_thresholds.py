"""Writes thresholds.csv: thresholds to 1000 digits by mpmath, with its own root finder and 60 guard digits.

The equations are typed here from proofs/THEORY.md, independently of the crate. Run with mpmath 1.4 from this folder.
"""

import csv

from mpmath import cosh, exp, findroot, mp, mpf, sinh, sqrt, tanh

mp.dps = 1060
SHOWN = 1000


def fraction(text):
    numerator, _, denominator = text.partition("/")
    return mpf(numerator) / mpf(denominator or 1)


rows = []


def record(quantity, loss, argument, value):
    rows.append([quantity, loss, argument, mp.nstr(value, SHOWN, strip_zeros=False)])


overshoot = findroot(lambda w: sinh(w) - 2 * w, mpf("2.177"))
record("overshoot_weight", "logistic", "", overshoot)
record("overshoot_eta", "logistic", "", 4 * overshoot / tanh(overshoot / 2))

for weight in ["1/10", "1", "-3/4", "12", "30"]:
    w = fraction(weight)
    record("critical_rate", "exponential", weight, 2 * w / sinh(w))
    record("critical_rate", "logistic", weight, 4 * w / tanh(w / 2))

for rate, near in [("81/10", "0.39"), ("9", "1.2"), ("12", "2.6"), ("40", "9.999"), ("1000", "250")]:
    eta = fraction(rate)
    w = findroot(lambda w: eta * tanh(w / 2) - 4 * w, mpf(near))
    record("two_cycle_amplitude", "logistic", rate, w)
    record("two_cycle_multiplier", "logistic", rate, (1 - eta / (4 * cosh(w / 2) ** 2)) ** 2)

for width in ["1", "3", "100", "10000"]:
    record("universal_rate", "logistic", width, 2 * sqrt(2 * fraction(width)))

POINTS = [1, 2, -1]


def exponential_slope(w):
    return -sum(z * exp(-z * w) for z in POINTS) / len(POINTS)


def logistic_slope(w):
    return -sum(z / (1 + exp(z * w)) for z in POINTS) / len(POINTS)


w = findroot(exponential_slope, mpf("0.42"))
h = sum(z * z * exp(-z * w) for z in POINTS) / len(POINTS)
record("minimiser", "exponential", "three-point", w)
record("sharpness", "exponential", "three-point", h)
record("stability_limit", "exponential", "three-point", 2 / h)
w = findroot(logistic_slope, mpf("0.756"))
h = sum(z * z * exp(z * w) / (1 + exp(z * w)) ** 2 for z in POINTS) / len(POINTS)
record("minimiser", "logistic", "three-point", w)
record("sharpness", "logistic", "three-point", h)
record("stability_limit", "logistic", "three-point", 2 / h)

with open("thresholds.csv", "w", newline="") as file:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["quantity", "loss", "argument", "value"])
    writer.writerows(rows)
