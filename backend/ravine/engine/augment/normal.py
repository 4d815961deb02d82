"""Normal numbers from uniform ones, sixteen at once."""

from __future__ import annotations

import math

from ravine.engine.elementary import cos, log
from ravine.engine.vector import Vector, fast, sqrt


@fast
def normal(u: Vector, v: Vector) -> Vector:
    """sqrt(-2 ln(1 - u)) cos(2 pi v) for u, v in [0, 1), at most 5.8 (G. Box, M. Muller, 1958)"""
    return sqrt(log(1.0 - u) * -2.0) * cos(v * (2.0 * math.pi))
