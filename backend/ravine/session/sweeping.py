"""A session's sweep: a job of its own, so that lanes go on meanwhile, in turns as fair as everybody's.

The session's host asks for news in its own turns; the job only leaves its newest report where the host finds it.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from ravine.recipe.sweep import Series, Sweeping
from ravine.session.lane import Lane
from ravine.session.swept_claims import with_sweep
from ravine.session.turns import QUANTUM, Job
from ravine.spec import commands, events
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.network import NetworkSpec
from ravine.spec.session import SessionSpec
from ravine.spec.sweep import MEASURES, SweepSpec

INTERVAL = 0.25
"""Seconds between two reports while it runs."""

HEAVY = 8 * QUANTUM
"""Seconds of a turn from which on a sweep must not hold the last worker."""

STOPPED = "it was stopped"
LEFT = "nobody watched"
LOADED = "another spec was loaded"
BROKEN = "something broke inside Ravine"

log = logging.getLogger(__name__)


class Jobs(Protocol):
    """Who gives turns to jobs: the scheduler."""

    def add(self, job: Job) -> None: ...
    def remove(self, job: Job) -> None: ...
    def wake(self, job: Job) -> None: ...


class SweepJob:
    """A sweep in turns. `news` is called when there is another report; `lanes` are the ids of those that are swept.

    Raises SpecError where the session cannot be swept so.
    """

    def __init__(
        self,
        session: NetworkSpec,
        sweep: SweepSpec,
        lanes: Sequence[int],
        news: Callable[[], None],
        timer: Callable[[], float],
    ) -> None:
        self._sweep = sweep
        self._lanes = lanes
        self._news = news
        self._timer = timer
        self._sweeping = Sweeping(session, sweep)
        self._when: float | None = None
        """When the newest report was made."""
        self.heavy = False
        self.series: tuple[Series, ...] = ()
        """What the newest report, or the one that is being made, is of; other threads may read both."""
        self.newest = self._report()

    def run(self, now: float, budget: float) -> float | None:
        """Train for about `budget` seconds."""
        self._when = now if self._when is None else self._when
        start = self._timer()
        try:
            self._sweeping.advance(budget, self._timer)
        except Exception as error:  # it must not stand there as if it still went on
            log.exception("a sweep stopped by an error")
            self._tell(now, str(error) if isinstance(error, SpecError) else BROKEN)
            return None
        self.heavy = self._timer() - start > HEAVY
        if self._sweeping.over or now >= self._when + INTERVAL:
            self._tell(now)
        return None if self._sweeping.over else now

    def cancel(self) -> None:
        """From another thread: come back from the turn that is running, and do nothing in others."""
        self._sweeping.cancel()

    def interrupt(self) -> None:
        """From another thread: come back from the turn that is running."""
        self._sweeping.interrupt()

    def _tell(self, now: float, why: str | None = None) -> None:
        self._when = now
        self.newest = self._report(why)
        self._news()

    def _report(self, why: str | None = None) -> events.Swept:
        sweep, sweeping = self._sweep, self._sweeping
        setting, measure = sweep.setting, MEASURES[sweep.measure]
        self.series = sweeping.found.series()
        return events.Swept(
            vary=sweep.vary, label=setting.number.label, unit=setting.number.parameter.unit,
            log=setting.log and sweep.values[0] > 0, values=sweep.values, seeds=sweep.seeds, updates=sweep.updates,
            measure=measure.name, measured=measure.label, log_measure=measure.log,
            series=tuple(map(_told, self._lanes, self.series)),
            done=sweeping.done, total=sweeping.total, share=sweeping.share,
            running=why is None and not sweeping.over, why=why,
        )  # fmt: skip


def _told(lane: int, series: Series) -> events.SweptLane:
    means, spreads = (
        tuple(one if math.isfinite(one) else None for one in numbers) for numbers in (series.means, series.spreads)
    )
    return events.SweptLane(
        lane=lane, name=series.name, means=means, spreads=spreads, counts=series.counts, diverged=series.diverged
    )


class Sweeps:
    """What a session has of sweeps: the newest one. `news` is called, from any thread, when there is something to ask
    for."""

    def __init__(self, jobs: Jobs, news: Callable[[], None], timer: Callable[[], float] = time.perf_counter) -> None:
        self._jobs = jobs
        self._news = news
        self._timer = timer
        self._job: SweepJob | None = None
        self._closed = False
        self.newest: events.Swept | None = None
        """What was told last; it stays when the sweep is over."""
        self._series: tuple[Series, ...] = ()
        """With each seed's numbers."""

    # --- in the session's turns ---------------------------------------------------------------------------------------

    def receive(
        self, command: commands.Sweep | commands.StopSweep, spec: SessionSpec, lanes: Sequence[Lane]
    ) -> list[Event]:
        """Carry out a command; the events tell how far the sweep is, or what was wrong and that nothing was begun."""
        try:
            if isinstance(command, commands.Sweep):
                return self._begin(command.sweep, spec, lanes)
            if self.newest is None:
                raise SpecError("there is no sweep to stop", "kind", "a sweep first")
            return self.end(STOPPED) or [self.newest]
        except SpecError as error:
            error.number = command.number
            return [events.Error.of(error)]

    def _begin(self, sweep: SweepSpec, spec: SessionSpec, lanes: Sequence[Lane]) -> list[Event]:
        if not isinstance(spec, NetworkSpec):
            raise SpecError("sweep is no command for this session", "kind")
        job = SweepJob(spec, sweep, [lane.id for lane in lanes], self._news, self._timer)
        self._leave()
        self._job = job
        told: list[Event] = [self._heard(job)]
        self._jobs.add(job)
        if self._closed:  # meanwhile
            self.close()
        return told

    def news(self) -> list[Event]:
        """How far it is, where that was not told yet."""
        job = self._job
        if job is None or job.newest is self.newest:
            return []
        told = self._heard(job)
        if not told.running:
            self._jobs.remove(job)
            self._job = None
        return [told]

    def claimed(self, told: Event) -> Event:
        """The answer to a lesson's claims, with what the newest sweep says of those about a sweep."""
        if self.newest is None or not isinstance(told, events.Claimed):
            return told
        return with_sweep(told, self.newest, self._series)

    def _heard(self, job: SweepJob) -> events.Swept:
        self.newest, self._series = job.newest, job.series
        return self.newest

    def end(self, why: str) -> list[Event]:
        """Compute no more; nothing to tell where nothing was computed."""
        job = self._leave()
        if job is None:
            return []
        told = self._heard(job)
        if told.running:
            told = self.newest = told.model_copy(update={"running": False, "why": why})
        return [told]

    def _leave(self) -> SweepJob | None:
        """Give no more turns to the job that there was."""
        job, self._job = self._job, None
        if job is not None:
            self._jobs.remove(job)
            job.cancel()
        return job

    def forget(self) -> list[Event]:
        """It was of lanes that are not there any more."""
        told, self.newest = self.end(LOADED), None
        return told

    # --- from other threads -------------------------------------------------------------------------------------------

    def interrupt(self) -> None:
        """Come back from the turn that is running."""
        job = self._job
        if job is not None:
            job.interrupt()

    def close(self) -> None:
        """The session goes away: no more turns."""
        self._closed = True
        job = self._job
        if job is not None:
            self._jobs.remove(job)
            job.cancel()
