"""What the page shows of a lane beside its past: each group of blocks is computed together, from the lane as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.split import Split
from ravine.engine import probes
from ravine.engine.losses import losses
from ravine.session.blocks import Block, block
from ravine.session.lane import Lane

HALF_SIDE = 1.2
"""The square of the decision regions reaches so far on both axes; generated data lie within 1, but for noise."""

SIDE = 64
"""Cells along a side of that square."""

PROBED = 256
"""Training examples, at most, that the statistics of the activations are taken over."""

Draw = Callable[[Lane], list[Block]]


@cache
def grid() -> NDArray[np.float32]:
    """(SIDE^2, 2): the middles of the square's cells, row by row, the first row at the highest x1."""
    middles = ((np.arange(SIDE) + 0.5) / SIDE * 2 - 1) * HALF_SIDE
    x0, x1 = np.meshgrid(middles, middles[::-1])
    return np.column_stack([x0.ravel(), x1.ravel()]).astype(np.float32)


def regions(lane: Lane) -> list[Block]:
    """What the network says at each cell: class and its probability, or the value of a regression; 2 inputs only."""
    settings = lane.trainer.settings
    if settings.architecture.inputs != 2:
        return []
    outputs = lane.trainer.predict(grid())
    if not lane.parts.train.classes:
        return [block("region_value", lane.id, outputs[:, 0].reshape(SIDE, SIDE), lane.update)]
    classes, confidence = decided(outputs, settings.loss)
    return [
        block("region_class", lane.id, classes.reshape(SIDE, SIDE), lane.update),
        block("region_confidence", lane.id, np.rint(255 * confidence).reshape(SIDE, SIDE), lane.update),
    ]


def decided(outputs: NDArray[np.float32], loss: str) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """The class of each row of outputs (N, outputs) and its probability, as the loss understands the outputs.

    softmax over the outputs where the loss takes a class index; a sigmoid of each output alone for the other
    classification loss; a loss of regressions has no probabilities, so its value itself counts: 1 for "this class", 0
    (with a single output -1) for "another".
    """
    z = outputs.astype(np.float64)
    traits = losses[loss].traits
    classes = (z[:, 0] > 0).astype(np.int64) if z.shape[1] == 1 else z.argmax(axis=1)
    best = np.abs(z[:, 0]) if z.shape[1] == 1 else z.max(axis=1)
    if traits["target"] == "class":
        confidence = 1 / np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)
    elif "regression" in traits["tasks"]:
        confidence = (1 + best) / 2 if z.shape[1] == 1 else best
    else:
        with np.errstate(over="ignore"):
            confidence = 1 / (1 + np.exp(-best))
    return classes, np.clip(np.nan_to_num(confidence), 0, 1)


def metrics(lane: Lane) -> list[Block]:
    """Loss and accuracy on each part; they go into the lane's evaluations, which are sent from there."""
    results = [lane.trainer.evaluate(part) for part in (lane.parts.train, lane.parts.validation, lane.parts.test)]
    train, validation, test = ((result.loss, result.accuracy) for result in results)
    lane.evaluations.add(lane.update, (*train, *validation, *test))
    return []


def layer_statistics(lane: Lane) -> list[Block]:
    statistics = probes.layer_statistics(lane.trainer, lane.parts.train.x[:PROBED])
    return [block("layer_statistics", lane.id, statistics, lane.update)]


def histograms(lane: Lane) -> list[Block]:
    weights, gradients = probes.histograms(lane.trainer)
    return [
        block("weight_histogram", lane.id, weights, lane.update),
        block("gradient_histogram", lane.id, gradients, lane.update),
    ]


def confusion(lane: Lane) -> list[Block]:
    """Over the validation part, or the training part where there is none; classes only."""
    part = lane.parts.validation if len(lane.parts.validation) else lane.parts.train
    if not part.classes:
        return []
    return [block("confusion", lane.id, lane.trainer.confusion(part), lane.update)]


GROUPS: dict[Draw, tuple[str, ...]] = {
    metrics: ("metrics",),
    regions: ("region_class", "region_confidence", "region_value"),
    layer_statistics: ("layer_statistics",),
    histograms: ("weight_histogram", "gradient_histogram"),
    confusion: ("confusion",),
}
"""Which names of `watch` each of them serves."""


def points(split: Split, shape_inputs: int) -> Block | None:
    """(N, 4) x0, x1, target, part of every example; None where there are more than 2 inputs or targets to show."""
    targets = split.train.y.reshape(len(split.train), -1).shape[1]
    if shape_inputs != 2 or targets > 1:
        return None
    return block("points", 0, np.concatenate(list(_numbered(split))), 0)


def _numbered(split: Split) -> Iterator[NDArray[np.float32]]:
    for number, part in enumerate((split.train, split.validation, split.test)):
        yield _columns(part, number)


def _columns(part: Data, number: int) -> NDArray[np.float32]:
    rows = len(part)
    return np.column_stack([part.x, part.y.reshape(rows, 1), np.full(rows, number)]).astype(np.float32)
