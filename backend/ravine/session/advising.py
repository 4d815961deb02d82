"""A session's advice: a lane is judged beside it, as it stood when its turn to be judged came."""

from __future__ import annotations

import time
from typing import Any

from ravine.recipe.steps import Steps
from ravine.session.beside import Beside, BesideJob, Jobs, News, Timer
from ravine.session.lanes import Lanes
from ravine.session.network.lens.advice import advising
from ravine.spec import commands, events
from ravine.spec.error import SpecError
from ravine.spec.events import Event

Asker = Any
"""Whoever hears the answer."""


class AdviceJob(BesideJob[Steps[events.Advised], events.Advised | events.Error | None]):
    """One question; raises SpecError where it cannot be answered."""

    def __init__(self, command: commands.Advise, lanes: Lanes, asker: Asker, news: News, timer: Timer) -> None:
        self._number = command.number
        self.asker = asker
        super().__init__(Steps(advising(lanes, command)), news, timer)

    def _report(self, why: str | None = None) -> events.Advised | events.Error | None:
        return self.work.result if why is None else events.Error(message=why, number=self._number)


class Advice(Beside[AdviceJob]):
    """The questions that a session has to answer, one after the other."""

    def __init__(self, jobs: Jobs, news: News, timer: Timer = time.perf_counter) -> None:
        super().__init__(jobs, news, timer)
        self._waiting: dict[tuple[Asker, int], commands.Advise] = {}
        """Of each asker about each lane the newest."""

    def ask(self, command: commands.Advise, lanes: Lanes, asker: Asker) -> None:
        """The answer comes as news; raises SpecError where there is no such lane."""
        lanes.place(command.lane)
        self._waiting[asker, command.lane] = command

    def news(self, lanes: Lanes) -> list[tuple[Asker, Event]]:
        """An answer, and whose it is; what the next one needs is copied."""
        told: list[tuple[Asker, Event]] = []
        job = self._job
        if job is not None and job.over:
            self._leave()
            if job.newest is not None:
                told.append((job.asker, job.newest))
        while self._job is None and self._waiting:
            (asker, lane) = next(iter(self._waiting))
            command = self._waiting.pop((asker, lane))
            try:
                self._start(AdviceJob(command, lanes, asker, self._news, self._timer))
            except SpecError as error:
                error.number = command.number
                told.append((asker, events.Error.of(error)))
        return told

    def drop(self) -> None:
        """Nobody waits any more."""
        self._waiting.clear()
        self._leave()
