"""The threads: jobs run, wake, fail and stop. Nothing sleeps; events say when something has happened."""

from __future__ import annotations

import logging
import sys
import threading
import time
import weakref
from collections.abc import Callable
from itertools import pairwise

import pytest

from ravine.session.scheduler import SWITCH_INTERVAL, Scheduler

PATIENCE = 10.0


class Job:
    """Calls `work` in every turn."""

    def __init__(self, work: Callable[[], float | None], heavy: bool = False) -> None:
        self._work = work
        self.heavy = heavy

    def run(self, now: float, budget: float) -> float | None:
        return self._work()


def test_a_job_runs_when_it_is_added_and_when_it_is_woken(scheduler: Scheduler) -> None:
    ran = threading.Semaphore(0)
    job = Job(lambda: ran.release())
    scheduler.add(job)
    assert ran.acquire(timeout=PATIENCE)
    scheduler.wake(job)
    assert ran.acquire(timeout=PATIENCE)


def test_a_job_comes_back_at_the_time_it_asked_for(scheduler: Scheduler) -> None:
    times: list[float] = []
    done = threading.Event()

    def work() -> float | None:
        times.append(time.perf_counter())
        if len(times) == 3:
            done.set()
            return None
        return times[-1] + 0.01

    scheduler.add(Job(work))
    assert done.wait(PATIENCE)
    assert all(later - earlier >= 0.01 for earlier, later in pairwise(times))


def test_light_jobs_run_while_heavy_ones_hold_the_other_workers(scheduler: Scheduler) -> None:
    release, light = threading.Event(), threading.Event()
    for _ in range(3):
        scheduler.add(Job(lambda: release.wait(PATIENCE) and None, heavy=True))
    scheduler.add(Job(lambda: light.set()))
    assert light.wait(PATIENCE)
    release.set()


def test_a_job_that_fails_stands_still_and_others_go_on(scheduler: Scheduler, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> float | None:
        raise RuntimeError("a mistake")

    ran = threading.Event()
    with caplog.at_level(logging.CRITICAL, "ravine.session.scheduler"):
        for _ in range(4):
            scheduler.add(Job(fail))
        scheduler.add(Job(lambda: ran.set()))
        assert ran.wait(PATIENCE)


def test_a_thread_that_waits_keeps_no_job_alive_that_was_removed(scheduler: Scheduler) -> None:
    ran, end = threading.Event(), time.monotonic() + PATIENCE
    job = Job(lambda: ran.set())
    scheduler.add(job)
    assert ran.wait(PATIENCE)
    scheduler.remove(job)
    gone = weakref.ref(job)
    del job
    while gone() is not None and time.monotonic() < end:  # its turn may not have ended yet
        threading.Event().wait(0.001)
    assert gone() is None


def test_threads_hand_python_over_within_half_a_millisecond(scheduler: Scheduler) -> None:
    assert sys.getswitchinterval() <= SWITCH_INTERVAL


def test_after_close_no_thread_is_left() -> None:
    before = threading.active_count()
    interval = sys.getswitchinterval()
    scheduler = Scheduler(3)
    scheduler.start()
    scheduler.add(Job(lambda: 0.0))
    scheduler.close(PATIENCE)
    sys.setswitchinterval(interval)
    assert threading.active_count() == before
