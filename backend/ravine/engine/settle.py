"""Whether there is a minimum where a point came to rest: looked for around it, without trust in the gradient."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.engine.surfaces.surface import Surface

DIRECTIONS = 16
SEARCHES = 200
FINEST = 2.0**-22
"""Of `near`, the radius that the search ends at: closer, the values of a smooth minimum no longer differ."""

NEWTON = 5
BESIDE = 1e-3
"""Of `near`: the steps of the differences that tell the curvature."""
CLOSE = 0.1
"""Of `near`: how far from what the search found Newton's method may lead."""
LEVEL = 1e-9
"""Of the highest rise around a place: what rises less is level."""

_TURN = np.linspace(0.0, 2.0 * np.pi, DIRECTIONS, endpoint=False)
_RING = np.stack([np.cos(_TURN), np.sin(_TURN)], axis=1)


@np.errstate(all="ignore")  # beside an edge of a function differences are infinite or NaN, and fail every test
def settle(surface: Surface, start: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.float64] | None:
    """The minimum that lies within `near` of start; None where there is none, as on a slope, a saddle or a plain.

    A compass search (T. Kolda, R. Lewis, V. Torczon, 2003): on to the lowest of sixteen points around, or closer where
    none is lower. All that lie `near` around what it finds must be clearly higher, so that corners count and plains and
    level valleys do not.
    """
    point, value, radius = start, _values(surface, start[None])[0], 0.25
    for _ in range(SEARCHES):
        around = point + radius * near * _RING
        values = _values(surface, around)
        lowest = int(values.argmin())
        if not values[lowest] < value:
            radius /= 2
            if radius < FINEST:
                break
            continue
        point, value = around[lowest], values[lowest]
        if (np.abs(point - start) > near).any():
            return None
    point = _sharpened(surface, point, near)
    rise = _values(surface, point + near * _RING) - value
    return point if rise.min() > LEVEL * rise.max() else None


def _sharpened(surface: Surface, found: NDArray[np.float64], near: NDArray[np.float64]) -> NDArray[np.float64]:
    """Newton's method to the last digits; what was found stays where that leads away, as at a corner."""
    moves = BESIDE * np.diag(near)
    point = found
    for _ in range(NEWTON):
        gradients = surface.evaluate(point + np.concatenate([np.zeros((1, 2)), moves, -moves]))[1:]
        curvature = (gradients[:, 1:3] - gradients[:, 3:]) / (2 * BESIDE * near)
        if not (np.isfinite(curvature).all() and abs(np.linalg.det(curvature)) > 0):
            return found
        point = point - np.linalg.solve(curvature, gradients[:, 0])
    stayed = (np.abs(point - found) <= CLOSE * near).all()
    return point if stayed and not _values(surface, point[None])[0] > _values(surface, found[None])[0] else found


def _values(surface: Surface, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """f at points (N, 2); where it is not a number it is no way down."""
    values = surface.values(points)
    return np.where(np.isnan(values), np.inf, values)
