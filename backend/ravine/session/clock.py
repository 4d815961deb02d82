"""When a session's updates are due: playing, paused or doing one step, at a speed or as fast as it goes."""

from __future__ import annotations

import math
from enum import StrEnum

LAG = 0.25
"""Seconds of updates, at most, that a clock makes up for after it fell behind."""

TICK = 1 / 120
"""Seconds between two looks at a clock that is faster than that: no picture is drawn in between."""

ROUNDING = 1e-6
"""Of an update: sums of small times fall a little short of the whole."""


class Phase(StrEnum):
    """What the clock does."""

    PAUSED = "paused"
    PLAYING = "playing"
    STEPPING = "stepping"
    """Running to the goal of one step, at full speed, and pausing there."""
    SETTLING = "settling"
    """Pausing: the lanes that have not made the leader's last updates yet make them."""
    SEEKING = "seeking"
    """Standing still, but for lanes on their way to the update of their past that is to be shown."""


_ALLOWED = {
    Phase.PAUSED: {Phase.PLAYING, Phase.STEPPING, Phase.SEEKING},
    Phase.PLAYING: {Phase.SETTLING, Phase.PAUSED, Phase.SEEKING},
    Phase.STEPPING: {Phase.SETTLING, Phase.PAUSED, Phase.PLAYING, Phase.SEEKING},
    Phase.SETTLING: {Phase.PAUSED, Phase.PLAYING, Phase.STEPPING, Phase.SEEKING},
    Phase.SEEKING: {Phase.PAUSED, Phase.PLAYING, Phase.STEPPING, Phase.SEEKING},
}


class ImpossibleTransition(RuntimeError):
    """A change of phase that no command leads to: a mistake in this program."""


class Clock:
    """The phase and the speed; time is what the caller says."""

    def __init__(self) -> None:
        self.phase = Phase.PAUSED
        self.speed: float | None = None
        """Updates a second; None: unlimited."""
        self._due = 0.0
        self._seen = 0.0

    def turn(self, phase: Phase) -> None:
        """Go over to another phase; raises ImpossibleTransition where none leads there."""
        if phase not in _ALLOWED[self.phase]:
            raise ImpossibleTransition(f"a clock that is {self.phase} cannot become {phase}")
        self.phase = phase

    @property
    def computing(self) -> bool:
        """There are updates to make, now or later."""
        return self.phase is not Phase.PAUSED

    @property
    def playing(self) -> bool:
        """What the page calls so: updates go on until a command or a step's end."""
        return self.phase in (Phase.PLAYING, Phase.STEPPING)

    def start(self, now: float) -> None:
        """The first update is due at once: who presses Play sees it."""
        self._due, self._seen = 1.0, now

    def set_speed(self, speed: float | None, now: float) -> None:
        self.take(now, 0)
        self.speed = speed
        self._due = min(self._due, 1.0)

    def take(self, now: float, most: int) -> int:
        """How many updates are due now, `most` at most; they count as made."""
        if self.speed is None:
            self._seen = now
            return most
        self._due = min(self._due + (now - self._seen) * self.speed, 1.0 + LAG * self.speed)
        self._seen = now
        taken = min(math.floor(self._due + ROUNDING), most)
        self._due -= taken
        return taken

    def next_due(self) -> float:
        """When the next update is due; for a clock that plays at a speed."""
        assert self.speed is not None
        wait = max(0.0, 1.0 - self._due) / self.speed
        return self._seen + (max(wait, TICK) if self.speed * TICK > 1.0 else wait)
