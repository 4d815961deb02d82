"""What may be said to a session of the Network place alone."""

from __future__ import annotations

from typing import Annotated, Literal

from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.commands.asked import Asked, InputPlace, LaneId, LayerPlace, UnitPlace
from ravine.spec.listed import listed
from ravine.spec.number import Number, whole
from ravine.spec.racer import Coordinate
from ravine.spec.strict import Strict

WEIGHT = Number(Parameter("weight", 0.0, -1e6, 1e6, "", "One weight or bias."), "weight")


class SetWeight(Asked):
    """Put a number in the place of one weight; without `input`, of the unit's bias. Layer 0 is the first hidden one."""

    kind: Literal["set_weight"] = "set_weight"
    lane: LaneId
    layer: LayerPlace
    unit: UnitPlace
    input: InputPlace | None = None
    value: Annotated[float, WEIGHT]


class Spot(Strict):
    """One weight of a network; without `input`, the unit's bias. Layer 0 is the first hidden one."""

    layer: LayerPlace
    unit: UnitPlace
    input: InputPlace | None = None


class Section(Asked):
    """Make the loss over two weights of a lane, all others as they are, a surface of the Surface place."""

    kind: Literal["section"] = "section"
    lane: LaneId
    first: Spot
    second: Spot


class Check(Asked):
    """Compare a lane's gradient with finite differences."""

    kind: Literal["check"] = "check"
    lane: LaneId


class Probe(Asked):
    """The example whose way through the networks is shown: `x`, a point of the plane or the pixels of a picture (map by
    map, row by row, 0 to 1), or the picture in this `row` of a `part`. Both null: the first one."""

    kind: Literal["probe"] = "probe"
    x: Annotated[tuple[Coordinate, ...], listed(2, limits.INPUTS, "numbers")] | None = None
    row: Annotated[int, whole("row", 0, limits.COUNT)] | None = None
    part: Literal["train", "validation", "test"] = "test"
