# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # Your own data: separability, thresholds, phases
#
# What large learning rates do depends on whether the data can be separated by a line through the origin. Everything below takes NumPy arrays, and takes each number as
# the rational number that it is.

# %%
import matplotlib.pyplot as plt
import numpy as np

import catapult
from catapult import threshold

rng = np.random.default_rng(7)
n = 12
X = rng.normal(size=(n, 2)).round(2)
X[:, 0] += 0.8
y = np.where(rng.random(n) < 0.85, 1, -1)

# %% [markdown]
# ## 1. Are they separable?
#
# The answer is exact, with a witness that can be checked by hand: a separating direction, or Gordan's multipliers, positive integers with Σ μᵢ yᵢ xᵢ = 0.

# %%
answer = catapult.separability(X, y)
answer

# %%
from fractions import Fraction

signed = [[Fraction(value) * int(label) for value in row] for row, label in zip(X.tolist(), y)]
assert answer.separable is False
for column in range(2):
    assert sum(mu * row[column] for mu, row in zip(answer.witness, signed)) == 0

# %% [markdown]
# If all points belong to the non-separable part, the risk has a finite minimiser, and its curvature is bounded from both sides, with certified constants.

# %%
answer.non_separable_part, answer.curvature["logistic"]["smoothness"]

# %% [markdown]
# ## 2. The minimiser, and the rate at which it becomes unstable

# %%
linear = threshold.linear("logistic", (X, y))
linear

# %% [markdown]
# ## 3. Phases of a linear predictor, below and above that rate

# %%
rate = linear.eta_critical
below, above = rate.lower * Fraction(9, 10), rate.upper * Fraction(21, 20)
for eta in (below, above):
    phase = catapult.classify("linear", loss="logistic", data=(X, y), weight=[0, 0], eta=eta)
    print(float(eta), phase.phase, "-", phase.reason)

# %%
assert catapult.classify("linear", loss="logistic", data=(X, y), weight=[0, 0], eta=below).phase in ("lazy", "catapult")

# %% [markdown]
# ## 4. A two-layer network
#
# Training closes in a small matrix, whatever the width and the data, and so it is decided too. The start is given by its weights: a row of W1 and an entry of w2
# for each hidden unit.

# %%
W1 = rng.integers(-4, 5, (3, 2)) / 4
w2 = rng.integers(-4, 5, 3) / 4
network = catapult.classify("two-layer", loss="logistic", data=(X, y), weights=(W1, w2), eta="1/2")
assert network.phase != "undecided"
network

# %% [markdown]
# ## 5. Labels and files
#
# Labels may be words, if it is said which is +1. Data in files have names: `csv:points.csv,label=species,positive=setosa`, also `npz:`, `libsvm:` and others.

# %%
named = catapult.separability(X, np.where(y > 0, "cat", "dog"), positive="cat")
assert named == answer
try:
    catapult.separability(X, np.where(y > 0, "cat", "dog"))
except catapult.InputError as error:
    print(error)

# %% [markdown]
# ## 6. Training, numerically
#
# `train` runs wide and deep networks on the same arrays. Its phases are observed and not proved.

# %%
runs = catapult.train(X, y, loss="logistic", depth=2, width=50, eta="log:0.5:20:8", steps=400, spectra=400)
runs

# %%
runs.plot()
plt.show()
