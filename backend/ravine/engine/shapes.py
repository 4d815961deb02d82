"""The activation functions that a network has learned: a PReLU's slope, the straight pieces of Maxout units."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ravine.engine.activations import learned
from ravine.engine.training import Trainer

POINTS = 61
SPAN = 3.0
"""How far from 0 a PReLU is drawn."""

SHOWN = 16
"""Units of a layer, at most."""


@dataclass(frozen=True)
class Shape:
    """What a layer has learned. x (POINTS,); y (units, POINTS).

    alpha: of a PReLU, one for the layer; its one y is f over the pre-activation x. Of Maxout pieces is (units, pieces,
    POINTS): each unit's linear functions over x, the first input, while the others are at their mean; y their maximum.
    In the first layer the pieces are straight lines; behind it they bend where earlier units do.
    """

    layer: int
    alpha: float | None
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    pieces: NDArray[np.float64] | None = None


def learned_shapes(trainer: Trainer) -> list[Shape]:
    """Of every layer that learns its activation."""
    found = []
    signals = None
    for place, layer in enumerate(trainer.settings.architecture.layers):
        if learned(layer.activation):
            alpha = float(trainer.theta[trainer.layout.spans[place].learned])
            x = np.linspace(-SPAN, SPAN, POINTS)
            found.append(Shape(place, alpha, x, np.where(x > 0, x, alpha * x)[None]))
        if layer.pieces > 1:
            line = _line(trainer)
            signals = signals or trainer.layer_signals(line)
            pieces = signals[place][0].astype(np.float64).reshape(-1, layer.pieces, POINTS)[:SHOWN]
            found.append(Shape(place, None, line[:, 0].astype(np.float64), pieces.max(axis=1), pieces))
    return found


def _line(trainer: Trainer) -> NDArray[np.float32]:
    """(POINTS, inputs): the first input over its range in the training set, the others at their mean."""
    x = trainer.training_set.x
    line = np.tile(x.mean(axis=0, dtype=np.float64), (POINTS, 1))
    line[:, 0] = np.linspace(float(x[:, 0].min()), float(x[:, 0].max()), POINTS)
    return line.astype(np.float32)
