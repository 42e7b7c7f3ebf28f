"""Training at many learning rates at once."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, cast

from . import _native
from ._arrays import plain, resolved
from ._display import html_table
from ._frames import Table
from ._progress import Reporter
from .errors import InputError

if TYPE_CHECKING:
    import numpy as np
    from matplotlib.axes import Axes

    from ._arrays import DataLike
    from ._classify import Exact, Loss

    Array = np.ndarray[Any, Any]

LABELS = {
    "train_loss": "training loss",
    "train_accuracy": "training accuracy",
    "test_accuracy": "test accuracy",
    "ntk_eigenvalue": "top NTK eigenvalue",
    "sharpness": "sharpness",
}


class Training(Table):
    """The record of training runs: a row for every recorded step of every rate, and the ends. Numerical.

    ``training["train_loss"]`` is a column; ``training.run(eta)`` the columns of one rate; ``training.ends`` a dict for each rate with
    ``outcome``, the observed ``phase``, ``first_rise``, ``largest_loss`` and the final measurements.
    """

    def __init__(self, columns: dict[str, Array], summary: dict[str, Any]) -> None:
        self._columns = columns
        self.summary = summary
        """What was run and where it ended, as ``summary.json`` has it."""

    @property
    def ends(self) -> list[dict[str, Any]]:
        """The end of each rate, seed after seed."""
        ends: list[dict[str, Any]] = self.summary["rates"]
        return ends

    @property
    def initial(self) -> dict[str, Any]:
        """What was measured of the start; ``two_over_sharpness`` is the border of the lazy phase, with ``spectra``."""
        initial: dict[str, Any] = self.summary["initial"]
        return initial

    def __getitem__(self, name: str) -> Array:
        return self._columns[name]

    def __len__(self) -> int:
        return len(self._columns["step"])

    def columns(self) -> dict[str, Array]:
        """The columns of ``history.csv``; NaN for what was not measured, 0 as seed and -1 as first rise where there is none."""
        import numpy as np

        names = np.array(("undecided", "lazy", "catapult", "oscillating", "divergent"))
        return self._columns | {"phase": names[self._columns["phase"]].astype(object)}

    def run(self, eta: float | str, seed: int | None = None) -> dict[str, Array]:
        """The rows of one rate (the double nearest to ``eta``), of one seed if there are several."""
        from fractions import Fraction

        rate = float(Fraction(eta))
        chosen = self._columns["eta"] == rate
        if seed is not None:
            chosen &= self._columns["seed"] == seed
        if not chosen.any():
            known = ", ".join(repr(end["eta"]) for end in self.ends)
            raise KeyError(f"no run at {eta}: the rates are {known}")
        return {name: column[chosen] for name, column in self.columns().items()}

    def __repr__(self) -> str:
        phases = [end["phase"] for end in self.ends]
        counts = ", ".join(f"{phases.count(phase)} {phase}" for phase in dict.fromkeys(phases))
        return f"<Training: {len(self.ends)} runs ({counts}), {len(self)} rows>"

    def _repr_html_(self) -> str:
        rows = [
            (f"η = {end['eta']:g}", f"{end['phase']}, {end['outcome']} after {end['steps_taken']} steps, loss {end['last_finite_loss']}")
            for end in self.ends
        ]
        return html_table("Training", rows)

    def __reduce__(self) -> tuple[Any, ...]:
        return Training, (self._columns, self.summary)

    def plot(self, what: str = "train_loss", ax: Any = None, *, log: bool = True) -> Axes:
        """One column over the steps, a line for each rate, in the colours of the project."""
        import numpy as np

        from ._plot import axes

        ax = axes(ax)
        for end in self.ends:
            chosen = (self._columns["eta"] == end["eta"]) & (self._columns["seed"] == (end["seed"] or 0))
            values = self._columns[what][chosen]
            there = ~np.isnan(values)
            ax.plot(self._columns["step"][chosen][there], values[there], label=f"η = {end['eta']:g}, {end['phase']}")
        ax.set_xlabel("step")
        ax.set_ylabel(LABELS.get(what, what))
        if log:
            ax.set_yscale("log")
        if len(self.ends) <= 12:
            ax.legend(frameon=False)
        return cast("Axes", ax)


def _rates(eta: Any) -> str:
    """Rates as the library reads them: ``log:1:200:24``, or a list of exact numbers."""
    if isinstance(eta, str):
        return eta
    entries = [eta] if not hasattr(eta, "__iter__") else list(eta)
    return ",".join(_native.exact_text("eta", entry) for entry in entries)


def _layers(weights: Any) -> list[Array]:
    """Arrays of machine numbers; the last one as a vector, which it may be as a row too."""
    import numpy as np

    layers = [np.asarray(plain(layer)) for layer in weights]
    if not layers:
        raise InputError("weights: give at least one array, [W1, W2, ..]")
    if layers[-1].ndim == 2 and layers[-1].shape[0] == 1:
        layers[-1] = layers[-1][0]
    return layers


def train(
    X: Any,
    y: Any = None,
    *,
    loss: Loss,
    eta: Exact | Sequence[Exact] | str | Array,
    depth: int | None = None,
    width: int | None = None,
    steps: int | None = None,
    physical_time: Exact | None = None,
    anneal: tuple[Exact, int] | str | None = None,
    seed: int | Sequence[int] | str | None = None,
    start: str | None = None,
    weights: str | PathLike[str] | Sequence[Any] | None = None,
    test: DataLike | None = None,
    spectra: int | None = None,
    precision: str = "f64",
    every: int = 1,
    positive: str | None = None,
    images: str | PathLike[str] | None = None,
    progress: Any = None,
) -> Training:
    """Full-batch gradient descent of a linear network, at one learning rate or at many at once.

    f(x) = m^{-(L-1)/2} W_L .. W_1 x with entries ~ N(0, 1) at the start. All rates share the products with the data.

    Parameters
    ----------
    X, y
        Samples (n x d, any float or integer type, any order) and labels; or a name (``"mnist:0,1"``), or loaded data, alone.
    loss
        ``"exponential"``, ``"logistic"`` or ``"squared"``.
    eta
        A rate, several, or a text: ``"5,20,60"``, ``"log:1:200:24"``, ``"lin:1:20:8"``.
    depth, width
        The number of layers (1 if left out), and of hidden units in each; with arrays as ``weights``, theirs.
    steps, physical_time
        The same number of steps for every rate, or the same number of steps times rate.
    anneal
        ``(rate, steps)`` of further steps at a small rate.
    seed, start, weights
        Seeds of the starts (``1``, ``[1, 2]``, ``"1..5"``); ``start="zero"`` at depth 1; or the arrays ``[W1, W2, ..]`` (m x d, m x m, .., m), or an npz
        file that holds them.
    test
        Data on which the accuracy is measured too.
    spectra
        Steps between two measurements of the top NTK eigenvalue and the sharpness.
    precision
        ``"f64"`` or ``"f32"``.
    every
        Steps between two recorded ones.
    positive
        Which label is +1, where that is not clear.
    images
        A folder of full image files, with names of images.
    progress
        True for a bar, or a function of steps done, steps in all and a note.

    Returns
    -------
    Training
        Numerical. Phases are observed and prove nothing about what follows; ``classify`` is the way to a proof.

    Examples
    --------
    >>> import numpy as np, catapult
    >>> rng = np.random.default_rng(0)
    >>> X = rng.normal(size=(50, 4))
    >>> y = np.where(X[:, 0] + rng.normal(size=50) > 0, 1, -1)
    >>> runs = catapult.train(X, y, loss="logistic", depth=2, width=20, eta=[1, 8], steps=200)
    >>> [end["phase"] for end in runs.ends]
    ['lazy', 'catapult']
    """
    layers = None if weights is None or isinstance(weights, (str, PathLike)) else _layers(weights)
    if layers is not None:
        depth = len(layers) if depth is None else depth
        width = layers[0].shape[0] if width is None and len(layers) > 1 else width
    options: dict[str, Any] = {
        "loss": loss,
        "depth": 1 if depth is None else depth,
        "width": width,
        "eta": _rates(eta),
        "steps": steps,
        "physical_time": physical_time,
        "anneal": anneal if anneal is None or isinstance(anneal, str) else f"{_native.exact_text('anneal', anneal[0])}:{anneal[1]}",
        "seed": None if seed is None else str(seed) if isinstance(seed, (int, str)) else ",".join(map(str, seed)),
        "start": start,
        "weights": None if weights is None else layers if layers is not None else fspath(cast("str", weights)),
        "spectra": spectra,
        "precision": precision,
        "every": every,
        "positive": positive,
        "images": None if images is None else fspath(images),
    }
    given: Any = X if y is None else (X, y)
    with Reporter(progress) as callback:
        columns, summary = _native.train(resolved(given), resolved(test), options, callback)
    return Training(columns, summary)


def sweep(X: Any, y: Any = None, **options: Any) -> Training:
    """The same as ``train``, whose rates share their work: the name says what it is for.

    >>> import catapult
    >>> runs = catapult.sweep("three-point", loss="logistic", depth=2, width=10, eta="log:1:4:3", seed="1..2", steps=50)
    >>> len(runs.ends)
    6
    """
    return train(X, y, **options)


Training.__module__ = "catapult"
