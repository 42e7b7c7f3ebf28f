"""Certified thresholds, to any number of digits. Numbers in are exact, as everywhere in this package.

>>> from catapult import threshold
>>> print(threshold.overshoot(digits=50).eta)
10.9359659464797457946254010210157890504910007453006[0, 1]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from . import _native
from ._arrays import layers_of, plain, resolved
from ._display import html_table, rows_of, text_table
from ._native import Certified
from .errors import InputError

if TYPE_CHECKING:
    from ._arrays import DataLike
    from ._classify import Exact, Loss

__all__ = [
    "Threshold",
    "balanced_rate",
    "critical_rate",
    "divergence_rate",
    "lazy_rate",
    "linear",
    "overshoot",
    "safe_rate",
    "two_cycle",
    "universal_rate",
]


class Threshold(Mapping[str, Any]):
    """An answer of several parts: certified values under their names, as entries and as attributes."""

    __slots__ = ("_parts",)

    def __init__(self, parts: dict[str, Any]) -> None:
        self._parts = parts

    def __getitem__(self, name: str) -> Any:
        return self._parts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __len__(self) -> int:
        return len(self._parts)

    def __getattr__(self, name: str) -> Any:
        if name == "_parts" or name not in self._parts:
            raise AttributeError(name)
        return self._parts[name]

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *self._parts]

    def __str__(self) -> str:
        return text_table(list(rows_of("", self._parts)))

    def __repr__(self) -> str:
        parts = ", ".join(f"{name}={value}" for name, value in rows_of("", self._parts))
        return f"<Threshold: {parts}>"

    def _repr_html_(self) -> str:
        return html_table("Threshold", list(rows_of("", self._parts)))

    def __reduce__(self) -> tuple[Any, ...]:
        return Threshold, (self._parts,)


def _answer(name: str, digits: int, **arguments: Any) -> dict[str, Any]:
    given = {name: value for name, value in arguments.items() if value is not None}
    answer: dict[str, Any] = _native.threshold(name, given, digits)
    return answer


def _one(answer: dict[str, Any]) -> Certified:
    (value,) = (part for name, part in answer.items() if name != "note")
    assert isinstance(value, Certified)
    return value


def critical_rate(loss: Loss, weight: Exact, *, digits: int = _native.DIGITS) -> Certified:
    """(P2) η_c = 2 w/s(w), the rate at which the linear predictor on D0 jumps from ``weight`` to its negative.

    >>> print(critical_rate("logistic", 12, digits=12))
    48.00058984801[0, 1]
    """
    return _one(_answer("critical-rate", digits, loss=loss, weight=weight))


def overshoot(*, digits: int = _native.DIGITS) -> Threshold:
    """(P4) ``weight`` and ``eta``, above which the logistic loss on D0 is never eventually monotone, from all starts but countably many."""
    return Threshold(_answer("overshoot", digits))


def two_cycle(eta: Exact, *, digits: int = _native.DIGITS) -> Threshold:
    """(P3) ``amplitude`` and ``multiplier`` of the logistic 2-cycle on D0; the multiplier is the derivative of the second iterate."""
    return Threshold(_answer("two-cycle", digits, eta=eta))


def lazy_rate(
    loss: Loss,
    lambda_: Exact | None = None,
    *,
    data: DataLike | None = None,
    weights: Any = None,
    width: Exact | None = None,
    sigma: Any = None,
    digits: int = _native.DIGITS,
) -> Certified:
    """(T6) η_lazy = 2/(κ λ), the end of the lazy phase; of an aligned network with ``width`` and ``sigma``, (L8a): up to it the loss never rises.

    On ``data`` 2/h0, where linear stability puts that end, h0 being the sharpness of the minimum with the kernel of the start (G7d); the loss
    may rise below it. The kernel is ``lambda_`` with one feature, or that of ``weights``, the pair ``(W1, w2)`` or an npz file.

    >>> print(lazy_rate("logistic", data="three-point", weights=([[1], [0]], [0, 1]), digits=12))
    5.844461299386[4, 5]
    """
    given = {name for name, value in (("lambda_", lambda_), ("weights", weights), ("width", width), ("sigma", sigma)) if value is not None}
    if given == {"lambda_"} or given == {"weights"}:
        start = {"lambda_": lambda_} if weights is None else {"weights": layers_of(weights)}
        rate = _answer("lazy-rate", digits, loss=loss, data=resolved(data), **start)["eta_lazy"]
        assert isinstance(rate, Certified)
        return rate
    if given == {"width", "sigma"}:
        return _one(_answer("lazy-rate-of-layers", digits, loss=loss, width=width, sigma=plain(sigma)))
    raise InputError("give lambda_, weights, or width and sigma")


def universal_rate(width: Exact, data: DataLike | None = None, *, digits: int = _native.DIGITS) -> Certified:
    """(G6) √(2m)/R, up to which the logistic loss converges from every start of a two-layer network; 2 √(2m) on D0."""
    return _one(_answer("universal-rate", digits, width=width, data=resolved(data)))


def divergence_rate(width: Exact, data: DataLike, *, digits: int = _native.DIGITS) -> Certified:
    """(G6') The first root of Λ, on data of one feature, logistic loss. Where Λ > 0, as just above it, a set of starts of positive measure
    diverges, but not every start; it is no border: exceptional starts may diverge below it, though none up to :func:`universal_rate`.

    >>> print(divergence_rate(1, "three-point", digits=12))
    1.585039197412[4, 5]
    """
    return _one(_answer("divergence-rate", digits, width=width, data=resolved(data)))


def balanced_rate(loss: Loss, width: Exact, depth: int, sigma: Exact, *, digits: int = _native.DIGITS) -> Certified:
    """(L4d) η_c of a balanced aligned network on D0: below it the loss falls at every step, above it the network diverges."""
    return _one(_answer("balanced-rate", digits, loss=loss, width=width, depth=depth, sigma=sigma))


def safe_rate(width: Exact, sigma: Any, *, digits: int = _native.DIGITS) -> Certified:
    """(L3e) The largest rate at which an aligned network on D0 is proved to converge from its start alone, logistic loss."""
    return _one(_answer("safe-rate", digits, width=width, sigma=plain(sigma)))


def linear(loss: Loss, data: DataLike, *, digits: int = _native.DIGITS) -> Threshold:
    """(P5) ``minimiser``, ``sharpness`` h and ``eta_critical`` = 2/h of data of any number of features.

    >>> answer = linear("logistic", ([[1], [2], [-1]], [1, 1, 1]), digits=12)
    >>> print(answer.eta_critical)
    5.844461299386[4, 5]
    """
    return Threshold(_answer("linear", digits, loss=loss, data=resolved(data)))
