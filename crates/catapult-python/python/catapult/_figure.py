"""Figures of the catalogue: pictures, and the numbers behind them."""

from __future__ import annotations

from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _native
from ._progress import Reporter

if TYPE_CHECKING:
    import numpy as np


class Figure:
    """A finished figure. Notebooks show it. One that was pickled is drawn again, to the same bytes, where it is read."""

    __slots__ = ("_drawing", "_options")

    def __init__(self, drawing: _native.Drawing, options: dict[str, Any]) -> None:
        self._drawing = drawing
        self._options = options

    @property
    def name(self) -> str:
        """Its name."""
        return self._drawing.name

    @property
    def title(self) -> str:
        """One line."""
        return self._drawing.title

    @property
    def caption(self) -> str:
        """What it shows."""
        return self._drawing.caption

    @property
    def citations(self) -> list[str]:
        """Sources of what is shown."""
        return self._drawing.citations

    @property
    def svg(self) -> str:
        """The picture."""
        return self._drawing.svg

    def png(self, dpi: int = 96) -> bytes:
        """The picture as PNG."""
        return self._drawing.png(dpi)

    def pdf(self) -> bytes:
        """The picture as a PDF page, for LaTeX."""
        return self._drawing.pdf()

    @property
    def tables(self) -> dict[str, dict[str, np.ndarray[Any, Any]]]:
        """The numbers behind it: tables by name, columns by name; numbers where all entries are."""
        import numpy as np

        def column(texts: list[str]) -> np.ndarray[Any, Any]:
            try:
                return np.array([float(text) if text else float("nan") for text in texts])
            except ValueError:
                return np.array(texts, dtype=object)

        return {name: {key: column(texts) for key, texts in columns} for name, columns in self._drawing.tables()}

    @property
    def arrays(self) -> dict[str, np.ndarray[Any, Any]]:
        """The arrays behind pictures that are grids."""
        return self._drawing.arrays()

    def save(self, folder: str | PathLike[str] = ".") -> list[Path]:
        """Writes picture, tables, arrays, and what made them into a folder."""
        return [Path(path) for path in self._drawing.write(folder)]

    def __repr__(self) -> str:
        return f"<Figure {self.name}: {self.title}>"

    def _repr_svg_(self) -> str:
        return self.svg

    def __reduce__(self) -> tuple[Any, ...]:
        # the same options draw the same bytes
        return _drawn, (self.name, self._options)


def figure(
    name: str,
    *,
    quick: bool = False,
    width: Any = None,
    lambda_: Any = None,
    output: Any = None,
    eta: Any = None,
    progress: Any = None,
) -> Figure:
    """Draws a figure of the catalogue (``figures`` has the names), with numbers of your own in place of the paper's.

    >>> import catapult
    >>> drawn = catapult.figure("overshoot", quick=True)
    >>> drawn.svg.startswith("<svg")
    True
    """
    options = {"quick": quick, "width": width, "lambda_": lambda_, "output": output, "eta": eta}
    with Reporter(progress) as callback:
        return Figure(_native.draw(name, quick, width, lambda_, output, eta, callback), options)


def _drawn(name: str, options: dict[str, Any]) -> Figure:
    """A figure that was pickled, drawn again."""
    return figure(name, **options)


def figures() -> list[str]:
    """The names of all figures."""
    return _native.figure_names()


Figure.__module__ = "catapult"
