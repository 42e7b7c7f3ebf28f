"""The exceptions and warnings of this package."""

from __future__ import annotations

__all__ = ["CatapultError", "DataWarning", "InputError"]


class CatapultError(Exception):
    """Whatever this package raises by itself."""


class InputError(CatapultError, ValueError):
    """A value that cannot be used. The message names the value and what would help; no work has begun."""


class DataWarning(UserWarning):
    """Something to know about how data were read, such as that a line was skipped as a header."""


# Users see them as `catapult.InputError`, and pickles find them there.
for _kind in (CatapultError, InputError, DataWarning):
    _kind.__module__ = "catapult"
