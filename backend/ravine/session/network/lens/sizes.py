"""How large the weights of a lane have become, and how many of them next to nothing."""

from __future__ import annotations

import numpy as np

from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events

SMALL = 1e-3
"""A weight of less than this changes nothing that one sees; L1 brings many there, L2 few."""


def sized(lanes: Lanes, command: commands.Sizes) -> events.Sized:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    layout, theta = lane.learner.layout, lane.learner.theta
    layers = []
    for place in range(len(layout.spans)):
        weights = layout.weights(theta, place).astype(np.float64)
        small = int(np.count_nonzero(np.abs(weights) < SMALL))
        layers.append(events.LayerSize(weights=weights.size, norm=float(np.linalg.norm(weights)), small=small))
    return events.Sized(lane=lane.id, update=lane.update, below=SMALL, layers=tuple(layers), number=command.number)
