"""Gaussian noise on coordinates, in units that mean the same for every set."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ravine.data.random import drawn, stream

UNIT = 0.5
"""The standard deviation that noise 1 stands for: a quarter of the square's side, enough to drown every set."""


def noisy(values: NDArray[np.float64], noise: float, seed: int, purpose: str) -> NDArray[np.float32]:
    """values + 0.5 noise n, n standard normal and the same for every `noise`.

    So moving the noise slider moves the same points along the same directions.
    """
    n = stream(seed, f"{purpose} noise").standard_normal(values.shape)
    return (values + UNIT * noise * n).astype(np.float32)


def noisy_by_mark(
    places: NDArray[np.float32], marks: NDArray[np.uint64], noise: float, seed: int
) -> NDArray[np.float32]:
    """The same for points of the plane, (N, 2), each moved by its own mark's n (Box and Muller, 1958)."""
    radius = np.sqrt(-2 * np.log1p(-drawn(marks, seed, "noise radius")))
    angle = 2 * np.pi * drawn(marks, seed, "noise angle")
    n: NDArray[np.float64] = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return (places + UNIT * noise * n).astype(np.float32)
