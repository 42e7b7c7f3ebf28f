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
# # The catapult in ten minutes
#
# From the loss curve to the certificate. A linear network with two layers of width 100 is trained on the smallest data set with a finite minimum,
# one point with both labels (*D0*), at three learning rates. Below a threshold the loss falls. Above it, the loss first climbs and then
# comes down into a flatter minimum: a catapult. Far above, it diverges.

# %%
import matplotlib.pyplot as plt

import catapult
from catapult import threshold

start = dict(loss="logistic", width=100, lambda_=2, output="1/2")

# %% [markdown]
# ## 1. Loss curves
#
# `orbit` runs gradient descent. The numbers that go in are exact: `"1/2"` is one half, `"2.9"` is 29/10. (The *float* `2.9` is the binary number next to
# it.)

# %%
figure, axes = plt.subplots(layout="constrained")
for eta in ("2.9", "7", "40"):
    run = catapult.orbit("two-layer", **start, eta=eta, steps=60)
    axes.plot(run.step, run["loss"], label=f"η = {eta}")
axes.set_xlabel("step")
axes.set_ylabel("loss")
axes.set_yscale("log")
axes.set_ylim(0.5, 50)
axes.legend()
plt.show()
# %% [markdown]
# ## 2. Where does the lazy phase end?
#
# Linear stability puts its end at 2/(κλ), where κ is the curvature of the loss at the minimum. It is a certified number: here an exact one.

# %%
lazy = threshold.lazy_rate("logistic", start["lambda_"])
lazy

# %%
assert lazy.exact == 4

# %% [markdown]
# ## 3. What happens for ever?
#
# Sixty steps prove nothing about the rest of the orbit, and neither do sixty million. `classify` proves it, or says *undecided*.

# %%
answers = {eta: catapult.classify("two-layer", **start, eta=eta) for eta in ("2.9", "7", "40")}
{eta: answer.phase for eta, answer in answers.items()}

# %%
assert [answer.phase for answer in answers.values()] == ["lazy", "catapult", "divergent"]
answers["7"]

# %% [markdown]
# The limit of the kernel λ is known to thirty digits, and lies below that of the lazy rate: the catapult ends in a flatter minimum.

# %%
flat, sharp = answers["7"].limit["lambda"], answers["2.9"].limit["lambda"]
assert flat.upper < sharp.lower
print(flat)
print(sharp)

# %% [markdown]
# A certified value has exact ends, and gives doubles that are rounded outward.

# %%
flat.lower < flat.upper, flat.interval(), flat.digits

# %% [markdown]
# ## 4. The certificate
#
# The proof is a small text: the exact problem, the claim, and a few numbers. It can be saved, and checked by anyone, in milliseconds, without the search that found it.

# %%
certificate = answers["7"].certificate
print(certificate.to_json()[:700], "..")
checked = catapult.check(certificate)
assert checked.valid
checked

# %% [markdown]
# A forged claim does not pass.

# %%
forged = catapult.Certificate(certificate.to_json().replace('"catapult"', '"lazy"', 1))
assert not catapult.check(forged)
catapult.check(forged)

# %% [markdown]
# And whoever does not trust this checker either can let Coq check: `certificate.to_coq()` is a file whose compilation proves the claim.

# %%
print(certificate.to_coq()[:400])

# %% [markdown]
# ## 5. All learning rates at once
#
# An atlas proves phases for whole boxes of learning rates and starts. Every coloured point is proved; white is undecided.

# %%
atlas = catapult.atlas("two-layer", loss="logistic", width=100, eta=("0.5", 40), lambda_=("0.5", 4), output="1/2", depth=5)
atlas.plot()
plt.show()
# %%
assert catapult.check(atlas.certificate)
atlas

# %% [markdown]
# ## 6. Why bother?
#
# Because rounding misleads. This orbit lands exactly on an unstable minimum, and converges; in double precision it misses the minimum by 10⁻¹³ and diverges.

# %%
exact_hit = dict(loss="squared", eta="0.1", width=1, lambda_="370/9", output="20/3")
print(catapult.orbit("two-layer", **exact_hit, steps=300)["output"][-1])
answer = catapult.classify("two-layer", **exact_hit)
assert answer.phase == "catapult"
answer
