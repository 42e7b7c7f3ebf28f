"""Certified phase diagrams."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from . import _native
from ._display import html_table, rows_of, text_table
from ._frames import Table
from ._maps import rectangle
from ._native import Certificate
from ._progress import Reporter
from .errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

    from ._arrays import DataLike
    from ._classify import Loss

    Array = np.ndarray[Any, Any]


class Atlas(Table):
    """A certified phase diagram: each of its cells is proved to lie in one phase, for all parameters in it."""

    def __init__(self, known: dict[str, Any], certificate: Certificate) -> None:
        self._known = known
        self.certificate = certificate
        """The proofs of all cells."""

    @property
    def title(self) -> str:
        """What is shown."""
        return str(self._known["title"])

    @property
    def areas(self) -> dict[str, Any]:
        """The share of the area in each phase, as certified values."""
        areas: dict[str, Any] = self._known["answer"]["areas"]
        return areas

    @property
    def decided(self) -> Any:
        """The share of the area that is proved to lie in some phase."""
        return self._known["answer"]["decided"]

    @property
    def almost_divergent(self) -> dict[str, Any] | None:
        """The ``area`` of the cells of which almost all starts are proved to diverge, and the ``diverging`` share of the whole area
        that they prove at least; ``None`` if there are none. On data of one feature only."""
        shares: dict[str, Any] | None = self._known["answer"].get("almost_divergent")
        return shares

    def columns(self) -> dict[str, Array]:
        """The proved cells: both ends of both ranges, rounded to doubles, and the phase.

        A cell of which all but a small part is proved to diverge (G6m) has the phase ``almost divergent``; areas count it as
        undecided, and :attr:`almost_divergent` says how much there is of these.
        """
        import numpy as np

        cells: dict[str, Array] = self._known["cells"]
        return cells | {"phase": np.array(self._known["phase"], dtype=object)}

    def __len__(self) -> int:
        return len(self._known["phase"])

    def __str__(self) -> str:
        return text_table(list(rows_of("", self.areas)))

    def __repr__(self) -> str:
        return f"<Atlas: {self.title}; {len(self)} proved cells, {self.decided} decided>"

    def _repr_html_(self) -> str:
        return html_table(self.title, list(rows_of("", self.areas)))

    def __reduce__(self) -> tuple[Any, ...]:
        return Atlas, (self._known, self.certificate)

    def plot(self, ax: Any = None) -> Axes:
        """The proved cells in the colours of the project, grey where almost all starts diverge; white is undecided."""
        from matplotlib.collections import PolyCollection

        from ._plot import axes, phase_legend
        from .colours import PHASES

        ax = axes(ax)
        left, right, low, high = self._known["cells"].values()
        corners = [((x0, y0), (x1, y0), (x1, y1), (x0, y1)) for x0, x1, y0, y1 in zip(left, right, low, high)]
        colours = [PHASES[phase] for phase in self._known["phase"]]
        ax.add_collection(PolyCollection(corners, facecolors=colours, edgecolors=colours, linewidths=0.2))
        (x_range, y_range) = self._known["extent"]
        ax.set_xlim(*x_range)
        ax.set_ylim(*y_range)
        ax.set_xlabel(self._known["labels"][0])
        ax.set_ylabel(self._known["labels"][1])
        ax.set_title(self.title)
        phase_legend(ax, [*dict.fromkeys(self._known["phase"]), "undecided"])
        return cast("Axes", ax)


def atlas(
    network: str,
    *,
    loss: Loss,
    eta: Any = None,
    width: Any = None,
    lambda_: Any = None,
    output: Any = None,
    weight: Any = None,
    weights: Any = None,
    sigma: Any = None,
    data: DataLike | None = None,
    x: Any = None,
    y: Any = None,
    depth: int = 6,
    progress: Any = None,
) -> Atlas:
    """Proves phases for whole boxes of parameters.

    Exactly two parameters vary: those given as ranges, ``eta=("0.5", 40)``, or named by the axes, ``x=("sigma_1", (0, 3))``. A side
    is halved at most ``depth`` times.

    >>> import catapult
    >>> chart = catapult.atlas("two-layer", loss="logistic", width=100, eta=("0.5", 40), lambda_=("0.5", 4), output="1/2", depth=4)
    >>> chart.areas["undecided"].upper < 1
    True
    >>> catapult.check(chart.certificate).valid
    True
    """
    if network == "network":
        raise InputError("atlases are of the networks linear, two-layer and aligned")
    arguments = {
        "loss": loss,
        "eta": eta,
        "width": width,
        "lambda_": lambda_,
        "output": output,
        "weight": weight,
        "weights": weights,
        "sigma": sigma,
        "data": data,
    }
    stated = rectangle(arguments, x, y)
    with Reporter(progress) as callback:
        known, certificate = _native.atlas(network, stated, depth, callback)
    return Atlas(known, certificate)


Atlas.__module__ = "catapult"
