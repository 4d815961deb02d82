"""What a session of any place says of itself."""

from __future__ import annotations

from typing import Any, Literal

from ravine.spec.error import SpecError
from ravine.spec.places import AnySpec
from ravine.spec.strict import Strict

Clock = Literal["paused", "playing", "seeking"]
"""Seeking: on the way to an update of the past."""


class LaneName(Strict):
    """A lane of the spec and its id: the ids follow the order of `spec.lanes` and stay when others are removed.

    life: counts how often its past was thrown away; what a page holds of an earlier life is no longer true.
    """

    id: int
    name: str
    life: int


class LaneState(Strict):
    """Where a lane is, and where its past ends: further, while one looks at an earlier update. `reason` says why it
    diverged or stopped; best: the update with the lowest validation loss, where a rule watches for it."""

    id: int
    name: str
    life: int
    status: Literal["ready", "diverged", "stopped"]
    update: int
    end: int
    epoch: int
    reason: str | None = None
    best: int | None = None


class State(Strict):
    """The clock and every lane; after each change of one of them."""

    kind: Literal["state"] = "state"
    clock: Clock
    update: int
    start: int
    """The first update that can be shown again: 0 but after very many edits."""
    end: int
    epoch: int
    speed: float | None
    lanes: tuple[LaneState, ...]


class Welcome(Strict):
    """The answer to hello."""

    kind: Literal["welcome"] = "welcome"
    session: str
    version: int
    engine: str
    """Which Ravine computes: its version."""
    spec: AnySpec
    lanes: tuple[LaneName, ...]
    state: State


class Spec(Strict):
    """The whole spec in force, after every patch, add, remove and reset; which lanes started anew, and why."""

    kind: Literal["spec"] = "spec"
    spec: AnySpec
    lanes: tuple[LaneName, ...]
    restarted: tuple[int, ...] = ()
    why: str | None = None
    number: int | None = None
    """That of the command which this answers."""


class LoggedEdit(Strict):
    """What was changed of a lane, and before which of its updates."""

    lane: int
    update: int
    what: str


class Log(Strict):
    """The edits that the lanes' pasts hold, oldest first; a replay makes them again. Whole, or what is new in it."""

    kind: Literal["log"] = "log"
    edits: tuple[LoggedEdit, ...]
    whole: bool


class Cure(Strict):
    """A change of the lane's spec that would help, in words for a button."""

    label: str
    changes: dict[str, Any]


class Diverged(Strict):
    """A lane stopped at its last finite state."""

    kind: Literal["diverged"] = "diverged"
    lane: int
    update: int
    reason: str
    cures: tuple[Cure, ...] = ()


class Progress(Strict):
    """Kernels being compiled: `done` of `total`."""

    kind: Literal["progress"] = "progress"
    stage: str
    done: int
    total: int


class Error(Strict):
    """What was wrong with a command, where, and what is allowed. The session goes on as it was."""

    kind: Literal["error"] = "error"
    message: str
    field: str | None = None
    allowed: str | None = None
    number: int | None = None
    """That of the command which this answers."""
    span: tuple[int, int] | None = None
    """Which characters of a typed function are wrong: the first, and the one behind the last."""

    @classmethod
    def of(cls, error: SpecError) -> Error:
        return cls(
            message=error.message, field=error.field, allowed=error.allowed, number=error.number, span=error.span
        )
