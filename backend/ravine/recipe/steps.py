"""A computation in steps: a generator that yields between them and returns its result."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Steps(Generic[Result]):
    """Not to be used from two threads at once, but for `cancel` and `interrupt`."""

    def __init__(self, steps: Generator[None, None, Result]) -> None:
        """Makes the first one."""
        self._steps = steps
        self._left = False
        self.over = False
        self.result: Result | None = None
        """When it is over; None where it was cancelled."""
        self._step()

    def advance(self, seconds: float, timer: Callable[[], float] = time.perf_counter) -> None:
        """Go on for about so long, at least one step."""
        end = timer() + seconds
        self._left = False
        while not self.over:
            self._step()
            if self._left or timer() >= end:
                return

    def _step(self) -> None:
        try:
            next(self._steps)
        except StopIteration as end:
            self.result, self.over = end.value, True

    def cancel(self) -> None:
        """From another thread: come back from `advance` soon, and for good."""
        self.over = True

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon."""
        self._left = True
