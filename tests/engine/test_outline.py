"""What a network is made of, in figures; AlexNet's are those that are published."""

from __future__ import annotations

import numpy as np
import pytest

from ravine.engine.layers.conv import Conv
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.pool import AveragePool, GlobalAverage, MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer, Layout
from ravine.engine.outline import outline

ALEXNET = Architecture(
    227 * 227 * 3,
    tuple(
        map(
            Layer,
            (
                Conv(96, 11, 4), MaxPool(3, 2), LocalResponseNorm(), Conv(256, 5, 1, 2), MaxPool(3, 2),
                LocalResponseNorm(), Conv(384, 3, 1, 1), Conv(384, 3, 1, 1), Conv(256, 3, 1, 1), MaxPool(3, 2),
                Dense(4096), Dense(4096), Dense(1000),
            ),
        )
    ),
    image=Shape(3, 227, 227),
)  # fmt: skip


def test_alexnet_has_the_figures_of_the_paper_s_architecture() -> None:
    """Ungrouped convolutions: 62,378,344 parameters; receptive fields as in Araujo et al., Distill 2019."""
    layers = outline(ALEXNET)
    assert sum(one.parameters for one in layers) == 62_378_344
    assert sum(one.products for one in layers) == ALEXNET.products == 1_135_256_096
    shapes = [str(one.shape) for one in layers]
    assert shapes == [
        "55 x 55 x 96", "27 x 27 x 96", "27 x 27 x 96", "27 x 27 x 256", "13 x 13 x 256", "13 x 13 x 256",
        "13 x 13 x 384", "13 x 13 x 384", "13 x 13 x 256", "6 x 6 x 256", "4096", "4096", "1000",
    ]  # fmt: skip
    assert [one.field.size[0] for one in layers] == [11, 19, 19, 51, 67, 67, 99, 131, 163, 195, 227, 227, 227]
    assert [one.parameters for one in layers if one.parameters] == [
        34_944, 614_656, 885_120, 1_327_488, 884_992, 37_752_832, 16_781_312, 4_097_000,
    ]  # fmt: skip


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
    from ravine.engine.evaluation import Evaluator

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
