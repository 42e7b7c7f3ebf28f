"""Orbits of gradient descent, step by step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import _native
from ._classify import problem
from ._frames import Table
from ._native import Certified

if TYPE_CHECKING:
    import numpy as np

    from ._arrays import DataLike
    from ._classify import Exact, Loss


class Orbit(Table):
    """The observables of an orbit, by name: ``orbit["output"]``, ``orbit["lambda"]``, ``orbit["sharpness"]``, ``orbit["loss"]``.

    In ``f64`` each is a NumPy array of doubles; in other arithmetics a list of ``Certified`` values and Fractions.
    """

    __slots__ = ("_names", "_values", "step", "stopped")

    step: np.ndarray[Any, Any]
    """The steps that are shown."""
    stopped: tuple[int, str] | None
    """The step before which the orbit ended early, and why; None if it did not."""

    def __init__(self, names: list[str], step: Any, values: list[Any], stopped: tuple[int, str] | None) -> None:
        self._names = names
        self.step = step
        self._values = values
        self.stopped = stopped

    @property
    def names(self) -> list[str]:
        """The names of the observables."""
        return list(self._names)

    def __getitem__(self, name: str) -> Any:
        try:
            return self._values[self._names.index(name)]
        except ValueError:
            raise KeyError(f"{name}: the observables are {', '.join(self._names)}") from None

    def __len__(self) -> int:
        return len(self.step)

    def columns(self) -> dict[str, np.ndarray[Any, Any]]:
        """The columns as NumPy arrays of doubles: certified values as two, ``NAME_lower`` and ``NAME_upper``, rounded outward."""
        import numpy as np

        columns: dict[str, Any] = {"step": self.step}
        for name, values in zip(self._names, self._values):
            if isinstance(values, np.ndarray):
                columns[name] = values
            elif all(isinstance(value, Certified) for value in values):
                ends = np.array([value.interval() for value in values], dtype=float).reshape(-1, 2)
                columns[f"{name}_lower"], columns[f"{name}_upper"] = ends[:, 0], ends[:, 1]
            else:
                columns[name] = np.array([float(value) for value in values])
        return columns

    def __repr__(self) -> str:
        ended = "" if self.stopped is None else f", ended before step {self.stopped[0]}: {self.stopped[1]}"
        return f"<Orbit: {len(self)} rows of {', '.join(self._names)}{ended}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Orbit, (self._names, self.step, self._values, self.stopped)


def orbit(
    network: str,
    *,
    loss: Loss,
    eta: Exact,
    steps: int,
    data: DataLike | None = None,
    weight: Any = None,
    width: Exact | None = None,
    lambda_: Exact | None = None,
    output: Exact | None = None,
    weights: Any = None,
    sigma: Any = None,
    positive: str | None = None,
    arithmetic: str = "f64",
    every: int = 1,
) -> Orbit:
    """Gradient descent step by step: numerical (``"f64"``), certified (``"ball:128"``) or exact (``"exact"``, squared loss).

    The problem is stated as in ``classify``. Rows are steps 0, ``every``, 2 ``every``, .. and the last.

    >>> import catapult
    >>> run = catapult.orbit("two-layer", loss="logistic", eta=7, width=100, lambda_=2, output="1/2", steps=100, every=50)
    >>> [float(value) for value in run["lambda"]]
    [2.0, 1.0328354891772908, 1.032835486114421]
    >>> exact = catapult.orbit("two-layer", loss="squared", eta="1/2", width=1, lambda_=2, output="1/2", steps=2, arithmetic="exact")
    >>> exact["output"]
    [Fraction(1, 2), Fraction(1, 32), Fraction(769, 131072)]
    """
    stated = problem(
        network,
        loss=loss,
        eta=eta,
        data=data,
        weight=weight,
        width=width,
        lambda_=lambda_,
        output=output,
        weights=weights,
        sigma=sigma,
        positive=positive,
    )
    return Orbit(*_native.orbit(stated, steps, arithmetic, every))


Orbit.__module__ = "catapult"
