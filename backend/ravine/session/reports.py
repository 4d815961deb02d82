"""What a session says of itself, as events."""

from __future__ import annotations

from collections.abc import Sequence

from ravine.session.clock import Clock, Phase
from ravine.session.lane import Lane
from ravine.spec import events


def state_of(clock: Clock, lanes: Sequence[Lane], leader: Lane) -> events.State:
    """The clock, and each lane; the session is where its leader is."""
    return events.State(
        clock="playing" if clock.playing else "seeking" if clock.phase is Phase.SEEKING else "paused",
        update=leader.update,
        start=max(min(lane.timeline.start, lane.end) for lane in lanes),
        end=max(lane.end for lane in lanes),
        epoch=leader.epoch,
        speed=clock.speed,
        lanes=tuple(
            events.LaneState(
                id=lane.id, name=lane.name, life=lane.life, status=lane.status.value, update=lane.update, end=lane.end,
                epoch=lane.epoch, reason=lane.reason, best=lane.learner.best_update,
            )
            for lane in lanes
        ),
    )  # fmt: skip


def names_of(lanes: Sequence[Lane]) -> tuple[events.LaneName, ...]:
    return tuple(events.LaneName(id=lane.id, name=lane.name, life=lane.life) for lane in lanes)


def divergence_of(lane: Lane, cures: tuple[events.Cure, ...]) -> events.Diverged:
    """Why a lane stands still, and what would help."""
    assert lane.reason is not None
    return events.Diverged(lane=lane.id, update=lane.update, reason=lane.reason, cures=cures)


class Logbook:
    """What was changed of each lane, told once: the first time whole, then what is new."""

    def __init__(self) -> None:
        self._told: dict[int, tuple[int, int]] = {}
        """Of each lane its life, and how many of its edits were told."""

    def whole(self, lanes: Sequence[Lane]) -> events.Log:
        self._told = {lane.id: (lane.life, lane.timeline.count) for lane in lanes}
        return _log([(lane, 1) for lane in lanes], whole=True)

    def news(self, lanes: Sequence[Lane]) -> events.Log:
        """Whole again where the past of a lane became another one."""
        before = self._told
        joined = [before.get(lane.id, (-1, 0)) for lane in lanes]
        if len(before) != len(lanes) or any(life != lane.life for lane, (life, _) in zip(lanes, joined, strict=True)):
            return self.whole(lanes)
        self._told = {lane.id: (lane.life, lane.timeline.count) for lane in lanes}
        return _log([(lane, count) for lane, (_, count) in zip(lanes, joined, strict=True)], whole=False)


def _log(lanes: Sequence[tuple[Lane, int]], whole: bool) -> events.Log:
    """The edits of each lane from that number on."""
    edits = [
        events.LoggedEdit(lane=lane.id, update=edit.update, what=edit.what)
        for lane, first in lanes
        for edit in lane.timeline.since(first)
    ]
    return events.Log(edits=tuple(sorted(edits, key=lambda edit: edit.update)), whole=whole)
