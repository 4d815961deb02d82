"""What a session says of itself, as events."""

from __future__ import annotations

from collections.abc import Sequence

from ravine.data.split import Split
from ravine.session.clock import Clock
from ravine.session.cures import cures_for
from ravine.session.lane import Lane
from ravine.spec import events
from ravine.spec.session import SessionSpec


def state_of(clock: Clock, lanes: Sequence[Lane], leader: Lane) -> events.State:
    """The clock, and each lane; the session is where its leader is."""
    return events.State(
        clock="playing" if clock.playing else "paused",
        update=leader.update,
        epoch=leader.epoch,
        speed=clock.speed,
        lanes=tuple(
            events.LaneState(
                id=lane.id, name=lane.name, status=lane.status.value, update=lane.update, epoch=lane.epoch,
                reason=lane.reason,
            )
            for lane in lanes
        ),
    )  # fmt: skip


def names_of(lanes: Sequence[Lane]) -> tuple[events.LaneName, ...]:
    return tuple(events.LaneName(id=lane.id, name=lane.name) for lane in lanes)


def data_of(spec: SessionSpec, split: Split) -> events.DataShape:
    train, shape = split.train, spec.shape
    return events.DataShape(
        inputs=shape.inputs,
        outputs=shape.columns if shape.classes is None else shape.classes,
        classes=train.classes,
        task=train.task,
        image=train.image,
        features=train.features,
        counts=events.Counts(train=len(train), validation=len(split.validation), test=len(split.test)),
    )


def divergence_of(lane: Lane) -> events.Diverged:
    """Why a lane stands still, and what would help."""
    assert lane.reason is not None
    return events.Diverged(lane=lane.id, update=lane.update, reason=lane.reason, cures=cures_for(lane.spec))
