"""The training problem of the sweep and eigenvalue workloads: the data and the start.

Data: the subset of CIFAR-10 in `data/`, 2048 automobiles (-1) and dogs (+1), standardised as catapult does: subtract the
mean of all pixels, divide by their standard deviation, divide by the root of d = 3072.
Network: f(x) = m^(-1/2) w2 . W1 x, m = 500; logistic loss. The start is NumPy's `default_rng(0)`, first W1, then w2.
As a program: writes the start as an npz file, for `catapult train --weights`.
"""
import contender  # sets the threads, so it comes first
import gzip
import pathlib
import sys
import numpy

WIDTH = 500
SCALE = float(WIDTH**-0.5)  # a Python float: a NumPy scalar would promote single precision to double
DATA = pathlib.Path(__file__).parents[2] / "data" / "cifar10-automobile-vs-dog-train-2048.bin.gz"


def load(precision="f64"):
    """X (n x d) and the labels y."""
    records = numpy.frombuffer(gzip.decompress(DATA.read_bytes()), numpy.uint8).reshape(-1, 3073)
    pixels = records[:, 1:] / 255.0
    features = (pixels - pixels.mean()) / pixels.std() / numpy.sqrt(pixels.shape[1])
    labels = numpy.where(records[:, 0] == 5, 1.0, -1.0)
    return features.astype(kind(precision)), labels.astype(kind(precision))


def start(precision="f64"):
    """W1 (m x d) and w2 (m)."""
    random = numpy.random.default_rng(0)
    return random.standard_normal((WIDTH, 3072)).astype(kind(precision)), random.standard_normal(WIDTH).astype(kind(precision))


def kind(precision):
    return {"f64": numpy.float64, "f32": numpy.float32}[precision]


def residuals(outputs, labels):
    """The losses of each column of outputs, and dL/df, from one exponential."""
    margins = labels[:, None] * outputs
    small = numpy.exp(-numpy.abs(margins))
    losses = (numpy.maximum(-margins, 0) + numpy.log1p(small)).mean(axis=0)
    share = numpy.where(margins < 0, 1, small) / (1 + small)
    return losses, -(labels / len(labels))[:, None] * share


def descend(first, second, features, labels, rate, steps):
    """Plain gradient descent by hand, in place of a framework."""
    first, second = first.copy(), second.copy()
    for _ in range(steps):
        _, slopes = residuals((features @ (second @ first) * SCALE)[:, None], labels)
        gradient = features.T @ slopes[:, 0] * SCALE
        hidden = first @ gradient
        first -= rate * numpy.outer(second, gradient)
        second -= rate * hidden
    return first, second


if __name__ == "__main__":
    first, second = start()
    numpy.savez(sys.argv[1], W1=first, W2=second)
