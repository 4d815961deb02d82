"""Layers of pictures, each by itself and all together, against the naive oracle and finite differences."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import naive
from engine.differences import agrees_with_differences
from engine.learners import CLASSES, DESCENT, NOTHING, STILL, defaults, examples, flat, net_of, settings, trainer
from naive_layers import LAYERS
from ravine.engine.gradient import backprop
from ravine.engine.layers.batch_norm import BatchNorm
from ravine.engine.layers.conv import Conv
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.local_response_norm import LocalResponseNorm
from ravine.engine.layers.op import TRAINING, Y
from ravine.engine.layers.pool import AveragePool, GlobalAverage, MaxPool
from ravine.engine.layers.shape import Shape
from ravine.engine.layers.work import Work
from ravine.engine.losses import loss_kernels
from ravine.engine.network import Architecture, Choice, Layer
from ravine.engine.plan import Plan
from ravine.engine.training import Trainer

WORKS: list[tuple[Work, Shape, int]] = [
    *((Conv(filters, size, stride, padding), Shape(maps, height, width), batch)
      for filters, size, stride, padding, maps, height, width, batch in [
          (4, 3, 1, 1, 1, 8, 8, 16), (5, 5, 1, 2, 3, 9, 7, 3), (6, 3, 2, 1, 2, 11, 13, 17), (4, 11, 4, 0, 3, 19, 15, 2),
          (3, 1, 1, 0, 5, 6, 6, 1), (9, 2, 1, 1, 2, 5, 5, 33), (3, 7, 3, 2, 2, 12, 10, 5), (8, 5, 5, 0, 1, 12, 11, 4),
      ]),
    (MaxPool(2, 2), Shape(3, 8, 6), 5), (MaxPool(3, 2), Shape(2, 9, 8), 17), (MaxPool(3, 3), Shape(1, 5, 7), 1),
    (MaxPool(1, 2), Shape(2, 5, 5), 3), (MaxPool(2, 1), Shape(2, 4, 5), 16),
    (AveragePool(2, 2), Shape(3, 8, 6), 5), (AveragePool(3, 2), Shape(2, 9, 8), 17),
    (AveragePool(3, 1), Shape(1, 5, 7), 1),
    (GlobalAverage(), Shape(5, 3, 4), 7), (GlobalAverage(), Shape(2, 1, 1), 1),
    (LocalResponseNorm(), Shape(7, 3, 2), 5), (LocalResponseNorm(1.0, 3, 0.5, 0.6), Shape(4, 2, 3), 18),
    (LocalResponseNorm(2.0, 5, 0.1), Shape(2, 4, 4), 1),
    (BatchNorm(), Shape(3, 4, 5), 6), (BatchNorm(), Shape(6), 19), (BatchNorm(), Shape(1, 2, 2), 33),
    (Dense(5, 2), Shape(2, 3, 3), 9),
]  # fmt: skip
each_work = pytest.mark.parametrize(("work", "shape", "batch"), WORKS, ids=lambda value: str(value))
MIXED = Architecture(
    2 * 9 * 10,
    (
        Layer(Conv(5, 3, 1, 1), "tanh"),
        Layer(BatchNorm(), "leaky_relu", (0.1,)),
        Layer(Conv(5, 3, 1, 1), "prelu", (0.2,), keep=0.8, skip=2),
        Layer(MaxPool(3, 2), keep=0.9),
        Layer(LocalResponseNorm(1.0, 3, 0.5), "gelu"),
        Layer(Conv(6, 1, 2), "linear"),
        Layer(Conv(6, 3, 2, 1), "silu", back=1),
        Layer(Conv(6, 3, 1, 1), "tanh", skip=2, branch=0.5),
        Layer(AveragePool(2, 1)),
        Layer(Dense(7, 2), keep=0.7),
        Layer(3),
    ),
    "inverted",
    Shape(2, 9, 10),
)
"""Every kind of layer, residual connections with a projection, dropout of maps and of units."""


def learner(net: Architecture, batch: int, dtype: Any = np.float64, **more: Any) -> Trainer:
    train = examples(CLASSES, net.outputs, count=max(2 * batch, 3), inputs=net.inputs)
    return trainer(settings(net, CLASSES, batch=batch, **more), train, dtype=dtype)


def alone(work: Work, shape: Shape) -> Architecture:
    """Between a convolution, which hands it something of both signs, and an output layer."""
    return Architecture(shape.units, (Layer(Conv(shape.maps, 1)), Layer(work), Layer(3)), image=shape)


def kinds(work: type[Work]) -> set[type[Work]]:
    """Of this class those that are no base of others."""
    return {one for refined in work.__subclasses__() for one in kinds(refined)} or {work}


def test_every_kind_of_layer_is_tested() -> None:
    assert {type(work) for work, _, _ in WORKS} == set(LAYERS) == kinds(Work)


@each_work
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_gradient_is_the_naive_one(work: Work, shape: Shape, batch: int, dtype: Any) -> None:
    made = learner(alone(work, shape), batch, dtype, optimizer=STILL)
    slow = naive.Learner(made.settings, net_of(made), made.training_set, NOTHING, 3, 4)
    record, (loss, _, norms) = made.run(1), slow.update()
    tolerance = 1e-9 if dtype is np.float64 else 2e-4
    np.testing.assert_allclose(record.loss[0], loss, rtol=tolerance)
    np.testing.assert_allclose(record.gradient_norm[0], norms, rtol=tolerance, atol=tolerance)


@each_work
def test_the_gradient_agrees_with_finite_differences(work: Work, shape: Shape, batch: int) -> None:
    agrees_with_differences(learner(alone(work, shape), batch, optimizer=STILL), directions=5)


@each_work
def test_as_the_first_layer_it_leaves_the_examples_as_they_are_on_the_way_back(
    work: Work, shape: Shape, batch: int
) -> None:
    """Nobody asks for their gradient, and it has no place: it would overwrite what lies in front of them."""
    count = min(batch, 16)  # one shard
    made = learner(Architecture(shape.units, (Layer(work), Layer(3)), image=shape), count, optimizer=STILL)
    made.run(1)
    seen = naive.order(3, 0, len(made.training_set))[:count]
    lie = made.plan.scratch[: shape.units * made.plan.columns].reshape(shape.units, -1)[:, :count]
    np.testing.assert_array_equal(lie.T, made.training_set.x[seen])


@pytest.mark.parametrize("work", [MaxPool(1, 1), AveragePool(1, 1), LocalResponseNorm(1.0, 3, 0.5)], ids=str)
def test_what_takes_the_examples_past_another_layer_leaves_them_to_it(work: Work) -> None:
    layers = Layer(Conv(2, 3, 1, 1), "tanh"), Layer(work, back=1, skip=1), Layer(3)
    agrees_with_differences(learner(Architecture(50, layers, image=Shape(2, 5, 5)), 4, np.float64, optimizer=STILL))


def test_all_of_them_in_one_net_agree_with_finite_differences() -> None:
    agrees_with_differences(learner(MIXED, 5, optimizer=STILL))


@pytest.mark.parametrize("batch", [1, 16, 21])
def test_many_updates_are_those_of_the_naive_learner(batch: int) -> None:
    made = learner(MIXED, batch, optimizer=defaults("adam"), l2=1e-3, clip=1.0)
    slow = naive.Learner(made.settings, net_of(made), made.training_set, NOTHING, 3, 4)
    record = made.run(6)
    wanted = [slow.update() for _ in range(6)]
    np.testing.assert_allclose(record.loss, [loss for loss, _, _ in wanted], rtol=1e-8)
    np.testing.assert_allclose(record.gradient_norm, [norms for _, _, norms in wanted], rtol=1e-7, atol=1e-9)
    for place, span in enumerate(made.layout.spans):
        np.testing.assert_allclose(
            made.theta[span.weights : span.tracked], flat(made, slow.net)[span.weights : span.tracked], atol=1e-8,
            err_msg=str(place),
        )  # fmt: skip


def test_updates_are_the_same_however_they_are_sliced_and_after_a_restore() -> None:
    whole, sliced = (learner(MIXED, 7, np.float32, optimizer=defaults("momentum")) for _ in range(2))
    start = whole.snapshot()
    loss = whole.run(12).loss
    assert np.array_equal(np.concatenate([sliced.run(n).loss for n in (1, 4, 2, 5)]), loss)
    assert np.array_equal(whole.theta, sliced.theta)
    whole.restore(start)
    assert np.array_equal(whole.run(12).loss, loss)
    assert np.array_equal(whole.theta, sliced.theta)


def test_a_residual_net_of_zero_blocks_is_the_identity() -> None:
    shape = Shape(3, 5, 5)
    blocks = Layer(Conv(3, 3, 1, 1), "relu", skip=1), Layer(Conv(3, 3, 1, 1), skip=1)
    net = Architecture(75, (*blocks, Layer(75)), image=shape)
    made = learner(net, 4)
    for place in (0, 1):
        made.layout.weights(made.theta, place)[:] = 0
        made.layout.biases(made.theta, place)[:] = 0
    made.layout.weights(made.theta, 2)[:] = np.eye(75)
    made.layout.biases(made.theta, 2)[:] = 0
    np.testing.assert_array_equal(made.predict(made.training_set.x), made.training_set.x)


def test_running_statistics_move_a_tenth_of_the_way_to_the_batch_and_serve_at_test_time() -> None:
    shape, batch = Shape(2, 3, 3), 5
    made = learner(Architecture(18, (Layer(BatchNorm()), Layer(2)), image=shape), batch, optimizer=DESCENT)
    span = made.layout.spans[0]
    x = made.training_set.x[naive.order(3, 0, len(made.training_set))[:batch]].reshape(batch, 2, 9)
    made.run(1)
    running = made.theta[span.tracked : span.tracked + 4]
    np.testing.assert_allclose(running[:2], 0.1 * x.mean(axis=(0, 2)))
    np.testing.assert_allclose(running[2:], 0.9 + 0.1 * x.var(axis=(0, 2), ddof=1))
    z, _ = made.layer_signals(made.training_set.x)[0]
    gamma, beta = made.layout.weights(made.theta, 0), made.layout.biases(made.theta, 0)
    of = made.training_set.x.reshape(-1, 2, 9)
    wanted = (of - running[:2, None]) / np.sqrt(running[2:, None] + 1e-5) * gamma + beta[:, None]
    np.testing.assert_allclose(z.T.reshape(wanted.shape), wanted)


@pytest.mark.parametrize("optimizer", ["adamw", "lion"])
def test_a_decay_of_the_optimizer_leaves_running_statistics_alone(optimizer: str) -> None:
    net = Architecture(18, (Layer(BatchNorm()), Layer(2)), image=Shape(2, 3, 3))
    *rest, _ = defaults(optimizer).values
    tracked = []
    for decay in (0.0, 10.0):
        made = learner(net, 9, optimizer=Choice(optimizer, (*rest, decay)))
        made.run(1)
        span = made.layout.spans[0]
        tracked.append(made.theta[span.tracked : span.stop].copy())
    np.testing.assert_array_equal(tracked[0], tracked[1])
    assert np.count_nonzero(tracked[0])


def test_a_frozen_batch_norm_keeps_its_running_statistics() -> None:
    net = Architecture(18, (Layer(BatchNorm(), frozen=True), Layer(2)), image=Shape(2, 3, 3))
    made = learner(net, 5, optimizer=DESCENT)
    span, before = made.layout.spans[0], made.theta.copy()
    made.run(7)
    np.testing.assert_array_equal(made.theta[span.weights : span.stop], before[span.weights : span.stop])


def test_dropout_takes_whole_maps() -> None:
    net = Architecture(16, (Layer(Conv(40, 1), "sigmoid", keep=0.5), Layer(2)), image=Shape(1, 4, 4))
    made = learner(net, 3, optimizer=STILL)
    made.run(1)
    row = made.plan.table[made.plan.last_row[0]]
    maps = made.plan.scratch[row[Y] : row[Y] + 40 * 16 * 16].reshape(40, 16, 16)[:, :, :3] != 0
    assert (maps == maps[:, :1]).all()
    assert 5 < maps[:, 0, 0].sum() < 35


@pytest.mark.parametrize(
    ("layers", "message"),
    [
        ((Conv(2, 5),), "layer 1: a window of 5 x 5 does not fit into maps of 3 x 3"),
        ((Conv(2, 3, 1, 3),), "layer 1: a margin of 3 needs a window larger"),
        ((MaxPool(2, 2), MaxPool(2, 2)), "layer 2: a window of 2 x 2"),
        ((Conv(2, 3, 1, 1), Layer(Conv(2, 3), skip=1)), "layer 2 of 2 units cannot add the 3 x 3 x 2"),
        ((Layer(Conv(2, 3), back=1),), "cannot take what lies 1 places before"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_with_the_reason(layers: Any, message: str) -> None:
    made = tuple(one if isinstance(one, Layer) else Layer(one) for one in layers)
    with pytest.raises(ValueError, match=message):
        Architecture(9, made, image=Shape(1, 3, 3))


def test_pictures_are_as_many_inputs_as_pixels() -> None:
    with pytest.raises(ValueError, match="are 9 inputs and not 8"):
        Architecture(8, (Layer(2),), image=Shape(1, 3, 3))


@pytest.mark.parametrize("batch", [1, 5, 8, 9])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_a_lean_plan_gives_the_gradient_of_the_others(batch: int, dtype: Any) -> None:
    layers = (
        Layer(Conv(6, 3, 2), "relu"), Layer(MaxPool(3, 2)), Layer(LocalResponseNorm(2.0, 5, 0.1)),
        Layer(Conv(5, 3, 1, 1), "relu"), Layer(AveragePool(2, 1), keep=0.5), Layer(Dense(7, 2)), Layer(3),
    )  # fmt: skip
    net = Architecture(2 * 15 * 17, layers, "lecture", Shape(2, 15, 17))
    made = learner(net, batch, dtype, optimizer=STILL)
    chosen, clock = naive.order(3, 0, len(made.training_set))[:batch], made.clock
    record = made.run(1)
    plan = Plan.of(net, batch, 1, dtype, lean=True)
    assert plan.scratch.size < made.plan.scratch.size
    clock[TRAINING], grad = 1, np.zeros_like(made.grad)
    loss = backprop(
        made.theta, grad, plan.scratch, plan.table, plan.params, clock, made.training_set.x, made.training_set.y,
        chosen, plan.targets, loss_kernels[CLASSES].address(dtype),
    )  # fmt: skip
    tolerance = 1e-12 if dtype is np.float64 else 1e-5
    assert loss == pytest.approx(record.loss[0], rel=tolerance)
    for place, span in enumerate(made.layout.spans):
        part = slice(span.weights, span.tracked)
        np.testing.assert_allclose(grad[part], made.grad[part], atol=tolerance, err_msg=str(place))


def test_a_lean_plan_has_no_room_for_residual_connections() -> None:
    with pytest.raises(ValueError, match="residual"):
        Plan.of(MIXED, 5, 1, np.float32, lean=True)


@pytest.mark.parametrize("form", ["lecture", "inverted"])
def test_a_batch_in_shards_has_the_loss_and_gradient_of_the_whole(form: str) -> None:
    layers = (Layer(Conv(5, 3), "tanh", keep=0.6), Layer(MaxPool(2, 2)), Layer(8, "relu"), Layer(3))
    net = Architecture(72, layers, form, Shape(2, 6, 6))
    for batch in (16, 17, 40):
        made = learner(net, batch, optimizer=STILL)
        slow = naive.Learner(made.settings, net_of(made), made.training_set, NOTHING, 3, 4)
        record = made.run(3)
        assert made.plan.columns == 16
        wanted = [slow.update() for _ in range(3)]
        np.testing.assert_allclose(record.loss, [loss for loss, _, _ in wanted], rtol=1e-9)
        np.testing.assert_allclose(record.gradient_norm, [norms for _, _, norms in wanted], rtol=1e-9)


def test_conv_weights_start_with_the_spread_of_their_own_inputs() -> None:
    net = Architecture(3 * 64, (Layer(Conv(500, 3)), Layer(2)), image=Shape(3, 8, 8))
    made = trainer(settings(net, CLASSES), examples(CLASSES, 2, inputs=192), initializer=Choice("he"))
    weights = made.layout.weights(made.theta, 0)
    assert weights.shape == (500, 27)
    assert weights.std() == pytest.approx((2 / 27) ** 0.5, rel=0.03)
