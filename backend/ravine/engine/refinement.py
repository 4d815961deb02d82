"""A square of cells, refined from coarse to fine: each level has all cells of the one before, and as many between.

Cells are those of the finest level; a coarser level takes every second, every fourth, ... of them along each side. Of
its own square a coarse cell takes one that lies near the middle and that the next finer level takes as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

SIDES = (16, 32, 64, 128, 256)
"""Cells along a side, level by level, each twice the one before."""


@dataclass(frozen=True)
class Level:
    """cells: (side, side) the numbers of its cells among the finest ones; new: which of them the level before lacks."""

    side: int
    cells: NDArray[np.int64]
    new: NDArray[np.bool_]

    def of(self, finest: NDArray[Any]) -> NDArray[Any]:
        """(side, side): this level's part of what the finest level holds, flat."""
        return finest[self.cells]


def levels(sides: Sequence[int] = SIDES) -> Iterator[Level]:
    finest = sides[-1]
    for coarser, side in zip((0, *sides), sides, strict=False):
        taken = _taken(finest, side)
        old = np.isin(taken, _taken(finest, coarser)) if coarser else np.zeros(side, bool)
        yield Level(side, taken[:, None] * finest + taken, ~(old[:, None] & old))


def _taken(finest: int, side: int) -> NDArray[np.int64]:
    """Which of the finest rows a level takes: binary ...0101 lies near the middle of any power of two."""
    stride = finest // side
    return np.arange(side) * stride + (0x5555 & (stride - 1))
