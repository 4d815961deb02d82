from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from engine.learners import CLASSES, architecture, examples, settings, trainer
from ravine.engine.gradient import Gradient
from ravine.engine.layers.dropout import dropout_forms
from ravine.engine.losses import losses
from ravine.engine.network import Architecture, Layer
from ravine.engine.training import Examples
from ravine.engine.twin import Twin


def test_a_tiny_linear_network_has_the_gradient_computed_by_hand() -> None:
    """z = 2x + 1 at (1, 4) and (3, 5): errors -1 and 2, so dL/dw = (-1 + 6) / 2 and dL/db = (-1 + 2) / 2"""
    net = Architecture(1, (Layer(1),))
    made = trainer(settings(net), dtype=np.float64)
    span = made.layout.spans[0]
    made.theta[span.weights], made.theta[span.biases] = 2.0, 1.0
    data = Examples(np.array([[1.0], [3.0]]), np.array([[4.0], [5.0]]))
    gradient = Gradient(net, "squared_error", 2, np.float64)
    assert gradient.of(made.theta, data, np.arange(2)) == (1 / 2 + 4 / 2) / 2
    assert (gradient.grad[span.weights], gradient.grad[span.biases]) == (2.5, 0.5)
    assert gradient.of(made.theta, data, np.array([1])) == 2.0
    assert (gradient.grad[span.weights], gradient.grad[span.biases]) == (6.0, 2.0)


@pytest.mark.parametrize("loss", losses.names())
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_without_dropout_it_is_what_an_update_gets(loss: str, dtype: Any) -> None:
    net = architecture(2, 9, 7, 3)
    train = examples(loss, 3)
    made = trainer(settings(net, loss, batch=9), train, dtype=dtype)
    twin = Twin.still(made)
    recorded = twin.make().loss[0]
    gradient = Gradient(net, loss, 9, dtype)
    assert gradient.of(made.theta, train.astype(dtype), twin.rows) == recorded
    assert gradient.grad.tobytes() == twin.grad.tobytes()


@pytest.mark.parametrize("form", dropout_forms.names())
def test_dropout_is_in_its_test_form(form: str) -> None:
    net = architecture(2, 9, 7, 3, keep=0.5, form=form)
    made = trainer(settings(net, CLASSES), dtype=np.float64)
    data = examples(CLASSES, 3).astype(np.float64)
    gradient, rows = Gradient(net, CLASSES, len(data), np.float64), np.arange(len(data))
    loss = gradient.of(made.theta, data, rows)
    assert loss == pytest.approx(made.evaluate(data).loss, rel=1e-14)
    grad = gradient.grad.copy()
    for index in (0, 5, made.layout.spans[1].weights + 3, made.layout.spans[1].biases, made.layout.spans[2].weights):
        sides = []
        for step in (1e-6, -1e-6):
            moved = made.theta.copy()
            moved[index] += step
            sides.append(made._evaluator.evaluate(moved, data).loss)
        assert grad[index] == pytest.approx((sides[0] - sides[1]) / 2e-6, abs=1e-8)


def test_a_frozen_layer_has_no_gradient_and_the_others_keep_theirs() -> None:
    net = architecture(2, 9, 7, 3)
    made = trainer(settings(net, CLASSES), dtype=np.float64)
    data = examples(CLASSES, 3).astype(np.float64)
    frozen = replace(net, layers=(net.layers[0], replace(net.layers[1], frozen=True), net.layers[2]))
    grads = []
    for one in (net, frozen):
        gradient = Gradient(one, CLASSES, len(data), np.float64)
        gradient.of(made.theta, data, np.arange(len(data)))
        grads.append(gradient.grad.copy())
    span = made.layout.spans[1]
    assert not grads[1][span.weights : span.stop].any()
    assert grads[0][span.weights : span.stop].any()
    grads[0][span.weights : span.stop] = 0.0
    assert grads[0].tobytes() == grads[1].tobytes()
