"""A session's sweep, beside it."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence

from ravine.recipe.sweep import Series, Sweeping
from ravine.session.beside import Beside, BesideJob, Jobs, News, Timer
from ravine.session.lane import Lane
from ravine.session.swept_claims import with_sweep
from ravine.spec import commands, events
from ravine.spec.error import SpecError
from ravine.spec.events import Event
from ravine.spec.network import NetworkSpec
from ravine.spec.session import SessionSpec
from ravine.spec.sweep import MEASURES, SweepSpec

STOPPED = "it was stopped"
LEFT = "nobody watched"
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
            names=tuple(setting.names[int(value)] for value in sweep.values) if setting.names else None,
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


class Sweeps(Beside[SweepJob]):
    """What a session has of sweeps."""

    def __init__(self, jobs: Jobs, news: News, timer: Timer = time.perf_counter) -> None:
        super().__init__(jobs, news, timer)
        self.newest: events.Swept | None = None
        """What was told last; it stays when the sweep is over."""
        self._series: tuple[Series, ...] = ()
        """With each seed's numbers."""
        self._stopped: SweepJob | None = None
        """The one that was left last: asked for again, it goes on."""

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
        before = self._stopped if self._stopped and self._stopped.asked == (spec, sweep) else None
        job = SweepJob(spec, sweep, [lane.id for lane in lanes], self._news, self._timer, before)
        told: list[Event] = [self._heard(job)]
        self._start(job)
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
        self._stopped = job
        told = self._heard(job)
        if told.running:
            told = self.newest = told.model_copy(update={"running": False, "why": why})
        return [told]

    def forget(self) -> list[Event]:
        """It was of lanes that are not there any more."""
        told, self.newest = self.end(LOADED), None
        self._stopped = None
        return told
