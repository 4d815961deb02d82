"""The figure of what was trained: the loss of all lanes, and the gradient norm of each lane's layers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray
from plotly.colors import sample_colorscale
from plotly.subplots import make_subplots

from ravine.figures.lines import DASHES, Learned, add_loss, bin_width, bins, thinned


class Trained(Learned, Protocol):
    """What a figure needs of a lane; `notebook.LaneResult` is one."""

    @property
    def gradient_norm(self) -> NDArray[np.float32]: ...


def training(lanes: Sequence[Trained]) -> go.Figure:
    """The loss of all lanes in one chart, and under it each lane's gradient norm by layer, all on the same log axis."""
    count = len(lanes)
    width = bin_width(max((len(lane.update) for lane in lanes), default=1))
    figure = make_subplots(
        rows=2,
        cols=count,
        specs=[[{"colspan": count}, *[None] * (count - 1)], [{}] * count],
        subplot_titles=[
            f"Loss of each batch before its update{thinned(width, ', with the lowest and highest of them')}",
            *(f"Gradient norm of each layer: {lane.name}{thinned(width)}" for lane in lanes),
        ],
        shared_yaxes="rows",
        vertical_spacing=0.16,
    )  # fmt: skip
    for place, lane in enumerate(lanes):
        add_loss(figure, lane, place, width, row=1, col=1)
    for place, lane in enumerate(lanes):
        _add_gradients(figure, lane, place, width)
    figure.update_xaxes(title_text="updates")
    figure.update_yaxes(title_text="loss (mean over the batch)", row=1, col=1)
    figure.update_yaxes(type="log", exponentformat="power", dtick=1, row=2)
    figure.update_yaxes(title_text="gradient norm (loss per unit of weight)", row=2, col=1)
    figure.update_layout(template="plotly_white", height=700, hovermode="closest")
    return figure


def _add_gradients(figure: go.Figure, lane: Trained, place: int, width: int) -> None:
    layers = lane.gradient_norm.shape[1]
    # light towards the output would vanish on white, so the scale ends before its yellow
    colours = sample_colorscale("Cividis", [0.85 * layer / max(1, layers - 1) for layer in range(layers)])
    for layer in range(layers):
        norms = lane.gradient_norm[:, layer]
        x, _, mean, _ = bins(lane.update, norms, width)
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
