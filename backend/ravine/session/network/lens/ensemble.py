"""A lane's dropout masks averaged, beside its network with scaled weights and with unscaled ones."""

from __future__ import annotations

import math
from typing import Literal

from ravine.engine.ensemble import Compared, ensemble
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane, Parts
from ravine.spec import commands, events
from ravine.spec.error import SpecError

Part = Literal["train", "validation", "test"]


def ensembled(lanes: Lanes, command: commands.Ensemble) -> events.Ensembled:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    settings, part = lane.learner.settings, _part(lane.parts)
    if all(layer.keep == 1.0 for layer in settings.architecture.layers):
        allowed = "a lane with a layer whose keep is below 1"
        raise SpecError(f"{lane.name} has no dropout to average over", "lane", allowed)
    examples = {"train": lane.parts.train, "validation": lane.parts.validation, "test": lane.parts.test}[part]
    seed = lane.alone.lane_seed(0)
    try:
        found = ensemble(settings.architecture, settings.loss, lane.learner.theta, examples, seed)
    except ValueError as error:
        raise SpecError(f"{lane.name}: {error}", "lane", "a smaller network") from None
    return events.Ensembled(
        lane=lane.id,
        update=lane.update,
        units=found.units,
        masks=found.masks,
        exact=found.exact,
        linear=found.linear,
        part=part,
        examples=found.examples,
        ensemble=_told(found.ensemble),
        scaled=_told(found.scaled),
        unscaled=_told(found.unscaled),
        number=command.number,
    )


def _part(parts: Parts) -> Part:
    """It is about testing, so the test set; else what else was not trained on; else the training set."""
    if len(parts.test):
        return "test"
    return "validation" if len(parts.validation) else "train"


def _told(one: Compared) -> events.Compared:
    accuracy = one.result.accuracy
    return events.Compared(
        distance=one.distance,
        loss=one.result.loss,
        accuracy=None if math.isnan(accuracy) else accuracy,
        outputs=tuple(one.outputs[0].tolist()),
    )
