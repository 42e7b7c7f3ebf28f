"""Training, against the same loop in NumPy."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import textwrap

import numpy as np
import pytest

import catapult


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(5)
    X = rng.normal(size=(60, 7))
    return X, np.where(X[:, 0] + rng.normal(size=60) > 0, 1, -1)


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    rng = np.random.default_rng(6)
    W1, W2, W3 = rng.normal(size=(9, 7)), rng.normal(size=(9, 9)), rng.normal(size=9)
    path = tmp_path_factory.mktemp("weights") / "start.npz"
    np.savez(path, W1=W1, W2=W2, W3=W3)
    return path, [W1, W2, W3.reshape(1, -1)]


def loop(X, y, layers, eta, steps):
    """Three layers with the logistic loss: losses and accuracies at every step."""
    scale = 9.0**-1
    layers = [layer.copy() for layer in layers]
    losses, accuracies = [], []
    for step in range(steps + 1):
        inputs = [X.T]
        for layer in layers:
            inputs.append(layer @ inputs[-1])
        f = scale * inputs[-1][0]
        losses.append(np.logaddexp(0, -y * f).mean())
        accuracies.append(np.where(y * f > 0, 1.0, 0.0).mean())
        r = -y / (1 + np.exp(y * f)) / len(y) * scale
        back = r.reshape(1, -1)
        for index in (2, 1, 0):
            gradient = back @ inputs[index].T
            back = layers[index].T @ back
            layers[index] -= eta * gradient
    return np.array(losses), np.array(accuracies)


def test_losses_against_numpy(data, weights):
    X, y = data
    path, layers = weights
    runs = catapult.train(X, y, loss="logistic", depth=3, width=9, eta=["0.1", 1], steps=50, weights=path)
    for eta in (0.1, 1):
        losses, accuracies = loop(X, y, layers, eta, 50)
        run = runs.run(eta)
        assert np.allclose(run["train_loss"], losses, rtol=1e-9) and np.allclose(run["train_accuracy"], accuracies)
        assert run["step"].tolist() == list(range(51))
    assert runs.summary["guarantee"] == "numerical" and len(runs) == 102


def test_weights_are_arrays_too(data, weights):
    X, y = data
    path, layers = weights
    options = dict(loss="logistic", eta=["0.1", 1], steps=20)
    runs = catapult.train(X, y, depth=3, width=9, weights=path, **options)
    for given in (layers, [*layers[:2], layers[2][0]], [np.asfortranarray(layer) for layer in layers]):
        same = catapult.train(X, y, weights=given, **options)
        assert np.array_equal(same["train_loss"], runs["train_loss"])
        settings = same.summary["settings"]
        assert settings["weights_fingerprint"] == runs.summary["settings"]["weights_fingerprint"]
        assert (settings["depth"], settings["width"], same.summary["command"]) == (3, 9, None)
    alone = catapult.train(X, y, weights=[np.zeros(7)], **options)
    assert np.array_equal(alone["train_loss"], catapult.train(X, y, start="zero", **options)["train_loss"])
    for wrong, words in [
        (dict(weights=layers, depth=2), "has an array W3"),
        (dict(weights=layers, depth=4), "W3 of the list of weights"),
        (dict(weights=layers, width=8), r"\(9, 7\) where \(8, 7\)"),
        (dict(weights=[]), "at least one array"),
        (dict(weights=[np.full(7, "a")]), "float or integer"),
        (dict(weights=[np.full(7, np.nan)]), "W1"),
        (dict(weights=layers, seed=1), "one of weights, start and seed"),
    ]:
        with pytest.raises(catapult.InputError, match=words):
            catapult.train(X, y, **options, **wrong)


def test_spectra_against_numpy(data):
    X, y = data
    runs = catapult.train(X, y, loss="squared", eta="0.1", steps=3, start="zero", spectra=3)
    # depth 1: the Hessian of the squared loss is X^T X/n, and the kernel X X^T/n has the same top eigenvalue
    top = np.linalg.eigvalsh(X.T @ X / len(X))[-1]
    assert np.allclose(runs["sharpness"][[0, -1]], top) and np.allclose(runs["ntk_eigenvalue"][[0, -1]], top)
    assert np.isnan(runs["sharpness"][1]) and np.isclose(runs.initial["two_over_sharpness"], 2 / top)


def test_arrays_of_every_kind_are_the_same_data(data):
    X, y = data
    X = X.astype(np.float32).astype(float)
    ask = lambda X, y: catapult.train(X, y, loss="logistic", depth=2, width=5, eta=1, steps=5).to_pandas()
    expected = ask(X, y)
    read_only = X.copy()
    read_only.flags.writeable = False
    for given in [
        np.asfortranarray(X),
        read_only,
        np.repeat(X, 2, axis=1)[:, ::2],
        X[::-1][::-1],
        X.astype(np.float32),
        X.astype(">f8"),
        X.tolist(),
    ]:
        assert ask(given, y).equals(expected)
    assert ask(X, y > 0).equals(expected) and ask(X, y.astype(float).reshape(-1, 1)).equals(expected)
    whole = np.rint(X * 3)
    assert ask(whole.astype(np.int8), y).equals(ask(whole, y))


def test_names_and_loaded_data_are_the_same_data():
    options = dict(loss="logistic", depth=2, width=8, eta="5,20", steps=3, every=3)
    named = catapult.train("mnist:0,1", test="mnist:0,1:test", **options)
    data, test = catapult.load("mnist:0,1"), catapult.load("mnist:0,1:test")
    assert catapult.train(data, test=test, **options).to_pandas().equals(named.to_pandas())
    assert catapult.train(*data, test=tuple(test), **options).to_pandas().equals(named.to_pandas())
    assert not np.isnan(named["test_accuracy"]).any()


def test_the_command_writes_the_same_history(data, tmp_path):
    command = os.environ.get("CATAPULT_COMMAND")
    if not command:
        pytest.skip("CATAPULT_COMMAND names no program")
    np.savez(tmp_path / "data.npz", X=data[0], y=data[1])
    line = f"train --data npz:{tmp_path}/data.npz --loss logistic --depth 2 --width 6 --eta log:0.1:30:5 --seed 1..2 --steps 40 --spectra 20 --out {tmp_path}/out"
    subprocess.run([command, *line.split()], check=True, capture_output=True)
    import pandas

    written = pandas.read_csv(tmp_path / "out" / "history.csv")
    runs = catapult.train(*data, loss="logistic", depth=2, width=6, eta="log:0.1:30:5", seed="1..2", steps=40, spectra=20)
    columns = runs.to_pandas()
    assert list(columns.columns) == list(written.columns)
    for name in ("eta", "step", "train_loss", "train_accuracy", "ntk_eigenvalue", "sharpness", "seed", "phase", "largest_loss"):
        assert np.array_equal(columns[name].to_numpy(), written[name].to_numpy(), equal_nan=written[name].dtype == float), name


def test_results_do_not_depend_on_threads(data):
    ask = lambda: catapult.train(*data, loss="exponential", depth=2, width=11, eta="log:0.01:10:6", steps=60).to_pandas()
    try:
        catapult.set_num_threads(1)
        one = ask()
        catapult.set_num_threads(3)
        assert ask().equals(one)
    finally:
        catapult.set_num_threads(None)


def test_runs_travel_and_are_shown(data):
    runs = catapult.sweep(*data, loss="logistic", depth=2, width=5, eta="1,2", seed=[3, 4], steps=4, every=2)
    copied = pickle.loads(pickle.dumps(runs))
    assert copied.to_pandas().equals(runs.to_pandas()) and copied.summary == runs.summary
    assert runs["seed"].tolist() == [3] * 6 + [4] * 6
    assert runs.plot().get_ylabel() == "training loss" and "<table>" in runs._repr_html_()
    assert runs.run(2, seed=4)["step"].tolist() == [0, 2, 4]
    with pytest.raises(KeyError, match="the rates are 1.0, 2.0"):
        runs.run(3)


def test_progress_and_stopping(data):
    told = []
    catapult.train(
        *data, loss="logistic", depth=2, width=50, eta="log:0.1:1:8", steps=4000, every=4000, progress=lambda *news: told.append(news)
    )
    assert told[-1][:2] == (32000, 32000)

    class Enough(Exception):
        pass

    def stop(*_):
        raise Enough

    with pytest.raises(Enough):
        catapult.train(*data, loss="logistic", depth=2, width=50, eta="log:0.1:1:8", steps=10**7, every=10**6, progress=stop)


def test_copies_of_the_data():
    """The most memory of a process with data of 400 MB: besides them one copy of ours, and that of the sweep, by samples."""
    program = """
        import resource, numpy as np, catapult
        X = np.ones((250_000, 200)); X[:, 0] = np.arange(250_000)
        y = np.where(np.arange(250_000) % 3 == 0, 1.0, -1.0)
        catapult.separability([[1]], [1])
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        catapult.train(X, y, loss="logistic", eta=["1e-9"], steps=1)
        print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
    """
    ended = subprocess.run([sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=True)
    assert float(ended.stdout) < 2.2 * 400


def test_refusals(data):
    X, y = data
    options = dict(loss="logistic", eta=1, steps=1)
    cases = [
        (dict(depth=2), "depth 2 needs a width"),
        (dict(steps=None), "either steps or physical_time"),
        (dict(seed=1, start="zero"), "one of weights, start and seed"),
        (dict(precision="f16"), "precision `f16`"),
        (dict(eta=-1), "-1"),
        (dict(steps=1.5), "not a whole number"),
        (dict(eta=[1, 1]), "once"),
    ]
    for change, words in cases:
        with pytest.raises(catapult.InputError, match=words):
            catapult.train(X, y, **(options | change))
    with pytest.raises(catapult.InputError, match="is not finite|not a number|NaN"):
        catapult.train(np.where(X > 2, np.nan, X), y, **options)
    with pytest.raises(catapult.InputError, match="one label for each row"):
        catapult.train(X, y[:-1], **options)
    with pytest.raises(catapult.InputError, match="reshape"):
        catapult.train(X[:, 0], y, **options)
