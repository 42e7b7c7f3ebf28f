"""Separability, against SciPy's linear programs and exact sums."""

from __future__ import annotations

import pickle
from fractions import Fraction

import catapult
import numpy as np
import pytest
from scipy.optimize import linprog, minimize


def random_data(seed, count, dimension):
    rng = np.random.default_rng(seed)
    return rng.normal(size=(count, dimension)), np.where(rng.random(count) < 0.5, 1, -1)


@pytest.mark.parametrize("seed", range(12))
def test_against_a_linear_program(seed):
    samples, labels = random_data(seed, 10, 4)
    answer = catapult.separability(samples, labels)
    points = samples * labels[:, None]
    program = linprog(np.zeros(4), A_ub=-points, b_ub=-np.ones(len(points)), bounds=(None, None))
    assert answer.separable == (program.status == 0)
    exact = [[Fraction(x) for x in row] for row in points.tolist()]
    witness = answer.witness
    if answer.separable:
        assert all(sum(a * b for a, b in zip(witness, row)) > 0 for row in exact)
        margin = minimize(lambda w: w @ w, program.x, constraints={"type": "ineq", "fun": lambda w: points @ w - 1})
        assert np.isclose(float(answer.margin), 1 / np.linalg.norm(margin.x), rtol=1e-5)
    else:
        assert answer.certificate == "explicit" and all(mu >= 0 for mu in witness)
        assert [row for row, mu in enumerate(witness) if mu > 0] == answer.non_separable_part
        assert all(sum(mu * row[column] for mu, row in zip(witness, exact)) == 0 for column in range(4))


def test_arrays_exact_numbers_and_names_agree():
    expected = catapult.separability("three-point")
    assert expected.separable is False and expected.non_separable_part == [0, 1, 2]
    samples = np.array([[1], [2], [-1]])
    for given in (samples, samples.astype(np.float32), [[1], [2], [Fraction(-1)]]):
        assert catapult.separability(given, [1, 1, 1]).to_dict() == expected.to_dict()


def test_curvature_is_that_of_numpy():
    samples, labels = random_data(5, 30, 3)
    answer = catapult.separability(samples, labels)
    beta = np.linalg.eigvalsh(samples.T @ samples / 30)[-1] / 4
    low, high = answer.curvature["logistic"]["smoothness"].interval()
    assert low * (1 - 1e-12) <= beta <= high * (1 + 1e-12)


def test_answers_travel_and_are_shown():
    answer = catapult.separability([[1, 1], [-1, "-1/2"]], [1, -1])
    assert pickle.loads(pickle.dumps(answer)) == answer
    assert "separable" in str(answer) and "<table>" in answer._repr_html_()
    assert answer.maximum_margin["squared"] == "5/4"


def test_refusals():
    with pytest.raises(catapult.InputError, match="one label for each"):
        catapult.separability(np.ones((3, 2)), np.ones(4))
    with pytest.raises(catapult.InputError, match="did you mean mnist"):
        catapult.separability("mnst:0,1")
    with pytest.raises(catapult.InputError, match="absent"):
        catapult.separability("csv:absent.csv")
