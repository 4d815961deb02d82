"""How good are an optimizer's parameters: the value that it ends at, from one start, for many of them.

A step of any optimizer is eta times something. So columns that differ in the rate alone go through one call, at rate 1
and stretched after each step; other parameters need a call each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.descent import DescentSettings
from ravine.engine.landscape import NO_RATES, Ends, Explorer, Map
from ravine.engine.network import Choice
from ravine.engine.optimizers import optimizers
from ravine.engine.refinement import SIDES, levels
from ravine.engine.surfaces.family import Point
from ravine.engine.surfaces.surface import Surface

RATE = 0
"""The place of the rate among an optimizer's parameters."""


@dataclass(frozen=True)
class Axis:
    """One parameter of the optimizer, from `low` to `high`; `log`: by equal factors, not by equal steps."""

    name: str
    low: float
    high: float
    log: bool = False

    def values(self, count: int) -> NDArray[np.float64]:
        """The middles of so many cells."""
        shares = (np.arange(count) + 0.5) / count
        if self.log:
            return self.low * (self.high / self.low) ** shares
        return self.low + (self.high - self.low) * shares


@dataclass(frozen=True)
class PlanePicture:
    """One whole level: the value at the end, (side, side), the first row at the highest y; infinite: it diverged."""

    side: int
    value: NDArray[Any]


class Plane(Map):
    """One racer from one start, over two parameters of its optimizer."""

    def __init__(
        self,
        surface: Surface,
        settings: DescentSettings,
        x: Axis,
        y: Axis,
        updates: int,
        start: Point,
        seed: int,
        dtype: Any = np.float32,
        sides: Sequence[int] = SIDES,
    ) -> None:
        super().__init__()
        self.picture: PlanePicture | None = None
        """The finest level that is whole."""
        self._sides, self._start = sides, np.array(start, dtype).reshape(2, 1)
        self._explorer = Explorer(surface, settings, updates, seed, dtype)
        names = [parameter.name for parameter in optimizers[settings.optimizer.name].parameters]
        self._values = np.array(settings.optimizer.values, np.float64)
        self._x, self._y = names.index(x.name), names.index(y.name)
        self._x_values, self._y_values = x.values(sides[-1]), y.values(sides[-1])[::-1]
        self._ends = Ends(sides[-1] ** 2, dtype)

    def _work(self) -> Iterator[None]:
        for level in levels(self._sides):
            new = np.zeros(self._sides[-1] ** 2, bool)
            new[level.cells[level.new]] = True
            for cells in self._lines(new.reshape(self._sides[-1], -1)):
                self._begin(cells)
                yield from self._explorer.finish(self._ends, cells)
            self.picture = PlanePicture(level.side, level.of(self._ends.value))
            yield

    def _lines(self, new: NDArray[np.bool_]) -> Iterator[NDArray[np.int64]]:
        """Cells that can go through one call: those that differ in the rate alone."""
        numbers: NDArray[np.int64] = np.arange(new.size).reshape(new.shape)
        if self._y == RATE:
            new, numbers = new.T, numbers.T
        if RATE not in (self._x, self._y):
            new, numbers = new.reshape(-1, 1), numbers.reshape(-1, 1)
        for line, wanted in zip(numbers, new, strict=True):
            if wanted.any():
                yield line[wanted]

    def _begin(self, cells: NDArray[np.int64]) -> None:
        rows, columns = np.divmod(cells, self._sides[-1])
        values = self._values.copy()
        values[self._x], values[self._y] = self._x_values[columns[0]], self._y_values[rows[0]]
        self._explorer.set_parameters(values)
        rates = NO_RATES
        if self._x == RATE:
            rates = self._x_values[columns]
        elif self._y == RATE:
            rates = self._y_values[rows]
        self._explorer.begin(np.broadcast_to(self._start, (2, cells.size)), rates)


class RateSearch(Map):
    """One racer from one start at each rate of a grid; bit for bit what a descent at that rate does."""

    def __init__(
        self,
        surface: Surface,
        settings: DescentSettings,
        rates: Sequence[float],
        updates: int,
        start: Point,
        seed: int,
    ) -> None:
        super().__init__()
        self.rates = tuple(rates)
        self._settings, self._start = settings, np.array(start, np.float64).reshape(2, 1)
        self._explorer = Explorer(surface, settings, updates, seed, np.float64)
        self._ends = Ends(len(rates), np.float64)

    def _work(self) -> Iterator[None]:
        for place, rate in enumerate(self.rates):
            self._explorer.set_parameters(np.array(at_rate(self._settings, rate).optimizer.values))
            self._explorer.begin(self._start)
            yield from self._explorer.finish(self._ends, np.array([place]))

    @property
    def values(self) -> tuple[float, ...]:
        """f of all the data where each rate ended, infinite where it diverged."""
        return tuple(self._ends.value.tolist())

    @property
    def winner(self) -> float | None:
        """The rate that ended lowest, of equals the smallest; None where all diverged."""
        value, rate = min(zip(self.values, self.rates, strict=True))
        return rate if value < np.inf else None


def at_rate(settings: DescentSettings, rate: float) -> DescentSettings:
    """The same settings at another rate."""
    name, values = settings.optimizer.name, settings.optimizer.values
    return replace(settings, optimizer=Choice(name, (rate, *values[1:])))


def best_rate(
    surface: Surface, settings: DescentSettings, rates: Sequence[float], updates: int, start: Point, seed: int
) -> RateSearch:
    """The whole search at once."""
    search = RateSearch(surface, settings, rates, updates, start, seed)
    while not search.step():
        pass
    return search
