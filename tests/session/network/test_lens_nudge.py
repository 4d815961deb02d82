"""A weight of a lane nudged by hand: the answer, where it is taken, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from ravine.session.network.session import NetworkSession
from ravine.spec import commands, events
from ravine.spec.commands import Spot, parse_command
from session.specs import small
from session.talk import refused, rest, step, tell

SPOT = Spot(layer=0, unit=2, input=1)


def trained(updates: int = 5, lanes: int = 2, **fields: Any) -> NetworkSession:
    one = NetworkSession(small(lanes, **fields))
    step(one, updates)
    return one


def nudge(one: NetworkSession, spot: Spot = SPOT, deltas: tuple[float, ...] = (0.1, 1e-4), lane: int = 1) -> Any:
    (told,) = tell(one, commands.Nudge(lane=lane, spot=spot, deltas=deltas, number=7))
    assert isinstance(told, events.Nudged)
    assert events.EVENTS["nudged"].read(told.document(), "nudged") == told
    return told


def test_it_says_how_every_layer_and_the_loss_change() -> None:
    one = trained()
    told, lane = nudge(one, lane=2), one.lanes[1]
    assert (told.lane, told.update, told.number, told.examples) == (2, 5, 7, 10)
    assert told.value == lane.learner.layout.weights(lane.learner.theta, 0)[2, 1]
    assert [step.delta for step in told.steps] == [0.1, 1e-4]
    for step_ in told.steps:
        assert len(step_.changes) == 2
        assert step_.slope == pytest.approx((step_.loss - told.loss) / step_.delta, rel=1e-6)
    coarse, fine = (abs(step_.slope - told.derivative) for step_ in told.steps)
    assert fine < 0.01 * coarse


def test_it_looks_at_the_batch_of_the_next_update() -> None:
    one = trained()
    told = nudge(one)
    step(one)
    (loss,) = one.lanes[0].learner.run(1).loss[:1]
    assert told.loss != pytest.approx(loss, rel=1e-3), "the one after it is another one"
    tell(one, commands.Scrub(update=5))
    rest(one)
    assert one.lanes[0].learner.run(1).loss[0] == pytest.approx(told.loss, rel=1e-5)


def test_the_bias_is_asked_for_without_an_input() -> None:
    one = trained()
    lane = one.lanes[0]
    told = nudge(one, Spot(layer=1, unit=1))
    assert told.value == lane.learner.layout.biases(lane.learner.theta, 1)[1]
    assert told.steps[0].changes[0] == 0.0


def test_asking_changes_nothing_and_in_the_past_it_is_the_network_that_is_shown() -> None:
    one = trained(6)
    before = [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes]
    now = nudge(one)
    assert [(lane.learner.snapshot().theta.tobytes(), lane.stamp, lane.timeline.count) for lane in one.lanes] == before
    tell(one, commands.Scrub(update=2))
    rest(one)
    then = nudge(one)
    assert (now.update, then.update) == (6, 2)
    assert then == nudge(trained(2))


@pytest.mark.parametrize(
    ("changes", "field", "allowed"),
    [
        ({"lane": 9}, "lane", "1 (lane 1), 2 (lane 2)"),
        ({"spot": Spot(layer=3, unit=0)}, "spot.layer", "0 to 1"),
        ({"spot": Spot(layer=0, unit=4)}, "spot.unit", "0 to 3"),
        ({"spot": Spot(layer=0, unit=0, input=2)}, "spot.input", "0 to 1"),
        ({"deltas": (0.1, 0.0)}, "deltas.1", "a number that is not 0"),
    ],
)
def test_what_is_not_there_and_a_nudge_of_0_are_refused(changes: dict[str, Any], field: str, allowed: str) -> None:
    given = {"lane": 1, "spot": SPOT, "deltas": (0.1,), "number": 8, **changes}
    told = refused(trained(1), commands.Nudge(**given))
    assert (told.field, told.allowed, told.number) == (field, allowed, 8)


def test_a_nudge_that_rounding_swallows_is_refused_and_the_least_is_told() -> None:
    one = trained(1)
    tell(one, commands.SetWeight(lane=1, layer=0, unit=2, input=1, value=1.0))
    told = refused(one, commands.Nudge(lane=1, spot=SPOT, deltas=(1e-18,)))
    assert told.field == "deltas"
    assert "a nudge is 4.4e-16 at least" in told.message


def test_it_is_asked_for_as_a_message() -> None:
    told = parse_command('{"kind": "nudge", "lane": 1, "spot": {"layer": 0, "unit": 2, "input": 1}, "deltas": [0.5]}')
    assert nudge(trained(), deltas=(0.5,)).steps == tell(trained(), told)[0].steps  # type: ignore[union-attr]
