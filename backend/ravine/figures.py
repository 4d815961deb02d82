"""Plotly figures of what was trained, for notebooks and reports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import sample_colorscale
from plotly.subplots import make_subplots

OKABE_ITO = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#6f6800")
"""A lane's colour by its place, as on the page (Okabe & Ito, 2008). Their yellow, the last, is drawn there within a
darker line; here it is that line's colour, to be seen on white."""

DASHES = ("solid", "dash", "dot", "dashdot", "longdash", "longdashdot", "8px,2px", "2px,6px")
"""A lane's dash by its place: colour is never the only difference."""

POINTS = 2000
"""More updates than these are drawn as bins, each with its mean and its range."""


class Trained(Protocol):
    """What a figure needs of a lane; `notebook.LaneResult` is one."""

    @property
    def name(self) -> str: ...
    @property
    def update(self) -> NDArray[np.int64]: ...
    @property
    def loss(self) -> NDArray[np.float32]: ...
    @property
    def gradient_norm(self) -> NDArray[np.float32]: ...


def training(lanes: Sequence[Trained]) -> go.Figure:
    """The loss of all lanes in one chart, and under it each lane's gradient norm by layer, all on the same log axis."""
    count = len(lanes)
    width = max(1, -(-max((len(lane.update) for lane in lanes), default=1) // POINTS))
    figure = make_subplots(
        rows=2,
        cols=count,
        specs=[[{"colspan": count}, *[None] * (count - 1)], [{}] * count],
        subplot_titles=[
            f"Loss of each batch before its update{_thinned(width, ', with the lowest and highest of them')}",
            *(f"Gradient norm of each layer: {lane.name}{_thinned(width)}" for lane in lanes),
        ],
        shared_yaxes="rows",
        vertical_spacing=0.16,
    )  # fmt: skip
    for place, lane in enumerate(lanes):
        _add_loss(figure, lane, place, width)
    for place, lane in enumerate(lanes):
        _add_gradients(figure, lane, place, width)
    figure.update_xaxes(title_text="updates")
    figure.update_yaxes(title_text="loss (mean over the batch)", row=1, col=1)
    figure.update_yaxes(type="log", exponentformat="power", dtick=1, row=2)
    figure.update_yaxes(title_text="gradient norm (loss per unit of weight)", row=2, col=1)
    figure.update_layout(template="plotly_white", height=700, hovermode="closest")
    return figure


def _thinned(width: int, more: str = "") -> str:
    return "" if width == 1 else f" (mean of {width} updates{more})"


def _add_loss(figure: go.Figure, lane: Trained, place: int, width: int) -> None:
    colour = OKABE_ITO[place % len(OKABE_ITO)]
    x, low, mean, high = _bins(lane.update, lane.loss, width)
    if width > 1:
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([x, x[::-1]]), y=np.concatenate([high, low[::-1]]), fill="toself", fillcolor=colour,
                line={"width": 0}, opacity=0.2, hoverinfo="skip", showlegend=False, legendgroup=f"loss of {place}",
            ),
            row=1, col=1,
        )  # fmt: skip
    figure.add_trace(
        go.Scatter(
            x=x, y=mean, name=lane.name, mode="lines", line={"color": colour, "dash": DASHES[place % len(DASHES)]},
            legendgroup=f"loss of {place}",
        ),
        row=1, col=1,
    )  # fmt: skip


def _add_gradients(figure: go.Figure, lane: Trained, place: int, width: int) -> None:
    layers = lane.gradient_norm.shape[1]
    # light towards the output would vanish on white, so the scale ends before its yellow
    colours = sample_colorscale("Cividis", [0.85 * layer / max(1, layers - 1) for layer in range(layers)])
    for layer in range(layers):
        norms = lane.gradient_norm[:, layer]
        x, _, mean, _ = _bins(lane.update, norms, width)
        # a log axis has no place for 0 (dead units, zero weights): a gap says so better than a made-up number
        mean = np.where(mean > 0, mean, np.nan)
        last = " (output)" if layer == layers - 1 else ""
        figure.add_trace(
            go.Scatter(
                x=x, y=mean, name=f"layer {layer + 1}{last}", mode="lines",
                line={"color": colours[layer], "width": 1.5, "dash": DASHES[layer % len(DASHES)]},
                legendgroup=f"gradients of {place}", legendgrouptitle={"text": f"{lane.name}: gradient norm"},
            ),
            row=2, col=place + 1,
        )  # fmt: skip


def _bins(update: NDArray[np.int64], values: NDArray[np.float32], width: int) -> tuple[NDArray[Any], ...]:
    """First update, minimum, mean and maximum of each `width` values; the last bin may be shorter."""
    starts = np.arange(0, len(values), width)
    if not len(starts):
        return (update, values, values, values)
    sizes = np.diff(np.append(starts, len(values)))
    sums = np.add.reduceat(values.astype(np.float64), starts)
    return update[starts], np.minimum.reduceat(values, starts), sums / sizes, np.maximum.reduceat(values, starts)
