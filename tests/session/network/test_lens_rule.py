"""What the next update does to one weight of a lane: against the update that is then made."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.engine.optimizers import optimizers
from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.commands import Spot, parse_command
from session.specs import small
from session.talk import refused, rest, step, tell

SPOT = Spot(layer=0, unit=2, input=1)


def rule(one: NetworkSession, spot: Spot = SPOT, lane: int = 1) -> events.Ruled:
    (told,) = tell(one, commands.Rule(lane=lane, spot=spot, number=7))
    assert isinstance(told, events.Ruled)
    assert events.EVENTS["ruled"].read(told.document(), "ruled") == told
    return told


def trained(updates: int = 5, **fields: Any) -> NetworkSession:
    one = NetworkSession(small(2, **fields))
    step(one, updates)
    return one


@pytest.mark.parametrize("name", optimizers.names())
def test_after_is_what_the_update_makes_of_the_weight(name: str) -> None:
    one = trained(optimizer={"name": name}, l1=0.01, l2=0.02, weight_decay=0.03, clip=0.1)
    learner = one.lanes[1].learner
    for update in (5, 6):
        told = rule(one, lane=2)
        assert (told.lane, told.update, told.number) == (2, update, 7)
        assert told.value == learner.layout.weights(learner.theta, 0)[2, 1]
        assert told.after == told.lines[-1].value
        assert [line.meaning for line in told.lines[-20:] if line.meaning.startswith("L")] == ["L1", "L2"]
        step(one)
        assert told.after == pytest.approx(float(learner.layout.weights(learner.theta, 0)[2, 1]), rel=2e-6, abs=2e-6)


def test_l1_and_l2_beside_each_other_are_the_lectures_rules() -> None:
    document = small(2).document()
    for lane, name in zip(document["lanes"], ("l1", "l2"), strict=True):
        lane[name] = 0.1
    one = NetworkSession(type(small(1)).read(document, "the session"))
    step(one, 5)
    first, second = (rule(one, lane=lane).lines[-1] for lane in (1, 2))
    assert first.formula == "theta = theta - eta * g - eta * lambda1 * sign(theta)"
    assert second.formula == "theta = (1 - eta * lambda2) * theta - eta * g"


def test_a_bias_has_no_input() -> None:
    told = rule(trained(l2=0.5), Spot(layer=1, unit=1))
    assert [line.target for line in told.lines] == ["g", "theta"]


def test_in_the_past_it_is_the_update_that_came_then() -> None:
    one = trained(2)
    told = rule(one)
    step(one, 5)
    assert rule(one) != told
    tell(one, commands.Scrub(update=2))
    rest(one)
    assert rule(one) == told


@pytest.mark.parametrize(
    ("spot", "field", "allowed"),
    [
        ({"layer": 5, "unit": 0}, "spot.layer", "0 to 1"),
        ({"layer": 0, "unit": 4, "input": 0}, "spot.unit", "0 to 3"),
        ({"layer": 0, "unit": 0, "input": 2}, "spot.input", "0 to 1"),
    ],
)
def test_a_place_that_is_not_there_is_refused_with_what_is_allowed(
    spot: dict[str, Any], field: str, allowed: str
) -> None:
    command = commands.Rule.model_validate({"lane": 1, "spot": spot, "number": 8})
    told = refused(trained(1), command)
    assert (told.field, told.allowed, told.number) == (field, allowed, 8)


def test_a_lane_that_is_not_there_is_refused_and_the_command_is_read_from_text() -> None:
    command = parse_command('{"kind": "rule", "lane": 9, "spot": {"layer": 0, "unit": 0}}')
    assert refused(trained(1), command).field == "lane"
