"""Early stopping in a session: the lane stands still with its best parameters, and the others go on."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.session.fate import Status
from ravine.session.network.session import NetworkSession
from ravine.spec import commands
from ravine.spec.network import NetworkSpec
from session.talk import refused

RULE = {"name": "early_stopping", "every": 10, "patience": 3, "smallest": 0.0}
WIDE: dict[str, Any] = {"layers": [{"units": 32}], "optimizer": {"name": "adam", "lr": 0.03}, "batch": 10}


def session(*lanes: dict[str, Any]) -> NetworkSession:
    """On few points with wrong labels, where the validation loss soon rises."""
    data = {"name": "spirals", "examples": 100, "label_noise": 0.3}
    return NetworkSession(NetworkSpec.read({"data": data, "lanes": [{**WIDE, **lane} for lane in lanes]}, "the spec"))


def run(made: NetworkSession, until: int) -> None:
    made.receive(commands.Play(until=until), 0.0)
    while made.due is not None:
        made.advance(0.0, 0.01)


def test_a_lane_that_stops_holds_nobody_up() -> None:
    made = session({"stopping": RULE}, {})
    run(made, 2000)
    stopped, other = made.lanes
    assert (stopped.status, other.status) == (Status.STOPPED, Status.READY)
    assert stopped.end < other.update == 2000
    state = made.state().lanes[0]
    assert (state.status, state.best) == ("stopped", stopped.end - 30)
    assert state.reason == stopped.learner.stopped


def test_what_it_shows_are_its_best_parameters_also_after_a_look_at_the_past() -> None:
    made = session({"stopping": RULE})
    run(made, 2000)
    (lane,) = made.lanes
    end, best, theta = lane.end, lane.learner.best_update, lane.learner.theta.tobytes()
    assert best is not None
    for update in (best, end - 1, end):
        made.receive(commands.Scrub(update=update), 0.0)
        while made.due is not None:
            made.advance(0.0, 0.01)
        assert lane.update == update
        assert (lane.learner.theta.tobytes() == theta) == (update != end - 1)
    assert lane.status is Status.STOPPED


@pytest.mark.parametrize("changes", [{"stopping": "never"}, {"optimizer": {"lr": 0.001}}])
def test_a_change_lets_it_go_on_from_its_best_parameters(changes: dict[str, Any]) -> None:
    made = session({"stopping": RULE})
    run(made, 2000)
    (lane,) = made.lanes
    end, theta = lane.end, lane.learner.theta.copy()
    made.receive(commands.PatchLane(lane=lane.id, changes=changes), 0.0)
    np.testing.assert_array_equal(lane.learner.theta, theta)
    made.receive(commands.Step(), 0.0)
    made.advance(0.0, 0.01)
    assert lane.update == end + 1


def test_a_fork_of_it_can_go_on_while_it_stays() -> None:
    made = session({"stopping": RULE})
    run(made, 2000)
    (lane,) = made.lanes
    made.receive(commands.AddLane(copy_of=lane.id, changes={"stopping": "never"}), 0.0)
    run(made, made.update + 50)
    assert (lane.status, made.lanes[1].status) == (Status.STOPPED, Status.READY)
    assert made.lanes[1].update == lane.end + 50


def test_when_all_have_stopped_the_clock_stands_and_says_so() -> None:
    made = session({"stopping": RULE}, {"stopping": RULE, "seed": 5})
    run(made, 5000)
    assert made.state().clock == "paused"
    (error,) = made.receive(commands.Play(), 0.0)
    assert "every lane has stopped" in str(error)


def test_what_the_optimizer_of_a_lane_that_stopped_remembers_is_refused_with_the_reason() -> None:
    made = session({"stopping": RULE})
    run(made, 2000)
    (lane,) = made.lanes
    assert str(lane.learner.stopped) in refused(made, commands.Remember(lane=lane.id)).message
