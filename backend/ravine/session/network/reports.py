"""What a session of the Network place says of itself, as events."""

from __future__ import annotations

from ravine import __version__
from ravine.data.split import Split
from ravine.engine.check import Check
from ravine.session.network.lane import NetworkLane
from ravine.spec import events
from ravine.spec.catalogue import own_entry
from ravine.spec.network import NetworkSpec


def data_of(spec: NetworkSpec, split: Split) -> events.DataShape:
    train, shape = split.train, spec.shape
    return events.DataShape(
        inputs=shape.inputs,
        outputs=shape.columns if shape.classes is None else shape.classes,
        classes=train.classes,
        task=train.task,
        image=train.image,
        features=train.features,
        counts=events.Counts(train=len(train), validation=len(split.validation), test=len(split.test)),
        bounds=split.bounds,
        own=own_entry(spec.data),
    )


def checked_of(lane: NetworkLane, check: Check) -> events.Checked:
    """How far backprop and finite differences are apart in each layer."""
    return events.Checked(
        lane=lane.id,
        update=lane.update,
        examples=check.examples,
        layers=check.layers,
        engine=__version__,
        seed=lane.alone.lane_seed(0),
    )
