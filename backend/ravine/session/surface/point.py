"""Where a racer is now: before its next update, or in the past that is looked at."""

from __future__ import annotations

import numpy as np

from ravine.session.blocks import Block, block
from ravine.session.surface.lane import SurfaceLane


def point(lane: SurfaceLane) -> list[Block]:
    """x, y, and f there, of all the data and without noise."""
    x, y = lane.learner.point
    value, *_ = lane.learner.full(x, y)
    return [block("point", lane.id, np.array([x, y, value]), lane.update)]
