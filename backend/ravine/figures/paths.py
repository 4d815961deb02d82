"""The paths of a race, in the part of the plane that is shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ravine.engine.surfaces.family import Interval
from ravine.engine.surfaces.surface import Surface
from ravine.figures.lines import Learned, style

DOTS = 400
"""Updates of a lane that are drawn as dots; more are a line."""

MARGIN = 0.05
"""Of the picture, beyond a start that lies outside of the surface's domain."""

FAR = 20.0
"""Half sides from the middle: a line is drawn out to there, for Plotly misplaces what is much farther."""

SYMBOLS = ("circle", "square", "diamond", "cross", "x", "circle-open", "square-open", "diamond-open")
"""A lane's marker in three dimensions by its place: dashes would be lost in the sheet."""

OUT = " (leaves the picture)"

HOVER = "update %{customdata[0]}: %{x:.6g}, %{y:.6g}<br>loss %{customdata[1]:.6g}"

Numbers = NDArray[np.float64]


class Raced(Learned, Protocol):
    """What a path needs of a lane; `racing.RaceLane` is one."""

    @property
    def x(self) -> Numbers: ...
    @property
    def y(self) -> Numbers: ...


@dataclass(frozen=True)
class Window:
    """The part of the plane that is shown."""

    x: Interval
    y: Interval

    @classmethod
    def around(cls, lanes: Sequence[Raced], surface: Surface) -> Window:
        """The surface's domain, and the lanes' starts where these lie outside."""
        across, up = surface.domain
        return cls(_with(across, [float(lane.x[0]) for lane in lanes]), _with(up, [float(lane.y[0]) for lane in lanes]))

    def reach(self, places: Numbers) -> Numbers:
        """How far places (N, 2) lie from the middle, 1 at the edge."""
        low, high = np.transpose([self.x, self.y])
        with np.errstate(over="ignore"):
            found: Numbers = np.abs((places - (low + high) / 2) / ((high - low) / 2)).max(axis=1)
        return found

    def left_by(self, lane: Raced) -> bool:
        return bool((self.reach(points(lane)) > 1).any())

    def name(self, lane: Raced) -> str:
        """The lane's name, and whether it leaves the picture."""
        return lane.name + (OUT if self.left_by(lane) else "")

    def inside(self, places: Numbers) -> Numbers:
        """Those outside as gaps."""
        return np.where(self.reach(places)[:, None] > 1, np.nan, places)

    def drawn_out(self, places: Numbers) -> Numbers:
        """Those far outside as gaps, but for the first, which is taken back towards the one before it."""
        reach = self.reach(places)
        far = reach > FAR
        drawn = np.where(far[:, None], np.nan, places)
        first = 1 + np.flatnonzero(far[1:] & ~far[:-1])
        share = (FAR / reach[first])[:, None]
        drawn[first] = places[first - 1] * (1 - share) + places[first] * share
        return drawn


def _with(edges: Interval, places: Sequence[float]) -> Interval:
    low, high = min(*edges, *places), max(*edges, *places)
    room = MARGIN * (high - low)
    return low - room * (low < edges[0]), high + room * (high > edges[1])


def points(lane: Raced) -> Numbers:
    """(K + 1, 2)"""
    return np.column_stack([lane.x, lane.y])


def kept(lane: Raced, width: int) -> NDArray[np.int64]:
    """Every update number `width`, and the last."""
    last = len(lane.x) - 1
    return np.append(np.arange(0, last, width), last)


def path(lane: Raced, place: int, width: int, window: Window) -> list[go.Scatter]:
    """A white line and the lane's own upon it, with a cross at the start and a large dot at the end."""
    update = kept(lane, width)
    x, y = window.drawn_out(points(lane)[update]).T
    look, group, between = style(place), f"lane {place}", len(update) - 2
    marker = {
        "size": [9, *[4 if len(update) <= DOTS else 0] * between, 11],
        "symbol": ["x", *["circle"] * between, "circle"],
        "color": look["color"],
        "opacity": 1,
        "line": {"color": "white", "width": [1, *[0] * between, 1]},
    }
    below = {"color": "white", "width": 4}
    return [
        go.Scatter(x=x, y=y, mode="lines", hoverinfo="skip", showlegend=False, legendgroup=group, line=below),
        go.Scatter(
            x=x, y=y, name=window.name(lane), mode="lines+markers", line={**look, "width": 2}, marker=marker,
            legendgroup=group, customdata=np.column_stack([update, lane.loss[update]]), hovertemplate=HOVER,
        ),
    ]  # fmt: skip


def path3d(lane: Raced, place: int, width: int, window: Window, heights: Numbers) -> go.Scatter3d:
    """heights: of the updates that are kept, where they are inside."""
    update = kept(lane, width)
    x, y = window.inside(points(lane)[update]).T
    colour = style(place)["color"]
    marker = {"size": 2.5 if len(update) <= DOTS else 1, "color": colour, "symbol": SYMBOLS[place % len(SYMBOLS)]}
    return go.Scatter3d(
        x=x, y=y, z=heights, name=window.name(lane), mode="lines+markers", line={"color": colour, "width": 4},
        marker=marker, customdata=np.column_stack([update, lane.loss[update]]), hovertemplate=HOVER,
    )  # fmt: skip
