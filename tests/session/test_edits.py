"""Edits of a lane's past: what they drop, what they leave alone, how they are told, and how many are held."""

from __future__ import annotations

import pytest

from ravine.session import timeline
from ravine.session.fate import Status
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from session.specs import Timer, small, timed
from session.talk import rest, step, tell
from session.test_past import diverged, logs, run, scrub, thetas


def named(told: list[events.Event]) -> list[str]:
    return [lane.name for event in told if isinstance(event, events.Spec) for lane in event.lanes]


# --- what they drop --------------------------------------------------------------------------------------------------


def test_a_change_in_the_past_tells_the_log_whole() -> None:
    one = timed(small(1))
    for number in range(3):
        step(one, 1)
        tell(one, commands.PatchLane(lane=1, changes={"batch": number + 2}))
    scrub(one, 2)
    assert logs(tell(one, commands.PatchLane(lane=1, changes={"batch": 9}))) == [(True, [1, 2, 2])]
    scrub(one, 1)
    assert logs(tell(one, commands.SetWeight(lane=1, layer=0, unit=0, value=1.0))) == [(True, [1, 1])]


@pytest.mark.parametrize(
    "command",
    [
        commands.PatchLane(lane=1, changes={"name": "another"}),
        commands.PatchLane(lane=1, changes={"batch": 10}),
        commands.PatchSession(changes={"data": {"noise": 0.2}}),
    ],
)
def test_what_changes_nothing_that_is_learned_drops_nothing(command: commands.Command) -> None:
    one = timed(small(2))
    seen = run(one, 20)
    scrub(one, 8)
    tell(one, command)
    assert (one.update, one.end, [lane.life for lane in one.lanes]) == (8, 20, [0, 0])
    assert one.log().edits == ()
    scrub(one, 20)
    assert thetas(one) == seen[20]


def test_a_name_is_no_event_of_the_past() -> None:
    one = timed(small(1))
    step(one, 3)
    assert named(tell(one, commands.PatchLane(lane=1, changes={"name": "new"}))) == ["new"]
    step(one, 3)
    tell(one, commands.PatchLane(lane=1, changes={"batch": 4}))
    scrub(one, 1)
    assert one.spec.lanes[0].name == "new"
    tell(one, commands.AddLane(copy_of=1, at=2))
    scrub(one, 1)
    assert [lane.name for lane in one.lanes] == ["new", "new 2"]
    assert [edit.what for edit in one.log().edits if edit.lane == 2] == ["fork of new"]


def test_a_lane_that_diverged_starts_anew_when_changed_on_the_way_to_its_end() -> None:
    one = diverged()
    scrub(one, 5)
    one.lanes[0].timeline._kept.clear()  # so that the way is long
    tell(one, commands.Scrub(update=one.end))
    assert one.lanes[0].status is Status.READY, "it is not there yet"
    (spec, *_) = tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.01}}))
    assert isinstance(spec, events.Spec)
    assert spec.restarted == (1,)


# --- lanes whose pasts end at different updates ----------------------------------------------------------------------


def apart() -> NetworkSession:
    """Lane 1 ends at update 20 and lane 2 at 60, both have new data there; shown is update 30."""
    one = timed(small(2))
    run(one, 60)
    scrub(one, 20)
    tell(one, commands.PatchLane(lane=1, changes={"batch": 5}))
    scrub(one, 60)
    tell(one, commands.PatchSession(changes={"data": {"noise": 0.4}}))
    scrub(one, 30)
    assert [lane.update for lane in one.lanes] == [20, 30]
    return one


def test_without_the_lane_that_has_new_data_the_old_ones_are_shown() -> None:
    one = apart()
    assert one.spec.data["noise"] == 0.4
    told = tell(one, commands.RemoveLane(lane=1))
    assert one.spec == one.lanes[0].alone
    assert any(isinstance(event, events.DataShape) for event in told)


def test_a_lane_that_is_changed_before_it_had_the_session_s_data_gets_them_and_says_so() -> None:
    one = apart()
    tell(one, commands.PatchLane(lane=2, changes={"batch": 7}))
    assert one.lanes[1].alone.source == one.spec.source
    assert [edit.what for edit in one.log().edits if edit.lane == 2] == ["noise 0.2 -> 0.4, batch 10 -> 7"]


def test_a_fork_from_before_the_session_s_data_gets_them_and_says_so() -> None:
    one = apart()
    tell(one, commands.AddLane(copy_of=2, at=12))
    assert one.lanes[-1].alone.source == one.lanes[1].newest.source
    assert [edit.what for edit in one.log().edits if edit.lane == 3] == ["fork of lane 2: noise 0.2 -> 0.4"]


# --- an epoch from where the lanes are to be -------------------------------------------------------------------------


def test_the_rest_of_an_epoch_is_counted_from_where_the_step_begins() -> None:
    one = timed(small(1), Timer(pace=0.01))
    run(one, 45)
    left = {}
    for update in (24, 27):
        scrub(one, update)
        left[update] = one.lanes[0].learner.updates_left_in_epoch
    assert left[24] != left[27]
    tell(one, commands.Scrub(update=0))
    rest(one)
    tell(one, commands.Scrub(update=27))
    assert one.update < 27
    tell(one, commands.Step(unit="epoch"))
    rest(one)
    assert one.update == 27 + left[27]


# --- bounds ----------------------------------------------------------------------------------------------------------


def edit_again_and_again(one: NetworkSession, times: int) -> None:
    for number in range(times):
        tell(one, commands.PatchLane(lane=1, changes={"optimizer": {"lr": 0.001 * (number + 1)}}))


@pytest.mark.parametrize("at", [0, 30])
def test_edits_at_a_standstill_are_bounded_and_what_follows_is_right(monkeypatch: pytest.MonkeyPatch, at: int) -> None:
    monkeypatch.setattr(timeline, "EDITS", 8)
    one = timed(small(1))
    run(one, at)
    edit_again_and_again(one, 50)
    lane = one.lanes[0]
    assert len(list(lane.timeline)) <= 8
    seen = run(one, 10)
    for update in (at + 3, at, at + 10, 0):
        scrub(one, update)
        assert (one.update, thetas(one)) == (max(update, at), seen[max(update - at, 0)])


def test_the_only_update_that_is_left_is_not_the_past(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "EDITS", 8)
    one = timed(small(1))
    run(one, 30)
    edit_again_and_again(one, 50)
    scrub(one, 10)
    assert (one.update, one.end, one.in_the_past) == (30, 30, False)


def test_edits_of_a_lane_that_is_on_its_way_are_all_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timeline, "EDITS", 8)
    one = timed(small(1), Timer(pace=0.01))
    run(one, 3)
    edit_again_and_again(one, 4)
    run(one, 97)
    scrub(one, 1)
    tell(one, commands.Scrub(update=100))
    one.lanes[0]._restore(2)
    assert one.update < 100
    edit_again_and_again(one, 30)
    rest(one)
    assert one.update == 100
    assert one.lanes[0].learner.settings.optimizer.values == (0.03,)
    edit_again_and_again(one, 1)
    assert len(list(one.lanes[0].timeline)) <= 8


def test_a_fork_before_what_can_be_replayed_is_the_lane_at_the_first_update_that_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(timeline, "EDITS", 8)
    one = timed(small(1))
    run(one, 10)
    edit_again_and_again(one, 12)
    run(one, 10)
    start, newest = one.lanes[0].timeline.start, one.lanes[0].newest.lanes[0].optimizer
    assert start == 10
    tell(one, commands.AddLane(copy_of=1, at=3))
    assert (one.lanes[-1].end, one.lanes[-1].newest.lanes[0].optimizer) == (start, newest)
