"""The lanes of a session, in the order of its spec: how they are made, forked and changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import count
from typing import Any

from ravine.session.lane import Lane
from ravine.spec import patch
from ravine.spec.difference import difference
from ravine.spec.error import SpecError
from ravine.spec.session import SessionSpec

DIVERGED = "it had diverged, and numbers that large lead nowhere"


class Lanes(list[Any]):
    """`build` makes a lane of an id and a spec of this lane alone."""

    def __init__(self, build: Callable[[int, Any], Lane]) -> None:
        super().__init__()
        self._build = build
        self._ids = count(1)

    @property
    def spec(self) -> Any:
        """In force where the lanes are shown; what they share is that of the first."""
        return _together([lane.alone for lane in self])

    @property
    def newest(self) -> Any:
        """In force at their ends."""
        return _together([lane.newest for lane in self])

    def place(self, identifier: int) -> int:
        """Where the lane with this id is; raises SpecError where there is none."""
        for place, lane in enumerate(self):
            if lane.id == identifier:
                return place
        there = ", ".join(f"{lane.id} ({lane.name})" for lane in self)
        raise SpecError(f"there is no lane {identifier}; nothing was changed", "lane", there)

    def by_id(self, identifier: int) -> Any:
        """The lane with this id; raises SpecError where there is none."""
        return self[self.place(identifier)]

    def begin(self, spec: SessionSpec) -> None:
        """Those of a spec, at update 0, instead of those that there are."""
        self[:] = [self._new(spec.alone(place)) for place in range(len(spec.lanes))]

    def _new(self, alone: SessionSpec) -> Lane:
        lane = self._build(next(self._ids), alone)
        if self:
            lane.probe = self[0].probe
        return lane

    def add(self, changes: Mapping[str, Any]) -> None:
        """One more, at update 0: the default with changes. Raises SpecError, and then nothing has changed."""
        self.append(self._new(patch.add_lane(self.newest, None, changes).alone(-1)))

    def fork(self, place: int, at: int | None, changes: Mapping[str, Any]) -> None:
        """One more: the lane at this place as it was at update `at` (None: as it is shown), going on with the changes
        and with the session's newest data; anew from its seed where it cannot keep what was learned.

        Raises SpecError, and then nothing has changed.
        """
        source, newest = self[place], self.newest
        at = source.goal if at is None else max(at, source.timeline.start)
        if at > source.end:
            raise SpecError(f"{source.name} has no update {at} so far", "at", f"0 to {source.end}")
        then = source.timeline.at(at).spec
        lanes = (*newest.lanes[:place], *then.lanes, *newest.lanes[place + 1 :])
        after = patch.add_lane(newest.model_copy(update={"lanes": lanes}), place, changes).alone(-1)
        if then.restarts(after, 0) is not None or (at == source.end and source.diverged):
            self.append(self._new(after))
            return
        lane = source.fork(next(self._ids), at)
        lane.rename(after.lanes[0].name)
        changed = difference(lane.alone, after)
        lane.change(after, f"fork of {source.name}" + (f": {changed}" if changed else ""))
        self.append(lane)

    def adopt(self, after: SessionSpec, only: int | None) -> dict[int, str]:
        """Put a spec of the same lanes into force: of all of them, or of the one at place `only`.

        A lane that shows its past and learns otherwise from now on goes on from there. Gives the ids of those that
        started anew, and why each of them could not keep what it had learned.
        """
        restarted: dict[int, str] = {}
        for place, lane in enumerate(self):
            if only not in (None, place):
                continue
            alone = after.alone(place)
            lane.rename(alone.lanes[0].name)
            before = lane.alone
            if alone == before:
                continue
            lane.cut()
            why = before.restarts(alone, 0) or (DIVERGED if lane.diverged else None)
            if why is None:
                lane.change(alone, difference(before, alone))
            else:
                lane.restart(alone)
                restarted[lane.id] = why
        return restarted

    def reset(self) -> None:
        """All back to update 0 of the spec in force; their pasts are gone."""
        spec = self.spec
        for place, lane in enumerate(self):
            lane.restart(spec.alone(place))

    def cut(self) -> dict[int, str]:
        """Go on from where they show their past; what came after is dropped.

        Data that were changed while the lanes were at different updates were so at different updates of each: from here
        on all learn from those of the first again. Gives what `adopt` gives.
        """
        for lane in self:
            lane.cut()
        return self.adopt(self.spec, None)


def _together(alone: list[SessionSpec]) -> SessionSpec:
    """The session of these lanes."""
    return alone[0].model_copy(update={"lanes": tuple(one.lanes[0] for one in alone)})
