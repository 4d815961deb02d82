"""The threads that jobs take turns on."""

from __future__ import annotations

import logging
import sys
import threading
import time
from collections.abc import Callable

from ravine.runs import cores
from ravine.session.errands import Errand, Errands
from ravine.session.turns import Job, Turns

SWITCH_INTERVAL = 5e-4
"""Seconds for which a thread may hold Python's lock while others ask for it; the default is a third of a frame."""

log = logging.getLogger(__name__)


class Scheduler:
    """Runs jobs by `Turns` on as many threads as there are cores; at least two, so that heavy ones leave one free.

    A thread that may take no job makes what is submitted to `errands`: a light job then waits for one at most.
    """

    def __init__(self, workers: int | None = None, clock: Callable[[], float] = time.perf_counter) -> None:
        self._clock = clock
        self._turns = Turns(max(2, workers or cores()))
        self._changed = threading.Condition()
        self._closing = False
        self.errands = Errands(self._notify)
        self._threads = [
            threading.Thread(target=self._work, name=f"worker {number}", daemon=True)
            for number in range(self._turns.workers)
        ]

    def start(self) -> None:
        sys.setswitchinterval(min(sys.getswitchinterval(), SWITCH_INTERVAL))
        for thread in self._threads:
            thread.start()

    def close(self, seconds: float = 1.0) -> None:
        """Give out no more turns and wait for those that run, at most so many seconds."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        end = time.monotonic() + seconds
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, end - time.monotonic()))

    def add(self, job: Job) -> None:
        with self._changed:
            self._turns.add(job)
            self._changed.notify()

    def remove(self, job: Job) -> None:
        with self._changed:
            self._turns.remove(job)

    def wake(self, job: Job) -> None:
        """There is something for the job to do."""
        with self._changed:
            self._turns.wake(job)
            self._changed.notify()

    def _notify(self) -> None:
        with self._changed:
            self._changed.notify()

    def _work(self) -> None:
        while (turn := self._next()) is not None:
            if isinstance(turn, Errand):
                turn.make()
            else:
                self._run(*turn)
            del turn  # who waits for the next one keeps nothing alive that was given up

    def _run(self, job: Job, budget: float) -> None:
        start = self._clock()
        again: float | None = None
        try:
            again = job.run(start, budget)
        except Exception:  # one broken job must not take a worker from all the others
            log.exception("a job failed and stands still")
        end = self._clock()
        with self._changed:
            self._turns.give_back(job, end, end - start, again)
            if again is not None and again > end:
                self._changed.notify()  # an idle thread may have to get up earlier than it thinks

    def _next(self) -> tuple[Job, float] | Errand | None:
        """The next turn, waited for, or an errand where nobody may have one; None when closing."""
        with self._changed:
            while not self._closing:
                now = self._clock()
                if turn := self._turns.take(now):
                    return turn
                if errand := self.errands.take():
                    return errand
                due = self._turns.due()
                self._changed.wait(None if due is None else max(0.0, due - now))
            return None
