"""The pictures of a lane's next batch, as they are and as augmentation makes them for the network."""

from __future__ import annotations

from ravine.data.pictures import as_texts
from ravine.engine.augmented import augmented
from ravine.engine.batch import next_batch
from ravine.engine.evaluation import target_classes
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events
from ravine.spec.error import SpecError

MOST = 12
"""Pictures that are shown."""


def augmented_of(lanes: Lanes, command: commands.Augment) -> events.Augmented:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    image = lane.alone.shape.image
    if image is None:
        raise SpecError(f"{lane.name} learns from no pictures", "lane", "a lane whose data are pictures")
    rows = next_batch(lane.learner)[:MOST]
    examples, drawn_at = lane.parts.train[rows], lane.update + command.again
    return events.Augmented(
        lane=lane.id,
        update=lane.update,
        drawn_at=drawn_at,
        rows=tuple(rows.tolist()),
        labels=tuple(target_classes(examples).tolist()),
        image=image,
        before=as_texts(examples.x),
        after=as_texts(augmented(lane.learner, rows, drawn_at)),
        number=command.number,
    )
