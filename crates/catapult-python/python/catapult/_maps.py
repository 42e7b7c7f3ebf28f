"""Orbits in bulk: what is seen over grids of learning rates and starts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from . import _native
from ._arrays import layers_of, plain, resolved
from ._frames import Table
from ._progress import Reporter
from .errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

    from ._arrays import DataLike
    from ._classify import Loss

    Array = np.ndarray[Any, Any]

NAMES = {"eta": "eta", "lambda_": "lambda", "output": "output"}


def is_range(value: Any) -> bool:
    """Whether a parameter varies: a pair of numbers, or a text ``A..B``."""
    return (isinstance(value, tuple) and len(value) == 2) or (isinstance(value, str) and ".." in value)


def rectangle(arguments: dict[str, Any], x: Any, y: Any) -> dict[str, Any]:
    """The arguments of a rectangle, with its axes: those that are given, or the two parameters that have ranges."""
    given = {name: value for name, value in arguments.items() if value is not None}
    axes: list[Any] = [axis for axis in (x, y) if axis is not None]
    if any(not (isinstance(axis, tuple) and len(axis) == 2 and isinstance(axis[0], str)) for axis in axes):
        raise InputError('an axis is a pair of a name and a range, such as x=("eta", ("0.5", 12))')
    for name in ("eta", "lambda_", "output", "weight"):
        value = given.get(name)
        if value is not None and is_range(value):
            shown = NAMES.get(name, name)
            axes.append((shown, value))
    if len(axes) != 2:
        raise InputError(f'{len(axes)} parameters vary, and a rectangle has two: give a range such as ("0.5", 40) for exactly two')
    names = [name for name, _ in axes]
    for name in ("eta", "lambda_", "output", "weight"):
        if NAMES.get(name, name) in names or (f"{name}_1" in names and name == "weight" and "weight" not in given):
            # any value there
            given[name] = first_end(dict(axes).get(NAMES.get(name, name), dict(axes).get(f"{name}_1")))
    if "weights" in given:
        given["weights"] = layers_of(given["weights"])
    if "data" in given:
        given["data"] = resolved(given["data"])
    for name in ("weight", "sigma"):
        if name in given:
            given[name] = plain(given[name]) if hasattr(given[name], "dtype") else given[name]
    return given | {"x": axes[0], "y": axes[1]}


def over_rates(arguments: dict[str, Any], y: Any) -> dict[str, Any]:
    """The arguments of a rectangle whose columns are learning rates."""
    stated = rectangle(arguments, None, y)
    if stated["x"][0] != "eta":
        stated["x"], stated["y"] = stated["y"], stated["x"]
    return stated


def first_end(ends: Any) -> Any:
    """The lower end of a range."""
    return ends.split("..")[0] if isinstance(ends, str) else ends[0]


class Grid(Table):
    """Arrays over learning rates (columns) and starts (rows, from the lowest). Numerical."""

    def __init__(self, axes: tuple[str, str], arrays: dict[str, Array]) -> None:
        self.axes = axes
        """What the two axes show."""
        self.eta: Array = arrays["eta"]
        """The learning rate of each column."""
        self.start: Array = arrays["start"]
        """The start of each row."""
        self.arrays = {name: array for name, array in arrays.items() if name not in ("eta", "start")}
        """The arrays by name."""

    def __getitem__(self, name: str) -> Array:
        return self.arrays[name]

    def columns(self) -> dict[str, Array]:
        """A row for each cell: learning rate, start, and what was seen."""
        import numpy as np

        rates, starts = np.meshgrid(self.eta, self.start)
        return {"eta": rates.ravel(), self.axes[1]: starts.ravel()} | {name: array.ravel() for name, array in self.arrays.items()}

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self.start)} x {len(self.eta)} cells of {', '.join(self.arrays)}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.axes, {"eta": self.eta, "start": self.start} | self.arrays)

    def _draw(self, image: Any, ax: Any, **options: Any) -> tuple[Axes, Any]:
        from ._plot import axes

        ax = axes(ax)
        extent = (*_edges(self.eta), *_edges(self.start))
        drawn = ax.imshow(image, origin="lower", aspect="auto", extent=extent, interpolation="nearest", **options)
        ax.set_xlabel("learning rate η")
        ax.set_ylabel({"lambda": "kernel at the start, λ₀", "output": "output at the start, f₀"}.get(self.axes[1], self.axes[1]))
        return ax, drawn


def _edges(centres: Array) -> tuple[float, float]:
    half = (centres[-1] - centres[0]) / max(len(centres) - 1, 1) / 2
    return float(centres[0] - half), float(centres[-1] + half)


class Fates(Grid):
    """Where orbits ended, as seen within a number of steps: numerical, and no proof.

    ``fates["phase"]`` holds codes, whose names are ``fates.names``; ``["steps"]`` when that was seen; ``["first_rise"]`` the
    first step at which the risk rose (0 for none); ``["period"]`` that of a cycle; ``["output"]`` and ``["lambda"]`` the state there.
    """

    names = ("undecided", "lazy", "catapult", "oscillating", "divergent")
    """The phases by their codes."""

    def phases(self) -> Array:
        """The phases in words."""
        import numpy as np

        return np.array(self.names)[self.arrays["phase"]]

    def counts(self) -> dict[str, int]:
        """How many cells were seen in each phase."""
        import numpy as np

        counts = np.bincount(self.arrays["phase"].ravel(), minlength=len(self.names))
        return {name: int(count) for name, count in zip(self.names, counts) if count}

    def plot(self, ax: Any = None) -> Axes:
        """The phases, in the colours of the project."""
        from matplotlib.colors import ListedColormap

        from ._plot import phase_legend
        from .colours import PHASES

        colours = ListedColormap([PHASES[name] for name in self.names])
        ax, _ = self._draw(self.arrays["phase"], ax, cmap=colours, vmin=-0.5, vmax=len(self.names) - 0.5)
        phase_legend(ax, self.counts())
        return cast("Axes", ax)


class Exponents(Grid):
    """Lyapunov exponents: the mean growth of a small deviation in a step. Numerical; NaN where the orbit escaped."""

    def plot(self, ax: Any = None) -> Axes:
        """The exponents."""
        ax, drawn = self._draw(self.arrays["exponent"], ax, cmap="viridis")
        ax.figure.colorbar(drawn, ax=ax, label="Lyapunov exponent")
        return cast("Axes", ax)


def fates(
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
    y: Any = None,
    columns: int = 500,
    rows: int = 500,
    steps: int = 1000,
    tolerance: float = 1e-9,
    escape: float = 1e12,
    progress: Any = None,
) -> Fates:
    """What gradient descent is seen to do over a grid of learning rates and starts.

    Give ``eta`` as a range, ``("0.5", 40)`` or ``"0.5..40"``, and one of ``lambda_``, ``output`` and ``weight``; or, for other
    numbers of the start, ``y=("sigma_1", (0, 3))``. Cells are iterated at their centres.

    >>> import catapult
    >>> seen = catapult.fates("two-layer", loss="logistic", width=100, eta=(1, 40), lambda_=("0.5", 4), output="1/2", columns=40, rows=30)
    >>> seen["phase"].shape
    (30, 40)
    """
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
    stated = over_rates(arguments, y)
    with Reporter(progress) as callback:
        seen = _native.fates(network, stated, columns, rows, steps, tolerance, escape, callback)
    return Fates(("eta", stated["y"][0]), seen)


def exponents(
    network: str,
    *,
    loss: Loss,
    eta: Any = None,
    width: Any = None,
    lambda_: Any = None,
    output: Any = None,
    weight: Any = None,
    data: DataLike | None = None,
    y: Any = None,
    columns: int = 500,
    rows: int = 500,
    transient: int = 1000,
    steps: int = 1000,
    progress: Any = None,
) -> Exponents:
    """Lyapunov exponents over a grid, over ``steps`` steps after ``transient`` ones; the grid is stated as in ``fates``."""
    arguments = {
        "loss": loss,
        "eta": eta,
        "width": width,
        "lambda_": lambda_,
        "output": output,
        "weight": weight,
        "data": data,
    }
    stated = over_rates(arguments, y)
    with Reporter(progress) as callback:
        found = _native.exponents(network, stated, columns, rows, transient, steps, callback)
    return Exponents(("eta", stated["y"][0]), found)


for _kind in (Fates, Exponents):
    _kind.__module__ = "catapult"
