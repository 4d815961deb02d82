"""The part of the plane in which data of two inputs lie."""

from __future__ import annotations

import numpy as np

from ravine.data.data import Data

HALF_SIDE = 1.2
"""Generated data lie within 1 on both axes, but for noise; points are painted up to here."""

MARGIN = 0.08
"""Of its width, on each side of a table's numbers."""

Bounds = tuple[tuple[float, float], tuple[float, float]]
"""Lowest and highest x0, lowest and highest x1."""

SQUARE: Bounds = ((-HALF_SIDE, HALF_SIDE), (-HALF_SIDE, HALF_SIDE))


def bounds_of(data: Data) -> Bounds | None:
    """What a picture of the data has to show; None where there are not two inputs.

    What is generated or painted always has the same square, so that a slider of noise moves the points and not the
    picture.
    """
    if data.x.shape[1] != 2:
        return None
    if data.x_scaling is None:
        return SQUARE
    low, high = data.x.min(axis=0).astype(np.float64), data.x.max(axis=0).astype(np.float64)
    margin = np.where(high > low, MARGIN * (high - low), 1.0)
    x0, x1 = zip((low - margin).tolist(), (high + margin).tolist(), strict=True)
    return x0, x1
