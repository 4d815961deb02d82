"""Points that somebody paints: a data set that changes while a network learns from it."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.data.data import Data
from ravine.data.plane import HALF_SIDE
from ravine.data.random import mixed

MOST = 5_000
FEWEST = 3
"""One for each part of a split."""
CLASSES = 10
"""As many as there are colours for them."""


class PointsError(ValueError):
    """What is wrong with painted points, and what is allowed."""

    def __init__(self, found: str, allowed: str) -> None:
        super().__init__(f"{found}; allowed: {allowed}")
        self.found = found
        self.allowed = allowed


def painted(points: Any, classes: Any) -> Data:
    """x: the points' places; y: their classes, of `classes`; raises PointsError.

    points: a list of [x0, x1, class]. A point's mark is made of these three, so one that is there before and after
    others are painted or rubbed out stays in its part of the split.
    """
    if isinstance(classes, bool) or not isinstance(classes, int) or not 2 <= classes <= CLASSES:
        raise PointsError("classes is no such number", f"a whole number from 2 to {CLASSES}")
    if not isinstance(points, list) or not FEWEST <= len(points) <= MOST:
        count = f"{len(points):,} points are given" if isinstance(points, list) else "points is no list"
        raise PointsError(count, f"{FEWEST} to {MOST:,} points")
    for number, point in enumerate(points, 1):
        _check(number, point, classes)
    table = np.array(points, np.float32) + np.float32(0)  # -0 is 0
    x, y = np.ascontiguousarray(table[:, :2]), np.ascontiguousarray(table[:, 2])
    if len(np.unique(y)) < 2:
        raise PointsError("all points are of one class", "points of two classes or more")
    names = tuple(f"class {number}" for number in range(1, classes + 1))
    return Data(x, y, "classification", names, None, ("x0", "x1"), marks=_marks(table))


def _marks(table: NDArray[np.float32]) -> NDArray[np.uint64]:
    x0, x1, label = table.view(np.uint32).T.astype(np.uint64)
    return mixed(mixed(x0 << np.uint64(32) | x1) ^ label)


def _check(number: int, point: Any, classes: int) -> None:
    if not (isinstance(point, list) and len(point) == 3 and all(type(value) in (int, float) for value in point)):
        raise PointsError(f"point {number} is none", "three numbers: x0, x1 and its class")
    x0, x1, label = point
    if not (abs(x0) <= HALF_SIDE and abs(x1) <= HALF_SIDE):
        raise PointsError(f"point {number} lies outside", f"places from {-HALF_SIDE} to {HALF_SIDE}")
    if label not in range(classes):
        found = f"the class of point {number} is {str(label)[:20]}"
        raise PointsError(found, f"a whole number from 0 to {classes - 1}")
