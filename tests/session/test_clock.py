"""When updates are due."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ravine.session.clock import LAG, Clock, ImpossibleTransition, Phase


def playing(speed: float | None) -> Clock:
    clock = Clock()
    clock.set_speed(speed, 0.0)
    clock.turn(Phase.PLAYING)
    clock.start(0.0)
    return clock


@pytest.mark.parametrize("before", list(Phase))
@pytest.mark.parametrize("after", list(Phase))
def test_only_the_listed_transitions_are_possible(before: Phase, after: Phase) -> None:
    clock = Clock()
    clock.phase = before
    impossible = {(Phase.PLAYING, Phase.STEPPING), (Phase.PAUSED, Phase.SETTLING), (Phase.SEEKING, Phase.SETTLING)}
    if (before is after and after is not Phase.SEEKING) or (before, after) in impossible:
        with pytest.raises(ImpossibleTransition, match=f"is {before} cannot become {after}"):
            clock.turn(after)
    else:
        clock.turn(after)
        assert clock.phase is after


def test_the_first_update_is_due_at_once() -> None:
    assert playing(1.0).take(0.0, 100) == 1


@given(st.floats(0.1, 1000), st.lists(st.floats(0.0, LAG * 0.9), min_size=1, max_size=60))
def test_over_time_as_many_updates_are_due_as_the_speed_says(speed: float, waits: list[float]) -> None:
    clock, now, made = playing(speed), 0.0, 0
    for wait in waits:
        now += wait
        made += clock.take(now, 10**9)
    assert made <= now * speed + 1 + 1e-6
    assert made >= now * speed - 1e-3


def test_a_clock_that_fell_behind_makes_up_for_a_quarter_of_a_second_only() -> None:
    clock = playing(100.0)
    assert clock.take(60.0, 10**9) == 100 * LAG + 1


def test_a_change_of_speed_gives_no_update_extra() -> None:
    clock = playing(1.0)
    clock.take(0.0, 10)
    for _ in range(50):
        clock.set_speed(2.0, 0.0)
        clock.set_speed(3.0, 0.0)
    assert clock.take(0.0, 10) == 0


def test_without_a_speed_as_many_are_due_as_are_asked_for() -> None:
    assert playing(None).take(5.0, 1234) == 1234


@given(st.floats(0.1, 1e7))
def test_at_the_time_it_names_an_update_is_due(speed: float) -> None:
    clock = playing(speed)
    clock.take(0.0, 10**9)
    assert clock.take(clock.next_due() + 1e-9, 10**9) >= 1
