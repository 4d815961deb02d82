"""Looking back, going on from there, and forks: what was once computed comes again bit for bit."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.engine import history
from ravine.session import timeline
from ravine.session.clock import Phase
from ravine.session.fate import Status
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.commands import Command
from ravine.spec.network import NetworkSpec
from session.specs import Timer, small, timed
from session.talk import rest, step, tell

EDITS: list[Command] = [
    commands.PatchLane(lane=1, changes={"optimizer": "adam"}),
    commands.PatchLane(lane=1, changes={"batch": 7, "clip": 0.5}),
    commands.SetWeight(lane=1, layer=0, unit=2, input=1, value=0.25),
    commands.PatchLane(lane=1, changes={"layers": [{"units": 4, "activation": "relu", "keep": 0.8}]}),
    commands.PatchSession(changes={"data": {"noise": 0.4}}),
    commands.PatchLane(lane=1, changes={"schedule": {"name": "reduce_on_plateau", "every": 5, "patience": 1}}),
    commands.PatchLane(lane=1, changes={"optimizer": "momentum", "l2": 0.01}),
    commands.PatchLane(lane=1, changes={"loss": "squared_error"}),
    commands.SetWeight(lane=1, layer=1, unit=0, value=-1.0),
]


def scrub(one: NetworkSession, update: int, budget: float = 0.004) -> None:
    tell(one, commands.Scrub(update=update))
    rest(one, budget)


def thetas(one: NetworkSession) -> list[bytes]:
    return [lane.learner.theta.tobytes() for lane in one.lanes]


def run(one: NetworkSession, updates: int) -> list[list[bytes]]:
    """Make so many updates; the parameters of all lanes before each, and after the last."""
    seen = [thetas(one)]
    for _ in range(updates):
        step(one, 1)
        seen.append(thetas(one))
    return seen


def edited(lanes: int = 2) -> tuple[NetworkSession, list[list[bytes]]]:
    """A session that was changed every seven updates, and the parameters after each update (and its edits)."""
    one, seen = timed(small(lanes, data="blobs")), []
    for edit in EDITS:
        seen += run(one, 7)[:-1]
        tell(one, edit)
    return one, [*seen, *run(one, 7)]


@pytest.mark.parametrize("budget", [0.004, 1e-5])
def test_every_update_of_the_past_comes_again_bit_for_bit(budget: float) -> None:
    one, seen = edited()
    for update in (0, 1, 6, 7, 8, 13, 35, 36, 62, 63, 69, 70, 30, 3, 70):
        scrub(one, update, budget)
        assert one.update == update
        assert thetas(one) == seen[update], update
    assert not one.in_the_past


def test_snapshots_change_no_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "STRIDE", 1)
    one, seen = edited()
    assert len(one.lanes[0].timeline) > 60
    for update in (69, 5, 33, 0, 64):
        scrub(one, update)
        assert thetas(one) == seen[update]


def test_the_spec_of_that_time_is_shown_and_told() -> None:
    one, _ = edited()
    told = tell(one, commands.Scrub(update=10))
    spec = next(event for event in told if isinstance(event, events.Spec)).spec
    assert isinstance(spec, NetworkSpec)
    assert spec == one.spec
    assert (spec.lanes[0].optimizer.name, spec.lanes[0].batch, spec.data["noise"]) == ("adam", 10, 0.1)
    assert any(isinstance(event, events.DataShape) for event in told), "the data were others, too"
    told = tell(one, commands.Scrub(update=70))
    assert one.spec.lanes[0].optimizer.name == "momentum"
    assert next(event for event in told if isinstance(event, events.State)).clock == "seeking"


def test_the_nearest_snapshot_is_shown_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "STRIDE", 10)
    one = timed(small(1), Timer(pace=0.01))
    run(one, 45)
    tell(one, commands.Scrub(update=27))
    assert one.update == 20
    assert one.clock.phase is Phase.SEEKING
    rest(one)
    assert (one.update, one.end, one.clock.phase) == (27, 45, Phase.PAUSED)


def test_a_scrub_while_it_plays_stops_all_lanes_at_the_same_update() -> None:
    one = timed(small(3), Timer(pace=1e-4))
    tell(one, commands.Play())
    for _ in range(20):
        one.advance(0.0, 0.0013)
    tell(one, commands.Scrub(update=5))
    rest(one)
    assert [lane.update for lane in one.lanes] == [5, 5, 5]
    assert len({lane.end for lane in one.lanes}) == 1


def test_an_update_that_was_not_made_yet_cannot_be_shown() -> None:
    one = timed(small())
    step(one, 3)
    (told,) = one.receive(commands.Scrub(update=4), 0.0)
    assert isinstance(told, events.Error)
    assert (told.field, told.allowed) == ("update", "0 to 3")
    assert (one.update, one.clock.phase) == (3, Phase.PAUSED)


# --- going on --------------------------------------------------------------------------------------------------------


def test_going_on_from_the_past_drops_what_came_after_and_gives_the_same_again() -> None:
    one, seen = edited()
    lives = [lane.life for lane in one.lanes]
    scrub(one, 19)
    losses = one.lanes[0].history.since(0, 100)[0].loss[:19].copy()
    step(one, 1)
    assert thetas(one) == seen[20], "nothing was changed in between"
    assert [lane.end for lane in one.lanes] == [20, 20]
    assert [lane.life for lane in one.lanes] == [life + 1 for life in lives]
    assert [edit.update for edit in one.log().edits if edit.lane == 1] == [7, 14]
    assert np.array_equal(one.lanes[0].history.since(0, 100)[0].loss[:19], losses)
    step(one, 2)
    assert thetas(one) != seen[22], "the edit of update 21 is gone"


def test_play_before_the_past_is_reached_goes_on_from_there_all_the_same() -> None:
    one = timed(small(2), Timer(pace=0.01))
    seen = run(one, 60)
    tell(one, commands.Scrub(update=50))
    one.advance(0.0, 1e-6)
    assert one.update < 50
    tell(one, commands.Play())
    while min(lane.update for lane in one.lanes) < 60:
        one.advance(0.0, 0.02)
    tell(one, commands.Pause())
    rest(one)
    scrub(one, 60)
    assert thetas(one) == seen[60]


def test_a_change_of_one_lane_in_the_past_leaves_the_others_theirs() -> None:
    one, seen = edited()
    scrub(one, 20)
    tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.05}}))
    assert [lane.end for lane in one.lanes] == [20, 70]
    scrub(one, 70)
    assert thetas(one)[1] == seen[70][1]
    assert one.lanes[0].update == 20
    tell(one, commands.Step())
    rest(one)
    assert [lane.update for lane in one.lanes] == [71, 71]


def test_a_reset_in_the_past_leads_to_zero() -> None:
    one, _ = edited()
    scrub(one, 20)
    tell(one, commands.Reset())
    rest(one)
    assert (one.update, one.end, one.in_the_past) == (0, 0, False)
    assert one.log().edits == ()
    assert one.spec.lanes[0].optimizer.name == "adam", "what was shown is what starts"


# --- forks -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("at", [0, 1, 25, 63, 70])
def test_a_fork_has_the_past_up_to_its_update_and_both_go_on(at: int) -> None:
    one, seen = edited()
    told = tell(one, commands.AddLane(copy_of=1, at=at))
    rest(one)
    fork = one.lanes[-1]
    assert (fork.end, fork.learner.theta.tobytes()) == (at, seen[at][0])
    assert thetas(one)[:2] == seen[70]
    assert next(event for event in told if isinstance(event, events.Spec)).lanes[-1].id == fork.id
    step(one, 1)
    assert {lane.update for lane in one.lanes} == {71}
    pieces = fork.history.since(0, 100)
    assert (pieces[0].start, pieces[0].stop) == (0, 71)
    assert np.array_equal(pieces[0].loss[:at], one.lanes[0].history.since(0, 100)[0].loss[:at])


def test_a_fork_where_nothing_changes_later_learns_what_its_original_did() -> None:
    one = timed(small(1))
    run(one, 40)
    tell(one, commands.AddLane(copy_of=1, at=12))
    step(one, 1)
    assert thetas(one)[0] == thetas(one)[1]


def test_a_fork_with_a_change_is_the_lane_that_was_changed_there() -> None:
    change = {"optimizer": {"name": "adam", "lr": 0.02}}
    one = timed(small(1))
    run(one, 40)
    tell(one, commands.AddLane(copy_of=1, at=12, changes=change))
    step(one, 1)
    other = timed(small(1))
    run(other, 12)
    tell(other, commands.PatchLane(lane=1, changes=change))
    run(other, 29)
    assert thetas(one)[1] == thetas(other)[0]


def test_a_fork_in_the_past_is_made_there_and_the_others_return_to_their_end() -> None:
    one, seen = edited()
    scrub(one, 30)
    tell(one, commands.AddLane(copy_of=2))
    rest(one)
    assert [lane.update for lane in one.lanes] == [70, 70, 30]
    assert thetas(one) == [*seen[70], seen[30][1]]
    assert not one.in_the_past


def test_a_fork_that_cannot_keep_the_parameters_starts_anew() -> None:
    one, _ = edited()
    tell(one, commands.AddLane(copy_of=1, at=12, changes={"layers": [{"units": 6}]}))
    assert one.lanes[-1].end == 0


def test_a_fork_beyond_the_end_is_refused() -> None:
    one = timed(small())
    step(one, 3)
    (told,) = one.receive(commands.AddLane(copy_of=1, at=4), 0.0)
    assert isinstance(told, events.Error)
    assert (told.field, told.allowed, len(one.lanes)) == ("at", "0 to 3", 2)


# --- divergence ------------------------------------------------------------------------------------------------------


def diverged() -> NetworkSession:
    one = timed(small(2))
    run(one, 10)
    wild: dict[str, Any] = {"optimizer": {"lr": 1000.0}, "loss": "squared_error"}
    relu = [{"units": 4, "activation": "relu"}]
    tell(one, commands.PatchLane(lane=1, changes={**wild, "layers": relu}))
    tell(one, commands.Play())
    while one.lanes[0].status is Status.READY:
        one.advance(0.0, 0.0005)
    tell(one, commands.Pause())
    rest(one)
    return one


def test_a_lane_that_diverged_is_well_in_its_past_and_ill_at_its_end() -> None:
    one = diverged()
    reason, end, theta = one.lanes[0].reason, one.lanes[0].end, thetas(one)[0]
    scrub(one, 5)
    assert one.lanes[0].status is Status.READY
    scrub(one, one.end)
    assert (one.lanes[0].reason, one.lanes[0].update, thetas(one)[0]) == (reason, end, theta)


def test_a_fork_before_the_divergence_goes_on_without_it() -> None:
    one = diverged()
    cure = {"optimizer": {"lr": 0.01}}
    tell(one, commands.AddLane(copy_of=1, at=5, changes=cure))
    step(one, 1)
    assert one.lanes[2].status is Status.READY
    assert one.lanes[2].update == one.lanes[1].update
    assert one.lanes[0].status is Status.DIVERGED


# --- weights ---------------------------------------------------------------------------------------------------------


def test_a_weight_that_is_set_is_in_force_and_logged() -> None:
    one = timed(small(1))
    step(one, 2)
    tell(one, commands.SetWeight(lane=1, layer=0, unit=3, input=0, value=0.5))
    lane = one.lanes[0]
    assert lane.learner.layout.weights(lane.learner.theta, 0)[3, 0] == 0.5
    assert [edit.what for edit in one.log().edits] == ["weight 1 of neuron 4 in layer 1: 0.5"]


@pytest.mark.parametrize(
    ("where", "field", "allowed"),
    [({"layer": 5}, "layer", "0 to 1"), ({"unit": 4}, "unit", "0 to 3"), ({"input": 2}, "input", "0 to 1")],
)
def test_a_weight_that_is_not_there_is_refused(where: dict[str, int], field: str, allowed: str) -> None:
    one = timed(small(1))
    before = thetas(one)
    command = commands.SetWeight.model_validate({"lane": 1, "layer": 0, "unit": 0, "value": 1.0, **where})
    (told,) = one.receive(command, 0.0)
    assert isinstance(told, events.Error)
    assert (told.field, told.allowed) == (field, allowed)
    assert thetas(one) == before


# --- bounds ----------------------------------------------------------------------------------------------------------


def test_snapshots_stay_within_their_budget_and_lie_evenly(monkeypatch: pytest.MonkeyPatch) -> None:
    one = timed(small(1), Timer(pace=1e-5))
    tell(one, commands.Play())
    while one.update < 200_000:
        one.advance(0.0, 0.004)
    lane = one.lanes[0]
    assert timeline.SNAPSHOTS / 4 < len(lane.timeline) <= timeline.SNAPSHOTS
    assert lane.timeline.size <= timeline.BYTES
    starts = [lane.timeline.nearest(update) for update in range(0, 200_000, 1000)]
    gaps = [update - (kept.update if kept else 0) for update, kept in zip(range(0, 200_000, 1000), starts, strict=True)]
    assert max(gaps) <= 4 * 200_000 / timeline.SNAPSHOTS


def test_after_too_many_edits_the_oldest_past_is_forgotten_and_the_rest_still_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeline, "EDITS", 8)
    monkeypatch.setattr(timeline, "STRIDE", 1)
    one, seen = timed(small(1)), []
    for number in range(20):
        seen += run(one, 3)[:-1]
        tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.01 * (number + 1)}}))
    seen += run(one, 3)
    start = one.lanes[0].timeline.start
    assert 0 < start < 60
    for update in (start, start + 1, 50, 63, start + 4):
        scrub(one, update)
        assert thetas(one) == seen[update]
    scrub(one, 0)
    assert one.update == start, "as far back as can be replayed"
    assert thetas(one) == seen[start]


# --- the list of edits -----------------------------------------------------------------------------------------------


def logs(told: list[events.Event]) -> list[tuple[bool, list[int]]]:
    return [(event.whole, [edit.update for edit in event.edits]) for event in told if isinstance(event, events.Log)]


def test_an_edit_is_told_once_and_a_past_that_changed_is_told_whole() -> None:
    one = timed(small(1))
    assert logs([one.log()]) == [(True, [])]
    for number in range(3):
        step(one, 1)
        told = tell(one, commands.PatchLane(lane=1, changes={"batch": number + 2}))
        assert logs(told) == [(False, [number + 1])]
    step(one, 1)
    scrub(one, 2)
    assert logs(tell(one, commands.Step())) == [(True, [1, 2])]
    rest(one)
    assert logs(tell(one, commands.AddLane(copy_of=1, at=1))) == [(True, [1, 1, 1, 2])]


def test_lanes_that_were_given_other_data_at_different_updates_learn_from_the_same_again() -> None:
    one = timed(small(2))
    run(one, 20)
    tell(one, commands.AddLane(changes={"name": "late"}))  # at update 0, and so is its next edit
    tell(one, commands.PatchSession(changes={"data": {"noise": 0.5}}))
    step(one, 20)
    scrub(one, 10)
    assert len({lane.alone.source for lane in one.lanes}) == 2
    step(one, 1)
    assert {lane.alone.source for lane in one.lanes} == {one.spec.source}
    assert one.spec.data["noise"] == 0.2
    assert all(np.array_equal(lane.parts.train.x, one.split.train.x) for lane in one.lanes)


def test_another_name_is_no_change_and_keeps_the_future() -> None:
    one = timed(small(1))
    run(one, 20)
    scrub(one, 5)
    tell(one, commands.PatchLane(lane=1, changes={"name": "mine"}))
    assert (one.lanes[0].end, one.lanes[0].name, one.in_the_past) == (20, "mine", True)


def test_where_one_lane_has_forgotten_its_early_past_all_stop_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "EDITS", 8)
    monkeypatch.setattr(timeline, "STRIDE", 1)
    one = timed(small(2))
    for number in range(20):
        step(one, 2)
        tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.01 * (number + 1)}}))
    assert one.state().start == one.lanes[0].timeline.start > 0
    scrub(one, 0)
    assert {lane.update for lane in one.lanes} == {one.state().start}


@pytest.mark.parametrize("at", [1, 5, 100, 383, 384, 413, 600, 690])
def test_a_lane_that_goes_on_from_far_back_has_its_past_whole(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    monkeypatch.setattr(history, "RING", 16)
    one = timed(small(2), Timer(2e-5))
    tell(one, commands.Play())
    while one.update < 700:
        one.advance(0.0, 0.0005)
    tell(one, commands.Pause())
    rest(one)
    scrub(one, at)
    tell(one, commands.AddLane(copy_of=1, at=at))
    tell(one, commands.Scrub(update=at))
    rest(one)
    step(one, 1)
    for lane in one.lanes:
        assert lane.end == at + 1
        assert lane.history.whole_until(at + 1) == at + 1
