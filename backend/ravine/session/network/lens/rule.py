"""What the next update of a lane does to one of its weights, line by line."""

from __future__ import annotations

import math

from ravine.engine.rule import rule
from ravine.session.lanes import Lanes
from ravine.session.lines import line_of
from ravine.session.network.lane import NetworkLane
from ravine.session.network.weight import check_spot
from ravine.spec import commands, events
from ravine.spec.error import refusing


def ruled(lanes: Lanes, command: commands.Rule) -> events.Ruled:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    spot = command.spot
    check_spot(spot, lane.learner.layout.spans, "spot.")
    with refusing():
        found = rule(lane.learner, spot.layer, spot.unit, spot.input)
    return events.Ruled(
        lane=lane.id,
        update=lane.update,
        value=found.value,
        after=found.after if math.isfinite(found.after) else None,
        lines=tuple(map(line_of, found.lines)),
        number=command.number,
    )
