"""What may be said to a session of any place."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.commands.asked import UPDATES, Asked, Changes, Cursors, LaneId, Token
from ravine.spec.listed import listed
from ravine.spec.number import Number, whole
from ravine.spec.places import AnySpec
from ravine.spec.strict import Strict

VERSION = 2
"""Of the protocol; page and server come from the same package, but a page may have been open since before."""

SPEED = Number(
    Parameter(
        "updates_per_second",
        30.0,
        0.1,
        1e7,
        "updates/s",
        "How fast the clock runs; empty: as fast as it can.",
        choices=(1, 3, 10, 30, 100, 1000),
    ),
    "speed",
)


class Hello(Strict):
    """The first message: a new session (with a spec, or the default), or the one that the page had before."""

    kind: Literal["hello"] = "hello"
    version: Annotated[int, whole("version", VERSION, VERSION)]
    session: Token | None = None
    spec: AnySpec | None = None
    cursors: Cursors = Field(default_factory=dict)


class Play(Asked):
    """Let the clock run; with `until`, pause at exactly that update."""

    kind: Literal["play"] = "play"
    until: Annotated[int, UPDATES] | None = None


class Pause(Asked):
    """Stop after the update that is being computed."""

    kind: Literal["pause"] = "pause"


class Step(Asked):
    """One update, or as many as are left of the epoch."""

    kind: Literal["step"] = "step"
    unit: Literal["update", "epoch"] = "update"


class Reset(Asked):
    """Back to update 0: the same spec, the same seeds."""

    kind: Literal["reset"] = "reset"


class Speed(Asked):
    """How many updates a second; null: as many as the machine gives."""

    kind: Literal["speed"] = "speed"
    updates_per_second: Annotated[float, SPEED] | None


class PatchLane(Asked):
    """Change a lane's spec: a merge patch."""

    kind: Literal["patch_lane"] = "patch_lane"
    lane: LaneId
    changes: Changes


class PatchSession(Asked):
    """Change seed, data or split: a merge patch."""

    kind: Literal["patch_session"] = "patch_session"
    changes: Changes


class Scrub(Asked):
    """Pause, and show every lane as it was at this update."""

    kind: Literal["scrub"] = "scrub"
    update: Annotated[int, UPDATES]


class AddLane(Asked):
    """A new lane, with changes: the default; or a copy of another one, as it was at update `at` or as it is now."""

    kind: Literal["add_lane"] = "add_lane"
    copy_of: LaneId | None = None
    at: Annotated[int, UPDATES] | None = None
    changes: Changes = Field(default_factory=dict)


class RemoveLane(Asked):
    """Take a lane away; the last one stays."""

    kind: Literal["remove_lane"] = "remove_lane"
    lane: LaneId


class Load(Asked):
    """Another spec instead of this one: every lane anew."""

    kind: Literal["load"] = "load"
    spec: AnySpec


class Watch(Strict):
    """The kinds of block that are on the screen; what nobody looks at is not computed."""

    kind: Literal["watch"] = "watch"
    views: Annotated[tuple[Token, ...], listed(0, limits.VIEWS, "views")]


class Ack(Strict):
    """The page has drawn the frame with this sequence number."""

    kind: Literal["ack"] = "ack"
    sequence: Annotated[int, whole("sequence", 0, limits.IDENTIFIER)]
