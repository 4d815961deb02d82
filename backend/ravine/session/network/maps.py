"""What a network of maps sees: its first filters, and one picture on its way through all layers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.engine.evaluation import probabilities, target_classes
from ravine.engine.layers.conv import Conv
from ravine.session.blocks import Block, block
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
    scaled = [_scaled(numbers) for numbers in given]
    sure = probabilities(given[-1][None], learner.settings.loss)[0]
    return [
        block("picture", lane.id, np.rint(255 * np.clip(x, 0, 1)), lane.update),
        block("feature_maps", lane.id, np.concatenate([cells for cells, _ in scaled]), lane.update),
        block("feature_ranges", lane.id, np.array([ends for _, ends in scaled]), lane.update),
        block("scores", lane.id, np.array([truth, *sure]), lane.update),
    ]


def chosen(lane: NetworkLane) -> tuple[NDArray[np.float32], int]:
    """The picture and its class: a row of the test part, somebody's own, else the first test picture."""
    parts, probe = lane.parts, lane.probe
    if isinstance(probe, tuple) and len(probe) == parts.train.x.shape[1]:
        return np.array(probe, np.float32), UNKNOWN
    shown = parts.test if len(parts.test) else parts.train
    row = probe % len(shown) if isinstance(probe, int) else 0
    return shown.x[row], int(target_classes(shown[row : row + 1])[0])


def _scaled(numbers: NDArray[np.float32]) -> tuple[NDArray[np.uint8], tuple[float, float]]:
    """A layer's numbers from 0 to 255 over their own range, and that range."""
    finite = np.nan_to_num(numbers.astype(np.float64))  # shortly before a divergence they may be infinite
    low, high = float(finite.min()), float(finite.max())
    cells = (finite - low) / (high - low) * 255 if high > low else np.zeros_like(finite)
    return np.rint(cells).astype(np.uint8), (low, high)
