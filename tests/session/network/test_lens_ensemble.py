"""A lane's masks averaged: the answer, of which examples, where it is taken, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from session.specs import small
from session.talk import refused, rest, step, tell


def hidden(*units: int, activation: str = "relu", keep: float = 0.5) -> list[dict[str, Any]]:
    return [{"units": count, "activation": activation, "keep": keep} for count in units]


def trained(updates: int = 5, lanes: int = 1, split: dict[str, float] | None = None, **fields: Any) -> NetworkSession:
    spec = small(lanes, **{"layers": hidden(4, 4), **fields})
    if split is not None:
        spec = spec.model_validate({**spec.document(), "split": split})
    one = NetworkSession(spec)
    step(one, updates)
    return one


def averaged(one: NetworkSession, lane: int = 1) -> events.Ensembled:
    (told,) = tell(one, commands.Ensemble(lane=lane, number=5))
    assert isinstance(told, events.Ensembled)
    assert events.EVENTS["ensembled"].read(told.document(), "ensembled") == told
    return told


def test_scaled_is_the_network_as_it_is_tested() -> None:
    one = trained(30)
    told, lane = averaged(one), one.lanes[0]
    tested = lane.learner.evaluate(lane.parts.test)
    assert (told.lane, told.update, told.number) == (1, 30, 5)
    assert (told.units, told.masks, told.exact, told.linear) == (8, 256, True, False)
    assert (told.part, told.examples) == ("test", len(lane.parts.test))
    assert (told.scaled.loss, told.scaled.accuracy) == pytest.approx((tested.loss, tested.accuracy), rel=1e-5)
    assert told.scaled.outputs == pytest.approx(lane.learner.predict(lane.parts.test.x[:1])[0].tolist(), rel=1e-4)
    assert told.ensemble.distance == 0.0
    assert 0.0 < told.scaled.distance < told.unscaled.distance


def test_in_a_linear_lane_scaled_and_ensemble_are_one() -> None:
    told = averaged(trained(20, layers=hidden(4, 4, activation="linear")))
    assert told.linear
    assert told.scaled.distance < 1e-12
    assert told.scaled.loss == pytest.approx(told.ensemble.loss, rel=1e-12)
    assert told.unscaled.distance > 1e-3


def test_a_lane_with_more_units_is_sampled_by_its_seed() -> None:
    one = trained(layers=hidden(10, 10))
    told = averaged(one)
    assert (told.units, told.masks, told.exact) == (20, 2000, False)
    assert told == averaged(one)


def test_a_regression_has_no_accuracy() -> None:
    one = trained(data="sine", loss="squared_error")
    told = averaged(one)
    assert (told.ensemble.accuracy, told.scaled.accuracy) == (None, None)
    assert len(told.ensemble.outputs) == 1


@pytest.mark.parametrize(
    ("split", "part"),
    [
        ({"train": 0.6, "validation": 0.2, "test": 0.2}, "test"),
        ({"train": 0.8, "validation": 0.2, "test": 0.0}, "validation"),
        ({"train": 1.0, "validation": 0.0, "test": 0.0}, "train"),
    ],
)
def test_the_examples_are_those_that_it_was_not_trained_on_where_there_are_some(
    split: dict[str, float], part: str
) -> None:
    one = trained(split=split)
    told, parts = averaged(one), one.lanes[0].parts
    assert told.part == part
    assert told.examples == len({"test": parts.test, "validation": parts.validation, "train": parts.train}[part])


def test_asking_changes_nothing_and_in_the_past_it_is_the_network_that_is_shown() -> None:
    one = trained(6)
    before = one.lanes[0].learner.snapshot().theta.tobytes(), one.lanes[0].stamp
    now = averaged(one)
    assert (one.lanes[0].learner.snapshot().theta.tobytes(), one.lanes[0].stamp) == before
    tell(one, commands.Scrub(update=2))
    rest(one)
    then = averaged(one)
    assert (now.update, then.update) == (6, 2)
    assert then == averaged(trained(2))


def test_a_lane_without_dropout_and_one_that_is_not_there_are_refused() -> None:
    one = trained(1, layers=hidden(4, keep=1.0))
    told = refused(one, commands.Ensemble(lane=1, number=3))
    assert (told.field, told.number) == ("lane", 3)
    assert told.message == "lane 1 has no dropout to average over"
    assert told.allowed == "a lane with a layer whose keep is below 1"
    assert refused(one, commands.Ensemble(lane=2)).field == "lane"


def test_a_network_that_is_too_large_is_refused() -> None:
    told = refused(trained(0, layers=hidden(512, 512, 512)), commands.Ensemble(lane=1))
    assert "is too large to be averaged over 2,000 masks" in told.message
    assert told.allowed == "a smaller network"
