"""The part of the plane that pictures show, where the data have two inputs."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ravine.data.plane import Bounds


@lru_cache(maxsize=16)
def grid(bounds: Bounds, side: int) -> NDArray[np.float32]:
    """(side^2, 2): the middles of the cells, row by row, the first row at the highest x1."""
    shares = (np.arange(side) + 0.5) / side
    x0, x1 = (low + (high - low) * shares for low, high in bounds)
    return np.stack(np.meshgrid(x0, x1[::-1]), axis=-1).reshape(-1, 2).astype(np.float32)
