"""What a session of the Surface place is: a function of two parameters, and the racers that go down on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, Self

from pydantic import Field, PlainValidator, WithJsonSchema, model_validator

from ravine.engine.expression import ExpressionError, parse
from ravine.engine.registry import Entry, Parameter
from ravine.engine.surfaces import surfaces
from ravine.spec import limits
from ravine.spec.choice import Choice, Of
from ravine.spec.error import Refusal, show
from ravine.spec.listed import listed
from ravine.spec.number import Number
from ravine.spec.racer import Coordinate, Point, RacerSpec
from ravine.spec.session import SessionSpec, named

NOISE = Number(
    Parameter(
        "noise",
        0.0,
        0.0,
        1e6,
        "of a gradient",
        "Gaussian noise on each coordinate of the gradient, its standard deviation; the same for all lanes.",
        choices=(0.0, 0.01, 0.1, 0.3, 1.0, 3.0, 10.0),
    ),
    "gradient noise",
)


def _expression(value: Any) -> str:
    """A function that can be typed; raises Refusal, which says where it is wrong."""
    if not isinstance(value, str):
        raise Refusal(f"is {show(value)}, not text", "a function of x and y")
    try:
        parse(value)
    except ExpressionError as error:
        raise unreadable(error) from None
    return value


def unreadable(error: ExpressionError) -> Refusal:
    """What is wrong with a typed function, and where."""
    span = error.position, error.position + error.length
    return Refusal(f"cannot be read at character {error.position + 1}: {error.message}", error.allowed, span=span)


Expression = Annotated[str, PlainValidator(_expression), WithJsonSchema({"type": "string"})]


Row = Annotated[tuple[Coordinate, ...], listed(2, 3, "numbers")]
"""One point that a surface is made of: (x, y), or (x1, x2, class)."""

Racers = Annotated[tuple[RacerSpec, ...], listed(1, limits.LANES, "lanes")]
Points = Annotated[tuple[Row, ...], listed(2, limits.POINTS, "points")]


def racers() -> tuple[RacerSpec, ...]:
    """Who the page loads with: plain descent, which zigzags in the ravine, and two that do not."""
    chosen = (
        ("gradient descent", {"name": "gradient_descent", "lr": 0.03}),
        ("momentum", {"name": "momentum", "lr": 0.01, "lambda": 0.9}),
        ("Adam", {"name": "adam", "lr": 0.1}),
    )
    return tuple(RacerSpec.model_validate({"name": name, "optimizer": optimizer}) for name, optimizer in chosen)


class SurfaceSpec(SessionSpec):
    """Up to eight racers on one surface; the bare `SurfaceSpec()` is what the page loads with."""

    LANE = RacerSpec

    place: Annotated[Literal["surface"], named] = "surface"
    surface: Annotated[Choice, Of(surfaces)] = Of(surfaces).read("ravine")
    expression: Expression = "x^2 + 10*y^2"
    """In force where the surface is `typed`."""
    points: Points | None = None
    """What the surface is made of, where it comes from data; null: drawn by the seed."""
    start: Point | None = None
    """Of every lane that has none of its own; null: the surface's usual one."""
    noise: Annotated[float, NOISE] = NOISE.default
    lanes: Racers = Field(default_factory=racers)

    @property
    def entry(self) -> Entry:
        return surfaces[self.surface.name]

    @property
    def source(self) -> tuple[Any, ...]:
        """Equal sources, equal surfaces."""
        return (
            self.surface,
            self.expression if self.entry.traits["typed"] else None,
            (self.seed, self.points) if self.entry.traits["from_data"] else None,
        )

    def start_of(self, lane: int) -> tuple[float, float]:
        """Where the racer at this place begins."""
        start = self.lanes[lane].start or self.start or self.entry.traits["start"]
        return float(start[0]), float(start[1])

    def patched(self, document: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
        """On another surface the starts and the points are those of that surface; and a start of the session is that of
        every lane."""
        surface = document.get("surface")
        name = surface.get("name") if isinstance(surface, Mapping) else surface
        other = name != self.surface.name
        for field in ("start", "points"):
            if other and field not in changes:
                document[field] = None
        if other or "start" in changes:
            for lane in document["lanes"]:
                lane["start"] = None
        return document

    def restarts(self, after: Self, lane: int) -> str | None:
        reasons = {
            "the surface is another one": self.source != after.source,
            "the start is another one": self.start_of(lane) != after.start_of(lane),
            "the session's seed is another one": self.seed != after.seed,
        }
        return next((reason for reason, applies in reasons.items() if applies), None)

    @model_validator(mode="after")
    def _right_points(self) -> Self:
        """Points that the surface could not be made of."""
        if self.points is None or not self.entry.traits["from_data"]:
            return self
        columns = self.entry.traits["columns"]
        for place, row in enumerate(self.points):
            if len(row) != len(columns):
                raise Refusal(f"is a list of {len(row)}", f"a list of {', '.join(columns)}", f"points.{place}")
            if "class" in columns and row[-1] not in (0, 1):
                raise Refusal(f"has the class {show(row[-1])}", "0 or 1", f"points.{place}")
        return self
