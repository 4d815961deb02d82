from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.differences import agrees_with_differences, differences
from engine.layers.one_op import OneOp
from engine.learners import STILL, architecture, settings, trainer
from ravine.engine.layers.dense import BLAS_FROM, dense, dense_blas, dense_op
from ravine.engine.layers.op import Op

forms = pytest.mark.parametrize("op", [dense, dense_blas], ids=["tiles", "blas"])
batches = pytest.mark.parametrize("batch", [1, 15, 16, 17, 33])
sizes = pytest.mark.parametrize(
    ("inputs", "outputs"), [(1, 1), (2, 8), (8, 1), (7, 9), (9, 7), (16, 16), (17, 33), (31, 5), (67, 65)]
)


def drawn(op: Op, inputs: int, outputs: int, batch: int, dtype: Any = np.float64) -> tuple[OneOp, Any, Any, Any, Any]:
    """The op with random x, W, b, and dL/dy."""
    random = np.random.default_rng((inputs, outputs, batch))
    x, W = random.normal(size=(batch, inputs)).astype(dtype), random.normal(size=(outputs, inputs)).astype(dtype)
    b, d = random.normal(size=outputs).astype(dtype), random.normal(size=(batch, outputs)).astype(dtype)
    one = OneOp(op, inputs, outputs, batch, dtype)
    one.learn(W, b)
    return one, x, W, b, d


@forms
@batches
@sizes
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-13)])
def test_both_forms_compute_y_and_the_gradients_of_the_formulas(
    op: Op, inputs: int, outputs: int, batch: int, dtype: Any, rtol: float
) -> None:
    one, x, W, b, d = drawn(op, inputs, outputs, batch, dtype)
    close: Any = {"rtol": rtol, "atol": rtol * 10}
    np.testing.assert_allclose(one.forward(x), x @ W.T + b, **close)
    np.testing.assert_allclose(one.backward(d), d @ W, **close)
    np.testing.assert_allclose(one.weight_gradient, d.T @ x, **close)
    np.testing.assert_allclose(one.bias_gradient, d.sum(axis=0), **close)


@forms
@batches
@pytest.mark.parametrize(("inputs", "outputs"), [(2, 8), (7, 9), (19, 3)])
def test_both_forms_agree_with_finite_differences(op: Op, inputs: int, outputs: int, batch: int) -> None:
    one, x, W, b, d = drawn(op, inputs, outputs, batch)

    def cost(x: Any, W: Any, b: Any) -> float:
        one.learn(W, b)
        return float((d * one.forward(x)).sum())

    cost(x, W, b)
    dx = one.backward(d)
    np.testing.assert_allclose(dx, differences(lambda at: cost(at, W, b), x), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(one.weight_gradient, differences(lambda at: cost(x, at, b), W), rtol=1e-7, atol=1e-8)
    np.testing.assert_allclose(one.bias_gradient, differences(lambda at: cost(x, W, at), b), rtol=1e-7, atol=1e-8)


@forms
def test_the_first_layer_does_without_the_gradient_of_its_inputs(op: Op) -> None:
    random = np.random.default_rng(0)
    x, d = random.normal(size=(20, 9)), random.normal(size=(20, 7))
    one = OneOp(op, 9, 7, 20, first=True)
    one.learn(np.ones((7, 9)), np.ones(7))
    one.forward(x)
    before = one.scratch[: (9 + 7) * one.columns].copy()
    one.backward(d)
    assert np.array_equal(one.scratch[: (9 + 7) * one.columns], before)
    np.testing.assert_allclose(one.weight_gradient, d.T @ x, rtol=1e-13)


@forms
def test_the_padding_of_theta_is_never_written(op: Op) -> None:
    one, x, _, _, d = drawn(op, 5, 3, 17)
    one.forward(x)
    one.backward(d)
    padding = np.r_[15 : one.biases, one.biases + 3 : one.theta.size]
    assert np.isnan(one.grad[padding]).all()


def test_a_layer_chooses_by_its_number_of_weights() -> None:
    assert dense_op(2, 8) is dense
    assert dense_op(BLAS_FROM - 1, 1) is dense
    assert dense_op(BLAS_FROM, 1) is dense_blas
    assert dense_op(784, 256) is dense_blas


@batches
def test_a_net_of_both_forms_agrees_with_finite_differences(batch: int) -> None:
    net = architecture(3, 65, 67, 2)
    agrees_with_differences(trainer(settings(net, optimizer=STILL, batch=batch), dtype=np.float64), directions=20)


@batches
@pytest.mark.parametrize("widths", [(2, 8, 8, 1), (1, 1), (3, 17, 9, 5)])
def test_a_net_of_tiles_agrees_with_finite_differences(batch: int, widths: tuple[int, ...]) -> None:
    made = trainer(settings(architecture(*widths), optimizer=STILL, batch=batch), dtype=np.float64)
    agrees_with_differences(made)
