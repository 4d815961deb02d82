"""What a map of a lane looks for, among the test pictures."""

from __future__ import annotations

from ravine.data.pictures import as_bytes
from ravine.engine.evaluation import target_classes
from ravine.engine.outline import outline
from ravine.engine.strongest import strongest
from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events
from ravine.spec.error import SpecError

SHOWN = 9
WORK = 2_000_000_000
"""Multiply-adds for one answer: some tens of milliseconds."""


def strongest_of(lanes: Lanes, command: commands.Strongest) -> events.StrongestPictures:
    """A lane on its way through the past is looked at where it stands."""
    lane: NetworkLane = lanes.by_id(command.lane)
    parts, net = lane.parts, lane.learner.settings.architecture
    if parts.image is None:
        raise SpecError("these data are no pictures", "lane", "a lane that learns pictures")
    some = parts.shown[: max(1, WORK // max(1, net.products))]
    try:
        found = strongest(lane.learner, some.x, command.layer, command.map, SHOWN)
    except ValueError as error:
        raise SpecError(str(error), "map") from None
    truths, field = target_classes(some), outline(net)[command.layer].field
    return events.StrongestPictures(
        lane=lane.id,
        update=lane.update,
        layer=command.layer,
        map=command.map,
        of=len(some),
        pictures=tuple(
            events.StrongPicture(
                row=one.row,
                truth=int(truths[one.row]),
                value=one.value,
                part=field.part(one.place, net.shapes[0]),
                pixels=tuple(as_bytes(some.x[one.row]).tolist()),
            )
            for one in found
        ),
        number=command.number,
    )
