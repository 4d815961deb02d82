"""Where do starts end: the minimum that an optimizer reaches from each cell of a picture, and how soon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.descent import DescentSettings
from ravine.engine.explore import DIVERGED, RESTING
from ravine.engine.landscape import BLOCK, NEAR, Ends, Explorer, Map
from ravine.engine.refinement import SIDES, Level, levels
from ravine.engine.settle import settle
from ravine.engine.surfaces.family import Bounds, Point
from ravine.engine.surfaces.surface import Surface, middles

STILL = 3 / 4
"""Of the updates: who has arrived by then is at rest."""

TRIES = 16
"""Places at rest around which one level looks for a minimum."""


@dataclass(frozen=True)
class BasinPicture:
    """One whole level. All (side, side), the first row at the highest y.

    label: which of `minima`, or MOVING, RESTING (not at a minimum) or DIVERGED. value: f at the end, infinite where it
    diverged. needed: updates until the point arrived where it ended.
    """

    side: int
    x: NDArray[Any]
    y: NDArray[Any]
    value: NDArray[Any]
    needed: NDArray[Any]
    label: NDArray[np.int16]
    minima: tuple[Point, ...]
    """Those that are known of the surface, the lowest first, then those that the map has found, level by level."""


class Basins(Map):
    """One racer's optimizer from every cell of `bounds`, for so many updates."""

    def __init__(
        self,
        surface: Surface,
        settings: DescentSettings,
        bounds: Bounds,
        updates: int,
        seed: int,
        dtype: Any = np.float32,
        sides: Sequence[int] = SIDES,
    ) -> None:
        super().__init__()
        self.picture: BasinPicture | None = None
        """The finest level that is whole."""
        self._surface, self._updates, self._sides = surface, updates, sides
        self._explorer = Explorer(surface, settings, updates, seed, dtype)
        self._starts = np.ascontiguousarray(middles(bounds, sides[-1], sides[-1]).T, dtype)
        self._ends = Ends(sides[-1] ** 2, dtype)
        self._near = np.array([NEAR * (high - low) for low, high in surface.domain])
        self._minima = [np.array(minimum) for minimum in surface.minima]
        self._barren: list[NDArray[np.float64]] = []
        """Places at rest where no minimum was found."""

    def _work(self) -> Iterator[None]:
        known = np.array(self._minima, np.float64).reshape(-1, 2)
        for level in levels(self._sides):
            cells = level.cells[level.new]
            for first in range(0, cells.size, BLOCK):
                block = cells[first : first + BLOCK]
                self._explorer.begin(self._starts[:, block])
                yield from self._explorer.finish(self._ends, block, known)
            yield from self._find(level)
            self.picture = self._picture(level)
            yield

    def _find(self, level: Level) -> Iterator[None]:
        """Look for minima where points came to rest that are at no known one."""
        ends, cells = self._ends, level.cells.ravel()
        lost = cells[(ends.label[cells] < 0) & (ends.label[cells] != DIVERGED)]
        resting = ends.needed[lost] <= STILL * self._updates
        ends.label[lost[resting]] = RESTING
        for number in range(len(self._surface.minima), len(self._minima)):
            ends.label[lost[self._close(lost, self._minima[number])]] = number
            yield
        unknown = lost[ends.label[lost] == RESTING]
        for place in self._barren:
            unknown = unknown[~self._close(unknown, place)]
            yield
        found = []
        for _ in range(TRIES):
            if not unknown.size:
                break
            lowest = unknown[ends.value[unknown].argmin()]
            place = np.array([ends.x[lowest], ends.y[lowest]], np.float64)
            minimum = settle(self._surface, place, self._near)
            if minimum is None or self._known(minimum):
                self._barren.append(place)
            else:
                found.append(minimum)
                place = minimum
            unknown = unknown[~self._close(unknown, place)]
            yield
        for minimum in sorted(found, key=self._rank):
            ends.label[lost[self._close(lost, minimum)]] = len(self._minima)
            self._minima.append(minimum)

    def _rank(self, minimum: NDArray[np.float64]) -> tuple[float, ...]:
        """Lowest first; of equals from left to right, so that other settings number them alike."""
        value = self._surface.at(*minimum)[0]
        return round(value, 9), *np.round(minimum, 6).tolist()

    def _close(self, cells: NDArray[np.int64], place: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which cells' points ended near this place."""
        near_x = np.abs(self._ends.x[cells] - place[0]) <= self._near[0]
        return np.asarray(near_x & (np.abs(self._ends.y[cells] - place[1]) <= self._near[1]))

    def _known(self, minimum: NDArray[np.float64]) -> bool:
        return any((np.abs(minimum - one) <= self._near).all() for one in self._minima)

    def _picture(self, level: Level) -> BasinPicture:
        ends, minima = self._ends, tuple((float(x), float(y)) for x, y in self._minima)
        x, y, value, needed, label = map(level.of, (ends.x, ends.y, ends.value, ends.needed, ends.label))
        return BasinPicture(level.side, x, y, value, needed, label, minima)
