"""The examples of all docstrings run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil

import catapult
import pytest

MODULES = ["catapult", *(f"catapult.{module.name}" for module in pkgutil.iter_modules(catapult.__path__) if module.name != "_native")]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(name)
    assert module.__doc__
    assert doctest.testmod(module, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def test_everything_public_is_documented():
    for name in catapult.__all__:
        assert name.startswith("__") or getattr(catapult, name).__doc__, name
    for kind in (catapult.Certified, catapult.Certificate):
        for name, member in vars(kind).items():
            assert name.startswith("_") or member.__doc__, f"{kind.__name__}.{name}"
