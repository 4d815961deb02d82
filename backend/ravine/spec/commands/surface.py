"""What may be said to a session of the Surface place alone."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator

from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.commands.asked import Asked, LaneId, Token
from ravine.spec.error import Refusal
from ravine.spec.listed import listed
from ravine.spec.number import Number
from ravine.spec.racer import Coordinate
from ravine.spec.strict import Strict

RANGE = Number(Parameter("value", 0.0, -1e9, 1e9, "", "The end of a range."), "range")
TRIED = Number(
    Parameter(
        "updates", 300, 1, limits.TRIED, "updates", "How many each one makes.", integer=True,
        choices=(50, 100, 200, 300, 500, 1000, 2000),
    ),
    "updates",
)  # fmt: skip


def _window(given: Any) -> Any:
    """Two ranges, each from low to high; raises Refusal."""
    for axis, (low, high) in zip("xy", given, strict=True):
        if not high - low > 1e-9 * max(1.0, abs(low), abs(high)):
            raise Refusal(f"goes from {low:g} to {high:g} in {axis}", "a lower number, then a higher one")
    return given


Range = Annotated[tuple[Coordinate, Coordinate], listed(2, 2, "numbers")]
Window = Annotated[tuple[Range, Range], listed(2, 2, "ranges"), AfterValidator(_window)]


class Look(Asked):
    """The part of a surface that is shown, lowest and highest x and y; null: all of its domain."""

    kind: Literal["look"] = "look"
    window: Window | None


class Explain(Asked):
    """The next update of a racer, step by step, with its numbers."""

    kind: Literal["explain"] = "explain"
    lane: LaneId


class Tune(Asked):
    """Try rates for every racer from its start, take each one's best, and start all of them anew."""

    kind: Literal["tune"] = "tune"
    updates: Annotated[int, TRIED]


class Axis(Strict):
    """One of a racer's hyper-parameters over a range, in equal steps or in equal ratios."""

    parameter: Token
    low: Annotated[float, RANGE]
    high: Annotated[float, RANGE]
    log: bool = False


class Map(Asked):
    """What becomes of many racers: from every start in the window (`basins`: where one lane ends, `winners`: which lane
    ends lowest), or with every pair of two hyper-parameters of one lane (`plane`). `what` null: no map any more."""

    kind: Literal["map"] = "map"
    what: Literal["basins", "winners", "plane"] | None
    lane: LaneId | None = None
    updates: Annotated[int, TRIED] = 300
    x: Axis | None = None
    y: Axis | None = None
