"""The claims of the literature, checked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from . import _native
from ._display import html_table
from ._progress import Reporter


class Claim:
    """A claim with what was found: ``id``, ``statement``, ``source``, ``verdict``, ``recorded``, ``reason``, ``evidence``."""

    __slots__ = ("_answer",)

    def __init__(self, answer: dict[str, Any]) -> None:
        self._answer = answer

    @property
    def id(self) -> str:
        """Its name."""
        return str(self._answer["id"])

    @property
    def statement(self) -> str:
        """What is claimed."""
        return str(self._answer["statement"])

    @property
    def source(self) -> str:
        """Where."""
        return str(self._answer["source"])

    @property
    def corrected(self) -> str | None:
        """What is true instead, where the claim is false."""
        value: str | None = self._answer.get("corrected")
        return value

    @property
    def verdict(self) -> str:
        """``"verified"``, ``"refuted"`` or ``"undecided"``: found now."""
        return str(self._answer["verdict"])

    @property
    def recorded(self) -> str:
        """The verdict at the last review."""
        return str(self._answer["recorded"])

    @property
    def reason(self) -> str:
        """What the verdict rests on."""
        return str(self._answer["reason"])

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The evidence, each with its kind (exact, certified, numerical, formal), a summary, and values."""
        evidence: list[dict[str, Any]] = self._answer["evidence"]
        return evidence

    def __repr__(self) -> str:
        return f"<Claim {self.id}: {self.verdict}>"

    def _repr_html_(self) -> str:
        rows = [("verdict", self.verdict), ("statement", self.statement), ("source", self.source), ("reason", self.reason)]
        return html_table(self.id, rows)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Claim) and self._answer == other._answer

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        return Claim, (self._answer,)


class Claims(Sequence[Claim]):
    """Claims, by position or by name."""

    def __init__(self, claims: Iterable[Claim]) -> None:
        self._claims = list(claims)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            for claim in self._claims:
                if claim.id == key:
                    return claim
            raise KeyError(key)
        return self._claims[key]

    def __len__(self) -> int:
        return len(self._claims)

    def __iter__(self) -> Iterator[Claim]:
        return iter(self._claims)

    @property
    def as_recorded(self) -> bool:
        """Whether every verdict found now is the recorded one."""
        return all(claim.verdict == claim.recorded for claim in self._claims)

    def __repr__(self) -> str:
        counts = {verdict: sum(claim.verdict == verdict for claim in self) for verdict in ("verified", "refuted", "undecided")}
        return f"<Claims: {', '.join(f'{count} {verdict}' for verdict, count in counts.items() if count)}>"

    def _repr_html_(self) -> str:
        return html_table("Claims", [(claim.id, claim.verdict) for claim in self])


def verify(*names: str, digits: int = _native.DIGITS, progress: Any = None) -> Claims:
    """Checks claims of the literature, all if none is named, and finds each verdict anew from evidence.

    >>> import catapult
    >>> catapult.verify("theorem-1.2-monotonicity")[0].verdict
    'refuted'
    """
    with Reporter(progress) as callback:
        return Claims(map(Claim, _native.verify(list(names), digits, callback)))


def claims() -> list[str]:
    """The names of all claims."""
    return _native.claim_names()


for _kind in (Claim, Claims):
    _kind.__module__ = "catapult"
