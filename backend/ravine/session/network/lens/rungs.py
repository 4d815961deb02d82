"""Which of AlexNet's tricks a lane has."""

from __future__ import annotations

from ravine.session.lanes import Lanes
from ravine.session.network.lane import NetworkLane
from ravine.spec import commands, events, patch
from ravine.spec.error import SpecError
from ravine.spec.ladder import RUNGS, Document, Rung
from ravine.spec.network import NetworkSpec


def rungs(lanes: Lanes, command: commands.Rungs) -> events.ToldRungs:
    lane: NetworkLane = lanes.by_id(command.lane)
    document = lane.newest.document()["lanes"][0]
    told = tuple(one for rung in RUNGS if (one := _told(rung, document, lane.newest)) is not None)
    return events.ToldRungs(lane=lane.id, rungs=told, number=command.number)


def _told(rung: Rung, lane: Document, alone: NetworkSpec) -> events.ToldRung | None:
    """None where the lane cannot have it: it has no such layers, its data are no pictures, or keep no part for it."""
    toggled = rung.toggled(lane)
    changes = {name: value for name, value in toggled.items() if value != lane[name]}
    if not changes:
        return None
    try:
        after = patch.patch_lane(alone, 0, changes)
    except SpecError:
        return None
    return events.ToldRung(
        name=rung.name, title=rung.title, help=rung.help, on=rung.is_on(lane), changes=changes,
        anew=alone.restarts(after, 0),
    )  # fmt: skip
