"""Data sets by name."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

from . import _native
from ._frames import Table

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class Data(Table):
    """A data set that was loaded by its name: arrays that cannot be changed, so that the name says what they are."""

    def __init__(self, X: Array, y: Array, specification: str, known: dict[str, Any]) -> None:
        X.flags.writeable = False
        y.flags.writeable = False
        self.X = X
        """The samples, n x d; images are standardised."""
        self.y = y
        """The labels, -1 and 1."""
        self.specification = specification
        """The name."""
        self.used: int = known["used"]
        """How many samples there are."""
        self.available: int = known["available"]
        """How many there are to choose from."""
        self.remarks: list[str] = known["remarks"]
        """What is to be said about how they were read."""

    def columns(self) -> dict[str, Array]:
        """The features as columns, and the labels."""
        return {f"x{index}": column for index, column in enumerate(self.X.T)} | {"y": self.y}

    def __iter__(self) -> Any:
        """So that ``X, y = catapult.load(..)``."""
        return iter((self.X, self.y))

    def __repr__(self) -> str:
        part = "" if self.used == self.available else f" of {self.available}"
        return f"<Data {self.specification}: {self.used}{part} samples, {self.X.shape[1]} features>"

    def __reduce__(self) -> tuple[Any, ...]:
        known = {"used": self.used, "available": self.available, "remarks": self.remarks}
        return Data, (self.X, self.y, self.specification, known)


def load(specification: str, *, images: str | PathLike[str] | None = None) -> Data:
    """Loads data by their name: ``"mnist:0,1"``, ``"cifar10:automobile,dog:test"``, ``"csv:points.csv,label=species"``, ``"three-point"``.

    ``images`` is a folder with the full image files. ``data_forms`` lists what there is.

    >>> import catapult
    >>> catapult.load("three-point").X.tolist()
    [[1.0], [2.0], [-1.0]]
    """
    return Data(*_native.load(specification, images))


def data_forms() -> dict[str, str]:
    """What data can be named, and what the names mean."""
    return _native.data_forms()


Data.__module__ = "catapult"
