"""What all figures have in common: how a lane looks, and its loss as a line, thinned where there are many updates."""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

OKABE_ITO = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#6f6800")
"""A lane's colour by its place, as on the page (Okabe & Ito, 2008). Their yellow, the last, is drawn there within a
darker line; here it is that line's colour, to be seen on white."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "8px,2px", "2px,6px")
"""A lane's dash by its place: colour is never the only difference."""

POINTS = 2000
"""More updates than these are drawn as bins, each with its mean and its range."""


class Learned(Protocol):
    """What a line needs of a lane."""

    @property
    def name(self) -> str: ...
    @property
    def update(self) -> NDArray[np.int64]: ...
    @property
    def loss(self) -> NDArray[Any]: ...


def style(place: int) -> dict[str, str]:
    """Colour and dash of the lane at this place."""
    return {"color": OKABE_ITO[place % len(OKABE_ITO)], "dash": DASHES[place % len(DASHES)]}


def bin_width(count: int) -> int:
    """Updates that have to share a bin where there are so many."""
    return max(1, -(-count // POINTS))


def thinned(width: int, more: str = "") -> str:
    """For a title: says so where updates share a bin."""
    return "" if width == 1 else f" (mean of {width} updates{more})"


def add_loss(
    figure: go.Figure, lane: Learned, place: int, width: int, *, row: int, col: int, named: bool = True
) -> None:
    """A lane's loss, each bin's mean, and where updates share one also their range. named: in the legend."""
    x, low, mean, high = bins(lane.update, lane.loss, width)
    look, group = style(place), f"lane {place}"
    if width > 1:
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([x, x[::-1]]), y=np.concatenate([high, low[::-1]]), fill="toself",
                fillcolor=look["color"], line={"width": 0}, opacity=0.2, hoverinfo="skip", showlegend=False,
                legendgroup=group,
            ),
            row=row, col=col,
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(x=x, y=mean, name=lane.name, mode="lines", line=look, legendgroup=group, showlegend=named),
        row=row, col=col,
    )  # fmt: skip


def bins(update: NDArray[np.int64], values: NDArray[Any], width: int) -> tuple[NDArray[Any], ...]:
    """First update, minimum, mean and maximum of each `width` values; the last bin may be shorter."""
    starts = np.arange(0, len(values), width)
    if not len(starts):
        return (update, values, values, values)
    sizes = np.diff(np.append(starts, len(values)))
    with np.errstate(over="ignore"):  # of a race that flies off
        sums = np.add.reduceat(values.astype(np.float64), starts)
    return update[starts], np.minimum.reduceat(values, starts), sums / sizes, np.maximum.reduceat(values, starts)
