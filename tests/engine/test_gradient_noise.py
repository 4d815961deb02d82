from __future__ import annotations

import dataclasses
import math
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from engine.learners import CLASSES, architecture, everything, examples, settings, state, trainer
from ravine.engine import gradient_noise as module
from ravine.engine.gradient_noise import GradientNoise, gradient_noise, sizes
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.shape import Shape
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.training import Examples, Trainer

HE = Choice("he")


def noise(made: Trainer, train: Examples, seed: int = 5) -> GradientNoise:
    return gradient_noise(made.settings.architecture, made.settings.loss, made.theta, train, seed)


def learner(*widths: int, count: int = 300, **more: Any) -> tuple[Trainer, Examples]:
    """A net that has learned for a while."""
    net, train = architecture(*widths), examples(CLASSES, widths[-1], count, widths[0])
    made = trainer(settings(net, CLASSES, **more), train, initializer=HE)
    made.run(50)
    return made, train


def test_the_whole_batch_has_cosine_1_and_ratio_1_and_no_spread() -> None:
    last = noise(*learner(2, 8, 8, 3)).rows[-1]
    assert (last.batch, last.draws) == (300, 1)
    assert last.cosine == pytest.approx(1.0, abs=1e-15)
    assert last.ratio == 1.0
    assert last.cosine_spread == last.ratio_spread == 0.0


@pytest.mark.parametrize("seed", range(3))
def test_larger_batches_agree_better_and_are_less_too_long(seed: int) -> None:
    rows = noise(*learner(2, 16, 16, 3, count=1000), seed=seed).rows
    cosines, ratios = [row.cosine for row in rows], [row.ratio for row in rows]
    assert cosines == sorted(cosines)
    assert ratios == sorted(ratios, reverse=True)
    assert cosines[0] < 0.5 < 0.8 < cosines[-2]
    assert ratios[0] > 2


def test_the_gradients_of_two_examples_by_hand() -> None:
    """z = w x, at 0, of (1, 0, 3), (0, 1, 4): gradients (-3, 0, -3), (0, -4, -4) of w1, w2, b; the mean is half their
    sum, (-1.5, -2, -3.5)"""
    net = Architecture(2, (Layer(1),))
    made = trainer(settings(net), dtype=np.float64)
    made.theta[:] = 0.0
    train = Examples(np.array([[1.0, 0.0], [0.0, 1.0]]), np.array([[3.0], [4.0]]))
    one, both = noise(made, train).rows
    norm = math.sqrt(1.5**2 + 2**2 + 3.5**2)
    first = (4.5 + 10.5) / math.sqrt(18) / norm, math.sqrt(18) / norm
    second = (8 + 14) / math.sqrt(32) / norm, math.sqrt(32) / norm
    share = (one.cosine - first[0]) / (second[0] - first[0])
    assert share * one.draws == pytest.approx(round(share * one.draws)), "each draw is one or the other"
    assert 0.2 < share < 0.8
    assert one.ratio == pytest.approx((1 - share) * first[1] + share * second[1])
    spread = math.sqrt(share * (1 - share))
    assert one.cosine_spread == pytest.approx(spread * abs(second[0] - first[0]))
    assert one.ratio_spread == pytest.approx(spread * abs(second[1] - first[1]))
    assert both.batch == 2
    assert noise(made, train).norm == pytest.approx(norm)


def test_the_mean_square_of_a_batch_s_gradient_is_what_its_size_says() -> None:
    """E |g_B|^2 = |g|^2 + (E |g_1|^2 - |g|^2) / B (N - B) / (N - 1), drawn without an example twice."""
    made, train = learner(2, 8, 8, 3, count=500)
    rows = {row.batch: row for row in noise(made, train).rows}
    squares = {size: row.ratio**2 + row.ratio_spread**2 for size, row in rows.items()}
    for size in (5, 20, 100):
        if size in squares:
            wanted = 1 + (squares[1] - 1) / size * (500 - size) / 499
            assert squares[size] == pytest.approx(wanted, rel=0.25), size


def test_the_same_seed_draws_the_same_batches() -> None:
    made, train = learner(2, 8, 3)
    assert noise(made, train) == noise(made, train)
    assert noise(made, train) != noise(made, train, seed=6)


def test_the_learner_is_not_touched() -> None:
    made = trainer(everything(), examples(CLASSES, 3, 60), initializer=HE)
    made.run(7)
    before, grad = state(made), made.grad.tobytes()
    noise(made, examples(CLASSES, 3, 60))
    assert state(made) == before
    assert made.grad.tobytes() == grad


def test_frozen_layers_are_left_out() -> None:
    made, train = learner(2, 8, 3)
    net = made.settings.architecture
    first, last = net.layers
    frozen = dataclasses.replace(net, layers=(dataclasses.replace(first, frozen=True), last))
    whole = noise(made, train)
    part = gradient_noise(frozen, CLASSES, made.theta, train, 5)
    assert 0 < part.norm < whole.norm
    all_of_them = dataclasses.replace(net, layers=tuple(dataclasses.replace(one, frozen=True) for one in net.layers))
    with pytest.raises(ValueError, match="the gradient of all examples is 0"):
        gradient_noise(all_of_them, CLASSES, made.theta, train, 5)


def test_where_a_gradient_is_not_finite_it_says_so() -> None:
    made, train = learner(2, 8, 3)
    theta = made.theta.copy()
    theta[0] = np.inf
    with pytest.raises(ValueError, match="not finite"):
        gradient_noise(made.settings.architecture, CLASSES, theta, train, 5)


@pytest.mark.parametrize("count", [1, 2, 3, 9, 10, 23, 300, 4096])
def test_sizes_are_few_and_rise_from_one_to_the_whole(count: int) -> None:
    found = sizes(count)
    assert found == sorted(set(found))
    assert (found[0], found[-1]) == (1, count)
    assert len(found) <= module.SIZES
    assert all(later <= 5 * before for before, later in pairwise(found))


def test_the_work_is_bounded_and_a_part_of_the_examples_is_told_as_such() -> None:
    made, train = learner(2, 8, 3, count=6000)
    assert noise(made, train).examples == module.MOST_EXAMPLES
    wide, much = learner(64, 512, 512, 10, count=2000)
    found = noise(wide, much)
    assert 16 <= found.examples < 2000
    assert found.examples == found.rows[-1].batch
    assert all(row.draws >= 2 for row in found.rows[:-1])
    for one, of in ((made, noise(made, train)), (wide, found)):
        spans = one.layout.spans
        example = 3 * sum((span.inputs + 16) * span.outputs for span in spans)
        assert sum(row.draws * -(-row.batch // 16) * 16 * example for row in of.rows) <= module.WORK


def test_a_convolution_s_work_is_counted_at_every_place_of_its_maps() -> None:
    net = Architecture(1024, (Layer(Conv(64, 3, 1, 1)), Layer(3)), image=Shape(1, 32, 32))
    train = examples(CLASSES, 3, 100, 1024)
    found = noise(trainer(settings(net, CLASSES), train), train)
    assert sum(row.draws * -(-row.batch // 16) * 16 * 3 * net.products for row in found.rows) <= module.WORK
    assert found.examples < 100
