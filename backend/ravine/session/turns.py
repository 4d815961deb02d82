"""Whose turn it is: deficit round robin, so that every job gets the same compute time however long its steps are.

Each job has credit in seconds. A round gives every job that is ready or running one quantum; a turn costs what it
took. Who has overdrawn, by one long step, waits until the others have had as much. (Shreedhar & Varghese, 1995, with
two changes, for here several are served at a time: running jobs take part in the rounds, and the one that is owed most
goes first.)
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from typing import Protocol

QUANTUM = 0.001
"""Seconds of a turn where others wait."""

ALONE = 4 * QUANTUM
"""Seconds of a turn where nobody waits: less overhead, and a command still acts within a frame."""

SAVED = 10 * QUANTUM
"""Seconds of credit that a job may have in hand: while others make longer steps it is owed some. Without a bound, who
can use one core only would be owed ever more."""


class Job(Protocol):
    """Something that works in turns."""

    @property
    def heavy(self) -> bool:
        """True when its smallest step takes much longer than a turn."""

    def run(self, now: float, budget: float) -> float | None:
        """Work for about `budget` seconds, at least one step; return when to come back, None to be woken."""


@dataclass(eq=False)
class _Place:
    """Where a job stands."""

    job: Job
    credit: float = 0.0
    running: bool = False
    again: bool = False
    """Woken while running: ready once more right after."""
    alarm: int = 0
    """Which of its entries in the heap of alarms still counts."""


class Turns:
    """The order of jobs; knows no threads. The caller holds a lock, gives the time, and says what each turn cost."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._places: dict[Job, _Place] = {}
        self._ready: list[_Place] = []
        self._alarms: list[tuple[float, int, _Place]] = []
        self._numbers: Iterator[int] = count(1)

    def __contains__(self, job: Job) -> bool:
        return job in self._places

    def __len__(self) -> int:
        return len(self._places)

    def add(self, job: Job) -> None:
        """Take part from now on, with no credit saved up."""
        self._places[job] = place = _Place(job)
        self._ready.append(place)

    def remove(self, job: Job) -> None:
        """Take part no more; a turn that is running may be given back all the same."""
        place = self._places.pop(job, None)
        if place in self._ready:
            self._ready.remove(place)
        if place is not None:  # in nobody's hands any more: an alarm may lie an hour ahead
            self._alarms = [entry for entry in self._alarms if entry[2] is not place]
            heapq.heapify(self._alarms)

    def wake(self, job: Job) -> None:
        """There is something to do: ready now, or right after the turn that is running."""
        place = self._places.get(job)
        if place is None:
            return
        place.alarm = 0
        if place.running:
            place.again = True
        elif place not in self._ready:
            self._come_back(place)

    def take(self, now: float) -> tuple[Job, float] | None:
        """The job whose turn it is and its budget in seconds; None while nobody is ready."""
        self._ring(now)
        allowed = self._allowed()
        if not allowed:
            return None
        place = max(allowed, key=lambda one: one.credit)  # the first of equals: round robin
        if place.credit <= 0:
            self._grant(math.floor(-place.credit / QUANTUM) + 1)
        self._ready.remove(place)
        place.running = True
        return place.job, QUANTUM if self._ready else ALONE

    def give_back(self, job: Job, now: float, seconds: float, again: float | None) -> None:
        """A turn is over and took `seconds`; its job comes back at time `again`, or when woken."""
        place = self._places.get(job)
        if place is None:
            return
        place.running = False
        place.credit = min(place.credit - seconds, SAVED)
        if place.again or (again is not None and again <= now):
            place.again = False
            self._ready.append(place)
            return
        place.credit = min(place.credit, 0.0)
        if again is not None:
            place.alarm = next(self._numbers)
            heapq.heappush(self._alarms, (again, place.alarm, place))

    def due(self) -> float | None:
        """When the next waiting job comes back by itself."""
        while self._alarms and self._alarms[0][1] != self._alarms[0][2].alarm:
            heapq.heappop(self._alarms)
        return self._alarms[0][0] if self._alarms else None

    def _ring(self, now: float) -> None:
        while (time := self.due()) is not None and time <= now:
            place = heapq.heappop(self._alarms)[2]
            place.alarm = 0
            self._come_back(place)

    def _come_back(self, place: _Place) -> None:
        """Who had nothing to do has saved one quantum meanwhile, and so does not wait behind those who always have."""
        if place.credit == 0.0:
            place.credit = QUANTUM
        self._ready.append(place)

    def _allowed(self) -> list[_Place]:
        """Who may start now: heavy jobs leave one worker to the light ones."""
        heavy = sum(place.running and place.job.heavy for place in self._places.values())
        if heavy < self.workers - 1:
            return self._ready
        return [place for place in self._ready if not place.job.heavy]

    def _grant(self, rounds: int) -> None:
        """So many rounds; who waits for something else only works off what it has overdrawn."""
        for place in self._places.values():
            place.credit += rounds * QUANTUM
            if place in self._ready:
                place.credit = min(place.credit, SAVED)
            elif not place.running:  # what a running turn costs is not known yet, so it is paid in full
                place.credit = min(place.credit, 0.0)
