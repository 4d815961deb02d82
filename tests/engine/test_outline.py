"""What a network is made of, in figures; AlexNet's sizes: test_alexnet.py."""

from __future__ import annotations

import numpy as np
import pytest

from ravine.engine.alexnet import ALEXNET
from ravine.engine.evaluation import Evaluator
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.pool import AveragePool, GlobalAverage, MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer, Layout
from ravine.engine.outline import outline


def test_alexnet_sees_the_parts_that_are_published() -> None:
    """Araujo, Norris, Sim, "Computing receptive fields of convolutional neural networks", Distill 2019."""
    seen = [one.field.size[0] for one in outline(ALEXNET)]
    assert seen == [11, 19, 19, 51, 67, 67, 99, 131, 163, 195, 227, 227, 227]


NETS = {
    "plain": (Layer(Conv(2, 3, 2, 1)), Layer(MaxPool(2, 2)), Layer(Conv(3, 3, 1, 2))),
    "averages": (Layer(Conv(2, 5, 1, 0)), Layer(AveragePool(3, 2)), Layer(GlobalAverage())),
    "residual": (Layer(Conv(2, 3, 1, 1)), Layer(Conv(2, 3, 1, 1)), Layer(Conv(2, 5, 1, 2), skip=2)),
    "projection": (
        Layer(Conv(2, 3, 1, 1)), Layer(Conv(2, 3, 2, 1)), Layer(Conv(2, 3, 1, 1)), Layer(Conv(2, 1, 2), back=2, skip=1),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NETS)
def test_a_pixel_depends_on_exactly_the_part_that_it_sees(name: str) -> None:
    """Every pixel of the picture in turn is changed: with positive weights all that see it answer."""
    picture = Shape(1, 11, 13)
    net = Architecture(picture.units, (*NETS[name], Layer(2)), image=picture)
    theta = np.abs(Layout.of(net).initial(Choice("he"), 3, np.float64)) + 0.1
    evaluator = Evaluator(net, "softmax_cross_entropy", np.float64)
    blank = np.ones((1, picture.units))
    changed = np.repeat(blank, picture.units, axis=0) + np.eye(picture.units) * 5
    before, after = evaluator.layer_outputs(theta, blank), evaluator.layer_outputs(theta, changed)
    for place, one in enumerate(outline(net)):
        answers = (after[place] != before[place]).reshape(*_sizes(one.shape), picture.height, picture.width)
        for y, x in np.ndindex(one.shape.height, one.shape.width):
            rows, columns = np.nonzero(answers[:, y, x].any(axis=0))
            top, left, bottom, right = one.field.part((y, x), picture)
            found = (rows.min(), columns.min(), rows.max() + 1, columns.max() + 1)
            if any(isinstance(layer.work, MaxPool) for layer in net.layers[: place + 1]):
                assert (top, left) <= found[:2]
                assert found[2:] <= (bottom, right)
            else:
                assert found == (top, left, bottom, right)


def _sizes(shape: Shape) -> tuple[int, int, int]:
    return shape.maps, shape.height, shape.width
