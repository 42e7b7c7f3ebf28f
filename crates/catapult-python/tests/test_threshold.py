"""Thresholds against mpmath and python-flint on the same equations, typed anew."""

from __future__ import annotations

from fractions import Fraction

import catapult
import flint
import mpmath as mp
import pytest
from catapult import threshold
from plain import contains

LOSSES = {
    # s of D0: the derivative of the mean loss of the two labels at f
    "exponential": lambda w: mp.sinh(w),
    "logistic": lambda w: mp.tanh(w / 2) / 2,
    "squared": lambda w: w,
}


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("weight", ["1/3", "12", "-2.5"])
def test_critical_rates(loss, weight):
    number = mp.mpf(Fraction(weight).numerator) / Fraction(weight).denominator
    rate = threshold.critical_rate(loss, weight, digits=40)
    assert contains(rate, 2 * number / LOSSES[loss](number))
    assert rate.digits >= 40


def test_the_overshoot_by_newton_in_flint():
    found = threshold.overshoot(digits=50)
    flint.ctx.prec = 250
    try:
        x = flint.arb("2.1773")
        for _ in range(9):
            x = (x - (x.sinh() - 2 * x) / (x.cosh() - 2)).mid()
        assert found.weight.to_arb().overlaps(x + flint.arb(0, "1e-55"))
        assert found.eta.to_arb().overlaps(4 * x / (x / 2).tanh() + flint.arb(0, "1e-50"))
    finally:
        flint.ctx.prec = 53
    assert found["eta"] == found.eta and list(found) == ["weight", "eta"]


@pytest.mark.parametrize("eta", [9, "10", "21/2"])
def test_two_cycles(eta):
    rate = mp.mpf(Fraction(eta).numerator) / Fraction(eta).denominator
    amplitude = mp.findroot(lambda x: 2 * x - rate * mp.tanh(x / 2) / 2, 2 * mp.sqrt(3 * (1 - 8 / rate)))
    step = lambda w: w - rate * mp.tanh(w / 2) / 2
    found = threshold.two_cycle(eta)
    assert contains(found.amplitude, amplitude, mp.mpf(10) ** -30)
    assert contains(found.multiplier, mp.diff(lambda w: step(step(w)), amplitude), mp.mpf(10) ** -20)


def test_lazy_rates_of_weights():
    # K = M + b of these weights is 1 + 1/4 with m = 2, and of one feature it is what lambda_ is
    weights = ([["1/2"], [1]], ["3/2", 0])
    kernel = mp.mpf(1) / 2 * (mp.mpf(5) / 4 + mp.mpf(9) / 4)
    by_weights = threshold.lazy_rate("logistic", data="three-point", weights=weights)
    by_kernel = threshold.lazy_rate("logistic", "7/4", data="three-point")
    assert kernel == mp.mpf(7) / 4 and (by_weights.lower, by_weights.upper) == (by_kernel.lower, by_kernel.upper)
    plane = ([[1, 0], [0, 1], [2, 1]], [1, 1, -1])
    rate = threshold.lazy_rate("logistic", data=plane, weights=([[1, 0], [0, 2]], [1, 1]))
    # the minimiser, the Hessian there and the kernel, by mpmath
    z = [mp.matrix(row) * label for row, label in zip(*plane)]
    v = mp.findroot(lambda a, b: [sum(-zi[k] / (1 + mp.exp(zi[0] * a + zi[1] * b)) for zi in z) / 3 for k in (0, 1)], (0, 0))
    hessian = mp.matrix(2, 2)
    for zi in z:
        u = zi[0] * v[0] + zi[1] * v[1]
        hessian += (zi * zi.T) * (1 / (4 * mp.cosh(u / 2) ** 2)) / 3
    h0 = max(mp.re(value) for value in mp.eig(hessian * mp.matrix([[1.5, 0], [0, 3]]), left=False, right=False))
    assert abs(mp.mpf(rate.lower.numerator) / rate.lower.denominator - 2 / h0) < mp.mpf(10) ** -25
    for wrong in (dict(lambda_=1, weights=weights), dict(weights=weights, width=2)):
        with pytest.raises(catapult.InputError, match="give lambda_, weights, or width and sigma"):
            threshold.lazy_rate("logistic", data="three-point", **wrong)


def test_lazy_and_universal_rates():
    assert threshold.lazy_rate("logistic", "2").exact == 4
    assert threshold.lazy_rate("exponential", "2").exact == 1
    assert contains(threshold.universal_rate(100), 2 * mp.sqrt(200))
    # on data of one feature sqrt(2m)/R with R the root of the mean of squares over two: twice that on D0
    assert contains(threshold.universal_rate(100, ([[1], [1]], [1, -1])), 2 * mp.sqrt(200))


def test_minimisers_of_data():
    points = [1, 2, -1]
    risk = lambda w: mp.fsum(mp.log1p(mp.exp(-z * w)) for z in points) / 3
    minimiser = mp.findroot(lambda w: mp.diff(risk, w), mp.mpf("0.75"))
    sharpness = mp.diff(risk, minimiser, 2)
    for data in ("three-point", ([[1], [2], [-1]], [1, 1, 1])):
        found = threshold.linear("logistic", data)
        assert contains(found.minimiser[0], minimiser, mp.mpf(10) ** -20)
        assert contains(found.sharpness, sharpness, mp.mpf(10) ** -15)
        assert contains(found.eta_critical, 2 / sharpness, mp.mpf(10) ** -15)


def test_balanced_and_safe_rates():
    # a balanced start stays balanced: each layer goes from sigma to sigma - eta N s(f) sigma^(L-1), f = N sigma^L, and jumps to -sigma at eta_c
    for loss, s in LOSSES.items():
        scale = mp.mpf(4) ** (-mp.mpf(3 - 1) / 2)
        rate = 2 * 2 / (scale * s(scale * 8) * 2**2)
        assert contains(threshold.balanced_rate(loss, 4, 3, 2), rate)
    # up to the safe rate a network converges, and up to the lazy rate its loss never rises
    safe = threshold.safe_rate(100, ["1/10", 12, 11])
    assert catapult.classify("aligned", loss="logistic", eta=safe.lower, width=100, sigma=["1/10", 12, 11]).phase in ("lazy", "catapult")
    lazy = threshold.lazy_rate("logistic", width=100, sigma=[1, 2, 3])
    assert catapult.classify("aligned", loss="logistic", eta=lazy.lower, width=100, sigma=[1, 2, 3]).phase == "lazy"


def test_thresholds_that_do_not_exist_say_why():
    with pytest.raises(catapult.InputError, match="weight 0 has no critical rate"):
        threshold.critical_rate("logistic", 0)
    with pytest.raises(catapult.InputError, match="separable"):
        threshold.linear("logistic", ([[1, 0], [0, 1]], [1, 1]))
    with pytest.raises(catapult.InputError, match="give lambda_, weights, or width and sigma"):
        threshold.lazy_rate("logistic")
    with pytest.raises(catapult.InputError, match="0` digits"):
        threshold.overshoot(digits=0)
