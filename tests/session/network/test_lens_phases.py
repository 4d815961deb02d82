"""The next update of a lane in its four phases: against the update that is then made."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ravine.engine import probes
from ravine.session.network.inside import WIDEST
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from session.specs import small
from session.talk import refused, rest, step, tell


def phases(one: NetworkSession, lane: int = 1) -> events.Phased:
    (told,) = tell(one, commands.Phases(lane=lane, number=7))
    assert isinstance(told, events.Phased)
    assert events.EVENTS["phased"].read(told.document(), "phased") == told
    return told


def trained(updates: int = 5, **fields: Any) -> NetworkSession:
    one = NetworkSession(small(2, **fields))
    step(one, updates)
    return one


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"optimizer": {"name": "adam"}, "l1": 0.01, "l2": 0.01, "weight_decay": 0.01, "clip": 0.1},
        {"layers": [{"units": 4, "keep": 0.5}], "dropout": "inverted", "optimizer": {"name": "momentum"}},
        {"schedule": {"name": "exponential", "half_life": 3}, "batch": 7},
    ],
)
def test_the_weights_that_are_shown_are_those_of_the_update_that_is_then_made(fields: dict[str, Any]) -> None:
    one = trained(**fields)
    lane = one.lanes[1]
    for update in range(5, 12):
        told = phases(one, lane.id)
        assert (told.lane, told.update, told.number) == (lane.id, update, 7)
        before = probes.weight_rows(lane.learner)
        assert [number for layer in told.layers for number in layer.before] == before.tolist()
        np.testing.assert_array_equal(told.inputs, lane.parts.train.x[told.rows[0]])
        record_rate = told.rate
        step(one)
        after = probes.weight_rows(lane.learner)
        assert [number for layer in told.layers for number in layer.after] == after.tolist()
        assert record_rate > 0
        assert all(layer.moved > 0 for layer in told.layers)
        for layer in told.layers:
            assert len(layer.gradient) == len(layer.before) == len(layer.after)
            assert layer.gradient_norm == pytest.approx(np.linalg.norm(layer.gradient), rel=1e-5)


def test_it_has_what_every_unit_hands_on_for_the_first_example() -> None:
    one = trained()
    told, learner = phases(one), one.lanes[0].learner
    for layer, given in zip(told.layers, learner.layer_outputs(np.array([told.inputs], np.float32)), strict=True):
        np.testing.assert_allclose(layer.activations, given[:, 0], rtol=1e-5)


def test_of_a_larger_network_only_the_sums_are_told() -> None:
    for units, whole in ((WIDEST, True), (WIDEST + 1, False)):
        told = phases(trained(1, layers=[{"units": units}]))
        for layer in told.layers:
            assert layer.gradient_norm > 0 < layer.moved
            parts = (layer.activations, layer.gradient, layer.before, layer.after)
            assert all(bool(part) == whole for part in parts)


def test_asking_changes_nothing_of_the_lanes() -> None:
    one = trained()
    before = [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes]
    assert phases(one) == phases(one)
    after = [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes]
    assert after == before


def test_in_the_past_it_is_the_update_that_came_then() -> None:
    one = trained(2)
    told = phases(one)
    step(one, 5)
    assert phases(one) != told
    tell(one, commands.Scrub(update=2))
    rest(one)
    assert phases(one) == told


def test_a_lane_that_is_not_there_or_has_diverged_is_refused() -> None:
    one = NetworkSession(small(1, optimizer={"name": "gradient_descent", "lr": 1000}, data="plane",
                               loss="squared_error", layers=[{"units": 4, "activation": "linear"}]))  # fmt: skip
    assert refused(one, commands.Phases(lane=9)).field == "lane"
    while not one.lanes[0].diverged:
        step(one)
    assert "no update follows" in refused(one, commands.Phases(lane=1)).message
