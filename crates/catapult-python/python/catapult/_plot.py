"""Axes and legends in the project's colours, for Matplotlib."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .colours import PHASES, SERIES

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def axes(ax: Any) -> Axes:
    """The given axes, or new ones whose lines have the colours of the project."""
    import matplotlib.pyplot as plt
    from cycler import cycler

    if ax is None:
        _, ax = plt.subplots(layout="constrained")
    ax.set_prop_cycle(cycler(color=SERIES))
    return ax  # type: ignore[no-any-return]


def phase_legend(ax: Axes, phases: Any) -> None:
    """A legend of phases."""
    from matplotlib.patches import Patch

    ax.legend(
        handles=[Patch(facecolor=PHASES[name], edgecolor="#222222", linewidth=0.5, label=name) for name in phases],
        loc="upper center",
        bbox_to_anchor=(0.5, -0.14),
        ncols=5,
        frameon=False,
    )
