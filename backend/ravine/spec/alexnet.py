"""AlexNet as a list of layers, to be walked and changed: what a person sets of each (lecture, Case study: AlexNet)."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ravine.data.images import photographs
from ravine.engine.alexnet import ALEXNET as NET
from ravine.engine.alexnet import LAYERS, grouped_parameters
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.pool import MaxPool
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
    match layer.work:
        case Conv(filters, size, stride, padding):
            fields = {"kind": "conv", "filters": filters, "size": size, "stride": stride, "padding": padding}
        case MaxPool(size, stride):
            fields = {"kind": "max_pool", "size": size, "stride": stride}
        case LocalResponseNorm():
            fields = {"kind": "local_response_norm"}
        case Dense(units):
            fields = {"kind": "dense", "units": units}
        case other:
            raise ValueError(f"AlexNet has no {other}")
    return MODELS[str(fields["kind"])].read(fields, "the layer").document()


def walkable() -> Walkable:
    *hidden, _ = LAYERS.values()
    picture = NET.shapes[0]
    return Walkable(
        name="AlexNet", side=picture.height, maps=picture.maps, classes=NET.outputs, names=list(LAYERS),
        layers=[_described(layer) for layer in hidden], grouped=grouped_parameters(),
        photographs=list(photographs()[1]),
    )  # fmt: skip
