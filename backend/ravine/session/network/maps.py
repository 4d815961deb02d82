"""What a network of maps sees: its first filters, and one picture on its way through all layers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.data.pictures import as_bytes
from ravine.engine.evaluation import probabilities, target_classes
from ravine.engine.layers.conv import Conv
from ravine.session.blocks import Block, block
from ravine.session.network.inside import scaled
from ravine.session.network.lane import NetworkLane

UNKNOWN = -1
"""The class of a picture of somebody's own."""


def filters(lane: NetworkLane) -> list[Block]:
    """Of the first layer, where it is a convolution."""
    first = lane.learner.settings.architecture.layers[0].work
    if not isinstance(first, Conv):
        return []
    return [block("filters", lane.id, lane.learner.layout.weights(lane.learner.theta, 0), lane.update)]


def way(lane: NetworkLane) -> list[Block]:
    """The picture that is looked into, what each layer makes of it, and the classes' probabilities."""
    learner, image = lane.learner, lane.parts.image
    if image is None or not lane.parts.train.classes:
        return []
    x, truth = chosen(lane)
    given = [layer[:, 0] for layer in learner.layer_outputs(x[None])]
    cells, ranges = zip(*(scaled(layer[None]) for layer in given), strict=True)
    sure = probabilities(given[-1][None], learner.settings.loss)[0]
    return [
        block("picture", lane.id, as_bytes(x), lane.update),
        block("feature_maps", lane.id, np.concatenate(cells, axis=1), lane.update),
        block("feature_ranges", lane.id, np.concatenate(ranges), lane.update),
        block("scores", lane.id, np.array([truth, *sure]), lane.update),
    ]


def chosen(lane: NetworkLane) -> tuple[NDArray[np.float32], int]:
    """The picture and its class: somebody's own, else a row of a part, of the training part where that one is empty."""
    parts, probe = lane.parts, lane.probe
    if probe.x is not None and len(probe.x) == parts.train.x.shape[1]:
        return np.array(probe.x, np.float32), UNKNOWN
    asked = {"train": parts.train, "validation": parts.validation, "test": parts.test}[probe.part]
    shown = asked if len(asked) else parts.train
    row = (probe.row or 0) % len(shown)
    return shown.x[row], int(target_classes(shown[row : row + 1])[0])
