"""Grids of fates and exponents, against the same loop in NumPy and mpmath."""

from __future__ import annotations

import pickle

import catapult
import numpy as np
import pytest


def loop(rates, starts, width, output, steps):
    """The two-layer network on D0 with the logistic loss: f, lambda and the first rise of the risk after so many steps."""
    eta, kernel = np.meshgrid(rates, starts)
    f = np.full_like(eta, output)
    rise = np.zeros(eta.shape, int)
    risk = lambda f: (np.logaddexp(0, f) + np.logaddexp(0, -f)) / 2
    with np.errstate(all="ignore"):
        for step in range(1, steps + 1):
            s = np.tanh(f / 2) / 2
            before = risk(f)
            f, kernel = f * (1 + eta**2 * s**2 / width) - eta * kernel * s, kernel * (1 + eta**2 * s**2 / width) - 4 * eta * f * s / width
            rise = np.where((rise == 0) & (risk(f) > before * (1 + 1e-9)), step, rise)
    return f, kernel, rise


@pytest.fixture(scope="module")
def seen():
    return catapult.fates(
        "two-layer", loss="logistic", width=100, eta=("1", "40"), lambda_=("0.5", "4"), output="1/2", columns=24, rows=18, steps=3000
    )


def test_phases_against_numpy(seen):
    f, kernel, rise = loop(seen.eta, seen.start, 100, 0.5, 3000)
    ended = np.abs(f) < 1e-9
    phases = seen.phases()
    assert np.array_equal(np.isin(phases, ["lazy", "catapult"]), ended)
    sure = ended & (np.abs(seen["lambda"]) > 0)
    assert np.array_equal((phases == "catapult")[sure], (rise > 0)[sure])
    # the kernel hardly moves once f is below the tolerance
    calm = phases == "lazy"
    assert np.allclose(seen["lambda"][calm], kernel[calm], rtol=1e-6)
    assert np.array_equal(seen["first_rise"][ended], rise[ended])


def test_grids_are_tables_and_travel(seen):
    frame = seen.to_pandas()
    assert len(frame) == 24 * 18 and list(frame.columns[:2]) == ["eta", "lambda"]
    assert seen.to_polars().height == seen.to_arrow().num_rows == len(frame)
    copied = pickle.loads(pickle.dumps(seen))
    assert np.array_equal(copied["steps"], seen["steps"]) and copied.axes == seen.axes
    assert sum(seen.counts().values()) == 24 * 18


def test_cycles_have_periods():
    seen = catapult.fates("linear", loss="logistic", eta=("8.5", 10), weight=("0.5", 2), columns=8, rows=4, steps=20000)
    assert set(seen.phases().ravel()) == {"oscillating"} and set(seen["period"].ravel()) == {2}


def test_other_parameters_and_data():
    aligned = catapult.fates(
        "aligned", loss="logistic", width=10, sigma=[1, 2, 3], eta=(1, 30), y=("sigma_1", ("0.1", 3)), columns=10, rows=8
    )
    assert aligned.axes == ("eta", "sigma_1") and aligned["phase"].shape == (8, 10)
    data = catapult.fates(
        "two-layer", loss="logistic", width=10, lambda_=2, output=(-3, 3), eta=("0.5", 12), data="three-point", columns=10, rows=8
    )
    assert "lazy" in data.counts()


def test_exponents_against_numpy():
    found = catapult.exponents(
        "linear", loss="logistic", eta=(9, 12), weight=(1, 2), data="three-point", columns=6, rows=3, transient=500, steps=4000
    )
    eta, w = np.meshgrid(found.eta, found.start)
    points = np.array([1.0, 2.0, -1.0])
    total = np.zeros_like(eta)
    for step in range(4500):
        sigma = 1 / (1 + np.exp(w[..., None] * points))
        curvature = (points**2 * sigma * (1 - sigma)).mean(-1)
        if step >= 500:
            total += np.log(np.abs(1 - eta * curvature))
        w = w + eta * (points * sigma).mean(-1)
    mean = total / 4000
    # orbits that are not chaotic have exponents that do not depend on roundings
    calm = mean < -0.05
    assert calm.any() and np.allclose(found["exponent"][calm], mean[calm], rtol=0.02)


def test_rectangles_that_are_none():
    with pytest.raises(catapult.InputError, match="1 parameters vary"):
        catapult.fates("linear", loss="logistic", eta=(1, 2), weight=1)
    with pytest.raises(catapult.InputError, match="empty|range"):
        catapult.fates("linear", loss="logistic", eta=(2, 1), weight=(0, 1))
    with pytest.raises(catapult.InputError, match="1 x 1"):
        catapult.fates("linear", loss="logistic", eta=(1, 2), weight=(0, 1), columns=0)
    with pytest.raises(catapult.InputError, match="no parameter of this network"):
        catapult.fates("aligned", loss="logistic", width=10, sigma=[1, 2], eta=(1, 30), y=("sigma_7", (0, 1)))


def test_plots(seen):
    assert seen.plot().get_xlabel() == "learning rate η"
    exponents = catapult.exponents("linear", loss="logistic", eta=(9, 12), weight=(1, 2), columns=4, rows=3, steps=10)
    assert exponents.plot().get_images()
