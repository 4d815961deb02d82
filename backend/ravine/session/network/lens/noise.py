"""How well batches of a lane's training examples agree with all of them."""

from __future__ import annotations

from ravine.engine.gradient_noise import gradient_noise
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events
from ravine.spec.error import refusing


def noise(lanes: Lanes, command: commands.GradientNoise) -> events.Noise:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    settings, seed = lane.learner.settings, lane.alone.lane_seed(0)
    with refusing():
        found = gradient_noise(settings.architecture, settings.loss, lane.learner.theta, lane.parts.train, seed)
    return events.Noise(
        lane=lane.id,
        update=lane.update,
        examples=found.examples,
        norm=found.norm,
        rows=found.rows,
        number=command.number,
    )
