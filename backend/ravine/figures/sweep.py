"""The figure of a sweep: what each lane comes to over the values of a setting."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from ravine.figures.lines import style
from ravine.spec.sweep import MEASURES, SweepSpec


class Swept(Protocol):
    """What the figure needs of a lane; `swept.SweptLane` is one."""

    @property
    def name(self) -> str: ...
    @property
    def mean(self) -> NDArray[np.float64]: ...
    @property
    def spread(self) -> NDArray[np.float64]: ...


def sweep(lanes: Sequence[Swept], asked: SweepSpec) -> go.Figure:
    """Each lane's mean over the seeds, in a band of one standard deviation where there are several."""
    setting, measure = asked.setting, MEASURES[asked.measure]
    figure = go.Figure()
    for place, lane in enumerate(lanes):
        _add(figure, lane, place, np.array(asked.values, np.float64))
    label, unit = setting.number.label, setting.number.parameter.unit
    scale = "log" if setting.log and asked.values[0] > 0 else "linear"
    figure.update_xaxes(title_text=f"{label} ({unit})" if unit else label, type=scale)
    figure.update_yaxes(title_text=measure.label, type="log" if measure.log else "linear")
    seeds = f"mean of {asked.seeds} seeds, with one standard deviation" if asked.seeds > 1 else "one seed"
    title = f"After {asked.updates} updates: {seeds}"
    figure.update_layout(template="plotly_white", height=480, hovermode="closest", title=title)
    return figure


def _add(figure: go.Figure, lane: Swept, place: int, values: NDArray[np.float64]) -> None:
    look: dict[str, Any] = {"line": style(place), "legendgroup": f"lane {place}"}
    known = np.isfinite(lane.spread)
    x, mean, spread = values[known], lane.mean[known], lane.spread[known]
    if len(x):
        figure.add_trace(
            go.Scatter(
                x=np.concatenate([x, x[::-1]]), y=np.concatenate([mean + spread, (mean - spread)[::-1]]), fill="toself",
                fillcolor=look["line"]["color"], line={"width": 0}, opacity=0.2, hoverinfo="skip", showlegend=False,
                legendgroup=look["legendgroup"],
            )
        )  # fmt: skip
    figure.add_trace(go.Scatter(x=values, y=lane.mean, name=lane.name, mode="lines+markers", **look))
