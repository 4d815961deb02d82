"""Laws of a session, without a server."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ravine.session.clock import Phase
from ravine.session.fate import Status
from ravine.session.network.session import NetworkSession
from ravine.session.race import STRIDE
from ravine.spec import commands, events
from ravine.spec.commands import Command
from ravine.spec.network import NetworkSpec
from session.specs import Timer, small, timed

WILD: dict[str, Any] = {"optimizer": {"name": "gradient_descent", "lr": 1000.0}, "loss": "squared_error"}
RELU = [{"kind": "dense", "units": 4, "activation": "relu"}]


def session(spec: NetworkSpec | None = None, timer: Timer | None = None) -> NetworkSession:
    return timed(spec or small(), timer)


def tell(one: NetworkSession, command: Command, now: float = 0.0) -> list[events.Event]:
    return one.receive(command, now)


def run_to_rest(one: NetworkSession, budget: float = 0.004) -> None:
    """Advance until no update is due."""
    for _ in range(100_000):
        if one.due != 0.0:
            return
        one.advance(0.0, budget)
    raise AssertionError("the session never comes to rest")


def play_to(one: NetworkSession, update: int, budget: float = 0.004) -> None:
    """Play until every lane has made at least so many updates, then pause."""
    tell(one, commands.Play())
    while min(lane.update for lane in one.lanes) < update:
        one.advance(0.0, budget)
    tell(one, commands.Pause())
    run_to_rest(one)


def step(one: NetworkSession, times: int = 1, unit: Any = "update") -> None:
    for _ in range(times):
        tell(one, commands.Step(unit=unit))
        run_to_rest(one)


def diverged(lanes: int = 2) -> NetworkSession:
    """A session whose first lane has diverged while it played."""
    one = session(small(lanes))
    tell(one, commands.PatchLane(lane=1, changes={**WILD, "layers": RELU}))
    tell(one, commands.Play())
    for _ in range(10_000):
        if one.lanes[0].status is Status.DIVERGED:
            return one
        one.advance(0.0, 0.001)
    raise AssertionError("a rate of 1000 should lead to infinity")


def thetas(one: NetworkSession) -> list[bytes]:
    return [lane.learner.theta.tobytes() for lane in one.lanes]


# --- the clock -------------------------------------------------------------------------------------------------------


def test_nothing_moves_before_play() -> None:
    one = session()
    assert not one.advance(0.0, 1.0)
    assert one.update == 0
    assert one.due is None


@pytest.mark.parametrize("pace", [1e-6, 1e-4, 0.003, 0.1])
def test_after_a_pause_all_lanes_are_at_the_same_update(pace: float) -> None:
    one = session(small(3), Timer(pace))
    tell(one, commands.PatchLane(lane=2, changes={"layers": [RELU[0]] * 6}))
    for _ in range(5):
        play_to(one, one.update + 37)
        assert len({lane.update for lane in one.lanes}) == 1


def test_while_playing_lanes_stay_within_one_stride() -> None:
    one = session(small(4), Timer(pace=1e-5))
    tell(one, commands.Play())
    for _ in range(500):
        one.advance(0.0, 0.001)
        updates = [lane.update for lane in one.lanes]
        assert max(updates) - min(updates) <= STRIDE / (4 * 1e-5)


def test_a_step_is_one_update_of_every_lane() -> None:
    one = session()
    step(one, 3)
    assert [lane.update for lane in one.lanes] == [3, 3]
    assert one.clock.phase is Phase.PAUSED


def test_an_epoch_is_what_is_left_of_it() -> None:
    one = session()
    step(one, 2)
    step(one, 1, "epoch")
    assert [lane.epoch for lane in one.lanes] == [1, 1]
    assert one.update == 4, "36 training examples in batches of 10"
    step(one, 1, "epoch")
    assert one.update == 8


def test_a_step_while_playing_pauses_first() -> None:
    one = session()
    tell(one, commands.Play())
    one.advance(0.0, 0.01)
    before = one.update
    step(one)
    assert one.clock.phase is Phase.PAUSED
    assert {lane.update for lane in one.lanes} == {before + 1}


def test_the_end_of_a_step_is_told() -> None:
    one = session()
    (told,) = tell(one, commands.Step())
    assert isinstance(told, events.State)
    assert told.clock == "playing"
    run_to_rest(one)
    (told,) = one.news()
    assert isinstance(told, events.State)
    assert (told.clock, told.update) == ("paused", 1)


def test_pause_and_play_are_told_and_repeating_them_changes_nothing() -> None:
    one = session()
    for command, clock in [(commands.Play(), "playing")] * 2 + [(commands.Pause(), "paused")] * 2:
        (told,) = tell(one, command)
        assert isinstance(told, events.State)
        assert told.clock == clock


def test_at_a_speed_as_many_updates_are_made_as_it_says() -> None:
    one = session()
    tell(one, commands.Speed(updates_per_second=20.0))
    tell(one, commands.Play())
    now = 0.0
    while now < 2.0:
        due = one.due
        assert due is not None
        now = max(now, due)
        one.advance(now, 0.001)
    assert {lane.update for lane in one.lanes} <= {40, 41, 42}


def test_a_new_lane_catches_up_before_the_others_go_on() -> None:
    one = session()
    play_to(one, 100)
    before = one.update
    tell(one, commands.AddLane())
    assert one.lanes[2].update == 0
    step(one)
    assert {lane.update for lane in one.lanes} == {before + 1}


# --- the same numbers ------------------------------------------------------------------------------------------------


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(1e-5, 0.02), st.floats(1e-6, 0.003)), min_size=1, max_size=40))
def test_however_the_work_is_sliced_the_numbers_are_the_same(slices: list[tuple[float, float]]) -> None:
    timer = Timer()
    sliced, plain = session(timer=timer), session()
    tell(sliced, commands.Play())
    for budget, tick in slices:
        timer.pace = tick
        sliced.advance(0.0, budget)
    tell(sliced, commands.Pause())
    run_to_rest(sliced)
    if sliced.update:
        step(plain, sliced.update)
    assert thetas(sliced) == thetas(plain)
    for left, right in zip(sliced.lanes, plain.lanes, strict=True):
        assert left.history.end == right.history.end == left.update
        for one, other in zip(left.history.since(0, 10**6), right.history.since(0, 10**6), strict=True):
            np.testing.assert_array_equal(one.loss, other.loss)
            np.testing.assert_array_equal(one.gradient_norm, other.gradient_norm)


def test_a_reset_repeats_bit_for_bit() -> None:
    one = session()
    step(one, 50)
    first = thetas(one)
    tell(one, commands.Reset())
    assert [lane.update for lane in one.lanes] == [0, 0]
    step(one, 50)
    assert thetas(one) == first


@pytest.mark.parametrize("phase", ["paused", "playing", "stepping", "settling"])
def test_a_reset_leads_to_update_0_and_a_pause_from_every_phase(phase: str) -> None:
    one = session(small(3))
    step(one, 5)
    if phase == "stepping":
        tell(one, commands.Step(unit="epoch"))
    elif phase != "paused":
        tell(one, commands.Play())
        while len({lane.update for lane in one.lanes}) == 1:
            one.advance(0.0, 0.0001)
        if phase == "settling":
            tell(one, commands.Pause())
            assert one.clock.phase is Phase.SETTLING
    told = tell(one, commands.Reset())
    assert isinstance(told[0], events.Spec)
    assert told[0].restarted == (1, 2, 3)
    run_to_rest(one)
    assert one.clock.phase is Phase.PAUSED
    assert [lane.update for lane in one.lanes] == [0, 0, 0]
    step(one)
    assert [lane.update for lane in one.lanes] == [1, 1, 1]


def test_twins_learn_alike() -> None:
    one = session(small(2))
    step(one, 30)
    assert thetas(one)[0] == thetas(one)[1]


def test_dropout_in_one_lane_does_not_change_the_batches_of_the_other() -> None:
    plain, dropped = session(small(2)), session(small(2))
    layers = [{"kind": "dense", "units": 4, "activation": "tanh", "keep": 0.5}]
    tell(dropped, commands.PatchLane(lane=1, changes={"layers": layers}))
    step(plain, 30)
    step(dropped, 30)
    assert thetas(plain)[1] == thetas(dropped)[1]
    assert thetas(plain)[0] != thetas(dropped)[0]


# --- patches ---------------------------------------------------------------------------------------------------------

KEEPS: list[dict[str, Any]] = [
    {"optimizer": {"lr": 0.01}},
    {"optimizer": "adam"},
    {"layers": [{"kind": "dense", "units": 4, "activation": "relu"}]},
    {"layers": [{"kind": "dense", "units": 4, "activation": "tanh", "keep": 0.5}]},
    {"batch": 7},
    {"batch": 100000},
    {"l1": 0.01},
    {"l2": 0.01},
    {"weight_decay": 0.01},
    {"clip": 1.0},
    {"dropout": "inverted"},
    {"schedule": "cosine"},
    {"schedule": "reduce_on_plateau"},
    {"name": "another"},
    {"output": "sigmoid"},
]
RESTARTS: list[dict[str, Any]] = [
    {"layers": [{"kind": "dense", "units": 5, "activation": "tanh"}]},
    {"layers": [{"kind": "dense", "units": 4, "activation": "tanh"}] * 2},
    {"initializer": "xavier"},
    {"seed": 5},
    {"loss": "binary_cross_entropy"},
]


@pytest.mark.parametrize("changes", KEEPS, ids=str)
def test_an_edit_that_keeps_the_parameters_applies_without_a_restart(changes: dict[str, Any]) -> None:
    one = session()
    step(one, 20)
    before = thetas(one)
    told = tell(one, commands.PatchLane(lane=1, changes=changes))
    assert isinstance(told[0], events.Spec)
    assert told[0].restarted == ()
    assert thetas(one) == before
    assert one.lanes[0].history.end == 20
    step(one, 20)
    assert [lane.update for lane in one.lanes] == [40, 40]
    assert one.lanes[0].history.end == 40


@pytest.mark.parametrize("changes", RESTARTS, ids=str)
def test_an_edit_that_cannot_keep_them_says_so_and_starts_that_lane_anew(changes: dict[str, Any]) -> None:
    one = session()
    step(one, 20)
    told = tell(one, commands.PatchLane(lane=1, changes=changes))
    assert isinstance(told[0], events.Spec)
    assert told[0].restarted == (1,)
    assert told[0].why
    assert [lane.update for lane in one.lanes] == [0, 20]
    assert one.lanes[0].life == 1
    assert one.lanes[0].history.end == 0
    fresh = session(one.spec)
    assert thetas(one)[0] == thetas(fresh)[0]


def test_a_patch_acts_in_the_next_slice() -> None:
    one = session()
    tell(one, commands.Play())
    one.advance(0.0, 0.001)
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.25}}))
    before = one.lanes[0].update
    while one.lanes[0].update == before:
        one.advance(0.0, 0.001)
    (piece,) = one.lanes[0].history.since(before, 10**6)
    np.testing.assert_array_equal(piece.lr, np.float32(0.25))


def test_a_wrong_patch_changes_nothing_and_says_what_is_wrong() -> None:
    one = session()
    step(one, 5)
    before, spec = thetas(one), one.spec
    (told,) = tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": -1}}))
    assert isinstance(told, events.Error)
    assert told.field == "optimizer.lr"
    assert one.spec == spec
    assert thetas(one) == before


@pytest.mark.parametrize(
    "command",
    [commands.PatchLane(lane=9, changes={}), commands.RemoveLane(lane=9), commands.AddLane(copy_of=9)],
    ids=lambda command: command.kind,
)
def test_a_lane_that_is_not_there_is_named_with_those_that_are(command: Command) -> None:
    (told,) = tell(session(), command)
    assert isinstance(told, events.Error)
    assert "there is no lane 9" in told.message
    assert told.allowed == "1 (lane 1), 2 (lane 2)"


def test_more_noise_keeps_the_parameters_and_another_data_set_does_not() -> None:
    one = session()
    step(one, 10)
    before = thetas(one)
    told = tell(one, commands.PatchSession(changes={"data": {"noise": 0.3}}))
    assert [event.kind for event in told] == ["spec", "data", "log", "state"]
    assert thetas(one) == before
    assert one.update == 10
    told = tell(one, commands.PatchSession(changes={"data": {"name": "circles"}}))
    assert isinstance(told[0], events.Spec)
    assert told[0].restarted == (1, 2)
    step(one, 10)


def test_from_classes_to_numbers_and_back_is_one_command_each() -> None:
    one = session()
    step(one, 5)
    for name in ("plane", "spirals", "digits", "two_moons"):
        told = tell(one, commands.PatchSession(changes={"data": {"name": name}}))
        assert not any(isinstance(event, events.Error) for event in told)
        step(one, 2)
        assert one.update == 2


def test_another_split_gives_other_counts() -> None:
    one = session()
    told = tell(one, commands.PatchSession(changes={"split": {"train": 0.5, "validation": 0.25, "test": 0.25}}))
    (data,) = (event for event in told if isinstance(event, events.DataShape))
    assert data.counts == events.Counts(train=30, validation=15, test=15)


def test_edits_are_logged_at_the_update_they_came_at() -> None:
    one = session()
    step(one, 5)
    tell(one, commands.PatchLane(lane=1, changes={"batch": 5}))
    step(one, 5)
    tell(one, commands.PatchLane(lane=2, changes={"clip": 1.0, "optimizer": "adam"}))
    tell(one, commands.PatchSession(changes={"data": {"noise": 0.5}}))
    assert [(edit.lane, edit.update, edit.what) for edit in one.log().edits] == [
        (1, 5, "batch 10 -> 5"),
        (1, 10, "noise 0.2 -> 0.5"),
        (2, 10, "optimizer gradient_descent -> adam, clip 0 -> 1"),
        (2, 10, "noise 0.2 -> 0.5"),
    ]
    tell(one, commands.Reset())
    assert one.log().edits == ()


# --- lanes -----------------------------------------------------------------------------------------------------------


def test_a_copy_goes_on_from_where_its_original_is() -> None:
    one = session(small(1))
    step(one, 25)
    tell(one, commands.AddLane(copy_of=1, changes={"name": "twin"}))
    assert one.lanes[1].update == 25
    assert one.lanes[1].history.end == 25
    step(one, 25)
    assert thetas(one)[0] == thetas(one)[1]


def test_a_copy_with_other_widths_starts_anew_and_catches_up() -> None:
    one = session(small(1))
    step(one, 25)
    tell(one, commands.AddLane(copy_of=1, changes={"layers": [{"kind": "dense", "units": 9}]}))
    assert one.lanes[1].update == 0
    step(one)
    assert [lane.update for lane in one.lanes] == [26, 26]


def test_a_copy_with_another_optimizer_keeps_what_was_learned() -> None:
    one = session(small(1))
    step(one, 25)
    tell(one, commands.AddLane(copy_of=1, changes={"optimizer": "adam"}))
    assert thetas(one)[0] == thetas(one)[1]


def test_there_is_room_for_eight_lanes_and_the_last_one_stays() -> None:
    one = session(small(1))
    for _ in range(7):
        assert tell(one, commands.AddLane(copy_of=1))[0].kind == "spec"
    assert tell(one, commands.AddLane(copy_of=1))[0].kind == "error"
    assert len(one.lanes) == 8
    for lane in range(2, 9):
        assert tell(one, commands.RemoveLane(lane=lane))[0].kind == "spec"
    assert tell(one, commands.RemoveLane(lane=1))[0].kind == "error"
    step(one)
    assert one.update == 1


def test_ids_stay_when_other_lanes_go() -> None:
    one = session(small(3))
    told = tell(one, commands.RemoveLane(lane=2))[0]
    assert isinstance(told, events.Spec)
    assert [lane.id for lane in told.lanes] == [1, 3]
    tell(one, commands.AddLane())
    assert [lane.id for lane in one.lanes] == [1, 3, 4]


def test_removing_the_leader_while_playing_does_not_stop_the_others() -> None:
    one = session(small(2))
    tell(one, commands.Play())
    one.advance(0.0, 0.01)
    tell(one, commands.RemoveLane(lane=max(one.lanes, key=lambda lane: lane.update).id))
    before = one.update
    one.advance(0.0, 0.01)
    assert one.update > before


# --- divergence ------------------------------------------------------------------------------------------------------


def test_a_lane_that_diverges_stands_at_its_last_finite_state() -> None:
    one = diverged()
    lane = one.lanes[0]
    assert np.isfinite(lane.learner.theta).all()
    assert lane.history.end == lane.update
    (told,) = (event for event in one.news() if isinstance(event, events.Diverged))
    assert (told.lane, told.update, told.reason) == (1, lane.update, lane.reason)
    assert told.cures


def test_the_others_go_on() -> None:
    one = diverged()
    stood, before = one.lanes[0].update, one.lanes[1].update
    for _ in range(100):
        one.advance(0.0, 0.001)
    assert one.lanes[0].update == stood
    assert one.lanes[1].update > before
    assert one.clock.phase is Phase.PLAYING


def test_where_every_lane_has_diverged_the_clock_pauses() -> None:
    one = diverged(lanes=1)
    assert one.clock.phase is Phase.PAUSED
    assert one.due is None
    (told,) = tell(one, commands.Play())
    assert isinstance(told, events.Error)
    assert "diverged" in told.message


def test_one_click_on_a_cure_and_it_runs_again() -> None:
    one = diverged(lanes=1)
    (trouble,) = one.divergences()
    assert isinstance(trouble, events.Diverged)
    told, *_, state = tell(one, commands.PatchLane(lane=1, changes=trouble.cures[0].changes))
    assert isinstance(told, events.Spec)
    assert told.restarted == (1,)
    assert isinstance(state, events.State)
    assert (state.clock, state.lanes[0].status) == ("playing", "ready")
    for _ in range(50):
        one.advance(0.0, 0.001)
    assert one.update > 0


def test_a_pause_after_the_divergence_is_respected_by_the_cure() -> None:
    one = diverged(lanes=1)
    tell(one, commands.Pause())
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.01}}))
    assert one.clock.phase is Phase.PAUSED


def test_another_name_cures_nothing() -> None:
    one = diverged()
    tell(one, commands.PatchLane(lane=1, changes={"name": "poor"}))
    assert one.lanes[0].status is Status.DIVERGED
    assert one.lanes[0].name == "poor"


def test_a_copy_of_a_diverged_lane_starts_anew() -> None:
    one = diverged()
    tell(one, commands.AddLane(copy_of=1, changes={"optimizer": {"lr": 0.01}}))
    assert one.lanes[2].update == 0
    assert one.lanes[2].status is Status.READY


# --- anything goes ---------------------------------------------------------------------------------------------------

_ANY = st.one_of(
    st.sampled_from([commands.Play(), commands.Play(until=25)]),
    st.just(commands.Pause()),
    st.sampled_from([commands.Step(), commands.Step(unit="epoch")]),
    st.just(commands.Reset()),
    st.sampled_from([1.0, 100.0, None]).map(lambda speed: commands.Speed(updates_per_second=speed)),
    st.builds(commands.PatchLane, lane=st.integers(1, 4), changes=st.sampled_from([*KEEPS, *RESTARTS, WILD])),
    st.builds(commands.PatchSession, changes=st.sampled_from([{"seed": 3}, {"data": {"noise": 0.2}}, {"data": "xor"}])),
    st.builds(commands.AddLane, copy_of=st.sampled_from([None, 1, 2, 3]), at=st.sampled_from([None, 0, 3, 11])),
    st.builds(commands.Scrub, update=st.integers(0, 60)),
    st.builds(commands.SetWeight, lane=st.integers(1, 4), layer=st.just(0), unit=st.just(1), value=st.just(0.5)),
    st.builds(commands.RemoveLane, lane=st.integers(1, 4)),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(_ANY, st.integers(0, 3)), max_size=25))
def test_after_any_commands_lanes_keep_whole_pasts_and_come_to_rest_together(script: list[tuple[Command, int]]) -> None:
    one, now = session(), 0.0
    for command, slices in script:
        assert tell(one, command, now)
        for _ in range(slices):
            now += 0.01
            one.advance(now, 0.001)
        for lane in one.lanes:
            assert lane.update <= lane.goal <= lane.history.end
            assert np.isfinite(lane.learner.theta).all()
        assert [lane.spec for lane in one.lanes] == list(one.spec.lanes)
    tell(one, commands.Pause(), now)
    run_to_rest(one)
    if any(lane.status is Status.READY for lane in one.lanes):
        step(one)
        assert len({lane.update for lane in one.lanes if lane.status is Status.READY}) <= 1


def test_a_reset_during_the_way_to_a_pause_stays_at_zero() -> None:
    one = session(small(2))
    one.receive(commands.Play(), 0.0)
    while len({lane.update for lane in one.lanes}) == 1:
        one.advance(0.0, 1e-9)
    one.receive(commands.Pause(), 0.0)
    one.receive(commands.Reset(), 0.0)
    one.advance(0.0, 0.004)
    assert [lane.update for lane in one.lanes] == [0, 0]
    assert one.due is None
