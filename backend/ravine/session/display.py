"""The newest pictures of a session's lanes: computed when somebody looks, within a share of the session's time."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass

from ravine.session import inside
from ravine.session.blocks import Block
from ravine.session.lane import Lane
from ravine.session.pictures import GROUPS, Draw

SHARE = 0.25
"""Of the time that a session computes, what pictures may take while it trains at full speed."""

SAVED = 0.005
"""Seconds of that share which may be saved up."""

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class Picture:
    """Blocks of one lane, computed under one stamp."""

    stamp: Stamp
    probe: tuple[float, float] | None
    """The point that was followed through the network, then."""
    blocks: tuple[Block, ...]
    number: int
    """Counts all pictures of the display: the smaller, the older."""
    seconds: float
    """What it took."""


class Display:
    """Keeps the newest picture of each group and lane. `timer` measures the cost; no number depends on it."""

    def __init__(self, timer: Callable[[], float]) -> None:
        self._timer = timer
        self._pictures: dict[tuple[int, Draw], Picture] = {}
        self._count = 0
        self._credit = SAVED

    def trained(self, seconds: float) -> None:
        """The session trained for so long: a share of it may go to pictures."""
        self._credit = min(self._credit + seconds * SHARE / (1 - SHARE), SAVED)

    def refresh(self, lanes: Collection[Lane], watched: Collection[str], training: bool, budget: float) -> bool:
        """Compute what is watched and out of date, the oldest first; the return says whether something is left.

        While the session trains, only within the share (an expensive picture is paid off before the next one); else at
        least one, and more for about `budget` seconds, so that a command never waits long.
        """
        stale = self._stale(lanes, watched)
        spent = 0.0
        while stale and (self._credit > 0 if training else spent < budget):
            _, lane, draw = stale.pop(0)
            start = self._timer()
            self._count += 1
            blocks = tuple(draw(lane))
            seconds = self._timer() - start
            self._pictures[lane.id, draw] = Picture(lane.stamp, lane.probe, blocks, self._count, seconds)
            spent += seconds
            if training:
                self._credit -= seconds
        return bool(stale)

    @property
    def slowest(self) -> float:
        """Seconds of the most expensive picture that is held."""
        return max((picture.seconds for picture in self._pictures.values()), default=0.0)

    def _stale(self, lanes: Collection[Lane], watched: Collection[str]) -> list[tuple[int, Lane, Draw]]:
        found = []
        for draw, names in GROUPS.items():
            if not any(name in watched for name in names):
                continue
            for place, lane in enumerate(lanes):
                held = self._pictures.get((lane.id, draw))
                moved = held is not None and draw is inside.probe and held.probe != lane.probe
                if held is None or held.stamp != lane.stamp or moved:
                    found.append((held.number if held else place - len(lanes), lane, draw))
        return sorted(found, key=lambda one: one[0])

    def pictures(self, lane: Lane) -> list[Picture]:
        """What is held of the lane, as far as it belongs to its present life."""
        held = (picture for (identifier, _), picture in self._pictures.items() if identifier == lane.id)
        return [picture for picture in held if picture.stamp[:1] == lane.stamp[:1]]

    def forget(self, lanes: Collection[Lane]) -> None:
        """Keep pictures of these lanes only."""
        kept = {lane.id for lane in lanes}
        self._pictures = {key: picture for key, picture in self._pictures.items() if key[0] in kept}
