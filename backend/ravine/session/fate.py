"""Whether a lane can go on beyond its end, and if not, why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ravine.session.learner import Learner


class Status(StrEnum):
    """Whether a lane can go on."""

    READY = "ready"
    DIVERGED = "diverged"
    STOPPED = "stopped"
    """By its own rule: the validation loss fell no more."""


@dataclass(frozen=True)
class Fate:
    """What keeps a lane from going on beyond its end."""

    status: Status
    reason: str

    @classmethod
    def of(cls, learner: Learner) -> Fate | None:
        if learner.diverged is not None:
            return cls(Status.DIVERGED, learner.diverged)
        return None if learner.stopped is None else cls(Status.STOPPED, learner.stopped)
