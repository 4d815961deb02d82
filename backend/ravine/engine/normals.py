"""Many normal numbers at once, for layers of millions of weights: sixteen pairs a step (G. Box, M. Muller, 1958)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numba.core import types
from numpy.typing import NDArray

from ravine.engine.elementary import log, sin_cos
from ravine.engine.kernel import Use, kernel
from ravine.engine.random import uniform
from ravine.engine.vector import LANES, sqrt, store

PAIRS = 2 * LANES
"""Numbers a step."""

HALF_STEP = 2.0**-25
"""Between two of the numbers that `uniform` draws, so that the logarithm is never that of 0."""


def normals_signature(f: types.Type) -> Any:
    """(numbers, stream, position of the first, scale)"""
    return types.void(f[::1], types.int64, types.int64, types.float64)


@kernel(normals_signature, np.float32, use=Use.PICTURES)
def normals(numbers, stream, first, scale):  # type: ignore[no-untyped-def]
    """z, z' = scale sqrt(-2 ln u) (cos 2 pi v, sin 2 pi v); as many as a whole number of steps gives"""
    for i in range(0, numbers.size, PAIRS):
        u, v = uniform(numbers, stream, first + i), uniform(numbers, stream, first + i + LANES)
        radius = sqrt(log(u + HALF_STEP) * -2.0) * scale
        sine, cosine = sin_cos(v * (2.0 * math.pi))
        store(numbers, i, radius * cosine)
        store(numbers, i + LANES, radius * sine)


def fill_normal(numbers: NDArray[Any], stream: int, scale: float) -> None:
    """Fill with numbers ~ N(0, scale^2), a function of the stream and each one's place; none beyond 6 scale."""
    whole = numbers.size // PAIRS * PAIRS
    normals(numbers[:whole], stream, 0, scale)
    rest = np.empty(PAIRS, numbers.dtype)
    normals(rest, stream, whole, scale)
    numbers[whole:] = rest[: numbers.size - whole]
