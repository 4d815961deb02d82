"""AlexNet as a list of layers, to be walked and changed: what a person sets of each (lecture, Case study: AlexNet)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ravine.data.images import photographs
from ravine.engine.alexnet import ALEXNET as NET
from ravine.engine.alexnet import LAYERS, grouped_parameters
from ravine.engine.network import Layer
from ravine.spec.layers.kinds import MODELS


class Walkable(BaseModel):
    """side, maps: of the picture. names: of the layers, the output last. layers: the hidden ones. grouped: weights and
    biases of the original, where three convolutions saw half of the maps. photographs: by name."""

    name: str
    side: int
    maps: int
    classes: int
    names: list[str]
    layers: list[dict[str, Any]]
    grouped: int
    photographs: list[str]


def _described(layer: Layer) -> dict[str, Any]:
    """The spec of a layer of the engine."""
    model = next(model for model in MODELS.values() if model.WORK is type(layer.work))
    return model.read({name: getattr(layer.work, name) for name in model.own()}, "the layer").document()


def walkable() -> Walkable:
    *hidden, _ = LAYERS.values()
    picture = NET.shapes[0]
    return Walkable(
        name="AlexNet", side=picture.height, maps=picture.maps, classes=NET.outputs, names=list(LAYERS),
        layers=[_described(layer) for layer in hidden], grouped=grouped_parameters(),
        photographs=list(photographs()[1]),
    )  # fmt: skip
