"""The newest pictures of a session's lanes: computed when somebody looks, within a share of the session's time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from ravine.session.blocks import Block
from ravine.session.lane import Lane

SHARE = 0.25
"""Of the time that a session computes, what pictures may take while it trains at full speed."""

SAVED = 0.005
"""Seconds of that share which may be saved up."""

Draw = Callable[[Any], list[Block]]


@dataclass(frozen=True)
class Group:
    """Blocks that are computed together from a lane as it is. names: what `watch` calls them. probing: they depend on
    the point that is looked into, too."""

    draw: Draw
    names: tuple[str, ...]
    probing: bool = False

    def stamp(self, lane: Lane) -> tuple[Any, ...]:
        """Equal stamps, equal pictures."""
        return (*lane.stamp, lane.probe if self.probing else None)


Groups = tuple[Group, ...]


@dataclass(frozen=True)
class Picture:
    """Blocks of one lane, computed under one stamp."""

    stamp: tuple[Any, ...]
    blocks: tuple[Block, ...]
    number: int
    """Counts all pictures of the display: the smaller, the older."""
    seconds: float
    """What it took."""


class Display:
    """Keeps the newest picture of each group and lane. `timer` measures the cost; no number depends on it."""

    def __init__(self, groups: Groups, timer: Callable[[], float]) -> None:
        self._groups = groups
        self._timer = timer
        self._pictures: dict[tuple[int, Group], Picture] = {}
        self._count = 0
        self._credit = SAVED

    def trained(self, seconds: float) -> None:
        """The session trained for so long: a share of it may go to pictures."""
        self._credit = min(self._credit + seconds * SHARE / (1 - SHARE), SAVED)

    def allowance(self, training: bool, idle: float) -> float:
        """Seconds that a picture of the whole session may take now: what is left of the share while it trains, else
        `idle`."""
        return max(self._credit, 0.0) if training else idle

    def spent(self, seconds: float, training: bool) -> None:
        """They went to such a picture; what nothing else waited for is free."""
        self._credit -= seconds if training else 0.0

    def refresh(self, lanes: Collection[Lane], watched: Collection[str], training: bool, budget: float) -> bool:
        """Compute what is watched and out of date, the oldest first; the return says whether something is left.

        While the session trains, only within the share (an expensive picture is paid off before the next one); else at
        least one, and more for about `budget` seconds, so that a command never waits long.
        """
        stale = self._stale(lanes, watched)
        spent = 0.0
        while stale and (self._credit > 0 if training else spent < budget):
            _, lane, group = stale.pop(0)
            start = self._timer()
            self._count += 1
            blocks = tuple(group.draw(lane))
            seconds = self._timer() - start
            self._pictures[lane.id, group] = Picture(group.stamp(lane), blocks, self._count, seconds)
            spent += seconds
            if training:
                self._credit -= seconds
        return bool(stale)

    @property
    def slowest(self) -> float:
        """Seconds of the most expensive picture that is held."""
        return max((picture.seconds for picture in self._pictures.values()), default=0.0)

    def _stale(self, lanes: Collection[Lane], watched: Collection[str]) -> list[tuple[int, Lane, Group]]:
        found = []
        for group in self._groups:
            if not any(name in watched for name in group.names):
                continue
            for place, lane in enumerate(lanes):
                held = self._pictures.get((lane.id, group))
                if held is None or held.stamp != group.stamp(lane):
                    found.append((held.number if held else place - len(lanes), lane, group))
        return sorted(found, key=lambda one: one[0])

    def pictures(self, lane: Lane) -> list[Picture]:
        """What is held of the lane, as far as it belongs to its present life."""
        held = (picture for (identifier, _), picture in self._pictures.items() if identifier == lane.id)
        return [picture for picture in held if picture.stamp[:1] == lane.stamp[:1]]

    def forget(self, lanes: Collection[Lane]) -> None:
        """Keep pictures of these lanes only."""
        kept = {lane.id for lane in lanes}
        self._pictures = {key: picture for key, picture in self._pictures.items() if key[0] in kept}
