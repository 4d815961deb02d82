"""What one racer is: a point on a surface, and the optimizer that moves it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ravine.engine.optimizers import optimizers
from ravine.engine.registry import Parameter
from ravine.engine.schedules import schedules
from ravine.spec import limits
from ravine.spec.choice import Choice, Of, Optimizer, Schedule
from ravine.spec.error import Refusal
from ravine.spec.listed import listed
from ravine.spec.number import Number
from ravine.spec.session import AnyLane

BATCH = Number(
    Parameter(
        "batch",
        10,
        1,
        limits.POINTS,
        "examples",
        "How many of the points an update looks at, where the surface comes from data; at most all of them.",
        integer=True,
        choices=(1, 2, 5, 10, 20, 50, 100),
    ),
    "batch",
)

COORDINATE = Number(Parameter("coordinate", 0.0, -limits.FAR, limits.FAR, "", "Of a point of the plane."), "coordinate")

Coordinate = Annotated[float, COORDINATE]
Point = Annotated[tuple[Coordinate, Coordinate], listed(2, 2, "numbers, x and y")]
"""A place on a surface."""


def _unwatched(schedule: Choice) -> Choice:
    """Raises Refusal for a schedule that needs a validation set: a surface has none."""
    if schedules[schedule.name].traits["watches"]:
        fit = ", ".join(entry.name for entry in schedules if not entry.traits["watches"])
        raise Refusal(f"is {schedule.name}, which watches a validation set, and a surface has none", fit, "name")
    return schedule


class RacerSpec(AnyLane):
    """Everything that one racer may differ in; `start` null: where the session says."""

    start: Point | None = None
    optimizer: Optimizer = Of(optimizers).read("gradient_descent")
    schedule: Annotated[Schedule, AfterValidator(_unwatched)] = Of(schedules).read("constant")
    batch: Annotated[int, BATCH] = BATCH.default
