"""One weight of a lane nudged by hand, and what becomes of every layer and of the loss."""

from __future__ import annotations

from ravine.engine.nudge import nudge
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.session.network.weight import check_spot
from ravine.spec import commands, events
from ravine.spec.error import SpecError, refusing


def nudged(lanes: Lanes, command: commands.Nudge) -> events.Nudged:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    learner, spot = lane.learner, command.spot
    check_spot(spot, learner.layout.spans, "spot.")
    for place, delta in enumerate(command.deltas):
        if not delta:
            raise SpecError("a nudge of 0 has no slope", f"deltas.{place}", "a number that is not 0")
    with refusing("deltas"):
        found = nudge(learner, learner.layout.index(spot.layer, spot.unit, spot.input), command.deltas)
    return events.Nudged(
        lane=lane.id,
        update=lane.update,
        examples=found.examples,
        value=found.value,
        loss=found.loss,
        derivative=found.derivative,
        steps=found.steps,
        number=command.number,
    )
