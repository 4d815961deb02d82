from __future__ import annotations

import numpy as np
import pytest

from engine.differences import agrees_with_differences, differences
from engine.layers.one_op import OneOp
from engine.learners import CLASSES, DESCENT, STILL, architecture, examples, settings, trainer
from ravine.engine.layers.dense import Dense
from ravine.engine.layers.maxout import maxout
from ravine.engine.network import Architecture, Layer

each_k = pytest.mark.parametrize("pieces", [1, 2, 3, 5])
UNITS, BATCH = 4, 21


@each_k
def test_a_unit_gives_its_largest_piece_and_the_gradient_goes_there(pieces: int) -> None:
    random = np.random.default_rng(0)
    z, d = random.normal(size=(BATCH, UNITS * pieces)), random.normal(size=(BATCH, UNITS))
    one = OneOp(maxout, UNITS * pieces, UNITS, BATCH)
    grouped = z.reshape(BATCH, UNITS, pieces)
    np.testing.assert_array_equal(one.forward(z), grouped.max(axis=2))
    wanted = d[:, :, None] * (np.arange(pieces) == grouped.argmax(axis=2)[:, :, None])
    np.testing.assert_array_equal(one.backward(d), wanted.reshape(BATCH, -1))


@each_k
def test_the_gradient_agrees_with_finite_differences(pieces: int) -> None:
    random = np.random.default_rng(1)
    z, d = random.normal(size=(BATCH, UNITS * pieces)), random.normal(size=(BATCH, UNITS))
    one = OneOp(maxout, UNITS * pieces, UNITS, BATCH)
    one.forward(z)
    dz = one.backward(d)
    np.testing.assert_allclose(dz, differences(lambda at: float((d * one.forward(at)).sum()), z), atol=1e-9)


def test_of_equal_pieces_the_first_gets_the_gradient() -> None:
    one = OneOp(maxout, 3, 1, 1)
    one.forward(np.array([[1.0, 2.0, 2.0]]))
    np.testing.assert_array_equal(one.backward(np.array([[5.0]])), [[0, 5, 0]])


@each_k
@pytest.mark.parametrize("keep", [1.0, 0.7])
def test_a_net_with_it_agrees_with_finite_differences(pieces: int, keep: float) -> None:
    net = Architecture(2, (Layer(Dense(5, pieces), keep=keep), Layer(Dense(3, pieces), "tanh"), Layer(2)))
    agrees_with_differences(trainer(settings(net, CLASSES, STILL, batch=17), dtype=np.float64))


def test_a_piece_that_is_always_zero_makes_it_relu_bit_for_bit() -> None:
    some = examples(CLASSES, 3, inputs=2)
    relu = trainer(settings(architecture(2, 6, 3, activation="relu"), CLASSES, DESCENT, batch=9), some)
    two = trainer(settings(Architecture(2, (Layer(Dense(6, 2)), Layer(3))), CLASSES, DESCENT, batch=9), some)
    W = np.zeros((6, 2, 2), np.float32)  # of each unit the piece 0, then w x + b
    W[:, 1] = relu.layout.weights(relu.theta, 0)
    b = np.zeros((6, 2), np.float32)
    b[:, 1] = relu.layout.biases(relu.theta, 0)
    two.layout.weights(two.theta, 0)[:] = W.reshape(12, 2)
    two.layout.biases(two.theta, 0)[:] = b.ravel()
    two.layout.weights(two.theta, 1)[:] = relu.layout.weights(relu.theta, 1)
    two.layout.biases(two.theta, 1)[:] = relu.layout.biases(relu.theta, 1)
    two.restore(two.snapshot())
    np.testing.assert_array_equal(two.predict(some.x), relu.predict(some.x))
    assert relu.run(1).loss == two.run(1).loss
    grad = two.layout.weights(two.grad, 0).reshape(6, 2, 2)[:, 1]
    np.testing.assert_array_equal(grad, relu.layout.weights(relu.grad, 0))
    np.testing.assert_array_equal(two.layout.weights(two.grad, 1), relu.layout.weights(relu.grad, 1))
