"""What the page shows of a lane beside its past: each group of blocks is computed together, from the lane as it is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.pictures import as_bytes
from ravine.data.split import Split
from ravine.engine import probes
from ravine.engine.evaluation import decided, target_classes
from ravine.session.blocks import Block, block
from ravine.session.display import Group
from ravine.session.network import inside, maps
from ravine.session.network.lane import NetworkLane
from ravine.session.network.plane import grid

SIDE = 64
"""Cells along a side of the decision regions."""

PROBED = 256
"""Training examples, at most, that the statistics of the activations are taken over."""

PICTURES = 24
"""Misclassified ones that are shown, at most."""


def regions(lane: NetworkLane) -> list[Block]:
    """What the network says at each cell: class and its probability, or the value of a regression; 2 inputs only."""
    settings, bounds = lane.learner.settings, lane.parts.bounds
    if bounds is None:
        return []
    outputs = lane.learner.predict(grid(bounds, SIDE))
    if not lane.parts.train.classes:
        return [block("region_value", lane.id, outputs[:, 0].reshape(SIDE, SIDE), lane.update)]
    classes, confidence = decided(outputs, settings.loss)
    return [
        block("region_class", lane.id, classes.reshape(SIDE, SIDE), lane.update),
        block("region_confidence", lane.id, np.rint(255 * confidence).reshape(SIDE, SIDE), lane.update),
    ]


def metrics(lane: NetworkLane) -> list[Block]:
    """Loss and accuracy on each part; they go into the lane's evaluations, which are sent from there."""
    results = [lane.learner.evaluate(part) for part in (lane.parts.train, lane.parts.validation, lane.parts.test)]
    train, validation, test = ((result.loss, result.accuracy) for result in results)
    lane.evaluations.add(lane.update, (*train, *validation, *test))
    return []


def layer_statistics(lane: NetworkLane) -> list[Block]:
    statistics = probes.layer_statistics(lane.learner, lane.parts.train.x[:PROBED])
    return [block("layer_statistics", lane.id, statistics, lane.update)]


def histograms(lane: NetworkLane) -> list[Block]:
    weights, gradients = probes.histograms(lane.learner)
    return [
        block("weight_histogram", lane.id, weights, lane.update),
        block("gradient_histogram", lane.id, gradients, lane.update),
    ]


def confusion(lane: NetworkLane) -> list[Block]:
    """Over the validation part, or the training part where there is none; classes only."""
    part = lane.parts.watched
    if not part.classes:
        return []
    return [block("confusion", lane.id, lane.learner.confusion(part), lane.update)]


def misclassified(lane: NetworkLane) -> list[Block]:
    """Pictures that the network takes for another class, the surest mistakes first; from the same part."""
    part = lane.parts.watched
    if not lane.parts.image or not part.classes:
        return []
    rows, answers, sure = probes.misclassified(lane.learner, part, PICTURES)
    labels = np.column_stack([target_classes(part)[rows], answers, sure, rows])
    return [
        block("misclassified", lane.id, as_bytes(part.x[rows]), lane.update),
        block("misclassified_labels", lane.id, labels, lane.update),
    ]


GROUPS = (
    Group(metrics, ("metrics",)),
    Group(regions, ("region_class", "region_confidence", "region_value")),
    Group(layer_statistics, ("layer_statistics",)),
    Group(histograms, ("weight_histogram", "gradient_histogram")),
    Group(confusion, ("confusion",)),
    Group(misclassified, ("misclassified", "misclassified_labels")),
    Group(inside.neuron_maps, ("neuron_maps", "neuron_ranges")),
    Group(inside.weights, ("weights",)),
    Group(inside.masks, ("masks",)),
    Group(inside.probe, ("probe",), probing=True),
    Group(maps.filters, ("filters",)),
    Group(maps.way, ("picture", "feature_maps", "feature_ranges", "scores"), probing=True),
)


def points(split: Split, shape_inputs: int) -> Iterator[Block]:
    """(N, 4) x0, x1, target, part of every example; none where there are more than 2 inputs or targets to show."""
    targets = split.train.y.reshape(len(split.train), -1).shape[1]
    if shape_inputs == 2 and targets == 1:
        yield block("points", 0, np.concatenate(list(_numbered(split))), 0)


def _numbered(split: Split) -> Iterator[NDArray[np.float32]]:
    for number, part in enumerate((split.train, split.validation, split.test)):
        yield _columns(part, number)


def _columns(part: Data, number: int) -> NDArray[np.float32]:
    rows = len(part)
    return np.column_stack([part.x, part.y.reshape(rows, 1), np.full(rows, number)]).astype(np.float32)
