"""What a lane's evaluations were: loss and accuracy on each part, at the updates where somebody looked."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

CAPACITY = 1024
"""Evaluations of one lane that are kept; when full, they are thinned evenly over the whole run."""


@dataclass(frozen=True)
class Evaluated:
    """number: counts up from 1, also where an evaluation replaces another. values: train loss and accuracy, validation
    loss and accuracy, test loss and accuracy; NaN where there is none."""

    number: int
    update: int
    values: tuple[float, float, float, float, float, float]


class Evaluations:
    """In the order of their updates; a later one for the same update replaces the earlier."""

    def __init__(self) -> None:
        self._kept: list[Evaluated] = []
        self.last = 0
        """The number of the newest one."""

    def __len__(self) -> int:
        return len(self._kept)

    def __iter__(self) -> Iterator[Evaluated]:
        return iter(self._kept)

    def add(self, update: int, values: tuple[float, float, float, float, float, float]) -> None:
        place = bisect_left(self._kept, update, key=lambda one: one.update)
        again = place < len(self._kept) and self._kept[place].update == update
        self.last += 1
        self._kept[place : place + again] = [Evaluated(self.last, update, values)]
        if len(self._kept) > CAPACITY:
            self._thin()

    def _thin(self) -> None:
        """Keep about half of them, evenly over all updates, and the newest."""
        gap = 2 * (self._kept[-1].update - self._kept[0].update) / CAPACITY
        kept = self._kept[:1]
        for one in self._kept[1:-1]:
            if one.update - kept[-1].update >= gap:
                kept.append(one)
        self._kept = [*kept, self._kept[-1]]

    def truncate(self, end: int) -> None:
        """Forget those after update `end`."""
        self._kept = [one for one in self._kept if one.update <= end]

    def since(self, number: int) -> list[Evaluated]:
        """Those that came after number `number`, in the order in which they came."""
        return sorted((one for one in self._kept if one.number > number), key=lambda one: one.number)
