"""What a lane's evaluations were: loss and accuracy on each part, at the updates where somebody looked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

CAPACITY = 1024
"""Evaluations of one lane that are kept; when full, every other one of the older half goes."""


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
        while self._kept and self._kept[-1].update >= update:
            self._kept.pop()
        if len(self._kept) == CAPACITY:
            half = CAPACITY // 2
            self._kept = self._kept[:half:2] + self._kept[half:]
        self.last += 1
        self._kept.append(Evaluated(self.last, update, values))

    def since(self, number: int) -> list[Evaluated]:
        """Those that came after number `number`, oldest first."""
        newer = takewhile(lambda one: one.number > number, reversed(self._kept))
        return list(newer)[::-1]
