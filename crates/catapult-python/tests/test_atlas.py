"""Certified phase diagrams."""

from __future__ import annotations

import pickle
from fractions import Fraction

import catapult
import numpy as np
import pytest


@pytest.fixture(scope="module")
def chart():
    return catapult.atlas("two-layer", loss="logistic", width=100, eta=("0.5", 40), lambda_=("0.5", 4), output="1/2", depth=4)


def test_cells_hold_what_they_claim(chart):
    """Points of proved cells, classified one by one."""
    columns = chart.columns()
    left, right, low, high, phase = columns.values()
    for index in range(0, len(chart), 7):
        middle = Fraction((left[index] + right[index]) / 2), Fraction((low[index] + high[index]) / 2)
        one = catapult.classify("two-layer", loss="logistic", width=100, eta=middle[0], lambda_=middle[1], output="1/2")
        assert one.phase == phase[index]


def test_areas_add_up(chart):
    areas = chart.areas
    total = sum(Fraction(area.lower + area.upper) / 2 for area in areas.values())
    assert abs(total - 1) < Fraction(1, 1000)
    left, right, low, high, phase = chart.columns().values()
    share = ((right - left) * (high - low))[phase == "lazy"].sum() / (39.5 * 3.5)
    assert abs(share - float(areas["lazy"])) < 1e-5
    assert chart.decided.lower <= 1 - areas["undecided"].lower


def test_the_certificate_holds_and_all_travels(chart):
    assert catapult.check(chart.certificate)
    copied = pickle.loads(pickle.dumps(chart))
    assert copied.certificate == chart.certificate and copied.areas == chart.areas
    assert len(copied.to_pandas()) == len(chart)
    with pytest.raises(catapult.InputError, match="atlases have no Coq file"):
        chart.certificate.to_coq()


def test_any_two_parameters():
    plane = catapult.atlas("aligned", loss="logistic", width=10, sigma=[1, 2, 3], x=("eta", (1, 30)), y=("sigma_1", ("0.1", 3)), depth=4)
    assert "sigma_1_lower" in plane.columns() and catapult.check(plane.certificate)
    data = catapult.atlas("two-layer", loss="logistic", data="three-point", width=10, lambda_=2, eta=("0.5", 4), output=(-1, 1), depth=3)
    assert len(data) > 0


def test_almost_divergent_cells(chart):
    """Cells of which (G6m) proves that almost all starts diverge stand apart, and add up to their area."""
    assert chart.almost_divergent is None
    box = {"eta": (8, 12), "output": (-1, 1)}
    data = catapult.atlas("two-layer", loss="logistic", data="three-point", width=10, lambda_=2, depth=6, **box)
    left, right, low, high, phase = data.columns().values()
    almost = phase == "almost divergent"
    share = ((right - left) * (high - low))[almost].sum() / 8
    area, diverging = data.almost_divergent["area"], data.almost_divergent["diverging"]
    assert 0 < share and abs(share - float(area)) < 1e-5
    assert float(area) * 31 / 32 < float(diverging) < float(area) < float(data.areas["undecided"])
    assert len(data) == len(phase) and catapult.check(data.certificate)
    assert len(data.plot().get_legend().texts) == len(set(phase)) + 1


def test_plots(chart):
    axes = chart.plot()
    assert axes.get_xlabel() == "learning rate η" and len(axes.collections) == 1
    assert np.array_equal(axes.get_xlim(), (0.5, 40))


def test_refusals():
    with pytest.raises(catapult.InputError, match="depth 99 is too deep"):
        catapult.atlas("two-layer", loss="logistic", width=100, eta=("0.5", 40), lambda_=("0.5", 4), output="1/2", depth=99)
    with pytest.raises(catapult.InputError, match="atlases are of"):
        catapult.atlas("network", loss="logistic", eta=(1, 2))
