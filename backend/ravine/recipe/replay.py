"""A run made anew from update 0, on whose way a measure looks at its learner: at once, or in slices of any length."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ravine.runs import SLICE, Learner, Pace


class Unmeasured(Exception):
    """Why something cannot be measured, in words."""


@dataclass(frozen=True, eq=False)
class Replay:
    """name: the lane's. begin: makes a learner like its own at update 0. updates: rising; where it is looked at. look:
    what is noted down of the learner there, which stays as it is. conclude: the measure's value of all that was noted.

    It holds nothing that changes as the lane goes on.
    """

    name: str
    begin: Callable[[], Learner]
    updates: tuple[int, ...]
    look: Callable[[Any], Any]
    conclude: Callable[[list[Any]], float]

    def finish(self) -> float:
        """All of it at once; raises Unmeasured."""
        going = Replaying(self)
        while not going.over:
            going.advance(SLICE)
        return going.value


class Replaying:
    """A replay on its way. Not to be used from two threads at once, but for `interrupt`."""

    def __init__(self, replay: Replay) -> None:
        self._replay = replay
        self._learner: Learner | None = None
        self._pace = Pace()
        self._noted: list[Any] = []
        self._found: float | Unmeasured | None = None

    @property
    def over(self) -> bool:
        return self._found is not None

    @property
    def value(self) -> float:
        """When it is over; raises Unmeasured."""
        assert self._found is not None
        if isinstance(self._found, Unmeasured):
            raise self._found
        return self._found

    @property
    def share(self) -> float:
        """Of all updates, how many are made: 0 to 1."""
        return self._learner.update / max(1, self._replay.updates[-1]) if self._learner else 0.0

    def advance(self, seconds: float, timer: Callable[[], float] = time.perf_counter) -> None:
        """Go on for about so long, at least one step."""
        began = now = timer()
        while not self.over:
            try:
                made, wanted = self._step(began + seconds - now)
            except Unmeasured as error:
                self._found = error
                return
            before, now = now, timer()
            self._pace.saw(made, now - before)
            if made < wanted or now - began >= seconds:
                return

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon."""
        if self._learner is not None:
            self._learner.cancel()

    def _step(self, seconds: float) -> tuple[int, int]:
        """Updates made and wanted; fewer where it was interrupted, none where it looked."""
        replay, learner = self._replay, self._learner
        if learner is None:
            self._learner = replay.begin()
            return 0, 0
        if left := replay.updates[len(self._noted)] - learner.update:
            wanted = self._pace.fitting(seconds, left)
            made = len(learner.run(wanted))
            if made < wanted and (learner.diverged or learner.stopped):
                raise Unmeasured(f"{replay.name} ended after {learner.update} updates")
            return made, wanted
        self._noted.append(replay.look(learner))
        if len(self._noted) == len(replay.updates):
            self._found = float(replay.conclude(self._noted))
        return 0, 0
