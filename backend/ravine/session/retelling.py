"""What a replay records once more, to fill what the history of a lane has lost.

Long ago a history holds wide bins only. Who goes on from the middle of such a bin would leave a gap where it began: so
the way there is made from the bin's start, and what its updates were is told again.
"""

from __future__ import annotations

from ravine.engine.history import History
from ravine.engine.record import Record


class Retelling:
    """Of the updates from `start` up to `stop`."""

    def __init__(self, start: int, stop: int) -> None:
        self.start = start
        self.stop = stop
        self._parts: list[tuple[Record, float]] = []
        self._reached = start

    @property
    def whole(self) -> bool:
        """Every update has been told."""
        return self._reached == self.stop

    def add(self, first: int, record: Record, seconds: float) -> None:
        """The updates from `first` on were made again, in so many seconds."""
        skipped = self._reached - first
        wanted = record[skipped : self.stop - first]
        if skipped < 0 or not len(wanted):
            return
        self._parts.append((wanted, seconds * len(wanted) / len(record)))
        self._reached += len(wanted)

    def fill(self, history: History) -> None:
        """Put it in the place of what the history holds from `start` on."""
        history.truncate(self.start)
        for record, seconds in self._parts:
            history.append(record, seconds)
