"""Phases and limits, against gradient descent on the weights in mpmath."""

from __future__ import annotations

import copy
import pickle
from fractions import Fraction

import catapult
import mpmath as mp
import numpy as np
import pytest
from plain import contains, layers_after

D0 = [([1], 1), ([1], -1)]


def test_the_example_of_the_readme():
    answer = catapult.classify("two-layer", loss="logistic", eta="7", width=100, lambda_=2, output="1/2")
    assert answer.phase == "catapult"
    # lambda = 2 and f = 1/2 at width 100 from two unit directions: a + b and a - b on the two layers
    square = (mp.mpf(200) + 0) / 2
    overlap = mp.mpf(5)
    angle = overlap / square
    w1 = mp.matrix([[mp.sqrt(square)], [0]] + [[0]] * 98)
    w2 = mp.matrix([[mp.sqrt(square) * angle, mp.sqrt(square) * mp.sqrt(1 - angle**2)] + [0] * 98])
    w1, w2 = layers_after("logistic", mp.mpf(7), D0, [w1, w2], 400)
    kernel = (mp.norm(w1) ** 2 + mp.norm(w2) ** 2) / 100
    assert contains(answer.limit["lambda"], kernel, mp.mpf(10) ** -25)
    assert contains(answer.limit["sharpness"], kernel / 4, mp.mpf(10) ** -25)
    assert answer.limit["lambda"].digits >= 30
    assert answer.problem["network"] == "two-layer" and answer.problem["learning_rate"] == "7"


def test_two_layers_from_weights_on_data():
    rng = np.random.default_rng(1)
    first, second = rng.integers(-8, 9, (3, 2)) / 4, rng.integers(-8, 9, 3) / 4
    samples = np.array([[1.0, 0.5], [-0.5, 1.0], [1.0, 1.0], [0.25, -1.0], [1.0, 0.5], [-0.5, 1.0]])
    labels = np.array([1, -1, -1, 1, -1, 1])
    answer = catapult.classify("two-layer", loss="logistic", eta=1, data=(samples, labels), weights=(first, second))
    assert answer.phase in ("lazy", "catapult")
    layers = [mp.matrix(first.tolist()), mp.matrix([second.tolist()])]
    points = [(x.tolist(), int(y)) for x, y in zip(samples, labels)]
    w1, w2 = layers_after("logistic", mp.mpf(1), points, layers, 3000)
    v = w2 * w1 / mp.sqrt(3)
    for found, number in zip(answer.limit["minimiser"], v):
        assert contains(found, number, mp.mpf(10) ** -12)


def test_dense_networks_on_d0():
    rng = np.random.default_rng(3)
    layers = [rng.integers(-8, 9, 4) / 8, rng.integers(-8, 9, (4, 4)) / 8, rng.integers(-8, 9, 4) / 8]
    answer = catapult.classify("network", loss="squared", eta="1/4", weights=layers)
    assert answer.phase in ("lazy", "catapult")
    matrices = [mp.matrix([[entry] for entry in layers[0].tolist()]), mp.matrix(layers[1].tolist()), mp.matrix([layers[2].tolist()])]
    matrices = layers_after("squared", mp.mpf(1) / 4, D0, matrices, 2000)
    # the top NTK eigenvalue at f = 0 of one input is the sum over layers of |b_l|^2 |a_{l-1}|^2 times the square of the scale
    a = [mp.matrix([[1]]), matrices[0], matrices[1] * matrices[0]]
    b = [matrices[2] * matrices[1], matrices[2], mp.matrix([[1]])]
    kernel = sum(mp.norm(x) ** 2 * mp.norm(y) ** 2 for x, y in zip(a, b)) / 4**2
    limit = answer.limit.get("lambda") or answer.limit["ntk_eigenvalue"]
    assert contains(limit, kernel, mp.mpf(10) ** -12)


def test_aligned_layers():
    answer = catapult.classify("aligned", loss="logistic", eta=22, width=100, sigma=["1/10", 12, 11], digits=18)
    assert answer.phase == "catapult" and answer.limit["vanishing"] == 3
    sigma = [mp.mpf(1) / 10, mp.mpf(12), mp.mpf(11)]
    for _ in range(400):
        f = sigma[0] * sigma[1] * sigma[2] / 100
        s = mp.tanh(f / 2) / 2
        others = [sigma[1] * sigma[2], sigma[0] * sigma[2], sigma[0] * sigma[1]]
        sigma = [old - 22 * s * other / 100 for old, other in zip(sigma, others)]
    for found, number in zip(answer.limit["sigma"], sigma):
        assert contains(found, number, mp.mpf(10) ** -15)


def test_linear_predictors():
    cycle = catapult.classify("linear", loss="logistic", eta=10, weight=1)
    assert cycle.phase == "oscillating" and len(cycle.limit["cycle"]) == 2
    assert catapult.classify("linear", loss="exponential", eta=10, weight=3).phase == "divergent"
    assert catapult.classify("linear", loss="logistic", eta=1, weight="1/2", data="three-point").phase == "lazy"
    many = catapult.classify("linear", loss="squared", eta="1/2", weight=[0, 0], data=([[1, 0], [0, 1], [1, 1]], [1, 1, -1]))
    # least squares: X w = y in the mean
    solution, *_ = np.linalg.lstsq(np.array([[1, 0], [0, 1], [1, 1.0]]), np.array([1, 1, -1.0]), rcond=None)
    for found, number in zip(many.limit["minimiser"], solution):
        low, high = found.interval()
        assert low - 1e-12 <= number <= high + 1e-12


def test_rounding_misleads_and_exact_arithmetic_does_not():
    answer = catapult.classify("two-layer", loss="squared", eta="0.1", width=1, lambda_="370/9", output="20/3")
    assert answer.phase == "catapult" and "f = 0 exactly" in answer.reason
    # the float 0.1 is another rate
    other = catapult.classify("two-layer", loss="squared", eta=0.1, width=1, lambda_="370/9", output="20/3")
    assert other.phase == "divergent"


def test_undecided_says_what_would_help():
    answer = catapult.classify("two-layer", loss="exponential", eta=1, width=100, lambda_=2, output="1/2", max_steps=3)
    assert answer.phase == "undecided" and answer.certificate is None and answer.limit is None
    assert "steps" in answer.remedy
    assert answer.problem["network"] == "two-layer"


def test_arrays_of_every_kind_are_the_same_data():
    samples = np.array([[1.0, 0.5], [-0.5, 1.0], [1.0, 1.0], [0.25, -1.0]])
    labels = np.array([1.0, -1.0, -1.0, 1.0])
    ask = lambda data: catapult.classify("linear", loss="logistic", eta=1, weight=[0, 0], data=data)
    expected = ask((samples, labels))
    read_only = samples.copy()
    read_only.flags.writeable = False
    strided = np.repeat(np.repeat(samples, 2, axis=0), 3, axis=1)[::2, ::3]
    kinds = [
        (np.asfortranarray(samples), labels),
        (read_only, labels),
        (strided, labels),
        (samples[::-1][::-1], labels.astype(np.int8)),
        (samples.astype(np.float32), labels > 0),
        (samples.astype(np.float16), labels),
        (samples.astype(">f8"), labels.astype(">i4")),
        (samples.tolist(), labels.tolist()),
        ([[Fraction(x) for x in row] for row in samples.tolist()], ["+1", "-1", "-1", "+1"]),
        (samples.astype(object), labels),
    ]
    for data in kinds:
        assert ask(data) == expected


def test_labels_that_are_words_need_to_be_told():
    data = ([[1], [2], [-1]], ["cat", "cat", "dog"])
    with pytest.raises(catapult.InputError, match="cat"):
        catapult.classify("linear", loss="logistic", eta=1, weight=0, data=data)
    told = catapult.classify("linear", loss="logistic", eta=1, weight=0, data=data, positive="cat")
    assert told == catapult.classify("linear", loss="logistic", eta=1, weight=0, data=([[1], [2], [-1]], [1, 1, -1]))
    assert told == catapult.classify("linear", loss="logistic", eta=1, weight=0, data=(np.array([[1], [2], [-1]]), data[1]), positive="cat")


def test_bad_arrays_are_refused_before_work():
    with pytest.raises(catapult.InputError, match=r"NaN at index \[0, 1\]"):
        catapult.classify("linear", loss="logistic", eta=1, weight=[0, 0], data=(np.array([[1, np.nan]]), np.array([1])))
    with pytest.raises(catapult.InputError, match=r"expected|one label for each row"):
        catapult.classify("linear", loss="logistic", eta=1, weight=[0], data=(np.ones((3, 1)), np.ones(2)))
    with pytest.raises(catapult.InputError, match=r"reshape"):
        catapult.classify("linear", loss="logistic", eta=1, weight=[0], data=(np.ones(3), np.ones(3)))


def test_answers_travel_and_are_shown():
    answer = catapult.classify("two-layer", loss="logistic", eta=7, width=100, lambda_=2, output="1/2")
    for copied in (pickle.loads(pickle.dumps(answer)), copy.deepcopy(answer)):
        assert copied == answer and copied.certificate == answer.certificate
    assert repr(answer).startswith("<Classification: catapult, lambda=1.0328")
    assert "certified" in str(answer) and "<table>" in answer._repr_html_()
