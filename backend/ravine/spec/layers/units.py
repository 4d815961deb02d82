"""Layers of neurons that each see all that the layer is given."""

from __future__ import annotations

from typing import Annotated, Literal

from ravine.engine.layers.dense import Dense
from ravine.engine.registry import Parameter
from ravine.spec import limits
from ravine.spec.layers.hidden import ActivatedSpec, HiddenSpec, known
from ravine.spec.number import Number

UNITS = Number(
    Parameter(
        "units",
        8,
        1,
        limits.UNITS,
        "neurons",
        "How many neurons the layer has.",
        integer=True,
        choices=(2, 4, 8, 16, 32, 64, 128),
    ),
    "neurons",
    restarts=True,
)
PIECES = Number(
    Parameter(
        "pieces", 2, 2, limits.PIECES, "pieces", "Maxout: how many linear functions a neuron has, the largest counts.",
        integer=True, choices=(2, 3, 5),
    ),
    "pieces",
    restarts=True,
)  # fmt: skip


class DenseSpec(ActivatedSpec):
    """dense: y = f(W x + b)

    Each neuron sees all inputs; an activation function follows.
    """

    WORK = Dense

    kind: Annotated[Literal["dense"], known] = "dense"
    units: Annotated[int, UNITS] = UNITS.default


class MaxoutSpec(HiddenSpec):
    """Maxout: y = max over the pieces k of W_k x + b_k

    Each neuron gives the largest of several linear functions: an activation that is learned.
    """

    WORK = Dense

    kind: Annotated[Literal["maxout"], known] = "maxout"
    units: Annotated[int, UNITS] = UNITS.default
    pieces: Annotated[int, PIECES] = PIECES.default
