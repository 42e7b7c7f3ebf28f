"""Whether data are separable, decided exactly."""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING, Any

from . import _native
from ._arrays import resolved
from ._display import html_table, text_table
from ._native import Certified

if TYPE_CHECKING:
    from ._arrays import DataLike


class Separability:
    """Whether data are separable, with the witness, and what else is certified."""

    __slots__ = ("_answer", "_used")

    def __init__(self, answer: dict[str, Any], used: dict[str, Any]) -> None:
        self._answer = answer
        self._used = used

    @property
    def separable(self) -> bool | None:
        """Whether some w has w·z_i > 0 for all i, z_i = y_i x_i; None if that is undecided."""
        value: bool | None = self._answer["separable"]
        return value

    @property
    def witness(self) -> list[int]:
        """w, or Gordan's multipliers (see ``certificate``): exact integers; empty if undecided."""
        return [int(text) for text in self._answer["witness"]]

    @property
    def certificate(self) -> str | None:
        """What Gordan's multipliers prove: ``"explicit"``, the sum of mu_i z_i is zero; ``"nearby"``, positive ones within half of these do."""
        value: str | None = self._answer.get("certificate")
        return value

    @property
    def non_separable_part(self) -> list[int]:
        """The rows of the non-separable part, from 0."""
        rows: list[int] = self._answer["non_separable_part"]
        return rows

    @property
    def margin(self) -> Certified | None:
        """The maximum margin of separable data, if it was enclosed."""
        value: Certified | None = self._answer["margin"]
        return value

    @property
    def maximum_margin(self) -> dict[str, Any] | None:
        """The hard-margin direction, its support vectors and multipliers, and the square of the margin where it is short."""
        value: dict[str, Any] | None = self._answer.get("maximum_margin")
        return value

    @property
    def curvature(self) -> dict[str, Any] | None:
        """Smoothness and strong convexity of the risk, by loss."""
        value: dict[str, Any] | None = self._answer.get("curvature")
        return value

    @property
    def separable_part(self) -> dict[str, Any] | None:
        """The rows of non-separable data that a direction separates from the rest, and the direction."""
        value: dict[str, Any] | None = self._answer.get("separable_part")
        return value

    @property
    def reason(self) -> str | None:
        """Why the question is undecided."""
        value: str | None = self._answer.get("reason")
        return value

    @property
    def data(self) -> dict[str, Any]:
        """How many samples and features were decided about, and how they were read."""
        return self._used

    def to_dict(self) -> dict[str, Any]:
        """All of the answer, as ``catapult separability --json`` prints it, with certified values."""
        return self._answer

    def _rows(self) -> list[tuple[str, Any]]:
        rows: list[tuple[str, Any]] = [("data", f"{self._used['samples']} points, {self._used['dimension']} features")]
        rows.append(("separable", {True: "yes", False: "no", None: "undecided"}[self.separable]))
        if self.separable is False:
            rows.append(("non-separable part", f"{len(self.non_separable_part)} of {self._used['samples']}"))
        if self.margin is not None:
            rows.append(("margin", self.margin))
        if self.reason:
            rows.append(("reason", self.reason))
        return rows

    def __str__(self) -> str:
        return text_table(self._rows())

    def __repr__(self) -> str:
        return f"<Separability: {', '.join(f'{name} {value}' for name, value in self._rows())}>"

    def _repr_html_(self) -> str:
        return html_table("Separability", self._rows())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Separability) and self.__reduce__() == other.__reduce__()

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Separability, (self._answer, self._used)


def separability(
    X: Any,
    y: Any = None,
    *,
    positive: str | None = None,
    images: str | PathLike[str] | None = None,
    work: int = _native.WORK,
    digits: int = _native.DIGITS,
) -> Separability:
    """Decides exactly whether data are separable; maximum margin, non-separable part and curvature, with certificates.

    Takes samples and labels, or the name of a data set alone: ``separability("mnist:0,1")``. Each number is taken as the rational
    that it is; ``positive`` says which label is +1 where that is not clear; ``work`` bounds exact arithmetic.

    >>> import catapult
    >>> answer = catapult.separability([[1, 1], [-1, "-1/2"]], [1, -1])
    >>> answer.separable, answer.maximum_margin["squared"]
    (True, '5/4')
    """
    data: DataLike = X if y is None else (X, y)
    return Separability(*_native.separability(resolved(data), positive, images, work, digits))


Separability.__module__ = "catapult"
