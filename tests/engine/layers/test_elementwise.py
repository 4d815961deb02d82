from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.differences import agrees_with_differences, differences
from engine.layers.one_op import OneOp
from engine.learners import STILL, architecture, settings, trainer
from naive import ACTIVATIONS
from ravine.engine.activations import activations
from ravine.engine.layers.elementwise import activation_op

CASES = [
    (entry.name, value)
    for entry in activations
    for value in ((0.0, 0.01, 0.3, 1.0, 2.5) if entry.parameters else (0.0,))
]
"""Each activation with several values of its parameter, where it has one."""

each = pytest.mark.parametrize(("name", "value"), CASES)


def points(batch: int = 17) -> Any:
    """z (batch, 3): large and small, but not so near a corner that a difference would step over it."""
    z = np.random.default_rng(0).normal(size=(batch, 3)) * [0.1, 1, 5]
    return np.where(np.abs(z) < 1e-3, 0.5, z)


@each
@pytest.mark.parametrize(("dtype", "rtol"), [(np.float32, 1e-5), (np.float64, 1e-13)])
def test_value_and_derivative_are_the_naive_ones(name: str, value: float, dtype: Any, rtol: float) -> None:
    one = OneOp(activation_op(name), 3, 3, 17, dtype, (value,))
    z, d = points().astype(dtype), np.full((17, 3), 2.0, dtype)
    f, derivative = ACTIVATIONS[name]
    value = float(dtype(value))
    wide = z.astype(np.float64)
    np.testing.assert_allclose(one.forward(z), f(wide, value), rtol=rtol * 10, atol=rtol / 10)
    np.testing.assert_allclose(one.backward(d), 2 * derivative(wide, value), rtol=rtol * 10, atol=rtol / 10)


@each
def test_the_derivative_agrees_with_finite_differences(name: str, value: float) -> None:
    one = OneOp(activation_op(name), 3, 3, 17, values=(value,))
    z, d = points(), np.random.default_rng(1).normal(size=(17, 3))
    one.forward(z)
    dz = one.backward(d)
    wanted = differences(lambda at: float((d * one.forward(at)).sum()), z)
    np.testing.assert_allclose(dz, wanted, rtol=1e-6, atol=1e-8)


@each
def test_a_net_with_it_agrees_with_finite_differences(name: str, value: float) -> None:
    values = (value,) if activations[name].parameters else ()
    net = architecture(2, 9, 5, 3, activation=name, values=values)
    chosen = settings(net, "softmax_cross_entropy", STILL, batch=17)
    agrees_with_differences(trainer(chosen, dtype=np.float64))


@each
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_far_out_value_and_derivative_stay_finite(name: str, value: float, dtype: Any) -> None:
    z = np.array([[1000, -1000, 1e10], [-1e10, 88, -88]], dtype)
    one = OneOp(activation_op(name), 3, 3, 2, dtype, (value,))
    f, derivative = ACTIVATIONS[name]
    y, dz = one.forward(z), one.backward(np.ones_like(z))
    wide, value = z.astype(np.float64), float(dtype(value))
    np.testing.assert_allclose(y, f(wide, value), rtol=1e-5, atol=1e-25)
    np.testing.assert_allclose(dz, derivative(wide, value), rtol=1e-5, atol=1e-25)


@each
def test_nan_goes_through(name: str, value: float) -> None:
    one = OneOp(activation_op(name), 1, 1, 3, np.float32, (value,))
    y = one.forward(np.array([[0.5], [np.nan], [-0.5]], np.float32))
    assert np.array_equal(np.isnan(y[:, 0]), [False, True, False])


@each
def test_at_the_corner_the_derivative_is_that_from_the_left(name: str, value: float) -> None:
    one = OneOp(activation_op(name), 1, 1, 1, values=(value,))
    y = one.forward(np.zeros((1, 1)))
    left = one.backward(np.ones((1, 1)))[0, 0]
    before = one.forward(np.full((1, 1), -1e-7))
    assert left == pytest.approx((y - before)[0, 0] / 1e-7, abs=1e-6)
