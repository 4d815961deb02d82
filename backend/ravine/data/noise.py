"""Gaussian noise on coordinates, in units that mean the same for every set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.data.random import stream

UNIT = 0.5
"""The standard deviation that noise 1 stands for: a quarter of the square's side, enough to drown every set."""


def noisy(values: NDArray[np.float64], noise: float, seed: int, purpose: str) -> NDArray[np.float32]:
    """values + 0.5 noise n, n standard normal and the same for every `noise`.

    So moving the noise slider moves the same points along the same directions.
    """
    n = stream(seed, f"{purpose} noise").standard_normal(values.shape)
    return (values + UNIT * noise * n).astype(np.float32)
