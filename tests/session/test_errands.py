"""Calls for idle workers: each is made once, by whoever is first, and a session's numbers stay the same."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from ravine.session import sessions
from ravine.session.errands import Errands
from ravine.session.network.session import NetworkSession
from ravine.session.places import build_session
from ravine.session.scheduler import Scheduler
from ravine.session.sessions import Sessions
from ravine.spec import commands
from ravine.spec.vision import VisionSpec
from session.test_scheduler import PATIENCE, Job

HEAVY = VisionSpec.read(
    {
        "data": {"name": "fashion_mnist", "examples": 200},
        "lanes": [{"layers": [{"kind": "conv", "filters": 64, "size": 5, "padding": 2}], "batch": 80}],
    },
    "the session",
)


def test_who_wants_the_result_makes_the_call_where_nobody_has_begun() -> None:
    woken: list[int] = []
    errands = Errands(lambda: woken.append(1))
    here = errands.submit(threading.get_ident)
    assert woken == [1]
    assert here.result() == threading.get_ident()
    assert errands.take() is None


def test_who_took_it_makes_it_and_the_other_waits_for_it() -> None:
    errands = Errands(lambda: None)
    errand = errands.submit(max, 2, 3)
    taken = errands.take()
    assert taken is errand
    other = threading.Thread(target=taken.make)
    other.start()
    assert errand.result(PATIENCE) == 3
    other.join(PATIENCE)


def test_a_mistake_reaches_who_asked() -> None:
    errand = Errands(lambda: None).submit(divmod, 1, 0)
    with pytest.raises(ZeroDivisionError):
        errand.result()


def test_an_idle_worker_makes_an_errand_while_another_is_at_work(scheduler: Scheduler) -> None:
    found: list[int] = []
    done = threading.Event()

    def work() -> float | None:
        errand = scheduler.errands.submit(threading.get_ident)
        while not errand.done():  # never, if nobody else made it
            threading.Event().wait(0.001)
        found.extend((threading.get_ident(), errand.result()))
        done.set()
        return None

    scheduler.add(Job(work))
    assert done.wait(PATIENCE)
    assert found[0] != found[1]


def test_jobs_come_before_errands() -> None:
    scheduler = Scheduler(2)  # not started: no thread takes anything
    job = Job(lambda: None)
    scheduler.add(job)
    errand = scheduler.errands.submit(max, 1, 2)
    turn = scheduler._next()
    assert isinstance(turn, tuple)
    assert turn[0] is job
    assert scheduler._next() is errand


def test_a_session_s_heavy_lanes_learn_the_same_with_helpers(
    scheduler: Scheduler, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "cores", lambda: 2)
    alone, helped = build_session(HEAVY), Sessions(scheduler, 1)._build(HEAVY)
    assert isinstance(alone, NetworkSession)
    assert isinstance(helped, NetworkSession)
    for session in (alone, helped):
        session.receive(commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.01}}), 0.0)
        session.receive(commands.AddLane(copy_of=1, changes={"l2": 0.001}), 0.0)
        session.receive(commands.Step(unit="epoch"), 0.0)
        while session.training:
            session.advance(0.0, 1.0)
    assert [lane.learner.threads for lane in alone.lanes] == [1, 1]
    assert [lane.learner.threads for lane in helped.lanes] == [2, 2]
    for one, other in zip(alone.lanes, helped.lanes, strict=True):
        assert one.update == other.update > 0
        np.testing.assert_array_equal(one.learner.theta, other.learner.theta)
