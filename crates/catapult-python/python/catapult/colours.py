"""The project's colours: those of its figures, which people with any common colour deficiency tell apart.

>>> from catapult import colours
>>> colours.SERIES[0], colours.PHASES["catapult"]
('#0072B2', '#F0A83C')
"""

from __future__ import annotations

from . import _native

__all__ = ["PHASES", "SERIES"]

_series, _phases = _native.palette()

SERIES: tuple[str, ...] = tuple(_series)
"""The colours of series in their order: those of Okabe and Ito."""
PHASES: dict[str, str] = dict(_phases)
"""The colours of phases, by name."""
