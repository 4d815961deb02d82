"""Work beside a session: a job of its own, so that lanes go on meanwhile, in turns as fair as everybody's.

The session's host asks for news in its own turns; the job only leaves its newest report where the host finds it.
"""

from __future__ import annotations

import logging
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from ravine.session.turns import QUANTUM, Job
from ravine.spec.error import SpecError
from ravine.spec.events import Event, Swept, Walked

INTERVAL = 0.25
"""Seconds between two reports while it goes on."""

HEAVY = 8 * QUANTUM
"""Seconds of a turn from which on a job must not hold the last worker."""

STOPPED = "it was stopped"
BROKEN = "something broke inside Ravine"

log = logging.getLogger(__name__)

News = Callable[[], None]
"""Called, from any thread, when there is something to ask for."""

Timer = Callable[[], float]


class Jobs(Protocol):
    """Who gives turns to jobs: the scheduler."""

    def add(self, job: Job) -> None: ...
    def remove(self, job: Job) -> None: ...
    def wake(self, job: Job) -> None: ...


class Work(Protocol):
    """Something long, done in slices."""

    @property
    def over(self) -> bool: ...
    def advance(self, seconds: float, timer: Timer) -> None:
        """Go on for about so long, at least one step."""

    def cancel(self) -> None:
        """From another thread: come back from `advance` soon, and for good."""

    def interrupt(self) -> None:
        """From another thread: come back from `advance` soon."""


Report = TypeVar("Report", bound=Event | None)
Worker = TypeVar("Worker", bound=Work)


class BesideJob(ABC, Generic[Worker, Report]):
    """A work in turns. `news` is called when there is another report."""

    def __init__(self, work: Worker, news: News, timer: Timer) -> None:
        self.work = work
        self._news = news
        self._timer = timer
        self._when: float | None = None
        """When the newest report was made."""
        self.heavy = False
        self.newest = self._report()
        """Other threads may read it, and whether it is the last: `over`."""
        self.over = False

    @abstractmethod
    def _report(self, why: str | None = None) -> Report:
        """How far it is. why: it ended before all was done."""

    def run(self, now: float, budget: float) -> float | None:
        """Work for about `budget` seconds."""
        self._when = now if self._when is None else self._when
        start = self._timer()
        try:
            self.work.advance(budget, self._timer)
        except Exception as error:  # it must not stand there as if it still went on
            log.exception("work beside a session stopped by an error")
            self._tell(now, str(error) if isinstance(error, SpecError) else BROKEN)
            return None
        self.heavy = self._timer() - start > HEAVY
        if self.work.over or now >= self._when + INTERVAL:
            self._tell(now)
        return None if self.work.over else now

    def _tell(self, now: float, why: str | None = None) -> None:
        self._when = now
        self.newest = self._report(why)
        self.over = why is not None or self.work.over
        self._news()


Kind = TypeVar("Kind", bound="BesideJob[Any, Any]")


class Beside(Generic[Kind]):
    """What a session has of jobs of one kind: the newest one. Used in the session's turns, but for the last two."""

    def __init__(self, jobs: Jobs, news: News, timer: Timer = time.perf_counter) -> None:
        self._jobs = jobs
        self._news = news
        self._timer = timer
        self._job: Kind | None = None
        self._closed = False

    def _start(self, job: Kind) -> None:
        """Instead of the one that there was."""
        self._leave()
        self._job = job
        self._jobs.add(job)
        if self._closed:  # meanwhile
            self.close()

    def _leave(self) -> Kind | None:
        """Give no more turns to the job that there was."""
        job, self._job = self._job, None
        if job is not None:
            self._jobs.remove(job)
            job.work.cancel()
        return job

    # --- from other threads -------------------------------------------------------------------------------------------

    def interrupt(self) -> None:
        """Come back from the turn that is running."""
        job = self._job
        if job is not None:
            job.work.interrupt()

    def close(self) -> None:
        """The session goes away: no more turns."""
        self._closed = True
        self._leave()


Told = TypeVar("Told", Swept, Walked)


class Followed(Beside[Kind], Generic[Kind, Told]):
    """Jobs whose reports all who watch the session hear."""

    newest: Told | None = None
    """What was told last; it stays when the job is over."""

    def _follow(self, job: Kind) -> list[Told]:
        told = [self._heard(job)]
        self._start(job)
        return told

    def _heard(self, job: Kind) -> Told:
        self.newest = job.newest
        return self.newest

    def news(self) -> list[Told]:
        """How far it is, where that was not told yet."""
        job = self._job
        if job is None or job.newest is self.newest:
            return []
        told = self._heard(job)
        if not told.running:
            self._leave()
        return [told]

    def end(self, why: str) -> list[Told]:
        """Compute no more; nothing to tell where nothing was computed."""
        job = self._job
        if job is None:
            return []
        told = self._heard(job)  # before it is cancelled, which looks like an end
        self._leave()
        if told.running:
            told = self.newest = told.model_copy(update={"running": False, "why": why})
        return [told]
