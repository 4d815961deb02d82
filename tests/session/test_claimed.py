"""The claims of a lesson measured in a session: the headless figures, or why there are none yet."""

from __future__ import annotations

import pytest

from ravine.recipe.checking import check
from ravine.recipe.lesson import Lesson, chosen
from ravine.session.network.session import NetworkSession
from ravine.session.session import Session
from ravine.session.surface.session import SurfaceSession
from ravine.spec import commands, events
from ravine.spec.network import NetworkSpec
from ravine.spec.surface import SurfaceSpec
from session.talk import refused, rest, tell

LESSONS = ("vanishing_gradient", "momentum")


def session_of(lesson: Lesson) -> Session:
    spec = lesson.front.spec
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


def claimed(one: Session, lesson: str) -> events.Claimed:
    (told,) = tell(one, commands.Claims(lesson=lesson))
    assert isinstance(told, events.Claimed)
    return told


@pytest.mark.parametrize("name", LESSONS)
def test_a_session_s_figures_are_those_of_the_headless_run(name: str) -> None:
    (lesson,) = chosen([name])
    one = session_of(lesson)
    run_to(one, lesson.front.updates)
    told, headless = claimed(one, name), check([lesson], 1)
    assert told.update == lesson.front.updates
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


def test_a_lesson_that_there_is_none_of_is_refused() -> None:
    error = refused(session_of(chosen(["momentum"])[0]), commands.Claims(lesson="momentun"))
    assert "did you mean momentum" in error.message
