"""A session's answers about a lesson's claims: what needs a run from update 0 is measured beside it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from ravine.session.beside import Beside, BesideJob, Jobs, News, Timer
from ravine.session.claimed import Measuring
from ravine.session.lane import Lane
from ravine.spec import commands, events
from ravine.spec.events import Event


class ClaimsJob(BesideJob[Measuring, events.Claimed]):
    """Claims of which some are still measured."""

    def _report(self, why: str | None = None) -> events.Claimed:
        return self.work.told(why)


class Claims(Beside[ClaimsJob]):
    """What a session has of claims: the newest answer, as long as the lanes are those that it is about."""

    def __init__(self, jobs: Jobs, news: News, timer: Timer = time.perf_counter) -> None:
        super().__init__(jobs, news, timer)
        self._about: Any = None
        """The experiment of which lesson, the update, and what the lanes were."""
        self._newest: events.Claimed | None = None
        """What was told last."""

    def receive(self, command: commands.Claims, lanes: Sequence[Lane]) -> list[Event]:
        """What is known at once; the rest comes as news. Who asks the same again hears how far it is.

        Raises SpecError where there is no such lesson.
        """
        self._drop_if_changed(lanes)
        about = command.lesson, command.experiment, max(lane.update for lane in lanes), _what(lanes)
        if self._newest is not None and about == self._about:
            return self.news(lanes) or [self._newest]
        job = ClaimsJob(Measuring(lanes, command), self._news, self._timer)
        self._about, self._newest = about, job.newest
        if job.work.over:
            self._leave()
        else:
            self._start(job)
        return [self._newest]

    def news(self, lanes: Sequence[Lane]) -> list[Event]:
        """How far it is, where that was not told yet; nothing of lanes that were changed meanwhile."""
        self._drop_if_changed(lanes)
        job = self._job
        if job is None:
            return []
        over = job.over  # asked first: then what is the newest is the last
        told: list[Event] = [] if job.newest is self._newest else [job.newest]
        self._newest = job.newest
        if over:
            self._leave()
        return told

    def drop(self) -> None:
        """Measure no more, and know nothing."""
        self._leave()
        self._about = self._newest = None

    def _drop_if_changed(self, lanes: Sequence[Lane]) -> None:
        if self._about is not None and self._about[-1] != _what(lanes):
            self.drop()


def _what(lanes: Sequence[Lane]) -> list[Any]:
    """Equal as long as lanes just go on."""
    return [(lane.id, lane.life, lane.version, lane.alone) for lane in lanes]
