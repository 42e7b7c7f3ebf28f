from __future__ import annotations

import hypothesis
import matplotlib
import mpmath
import pytest
from plain import DIGITS

matplotlib.use("agg")
# the same numbers in every run, and no clock
hypothesis.settings.register_profile("fixed", deadline=None, derandomize=True, max_examples=60)
hypothesis.settings.load_profile("fixed")


@pytest.fixture(autouse=True)
def precision():
    with mpmath.workdps(DIGITS):
        yield
