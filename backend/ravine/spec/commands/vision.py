"""Questions about networks of pictures."""

from __future__ import annotations

from typing import Annotated, Literal

from ravine.data.images import PHOTOGRAPHS
from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.commands.asked import Asked, LaneId, LayerPlace, UnitPlace
from ravine.spec.layers.kinds import Layers
from ravine.spec.number import Number, whole

SIDE = Number(
    Parameter("side", 227, 1, limits.SIDE, "pixels", "Height and width of the picture.", integer=True), "side"
)
COLOURS = whole("maps", 1, 3, "maps")
CLASSES = whole("classes", 1, limits.UNITS, "classes")
EXAMPLES = whole("batch", 1, limits.BATCH, "examples")
PHOTOGRAPH = whole("photo", 0, PHOTOGRAPHS - 1, "photographs")


class Strongest(Asked):
    """For which test pictures a map of a layer gives its largest numbers, and where. Both count from 0."""

    kind: Literal["strongest"] = "strongest"
    lane: LaneId
    layer: LayerPlace
    map: UnitPlace


class Rungs(Asked):
    """Which of AlexNet's tricks a lane has, and the change that puts each on or takes it away."""

    kind: Literal["rungs"] = "rungs"
    lane: LaneId


class Committee(Asked):
    """How often each lane is wrong on the test part, and how often all of them together."""

    kind: Literal["committee"] = "committee"


class Outline(Asked):
    """What a network of these hidden layers is made of, whether it is too large to be trained here or not: over
    pictures of `side` x `side` pixels in 1 (grey) or 3 (colour) maps, with an output for each class. batch: examples
    that its memory is told for."""

    kind: Literal["outline"] = "outline"
    lane: LaneId | None = None
    """Whose layers they are, where they are a lane's: it comes back with the answer."""
    layers: Layers
    maps: Annotated[int, COLOURS] = 3
    side: Annotated[int, SIDE] = SIDE.default
    classes: Annotated[int, CLASSES] = 1000
    batch: Annotated[int, EXAMPLES] = 1


class Walk(Asked):
    """Pass photographs through a network of these hidden layers, forward and back, with one step of gradient descent,
    and forward again. As many layers as AlexNet has, or what was made of it; its weights are drawn anew. photo: of
    those in the catalogue, from 0; further ones of a batch are crops of all."""

    kind: Literal["walk"] = "walk"
    layers: Layers
    photo: Annotated[int, PHOTOGRAPH] = 0
    batch: Annotated[int, EXAMPLES] = 1


class StopWalk(Asked):
    """End the walk that is running; what it has found so far stays."""

    kind: Literal["stop_walk"] = "stop_walk"
