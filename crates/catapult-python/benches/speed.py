"""What the bindings cost, on an optimised build: `build.sh release`, then `python benches/speed.py COMMAND` with the program of the same commit.

Medians of repetitions that take turns, so that other work on the machine disturbs both sides alike.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

import catapult
from catapult import _native


def seconds(work, count=1):
    start = time.perf_counter()
    for _ in range(count):
        work()
    return (time.perf_counter() - start) / count


def in_turns(works, repetitions):
    """The median seconds of each work."""
    taken = [[] for _ in works]
    for _ in range(repetitions):
        for times, work in zip(taken, works):
            times.append(seconds(work))
    return [statistics.median(times) for times in taken]


def importing():
    """Milliseconds that `import catapult` adds to the start of an interpreter."""
    start = lambda program: subprocess.run([sys.executable, "-c", program], check=True)
    bare, full = in_turns([lambda: start("pass"), lambda: start("import catapult")], 15)
    return 1e3 * (full - bare)


def classifying():
    """Microseconds of a call beyond the library's own: all of a call that ends before its first step, and of one with an answer of ours."""
    arguments = dict(loss="logistic", eta=7, width=100, lambda_=2, output="1/2")
    work = lambda: catapult.classify("two-layer", **arguments)
    problem = catapult._classify.problem("two-layer", **arguments)
    inner = lambda: problem._classify_alone(_native.MAX_STEPS, _native.BITS, _native.DIGITS)
    rounds = [(seconds(work, 50), seconds(inner, 50)) for _ in range(40)]
    return 1e6 * statistics.median(outer - alone for outer, alone in rounds), 1e6 * statistics.median(alone for _, alone in rounds)


def training(command, folder):
    """Seconds of `train` from arrays and of the command on the same arrays, from process start to the last byte written."""
    rng = np.random.default_rng(0)
    X = rng.normal(size=(10_000, 784)) / 28
    y = np.where(X[:, 0] + 0.05 * rng.normal(size=10_000) > 0, 1.0, -1.0)
    np.savez(folder / "data.npz", X=X, y=y)
    options = "--loss logistic --depth 2 --width 100 --steps 100".split()
    line = [command, "-q", "train", "--data", f"npz:{folder}/data.npz", *options, "--eta", "0.5,2,8", "--out", str(folder / "out")]
    by_command = lambda: subprocess.run(line, check=True, capture_output=True)
    by_python = lambda: catapult.train(X, y, loss="logistic", depth=2, width=100, steps=100, eta=["0.5", 2, 8])
    return in_turns([by_python, by_command], 5)


def grids():
    """Seconds of a grid of 1000 x 1000 from Python, and of the library's function alone."""
    arguments = dict(loss="logistic", width=100, eta=(1, 40), lambda_=("0.5", 4), output="1/2", columns=1000, rows=1000, steps=1000)
    return in_turns([lambda: catapult.fates("two-layer", **arguments)], 7)[0]


def main():
    print(f"import: {importing():.1f} ms")
    overhead, alone = classifying()
    print(f"classify: {overhead:.1f} us beyond the library's {alone:.0f} us")
    print(f"fates, 1000 x 1000: {grids():.3f} s")
    if len(sys.argv) > 1:
        with tempfile.TemporaryDirectory() as folder:
            python, command = training(sys.argv[1], Path(folder))
        print(f"train, 10,000 x 784: {python:.3f} s from arrays, {command:.3f} s by the command ({100 * (python / command - 1):+.1f} %)")


if __name__ == "__main__":
    main()
