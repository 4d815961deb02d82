"""What one page has already, what it looks at, and the next frame for it: no queue, only cursors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from ravine.engine.registry import nearest
from ravine.session.blocks import KINDS, Block, block
from ravine.session.frames import Frame, encode
from ravine.session.joined import joined
from ravine.session.lane import Lane
from ravine.session.session import Session
from ravine.spec.commands import Cursor
from ravine.spec.error import SpecError, show

FLYING = 2
"""Frames that may be on their way; the next is composed when the page has drawn one of them."""

INTERVAL = 1 / 90
"""Seconds between two frames while one is on its way: a second frame is there in time for the next picture when the
first one's receipt comes late."""

LEAST = 1 / 120
"""Seconds between two frames, at least. A page acknowledges once a picture what it has, so the next frame is composed
when a picture has been begun and arrives before the next one, whatever the beat: nobody has to keep time with it."""

BINS = 64
"""Bins of one append block in a running stream: more than a page gets new pixels across in that time."""

CATCH_UP = 2048
"""Bins of the first one, when the page has nothing yet or was away: a whole curve."""

LAYERS = 16
"""Deeper nets get wider bins in proportion, instead of larger frames. All series of a lane get the same bins, so that
they end at the same update and a page that returns needs one cursor."""

SERIES = ("loss", "learning_rate", "gradient_norm", "effort", "path")


@dataclass
class _Cursor:
    """What the page has of one lane, of this life of it."""

    life: int
    series: dict[str, int]
    """One past the last update that it has, by kind of block."""
    evaluation: int = 0
    pictures: dict[str, int] = field(default_factory=dict)
    caught_up: set[str] = field(default_factory=set)


class Viewer:
    """One page. `cursors`: up to which update it has each lane's series, from an earlier connection."""

    def __init__(self, cursors: Mapping[int, Cursor] | None = None) -> None:
        self.watched: frozenset[str] = frozenset()
        self._given = dict(cursors or {})
        self._cursors: dict[int, _Cursor] = {}
        self._shared: dict[str, int] = {}
        """Numbers of what it has that belongs to all lanes."""
        self._sequence = 0
        self._acknowledged = 0
        self._last = float("-inf")
        self.waiting_since: float | None = None
        """Since when as many frames as may fly are flying."""

    # --- what the page says -------------------------------------------------------------------------------------------

    def watch(self, views: tuple[str, ...]) -> None:
        """Look at these kinds of block from now on; raises SpecError for a name that is none."""
        for name in views:
            if name not in KINDS:
                wrong = f"views holds {show(name)}, which is no view{nearest(name, KINDS)}"
                raise SpecError(wrong, "views", ", ".join(KINDS))
        self.watched = frozenset(views)

    def acknowledge(self, sequence: int) -> None:
        """The page has drawn everything up to this frame; raises SpecError for a frame that was never sent."""
        if sequence > self._sequence:
            raise SpecError(f"sequence is {sequence}, and no such frame was sent", "sequence", f"0 to {self._sequence}")
        self._acknowledged = max(self._acknowledged, sequence)
        if self._sequence - self._acknowledged < FLYING:
            self.waiting_since = None

    def lags(self, session: Session) -> bool:
        """Whether the page lacks updates of a series that it watches: a frame brings whole bins, the next the rest."""
        return any(
            self._cursor(lane).series[name] < lane.end
            for lane in session.lanes
            for name in SERIES
            if name in self.watched
        )

    # --- the next frame -----------------------------------------------------------------------------------------------

    def due(self) -> float | None:
        """When the next frame may be composed; None while the page has to acknowledge one first."""
        flying = self._sequence - self._acknowledged
        if flying >= FLYING:
            return None
        return self._last + (INTERVAL if flying else LEAST)

    def compose(self, session: Session, now: float) -> Frame | None:
        """What the page lacks of what it watches, in one frame; None while that is nothing. To be called when due."""
        blocks = list(self._news(session))
        if not blocks:
            return None
        self._sequence += 1
        self._last = now
        if self._sequence - self._acknowledged >= FLYING:
            self.waiting_since = now
        return encode(self._sequence, session.update, blocks)

    def _news(self, session: Session) -> Iterator[Block]:
        for one in session.shared():
            if one.name in self.watched and self._shared.get(one.name) != one.number:
                self._shared[one.name] = one.number
                yield from one.blocks()
        self._cursors = {lane.id: self._cursor(lane) for lane in session.lanes}
        for lane in session.lanes:
            cursor = self._cursors[lane.id]
            for name in SERIES:
                if name in self.watched:
                    yield from self._series(name, lane, cursor)
            if "metrics" in self.watched:
                yield from self._evaluations(lane, cursor)
            yield from self._pictures(session, lane, cursor)

    def _cursor(self, lane: Lane) -> _Cursor:
        cursor = self._cursors.get(lane.id)
        if cursor is None or cursor.life != lane.life:
            given = self._given.pop(lane.id, None)
            trusted = given is not None and given.life == lane.life and given.update <= lane.end
            cursor = _Cursor(lane.life, dict.fromkeys(SERIES, given.update if given and trusted else 0))
        return cursor

    @staticmethod
    def _series(name: str, lane: Lane, cursor: _Cursor) -> Iterator[Block]:
        if cursor.series[name] >= lane.end:
            return
        bins = BINS if name in cursor.caught_up else CATCH_UP
        bins = max(1, min(bins, bins * LAYERS // sum(lane.learner.columns)))
        for piece in joined(lane.history, cursor.series[name], bins):
            columns = {
                "loss": piece.loss, "learning_rate": piece.lr[:, None], "gradient_norm": piece.gradient_norm,
                "effort": piece.effort, "path": piece.trace,
            }  # fmt: skip
            cursor.series[name] = piece.stop
            if columns[name].shape[1]:
                yield block(name, lane.id, columns[name], piece.start, piece.width)
        cursor.caught_up.add(name)

    @staticmethod
    def _evaluations(lane: Lane, cursor: _Cursor) -> Iterator[Block]:
        for evaluated in lane.evaluations.since(cursor.evaluation):
            cursor.evaluation = evaluated.number
            yield block("metrics", lane.id, np.array(evaluated.values), evaluated.update)

    def _pictures(self, session: Session, lane: Lane, cursor: _Cursor) -> Iterator[Block]:
        for picture in session.display.pictures(lane):
            for one in picture.blocks:
                name = one.kind.name
                if name in self.watched and cursor.pictures.get(name, 0) < picture.number:
                    cursor.pictures[name] = picture.number
                    yield one
