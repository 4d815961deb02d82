"""The inside of a network that is small enough to be shown neuron by neuron."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.engine import probes
from ravine.session.blocks import Block, block
from ravine.session.network.lane import NetworkLane
from ravine.session.network.plane import grid

SIDE = 24
"""Cells along a side of a neuron's picture."""

WIDEST = 16
DEEPEST = 8
"""Neurons of a layer, and hidden layers, that are shown one by one."""

MOST_INPUTS = 64
"""Numbers that an example may have for its way through the network to be written out."""


def shown(lane: NetworkLane) -> bool:
    """Whether each neuron is shown."""
    inputs, *widths = lane.learner.settings.architecture.widths
    return inputs <= MOST_INPUTS and len(widths) <= DEEPEST + 1 and max(widths) <= WIDEST


def neuron_maps(lane: NetworkLane) -> list[Block]:
    """What every neuron gives over the plane; 2 inputs only."""
    bounds = lane.parts.bounds
    if bounds is None or not shown(lane):
        return []
    plane = grid(bounds, SIDE)
    maps = np.concatenate([plane.T, probes.neuron_outputs(lane.learner, plane)])
    cells, ranges = scaled(maps)
    return [
        block("neuron_maps", lane.id, cells, lane.update),
        block("neuron_ranges", lane.id, ranges, lane.update),
    ]


def scaled(maps: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    """Each row from 0 to 255 over its own range, and those ranges; a row of equal numbers becomes 0."""
    finite = np.nan_to_num(maps)
    low, high = finite.min(axis=1), finite.max(axis=1)
    width = np.where(high > low, high - low, 1)
    with np.errstate(over="ignore", invalid="ignore"):  # shortly before a divergence a range may be infinite
        cells = np.nan_to_num((finite - low[:, None]) / width[:, None] * 255)
    return np.rint(cells).astype(np.uint8), np.column_stack([low, high])


def weights(lane: NetworkLane) -> list[Block]:
    return [block("weights", lane.id, probes.weight_rows(lane.learner), lane.update)] if shown(lane) else []


def masks(lane: NetworkLane) -> list[Block]:
    """Which neurons the last update dropped."""
    if not shown(lane) or all(layer.keep == 1 for layer in lane.learner.settings.architecture.layers):
        return []
    return [block("masks", lane.id, probes.masks(lane.learner), lane.update)]


def probe(lane: NetworkLane) -> list[Block]:
    """The way of one example through the network: the point that was asked for, else the first training example."""
    if not shown(lane):
        return []
    point = lane.probe.x or ()
    asked = lane.parts.bounds is not None and len(point) == 2
    x = np.array(point, np.float32) if asked else lane.parts.train.x[0]
    layers = [part for layer in probes.forward_pass(lane.learner, x) for part in layer]
    return [block("probe", lane.id, np.concatenate([x, *layers]), lane.update)]
