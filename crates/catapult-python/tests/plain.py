"""The mathematics typed anew in mpmath, from the definitions, for tests to compare with."""

from __future__ import annotations

import mpmath as mp

DIGITS = 60


def slope(loss, u):
    """The derivative of a loss at the margin u."""
    return {"exponential": lambda: -mp.exp(-u), "logistic": lambda: -1 / (1 + mp.exp(u)), "squared": lambda: u - 1}[loss]()


def value(loss, u):
    """A loss at the margin u."""
    return {"exponential": lambda: mp.exp(-u), "logistic": lambda: mp.log1p(mp.exp(-u)), "squared": lambda: (u - 1) ** 2 / 2}[loss]()


def layers_after(loss, eta, points, layers, steps):
    """Gradient descent of f(x) = m^{-(L-1)/2} w_L W_{L-1} .. W_1 x on the weights themselves; layers are mpmath matrices."""
    width = layers[0].rows
    scale = mp.mpf(width) ** (-mp.mpf(len(layers) - 1) / 2)
    for _ in range(steps):
        gradients = [mp.zeros(layer.rows, layer.cols) for layer in layers]
        for x, y in points:
            column = mp.matrix(x)
            inputs = [column]
            for layer in layers:
                inputs.append(layer * inputs[-1])
            residual = slope(loss, y * scale * inputs[-1][0]) * y / len(points)
            back = mp.matrix([[1]])
            for index in reversed(range(len(layers))):
                gradients[index] += residual * scale * (back.T * inputs[index].T)
                back = back * layers[index]
        layers = [layer - eta * gradient for layer, gradient in zip(layers, gradients)]
    return layers


def contains(certified, number, slack=mp.mpf(10) ** (-DIGITS + 15)):
    """Whether a number computed to DIGITS digits lies in an enclosure, but for its own rounding."""
    lower, upper = (mp.mpf(end.numerator) / end.denominator for end in (certified.lower, certified.upper))
    return lower - slack * (1 + abs(number)) <= number <= upper + slack * (1 + abs(number))
