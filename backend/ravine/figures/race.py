"""Figures of a race: the surface as contours or in three dimensions, the lanes' paths on it, their loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from ravine.engine.surfaces.surface import Surface, middles
from ravine.figures.heights import SAID, Heights
from ravine.figures.lines import add_loss, bin_width, thinned
from ravine.figures.paths import Numbers, Raced, Window, kept, path, path3d, points

SIDE = 160
"""Cells along a side of the surface's picture."""

STRENGTH = 0.72
"""Opacity of the surface under the paths, as on the page."""


def race(lanes: Sequence[Raced], surface: Surface, axes: tuple[str, str], title: str) -> go.Figure:
    """Contours with the paths and the known minima, and beside them the loss of all lanes."""
    window = Window.around(lanes, surface)
    width = bin_width(max(len(lane.x) for lane in lanes))
    loss_axis, cut = _loss_axis(lanes, window)
    titles = _title(title, width), f"Loss{thinned(width, ', with the lowest and highest of them')}{cut}"
    figure = make_subplots(cols=2, column_widths=[0.54, 0.46], horizontal_spacing=0.16, subplot_titles=titles)
    figure.add_trace(_contour(surface, window, axes), row=1, col=1)
    for place, lane in enumerate(lanes):
        figure.add_traces(path(lane, place, width, window), rows=1, cols=1)
    if surface.minima:
        x, y = np.transpose(surface.minima)
        look = {"symbol": "star", "size": 11, "color": "black", "line": {"color": "white", "width": 1}}
        figure.add_trace(go.Scatter(x=x, y=y, name="known minima", mode="markers", marker=look), row=1, col=1)
    for place, lane in enumerate(lanes):
        add_loss(figure, lane, place, width, row=1, col=2, named=False)
    figure.update_xaxes(title_text=axes[0], range=window.x, row=1, col=1)
    figure.update_yaxes(title_text=axes[1], range=window.y, row=1, col=1)
    figure.update_xaxes(title_text="updates", row=1, col=2)
    figure.update_yaxes(title_text="loss", **loss_axis, row=1, col=2)
    legend = {"orientation": "h", "y": -0.15}
    figure.update_layout(template="plotly_white", height=560, hovermode="closest", legend=legend)
    return figure


def race3d(lanes: Sequence[Raced], surface: Surface, axes: tuple[str, str], title: str) -> go.Figure:
    """The surface as a sheet, the paths and the known minima on it; a path has a gap where it leaves the picture."""
    window = Window.around(lanes, surface)
    width = bin_width(max(len(lane.x) for lane in lanes))
    x, y, values = _grid(surface, window)
    ways = [window.inside(points(lane)[kept(lane, width)]) for lane in lanes]
    under = [_values(surface, way) for way in ways]
    minima = np.array(surface.minima, np.float64).reshape(-1, 2)
    depths = _values(surface, minima)
    heights = Heights.of(values, depths, *under)
    sheet = go.Surface(
        x=x, y=y, z=heights.shares(values), customdata=values, colorscale="Cividis", opacity=0.9, showscale=False,
        hovertemplate=_hover(axes), name="surface",
    )  # fmt: skip
    figure = go.Figure(sheet)
    for place, (lane, way) in enumerate(zip(lanes, under, strict=True)):
        figure.add_trace(path3d(lane, place, width, window, heights.shares(way)))
    if len(minima):
        look = {"symbol": "diamond", "size": 4, "color": "black"}
        figure.add_trace(
            go.Scatter3d(
                x=minima[:, 0], y=minima[:, 1], z=heights.shares(depths), name="known minima", mode="markers",
                marker=look, customdata=depths, hovertemplate="f %{customdata:.6g}<extra>known minimum</extra>",
            )
        )  # fmt: skip
    scene = {
        "xaxis": {"title": {"text": axes[0]}, "range": window.x},
        "yaxis": {"title": {"text": axes[1]}, "range": window.y},
        "zaxis": {"title": {"text": "f"}, **heights.ticks()},
        "aspectmode": "manual",
        "aspectratio": {"x": 1.2, "y": 1.2, "z": 0.7},
        "camera": {"eye": {"x": 1.5, "y": -1.5, "z": 1.1}},
    }
    figure.update_layout(template="plotly_white", height=640, title=_title(title, width), scene=scene)
    return figure


def _title(title: str, width: int) -> str:
    every = "" if width == 1 else f"; of the paths every update number {width}"
    return f"{title} ({SAID}{every})"


def _hover(axes: tuple[str, str]) -> str:
    return f"{axes[0]} %{{x:.5g}}, {axes[1]} %{{y:.5g}}<br>f %{{customdata:.6g}}<extra></extra>"


def _contour(surface: Surface, window: Window, axes: tuple[str, str]) -> go.Contour:
    x, y, values = _grid(surface, window)
    heights = Heights.of(values)
    return go.Contour(
        x=x, y=y, z=heights.shares(values), customdata=values, colorscale="Cividis", opacity=STRENGTH,
        contours={"start": 0.0, "end": 1.0, "size": 1 / 14}, line={"width": 0.7, "color": "#333333"},
        colorbar={"title": {"text": "f"}, "x": 0.46, "thickness": 12, **heights.ticks()}, name="surface",
        hovertemplate=_hover(axes),
    )  # fmt: skip


def _grid(surface: Surface, window: Window) -> tuple[Numbers, Numbers, Numbers]:
    """The middles' x and y, and the values there, (rows, columns), the first row at the lowest y."""
    points = middles((window.x, window.y), SIDE, SIDE).reshape(SIDE, SIDE, 2)[::-1]
    return points[0, :, 0], points[:, 0, 1], _values(surface, points.reshape(-1, 2)).reshape(SIDE, SIDE)


def _values(surface: Surface, points: Numbers) -> Any:
    with np.errstate(all="ignore"):  # a typed function may be infinite or no number anywhere
        return surface.values(points)


def _loss_axis(lanes: Sequence[Raced], window: Window) -> tuple[dict[str, Any], str]:
    """A log axis where all losses are above 0. One lane that flies off must not flatten the others: what is cut then is
    said."""
    inside = np.concatenate([lane.loss[window.reach(points(lane)) <= 1] for lane in lanes])
    inside = inside[np.isfinite(inside)]
    positive = all((lane.loss[np.isfinite(lane.loss)] > 0).all() for lane in lanes)
    axis: dict[str, Any] = {"type": "log", "exponentformat": "power"} if positive else {}
    if not len(inside) or not any(window.left_by(lane) for lane in lanes):
        return axis, ""
    low, high = np.log10([inside.min(), inside.max()]) if positive else (inside.min(), inside.max())
    room = 0.05 * (high - low) or 1.0
    return {**axis, "range": (low - room, high + room)}, "; its range is that of the picture"
