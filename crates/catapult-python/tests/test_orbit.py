"""Orbits: numerical, certified and exact."""

from __future__ import annotations

import pickle
from fractions import Fraction

import catapult
import mpmath as mp
import numpy as np
import pytest
from plain import contains

PROBLEM = dict(loss="logistic", eta=7, width=100, lambda_=2, output="1/2")


def by_hand(steps):
    f, kernel = mp.mpf(1) / 2, mp.mpf(2)
    rows = [(f, kernel)]
    for _ in range(steps):
        s = mp.tanh(f / 2) / 2
        f, kernel = f * (1 + 49 * s**2 / 100) - 7 * kernel * s, kernel * (1 + 49 * s**2 / 100) - 28 * f * s / 100
        rows.append((f, kernel))
    return rows


def test_certified_orbits_contain_the_true_one():
    run = catapult.orbit("two-layer", **PROBLEM, steps=40, arithmetic="ball:128")
    for (f, kernel), output, found in zip(by_hand(40), run["output"], run["lambda"]):
        assert contains(output, f, mp.mpf(10) ** -40) and contains(found, kernel, mp.mpf(10) ** -40)
    columns = run.columns()
    assert list(columns)[:3] == ["step", "output_lower", "output_upper"]
    assert all(columns["lambda_lower"] <= columns["lambda_upper"])


def test_numerical_orbits_are_arrays():
    run = catapult.orbit("two-layer", **PROBLEM, steps=40, every=10)
    assert run.step.tolist() == [0, 10, 20, 30, 40] and run["output"].dtype == np.float64
    expected = [float(f) for f, _ in by_hand(40)[::10]]
    assert np.allclose(run["output"], expected, rtol=1e-9)
    assert run.stopped is None and len(run) == 5
    assert list(run.to_pandas().columns) == ["step", "output", "lambda", "sharpness", "loss"]


def test_exact_orbits_are_fractions():
    run = catapult.orbit("two-layer", loss="squared", eta="1/2", width=1, lambda_=2, output="1/2", steps=2, arithmetic="exact")
    assert run["output"] == [Fraction(1, 2), Fraction(1, 32), Fraction(769, 131072)]
    assert run["loss"][2] == Fraction(17180460545, 34359738368)
    # the sharpness is a root, and enclosed
    assert isinstance(run["sharpness"][0], catapult.Certified)


def test_orbits_that_diverge_say_where():
    run = catapult.orbit("two-layer", loss="exponential", eta=30, width=10, lambda_=5, output=2, steps=1000)
    step, reason = run.stopped
    assert step < 100 and "diverges" in reason and len(run) == step


def test_names_and_pickles():
    run = catapult.orbit("linear", loss="logistic", eta=3, weight=1, steps=3)
    copied = pickle.loads(pickle.dumps(run))
    assert copied.names == run.names and np.array_equal(copied["loss"], run["loss"])
    with pytest.raises(KeyError, match="observables"):
        run["nothing"]
    with pytest.raises(catapult.InputError, match="ball:BITS"):
        catapult.orbit("linear", loss="logistic", eta=3, weight=1, steps=3, arithmetic="float")
    assert "<table>" in run._repr_html_()
