"""The next update of a lane in its four phases; of a small network with every number."""

from __future__ import annotations

import math
from typing import Any

from numpy.typing import NDArray

from ravine.engine.network import Layout
from ravine.engine.phases import Phases
from ravine.session.lanes import Lanes
from ravine.session.network.inside import shown
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events
from ravine.spec.error import refusing


def phased(lanes: Lanes, command: commands.Phases) -> events.Phased:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    with refusing():
        found = Phases.of(lane.learner)
    layout, whole = lane.learner.layout, shown(lane)
    layers = []
    for place in range(len(layout.spans)):
        details = {
            "activations": tuple(found.given[place].tolist()),
            "gradient": row(layout, found.gradient, place),
            "before": row(layout, found.before, place),
            "after": row(layout, found.after, place),
        }
        norm, moved = float(found.norms[place]), float(found.moved[place])
        layers.append(
            events.PhaseLayer(gradient_norm=norm, moved=moved, **(details if whole else dict.fromkeys(details, ())))
        )
    return events.Phased(
        lane=lane.id,
        update=lane.update,
        rows=tuple(found.rows.tolist()),
        inputs=tuple(found.x.tolist()),
        loss=found.loss,
        loss_after=found.loss_after if math.isfinite(found.loss_after) else None,
        rate=found.rate,
        layers=tuple(layers),
        number=command.number,
    )


def row(layout: Layout, flat: NDArray[Any], place: int) -> tuple[float, ...]:
    """Of what lies like theta a layer's numbers: unit by unit, those of its inputs and then that of its bias."""
    return tuple(layout.rows(flat, place).ravel().tolist())
