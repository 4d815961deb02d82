"""AlexNet, as in the lecture: five convolutions and three dense layers on pictures of 227 x 227 (Krizhevsky, 2012).

ReLU follows each of the eight but the last. The original ran on two cards: there CONV2, CONV4 and CONV5 saw only the
half of the maps that lay on their own card, so these three have half the weights (`grouped_parameters`); here every
filter sees all maps. What belongs to its training (dropout, augmentation, penalties) is not part of the architecture.
"""

from __future__ import annotations

from ravine.engine.layers.conv import Conv
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.pool import MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Layer, Layout

LAYERS = {
    "CONV1": Layer(Conv(96, 11, 4), "relu"),
    "POOL1": Layer(MaxPool(3, 2)),
    "NORM1": Layer(LocalResponseNorm()),
    "CONV2": Layer(Conv(256, 5, 1, 2), "relu"),
    "POOL2": Layer(MaxPool(3, 2)),
    "NORM2": Layer(LocalResponseNorm()),
    "CONV3": Layer(Conv(384, 3, 1, 1), "relu"),
    "CONV4": Layer(Conv(384, 3, 1, 1), "relu"),
    "CONV5": Layer(Conv(256, 3, 1, 1), "relu"),
    "POOL3": Layer(MaxPool(3, 2)),
    "FC6": Layer(4096, "relu"),
    "FC7": Layer(4096, "relu"),
    "FC8": Layer(1000),
}
IMAGE = Shape(3, 227, 227)
ALEXNET = Architecture(IMAGE.units, tuple(LAYERS.values()), image=IMAGE)

IN_TWO_GROUPS = ("CONV2", "CONV4", "CONV5")
"""The convolutions that saw half of the maps in the original."""


def grouped_parameters() -> int:
    """Weights and biases of the original: half the weights of CONV2, CONV4 and CONV5 less."""
    layout = Layout.of(ALEXNET)
    spans = dict(zip(LAYERS, layout.spans, strict=True))
    return layout.parameters - sum(spans[name].inputs * spans[name].outputs // 2 for name in IN_TWO_GROUPS)
