"""The loss over a plane through a lane's parameters: what the page is told, of which lanes, and what is refused."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.engine.batch import evenly
from ravine.session.network.lens.slice import POINTS
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.commands.lens import SLICE_LEAST
from session.specs import small
from session.talk import refused, rest, step, tell


def trained(updates: int = 5, lanes: int = 1, **fields: Any) -> NetworkSession:
    one = NetworkSession(small(lanes, **fields))
    run(one, updates)
    return one


def run(one: NetworkSession, until: int) -> None:
    """As a lane goes on by itself: in slices."""
    for lane in one.lanes:
        while lane.update < until:
            lane.advance(min(8, until - lane.update))


def differing(lanes: int = 3, updates: int = 130) -> NetworkSession:
    """Lanes alike but for their seeds."""
    spec = small(lanes)
    document = spec.document()
    for seed, lane in enumerate(document["lanes"]):
        lane["seed"] = seed
    one = NetworkSession(type(spec).read(document, "the session"))
    run(one, updates)
    return one


def cut(one: NetworkSession, **given: Any) -> events.Sliced:
    (told,) = tell(one, commands.Slice(**{"lane": 1, "side": 11, "number": 4, **given}))
    assert isinstance(told, events.Sliced)
    assert events.EVENTS["sliced"].read(told.document(), "sliced") == told
    return told


def loss_of(one: NetworkSession, place: int = 0) -> float:
    lane = one.lanes[place]
    return float(lane.learner.evaluate(evenly(lane.parts.train, 200)).loss)


# --- random directions -----------------------------------------------------------------------------------------------


def test_the_middle_of_random_directions_is_where_the_lane_stands() -> None:
    one = trained(130, 2, examples=600)
    told = cut(one, lane=2, reach=0.5)
    assert (told.lane, told.update, told.number, told.plane) == (2, 130, 4, "random")
    assert (told.x, told.y) == ((-0.5, 0.5), (-0.5, 0.5))
    assert np.array(told.loss, float).shape == (11, 11)
    assert told.loss[5][5] == pytest.approx(loss_of(one, 1), rel=1e-5)
    assert (told.examples, told.drawn_from) == (200, 360)
    (path,) = (path for path in told.paths if path.lane == 2)
    assert (path.x[-1], path.y[-1], path.distance[-1]) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)


def test_directions_stay_while_the_lane_learns() -> None:
    one = trained(3)
    before, again = cut(one), cut(one)
    assert before == again
    step(one)
    after = cut(one)
    grid, later = np.array(before.loss, float), np.array(after.loss, float)
    assert np.abs(grid - later).max() < 0.2 * np.ptp(grid)
    assert before.loss != after.loss


def test_a_loss_that_is_no_number_is_null() -> None:
    one = trained(1, data="sine", loss="squared_error", layers=[{"units": 4, "activation": "relu"}] * 20)
    told = cut(one, reach=100.0)
    flat = [loss for row in told.loss for loss in row]
    assert None in flat
    assert told.loss[5][5] == pytest.approx(loss_of(one), rel=1e-5)


# --- paths -----------------------------------------------------------------------------------------------------------


def test_a_path_begins_at_update_0_and_ends_where_the_lane_is() -> None:
    one = trained(330, 2)
    path = cut(one, lane=2, plane="path").paths[1]
    assert path.lane == 2
    assert path.updates[0] == 0
    assert path.updates[-1] == 330
    assert len(path.updates) == 2 + len([kept for kept in one.lanes[1].timeline.snapshots() if kept.update < 330])
    assert list(path.updates) == sorted(set(path.updates))


def test_the_start_of_a_path_is_the_lane_as_it_was_at_update_0() -> None:
    one, fresh = trained(200), trained(0)
    told = cut(one, plane="path")
    moved = np.linalg.norm(fresh.lanes[0].learner.theta.astype(float) - one.lanes[0].learner.theta)
    (path,) = told.paths
    assert np.hypot(np.hypot(path.x[0], path.y[0]), path.distance[0]) == pytest.approx(moved, rel=1e-6)
    assert moved > 0.1


def test_the_plane_of_a_path_explains_its_movement_and_ends_in_the_origin() -> None:
    told = cut(trained(700), plane="path")
    (path,) = told.paths
    assert told.explained is not None
    assert 0.7 < told.explained <= 1.0
    assert (path.x[-1], path.y[-1], path.distance[-1]) == pytest.approx((0.0, 0.0, 0.0), abs=1e-9)
    assert path.x[0] > 0
    for places, (low, high) in ((path.x, told.x), (path.y, told.y)):
        assert low < min(places) <= max(places) < high
    whole = np.sum(np.square([path.x, path.y, path.distance]))
    assert told.explained == pytest.approx(np.sum(np.square([path.x, path.y])) / whole, rel=1e-6)


def test_a_long_path_is_thinned_and_keeps_its_ends() -> None:
    one = trained(64 * (POINTS + 30))
    (path,) = cut(one, plane="path", side=5).paths
    assert len(path.updates) == POINTS
    assert (path.updates[0], path.updates[-1]) == (0, 64 * (POINTS + 30))
    assert max(np.diff(path.updates)) <= 128


def test_only_lanes_whose_parameters_lie_alike_have_a_path_there() -> None:
    one = trained(130, 3)
    tell(one, commands.PatchLane(lane=2, changes={"layers": [{"units": 5, "activation": "tanh"}]}))
    tell(one, commands.PatchLane(lane=3, changes={"layers": [{"units": 4, "activation": "relu"}]}))
    rest(one)
    assert [path.lane for path in cut(one, plane="random").paths] == [1, 3]


def test_a_forked_lane_has_the_path_of_its_source() -> None:
    one = trained(200)
    tell(one, commands.AddLane(copy_of=1, changes={}))
    rest(one)
    first, second = cut(one, plane="path").paths
    assert first.x == second.x
    assert first.updates == second.updates


def test_in_the_past_it_is_the_network_and_the_path_up_to_there() -> None:
    one = trained(300)
    now = cut(one, plane="path")
    before = one.lanes[0].stamp, one.lanes[0].timeline.count
    tell(one, commands.Scrub(update=150))
    rest(one)
    then = cut(one, plane="path")
    assert (now.update, then.update) == (300, 150)
    (path,) = then.paths
    assert path.updates[-1] == 150
    assert then.explained == cut(trained(150), plane="path").explained
    tell(one, commands.Scrub(update=300))
    rest(one)
    assert (one.lanes[0].stamp[0], one.lanes[0].timeline.count) == (before[0][0], before[1])


def test_a_short_path_is_refused_and_it_is_said_when_there_is_one() -> None:
    told = refused(trained(20), commands.Slice(lane=1, plane="path"))
    assert told.field == "plane"
    assert "the path has fewer than three points" in told.message
    assert "kept every 64 updates" in (told.allowed or "")
    assert refused(trained(0), commands.Slice(lane=1, plane="path")).field == "plane"
    assert cut(trained(0)).explained is None


# --- through three lanes ---------------------------------------------------------------------------------------------


def test_the_plane_through_three_lanes_has_their_places_and_their_losses() -> None:
    one = differing()
    told = cut(one, plane="lanes", side=61, reach=1.0)
    assert told.axes == ("lane 1 to lane 2", "across, towards lane 3")
    ends = [(path.x[-1], path.y[-1], path.distance[-1]) for path in told.paths]
    assert [end[2] for end in ends] == pytest.approx([0.0] * 3, abs=1e-9)
    assert ends[0][:2] == pytest.approx((0.0, 0.0), abs=1e-9)
    assert ends[1][1] == pytest.approx(0.0, abs=1e-9)
    grid, xs, ys = np.array(told.loss, float), np.linspace(*told.x, 61), np.linspace(*told.y, 61)[::-1]
    for place, (x, y, _) in enumerate(ends):
        near = grid[np.abs(ys - y).argmin(), np.abs(xs - x).argmin()]
        assert abs(near - loss_of(one, place)) < 0.1 * np.ptp(grid)
    assert told.x[0] < min(x for x, _, _ in ends)
    assert told.y[1] > max(y for _, y, _ in ends)


def test_which_three_is_chosen() -> None:
    one = differing(4)
    told = cut(one, plane="lanes", lanes=(4, 2, 1))
    assert told.axes == ("lane 4 to lane 2", "across, towards lane 1")
    off = {path.lane: path.distance[-1] for path in told.paths}
    assert [off[lane] for lane in (1, 2, 4)] == pytest.approx([0.0] * 3, abs=1e-9)
    assert off[3] > 0.1


def test_lanes_that_do_not_fit_are_refused_and_those_that_do_are_named() -> None:
    one = differing(4, 5)
    tell(one, commands.PatchLane(lane=3, changes={"layers": [{"units": 4, "activation": "relu"}]}))
    rest(one)
    told = refused(one, commands.Slice(lane=1, plane="lanes", number=9))
    assert (told.field, told.number) == ("lanes", 9)
    assert told.message == "lane 3 has other layers, or another loss, than lane 1"
    assert told.allowed is not None
    assert told.allowed.endswith("1 (lane 1), 2 (lane 2), 4 (lane 4)")
    assert cut(one, plane="lanes", lanes=(1, 2, 4)).plane == "lanes"
    assert refused(one, commands.Slice(lane=1, plane="lanes", lanes=(1, 2))).field == "lanes"
    assert "these are 2" in refused(one, commands.Slice(lane=1, plane="lanes", lanes=(1, 2, 2))).message
    assert refused(one, commands.Slice(lane=1, plane="lanes", lanes=(1, 2, 9))).field == "lane"


def test_three_lanes_that_are_the_same_have_no_plane() -> None:
    told = refused(trained(5, 3), commands.Slice(lane=1, plane="lanes"))
    assert told.field == "plane"
    assert "the same network" in told.message
    assert told.allowed == "three lanes that differ"
    assert "these are 2" in refused(trained(5, 2), commands.Slice(lane=1, plane="lanes")).message


# --- what it costs ---------------------------------------------------------------------------------------------------


def test_asking_changes_nothing() -> None:
    one = differing()
    before = [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes]
    for plane in ("random", "path", "lanes"):
        cut(one, plane=plane)
    assert [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes] == before


def test_a_network_that_is_too_large_is_refused_and_the_side_that_is_not_is_told() -> None:
    wide = [{"units": 512, "activation": "relu"}] * 2
    told = refused(trained(0, layers=wide), commands.Slice(lane=1, side=61))
    assert told.field == "side"
    assert "too large" in told.message
    assert told.allowed is not None
    longest = int(told.allowed.split()[-1])
    assert len(cut(trained(0, layers=wide), side=longest).loss) == longest
    refused(trained(0, layers=wide), commands.Slice(lane=1, side=longest + 1))


def test_the_largest_network_that_a_session_may_have_is_still_shown_at_the_smallest_side() -> None:
    one = trained(0, layers=[{"units": 1024}] * 5)
    assert np.array(cut(one, side=SLICE_LEAST).loss, float).shape == (SLICE_LEAST, SLICE_LEAST)
