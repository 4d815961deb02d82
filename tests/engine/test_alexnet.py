"""AlexNet: its sizes as the lecture gives them, and one pass of the whole of it against PyTorch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from counted import BIAS_SPREAD, classes, counted, pictures, samples, weight_spread
from engine.learners import CLASSES
from ravine.engine.alexnet import ALEXNET, LAYERS, grouped_parameters
from ravine.engine.network import Choice, Layout
from ravine.engine.outline import outline
from ravine.engine.walk import Walk, Way, needed_bytes

MIB = 1 << 20
SIZES = {  # what comes out, parameters, multiply-adds
    "CONV1": ("55 x 55 x 96", 34_944, 105_415_200),
    "POOL1": ("27 x 27 x 96", 0, 0),
    "NORM1": ("27 x 27 x 96", 0, 0),
    "CONV2": ("27 x 27 x 256", 614_656, 447_897_600),
    "POOL2": ("13 x 13 x 256", 0, 0),
    "NORM2": ("13 x 13 x 256", 0, 0),
    "CONV3": ("13 x 13 x 384", 885_120, 149_520_384),
    "CONV4": ("13 x 13 x 384", 1_327_488, 224_280_576),
    "CONV5": ("13 x 13 x 256", 884_992, 149_520_384),
    "POOL3": ("6 x 6 x 256", 0, 0),
    "FC6": ("4096", 37_752_832, 37_748_736),
    "FC7": ("4096", 16_781_312, 16_777_216),
    "FC8": ("1000", 4_097_000, 4_096_000),
}


def test_every_layer_has_the_sizes_of_the_lecture() -> None:
    found = {
        name: (str(one.shape), one.parameters, one.products)
        for name, one in zip(LAYERS, outline(ALEXNET), strict=True)
    }
    assert found == SIZES


def test_all_layers_together_have_62_million_parameters_and_take_1_1_billion_multiply_adds() -> None:
    assert Layout.of(ALEXNET).parameters == 62_378_344
    assert ALEXNET.products == 1_135_256_096
    assert [name for name, layer in LAYERS.items() if layer.activation == "relu"] == [
        "CONV1", "CONV2", "CONV3", "CONV4", "CONV5", "FC6", "FC7",
    ]  # fmt: skip


def test_the_original_had_half_the_weights_in_three_convolutions() -> None:
    assert grouped_parameters() == 60_965_224


def test_a_walk_with_momentum_needs_theta_twice_and_little_more() -> None:
    needed = needed_bytes(ALEXNET, CLASSES, "momentum", 8)
    assert 2 * 4 * 62_378_344 < needed < 2 * 4 * 62_378_344 + 75 * MIB


def test_one_pass_has_the_loss_the_scores_and_the_gradient_of_autograd() -> None:
    golden = dict(np.load(Path(__file__).parents[1] / "golden" / "alexnet.npz"))
    walk = Walk(ALEXNET, CLASSES, Choice("gradient_descent", (0.0,)), Choice("zeros"), 0, 8)
    first, places = 0, []
    for place, span in enumerate(walk.layout.spans):
        if span.outputs:
            weights, biases = walk.layout.weights(walk.theta, place).reshape(-1), walk.layout.biases(walk.theta, place)
            counted(first, weights, weight_spread(span.inputs))
            counted(first + weights.size, biases, BIAS_SPREAD)
            first += weights.size + biases.size
            places += [(span.weights, weights.size), (span.biases, biases.size)]
    assert first == golden["parameters"]
    squares, sums, values = np.zeros(len(places)), np.zeros(len(places)), np.full((len(places), 32), np.nan)
    for step in walk.over(pictures(8, ALEXNET.inputs), classes(8)):
        if step.way is not Way.UPDATE or step.part is None or step.gradient is None:
            continue
        for number, (start, size) in enumerate(places):
            begin, end = max(start, step.part.start), min(start + size, step.part.stop)
            if begin < end:
                found = step.gradient[begin - step.part.start : end - step.part.start].astype(np.float64)
                squares[number] += found @ found
                sums[number] += found.sum()
                at = start + samples(size)
                here = (at >= begin) & (at < end)
                values[number, here] = found[at[here] - begin]
    assert walk.loss == pytest.approx(golden["loss"], rel=1e-5)
    assert walk.scores is not None
    np.testing.assert_allclose(walk.scores[:, samples(1000)], golden["scores"], atol=1e-4)
    np.testing.assert_allclose(np.sqrt(squares), golden["norm"], rtol=1e-4)
    np.testing.assert_allclose(walk.gradient_norm[walk.gradient_norm > 0] ** 2, squares[::2] + squares[1::2], rtol=1e-4)
    for number, (_, size) in enumerate(places):
        typical = golden["norm"][number] / size**0.5
        np.testing.assert_allclose(values[number], golden["values"][number], atol=1e-3 * typical)
        assert sums[number] == pytest.approx(golden["sum"][number], abs=1e-4 * golden["norm"][number] * size**0.5)
