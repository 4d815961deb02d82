"""Which optimizer wins where: from each cell of a picture, the racer that ends lowest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.descent import DescentSettings
from ravine.engine.landscape import BLOCK, Ends, Explorer, Map
from ravine.engine.refinement import SIDES, levels
from ravine.engine.surfaces.family import Bounds
from ravine.engine.surfaces.surface import Surface, middles

TIE, NOBODY = -1, -2
"""Labels beside the racers' numbers: several end equally low, all diverged."""

EQUAL = 1e-6
"""Of the way down that the best one made: ends that differ by less are equally low."""

JUDGED = 4096
"""Cells at once whose winner is told."""


@dataclass(frozen=True)
class WinnerPicture:
    """One whole level. All (side, side), the first row at the highest y.

    label: the winner's number, TIE or NOBODY. value: f where the best one ended, infinite where all diverged.
    """

    side: int
    label: NDArray[np.int16]
    value: NDArray[Any]


class Winners(Map):
    """Racers from every cell of `bounds`, for so many updates each."""

    def __init__(
        self,
        surface: Surface,
        racers: Sequence[DescentSettings],
        bounds: Bounds,
        updates: int,
        seed: int,
        dtype: Any = np.float32,
        sides: Sequence[int] = SIDES,
    ) -> None:
        super().__init__()
        self.picture: WinnerPicture | None = None
        """The finest level that is whole."""
        self._sides = sides
        points = middles(bounds, sides[-1], sides[-1])
        self._starts = np.ascontiguousarray(points.T, dtype)
        self._heights = surface.values(points, dtype)
        self._explorers = [Explorer(surface, racer, updates, seed, dtype) for racer in racers]
        self._ends = [Ends(sides[-1] ** 2, dtype) for _ in racers]
        self._lowest, self._label = np.zeros_like(self._heights), np.zeros(sides[-1] ** 2, np.int16)

    def _work(self) -> Iterator[None]:
        for level in levels(self._sides):
            cells = level.cells[level.new]
            for explorer, ends in zip(self._explorers, self._ends, strict=True):
                for first in range(0, cells.size, BLOCK):
                    block = cells[first : first + BLOCK]
                    explorer.begin(self._starts[:, block])
                    yield from explorer.finish(ends, block)
            for first in range(0, cells.size, JUDGED):
                self._judge(cells[first : first + JUDGED])
                yield
            self.picture = WinnerPicture(level.side, level.of(self._label), level.of(self._lowest))
            yield

    def _judge(self, cells: NDArray[np.int64]) -> None:
        values = np.stack([ends.value[cells] for ends in self._ends])
        lowest = values.min(axis=0)
        with np.errstate(invalid="ignore"):  # infinite minus infinite, where all diverged, perhaps from the start on
            fall = np.maximum(self._heights[cells] - lowest, 0.0)
            equal = values - lowest <= EQUAL * fall
        winner = np.where(equal.sum(axis=0) > 1, TIE, values.argmin(axis=0))
        self._lowest[cells], self._label[cells] = lowest, np.where(np.isinf(lowest), NOBODY, winner)
