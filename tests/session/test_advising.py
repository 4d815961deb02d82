"""Advice beside the session: who hears it, of which update it is, and that lanes go on meanwhile."""

from __future__ import annotations

import logging
from functools import partial

import pytest

from ravine.recipe import evidence
from ravine.recipe.steps import Steps
from ravine.session.advising import AdviceJob
from ravine.session.beside import BROKEN
from ravine.session.host import PAUSE_AFTER, Host
from ravine.session.network.lens.advice import advising
from ravine.session.scheduler import Scheduler
from ravine.session.sessions import Sessions
from ravine.spec import commands, events
from ravine.spec.surface import SurfaceSpec
from session.specs import small
from session.test_host import Guest, Stage
from session.test_sweeping import Listener


def ask(stage: Stage, guest: Guest, lane: int = 1, number: int | None = None) -> AdviceJob:
    """The job that is at work after the question."""
    stage.say(guest, commands.Advise(lane=lane, number=number))
    stage.turn()
    (job,) = stage.beside
    assert isinstance(job, AdviceJob)
    return job


def finish(stage: Stage, job: AdviceJob) -> int:
    """Turns of the job until it is done, and one of the session; how many."""
    for count in range(1, 1000):
        if job.run(stage.now, 0.0) is None:
            stage.turn()
            return count
    raise AssertionError("the advice never comes")


def at_once(stage: Stage, number: int | None = None) -> events.Advised:
    steps = Steps(advising(stage.session.lanes, commands.Advise(lane=1, number=number)))
    while not steps.over:
        steps.advance(1.0)
    assert steps.result is not None
    return steps.result


def trained(update: int = 100) -> tuple[Stage, Guest]:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Play(until=update))
    stage.rest()
    assert stage.session.update == update
    return stage, guest


def test_the_answer_comes_from_beside_in_steps_and_goes_to_who_asked() -> None:
    stage, guest = trained()
    other = stage.come()
    job = ask(stage, guest, number=7)
    assert "advised" not in guest.kinds()
    assert finish(stage, job) > 10
    assert guest.last("advised") == at_once(stage, 7)
    assert "advised" not in other.kinds()
    assert stage.beside == []


def test_it_is_of_the_network_as_it_stood_though_the_lanes_go_on() -> None:
    stage, guest = trained()
    expected = at_once(stage)
    job = ask(stage, guest)
    stage.say(guest, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 1.0}}))
    stage.say(guest, commands.Play())
    while job.run(stage.now, 0.0) is not None:
        stage.turn()
    assert stage.session.update > 150
    stage.turn()
    assert guest.last("advised") == expected
    assert guest.last("advised").update == 100


def test_of_each_asker_about_each_lane_the_newest_question_is_answered() -> None:
    stage, guest = trained()
    other = stage.come()
    job = ask(stage, guest, number=1)
    for who, lane, number in ((guest, 1, 2), (guest, 1, 3), (guest, 2, 4), (other, 1, 5)):
        assert ask(stage, who, lane, number) is job
    while stage.beside:
        (going,) = stage.beside
        assert isinstance(going, AdviceJob)
        finish(stage, going)
    told = [(one.lane, one.number) for one in guest.events if isinstance(one, events.Advised)]
    assert told == [(1, 1), (1, 3), (2, 4)]
    assert (other.last("advised").lane, other.last("advised").number) == (1, 5)


def test_a_lane_that_is_not_there_is_refused_now_and_when_its_turn_comes() -> None:
    stage, guest = trained()
    stage.say(guest, commands.Advise(lane=9, number=1))
    stage.turn()
    assert (guest.last("error").number, guest.last("error").field) == (1, "lane")
    job = ask(stage, guest)
    ask(stage, guest, lane=2, number=3)
    stage.say(guest, commands.RemoveLane(lane=2))
    finish(stage, job)
    assert (guest.last("error").number, guest.last("error").field) == (3, "lane")
    assert stage.beside == []


def test_a_point_on_a_surface_gets_no_advice() -> None:
    host, guest = Host("secret", SurfaceSpec(), Scheduler(2), lambda _: None), Guest()
    host.come(guest, {})
    host.say(guest, commands.Advise(lane=1, number=4))
    for turn in range(5):
        host.run(float(turn), 0.004)
    assert guest.last("error").message == "advise is no command for this session"
    assert guest.last("error").number == 4


def test_where_nobody_waits_nothing_is_judged() -> None:
    stage, guest = trained()
    job = ask(stage, guest)
    ask(stage, guest, lane=2)
    stage.host.leave(guest)
    stage.turn()
    stage.turn(PAUSE_AFTER + 1)
    assert stage.beside == []
    assert job.run(stage.now, 1.0) is None
    stage.turn()
    assert "advised" not in guest.kinds()


def test_a_mistake_of_ours_is_told_and_the_next_question_is_answered(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, guest = trained()
    job = ask(stage, guest, number=1)
    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL, "ravine.session.beside"):
        patched.setattr(evidence, "_goodness", lambda *_: 1 / 0)
        finish(stage, job)
    assert (guest.last("error").message, guest.last("error").number) == (BROKEN, 1)
    finish(stage, ask(stage, guest, number=2))
    assert guest.last("advised").number == 2


def answers(number: int, told: events.Advised) -> bool:
    return told.number == number


def beyond(update: int, told: events.State) -> bool:
    return told.update > update


def test_on_threads_advice_comes_while_lanes_go_on(scheduler: Scheduler) -> None:
    guest = Listener()
    host = Sessions(scheduler, most=2).join(guest, None, small(), {})
    host.say(guest, commands.Play())
    guest.until("state", lambda told: told.update > 100)
    for number in range(1, 4):
        host.say(guest, commands.Advise(lane=1, number=number))
        told = guest.until("advised", partial(answers, number))
        guest.until("state", partial(beyond, told.update + 1000))
    host.say(guest, commands.Pause())
    guest.until("state", lambda told: told.clock == "paused")
