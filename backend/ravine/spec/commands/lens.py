"""Questions about a network as it stands, each answered by one event and changing nothing."""

from __future__ import annotations

from typing import Annotated, Literal

from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.commands.asked import Asked, LaneId
from ravine.spec.commands.network import Spot
from ravine.spec.listed import listed
from ravine.spec.number import Number, whole

DELTA = Number(Parameter("delta", 0.1, -1e3, 1e3, "", "How far a weight is nudged."), "delta")
REACH = Number(
    Parameter("reach", 1.0, 0.01, 100.0, "", "How far the slice goes, of the weights' own size.",
              choices=(0.3, 1, 3)),
    "reach",
)  # fmt: skip
TERMS = Number(
    Parameter("terms", 4, 1, limits.TERMS, "sigmoids", "How many shifted sigmoids are added.", integer=True,
              choices=(1, 2, 4, 8, 16, 32)),
    "terms",
)  # fmt: skip

SLICE_LEAST = 5
"""Points along a side of a loss slice: fewer show no shape."""

Deltas = Annotated[tuple[Annotated[float, DELTA], ...], listed(1, limits.DELTAS, "numbers")]
Lanes = Annotated[tuple[LaneId, ...], listed(0, 3, "lanes")]


class Nudge(Asked):
    """Add each of these to one weight and see what becomes of every layer and of the loss."""

    kind: Literal["nudge"] = "nudge"
    lane: LaneId
    spot: Spot
    deltas: Deltas


class Slice(Asked):
    """The loss over a plane through a lane's parameters: along two random directions, each filter as long as the
    network's own (`random`), through three lanes (`lanes`), or along the two main directions of its path (`path`)."""

    kind: Literal["slice"] = "slice"
    lane: LaneId
    plane: Literal["random", "lanes", "path"] = "random"
    lanes: Lanes = ()
    """The three that `lanes` goes through; empty: the first three."""
    side: Annotated[int, whole("side", SLICE_LEAST, limits.SLICE_SIDE)] = 41
    reach: Annotated[float, REACH] = 1.0


class Ensemble(Asked):
    """Average a lane's network over its dropout masks, and compare the network as it is used at test time."""

    kind: Literal["ensemble"] = "ensemble"
    lane: LaneId


class GradientNoise(Asked):
    """How well the gradient of a batch agrees with that of all training examples, over batch sizes."""

    kind: Literal["gradient_noise"] = "gradient_noise"
    lane: LaneId


class SumOfSigmoids(Asked):
    """sum over i = 1..terms of sigmoid(x + 0.5 - i), beside softplus and ReLU."""

    kind: Literal["sum_of_sigmoids"] = "sum_of_sigmoids"
    terms: Annotated[int, TERMS]


class Shapes(Asked):
    """The activation functions that a lane has learned."""

    kind: Literal["shapes"] = "shapes"
    lane: LaneId


class Sizes(Asked):
    """How large the weights of a lane are."""

    kind: Literal["sizes"] = "sizes"
    lane: LaneId


class Remember(Asked):
    """What the optimizer of a lane remembers of its parameters, and the rate that this gives to each of them; also of a
    point on a surface."""

    kind: Literal["remember"] = "remember"
    lane: LaneId


class Phases(Asked):
    """The next update of a lane in its four phases: sample, forward, backprop, update."""

    kind: Literal["phases"] = "phases"
    lane: LaneId


class Augment(Asked):
    """What augmentation makes of the pictures of a lane's next batch."""

    kind: Literal["augment"] = "augment"
    lane: LaneId
    again: Annotated[int, whole("again", 0, limits.COUNT)] = 0
    """How many updates later its random numbers are taken from."""


class Rule(Asked):
    """What the next update does to one weight, penalties and optimizer line by line."""

    kind: Literal["rule"] = "rule"
    lane: LaneId
    spot: Spot
