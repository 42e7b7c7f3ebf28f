"""Progress of long work: a function of the caller's, or a bar."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

Progress = bool | Callable[[int, int, str], object] | None
"""False or None for none; True for a bar of tqdm; or a function of the parts done, those in all, and a note."""


class Reporter:
    """Gives the library a function to call, and closes the bar at the end."""

    def __init__(self, progress: Any) -> None:
        self._bar: Any = None
        self.callback: Callable[[int, int, str], object] | None = None
        if progress is True:
            from tqdm.auto import tqdm

            self._bar = tqdm()
            self.callback = self._show
        elif callable(getattr(progress, "update", None)):
            # a bar that the caller has made
            self._bar = progress
            self.callback = self._show
        elif progress:
            self.callback = progress
        self._closes = progress is True

    def _show(self, done: int, total: int, note: str) -> None:
        self._bar.total = total
        if note and hasattr(self._bar, "set_postfix_str"):
            self._bar.set_postfix_str(note, refresh=False)
        self._bar.update(done - self._bar.n)

    def __enter__(self) -> Callable[[int, int, str], object] | None:
        return self.callback

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._closes:
            self._bar.close()
