"""A session's sweep, beside it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from ravine.recipe.sweep import Series, Sweeping
from ravine.session.beside import STOPPED, BesideJob, Followed, Jobs, News, Timer
from ravine.session.lane import Lane
from ravine.session.swept_claims import with_sweep
from ravine.spec import commands, events
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.network import NetworkSpec
from ravine.spec.session import SessionSpec
from ravine.spec.sweep import MEASURES, SweepSpec

LOADED = "another spec was loaded"


class SweepJob(BesideJob[Sweeping, events.Swept]):
    """`lanes` are the ids of those that are swept. before: the same one that was stopped. Raises SpecError where the
    session cannot be swept so."""

    def __init__(
        self, session: NetworkSpec, sweep: SweepSpec, lanes: Sequence[int], news: News, timer: Timer,
        before: SweepJob | None = None,
    ) -> None:  # fmt: skip
        self.asked = session, sweep
        self._sweep = sweep
        self._lanes = lanes
        self.series: tuple[Series, ...] = ()
        """What the newest report, or the one that is being made, is of; other threads may read both."""
        super().__init__(Sweeping(session, sweep, before.work if before else None), news, timer)

    def _report(self, why: str | None = None) -> events.Swept:
        sweep, sweeping = self._sweep, self.work
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
    means, spreads, together = (
        tuple(one if math.isfinite(one) else None for one in numbers)
        for numbers in (series.means, series.spreads, series.together)
    )
    return events.SweptLane(
        lane=lane, name=series.name, means=means, spreads=spreads, counts=series.counts, diverged=series.diverged,
        together=together,
    )


class Sweeps(Followed[SweepJob, events.Swept]):
    """What a session has of sweeps."""

    def __init__(self, jobs: Jobs, news: News, timer: Timer = time.perf_counter) -> None:
        super().__init__(jobs, news, timer)
        self._series: tuple[Series, ...] = ()
        """With each seed's numbers."""
        self._stopped: SweepJob | None = None
        """The one that was left last: asked for again, it goes on."""

    def receive(
        self, command: commands.Sweep | commands.StopSweep, spec: SessionSpec, lanes: Sequence[Lane]
    ) -> list[events.Swept]:
        """Carry out a command; raises SpecError where nothing was begun, or there is nothing to stop."""
        if isinstance(command, commands.Sweep):
            return self._begin(command.sweep, spec, lanes)
        if self.newest is None:
            raise SpecError("there is no sweep to stop", "kind", "a sweep first")
        return self.end(STOPPED) or [self.newest]

    def _begin(self, sweep: SweepSpec, spec: SessionSpec, lanes: Sequence[Lane]) -> list[events.Swept]:
        if not isinstance(spec, NetworkSpec):
            raise SpecError("sweep is no command for this session", "kind")
        before = self._stopped if self._stopped and self._stopped.asked == (spec, sweep) else None
        job = SweepJob(spec, sweep, [lane.id for lane in lanes], self._news, self._timer, before)
        self._stopped = None
        return self._follow(job)

    def claimed(self, told: Event) -> Event:
        """The answer to a lesson's claims, with what the newest sweep says of those about a sweep."""
        if self.newest is None or not isinstance(told, events.Claimed):
            return told
        return with_sweep(told, self.newest, self._series)

    def _heard(self, job: SweepJob) -> events.Swept:
        self._series = job.series
        return super()._heard(job)

    def end(self, why: str) -> list[events.Swept]:
        self._stopped = self._job or self._stopped
        return super().end(why)

    def forget(self) -> list[events.Swept]:
        """It was of lanes that are not there any more."""
        told = self.end(LOADED)
        self.newest = self._stopped = None
        return told
