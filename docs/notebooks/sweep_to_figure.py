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
# # From a sweep to a figure of a paper
#
# A two-layer linear network on zeros and ones of MNIST, at many learning rates at once, and a figure with what it shows: where the loss rises at first, against
# the border 2/h that linear stability predicts, and where the kernel ends.

# %%
import matplotlib.pyplot as plt
import numpy as np
from cycler import cycler

import catapult
from catapult import colours

plt.rcParams["axes.prop_cycle"] = cycler(color=colours.SERIES)

# %% [markdown]
# ## 1. Data
#
# 2048 images are inside the package; they are standardised with one mean and one standard deviation. `catapult.load("mnist:0,1:all", images="folder")` reads all of them.

# %%
train, test = catapult.load("mnist:0,1"), catapult.load("mnist:0,1:test")
train

# %% [markdown]
# To keep this short, every eighth image is used here. Arrays are taken as they are: strided ones too.

# %%
X, y = train.X[::8], train.y[::8]

# %% [markdown]
# ## 2. The sweep
#
# All rates start from the same weights and share their products with the data. `spectra` measures the top eigenvalue of the kernel and the sharpness on the way.

# %%
runs = catapult.sweep(X, y, test=test, loss="squared", depth=2, width=64, eta="lin:0.4:4:10", steps=150, spectra=50, every=2)
runs

# %%
border = runs.initial["two_over_sharpness"]
border

# %% [markdown]
# ## 3. The figure

# %%
ends = runs.ends
eta = np.array([end["eta"] for end in ends])
converged = np.array([end["outcome"] == "completed" for end in ends])
kernel = np.array([end["ntk_eigenvalue"] if end["ntk_eigenvalue"] is not None else np.nan for end in ends])
rises = np.array([end["first_rise"] is not None for end in ends])

figure, (left, right) = plt.subplots(1, 2, figsize=(9, 3.4), layout="constrained")
shown = [0, 4, 6, 8]
for index in shown:
    run = runs.run(ends[index]["eta"])
    left.plot(run["step"], run["train_loss"], label=f"η = {eta[index]:.3g}")
left.set(xlabel="step", ylabel="training loss", yscale="log")
left.legend(frameon=False)
right.plot(eta[~rises & converged], kernel[~rises & converged], "o", label="loss falls")
right.plot(eta[rises & converged], kernel[rises & converged], "s", label="loss rises at first")
right.axhline(runs.initial["ntk_eigenvalue"], color="0.4", linestyle="--", label="at the start")
right.axvline(border, color="0.4", linestyle=":", label="2/h at the start")
right.set(xlabel="learning rate η", ylabel="top NTK eigenvalue at the end")
right.legend(frameon=False)
plt.show()
# %% [markdown]
# Where the loss rises at first, the rate lies above the border; and there the kernel ends smaller than where the loss only falls.

# %%
assert rises.any() and (eta[rises] > border).all()
assert kernel[rises & converged].min() < kernel[~rises].min()

# %% [markdown]
# ## 4. What goes into the paper
#
# The figure as PDF, the numbers as a table, and what made them.

# %%
import json
import pathlib
import tempfile

folder = pathlib.Path(tempfile.mkdtemp())
figure.savefig(folder / "sweep.pdf")
runs.to_pandas().to_csv(folder / "sweep.csv", index=False)
(folder / "sweep.json").write_text(json.dumps(runs.summary, indent=1))
sorted(path.name for path in folder.iterdir())

# %% [markdown]
# The figures of the catalogue come ready made, for numbers of your own too, as SVG, PNG and PDF with their tables.

# %%
catapult.figure("two-layer-phases", quick=True, width=30, lambda_=1, output="1/4")
