"""Maps of a surface: where one optimizer ends from each of many starts. This file has what all maps share.

A map is refined from coarse to fine and works in small steps, so that a caller can do something else in between. What
it finds depends on neither.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ravine.engine.descent import Circumstances, DescentSettings
from ravine.engine.explore import NEEDED, TRACKED, arrive, explore
from ravine.engine.layers.op import CLOCK_SIZE, ORDERED, UPDATE
from ravine.engine.network import aligned, padded
from ravine.engine.optimizers import MEMORY, slot_count
from ravine.engine.surfaces.surface import Surface

BLOCK = 512
"""Starts at once: many enough that calls cost little, few enough that all their numbers stay near the processor."""

CHUNK = 0.001
"""Seconds that a step should take; the updates in it are doubled or halved until it does, within a factor of two."""

REACH = 1 / 512
"""Of the domain's width: a point that stays within this of a place has arrived there."""

NEAR = 1 / 100
"""Of the domain's width: how far from a minimum a point may end that is said to have reached it."""

NO_RATES: NDArray[np.float64] = np.zeros(0)
NO_MINIMA: NDArray[np.float64] = np.zeros((0, 2))


class Ends:
    """Where each cell's start ended: x, y, value (infinite where it diverged), the updates needed, and a label.

    needed: the last update by which the point had moved away from where it was before by more than REACH. label: the
    number of the minimum that it ended at, MOVING, RESTING or DIVERGED.
    """

    def __init__(self, cells: int, dtype: Any) -> None:
        self.x, self.y, self.value, self.needed = (np.zeros(cells, dtype) for _ in range(4))
        self.label = np.zeros(cells, np.int16)


class Explorer:
    """Takes blocks of starts through `updates` updates under the settings of one racer."""

    def __init__(self, surface: Surface, settings: DescentSettings, updates: int, seed: int, dtype: Any) -> None:
        self._now = Circumstances(surface, settings, seed, dtype)
        self._everything = surface.numbers(dtype)
        self._slot_count, self._updates, self._dtype = slot_count(settings.optimizer.name), updates, dtype
        self._order = np.arange(self._now.examples)
        self._clock, self._memory = np.zeros(CLOCK_SIZE, np.int64), np.zeros(MEMORY)
        widths = [high - low for low, high in surface.domain]
        self._reach, self._near = ([share * width for width in widths] for share in (REACH, NEAR))
        self._at_once = 64
        """Updates in one step."""
        self._make_room(BLOCK)

    def _make_room(self, size: int) -> None:
        self._size = size
        self._points, self._out = aligned((2, size), self._dtype), aligned((3, size), self._dtype)
        self._slots = aligned((self._slot_count, 2 * size), self._dtype)
        self._before, self._track = aligned(2 * size, self._dtype), aligned((TRACKED, size), self._dtype)

    def begin(self, starts: NDArray[Any], rates: NDArray[Any] = NO_RATES) -> None:
        """The next block: starts (2, n), n at most BLOCK. With `rates` each has a rate of its own."""
        self._count = starts.shape[1]
        if padded(self._count) != self._size:
            self._make_room(padded(self._count))
        self._points[:, : self._count] = starts
        self._points[:, self._count :] = starts[:, -1:]
        self._slots[:] = 0.0
        self._memory[:] = 0.0
        self._clock[:] = 0
        self._clock[ORDERED] = -1
        self._track[:NEEDED] = self._points
        self._track[NEEDED:] = 0.0
        self._rates = np.zeros(0, self._dtype)
        if rates.size:
            self._rates = aligned(self._size, self._dtype)
            self._rates[: self._count] = rates
            self._now.hyper[0] = 1.0

    def set_parameters(self, values: NDArray[np.float64]) -> None:
        """Other parameters of the optimizer, in their declared order, for the next block."""
        self._now.hyper[:] = values

    def advance(self) -> bool:
        """One step; says whether the block has made all its updates."""
        now, start = self._now, time.perf_counter()
        count = min(self._at_once, self._updates - int(self._clock[UPDATE]))
        explore(
            self._points, self._points.reshape(-1), self._slots, self._out, self._out[0], self._out[1:].reshape(-1),
            now.p, now.rows, self._order, self._clock,
            now.chosen, now.sizes, now.hyper, self._memory, now.schedule, now.noise,
            self._rates, self._before, self._track.reshape(-1), *self._reach, count,
        )  # fmt: skip
        seconds = time.perf_counter() - start
        if seconds > CHUNK:
            self._at_once = max(1, self._at_once // 2)
        elif seconds < CHUNK / 2 and count == self._at_once:
            self._at_once *= 2
        return int(self._clock[UPDATE]) == self._updates

    def finish(
        self, ends: Ends, cells: NDArray[np.int64], minima: NDArray[np.float64] = NO_MINIMA
    ) -> Iterator[None]:
        """All steps of the block; then where it ended is written down."""
        while not self.advance():
            yield
        self.arrive(ends, cells, minima)
        yield

    def arrive(self, ends: Ends, cells: NDArray[np.int64], minima: NDArray[np.float64] = NO_MINIMA) -> None:
        """Write down where the block ended, its columns in these cells."""
        arrive(
            self._points, self._points.reshape(-1), self._slots.reshape(-1), self._out, self._out[0],
            int(self._now.chosen[-1]), self._everything, self._track.reshape(-1), minima, *self._near,
            cells, ends.x, ends.y, ends.value, ends.needed, ends.label,
        )  # fmt: skip


class Map(ABC):
    """Something that is found in small steps; what is found depends on neither their number nor their pauses."""

    def __init__(self) -> None:
        self.done = False
        self._steps = self._work()

    @abstractmethod
    def _work(self) -> Iterator[None]:
        """The whole work; yields after each step."""

    def step(self) -> bool:
        """One step, about a millisecond; says whether all is done."""
        self.done = next(self._steps, self) is self
        return self.done

    def advance(self, seconds: float, timer: Callable[[], float] = time.perf_counter) -> bool:
        """Steps until so many seconds are over; says whether all is done."""
        end = timer() + seconds
        while not self.step() and timer() < end:
            pass
        return self.done
