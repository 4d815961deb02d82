"""Who watches a session, as the session sees them."""

from __future__ import annotations

from typing import Protocol

from ravine.session.frames import Frame
from ravine.spec.events import Event


class Guest(Protocol):
    """The other end of a viewer. None of this may block."""

    def event(self, event: Event) -> None: ...

    def frame(self, frame: Frame) -> None: ...

    def cut(self) -> None:
        """It has stopped reading."""
