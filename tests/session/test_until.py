"""Play until an update: the clock stands at exactly that one, whatever the slices."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ravine.session.clock import Phase
from ravine.spec import commands, events
from session.specs import small, timed
from session.talk import refused, rest, step, tell


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 700), st.floats(1e-5, 0.02), st.integers(1, 3))
def test_playing_until_an_update_ends_at_exactly_that_one_in_all_lanes(until: int, budget: float, lanes: int) -> None:
    one = timed(small(lanes))
    tell(one, commands.Play(until=until))
    rest(one, budget)
    assert [lane.update for lane in one.lanes] == [until] * lanes
    assert one.clock.phase is Phase.PAUSED


def test_its_end_is_told() -> None:
    one = timed(small())
    tell(one, commands.Play(until=30))
    rest(one)
    (told,) = one.news()
    assert isinstance(told, events.State)
    assert (told.clock, told.update) == ("paused", 30)


def test_it_leads_to_the_same_parameters_as_single_updates() -> None:
    played, stepped = timed(small()), timed(small())
    tell(played, commands.Play(until=40))
    rest(played)
    step(stepped, 40)
    thetas = [[lane.learner.theta.tobytes() for lane in one.lanes] for one in (played, stepped)]
    assert thetas[0] == thetas[1]


@pytest.mark.parametrize("speed", [1.0, 100.0])
def test_at_a_speed_it_pauses_as_soon_as_it_is_there(speed: float) -> None:
    one = timed(small())
    tell(one, commands.Speed(updates_per_second=speed))
    tell(one, commands.Play(until=3))
    now = 0.0
    while one.update < 3:
        one.advance(now, 0.004)
        now = one.due or now
    if one.due is not None:
        assert one.due == 0.0
        one.advance(now, 0.004)
    assert (one.clock.phase, one.update) == (Phase.PAUSED, 3)


def test_a_plain_play_goes_on_beyond() -> None:
    one = timed(small())
    tell(one, commands.Play(until=30))
    tell(one, commands.Play())
    while one.update < 60:
        one.advance(0.0, 0.004)
    assert one.clock.phase is Phase.PLAYING


def test_a_pause_on_the_way_forgets_it() -> None:
    one = timed(small())
    tell(one, commands.Play(until=5000))
    one.advance(0.0, 0.001)
    tell(one, commands.Pause())
    rest(one)
    tell(one, commands.Play())
    while one.update < 6000:
        one.advance(0.0, 0.004)
    assert one.clock.phase is Phase.PLAYING


def test_an_update_that_is_past_is_refused_and_said() -> None:
    one = timed(small())
    step(one, 3)
    error = refused(one, commands.Play(until=3))
    assert (error.field, error.message) == ("until", "update is 3 already")
    assert one.clock.phase is Phase.PAUSED


def test_from_the_past_it_goes_on_from_what_is_shown() -> None:
    one = timed(small())
    step(one, 20)
    tell(one, commands.Scrub(update=5))
    rest(one)
    tell(one, commands.Play(until=12))
    rest(one)
    assert [(lane.update, lane.end) for lane in one.lanes] == [(12, 12), (12, 12)]


def test_lanes_that_start_anew_on_the_way_come_to_the_same_end() -> None:
    one = timed(small())
    tell(one, commands.Play(until=200))
    while one.update < 50:
        one.advance(0.0, 0.0005)
    tell(one, commands.PatchLane(lane=2, changes={"layers": [{"units": 5}]}))
    rest(one)
    assert [lane.update for lane in one.lanes] == [200, 200]


def test_a_cured_lane_goes_on_to_the_same_end() -> None:
    one = timed(small(1))
    wild = {"optimizer": {"name": "gradient_descent", "lr": 1000.0}, "loss": "squared_error"}
    relu = [{"kind": "dense", "units": 4, "activation": "relu"}]
    tell(one, commands.PatchLane(lane=1, changes={**wild, "layers": relu}))
    tell(one, commands.Play(until=5000))
    rest(one)
    (trouble,) = one.divergences()
    assert isinstance(trouble, events.Diverged)
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.001}}))
    rest(one)
    assert (one.clock.phase, one.update) == (Phase.PAUSED, 5000)
