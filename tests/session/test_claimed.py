"""The claims of a lesson measured in a session: the headless figures, or why there are none yet; runs from update 0 are
made beside it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from time import perf_counter

import pytest

from ravine.recipe.checking import check
from ravine.recipe.claims import figures
from ravine.recipe.lesson import Lesson, chosen
from ravine.recipe.replay import Replaying
from ravine.recipe.run import Run, headless
from ravine.session.beside import BROKEN
from ravine.session.claimed import Measuring
from ravine.session.claiming import ClaimsJob
from ravine.session.host import PAUSE_AFTER
from ravine.session.network.session import NetworkSession
from ravine.session.scheduler import Scheduler
from ravine.session.session import Session
from ravine.session.sessions import Sessions
from ravine.session.surface.session import SurfaceSession
from ravine.spec import commands, events
from ravine.spec.network import NetworkSpec
from ravine.spec.surface import SurfaceSpec
from session.talk import rest, tell
from session.test_host import Guest, Stage
from session.test_sweeping import Listener

EXPERIMENTS = (("vanishing_gradient", 0), ("momentum", 0), ("minibatch", 0), ("adagrad", 0), ("adagrad", 1))


def session_of(lesson: Lesson, place: int = 0) -> Session:
    spec = lesson.experiment(place).spec
    if isinstance(spec, NetworkSpec):
        return NetworkSession(spec)
    assert isinstance(spec, SurfaceSpec)
    return SurfaceSession(spec)


def run_to(one: Session, update: int) -> None:
    """As the page does: play, stop a little later, and go back to the update that is meant."""
    tell(one, commands.Play())
    while one.update < update:
        one.advance(0.0, 0.003)
    tell(one, commands.Pause())
    rest(one)
    tell(one, commands.Scrub(update=update))
    rest(one)
    assert one.update == update


def claimed(one: Session, lesson: str, place: int = 0) -> events.Claimed:
    measuring = Measuring(one.lanes, commands.Claims(lesson=lesson, experiment=place))
    while not measuring.over:
        measuring.advance(0.001, perf_counter)
    return measuring.told()


@pytest.mark.parametrize(("name", "place"), EXPERIMENTS)
def test_a_session_s_figures_are_those_of_the_headless_run(name: str, place: int) -> None:
    (lesson,) = chosen([name])
    experiment, one = lesson.experiment(place), session_of(lesson, place)
    run_to(one, experiment.updates)
    told = claimed(one, name, place)
    headless = [checked for checked in check([lesson], 1) if checked.experiment == experiment.label]
    assert (told.experiment, told.update) == (place, experiment.updates)
    assert [result.says for result in told.claims] == [checked.claim.says for checked in headless]
    for result, checked in zip(told.claims, headless, strict=True):
        (figures,) = checked.figures
        assert [figure.value for figure in result.figures] == [figures.left, figures.right][: len(result.figures)]
        assert result.holds is checked.holds is True
        assert result.why == checked.claim.words(figures.left, figures.right)


def test_before_its_end_a_lesson_claims_nothing() -> None:
    (lesson,) = chosen(["momentum"])
    one = session_of(lesson)
    told = claimed(one, "momentum")
    assert told.update == 0
    for result in told.claims:
        assert result.holds is None
        assert f"has made 0 of {lesson.front.updates} updates" in result.why
        assert all(figure.value is None for figure in result.figures)


def test_a_lane_that_is_missing_is_named() -> None:
    (lesson,) = chosen(["momentum"])
    one = session_of(lesson)
    run_to(one, lesson.front.updates)
    tell(one, commands.RemoveLane(lane=one.lanes[1].id))
    on_the_plateau, in_the_deep, at_a_small_rate = claimed(one, "momentum").claims
    assert in_the_deep.holds is None
    assert in_the_deep.why == "there is no lane momentum"
    assert (on_the_plateau.holds, at_a_small_rate.holds) == (True, True)


def test_a_session_that_goes_another_way_is_told_that_the_claim_does_not_hold() -> None:
    (lesson,) = chosen(["momentum"])
    one = session_of(lesson)
    tell(one, commands.PatchLane(lane=one.lanes[1].id, changes={"optimizer": {"lambda": 0.0}}))
    run_to(one, lesson.front.updates)
    assert [result.holds for result in claimed(one, "momentum").claims] == [True, False, True]


# --- beside the session -----------------------------------------------------------------------------------------------

LONG = "minibatch_loop"
"""A lesson with claims about a run from update 0, and with others."""


def asked(number: int | None = None, lesson: str = LONG) -> tuple[Stage, Guest, ClaimsJob]:
    """The job of the claims that the guest has asked for where the lesson ends."""
    (found,) = chosen([lesson])
    assert isinstance(found.front.spec, NetworkSpec)
    stage = Stage(found.front.spec)
    guest = stage.come()
    stage.say(guest, commands.Play(until=found.front.updates))
    stage.rest()
    assert stage.session.update == found.front.updates
    return stage, guest, ask(stage, guest, number, lesson)


def ask(stage: Stage, guest: Guest, number: int | None = None, lesson: str = LONG) -> ClaimsJob:
    stage.say(guest, commands.Claims(lesson=lesson, number=number))
    stage.turn()
    assert guest.kinds()[-1] == "claimed", guest.events[-1]
    (job,) = stage.beside
    assert isinstance(job, ClaimsJob)
    return job


def finish(stage: Stage, job: ClaimsJob) -> int:
    """Turns of the job until it is done, and one of the session; how many."""
    for count in range(1, 10_000):
        if job.run(stage.now, 0.001) is None:
            stage.turn()
            return count
    raise AssertionError("the claims are never measured")


def numbers(told: events.Claimed) -> list[list[float | None]]:
    return [[figure.value for figure in result.figures] for result in told.claims]


def found_headless(lesson: str) -> list[list[float]]:
    whole = check(chosen([lesson]), 1)
    return [[one.figures[0].left, one.figures[0].right][: len(one.claim.measured)] for one in whole]


def test_what_needs_a_run_from_update_0_is_told_later_and_the_rest_at_once() -> None:
    stage, guest, job = asked(number=3)
    first = guest.last("claimed")
    assert first.number == 3
    open_ = [place for place, one in enumerate(first.claims) if one.why == "made anew from update 0: 0 % so far"]
    assert 0 < len(open_) < len(first.claims)
    assert all((one.holds is None) is (place in open_) for place, one in enumerate(first.claims))
    assert finish(stage, job) > 3, "it is no job in slices"
    last = guest.last("claimed")
    assert (last.number, last.update, stage.beside) == (None, first.update, [])
    assert numbers(last) == found_headless(LONG)
    assert all(one.holds for one in last.claims)


def test_how_far_it_is_is_told_meanwhile() -> None:
    stage, guest, job = asked()
    job.run(stage.now, 0.001)
    while job.work.told() == guest.last("claimed"):
        job.run(stage.now, 0.001)
    stage.now += 1.0
    job.run(stage.now, 0.001)
    stage.turn()
    shares = [one.why for one in guest.last("claimed").claims if one.holds is None]
    assert shares
    assert all("made anew from update 0" in why for why in shares)
    assert shares != ["made anew from update 0: 0 % so far"] * len(shares)


def test_the_session_goes_on_meanwhile_and_the_figures_are_those_of_when_it_was_asked() -> None:
    stage, guest, job = asked()
    update = stage.session.update
    stage.say(guest, commands.Play())
    while job.run(stage.now, 0.001) is not None:
        stage.turn()
    assert stage.session.update > update + 100
    stage.turn()
    assert guest.last("claimed").update == update
    assert numbers(guest.last("claimed")) == found_headless(LONG)


def test_on_threads_lanes_and_claims_go_on_side_by_side(scheduler: Scheduler) -> None:
    (lesson,) = chosen([LONG])
    guest = Listener()
    host = Sessions(scheduler, most=2).join(guest, None, lesson.front.spec, {})
    host.say(guest, commands.Play(until=lesson.front.updates))
    guest.until("state", lambda told: told.update == lesson.front.updates and told.clock == "paused")
    host.say(guest, commands.Claims(lesson=LONG))
    host.say(guest, commands.Play())
    told = guest.until("claimed", lambda told: all(one.holds is not None for one in told.claims))
    assert (told.update, numbers(told)) == (lesson.front.updates, found_headless(LONG))
    guest.until("state", lambda told: told.update > lesson.front.updates + 1000)
    host.say(guest, commands.Pause())
    guest.until("state", lambda told: told.clock == "paused")


@pytest.mark.parametrize(
    "change",
    [
        commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.01}}),
        commands.PatchLane(lane=1, changes={"name": "another"}),
        commands.Reset(),
        commands.SetWeight(lane=1, layer=0, unit=0, input=0, value=1.0),
        commands.AddLane(),
        commands.Load(spec=NetworkSpec()),
    ],
    ids=["rate", "name", "reset", "by hand", "lane", "spec"],
)
def test_a_change_or_a_reset_meanwhile_drops_the_answer(change: commands.Command) -> None:
    stage, guest, job = asked()
    job.run(stage.now, 0.001)
    stage.say(guest, change)
    stage.rest()
    assert stage.beside == []
    assert job.run(stage.now + 1.0, 1.0) is None, "it goes on"
    stage.turn()
    assert guest.kinds().count("claimed") == 1


def test_after_a_change_the_figures_are_those_of_the_new_spec() -> None:
    stage, guest, _ = asked()
    stage.say(guest, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.01}}))
    stage.rest()
    finish(stage, ask(stage, guest))
    (lesson,) = chosen([LONG])
    runs = {run.name: run for run in made(stage.session.spec, lesson.front.updates)}
    for claim, told in zip(lesson.front.claims, guest.last("claimed").claims, strict=True):
        if {one.measure for one in claim.measured} == {"batch_loss_falls"}:
            assert told.figures[0].value == figures(claim, {None: runs}).left
            return
    raise AssertionError("no claim is about such a run")


def made(spec: NetworkSpec, updates: int) -> Iterator[Run]:
    return (headless(spec.alone(place), updates) for place in range(len(spec.lanes)))


def test_who_asks_the_same_again_hears_how_far_it_is() -> None:
    stage, guest, job = asked()
    assert ask(stage, guest, number=8) is job
    assert guest.last("claimed").number == 8
    finish(stage, job)
    stage.say(guest, commands.Claims(lesson=LONG, number=9))
    stage.turn()
    assert (guest.last("claimed").number, stage.beside) == (9, [])
    assert numbers(guest.last("claimed")) == found_headless(LONG)


def test_another_question_takes_the_place_of_the_old_one() -> None:
    stage, guest, job = asked()
    stage.say(guest, commands.Claims(lesson="momentum"))
    stage.turn()
    assert stage.beside == []
    assert job.run(stage.now + 1.0, 1.0) is None, "it goes on"
    stage.turn()
    assert guest.last("claimed").lesson == "momentum"


def test_where_nobody_watches_nothing_is_measured() -> None:
    stage, guest, job = asked()
    stage.host.leave(guest)
    stage.turn()
    assert stage.beside == [job]
    stage.turn(PAUSE_AFTER + 1)
    assert stage.beside == []


def test_a_session_that_goes_away_takes_its_claims_along() -> None:
    stage, _, job = asked()
    stage.host.close()
    assert stage.beside == []
    assert job.run(stage.now, 1.0) is None


def test_a_mistake_of_ours_is_told_with_the_claims(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage, guest, job = asked()
    with monkeypatch.context() as patched, caplog.at_level(logging.CRITICAL, "ravine.session.beside"):
        patched.setattr(Replaying, "advance", lambda *_: 1 / 0)
        assert job.run(stage.now, 0.001) is None
    stage.turn()
    assert BROKEN in {one.why for one in guest.last("claimed").claims}
    assert stage.beside == []
    stage.say(guest, commands.Step())
    stage.rest()
    assert stage.session.update == guest.last("claimed").update + 1


def test_a_lesson_that_there_is_none_of_is_refused() -> None:
    stage = Stage()
    guest = stage.come()
    stage.say(guest, commands.Claims(lesson="momentun", number=5))
    stage.turn()
    assert "did you mean momentum" in guest.last("error").message
    assert guest.last("error").number == 5
